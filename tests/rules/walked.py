"""An audit in memory with the answers that a test gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit_tui.clock import FixedClock
from audit_tui.model.event import Grade, ValueClass
from audit_tui.model.site import Site
from audit_tui.rules.record import Record
from audit_tui.rules.routing import CompiledChecklist
from audit_tui.rules.writing import Pen, begin, new_run
from audit_tui.session import AuditSession

ACTOR, DEVICE = "01KAFD00000000000000000AAA", "01KAFD00000000000000000DDD"


def walked(
    *checklists: CompiledChecklist,
    said: Mapping[str, Any] | None = None,
    profile: Any = "private",
    **facts: Any,
) -> AuditSession:
    """An open audit. `said`: path → raw answer, `NA: why` or `NO: why`."""
    clock = FixedClock(now=1_795_000_000_000, minutes_ahead=60)
    run = new_run(clock)
    header, change = begin(
        number="AUD-1",
        site=Site(id="S1", name="Shop", zone="Europe/Rome", profile=profile),
        checklists=[one.checklist for one in checklists],
        facts={"kind": "open", "auditor": "A", "alias": "S", **facts},
        clock=clock,
        actor=ACTOR,
        device=DEVICE,
        run=run,
    )
    record = Record.build(header, change.events, change.values)
    session = AuditSession(record, clock=clock, actor=ACTOR, device=DEVICE, run=run)
    for path, raw in (said or {}).items():
        if isinstance(raw, str) and raw.startswith("NA: "):
            session.apply(session.not_applicable(path, raw[4:]))
        elif isinstance(raw, str) and raw.startswith("NO: "):
            session.apply(session.not_observed(path, raw[4:]))
        else:
            session.apply(session.answer(path, raw))
    return session


def move(session: AuditSession, newer: CompiledChecklist) -> None:
    """Move to a newer version of one of the audit's checklists."""
    session.apply(session.move_checklist(newer.checklist))


def write(
    session: AuditSession,
    op: str,
    path: str,
    value: Any = None,
    *,
    reason: str | None = None,
    grade: Grade | None = None,
    cls: ValueClass = "answer",
) -> None:
    """An event as it stands in a record, whether or not the app would write it."""
    clock, projection = (
        FixedClock(now=session.record.projection.changed_at + 1_000),
        session.record.projection,
    )
    pen = Pen(clock, ACTOR, DEVICE, new_run(clock), projection.seq, projection.head)
    pen.write(
        op,
        path,
        value=None if value is None else pen.seal(value, cls),
        reason=None if reason is None else pen.seal(reason, "note"),
        grade=grade,
    )
    session.apply(pen.change())
