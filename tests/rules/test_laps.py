"""The stopwatch in the record: what each form of it says, and which figure answers the question."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.rules.laps import clock_value, figure, read_clock, seconds
from tests.test_session import clock
from tests.test_session_timers import lap, timed

__all__ = ["clock"]


@pytest.mark.parametrize(
    ("value", "since", "laps"),
    [
        ("start", 1000, ["3"]),
        ("stop", None, ["3"]),
        (None, None, ["3"]),
        ({"since": "700"}, 700, ["3"]),
        ({"since": 700}, None, ["3"]),
        ({"since": "soon"}, None, ["3"]),
        ({"laps": ["3", "4.5"]}, None, ["3", "4.5"]),
        ({"laps": [], "since": "700"}, 700, []),
        ({"laps": ["3", "x", 4, "1.2.3", "", "-1"]}, None, ["3"]),
        ({"laps": "3"}, None, ["3"]),
    ],
)
def test_since_when_it_runs_and_what_it_took(value: Any, since: int | None, laps: list[str]) -> None:
    assert read_clock(value, 1000, ["3"]) == (since, laps)


def test_what_is_written_is_read_again() -> None:
    for since, laps in ((None, []), (None, ["3", "4.5"]), (700, ["3"]), (0, [])):
        assert read_clock(clock_value(since, laps), 1000, ["9"]) == (since, laps)
    assert clock_value(None, ["3"]) == {"laps": ["3"]}
    assert clock_value(700, []) == {"laps": [], "since": "700"}


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0, "0"), (49, "0"), (50, "0.1"), (1000, "1"), (14249, "14.2"), (14250, "14.3")],
)
def test_seconds_are_told_to_a_tenth(milliseconds: int, shown: str) -> None:
    assert seconds(milliseconds) == shown


@pytest.mark.parametrize(
    ("take", "answer"),
    [("last", "7.5"), ("shortest", "2"), ("longest", "10"), ("median", "7.5"), ("mean", "6.5")],
)
def test_one_figure_of_several_answers_the_question(take: Any, answer: str) -> None:
    assert figure(["10", "2", "7.5"], take) == answer


def test_the_middle_of_an_even_number_lies_between_two_and_is_rounded_half_up() -> None:
    assert figure(["10", "9.1", "2", "2.2"], "median") == "5.7"
    assert figure(["0.1", "0.2"], "median") == "0.2"
    assert figure(["0.1", "0.2"], "mean") == "0.2"
    assert figure(["1", "1", "2"], "mean") == "1.3"


@pytest.mark.parametrize(("laps", "left"), [(3, [0, 2, 1, 0, 0]), (None, [0, 0, 0, 0, 0])])
def test_times_are_still_wanted_only_where_one_was_taken(
    clock: FixedClock, laps: int | None, left: list[int]
) -> None:
    session = timed(clock, **({} if laps is None else {"laps": laps}))
    told = [session.laps_left(session.slot("t/wait"))]
    for _ in range(4):
        lap(session, clock, 5_000)
        told.append(session.laps_left(session.slot("t/wait")))
    assert told == left
