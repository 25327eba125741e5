"""What can be done with customers' voices: wishes and complaints, survey answers, net promoter score."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act("feedback.add", "n,f2", later("new note"), later("Note a wish or a complaint of a customer."), 1),
    act("feedback.kind", "k", later("wishes or complaints"), later("Show wishes, complaints, or both."), 2),
    act(
        "feedback.remove",
        "delete",
        later("delete"),
        later("Delete the note under the cursor, after a question."),
    ),
    act("feedback.back", "escape", later("back"), later("Back."), 3),
    act(
        "nps.add", "n,f2", later("take in answers"), later("Take in survey answers, one or two keys each."), 1
    ),
    act("nps.site", "s,f3", later("site"), later("Look at one site only, or at all."), 2),
    act(
        "nps.period",
        "p,f4",
        later("period"),
        later("All time, the last 12 months, the last 3, or this month, in turn."),
        3,
    ),
    act(
        "nps.tell", "enter", later("all figures"), later("What the line under the cursor rests on."), 4, True
    ),
    act("nps.back", "escape", later("back"), later("Back."), 5),
    act(
        "surveys.digits",
        "0-9",
        later("answer"),
        later(
            "The answer of one customer; it is saved at once. 1 waits for a 0, for Enter or for the next answer."
        ),
        1,
        True,
    ),
    act("surveys.undo", "f8,u", later("undo"), later("Take the last answer of this sitting back."), 2),
    act(
        "surveys.comment",
        "f4,asterisk,multiply",
        later("comment"),
        later("What the customer said to the answer under the cursor; Esc keeps it."),
        3,
    ),
    act(
        "surveys.change",
        "f2,s",
        later("site and scale"),
        later("Another site, scale, day, channel or touchpoint for the answers to come."),
        4,
    ),
    act("surveys.back", "escape", later("back"), later("Back; every answer is saved."), 5),
)
