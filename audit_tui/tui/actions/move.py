"""What can be done where a newer version of a checklist is offered."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act("move.agree", "y,f10", later("move"), later("Move the audit to the newer version."), 1),
    act(
        "move.stay",
        "n,f8",
        later("stay"),
        later("Stay on the version there is; this newer one is not offered again."),
        2,
    ),
    act("move.back", "escape,m,ctrl+e", later("decide later"), later("Back to the question."), 3),
)
