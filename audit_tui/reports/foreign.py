"""Texts of checklists that a report must show in another language than its own.

A checklist may have a text in fewer languages than the program. Such a text knows its language, so that the
structure of the report says it and a screen reader pronounces it rightly. A sentence made of it no longer does.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit_tui.model import text as texts


class Foreign(str):
    """A text in `language`, which is not that of the report."""

    language: str


def pick(text: Mapping[str, str] | None, language: str) -> str:
    """As `model.text.pick`, a text in another language as one that knows which."""
    words = texts.pick(text, language)
    if not text or not words:
        return words
    base = language.split("-", maxsplit=1)[0]
    found = next((code for code in (language, base) if text.get(code)), None) or next(iter(text))
    if found.split("-", maxsplit=1)[0] == base:
        return words
    foreign = Foreign(words)
    foreign.language = found
    return foreign


def language_of(words: str) -> str | None:
    """The language of a text where it is not that of the report."""
    return words.language if isinstance(words, Foreign) else None
