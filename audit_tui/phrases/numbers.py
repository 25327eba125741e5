"""Numbers as they are read: percentages, points, measures and durations. Only percentages and points are rounded."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from audit_tui.model.question import plain
from audit_tui.rules.results import display_percent

DASH: Final = "–"
MINUS: Final = "−"
FIRM: Final = "\u00a0"
"""A space at which no line breaks: between a number and its unit."""


def percent_words(value: Fraction | None, *limits: Decimal | Fraction | int) -> str:
    """`84.9 %`, a dash where there is none; more decimals where rounding would contradict a limit."""
    return f"{display_percent(value, *limits)}{FIRM}%" if value is not None else DASH


def change_words(now: Fraction, before: Fraction) -> str:
    """The difference in points with its sign: `+4.3`, `−7.0`, `0.0`."""
    shown = display_percent(abs(now - before))
    if shown.strip("0.") == "":
        return shown
    return f"{'+' if now > before else MINUS}{shown}"


def points_words(got: Fraction, most: Fraction) -> str:
    """`2.5 / 4`."""
    return f"{number_words(got)} / {number_words(most)}"


def number_words(value: Fraction | Decimal | int) -> str:
    """A number in its shortest plain form, at most two decimals, with a true minus."""
    exact = Fraction(value)
    rounded = Decimal(round(exact * 100)) / 100
    return plain(rounded).replace("-", MINUS)


def figure_words(text: str) -> str:
    """A canonical number as it is read: a true minus instead of a hyphen."""
    return f"{MINUS}{text[1:]}" if text.startswith("-") else text


def measure_words(text: str, unit: str | None) -> str:
    """A canonical number with its unit; seconds also as minutes."""
    if unit == "s":
        return duration_words(text)
    return f"{figure_words(text)}{FIRM}{unit}" if unit else figure_words(text)


def duration_words(seconds: str) -> str:
    """Seconds as `95 s (1:35)`; under a minute `42.5 s`."""
    try:
        exact = Decimal(seconds)
    except InvalidOperation:
        return seconds
    short = f"{plain(exact)}{FIRM}s"
    whole = int(exact.to_integral_value())
    return short if exact < 60 else f"{short} ({whole // 60}:{whole % 60:02d})"
