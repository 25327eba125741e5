"""What is due for erasure by the workspace's own periods. Shows it; erasing is asked for apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from audit_tui.clock import Clock
from audit_tui.errors import AuditError
from audit_tui.model.event import ValueClass
from audit_tui.rules.erasure import of_class
from audit_tui.rules.retention import ends
from audit_tui.store.privacy import Privacy

CLASSES: Final[tuple[ValueClass, ...]] = ("person", "private", "note", "evidence")


@dataclass(frozen=True, slots=True)
class Due:
    """Values of one class in one audit that have been kept long enough."""

    audit: str
    number: str
    cls: ValueClass
    values: int
    since: date
    """The day from which on they are due."""
    held: str
    """The reason of a legal hold; empty where there is none."""


def due(privacy: Privacy, clock: Clock) -> tuple[list[Due], list[tuple[str, str]]]:
    """What is due now, the longest first, and the audits that cannot be read, each with the reason.

    Counts from the end of an audit, of a draft from its last change.
    """
    retention = privacy.workspace.settings.retention
    periods = {cls: period for cls in CLASSES if (period := getattr(retention, cls)) is not None}
    today = datetime.fromtimestamp(clock.wall() / 1000, UTC).date()
    held = privacy.holds.all()
    found: list[Due] = []
    unread: list[tuple[str, str]] = []
    for row in privacy.store.rows() if periods else ():
        if row.created and all(ends(row.created, each) > today for each in periods.values()):
            continue
        try:
            record = privacy.record(row)
        except AuditError as error:
            unread.append((row.number or row.path, error.what))
            continue
        kept_since = record.projection.ended_at or record.projection.changed_at
        for cls, period in periods.items():
            since, values = ends(kept_since, period), of_class(record, cls)
            if since <= today and values:
                hold = held.get(row.id)
                reason = hold.reason if hold else ""
                found.append(Due(row.id, row.number, cls, len(values), since, reason))
    return sorted(found, key=lambda each: (each.since, each.number, each.cls)), unread
