"""Windows too small to work in: they say so in words, and nothing that was typed or answered is lost."""

from __future__ import annotations

import pytest

from tests.tui.conftest import TYPES, Open, yes_no

TINY = [(59, 24), (80, 19), (40, 15), (20, 5), (12, 3)]


@pytest.mark.parametrize("size", TINY, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_small_window_says_so_and_comes_back_as_it_was(walking: Open, size: tuple[int, int]) -> None:
    async with walking(yes_no(5)) as driver:
        await driver.keys("1")
        before = driver.text()
        await driver.pilot.resize_terminal(*size)
        await driver.rest()
        assert "too small" in driver.words() or size[1] < 5
        await driver.keys("2", "f3", "enter")
        await driver.pilot.resize_terminal(80, 24)
        await driver.rest()
        assert driver.text() == before
        assert (driver.cursor, driver.value("q1", "list")) == ("list/q1", None)


@pytest.mark.parametrize("size", TINY, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_is_half_typed_on_a_card_and_in_a_box_outlives_it(
    walking: Open, size: tuple[int, int]
) -> None:
    async with walking(TYPES, at="kinds/words") as driver:
        await driver.type("Good d")
        await driver.pilot.resize_terminal(*size)
        await driver.rest()
        await driver.pilot.resize_terminal(80, 24)
        await driver.rest()
        await driver.type("ay")
        await driver.keys("enter")
        assert driver.value("words") == "Good day"
        await driver.go("kinds/greeted")
        await driver.keys("asterisk")
        await driver.type("half a th")
        await driver.pilot.resize_terminal(*size)
        await driver.rest()
        await driver.pilot.resize_terminal(80, 24)
        await driver.rest()
        await driver.type("ought")
        await driver.keys("escape")
        assert driver.walk.session.item("kinds/greeted").note == "half a thought"


@pytest.mark.parametrize("size", [(39, 24), (80, 9), (20, 5)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_box_says_so_too_where_it_does_not_fit(walking: Open, size: tuple[int, int]) -> None:
    async with walking(yes_no(2)) as driver:
        await driver.keys("asterisk")
        await driver.pilot.resize_terminal(*size)
        await driver.rest()
        assert "too small" in driver.words()


async def test_a_box_can_be_used_at_forty_columns(walking: Open) -> None:
    async with walking(yes_no(2)) as driver:
        await driver.keys("asterisk")
        await driver.pilot.resize_terminal(40, 12)
        await driver.rest()
        await driver.type("seen")
        assert "seen" in driver.words() and "too small" not in driver.words()
