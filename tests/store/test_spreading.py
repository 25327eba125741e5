"""A long first reading in several processes finds what one process finds, and never depends on having them."""

from __future__ import annotations

import concurrent.futures
import gc
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.rules.outcomes import AuditResult
from audit_tui.store import results, spreading
from audit_tui.store.audits import AuditStore
from audit_tui.store.results import Results
from audit_tui.store.spreading import spread
from audit_tui.store.workspace import Workspace
from tests.store.audited import asking, audited

DAYS = [f"2026-03-{day:02d}" for day in range(1, 8)]


@pytest.fixture
def several(store: AuditStore, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> AuditStore:
    """Audits by two checklists, few enough for a test and more than are read by one process."""
    for at, day in enumerate(DAYS):
        audited(store, clock, day, *([asking("a", "b")] if at % 2 else []), a=True, b=at > 3)
    monkeypatch.setattr(results, "SPREAD_FROM", 2)
    monkeypatch.setattr(spreading, "_BATCH", 3)
    monkeypatch.setattr(spreading, "_processors", lambda: 2)
    return store


def alone(store: AuditStore, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[AuditResult]:
    """What one process finds."""
    with monkeypatch.context() as patch:
        patch.setattr(results, "SPREAD_FROM", 1_000)
        found = Results(workspace).of(store.rows())
    workspace.results.unlink()
    return found


def shown(found: list[AuditResult]) -> list[Any]:
    return [
        (
            one.number,
            one.percent_text,
            one.shortfalls,
            [(each.edition, each.marks) for each in one.checklists],
        )
        for one in found
    ]


def test_several_processes_find_what_one_finds_and_it_is_kept(
    several: AuditStore, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = shown(alone(several, workspace, monkeypatch))
    told: list[tuple[int, int]] = []
    cache = Results(workspace)
    assert shown(cache.of(several.rows(), lambda done, total: told.append((done, total)))) == expected
    assert cache.unread == []
    assert told == [(0, 7), (3, 7), (6, 7), (7, 7), (7, 7)]
    monkeypatch.setattr(results, "spread", None)  # a second look reads nothing
    assert shown(Results(workspace).of(several.rows())) == expected


def test_an_audit_that_cannot_be_read_is_told_as_by_one_process(
    several: AuditStore, workspace: Workspace
) -> None:
    rows = several.rows()
    broken = workspace.data / rows[4].path
    broken.chmod(0o644)
    broken.write_bytes(b"{")
    cache = Results(workspace)
    assert len(cache.of(rows)) == 6
    (unread,) = cache.unread
    assert unread.number == rows[4].number and "damaged" in unread.why


def test_breaking_off_keeps_what_was_read(
    several: AuditStore, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Results(workspace).of(several.rows(), stop)
    monkeypatch.setattr(results, "SPREAD_FROM", 1_000)
    told: list[tuple[int, int]] = []
    assert len(Results(workspace).of(several.rows(), lambda done, total: told.append((done, total)))) == 7
    assert told[0] == (0, 4)


class NoProcesses:
    def __init__(self, *_: Any, **__: Any) -> None:
        raise OSError("no semaphores here")


class Broken:
    """A pool one of whose processes is killed after the first batch."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.ended = False

    def map(self, work: Any, folders: list[str], batches: list[list[str]]) -> Any:
        yield work(folders[0], batches[0])
        raise concurrent.futures.BrokenExecutor("killed")

    def shutdown(self, **_: Any) -> None:
        self.ended = True


@pytest.mark.parametrize("pool", [NoProcesses, Broken])
def test_without_processes_or_when_one_dies_the_rest_is_read_here(
    several: AuditStore, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, pool: Any
) -> None:
    expected = shown(alone(several, workspace, monkeypatch))
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", pool)
    told: list[int] = []
    cache = Results(workspace)
    assert shown(cache.of(several.rows(), lambda done, total: told.append(done))) == expected
    assert cache.unread == [] and told == sorted(told) and told[-1] == 7


def test_one_processor_reads_alone(several: AuditStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "_processors", lambda: 1)
    assert list(spread(Path("nowhere"), ["a", "b"])) == []


def test_a_long_reading_is_kept_now_and_then(
    several: AuditStore, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "_SAVE_EVERY", 3)
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", Whole)
    saves: list[int] = []
    monkeypatch.setattr(Results, "_save", lambda self, raw: saves.append(len(raw)))
    assert len(Results(workspace).of(several.rows())) == 7
    assert saves == [3, 6, 7]


class Whole:
    """A pool that does its work at once."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def map(self, work: Any, *lists: Any) -> Any:
        return map(work, *lists)

    def shutdown(self, **_: Any) -> None:
        pass


def test_where_processes_cannot_be_had_nothing_is_handed_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(spreading, "_processors", lambda: 2)
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refused)
    assert list(spread(tmp_path, ["a"])) == []


def test_the_processors_are_counted_where_the_system_does_not_tell_which_may_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert spreading._processors() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert spreading._processors() == 3


def test_a_process_that_reads_for_another_leaves_breaking_off_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        spreading._begin()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert not gc.isenabled()
    finally:
        signal.signal(signal.SIGINT, before)
        gc.enable()


def test_a_process_leaves_what_it_cannot_read_to_who_asked(several: AuditStore, workspace: Workspace) -> None:
    paths = [row.path for row in several.rows()]
    broken = workspace.data / paths[1]
    broken.chmod(0o644)
    broken.write_bytes(b"{")
    batch = spreading._read(str(workspace.data), paths[:3])
    assert sorted(batch.found) == sorted([paths[0], paths[2]])
    assert batch.editions
