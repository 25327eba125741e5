"""From answers to a verdict: questions, sections, checklists, the visit, and the standards they measure.

Exact fractions from end to end; raw and capped percentages are computed side by side. Nothing that was not
assessed ever counts as 0 or as 100.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Final, NamedTuple

from audit_tui.model.basics import Profile
from audit_tui.model.checklist import DEFAULT_BANDS, Band, Checklist, Section
from audit_tui.model.question import Repeat
from audit_tui.rules.points import Marker, marker, most_points, parts_of_a_point
from audit_tui.rules.results import (
    RULES_VERSION,
    ChecklistScore,
    Completeness,
    QuestionScore,
    QuestionState,
    ScoreState,
    SectionScore,
    StandardResult,
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
_OPEN, _ANSWERED, _NA = State.OPEN, State.ANSWERED, State.NOT_APPLICABLE
_SHOWN: Final[Mapping[State, QuestionState]] = {
    State.OPEN: "unanswered",
    State.ANSWERED: "answered",
    State.NOT_APPLICABLE: "na",
    State.NOT_OBSERVED: "not_observed",
}
_SAID: Final[Mapping[State, str]] = {state: state.value for state in State if state is not State.OPEN}
_UNSAID: Final = {True: "unanswered.required", False: "unanswered.optional"}


def score_visit(
    checklists: Iterable[CompiledChecklist],
    answers: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]],
    profile: Profile = "private",
    layouts: Mapping[str, Layout] | None = None,
) -> VisitScore:
    """Score the `answers` (by path) to `checklists`, which stand in encounter order.

    `instances`: path of a repeat → ULIDs of its instances. `profile`: what customers expect of this kind
    of site, which decides whether a standard is expected or a delight. `layouts`: the layout of each checklist
    for just these answers, by its id, where somebody has worked it out already.
    """
    return _visit(_tallies(checklists, answers, instances, profile, layouts or {}))


def score_questions(
    checklists: Iterable[CompiledChecklist],
    answers: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]],
    profile: Profile = "private",
) -> list[tuple[QuestionScore, ...]]:
    """The questions of each checklist as `score_visit` scores them, for who has the percentages already."""
    tallies = _tallies(checklists, answers, instances, profile, {})
    return [tuple(tally.questions) for tally in tallies]


def _tallies(
    checklists: Iterable[CompiledChecklist],
    answers: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]],
    profile: Profile,
    layouts: Mapping[str, Layout],
) -> list[_Tally]:
    tallies = []
    for compiled in checklists:
        tally = _Tally(compiled, profile)
        tally.take(layouts.get(compiled.checklist.id) or layout(compiled, answers, instances), answers)
        tallies.append(tally)
    return tallies


def score_slot(
    compiled: CompiledChecklist, slot: Slot, laid_out: Layout, answers: Mapping[str, Given], profile: Profile
) -> QuestionScore | None:
    """The score of one question, as it stands in that of the visit; None where it is none that is answered."""
    tally = _Tally(compiled, profile)
    tally.take(laid_out, answers, [slot])
    return tally.questions[0] if tally.questions else None


def unscored(checklists: Iterable[CompiledChecklist], profile: Profile = "private") -> VisitScore:
    """The score of a visit that has none, because it was aborted: not assessed throughout."""
    return _visit([_Tally(compiled, profile) for compiled in checklists])


class _Rule(NamedTuple):
    """What scoring knows of a question beforehand."""

    most: Fraction
    parts: int
    """`most` in the parts of its checklist."""
    mark: Marker
    allow_na: bool
    standard: str | None
    """`phone/PH-01`."""
    code: str | None
    critical: tuple[str, Fraction] | None
    """Scope and cap."""


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What does not change between two answers to a checklist."""

    rules: Mapping[str, _Rule]
    repeats: Mapping[str, bool]
    """Id of a repeat → whether something in it is scored."""
    parts: int
    """Points are summed in so many parts of a point, as whole numbers."""
    weights: tuple[Fraction, ...] | None
    """Of the sections; None where they weigh what they are worth."""


@lru_cache(maxsize=32)
def _plan(compiled: CompiledChecklist) -> _Plan:
    checklist = compiled.checklist
    asked = [item for item in compiled.items.values() if item.question.type not in ("info", "calc", "repeat")]
    parts = lcm(*(parts_of_a_point(checklist, item.question) for item in asked))
    rules = {}
    for item in asked:
        question = item.question
        most, critical = most_points(checklist, question), question.critical
        rules[question.id] = _Rule(
            most=most,
            parts=int(most * parts),
            mark=marker(checklist, question, item.expressions, parts),
            allow_na=question.allow_na,
            standard=f"{checklist.id}/{question.standard}" if question.standard else None,
            code=question.standard,
            critical=(critical.scope, Fraction(critical.cap)) if critical is not None else None,
        )
    repeats = {
        id_: any(inner.id in rules and rules[inner.id].most for inner in item.question.questions)
        for id_, item in compiled.items.items()
        if isinstance(item.question, Repeat)
    }
    weights = [section.weight for section in checklist.sections]
    weighted = all(weight is not None for weight in weights)
    return _Plan(rules, repeats, parts, tuple(Fraction(one or 0) for one in weights) if weighted else None)


@lru_cache(maxsize=32)
def _delights(compiled: CompiledChecklist, profile: Profile) -> frozenset[str]:
    """The standards that customers of such a site do not expect but are delighted by."""
    standards = compiled.checklist.standards
    return frozenset(code for code, one in standards.items() if one.kind_for(profile) == "delight")


def section_weights(compiled: CompiledChecklist, sections: Sequence[SectionScore]) -> Sequence[Fraction]:
    """What each section weighs in its checklist: its own weight, or what it is worth where none has one."""
    return _plan(compiled).weights or [one.max for one in sections]


@dataclass(slots=True)
class _Sum:
    """The running sums of a section, in parts of a point."""

    got: int | Fraction = 0
    max: int | Fraction = 0
    unanswered: int = 0
    """How much of `max` stands for missing answers."""
    cap: Fraction = _ALL
    incomplete: bool = False


@dataclass(slots=True)
class _Measure:
    """What the visible questions of a standard add up to, in parts of a point."""

    paths: list[str] = field(default_factory=list)
    got: int | Fraction = 0
    max: int | Fraction = 0
    observations: int = 0
    full: int = 0
    failed: int = 0
    """Observations that failed or earned nothing."""


class _Tally:
    """Collects one checklist's questions."""

    def __init__(self, compiled: CompiledChecklist, profile: Profile) -> None:
        self.checklist: Checklist = compiled.checklist
        self.profile = profile
        self.compiled = compiled
        self.plan = _plan(compiled)
        self.questions: list[QuestionScore] = []
        # Made as they are met: a card that asks for one question has no use for a hundred sections.
        self.measures: defaultdict[str, _Measure] = defaultdict(_Measure)
        self.sums: defaultdict[str, _Sum] = defaultdict(_Sum)
        self.cap = _ALL
        self.visit_cap = _ALL
        self.states: list[State] = []
        """Of the visible questions, scored or not."""
        self.scored = 0
        """Visible questions that are scored, whatever was said about them."""
        self.na = 0
        """Those of them that are N/A."""

    def take(
        self, laid_out: Layout, answers: Mapping[str, Given], slots: Sequence[Slot] | None = None
    ) -> None:
        """Count every question of the checklist, or those of `slots` alone."""
        rules, sums, on_missing = self.plan.rules, self.sums, self.checklist.scoring.on_missing
        delights = _delights(self.compiled, self.profile)
        states, questions = self.states, self.questions
        for slot in laid_out.slots if slots is None else slots:
            path, visible, id_ = slot.path, slot.visible, slot.question.id
            section = slot.section.id
            rule, total = rules.get(id_), sums[section]
            if rule is None:
                # The rounds that are lacking have no questions that could count 0, so there is no percent yet.
                total.incomplete |= slot.lacks > 0 and self.plan.repeats[id_]
                continue
            most, given = rule.most, answers.get(path)
            state = _OPEN if given is None else given.state
            mark = None
            if not visible:
                shown: QuestionState = "hidden"
                reason = "hidden"
            else:
                if state is _ANSWERED:
                    value = laid_out.value(slot)
                    if value is None:  # not readable: a record that was tampered with
                        state = _OPEN
                    else:
                        mark = rule.mark(value, laid_out.lookup(slot))
                elif state is _NA and not rule.allow_na:
                    state = _OPEN
                states.append(state)
                shown = _SHOWN[state] if most else "neutral"
                reason = _SAID.get(state) or _UNSAID[slot.required]
                if most:
                    self.scored += 1
                    self.na += state is _NA
            got = counts = _NONE
            got_parts: int | Fraction = 0
            counted: int | Fraction = 0
            failed = missing = False
            if mark is not None:
                delight = rule.code in delights
                got, got_parts, reason = mark.got, mark.parts, mark.reason
                counts, counted = (got, got_parts) if delight else (most, rule.parts)
                failed = mark.failed and not delight
            elif slot.required and state is _OPEN and most:
                missing = True
                if on_missing == "incomplete":
                    total.incomplete = True
                elif rule.code not in delights:
                    counts, counted = most, rule.parts
                    total.unanswered += rule.parts
            total.got += got_parts
            total.max += counted
            critical = rule.critical is not None and failed
            if rule.critical is not None and failed:
                self._cap(total, *rule.critical)
            questions.append(
                QuestionScore(
                    path,
                    slot.label,
                    section,
                    shown,
                    most,
                    got,
                    counts,
                    failed,
                    critical,
                    missing,
                    rule.standard,
                    reason,
                )
            )
            if visible and rule.standard is not None and rule.code in self.checklist.standards:
                measure = self.measures[rule.standard]
                measure.paths.append(path)
                if counted:
                    measure.got += got_parts
                    measure.max += counted
                    measure.observations += 1
                    measure.full += got_parts == counted and not failed
                    measure.failed += failed or not got_parts

    def _cap(self, section: _Sum, scope: str, cap: Fraction) -> None:
        if scope == "section":
            section.cap = min(section.cap, cap)
        elif scope == "checklist":
            self.cap = min(self.cap, cap)
        else:
            self.visit_cap = min(self.visit_cap, cap)

    def score(self) -> ChecklistScore:
        checklist, rules, parts = self.checklist, self.checklist.scoring, self.plan.parts
        sums = [self.sums[section.id] for section in checklist.sections]
        sections = tuple(
            _section(section, total, parts) for section, total in zip(checklist.sections, sums, strict=True)
        )
        weights = section_weights(self.compiled, sections)
        so_far = self.plan.weights or [Fraction(one.max - one.unanswered, parts) for one in sums]
        raw = weighted_mean(zip((one.raw_percent for one in sections), weights, strict=True))
        percent, provisional = raw, raw
        if any(one.percent is not one.raw_percent for one in sections):
            percent = weighted_mean(zip((one.percent for one in sections), weights, strict=True))
        if any(one.provisional_percent is not one.raw_percent for one in sections):
            provisional = weighted_mean(
                zip((one.provisional_percent for one in sections), so_far, strict=True)
            )
        state = _combined(percent, (one.state for one in sections))
        if state == "incomplete":
            percent = raw = None
        percent, provisional = _capped(percent, self.cap), _capped(provisional, self.cap)
        critical = tuple(question.label for question in self.questions if question.critical_failed)
        na_share = share_of(self.na, self.scored)
        return ChecklistScore(
            id=checklist.id,
            state=state,
            percent=percent,
            raw_percent=raw,
            provisional_percent=provisional,
            passed=_passed(percent, rules.pass_from, sections, bool(critical)),
            pass_from=rules.pass_from,
            target=rules.target if rules.target is not None else rules.pass_from,
            band=band_of(percent, rules.bands),
            weight=rules.weight,
            got=Fraction(sum(one.got for one in sums), parts),
            max=Fraction(sum(one.max for one in sums), parts),
            na_share=na_share,
            na_warning=na_share is not None and na_share > rules.na_warn_from,
            completeness=_completeness(self.states),
            critical_failed=critical,
            sections=sections,
            questions=tuple(self.questions),
        )

    def standards(self) -> Iterable[StandardResult]:
        parts = self.plan.parts
        for code, standard in self.checklist.standards.items():
            id_ = f"{self.checklist.id}/{code}"
            one = self.measures[id_]
            yield StandardResult(
                id=id_,
                status=standard_status(one.observations, one.full, one.failed, standard.share),
                kind=standard.kind_for(self.profile),
                got=Fraction(one.got, parts),
                max=Fraction(one.max, parts),
                observations=one.observations,
                full=one.full,
                questions=tuple(one.paths),
            )


def _capped(percent: Fraction | None, cap: Fraction) -> Fraction | None:
    return None if percent is None else min(percent, cap)


def _combined(percent: Fraction | None, states: Iterable[ScoreState]) -> ScoreState:
    if "incomplete" in states:
        return "incomplete"
    return "not_assessed" if percent is None else "scored"


def _section(section: Section, total: _Sum, parts: int) -> SectionScore:
    raw = None if total.incomplete else share_of(total.got, total.max)
    percent = _capped(raw, total.cap)
    provisional = percent
    if total.incomplete or total.unanswered:
        provisional = _capped(share_of(total.got, total.max - total.unanswered), total.cap)
    below = percent is not None and section.pass_from is not None and percent < section.pass_from
    return SectionScore(
        id=section.id,
        state="incomplete" if total.incomplete else "not_assessed" if raw is None else "scored",
        percent=percent,
        raw_percent=raw,
        provisional_percent=provisional,
        got=Fraction(total.got, parts),
        max=Fraction(total.max, parts),
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


def band_of(percent: Fraction | None, bands: Iterable[Band]) -> str | None:
    """Id of the highest band that `percent` reaches."""
    reached = [band for band in bands if percent is not None and band.from_ <= percent]
    return max(reached, key=lambda band: band.from_).id if reached else None


def _completeness(states: Sequence[State]) -> Completeness:
    return Completeness(
        answered=states.count(State.ANSWERED),
        not_applicable=states.count(State.NOT_APPLICABLE),
        not_observed=states.count(State.NOT_OBSERVED),
        unanswered=states.count(State.OPEN),
    )


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
        band=band_of(percent, DEFAULT_BANDS),
        na_share=share_of(sum(tally.na for tally in tallies), sum(tally.scored for tally in tallies)),
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
    "band_of",
    "display_percent",
    "score_questions",
    "score_visit",
    "section_weights",
    "unscored",
]
