"""Why a score is what it is: a trace for the visit, each checklist, section and question, in codes and exact figures.

Made when somebody asks for it, from a score that has been computed; nothing is scored here. The words are those
of `phrases.scoring`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from audit_tui.model.audit import State
from audit_tui.model.question import Multi, Scale, Single, plain
from audit_tui.rules.expressions import Lookup
from audit_tui.rules.functions import Value
from audit_tui.rules.points import fits
from audit_tui.rules.results import ChecklistScore, QuestionScore, SectionScore, number, weighted_mean
from audit_tui.rules.routing import CompiledChecklist, Slot
from audit_tui.rules.scoring import section_weights
from audit_tui.rules.view import AuditView


class Cap(NamedTuple):
    """A failed critical item, and above which percentage its scope cannot be."""

    label: str
    cap: Decimal
    scope: str


class Part(NamedTuple):
    """What went into a mean: a section of a checklist, or a checklist of the visit."""

    id: str
    percent: Fraction | None
    """None: not assessed, so it left the mean."""
    weight: Fraction


class Ground(NamedTuple):
    """One reason for a verdict: a code, the ids or labels it is about, a percentage and the limit it met."""

    code: str
    about: tuple[str, ...] = ()
    percent: Fraction | None = None
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuestionTrace:
    """`score.reason` says by what rule; `params` complete it, values in their canonical form."""

    score: QuestionScore
    params: Mapping[str, str]
    delight: bool
    cap: Cap | None
    """Set where a critical item failed."""


@dataclass(frozen=True, slots=True)
class SectionTrace:
    """A section: its points, and the questions they come from."""

    score: SectionScore
    caps: tuple[Cap, ...]
    """Those that hold this section down."""
    missing: tuple[str, ...]
    """Labels of the required questions that have no answer yet."""
    questions: tuple[QuestionTrace, ...]


@dataclass(frozen=True, slots=True)
class ChecklistTrace:
    """A checklist: the mean of its sections, what caps it, and how the verdict comes about."""

    score: ChecklistScore
    weighted: bool
    """Whether the sections have weights of their own; else their points are what they weigh."""
    parts: tuple[Part, ...]
    mean: Fraction | None
    """Before the checklist's own cap."""
    caps: tuple[Cap, ...]
    grounds: tuple[Ground, ...]
    sections: tuple[SectionTrace, ...]


@dataclass(frozen=True, slots=True)
class VisitTrace:
    """The visit: the mean of its checklists, what caps it, and how the verdict comes about."""

    parts: tuple[Part, ...]
    percent: Fraction | None
    passed: bool | None
    mean: Fraction | None
    caps: tuple[Cap, ...]
    grounds: tuple[Ground, ...]
    checklists: tuple[ChecklistTrace, ...] = field(default=())


def explain(view: AuditView) -> VisitTrace:
    """The trace of the score that `view` shows."""
    score = view.score()
    checklists = tuple(
        _checklist(view, compiled, one)
        for compiled, one in zip(view.checklists, score.checklists, strict=True)
    )
    parts = tuple(Part(one.id, one.percent, Fraction(one.weight)) for one in score.checklists)
    return VisitTrace(
        parts=parts,
        percent=score.percent,
        passed=score.passed,
        mean=weighted_mean((part.percent, part.weight) for part in parts),
        caps=_caps("visit", (one for checklist in checklists for one in _questions(checklist))),
        grounds=_visit_grounds(score.checklists, score.percent, score.passed),
        checklists=checklists,
    )


def explain_question(view: AuditView, path: str) -> QuestionTrace | None:
    """The trace of one question; None where it is none that is scored or could be."""
    slot, one = view.visible(path), view.question_score(path)
    return _question(view, slot, one) if slot is not None and one is not None else None


def _questions(checklist: ChecklistTrace) -> Iterable[QuestionTrace]:
    return (question for section in checklist.sections for question in section.questions)


def _caps(scope: str, questions: Iterable[QuestionTrace]) -> tuple[Cap, ...]:
    """The failed critical items of a scope, the lowest cap first."""
    caps = [one.cap for one in questions if one.cap is not None and one.cap.scope == scope]
    return tuple(sorted(caps, key=lambda cap: cap.cap))


def _visit_grounds(
    checklists: Iterable[ChecklistScore], percent: Fraction | None, passed: bool | None
) -> tuple[Ground, ...]:
    several = list(checklists)
    if passed:
        return (Ground("all_passed"),)
    if passed is False:
        critical = tuple(label for one in several for label in one.critical_failed)
        failed = tuple(one.id for one in several if one.passed is False)
        grounds = [Ground("critical", critical)] if critical else []
        return (*grounds, Ground("checklists", failed))
    undecided = tuple(one.id for one in several if one.passed is None)
    return (Ground("no_verdict", undecided, percent),)


def _checklist(view: AuditView, compiled: CompiledChecklist, score: ChecklistScore) -> ChecklistTrace:
    slots = {slot.path: slot for slot in view.layouts[score.id].slots}
    by_section: dict[str, list[QuestionTrace]] = {section.id: [] for section in score.sections}
    for one in score.questions:
        by_section[one.section].append(_question(view, slots[one.path], one))
    sections = tuple(_section(section, by_section[section.id]) for section in score.sections)
    weights = section_weights(compiled, score.sections)
    parts = tuple(
        Part(section.id, section.percent, weight)
        for section, weight in zip(score.sections, weights, strict=True)
    )
    return ChecklistTrace(
        score=score,
        weighted=all(section.weight is not None for section in compiled.checklist.sections),
        parts=parts,
        mean=weighted_mean((part.percent, part.weight) for part in parts),
        caps=_caps("checklist", (one for section in sections for one in section.questions)),
        grounds=_grounds(score, sections),
        sections=sections,
    )


def _grounds(score: ChecklistScore, sections: Iterable[SectionTrace]) -> tuple[Ground, ...]:
    grounds = [Ground("critical", score.critical_failed)] if score.critical_failed else []
    if score.state == "incomplete":
        missing = tuple(label for section in sections for label in section.missing)
        return (*grounds, Ground("incomplete", missing))
    if score.percent is None:
        return (*grounds, Ground("not_assessed"))
    grounds += [
        Ground("section", (score.id, one.id), one.percent, one.pass_from)
        for one in score.sections
        if one.passed is False
    ]
    if score.pass_from is not None:
        code = "below" if score.percent < score.pass_from else "reached"
        if code == "below" or not grounds:
            grounds.append(Ground(code, (), score.percent, score.pass_from))
    elif not grounds:
        limited = any(one.pass_from is not None for one in score.sections)
        grounds.append(Ground("sections_reached" if limited else "no_limit"))
    return tuple(grounds)


def _section(score: SectionScore, questions: Iterable[QuestionTrace]) -> SectionTrace:
    listed = tuple(questions)
    return SectionTrace(
        score=score,
        caps=_caps("section", listed),
        missing=tuple(one.score.label for one in listed if one.score.missing),
        questions=listed,
    )


def _question(view: AuditView, slot: Slot, score: QuestionScore) -> QuestionTrace:
    critical = slot.question.critical
    cap = Cap(score.label, critical.cap, critical.scope) if score.critical_failed and critical else None
    standard = view.checklist(slot.checklist).standards.get(slot.question.standard or "")
    params: dict[str, str] = {}
    said = view.given.get(slot.path)
    if score.reason in ("not_applicable", "not_observed"):
        params["reason"] = view.item(slot.path).reason
    elif slot.visible and said is not None and said.state is State.ANSWERED:
        laid_out = view.layouts[slot.checklist]
        params = _params(view, slot, score.reason, laid_out.value(slot), laid_out.lookup(slot))
    delight = standard is not None and standard.kind_for(view.profile) == "delight"
    return QuestionTrace(score, params, delight, cap)


def _params(view: AuditView, slot: Slot, reason: str, value: Value, lookup: Lookup) -> dict[str, str]:
    question = slot.question
    if reason == "yes_no":
        return {"answer": str(value), "good": question.good}
    if isinstance(question, Single | Multi):
        ids = value if isinstance(value, tuple) else (value,)
        chosen = [one for one in view.checklist(slot.checklist).choices_of(question) if one.id in ids]
        fails = (
            {"fails": ", ".join(one.id for one in chosen if one.fails)} if reason == "choice.fails" else {}
        )
        return {"answer": ", ".join(one.id for one in chosen), **fails}
    if not isinstance(value, Decimal):
        return {}
    params = {"answer": plain(value)}
    if isinstance(question, Scale):
        return {**params, "min": str(question.min), "max": str(question.max)}
    if reason.startswith("step."):
        return {**params, **_rung(question.steps, value)}
    if reason in ("meets", "partly", "misses"):
        limits = {"meets": question.meets, "partly": question.partly}
        return {**params, **{name: limit for name, limit in limits.items() if limit is not None}}
    return params


def _rung(steps: Iterable[Any], value: Decimal) -> dict[str, str]:
    """The step that counts, and the limit of the better one before it that was missed."""
    params: dict[str, str] = {}
    for step in steps:
        limits = {"up_to": step.up_to, "above": step.above}
        found = {name: plain(limit) for name, limit in limits.items() if limit is not None}
        if fits(step, value):
            return {**params, **found}
        params = {f"missed_{name}": limit for name, limit in found.items()}
    return params


def explain_json(trace: VisitTrace) -> dict[str, Any]:
    """The trace as JSON types: percentages 0 to 100 with up to six decimals, null where there is none."""
    return {
        "percent": number(trace.percent),
        "passed": trace.passed,
        **_mean_json(trace.parts, trace.mean, trace.caps, trace.grounds),
        "checklists": [
            {
                "id": one.score.id,
                "state": one.score.state,
                "percent": number(one.score.percent),
                "raw_percent": number(one.score.raw_percent),
                "passed": one.score.passed,
                "pass_from": number(_exact(one.score.pass_from)),
                "weighted": one.weighted,
                **_mean_json(one.parts, one.mean, one.caps, one.grounds),
                "sections": [_section_json(section) for section in one.sections],
            }
            for one in trace.checklists
        ],
    }


def _exact(limit: Decimal | None) -> Fraction | None:
    return None if limit is None else Fraction(limit)


def _mean_json(
    parts: Iterable[Part], mean: Fraction | None, caps: Iterable[Cap], grounds: Iterable[Ground]
) -> dict[str, Any]:
    return {
        "mean": number(mean),
        "parts": [
            {"id": part.id, "percent": number(part.percent), "weight": number(part.weight)} for part in parts
        ],
        "caps": _caps_json(caps),
        "grounds": [
            {
                "code": ground.code,
                "about": list(ground.about),
                "percent": number(ground.percent),
                "limit": number(_exact(ground.limit)),
            }
            for ground in grounds
        ],
    }


def _caps_json(caps: Iterable[Cap]) -> list[dict[str, Any]]:
    return [{"question": cap.label, "cap": number(Fraction(cap.cap)), "scope": cap.scope} for cap in caps]


def _section_json(section: SectionTrace) -> dict[str, Any]:
    score = section.score
    return {
        "id": score.id,
        "state": score.state,
        "percent": number(score.percent),
        "raw_percent": number(score.raw_percent),
        "got": number(score.got),
        "max": number(score.max),
        "passed": score.passed,
        "pass_from": number(_exact(score.pass_from)),
        "caps": _caps_json(section.caps),
        "missing": list(section.missing),
        "questions": [
            {
                "question": one.score.label,
                "path": one.score.path,
                "state": one.score.state,
                "points": number(one.score.points),
                "got": number(one.score.got),
                "max": number(one.score.max),
                "failed": one.score.failed,
                "critical": one.cap is not None,
                "delight": one.delight,
                "standard": one.score.standard,
                "reason": one.score.reason,
                "params": dict(one.params),
            }
            for one in section.questions
        ],
    }
