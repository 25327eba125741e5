"""The linear mode as a script sees it: lines in, lines out, over a real store."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.linear.home import LinearHome
from audit_tui.linear.voice import Voice
from audit_tui.rules.record import Record
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace, create_workspace

Say = Callable[..., str]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(now=1_795_341_600_000, minutes_ahead=60)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("AUDIT_TUI_CONFIG", str(tmp_path / "config"))
    return create_workspace(tmp_path / "shop", organisation="Fictional Stores")


@pytest.fixture
def say(workspace: Workspace, clock: FixedClock) -> Say:
    """Types lines at the home of the workspace until they end; answers with all that was said."""

    def run(*lines: str) -> str:
        out = io.StringIO()
        typed = io.StringIO("".join(f"{line}\n" for line in lines))
        assert LinearHome(workspace, clock, Voice(typed, out)).run() == 0
        return out.getvalue()

    return run


@pytest.fixture
def record(workspace: Workspace, clock: FixedClock) -> Callable[[str], Record]:
    """What is on disk of an audit."""

    def read(ref: str) -> Record:
        with AuditStore(workspace, clock).open(ref, write=False) as audit:
            return audit.record

    return read
