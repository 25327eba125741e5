"""The collector rests while the program comes up, and never longer than that."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_tui import collecting
from audit_tui.clock import FixedClock
from audit_tui.store.workspace import create_workspace
from audit_tui.tui.app import AuditApp


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_what_is_there_when_collecting_begins_is_not_looked_through_again() -> None:
    collecting.hold_off()
    assert not gc.isenabled()
    collecting.resume()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_where_nothing_was_held_off_nothing_is_kept_for_ever() -> None:
    collecting.resume()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


async def test_the_app_collects_again_once_home_is_there(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "shop")
    collecting.hold_off()
    async with AuditApp(workspace, FixedClock()).run_test() as pilot:
        await pilot.pause()
        assert gc.isenabled()
