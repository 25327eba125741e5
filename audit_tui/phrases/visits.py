"""Kinds of visits and field notes in words, and what an answer that was set aside or fell short is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from audit_tui.i18n import later
from audit_tui.model.basics import State

Translate = Callable[[str], str]

VISITS: Final = {
    "mystery": (later("mystery visit"), later("unannounced, as a customer; only the alias is shown")),
    "open": (later("open visit"), later("announced, with the store's staff")),
    "phone": (later("telephone test"), later("by telephone only")),
    "delivery": (later("delivery test"), later("an order, up to the door")),
}
"""Kind of a visit → its name and what it is, to be translated when they are shown."""

FEEDBACK: Final = {"wish": later("wish"), "complaint": later("complaint")}
"""What a field note can be, in words to be translated when they are shown."""

_SEVERITIES: Final = {"critical": later("critical"), "major": later("major"), "minor": later("minor")}
_ASIDE: Final = {
    State.NOT_APPLICABLE: later("not applicable"),
    State.NOT_OBSERVED: later("not observed"),
}


def visit_kind(kind: str, _: Translate) -> str:
    """What a kind of visit is called; a word of the auditor's own as it stands."""
    return _(VISITS[kind][0]) if kind in VISITS else kind


def severity_words(severity: str, _: Translate) -> str:
    """How grave a non-conformity is."""
    return _(_SEVERITIES[severity])


def aside_words(state: State, _: Translate) -> str:
    """Why a question has no answer."""
    return _(_ASIDE[state])
