"""Root causes of findings in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from audit_tui.i18n import later
from audit_tui.model.audit import Cause

Translate = Callable[[str], str]

_CAUSES: Final[Mapping[Cause, str]] = {
    "staffing": later("Too few people"),
    "training": later("Training, information"),
    "process": later("No clear rule or owner"),
    "equipment": later("Equipment, systems"),
    "premises": later("Premises"),
    "supplier": later("Supplier"),
    "other": later("Other cause"),
}


def cause_words(cause: Cause, _: Translate) -> str:
    """A root cause in a few words."""
    return _(_CAUSES[cause])


def cause_of(code: str) -> Cause | None:
    """The root cause of this code; None where it is none."""
    return next((cause for cause in _CAUSES if cause == code), None)


def causes(_: Translate) -> dict[str, str]:
    """Every root cause that can be recorded, in the order of a list to choose from: code → words."""
    return {code: _(words) for code, words in _CAUSES.items()}
