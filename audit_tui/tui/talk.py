"""The words of the app in the language of the workspace. Set once at the start; English until then."""

from __future__ import annotations

from gettext import NullTranslations

from audit_tui.i18n import translator

_words = translator("en")
_language = "en"


def speak(language: str) -> None:
    """Use `language` for every word that is asked for from now on."""
    global _words, _language
    _words, _language = translator(language), language


def language() -> str:
    """The language in use; texts of checklists are picked by it."""
    return _language


def words() -> NullTranslations:
    """The catalogue in use, for sentences that are made elsewhere."""
    return _words


def _(message: str) -> str:
    """`message` in the language in use."""
    return _words.gettext(message)


def plural(one: str, many: str, count: int) -> str:
    """`one` or `many` with `{count}` filled in."""
    return _words.ngettext(one, many, count).format(count=count)


def later(message: str) -> str:
    """Marks a text that is translated when it is shown, not where it stands."""
    return message
