"""The mouse: boxes are left, kept and confirmed by clicks, and what lies behind them is out of reach."""

from __future__ import annotations

from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Driver, Open, yes_no


async def click_words(d: Driver, words: str) -> None:
    """Click where `words` stand on the screen."""
    for y, line in enumerate(d.text().split("\n")):
        if words in line:
            await d.pilot.click(offset=(line.index(words) + 1, y))
            for _hop in range(3):  # from the box to the app, from there to the field, and back to the box
                await d.rest()
            return
    raise AssertionError(f"{words!r} is not on the screen:\n{d.text()}")


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
        await click_words(d, "Enter confirms")
        assert d.walk.session.item("list/q0").reason == "no lift"
        await d.keys("0")
        await click_words(d, "Esc steps back")
        assert isinstance(d.app.screen, WalkScreen)


async def test_a_form_is_saved_by_a_click(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("a")
        await d.type("Train the desk")
        await click_words(d, "F10 save")
        assert [one.what for one in d.walk.session.item("list/q0").actions] == ["Train the desk"]


async def test_a_question_of_the_outline_is_clicked_and_an_answer_of_a_question(walking: Open) -> None:
    async with walking(yes_no(4)) as d:
        await click_words(d, "F2 outline")
        await click_words(d, "Point 2?")
        assert d.cursor == "list/q2"
        await click_words(d, "No")
        assert d.value("q2", "list") == "no"


async def test_a_demand_of_a_failure_is_clicked(walking: Open) -> None:
    async with walking(yes_no(3, on_fail={"comment": "required"})) as d:
        await click_words(d, "No")
        await click_words(d, "write the note")
        await d.type("dark")
        await click_words(d, "Esc keeps")
        assert d.walk.session.item("list/q0").note == "dark"
        assert d.cursor == "list/q1"
