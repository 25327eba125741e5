"""Numbers and dates as the languages of the program write them; the conventions are those of Unicode CLDR.

They are those of the language in use, inside `written_in` those of another one: a report may be in Russian while
the program speaks Italian. What programs read (`--json`, tables, an audit) never passes through here.

A percent sign stands apart from its number in every language, as the SI Brochure (9th edition, 5.4.7) has it and
as the catalogues write it. Only counts are grouped by thousands: a measure is shown as it can be typed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final, Literal

from audit_tui import i18n
from audit_tui.locale_table import CONVENTIONS, Conventions

FIRM: Final = "\u00a0"
"""A space at which no line breaks: between a number and its unit."""

MINUS: Final = "−"

DayOrder = Literal["day", "year", "either"]

_LANGUAGE: ContextVar[str] = ContextVar("language of figures", default="")
_WIDE_STOPS: Final = frozenset("。！？；：，）”")
_QUOTES: Final = {"it": "«»", "pl": "„”", "uk": "«»", "ru": "«»"}
"""The delimiters of quotations of CLDR, where they are other than in English."""
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


def figure_words(text: str) -> str:
    """A plain number as it is read: with the decimal sign of the language and a true minus."""
    said = decimal_words(text)
    return f"{MINUS}{said[1:]}" if said.startswith("-") else said


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


def month_words(text: str) -> str:
    """`2026-11` as `Nov 2026`; anything else as it stands."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return text
    said = conventions()
    return said.year_month.format(month=said.alone[day.month - 1], year=day.year)


def day_order() -> DayOrder:
    """Which number of a date in numbers comes first; `either` in English, which is written in both orders."""
    language = i18n.known(_LANGUAGE.get() or i18n.language()) or "en"
    if language == "en":
        return "either"
    return "year" if CONVENTIONS[language].day.startswith("{year}") else "day"


def short_day_words(text: str) -> str:
    """A day for a column: as `day_words`, without the word for year that some languages end it with."""
    words, form = day_words(text), conventions().day
    ending = form.partition("{year}")[2] if form.startswith("{day}") else ""
    return words.removesuffix(ending) if ending else words


def moment_words(text: str) -> str:
    """`2026-11-18T10:30` as `18 Nov 2026, 10:30`; without a time of day as the day alone."""
    day, _, clock = text.replace(" ", "T").partition("T")
    return conventions().moment.format(day=day_words(day), clock=clock[:5]) if clock else day_words(day)


def unit_words(unit: str) -> str:
    """The sign of a unit as the language writes it: `min` as `мин`; one that it has no own sign for as it stands."""
    return conventions().units.get(unit, unit)


def listed(words: Iterable[str]) -> str:
    """The members of a list in a line: `parking, delivery`, in Chinese `停车、配送`."""
    return conventions().between.join(words)


def clauses(words: Iterable[str]) -> str:
    """Parts of a sentence that hold commas themselves: `one; another`."""
    return ("; " if conventions().between.endswith(" ") else "；").join(words)


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences one after another, empty ones left out; behind a full-width stop there is no blank."""
    told = ""
    for sentence in filter(None, sentences):
        told += sentence if not told or told[-1] in _WIDE_STOPS else f" {sentence}"
    return told


def finished(sentence: str) -> str:
    """`sentence` with its full stop, if it has no stop yet; a full-width one behind Chinese."""
    if not sentence or sentence[-1] in ".!?…" or sentence[-1] in "。！？":
        return sentence
    return f"{sentence}." if conventions().between.endswith(" ") else f"{sentence}。"


def quoted(words: str) -> str:
    """`words` between the quotation marks of the language: “…”, «…» or „…”."""
    marks = _QUOTES.get(i18n.known(_LANGUAGE.get() or i18n.language()) or "en", "“”")
    return f"{marks[0]}{words}{marks[1]}"


def bracketed(words: str, note: str) -> str:
    """`words (note)`; in Chinese with full-width brackets: `words（note）`."""
    return f"{words} ({note})" if conventions().between.endswith(" ") else f"{words}（{note}）"


def led_by(head: str, tail: str) -> str:
    """`head: tail`; without a colon of its own where the head asks, and full-width behind Chinese."""
    if not tail:
        return head
    if head.endswith("?"):
        return f"{head} {tail}"
    if head and head[-1] in _WIDE_STOPS:
        return f"{head}{tail}"
    return f"{head}: {tail}" if conventions().between.endswith(" ") else f"{head}：{tail}"


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
