"""What can be done in the summary of an audit and the screens behind it."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act(
        "summary.jump",
        "enter",
        later("go there"),
        later("Go to the question, or open the facts of the visit."),
        1,
        True,
    ),
    act(
        "summary.facts",
        "d,f4",
        later("visit details"),
        later("The facts of the visit that the report prints."),
        2,
    ),
    act("summary.finish", "f10,f", later("finish"), later("End the audit and write its report."), 3),
    act("summary.report", "f9,r", later("report"), later("Write the report of a finished audit."), 4),
    act(
        "summary.inbox",
        "e",
        later("pictures from the phone"),
        later("Match the pictures in the inbox to the photos that are owed, by their time, and attach them."),
    ),
    act(
        "summary.why",
        "y",
        later_in("key", "why"),
        later("Why this score: how it comes about, down to each question, and the shortest way to pass."),
        6,
    ),
    act(
        "summary.experience",
        "x",
        later("experience"),
        later("Positives against five times the negatives; facts, feelings, departments, conduct."),
    ),
    act(
        "summary.correct_site",
        "w",
        later("wrong site"),
        later("Correct the site, with a reason; the first one stays in the history."),
    ),
    act(
        "summary.correct_date",
        "t",
        later("wrong date"),
        later("Correct the date and time of the visit, with a reason."),
    ),
    act(
        "summary.abort",
        "b",
        later("visit aborted"),
        later("Say that the visit was broken off, and why; it then has no score."),
    ),
    act(
        "summary.abandon",
        "a",
        later("abandon"),
        later("Close the audit without a result, with a reason; it is kept."),
    ),
    act(
        "summary.standards",
        "k",
        later("standards"),
        later("All standards of the audit and how each came out; Enter leads to its questions."),
    ),
    act("summary.retry", "f12,z", later("try again"), later("Save what the disk refused.")),
    act("summary.back", "escape,f6", later("back"), later("Back to the question."), 5),
    act(
        "summary.photos",
        "p",
        later("photos for the report"),
        later("Say of each photo that nobody can be recognised in it, or what of it is to be masked."),
    ),
    act(
        "photos.clear",
        "c,enter",
        later("it is clear"),
        later("Nobody can be recognised in it: it may be printed."),
        1,
    ),
    act(
        "photos.mask",
        "m,f2",
        later("mask"),
        later("Blacken parts of it: left, top, width and height in percent."),
        2,
    ),
    act("photos.undeclare", "delete,minus", later("take back"), later("Say nothing about it any more."), 3),
    act("photos.jump", "g", later("go there"), later("Go to its question."), 4),
    act("photos.back", "escape", later("back"), later("Back to where you came from."), 5),
    act(
        "inbox.choose",
        "enter",
        later("choose"),
        later("Say where the picture under the cursor belongs; it is attached there."),
        1,
        True,
    ),
    act(
        "inbox.all",
        "a,f10",
        later("attach what is clear"),
        later(
            "Attach every picture that clearly belongs to one owed photo; the others are asked one by one."
        ),
        2,
    ),
    act(
        "inbox.learn",
        "c,f2",
        later("learn the clock"),
        later("The picture under the cursor shows this computer's clock: type the time it shows."),
        3,
    ),
    act("inbox.folder", "f,f4", later("folder"), later("Look into another folder this time."), 5),
    act("inbox.refresh", "f5,r", later("look again"), later("Look into the folder again."), 4),
    act("inbox.back", "escape", later("back"), later("Back to where you came from."), 6),
    act("why.jump", "enter", later("go there"), later("Go to the question."), 1, True),
    act("why.back", "escape,y", later("back"), later("Back to the summary."), 2),
    act("experience.back", "escape,x,enter", later("back"), later("Back to the summary."), 1),
)
