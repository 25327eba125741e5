"""The mouse: boxes are left, kept and confirmed by clicks, and what lies behind them is out of reach."""

from __future__ import annotations

from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Open, yes_no


async def test_a_click_beside_a_box_steps_out_of_it_and_keeps_what_is_written(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("f4")
        await d.type("seen")
        await d.pilot.click(offset=(1, 1))
        await d.rest()
        assert isinstance(d.app.screen, WalkScreen)
        assert d.walk.session.item("list/q0").note == "seen"


async def test_the_last_line_of_a_box_is_clicked_like_the_keys_it_names(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("0")
        await d.type("no lift")
        await d.click("Enter confirms")
        assert d.walk.session.item("list/q0").reason == "no lift"
        await d.keys("0")
        await d.click("Esc steps back")
        assert isinstance(d.app.screen, WalkScreen)


async def test_a_form_is_saved_by_a_click(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("a")
        await d.type("Train the desk")
        await d.click("F10 save")
        assert [one.what for one in d.walk.session.item("list/q0").actions] == ["Train the desk"]


async def test_a_question_of_the_outline_is_clicked_and_an_answer_of_a_question(walking: Open) -> None:
    async with walking(yes_no(4)) as d:
        await d.click("F2 outline")
        await d.click("Point 2?")
        assert d.cursor == "list/q2"
        await d.click("No")
        assert d.value("q2", "list") == "no"


async def test_a_demand_of_a_failure_is_clicked(walking: Open) -> None:
    async with walking(yes_no(3, on_fail={"comment": "required"})) as d:
        await d.click("No")
        await d.click("write the note")
        await d.type("dark")
        await d.click("Esc keeps")
        assert d.walk.session.item("list/q0").note == "dark"
        assert d.cursor == "list/q1"
