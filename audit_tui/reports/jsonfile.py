"""JSON of an audit: the record as a report carries it, and a readable result. Published values only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from audit_tui.clock import iso
from audit_tui.model.site import Person
from audit_tui.reports.histories import as_json as as_history
from audit_tui.reports.histories import asked
from audit_tui.reports.review_json import review_json
from audit_tui.reports.sheets import action_records, finding_records, standard_records
from audit_tui.reports.subject import Subject
from audit_tui.reports.tables import answer_records
from audit_tui.rules.moving import moves
from audit_tui.rules.record import Record, bundle, canonical
from audit_tui.rules.results import as_json
from audit_tui.store.actions import TrackedAction

EXPORT_FORMAT = "audit-export/1"


def audit_json(record: Record) -> bytes:
    """`audit.json` as it is attached to a report: canonical (RFC 8785), so the same audit is the same bytes."""
    return canonical(bundle(record))


def export_json(
    subject: Subject,
    people: Sequence[Person] | None = None,
    *,
    tracked: Mapping[str, TrackedAction] | None = None,
) -> bytes:
    """An audit for other programs: facts, score, one object an answer, standard, finding and action.

    UTF-8, indented. With `people`, who give names to those that went on with it, the history of every question
    as well. How far an action is comes from `tracked`.
    """
    record = subject.record
    facts = {name: subject.fact(name) for name in record.projection.facts if name not in ("site", "auditor")}
    document: dict[str, Any] = {
        "format": EXPORT_FORMAT,
        "id": record.header.id,
        "number": record.header.number,
        "status": record.projection.status,
        "demo": record.header.demo,
        "site": subject.view.site.model_dump(mode="json", exclude_none=True),
        "auditor": subject.auditor,
        "facts": {name: value for name, value in facts.items() if value},
        "checklists": [{"id": one.id, "version": one.version, "hash": one.hash} for one in record.checklists],
        "moved": [
            {
                "checklist": one.checklist,
                "from": one.old.version,
                "to": one.new.version,
                "at": iso(one.wall, one.offset),
                "aside": [subject.label(path) for path in one.aside],
            }
            for one in moves(record)
        ],
        "after": review_json(record, names=not subject.mystery),
        "score": as_json(subject.score),
        "answers": answer_records(subject),
        "standards": list(standard_records(subject)),
        "findings": list(finding_records(subject)),
        "actions": list(action_records(subject, tracked)),
        "head": record.projection.head,
    }
    if people is not None:
        document["history"] = [as_history(one) for one in asked(subject.view, "", people)]
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
