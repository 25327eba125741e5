"""The tidy tables of many audits: audits, answers, standards, findings, actions, sites, field notes.

One row a thing, one column a fact, the id of the audit in each. Published values only: a mystery shopper has an
alias, whom the site is to name stays blank, private notes are in none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from audit_tui.model.site import Site
from audit_tui.reports.subject import Subject
from audit_tui.reports.tables import ANSWERS, AUDITS, answer_records, audit_record
from audit_tui.rules.results import number
from audit_tui.store.actions import TrackedAction
from audit_tui.store.feedback import FieldNote

Kind = Literal["text", "number", "percent", "truth", "day", "moment"]
Records = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Exported:
    """What is exported: the audits, and what the workspace knows besides about their sites."""

    subjects: Sequence[Subject]
    sites: Sequence[Site] = ()
    notes: Sequence[FieldNote] = ()
    tracked: Mapping[str, TrackedAction] | None = None
    """Id of an action → how far it is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns, and how its rows are found."""

    columns: tuple[str, ...]
    records: Callable[[Exported], Records]


STANDARDS = (
    "audit",
    "number",
    "site",
    "visit_date",
    "checklist",
    "standard",
    "requirement",
    "figure",
    "kind",
    "status",
    "points",
    "max",
    "observations",
    "full",
    "finding",
)
FINDINGS = (
    "audit",
    "number",
    "site",
    "visit_date",
    "finding",
    "severity",
    "checklist",
    "standard",
    "requirement",
    "effect",
    "questions",
    "points",
    "max",
)
ACTIONS = (
    "audit",
    "number",
    "site",
    "visit_date",
    "action",
    "question",
    "finding",
    "what",
    "owner",
    "due",
    "verification",
    "cause",
    "status",
)
SITES = (
    "site",
    "name",
    "address",
    "region",
    "zone",
    "profile",
    "jurisdiction",
    "aliases",
    "opened",
    "closed",
)
FEEDBACK = ("id", "day", "kind", "site", "touchpoint", "text", "audit", "number")


def _audits(given: Exported) -> Records:
    return map(audit_record, given.subjects)


def _answers(given: Exported) -> Records:
    return (row for each in given.subjects for row in answer_records(each))


def _visit(subject: Subject) -> dict[str, Any]:
    return {
        "audit": subject.record.header.id,
        "number": subject.record.header.number,
        "site": subject.view.site.id,
        "visit_date": subject.visit_day,
    }


def standard_records(subject: Subject) -> Records:
    """One record for each standard that the checklists of an audit measure."""
    findings = {one.standard: one.number for one in subject.findings if one.standard}
    for result in subject.score.standards:
        standard = subject.standard(result.id)
        yield {
            **_visit(subject),
            "checklist": result.id.partition("/")[0],
            "standard": result.id,
            "requirement": subject.pick(standard.text) if standard else None,
            "figure": (subject.pick(standard.figure) or None) if standard else None,
            "kind": result.kind,
            "status": result.status,
            "points": number(result.got),
            "max": number(result.max),
            "observations": result.observations,
            "full": result.full,
            "finding": findings.get(result.id),
        }


def finding_records(subject: Subject) -> Records:
    """One record for each non-conformity of an audit."""
    labels = {slot.path: slot.label for slot in subject.view.slots}
    for finding in subject.findings:
        standard = subject.standard(finding.standard)
        yield {
            **_visit(subject),
            "finding": finding.number,
            "severity": finding.severity,
            "checklist": finding.checklist,
            "standard": finding.standard,
            "requirement": subject.pick(standard.text) if standard else None,
            "effect": (subject.pick(standard.effect) or None) if standard else None,
            "questions": [labels.get(path, path) for path in finding.questions],
            "points": number(finding.got),
            "max": number(finding.max),
        }


def action_records(subject: Subject, tracked: Mapping[str, TrackedAction] | None = None) -> Records:
    """One record for each corrective action of an audit; how far it is comes from `tracked`."""
    for slot in subject.view.slots:
        for action in subject.item(slot).actions:
            known = (tracked or {}).get(action.id)
            yield {
                **_visit(subject),
                "action": action.id,
                "question": slot.label,
                "finding": subject.finding_of.get(slot.path),
                "what": action.what,
                "owner": None if subject.mystery else action.owner or None,
                "due": action.due,
                "verification": action.verify or None,
                "cause": action.cause if subject.record.asks_cause else None,
                "status": known.status if known else "open",
            }


def _sites(given: Exported) -> Records:
    """The sites of the audits and of the field notes, as the registry has them now, else as audited last."""
    known = {each.view.site.id.casefold(): each.view.site for each in given.subjects}
    known |= {site.id.casefold(): site for site in given.sites}
    for _, site in sorted(known.items()):
        yield {
            "site": site.id,
            "name": site.name,
            "address": site.address or None,
            "region": site.region or None,
            "zone": site.zone,
            "profile": site.profile,
            "jurisdiction": site.jurisdiction,
            "aliases": list(site.aliases),
            "opened": site.opened,
            "closed": site.closed,
        }


def _feedback(given: Exported) -> Records:
    """What customers wished for or complained about; never who noted it, who may be a mystery shopper."""
    for note in sorted(given.notes, key=lambda one: (one.day, one.changed, one.id)):
        yield {
            "id": note.id,
            "day": note.day,
            "kind": note.kind,
            "site": note.site,
            "touchpoint": note.touchpoint,
            "text": note.text,
            "audit": note.audit,
            "number": note.number or None,
        }


SHEETS: Mapping[str, Sheet] = {
    "audits": Sheet(AUDITS, _audits),
    "answers": Sheet(ANSWERS, _answers),
    "standards": Sheet(STANDARDS, lambda given: (row for s in given.subjects for row in standard_records(s))),
    "findings": Sheet(FINDINGS, lambda given: (row for s in given.subjects for row in finding_records(s))),
    "actions": Sheet(
        ACTIONS, lambda given: (row for s in given.subjects for row in action_records(s, given.tracked))
    ),
    "sites": Sheet(SITES, _sites),
    "feedback": Sheet(FEEDBACK, _feedback),
}

_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("percent", "raw_percent"), "percent"),
    **dict.fromkeys(("visit_date", "due", "day", "opened", "closed"), "day"),
    **dict.fromkeys(("passed", "failed"), "truth"),
    **dict.fromkeys(("points", "max", "observations", "full", "instance", "questions"), "number"),
    **dict.fromkeys(("standards_met", "standards_assessed", "critical", "major", "minor"), "number"),
    **dict.fromkeys(("answered", "not_applicable", "not_observed", "open"), "number"),
}
_ANSWERS: Mapping[str, Kind] = {
    **dict.fromkeys(("count", "number", "stopwatch", "scale", "nps", "calc"), "number"),
    "date": "day",
    "datetime": "moment",
}


def has_decimals(column: str, record: Mapping[str, Any]) -> bool:
    """Whether the value of a column is a number that may have decimals."""
    return kind_of(column, record) in {"number", "percent"}


def kind_of(column: str, record: Mapping[str, Any]) -> Kind:
    """What the value of a column is; that of an answer depends on its question."""
    if column == "value":
        return _ANSWERS.get(str(record.get("type")), "text")
    if isinstance(record[column], list):
        return "text"
    return _KINDS.get(column, "text")
