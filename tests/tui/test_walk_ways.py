"""Getting about in the walk, taking back and saying again, the key lock, held keys, and every action by the mouse."""

from __future__ import annotations

import pytest
from textual.events import Key, Paste

from audit_tui.tui import actions
from audit_tui.tui.screens.lock import LockScreen
from tests.tui.conftest import TYPES, Driver, Open, yes_no

WALK = [action for action in actions.of("walk") if not action.by_card]


async def test_undo_and_redo_go_through_everything_that_was_said(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("1", "minus", "f5", "f4")
        await d.type("seen")
        await d.keys("escape", "u")
        assert "Taken back at list.q0: the note." in d.text()
        assert d.walk.session.item("list/q0").note == ""
        await d.keys("u", "u")
        assert "Taken back: list.q0 is open again." in d.text()
        await d.keys("U", "U", "U")
        item = d.walk.session.item("list/q0")
        assert (item.value, item.flagged, item.note) == ("yes", True, "seen")
        assert "Done again at list.q0: the note." in d.text()
        await d.keys("U")
        assert "nothing to do again" in d.text()


@pytest.mark.parametrize("key", ["U", "Г", "shift+f8", "f20", "ctrl+u"])
async def test_redo_on_every_keyboard(walking: Open, key: str) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("2", "f8", key)
        assert d.value("q0", "list") == "no"


async def test_an_instance_that_was_removed_comes_back_by_undo(walking: Open) -> None:
    async with walking(at="kinds/calls") as d:
        await d.keys("0")
        await d.type("2")
        await d.keys("enter")
        await d.go("kinds/calls")
        await d.keys("delete", "1")
        assert d.record.projection.instances["kinds/calls"] == []
        await d.keys("f8")
        assert len(d.record.projection.instances["kinds/calls"]) == 1
        assert d.cursor == "kinds/calls"
        assert "1 of 1 answered" in d.text()


async def test_next_failed_and_next_flagged_go_round(walking: Open) -> None:
    async with walking(yes_no(6)) as d:
        await d.keys("1", "2", "1", "2")
        await d.keys("d")
        assert d.cursor == "list/q1"
        await d.keys("d")
        assert d.cursor == "list/q3"
        await d.keys("shift+f3")
        assert d.cursor == "list/q1"
        await d.keys("i")
        assert "No question is flagged." in d.text()
        await d.keys("f5")
        await d.go("list/q5")
        await d.keys("i")
        assert d.cursor == "list/q1"


async def test_back_leads_to_where_one_was_before_each_jump(walking: Open) -> None:
    async with walking(yes_no(9)) as d:
        await d.keys("1", "1")
        await d.go("list/q7")
        await d.go("list/q5")
        await d.keys("b")
        assert d.cursor == "list/q7"
        await d.keys("ctrl+x")
        assert d.cursor == "list/q2"
        await d.keys("b")
        assert "no jump to come back from" in d.text()


async def test_an_undo_elsewhere_is_a_jump_that_leads_back(walking: Open) -> None:
    async with walking(yes_no(9)) as d:
        await d.keys("1")
        await d.go("list/q7")
        await d.keys("f8", "b")
        assert d.cursor == "list/q7"


async def test_search_looks_into_notes_too(walking: Open) -> None:
    async with walking(yes_no(5)) as d:
        await d.go("list/q3")
        await d.keys("f4")
        await d.type("a cracked tile")
        await d.keys("escape")
        await d.go("list/q0")
        await d.keys("f7")
        await d.type("cracked")
        await d.keys("enter")
        assert d.cursor == "list/q3"


async def test_locked_keys_and_clicks_count_for_nothing_until_the_three_keys_come_in_their_order(
    walking: Open,
) -> None:
    async with walking(yes_no(5)) as d:
        await d.keys("q")
        assert "The keys are locked" in d.text() and "1, then 3, then 5" in d.text()
        await d.keys("1", "2", "f8", "escape", "ctrl+q", "f10", "enter", "3", "5")
        await d.pilot.click("#lock-how")
        assert isinstance(d.app.screen, LockScreen)
        assert d.record.projection.items == {}
        await d.keys("1", "3", "5")
        assert not isinstance(d.app.screen, LockScreen)
        assert "The keys are unlocked" in d.text()
        await d.keys("2")
        assert d.value("q0", "list") == "no"


async def test_a_locked_walk_is_unlocked_by_the_mouse_too(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("shift+f12")
        for offset in (3, 8, 13):
            await d.pilot.click("#lock-choices", offset=(offset, 0))
            await d.rest()
        assert not isinstance(d.app.screen, LockScreen)


async def test_a_key_held_down_counts_once_though_the_keyboard_waits_before_it_repeats(walking: Open) -> None:
    async with walking(yes_no(9)) as d:
        held = [Key("1", "1") for _ in range(20)]
        for step, key in enumerate(held):
            key.time = held[0].time + (0 if step == 0 else 0.5 + step * 0.03)
            d.app.post_message(key)
        await d.rest()
        assert d.walk.session.progress().answered == 1
        assert d.cursor == "list/q1"
        assert "The key was held down" in d.text()


async def test_a_worn_key_that_bounces_takes_no_answer_back(walking: Open) -> None:
    async with walking(yes_no(9)) as d:
        first = Key("1", "1")
        for gap in (0, 0.4, 0.405, 0.8, 0.803, 0.806):
            key = Key("1", "1")
            key.time = first.time + gap
            d.app.post_message(key)
        await d.rest()
        assert d.walk.session.progress().answered == 3


async def test_pasted_lines_are_joined_and_curly_quotes_stay(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        d.app.post_message(Paste("“So it\nis” \x1b[31m– he said"))
        await d.rest()
        await d.keys("enter")
        assert d.value("words") == "“So it is” [31m– he said"


async def test_what_does_not_fit_is_refused_whole_and_never_cut(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        d.app.post_message(Paste("x" * 100_000))
        await d.rest()
        assert d.walk.field.value == ""
        assert "100000 characters long, and 4000 more fit" in d.words()


async def test_a_paste_on_a_card_without_a_field_answers_nothing(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        d.app.post_message(Paste("1212121"))
        await d.rest()
        assert d.record.projection.items == {}
        assert "F4 opens a note" in d.text()


async def test_a_text_that_is_too_long_is_never_cut_unasked(walking: Open) -> None:
    listed = {**TYPES, "sections": [{**TYPES["sections"][0]}]}
    listed["sections"][0]["questions"] = [
        {"id": "story", "type": "text", "text": "What happened?", "multiline": True, "max_length": 20}
    ]
    async with walking(listed) as d:
        await d.keys("enter")
        await d.type("This is longer than twenty")
        await d.keys("escape")
        assert "6 characters too many" in d.words()
        await d.keys("backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "escape")
        assert d.value("story") == "This is longer than"


@pytest.mark.parametrize(
    ("typed", "kept"), [("９０", "90"), ("٤٢", "42"), ("१२", "12")], ids=["wide", "arabic", "hindi"]
)
async def test_figures_of_other_keyboards_are_figures(walking: Open, typed: str, kept: str) -> None:
    async with walking(at="kinds/light") as d:
        for character in typed:
            d.app.post_message(Key(character, character))
        await d.keys("enter")
        assert d.value("light") == kept


async def test_a_wide_digit_answers(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        d.app.post_message(Key("２", "２"))
        await d.rest()
        assert d.value("q0", "list") == "no"


@pytest.mark.parametrize(
    ("typed", "kept"), [("95", "95"), ("1:35", "95"), ("10:31-10:42", "660"), ("10:31–10:42", "660")]
)
async def test_a_time_is_typed_in_seconds_in_minutes_or_from_to(walking: Open, typed: str, kept: str) -> None:
    async with walking(at="kinds/wait") as d:
        for character in typed:
            d.app.post_message(Key(character, character))
        await d.rest()
        await d.keys("enter")
        assert d.value("wait") == kept


class Invoked:
    """Remembers what the walk was asked to do, and does none of it."""

    def __init__(self, d: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        for action in actions.of("walk"):
            monkeypatch.setattr(d.walk, f"do_{action.name}", lambda name=action.name: self.names.append(name))


async def test_every_action_of_the_walk_by_each_of_its_keys(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(3)) as d:
        invoked = Invoked(d, monkeypatch)
        for action in WALK:
            for key in actions.keys_of(action):
                invoked.names.clear()
                await d.keys(key)
                assert invoked.names == [action.name], key


async def test_every_action_of_the_walk_by_a_click_on_its_line_in_the_help(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(3), size=(120, 40)) as d:
        invoked = Invoked(d, monkeypatch)
        for at, action in enumerate(actions.of("walk")):
            await d.keys("f1")
            line = list(d.app.screen.query(".help-text"))[at]
            line.scroll_visible(animate=False)
            await d.pilot.pause()
            invoked.names.clear()
            await d.pilot.click(line)
            await d.rest()
            assert invoked.names == [action.name]


async def test_a_text_field_leaves_every_action_its_keys_beside_letters(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a letter does on other cards, a key that writes nothing does on this one."""
    async with walking(at="kinds/words") as d:
        invoked = Invoked(d, monkeypatch)
        for action in WALK:
            if action.name in ("still_so", "clear"):
                continue  # neither means anything here: a text is written anew, and emptied to be cleared
            keys = [key for key in actions.keys_of(action) if len(key) > 1 and "_" not in key]
            found = []
            for key in keys:
                invoked.names.clear()
                await d.keys(key)
                found += invoked.names
            assert action.name in found, action.name
