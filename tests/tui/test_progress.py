"""Long work: it tells how far it is, it can be broken off, and then nothing is left half done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.demo.build import make_demo
from audit_tui.reports.publish import publish
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace, open_workspace
from audit_tui.tui.screens.progress import ProgressScreen, Told
from audit_tui.tui.working import StoppedError
from tests.demo.once import demo
from tests.tui.conftest import Open, start, yes_no


def after(count: int) -> Callable[[int, int], None]:
    """Breaks the work off when so much is done."""

    def told(done: int, total: int) -> None:
        if done >= count:
            raise StoppedError

    return told


def test_a_demo_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        make_demo(tmp_path / "demo", after(2))
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_is_broken_off_is_not_written(workspace: Workspace, clock: FixedClock) -> None:
    ref = start(workspace, clock, yes_no(3))
    with pytest.raises(StoppedError):
        publish(AuditStore(workspace, clock), ref, progress=after(0))
    assert not workspace.exports.exists()


def test_a_list_that_was_broken_off_is_whole_the_next_time(tmp_path: Path, clock: FixedClock) -> None:
    shutil.copytree(demo().base, tmp_path / "demo")
    workspace = open_workspace(tmp_path / "demo", {})
    whole = AuditStore(workspace, clock).rows()
    workspace.catalogue.unlink()
    store, seen = AuditStore(workspace, clock), list[tuple[int, int]]()
    with pytest.raises(StoppedError):
        store.rows(progress=after(5))
    assert store.rows(progress=lambda done, total: seen.append((done, total))) == whole
    assert [done for done, _total in seen] == list(range(1, len(whole) + 1))
    assert all(done <= total for done, total in seen)


async def test_esc_breaks_the_work_off(home: Open) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(told: Told) -> None:
        try:
            for at in range(100_000):
                begun.set()
                told(at, 100_000)
                time.sleep(0.01)
        finally:
            ended.set()

    answers: list[object] = []
    async with home() as driver:
        driver.app.push_screen(ProgressScreen("Work", "{done} of {total}", endless), answers.append)
        while not begun.is_set():
            await driver.pilot.pause(0.02)
        await driver.pilot.pause(0.3)
        assert "of 100,000" in driver.words()
        await driver.pilot.press("escape")
        await driver.rest()
    assert ended.is_set() and answers == [None]


async def test_what_the_work_found_is_handed_back(home: Open) -> None:
    answers: list[object] = []
    async with home() as driver:
        driver.app.push_screen(ProgressScreen("Work", "{done} of {total}", lambda _told: 42), answers.append)
        await driver.rest()
    assert answers == [42]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.usefixtures("heeding")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_verb_that_is_ended_cleans_up_and_says_nothing(tmp_path: Path, name: str, code: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    running = subprocess.Popen(
        [sys.executable, "-m", "audit_tui", "demo", str(tmp_path / "demo")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOME": str(home)},
    )
    while not list(tmp_path.glob(".demo.*/demo/data/*")):
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(getattr(signal, name))
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (code, b"", b"")
    assert list(tmp_path.iterdir()) == [home]
