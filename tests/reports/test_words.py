"""Values as words, and texts at the gate of the fonts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.reports.pdf.fonts import REGULAR, WORD_LIMIT, fit, markup, printable, width_of
from audit_tui.reports.words import (
    change_words,
    day_words,
    duration_words,
    moment_words,
    number_words,
    percent_words,
    period_words,
    points_words,
)

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("seconds", "words"), [("42.5", "42.5 s"), ("95", "95 s (1:35)"), ("60", "60 s (1:00)"), ("x", "x")]
)
def test_a_duration_is_shown_in_seconds_and_from_a_minute_on_in_minutes(seconds: str, words: str) -> None:
    assert duration_words(seconds).replace(NBSP, " ") == words


def test_minutes_of_a_duration_carry_over_when_seconds_round_up() -> None:
    assert duration_words("119.6").replace(NBSP, " ") == "119.6 s (2:00)"


def test_days_and_periods() -> None:
    assert day_words("2026-11-18").replace(NBSP, " ") == "18 Nov 2026"
    assert day_words("soon") == "soon"
    assert moment_words("2026-11-18T10:30").replace(NBSP, " ") == "18 Nov 2026, 10:30"
    same = period_words("2026-11-18T10:30", "2026-11-18T12:05").replace(NBSP, " ")
    assert same == "18 Nov 2026, 10:30–12:05"
    over = period_words("2026-11-18T23:30", "2026-11-19T00:05").replace(NBSP, " ")
    assert over == "18 Nov 2026, 23:30 – 19 Nov 2026, 00:05"


def test_numbers_have_a_true_minus_and_no_idle_zeros() -> None:
    assert number_words(Fraction(-5, 2)) == "−2.5"
    assert points_words(Fraction(2), Fraction(4)) == "2 / 4"
    assert change_words(Fraction(54), Fraction(71)) == "−17.0"
    assert change_words(Fraction(71), Fraction(54)) == "+17.0"
    assert change_words(Fraction(1, 100), Fraction(0)) == "0.0"


def test_a_percentage_never_rounds_over_its_limit() -> None:
    assert percent_words(Fraction(8496, 100), 85).replace(NBSP, " ") == "84.96 %"
    assert percent_words(None) == "–"


@given(st.text(max_size=400))
def test_printable_text_has_only_known_characters_and_no_long_word(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert all(len(word) <= WORD_LIMIT for word in shown.replace("\n", " ").split(" "))
    assert markup(text).count("<") == markup(text).count("<br/>")


@given(st.text(alphabet="abc йц ☃", max_size=300), st.floats(20, 300))
def test_a_fitted_line_is_never_wider_than_its_room(text: str, width: float) -> None:
    assert width_of(fit(text, REGULAR, 8, width), REGULAR, 8) <= width


def test_digits_are_of_equal_width() -> None:
    assert len({width_of(digit, REGULAR, 10) for digit in "0123456789"}) == 1
