"""Small figures drawn with characters: a sparkline, dots on a scale, a bar. Each has a twin in plain ASCII.

They only repeat what a number beside them says.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

_STEPS: Final = ("▁▂▃▄▅▆▇█", "_.-~=+*#")
_FULL: Final = ("━", "#")
_EMPTY: Final = ("─", "-")
_TRACK: Final = ("·", ".")
_DOT: Final = ("●", "o")
_MIDDLE: Final = ("┃", "|")


def spark(values: Sequence[Fraction], *, plain: bool = False, width: int = 0) -> str:
    """One sign a value, from the lowest to the highest of them; only the last `width` where that is given."""
    values = values[-width:] if width else values
    if not values:
        return ""
    steps = _STEPS[plain]
    low, high = min(values), max(values)
    if low == high:
        return steps[len(steps) // 2] * len(values)
    return "".join(steps[round((value - low) / (high - low) * (len(steps) - 1))] for value in values)


def bar(percent: Fraction, width: int, *, plain: bool = False) -> str:
    """0 to 100 as a bar; it is only full at 100."""
    full = int(min(max(percent, Fraction(0)), Fraction(100)) * width / 100)
    return _FULL[plain] * full + _EMPTY[plain] * (width - full)


def dots(
    values: Sequence[Fraction], middle: Fraction | None, low: Fraction, width: int, *, plain: bool = False
) -> str:
    """Each value as a dot on a scale from `low` to 100, several at one place as their number.

    `middle` is marked by a stroke where no dot stands.
    """
    counts = [0] * width
    for value in values:
        counts[_place(value, low, width)] += 1
    signs = [_TRACK[plain] if not n else _DOT[plain] if n == 1 else str(min(n, 9)) for n in counts]
    if middle is not None and not counts[_place(middle, low, width)]:
        signs[_place(middle, low, width)] = _MIDDLE[plain]
    return "".join(signs)


def _place(value: Fraction, low: Fraction, width: int) -> int:
    share = (value - low) / (100 - low) if low < 100 else Fraction(1)
    return min(max(round(share * (width - 1)), 0), width - 1)


def scale_from(values: Sequence[Fraction]) -> Fraction:
    """Where a scale for these values begins: the ten below the lowest, so that the dots lie apart."""
    return Fraction(max(0, min(90, int(min(values, default=Fraction(0))) // 10 * 10)))
