"""How far people who judged the same things agree: raw agreement and the coefficients that allow for chance.

Pure and on the standard library alone. A subject is one thing that was judged; a judgement is the category it
was put into, None where somebody gave none. Every coefficient carries n and its interval at 95 percent, and has
no value where it is not defined, never 0 or 1 in its place.

Sources: Cohen 1960 and 1968, variance by Fleiss, Cohen and Everitt 1969 (kappa of two people); Gwet 2008 and
2014 (AC1, Fleiss' kappa and Krippendorff's alpha of any number of people, with missing judgements).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import NormalDist, fmean
from typing import Final

from audit_tui.rules.statistics import LEVEL, Interval, Number, student_quantile, wilson

Judgement = Hashable | None
Subject = Sequence[Judgement]
"""The judgements of one thing, one a person in their order."""

_NO_SPREAD: Final = 1e-9
"""An error no greater than this is what rounding leaves of none."""

_Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement: 1 for full agreement, 0 for what chance gives, below for less than that."""

    value: float | None
    """None where it is not defined: nothing to compare, or nothing but one category in sight."""
    interval: Interval | None
    n: int
    """Subjects that at least two people judged."""
    units: int
    """What the interval counts as independent: those subjects, or the clusters that they came in."""


NOTHING: Final = Coefficient(None, None, 0, 0)

Clusters = Sequence[Hashable] | None
"""For each subject the cluster (the visit) that it belongs to: what was judged in one visit hangs together, so
the interval takes the visits as its units. None: every subject stands for itself."""


class Weights:
    """How near two categories are: 1 for the same one, 0 for opposite ends."""

    def __init__(self, categories: Sequence[Hashable], near: Callable[[int, int], float]) -> None:
        self.categories = tuple(categories)
        self.table = tuple(
            tuple(1.0 if i == j else near(i, j) for j in range(len(self.categories)))
            for i in range(len(self.categories))
        )
        self._at = {category: at for at, category in enumerate(self.categories)}

    def at(self, category: Judgement) -> int | None:
        """The place of a category; None for a missing one and for one that is not among these."""
        return self._at.get(category) if category is not None else None


def identity(categories: Sequence[Hashable]) -> Weights:
    """Only the same category agrees."""
    return Weights(categories, lambda i, j: 0.0)


def linear(places: Mapping[Hashable, Number]) -> Weights:
    """Half as far apart agrees twice as nearly. `places`: category → where it lies on the scale."""
    return _distant(places, 1)


def quadratic(places: Mapping[Hashable, Number]) -> Weights:
    """Small distances weigh little, great ones much."""
    return _distant(places, 2)


def _distant(places: Mapping[Hashable, Number], power: int) -> Weights:
    at = [float(place) for place in places.values()]
    span = (max(at) - min(at)) if at else 0.0
    return Weights(list(places), lambda i, j: 1 - (abs(at[i] - at[j]) / span) ** power if span else 1.0)


# -- raw ---------------------------------------------------------------------------------------------------


def raw(subjects: Sequence[Subject], clusters: Clusters = None) -> Coefficient:
    """Share of the pairs of people who said the same; its interval is Wilson's, over clusters Student's."""
    shares, kept = [], []
    for at, subject in enumerate(subjects):
        share = _agreeing(subject)
        if share is not None:
            shares.append(share)
            kept.append(at)
    n = len(shares)
    if not n:
        return NOTHING
    value = fmean(shares)
    groups = _chosen(clusters, kept)
    if groups is None:
        return Coefficient(value, wilson(math.fsum(shares), n), n, n)
    return _estimate(value, shares, groups, seen=value, chance=0)


def _agreeing(subject: Subject) -> float | None:
    given = [judgement for judgement in subject if judgement is not None]
    many = len(given)
    if many < 2:
        return None
    same = sum(count * (count - 1) for count in Counter(given).values())
    return same / (many * (many - 1))


# -- two people ----------------------------------------------------------------------------------------------


def cohen_kappa(
    pairs: Sequence[tuple[Judgement, Judgement]], weights: Weights, clusters: Clusters = None
) -> Coefficient:
    """Cohen's kappa of two people, weighted by `weights`; its interval is the normal one for large n."""
    placed, kept = [], []
    for at, (one, other) in enumerate(pairs):
        i, j = weights.at(one), weights.at(other)
        if i is not None and j is not None:
            placed.append((i, j))
            kept.append(at)
    n = len(placed)
    if not n:
        return NOTHING
    table, near, some = Counter(placed), weights.table, range(len(weights.table))
    rows = [sum(table[i, j] for j in some) / n for i in some]
    columns = [sum(table[i, j] for i in some) / n for j in some]
    seen = sum(near[i][j] * count for (i, j), count in table.items()) / n
    chance = sum(near[i][j] * rows[i] * columns[j] for i in some for j in some)
    groups = _chosen(clusters, kept)
    if math.isclose(chance, 1):
        return _undefined(n, groups)
    kappa = (seen - chance) / (1 - chance)
    by_row = [sum(near[i][j] * columns[j] for j in some) for i in some]
    by_column = [sum(near[i][j] * rows[i] for i in some) for j in some]

    def influence(i: int, j: int) -> float:
        return (near[i][j] - (by_row[i] + by_column[j]) * (1 - kappa)) / (1 - chance)

    if groups is not None:
        moved = [influence(i, j) for i, j in placed]
        shift = kappa - fmean(moved)
        return _estimate(kappa, [one + shift for one in moved], groups, seen=seen, chance=chance)
    mean = (kappa - chance * (1 - kappa)) / (1 - chance)
    spread = sum(count * (influence(i, j) - mean) ** 2 for (i, j), count in table.items()) / n
    error = math.sqrt(spread / n)
    return _with_interval(kappa, error, _Z, n, n, seen, chance)


# -- any number of people ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of each subject that two or more judged: how many put it into each category."""

    rows: list[list[int]]
    judged: list[int]
    groups: list[Hashable] | None
    near: tuple[tuple[float, ...], ...]

    @property
    def n(self) -> int:
        return len(self.rows)

    def agreeing(self, at: int) -> float:
        """Weighted sum of the agreeing ordered pairs of people in one subject."""
        row = self.rows[at]
        return sum(
            count * (sum(near * other for near, other in zip(nears, row, strict=True)) - 1)
            for count, nears in zip(row, self.near, strict=True)
        )

    def shares(self) -> list[float]:
        """Weighted share of agreeing pairs by subject."""
        return [self.agreeing(at) / (many * (many - 1)) for at, many in enumerate(self.judged)]

    def used(self) -> list[float]:
        """How much each category is used, each subject weighing the same."""
        several = list(zip(self.rows, self.judged, strict=True))
        return [fmean(row[k] / many for row, many in several) for k in range(len(self.near))]

    def nearness(self, used: Sequence[float]) -> list[float]:
        """How near each category is to what is used in general."""
        return [_dot(nears, used) for nears in self.near]


def _count(subjects: Sequence[Subject], weights: Weights, clusters: Clusters) -> _Counts:
    rows, kept = [], []
    for at, subject in enumerate(subjects):
        row = [0] * len(weights.categories)
        for judgement in subject:
            place = weights.at(judgement)
            if place is not None:
                row[place] += 1
        if sum(row) >= 2:
            rows.append(row)
            kept.append(at)
    return _Counts(rows, [sum(row) for row in rows], _chosen(clusters, kept), weights.table)


def gwet_ac1(subjects: Sequence[Subject], weights: Weights, clusters: Clusters = None) -> Coefficient:
    """Gwet's AC1 (with weights AC2): steady where nearly everything falls into one category, as kappa is not."""
    counts = _count(subjects, weights, clusters)
    q = len(weights.categories)
    if not counts.n:
        return NOTHING
    if q < 2:
        return _undefined(counts.n, counts.groups)
    shares, used = counts.shares(), counts.used()
    seen = fmean(shares)
    factor = math.fsum(chain.from_iterable(weights.table)) / (q * (q - 1))
    rare = [factor * (1 - share) for share in used]
    chance = _dot(used, rare)
    return _by_subject(counts, shares, seen, chance, rare)


def fleiss_kappa(subjects: Sequence[Subject], weights: Weights, clusters: Clusters = None) -> Coefficient:
    """Fleiss' kappa, weighted: for judgements of changing people, where nobody is the first or the second."""
    counts = _count(subjects, weights, clusters)
    if not counts.n:
        return NOTHING
    shares, used = counts.shares(), counts.used()
    nearness = counts.nearness(used)
    return _by_subject(counts, shares, fmean(shares), _dot(used, nearness), nearness)


def krippendorff_alpha(
    subjects: Sequence[Subject], weights: Weights, clusters: Clusters = None
) -> Coefficient:
    """Krippendorff's alpha: any number of people, missing judgements, allowance for few subjects.

    With `identity` it is the nominal alpha, with `quadratic` the interval alpha.
    """
    counts = _count(subjects, weights, clusters)
    n = counts.n
    if not n:
        return NOTHING
    mean = fmean(counts.judged)
    few = 1 / sum(counts.judged)
    parts = [counts.agreeing(at) / (mean * (many - 1)) for at, many in enumerate(counts.judged)]
    before = fmean(parts)
    seen = (1 - few) * before + few
    used = [math.fsum(row[k] for row in counts.rows) / (n * mean) for k in range(len(counts.near))]
    nearness = counts.nearness(used)
    chance = _dot(used, nearness)
    if math.isclose(chance, 1):
        return _undefined(n, counts.groups)
    value, plain = (seen - chance) / (1 - chance), (before - chance) / (1 - chance)
    influence = []
    for row, many, part in zip(counts.rows, counts.judged, parts, strict=True):
        odd = (many - mean) / mean
        own = (part - seen * odd - chance) / (1 - chance)
        expected = _dot(row, nearness) / mean - chance * odd
        # Moved from the uncorrected value, about which they lie, to the corrected one.
        influence.append(own - 2 * (1 - plain) * (expected - chance) / (1 - chance) + value - plain)
    return _estimate(value, influence, counts.groups, seen=seen, chance=chance)


def _by_subject(
    counts: _Counts, shares: Sequence[float], seen: float, chance: float, by_category: Sequence[float]
) -> Coefficient:
    """The interval from how much each subject moves the coefficient (Gwet's linearised variance)."""
    if math.isclose(chance, 1):
        return _undefined(counts.n, counts.groups)
    value = (seen - chance) / (1 - chance)
    influence = [
        (share - chance) / (1 - chance)
        - 2 * (1 - value) * (_dot(row, by_category) / many - chance) / (1 - chance)
        for share, row, many in zip(shares, counts.rows, counts.judged, strict=True)
    ]
    return _estimate(value, influence, counts.groups, seen=seen, chance=chance)


# -- intervals -------------------------------------------------------------------------------------------------


def _dot(some: Sequence[float], others: Sequence[float]) -> float:
    return math.fsum(one * other for one, other in zip(some, others, strict=True))


def _chosen(clusters: Clusters, kept: Sequence[int]) -> list[Hashable] | None:
    return None if clusters is None else [clusters[at] for at in kept]


def _units(n: int, groups: Sequence[Hashable] | None) -> int:
    return n if groups is None else len(set(groups))


def _undefined(n: int, groups: Sequence[Hashable] | None) -> Coefficient:
    return Coefficient(None, None, n, _units(n, groups))


def _estimate(
    value: float, influence: Sequence[float], groups: Sequence[Hashable] | None, *, seen: float, chance: float
) -> Coefficient:
    """The interval by Student's t over subjects or clusters, from how much each moves the coefficient."""
    n = len(influence)
    sums: dict[Hashable, float] = {}
    for key, one in zip(range(n) if groups is None else groups, influence, strict=True):
        sums[key] = sums.get(key, 0.0) + one - value
    units = len(sums)
    if units < 2:
        return _with_interval(value, 0.0, 0.0, n, units, seen, chance)
    error = math.sqrt(units / (units - 1) * math.fsum(one * one for one in sums.values())) / n
    return _with_interval(value, error, student_quantile((1 + LEVEL) / 2, units - 1), n, units, seen, chance)


def _with_interval(
    value: float, error: float, quantile: float, n: int, units: int, seen: float, chance: float
) -> Coefficient:
    """The coefficient with its interval, which ends at -1 and 1 where the coefficient does not lie beyond.

    Where every unit speaks alike there is no spread to estimate from, and an interval of no width would claim
    certainty. Then it comes from Wilson's interval of the agreement itself, chance held fixed.
    """
    if error > _NO_SPREAD:
        low, high = value - quantile * error, value + quantile * error
    else:
        around = wilson(min(1.0, max(0.0, seen)) * units, units)
        low, high = (around.low - chance) / (1 - chance), (around.high - chance) / (1 - chance)
    return Coefficient(value, Interval(min(value, max(-1.0, low)), max(value, min(1.0, high))), n, units)
