"""Attempts to reach a site by telephone: when each was made and how it ended. Notes of the audit, by codes.

They belong to no question and change no score; how long a caller waited is what the checklist asks.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

from audit_tui.rules.record import Record

CALL: Final = "@call/"
"""Begins the path of an attempt; no checklist can be called so."""

Outcome = Literal["reached", "no_answer", "engaged", "voicemail", "cut_off", "wrong_number"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)


class Attempt(NamedTuple):
    """One call. `wall` is UTC milliseconds, `offset` the minutes that local time was ahead."""

    wall: int
    offset: int
    outcome: Outcome


def attempts(record: Record) -> list[Attempt]:
    """The attempts that stand, in order of time; what was taken back or is no outcome is left out."""
    found: dict[str, Attempt] = {}
    for event in record.events:
        if event.op == "noted" and event.path.startswith(CALL):
            said = record.projection.item(event.path).note
            outcome = next((each for each in OUTCOMES if each == said), None)
            if outcome is not None:
                found.setdefault(event.path, Attempt(event.wall, event.offset, outcome))
    return sorted(found.values(), key=lambda one: one.wall)
