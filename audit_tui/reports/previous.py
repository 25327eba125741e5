"""What a report carries of the visit before, so that its comparison with it can be made again: previous.json.

Published values only: number, day, percentages, standards and what came out of each question, with the fingerprint
that the earlier record had. No text of a question, no note and no name is in it.
"""

from __future__ import annotations

from typing import Literal

from audit_tui.model.event import Ulid
from audit_tui.model.text import Line, Model
from audit_tui.reports.carried import Carried, carried, results_of
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import Record, canonical

FORMAT = "audit-previous/1"


class _Of(Model):
    """The audit that is compared with the visit before."""

    id: Ulid
    number: Line


class Previous(Carried):
    """The whole of previous.json."""

    format: Literal["audit-previous/1"]
    audit: _Of


def previous_json(record: Record, before: AuditResult) -> bytes:
    """What the report of `record` carries of the visit `before`, canonical: the same audits give the same bytes."""
    return canonical(
        {
            "format": FORMAT,
            "audit": {"id": record.header.id, "number": record.header.number},
            **carried((before,), texts=False),
        }
    )


def previous_of(data: bytes, record: Record) -> AuditResult:
    """The visit before as a report of `record` carries it. ValueError (of pydantic too), IndexError or
    ZeroDivisionError where it is none, or belongs to another audit."""
    one = Previous.model_validate_json(data)
    (before,) = results_of(one)
    site = record.projection.facts.get("site") or {"id": record.header.site.id}
    day = str(record.projection.facts.get("visit_start") or "")[:10] or "9999"
    if (one.audit.id, one.audit.number) != (record.header.id, record.header.number):
        raise ValueError  # it belongs to another audit
    if before.site.casefold() != str(site["id"]).casefold():
        raise ValueError  # it is of another site
    if before.id == record.header.id or (before.day, before.created) >= (day, record.projection.created_at):
        raise ValueError  # it is no visit before
    if previous_json(record, before) != data:
        raise ValueError  # it is not written as this program writes it
    return before
