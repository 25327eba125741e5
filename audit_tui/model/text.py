"""Text from files and people, made safe once, at the boundary.

`SafeText` is what every model uses for text; which characters are forbidden is told in `characters`.
"""

from __future__ import annotations

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

from audit_tui.model.characters import LANGUAGE, MAX_LINE, MAX_TEXT, clean, find_unsafe, pick, safe

SafeText = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(safe)]
"""Text without controls, C1, surrogates and bidi overrides, in NFC, at most 20,000 characters."""

Line = Annotated[SafeText, StringConstraints(max_length=MAX_LINE, pattern=r"^[^\n\t]*$")]
"""Safe text on one line, at most 500 characters."""

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


class Model(BaseModel):
    """Base of all models: immutable, unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


__all__ = [
    "BY_LANGUAGE",
    "LANGUAGE",
    "MAX_TEXT",
    "PLAIN",
    "CommonText",
    "Language",
    "Line",
    "LocalText",
    "Model",
    "SafeText",
    "clean",
    "find_unsafe",
    "pick",
]
