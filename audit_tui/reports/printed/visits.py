"""Holds what a report carries of another visit against that visit's own record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from audit_tui.model.audit import Projection
from audit_tui.reports.carried import carried
from audit_tui.reports.printed.figures import Wrong, figures_wrong
from audit_tui.rules.gathering import result_of
from audit_tui.rules.insights import Selection, select
from audit_tui.rules.outcomes import AuditResult, Edition, Recommendation
from audit_tui.rules.record import Record, apply_event, genesis
from audit_tui.rules.tables import audit_state, item_document
from audit_tui.rules.view import AuditView
from audit_tui.store.extracting import Extractor


@dataclass(slots=True)
class Held:
    """A visit that a report rests on, beside its own record."""

    number: str
    path: str
    """The file that holds the record."""
    flaw: str = ""
    """What was found wrong with the record itself, so that it proves nothing; empty where it holds."""
    result: AuditResult | None = None
    """What came out of the audit by its record."""
    record: Record | None = None
    """The record, where it holds and was finished."""
    wrong: list[Wrong] = field(default_factory=list)
    """What the report carries and the record does not give."""

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON types."""
        return {
            "number": self.number,
            "file": self.path,
            "problem": self.flaw or None,
            "differences": [each.as_json() for each in self.wrong],
        }


def recorded_result(record: Record) -> AuditResult:
    """What came out of a finished audit, as comparisons keep it: recorded percentages stay as they were recorded.

    Raises KeyError, TypeError, ValueError or AttributeError where its answers do not fit its checklists.
    """
    editions: dict[str, Edition] = {}
    raw = Extractor(editions).extract(_tables(record))
    _region, aborted, rules, percent, passed, critical, recommendations, head, checklists = raw
    result = result_of(AuditView(record))
    parts = {each.edition.id: each for each in result.checklists}
    return replace(
        result,
        aborted=aborted,
        rules=rules,
        percent_text=percent,
        passed=passed,
        critical=tuple(critical),
        recommendations=tuple(Recommendation(*each) for each in recommendations),
        checklists=tuple(
            replace(
                parts[editions[hash_].id],
                edition=editions[hash_],
                percent_text=text,
                passed=verdict,
                section_texts=tuple(sections),
                statuses=statuses,
                falls=falls,
                marks=marks,
            )
            for hash_, text, verdict, sections, statuses, falls, marks in checklists
        ),
        head=head,
    )


def record_at(record: Record, head: str) -> Record | None:
    """A finished audit as its record stood at the fingerprint `head`: it may have been corrected, or values of it
    erased, since. None where it never had that fingerprint once it was finished."""
    at = next((at for at, event in enumerate(record.events) if event.hash == head), None)
    if at is None:
        return None
    projection = Projection(head=genesis(record.header.id))
    events = record.events[: at + 1]
    for event in events:
        apply_event(projection, event, record.values)
    return replace(record, projection=projection, events=events) if projection.status == "finished" else None


def against_record(visit: AuditResult, held: Held, checklist: str = "") -> list[Wrong]:
    """Where `visit`, as a network report carries it, is not what its record gave when the report was written."""
    if held.record is None or held.result is None:
        return []
    then = record_at(held.record, visit.head)
    if then is None:
        return [
            Wrong("changed", "fingerprint", visit.head, held.result.head),
            *same_as_recorded(visit, held.result, checklist),
        ]
    return same_as_recorded(visit, recorded_result(then), checklist)


def against_judged(visit: AuditResult, held: Held) -> list[Wrong]:
    """As `against_record`, for a visit that was judged anew from its answers, as the visit before is."""
    if held.record is None or held.result is None:
        return []
    then = record_at(held.record, visit.head)
    wrong = [] if then is not None else [Wrong("changed", "fingerprint", visit.head, held.result.head)]
    return [*wrong, *same_as_recorded(visit, result_of(AuditView(then or held.record)))]


def same_as_recorded(visit: AuditResult, recorded: AuditResult, checklist: str = "") -> list[Wrong]:
    """Where `visit` is not `recorded`; of one `checklist` alone where named.

    The names of its site and region are those of the registry on the day of the report, and not compared.
    """
    part = recorded.only(checklist) if checklist else recorded
    if part is None:
        return [Wrong("added", "checklists", carried=checklist)]
    here, there = carried((visit,), texts=False), carried((part,), texts=False)
    for each in (here, there):
        del each["visits"][0]["name"], each["visits"][0]["region"], each["visits"][0]["fingerprint"]
    wrong = [*figures_wrong(here["visits"][0], there["visits"][0])]
    wrong += figures_wrong(here["editions"], there["editions"], "editions")
    for mine, own in zip(visit.checklists, part.checklists, strict=False):
        shown = {item: dict(text) for item, text in mine.edition.texts.items() if text}
        wrong += figures_wrong(
            shown, {item: dict(own.edition.texts.get(item, {})) for item in shown}, "editions.text"
        )
        if mine.edition.title:
            wrong += figures_wrong(dict(mine.edition.title), dict(own.edition.title), "editions.title")
    return wrong


def fits(result: AuditResult, selection: Selection, sites: Sequence[str]) -> bool:
    """Whether a visit is one that a report over `selection` and `sites` would be made of."""
    wanted = {site.casefold() for site in sites}
    return bool(select([result], selection).visits) and (not wanted or result.site.casefold() in wanted)


def _tables(record: Record) -> dict[str, Any]:
    """The tables of an audit's file, as far as results are read from them."""
    header = record.header.model_dump(mode="json", by_alias=True, exclude_none=True)
    items = record.projection.items.values()
    return {
        "audit": {"1": {**header, **audit_state(record.projection)}},
        "events": {str(event.seq): event.model_dump(mode="json") for event in record.events},
        "values": {str(at): one.model_dump(mode="json") for at, one in enumerate(record.values.values(), 1)},
        "answers": {str(at): item_document(item) for at, item in enumerate(items, 1)},
        "journal": {"1": {"seq": record.projection.seq, "chain": record.projection.head}},
    }
