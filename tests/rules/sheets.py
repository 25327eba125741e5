"""Audits of visits made in memory, to be laid side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audit_tui.clock import FixedClock
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.record import Record
from audit_tui.rules.routing import CompiledChecklist
from audit_tui.rules.sheets import Sheet, sheet
from audit_tui.rules.view import AuditView
from audit_tui.rules.writing import Pen, begin, new_run

ACTOR, DEVICE = "01KAFD00000000000000000AAA", "01KAFD00000000000000000DDD"
SITE = Site(id="ROMA-01", name="Fictional Store", zone="Europe/Rome")


class Said:
    """An answer that is not a value: not applicable, not observed, or a further instance of a repeat."""

    def __init__(self, op: str, value: str = "") -> None:
        self.op, self.value = op, value


NA, UNSEEN = Said("not_applicable", "no bay there"), Said("not_observed", "too dark")


def view_of(
    lists: CompiledChecklist | Sequence[CompiledChecklist],
    answers: Mapping[str, Any],
    *,
    number: str = "AUD-1",
    seed: int = 1,
    repeats: Mapping[str, Sequence[str]] | None = None,
    **facts: Any,
) -> AuditView:
    """An audit by `auditor` with these answers, by path. `repeats`: path → ULIDs of its instances."""
    several: list[Checklist] = [
        one.checklist for one in ([lists] if isinstance(lists, CompiledChecklist) else lists)
    ]
    clock = FixedClock(seed=seed)
    known = {"kind": "open", "auditor": "Anna Conti", "alias": "S-1", "visit_start": "2026-11-18T10:30"}
    header, change = begin(
        number=number,
        site=SITE,
        checklists=several,
        facts={**known, **facts},
        clock=clock,
        actor=ACTOR,
        device=DEVICE,
        run=new_run(clock),
    )
    record = Record.build(header, change.events, change.values)
    pen = Pen(clock, ACTOR, DEVICE, new_run(clock), record.projection.seq, record.projection.head)
    for path, instances in (repeats or {}).items():
        for ulid in instances:
            pen.write("repeat_added", f"{path}/{ulid}")
    for path, said in answers.items():
        op, value = (said.op, said.value) if isinstance(said, Said) else ("answered", said)
        pen.write(op, path, value=pen.seal(value, "note" if isinstance(said, Said) else "answer"))
    record.apply(pen.change())
    return AuditView(record)


def sheet_of(
    lists: CompiledChecklist | Sequence[CompiledChecklist], auditor: str = "Anna Conti", **answers: Any
) -> Sheet:
    """A sheet of a single checklist `phone`, answers by id of the question."""
    given = {f"phone/{name}": value for name, value in answers.items()}
    return sheet(view_of(lists, given, auditor=auditor, number=f"AUD-{auditor}"))
