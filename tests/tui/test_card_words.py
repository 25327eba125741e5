"""What the card says about itself: keys as they are, answers as they came about, nothing said twice or in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.tui import actions
from audit_tui.tui.screens.form import FormScreen
from audit_tui.tui.words import shortened
from tests.tui.conftest import HEAD, TYPES, Open, numbers


@pytest.fixture
def given() -> Iterator[Any]:
    """Gives actions other keys for one test."""
    yield actions.give
    actions.give({})


def calls(**more: Any) -> dict[str, Any]:
    """A repeat of one question and another question after it."""
    inside = [{"id": "rings", "type": "count", "text": "How many rings?"}]
    questions = [
        {"id": "calls", "type": "repeat", "text": "Test call", "questions": inside, **more},
        {"id": "polite", "type": "yes_no", "text": "Were they polite?"},
    ]
    return {
        **HEAD,
        "id": "list",
        "title": "List",
        "sections": [{"id": "s", "title": "Section", "questions": questions}],
    }


async def test_hints_name_the_keys_that_a_person_gave(walking: Open, given: Any) -> None:
    async with walking(at="kinds/tone") as d:
        given({"walk.undo": "f11", "walk.summary": "f9", "walk.report": "f6", "walk.owe_photo": "f8"})
        await d.keys("f5")
        assert "Flagged: F9 lists it." in d.text()
        await d.keys("f8")
        assert "Photo owed: F9 lists it, F8 takes it back." in d.text()
        await d.keys("3")
        assert "F11 undo" in d.text()


async def test_a_hint_on_a_text_card_names_a_key_that_types_nothing(walking: Open) -> None:
    async with walking(at="kinds/wait") as d:
        await d.keys("space")
        assert "Space stops it, t / Shift+F4 stops it from any other card" in d.text()
        await d.go("kinds/words")
        await d.keys("shift+f9")
        assert "Photo owed: F6 lists it, Shift+F9 takes it back." in d.text()
        assert "^o not observed" in d.text()


async def test_a_time_corrected_by_hand_says_so_with_its_reason(walking: Open, clock: FixedClock) -> None:
    async with walking(at="kinds/wait") as d:
        for taken in (82_700, 200):
            await d.keys("space")
            clock.tick(taken)
            await d.keys("space")
        await d.go("kinds/wait")
        assert "the last one counts" in d.text()
        await d.keys("1", "2", "enter")
        await d.type("stopped too late")
        await d.keys("enter")
        await d.go("kinds/wait")
        shown = d.text().replace("\u00a0", " ")
        assert "Corrected by hand: stopped too late. Taken before: 82.7 s (1:23), 0.2 s" in shown
        assert "the last one counts" not in shown


async def test_a_note_that_says_nothing_new_is_not_called_saved(walking: Open) -> None:
    async with walking(at="kinds/tone") as d:
        await d.keys("f4", "escape")
        assert "No note was written." in d.text()
        await d.keys("f4")
        await d.type("Loud")
        await d.keys("escape")
        assert "Note saved." in d.text()
        await d.keys("f4", "escape")
        assert "The note stands as it was." in d.text()


async def test_after_the_last_question_of_a_round_the_walk_asks_whether_there_is_one_more(
    walking: Open,
) -> None:
    async with walking(calls(max_count=3)) as d:
        await d.keys("0")
        await d.type("2")
        await d.keys("enter")
        assert d.cursor == "list/calls"
        assert "0  one more" in d.text()
        await d.keys("0")
        await d.type("3")
        await d.keys("enter")
        assert d.cursor == "list/calls"
        await d.keys("enter")
        assert d.cursor == "list/polite"


async def test_the_walk_does_not_ask_again_once_it_was_enough_or_when_no_more_fit(walking: Open) -> None:
    async with walking(calls(max_count=2)) as d:
        await d.keys("0")
        await d.type("2")
        await d.keys("enter", "enter")
        assert d.cursor == "list/polite"
        await d.keys("pageup")
        await d.type("4")
        await d.keys("enter")
        assert d.cursor == "list/polite"
        await d.go("list/calls")
        await d.keys("0")
        await d.type("5")
        await d.keys("enter")
        assert d.cursor == "list/polite"


async def test_the_search_finds_the_source_of_a_standard(walking: Open) -> None:
    async with walking(TYPES, at="kinds/tone") as d:
        await d.keys("f7")
        await d.type("custom")
        assert "1 question found" in d.text()
        assert "How many rings?" in d.text()


def test_what_is_too_long_to_be_told_ends_with_an_ellipsis_and_closes_its_bracket() -> None:
    assert shortened("twelve seconds", 14) == "twelve seconds"
    assert shortened("twelve seconds", 8) == "twelve…"
    assert shortened("12 s (times taken: 82.7 s, 0.2 s)", 24) == "12 s (times taken: 82.…)"
    assert shortened("12 s (times taken: 82.7 s, 0.2 s)", 6) == "12 s…"
    assert shortened("(a) long text with brackets", 12) == "(a) long te…"


async def test_the_range_and_the_step_of_a_figure_stand_once_on_its_card(walking: Open) -> None:
    async with walking(numbers({"min": -30, "max": 30, "step": "0.1", "unit": "°C"})) as d:
        assert d.text().count("−30 to 30\u00a0°C, in steps of 0.1") == 1
        assert "type the number" in d.text()


async def test_a_refused_figure_is_told_with_a_true_minus_until_another_is_typed(walking: Open) -> None:
    async with walking(numbers({"min": -30, "max": 30})) as d:
        await d.type("-99")
        await d.keys("enter")
        assert "−99 is below −30." in d.text()
        await d.keys("backspace")
        assert "is below" not in d.text()


async def test_what_is_taken_back_is_told_as_it_is_now(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("2")
        await d.keys("enter")
        await d.go("kinds/light")
        await d.type("3")
        await d.keys("enter", "f8")
        assert "Taken back: kinds.light is 2 lx again." in d.text().replace("\u00a0", " ")


async def test_a_number_that_means_nothing_on_a_failure_is_said_so(walking: Open) -> None:
    async with walking(at="kinds/solved") as d:
        await d.keys("2", "7")
        assert "There is no choice 7 here." in d.text()


@pytest.mark.parametrize(
    ("typed", "due"), [("tomorrow", "2026-11-23"), ("+14", "2026-12-06"), ("26.11.", "2026-11-26")]
)
async def test_a_corrective_action_is_due_on_a_day_as_people_say_it(
    walking: Open, typed: str, due: str
) -> None:
    async with walking(at="kinds/tone") as d:
        await d.keys("a")
        await d.type("Train")
        await d.keys("enter", "down")
        assert "2026-11-18, tomorrow or +14 (days)" in d.text()
        await d.type(typed)
        await d.keys("f10")
        assert not isinstance(d.app.screen, FormScreen)
        action = d.walk.session.item("kinds/tone").actions[0]
        assert (action.what, action.due) == ("Train", due)
