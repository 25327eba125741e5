"""How one person likes the program: looks, signs, language, keys. Of the person, not of a workspace.

What belongs to an organisation (its name, logo, languages of reports) is in `settings`. Reads text, never
the disk.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import orjson
from pydantic import Field, ValidationError

from audit_tui.model.text import Language, Line, Model

FILE: Final = "preferences.json"

Look = Literal["dark", "light", "paper", "contrast", "colourblind", "ansi"]
Signs = Literal["auto", "ascii", "unicode"]
Opens = Literal["screens", "lines"]


class Preferences(Model):
    """What a person may choose; each has a value that serves without choosing."""

    theme: Look | None = None
    """Colours; None chooses dark, or with NO_COLOR the terminal's own without any."""
    signs: Signs = "auto"
    """Whether only ASCII is drawn; `auto` decides by the terminal."""
    opens: Opens = "screens"
    """What the program opens without a command: the screens, or plain lines as for screen readers."""
    auto_advance: bool = True
    """Whether the walk goes on by itself after an answer."""
    language: Language | None = None
    """Language of screens; None is the first one of the workspace."""
    paper: Literal["A4", "Letter"] = "A4"
    """Paper of reports."""
    report_language: Language | None = None
    """Language of reports; None is that of the screens."""
    phones: dict[Line, int] = Field(default_factory=dict)
    """Milliseconds to add to the local time in the pictures of a phone to get UTC, by its make, model and number."""
    keys: dict[Line, Line] = Field(default_factory=dict)
    """Other keys for actions: id of the action → keys as `f8,u`."""


def parse_preferences(content: bytes) -> tuple[Preferences, list[str]]:
    """The preferences in a file, and the names of those that could not be understood and are as if unset.

    Names that are not known, as of a later version of the program, are passed over. A file that is no JSON
    object gives the standard ones and `["*"]`.
    """
    try:
        raw = orjson.loads(content)
    except orjson.JSONDecodeError:
        return Preferences(), ["*"]
    if not isinstance(raw, dict):
        return Preferences(), ["*"]
    known: dict[str, Any] = {name: value for name, value in raw.items() if name in Preferences.model_fields}
    faulty: list[str] = []
    while True:
        try:
            return Preferences.model_validate(known), faulty
        except ValidationError as error:
            for name in {str(each["loc"][0]) for each in error.errors()}:
                faulty.append(name)
                del known[name]


def render_preferences(preferences: Preferences) -> bytes:
    """`preferences` as the bytes of their file; what is as it came is left out."""
    chosen = preferences.model_dump(mode="json", exclude_defaults=True)
    return orjson.dumps(chosen, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
