"""From answers to a verdict: questions, sections, checklists, the visit, and the standards they measure.

Exact fractions from end to end; raw and capped percentages are computed side by side. Nothing that was not
assessed ever counts as 0 or as 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from audit_tui.model.checklist import DEFAULT_BANDS, Band, Checklist, Section
from audit_tui.model.question import Repeat
from audit_tui.model.standard import Kind, Profile
from audit_tui.rules.points import mark, most_points
from audit_tui.rules.results import (
    RULES_VERSION,
    ChecklistScore,
    Completeness,
    QuestionScore,
    QuestionState,
    ScoreState,
    SectionScore,
    StandardResult,
    StandardStatus,
    VisitScore,
    as_json,
    display_percent,
    share_of,
    standard_status,
    weighted_mean,
)
from audit_tui.rules.routing import CompiledChecklist, Given, Layout, Slot, State, layout

_NONE = Fraction(0)
_ALL = Fraction(100)


def score_visit(
    checklists: Iterable[CompiledChecklist],
    answers: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]],
    profile: Profile = "private",
) -> VisitScore:
    """Score the `answers` (by path) to `checklists`, which stand in encounter order.

    `instances`: path of a repeat → ULIDs of its instances. `profile`: what customers expect of this kind
    of site, which decides whether a standard is expected or a delight.
    """
    tallies = []
    for compiled in checklists:
        laid_out = layout(compiled, answers, instances)
        tally = _Tally(compiled.checklist, profile)
        for slot in laid_out.slots:
            tally.take(compiled, laid_out, slot, answers.get(slot.path))
        tallies.append(tally)
    return _visit(tallies)


def unscored(checklists: Iterable[CompiledChecklist], profile: Profile = "private") -> VisitScore:
    """The score of a visit that has none, because it was aborted: not assessed throughout."""
    return _visit([_Tally(compiled.checklist, profile) for compiled in checklists])


@lru_cache(maxsize=32)
def _most_points(compiled: CompiledChecklist) -> Mapping[str, Fraction]:
    return {id_: most_points(compiled.checklist, item.question) for id_, item in compiled.items.items()}


@dataclass(slots=True)
class _Sum:
    """The running sums of a section."""

    got: Fraction = _NONE
    max: Fraction = _NONE
    answered_max: Fraction = _NONE
    cap: Fraction = _ALL
    incomplete: bool = False


@dataclass(slots=True)
class _Tally:
    """Collects one checklist's questions."""

    checklist: Checklist
    profile: Profile
    questions: list[QuestionScore] = field(default_factory=list)
    sums: dict[str, _Sum] = field(default_factory=dict)
    cap: Fraction = _ALL
    visit_cap: Fraction = _ALL
    states: list[State] = field(default_factory=list)
    """Of the visible questions, scored or not."""

    def __post_init__(self) -> None:
        self.sums = {section.id: _Sum() for section in self.checklist.sections}

    def take(self, compiled: CompiledChecklist, laid_out: Layout, slot: Slot, given: Given | None) -> None:
        question, total, points = slot.question, self.sums[slot.section.id], _most_points(compiled)
        if isinstance(question, Repeat):
            # The rounds that are lacking have no questions that could count 0, so there is no percent yet.
            scored = any(points[inner.id] for inner in question.questions)
            total.incomplete |= slot.lacks > 0 and scored
        if not slot.is_asked:
            return
        most, value = points[question.id], laid_out.value(slot)
        state = _state(question, slot, given, value is not None)
        answered = slot.visible and state is State.ANSWERED
        delight = question.standard is not None and self._kind(question.standard) == "delight"
        missing = slot.required and most > 0 and state is State.OPEN
        got, counts, failed = _NONE, _NONE, False
        reason, params = _left_out(slot, state), {}
        if answered:
            expressions = compiled.items[question.id].expressions
            marked = mark(self.checklist, question, expressions, most, value, laid_out.lookup(slot))
            got, reason, params = marked.got, marked.reason, dict(marked.params)
            counts = got if delight else most
            failed = marked.failed and not delight
        elif missing and self.checklist.scoring.on_missing == "zero" and not delight:
            counts = most
        elif missing and self.checklist.scoring.on_missing == "incomplete":
            total.incomplete = True
        critical_failed = failed and question.critical is not None
        if critical_failed:
            self._cap(total, question.critical.scope, Fraction(question.critical.cap))
        total.got += got
        total.max += counts
        total.answered_max += counts if answered else _NONE
        if slot.visible:
            self.states.append(state)
        self.questions.append(
            QuestionScore(
                path=slot.path,
                label=slot.label,
                section=slot.section.id,
                state=_shown_state(slot, state, most),
                points=most,
                got=got,
                max=counts,
                failed=failed,
                critical_failed=critical_failed,
                missing=missing,
                standard=f"{slot.checklist}/{question.standard}" if question.standard else None,
                reason=reason,
                params=params,
            )
        )

    def _kind(self, code: str) -> Kind:
        standard = self.checklist.standards.get(code)
        return standard.kind_for(self.profile) if standard is not None else "expected"

    def _cap(self, section: _Sum, scope: str, cap: Fraction) -> None:
        if scope == "section":
            section.cap = min(section.cap, cap)
        elif scope == "checklist":
            self.cap = min(self.cap, cap)
        else:
            self.visit_cap = min(self.visit_cap, cap)

    def score(self) -> ChecklistScore:
        checklist, rules = self.checklist, self.checklist.scoring
        sections = tuple(_section(section, self.sums[section.id]) for section in checklist.sections)
        weighted = all(section.weight is not None for section in checklist.sections)

        def weights(by_points: Iterable[Fraction]) -> list[Fraction]:
            if weighted:
                return [Fraction(section.weight or 0) for section in checklist.sections]
            return list(by_points)

        sums = self.sums.values()
        by_max = weights(one.max for one in sums)
        percent = weighted_mean(zip((one.percent for one in sections), by_max, strict=True))
        raw = weighted_mean(zip((one.raw_percent for one in sections), by_max, strict=True))
        so_far = (one.provisional_percent for one in sections)
        provisional = weighted_mean(zip(so_far, weights(one.answered_max for one in sums), strict=True))
        state = _combined(percent, (one.state for one in sections))
        if state == "incomplete":
            percent = raw = None
        percent, provisional = _capped(percent, self.cap), _capped(provisional, self.cap)
        critical = tuple(question.label for question in self.questions if question.critical_failed)
        na_share = _na_share(self.questions)
        return ChecklistScore(
            id=checklist.id,
            state=state,
            percent=percent,
            raw_percent=raw,
            provisional_percent=provisional,
            passed=_passed(percent, rules.pass_from, sections, bool(critical)),
            pass_from=rules.pass_from,
            target=rules.target if rules.target is not None else rules.pass_from,
            band=_band(percent, rules.bands),
            weight=rules.weight,
            got=sum((one.got for one in sections), _NONE),
            max=sum((one.max for one in sections), _NONE),
            na_share=na_share,
            na_warning=na_share is not None and na_share > rules.na_warn_from,
            completeness=_completeness(self.states),
            critical_failed=critical,
            sections=sections,
            questions=tuple(self.questions),
        )

    def standards(self) -> Iterable[StandardResult]:
        for code, standard in self.checklist.standards.items():
            id_ = f"{self.checklist.id}/{code}"
            asked = [one for one in self.questions if one.standard == id_ and one.state != "hidden"]
            measured = [one for one in asked if one.max > 0]
            full = sum(one.is_full for one in measured)
            yield StandardResult(
                id=id_,
                status=_status(measured, full, standard.share),
                kind=standard.kind_for(self.profile),
                got=sum((one.got for one in measured), _NONE),
                max=sum((one.max for one in measured), _NONE),
                observations=len(measured),
                full=full,
                questions=tuple(one.path for one in asked),
            )


def _state(question: Any, slot: Slot, given: Given | None, has_value: bool) -> State:
    """What counts as said: N/A only where it is allowed, an answer only with a readable value."""
    if given is None or (given.state is State.NOT_APPLICABLE and not question.allow_na):
        return State.OPEN
    if given.state is State.ANSWERED and slot.visible and not has_value:
        return State.OPEN
    return given.state


def _left_out(slot: Slot, state: State) -> str:
    if not slot.visible:
        return "hidden"
    if state is State.OPEN:
        return "unanswered.required" if slot.required else "unanswered.optional"
    return state.value


def _shown_state(slot: Slot, state: State, most: Fraction) -> QuestionState:
    if not slot.visible:
        return "hidden"
    if not most:
        return "neutral"
    shown: dict[State, QuestionState] = {
        State.OPEN: "unanswered",
        State.ANSWERED: "answered",
        State.NOT_APPLICABLE: "na",
        State.NOT_OBSERVED: "not_observed",
    }
    return shown[state]


def _capped(percent: Fraction | None, cap: Fraction) -> Fraction | None:
    return None if percent is None else min(percent, cap)


def _combined(percent: Fraction | None, states: Iterable[ScoreState]) -> ScoreState:
    if "incomplete" in states:
        return "incomplete"
    return "not_assessed" if percent is None else "scored"


def _section(section: Section, total: _Sum) -> SectionScore:
    raw = None if total.incomplete else share_of(total.got, total.max)
    percent = _capped(raw, total.cap)
    below = percent is not None and section.pass_from is not None and percent < section.pass_from
    return SectionScore(
        id=section.id,
        state="incomplete" if total.incomplete else "not_assessed" if raw is None else "scored",
        percent=percent,
        raw_percent=raw,
        provisional_percent=_capped(share_of(total.got, total.answered_max), total.cap),
        got=total.got,
        max=total.max,
        passed=None if percent is None or section.pass_from is None else not below,
        pass_from=section.pass_from,
    )


def _passed(
    percent: Fraction | None, pass_from: Decimal | None, sections: Sequence[SectionScore], critical: bool
) -> bool | None:
    if critical:
        return False
    if percent is None or (pass_from is None and all(one.pass_from is None for one in sections)):
        return None
    if any(one.passed is False for one in sections):
        return False
    return pass_from is None or percent >= pass_from


def _band(percent: Fraction | None, bands: Iterable[Band]) -> str | None:
    reached = [band for band in bands if percent is not None and band.from_ <= percent]
    return max(reached, key=lambda band: band.from_).id if reached else None


def _na_share(questions: Iterable[QuestionScore]) -> Fraction | None:
    scored = [one for one in questions if one.points and one.state != "hidden"]
    return share_of(sum(one.state == "na" for one in scored), len(scored))


def _completeness(states: Sequence[State]) -> Completeness:
    return Completeness(
        answered=states.count(State.ANSWERED),
        not_applicable=states.count(State.NOT_APPLICABLE),
        not_observed=states.count(State.NOT_OBSERVED),
        unanswered=states.count(State.OPEN),
    )


def _status(measured: Sequence[QuestionScore], full: int, share: Decimal | None) -> StandardStatus:
    failed = sum(one.got == 0 or one.failed for one in measured)
    return standard_status(len(measured), full, failed, share)


def _visit(tallies: Sequence[_Tally]) -> VisitScore:
    scores = tuple(tally.score() for tally in tallies)
    weights = [Fraction(score.weight) for score in scores]
    cap = min((tally.visit_cap for tally in tallies), default=_ALL)
    percent = _capped(weighted_mean(zip((one.percent for one in scores), weights, strict=True)), cap)
    raw = weighted_mean(zip((one.raw_percent for one in scores), weights, strict=True))
    provisional = weighted_mean(zip((one.provisional_percent for one in scores), weights, strict=True))
    state = _combined(percent, (one.state for one in scores))
    if state == "incomplete":
        percent = raw = None
    verdicts = [one.passed for one in scores]
    return VisitScore(
        state=state,
        percent=percent,
        raw_percent=raw,
        provisional_percent=_capped(provisional, cap),
        passed=False if False in verdicts else None if None in verdicts or percent is None else True,
        band=_band(percent, DEFAULT_BANDS),
        na_share=_na_share(question for score in scores for question in score.questions),
        na_warning=any(score.na_warning for score in scores),
        completeness=_completeness([state for tally in tallies for state in tally.states]),
        critical_failed=tuple(label for score in scores for label in score.critical_failed),
        checklists=scores,
        standards=tuple(result for tally in tallies for result in tally.standards()),
    )


__all__ = [
    "RULES_VERSION",
    "ChecklistScore",
    "Completeness",
    "QuestionScore",
    "SectionScore",
    "StandardResult",
    "VisitScore",
    "as_json",
    "display_percent",
    "score_visit",
    "unscored",
]
