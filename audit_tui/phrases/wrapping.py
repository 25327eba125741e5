"""Text set in lines of so many columns of a terminal, Chinese too."""

from __future__ import annotations

import re
import unicodedata

_PIECES = r"[⺀-￯][、-〟！-､]*|[^\s⺀-￯]+|\s+"
"""A sign that needs no space beside it, with the mark that may not begin a line; a word; a space.

Compiled when it is used first: that takes as long as loading five modules, and home wraps nothing."""


def cells(text: str) -> int:
    """Columns that `text` takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces, or between signs that need none.

    A word that is wider than a line is broken in itself.
    """
    lines, line = [], ""
    for piece in re.findall(_PIECES, text):
        word = piece
        if cells(line + word.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = ""
        while cells(word) > width and not word.isspace():
            cut = next(at for at in range(len(word), 0, -1) if cells(word[:at]) <= width or at == 1)
            lines.append(word[:cut])
            word = word[cut:]
        line += word if line or word.strip() else ""
    return [*lines, line.rstrip()] if line.strip() else lines
