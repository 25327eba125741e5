"""Many visits at a glance: what improved, league, heat map, recurring shortfalls, and the trend of a site."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.rules.insights import (
    League,
    Selection,
    Standing,
    heat_map,
    league,
    median_interval,
    progress,
    recurring,
    select,
    usual,
)
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.trend import RUN_CHART_UP_TO, Signal, Trend, course_to, trends
from tests.rules.build import NA, of, yes_no
from tests.rules.visits import points, said, visit

TEN = points(*"abcdefghij", scoring={"pass_from": 70, "target": 90})
PARKING = points("x", "y", id_="parking")


def scored(percent: int, *, day: str = "2026-01-01", site: str = "ROMA", **keys: Any) -> AuditResult:
    """A visit by ten questions, so many tens of percent."""
    return visit(
        TEN,
        said(**{name: at * 10 < percent for at, name in enumerate("abcdefghij")}),
        day=day,
        site=site,
        **keys,
    )


def days(*percents: int, site: str = "ROMA") -> list[AuditResult]:
    """Visits of one site, a month apart."""
    return [
        scored(percent, day=f"{2025 + at // 12}-{1 + at % 12:02d}-01", site=site)
        for at, percent in enumerate(percents)
    ]


def every(results: list[AuditResult], **selection: str) -> Any:
    return select(results, Selection(**selection))


# -- which visits ---------------------------------------------------------------------------------------------


def test_broken_off_visits_and_those_without_a_score_never_count() -> None:
    bare = visit(TEN, said(a=True))
    assert bare.percent is None
    chosen = every([scored(80), bare, scored(90, aborted=True)])
    assert [one.percent for one in chosen.visits] == [80]
    assert (chosen.aborted, chosen.unscored, chosen.demo, chosen.remeasured) == (1, 1, False, 0)


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        ({"site": "milano"}, ["MILANO"]),
        ({"region": "NORTH"}, ["MILANO"]),
        ({"start": "2026-02-01"}, ["MILANO"]),
        ({"end": "2026-01-31"}, ["ROMA"]),
        ({"start": "2026-01-15", "end": "2026-02-01"}, ["ROMA", "MILANO"]),
        ({"checklist": "parking"}, []),
    ],
)
def test_visits_are_chosen_by_site_region_days_and_checklist(
    selection: dict[str, str], left: list[str]
) -> None:
    results = [scored(80, day="2026-01-15"), scored(80, day="2026-02-01", site="MILANO", region="North")]
    assert [one.site for one in every(results, **selection).visits] == left


def test_of_one_checklist_its_own_percentage_counts() -> None:
    both = visit(
        [TEN, PARKING], {**said(**dict.fromkeys("abcdefghij", True)), **said("parking", x=True, y=False)}
    )
    chosen = every([both], checklist="parking")
    assert [one.percent for one in chosen.visits] == [50]


def test_the_usual_checklists_are_those_of_most_visits_and_the_more_among_equals() -> None:
    both = visit([TEN, PARKING], {**said(a=True), **said("parking", x=True)})
    assert usual([scored(80), scored(80), both]) == ("phone",)
    assert usual([scored(80), both]) == ("parking", "phone")
    assert usual([]) == ()


def test_invented_visits_are_marked() -> None:
    assert every([scored(80), scored(80, demo=True)]).demo


# -- what improved --------------------------------------------------------------------------------------------


def test_the_last_visit_stands_against_the_one_before_and_the_first_of_the_period() -> None:
    parking = visit(PARKING, said("parking", x=True, y=True), day="2025-04-01")
    (one,) = progress(every([*days(60, 80, 70), parking]))
    assert (len(one.visits), one.aside, one.target, one.gap) == (3, 1, 90, -20)
    assert one.last is not None and one.period is not None
    assert (one.last.change, one.period.change) == (-10, 10)
    assert (one.period.fixed, one.last.new) == (("phone/PH-07",), ("phone/PH-08",))


def test_a_single_visit_has_nothing_to_stand_against_and_two_have_no_period() -> None:
    (alone,) = progress(every(days(60)))
    (pair,) = progress(every(days(60, 80)))
    assert (alone.last, alone.period, pair.period) == (None, None, None)
    assert pair.last is not None


def test_without_a_target_there_is_no_gap() -> None:
    (one,) = progress(every([visit(PARKING, said("parking", x=True, y=True))]))
    assert (one.target, one.gap) == (None, None)


# -- league ---------------------------------------------------------------------------------------------------


def test_under_five_visits_a_site_has_no_rank_and_stands_below_by_its_id() -> None:
    found = league(
        every(
            [
                *days(100, 100, 100, 100, site="ZEBRA"),
                *days(60, 60, 60, 60, 60, site="MIDDLE"),
                *days(90, 90, 90, 90, 90, site="BEST"),
                *days(10, site="ALONE"),
            ]
        )
    )
    assert [(one.site, one.rank, one.visits) for one in found.standings] == [
        ("BEST", 1, 5),
        ("MIDDLE", 2, 5),
        ("ALONE", None, 1),
        ("ZEBRA", None, 4),
    ]


def test_equal_medians_share_a_rank_and_the_next_one_counts_on() -> None:
    results = [*days(*[90] * 5, site="A"), *days(*[90] * 5, site="B"), *days(*[80] * 6, site="C")]
    assert [(one.site, one.rank) for one in league(every(results)).standings] == [
        ("A", 1),
        ("B", 1),
        ("C", 3),
    ]


def standing(*percents: int) -> Standing:
    (one,) = league(every(days(*percents))).standings
    return one


def test_a_site_is_told_with_dots_median_passes_and_their_interval() -> None:
    one = standing(60, 80, 90, 100, 70, 80, 90, 90, 90, 90)
    assert one.percents == (60, 80, 90, 100, 70, 80, 90, 90, 90, 90)
    assert one.median == 90
    assert (one.passed, one.judged, one.at_most) == (9, 10, None)
    assert one.pass_interval is not None
    assert (round(one.pass_interval.low, 2), round(one.pass_interval.high, 2)) == (0.6, 0.98)


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        # 1 − 2/2^6 = 96.9 %; 1 − 2·(1 + 8)/2^8 = 93.0 % is not enough, so 99.2 %; 1 − 2·(1 + 9)/2^9 = 96.1 %.
        (range(1, 7), 1, 6),
        (range(1, 9), 1, 8),
        (range(1, 10), 2, 8),
    ],
)
def test_the_interval_of_a_median_lies_between_two_visits(values: range, low: int, high: int) -> None:
    found = median_interval([Fraction(value) for value in reversed(values)])
    assert found is not None and (found.low, found.high) == (low, high)


@pytest.mark.parametrize("n", range(6))
def test_under_six_visits_a_median_has_no_interval(n: int) -> None:
    assert median_interval([Fraction(50)] * n) is None


def test_where_no_visit_failed_at_most_three_in_n_may_fail_all_the_same() -> None:
    most = standing(80, 80, 80, 80, 80, 80).at_most
    assert most is not None and 0.39 < most < 3 / 6
    assert standing(60, 80).at_most is None


def test_a_checklist_without_a_verdict_judges_no_visit() -> None:
    (one,) = league(every([visit(PARKING, said("parking", x=True, y=True))])).standings
    assert (one.judged, one.pass_interval, one.at_most) == (0, None, None)


def test_visits_by_other_checklists_are_left_aside() -> None:
    parking = visit(PARKING, said("parking", x=True, y=True), site="MILANO")
    found: League = league(every([*days(80, 90), parking]))
    assert (found.asked, found.aside, len(found.standings)) == (("phone",), 1, 1)


def test_older_editions_are_computed_again_before_they_are_compared() -> None:
    old = of(yes_no("a", points=1), yes_no("b", points=1))
    new = of(yes_no("a", points=1), yes_no("b", points=1, meaning=2))
    results = [
        visit(old, said(a=True, b=False), site="A", day="2026-01-01"),
        visit(new, said(a=True, b=True), site="B", day="2026-02-01"),
        visit(of(yes_no("z", points=1)), said(z=True), site="C", day="2025-01-01"),
    ]
    chosen = every(results)
    found = league(chosen)
    assert [(one.site, one.median) for one in found.standings] == [("A", 100), ("B", 100)]
    assert (found.aside, chosen.remeasured) == (1, 2)


# -- heat map -------------------------------------------------------------------------------------------------


def test_the_heat_map_has_the_last_visit_and_the_mean_of_each_touchpoint() -> None:
    both = visit(
        [TEN, PARKING],
        {
            **said(**{name: at < 8 for at, name in enumerate("abcdefghij")}),
            **said("parking", x=True, y=False),
        },
        day="2026-06-01",
    )
    found = heat_map(every([*days(60, 100), both, *days(100, site="MILANO")]))
    assert found.checklists == ("phone", "parking")
    assert found.sites == (("MILANO", "Store MILANO"), ("ROMA", "Store ROMA"))
    assert ("MILANO", "parking") not in found.cells
    cell = found.cells["ROMA", "phone"]
    assert (cell.visits, cell.last, cell.mean, cell.day) == (3, 80, 80, "2026-06-01")
    assert (cell.last_level, cell.mean_level, cell.critical) == ("below", "below", False)
    assert found.cells["MILANO", "phone"].last_level == "pass"
    # Without a target the shipped band of compliance decides.
    assert found.cells["ROMA", "parking"].last_level == "below"


def test_a_touchpoint_that_does_not_pass_is_told_whatever_its_percentage() -> None:
    hard = of(yes_no("a", points=9), yes_no("b", points=1, critical={"cap": 95}), scoring={"pass_from": 70})
    found = heat_map(
        every([visit(hard, said(a=True, b=True)), visit(hard, said(a=True, b=False), day="2026-02-01")])
    )
    cell = found.cells["ROMA", "phone"]
    assert (cell.last, cell.last_level, cell.critical, cell.mean_level) == (90, "fail", True, "pass")
    assert heat_map(every(days(20, 20))).cells["ROMA", "phone"].mean_level == "fail"


def test_a_touchpoint_of_which_nothing_was_assessed_has_no_cell() -> None:
    loose = points("x", id_="parking")
    one = visit([TEN, loose], {**said(**dict.fromkeys("abcdefghij", True)), **said("parking", x=NA)})
    # N/A is not allowed there, so the required question stays open and there is no percentage at all.
    assert heat_map(every([one])).cells == {}
    free = of(yes_no("x", points=1, allow_na=True), id_="parking")
    two = visit([TEN, free], {**said(**dict.fromkeys("abcdefghij", True)), **said("parking", x=NA)})
    assert list(heat_map(every([two])).cells) == [("ROMA", "phone")]


# -- recurring ------------------------------------------------------------------------------------------------


def fell(*letters: str, site: str = "ROMA", checklist: Any = None) -> list[AuditResult]:
    """Visits of one site by two questions: `ab` for both held, `a` for b fell short, `-` for a alone assessed."""
    made = checklist or of(
        yes_no("a", points=1, standard="PH-01", allow_na=True),
        yes_no("b", points=1, standard="PH-02", allow_na=True),
        standards={"PH-01": {"text": "About a."}, "PH-02": {"text": "About b."}},
    )
    return [
        visit(
            made,
            said(a="a" in held, b=NA if "-" in held else "b" in held),
            day=f"2026-{at:02d}-01",
            site=site,
        )
        for at, held in enumerate(letters, 1)
    ]


def test_what_falls_short_in_a_row_comes_first() -> None:
    results = [*fell("ab", "a", "a", "a"), *fell("b", "ab", "b", "ab", "b", site="MILANO")]
    first, second = recurring(every(results))
    assert (first.item, first.again, first.short, first.visits) == ("phone/PH-02", 2, 3, 9)
    assert (first.sites, first.assessed_at, first.last.day) == (("ROMA",), 2, "2026-04-01")
    assert (second.item, second.again, second.short, second.sites) == ("phone/PH-01", 0, 3, ("MILANO",))
    assert first.text == {"en": "About b."}
    assert 0 < first.interval.low < 3 / 9 < first.interval.high < 1


def test_a_visit_that_did_not_assess_it_neither_counts_nor_breaks_a_row() -> None:
    (one,) = recurring(every(fell("a", "a-", "a")))
    assert (one.item, one.visits, one.short, one.again) == ("phone/PH-02", 2, 2, 1)


def test_what_was_assessed_nowhere_is_not_told() -> None:
    assert [one.item for one in recurring(every(fell("-", "-")))] == ["phone/PH-01"]


def test_where_nothing_fell_short_there_is_nothing() -> None:
    assert recurring(every(fell("ab", "ab"))) == ()
    assert recurring(every([])) == ()


def test_a_changed_meaning_leaves_earlier_visits_out_and_says_so() -> None:
    other = of(
        yes_no("a", points=1, standard="PH-01", allow_na=True),
        yes_no("b", points=1, standard="PH-02", allow_na=True, meaning=2),
        standards={"PH-01": {"text": "About a."}, "PH-02": {"text": "About b."}},
    )
    now = [visit(other, said(a=False, b=False), day="2026-09-01")]
    found = {one.item: one for one in recurring(every([*fell("a", "a", ""), *now]))}
    assert (found["phone/PH-02"].visits, found["phone/PH-02"].otherwise) == (1, 3)
    assert (found["phone/PH-01"].visits, found["phone/PH-01"].short, found["phone/PH-01"].again) == (4, 2, 1)


# -- trend ----------------------------------------------------------------------------------------------------


def trend(*percents: int) -> Trend:
    (one,) = trends(every(days(*percents)))
    return one


def test_up_to_twelve_visits_make_a_run_chart() -> None:
    one = trend(*[80, 90] * 6)
    assert RUN_CHART_UP_TO == 12
    assert (one.chart, one.median, one.mean_met, one.target) == ("run", 85, None, 90)
    assert [point.percent for point in one.points[:2]] == [80, 90]
    assert [(point.met, point.standards) for point in one.points[:2]] == [(8, 10), (9, 10)]
    assert all(point.limits is None and point.outside == "" for point in one.points)


def test_past_twelve_visits_a_p_chart_has_exact_limits_and_tells_what_lies_outside() -> None:
    one = trend(*[90] * 13, 10)
    assert one.chart == "p" and one.mean_met == Fraction(100 * 118, 140)
    assert [point.outside for point in one.points] == [""] * 13 + ["below"]
    assert one.points[0].limits == one.points[5].limits
    assert one.points[0].limits == (4, 10)


def test_a_visit_far_above_is_told_too() -> None:
    assert trend(*[10] * 20, 100).points[-1].outside == "above"


def test_a_shift_is_told_in_a_run_chart() -> None:
    one = trend(60, 60, 60, 60, 60, 60, 90, 90, 90, 90, 90, 90)
    assert one.signals == (
        Signal("shift", False, "2025-01-01", "2025-06-01"),
        Signal("shift", True, "2025-07-01", "2025-12-01"),
    )
    assert trend(60, 70, 80, 90, 100).signals == (Signal("trend", True, "2025-01-01", "2025-05-01"),)
    assert trend(80, 90, 80).signals == ()


def test_a_visit_without_standards_has_no_limits() -> None:
    bare = of(yes_no("a", points=1), yes_no("b", points=1))
    results = [visit(bare, said(a=True, b=False), day=f"2025-{m:02d}-01") for m in range(1, 13)]
    results += [visit(bare, said(a=True, b=False), day="2026-01-01")]
    (one,) = trends(every(results))
    assert (one.chart, one.mean_met) == ("p", None)
    assert all(point.limits is None and not point.outside for point in one.points)


def test_a_visit_that_assessed_no_standard_among_others_has_no_limits() -> None:
    some = of(
        yes_no("a", points=1),
        yes_no("b", points=1, standard="PH-01", allow_na=True),
        standards={"PH-01": {"text": "?"}},
    )
    results = [visit(some, said(a=True, b=True), day=f"2025-{m:02d}-01") for m in range(1, 13)]
    results.append(visit(some, said(a=True, b=NA), day="2026-01-01"))
    (one,) = trends(every(results))
    assert one.points[-1].limits is None and one.points[-1].outside == ""
    assert one.points[0].limits is not None


def test_what_is_not_comparable_with_the_last_visit_is_counted() -> None:
    old = of(yes_no("a", points=1), yes_no("b", points=1))
    new = of(yes_no("a", points=1), yes_no("b", points=1, meaning=2))
    gone = of(yes_no("z", points=1))
    results = [
        visit(gone, said(z=True), day="2025-12-01"),
        visit(old, said(a=True, b=False), day="2026-01-01"),
        visit(new, said(a=True, b=True), day="2026-02-01"),
    ]
    (one,) = trends(every(results))
    assert [(p.percent, p.comparable, p.asked) for p in one.points] == [(100, 1, 2), (100, 2, 2)]
    assert (one.remeasured, one.aside) == (1, 1)


# -- the course that leads to a visit -------------------------------------------------------------------------


def test_the_course_to_a_visit_ends_with_it_and_has_every_percentage_by_its_checklists() -> None:
    old = of(yes_no("a", points=1), yes_no("b", points=1))
    new = of(yes_no("a", points=1), yes_no("b", points=1, meaning=2))
    results = [
        visit(old, said(a=True, b=False), day="2026-01-01"),
        visit(new, said(a=False, b=True), day="2026-02-01"),
        visit(new, said(a=True, b=True), day="2026-03-01"),
    ]
    course = course_to(results[2], results[:2])
    assert [(step.result.day, step.percent, step.is_whole) for step in course] == [
        ("2026-01-01", 100, False),
        ("2026-02-01", 50, True),
        ("2026-03-01", 100, True),
    ]


def test_two_visits_are_no_course_nor_are_those_that_lead_to_one_without_a_score() -> None:
    first, second, third = days(80, 90, 100)
    assert course_to(second, [first]) == ()
    assert len(course_to(third, [first, second])) == 3
    assert course_to(replace(third, percent_text=""), [first, second]) == ()


def test_a_visit_with_nothing_that_is_asked_now_is_no_step_of_a_course() -> None:
    gone = visit(of(yes_no("z", points=1)), said(z=True), day="2025-12-01")
    results = [visit(of(yes_no("a", points=1)), said(a=True), day=f"2026-0{at}-01") for at in (1, 2, 3)]
    assert [step.result.day for step in course_to(results[2], [gone, *results[:2]])] == [
        "2026-01-01",
        "2026-02-01",
        "2026-03-01",
    ]


# -- order-free -----------------------------------------------------------------------------------------------

MANY = [
    *days(60, 70, 90, 100, 80, 90, site="A"),
    *days(90, 80, 100, site="B"),
    *fell("ab", "a", "a", site="C"),
    visit(PARKING, said("parking", x=True, y=False), site="A", day="2025-05-05"),
]


@given(st.permutations(MANY))
def test_the_order_in_which_visits_are_given_changes_nothing(order: list[AuditResult]) -> None:
    first, second = every(MANY), every(order)
    assert first.visits == second.visits
    assert league(first) == league(second)
    assert heat_map(first) == heat_map(second)
    assert recurring(first) == recurring(second)
    assert trends(first) == trends(second)
    assert progress(first) == progress(second)
