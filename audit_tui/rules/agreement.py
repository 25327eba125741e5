"""Two or more audits of one visit side by side: how far their auditors agree, who is lenient, what divides them.

Pure. Answers within a visit hang together, so from five visits on the visits are the units of every interval;
under five the answers are, and what is said holds for these visits alone. Nobody and nothing is named on few
observations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from statistics import fmean
from typing import Any, Final, Literal

from audit_tui.rules.coefficients import (
    Clusters,
    Coefficient,
    Subject,
    Weights,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    identity,
    krippendorff_alpha,
    linear,
    quadratic,
    raw,
)
from audit_tui.rules.sheets import NOT_APPLICABLE, Form, Judged, Sheet
from audit_tui.rules.statistics import FEW_VISITS, Mean, Number, mean_interval, sign_test

FEW_COMPARED: Final = 10
"""Under so many comparisons there are counts, and no coefficient is read."""
DIVIDES: Final = 0.8
"""A question divides people where even the upper end of its agreement lies under this share."""
CHANCE: Final = 0.05

Visit = tuple[Sheet, ...]
"""The audits of one visit."""
Unit = Literal["visit", "answer"]
Lean = Literal["lenient", "severe", "even", "few"]

_VERDICTS: Final[dict[Hashable, Number]] = {"not_met": 0, "partly": Fraction(1, 2), "met": 1}


@dataclass(frozen=True, slots=True)
class Figures:
    """How far people agree over some subjects."""

    raw: Coefficient
    ac1: Coefficient
    kappa: Coefficient
    """Unweighted; without what somebody judged not applicable, like the weighted ones."""
    linear: Coefficient | None
    quadratic: Coefficient | None
    """Weighted kappa; None where the categories have no order."""

    @property
    def n(self) -> int:
        return self.raw.n

    @property
    def few(self) -> bool:
        """Too few comparisons to read a coefficient."""
        return self.n < FEW_COMPARED

    @property
    def weighted(self) -> Coefficient:
        """Linearly weighted kappa where there is an order, else the plain one."""
        return self.linear or self.kappa


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one auditor gives than others, in percentage points of what can be earned."""

    mean: Mean | None
    """None where nothing scored was judged by both."""
    unit: Unit
    ups: int
    downs: int
    """Units in which the auditor gave more, and less."""
    chance: float
    """Of a split so uneven by chance alone (sign test)."""
    lean: Lean


@dataclass(frozen=True, slots=True)
class Said:
    """One auditor's judgement, for showing."""

    auditor: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Divided:
    """A place at which the auditors of one visit judged differently."""

    visit: int
    """0-based place of the visit in what was compared."""
    label: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class QuestionAgreement:
    """Agreement on one question over the visits in which it was asked in one meaning."""

    form: Form
    visits: int
    figures: Figures
    differing: tuple[Divided, ...]
    divides: bool | None
    """Whether it divides people; None where there are too few visits to say."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Agreement of two auditors over the verdicts (met, partly, not met, not applicable)."""

    one: str
    other: str
    visits: int
    figures: Figures
    difference: Difference
    """How much more `one` gives than `other`."""


@dataclass(frozen=True, slots=True)
class AuditorLean:
    """How one auditor judges beside all those who judged the same visits."""

    auditor: str
    visits: int
    difference: Difference


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a comparison shows."""

    visits: tuple[Visit, ...]
    unit: Unit
    overall: Figures
    alpha: Coefficient
    """Krippendorff's, over the order of the verdicts."""
    pairs: tuple[PairAgreement, ...]
    auditors: tuple[AuditorLean, ...]
    questions: tuple[QuestionAgreement, ...]
    """In the order in which they are met."""
    alone: int
    """Judgements that stand alone: nobody else judged that question, or it meant something else there."""

    @property
    def dividing(self) -> tuple[QuestionAgreement, ...]:
        """The questions that divide people, the most divided first."""
        found = [one for one in self.questions if one.divides]
        return tuple(sorted(found, key=lambda one: one.figures.raw.value or 0.0))


def compare(visits: Iterable[Sequence[Sheet]]) -> Agreement:
    """Compare the audits of each visit with each other. Audits of different visits never meet."""
    named = [_named(visit) for visit in visits]
    subjects = [subject for at, visit in enumerate(named) for subject in _subjects(at, visit)]
    met = [one for one in subjects if len(one.judged) > 1]
    overall = [one.verdicts for one in met if one.verdicts is not None]
    clusters = _clusters([one.visit for one in met if one.verdicts is not None])
    return Agreement(
        visits=tuple(named),
        unit=_unit([one.visit for one in met]),
        overall=_figures([tuple(each.values()) for each in overall], (), _VERDICTS, clusters),
        alpha=krippendorff_alpha([tuple(each.values()) for each in overall], linear(_VERDICTS), clusters),
        pairs=tuple(_pairs(named, met)),
        auditors=tuple(_auditors(named, met)),
        questions=tuple(_questions(met)),
        alone=sum(len(one.judged) for one in subjects if len(one.judged) == 1),
    )


@dataclass(frozen=True, slots=True)
class _Met:
    """One place of one visit with everybody's judgement on it, in one meaning."""

    visit: int
    label: str
    judged: dict[str, Judged]
    """By auditor."""

    @property
    def form(self) -> Form:
        return next(iter(self.judged.values())).form

    @property
    def verdicts(self) -> dict[str, Hashable] | None:
        """By auditor; None where the question is not scored."""
        if not self.form.scored:
            return None
        return {
            who: NOT_APPLICABLE if one.category == NOT_APPLICABLE else _verdict(one.share)
            for who, one in self.judged.items()
        }

    def shares(self) -> dict[str, Fraction]:
        return {who: one.share for who, one in self.judged.items() if one.share is not None}


def _verdict(share: Fraction | None) -> Hashable:
    return "met" if share == 1 else "partly" if share else "not_met"


def _named(visit: Sequence[Sheet]) -> Visit:
    """The audits of a visit, told apart: by number where two have an auditor of the same name, or of none."""
    names = [sheet.auditor for sheet in visit]
    return tuple(
        replace(one, auditor=f"{one.auditor} ({one.number})" if one.auditor else one.number)
        if not one.auditor or names.count(one.auditor) > 1
        else one
        for one in visit
    )


def _subjects(at: int, visit: Visit) -> Iterator[_Met]:
    found: dict[tuple[str, str], dict[str, Judged]] = {}
    for sheet in visit:
        for label, judged in sheet.judged.items():
            found.setdefault((label, judged.form.meaning), {})[sheet.auditor] = judged
    for (label, _), by_auditor in found.items():
        yield _Met(at, label, by_auditor)


# -- figures -------------------------------------------------------------------------------------------------


def _unit(visits: Sequence[int]) -> Unit:
    distinct = len(set(visits))
    return "visit" if distinct >= FEW_VISITS else "answer"


def _clusters(visits: Sequence[int]) -> Clusters:
    """The visits as units, from as many on as allow it; None where every answer is its own unit anyway."""
    distinct = len(set(visits))
    return visits if FEW_VISITS <= distinct < len(visits) else None


def _nominal(categories: Iterable[Hashable], subjects: Sequence[Subject]) -> list[Hashable]:
    """All categories that can be or were used; one more where only one is in sight, since there are others."""
    used = dict.fromkeys([*categories, *(each for subject in subjects for each in subject)])
    return list(used) if len(used) > 1 else [*used, ("other",)]


def _figures(
    subjects: Sequence[Subject],
    categories: Sequence[Hashable],
    places: dict[Hashable, Number] | None,
    clusters: Clusters,
    *,
    two: bool = False,
) -> Figures:
    """`two`: the subjects are pairs of the same two people, one and other."""
    known = _nominal((*categories, *_ends(places, subjects)), subjects)
    judged = [one for one in known if one != NOT_APPLICABLE]

    def kappa(weights: Weights) -> Coefficient:
        if two:
            return cohen_kappa([(one, other) for one, other in subjects], weights, clusters)
        return fleiss_kappa(subjects, weights, clusters)

    return Figures(
        raw=raw(subjects, clusters),
        ac1=gwet_ac1(subjects, identity(known), clusters),
        kappa=kappa(identity(judged)),
        linear=kappa(linear(places)) if places else None,
        quadratic=kappa(quadratic(places)) if places else None,
    )


def _ends(places: dict[Hashable, Number] | None, subjects: Sequence[Subject]) -> list[Hashable]:
    """The ordered categories in use, and both ends of the scale: nobody need have used the ends."""
    if not places:
        return []
    used = {each for subject in subjects for each in subject}
    ranked = sorted(places, key=lambda one: places[one])
    return [one for one in ranked if one in used or one in (ranked[0], ranked[-1])]


# -- questions -----------------------------------------------------------------------------------------------


def _questions(met: Sequence[_Met]) -> Iterator[QuestionAgreement]:
    groups: dict[tuple[str, str], list[_Met]] = {}
    for one in met:
        groups.setdefault((one.form.id, one.form.meaning), []).append(one)
    for several in groups.values():
        form = several[0].form
        subjects = [tuple(judged.category for judged in one.judged.values()) for one in several]
        visits = [one.visit for one in several]
        places = None if form.places is None else dict(form.places)
        figures = _figures(subjects, form.categories, places, _clusters(visits))
        high = figures.raw.interval.high if figures.raw.interval is not None else 1.0
        yield QuestionAgreement(
            form=form,
            visits=len(set(visits)),
            figures=figures,
            differing=tuple(
                Divided(one.visit, one.label, tuple(Said(who, each) for who, each in one.judged.items()))
                for one in several
                if len({each.category for each in one.judged.values()}) > 1
            ),
            divides=high < DIVIDES if len(set(visits)) >= FEW_COMPARED else None,
        )


# -- people --------------------------------------------------------------------------------------------------


def _pairs(visits: Sequence[Visit], met: Sequence[_Met]) -> Iterator[PairAgreement]:
    together: dict[tuple[str, str], int] = defaultdict(int)
    for visit in visits:
        for pair in combinations(sorted(sheet.auditor for sheet in visit), 2):
            together[pair] += 1
    for (one, other), count in sorted(together.items()):
        both = [each for each in met if one in each.judged and other in each.judged]
        judged = [
            (each.visit, verdicts[one], verdicts[other])
            for each in both
            if (verdicts := each.verdicts) is not None and one in verdicts and other in verdicts
        ]
        gaps: dict[int, list[Fraction]] = {}
        for each in both:
            shares = each.shares()
            if one in shares and other in shares:
                gaps.setdefault(each.visit, []).append(100 * (shares[one] - shares[other]))
        clusters = _clusters([visit for visit, _, _ in judged])
        figures = _figures([(a, b) for _, a, b in judged], (), _VERDICTS, clusters, two=True)
        yield PairAgreement(one, other, count, figures, _difference(gaps))


def _auditors(visits: Sequence[Visit], met: Sequence[_Met]) -> Iterator[AuditorLean]:
    counts: dict[str, int] = defaultdict(int)
    for visit in visits:
        for sheet in visit:
            counts[sheet.auditor] += 1
    gaps: dict[str, dict[int, list[Fraction]]] = {who: {} for who in counts}
    for each in met:
        shares = each.shares()
        for who, own in shares.items():
            others = [share for name, share in shares.items() if name != who]
            if others:
                mean = sum(others, Fraction(0)) / len(others)
                gaps[who].setdefault(each.visit, []).append(100 * (own - mean))
    for who in sorted(counts):
        yield AuditorLean(who, counts[who], _difference(gaps[who]))


def _difference(gaps: dict[int, list[Fraction]]) -> Difference:
    """Over visits where there are enough, else over their answers. `gaps`: visit → differences by answer."""
    unit: Unit = "visit" if len(gaps) >= FEW_VISITS else "answer"
    if unit == "visit":
        values = [fmean(each) for each in gaps.values()]
    else:
        values = [float(gap) for each in gaps.values() for gap in each]
    if not values:
        return Difference(None, unit, 0, 0, 1.0, "few")
    mean = mean_interval(values)
    ups, downs = sum(value > 0 for value in values), sum(value < 0 for value in values)
    chance = sign_test(ups, downs)
    lean: Lean = "even"
    if mean.interval is None or (unit == "answer" and len(values) < FEW_COMPARED):
        lean = "few"
    elif chance < CHANCE and not mean.interval.holds(0):
        lean = "lenient" if mean.value > 0 else "severe"
    return Difference(mean, unit, ups, downs, chance, lean)


# -- JSON ------------------------------------------------------------------------------------------------------


def coefficient_json(one: Coefficient | None) -> dict[str, Any] | None:
    """A coefficient as JSON types, rounded to six decimals."""
    if one is None:
        return None
    interval = None if one.interval is None else [round(one.interval.low, 6), round(one.interval.high, 6)]
    value = None if one.value is None else round(one.value, 6)
    return {"value": value, "interval": interval, "n": one.n, "units": one.units}


def figures_json(figures: Figures) -> dict[str, Any]:
    """The coefficients of some subjects as JSON types."""
    return {
        "n": figures.n,
        "few": figures.few,
        "raw": coefficient_json(figures.raw),
        "ac1": coefficient_json(figures.ac1),
        "kappa": coefficient_json(figures.kappa),
        "kappa_linear": coefficient_json(figures.linear),
        "kappa_quadratic": coefficient_json(figures.quadratic),
    }


def difference_json(one: Difference) -> dict[str, Any]:
    """A difference as JSON types, in percentage points."""
    interval = one.mean.interval if one.mean is not None else None
    return {
        "mean": None if one.mean is None else round(one.mean.value, 6),
        "interval": None if interval is None else [round(interval.low, 6), round(interval.high, 6)],
        "n": 0 if one.mean is None else one.mean.n,
        "unit": one.unit,
        "more": one.ups,
        "less": one.downs,
        "chance": round(one.chance, 6),
        "lean": one.lean,
    }
