"""What is being typed is kept: a killed program, a closed window or a quick exit takes no text along."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.halftyped import (
    HalfTyped,
    change_half_typed,
    check_half_typed,
    half_typed_files,
    read_half_typed,
)
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens import base, walk_card
from audit_tui.tui.screens.base import BaseModal
from tests.tui.conftest import Driver, Open, yes_no

FAILING = yes_no(3, on_fail={"action": True})


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is looked at sooner than for people, so that tests need not wait."""
    monkeypatch.setattr(base, "TYPING_TOLD_AFTER", 0.01)
    monkeypatch.setattr(walk_card, "TYPING_TOLD_AFTER", 0.01)


async def kept(driver: Driver, workspace: Workspace, what: str, text: Any = None) -> Any:
    """Wait until a text is kept (or until it is not, for a `text` of None); the text."""
    desk = driver.walk.desk
    for _ in range(400):
        await driver.rest()
        assert desk.keeper is not None
        found = read_half_typed(workspace, desk.session.record.header.id)
        if (found.get(what) is None) == (text is None) and (text is None or found[what].text == text):
            return text
        await asyncio.sleep(0.01)
    raise AssertionError(f"{what}: {found}")


def kill(driver: Driver) -> None:
    """Have the app end without a goodbye: what its screens hold is gone, what is on disk stays."""
    desk = driver.walk.desk
    assert desk.keeper is not None
    desk.keeper = None


@pytest.mark.parametrize(
    ("at", "keys", "what", "typed", "again"),
    [
        ("kinds/greeted", ["f4"], "note:kinds/greeted", "The queue was long", "f4"),
        ("kinds/greeted", ["p"], "private:kinds/greeted", "The tall one", "p"),
        ("kinds/greeted", ["0"], "reason:kinds/greeted", "the desk was closed", "0"),
        ("kinds/tone", ["v"], "unseen:kinds/tone", "I stood outside", "v"),
        ("kinds/story", ["enter"], "text:kinds/story", "First a man", "enter"),
        ("kinds/greeted", ["J"], "jot", "ten past nine", "J"),
    ],
    ids=["note", "private note", "reason of N/A", "reason of not observed", "text", "jot pad"],
)
async def test_what_was_half_typed_in_a_box_is_offered_and_put_back_into_it(
    walking: Open,
    home: Open,
    workspace: Workspace,
    at: str,
    keys: list[str],
    what: str,
    typed: str,
    again: str,
) -> None:
    async with walking(at=at) as driver:
        await driver.keys(*keys)
        await driver.type(typed)
        await kept(driver, workspace, what, typed)
        kill(driver)
    async with home() as driver:
        await driver.keys("enter")
        assert "You were typing when the program ended" in driver.words()
        assert typed in driver.words()
        await driver.keys("enter")
        box = driver.app.screen
        assert isinstance(box, BaseModal) and box.half_typed() == typed
        await driver.keys("escape")
        await driver.rest()


async def test_a_note_that_was_put_back_is_marked_as_unsaved_and_saved_by_leaving_it(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(3)) as driver:
        await driver.keys("2", "f4")
        await driver.type("The queue was long")
        await kept(driver, workspace, "note:list/q1", "The queue was long")
        kill(driver)
    async with home() as driver:
        await driver.keys("enter")
        assert "The note at list.q1, kept 11:00:" in driver.words()
        await driver.keys("enter")
        assert "Put back as it stood at 11:00; it is not saved yet." in driver.words()
        await driver.type(".")
        assert "Put back" not in driver.words()
        await driver.keys("escape")
        assert driver.record.projection.item("list/q1").note == "The queue was long."
        await kept(driver, workspace, "note:list/q1")
    assert half_typed_files(workspace) == []


async def test_not_now_keeps_it_for_the_box_in_which_it_was_typed(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(3)) as driver:
        await driver.keys("f4")
        await driver.type("Long")
        await kept(driver, workspace, "note:list/q0", "Long")
        kill(driver)
    async with home() as driver:
        await driver.keys("enter", "escape", "f4")
        assert "Put back as it stood at 11:00" in driver.words() and "Long" in driver.words()
        await driver.keys("escape")
        assert driver.record.projection.item("list/q0").note == "Long"


async def test_what_is_thrown_away_is_gone_for_good(walking: Open, home: Open, workspace: Workspace) -> None:
    async with walking(yes_no(3)) as driver:
        await driver.keys("f4")
        await driver.type("Long")
        await kept(driver, workspace, "note:list/q0", "Long")
        kill(driver)
    async with home() as driver:
        await driver.keys("enter", "3")
        await kept(driver, workspace, "note:list/q0")
        await driver.keys("f4")
        assert "Long" not in driver.words()
    assert half_typed_files(workspace) == []


async def test_a_text_that_was_saved_in_the_moment_of_the_kill_is_not_offered(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(3)) as driver:
        await driver.keys("f4")
        await driver.type("Long")
        await kept(driver, workspace, "note:list/q0", "Long")
        kill(driver)
        await driver.keys("escape")
        assert driver.record.projection.item("list/q0").note == "Long"
    async with home() as driver:
        await driver.keys("enter")
        assert "You were typing" not in driver.words()
        await kept(driver, workspace, "note:list/q0")


async def test_several_texts_are_offered_one_after_another_the_last_first(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(3)) as driver:
        id_ = driver.record.header.id
    texts = {f"note:list/q{at}": HalfTyped(text, at) for at, text in enumerate(("First", "Second", "Third"))}
    change_half_typed(workspace, id_, texts)
    async with home() as driver:
        await driver.keys("enter")
        assert "Third" in driver.words() and "Second" not in driver.words()
        await driver.keys("3")
        assert "Second" in driver.words()
        await driver.keys("escape")
        assert "First" in driver.words()
        await driver.keys("escape")
        assert "You were typing" not in driver.words()
        await kept(driver, workspace, "note:list/q2")
        assert read_half_typed(workspace, id_).keys() == {"note:list/q0", "note:list/q1"}


async def test_a_corrective_action_comes_back_field_by_field(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(FAILING) as driver:
        await driver.keys("2", "1")
        await driver.type("Man the desk")
        await driver.keys("enter")
        await driver.type("Floor manager")
        values = {"what": "Man the desk", "owner": "Floor manager", "due": "", "verify": "", "cause": ""}
        await kept(driver, workspace, "action:list/q0", values)
        kill(driver)
    async with home() as driver:
        await driver.keys("enter")
        assert "Man the desk · Floor manager" in driver.words()
        await driver.keys("enter")
        assert isinstance(driver.app.screen, BaseModal) and driver.app.screen.half_typed() == values
        await driver.keys("escape")
        assert "Keep what you typed?" in driver.words()
        await driver.keys("1")
        (action,) = driver.record.projection.item("list/q0").actions
        assert (action.what, action.owner) == ("Man the desk", "Floor manager")
        await kept(driver, workspace, "action:list/q0")


async def test_the_details_of_the_visit_come_back_in_the_summary(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(3)) as driver:
        await driver.keys("f6")
        driver.app.screen.do_facts()  # type: ignore[attr-defined]
        await driver.rest()
        await driver.keys("down")
        await driver.type("The chamber")
        for _ in range(400):
            await driver.rest()
            half = read_half_typed(workspace, driver.record.header.id).get("facts")
            if half is not None and isinstance(half.text, dict) and half.text["client"] == "The chamber":
                break
            await asyncio.sleep(0.01)
        kill(driver)
    async with home() as driver:
        await driver.keys("enter")
        assert "The visit details, kept" in driver.words()
        await driver.keys("enter")
        assert "The chamber" in driver.words()
        await driver.keys("f10")
        assert driver.record.projection.facts["client"] == "The chamber"
        await kept(driver, workspace, "facts")


async def test_a_figure_on_a_card_stands_there_again_and_enter_saves_it(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(at="kinds/light") as driver:
        await driver.type("12")
        await kept(driver, workspace, "card:kinds/light", "12")
        kill(driver)
    async with home() as driver:
        driver_at = "kinds/light"
        await driver.keys("enter")
        assert driver.cursor == driver_at
        assert "Put back as it stood at 11:00; it is not saved yet." in driver.words()
        assert driver.walk.field.value == "12" and driver.walk.dirty
        await driver.keys("enter")
        assert driver.value("light") == "12"
        await kept(driver, workspace, "card:kinds/light")


async def test_ticks_on_a_card_are_ticked_again(walking: Open, home: Open, workspace: Workspace) -> None:
    async with walking(at="kinds/heard") as driver:
        await driver.keys("1", "3")
        await kept(driver, workspace, "card:kinds/heard", ["hello", "offer"])
        kill(driver)
    async with home() as driver:
        await driver.keys("enter")
        assert driver.walk.ticks == ["hello", "offer"] and driver.walk.dirty
        await driver.keys("enter")
        assert driver.value("heard") == ["hello", "offer"]
        await kept(driver, workspace, "card:kinds/heard")


async def test_undo_takes_what_was_put_back_away(walking: Open, home: Open, workspace: Workspace) -> None:
    async with walking(at="kinds/light") as driver:
        await driver.type("12")
        await kept(driver, workspace, "card:kinds/light", "12")
        kill(driver)
    async with home() as driver:
        await driver.keys("enter", "f8")
        assert driver.walk.field.value == ""
        await kept(driver, workspace, "card:kinds/light")


async def test_a_figure_that_is_taken_back_by_hand_is_not_kept(walking: Open, workspace: Workspace) -> None:
    async with walking(at="kinds/light") as driver:
        await driver.type("12")
        await kept(driver, workspace, "card:kinds/light", "12")
        await driver.keys("backspace", "backspace")
        await kept(driver, workspace, "card:kinds/light")


async def test_stepping_out_of_a_reason_is_meant(walking: Open, workspace: Workspace) -> None:
    async with walking(at="kinds/greeted") as driver:
        await driver.keys("0")
        await driver.type("closed")
        await kept(driver, workspace, "reason:kinds/greeted", "closed")
        await driver.keys("escape")
        await kept(driver, workspace, "reason:kinds/greeted")


async def test_an_answer_costs_the_disk_no_file_of_half_typed_texts(
    walking: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(3)) as driver:
        await driver.keys("1", "2", "1")
    assert not workspace.half_typed.exists()


async def test_leaving_the_program_from_a_form_keeps_the_form(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(FAILING) as driver:
        await driver.keys("2", "1")
        await driver.type("Man the desk")
        await driver.keys("ctrl+q")
        for _ in range(400):
            await asyncio.sleep(0.01)
            if driver.app._exit:
                break
    (path,) = half_typed_files(workspace)
    assert "action:list/q0" in check_half_typed(workspace, path)


async def test_a_text_whose_question_is_not_asked_any_more_is_not_offered(
    walking: Open, home: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(3)) as driver:
        change_half_typed(workspace, driver.record.header.id, {"note:list/gone": HalfTyped("Long", 1)})
    async with home() as driver:
        await driver.keys("enter")
        assert "You were typing" not in driver.words()
        await driver.keys("1")
        assert driver.value("q0", "list") == "yes"


async def test_who_only_reads_is_offered_nothing(
    walking: Open, home: Open, workspace: Workspace, clock: FixedClock
) -> None:
    async with walking(yes_no(3)) as driver:
        id_ = driver.record.header.id
    change_half_typed(workspace, id_, {"note:list/q0": HalfTyped("Long", 1)})
    with AuditStore(workspace, clock).open(id_):
        async with home() as driver:
            await driver.keys("enter")
            assert "You were typing" not in driver.words()
    assert read_half_typed(workspace, id_).keys() == {"note:list/q0"}


async def test_who_takes_an_audit_over_is_offered_what_was_being_typed_there(
    walking: Open, home: Open, workspace: Workspace, clock: FixedClock
) -> None:
    async with walking(yes_no(3)) as driver:
        id_ = driver.record.header.id
    change_half_typed(workspace, id_, {"note:list/q0": HalfTyped("Long", 1)})
    audit = AuditStore(workspace, clock).open(id_)
    async with home() as driver:
        await driver.keys("enter")
        audit.close()
        await driver.keys("f12")
        assert "You were typing when the program ended" in driver.words()
        await driver.keys("3")
        await kept(driver, workspace, "note:list/q0")
