"""What is being typed is written by a thread of its own: soon, seldom, and without anybody waiting for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audit_tui import keeping
from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.keeping import Keeper
from audit_tui.store.halftyped import half_typed_files, read_half_typed
from audit_tui.store.workspace import Workspace, create_workspace

AUDIT = "01HF7YAT00AVDAVDAVDAVDAVDA"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "shop")


@pytest.fixture
def keeper(workspace: Workspace) -> Iterator[Keeper]:
    made = Keeper(workspace, AUDIT, FixedClock())
    yield made
    made.close()


def until(true: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < 10
        time.sleep(0.005)


def on_disk(workspace: Workspace) -> dict[str, Any]:
    return {what: one.text for what, one in read_half_typed(workspace, AUDIT).items()}


def test_what_is_told_is_on_disk_soon(keeper: Keeper, workspace: Workspace) -> None:
    keeper.keep("note:a", "long")
    until(lambda: on_disk(workspace) == {"note:a": "long"})


def test_many_keys_are_two_writes(
    keeper: Keeper, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    before = keeping.change_half_typed

    def counted(*given: Any) -> None:
        written.append(given[2])
        before(*given)

    monkeypatch.setattr(keeping, "change_half_typed", counted)
    text = ""
    for character in "The queue was long and nobody came":
        text += character
        keeper.keep("note:a", text)
    keeper.close()
    assert on_disk(workspace) == {"note:a": text} and len(written) <= 2


def test_telling_never_waits_for_the_disk(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = threading.Event()
    monkeypatch.setattr(keeping, "change_half_typed", lambda *_: stuck.wait(10))
    keeper.keep("note:a", "long")
    began = time.monotonic()
    for at in range(1000):
        keeper.keep("note:a", f"long {at}")
    took = time.monotonic() - began
    stuck.set()
    assert took < 1


def test_closing_writes_what_was_told_last(keeper: Keeper, workspace: Workspace) -> None:
    keeper.keep("note:a", "long")
    keeper.keep("note:b", "short")
    keeper.drop("note:a")
    keeper.close()
    assert on_disk(workspace) == {"note:b": "short"}


def test_what_is_dropped_or_empty_is_taken_out(keeper: Keeper, workspace: Workspace) -> None:
    for what in ("a", "b", "c"):
        keeper.keep(what, "long")
    keeper.drop("a")
    keeper.keep("b", "")
    keeper.drop("never there")
    keeper.close()
    assert on_disk(workspace) == {"c": "long"} and keeper.all().keys() == {"c"}
    keeper.drop_all()
    keeper.close()
    assert half_typed_files(workspace) == []


def test_another_keeper_finds_it(keeper: Keeper, workspace: Workspace) -> None:
    keeper.keep("a", {"what": "Man the desk"})
    keeper.close()
    again = Keeper(workspace, AUDIT, FixedClock())
    kept = again.get("a")
    assert kept is not None and kept.text == {"what": "Man the desk"} and again.get("b") is None


def test_the_same_text_again_is_no_news(keeper: Keeper, workspace: Workspace) -> None:
    keeper.keep("a", "long")
    keeper.close()
    before = half_typed_files(workspace)[0].stat().st_mtime_ns
    keeper.keep("a", "long")
    keeper.close()
    assert half_typed_files(workspace)[0].stat().st_mtime_ns == before


def test_a_disk_that_refuses_is_asked_again_with_the_next_text(
    keeper: Keeper, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, refused = keeping.change_half_typed, threading.Event()

    def refuse(*_: object) -> None:
        monkeypatch.setattr(keeping, "change_half_typed", before)
        refused.set()
        raise NotSavedError("disk.full", "Not saved: the disk is full.")

    keeper.keep("b", "gone")
    keeper.close()
    monkeypatch.setattr(keeping, "change_half_typed", refuse)
    keeper.keep("a", "long")
    keeper.drop("b")
    assert refused.wait(10)
    keeper.keep("c", "short")
    keeper.close()
    assert on_disk(workspace) == {"a": "long", "c": "short"}
