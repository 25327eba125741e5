"""Where a visit falls short: non-conformities, and how facts, feelings, phases and departments came out.

Pure reading of a score; it never changes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from audit_tui.model.standard import Standard
from audit_tui.model.text import pick
from audit_tui.rules.results import QuestionScore, StandardResult, VisitScore, share_of
from audit_tui.rules.routing import CompiledChecklist

Severity = Literal["critical", "major", "minor"]
_ORDER: tuple[Severity, ...] = ("critical", "major", "minor")
NEGATIVE_WEIGHT = 5
"""One negative experience takes about five positive ones to make good."""


@dataclass(frozen=True, slots=True)
class NonConformity:
    """A standard that was not fully met, or a question without a standard."""

    number: str
    """`NC-01`, counted in the order critical, major, minor, then of the encounter."""
    severity: Severity
    checklist: str
    standard: str | None
    """`phone/PH-01`."""
    questions: tuple[str, ...]
    """Paths of the questions that fell short, in encounter order."""
    got: Fraction
    max: Fraction


@dataclass(frozen=True, slots=True)
class Group:
    """The assessed questions of one phase, nature, kind or owner."""

    name: str
    got: Fraction
    max: Fraction
    observations: int

    @property
    def percent(self) -> Fraction | None:
        """0 to 100; None where nothing was assessed."""
        return share_of(self.got, self.max)


@dataclass(frozen=True, slots=True)
class Experience:
    """The experience of the visit beside its score."""

    positives: int
    """Observations at full points, delights that were given included."""
    negatives: int
    """Observations that failed."""
    delights_given: int
    delights_offered: int
    """Delights given, and those that were asked about and answered."""
    natures: tuple[Group, ...]
    phases: tuple[Group, ...]
    owners: tuple[Group, ...]

    @property
    def balance(self) -> int:
        """Positives minus five times the negatives."""
        return self.positives - NEGATIVE_WEIGHT * self.negatives


def nonconformities(score: VisitScore) -> tuple[NonConformity, ...]:
    """The non-conformities of a visit, numbered: one for each standard, else one for each question.

    Critical: a critical item failed. Major: the standard was not met, or the question earned nothing.
    Minor: partly. What a delight did not earn counts nowhere, so it never falls short.
    """
    standards = {result.id: result for result in score.standards}
    found: list[tuple[Severity, str, str | None, list[QuestionScore]]] = []
    seen: set[str] = set()
    for checklist in score.checklists:
        for question in checklist.questions:
            result = standards.get(question.standard or "")
            if result is None:
                group = [question]
            elif result.id in seen:
                continue
            else:
                seen.add(result.id)
                group = [one for one in checklist.questions if one.standard == result.id]
            short = [one for one in group if not one.is_full]
            severity = _severity(short, result)
            if severity is not None:
                found.append((severity, checklist.id, question.standard, short))
    found.sort(key=lambda one: _ORDER.index(one[0]))  # a stable sort keeps the encounter order
    return tuple(
        NonConformity(
            number=f"NC-{number:02d}",
            severity=severity,
            checklist=checklist_id,
            standard=standard,
            questions=tuple(one.path for one in short),
            got=sum((one.got for one in short), Fraction(0)),
            max=sum((one.max for one in short), Fraction(0)),
        )
        for number, (severity, checklist_id, standard, short) in enumerate(found, start=1)
    )


def _severity(short: Sequence[QuestionScore], result: StandardResult | None) -> Severity | None:
    if any(one.critical_failed for one in short):
        return "critical"
    if any(one.failed and not one.points for one in short):
        return "major"  # a failing choice or a watched yes/no without points, which no status shows
    if result is not None:
        if result.status == "not_met":
            return "major"
        return "minor" if result.status == "partly" else None
    if any(one.failed or one.got == 0 for one in short):
        return "major"
    return "minor" if short else None


def experience(checklists: Iterable[CompiledChecklist], score: VisitScore, language: str) -> Experience:
    """How facts and feelings, phases and departments came out; owners are named in `language`.

    Only questions that measure a standard count: nature, phase and owner are the standard's.
    """
    texts: dict[str, Standard] = {}
    for compiled in checklists:
        for code, standard in compiled.checklist.standards.items():
            texts[f"{compiled.checklist.id}/{code}"] = standard
    delights = {result.id for result in score.standards if result.kind == "delight"}
    measured = [
        (texts[question.standard], question)
        for question in score.questions
        if question.standard in texts and question.max > 0
    ]
    offered = [one for one in score.questions if one.standard in delights and one.state == "answered"]
    return Experience(
        positives=sum(question.is_full for _, question in measured),
        negatives=sum(question.failed for _, question in measured),
        delights_given=sum(one.got > 0 for one in offered),
        delights_offered=len(offered),
        natures=_groups((standard.nature, question) for standard, question in measured),
        phases=_groups((standard.phase, question) for standard, question in measured),
        owners=_groups((pick(standard.owner, language), question) for standard, question in measured),
    )


def _groups(named: Iterable[tuple[str, QuestionScore]]) -> tuple[Group, ...]:
    """Sums by name, in the order in which the encounter meets them; the nameless are left out."""
    sums: dict[str, list[QuestionScore]] = {}
    for name, question in named:
        if name:
            sums.setdefault(name, []).append(question)
    return tuple(
        Group(
            name=name,
            got=sum((one.got for one in questions), Fraction(0)),
            max=sum((one.max for one in questions), Fraction(0)),
            observations=len(questions),
        )
        for name, questions in sums.items()
    )
