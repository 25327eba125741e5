"""Where a visit falls short: its non-conformities. Pure reading of a score; it never changes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from audit_tui.rules.results import QuestionScore, StandardResult, VisitScore

Severity = Literal["critical", "major", "minor"]
_ORDER: tuple[Severity, ...] = ("critical", "major", "minor")


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


def nonconformities(score: VisitScore) -> tuple[NonConformity, ...]:
    """The non-conformities of a visit, numbered: one for each standard, else one for each question.

    Critical: a critical item failed. Major: the standard was not met, or the question earned nothing.
    Minor: partly. What a delight did not earn counts nowhere, so it never falls short.
    """
    standards = {result.id: result for result in score.standards}
    found: list[tuple[Severity, str, str | None, list[QuestionScore]]] = []
    for checklist in score.checklists:
        groups: dict[str, list[QuestionScore]] = {}
        for question in checklist.questions:
            measured = question.standard if question.standard in standards else None
            groups.setdefault(measured or question.path, []).append(question)
        for group in groups.values():
            short = [one for one in group if not one.is_full]
            if not short:
                continue
            severity = _severity(short, standards.get(group[0].standard or ""))
            if severity is not None:
                found.append((severity, checklist.id, group[0].standard, short))
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
    return "minor"
