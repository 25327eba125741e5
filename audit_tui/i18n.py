"""Words of the program by language, through gettext. English is the language of the source.

The process speaks one language at a time (`use`); a report may ask for a `translator` of another one. Whatever
goes into an audit, an export or `--json` never passes through here.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

DOMAIN = "audit_tui"
LOCALES = Path(__file__).parent / "locales"

_CONTEXT_END = "\x04"
"""What gettext puts between the context of a message and the message."""


class Words(gettext.GNUTranslations):
    """The messages of one language; English ones where it has none. A context never shows."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            gettext.NullTranslations.__init__(self)
            self._catalog: dict[object, str] = {}
            self.plural = lambda n: int(n != 1)
        else:
            with file.open("rb") as opened:
                super().__init__(opened)

    def gettext(self, message: str) -> str:
        return super().gettext(message).rpartition(_CONTEXT_END)[2]

    def ngettext(self, one: str, many: str, n: int) -> str:
        return super().ngettext(one, many, n).rpartition(_CONTEXT_END)[2]


@lru_cache(maxsize=16)
def translator(language: str) -> Words:
    """The catalogue for `language` (`it`, `zh-Hans`); English words where there is none."""
    path = LOCALES / language.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.mo"
    return Words(path if path.is_file() else None)


def languages() -> list[str]:
    """Languages the program's own words exist in, English first."""
    found = sorted(path.parent.parent.name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return ["en", *(name.replace("_", "-") for name in found if name != "en")]


_words = translator("en")
_language = "en"


def use(language: str) -> None:
    """Use `language` for every word that is asked for from now on."""
    global _words, _language
    _words, _language = translator(language), language


def language() -> str:
    """The language in use; texts of checklists are picked by it."""
    return _language


def words() -> Words:
    """The catalogue in use, for sentences that are made elsewhere."""
    return _words


def _(message: str) -> str:
    """`message` in the language in use."""
    return _words.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` in the language in use, placeholders still in it."""
    return _words.ngettext(one, many, n)


def plural(one: str, many: str, count: int) -> str:
    """`one` or `many` with `{count}` filled in."""
    return _words.ngettext(one, many, count).format(count=count)


def later(message: str) -> str:
    """Marks a text that is translated when it is shown, not where it stands."""
    return message


def later_in(context: str, message: str) -> str:
    """A text for `_` whose English word means several things: `later_in("state", "open")`.

    The context is for translators; nobody else ever sees it.
    """
    return f"{context}{_CONTEXT_END}{message}"
