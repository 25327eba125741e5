"""Where figures that a file carries are not those that are computed anew from what they rest on.

Both are JSON. Rows that have a name (a site, a question, an audit) are compared with the row of the same name, so
that one row dropped or two swapped are told as such and not as a change of everything behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from audit_tui.rules.record import canonical

Kind = Literal["changed", "missing", "added", "order"]
MOST: Final = 100
"""Differences that are told."""
LONGEST: Final = 80
_NAMES: Final = ("site", "id", "number", "touchpoint", "question", "month", "scale", "checklist")
"""What a row is called by."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A figure, or a row of them, that does not follow."""

    kind: Kind
    place: str
    """`league.sites[HARBOUR].median`"""
    carried: str = ""
    expected: str = ""

    def as_json(self) -> dict[str, Any]:
        """The difference as JSON types; null where there is nothing to name."""
        return {
            "kind": self.kind,
            "place": self.place,
            "carried": self.carried or None,
            "expected": self.expected or None,
        }


def figures_wrong(carried: Any, expected: Any, place: str = "") -> Iterator[Wrong]:
    """Every place at which `carried` is not `expected`."""
    if isinstance(carried, dict) and isinstance(expected, dict):
        for key in sorted({*carried, *expected}):
            inner = f"{place}.{key}" if place else str(key)
            if key not in carried:
                yield Wrong("missing", inner, expected=_short(expected[key]))
            elif key not in expected:
                yield Wrong("added", inner, carried=_short(carried[key]))
            else:
                yield from figures_wrong(carried[key], expected[key], inner)
    elif isinstance(carried, list) and isinstance(expected, list):
        yield from _rows(carried, expected, place)
    elif canonical(carried) != canonical(expected):  # to Python true equals 1
        yield Wrong("changed", place, _short(carried), _short(expected))


def _rows(carried: Sequence[Any], expected: Sequence[Any], place: str) -> Iterator[Wrong]:
    name = _name_of([*carried, *expected])
    if name:
        here, there = [row[name] for row in carried], [row[name] for row in expected]
        if len(set(here)) == len(here) and len(set(there)) == len(there):
            yield from _named(
                dict(zip(here, carried, strict=True)), dict(zip(there, expected, strict=True)), place
            )
            return
    for at, (row, wanted) in enumerate(zip(carried, expected, strict=False)):
        yield from figures_wrong(row, wanted, f"{place}[{at}]")
    for at, row in enumerate(carried[len(expected) :], len(expected)):
        yield Wrong("added", f"{place}[{at}]", carried=_short(row))
    for at, row in enumerate(expected[len(carried) :], len(carried)):
        yield Wrong("missing", f"{place}[{at}]", expected=_short(row))


def _named(carried: dict[str, Any], expected: dict[str, Any], place: str) -> Iterator[Wrong]:
    for name in expected.keys() - carried.keys():
        yield Wrong("missing", f"{place}[{name}]", expected=_short(expected[name]))
    for name in carried.keys() - expected.keys():
        yield Wrong("added", f"{place}[{name}]", carried=_short(carried[name]))
    here = [name for name in carried if name in expected]
    there = [name for name in expected if name in carried]
    if here != there:
        yield Wrong("order", place, _short(", ".join(here)), _short(", ".join(there)))
    for name in there:
        yield from figures_wrong(carried[name], expected[name], f"{place}[{name}]")


def _name_of(rows: Sequence[Any]) -> str:
    """What all the rows are called by; empty where they have no such name."""
    return next(
        (
            name
            for name in _NAMES
            if rows and all(isinstance(row, dict) and isinstance(row.get(name), str) for row in rows)
        ),
        "",
    )


def _short(value: Any) -> str:
    words = value if isinstance(value, str) else canonical(value).decode("utf-8", "replace")
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


__all__ = ["MOST", "Wrong", "figures_wrong"]
