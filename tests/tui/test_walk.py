"""The walk: one card, saved answers, a line of keys, notes that are never lost, jumps, and what a failure asks."""

from __future__ import annotations

import errno
import threading

import pytest
from textual.events import Key

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.model.audit import State
from audit_tui.store import disk
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from audit_tui.tui.guard import BOUNCE, Bounce
from audit_tui.tui.screens.walk import WalkScreen
from audit_tui.tui.widgets.lines import Lines
from tests.tui.conftest import TYPES, Open, start, yes_no


async def test_the_last_answer_is_echoed_and_the_light_says_when_it_was_saved(
    walking: Open, clock: FixedClock
) -> None:
    async with walking(yes_no(3)) as d:
        clock.tick(5_000)
        await d.keys("2")
        assert "list.q0 = no · 0 of 1 point · F8 undo" in d.text()
        assert "saved 11:00:05" in d.text()


async def test_undo_takes_back_the_last_answer_and_goes_there(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("1", "2", "f8")
        assert d.cursor == "list/q1"
        assert d.walk.session.state("list/q1") is State.OPEN
        await d.keys("u")
        assert d.cursor == "list/q0"
        await d.keys("u")
        assert "nothing to undo" in d.text()


@pytest.mark.parametrize(
    "keys", [("plus", "minus"), ("add", "subtract"), ("pagedown", "pageup"), ("down", "up")]
)
async def test_next_and_previous_by_every_pair_of_keys(walking: Open, keys: tuple[str, str]) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys(keys[0])
        assert d.cursor == "list/q1"
        await d.keys(keys[1])
        assert d.cursor == "list/q0"


async def test_the_walk_goes_on_to_the_next_open_question_and_round(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("plus", "1", "1")
        assert d.cursor == "list/q0"
        await d.keys("1")
        assert "Everything is answered" in d.text()


@pytest.mark.parametrize("key", ["asterisk", "multiply", "f4"])
async def test_esc_keeps_what_is_written_in_a_note(walking: Open, key: str) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys(key)
        await d.type("Two ")
        await d.keys("enter")
        await d.type("lines 12")
        await d.keys("escape")
        assert d.walk.session.item("list/q0").note == "Two \nlines 12"
        assert d.walk.session.state("list/q0") is State.OPEN
        assert "Two" in d.text()


async def test_a_private_note_is_kept_apart(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("p")
        await d.type("the tall one")
        await d.keys("escape")
        item = d.walk.session.item("list/q0")
        assert (item.note, item.private_note) == ("", "the tall one")
        assert "the tall one" not in d.text()
        assert "private note" in d.text()


@pytest.mark.parametrize("key", ["full_stop", "decimal", "f5"])
async def test_a_flag_is_set_and_taken_away(walking: Open, key: str) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys(key)
        assert d.walk.session.item("list/q0").flagged
        await d.keys(key)
        assert not d.walk.session.item("list/q0").flagged


async def test_search_finds_by_words_and_enter_jumps(walking: Open) -> None:
    async with walking(TYPES) as d:
        await d.keys("slash")
        await d.type("ph-01")
        assert "1 question found" in d.text()
        await d.keys("enter")
        assert d.cursor == "kinds/rings"


async def test_the_outline_shows_state_by_sign_and_word_and_jumps(walking: Open) -> None:
    async with walking(yes_no(4)) as d:
        await d.keys("1", "f2")
        text = d.text()
        assert "● Point 0?" in text and "answered" in text
        assert "○ Point 1?" in text and "open" in text
        await d.keys("down", "down", "enter")
        assert d.cursor == "list/q3"


async def test_on_a_wide_window_the_outline_is_docked_and_follows(walking: Open) -> None:
    async with walking(yes_no(4), size=(120, 40)) as d:
        outline = d.walk.query_one("#walk-outline", Lines)
        assert outline.display
        await d.keys("1")
        assert outline.key == "list/q1"
        await d.keys("f2", "down", "enter")
        assert d.cursor == "list/q2"
        await d.keys("1")
        assert d.value("q2", "list") == "yes"


async def test_a_failed_item_asks_at_once_for_what_it_demands(walking: Open) -> None:
    async with walking(at="kinds/solved") as d:
        await d.keys("2")
        assert d.cursor == "kinds/solved"
        assert "This failure asks for: a note, a corrective action" in d.text()
        await d.keys("1")
        await d.type("Nobody knew")
        await d.keys("escape")
        assert "This failure asks for: a corrective action" in d.text()
        await d.keys("1")
        await d.type("Train the desk")
        await d.keys("enter")
        await d.type("Store manager")
        await d.keys("enter")
        await d.type("2026-13-01")
        await d.keys("f10")
        assert "'2026-13-01' is no date in the calendar" in d.text()
        await d.keys("backspace", "backspace", "backspace", "backspace", "backspace")
        await d.type("12-01")
        await d.keys("f10")
        actions = d.walk.session.item("kinds/solved").actions
        assert [(a.what, a.owner, a.due) for a in actions] == [
            ("Train the desk", "Store manager", "2026-12-01")
        ]
        assert d.walk.session.owed() == []
        assert d.cursor != "kinds/solved"


async def test_on_an_open_visit_an_action_may_say_the_root_cause(walking: Open) -> None:
    async with walking(at="kinds/solved") as d:
        await d.keys("2", "1")
        await d.type("Nobody knew")
        await d.keys("escape", "1")
        await d.type("Train the desk")
        await d.keys("enter", "enter", "enter", "enter")
        assert "why it came about" in d.text()
        await d.keys("right", "right")
        assert "‹ Training, information ›" in d.text()
        await d.keys("enter")
        (action,) = d.walk.session.item("kinds/solved").actions
        assert (action.what, action.cause) == ("Train the desk", "training")
        await d.go("kinds/solved")
        await d.keys("a")
        assert "‹ Training, information ›" in d.text()


async def test_on_a_mystery_visit_the_root_cause_is_for_the_site_to_say(walking: Open) -> None:
    async with walking(at="kinds/solved", kind="mystery") as d:
        await d.keys("2", "1")
        await d.type("Nobody knew")
        await d.keys("escape", "1")
        assert "Verified by" in d.text() and "Root cause" not in d.text()
        await d.type("Train the desk")
        await d.keys("f10")
        (action,) = d.walk.session.item("kinds/solved").actions
        assert (action.what, action.cause) == ("Train the desk", None)


async def test_what_a_failure_demands_can_wait(walking: Open) -> None:
    async with walking(at="kinds/solved") as d:
        await d.keys("2", "enter")
        assert d.cursor != "kinds/solved"
        await d.go("kinds/solved")
        assert "Still asked for: a note (F4), a corrective action (a)" in d.text()


async def test_keys_typed_while_an_answer_is_being_saved_wait_in_line(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(5)) as d:
        gate = threading.Event()
        append = d.walk.desk.saver._audit.append

        def slow(change: object) -> None:
            gate.wait(5)
            append(change)  # type: ignore[arg-type]

        monkeypatch.setattr(d.walk.desk.saver._audit, "append", slow)
        for key in ("1", "2", "1", "2"):
            await d.pilot.press(key)
            await d.pilot.pause(BOUNCE * 1.2)
        assert d.cursor == "list/q0"
        assert "saving…" in d.text()
        assert d.record.projection.items == {}
        gate.set()
        await d.rest()
        assert [d.value(f"q{n}", "list") for n in range(4)] == ["yes", "no", "yes", "no"]
        assert d.cursor == "list/q4"


async def test_keys_typed_ahead_reach_the_box_that_one_of_them_opens(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        for key in ("1", "0"):
            d.app.post_message(Key(key, key))
        for character in "shut":
            d.app.post_message(Key(character, character))
        d.app.post_message(Key("enter", "\r"))
        await d.rest()
        assert d.value("q0", "list") == "yes"
        assert d.walk.session.item("list/q1").reason == "shut"


async def test_a_full_disk_is_said_until_it_is_saved_and_the_card_stays(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(4)) as d:
        await d.keys("1")

        def full(*_args: object, **_more: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(disk, "write_at", full)
            broken.setattr(disk, "write_all", full)
            for key in ("2", "1", "1"):
                await d.keys(key)
            assert d.cursor == "list/q1"
            assert d.walk.session.state("list/q1") is State.OPEN
            assert "NOT SAVED" in d.walk.desk.light
            assert d.text().count("NOT SAVED") >= 1
            await d.keys("plus")
            assert "NOT SAVED" in d.text()
            await d.keys("minus")
        await d.keys("2")
        assert d.value("q1", "list") == "no"
        assert "NOT SAVED" not in d.text()


async def test_a_failed_save_drops_the_line(walking: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with walking(yes_no(5)) as d:
        gate = threading.Event()

        def refuse(_change: object) -> None:
            gate.wait(5)
            raise NotSavedError("disk.full", "The disk is full.", next_step="Make room.")

        monkeypatch.setattr(d.walk.desk.saver._audit, "append", refuse)
        for key in ("1", "2", "1"):
            await d.pilot.press(key)
        gate.set()
        await d.rest()
        assert d.cursor == "list/q0"
        assert d.record.projection.items == {}
        assert "NOT SAVED: The disk is full." in d.text()


def test_the_same_key_within_an_instant_counts_once_and_a_held_key_too() -> None:
    bounce = Bounce()
    assert bounce.counts("1", 10.0)
    assert not any(bounce.counts("1", 10.0 + step * 0.03) for step in range(1, 40))
    assert bounce.counts("1", 12.0)
    assert bounce.counts("2", 12.001)


async def test_a_held_digit_answers_one_question(walking: Open) -> None:
    async with walking(yes_no(9)) as d:
        held = [Key("1", "1") for _ in range(6)]
        for step, key in enumerate(held):
            key.time = held[0].time + step * 0.03
            d.app.post_message(key)
        await d.rest()
        assert d.walk.session.progress().answered == 1


async def test_leaving_and_coming_back_leads_to_the_same_question(walking: Open) -> None:
    async with walking(yes_no(6)) as d:
        await d.keys("1", "plus", "plus", "escape", "enter")
        assert d.cursor == "list/q3"
        assert d.value("q0", "list") == "yes"


async def test_an_audit_held_elsewhere_can_be_looked_at_and_says_who_holds_it(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    ref = start(workspace, clock, yes_no(3))
    with AuditStore(workspace, clock).open(ref):
        async with home() as d:
            await d.keys("enter")
            assert "process" in d.text() and "read only" in d.text()
            await d.keys("1")
            assert d.walk.session.state("list/q0") is State.OPEN
            await d.keys("f4")
            assert isinstance(d.app.screen, WalkScreen)
            assert "can only be read" in d.text()
            await d.keys("enter")
            assert d.cursor == "list/q1"


async def test_the_keypad_types_figures_where_a_terminal_names_keys_without_characters(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        for key in ("4", "decimal", "5"):
            d.app.post_message(Key(key, None))
        d.app.post_message(Key("enter", None))
        await d.rest()
        assert d.value("light") == "4.5"


async def test_undo_first_takes_back_what_is_only_typed(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("40")
        await d.keys("f8")
        assert d.walk.field.value == ""
        assert d.cursor == "kinds/light"


async def test_quitting_keeps_what_is_half_typed(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    async with walking(at="kinds/words") as d:
        await d.type("half a")
        ref = d.record.header.id
        await d.pilot.press("ctrl+q")
        await d.pilot.pause(0.4)
    with AuditStore(workspace, clock).open(ref, write=False) as audit:
        assert audit.record.projection.item("kinds/words").value == "half a"


async def test_quitting_keeps_a_note_in_the_middle_of_a_word(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("f4")
        await d.type("half a no")
        ref = d.record.header.id
        await d.pilot.press("ctrl+q")
        await d.pilot.pause(0.5)
    with AuditStore(workspace, clock).open(ref, write=False) as audit:
        assert audit.record.projection.item("list/q0").note == "half a no"


async def test_help_is_on_one_key_and_lists_every_command(walking: Open) -> None:
    async with walking(yes_no(2), size=(120, 60)) as d:
        await d.keys("f1")
        assert "Take back the last thing said" in d.text()
        await d.keys("escape")
        assert isinstance(d.app.screen, WalkScreen)


async def test_every_command_is_in_the_palette(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        offered = {command.title for command in d.app.get_system_commands(d.walk)}
        assert {"Undo  (F8 u)", "Note  (F4 *)", "Colours: dark"} <= offered


async def test_the_mouse_answers_and_presses_the_key_bar(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.click("No")
        assert d.value("q0", "list") == "no"
        await d.click("F8 undo  F6")
        assert d.walk.session.state("list/q0") is State.OPEN


async def test_a_window_too_small_says_so_takes_no_answers_and_recovers(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.pilot.resize_terminal(40, 15)
        await d.rest()
        assert "too small" in d.text()
        await d.keys("1")
        assert d.walk.session.state("list/q0") is State.OPEN
        await d.pilot.resize_terminal(60, 20)
        await d.rest()
        assert "Point 0?" in d.text()
        await d.keys("1")
        assert d.value("q0", "list") == "yes"


async def test_texts_of_people_and_files_are_shown_as_they_are_and_steer_nothing(
    walking: Open,
) -> None:
    hostile = "Is [bold]this[/no] [@click=app.quit]sign[/] there?"
    listed = yes_no(2)
    listed["sections"][0]["questions"][0]["text"] = hostile
    listed["sections"][0]["title"] = "[red]Section[/]"
    async with walking(listed) as d:
        assert hostile in d.text()
        assert "[red]Section[/]" in d.text()
        d.walk.say("a\x1b]0;owned\x07b\u202ec [/]")
        await d.rest()
        assert "a]0;ownedbc [/]" in d.text()
        assert "\x1b" not in d.text()


async def test_a_text_longer_than_the_card_is_read_on_by_keys_and_the_choices_stay_in_sight(
    walking: Open,
) -> None:
    listed = yes_no(2)
    listed["sections"][0]["questions"][0]["help"] = "\n".join(
        f"Line {number} of the help." for number in range(40)
    )
    async with walking(listed, size=(60, 20)) as d:
        assert "1  ○ Yes" in d.text() and "2  ○ No" in d.text()
        assert "Line 0 of" in d.text() and "Line 39 of" not in d.text()
        await d.keys(*["ctrl+down"] * 16)
        assert "Line 39 of" in d.text() and "2  ○ No" in d.text()
        await d.keys("1")
        assert d.value("q0", "list") == "yes"
