"""Texts of checklists that a report must show in another language than its own.

A checklist may have a text in fewer languages than the program. Such a text knows its language, and so does a
sentence that is `keeping` it, so that the report says it and a screen reader pronounces it rightly. Of what people
wrote nobody says the language; it counts as that of the report.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit_tui.model import text as texts


class Foreign(str):
    """A text in `language`, which is not that of the report."""

    language: str


def pick(text: str | Mapping[str, str] | None, language: str) -> str:
    """As `model.text.pick`, a text in another language as one that knows which."""
    words = texts.pick(text, language)
    if not text or not words or isinstance(text, str):
        return words
    base = language.split("-", maxsplit=1)[0]
    found = next((code for code in (language, base) if text.get(code)), None) or next(iter(text))
    if found.split("-", maxsplit=1)[0] == base:
        return words
    foreign = Foreign(words)
    foreign.language = found
    return foreign


def language_of(words: str) -> str | None:
    """The language of a text where all of it is in one that is not that of the report."""
    if isinstance(words, Mixed):
        return words.parts[0][1] if len(words.parts) == 1 else None
    return words.language if isinstance(words, Foreign) else None


def mostly_in(words: str) -> str | None:
    """The language that most of a text is in, where that is not the one of the report: of a text that has but one."""
    longest = max(parts_of(words), key=lambda part: len(part[0]))
    return longest[1]


class Mixed(str):
    """A sentence of the report in which some parts are in another language."""

    parts: tuple[tuple[str, str | None], ...]
    """What it is made of, one after another: words, and their language where it is not that of the report."""


def parts_of(words: str) -> tuple[tuple[str, str | None], ...]:
    """The parts of a text with their languages; one part, where it knows of no others."""
    return words.parts if isinstance(words, Mixed) else ((words, language_of(words)),)


def keeping(told: str, *sources: str) -> str:
    """`told`, which is made of `sources` in their order, as a text that knows which of them are foreign."""
    parts: list[tuple[str, str | None]] = []
    at = 0
    for words, language in (part for source in sources for part in parts_of(source)):
        found = told.find(words, at) if language is not None and words else -1
        if found < 0:
            continue
        if found > at:
            parts.append((told[at:found], None))
        parts.append((words, language))
        at = found + len(words)
    if not parts:
        return str(told)
    if at < len(told):
        parts.append((told[at:], None))
    kept = Mixed(told)
    kept.parts = tuple(parts)
    return kept


def shortened(words: str, cut: str) -> str:
    """`cut`, which is the beginning of `words` with an ellipsis behind it, still knowing its languages."""
    if cut == words:
        return words
    kept = cut.removesuffix("…")
    parts: list[str] = []
    at = 0
    for part, language in parts_of(words):
        begun = part[: max(len(kept) - at, 0)].rstrip()
        if language is not None and begun:
            foreign = Foreign(begun)
            foreign.language = language
            parts.append(foreign)
        at += len(part)
    return keeping(cut, *parts)


def without_stop(words: str) -> str:
    """`words` without the full stop at their end, still knowing their language."""
    return keeping(words.rstrip(".。"), *(_cut(*part) for part in parts_of(words)))


def _cut(words: str, language: str | None) -> str:
    if language is None:
        return words
    cut = Foreign(words.rstrip(".。"))
    cut.language = language
    return cut
