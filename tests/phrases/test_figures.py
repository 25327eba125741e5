"""Figures drawn with characters: they say no more than the numbers, and have a plain twin."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.phrases.figures import bar, dots, scale_from, spark
from audit_tui.phrases.insights import change_words, interval_words, rate_words
from audit_tui.rules.statistics import Interval

percents = st.lists(st.fractions(0, 100), min_size=1, max_size=40)


def of(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


def test_a_sparkline_runs_from_the_lowest_to_the_highest() -> None:
    assert spark(of(0, 50, 100)) == "▁▅█"
    assert spark(of(0, 50, 100), plain=True) == "_=#"
    assert spark(of(70, 70)) == "▅▅"
    assert spark(of(1, 2, 3), width=2) == "▁█"
    assert spark([]) == ""


def test_a_bar_is_only_full_at_a_hundred() -> None:
    assert bar(Fraction(50), 4) == "━━──"
    assert bar(Fraction(999, 10), 10, plain=True) == "#########-"
    assert bar(Fraction(100), 3) == "━━━"
    assert bar(Fraction(-5), 3) == "───"


def test_dots_stand_where_their_values_are_and_are_counted_where_they_meet() -> None:
    assert dots(of(0, 100), Fraction(50), Fraction(0), 5) == "●·┃·●"
    assert dots(of(0, 0, 100), Fraction(0), Fraction(0), 5, plain=True) == "2...o"
    assert dots(of(50), None, Fraction(0), 3) == "·●·"
    assert dots(of(100), None, Fraction(100), 3) == "··●"
    assert dots(of(*[10] * 12), None, Fraction(0), 1) == "9"


@pytest.mark.parametrize(("values", "start"), [((76, 90), 70), ((70,), 70), ((100,), 90), ((3,), 0), ((), 0)])
def test_a_scale_begins_at_the_ten_below(values: tuple[int, ...], start: int) -> None:
    assert scale_from(of(*values)) == start


@given(percents, st.integers(1, 30), st.booleans())
def test_figures_have_the_width_that_was_asked_for(values: list[Fraction], width: int, plain: bool) -> None:
    assert len(dots(values, values[0], scale_from(values), width, plain=plain)) == width
    assert len(bar(values[0], width, plain=plain)) == width
    assert len(spark(values, plain=plain)) == len(values)
    if plain:
        assert dots(values, values[0], scale_from(values), width, plain=True).isascii()


def test_changes_carry_their_sign_and_intervals_their_unit() -> None:
    assert [change_words(each) for each in (Fraction(3), Fraction(-128, 10), Fraction(1, 1000), None)] == [
        "+3.0",
        "−12.8",
        "0.0",
        "–",
    ]
    assert interval_words(Interval(60.2, 98.4)) == "60–98\u00a0%" and interval_words(None) == "–"
    assert rate_words(Interval(0.602, 0.984)) == "60–98\u00a0%" and rate_words(None) == "–"
