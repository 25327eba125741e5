"""What a person sees while the disk refuses: NOT SAVED with reason and next step, and nothing typed is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace, open_workspace
from audit_tui.tui.screens.editor import EditorScreen
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Driver, Open, start, yes_no
from tests.tui.faults import FLUSHES, WRITES, refusing

SIZES = [(80, 24), (60, 20)]
REFUSALS = [
    (errno.EIO, "the disk reports an error", "Copy what is there to another disk soon"),
    (errno.ENOSPC, "the disk is full", "Free some space"),
    (errno.EACCES, "writing is not permitted", "Check the permissions"),
    (errno.EROFS, "the disk is read-only", "Work on a disk that can be written to"),
    (errno.ENOENT, "the folder is gone", "Put the folder or disk back"),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("names", [WRITES, FLUSHES], ids=["write", "flush"])
@pytest.mark.parametrize(("number", "reason", "step"), REFUSALS)
async def test_each_refusal_is_told_with_reason_and_next_step_and_enter_saves_when_it_is_over(
    walking: Open,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    reason: str,
    step: str,
    names: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    async with walking(yes_no(3), size=size) as d:
        await d.keys("1")
        with refusing(monkeypatch, number, names):
            await d.keys("2")
            shown = d.words()
            assert f"NOT SAVED: {reason}" in shown and step in shown and "Enter tries again" in shown
            light = d.text().split("\n")[0]
            assert "NOT SAVED" in light and "Not saved" not in light
            assert (d.cursor, d.walk.session.state("list/q1")) == ("list/q1", State.OPEN)
            await d.keys("enter")
            assert "NOT SAVED" in d.words() and d.walk.session.state("list/q1") is State.OPEN
        await d.keys("enter")
        assert d.value("q1", "list") == "no" and d.cursor == "list/q2"
        assert "NOT SAVED" not in d.words() and "saved 11:00:00" in d.words()


# -- typed text ---------------------------------------------------------------------------------------------


async def test_what_is_typed_in_a_field_stays_there_and_enter_saves_it(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(at="kinds/words") as d:
        await d.type("Good morning")
        with refusing(monkeypatch):
            await d.keys("enter")
            assert d.walk.field.value == "Good morning" and "NOT SAVED" in d.words()
            await d.type(" sir")
        await d.keys("enter")
        assert d.value("words") == "Good morning sir"
        assert not d.walk.desk.unsaved


@pytest.mark.parametrize("key", ["f4", "p"])
async def test_a_note_is_kept_at_hand_opened_again_and_saved_by_enter(
    walking: Open, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with walking(yes_no(3)) as d:
        with refusing(monkeypatch):
            await d.keys(key)
            await d.type("A long queue")
            await d.keys("escape")
            assert "NOT SAVED" in d.words() and "Kept at hand: the note at list.q0" in d.words()
            await d.keys(key)
            assert isinstance(d.app.screen, EditorScreen) and "A long queue" in d.words()
            await d.type(" of ten")
            await d.keys("escape", "plus")
            assert "NOT SAVED" in d.words()
        await d.keys("enter")
        item = d.walk.session.item("list/q0")
        assert (item.private_note if key == "p" else item.note) == "A long queue of ten"
        assert not d.walk.desk.unsaved and "NOT SAVED" not in d.words()


async def test_a_kept_note_is_saved_with_the_next_answer_that_goes_through(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(3)) as d:
        with refusing(monkeypatch):
            await d.keys("f4")
            await d.type("Kept")
            await d.keys("escape")
        await d.keys("plus", "1")
        assert d.walk.session.item("list/q0").note == "Kept"
        assert (d.value("q1", "list"), d.cursor) == ("yes", "list/q2")
        assert "NOT SAVED" not in d.words()


async def test_a_text_of_several_lines_a_reason_and_an_action_are_kept_as_well(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(at="kinds/story") as d:
        with refusing(monkeypatch):
            await d.keys("enter")
            await d.type("It rained")
            await d.keys("escape")
            await d.keys("enter")
            assert "Kept at hand: the text at kinds.story" in d.words()
            await d.go("kinds/greeted")
            await d.keys("x")
            await d.type("shop shut")
            await d.keys("enter", "x")
            assert isinstance(d.app.screen, PromptScreen) and "shop shut" in d.words()
            await d.keys("escape")
            await d.keys("a")
            await d.type("Fix the door")
            await d.keys("f10", "a")
            assert "Fix the door" in d.words()
            await d.keys("f10")
            assert len(d.walk.desk.unsaved) == 3
        await d.keys("f12")
        session = d.walk.session
        assert session.item("kinds/story").value == "It rained"
        assert session.item("kinds/greeted").reason == "shop shut"
        assert [one.what for one in session.item("kinds/greeted").actions] == ["Fix the door"]
        assert not d.walk.desk.unsaved


async def test_visit_details_typed_on_a_full_disk_are_saved_by_one_key_afterwards(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("f6", "d", "down")
        with refusing(monkeypatch):
            await d.type("Fictional Client")
            await d.keys("f10")
            assert "NOT SAVED: the disk is full" in d.words() and "client" in d.words()
        await d.keys("f12")
        assert d.record.projection.facts["client"] == "Fictional Client"


async def test_leaving_asks_while_something_is_not_saved(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(2)) as d:
        with refusing(monkeypatch):
            await d.keys("f4")
            await d.type("Kept")
            await d.keys("escape", "escape")
            assert isinstance(d.app.screen, ConfirmScreen) and "the note at list.q0" in d.words()
            await d.keys("2", "escape", "1")
            assert isinstance(d.app.screen, WalkScreen) and "NOT SAVED" in d.words()
        await d.keys("escape", "1")
        assert isinstance(d.app.screen, HomeScreen)
        await d.keys("enter")
        assert d.walk.session.item("list/q0").note == "Kept"


async def test_leaving_without_it_is_possible_when_said_so(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(2)) as d:
        with refusing(monkeypatch):
            await d.keys("1", "escape", "3")
            assert isinstance(d.app.screen, HomeScreen)


async def test_quitting_on_a_full_disk_stays_once_and_saves_what_it_can(
    walking: Open, workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(yes_no(2)) as d:
        with refusing(monkeypatch):
            await d.keys("f4")
            await d.type("Kept")
            await d.keys("escape")
            await d.pilot.press("ctrl+q")
            await d.pilot.pause(0.4)
            assert d.app.is_running and isinstance(d.app.screen, WalkScreen)
        await d.keys("enter")
        assert d.walk.session.item("list/q0").note == "Kept"


# -- another process ----------------------------------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from audit_tui.clock import SystemClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import open_workspace
with AuditStore(open_workspace(Path(sys.argv[1]), {}), SystemClock()).open(sys.argv[2]) as audit:
    print("held" if not audit.readonly else audit.why_readonly, flush=True)
    sys.stdin.readline()
"""


@contextmanager
def second_process(workspace: Workspace, ref: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the audit open until it is told to end."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(workspace.base), ref],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(root), "LOGNAME": "anna", "USER": "anna"},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "held"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("size", SIZES)
async def test_an_audit_open_in_another_process_says_who_has_it_and_is_taken_over_when_it_is_gone(
    workspace: Workspace, clock: FixedClock, home: Open, size: tuple[int, int]
) -> None:
    ref = start(workspace, clock, yes_no(3))
    with second_process(workspace, ref) as process:
        async with home(size) as d:
            await d.keys("enter")
            shown = d.words()
            assert "read only" in shown and f"process {process.pid}" in shown and "anna" in shown
            assert "F12 tries again" in shown
            await d.keys("1", "plus")
            assert d.walk.session.state("list/q0") is State.OPEN and d.cursor == "list/q1"
            await d.keys("z")
            assert "can still only be read" in d.words() and d.cursor == "list/q1"
            process.kill()
            process.wait()
            await d.keys("f12")
            assert "The audit is yours now" in d.words() and d.cursor == "list/q1"
            await d.keys("2")
            assert d.value("q1", "list") == "no"
            await d.keys("escape")
            assert isinstance(d.app.screen, HomeScreen)


async def test_what_another_process_answered_is_there_after_taking_over(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    ref = start(workspace, clock, yes_no(3))
    store = AuditStore(workspace, clock)
    other = store.open(ref)
    async with home() as d:
        await d.keys("enter")
        session = d.walk.session
        other.append(session.answer("list/q0", "no"))
        other.close()
        await d.keys("f12")
        assert d.value("q0", "list") == "no" and d.walk.desk.readonly == ""


# -- disks that really refuse -------------------------------------------------------------------------------


def mount(folder: Path, *options: str) -> None:
    """Mount something on `folder`, or skip the test with a word."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a disk needs root on Linux")
    made = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("mounting is not permitted here")


def fill(folder: Path) -> Path:
    """Fill the disk to the last byte."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as stream:
        for size in (65536, 4096, 1):
            with_room = True
            while with_room:
                try:
                    with_room = stream.write(bytes(size)) == size
                except OSError:
                    with_room = False
    return filler


@pytest.fixture
def tiny(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Workspace, str]]:
    """A workspace on a disk of 1 MiB in memory, with one open audit."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount(folder, "-t", "tmpfs", "-o", "size=1m", "tmpfs")
    try:
        workspace = open_workspace(folder / "shop", {})
        yield workspace, start(workspace, clock, yes_no(40))
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


async def run_on(workspace: Workspace, clock: FixedClock) -> tuple[object, Driver]:
    from audit_tui.tui.app import AuditApp

    app = AuditApp(workspace, clock)
    running = app.run_test(size=(80, 24))
    pilot = await running.__aenter__()
    driver = Driver(app, pilot)
    await driver.rest()
    return running, driver


async def test_on_a_disk_that_is_really_full_everything_can_be_looked_at_reported_and_kept(
    tiny: tuple[Workspace, str], clock: FixedClock, tmp_path: Path
) -> None:
    workspace, ref = tiny
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    running, d = await run_on(workspace, clock)
    try:
        await d.keys("enter")
        filler = fill(workspace.base.parent)
        long = "x" * 3000
        for _ in range(60):
            # The reserve that was set aside is used up first.
            await d.keys("f4")
            d.app.screen.query_one("TextArea").load_text(long + d.cursor)  # type: ignore[attr-defined]
            await d.keys("escape")
            if d.walk.desk.unsaved:
                break
            await d.keys("plus")
        assert "NOT SAVED: the disk is full" in d.words() and "Free some space" in d.words()
        refused = d.cursor
        await d.keys("f2", "escape", "f6", "escape", "h", "escape", "f1", "escape")
        assert "NOT SAVED" in d.words()
        await d.keys("f9")
        for _ in range(200):
            if isinstance(d.app.screen, PromptScreen):
                break
            await d.pilot.pause(0.05)
        assert "The report could not be written: the disk is full" in d.words()
        await d.type(str(elsewhere))
        await d.keys("enter")
        for _ in range(200):
            if list(elsewhere.glob("*.pdf")):
                break
            await d.pilot.pause(0.05)
        (report,) = elsewhere.glob("*.pdf")
        assert report.read_bytes().startswith(b"%PDF")
        await d.rest()
        await d.keys("escape")
        filler.unlink()
        await d.keys("enter")
        assert d.walk.session.item(refused).note == long + refused
        assert not d.walk.desk.unsaved
        await d.keys("escape")
        assert isinstance(d.app.screen, HomeScreen)
    finally:
        await running.__aexit__(None, None, None)  # type: ignore[attr-defined]
    with AuditStore(workspace, clock).open(ref, write=False) as audit:
        assert audit.rescue is None
        assert audit.record.projection.item(refused).note == long + refused


async def test_a_new_audit_on_a_full_disk_is_refused_in_words_and_begins_once_there_is_room(
    tiny: tuple[Workspace, str], clock: FixedClock
) -> None:
    workspace, _ref = tiny
    filler = fill(workspace.base.parent)
    running, d = await run_on(workspace, clock)
    try:
        await d.keys("n", "enter", "enter", "1", "enter", "enter")
        assert "the disk is full" in d.words()
        filler.unlink()
        await d.keys("enter")
        await d.rest()
        assert isinstance(d.app.screen, WalkScreen)
    finally:
        await running.__aexit__(None, None, None)  # type: ignore[attr-defined]


async def test_on_a_read_only_disk_everything_can_be_looked_at_and_reported_elsewhere(
    tiny: tuple[Workspace, str], clock: FixedClock, tmp_path: Path
) -> None:
    workspace, ref = tiny
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with AuditStore(workspace, clock).open(ref) as audit:
        assert not audit.readonly
    mount(workspace.base.parent, "-o", "remount,ro")
    running, d = await run_on(workspace, clock)
    try:
        await d.keys("enter")
        assert "read only" in d.words() and "the disk is read-only" in d.words()
        await d.keys("1", "f4")
        assert isinstance(d.app.screen, WalkScreen) and "can only be read" in d.words()
        await d.keys("f2", "escape", "f6", "escape", "f9")
        for _ in range(200):
            if isinstance(d.app.screen, PromptScreen):
                break
            await d.pilot.pause(0.05)
        assert "the disk is read-only" in d.words()
        await d.type(str(workspace.base))
        await d.keys("enter")
        assert "cannot be written to" in d.words()
        await d.keys("end", *["backspace"] * len(str(workspace.base)))
        await d.type(str(elsewhere))
        await d.keys("enter")
        for _ in range(200):
            if list(elsewhere.glob("*.pdf")):
                break
            await d.pilot.pause(0.05)
        assert list(elsewhere.glob("*.pdf"))
        await d.rest()
        await d.keys("escape", "escape", "f6")
        assert "is read-only" in d.words() or "cannot be written to" in d.words()
        await d.keys("q", "escape", "p", "escape", "b", "escape", "escape")
        assert isinstance(d.app.screen, HomeScreen)
        mount(workspace.base.parent, "-o", "remount,rw")
        await d.keys("enter", "1")
        assert d.value("q0", "list") == "yes"
    finally:
        await running.__aexit__(None, None, None)  # type: ignore[attr-defined]


def test_the_command_line_reports_from_a_read_only_disk_into_another_place(
    tiny: tuple[Workspace, str], tmp_path: Path
) -> None:
    workspace, ref = tiny
    mount(workspace.base.parent, "-o", "remount,ro")

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "audit_tui", *words, "--workspace", str(workspace.base)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
            check=False,
        )

    refused = command("report", ref)
    assert refused.returncode == 3 and "read-only" in refused.stderr and "Traceback" not in refused.stderr
    done = command("report", ref, "-o", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("*.pdf"))
    for words in (("list",), ("show", ref), ("quarantine", "list"), ("privacy", "due")):
        assert command(*words).returncode == 0
    told = command("doctor")
    assert told.returncode == 1 and "cannot be written to" in told.stdout


@pytest.mark.parametrize("doubtful", [False, True])
async def test_a_data_folder_that_goes_away_is_told_and_nothing_typed_is_lost(
    workspace: Workspace, clock: FixedClock, home: Open, doubtful: bool
) -> None:
    ref = start(workspace, clock, yes_no(3))
    away = workspace.base / "away"
    async with home() as d:
        await d.keys("enter", "1")
        workspace.data.rename(away)
        # After a flush that failed the journal is made anew, and with it the folder might be.
        d.walk.desk.saver._audit._writer.database.storage._doubtful = doubtful  # type: ignore[union-attr]
        await d.keys("f4")
        await d.type("Kept")
        await d.keys("escape")
        assert "NOT SAVED: the folder is gone" in d.words() and "Put the folder or disk back" in d.words()
        assert not workspace.drafts.exists()
        away.rename(workspace.data)
        await d.keys("enter")
        assert d.walk.session.item("list/q1").note == "Kept"
    with AuditStore(workspace, clock).open(ref, write=False) as audit:
        assert audit.record.projection.item("list/q1").note == "Kept"
