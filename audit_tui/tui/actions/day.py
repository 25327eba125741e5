"""What can be done with a day of visits, and with the corrective actions of all audits."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act(
        "day.open",
        "enter",
        later_in("key", "begin or go on"),
        later("Go on with the visit under the cursor; before its first answer the briefing is shown."),
        1,
        True,
    ),
    act(
        "day.briefing",
        "i,f2",
        later("briefing"),
        later("Where it is, what it is about, and the scenario, to read before the visit."),
        2,
    ),
    act(
        "day.jot",
        "j,f4",
        later("jot pad"),
        later("Jot down what was seen or heard on the visit under the cursor, with its time."),
        3,
    ),
    act("day.before", "left,minus", later("day before"), later("The day before."), 4),
    act("day.after", "right,plus", later("day after"), later("The day after."), 5),
    act("day.today", "t", later("today"), later("Back to today.")),
    act(
        "day.sheet",
        "p,f9",
        later("pocket sheet"),
        later("Write a blank form of the visit under the cursor, to print, fold and fill in by hand."),
        6,
    ),
    act(
        "day.block",
        "b",
        later("telephone tests"),
        later("One checklist over many sites by telephone: attempts, times, outcomes."),
    ),
    act("day.refresh", "f5", later("look again"), later("Read the list anew.")),
    act("day.back", "escape", later("back"), later("Back."), 7),
    act(
        "block.open",
        "enter",
        later_in("key", "begin or go on"),
        later("Open the audit of the site under the cursor; it is begun where there is none today."),
        0,
        True,
    ),
    act("block.reached", "1", later("reached"), later("Somebody answered: the checklist opens."), 1),
    act("block.no_answer", "2", later("no answer"), later("It rang and nobody answered."), 2),
    act("block.engaged", "3", later("engaged"), later("The line was engaged."), 3),
    act("block.voicemail", "4", later("voicemail"), later("A machine answered."), 4),
    act("block.cut_off", "5", later("cut off"), later("The call broke off."), 5),
    act(
        "block.wrong_number", "6", later("wrong number"), later("The number leads elsewhere, or nowhere."), 6
    ),
    act("block.refresh", "f5", later("look again"), later("Read the list anew.")),
    act("block.back", "escape", later("back"), later("Back; every call is saved."), 7),
    act(
        "corrective.tell",
        "enter",
        later("whole text"),
        later("The whole text of the action under the cursor, and how it is to be verified."),
        1,
        True,
    ),
    act("corrective.done", "d", later("done"), later("Somebody says that it is done."), 2),
    act("corrective.verified", "v", later("verified"), later("A check has shown that it is done."), 3),
    act("corrective.reopen", "o", later("open again"), later("It is not done after all."), 4),
    act("corrective.which", "s,f3", later("which"), later("Show those overdue, open, or all, in turn."), 5),
    act("corrective.back", "escape", later("back"), later("Back."), 6),
)
