"""Our own figures against those of statsmodels, krippendorff and irrCAC, to six digits and more.

The three stand in the extra `oracles` and in no other, since they bring scipy and pandas with them:

    pip install -e ".[oracles]" && pip install --no-deps irrCAC

irrCAC pins old versions of what it needs, and works with the current ones; hence `--no-deps`.
"""

from __future__ import annotations

import random
import warnings
from typing import Any

import pytest

from audit_tui.rules.coefficients import (
    Coefficient,
    Weights,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    identity,
    krippendorff_alpha,
    linear,
    quadratic,
)
from audit_tui.rules.statistics import (
    LIMIT_ALPHA,
    binomial_limits,
    exact_rate,
    mean_interval,
    none_in,
    sign_test,
    student_quantile,
    wilson,
)

TO_SIX = 5e-7
WORD = "needs the extra `oracles`: pip install -e '.[oracles]' and pip install --no-deps irrCAC"


def oracle(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} {WORD}", exc_type=ImportError)


# -- rates, means, charts ------------------------------------------------------------------------------------

RATES = [(k, n) for n in (1, 2, 5, 10, 37, 200, 1000) for k in sorted({0, 1, n // 3, n // 2, n - 1, n})]


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_intervals_of_rates_are_those_of_statsmodels(level: float) -> None:
    confint = oracle("statsmodels.stats.proportion").proportion_confint
    for own, method in ((wilson, "wilson"), (exact_rate, "beta")):
        for hits, n in RATES:
            seen = own(hits, n, level)
            low, high = confint(hits, n, alpha=1 - level, method=method)
            assert seen.low == pytest.approx(low, abs=TO_SIX), (method, hits, n)
            assert seen.high == pytest.approx(high, abs=TO_SIX), (method, hits, n)


def test_none_in_n_is_the_one_sided_exact_limit_of_statsmodels() -> None:
    confint = oracle("statsmodels.stats.proportion").proportion_confint
    for n in (1, 2, 3, 10, 59, 300):
        assert none_in(n) == pytest.approx(confint(0, n, alpha=0.1, method="beta")[1], abs=TO_SIX)


def test_means_and_their_intervals_are_those_of_statsmodels() -> None:
    stats = oracle("statsmodels.stats.weightstats")
    dice = random.Random(2)
    for n in (2, 3, 8, 60):
        values = [dice.gauss(80, 12) for _ in range(n)]
        seen = mean_interval(values)
        low, high = stats.DescrStatsW(values).tconfint_mean()
        assert seen.interval is not None
        assert (seen.interval.low, seen.interval.high) == pytest.approx((low, high), abs=TO_SIX)


def test_quantiles_limits_and_signs_are_those_of_scipy() -> None:
    stats = oracle("scipy.stats")
    for freedom in (1, 2, 3, 7, 29, 500, 20_000):
        assert student_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)
    dice = random.Random(4)
    for _ in range(300):
        n, rate = dice.randint(1, 400), dice.random()
        tails = (LIMIT_ALPHA / 2, 1 - LIMIT_ALPHA / 2)
        assert binomial_limits(n, rate) == tuple(stats.binom.ppf(tails, n, rate))
    for ups, downs in ((6, 0), (7, 2), (20, 31), (3, 3)):
        expected = stats.binomtest(ups, ups + downs).pvalue
        assert sign_test(ups, downs) == pytest.approx(expected, abs=TO_SIX)


# -- agreement -------------------------------------------------------------------------------------------------


def judgements(seed: int) -> tuple[list[int], list[tuple[int | None, ...]]]:
    """Categories, and what two to four people put into them; of more than two, some gave no judgement."""
    dice = random.Random(seed)
    categories = list(range(1, dice.randint(2, 5) + 1))
    people = dice.randint(2, 4)
    subjects = []
    for _ in range(dice.randint(6, 60)):
        truth = dice.choice(categories)
        said = [truth if dice.random() < 0.6 else dice.choice(categories) for _ in range(people)]
        given = [one if people == 2 or dice.random() < 0.85 else None for one in said]
        if sum(one is not None for one in given) > 1:
            subjects.append(tuple(given))
    return categories, subjects


def weights_of(categories: list[int]) -> dict[str, Weights]:
    places = {one: one for one in categories}
    return {"identity": identity(categories), "linear": linear(places), "quadratic": quadratic(places)}


def same(own: Coefficient, value: float, low: float, high: float) -> None:
    assert own.value == pytest.approx(value, abs=TO_SIX)
    assert own.interval is not None
    assert own.interval.low == pytest.approx(max(-1, low), abs=TO_SIX)
    assert own.interval.high == pytest.approx(min(1, high), abs=TO_SIX)


@pytest.mark.parametrize("seed", range(20))
def test_ac1_kappa_and_alpha_of_several_people_are_those_of_irrcac(seed: int) -> None:
    cac, pandas = oracle("irrCAC.raw").CAC, oracle("pandas")
    categories, subjects = judgements(seed)
    frame = pandas.DataFrame([[float("nan") if one is None else float(one) for one in s] for s in subjects])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, weights in weights_of(categories).items():
            theirs = cac(frame, weights=name, categories=[float(one) for one in categories], digits=12)
            for method, own in (
                ("gwet", gwet_ac1),
                ("fleiss", fleiss_kappa),
                ("krippendorff", krippendorff_alpha),
            ):
                found = getattr(theirs, method)()["est"]
                same(own(subjects, weights), found["coefficient_value"], *found["confidence_interval"])


@pytest.mark.parametrize("seed", range(20))
def test_kappa_of_two_people_is_that_of_statsmodels(seed: int) -> None:
    kappa = oracle("statsmodels.stats.inter_rater").cohens_kappa
    numpy = oracle("numpy")
    categories, subjects = judgements(seed)
    pairs = [(one[0], one[1]) for one in subjects if one[0] is not None and one[1] is not None]
    table = numpy.zeros((len(categories),) * 2)
    for one, other in pairs:
        table[one - 1, other - 1] += 1
    for name, weights in weights_of(categories).items():
        theirs = kappa(table, wt=None if name == "identity" else name)
        same(cohen_kappa(pairs, weights), theirs.kappa, theirs.kappa_low, theirs.kappa_upp)


@pytest.mark.parametrize("seed", range(20))
def test_alpha_is_that_of_krippendorff(seed: int) -> None:
    alpha, numpy = oracle("krippendorff").alpha, oracle("numpy")
    categories, subjects = judgements(seed)
    table = numpy.array([[numpy.nan if one is None else one for one in subject] for subject in subjects]).T
    for level, weights in (("nominal", "identity"), ("interval", "quadratic")):
        own = krippendorff_alpha(subjects, weights_of(categories)[weights])
        assert own.value == pytest.approx(alpha(table, level_of_measurement=level), abs=TO_SIX)
