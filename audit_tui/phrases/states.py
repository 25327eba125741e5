"""States of audits, of their reviews and of corrective actions in words."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.i18n import later_in
from audit_tui.model.review import AppealState, ReviewState

Translate = Callable[[str], str]

_AUDITS = {
    "draft": later_in("audit", "draft"),
    "finished": later_in("audit", "finished"),
    "abandoned": later_in("audit", "abandoned"),
    "damaged": later_in("audit", "damaged"),
}
_REVIEWS = {
    "returned": later_in("audit", "returned"),
    "reopened": later_in("audit", "being corrected"),
    "resubmitted": later_in("audit", "corrected"),
    "verified": later_in("audit", "verified"),
}
_APPEALS = {
    "open": later_in("audit", "appeal open"),
    "upheld": later_in("audit", "appeal upheld"),
    "rejected": later_in("audit", "appeal rejected"),
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


def review_state_words(review: ReviewState, appeal: AppealState, _: Translate) -> str:
    """As few words as a line of a list has room for: the open appeal first; empty where nothing followed."""
    if appeal == "open":
        return _(_APPEALS[appeal])
    if review:
        return _(_REVIEWS[review])
    return _(_APPEALS[appeal]) if appeal else ""
