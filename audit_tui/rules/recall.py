"""How long after the visit each answer was given: memory fades, so a debrief says how fresh it was.

Counted from the end of the visit, or from its beginning where no end was stated, to the moment at which the answer
that stands was said. An answer given before that moment was given during the visit: no delay. Answers read from a
file have no such moment and are left out, and so are those of a correction: they rest on more than memory.
"""

from __future__ import annotations

from datetime import datetime
from statistics import median
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from audit_tui.model.audit import State
from audit_tui.rules.view import AuditView


class Recall(NamedTuple):
    """The delays of one audit, in seconds."""

    since: Literal["visit_end", "visit_start"]
    answers: int
    median: int
    longest: int


def recall(view: AuditView) -> Recall | None:
    """The recall delay over all questions that are answered or set aside; None where it cannot be told."""
    facts = view.record.projection.facts
    since: Literal["visit_end", "visit_start"] = "visit_end" if facts.get("visit_end") else "visit_start"
    ended = _moment(str(facts.get(since) or ""), view.site.zone)
    if ended is None:
        return None
    first_end = view.record.projection.ended_at
    items = [view.item(slot.path) for slot in view.slots if slot.is_asked]
    delays = [
        max(0, item.at - ended)
        for item in items
        if item.state is not State.OPEN
        and item.grade != "imported"
        and item.at
        and not (first_end and item.at > first_end)
    ]
    if not delays:
        return None
    return Recall(since, len(delays), int(median(delays)) // 1000, max(delays) // 1000)


def _moment(local: str, zone: str) -> int | None:
    """Local time of a site as UTC milliseconds; None where it is no time."""
    try:
        moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        return None
    return int(moment.timestamp() * 1000) if len(local) > 10 else None
