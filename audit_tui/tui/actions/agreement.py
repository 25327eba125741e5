"""What can be done where audits of one visit are compared."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act(
        "agreement.open",
        "enter",
        later("look closer"),
        later("A question, a visit alone, or all about a pair or an auditor."),
        1,
        True,
    ),
    act("agreement.back", "escape", later("back"), later("Back."), 2),
    act("agreed.back", "escape,enter", later("back"), later("Back to all questions."), 1),
)
