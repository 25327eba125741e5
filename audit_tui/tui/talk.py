"""The words of the app in the language in use."""

from __future__ import annotations

from audit_tui.i18n import NAMES as LANGUAGES
from audit_tui.i18n import _, language, later, later_in, ngettext, plural, suggest, words
from audit_tui.i18n import use as speak

__all__ = [
    "LANGUAGES",
    "_",
    "language",
    "later",
    "later_in",
    "ngettext",
    "plural",
    "speak",
    "suggest",
    "words",
]
