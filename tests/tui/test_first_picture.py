"""What is there when home is painted for the first time: the audits, and nothing that only opening one needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.ledgers import ACTIONS
from audit_tui.store.plan import Plan
from audit_tui.store.shared import transaction
from audit_tui.store.workspace import Workspace, create_workspace
from tests.store.furnished import furnish

ROOT = Path(__file__).parent.parent.parent
NOT_YET = {
    "pydantic",
    "pydantic_core",
    "tinydb",
    "filelock",
    "ulid",
    "yaml",
    "rfc8785",
    "cryptography",
    "keyring",
    "PIL",
    "reportlab",
    "pypdf",
    "openpyxl",
    "textual.widgets._text_area",
    "tomlkit",
    "audit_tui.rules",
    "audit_tui.library",
    "audit_tui.session",
    "audit_tui.reports",
    "audit_tui.model.event",
    "audit_tui.store.audits",
}
"""What the walk, a report or another language needs, and the list of audits does not."""
MOST_MODULES = 100
"""Of our own, so many at most; there were 85 when this was written."""

SCRIPT = """
import asyncio, json, os, sys
from pathlib import Path
from audit_tui.cli.main import main
from audit_tui.tui.app import AuditApp
from audit_tui.clock import SystemClock
from audit_tui.store.workspace import open_workspace
from audit_tui.tui.widgets.lines import Lines

pictures = []
paint = AuditApp._display

def painted(app, screen, renderable):
    paint(app, screen, renderable)
    if renderable is not None:
        strips = screen._compositor.render_strips()
        pictures.append(("\\n".join(strip.text for strip in strips), sorted(sys.modules)))

async def look():
    AuditApp._display = painted
    app = AuditApp(open_workspace(Path(sys.argv[1]), os.environ), SystemClock())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

asyncio.run(look())
print(json.dumps(pictures[0]))
"""


def first_picture(workspace: Path) -> tuple[str, set[str]]:
    """The words of the first picture, and the modules that are loaded once it is painted."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(workspace)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text, modules = json.loads(done.stdout.splitlines()[-1])
    return text, set(modules)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A draft, a finished audit, and a corrective action past its day."""
    workspace, clock = create_workspace(tmp_path / "shop"), FixedClock()
    furnish(AuditStore(workspace, clock), clock)
    AuditStore(workspace, clock).rows()
    return workspace


def overdue(workspace: Workspace) -> None:
    """One action more, of which nothing was done by its day."""
    clock = FixedClock(seed=2)
    action = {
        "id": clock.ulid(),
        "what": "Put up a sign",
        "due": "2020-01-31",
        "status": "open",
        "changed": 1,
    }
    origin = {"audit": clock.ulid(), "number": "AUD-2026-ROMA-01", "site": "ROMA", "path": "phone/q1"}
    with transaction(ACTIONS.path(workspace), ACTIONS.lock(workspace)) as database:
        database.table(ACTIONS.name).insert({**action, **origin})


def test_the_first_picture_lists_the_audits_and_loads_neither_models_nor_rules(shop: Workspace) -> None:
    overdue(shop)
    text, modules = first_picture(shop.base)
    assert "AUD-2026-ROMA-01" in text and "AUD-2026-ROMA-02" in text
    assert "1 corrective action is overdue" in text
    assert {name for name in modules if name in NOT_YET} == set()
    assert sum(name.startswith("audit_tui") for name in modules) <= MOST_MODULES


def test_an_audit_that_changed_since_the_last_time_is_read_without_models(shop: Workspace) -> None:
    shop.catalogue.unlink()
    text, modules = first_picture(shop.base)
    assert "AUD-2026-ROMA-01" in text and "AUD-2026-ROMA-02" in text
    assert {"pydantic", "tinydb"} & modules == set()


def test_what_the_plan_asks_for_is_in_the_first_picture_without_models(shop: Workspace) -> None:
    plan = Plan(shop, FixedClock())
    plan.add(plan.make({"title": "Autumn round", "kind": "mystery", "checklists": ["phone"]}))
    text, modules = first_picture(shop.base)
    assert "Due by the plan" in text and "Autumn round" in text
    assert {"pydantic", "tinydb"} & modules == set()
