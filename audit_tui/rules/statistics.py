"""Honest figures about few observations: intervals for rates and means, limits of control charts, run charts.

Pure and on the standard library alone. Every interval is two-sided at 95 percent unless another level is asked
for, holds the estimate, and narrows as observations are added. Which observation is the unit is the caller's
to know: for a site or a region it is the visit, never the item.

Sources: Wilson 1927 (rates); Clopper and Pearson 1934 (exact limits); Hanley and Lippman-Hand 1983 (none in n);
Bonett and Price 2012, as recommended for NPS by Sauro and Lewis (adjusted Wald); Perla, Provost and Murray 2011
(run charts).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise
from statistics import NormalDist, fmean, stdev
from typing import Final

Number = int | float | Fraction

LEVEL: Final = 0.95
"""Share of such intervals that hold the true figure."""

FEW_VISITS: Final = 5
"""Under so many visits a site has dots, a median and n, and no rank."""

FEW_ANSWERS: Final = 30
"""Under so many answers a score of recommendation says "too few"."""

LIMIT_ALPHA: Final = 0.0027
"""Share of points that fall outside the limits of a control chart by chance alone (three sigma)."""

SHIFT: Final = 6
"""So many points in a row on one side of the median are a shift."""

TREND: Final = 5
"""So many points in a row that all rise or all fall are a trend."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included."""

    low: float
    high: float

    def holds(self, value: Number) -> bool:
        """Whether `value` lies in it."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its interval; the interval is None for one observation alone."""

    value: float
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Run:
    """Points `start` to `end` (0-based, both included) that belong together; `up` tells which way."""

    start: int
    end: int
    up: bool


@dataclass(frozen=True, slots=True)
class RunChart:
    """What a run chart shows that chance does not explain."""

    median: Number
    shifts: tuple[Run, ...]
    """At least `SHIFT` points in a row above (`up`) or below the median."""
    trends: tuple[Run, ...]
    """At least `TREND` points in a row that rise (`up`) or fall."""


# -- rates ---------------------------------------------------------------------------------------------


def wilson(hits: Number, n: int, level: float = LEVEL) -> Interval:
    """Wilson's interval for a rate of `hits` of `n`, 0 to 1. 9 of 10 = 0.60 to 0.98."""
    _check(hits, n)
    z, rate = _z(level), float(hits) / n
    spread = 1 + z * z / n
    centre = (rate + z * z / (2 * n)) / spread
    half = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / spread
    # Rounding must not shut the estimate out at the ends.
    return Interval(min(rate, max(0.0, centre - half)), max(rate, min(1.0, centre + half)))


def exact_rate(hits: int, n: int, level: float = LEVEL) -> Interval:
    """The exact interval (Clopper and Pearson) for a rate of `hits` of `n`: never too narrow, often wide."""
    _check(hits, n)
    tail = (1 - level) / 2
    low = beta_quantile(tail, hits, n - hits + 1) if hits else 0.0
    high = beta_quantile(1 - tail, hits + 1, n - hits) if hits < n else 1.0
    return Interval(low, high)


def none_in(n: int, level: float = LEVEL) -> float:
    """Highest rate that seeing no case in `n` leaves possible: exact and one-sided, at most 3/n at 95 percent."""
    _check(0, n)
    return -math.expm1(math.log1p(-level) / n)


def nps_interval(promoters: int, detractors: int, n: int, level: float = LEVEL) -> Interval:
    """Interval of the net promoter score, -100 to 100: adjusted Wald, +3 to n, +3/4 to both ends."""
    _check(promoters + detractors, n)
    many = n + 3
    up, down = (promoters + 0.75) / many, (detractors + 0.75) / many
    net = up - down
    half = _z(level) * math.sqrt((up + down - net * net) / many)
    score = 100 * (promoters - detractors) / n
    # Of one or two answers alike the adjusted interval would leave the score itself out.
    return Interval(min(score, 100 * max(-1.0, net - half)), max(score, 100 * min(1.0, net + half)))


# -- means, medians and signs -------------------------------------------------------------------------------------


def median(values: Sequence[Number]) -> Number:
    """The middle of `values`; of an even number the mean of the two in the middle. ValueError where none are."""
    ranked, half = sorted(values), len(values) // 2
    if not ranked:
        raise ValueError("nothing has no median")
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def mean_interval(values: Sequence[Number], level: float = LEVEL) -> Mean:
    """Mean of `values` with its interval by Student's t. ValueError where there are none."""
    figures = [float(value) for value in values]
    n = len(figures)
    centre = fmean(figures)
    if n < 2:
        return Mean(centre, None, n)
    half = student_quantile((1 + level) / 2, n - 1) * stdev(figures) / math.sqrt(n)
    return Mean(centre, Interval(centre - half, centre + half), n)


def sign_test(ups: int, downs: int) -> float:
    """How probable a split at least as uneven is if up and down were equally likely (two-sided, exact)."""
    n, fewer = ups + downs, min(ups, downs)
    _check(fewer, max(n, 1))
    tail = sum(math.comb(n, k) for k in range(fewer + 1))
    return min(1.0, float(Fraction(2 * tail, 2**n)))


# -- charts over time --------------------------------------------------------------------------------------


def binomial_limits(n: int, rate: Number, alpha: float = LIMIT_ALPHA) -> tuple[int, int]:
    """Exact limits of a p-chart: how many hits of `n` chance gives at least and at most when the rate is `rate`.

    At most `alpha`/2 of chance lies below the lower, and at most `alpha`/2 above the upper limit: a visit with
    fewer or more hits than these stands out.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"a rate lies between 0 and 1, not at {rate}")
    _check(0, n)
    return _binomial_limits(n, float(rate), alpha)


@lru_cache(maxsize=4096)
def _binomial_limits(n: int, rate: float, alpha: float) -> tuple[int, int]:
    if rate in {0.0, 1.0}:
        return (0, 0) if rate == 0 else (n, n)
    logs = math.log(rate), math.log1p(-rate)
    chance, low, k = 0.0, 0, 0
    while True:
        chance += math.exp(_log_comb(n, k) + k * logs[0] + (n - k) * logs[1])
        if chance <= alpha / 2:
            low = k + 1
        if chance >= 1 - alpha / 2:
            return low, k
        k += 1


def run_chart(values: Sequence[Number], *, centre: Number | None = None) -> RunChart:
    """Shifts and trends in `values`, oldest first, about their median or a given `centre`.

    Points on the median neither break a shift nor count to it; of equal neighbours one counts to a trend.
    ValueError where there are no values.
    """
    middle = median(values) if centre is None else centre
    return RunChart(middle, _shifts(values, middle), _trends(values))


def _shifts(values: Sequence[Number], middle: Number) -> tuple[Run, ...]:
    sides = [(at, value > middle) for at, value in enumerate(values) if value != middle]
    found = []
    for up, run in groupby(sides, key=lambda side: side[1]):
        points = [at for at, _ in run]
        if len(points) >= SHIFT:
            found.append(Run(points[0], points[-1], up))
    return tuple(found)


def _trends(values: Sequence[Number]) -> tuple[Run, ...]:
    distinct = [at for at, value in enumerate(values) if at == 0 or value != values[at - 1]]
    steps = [(before, after, values[after] > values[before]) for before, after in pairwise(distinct)]
    found = []
    for up, run in groupby(steps, key=lambda step: step[2]):
        points = list(run)
        if len(points) + 1 >= TREND:
            found.append(Run(points[0][0], points[-1][1], up))
    return tuple(found)


# -- distributions -----------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def student_quantile(chance: float, freedom: int) -> float:
    """Quantile of Student's t for a `chance` of 0.5 up to below 1."""
    x = beta_quantile(2 * (1 - chance), freedom / 2, 0.5)
    return math.sqrt(freedom * (1 - x) / x)


def beta_quantile(chance: float, a: float, b: float) -> float:
    """The x at which the incomplete beta function reaches `chance`; found by halving, to full precision."""
    low, high = 0.0, 1.0
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if incomplete_beta(middle, a, b) < chance:
            low = middle
        else:
            high = middle


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function at `x` strictly between 0 and 1, by its continued fraction."""
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _beta_fraction(x, a, b) / a


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation; converges in O(sqrt(max(a, b))) steps on the side where it is called."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    result, m = d, 0
    while True:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for part in (even, odd):
            c = 1 + part / c
            d = 1 / (1 + part * d)
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            return result


def _log_comb(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


@lru_cache(maxsize=16)
def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _check(hits: Number, n: int) -> None:
    if n < 1 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no rate")
