"""JSON of an audit: the record as a report carries it, and a readable result. Published values only."""

from __future__ import annotations

import json
from typing import Any

from audit_tui.reports.subject import Subject
from audit_tui.reports.tables import answer_records
from audit_tui.rules.record import Record, bundle, canonical
from audit_tui.rules.results import as_json

EXPORT_FORMAT = "audit-export/1"


def audit_json(record: Record) -> bytes:
    """`audit.json` as it is attached to a report: canonical (RFC 8785), so the same audit is the same bytes."""
    return canonical(bundle(record))


def export_json(subject: Subject) -> bytes:
    """An audit for other programs: facts, score, and one object an answer; UTF-8, indented."""
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
        "checklists": [
            {"id": one.id, "version": one.version, "hash": one.hash} for one in record.header.checklists
        ],
        "score": as_json(subject.score),
        "answers": answer_records(subject),
        "head": record.projection.head,
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
