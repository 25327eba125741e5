"""What an auditor jots down between a visit and its debrief: short texts with their times, kept as private notes.

A jotting belongs to the audit and to no question. It is an event like any note, of the class that never leaves the
store: no report, export or attachment holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from audit_tui.rules.record import PRIVATE, Record

JOT: Final = "@jot/"
"""Begins the path of a jotting; no checklist can be called so."""


class Jotting(NamedTuple):
    """One jotting. `wall` is UTC milliseconds, `offset` the minutes that local time was ahead."""

    path: str
    wall: int
    offset: int
    text: str


def jottings(record: Record) -> list[Jotting]:
    """The jottings that stand, in order of time; those taken back, withheld or erased are left out."""
    found: dict[str, Jotting] = {}
    for event in record.events:
        if event.op == "noted" and event.path.startswith(JOT):
            path = event.path.removesuffix(PRIVATE)
            text = record.projection.item(path).private_note
            if text:
                found.setdefault(path, Jotting(path, event.wall, event.offset, text))
    return sorted(found.values(), key=lambda one: one.wall)


def beside(found: Sequence[Jotting], at: int, of: int, room: int) -> Sequence[Jotting]:
    """Those to show beside question `at` of `of` (from 0), at most `room`: both run in the order of the visit."""
    if room <= 0 or len(found) <= room:
        return found[: max(0, room)]
    middle = (len(found) - 1) * at // max(1, of - 1)
    first = max(0, min(middle - room // 2, len(found) - room))
    return found[first : first + room]
