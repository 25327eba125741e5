"""Intervals and charts: published vectors, and what must hold for every figure."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit_tui.rules.statistics import (
    FEW_ANSWERS,
    LIMIT_ALPHA,
    SHIFT,
    TREND,
    Interval,
    Run,
    binomial_limits,
    exact_rate,
    incomplete_beta,
    mean_interval,
    median,
    none_in,
    nps_interval,
    run_chart,
    sign_test,
    student_quantile,
    wilson,
)

CLOSE = 1e-9


@st.composite
def rates(draw: st.DrawFn, most: int = 400) -> tuple[int, int]:
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


@st.composite
def opinions(draw: st.DrawFn) -> tuple[int, int, int]:
    """Promoters, detractors, all."""
    promoters, passives, detractors = (draw(st.integers(0, 200)) for _ in range(3))
    assume(promoters + passives + detractors)
    return promoters, detractors, promoters + passives + detractors


def test_nine_of_ten_lies_between_60_and_98_percent() -> None:
    seen = wilson(9, 10)
    assert (round(seen.low, 2), round(seen.high, 2)) == (0.60, 0.98)


@pytest.mark.parametrize("interval", [wilson, exact_rate])
@given(rates())
def test_an_interval_of_a_rate_holds_it_and_stays_between_0_and_1(interval, seen) -> None:  # type: ignore[no-untyped-def]
    hits, n = seen
    found = interval(hits, n)
    assert 0 <= found.low <= hits / n <= found.high <= 1 and found.holds(hits / n)
    assert found.low < found.high


@pytest.mark.parametrize("interval", [wilson, exact_rate])
@given(rates())
def test_misses_are_the_mirror_of_hits(interval, seen) -> None:  # type: ignore[no-untyped-def]
    hits, n = seen
    found, mirrored = interval(hits, n), interval(n - hits, n)
    assert math.isclose(found.low, 1 - mirrored.high, abs_tol=CLOSE)


@pytest.mark.parametrize("interval", [wilson, exact_rate])
@given(rates(100), st.integers(2, 6))
def test_more_of_the_same_narrows_the_interval(interval, seen, times) -> None:  # type: ignore[no-untyped-def]
    hits, n = seen
    few, many = interval(hits, n), interval(hits * times, n * times)
    assert many.high - many.low < few.high - few.low


@given(rates())
def test_a_higher_level_widens_and_a_further_hit_raises(seen: tuple[int, int]) -> None:
    hits, n = seen
    narrow, wide = wilson(hits, n, 0.9), wilson(hits, n, 0.99)
    assert wide.low <= narrow.low and narrow.high <= wide.high
    if hits < n:
        assert wilson(hits + 1, n).low > wilson(hits, n).low or hits == 0
        assert exact_rate(hits + 1, n).high >= exact_rate(hits, n).high


@given(rates(60))
def test_the_exact_limits_leave_two_and_a_half_percent_on_each_side(seen: tuple[int, int]) -> None:
    hits, n = seen

    def at_least(k: int, rate: float) -> float:
        return math.fsum(math.comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in range(k, n + 1))

    found = exact_rate(hits, n)
    if hits:
        assert math.isclose(at_least(hits, found.low), 0.025, rel_tol=1e-6)
    if hits < n:
        assert math.isclose(1 - at_least(hits + 1, found.high), 0.025, rel_tol=1e-6)


def test_the_exact_interval_of_three_of_ten_is_the_one_of_the_tables() -> None:
    found = exact_rate(3, 10)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0667, 0.6525)
    assert exact_rate(0, 10).low == 0 and round(exact_rate(0, 10).high, 4) == 0.3085
    assert round(exact_rate(10, 10).low, 4) == 0.6915 and exact_rate(10, 10).high == 1


@given(st.integers(1, 100_000))
def test_none_in_n_leaves_at_most_3_in_n(n: int) -> None:
    most = none_in(n)
    assert math.isclose((1 - most) ** n, 0.05, rel_tol=1e-6)
    assert most <= min(1, 3 / n) and most > none_in(n + 1)
    assert n < 30 or most > 2.8 / n


@pytest.mark.parametrize("hits, n", [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_rate_is_refused(hits: int, n: int) -> None:
    for interval in (wilson, exact_rate):
        with pytest.raises(ValueError, match="no rate"):
            interval(hits, n)
    with pytest.raises(ValueError):
        nps_interval(hits, 0, n)


# -- recommendation ------------------------------------------------------------------------------------------


def test_the_interval_of_a_score_adds_three_quarters_to_both_ends() -> None:
    seen = nps_interval(50, 20, 100)
    p, d, n = 50.75 / 103, 20.75 / 103, 103
    half = 1.959963984540054 * math.sqrt((p + d - (p - d) ** 2) / n)
    assert math.isclose(seen.low, 100 * (p - d - half)) and math.isclose(seen.high, 100 * (p - d + half))
    assert (round(seen.low), round(seen.high)) == (14, 44)


@given(opinions())
def test_the_interval_of_a_score_holds_it_and_stays_within_100(seen: tuple[int, int, int]) -> None:
    promoters, detractors, n = seen
    found = nps_interval(promoters, detractors, n)
    assert -100 <= found.low < found.high <= 100
    assert found.low <= 100 * (promoters - detractors) / n <= found.high
    mirrored = nps_interval(detractors, promoters, n)
    assert math.isclose(found.low, -mirrored.high, abs_tol=CLOSE)


@given(opinions(), st.integers(0, 50))
def test_passives_never_move_a_score_away_from_nought(seen: tuple[int, int, int], more: int) -> None:
    promoters, detractors, n = seen
    found, diluted = nps_interval(promoters, detractors, n), nps_interval(promoters, detractors, n + more)
    centre, after = found.low + found.high, diluted.low + diluted.high
    assert abs(after) <= abs(centre) + CLOSE or 100 in {found.high, -found.low}


def test_the_interval_of_a_score_holds_the_true_one_about_19_times_in_20() -> None:
    n, p, d = FEW_ANSWERS, 0.5, 0.2
    held = 0.0
    for promoters in range(n + 1):
        for detractors in range(n + 1 - promoters):
            chance = (
                math.comb(n, promoters)
                * math.comb(n - promoters, detractors)
                * p**promoters
                * d**detractors
                * (1 - p - d) ** (n - promoters - detractors)
            )
            held += chance * nps_interval(promoters, detractors, n).holds(100 * (p - d))
    assert 0.93 < held < 0.97


# -- means and signs ------------------------------------------------------------------------------------------


def test_the_interval_of_a_mean_is_the_textbook_one() -> None:
    seen = mean_interval([Fraction(80), 90, 100.0, 70])
    assert seen.value == 85 and seen.n == 4 and seen.interval is not None
    half = 3.182446305284263 * math.sqrt(500 / 3) / 2
    assert math.isclose(seen.interval.low, 85 - half) and math.isclose(seen.interval.high, 85 + half)


def test_one_observation_has_a_mean_and_no_interval() -> None:
    seen = mean_interval([7])
    assert (seen.value, seen.interval, seen.n) == (7, None, 1)
    with pytest.raises(ValueError):
        mean_interval([])


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=50))
def test_the_interval_of_a_mean_holds_it(values: list[float]) -> None:
    seen = mean_interval(values)
    assert seen.interval is not None and seen.interval.holds(seen.value)


def test_the_median_is_the_middle_one_or_lies_between_the_two() -> None:
    assert median([Fraction(3), 1, 2]) == 2 and median([4, Fraction(1, 2), 1, 2]) == Fraction(3, 2)
    with pytest.raises(ValueError, match="no median"):
        median([])


@pytest.mark.parametrize(
    "ups, downs, chance",
    [(6, 0, 0.03125), (5, 0, 0.0625), (1, 1, 1.0), (0, 0, 1.0), (8, 2, 0.109375), (2, 8, 0.109375)],
)
def test_the_sign_test_is_exact(ups: int, downs: int, chance: float) -> None:
    assert sign_test(ups, downs) == chance


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_more_uneven_the_less_probable(ups: int, downs: int) -> None:
    assert 0 <= sign_test(ups, downs) <= 1
    assert sign_test(max(ups, downs) + 1, min(ups, downs)) <= sign_test(ups, downs)


# -- charts over time ------------------------------------------------------------------------------------------


@given(st.integers(1, 200), st.floats(0, 1))
def test_chance_leaves_the_limits_less_often_than_promised(n: int, rate: float) -> None:
    low, high = binomial_limits(n, rate)
    chances = [math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]
    assert 0 <= low <= high <= n
    assert math.fsum(chances[:low]) <= LIMIT_ALPHA / 2 + CLOSE
    assert math.fsum(chances[high + 1 :]) <= LIMIT_ALPHA / 2 + CLOSE
    # One hit nearer on either side, and chance would leave them too often.
    assert math.fsum(chances[: low + 1]) > LIMIT_ALPHA / 2 - CLOSE
    assert math.fsum(chances[high:]) > LIMIT_ALPHA / 2 - CLOSE


def test_a_rate_of_nought_or_one_leaves_no_room() -> None:
    assert binomial_limits(20, 0) == (0, 0) and binomial_limits(20, Fraction(1)) == (20, 20)
    for rate in (-0.1, 1.1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            binomial_limits(20, rate)
    with pytest.raises(ValueError):
        binomial_limits(0, 0.5)


def test_wider_limits_for_a_smaller_alpha() -> None:
    assert binomial_limits(50, 0.8, 0.05) == (34, 45) and binomial_limits(50, 0.8) == (31, 47)


def test_six_points_on_one_side_of_the_median_are_a_shift() -> None:
    low, high = [1, 2, 1, 2, 1, 2], [9, 8, 9, 8, 9, 8]
    seen = run_chart(low + high)
    assert seen.median == 5 and seen.shifts == (Run(0, 5, False), Run(6, 11, True)) and seen.trends == ()
    assert run_chart(low[1:] + high[1:]).shifts == ()


def test_a_point_on_the_median_neither_breaks_a_shift_nor_counts() -> None:
    values = [8, 8, 8, 5, 8, 8, 8, 1, 1]
    assert run_chart(values, centre=5).shifts == (Run(0, 6, True),)
    assert run_chart(values[1:], centre=5).shifts == ()


def test_five_points_that_all_rise_are_a_trend() -> None:
    assert run_chart([3, 1, 2, 3, 4, 5, 2]).trends == (Run(1, 5, True),)
    assert run_chart([3, 1, 2, 3, 4, 2]).trends == ()
    assert run_chart([5, 4, 3, 2, 1]).trends == (Run(0, 4, False),)


def test_of_equal_neighbours_one_counts_to_a_trend() -> None:
    assert run_chart([1, 2, 2, 3, 4, 4]).trends == ()
    assert run_chart([1, 2, 2, 3, 4, 4, 5]).trends == (Run(0, 6, True),)


def test_a_run_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        run_chart([])


values = st.lists(st.integers(0, 20) | st.fractions(0, 20), min_size=1, max_size=60)


@given(values)
def test_shifts_and_trends_are_what_they_say(points: list[Fraction]) -> None:
    seen = run_chart(points)
    for run in seen.shifts:
        within = [one for one in points[run.start : run.end + 1] if one != seen.median]
        assert len(within) >= SHIFT and all((one > seen.median) is run.up for one in within)
    for run in seen.trends:
        within = points[run.start : run.end + 1]
        assert len(set(within)) >= TREND
        assert within == sorted(within, reverse=not run.up)


@given(values)
def test_upside_down_a_run_chart_shows_the_same_the_other_way(points: list[Fraction]) -> None:
    seen, mirrored = run_chart(points), run_chart([-one for one in points])
    assert [(run.start, run.end, not run.up) for run in seen.shifts] == [
        (run.start, run.end, run.up) for run in mirrored.shifts
    ]
    assert [(run.start, run.end, not run.up) for run in seen.trends] == [
        (run.start, run.end, run.up) for run in mirrored.trends
    ]


# -- distributions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "freedom, quantile", [(1, 12.706204736), (2, 4.302652730), (9, 2.262157163), (120, 1.979930405)]
)
def test_quantiles_of_students_t_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert math.isclose(student_quantile(0.975, freedom), quantile, rel_tol=1e-9)


def test_the_quantiles_shrink_towards_the_normal_one() -> None:
    quantiles = [student_quantile(0.975, freedom) for freedom in (1, 2, 5, 30, 1000, 100_000)]
    assert all(more > less for more, less in pairwise(quantiles)) and quantiles[-1] > 1.95996


@given(st.floats(0.01, 0.99), st.integers(1, 40), st.integers(1, 40))
def test_the_incomplete_beta_function_is_a_binomial_tail(x: float, a: int, b: int) -> None:
    n = a + b - 1
    tail = math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert math.isclose(incomplete_beta(x, a, b), tail, rel_tol=1e-9, abs_tol=1e-12)


def test_an_interval_holds_its_own_ends() -> None:
    assert Interval(1, 2).holds(1) and Interval(1, 2).holds(2) and not Interval(1, 2).holds(2.1)
