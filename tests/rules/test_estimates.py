"""An estimate near a limit is one where a tenth more or less would earn other points."""

from __future__ import annotations

import pytest

from audit_tui.clock import FixedClock
from audit_tui.rules.estimates import hangs_on_estimate
from tests.rules.test_recall import debrief
from tests.test_session import clock, say
from tests.test_session_timers import timed

__all__ = ["clock"]


@pytest.mark.parametrize(
    ("value", "grade", "near"),
    [
        ("30", "estimated", True),
        ("28", "estimated", True),
        ("27", "estimated", False),
        ("33", "estimated", True),
        ("34", "estimated", False),
        ("30", "noted", False),
        ("30", "measured", False),
        ("0", "estimated", False),
    ],
)
def test_near_the_limit_of_thirty_seconds(clock: FixedClock, value: str, grade: str, near: bool) -> None:
    session = timed(clock)
    say(session, session.answer("t/wait", value, grade=grade))  # type: ignore[arg-type]
    assert hangs_on_estimate(session, session.slot("t/wait")) is near


def test_a_question_without_an_answer_hangs_on_nothing(clock: FixedClock) -> None:
    session = timed(clock)
    assert not hangs_on_estimate(session, session.slot("t/wait"))


def test_what_is_no_figure_hangs_on_nothing() -> None:
    session, _clock = debrief()
    session.apply(session.answer("list/q0", "yes", grade="estimated"))
    assert not hangs_on_estimate(session, session.slot("list/q0"))
