"""Whether only ASCII is drawn, and what stands for a sign where the terminal has no such thing.

Decided once at the start by the terminal and the person's preference; a screen need not know of it.
"""

from __future__ import annotations

import locale
import sys
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_POOR: Final = ("linux", "dumb", "vt52", "vt100", "vt102", "vt220", "cons25", "ansi")
"""Terminals whose fonts have letters and lines, but no signs."""

_SIGNS: Final = {
    **dict.fromkeys("─┄┈╌╍–‒―‑−╴╶", "-"),
    **dict.fromkeys("│┃┆┊╎╏▏▎▌▐▕", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋", "+"),
    **dict.fromkeys("═━", "="),
    **dict.fromkeys("█▉▊▋▇▆▅▄▓▒", "#"),
    **dict.fromkeys("▁▂▃░", "_"),
    **dict.fromkeys("▀▔", '"'),
    **dict.fromkeys("●•■◆★", "*"),
    **dict.fromkeys("○◦□◇☆", "o"),
    **dict.fromkeys("✗✘×", "x"),
    **dict.fromkeys("✓✔", "v"),
    **dict.fromkeys("⚑⚠", "!"),
    **dict.fromkeys("▸▶›»→", ">"),
    **dict.fromkeys("◂◀‹«←", "<"),
    **dict.fromkeys("▴▲↑", "^"),
    **dict.fromkeys("▾▼↓", "v"),
    **dict.fromkeys("“”„‟", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    "—": "-",
    "…": ".",
    "·": "-",
    "≠": "#",
    "≤": "<",
    "≥": ">",
    "±": "~",
    "°": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
}
"""Sign → one ASCII character of the same width."""

_in_force = {"plain": False}


def use_plain(plain: bool) -> None:
    """Draw nothing but ASCII signs from now on, or all of them."""
    _in_force["plain"] = plain


def plain() -> bool:
    """Whether only ASCII signs are drawn."""
    return _in_force["plain"]


def is_poor(env: Mapping[str, str], encoding: str) -> bool:
    """Whether a terminal is known to lack signs: by its name in `TERM`, or by an encoding other than UTF."""
    return env.get("TERM", "").partition("-")[0] in _POOR or "utf" not in encoding.lower()


def encoding() -> str:
    """The encoding the person's locale names; the program itself always writes UTF-8."""
    if sys.platform == "win32":
        return getattr(sys.__stderr__, "encoding", None) or "utf-8"
    return locale.getencoding()


@lru_cache(maxsize=4096)
def in_ascii(text: str, *, letters: bool) -> str:
    """`text` with its signs in ASCII, as wide as before; `letters` does so to letters as well.

    A letter becomes the one it is built on (é → e), else a question mark for each column it takes.
    """
    if text.isascii():
        return text
    from rich.cells import cell_len, set_cell_size

    drawn, width = "".join(_in_ascii(character, letters) for character in text), cell_len(text)
    # Signs that join with their neighbours take other widths together than alone.
    return drawn if cell_len(drawn) == width else set_cell_size(drawn, width)


def _in_ascii(character: str, letters: bool) -> str:
    if character.isascii():
        return character
    if character in _SIGNS:
        return _SIGNS[character]
    if unicodedata.category(character)[0] in "LMN":
        if not letters:
            return character
        base = unicodedata.normalize("NFKD", character)[:1]
        if base.isascii():
            return base
        if unicodedata.combining(character):
            return ""
    return "?" * (2 if unicodedata.east_asian_width(character) in "WF" else 1)
