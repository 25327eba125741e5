"""Words of the program by language, through gettext. English is the language of the source.

The process speaks one language at a time (`use`); a report may ask for a `translator` of another one. Whatever
goes into an audit, an export or `--json` never passes through here.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

DOMAIN = "audit_tui"
LOCALES = Path(__file__).parent / "locales"

NAMES: Final = {
    "en": "English",
    "it": "Italiano",
    "pl": "Polski",
    "uk": "Українська",
    "ru": "Русский",
    "zh-Hans": "简体中文",
}
"""The languages of the program, each by its own name; people look for theirs, whatever is shown now."""

VARIABLE: Final = "AUDIT_TUI_LANG"

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
        if not message:
            return ""  # what a catalogue has for nothing is its own head
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
    return list(NAMES)


def known(tag: str) -> str | None:
    """The language of the program that a tag means: `it_IT.UTF-8` → `it`. None where there is none.

    Every Chinese tag, traditional ones too, means Simplified Chinese: the only Chinese there is.
    """
    base = re.split(r"[-_.@]", tag.strip().lower(), maxsplit=1)[0]
    return next((code for code in NAMES if code.partition("-")[0] == base), None)


def windows_language() -> str:
    """The language that Windows shows its own words in; empty on other systems."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def system_language(env: Mapping[str, str], ask: Callable[[], str] = windows_language) -> str | None:
    """The program's language that the system is set to. None where the system says nothing or something else.

    `LC_ALL`, `LC_MESSAGES` and `LANG` in this order, as POSIX has it, with the list of `LANGUAGE` before them
    where they name a language at all; where none is set, what `ask` answers.
    """
    name = next((env[one] for one in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(one)), "") or ask()
    if name.partition(".")[0] in ("", "C", "POSIX"):
        return None
    for tag in (*env.get("LANGUAGE", "").split(":"), name):
        if tag and (code := known(tag)):
            return code
    return None


class _Spoken:
    """What this process speaks now."""

    words = translator("en")
    language = "en"
    chosen = False


def use(language: str) -> None:
    """Use `language` for every word that is asked for from now on: a person has chosen it."""
    _Spoken.words, _Spoken.language, _Spoken.chosen = translator(language), language, True


def suggest(language: str) -> None:
    """Use `language` as long as nobody has chosen one, as the first of a workspace."""
    if not _Spoken.chosen:
        use(language)
        forget()


def forget() -> None:
    """Whatever was chosen counts as suggested."""
    _Spoken.chosen = False


def language() -> str:
    """The language in use; texts of checklists are picked by it."""
    return _Spoken.language


def words() -> Words:
    """The catalogue in use, for sentences that are made elsewhere."""
    return _Spoken.words


def _(message: str) -> str:
    """`message` in the language in use."""
    return _Spoken.words.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` in the language in use, placeholders still in it."""
    return _Spoken.words.ngettext(one, many, n)


def plural(one: str, many: str, count: int) -> str:
    """`one` or `many` with `{count}` filled in."""
    return _Spoken.words.ngettext(one, many, count).format(count=count)


def later(message: str) -> str:
    """Marks a text that is translated when it is shown, not where it stands."""
    return message


def later_plural(one: str, many: str) -> tuple[str, str]:
    """Marks the two forms of a text with a number that `plural` is given when it is shown."""
    return one, many


def later_in(context: str, message: str) -> str:
    """A text for `_` whose English word means several things: `later_in("state", "open")`.

    The context is for translators; nobody else ever sees it.
    """
    return f"{context}{_CONTEXT_END}{message}"
