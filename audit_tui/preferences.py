"""How one person likes the program: looks, signs, language, keys. Of the person, not of a workspace.

What belongs to an organisation (its name, logo, languages of reports) is in `settings`. Reads text, never
the disk; loads no model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal, get_args

import orjson

from audit_tui.model.checks import Check, language, line, mapping, one_of, optional, truth, whole

FILE: Final = "preferences.json"

Look = Literal["dark", "light", "paper", "contrast", "colourblind", "ansi"]
Signs = Literal["auto", "ascii", "unicode"]
Opens = Literal["screens", "lines"]
Paper = Literal["A4", "Letter"]
_FARTHEST: Final = 10**13
"""Milliseconds that the clock of a phone may be off; more than three hundred years."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person may choose; each has a value that serves without choosing."""

    theme: Look | None = None
    """Colours; None chooses dark, or with NO_COLOR the terminal's own without any."""
    signs: Signs = "auto"
    """Whether only ASCII is drawn; `auto` decides by the terminal."""
    opens: Opens = "screens"
    """What the program opens without a command: the screens, or plain lines as for screen readers."""
    auto_advance: bool = True
    """Whether the walk goes on by itself after an answer."""
    language: str | None = None
    """Language of screens; None is the first one of the workspace."""
    paper: Paper = "A4"
    """Paper of reports."""
    report_language: str | None = None
    """Language of reports; None is that of the screens."""
    phones: dict[str, int] = field(default_factory=dict)
    """Milliseconds to add to the local time in the pictures of a phone to get UTC, by its make, model and number."""
    keys: dict[str, str] = field(default_factory=dict)
    """Other keys for actions: id of the action → keys as `f8,u`."""

    def changed(self, **values: Any) -> Preferences:
        """The same with other values. ValueError for one that cannot be."""
        return Preferences(
            **{**asdict(self), **{name: CHECKS[name](value) for name, value in values.items()}}
        )


CHECKS: Final[Mapping[str, Check]] = {
    "theme": optional(one_of(*get_args(Look))),
    "signs": one_of(*get_args(Signs)),
    "opens": one_of(*get_args(Opens)),
    "auto_advance": truth,
    "language": optional(language),
    "paper": one_of(*get_args(Paper)),
    "report_language": optional(language),
    "phones": mapping(line, whole(-_FARTHEST, _FARTHEST)),
    "keys": mapping(line, line),
}
"""What every choice has to pass."""


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
    preferences, faulty = Preferences(), []
    for name in raw.keys() & CHECKS.keys():
        try:
            preferences = preferences.changed(**{name: raw[name]})
        except ValueError:
            faulty.append(name)
    return preferences, sorted(faulty)


def render_preferences(preferences: Preferences) -> bytes:
    """`preferences` as the bytes of their file; what is as it came is left out."""
    standard = Preferences()
    chosen = {
        each.name: value
        for each in fields(preferences)
        if (value := getattr(preferences, each.name)) != getattr(standard, each.name)
    }
    return orjson.dumps(chosen, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
