"""How wide a column must be for what its language puts in it: a date, a word of its head."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from audit_tui.locale_format import day_words
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, holds_han, line, width_of

PADDING = 9.0
"""Points that a cell leaves free beside its words, both sides together, and a hair."""


def for_dates(least: float, font: str = REGULAR) -> float:
    """Width in points in which every date of the language stands on one line; at least `least`."""
    return for_cells((day_words(f"2028-{month:02d}-28") for month in range(1, 13)), least, 200.0, font)


def for_label(words: str, least: float, size: float = 7.2) -> float:
    """Width in points in which no word of a label in the small `size` is broken; at least `least`."""
    return max([least, *(width_of(one, SEMIBOLD, size) + PADDING for one in line(words).split(" "))])


def for_words(cells: Iterable[str], least: float, size: float) -> float:
    """Width in points in which no word of `cells` is broken; at least `least`."""
    words = {word for cell in cells for word in line(cell).split(" ") if not holds_han(word)}
    return max([least, *(_regular(word, size) for word in words)])


def for_cells(cells: Iterable[str], least: float, most: float, font: str = REGULAR) -> float:
    """Width in points in which every one of `cells` stands on one line, between `least` and `most`."""
    return min(max([least, *(width_of(line(cell), font, 8.4) + PADDING for cell in set(cells))]), most)


def roomy(head: Sequence[str], widths: Sequence[float], drawn: Collection[int] = ()) -> list[float]:
    """`widths` with room for every word of the `head`; what a column lacks, the widest one gives.

    Columns of `drawn` figures give nothing.
    """
    made = list(widths)
    widest = max((at for at in range(len(made)) if at not in drawn), key=lambda at: made[at])
    for at, label in enumerate(head):
        lacks = 0.0 if holds_han(label) else for_label(label, 0.0) - made[at]
        if at != widest and lacks > 0:
            made[at] += lacks
            made[widest] -= lacks
    return made


def _regular(words: str, size: float) -> float:
    return width_of(line(words), REGULAR, size) + PADDING
