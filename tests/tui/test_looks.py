"""How the screens look at the sizes that matter. A changed picture wants eyes: --snapshot-update after looking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from audit_tui.clock import FixedClock
from audit_tui.store.workspace import Workspace
from audit_tui.tui.app import AuditApp
from tests.tui.conftest import TYPES, Driver, start, yes_no

SIZES = [(60, 20), (80, 24), (120, 40)]


def keys(app: AuditApp, *pressed: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys before the picture is taken."""

    async def press(pilot: Pilot[None]) -> None:
        driver = Driver(app, pilot)
        await driver.rest()
        await driver.keys(*pressed)
        await driver.rest()

    return press


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_card_with_a_standard(
    workspace: Workspace, clock: FixedClock, snap_compare: Any, size: tuple[int, int]
) -> None:
    start(workspace, clock, TYPES)
    app = AuditApp(workspace, clock)
    walk = keys(app, "enter", "enter", "2", "4", "1", "0", "2", "1", "3", "enter", "2", "0", "enter")
    assert snap_compare(app, terminal_size=size, run_before=walk)


def test_what_a_failure_asks_for(workspace: Workspace, clock: FixedClock, snap_compare: Any) -> None:
    start(workspace, clock, yes_no(4, critical={"cap": 60}, on_fail={"comment": "required", "action": True}))
    app = AuditApp(workspace, clock)
    assert snap_compare(app, terminal_size=(80, 24), run_before=keys(app, "enter", "1", "2"))


def test_the_summary(workspace: Workspace, clock: FixedClock, snap_compare: Any) -> None:
    start(workspace, clock, yes_no(6, critical={"cap": 60}, on_fail={"comment": "required"}))
    app = AuditApp(workspace, clock)
    assert snap_compare(
        app, terminal_size=(80, 24), run_before=keys(app, "enter", "1", "2", "enter", "1", "f6")
    )


def test_home(workspace: Workspace, clock: FixedClock, snap_compare: Any) -> None:
    start(workspace, clock, yes_no(6))
    start(workspace, clock, yes_no(3), kind="mystery")
    app = AuditApp(workspace, clock)
    assert snap_compare(app, terminal_size=(80, 24), run_before=keys(app))


def test_without_colour(
    workspace: Workspace, clock: FixedClock, snap_compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    start(workspace, clock, yes_no(4))
    app = AuditApp(workspace, clock)
    assert snap_compare(app, terminal_size=(80, 24), run_before=keys(app, "enter", "1", "2", "f2"))
