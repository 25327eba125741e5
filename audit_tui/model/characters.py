"""Characters that no text of ours may hold, and what is done about them. Loads no model.

A forbidden character in a file is a fault with its place; in typed or pasted text it is stripped (`clean`), with
a word to the person. Sinks still guard themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from audit_tui.i18n import _

MAX_TEXT = 20_000
MAX_LINE = 500
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

# Controls except tab and newline; C1; lone surrogates; bidi embeddings, overrides and isolates; line and
# paragraph separators; byte order mark; noncharacters. See Unicode UAX #9 and OWASP ASVS 5.0, 1.3.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufdd0-\ufdef\ufff9-\uffff]"
)


def find_unsafe(text: str) -> int | None:
    """Index of the first forbidden character, or None."""
    match = _FORBIDDEN.search(text)
    return match.start() if match else None


def clean(text: str, *, newlines: bool = True, limit: int = MAX_TEXT) -> tuple[str, int]:
    """Typed or pasted text made safe: NFC, without forbidden characters, at most `limit` long.

    Returns the text and how many characters were taken away. With `newlines=False` newlines and tabs
    become spaces.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = unicodedata.normalize("NFC", _FORBIDDEN.sub("", text))
    removed = len(_FORBIDDEN.findall(text))
    if not newlines:
        kept = kept.replace("\n", " ").replace("\t", " ")
    if len(kept) > limit:
        removed += len(kept) - limit
        kept = kept[:limit]
    return kept, removed


def safe(text: str) -> str:
    """The text in NFC. ValueError where it holds a forbidden character."""
    at = find_unsafe(text)
    if at is not None:
        raise ValueError(
            _("the text holds the forbidden character U+{ord:04X} at position {at}").format(
                ord=ord(text[at]), at=at + 1
            )
        )
    return unicodedata.normalize("NFC", text)


def pick(text: str | Mapping[str, str] | None, language: str) -> str:
    """`text` in `language`, else in its base language (`zh-TW` → `zh`), else in the first one it has.

    A plain text is the same in every language.
    """
    if isinstance(text, str):
        return text
    if not text:
        return ""
    return text.get(language) or text.get(language.split("-", maxsplit=1)[0]) or next(iter(text.values()))
