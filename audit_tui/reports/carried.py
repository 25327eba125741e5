"""What came out of visits, as files that a report carries hold it, and back again: published values only.

An edition of a checklist stands once, with the points, weights and caps that percentages are made of; of its texts
only those that a report may print. A visit names nobody. What is read back is believed by nobody: it is held against
what a report says, or against the record of the audit itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from audit_tui.model.event import Hash, Ulid
from audit_tui.model.question import plain
from audit_tui.model.site import Day, SiteId, VisitKind
from audit_tui.model.text import Line, Model
from audit_tui.rules.outcomes import (
    AskedQuestion,
    AskedSection,
    AskedStandard,
    AuditResult,
    ChecklistResult,
    Edition,
    Recommendation,
    Scope,
    Texts,
    read_outcomes,
    write_falls,
)

Figure = Annotated[
    str, StringConstraints(pattern=r"^(?:-?[0-9]{1,12}(?:\.[0-9]{1,12})?|-?[0-9]{1,40}/[0-9]{1,40})$")
]
"""A number as text, exact: `86`, `77.8`, `700/9`."""
Marks = Annotated[str, StringConstraints(pattern=r"^[-=0-9/., ]*$", max_length=100_000)]
Name = Annotated[str, StringConstraints(max_length=200)]
Words = dict[Annotated[str, StringConstraints(max_length=40)], Annotated[str, Field(max_length=20_000)]]


class CarriedSection(Model):
    """A section and its weight."""

    id: Name
    weight: Figure | None = None


class CarriedQuestion(Model):
    """A question that can be compared."""

    id: Name
    meaning: int
    section: Name
    standard: Name | None = None
    points: Figure
    cap: Figure | None = None
    scope: Scope
    text: Annotated[Words, Field(default_factory=dict)]


class CarriedStandard(Model):
    """A standard."""

    code: Name
    share: Figure | None = None
    text: Annotated[Words, Field(default_factory=dict)]


class CarriedEdition(Model):
    """An edition of a checklist."""

    id: Name
    version: Name
    title: Words
    touchpoint: Name
    weight: Figure
    target: Figure | None = None
    pass_from: Figure | None = None
    sections: list[CarriedSection]
    questions: list[CarriedQuestion]
    standards: list[CarriedStandard]


class CarriedChecklist(Model):
    """What came out of one checklist of a visit."""

    edition: Annotated[int, Field(ge=0)]
    """Its place among the editions, from 0."""
    percent: Figure | Literal[""]
    passed: bool | None
    sections: list[Figure | Literal[""]]
    standards: Annotated[str, StringConstraints(pattern="^[mpnd-]*$")]
    questions: Marks


class CarriedRecommendation(Model):
    """An answer on how likely one is to recommend."""

    checklist: Name
    question: Name
    meaning: int
    low: Annotated[int, Field(ge=0, le=1)]
    value: Annotated[int, Field(ge=0, le=10)]


class CarriedVisit(Model):
    """What came out of one visit."""

    id: Ulid
    number: Line
    fingerprint: Hash
    site: SiteId
    name: Line
    region: Line
    kind: VisitKind
    day: Day
    created: int
    demo: bool
    rules: Name
    percent: Figure | Literal[""]
    passed: bool | None
    critical: list[Annotated[str, StringConstraints(max_length=500)]]
    recommendations: list[CarriedRecommendation]
    checklists: list[CarriedChecklist]


class Carried(Model):
    """Visits with the editions that they were asked."""

    editions: list[CarriedEdition]
    visits: list[CarriedVisit]


def carried(visits: Sequence[AuditResult], *, texts: bool) -> dict[str, Any]:
    """`visits` as JSON types. `texts`: whether titles and what fell short come with their words."""
    fell = {item for visit in visits for item in visit.shortfalls} if texts else frozenset()
    places: dict[int, int] = {}
    editions: list[dict[str, Any]] = []
    for each in (each for visit in visits for each in visit.checklists):
        if id(each.edition) not in places:
            told = _edition(each.edition, fell, texts=texts)
            if told not in editions:
                editions.append(told)
            places[id(each.edition)] = editions.index(told)
    return {"editions": editions, "visits": [_visit(visit, places) for visit in visits]}


def results_of(one: Carried) -> tuple[AuditResult, ...]:
    """The visits that `carried` wrote. What does not fit together raises ValueError, IndexError or
    ZeroDivisionError."""
    editions = [_edition_from(each) for each in one.editions]
    return tuple(_result(visit, editions) for visit in one.visits)


def _visit(visit: AuditResult, places: Mapping[int, int]) -> dict[str, Any]:
    return {
        "id": visit.id,
        "number": visit.number,
        "fingerprint": visit.head,
        "site": visit.site,
        "name": visit.site_name,
        "region": visit.region,
        "kind": visit.kind,
        "day": visit.day,
        "created": visit.created,
        "demo": visit.demo,
        "rules": visit.rules,
        "percent": visit.percent_text,
        "passed": visit.passed,
        "critical": list(visit.critical),
        "recommendations": [
            {
                "checklist": one.checklist,
                "question": one.question,
                "meaning": one.meaning,
                "low": one.low,
                "value": one.value,
            }
            for one in visit.recommendations
        ],
        "checklists": [
            {
                "edition": places[id(one.edition)],
                "percent": one.percent_text,
                "passed": one.passed,
                "sections": list(one.section_texts),
                "standards": one.statuses,
                "questions": one.marks,
            }
            for one in visit.checklists
        ],
    }


def _edition(one: Edition, fell: Collection[str], *, texts: bool) -> dict[str, Any]:
    def words(item: str, text: Texts) -> dict[str, Any]:
        return {"text": dict(text)} if item in fell and text else {}

    def known(**figures: Any) -> dict[str, str]:
        return {name: str(value) for name, value in figures.items() if value is not None}

    return {
        "id": one.id,
        "version": one.version,
        "title": dict(one.title) if texts else {},
        "touchpoint": one.touchpoint,
        "weight": str(one.weight),
        **known(target=one.target, pass_from=one.pass_from),
        "sections": [{"id": each.id, **known(weight=each.weight)} for each in one.sections],
        "questions": [
            {
                "id": each.id,
                "meaning": each.meaning,
                "section": each.section,
                **known(standard=each.standard, cap=each.cap),
                "points": str(each.points),
                "scope": each.scope,
                **words(f"{one.id}.{each.id}", each.text),
            }
            for each in one.questions
        ],
        "standards": [
            {
                "code": each.code,
                **known(share=None if each.share is None else plain(each.share)),
                **words(f"{one.id}/{each.code}", each.text),
            }
            for each in one.standards
        ],
    }


def _edition_from(one: CarriedEdition) -> Edition:
    return Edition(
        id=one.id,
        version=one.version,
        title=one.title,
        touchpoint=one.touchpoint,
        weight=Fraction(one.weight),
        target=_fraction(one.target),
        pass_from=_fraction(one.pass_from),
        sections=tuple(AskedSection(each.id, _fraction(each.weight), {}) for each in one.sections),
        questions=tuple(
            AskedQuestion(
                id=each.id,
                meaning=each.meaning,
                section=each.section,
                standard=each.standard,
                points=Fraction(each.points),
                cap=_fraction(each.cap),
                scope=each.scope,
                text=each.text,
            )
            for each in one.questions
        ),
        standards=tuple(
            AskedStandard(each.code, None if each.share is None else Decimal(each.share), each.text)
            for each in one.standards
        ),
    )


def _result(visit: CarriedVisit, editions: Sequence[Edition]) -> AuditResult:
    return AuditResult(
        id=visit.id,
        number=visit.number,
        site=visit.site,
        site_name=visit.name,
        region=visit.region,
        kind=visit.kind,
        day=visit.day,
        created=visit.created,
        demo=visit.demo,
        aborted=False,
        rules=visit.rules,
        percent_text=visit.percent,
        passed=visit.passed,
        critical=tuple(visit.critical),
        recommendations=tuple(
            Recommendation(one.checklist, one.question, one.meaning, one.low, one.value)
            for one in visit.recommendations
        ),
        checklists=tuple(_checklist(one, editions[one.edition]) for one in visit.checklists),
        head=visit.fingerprint,
    )


def _checklist(one: CarriedChecklist, edition: Edition) -> ChecklistResult:
    """With what fell short, which follows from the outcomes and the recorded standards."""
    if (len(one.standards), len(one.sections)) != (len(edition.standards), len(edition.sections)):
        raise ValueError  # standards or sections that the edition does not have
    result = ChecklistResult(
        edition=edition,
        percent_text=one.percent,
        passed=one.passed,
        section_texts=tuple(one.sections),
        statuses=one.standards,
        falls="",
        marks=one.questions,
    )
    falls = write_falls(edition, read_outcomes(edition, one.questions), result.standards)
    return ChecklistResult(
        edition, one.percent, one.passed, tuple(one.sections), one.standards, falls, one.questions
    )


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
