"""A disk that really is full: a small one in memory, filled to the last 4 KiB, then step by step less full.

Making a disk needs root and Linux; skipped with a word elsewhere. What a system in between does with a write
that only half fits is not simulated here, it happens.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.store import journal
from audit_tui.store.audits import AuditStore
from audit_tui.store.journal import JournalStorage
from audit_tui.store.replay import read_journaled
from tests.store.builders import PLACE, Auditor, new_workspace, save, started

PAGE = 4096


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 1 MiB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("making a small disk needs root on Linux")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("mounting is not permitted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def leave(folder: Path, pages: int) -> Path:
    """Fill the disk but for so many pages of 4 KiB."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(PAGE))
        except OSError:
            pass
        size = stream.tell() // PAGE * PAGE
        stream.truncate(max(0, size - pages * PAGE))
    return filler


@pytest.mark.parametrize("pages", [*range(13), 20, 40])
def test_whatever_space_is_left_each_change_is_saved_or_refused_whole(
    small: Path, pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "RESERVE", 2 * PAGE)
    monkeypatch.setattr(journal, "EXTENSION", 3 * PAGE)
    monkeypatch.setattr(journal, "COMPACT_AT", 8 * PAGE)
    path = small / "a.json"
    storage = JournalStorage(path, finishing=True)
    storage.commit({"t": {"1": {"n": 1}}})
    filler = leave(small, pages)
    saved, refused = 1, 0
    for number in range(2, 60):
        try:
            storage.commit({"t": {"1": {"n": number, "text": "x" * (number % 7 * 300)}}})
            saved = number
        except NotSavedError as error:
            assert "disk is full" in error.what
            refused += 1
        assert storage.tables["t"]["1"]["n"] == saved
        found = read_journaled(path)
        assert found.damage is None
        assert found.tables["t"]["1"]["n"] == saved
    storage.close()
    assert read_journaled(path).tables["t"]["1"]["n"] == saved
    assert refused or pages > 12
    filler.unlink()
    storage = JournalStorage(path, finishing=True)
    storage.commit({"t": {"1": {"n": 99}}})
    storage.close()
    assert read_journaled(path).tables["t"]["1"]["n"] == 99


@pytest.mark.parametrize("pages", range(0, 70, 5))
def test_an_audit_begins_whole_or_leaves_nothing(small: Path, pages: int) -> None:
    path = small / "drafts" / "a.json"
    leave(small, pages)
    storage = JournalStorage(path, finishing=True)
    try:
        storage.commit({"t": {"1": {"n": 1, "text": "x" * 5000}}})
    except NotSavedError as error:
        assert "disk is full" in error.what
        assert not path.parent.exists() or list(path.parent.iterdir()) == []
    else:
        assert pages > 30
        storage.abandon()
        assert read_journaled(path).tables["t"]["1"]["n"] == 1


@pytest.mark.parametrize("reopened", [False, True])
def test_an_audit_that_was_begun_can_be_answered_and_finished_on_a_full_disk(
    small: Path, reopened: bool
) -> None:
    clock = FixedClock()
    store = AuditStore(new_workspace(small), clock)
    auditor = Auditor(clock)
    audit = started(store, auditor)
    leave(small, 0)
    if reopened:
        audit.close()
        audit = AuditStore(store.workspace, clock).open("roma-01")
        assert not audit.readonly
    for number in range(30):
        save(audit, auditor.answer(audit.record, "phone/q1", str(number)))
    end = auditor.finish(audit.record)
    audit.end(end, PLACE)
    with store.open("roma-01") as seen:
        assert seen.record.projection.status == "finished"
        assert seen.record.projection.item("phone/q1").value == "29"


def test_a_draft_can_be_read_on_a_full_disk_whatever_is_refused(small: Path) -> None:
    clock = FixedClock()
    store = AuditStore(new_workspace(small), clock)
    auditor = Auditor(clock)
    with started(store, auditor) as audit:
        leave(small, 0)
        saved = 0
        for number in range(2000):
            try:
                save(audit, auditor.answer(audit.record, "phone/q1", str(number)))
                saved = number
            except NotSavedError:
                break
        else:
            pytest.fail("nothing was ever refused")
    with AuditStore(store.workspace, clock).open("roma-01", write=False) as seen:
        assert seen.record.projection.item("phone/q1").value == str(saved)
        assert seen.rescue is None
