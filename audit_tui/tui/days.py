"""Days in columns, as home and other lists show them. Loads no model, as home needs none."""

from __future__ import annotations

from functools import cache

from audit_tui.locale_format import short_day_words
from audit_tui.phrases.wrapping import cells
from audit_tui.tui.talk import language


@cache
def _widest(_language: str) -> int:
    return max(cells(short_day_words(f"2026-{month:02d}-28")) for month in range(1, 13))


def day_column(text: str) -> str:
    """A day (2026-11-18) as the language writes it, as wide as any other; a dash for none."""
    words = short_day_words(text) or "–"
    return " " * (_widest(language()) - cells(words)) + words
