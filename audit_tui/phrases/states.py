"""States of audits and of corrective actions in words."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.i18n import later_in

Translate = Callable[[str], str]

_AUDITS = {
    "draft": later_in("audit", "draft"),
    "finished": later_in("audit", "finished"),
    "abandoned": later_in("audit", "abandoned"),
    "damaged": later_in("audit", "damaged"),
}
_ACTIONS = {
    "open": later_in("corrective action", "open"),
    "done": later_in("corrective action", "done"),
    "verified": later_in("corrective action", "verified"),
    "overdue": later_in("corrective action", "overdue"),
}


def status_words(status: str, _: Translate) -> str:
    """The state of an audit: draft, finished, abandoned, damaged."""
    return _(_AUDITS[status]) if status in _AUDITS else status


def action_words(status: str, _: Translate) -> str:
    """How far a corrective action is: open, done, verified; overdue where it is open past its day."""
    return _(_ACTIONS[status]) if status in _ACTIONS else status
