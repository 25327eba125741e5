"""What is due for erasure by the workspace's own periods. Shows it; erasing is asked for apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from audit_tui.clock import Clock
from audit_tui.errors import AuditError
from audit_tui.model.event import ValueClass
from audit_tui.rules.erasure import of_class
from audit_tui.rules.retention import ends
from audit_tui.store.catalogue import Row
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


@dataclass(frozen=True, slots=True)
class Erasable:
    """What could be erased of an audit as it stands, and since when it is kept."""

    changed: int
    kept_since: int
    values: Mapping[ValueClass, int]


def due(
    privacy: Privacy,
    clock: Clock,
    *,
    rows: Sequence[Row] | None = None,
    known: dict[str, Erasable] | None = None,
) -> tuple[list[Due], list[tuple[str, str]]]:
    """What is due now, the longest first, and the audits that cannot be read, each with the reason.

    Counts from the end of an audit, of a draft from its last change. `rows` are those of the catalogue, where
    the caller has them. `known` keeps what was found in each audit, so that asking again reads only those
    that changed.
    """
    known = {} if known is None else known
    retention = privacy.workspace.settings.retention
    periods = {cls: period for cls in CLASSES if (period := getattr(retention, cls)) is not None}
    today = datetime.fromtimestamp(clock.wall() / 1000, UTC).date()
    held = privacy.holds.all()
    found: list[Due] = []
    unread: list[tuple[str, str]] = []
    if rows is None:
        rows = privacy.store.rows() if periods else ()
    for row in rows if periods else ():
        if row.created and all(ends(row.created, each) > today for each in periods.values()):
            continue
        here = known.get(row.id)
        if here is None or here.changed != row.changed:
            try:
                here = known[row.id] = _erasable(privacy, row)
            except AuditError as error:
                unread.append((row.number or row.path, error.what))
                continue
        for cls, period in periods.items():
            since, count = ends(here.kept_since, period), here.values[cls]
            if since <= today and count:
                hold = held.get(row.id)
                reason = hold.reason if hold else ""
                found.append(Due(row.id, row.number, cls, count, since, reason))
    return sorted(found, key=lambda each: (each.since, each.number, each.cls)), unread


def _erasable(privacy: Privacy, row: Row) -> Erasable:
    record = privacy.record(row)
    kept_since = record.projection.ended_at or record.projection.changed_at
    return Erasable(row.changed, kept_since, {cls: len(of_class(record, cls)) for cls in CLASSES})
