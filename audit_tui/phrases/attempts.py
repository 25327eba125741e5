"""Attempts to reach a site by telephone, in words, for screen and report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from audit_tui.i18n import later_in
from audit_tui.rules.attempts import Attempt

Translate = Callable[[str], str]

_OUTCOMES: Final = {
    "reached": later_in("call", "reached"),
    "no_answer": later_in("call", "no answer"),
    "engaged": later_in("call", "engaged"),
    "voicemail": later_in("call", "voicemail"),
    "cut_off": later_in("call", "cut off"),
    "wrong_number": later_in("call", "wrong number"),
}


def outcome_words(outcome: str, _: Translate) -> str:
    """How a call ended."""
    return _(_OUTCOMES[outcome])


def attempt_words(one: Attempt, _: Translate) -> str:
    """`10:42 no answer`, in the local time in which it was."""
    moment = datetime.fromtimestamp(one.wall / 1000, UTC) + timedelta(minutes=one.offset)
    return f"{moment:%H:%M} {outcome_words(one.outcome, _)}"


def attempts_words(found: Sequence[Attempt], _: Translate) -> str:
    """All of them, the first one first."""
    return ", ".join(attempt_words(one, _) for one in found)
