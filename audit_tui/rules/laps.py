"""The stopwatch of a question in the record: since when it runs, which times it took, and which figure answers.

Seconds are decimal text to a tenth. What the record holds is `start`, `stop`, or a mapping with `laps` (the times
taken so far, the first one first), `since` (UTC milliseconds, while it runs), and how it came about: `slept`
(seconds the machine slept meanwhile) and `restarted` (the program was started anew meanwhile). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from audit_tui.model.number import plain

if TYPE_CHECKING:
    # Only for its name: lists and the first screen must not load the models of checklists.
    from audit_tui.model.question import Take

TENTH: Final = Decimal("0.1")


def read_clock(value: Any, wall: int, laps: Sequence[str]) -> tuple[int | None, list[str]]:
    """Since when the stopwatch runs (None: it does not), and its laps, after an event with `value` at `wall`.

    `laps` are those before it. A value that is withheld, or of no known form, stops it.
    """
    if value == "start":
        return wall, list(laps)
    if not isinstance(value, dict):
        return None, list(laps)
    taken, since = value.get("laps"), value.get("since")
    kept = [str(each) for each in taken if _is_seconds(each)] if isinstance(taken, list) else list(laps)
    return (int(since) if isinstance(since, str) and since.isdecimal() else None), kept


def _is_seconds(text: Any) -> bool:
    return isinstance(text, str) and text.replace(".", "", 1).isdecimal()


def clock_value(since: int | None, laps: Sequence[str]) -> dict[str, Any]:
    """What says that a stopwatch runs since then (or not) and has taken these laps."""
    return {"laps": list(laps), **({} if since is None else {"since": str(since)})}


def seconds(milliseconds: int) -> str:
    """Milliseconds as seconds to a tenth, half up: 14249 → `14.2`."""
    tenths = (milliseconds + 50) // 100
    return plain(Decimal(tenths) / 10)


def figure(laps: Sequence[str], take: Take) -> str:
    """The seconds that answer the question: the last, mean, median, shortest or longest of the laps, to a tenth."""
    times = sorted(Decimal(each) for each in laps)
    if take == "last":
        return laps[-1]
    if take == "shortest":
        return plain(times[0])
    if take == "longest":
        return plain(times[-1])
    if take == "median":
        middle = times[(len(times) - 1) // 2 : len(times) // 2 + 1]
        return _rounded(Fraction(sum(middle)) / len(middle))
    return _rounded(Fraction(sum(times)) / len(times))


def _rounded(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return plain(exact.quantize(TENTH, ROUND_HALF_UP))
