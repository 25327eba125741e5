"""A damaged draft, the quarantine and the store on the screen: told in words, rescued, put back, deleted, by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.rules.history import history
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.holds import Holds
from audit_tui.store.journal import JournalStorage
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.quarantine import QuarantineScreen
from audit_tui.tui.screens.rescue import RescueScreen
from audit_tui.tui.screens.store import StoreScreen
from audit_tui.tui.screens.walk import WalkScreen
from audit_tui.tui.widgets.bars import KeyBar
from audit_tui.tui.widgets.lines import Lines
from tests.tui.conftest import Driver, Open, damage, start, yes_no
from tests.tui.faults import refusing

SIZES = [(80, 24), (60, 20)]


async def press_bar(d: Driver, name: str) -> None:
    """Click a key of the key bar."""
    bar = d.app.screen.query_one(KeyBar)
    row = bar.rows(*bar.outer_size)[0]
    at = next(at for at, part in enumerate(row.words) if part.target is not None and part.target.name == name)
    x = row.left + sum(len(part.text) for part in row.words[:at])
    await d.pilot.click(bar, offset=(x, 0))
    await d.rest()


# -- a damaged draft ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_damaged_draft_tells_what_happened_and_says_later_entries_again(
    workspace: Workspace, clock: FixedClock, home: Open, size: tuple[int, int]
) -> None:
    ref = start(workspace, clock, yes_no(4))
    damage(workspace, clock, ref)
    async with home(size) as d:
        await d.keys("enter")
        assert isinstance(d.app.screen, RescueScreen)
        text = d.words()
        assert "journal is damaged" in text and "1 entry is not in the audit" in text
        assert "list.q2: yes" in text and "11:03" in text and "not in the audit" in text
        assert d.walk.session.state("list/q2") is State.OPEN
        await d.keys("enter")
        assert d.value("q2", "list") == "yes"
        assert "Said again: list.q2: yes" in d.words() and "Everything that can be said" in d.words()
        (entry,) = history(d.record, "list/q2")
        assert entry.why is not None and entry.why.value == "rescued; first said 2026-11-22 10:03Z"
        await d.keys("escape")
        assert isinstance(d.app.screen, WalkScreen)
    with AuditStore(workspace, clock).open(ref, write=False) as audit:
        assert audit.rescue is None
        assert audit.record.projection.item("list/q2").value == "yes"


async def test_what_is_left_at_first_is_found_in_quarantine_later(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    damage(workspace, clock, start(workspace, clock, yes_no(4)))
    async with home() as d:
        await d.keys("enter", "escape")
        assert isinstance(d.app.screen, WalkScreen)
        assert "1 entry was not said again; it stays in quarantine" in d.words()
        assert d.walk.session.state("list/q2") is State.OPEN
        await d.keys("escape", "f6", "f2")
        assert isinstance(d.app.screen, QuarantineScreen)
        assert "copy of a damaged draft" in d.words() and "1 later entry is whole" in d.words()
        await press_bar(d, "rescue")
        assert isinstance(d.app.screen, RescueScreen) and "list.q2: yes" in d.words()
        await press_bar(d, "all")
        assert d.value("q2", "list") == "yes"
        await d.keys("escape", "escape")
        assert isinstance(d.app.screen, QuarantineScreen)
        await d.keys("a")
        assert isinstance(d.app.screen, RescueScreen) and "in the audit" in d.words()
        assert "Everything that can be said again is in the audit" in d.words()


async def test_the_mouse_says_an_entry_again(workspace: Workspace, clock: FixedClock, home: Open) -> None:
    damage(workspace, clock, start(workspace, clock, yes_no(4)))
    async with home() as d:
        await d.keys("enter")
        await d.pilot.click("#summary-lines", offset=(20, 1))
        await d.rest()
        assert d.value("q2", "list") == "yes"


async def test_a_disk_that_refuses_is_told_and_enter_tries_again(
    workspace: Workspace, clock: FixedClock, home: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(workspace, clock, start(workspace, clock, yes_no(4)))
    async with home() as d:
        await d.keys("enter")
        with refusing(monkeypatch):
            await d.keys("enter")
            assert "NOT SAVED: the disk is full" in d.words()
            assert d.walk.session.state("list/q2") is State.OPEN
        await d.keys("enter")
        assert d.value("q2", "list") == "yes" and "NOT SAVED" not in d.words()


async def test_a_damaged_draft_that_is_held_elsewhere_is_told_and_not_touched(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    ref = start(workspace, clock, yes_no(4))
    damage(workspace, clock, ref)
    store = AuditStore(workspace, clock)
    lock = store._take(ref)
    try:
        async with home() as d:
            await d.keys("enter")
            assert isinstance(d.app.screen, RescueScreen)
            assert "Nothing was changed" in d.words() and "can only be read now" in d.words()
            await d.keys("enter", "a")
            assert d.walk.session.state("list/q2") is State.OPEN
    finally:
        store.release(ref, lock)


# -- the quarantine -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_deleted_draft_is_looked_into_and_put_back(
    workspace: Workspace, clock: FixedClock, home: Open, size: tuple[int, int]
) -> None:
    start(workspace, clock, yes_no(3))
    async with home(size) as d:
        await d.keys("enter", "1", "escape", "delete")
        assert "from where it can be put back (F6)" in d.words()
        await d.keys("2", "t")
        assert isinstance(d.app.screen, StoreScreen) and "1 thing" in d.words()
        await d.keys("q")
        assert "AUD-2026-ROMA-01-01" in d.words() and "deleted or replaced" in d.words()
        await d.keys("enter")
        assert isinstance(d.app.screen, WalkScreen)
        assert d.value("q0", "list") == "yes" and "read only" in d.words()
        await d.keys("1", "f12")
        assert "it lies in quarantine" in d.words()
        await d.keys("escape", "r")
        assert "is back in the list" in d.words() and "Nothing lies in quarantine" in d.words()
        await d.keys("escape", "escape")
        assert isinstance(d.app.screen, HomeScreen) and "1/3" in d.words()
        await d.keys("enter")
        assert d.value("q0", "list") == "yes"


async def test_what_is_listed_already_is_not_put_back_and_answers_can_be_taken_over(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    ref = start(workspace, clock, yes_no(3))
    store = AuditStore(workspace, clock)
    path = store.audit_path(ref)
    before = path.read_bytes()
    with store.open(ref) as audit:
        actor = audit.record.events[0].actor
        session = AuditSession(audit.record, clock=clock, actor=actor, device=clock.ulid(), run="0" * 16)
        audit.append(session.answer("list/q0", "no"))
    aside = store.delete_draft(ref)
    JournalStorage(path)
    path.write_bytes(before)
    async with home() as d:
        await d.keys("f6", "f2", "f3")
        assert "The list has audit AUD-2026-ROMA-01-01 already" in d.words()
        assert aside.exists()
        await d.keys("f4", "f10")
        assert d.value("q0", "list") == "no"


async def test_deleting_for_good_asks_and_a_hold_forbids_it(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    ref = start(workspace, clock, yes_no(3))
    store = AuditStore(workspace, clock)
    Holds(workspace, clock).hold(store.find(ref), "complaint pending")
    aside = store.delete_draft(ref)
    async with home() as d:
        await d.keys("f6", "q", "delete", "2")
        assert "is held: complaint pending" in d.words() and aside.exists()
        await d.keys("r", "escape", "escape")
        assert isinstance(d.app.screen, HomeScreen)
        Holds(workspace, clock).release(store.find(ref))
        await d.keys("delete", "2", "f6", "q", "delete")
        assert "It cannot be undone" in d.words()
        await d.keys("1")
        assert list(workspace.quarantine.iterdir())
        await d.keys("delete", "2")
        assert "Deleted for good" in d.words()
        assert list(workspace.quarantine.iterdir()) == []


async def test_a_foreign_file_is_told_and_deleted_only_when_asked(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(3))
    workspace.quarantine.mkdir()
    (workspace.quarantine / "[red]notes.txt").write_text("x", encoding="utf-8")
    (workspace.quarantine / "folder").mkdir()
    async with home() as d:
        await d.keys("f6", "q")
        assert "[red]notes.txt" in d.words() and "not from this program" in d.words()
        lines = d.app.screen.query_one(Lines)
        lines.put_cursor("folder")
        await d.keys("delete", "2")
        assert "This is a folder" in d.words()
        lines.put_cursor("[red]notes.txt")
        await d.keys("enter", "a", "r")
        assert "cannot be taken back" in d.words()
        await d.keys("delete", "2")
        assert [path.name for path in workspace.quarantine.iterdir()] == ["folder"]


# -- the store ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_store_says_what_doctor_says_and_looks_again(
    workspace: Workspace, clock: FixedClock, home: Open, size: tuple[int, int]
) -> None:
    start(workspace, clock, yes_no(3))
    async with home(size) as d:
        await d.keys("f6")
        text = d.words()
        assert "All is well." in text and "none made yet" in text and "No backup was made" in text
        await d.keys("end")
        assert "backup" in d.words()
        (workspace.drafts / "01KAAZMK00T722E41W6H642BRY.journal").write_bytes(bytes(64))
        await d.keys("f5", "home")
        assert "1 thing is wrong." in d.words() and "What is wrong" in d.words()
        await d.keys("down", "down", "down", "down", "enter")
        assert "draft that this journal belongs to is gone" in d.words()
        await d.keys("escape", "escape")
        assert isinstance(d.app.screen, HomeScreen)


async def test_the_store_is_in_the_palette_of_home(home: Open) -> None:
    async with home() as d:
        offered = {command.title for command in d.app.get_system_commands(d.app.screen)}
        assert "Store  (t F6)" in offered


async def test_a_registry_that_cannot_be_read_is_told_and_the_rest_still_shown(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(3))
    async with home() as d:
        Path(workspace.registry).write_bytes(b"{")
        await d.keys("f6")
        assert "Quarantine" in d.words()
        assert "registry" in d.words()
