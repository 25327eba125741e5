"""What a report carries of earlier visits, so that what it says of them can be made again: previous.json.

The visit before, and the ones before it that the trend goes back to. Published values only: number, day, percentages,
standards and what came out of each question, with the fingerprint that the earlier record had. No text of a question,
no note and no name is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from audit_tui.model.event import Ulid
from audit_tui.model.text import Line, Model
from audit_tui.reports.carried import Carried, CarriedVisit, carried, results_of
from audit_tui.rules.comparison import Standpoint, previous_visit, visits_before
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import Record, canonical
from audit_tui.rules.trend import MOST_BEFORE

FORMAT = "audit-previous/2"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The visits with which the report of an audit compares."""

    last: AuditResult | None = None
    """The visit before."""
    course: tuple[AuditResult, ...] = ()
    """The visits that the trend goes back to, in the order of their days."""

    @property
    def all(self) -> tuple[AuditResult, ...]:
        """Each visit once, in the order of their days."""
        found = {each.id: each for each in self.course}
        if self.last is not None:
            found.setdefault(self.last.id, self.last)
        return tuple(sorted(found.values(), key=lambda each: each.order))


NOTHING = Earlier()


class _Of(Model):
    """The audit that is compared with visits before."""

    id: Ulid
    number: Line


class Previous(Carried):
    """The whole of previous.json."""

    format: Literal["audit-previous/2"]
    audit: _Of
    visits: Annotated[list[CarriedVisit], Field(min_length=1, max_length=MOST_BEFORE + 1)]


def previous_json(record: Record, earlier: Iterable[AuditResult]) -> bytes:
    """What the report of `record` carries of `earlier` visits, in the order of their days.

    It is canonical: the same audits give the same bytes.
    """
    return canonical(
        {
            "format": FORMAT,
            "audit": {"id": record.header.id, "number": record.header.number},
            **carried(tuple(earlier), texts=False),
        }
    )


def previous_of(data: bytes, record: Record) -> tuple[AuditResult, ...]:
    """The earlier visits as a report of `record` carries them. ValueError (of pydantic too), IndexError or
    ZeroDivisionError where they are none, or belong to another audit."""
    one = Previous.model_validate_json(data)
    visits = results_of(one)
    now = Standpoint.of(record)
    if (one.audit.id, one.audit.number) != (record.header.id, record.header.number):
        raise ValueError  # it belongs to another audit
    if [each.id for each in visits] != [each.id for each in Earlier(None, visits).all]:
        raise ValueError  # they stand in no order, or one stands there twice
    if not all(now.is_after(_Visit(each)) for each in visits):
        raise ValueError  # one is of another site, or no visit before
    if previous_json(record, visits) != data:
        raise ValueError  # it is not written as this program writes it
    return visits


def looked_back(visits: Sequence[AuditResult], record: Record) -> Earlier:
    """Those of `visits` with which the report of `record` compares, by the rules that reports choose by."""
    now = Standpoint.of(record)
    seen = [_Visit(each) for each in visits if not each.aborted]
    last = previous_visit(seen, now)
    course = visits_before(seen, now, MOST_BEFORE)
    return Earlier(last.result if last is not None else None, tuple(each.result for each in course))


@dataclass(frozen=True, slots=True)
class _Visit:
    """A visit as it takes to find the ones before another."""

    result: AuditResult

    @property
    def id(self) -> str:
        return self.result.id

    @property
    def status(self) -> str:
        return "finished"

    @property
    def site_id(self) -> str:
        return self.result.site

    @property
    def checklists(self) -> tuple[str, ...]:
        return self.result.asked

    @property
    def visit_date(self) -> str:
        return self.result.day

    @property
    def created(self) -> int:
        return self.result.created

    @property
    def percent(self) -> str | None:
        return self.result.percent_text or None
