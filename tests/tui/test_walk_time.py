"""Stopwatches and counters: one key each, from any card, several laps, verdict at once, corrected with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from tests.tui.conftest import TYPES, Open


def calls(**more: Any) -> dict[str, Any]:
    """A checklist with three things to time, one to count, and one to judge."""
    wait = {"type": "stopwatch", "text": "How long a wait?", "points": 4, "meets": ". <= 30"}
    return {
        "format": "audit-checklist/1",
        "version": "1",
        "id": "calls",
        "title": "Calls",
        "sections": [
            {
                "id": "s",
                "title": "Section",
                "questions": [
                    {"id": "wait", **wait, **more},
                    {"id": "other", **wait},
                    {"id": "people", "type": "count", "text": "How many people?"},
                    {"id": "tidy", "type": "yes_no", "text": "Tidy?"},
                    {"id": "words", "type": "text", "text": "Which words?"},
                ],
            }
        ],
    }


async def test_the_stopwatch_runs_while_one_moves_about_and_is_stopped_from_any_card(
    walking: Open, clock: FixedClock
) -> None:
    async with walking(calls()) as d:
        await d.keys("t")
        await d.go("calls/tidy")
        clock.tick(14_200)
        await d.keys("1")
        assert "▸ 14 s" in d.text()
        await d.keys("shift+f4")
        item = d.walk.session.item("calls/wait")
        assert (item.value, item.grade) == ("14.2", "measured")
        assert d.cursor == "calls/words"
        assert "calls.wait = 14.2 s · 4 of 4 points · F8 undo" in d.text().replace("\u00a0", " ")


@pytest.mark.parametrize("key", ["t", "е", "shift+f4", "ｔ"])
async def test_the_stopwatch_key_on_latin_cyrillic_and_chinese_keyboards(
    walking: Open, clock: FixedClock, key: str
) -> None:
    async with walking(calls()) as d:
        await d.keys(key)
        clock.tick(3_000)
        await d.keys(key)
        assert d.value("wait", "calls") == "3"


async def test_from_a_card_without_one_the_next_open_stopwatch_is_started(
    walking: Open, clock: FixedClock
) -> None:
    async with walking(calls(), at="calls/tidy") as d:
        await d.keys("t")
        assert d.walk.session.running() == ["calls/wait"]
        assert d.cursor == "calls/tidy"
        assert "The stopwatch of calls.wait runs" in d.text()


async def test_three_laps_are_kept_and_told_with_the_one_that_counts(
    walking: Open, clock: FixedClock
) -> None:
    async with walking(calls(laps=3, take="mean")) as d:
        for seconds in (10, 20, 45):
            await d.keys("space")
            clock.tick(seconds * 1000)
            await d.keys("space")
        shown = d.words().replace("\u00a0", " ")
        assert "Taken 3 of 3: 10 s, 20 s, 45 s · their mean counts" in shown
        assert d.value("wait", "calls") == "25"
        assert "4 of 4 points" in shown


async def test_what_the_running_time_would_earn_is_shown_beside_it(walking: Open, clock: FixedClock) -> None:
    async with walking(calls()) as d:
        await d.keys("space")
        clock.tick(29_000)
        await d.pilot.pause(0.4)
        assert "running 29.0 s" in d.text() and "4 of 4 points so far" in d.text()
        clock.tick(2_000)
        await d.pilot.pause(0.4)
        assert "0 of 4 points so far" in d.text()


async def test_a_sleep_of_the_computer_is_said_and_the_time_runs_on(walking: Open, clock: FixedClock) -> None:
    async with walking(calls()) as d:
        await d.keys("space")
        clock.sleep(9_000)
        await d.pilot.pause(0.4)
        assert "The computer slept 9 s of it" in d.text().replace("\u00a0", " ")
        await d.keys("space")
        assert d.value("wait", "calls") == "9"


async def test_a_measured_time_is_corrected_by_hand_with_a_reason_only(
    walking: Open, clock: FixedClock
) -> None:
    async with walking(calls()) as d:
        await d.keys("space")
        clock.tick(12_000)
        await d.keys("space")
        await d.type("1:05")
        await d.keys("enter", "escape")
        assert d.value("wait", "calls") == "12"
        await d.type("1:05")
        await d.keys("enter")
        assert "Why is the measured time corrected?" in d.text()
        await d.keys("1")
        item = d.walk.session.item("calls/wait")
        assert (item.value, item.grade, item.laps) == ("65", "noted", ["12"])
        await d.go("calls/wait")
        await d.keys("h")
        assert "stopped too late" in d.text() and "was: 12 s" in d.text().replace("\u00a0", " ")


async def test_a_counter_counts_from_any_card_once_it_was_used(walking: Open) -> None:
    async with walking(calls(), at="calls/tidy") as d:
        await d.keys("c")
        assert "No counter was used yet" in d.text()
        await d.go("calls/people")
        await d.keys("c")
        await d.go("calls/tidy")
        await d.keys("c", "ctrl+a")
        assert d.value("people", "calls") == "3"
        assert d.cursor == "calls/tidy"


async def test_a_figure_is_noted_estimated_or_measured_by_one_key(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        grades = []
        await d.type("40")
        await d.keys("enter")
        await d.go("kinds/light")
        for _ in range(4):
            grades.append(d.walk.session.item("kinds/light").grade)
            await d.keys("g")
        assert grades == ["noted", "estimated", "measured", "noted"]


async def test_what_a_figure_may_be_is_said_before_and_while_it_is_typed(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        assert "0 to 500\u00a0lx" in d.text()
        await d.type("40")
        assert "0 to 500\u00a0lx" in d.text()


async def test_now_can_be_clicked_and_so_can_the_stopwatch(walking: Open, clock: FixedClock) -> None:
    async with walking(TYPES, at="kinds/day") as d:
        await d.click("today:")
        assert d.value("day") == "2026-11-22"
        await d.go("kinds/wait")
        await d.click("start the stopwatch")
        clock.tick(5_000)
        await d.click("Space  stop")
        assert d.value("wait") == "5"


async def test_an_emptied_stopwatch_forgets_its_times_until_that_is_undone(
    walking: Open, clock: FixedClock
) -> None:
    async with walking(calls()) as d:
        await d.keys("space")
        clock.tick(5_000)
        await d.keys("space", "backspace", "enter")
        assert d.walk.session.state("calls/wait") is State.OPEN
        await d.keys("f8")
        assert d.value("wait", "calls") == "5"


async def test_the_summary_lists_times_that_are_lacking_and_estimates_near_a_limit(
    walking: Open, clock: FixedClock
) -> None:
    async with walking(calls(laps=3)) as d:
        await d.keys("space")
        clock.tick(5_000)
        await d.keys("space")
        await d.go("calls/other")
        await d.type("29")
        await d.keys("g", "enter")
        await d.go("calls/other")
        assert "Estimated near the limit" in d.text()
        await d.keys("f6")
        shown = d.words()
        assert "More times are to be taken 1" in shown and "Estimated near the limit 1" in shown
