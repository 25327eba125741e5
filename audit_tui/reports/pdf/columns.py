"""How wide a column must be for what its language puts in it: a date, a word of its head."""

from __future__ import annotations

from audit_tui.locale_format import day_words
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, line, width_of

PADDING = 9.0
"""Points that a cell leaves free beside its words, both sides together, and a hair."""


def for_dates(least: float) -> float:
    """Width in points in which every date of the language stands on one line; at least `least`."""
    return max([least, *(_regular(day_words(f"2028-{month:02d}-28"), 8.4) for month in range(1, 13))])


def for_label(words: str, least: float, size: float = 7.2) -> float:
    """Width in points in which no word of a label in the small `size` is broken; at least `least`."""
    return max([least, *(width_of(one, SEMIBOLD, size) + PADDING for one in line(words).split(" "))])


def _regular(words: str, size: float) -> float:
    return width_of(line(words), REGULAR, size) + PADDING
