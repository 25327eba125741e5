"""Text from files and people, made safe once, at the boundary.

`SafeText` is what every model uses for text. A forbidden character in a file is a fault with its place;
in typed or pasted text it is stripped (`clean`), with a word to the person. Sinks still guard themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
)

from audit_tui.i18n import _

MAX_TEXT = 20_000

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


def _safe(text: str) -> str:
    at = find_unsafe(text)
    if at is not None:
        raise ValueError(
            _("the text holds the forbidden character U+{ord:04X} at position {at}").format(
                ord=ord(text[at]), at=at + 1
            )
        )
    return unicodedata.normalize("NFC", text)


SafeText = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_safe)]
"""Text without controls, C1, surrogates and bidi overrides, in NFC, at most 20,000 characters."""

Line = Annotated[SafeText, StringConstraints(max_length=500, pattern=r"^[^\n\t]*$")]
"""Safe text on one line, at most 500 characters."""

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]


def _localise(value: Any, info: ValidationInfo) -> Any:
    """A plain string stands for the language of reference, which the reader passes in the context."""
    if isinstance(value, str):
        language = (info.context or {}).get("language", "en")
        return {language: value}
    return value


LocalText = Annotated[dict[Language, SafeText], BeforeValidator(_localise)]
"""Text by language: `{en: …, it: …}`; stored always so, a plain string in a file means the first language."""

PLAIN, BY_LANGUAGE = "a plain text", "a text by language"
"""The two forms of `CommonText`, as the validator names them."""


def _form(value: Any) -> str:
    return BY_LANGUAGE if isinstance(value, dict) else PLAIN


CommonText = Annotated[
    Annotated[SafeText, Tag(PLAIN)]
    | Annotated[dict[Language, SafeText], Field(min_length=1), Tag(BY_LANGUAGE)],
    Discriminator(_form),
]
"""A text that may be the same in all languages, as `DM 236/89`, or by language; stored as it was written."""


def pick(text: str | Mapping[str, str] | None, language: str) -> str:
    """`text` in `language`, else in its base language (`zh-TW` → `zh`), else in the first one it has.

    A plain text is the same in every language.
    """
    if isinstance(text, str):
        return text
    if not text:
        return ""
    return text.get(language) or text.get(language.split("-", maxsplit=1)[0]) or next(iter(text.values()))


class Model(BaseModel):
    """Base of all models: immutable, unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
