"""The settings and the keys: chosen by keys, in force at once, remembered, and never two meanings for one key."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.store.preferences import PreferenceFile
from audit_tui.store.workspace import Workspace, open_workspace
from audit_tui.tui import actions
from audit_tui.tui.actions import remap
from audit_tui.tui.actions.core import with_twins
from audit_tui.tui.app import AuditApp
from audit_tui.tui.glyphs import use_plain
from tests.tui.conftest import Driver, start, yes_no


@pytest.fixture(autouse=True)
def _as_it_came() -> Iterator[None]:
    yield
    actions.give({})
    use_plain(False)


@asynccontextmanager
async def opened(workspace: Workspace, clock: FixedClock, folder: Path) -> AsyncIterator[Driver]:
    app = AuditApp(workspace, clock, PreferenceFile(folder))
    async with app.run_test(size=(80, 24)) as pilot:
        driver = Driver(app, pilot)
        await driver.rest()
        yield driver


async def test_colours_hold_at_once_and_the_next_time(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "enter", "3")
        assert driver.app.theme == "audit-paper"
        assert "black on white" in driver.words()
    async with opened(workspace, clock, tmp_path) as driver:
        assert driver.app.theme == "audit-paper"


async def test_signs_can_be_ascii_only(workspace: Workspace, clock: FixedClock, tmp_path: Path) -> None:
    start(workspace, clock, yes_no(3))
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "down", "enter", "3")
        assert driver.app.preferences.signs == "ascii"
        await driver.keys("escape", "enter", "f2")
        assert "o Point 1?" in driver.words()


async def test_plain_lines_are_chosen_as_what_opens(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "down", "down", "down", "down", "down", "enter")
        assert "in plain lines, for screen readers" in driver.words()
        assert PreferenceFile(tmp_path).read().opens == "lines"
        await driver.keys("enter")
        assert PreferenceFile(tmp_path).read().opens == "screens"


async def test_the_help_of_home_and_of_the_walk_begins_with_the_way_to_plain_lines(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(3))
    async with opened(workspace, clock, tmp_path) as driver:
        for keys in (["f1"], ["escape", "enter", "f1"]):
            await driver.keys(*keys)
            told = driver.words().partition("Help")[2].split("screen reader")[0]
            assert told.strip() == "With a", "nothing stands before it"
            assert "audit-tui --linear asks in lines" in driver.words()


async def test_the_walk_waits_for_enter_where_it_is_told_to(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(3))
    PreferenceFile(tmp_path).change(auto_advance=False)
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("enter", "1")
        assert (driver.cursor, driver.value("q0", "list")) == ("list/q0", "yes")
        await driver.keys("2")
        assert (driver.cursor, driver.value("q0", "list")) == ("list/q0", "no")
        await driver.keys("enter")
        assert driver.cursor == "list/q1"


async def test_a_key_is_given_and_works_in_the_walk_the_key_bar_and_help(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(3))
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "k", "slash")
        await driver.type("take back the last thing")
        await driver.keys("enter", "enter", "Z")
        assert driver.app.preferences.keys == {"walk.undo": "Z,f8,u"}
        await driver.keys("escape", "escape", "enter", "1", "Z")
        assert driver.value("q0", "list") is None
        assert "Z undo" in driver.words()
        await driver.keys("f1", "pagedown")
        assert "Z F8 u" in driver.words()


async def test_a_key_that_means_something_is_given_away_only_after_a_question(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "k", "slash")
        await driver.type("take back the last thing")
        await driver.keys("enter", "enter", "f")
        assert "f means finish now" in driver.words()
        await driver.keys("1")
        assert driver.app.preferences.keys == {}
        await driver.keys("enter", "f", "2")
        assert driver.app.preferences.keys == {"walk.undo": "f,f8,u", "walk.finish": "f10"}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("ctrl+s", "terminals keep it"),
        ("f1", "help cannot have another"),
        ("7", "answer cannot have another"),
    ],
)
async def test_some_keys_are_not_to_be_had(
    workspace: Workspace, clock: FixedClock, tmp_path: Path, key: str, words: str
) -> None:
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "k", "slash")
        await driver.type("take back the last thing")
        await driver.keys("enter", "enter", key)
        assert words in driver.words()
        assert driver.app.preferences.keys == {}


async def test_one_action_and_then_all_get_back_what_they_came_with(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    PreferenceFile(tmp_path).change(keys={"walk.undo": "ctrl+b", "home.demo": "j"})
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "k", "slash")
        await driver.type("take back the last thing")
        await driver.keys("enter", "r")
        assert driver.app.preferences.keys == {"home.demo": "j"}
        await driver.keys("f8", "2")
        assert PreferenceFile(tmp_path).read().keys == {}


async def test_the_last_key_of_an_action_stays(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "k", "slash")
        await driver.type("take back the last thing")
        await driver.keys("enter", "minus", "1")
        assert driver.app.preferences.keys == {"walk.undo": "u"}
        await driver.keys("minus")
        assert "one key only" in driver.words()


async def test_a_file_that_cannot_be_read_is_told_at_the_settings(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "preferences.json").write_text("{", "utf-8")
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma")
        assert "could not be read" in driver.words()


async def test_the_organisation_is_kept_in_the_workspace_with_its_remarks(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    file = workspace.settings_file
    file.write_text('organisation = "Old"  # our name\n\n[retention]\nnote = "P2Y"  # two years\n', "utf-8")
    there = open_workspace(workspace.base, {})
    async with opened(there, clock, tmp_path / "config") as driver:
        await driver.keys("comma", "end", "up", "up", "up", "enter")
        await driver.keys("end", *["backspace"] * 3)
        await driver.type("Fictional Stores")
        await driver.keys("f10")
        assert driver.app.workspace.settings.organisation == "Fictional Stores"
    written = file.read_text("utf-8")
    assert 'organisation = "Fictional Stores"  # our name' in written
    assert 'note = "P2Y"  # two years' in written
    assert open_workspace(workspace.base, {}).settings.retention.note == "P2Y"


async def test_a_logo_that_is_not_there_is_said_in_the_form(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    async with opened(workspace, clock, tmp_path) as driver:
        await driver.keys("comma", "end", "up", "up", "enter", "down")
        await driver.type("logo.png")
        await driver.keys("f10")
        assert "there is no such file" in driver.words()
        assert driver.app.workspace.settings.logo == ""


KEYS = st.sampled_from(["b", "f", "u", "f8", "f10", "j", "left", "ctrl+u", "plus", "full_stop"])
GIVEN = st.lists(
    st.tuples(st.sampled_from([one.id for one in actions.ACTIONS if not one.fixed]), KEYS), max_size=12
)


@settings(deadline=None, max_examples=60)
@given(GIVEN)
def test_however_keys_are_given_none_means_two_things_and_each_action_has_one(
    changes: list[tuple[str, str]],
) -> None:
    own: dict[str, str] = {}
    try:
        for id_, key in changes:
            actions.give(own)
            action = actions.get(id_)
            if remap.refusal(action, key) is None:
                with contextlib.suppress(ValueError):
                    own = remap.give_key(own, action, key)
        actions.give(own)
        assert remap.consistent(own) == own
        for scope in {action.scope for action in actions.ACTIONS}:
            seen: dict[str, str] = {}
            for action in (*actions.of(scope), *actions.of("app")):
                keys = actions.keys_of(action)
                assert keys
                for key in with_twins(keys) if not action.by_card else []:
                    assert seen.setdefault(key, action.id) == action.id
    finally:
        actions.give({})


def test_a_key_that_one_of_many_screens_keeps_for_itself_cannot_serve_everywhere() -> None:
    everywhere = actions.get("app.settings")
    owner = remap.belongs_to(everywhere, "f10")  # it ends an audit, writes a report, saves a form
    assert owner is not None and owner.fixed
    assert remap.refusal(everywhere, "f10") == "fixed"


def test_a_key_given_in_exchange_takes_the_keypads_name_of_it_along() -> None:
    own = remap.give_key({}, actions.get("home.find"), "a")
    assert own == {"home.find": "a,f7", "home.abandon": "slash"}


def test_keys_that_clash_in_a_file_written_by_hand_do_not_hold() -> None:
    assert remap.consistent({"walk.undo": "f", "walk.flag": "Z", "gone.away": "b", "app.quit": "x"}) == {
        "walk.flag": "Z"
    }
