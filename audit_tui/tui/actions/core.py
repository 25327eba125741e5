"""What an action is, and how its keys are written for a person and for the terminal. Knows no screen.

Keys of the numeric keypad carry two names, since terminals with the kitty protocol report them apart.
Never bound: alt, ctrl+shift, and ctrl with i, j, m, h, s or z, which terminals keep or confuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from audit_tui.tui.keyboard import CYRILLIC, LATIN, TO_WIDE
from audit_tui.tui.talk import _, later_in

_KEY_NAMES: Final = {
    "escape": "Esc",
    "enter": later_in("keyboard", "Enter"),
    "pageup": later_in("keyboard", "PgUp"),
    "pagedown": later_in("keyboard", "PgDn"),
    "home": later_in("keyboard", "Home"),
    "end": later_in("keyboard", "End"),
    "insert": "Ins",
    "backspace": "Backspace",
    "question_mark": "?",
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "comma": ",",
    "asterisk": "*",
    "slash": "/",
    "delete": later_in("keyboard", "Del"),
    "space": later_in("keyboard", "Space"),
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_PLAIN_NAMES: Final = {"up": "Up", "down": "Down", "left": "Left", "right": "Right"}
_KEYPAD: Final = {
    "plus": "add",
    "minus": "subtract",
    "full_stop": "decimal",
    "asterisk": "multiply",
    "slash": "divide",
    "equals_sign": "equal",
}
"""Key → the name under which the numeric keypad may report it."""
_OLD_NAMES: Final = frozenset({"f15", "f16", "f17", "f18", "f19", "f20", "f24"})
"""What terminals without the kitty protocol make of Shift with F3, F4, F5, F6, F7, F8 and F12."""
_SECOND: Final = frozenset(_KEYPAD.values()) | _OLD_NAMES
_WIDE: Final = {
    "full_stop": ("fullwidth_full_stop", "ideographic_full_stop"),
    "slash": ("fullwidth_solidus", "ideographic_comma"),
    "asterisk": ("fullwidth_asterisk", "multiplication_sign"),
    "plus": ("fullwidth_plus_sign",),
    "minus": ("fullwidth_hyphen_minus",),
    "equals_sign": ("fullwidth_equals_sign",),
    "question_mark": ("fullwidth_question_mark",),
}
"""Key → what a Chinese input method makes of it."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do on a screen. `id` is `screen.name`; the name is the method `do_<name>` there."""

    id: str
    keys: str
    """The keys it has unless a person gave it others, most shown first."""
    label: str
    help: str
    bar: int = 0
    """Rank in the key bar, 1 first; 0 keeps it out."""
    by_card: bool = False
    """Listed for help only: the card or list itself understands the key, so it cannot be given another."""
    fixed: bool = False
    """Whether its keys are always the same, so that nobody loses the way."""

    @property
    def scope(self) -> str:
        """The screen it belongs to; `app` is everywhere."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        return self.id.partition(".")[2]


def act(
    id_: str, keys: str, label: str, help_: str, bar: int = 0, by_card: bool = False, *, fixed: bool = False
) -> Action:
    """An action of the registry; label and help are translated where they are shown."""
    return Action(id_, keys, label, help_, bar, by_card, fixed or by_card)


def split(keys: str) -> list[str]:
    """The keys of a list as `f8,u`."""
    return [key for key in (each.strip() for each in keys.split(",")) if key]


def shown(key: str, *, plain: bool = False) -> str:
    """A key as a person reads it, by the name it has in the language; `plain` has nothing but ASCII."""
    if plain and key in _PLAIN_NAMES:
        return _PLAIN_NAMES[key]
    if key in _KEY_NAMES:
        return _(_KEY_NAMES[key])
    if key.startswith("ctrl+"):
        return "^" + shown(key[5:], plain=plain)
    if key.startswith("shift+"):
        return f"Shift+{shown(key[6:], plain=plain)}"
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def is_keypad(key: str) -> bool:
    """Whether a key is the second name of one that has another, and is not shown."""
    return key in _SECOND


def with_twins(keys: Iterable[str]) -> list[str]:
    """`keys` with what the same key sends from the keypad, on Cyrillic layouts and by Chinese input methods."""
    found: dict[str, None] = {}
    for key in keys:
        found[key] = None
        if key in _KEYPAD:
            found[_KEYPAD[key]] = None
        found.update(dict.fromkeys(_WIDE.get(key, ())))
        at = LATIN.find(key.lower()) if len(key) == 1 else -1
        if at >= 0:
            letters = [layout[at] for layout in CYRILLIC]
            found.update(dict.fromkeys(each.upper() if key.isupper() else each for each in letters))
            found[chr(ord(key) + TO_WIDE)] = None
    return list(found)
