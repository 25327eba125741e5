"""Numbers and dates as the languages of the program write them; the conventions are those of Unicode CLDR.

They are those of the language in use, inside `written_in` those of another one: a report may be in Russian while
the program speaks Italian. What programs read (`--json`, tables, an audit) never passes through here.

A percent sign stands apart from its number in every language, as the SI Brochure (9th edition, 5.4.7) has it and
as the catalogues write it. Only counts are grouped by thousands: a measure is shown as it can be typed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final

from audit_tui import i18n
from audit_tui.locale_table import CONVENTIONS, Conventions

FIRM: Final = "\u00a0"
"""A space at which no line breaks: between a number and its unit."""

_LANGUAGE: ContextVar[str] = ContextVar("language of figures", default="")
_NUMBER: Final = re.compile(r"[-+\u2212]?[0-9]*\.?[0-9]+")


@contextmanager
def written_in(language: str) -> Iterator[None]:
    """Numbers and dates are those of `language` (a tag, as `it` or `ru-RU`) until it ends."""
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def conventions() -> Conventions:
    """Those in force; the English ones for a language that the program does not have."""
    return CONVENTIONS[i18n.known(_LANGUAGE.get() or i18n.language()) or "en"]


def decimal_words(text: str) -> str:
    """A plain number (`-2.50`, `.91`) with the decimal sign of the language; anything else as it stands."""
    mark = conventions().decimal
    return text.replace(".", mark) if mark != "." and _NUMBER.fullmatch(text) else text


def count_words(count: int) -> str:
    """A count grouped by thousands: `1,234`, `1.234`, `1 234`."""
    return f"{count:,}".replace(",", conventions().group)


def day_words(text: str) -> str:
    """`2026-11-18` (and what follows it) as `18 Nov 2026`; anything else as it stands."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    said = conventions()
    return said.day.format(day=day.day, month=said.months[day.month - 1], number=day.month, year=day.year)


def moment_words(text: str) -> str:
    """`2026-11-18T10:30` as `18 Nov 2026, 10:30`; without a time of day as the day alone."""
    day, _, clock = text.replace(" ", "T").partition("T")
    return conventions().moment.format(day=day_words(day), clock=clock[:5]) if clock else day_words(day)


def ended(sentence: str) -> str:
    """A sentence with one full stop where the date at its end has one too: `… 18 лист. 2026 р.`"""
    return sentence[:-1] if sentence.endswith("..") and not sentence.endswith("...") else sentence


class Count(int):
    """A count for a sentence with `{count}` or `{count:,}` in it: grouped as the language does."""

    def __format__(self, spec: str) -> str:
        shown = format(int(self), spec)
        return shown.replace(",", conventions().group) if "," in spec else shown


class Figure(float):
    """A number for a sentence with `{size:.1f}` in it: its decimal sign is that of the language."""

    def __format__(self, spec: str) -> str:
        return format(float(self), spec).replace(".", conventions().decimal)
