"""Numbers as they are read: percentages, points, measures and durations. Only percentages and points are rounded."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from audit_tui.locale_format import FIRM, MINUS, decimal_words, figure_words, unit_words
from audit_tui.model.question import plain
from audit_tui.rules.results import display_percent

DASH: Final = "–"


def percent_figure(value: Fraction, *limits: Decimal | Fraction | int) -> str:
    """A percentage without its sign: `84.9`; more decimals where rounding would contradict a limit."""
    return decimal_words(display_percent(value, *limits))


def percent_words(value: Fraction | None, *limits: Decimal | Fraction | int) -> str:
    """`84.9 %`, a dash where there is none; more decimals where rounding would contradict a limit."""
    return f"{percent_figure(value, *limits)}{FIRM}%" if value is not None else DASH


def change_words(now: Fraction, before: Fraction) -> str:
    """The difference in points with its sign: `+4.3`, `−7.0`, `0.0`."""
    shown = display_percent(abs(now - before))
    if shown.strip("0.") == "":
        return decimal_words(shown)
    return f"{'+' if now > before else MINUS}{decimal_words(shown)}"


def points_words(got: Fraction, most: Fraction) -> str:
    """`2.5 / 4`."""
    return f"{number_words(got)} / {number_words(most)}"


def number_words(value: Fraction | Decimal | int) -> str:
    """A number in its shortest plain form, at most two decimals, with a true minus."""
    exact = Fraction(value)
    rounded = Decimal(round(exact * 100)) / 100
    return figure_words(plain(rounded))


def number_as_written(value: Decimal) -> str:
    """A number with every decimal its author gave it."""
    return figure_words(plain(value))


def measure_words(text: str, unit: str | None) -> str:
    """A canonical number with its unit; seconds also as minutes."""
    return duration_words(text) if unit == "s" else with_unit(text, unit)


def with_unit(text: str, unit: str | None) -> str:
    """A canonical number with the sign of its unit."""
    return f"{figure_words(text)}{FIRM}{unit_words(unit)}" if unit else figure_words(text)


def duration_words(seconds: str) -> str:
    """Seconds as `95 s (1:35)`; under a minute `42.5 s`."""
    try:
        exact = Decimal(seconds)
    except InvalidOperation:
        return seconds
    short = with_unit(plain(exact), "s")
    whole = int(exact.to_integral_value())
    return short if exact < 60 else f"{short} ({whole // 60}:{whole % 60:02d})"
