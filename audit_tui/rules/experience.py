"""How a visit was experienced, beside its score: the balance, facts and feelings, phases, departments, conduct.

Pure reading of a score; it never changes one. Nature, phase, kind, owner and staff group are those of the
standard that a question measures; the factor of conduct is the question's own. What was not assessed counts
nowhere.

The ideas are those of customer orientation: one negative experience takes about five positive ones to make
good; facts carry 5 to 10 percent of a decision and feelings the rest; an experience has the phases perception,
interaction and memory; what is expected and missing is a fault, what delights and is missing is none; an
operation that the customer neither perceives nor values can be dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, Final, get_args

from audit_tui.model.question import Factor
from audit_tui.model.standard import Kind, Nature, Phase, Standard, Value
from audit_tui.model.text import pick
from audit_tui.rules.results import QuestionScore, VisitScore, number, share_of
from audit_tui.rules.routing import CompiledChecklist

NEGATIVE_WEIGHT: Final = 5
"""One negative experience takes about five positive ones to make good."""

NATURES: Final[tuple[Nature, ...]] = get_args(Nature)
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
VALUES: Final[tuple[Value, ...]] = get_args(Value)
FACTORS: Final[tuple[Factor, ...]] = get_args(Factor)


@dataclass(frozen=True, slots=True)
class Group:
    """The assessed questions of one phase, nature, kind, department, staff group or factor."""

    name: str
    got: Fraction
    max: Fraction
    observations: int
    failed: int
    """Observations that failed."""

    @property
    def percent(self) -> Fraction | None:
        """0 to 100; None where nothing was assessed."""
        return share_of(self.got, self.max)


@dataclass(frozen=True, slots=True)
class Balance:
    """Positives against five times the negatives, of a checklist or of the whole visit."""

    positives: int
    """Observations at full points, delights that were given included."""
    negatives: int
    """Observations that failed."""

    @property
    def value(self) -> int:
        """Positives minus five times the negatives."""
        return self.positives - NEGATIVE_WEIGHT * self.negatives

    @property
    def lacking(self) -> int:
        """How many more positives would make the negatives good; 0 where they are."""
        return max(0, -self.value)


@dataclass(frozen=True, slots=True)
class Idle:
    """A standard that costs work and moves little: met, and of low value to customers."""

    standard: str
    """`parking/PK-07`."""
    owner: str


@dataclass(frozen=True, slots=True)
class Experience:
    """The experience of a visit."""

    balance: Balance
    touchpoints: tuple[tuple[str, Balance], ...]
    """By id of the checklist, in encounter order; those without an observation are left out."""
    delights_given: int
    delights_offered: int
    """Delights given, and those that were asked about and answered."""
    natures: tuple[Group, ...]
    phases: tuple[Group, ...]
    kinds: tuple[Group, ...]
    """`expected` counts what must be there. `delight` has no percentage to speak of: it counts what it earns."""
    owners: tuple[Group, ...]
    staff_groups: tuple[Group, ...]
    factors: tuple[Group, ...]
    """Conduct of the employees, where the checklist asks for it."""
    idle: tuple[Idle, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was assessed that says anything of the experience."""
        return not (self.balance.positives or self.balance.negatives or self.factors)


def experience(checklists: Iterable[CompiledChecklist], score: VisitScore, language: str) -> Experience:
    """The experience that `score` shows; departments and staff groups are named in `language`."""
    compiled = list(checklists)
    standards: dict[str, Standard] = {}
    factors: dict[tuple[str, str], Sequence[Factor]] = {}
    for one in compiled:
        for code, standard in one.checklist.standards.items():
            standards[f"{one.checklist.id}/{code}"] = standard
        for _, question, _ in one.checklist.walk():
            factors[one.checklist.id, question.id] = getattr(question, "factors", ())
    delights = {result.id for result in score.standards if result.kind == "delight"}
    assessed = [one for one in score.questions if one.max > 0]
    measured = [(standards[one.standard], one) for one in assessed if one.standard in standards]
    offered = [one for one in score.questions if one.standard in delights and one.state == "answered"]
    touchpoints = []
    for name, ones in groupby((one for _, one in measured), key=lambda one: one.path.partition("/")[0]):
        touchpoints.append((name, _balance(list(ones))))
    return Experience(
        balance=_balance([one for _, one in measured]),
        touchpoints=tuple(touchpoints),
        delights_given=sum(one.got > 0 for one in offered),
        delights_offered=len(offered),
        natures=_groups(((standard.nature, one) for standard, one in measured), NATURES),
        phases=_groups(((standard.phase, one) for standard, one in measured), PHASES),
        kinds=_groups(
            (("delight" if one.standard in delights else "expected", one) for _, one in measured), KINDS
        ),
        owners=_groups((pick(standard.owner, language), one) for standard, one in measured),
        staff_groups=_groups((pick(standard.staff_group, language), one) for standard, one in measured),
        factors=_groups(
            (
                (factor, one)
                for one in assessed
                for factor in factors[one.path.partition("/")[0], one.path.rpartition("/")[2]]
            ),
            FACTORS,
        ),
        idle=tuple(
            Idle(result.id, pick(standards[result.id].owner, language))
            for result in score.standards
            if result.status == "met" and standards[result.id].perceived_value == "low"
        ),
    )


def experience_json(seen: Experience) -> dict[str, Any]:
    """The experience as JSON types: percentages 0 to 100, null where nothing was assessed."""

    def balance(one: Balance) -> dict[str, Any]:
        return {"positives": one.positives, "negatives": one.negatives, "balance": one.value}

    def groups(several: Iterable[Group]) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "percent": number(one.percent),
                "got": number(one.got),
                "max": number(one.max),
                "observations": one.observations,
                "failed": one.failed,
            }
            for one in several
        ]

    return {
        **balance(seen.balance),
        "negative_weight": NEGATIVE_WEIGHT,
        "touchpoints": [{"checklist": name, **balance(one)} for name, one in seen.touchpoints],
        "delights": {"given": seen.delights_given, "offered": seen.delights_offered},
        "natures": groups(seen.natures),
        "phases": groups(seen.phases),
        "kinds": groups(seen.kinds),
        "owners": groups(seen.owners),
        "staff_groups": groups(seen.staff_groups),
        "factors": groups(seen.factors),
        "idle": [one.standard for one in seen.idle],
    }


def _balance(questions: Sequence[QuestionScore]) -> Balance:
    return Balance(sum(one.is_full for one in questions), sum(one.failed for one in questions))


def _groups(
    named: Iterable[tuple[str, QuestionScore]], order: Sequence[str] | None = None
) -> tuple[Group, ...]:
    """Sums by name, in the given order, else as the encounter meets them; the nameless are left out."""
    sums: dict[str, list[QuestionScore]] = {}
    for name, question in named:
        if name:
            sums.setdefault(name, []).append(question)
    names = [name for name in order if name in sums] if order is not None else list(sums)
    return tuple(
        Group(
            name=name,
            got=sum((one.got for one in sums[name]), Fraction(0)),
            max=sum((one.max for one in sums[name]), Fraction(0)),
            observations=len(sums[name]),
            failed=sum(one.failed for one in sums[name]),
        )
        for name in names
    )
