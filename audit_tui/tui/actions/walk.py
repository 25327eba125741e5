"""What can be done in the walk: answering, what belongs to an answer, moving, ending."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.actions.everywhere import lock
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act(
        "walk.digits",
        "1-9",
        later("answer"),
        later("Answer with the number before a choice; the walk goes on to the next open question."),
        1,
        True,
    ),
    act("walk.yes_no", "y,n", later("yes or no"), later("On a question of yes or no, its answer."), 0, True),
    act(
        "walk.confirm",
        "enter",
        later("confirm"),
        later("Confirm what is typed or ticked; otherwise go on."),
        0,
        True,
    ),
    act(
        "walk.tap",
        "space",
        later("count or time"),
        later("A counter counts one more; a stopwatch starts or stops."),
        0,
        True,
    ),
    act(
        "walk.time",
        "t,shift+f4,f16",
        later("stopwatch"),
        later("Start or stop the stopwatch; from any other card the one that runs, or the one used last."),
    ),
    act(
        "walk.count",
        "c,ctrl+a",
        later_in("key", "count"),
        later("One more on this counter; from any other card on the counter used last."),
    ),
    act(
        "walk.now",
        "n",
        later_in("key", "now"),
        later("On a date or time: answers with today, or now, at the site."),
        0,
        True,
    ),
    act(
        "walk.still_so",
        "equals_sign,equal",
        later("still so"),
        later("On an open visit: the answer of the visit before, with its note and its open action."),
    ),
    act(
        "walk.not_applicable",
        "x,ctrl+n",
        later("N/A"),
        later("Does not apply here (where the checklist allows it; 0 does the same). Asks why."),
    ),
    act(
        "walk.not_observed",
        "v,ctrl+o",
        later("not observed"),
        later("Could not be seen on this visit. Asks why; it leaves the score."),
        7,
    ),
    act(
        "walk.grade",
        "g,ctrl+g",
        later("measured or not"),
        later("Say whether a figure was noted down, estimated, or measured with an instrument."),
    ),
    act("walk.clear", "delete", later("clear"), later("Take the answer away; the history keeps it.")),
    act(
        "walk.undo",
        "f8,u",
        later("undo"),
        later("Take back the last thing said, wherever it was; again and again, to the beginning."),
        5,
    ),
    act(
        "walk.redo",
        "U,shift+f8,f20,ctrl+u",
        later("redo"),
        later("Say again what was taken back last."),
    ),
    act(
        "walk.note",
        "f4,asterisk,multiply",
        later("note"),
        later("Write a note to this question; Esc keeps it."),
        4,
    ),
    act(
        "walk.private_note",
        "p,ctrl+t",
        later("private note"),
        later("A note that never leaves this computer."),
    ),
    act("walk.flag", "f5,full_stop,decimal", later("flag"), later("Mark the question to come back to.")),
    act("walk.evidence", "e,ctrl+f", later("photo or file"), later("Attach a photo or a file, by its path.")),
    act(
        "walk.owe_photo",
        "j,shift+f9,f21",
        later("photo owed"),
        later(
            "A photo of this follows from the phone: the moment is kept, the summary lists it. Again: it does not."
        ),
    ),
    act(
        "walk.inbox",
        "E,shift+f6,f18",
        later("pictures from the phone"),
        later("Match the pictures in the inbox to the photos that are owed, by their time, and attach them."),
    ),
    act(
        "walk.action",
        "a,ctrl+r",
        later("corrective action"),
        later("Ask for a corrective action: what, who, by when."),
    ),
    act(
        "walk.feedback",
        "w,ctrl+l",
        later("wish or complaint"),
        later("Note what a customer wished for or complained about; it belongs to no answer."),
    ),
    act(
        "walk.jot",
        "J,shift+f7,f19",
        later("jot pad"),
        later("Jot down what was seen or heard, with its time, for the debrief; it is never published."),
    ),
    act("walk.next", "pagedown,plus,add,down", later("next"), later("Next question.")),
    act("walk.previous", "pageup,minus,subtract,up", later("previous"), later("Previous question.")),
    act("walk.read_on", "ctrl+down", later("read on"), later("Scroll a text that is longer than the card.")),
    act("walk.read_back", "ctrl+up", later("read back"), later("Scroll the text back.")),
    act("walk.next_open", "f3,o", later("next open"), later("Next question without an answer."), 3),
    act(
        "walk.next_failed",
        "d,shift+f3,f15",
        later("next failed"),
        later("Next question that failed."),
    ),
    act(
        "walk.next_flagged",
        "i,shift+f5,f17",
        later("next flagged"),
        later("Next question with a flag."),
    ),
    act(
        "walk.back",
        "b,ctrl+x",
        later("where I was"),
        later("Back to the question where you were before the last jump."),
    ),
    act("walk.outline", "f2,l", later("outline"), later("All questions with their state; Enter jumps."), 2),
    act(
        "walk.search",
        "f7,slash,divide",
        later("search"),
        later("Find a question by its words, its standard or a note."),
    ),
    act(
        "walk.history",
        "h,ctrl+y",
        later("history"),
        later("Who said what here when, what stood there before, and why."),
    ),
    act(
        "walk.standard",
        "k,ctrl+k",
        later("standard"),
        later("All about the standard of this question; without one, all standards of the audit."),
    ),
    act(
        "walk.newer",
        "m,ctrl+e",
        later("newer checklist"),
        later("What a newer version of the checklist changes; move to it, or stay."),
    ),
    act(
        "walk.summary",
        "f6,s",
        later("summary"),
        later("What is open, failed and owed; the provisional score; the facts of the visit."),
        6,
    ),
    act("walk.finish", "f10,f", later("finish"), later("End the audit and write its report.")),
    act("walk.report", "f9,r", later("report"), later("Write the report of a finished audit.")),
    act(
        "walk.retry",
        "f12,z",
        later("try again"),
        later("Save what was refused; or see whether an audit that is open elsewhere is free by now."),
    ),
    lock("walk"),
    act(
        "walk.leave", "escape", later("home"), later("Back to the list of audits; everything said is saved.")
    ),
)
