"""Scores and agreement in words: signs, roundings that never cross a band, and names only where they are earned."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.i18n import _
from audit_tui.phrases.agreement import coefficient_words, points_words
from audit_tui.phrases.nps import interval_words, reading_sentence, reading_words, score_sentence, signed
from audit_tui.rules.coefficients import Coefficient
from audit_tui.rules.nps import Score, read
from audit_tui.rules.statistics import Interval


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (Fraction(1, 3), "0"),
        (Fraction(-1, 3), "0"),
        (28, "+28"),
        (Fraction(-57, 2), "−29"),
        (Fraction(4510, 100), "+45.1"),
        (Fraction(995, 100), "+9.9"),
        (Fraction(999, 100), "+9.99"),
    ],
)
def test_a_score_has_a_sign_and_is_never_rounded_into_another_band(value: Fraction, text: str) -> None:
    if value == Fraction(995, 100):
        text = "+9.95"  # one decimal would make it 10.0
    assert signed(value) == text


@given(st.fractions(-100, 100, max_denominator=400))
def test_what_is_shown_reads_as_what_is_meant(value: Fraction) -> None:
    shown = Fraction(signed(value).replace("−", "-").replace("+", ""))
    assert read(shown) == read(value) and abs(shown - value) <= Fraction(1, 2)


def test_a_score_says_what_it_rests_on_and_what_its_interval_leaves_open() -> None:
    score = Score("1-10", 20, 5, 5)
    assert score_sentence(score, _) == (
        f"NPS +50 (95 %: {interval_words(score)}), scale 1–10, n = 30: promoters 20, passives 5, detractors 5"
    )
    assert "leaves unnamed" in reading_sentence(score, _)
    assert "from “known” to “favourite”" in reading_sentence(score, _)
    sure = Score("0-10", 900, 50, 50)
    assert reading_sentence(sure, _) == "Above 50: among the favourites."
    few = Score("0-10", 9, 0, 0)
    assert "9, and 30 are wanted" in reading_sentence(few, _) and reading_words(few, _) == "too few"


def test_a_coefficient_is_written_as_statisticians_do() -> None:
    told = Coefficient(0.909, Interval(-0.004, 1.0), 50, 50)
    assert coefficient_words(told) == ".91 (.00–1.00)"
    assert coefficient_words(Coefficient(-0.25, Interval(-1.0, 0.5), 9, 9)) == "−.25 (−1.00–.50)"
    assert coefficient_words(Coefficient(None, None, 9, 9)) == "–"


def test_points_have_a_sign_and_nought_has_none() -> None:
    assert [points_words(value) for value in (12.34, -3, 0.01, -0.01)] == ["+12.3", "−3.0", "0.0", "0.0"]
