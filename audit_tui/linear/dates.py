"""Dates in lines: asked for with an example as the language writes them, and read so; what does not fit is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from audit_tui.linear.voice import Voice
from audit_tui.rules.moments import example_day, read_due, read_moment
from audit_tui.rules.values import ValueProblem

Kind = Literal["date", "time", "datetime"]


def with_example(question: str) -> str:
    """A question with `{example}` or `{moment}` in it: 18 November 2026 (at half past ten) in numbers."""
    return question.format(example=example_day(), moment=f"{example_day()} 10:31")


def understood(voice: Voice, kind: Kind, typed: str, today: date) -> str | None:
    """What was typed as the record keeps it; None, with a word on why, where it is no date or time."""
    return _read(voice, lambda: read_moment(kind, typed, today))


def understood_due(voice: Voice, typed: str, today: date) -> str | None:
    """The same for a day to come, which may be `tomorrow` or `+14` too."""
    return _read(voice, lambda: read_due(typed, today))


def is_date(typed: str, today: date) -> bool:
    """Whether what was typed can be understood as a day."""
    try:
        return bool(read_moment("date", typed, today))
    except ValueProblem:
        return False


def _read(voice: Voice, read: Callable[[], str]) -> str | None:
    try:
        return read()
    except ValueProblem as problem:
        voice.say(f"{problem.message}.")
        return None
