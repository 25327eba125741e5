"""Holds what a report carries of the visit before against itself, and against that visit's record where it is given.

Never raises for what it is given. The comparison that is printed is drawn anew from it by `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audit_tui.i18n import _
from audit_tui.phrases.numbers import percent_words
from audit_tui.reports.previous import previous_of
from audit_tui.reports.printed.network_words import against_findings
from audit_tui.reports.printed.visits import Held, against_judged
from audit_tui.rules.comparison import previous_visit
from audit_tui.rules.gathering import result_of
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import Record
from audit_tui.rules.results import RULES_VERSION
from audit_tui.rules.verification import Finding
from audit_tui.rules.view import AuditView

Find = Callable[[str], Held | None]


@dataclass(slots=True)
class PreviousCheck:
    """What became of the check of the visit before."""

    before: AuditResult | None = None
    flaw: str = ""
    """Why what is carried of it is of no use; empty where it holds together."""
    held: Held | None = None
    """Its own record, where that was given."""
    other: str = ""
    """Number of another audit that was given and would be the visit before; empty for none."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not (self.flaw or (self.held is not None and (self.held.flaw or self.held.wrong)))

    def as_json(self) -> dict[str, Any]:
        """The check as JSON types."""
        before = self.before
        return {
            "id": before.id if before is not None else None,
            "number": before.number if before is not None else None,
            "date": before.day if before is not None else None,
            "fingerprint": before.head if before is not None else None,
            "problem": self.flaw or None,
            "against": self.held.as_json() if self.held is not None else None,
            "other": self.other or None,
        }


def check_previous(
    data: bytes | None, record: Record, find: Find | None, others: Sequence[AuditResult]
) -> PreviousCheck | None:
    """Check what a report of `record` carries of the visit before; null where it carries nothing.

    `find` finds the record of a visit by its id; null where no record was given. `others` are all that were.
    """
    if data is None:
        return None
    try:
        check = PreviousCheck(previous_of(data, record))
    except Exception as error:  # what was tampered with may be unusable in any way
        return PreviousCheck(flaw=type(error).__name__)
    before = check.before
    if before is None or find is None:
        return check
    expected = _last_of(others, record)
    if expected is not None and expected.id != before.id:
        check.other = expected.number
    check.held = find(before.id)
    if check.held is not None and before.rules == RULES_VERSION:
        check.held.wrong = against_judged(before, check.held)
    return check


def previous_given(record: Record, find: Find, others: Sequence[AuditResult]) -> PreviousCheck | None:
    """The visit before an audit whose report lost what it carried, from the records that were given."""
    last = _last_of(others, record)
    held = find(last.id) if last is not None else None
    if held is None or held.record is None:
        return None
    return PreviousCheck(result_of(AuditView(held.record)), held=held)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A visit as it takes to find the one before another."""

    result: AuditResult

    @property
    def id(self) -> str:
        return self.result.id

    @property
    def number(self) -> str:
        return self.result.number

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


def _last_of(others: Sequence[AuditResult], record: Record) -> AuditResult | None:
    """The visit before, of those that were given, by the rule that reports choose it by."""
    site = record.projection.facts.get("site") or {"id": record.header.site.id}
    found = previous_visit(
        [_Visit(one) for one in others if not one.aborted],
        id_=record.header.id,
        site=str(site["id"]),
        checklists={embedded.id for embedded in record.header.checklists},
        day=str(record.projection.facts.get("visit_start") or "")[:10],
        created=record.projection.created_at,
    )
    return found.result if found is not None else None


# -- in words -------------------------------------------------------------------------------------------------


def findings(check: PreviousCheck) -> Iterator[Finding]:
    """Everything that does not hold, each as a sentence."""
    if check.flaw:
        yield Finding(
            "previous.unreadable",
            _("What the report carries of the visit before is of no use: {name}.").format(name=check.flaw),
        )
    if check.held is not None:
        yield from against_findings(check.held)


def notes(check: PreviousCheck) -> Iterator[str]:
    """What is to be looked at."""
    if check.other:
        yield _("Of the audits that were given, {number} would be the visit before.").format(
            number=check.other
        )
    if check.before is not None and check.held is not None and check.before.rules != RULES_VERSION:
        yield _("The visit before was judged by rules that this version does not know; not compared.")


def proves(check: PreviousCheck) -> Iterator[str]:
    """What a clean check proves."""
    before = check.before
    if before is None or not check.ok:
        return
    given = {"number": before.number, "day": before.day, "percent": percent_words(before.percent)}
    if check.held is not None and before.rules == RULES_VERSION:
        yield _(
            "The comparison with the visit before follows from the record of {number} ({day}, {percent}), which holds."
        ).format(**given)
    else:
        yield _(
            "The comparison with the visit before follows from what the report carries of {number} ({day}, {percent})."
        ).format(**given)


def cannot_prove(check: PreviousCheck) -> Iterator[str]:
    """What it does not prove."""
    if check.before is None:
        return
    if check.held is None:
        yield _(
            "It does not show that {number} came out as the report carries it. Hold it against that audit: verify "
            "report.pdf --against FILE."
        ).format(number=check.before.number)
    yield _("It does not show that {number} was the last visit before.").format(number=check.before.number)


__all__ = ["PreviousCheck", "cannot_prove", "check_previous", "findings", "notes", "previous_given", "proves"]
