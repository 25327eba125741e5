"""From a visit that was scored to what comparisons keep of it: the edition asked, and what came out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from audit_tui.model.question import Calc, Info, Repeat
from audit_tui.rules.outcomes import (
    AskedQuestion,
    AskedSection,
    AskedStandard,
    AuditResult,
    ChecklistResult,
    Edition,
    Key,
    Outcome,
    write_falls,
    write_outcomes,
    write_statuses,
)
from audit_tui.rules.points import most_points
from audit_tui.rules.results import RULES_VERSION, QuestionScore, VisitScore
from audit_tui.rules.routing import CompiledChecklist
from audit_tui.rules.view import AuditView

_NONE = Fraction(0)


def edition_of(compiled: CompiledChecklist) -> Edition:
    """What a checklist asks, as far as comparisons need it."""
    checklist, rules = compiled.checklist, compiled.checklist.scoring
    asked = []
    for section, question, _ in checklist.walk():
        if isinstance(question, Info | Calc | Repeat):
            continue
        points = most_points(checklist, question)
        if not (points or _watched(compiled, question)):
            continue
        critical = question.critical
        asked.append(
            AskedQuestion(
                id=question.id,
                meaning=question.meaning,
                section=section.id,
                standard=question.standard,
                points=points,
                cap=None if critical is None else Fraction(critical.cap),
                scope="checklist" if critical is None else critical.scope,
                text=question.text,
            )
        )
    target = rules.target if rules.target is not None else rules.pass_from
    return Edition(
        id=checklist.id,
        version=checklist.version,
        title=checklist.title,
        touchpoint=checklist.touchpoint or "",
        weight=Fraction(rules.weight),
        target=None if target is None else Fraction(target),
        pass_from=None if rules.pass_from is None else Fraction(rules.pass_from),
        sections=tuple(
            AskedSection(one.id, None if one.weight is None else Fraction(one.weight), one.title)
            for one in checklist.sections
        ),
        questions=tuple(asked),
        standards=tuple(
            AskedStandard(code, one.share, one.text) for code, one in checklist.standards.items()
        ),
    )


def _watched(compiled: CompiledChecklist, question: Any) -> bool:
    """Whether it can fail although it earns no points."""
    if question.type == "yes_no":
        return question.critical is not None or question.on_fail is not None
    if question.type in ("single", "multi"):
        return any(choice.fails for choice in compiled.checklist.choices_of(question))
    return False


_UNSAID = frozenset(
    {"hidden", "unanswered.required", "unanswered.optional", "not_applicable", "not_observed"}
)


def outcomes_of(edition: Edition, questions: Iterable[QuestionScore]) -> Mapping[Key, Outcome]:
    """What came out of the questions of an edition, rounds of a repeat added up; only what was assessed."""
    asked = {one.id: (key, one) for key, one in edition.keys.items()}
    found: dict[Key, list[QuestionScore]] = defaultdict(list)
    for question in questions:
        key, one = asked.get(question.path.rpartition("/")[2], (None, None))
        if key is None or one is None:
            continue
        said = question.state in ("answered", "neutral") and question.reason not in _UNSAID
        if question.max or question.failed or (said and not one.points and question.reason != "unscored"):
            found[key].append(question)
    return {key: _sum(several) for key, several in found.items()}


def _sum(several: Sequence[QuestionScore]) -> Outcome:
    if len(several) == 1:
        (one,) = several
        fallen = one.failed or (bool(one.max) and not one.got)
        return Outcome(one.got, one.max, 1, int(one.is_full), int(fallen), int(one.critical_failed))
    return Outcome(
        got=sum((one.got for one in several), _NONE),
        max=sum((one.max for one in several), _NONE),
        seen=len(several),
        full=sum(one.is_full for one in several),
        failed=sum(one.failed or (bool(one.max) and not one.got) for one in several),
        critical=sum(one.critical_failed for one in several),
    )


def checklist_results(
    checklists: Iterable[CompiledChecklist], score: VisitScore
) -> tuple[ChecklistResult, ...]:
    """What came out of each checklist of a visit that was scored."""
    statuses = {one.id: one.status for one in score.standards}
    delights = {one.id for one in score.standards if one.kind == "delight"}
    found = []
    for compiled, one in zip(checklists, score.checklists, strict=True):
        edition = edition_of(compiled)
        outcomes = outcomes_of(edition, one.questions)
        found.append(
            ChecklistResult(
                edition=edition,
                percent_text=_figure(one.percent),
                passed=one.passed,
                section_texts=tuple(_figure(section.percent) for section in one.sections),
                statuses=write_statuses(edition, statuses, delights),
                falls=write_falls(edition, outcomes, statuses),
                marks=write_outcomes(edition, outcomes),
            )
        )
    return tuple(found)


def result_of(view: AuditView) -> AuditResult:
    """What comes out of an audit as it stands now, a draft's answers so far included."""
    record, score, site = view.record, view.score(), view.site
    facts = record.projection.facts
    return AuditResult(
        id=record.header.id,
        number=record.header.number,
        site=site.id,
        site_name=site.name,
        region=site.region,
        kind=record.kind,
        day=str(facts.get("visit_start") or "")[:10],
        created=record.projection.created_at,
        demo=record.header.demo,
        aborted=facts.get("outcome") == "aborted",
        rules=RULES_VERSION,
        percent_text=_figure(score.percent),
        passed=score.passed,
        critical=score.critical_failed,
        recommendations=(),
        checklists=checklist_results(view.checklists, score),
        head=record.projection.head,
    )


def _figure(percent: Fraction | None) -> str:
    return "" if percent is None else str(percent)
