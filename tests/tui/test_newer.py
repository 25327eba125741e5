"""A newer checklist in the walk: told once, read before one agrees, remembered when declined; nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.model.basics import SCHEMA
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.move import MoveScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Open, start, yes_no


def newer(version: str = "2") -> dict[str, Any]:
    """The list of four questions, where q1 is counted, q2 is gone and q9 is new."""
    raw = yes_no(4)
    questions = raw["sections"][0]["questions"]
    questions[0]["points"] = 3
    questions[1] = {"id": "q1", "type": "count", "text": "How many at point 1?"}
    questions[2] = {"id": "q9", "type": "yes_no", "text": "A new point?", "points": 1}
    return {**raw, "version": version}


def publish(workspace: Workspace, raw: dict[str, Any]) -> Path:
    """Put a checklist among the own ones; JSON is YAML."""
    workspace.checklists.mkdir(parents=True, exist_ok=True)
    path = workspace.checklists / f"{raw['id']}.yaml"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_newer_version_is_told_and_moved_to_on_consent(
    workspace: Workspace, walking: Open, size: tuple[int, int]
) -> None:
    publish(workspace, newer())
    async with walking(yes_no(4), size=size) as d:
        assert "List: version 2 is there. m shows" in d.text()
        await d.keys("1", "1", "1")
        assert d.cursor == "list/q3"
        await d.keys("m")
        assert isinstance(d.app.screen, MoveScreen)
        assert d.record.checklists[0].version == "1"
        seen = d.text()
        for words in ("Answers kept: 1", "counted otherwise: 1", "open again: 1", "gone: 1", "list.q1"):
            assert words in " ".join(seen.split())
        for _ in range(12):
            await d.keys("pagedown")
            seen += d.text()
        assert "question q9: new" in seen and "points: 1 → 3" in seen and "question q2: gone" in seen
        await d.keys("y")
        assert isinstance(d.app.screen, WalkScreen)
        assert d.record.checklists[0].version == "2"
        assert d.cursor == "list/q3"
        assert "Moved to version 2." in d.text() and "list.q1" in d.text()
        session = d.walk.session
        assert session.state("list/q0") is State.ANSWERED and session.state("list/q1") is State.OPEN
        await d.keys("1")
        assert d.cursor == "list/q1"
        await d.keys("4", "enter")
        assert d.value("q1", "list") == "4"
        await d.keys("u", "u")
        assert (d.value("q1", "list"), d.value("q3", "list")) == (None, None)
        await d.keys("u")
        assert d.value("q0", "list") is None
        await d.keys("u")
        assert "nothing to undo" in d.text()


async def test_where_the_question_is_gone_the_walk_goes_on_at_the_next_one(
    workspace: Workspace, walking: Open
) -> None:
    publish(workspace, newer())
    async with walking(yes_no(4), at="list/q2") as d:
        await d.keys("m", "y")
        assert d.cursor == "list/q3"


async def test_who_declines_is_not_asked_again_about_that_version_but_about_the_next(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    publish(workspace, newer())
    start(workspace, clock, yes_no(4))
    async with home() as d:
        await d.keys("enter", "m", "n")
        assert "It stays at version 1." in d.text()
        await d.keys("escape", "enter")
        assert "version 2 is there" not in d.text()
        await d.keys("m")
        assert isinstance(d.app.screen, MoveScreen)
        await d.keys("escape", "escape")
        publish(workspace, newer("3"))
        await d.keys("enter")
        assert "version 3 is there" in d.text()
        assert d.record.checklists[0].version == "1"


async def test_stepping_back_decides_nothing_and_it_is_told_again_next_time(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    publish(workspace, newer())
    start(workspace, clock, yes_no(4))
    async with home() as d:
        await d.keys("enter")
        seq = d.record.projection.seq
        await d.keys("ctrl+e", "escape")
        assert isinstance(d.app.screen, WalkScreen) and d.record.projection.seq == seq
        await d.keys("escape", "enter")
        assert "version 2 is there" in d.text()


async def test_what_is_half_typed_is_kept_before_the_list_opens(workspace: Workspace, walking: Open) -> None:
    publish(workspace, newer("3"))
    raw = newer()
    async with walking(raw, at="list/q1") as d:
        await d.keys("7", "ctrl+e")
        assert isinstance(d.app.screen, MoveScreen)
        await d.keys("y")
        assert d.value("q1", "list") == "7"
        assert d.record.checklists[0].version == "3"


async def test_with_nothing_newer_the_key_says_so_and_a_faulty_file_disturbs_nobody(
    workspace: Workspace, walking: Open
) -> None:
    publish(workspace, {**newer(), "sections": "none"})
    async with walking(yes_no(2)) as d:
        assert "is there" not in d.text()
        await d.keys("m")
        assert "the newest checklists that are here" in d.text()


async def test_an_audit_of_a_newer_schema_is_looked_at_and_never_written(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    publish(workspace, newer())
    id_ = start(workspace, clock, yes_no(4))
    path = workspace.drafts / f"{id_}.json"
    tables = json.loads(path.read_bytes())
    tables["audit"]["1"]["schema"] = SCHEMA + 1
    path.write_text(json.dumps(tables), encoding="utf-8")
    before = path.read_bytes()
    async with home() as d:
        await d.keys("enter")
        assert "read only" in d.text()
        await d.keys("1", "f5")
        assert "newer version of the program" in d.text()
        await d.keys("m")
        assert isinstance(d.app.screen, WalkScreen)
        await d.keys("escape")
    assert path.read_bytes() == before and not path.with_suffix(".place").exists()
