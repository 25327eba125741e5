"""The history of a question on the screen: one key on any card, readable in a small window, for a closed audit too."""

from __future__ import annotations

import pytest

from audit_tui.clock import FixedClock
from audit_tui.tui import actions
from audit_tui.tui.screens.history import HistoryScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import TYPES, Open, yes_no


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_one_key_tells_who_said_what_when_and_what_stood_before(
    walking: Open, clock: FixedClock, size: tuple[int, int]
) -> None:
    async with walking(yes_no(2), size=size) as d:
        await d.keys("1")
        clock.tick(65_000)
        await d.go("list/q0")
        await d.keys("2")
        await d.go("list/q0")
        await d.keys("h")
        assert isinstance(d.app.screen, HistoryScreen)
        text = d.text()
        assert "History of list.q0" in text and "Point 0?" in text and "2 entries" in text
        assert "22\u00a0Nov\u00a02026, 11:01" in text and "Anna Example" in text
        assert "answer changed" in text and "was: yes" in text and "now: no" in text
        assert text.index(", 11:01") < text.index(", 11:00")
        await d.keys("escape")
        assert isinstance(d.app.screen, WalkScreen) and d.cursor == "list/q0"


async def test_a_mystery_visit_tells_the_alias_only(walking: Open) -> None:
    async with walking(yes_no(2), kind="mystery") as d:
        await d.keys("1")
        await d.go("list/q0")
        await d.keys("h")
        assert "Shopper 7" in d.text() and "Anna" not in d.text()


async def test_a_private_note_is_told_and_marked_as_such(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("p")
        await d.type("the tall one")
        await d.keys("escape", "h")
        text = d.text()
        assert "private note written" in text and "the tall one" in text
        assert "never leaves this computer" in text


@pytest.mark.parametrize("key", ["h", "ctrl+y"])
async def test_on_a_card_with_a_field_nothing_typed_is_lost(walking: Open, key: str) -> None:
    async with walking(TYPES, at="kinds/light") as d:
        await d.keys("4", "2", "enter")
        await d.go("kinds/light")
        await d.keys("g", "7", key)
        assert "now: 42" in d.text() and "answered (noted)" in d.text()
        assert "answer changed (estimated)" in d.text()
        await d.keys(key)
        assert isinstance(d.app.screen, WalkScreen)
        assert "7" in d.walk.field.value


async def test_an_untouched_question_says_so(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("h")
        assert "Nothing has been said here yet." in d.text()


async def test_hostile_words_are_shown_as_they_are(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("f4")
        d.app.screen.query_one("TextArea").text = "[red]no[/x] [@click=app.quit]go"  # type: ignore[attr-defined]
        await d.keys("escape", "h")
        assert "[red]no[/x] [@click=app.quit]go" in d.text()


async def test_an_audit_that_can_only_be_read_shows_its_history(walking: Open) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("1")
        d.walk.session.apply(d.walk.session.finish())
        await d.go("list/q0")
        await d.keys("h")
        assert "now: yes" in d.text()


def test_the_history_is_in_help_and_palette_with_a_key_for_fields() -> None:
    assert actions.shown_keys(actions.get("walk.history")) == ["h", "^y"]
    assert not actions.get("walk.history").by_card
