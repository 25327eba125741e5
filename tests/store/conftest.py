"""What most tests of the store begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from tests.store.builders import Auditor, new_workspace


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path)


@pytest.fixture
def store(workspace: Workspace, clock: FixedClock) -> AuditStore:
    return AuditStore(workspace, clock)


@pytest.fixture
def auditor(clock: FixedClock) -> Auditor:
    return Auditor(clock)
