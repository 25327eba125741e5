"""Agreement coefficients: published vectors, and what must hold whatever was judged."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.rules.coefficients import (
    NOTHING,
    Coefficient,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    identity,
    krippendorff_alpha,
    linear,
    quadratic,
    raw,
)

YES_NO = identity(["no", "yes"])
SCALE = {1: 1, 2: 2, 3: 3, 4: 4}
PARADOX = [("yes", "yes")] * 45 + [("yes", "no")] * 2 + [("no", "yes")] * 2 + [("no", "no")]
SEVERAL = (gwet_ac1, fleiss_kappa, krippendorff_alpha)

ratings = st.lists(
    st.lists(st.sampled_from([1, 2, 3, 4, None]), min_size=2, max_size=4).map(tuple), min_size=1, max_size=40
)
pairs = st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.sampled_from([1, 2, 3, 4])), max_size=40)


def value(coefficient: Coefficient) -> float:
    assert coefficient.value is not None
    return coefficient.value


def ends(coefficient: Coefficient) -> tuple[float, float]:
    assert coefficient.interval is not None
    return coefficient.interval.low, coefficient.interval.high


def test_where_nearly_all_say_yes_kappa_collapses_and_ac1_does_not() -> None:
    assert value(raw(PARADOX)) == 0.92
    assert round(value(cohen_kappa(PARADOX, YES_NO)), 2) == 0.29
    assert round(value(gwet_ac1(PARADOX, YES_NO)), 2) == 0.91
    assert round(value(fleiss_kappa(PARADOX, YES_NO)), 4) == 0.2908
    assert round(value(krippendorff_alpha(PARADOX, YES_NO)), 5) == 0.29787
    assert [round(end, 5) for end in ends(gwet_ac1(PARADOX, YES_NO))] == [0.81511, 1]


def test_weighted_kappa_forgives_a_neighbour_and_not_the_other_end() -> None:
    near = [(1, 1), (2, 2), (3, 3), (4, 4), (1, 2), (3, 4)]
    far = [(1, 1), (2, 2), (3, 3), (4, 4), (1, 4), (3, 1)]
    for weights in (linear(SCALE), quadratic(SCALE)):
        assert value(cohen_kappa(near, weights)) > value(cohen_kappa(far, weights))
    plain = value(cohen_kappa(near, identity(list(SCALE))))
    assert plain < value(cohen_kappa(near, linear(SCALE))) < value(cohen_kappa(near, quadratic(SCALE)))


def test_linear_weights_go_by_distance_and_quadratic_ones_by_its_square() -> None:
    places = {"not_met": 0, "partly": 0.25, "met": 1}
    assert linear(places).table[0] == (1, 0.75, 0)
    assert quadratic(places).table[1] == (1 - 0.0625, 1, 1 - 0.5625)
    assert linear({"a": 1, "b": 1}).table == ((1, 1), (1, 1))
    assert linear({}).table == ()


def test_with_two_categories_the_weights_change_nothing() -> None:
    judged = [(0, 0), (1, 0), (1, 1), (0, 1), (1, 1)]
    plain = cohen_kappa(judged, identity([0, 1]))
    assert cohen_kappa(judged, linear({0: 0, 1: 1})) == plain == cohen_kappa(judged, quadratic({0: 0, 1: 1}))


def test_nothing_to_compare_gives_no_coefficient() -> None:
    for measure in SEVERAL:
        assert measure([], YES_NO) == NOTHING == measure([("yes", None), (None, None)], YES_NO)
    assert raw([("yes",), ("no", None)]) == NOTHING
    assert cohen_kappa([("yes", None), ("perhaps", "no")], YES_NO) == NOTHING


def test_one_category_in_sight_leaves_chance_corrected_figures_undefined() -> None:
    judged = [("yes", "yes")] * 9
    for coefficient in (
        cohen_kappa(judged, YES_NO),
        fleiss_kappa(judged, YES_NO),
        krippendorff_alpha(judged, YES_NO),
        gwet_ac1(judged, identity(["yes"])),
    ):
        assert coefficient == Coefficient(None, None, 9, 9)
    assert fleiss_kappa(judged, YES_NO, list("aabbccdde")) == Coefficient(None, None, 9, 5)
    assert cohen_kappa(judged, YES_NO, list("aabbccdde")) == Coefficient(None, None, 9, 5)
    assert value(gwet_ac1(judged, YES_NO)) == 1


def test_full_agreement_of_a_few_is_not_certain() -> None:
    judged = [("yes", "yes")] * 6 + [("no", "no")] * 4
    for coefficient in (raw(judged), cohen_kappa(judged, YES_NO), *(m(judged, YES_NO) for m in SEVERAL)):
        low, high = ends(coefficient)
        assert value(coefficient) == pytest.approx(1) and high == pytest.approx(1) and 0.3 < low < 0.75
    assert ends(gwet_ac1(judged * 20, YES_NO))[0] > ends(gwet_ac1(judged, YES_NO))[0]


def test_one_subject_has_an_interval_as_wide_as_it_must_be() -> None:
    low, high = ends(gwet_ac1([("yes", "yes")], YES_NO))
    assert low < 0.3 and high == 1
    assert raw([("yes", "no")]).units == 1


def test_a_missing_judgement_leaves_the_pair_and_keeps_the_others() -> None:
    assert value(raw([("yes", "yes", None), ("yes", "no", "no"), (None, "no", None)])) == (1 + 1 / 3) / 2
    assert raw([("yes", None)] * 3 + [("no", "no")]).n == 1


@given(ratings)
def test_values_lie_in_their_intervals_and_these_end_at_full_agreement(judged: list[tuple[int, ...]]) -> None:
    clusters = [at % 5 for at in range(len(judged))]
    for weights in (identity(list(SCALE)), linear(SCALE), quadratic(SCALE)):
        for measure in SEVERAL:
            for by in (None, clusters):
                coefficient = measure(judged, weights, by)
                assert coefficient.n == raw(judged).n and coefficient.units <= coefficient.n
                if coefficient.value is not None:
                    low, high = ends(coefficient)
                    assert low <= coefficient.value <= high <= 1 + 1e-9 and (
                        low >= -1 or low == coefficient.value
                    )


@given(pairs)
def test_who_is_the_first_and_the_order_of_subjects_do_not_matter(judged: list[tuple[int, int]]) -> None:
    weights = linear(SCALE)
    swapped, turned = [(b, a) for a, b in judged], judged[::-1]
    for one, other in ((judged, swapped), (judged, turned)):
        for mine, theirs in (
            (raw(one), raw(other)),
            (cohen_kappa(one, weights), cohen_kappa(other, weights)),
            *((measure(one, weights), measure(other, weights)) for measure in SEVERAL),
        ):
            assert (mine.value is None) is (theirs.value is None) and mine.n == theirs.n
            if mine.value is not None and theirs.value is not None:
                assert math.isclose(mine.value, theirs.value, abs_tol=1e-9)
                assert all(
                    math.isclose(a, b, abs_tol=1e-6) for a, b in zip(ends(mine), ends(theirs), strict=True)
                )


@given(pairs)
def test_ac1_never_lies_above_raw_agreement(judged: list[tuple[int, int]]) -> None:
    coefficient = gwet_ac1(judged, identity(list(SCALE)))
    if coefficient.value is not None:
        assert coefficient.value <= value(raw(judged)) + 1e-9


@given(pairs.filter(bool), st.integers(2, 5))
def test_the_same_visit_told_several_times_says_no_more_than_once(
    judged: list[tuple[int, int]], times: int
) -> None:
    """Copies in one cluster leave value and interval as they were; taken one by one they would narrow it."""
    copies = [subject for subject in judged for _ in range(times)]
    clusters = [at for at in range(len(judged)) for _ in range(times)]
    for measure in (gwet_ac1, fleiss_kappa):
        once = measure(judged, linear(SCALE))
        told = measure(copies, linear(SCALE), clusters)
        assert (once.value is None) is (told.value is None) and told.units == once.n
        if once.value is not None and told.value is not None:
            assert math.isclose(once.value, told.value, abs_tol=1e-9)
            assert all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(ends(once), ends(told), strict=True))


def test_clusters_widen_the_intervals_of_raw_agreement_and_kappa() -> None:
    visit = [("yes", "yes")] * 5 + [("no", "no")] * 4 + [("yes", "no")]
    other = [("yes", "no")] * 6 + [("no", "no")] * 4
    judged = visit * 3 + other * 3
    clusters = [at // 10 for at in range(60)]
    for alone, together in (
        (raw(judged), raw(judged, clusters)),
        (cohen_kappa(judged, YES_NO), cohen_kappa(judged, YES_NO, clusters)),
    ):
        assert math.isclose(value(alone), value(together)) and (alone.units, together.units) == (60, 6)
        assert ends(together)[0] < ends(alone)[0] and ends(together)[1] > ends(alone)[1]


def test_clusters_of_one_give_cohens_kappa_nearly_the_same_interval() -> None:
    judged = (PARADOX + [("no", "no")] * 20) * 3
    alone = cohen_kappa(judged, YES_NO)
    together = cohen_kappa(judged, YES_NO, list(range(len(judged))))
    assert all(math.isclose(a, b, abs_tol=0.01) for a, b in zip(ends(alone), ends(together), strict=True))


# -- figures as others compute them too (test_oracles compares), fixed here ---------------------------------------

JUDGED = [(1, 1), (1, 2), (2, 2), (3, 3), (3, 1), (2, 2), (4, 4), (4, 3)]
CHANGING = [(1, 1, 2), (2, 2, None), (3, 3, 3), (4, None, 4), (1, 2, 4), (None, None, 1), (2, 2, 2)]


@pytest.mark.parametrize(
    ("found", "figures", "units"),
    [
        (raw(JUDGED), (0.625, 0.305742, 0.863156), 8),
        (raw(JUDGED, list("aabbccdd")), (0.625, 0.227194, 1.0), 4),
        (cohen_kappa(JUDGED, linear(SCALE)), (0.578947, 0.169767, 0.988128), 8),
        (cohen_kappa(JUDGED, linear(SCALE), list("aabbccdd")), (0.578947, 0.019912, 1.0), 4),
        (gwet_ac1(CHANGING, identity(list(SCALE))), (0.63807, 0.023141, 1.0), 6),
        (gwet_ac1(CHANGING, linear(SCALE), list("aabbccd")), (0.676162, -0.14982, 1.0), 4),
        (fleiss_kappa(CHANGING, linear(SCALE)), (0.595506, -0.133306, 1.0), 6),
        (krippendorff_alpha(CHANGING, identity(list(SCALE))), (0.583333, -0.108748, 1.0), 6),
        (krippendorff_alpha(CHANGING, quadratic(SCALE)), (0.52381, -0.458519, 1.0), 6),
        (krippendorff_alpha(CHANGING, linear(SCALE), list("aabbccd")), (0.565217, -0.552984, 1.0), 4),
    ],
)
def test_a_worked_example_of_each(found: Coefficient, figures: tuple[float, ...], units: int) -> None:
    assert tuple(round(each, 6) for each in (value(found), *ends(found))) == figures
    assert found.units == units


def test_two_units_are_enough_for_an_interval_by_students_t_and_one_is_not() -> None:
    two = raw([(1, 1), (1, 2), (1, 1), (1, 1)], list("aabb"))
    assert ends(two) == (-1, 1) and two.units == 2
    one = raw([(1, 1), (1, 2), (1, 1), (1, 1)], list("aaaa"))
    assert one.units == 1 and ends(one)[0] > -1
