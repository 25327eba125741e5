"""Dates in lines are asked for and read as the language writes them; what does not fit is told, and asked again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest

from audit_tui import i18n
from audit_tui.linear.dates import is_date, understood, understood_due, with_example
from audit_tui.linear.voice import Voice

TODAY = date(2026, 11, 22)


@pytest.fixture(params=["it", "pl", "uk", "ru"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    before = i18n.language()
    i18n.use(request.param)
    yield request.param
    i18n.use(before)


@pytest.fixture
def told() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def voice(told: io.StringIO) -> Voice:
    return Voice(io.StringIO(), told)


def test_a_question_gives_an_example_in_the_order_of_the_language(spoken: str) -> None:
    assert with_example("As {example}, {moment}.") == "As 18.11.2026, 18.11.2026 10:31."


def test_a_date_is_read_with_the_day_first_or_with_the_year_first(spoken: str, voice: Voice) -> None:
    assert understood(voice, "date", "1.12.2026", TODAY) == "2026-12-01"
    assert understood(voice, "date", "2026-12-01", TODAY) == "2026-12-01"
    assert understood(voice, "datetime", "1.12.2026 9.30", TODAY) == "2026-12-01T09:30"


def test_a_day_to_come_may_be_a_word_of_the_language_or_a_number_of_days(spoken: str, voice: Voice) -> None:
    assert understood_due(voice, i18n._("tomorrow"), TODAY) == "2026-11-23"
    assert understood_due(voice, "+14", TODAY) == "2026-12-06"
    assert understood_due(voice, "1.2.", TODAY) == "2027-02-01"


def test_what_is_no_date_is_told_in_a_sentence(voice: Voice, told: io.StringIO) -> None:
    assert understood(voice, "date", "soon", TODAY) is None
    assert told.getvalue() == "'soon' is not written like 2026-11-18.\n"
    assert not is_date("soon", TODAY) and is_date("2026-11-18", TODAY)
