"""The field of a card with a text longer than a line: all of it is seen, and the cursor moves in it."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Open

LONG = " ".join(f"word{n:02}" for n in range(25))


async def test_a_text_longer_than_the_field_is_wrapped_while_it_is_typed(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        await d.type(LONG)
        assert d.walk.field.size.height == 3
        assert all(f"word{n:02}" in d.text() for n in range(25))
        assert "�" not in d.text()
        await d.keys("enter")
        assert d.value("words") == LONG


async def test_a_saved_text_is_seen_whole_when_one_comes_back(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        await d.type(LONG)
        await d.keys("enter")
        await d.go("kinds/words")
        await d.pilot.pause()
        assert all(f"word{n:02}" in d.text() for n in range(25))


async def test_up_and_down_move_in_a_long_text_and_lead_on_from_its_ends(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        await d.type(LONG)
        await d.keys("up", "home")
        await d.keys("down")
        await d.type("X")
        await d.keys("enter")
        value = str(d.value("words"))
        assert value.replace("X", "") == LONG
        assert 50 < value.index("X") < 80
        await d.go("kinds/words")
        await d.keys("down")
        assert d.cursor == "kinds/story"


async def test_a_short_text_stays_on_one_line_and_the_arrows_lead_on(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        await d.type("short")
        assert d.walk.field.size.height == 1
        await d.keys("up")
        assert (d.value("words"), d.cursor) == ("short", "kinds/at")


async def test_a_click_puts_the_cursor_into_the_line_that_is_clicked(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        await d.type(LONG)
        await d.pilot.click("#walk-field", offset=(4, 1))
        start, _end = d.walk.field.rows[1]
        assert d.walk.field.cursor_position == start + 3


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_a_very_long_text_takes_a_third_of_the_window(walking: Open, size: tuple[int, int]) -> None:
    async with walking(at="kinds/words", size=size) as d:
        d.walk.field.value = "long " * 400
        await d.pilot.pause()
        assert d.walk.field.size.height == size[1] // 3
