"""Stopwatches: laps that are all kept, the one that answers, and what happened while the time ran."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError
from audit_tui.model.audit import State
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.reports.history import op_words, told_in
from audit_tui.rules.history import history
from audit_tui.rules.laps import figure, read_clock
from audit_tui.rules.record import Record
from audit_tui.rules.verify import verify_bundle
from audit_tui.rules.writing import begin, new_run
from audit_tui.session import AuditSession
from tests.test_session import clock, reopened, say

__all__ = ["clock"]


def timed(clock: FixedClock, **more: Any) -> AuditSession:
    question = {
        "id": "wait",
        "type": "stopwatch",
        "text": "How long?",
        "points": 4,
        "meets": ". <= 30",
        **more,
    }
    checklist = Checklist.model_validate(
        {
            "format": "audit-checklist/1",
            "id": "t",
            "version": "1",
            "title": "Times",
            "sections": [{"id": "s", "title": "S", "questions": [question]}],
        }
    )
    header, change = begin(
        number="AUD-1",
        site=Site(id="S1", name="Fictional Store"),
        checklists=[checklist],
        facts={"kind": "open"},
        clock=clock,
        actor=clock.ulid(),
        device=clock.ulid(),
        run=new_run(clock),
    )
    return reopened(Record.build(header, change.events, change.values), clock)


def lap(session: AuditSession, clock: FixedClock, milliseconds: int) -> None:
    say(session, session.start_timer("t/wait"))
    clock.tick(milliseconds)
    say(session, session.stop_timer("t/wait"))


@pytest.mark.parametrize(
    ("take", "answer"),
    [("last", "21.3"), ("mean", "20.5"), ("median", "21.3"), ("shortest", "10.1"), ("longest", "30")],
)
def test_three_laps_are_kept_and_the_checklist_says_which_figure_answers(
    clock: FixedClock, take: str, answer: str
) -> None:
    session = timed(clock, laps=3, take=take)
    for milliseconds in (10_100, 30_000, 21_300):
        lap(session, clock, milliseconds)
    item = session.item("t/wait")
    assert item.laps == ["10.1", "30", "21.3"]
    assert (item.value, item.grade) == (answer, "measured")


def test_without_a_word_the_last_lap_answers(clock: FixedClock) -> None:
    session = timed(clock)
    lap(session, clock, 9_000)
    lap(session, clock, 8_000)
    assert session.item("t/wait").value == "8"


@given(st.lists(st.integers(0, 72_000), min_size=1, max_size=20))
def test_every_figure_lies_between_the_shortest_and_the_longest_lap(tenths: list[int]) -> None:
    laps = [f"{each // 10}.{each % 10}" for each in tenths]
    low, high = float(figure(laps, "shortest")), float(figure(laps, "longest"))
    for take in ("last", "mean", "median"):
        assert low <= float(figure(laps, take)) <= high


def test_undo_of_a_stop_lets_the_time_run_on_as_though_it_had_never_been_stopped(clock: FixedClock) -> None:
    session = timed(clock)
    lap(session, clock, 5_000)
    clock.tick(2_000)
    say(session, session.undo())
    assert session.state("t/wait") is State.OPEN
    assert session.item("t/wait").laps == []
    assert session.elapsed("t/wait") == 7_000
    say(session, session.undo())
    assert session.elapsed("t/wait") is None
    say(session, session.redo())
    assert session.elapsed("t/wait") == 7_000
    say(session, session.redo())
    assert (session.item("t/wait").value, session.item("t/wait").laps) == ("5", ["5"])


def test_wall_time_counts_through_sleep_and_a_new_start_and_both_are_noted(clock: FixedClock) -> None:
    session = timed(clock)
    say(session, session.start_timer("t/wait"))
    clock.tick(2_000)
    clock.sleep(31_000)
    assert session.slept("t/wait") == 31_000
    say(session, session.stop_timer("t/wait"))
    assert session.item("t/wait").value == "33"
    say(session, session.start_timer("t/wait"))
    clock.tick(4_000)
    again = reopened(session.record, clock)
    assert again.was_restarted("t/wait")
    say(again, again.stop_timer("t/wait"))
    assert again.item("t/wait").laps == ["33", "4"]
    told = [
        (op_words(each, str), told_in(again, "t/wait", each.new, "en", str).replace("\u00a0", " "))
        for each in history(again.record, "t/wait")
        if each.op == "timer"
    ]
    assert told == [
        ("stopwatch started", ""),
        ("stopwatch stopped", "33 s · the computer slept 31 s of the last one"),
        ("stopwatch started", ""),
        ("stopwatch stopped", "33 s, 4 s · the program was started anew during the last one"),
    ]


def test_a_clock_that_was_set_back_gives_no_negative_time(clock: FixedClock) -> None:
    session = timed(clock)
    say(session, session.start_timer("t/wait"))
    clock.tick(-60_000)
    say(session, session.stop_timer("t/wait"))
    assert session.item("t/wait").value == "0"


def test_clearing_stops_the_stopwatch_and_forgets_its_laps_until_undone(clock: FixedClock) -> None:
    session = timed(clock)
    lap(session, clock, 5_000)
    say(session, session.clear("t/wait"))
    item = session.item("t/wait")
    assert (item.state, item.laps) == (State.OPEN, [])
    say(session, session.undo())
    assert (session.item("t/wait").value, session.item("t/wait").laps) == ("5", ["5"])


def test_a_stopwatch_that_was_forgotten_can_be_stopped_without_an_answer(clock: FixedClock) -> None:
    session = timed(clock)
    say(session, session.start_timer("t/wait"))
    clock.tick(9_000_000)
    with pytest.raises(InputError, match="above 7200"):
        session.stop_timer("t/wait")
    say(session, session.clear("t/wait"))
    assert session.elapsed("t/wait") is None


def test_a_correction_by_hand_stands_in_the_history_with_its_reason_and_keeps_the_laps(
    clock: FixedClock,
) -> None:
    session = timed(clock)
    lap(session, clock, 5_000)
    say(session, session.answer("t/wait", "1:05", grade="noted", reason="stopped too late"))
    last = history(session.record, "t/wait")[-1]
    assert last.old is not None and last.new is not None and last.why is not None
    assert (last.old.value, last.new.value, last.why.value, last.grade) == (
        "5",
        "65",
        "stopped too late",
        "noted",
    )
    assert session.item("t/wait").laps == ["5"]


def test_a_record_with_laps_proves_itself(clock: FixedClock) -> None:
    from audit_tui.rules.record import bundle

    session = timed(clock, laps=2, take="mean")
    lap(session, clock, 5_000)
    lap(session, clock, 6_000)
    say(session, session.undo())
    say(session, session.redo())
    say(session, session.finish())
    assert verify_bundle(bundle(session.record)).findings == []


@pytest.mark.parametrize(
    "hostile",
    [
        None,
        7,
        [],
        {"laps": 3},
        {"laps": [1, "x", "2"]},
        {"since": "-1"},
        {"since": 5},
        {"laps": ["1e9", "."]},
    ],
)
def test_a_clock_of_no_known_form_never_breaks_the_reading(hostile: Any) -> None:
    since, laps = read_clock(hostile, 10, ["4"])
    assert since is None
    assert all(each in ("2", "4") for each in laps)
