"""What can be done among the service standards."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act(
        "standards.open",
        "enter",
        later("show"),
        later("All about the standard, with its questions."),
        1,
        True,
    ),
    act("standards.site", "s", later("site"), later("As they hold at one site, or for all sites."), 2),
    act("standards.back", "escape,k", later("back"), later("Back to where you came from."), 3),
)
