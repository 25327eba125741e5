"""What can be done with a finished audit by others than its auditor, and by the auditor once it was returned."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act(
        "review.correct",
        "c,f2",
        later("correct it"),
        later("Open a returned audit again, at the first question that it was returned for."),
        1,
    ),
    act(
        "review.verify",
        "v,f10",
        later_in("key", "verify"),
        later("Stand for the audit as a second person; the report names who did."),
        2,
    ),
    act(
        "review.return",
        "r,f3",
        later_in("key", "return"),
        later("Give the audit back to its auditor, with a reason."),
        3,
    ),
    act(
        "review.remark",
        "n,f4",
        later("remark"),
        later(
            "Say what is to be looked at again at a question; it is kept, and goes along when you return it."
        ),
        4,
    ),
    act(
        "review.look",
        "o,f6",
        later("look at it"),
        later(
            "Look at the audit with all its answers, and put remarks at them; no answer is changed by that."
        ),
        5,
    ),
    act(
        "review.appeal",
        "a",
        later("appeal"),
        later("Record that the site appeals against the result: who, when, and why."),
        6,
    ),
    act(
        "review.uphold",
        "u",
        later_in("key", "uphold"),
        later("Decide the open appeal for the site: the audit is returned to be corrected."),
        7,
    ),
    act(
        "review.reject",
        "j",
        later_in("key", "reject"),
        later("Decide the open appeal against the site: the result stands."),
        8,
    ),
    act("review.back", "escape", later("back"), later("Back to where you came from."), 9),
)
