"""Stopwatches and counters in lines: from any question, in laps, corrected with a reason only."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.clock import FixedClock
from audit_tui.rules.history import history
from audit_tui.rules.record import Record
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no

Read = Callable[[str], Record]

TIMED = {**yes_no(1), "sections": [{"id": "s", "title": "S", "questions": [
    {"id": "first", "type": "yes_no", "text": "Ready?"},
    {"id": "wait", "type": "stopwatch", "text": "How long?", "points": 2, "meets": ". <= 30", "laps": 3,
     "take": "mean"},
    {"id": "rings", "type": "count", "text": "How many rings?"},
    {"id": "last", "type": "yes_no", "text": "Done?"},
]}]}  # fmt: skip


def test_a_stopwatch_runs_from_any_question_and_the_time_so_far_is_told(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, TIMED)
    say("1", "/t")
    clock.tick(20_000)
    told = say("1", "/g 4", "/t", "/s")
    assert "The stopwatch of question 2 runs: 20\xa0s." in told
    assert "How long?\nSaved: 20\xa0s (measured)" in told
    assert "2 more times are to be taken" in told
    assert "More times are to be taken: 1\n2. How long?" in told
    assert record(ref).projection.items["list/wait"].laps == ["20"]


def test_several_laps_are_told_with_what_is_still_wanted(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, TIMED)
    for lap, seconds in enumerate((10, 20, 30), 1):
        say("1", "/g 2", "/t")
        clock.tick(seconds * 1000)
        told = say("1", "/g 2", "/t")
        assert ("more time" in told) == (lap < 3)
    assert "Times taken: 10\xa0s, 20\xa0s, 30\xa0s." in told
    assert record(ref).projection.items["list/wait"].value == "20"


def test_a_measured_time_is_corrected_with_a_reason_and_stands_without_one(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, TIMED)
    say("1", "/g 2", "/t")
    clock.tick(9_000)
    told = say("1", "/g 2", "/t", "12", "", "11", "stopped too early")
    assert "The measured time stands." in told
    kept = record(ref)
    assert (kept.projection.items["list/wait"].value, kept.projection.items["list/wait"].grade) == (
        "11",
        "noted",
    )
    why = history(kept, "list/wait")[-1].why
    assert why is not None and why.value == "stopped too early"


def test_the_counter_used_last_counts_from_any_question(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, TIMED)
    told = say("1", "/c", "/g 3", "/c", "/g 4", "/c", "/c")
    assert "No counter was used yet" in told
    assert record(ref).projection.items["list/rings"].value == "3"


def test_without_a_stopwatch_left_it_says_so(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    assert "No time is left to be taken in this audit." in say("1", "/t")
