"""Checks of single values, for the few shapes that are read before the first picture: settings and preferences.

All else is a pydantic model, and to load those takes longer than home takes to show. A check gives back the value
as it is kept, or raises ValueError with what is wrong in words that begin a sentence's second half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from audit_tui.i18n import _
from audit_tui.locale_format import count_words
from audit_tui.model.characters import LANGUAGE, MAX_LINE, safe

Check = Callable[[Any], Any]

_LANGUAGE = re.compile(LANGUAGE)


def line(value: Any) -> str:
    """Safe text on one line, at most 500 characters, in NFC."""
    if not isinstance(value, str) or "\n" in value or "\t" in value or len(value) > MAX_LINE:
        raise ValueError(_("write text on one line, at most {count} characters").format(count=MAX_LINE))
    return safe(value)


def language(value: Any) -> str:
    """The tag of a language: `it`, `zh-Hans`."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise ValueError(_("write a language as en, it or zh-Hans"))
    return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("write true or false"))
    return value


def whole(least: int, most: int) -> Check:
    """Whole numbers within these two."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            words = _("write a whole number from {least} to {most}")
            raise ValueError(words.format(least=count_words(least), most=count_words(most)))
        return value

    return check


def one_of(*values: str) -> Check:
    """One of these texts."""

    def check(value: Any) -> str:
        if value not in values:
            raise ValueError(_("write one of {values}").format(values=", ".join(values)))
        return str(value)

    return check


def optional(check: Check) -> Check:
    """None, or what `check` lets pass."""
    return lambda value: None if value is None else check(value)


def mapping(name: Check, entry: Check) -> Check:
    """Entries by name, each of which passes."""

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValueError(_("write entries by name"))
        return {name(key): entry(given) for key, given in value.items()}

    return check
