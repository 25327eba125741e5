"""Dates and times as people type them: in the order of their language, never guessed."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.locale_format import written_in
from audit_tui.rules.moments import example_day, read_due, read_moment
from audit_tui.rules.values import ValueProblem

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize("language", ["it", "pl", "uk", "ru"])
@pytest.mark.parametrize(
    "typed",
    [
        "26.11.2026",
        "26/11/2026",
        "26,11,2026",
        "26-11-2026",
        "26. 11. 2026",
        "26.11.26",
        "26.11.",
        "26.11",
        "26/11",
        "2026-11-26",
        "2026.11.26",
        " 2026/11/26 ",
    ],
)
def test_a_date_has_the_day_first_where_the_language_does(language: str, typed: str) -> None:
    with written_in(language):
        assert read_moment("date", typed, TODAY) == "2026-11-26"


@pytest.mark.parametrize("typed", ["2026-11-26", "26.11.2026", "11/26/2026", "26.11", "11/26", "26/11/2026"])
def test_an_english_date_is_taken_when_it_fits_one_reading(typed: str) -> None:
    with written_in("en"):
        assert read_moment("date", typed, TODAY) == "2026-11-26"


@pytest.mark.parametrize("typed", ["11-26", "11/26", "2026.11.26", "26/11/2026"])
def test_a_chinese_date_has_the_month_before_the_day(typed: str) -> None:
    with written_in("zh_CN"):
        assert read_moment("date", typed, TODAY) == "2026-11-26"


def test_a_date_that_fits_two_readings_is_refused_with_both() -> None:
    with written_in("en"), pytest.raises(ValueProblem) as refused:
        read_moment("date", "5/6/2026", TODAY)
    assert refused.value.code == "value.date"
    assert refused.value.message == "'5/6/2026' could be 2026-05-06 or 2026-06-05: write the year first"


def test_a_day_and_month_alike_fit_one_reading() -> None:
    with written_in("en"):
        assert read_moment("date", "5/5/2026", TODAY) == "2026-05-05"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_year_in_two_digits_is_refused_where_it_may_stand_at_either_end(language: str) -> None:
    with written_in(language), pytest.raises(ValueProblem, match="not written like 2026-11-18"):
        read_moment("date", "26.11.26", TODAY)


def test_a_day_that_no_month_has_is_no_date_in_the_calendar() -> None:
    with written_in("it"), pytest.raises(ValueProblem, match=r"'31.02.2026' is no date in the calendar"):
        read_moment("date", "31.02.2026", TODAY)


def test_anything_else_is_refused_with_a_date_as_the_language_writes_it() -> None:
    with written_in("it"):
        assert example_day() == "18.11.2026"
        with pytest.raises(ValueProblem, match=r"'soon' is not written like 18.11.2026"):
            read_moment("date", "soon", TODAY)


def test_only_the_beginning_of_a_long_text_is_shown() -> None:
    with pytest.raises(ValueProblem, match=f"'{'x' * 40}…' is not"):
        read_moment("date", "x" * 50, TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9", "09:00"),
        ("15", "15:00"),
        ("930", "09:30"),
        ("0930", "09:30"),
        ("9.30", "09:30"),
        ("9,30", "09:30"),
        ("9:30", "09:30"),
        ("09:30:00", "09:30"),
        ("2359", "23:59"),
        ("0", "00:00"),
    ],
)
def test_a_time_of_day_is_typed_with_one_hand(typed: str, kept: str) -> None:
    assert read_moment("time", typed, TODAY) == kept


@pytest.mark.parametrize("typed", ["24", "9.60", "93"])
def test_an_hour_that_no_day_has_is_no_time_of_day(typed: str) -> None:
    with pytest.raises(ValueProblem, match="is no time of day"):
        read_moment("time", typed, TODAY)


@pytest.mark.parametrize("typed", ["9.3", "9:30:15", "soon", ""])
def test_what_is_no_time_is_refused_with_one(typed: str) -> None:
    with pytest.raises(ValueProblem, match="is not written like 10:31"):
        read_moment("time", typed, TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-26 09:30",
        "2026-11-26T9:30",
        "26.11.2026 930",
        "26.11.2026, 9.30",
        "26. 11. 2026 9.30",
        "26.11 9.30",
        "26.11.2026,9.30",
        "26,11,2026,9,30",
        "26/11/2026/9.30",
        "26.11.9.30",
    ],
)
def test_a_moment_is_a_date_and_a_time(typed: str) -> None:
    with written_in("it"):
        assert read_moment("datetime", typed, TODAY) == "2026-11-26T09:30"


def test_a_moment_that_fits_two_readings_is_refused_with_both() -> None:
    with (
        written_in("it"),
        pytest.raises(ValueProblem, match=r"could be 2009-11-26 20:00 or 2026-11-26 09:20"),
    ):
        read_moment("datetime", "26.11.09.20", TODAY)


def test_a_moment_without_a_time_is_refused() -> None:
    with written_in("it"), pytest.raises(ValueProblem, match=r"is not written like 18.11.2026 10:31"):
        read_moment("datetime", "26.11.2026", TODAY)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-11-18"),
        ("Tomorrow", "2026-11-19"),
        ("+14", "2026-12-02"),
        ("+ 1", "2026-11-19"),
        ("26.11.", "2026-11-26"),
        ("3.1.", "2027-01-03"),
        ("18.11", "2026-11-18"),
        ("3.1.2026", "2026-01-03"),
        ("2026-01-03", "2026-01-03"),
    ],
)
def test_a_day_to_come_is_a_word_a_number_of_days_or_a_date(typed: str, day: str) -> None:
    with written_in("pl"):
        assert read_due(typed, TODAY) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(".,/-"), st.booleans())
def test_every_date_is_read_back_as_it_was_written(day: date, mark: str, short: bool) -> None:
    year = day.year % 100 if short else day.year
    with written_in("uk"):
        assert read_moment("date", f"{day.day}{mark}{day.month}{mark}{year:02}", TODAY) == day.isoformat()
        assert read_moment("date", day.isoformat().replace("-", mark), TODAY) == day.isoformat()


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["{1}/{2}/{0}", "{2}.{1}.{0}"]))
def test_an_english_date_is_the_right_one_or_refused(day: date, form: str) -> None:
    with written_in("en"):
        try:
            read = read_moment("date", form.format(day.year, day.month, day.day), TODAY)
        except ValueProblem:
            assert day.day <= 12
        else:
            assert read == day.isoformat()


@given(st.times(), st.sampled_from(["%H%M", "%H:%M", "%H.%M", "%H,%M"]))
def test_every_minute_is_read_back_as_it_was_written(moment: time, form: str) -> None:
    assert read_moment("time", moment.strftime(form), TODAY) == f"{moment:%H:%M}"


@given(st.datetimes(), st.text(alphabet="0123456789.,/:- T", max_size=20))
def test_what_is_read_is_a_moment_or_a_refusal(today: date, typed: str) -> None:
    for kind in ("date", "time", "datetime"):
        try:
            read = read_moment(kind, typed, today)
        except ValueProblem as refused:
            assert refused.code == f"value.{kind}"
        else:
            assert read_moment(kind, read, today) == read


@given(st.integers(0, 9999))
def test_days_ahead_are_counted_from_today(days: int) -> None:
    assert read_due(f"+{days}", TODAY) == (TODAY + timedelta(days=days)).isoformat()
