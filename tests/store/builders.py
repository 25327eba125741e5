"""A small audit in a workspace of its own, written with the program's own pen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audit_tui.clock import FixedClock
from audit_tui.model.audit import Header
from audit_tui.model.basics import Place
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.record import Change, Record, value_class
from audit_tui.rules.writing import Pen, begin, new_run
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.workspace import Workspace, create_workspace

SITE = Site(id="ROMA", name="Fictional Store", zone="Europe/Rome")
SCORE = {"rules": "1", "score": {"percent": "75"}}
ACTOR = "01HF7YAT00ACTACTACTACTACTA"
DEVICE = "01HF7YAT00DEVDEVDEVDEVDEVD"
PLACE = Place(
    "phone/q2",
    3,
    {"answered": 2, "total": 3, "percent": "66.7", "passed": False, "critical": 1, "sections": []},
)


def checklist(questions: int = 3, id_: str = "phone") -> Checklist:
    asked: list[dict[str, Any]] = [
        {"id": f"q{number}", "type": "yes_no", "text": f"Was point {number} seen to as promised?"}
        for number in range(1, questions + 1)
    ]
    asked.append({"id": "sign", "type": "signature", "text": "Name", "required": False})
    return Checklist.model_validate(
        {
            "format": "audit-checklist/1",
            "id": id_,
            "version": "1",
            "title": id_.title(),
            "sections": [{"id": "main", "title": "Main", "questions": asked}],
        }
    )


def new_workspace(folder: Path) -> Workspace:
    return create_workspace(folder / "w")


class Auditor:
    """Proposes changes to an audit as a session does, without its rules."""

    def __init__(self, clock: FixedClock, **facts: Any) -> None:
        self.clock, self.facts = clock, {"kind": "open", "auditor": "Anna Conti", "alias": "MS-07", **facts}
        self.run = new_run(clock)

    def begin(self, number: str = "AUD-2026-ROMA-01", *lists: Checklist) -> tuple[Header, Change]:
        return begin(
            number=number,
            site=SITE,
            checklists=lists or [checklist()],
            facts=self.facts,
            clock=self.clock,
            actor=ACTOR,
            device=DEVICE,
            run=self.run,
        )

    def change(self, record: Record, op: str, path: str, value: Any = None, cls: Any = None) -> Change:
        self.clock.tick(1000)
        projection = record.projection
        pen = Pen(self.clock, ACTOR, DEVICE, self.run, projection.seq, projection.head)
        pen.write(op, path, value=None if value is None else pen.seal(value, cls or value_class(op, path)))
        return pen.change()

    def answer(self, record: Record, path: str = "phone/q1", value: Any = "yes") -> Change:
        return self.change(record, "answered", path, value)

    def finish(self, record: Record) -> Change:
        return self.change(record, "finished", "", SCORE)


def save(audit: OpenAudit, change: Change) -> None:
    """Save a change as the saver does: the disk first, then the record."""
    audit.append(change)
    audit.record.apply(change)


def started(
    store: AuditStore, auditor: Auditor, number: str = "AUD-2026-ROMA-01", answers: int = 2
) -> OpenAudit:
    """An open audit with some answers."""
    audit = store.create(*auditor.begin(number))
    for n in range(1, answers + 1):
        save(audit, auditor.answer(audit.record, f"phone/q{n}", "yes" if n % 2 else "no"))
    return audit


def finished(store: AuditStore, auditor: Auditor, number: str = "AUD-2026-ROMA-01") -> Path:
    """The path of a finished audit with a note, a private note, evidence, a signature and an action."""
    with started(store, auditor, number) as audit:
        for op, path, value, cls in (
            ("noted", "phone/q2", "Nobody at the desk.\nA queue of four.", None),
            ("noted", "phone/q2#private", "The tall one was rude.", None),
            ("flagged", "phone/q2", True, None),
            ("answered", "phone/sign", "Anna Conti", "person"),
            (
                "evidence_added",
                "phone/q2",
                {
                    "id": auditor.clock.ulid(),
                    "sha256": "ab" * 32,
                    "kind": "photo",
                    "extension": "jpg",
                    "size": 12,
                },
                None,
            ),
            (
                "action_added",
                "phone/q2",
                {"id": auditor.clock.ulid(), "what": "Man the desk", "due": "2026-12-01"},
                None,
            ),
            ("cleared", "phone/q1", None, None),
        ):
            save(audit, auditor.change(audit.record, op, path, value, cls))
        end = auditor.finish(audit.record)
        ended = audit.end(end, PLACE)
        audit.record.apply(end)
        return ended
