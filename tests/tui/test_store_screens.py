"""Due erasures, legal holds and backups on the screen: shown, asked about, done, by key and mouse."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.settings import MARKER, Retention, Settings, render_settings
from audit_tui.store.audits import AuditStore
from audit_tui.store.holds import Holds
from audit_tui.store.workspace import Workspace, open_workspace
from audit_tui.tui.app import AuditApp
from audit_tui.tui.notice import Notice
from audit_tui.tui.screens.backups import BackupsScreen
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.privacy import PrivacyScreen
from audit_tui.tui.working import Work
from tests.store.builders import Auditor, finished
from tests.tui.conftest import Driver, Open, start, yes_no
from tests.tui.test_rescue import press_bar

SIZES = [(80, 24), (60, 20)]
YEAR = 366 * 86_400_000


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace that keeps names for a month and notes for half a year."""
    folder = tmp_path / "shop"
    folder.mkdir()
    periods = Retention(person="P1M", private="P6M")
    settings = Settings(organisation="Fictional Stores", retention=periods)
    (folder / MARKER).write_text(render_settings(settings), encoding="utf-8")
    return open_workspace(folder, {})


@pytest.fixture
def old(workspace: Workspace, clock: FixedClock) -> AuditStore:
    """An audit that was finished a year ago, with a name, a signature and a private note."""
    store = AuditStore(workspace, clock)
    finished(store, Auditor(clock))
    clock.tick(YEAR)
    return store


async def until(d: Driver, words: str) -> None:
    """Wait for words that a worker puts on the screen."""
    for _ in range(300):
        await d.rest()
        if words in d.words():
            return
        await d.pilot.pause(0.02)
    raise AssertionError(f"{words!r} did not come:\n{d.text()}")


# -- due erasures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_home_says_what_is_due_and_it_is_erased_on_a_ground_after_a_question(
    old: AuditStore, home: Open, size: tuple[int, int]
) -> None:
    async with home(size) as d:
        await until(d, "values are due for erasure in 1 audit")
        await d.keys("f6", "f3")
        assert isinstance(d.app.screen, PrivacyScreen)
        await until(d, "Nothing is erased by itself.")
        assert "AUD-2026-ROMA-01 · names and signatures" in d.words() and "private notes" in d.words()
        await d.keys("e", "enter")
        assert "Please type" in d.words() or "needs a ground" in d.words()
        await d.type("period is over")
        await d.keys("enter")
        assert "It cannot be undone" in d.words() and "Backups keep what they hold" in d.words()
        await d.keys("1")
        assert old.rows()[0].auditor == "Anna Conti"
        await d.keys("e")
        await d.type("period is over")
        await d.keys("enter", "2")
        await until(d, "the fingerprint is now")
        await d.keys("escape")
        await until(d, "Nothing is due for erasure.")
        await d.keys("escape", "escape")
        await d.rest()
        assert isinstance(d.app.screen, HomeScreen)
        assert not d.app.screen.query_one(Notice).display
    with old.open("aud-2026-roma-01", write=False) as audit:
        assert audit.record.projection.item("phone/q2").private_note == ""
        assert audit.record.events[-1].op == "erased"


async def test_one_class_is_erased_alone_and_the_rest_stays(old: AuditStore, home: Open) -> None:
    async with home() as d:
        await until(d, "due for erasure")
        await d.pilot.click("#home-notice")
        await until(d, "Nothing is erased by itself.")
        await d.keys("enter", "2")
        await d.type("period is over")
        await d.keys("enter", "2")
        await until(d, "the fingerprint is now")
        await d.keys("escape")
        await until(d, "1 value is due")


@pytest.mark.parametrize("size", SIZES)
async def test_a_hold_keeps_what_is_due_until_it_is_released(
    old: AuditStore, workspace: Workspace, clock: FixedClock, home: Open, size: tuple[int, int]
) -> None:
    async with home(size) as d:
        await d.keys("f6", "p")
        await until(d, "Nothing is erased by itself.")
        await press_bar(d, "hold")
        await d.keys("1")
        await d.type("complaint pending")
        await d.keys("enter")
        await until(d, "Audit AUD-2026-ROMA-01 is held.")
        await until(d, "Legal holds")
        assert "complaint pending" in d.words() and "held ·" in d.words()
        assert [hold.reason for hold in Holds(workspace, clock).all().values()] == ["complaint pending"]
        await d.keys("e")
        assert "Nothing is due that is not held." in d.words()
        await d.keys("enter")
        assert "Held: complaint pending" in d.words()
        await d.keys("escape", "l")
        assert "Choose a legal hold" in d.words()
        await d.keys("end", "l", "2")
        await until(d, "is released.")
        assert Holds(workspace, clock).all() == {}


async def test_an_unknown_audit_to_hold_is_told_in_place(old: AuditStore, home: Open) -> None:
    async with home() as d:
        await d.keys("f6", "p")
        await until(d, "Nothing is erased by itself.")
        await d.keys("h")
        await d.type("nothing")
        await d.keys("enter")
        assert "There is no audit 'nothing'" in d.words()


async def test_without_periods_home_counts_nothing_and_the_screen_says_so(
    tmp_path: Path, clock: FixedClock
) -> None:
    workspace = open_workspace(tmp_path / "plain", {})
    finished(AuditStore(workspace, clock), Auditor(clock))
    clock.tick(YEAR)
    app = AuditApp(workspace, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        assert not app.screen.query_one(Notice).display
        await d.keys("f6", "p")
        await until(d, "No periods are set")


# -- backups ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_backup_is_made_where_one_says_and_named_and_listed_with_its_age(
    old: AuditStore, clock: FixedClock, home: Open, tmp_path: Path, size: tuple[int, int]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    async with home(size) as d:
        await d.keys("f6", "b")
        assert isinstance(d.app.screen, BackupsScreen)
        await until(d, "No backup was made here yet.")
        assert "audit-tui restore FILE" in d.words()
        await press_bar(d, "make")
        await d.type(str(tmp_path / "nowhere"))
        await d.keys("enter")
        assert "There is no such folder" in d.words()
        await d.keys("end", *["backspace"] * len("nowhere"))
        await d.type("stick")
        await d.keys("enter")
        await until(d, "It holds names and private notes.")
        (made,) = stick.glob("*.zip")
        assert zipfile.ZipFile(made).testzip() is None
        # Where a long path breaks depends on how long the folder of the tests is called.
        assert made.name[:30] in "".join(d.text().replace("│", "").split())
        await d.keys("escape")
        await until(d, "The last backup was made today.")
        assert "holds nothing that was erased since" in d.words()
        clock.tick(3 * 86_400_000)
        await d.keys("f5")
        await until(d, "3 days ago")
        await d.keys("escape")
        await until(d, "3 days ago")


async def test_a_backup_goes_into_the_exports_folder_by_one_number(
    old: AuditStore, workspace: Workspace, home: Open
) -> None:
    async with home() as d:
        await d.keys("f6", "f4")
        await until(d, "No backup was made here yet.")
        assert not workspace.exports.exists()
        await d.keys("f2", "1")
        await until(d, "It holds names and private notes.")
    assert len(list(workspace.exports.glob("*.zip"))) == 1


async def test_a_backup_that_holds_what_was_erased_since_is_marked(
    old: AuditStore, clock: FixedClock, home: Open, tmp_path: Path
) -> None:
    async with home() as d:
        await d.keys("f6", "b", "b")
        await d.type(str(tmp_path))
        await d.keys("enter")
        await until(d, "It holds names and private notes.")
        await d.keys("escape", "escape", "p")
        clock.tick(60_000)
        await until(d, "Nothing is erased by itself.")
        await d.keys("e")
        await d.type("period is over")
        await d.keys("enter", "2")
        await until(d, "the fingerprint is now")
        await d.keys("escape", "escape", "b")
        await until(d, "! still holds: values erased since in 1 audit")
        await d.keys("enter")
        assert "AUD-2026-ROMA-01" in d.words() and "make a new one, then delete this one" in d.words()


async def test_a_backup_can_be_stopped_and_leaves_nothing(
    old: AuditStore, home: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    async with home() as d:
        await d.keys("f6", "b")
        await until(d, "No backup was made")
        told = Work.told

        def stopped(self: Work, words: str, done: int, total: int) -> None:
            self.stop()
            told(self, words, done, total)

        monkeypatch.setattr(Work, "told", stopped)
        await d.keys("b")
        await d.type(str(target))
        await d.keys("enter")
        await until(d, "Stopped; nothing was left behind.")
        assert list(target.iterdir()) == []


async def test_a_full_disk_is_told_and_the_folder_is_asked_for_again(
    workspace: Workspace, clock: FixedClock, home: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.tui.faults import refusing

    start(workspace, clock, yes_no(2))
    async with home() as d:
        await d.keys("f6", "b")
        await until(d, "No backup was made")
        with refusing(monkeypatch, names=("sync",)), monkeypatch.context() as broken:

            def full(*_: object) -> None:
                raise OSError(28, "No space left on device")

            broken.setattr("audit_tui.store.backup.sync", full)
            await d.keys("b")
            await d.type(str(tmp_path))
            await d.keys("enter")
            await until(d, "the disk is full")
        assert not list(tmp_path.glob("*.zip"))
