"""Words of the program by language, through gettext. English is the language of the source.

A face or a report asks for a translator and calls it `_`; nothing below them produces words for people
except the messages of errors.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

DOMAIN = "audit_tui"
_LOCALES = Path(__file__).parent / "locales"


@lru_cache(maxsize=16)
def translator(language: str) -> gettext.NullTranslations:
    """The catalogue for `language`; English words where there is none."""
    return gettext.translation(DOMAIN, _LOCALES, languages=[language.replace("-", "_")], fallback=True)


def languages() -> list[str]:
    """Languages the program's own words exist in, English first."""
    found = sorted(path.parent.parent.name for path in _LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return ["en", *(name.replace("_", "-") for name in found if name != "en")]
