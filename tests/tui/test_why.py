"""Why this score, on the screen: one key from the summary, and from any question into it."""

from __future__ import annotations

import pytest

from audit_tui.tui.screens.summary import SummaryScreen
from audit_tui.tui.screens.walk import WalkScreen
from audit_tui.tui.screens.why import WhyScreen
from tests.tui.conftest import Open, yes_no

STRICT = {"scoring": {"pass_from": 80}}


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_one_key_tells_the_score_from_the_visit_down_and_enter_goes_to_the_question(
    walking: Open, size: tuple[int, int]
) -> None:
    async with walking({**yes_no(5), **STRICT}, size=size) as d:
        await d.keys("1", "2", "1", "2", "1", "f6")
        assert "Shortest way to pass: repair NC-01" in d.text()
        await d.keys("y")
        assert isinstance(d.app.screen, WhyScreen)
        text = " ".join(d.text().replace("\u00a0", " ").split())
        assert "Shortest way to pass: repair NC-01 → 80.0 %" in text
        assert "3 of 5 points = 60.0 %" in text
        assert "not passed: 60.0 % is below 80 %" in text
        await d.keys("enter")
        assert isinstance(d.app.screen, WhyScreen)
        for _ in range(30):
            if "▸     Point 1?" in d.text():
                break
            await d.keys("down")
        assert "0 / 1" in d.text() and "the answer is no, yes is" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, WalkScreen) and d.cursor == "list/q1"


async def test_the_rows_are_broken_anew_when_the_window_changes_and_escape_goes_back(walking: Open) -> None:
    async with walking({**yes_no(3), **STRICT}) as d:
        await d.keys("1", "1", "2", "f6", "y")
        await d.pilot.resize_terminal(60, 20)
        await d.rest()
        assert all(len(line.rstrip()) <= 60 for line in d.text().split("\n"))
        assert "…" not in d.text().replace("AUD", "").split("\n", 2)[2]
        await d.keys("escape")
        assert isinstance(d.app.screen, SummaryScreen)


async def test_what_is_not_scored_takes_one_row_and_hidden_questions_none(walking: Open) -> None:
    checklist = yes_no(2)
    checklist["sections"][0]["questions"] += [
        {"id": "n", "type": "yes_no", "text": "Neutral [b]one[/b]?", "neutral": True},
        {"id": "h", "type": "yes_no", "text": "Hidden?", "points": 1, "show_if": "${q0} = 'no'"},
    ]
    async with walking(checklist) as d:
        await d.keys("1", "1", "1", "f6", "y", "end")
        text = d.text()
        assert "Neutral [b]one[/b]?" in text and "asked, not scored" in text
        assert "Hidden?" not in text and "no verdict: the checklist has no" in text


async def test_the_card_says_what_the_answer_earned_and_by_what_rule(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("2")
        assert "list.q0 = no · 0 of 1 point" in d.text()
        await d.keys("pageup")
        assert "0 of 1 point: the answer is no, yes is asked for" in d.text()
