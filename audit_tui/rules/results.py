"""The shapes of a result, from one question to the whole visit, and how they are shown or written as JSON.

They hold exact fractions. Nothing is rounded but the shown figure and the numbers of `as_json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Literal, NamedTuple

from audit_tui.model.standard import Kind

RULES_VERSION = "1"
"""Version of the rules of scoring; kept with every finished score."""

ScoreState = Literal["scored", "incomplete", "not_assessed"]
QuestionState = Literal["answered", "unanswered", "na", "not_observed", "hidden", "neutral"]
StandardStatus = Literal["met", "partly", "not_met", "not_assessed"]


class QuestionScore(NamedTuple):
    """What one question adds. Both sums leave out what is not answered, N/A, not observed or hidden."""

    path: str
    label: str
    """`phone.solved`, in a repeat `phone.calls[1].solved`."""
    section: str
    state: QuestionState
    points: Fraction
    """The most it can earn; 0 where it is not scored."""
    got: Fraction
    max: Fraction
    """What it counts for: `points`; of a delight what it earned; 0 where it leaves the sums."""
    failed: bool
    critical_failed: bool
    missing: bool
    """Required, scored and unanswered."""
    standard: str | None
    """`phone/PH-01`."""
    reason: str
    """A code for why it earned what it earned; `trace` completes it."""

    @property
    def is_full(self) -> bool:
        """Whether it is at full points."""
        return (self.got is self.max or self.got == self.max) and not self.failed


@dataclass(frozen=True, slots=True)
class SectionScore:
    """Percentages are 0 to 100 and capped unless called raw; None where there is none."""

    id: str
    state: ScoreState
    percent: Fraction | None
    raw_percent: Fraction | None
    provisional_percent: Fraction | None
    got: Fraction
    max: Fraction
    passed: bool | None
    pass_from: Decimal | None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the visible questions, scored or not, have been dealt with."""

    answered: int
    not_applicable: int
    not_observed: int
    unanswered: int

    @property
    def visible(self) -> int:
        return self.answered + self.not_applicable + self.not_observed + self.unanswered

    @property
    def percent(self) -> Fraction | None:
        """Answered and N/A in percent of the visible ones; None where nothing is visible."""
        return share_of(self.answered + self.not_applicable, self.visible)


@dataclass(frozen=True, slots=True)
class ChecklistScore:
    """One touchpoint's result."""

    id: str
    state: ScoreState
    percent: Fraction | None
    raw_percent: Fraction | None
    provisional_percent: Fraction | None
    passed: bool | None
    pass_from: Decimal | None
    target: Decimal | None
    band: str | None
    weight: Decimal
    got: Fraction
    max: Fraction
    na_share: Fraction | None
    """N/A in percent of the visible scored questions."""
    na_warning: bool
    completeness: Completeness
    critical_failed: tuple[str, ...]
    sections: tuple[SectionScore, ...]
    questions: tuple[QuestionScore, ...]


@dataclass(frozen=True, slots=True)
class StandardResult:
    """How a service standard came out over all questions that measure it."""

    id: str
    """`phone/PH-01`."""
    status: StandardStatus
    kind: Kind
    """Expected or delight at this site."""
    got: Fraction
    max: Fraction
    observations: int
    full: int
    """Observations at full points."""
    questions: tuple[str, ...]
    """Paths of the visible questions that measure it."""


@dataclass(frozen=True, slots=True)
class VisitScore:
    """The result of a visit over its checklists."""

    state: ScoreState
    percent: Fraction | None
    raw_percent: Fraction | None
    provisional_percent: Fraction | None
    """Over what is answered so far, caps included."""
    passed: bool | None
    band: str | None
    na_share: Fraction | None
    na_warning: bool
    completeness: Completeness
    critical_failed: tuple[str, ...]
    checklists: tuple[ChecklistScore, ...]
    standards: tuple[StandardResult, ...]

    @property
    def questions(self) -> tuple[QuestionScore, ...]:
        """Every question in encounter order, the hidden ones too."""
        return tuple(question for checklist in self.checklists for question in checklist.questions)


def share_of(part: Fraction | int, whole: Fraction | int) -> Fraction | None:
    """`part` in percent of `whole`; None where there is no whole."""
    return Fraction(part) * 100 / Fraction(whole) if whole else None


def weighted_mean(parts: Iterable[tuple[Fraction | None, Fraction]]) -> Fraction | None:
    """Mean of what was assessed, by weight; None where nothing was, or all of it weighs 0."""
    counted = [(percent, weight) for percent, weight in parts if percent is not None and weight]
    # Over one denominator, so that only the result is brought to its lowest terms.
    common = lcm(*(percent.denominator * weight.denominator for percent, weight in counted))
    shared = lcm(*(weight.denominator for _, weight in counted))
    total = sum(
        percent.numerator * weight.numerator * (common // (percent.denominator * weight.denominator))
        for percent, weight in counted
    )
    whole = sum(weight.numerator * (shared // weight.denominator) for _, weight in counted)
    return Fraction(total * shared, common * whole) if whole else None


def standard_status(observations: int, full: int, failed: int, share: Decimal | None) -> StandardStatus:
    """How a standard stands: of its observations so many at full points, so many failed or at 0.

    `share`: the percentage of them that is enough; without one all must be full.
    """
    if not observations:
        return "not_assessed"
    if share is not None:
        return "met" if Fraction(full * 100, observations) >= share else "not_met"
    if full == observations:
        return "met"
    return "not_met" if failed else "partly"


def number(value: Fraction | None) -> int | float | None:
    """A figure as JSON and sheets hold it: whole where it is, else to six decimals; None for none."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else round(float(value), 6)


def as_json(score: VisitScore) -> dict[str, Any]:
    """The score as JSON types: percentages 0 to 100 with up to six decimals, null where there is none."""
    return {
        "state": score.state,
        "percent": number(score.percent),
        "raw_percent": number(score.raw_percent),
        "provisional_percent": number(score.provisional_percent),
        "passed": score.passed,
        "band": score.band,
        "na_share": number(score.na_share),
        "critical_failed": list(score.critical_failed),
        "checklists": [
            {
                "id": one.id,
                "percent": number(one.percent),
                "raw_percent": number(one.raw_percent),
                "passed": one.passed,
                "sections": [
                    {
                        "id": section.id,
                        "percent": number(section.percent),
                        "raw_percent": number(section.raw_percent),
                        "got": number(section.got),
                        "max": number(section.max),
                        "passed": section.passed,
                    }
                    for section in one.sections
                ],
            }
            for one in score.checklists
        ],
        "standards": [{"id": one.id, "status": one.status} for one in score.standards],
    }


def display_percent(percent: Fraction, *limits: Decimal | Fraction | int) -> str:
    """`percent` rounded half up to one decimal, without a sign: `84.9`.

    More decimals where fewer would put it on the wrong side of one of `limits` (`84.96` against 85).
    """
    for places in range(1, 12):
        scale = 10**places
        units = (percent * scale + Fraction(1, 2)).__floor__()
        shown = Fraction(units, scale)
        if all((shown >= limit) == (percent >= limit) for limit in limits):
            break
    return f"{units // scale}.{units % scale:0{places}d}"
