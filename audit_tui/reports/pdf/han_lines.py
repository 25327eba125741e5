"""Breaks paragraphs that hold Chinese into lines, in place of reportlab's own way, which cuts figures in two.

A line may break at a blank, and before or after a Han character. It does not break inside a figure, a date or a
Latin word, at a no-break space, between a figure and the year, month or day it counts, before a stop or behind an
opening bracket (GB/T 15834-2011, 5.1). A stop that has no room hangs in the margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.platypus import paragraph

NEVER_FIRST: Final = frozenset("；：，。！？、）》」』】”’％…·,.;:!?)]%")
NEVER_LAST: Final = frozenset("（《「『【“‘([")
_COUNTED: Final = frozenset("年月日时分秒")
_FUZZ: Final = 1e-4
Span = tuple[int, int]


def spans(
    chars: Sequence[str], widths: Sequence[float], most: Sequence[float], ends: frozenset[int]
) -> list[Span]:
    """Start and end of each line; `most` are the widths of the lines, the last for all further ones.

    At the indices in `ends` a line ends whatever it holds.
    """
    lines: list[Span] = []
    start = at = 0
    used = 0.0
    while at < len(chars):
        used += widths[at]
        if at in ends:
            lines.append((start, at + 1))
            start = at = at + 1
            used = 0.0
            continue
        room = most[min(len(lines), len(most) - 1)]
        if used > room + _FUZZ and at > start and chars[at] != " ":
            end = _end(chars, start, at)
            lines.append((start, end))
            start = at = end
            used = 0.0
            continue
        at += 1
    if start < len(chars):
        lines.append((start, len(chars)))
    return lines


def _end(chars: Sequence[str], start: int, at: int) -> int:
    """Where the line from `start` ends whose character `at` has no room; behind its first at least."""
    hangs = at + 1
    if (
        chars[at - 1] != " "
        and _is_han(chars[at])
        and chars[at] in NEVER_FIRST
        and (hangs == len(chars) or may_break(chars, hangs))
    ):
        return hangs
    return next((end for end in range(at, start, -1) if may_break(chars, end)), at)


def may_break(chars: Sequence[str], at: int) -> bool:
    """Whether a line may end before the character `at`."""
    before, after = chars[at - 1], chars[at]
    if before == " ":
        return True
    if after == " " or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    if (before.isdigit() and after in _COUNTED) or (before in _COUNTED and after.isdigit()):
        return False
    return _is_han(before) or _is_han(after)


def _is_han(char: str) -> bool:
    return char >= "\u2e80" or char in "”’…"


def word_split(word: str, max_widths: Any, font: str, size: float, _encoding: str = "utf8") -> list[Any]:
    """In place of `reportlab.lib.textsplit.wordSplit`: pairs of the room that is left and the words of a line."""
    most = list(max_widths) if isinstance(max_widths, list | tuple) else [max_widths]
    measure = getFont(font).stringWidth
    known: dict[str, float] = {}
    widths = [known[c] if c in known else known.setdefault(c, float(measure(c, size))) for c in word]
    lines: list[Any] = []
    for start, end in spans(word, widths, most, frozenset()):
        shown = end
        while shown > start and word[shown - 1] == " ":
            shown -= 1
        room = most[min(len(lines), len(most) - 1)]
        # A stop that hangs in the margin takes no room: reportlab would press the blanks of the line for it.
        lines.append([max(room - sum(widths[start:shown]), 0.0), word[start:end]])
    return lines


def fragments_split(frags: Any, max_widths: Any, bounds: Any, encoding: str = "utf8") -> Any:
    """In place of `reportlab.platypus.paragraph.cjkFragSplit`, for words of several looks."""
    units = [
        paragraph.cjkU(char, frag, encoding) for frag in frags for char in (frag.text if frag.text else [""])
    ]
    most = list(max_widths)
    widths = [float(unit.width) for unit in units]
    ends = frozenset(at for at, unit in enumerate(units) if hasattr(unit.frag, "lineBreak"))
    lines: list[Any] = []
    for start, end in spans([str(unit) or "\u2060" for unit in units], widths, most, ends):
        room, used = most[min(len(lines), len(most) - 1)], sum(widths[start:end])
        forced = end - 1 in ends
        lines.append(
            paragraph.makeCJKParaLine(units[start:end], room, used, max(room - used, 0.0), forced, bounds)
        )
    return paragraph.ParaLines(kind=1, lines=lines)
