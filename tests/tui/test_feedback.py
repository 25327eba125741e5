"""Wishes and complaints on the screen: one key in the walk, a list with counts at home, nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.store.feedback import FieldNotes
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.feedback import FeedbackScreen
from audit_tui.tui.screens.form import FormScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Open, yes_no

PARKING = {**yes_no(2), "touchpoint": "parking"}


async def test_one_key_in_the_walk_keeps_a_complaint_with_its_audit_and_touchpoint(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    async with walking(PARKING) as d:
        await d.keys("w")
        assert isinstance(d.app.screen, FormScreen)
        await d.type("c")
        await d.keys("enter")
        await d.type("[red]No trolley[/red]")
        await d.keys("f10")
        assert isinstance(d.app.screen, WalkScreen) and "[red]No trolley[/red]" in d.text()
        number = d.record.header.number
    (note,) = FieldNotes(workspace, clock).all()
    assert (note.kind, note.touchpoint, note.site, note.number) == ("complaint", "parking", "ROMA-01", number)
    assert note.day == "2026-11-22" and note.text == "[red]No trolley[/red]"


async def test_what_is_missing_is_said_in_place(walking: Open) -> None:
    async with walking(PARKING) as d:
        await d.keys("w", "f10")
        assert "choose whether it is a wish or a complaint" in d.text()
        await d.type("w")
        await d.keys("f10")
        assert "what the customer said" in d.text()


async def test_a_full_disk_gives_the_text_back(
    walking: Open, workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(PARKING) as d:
        with monkeypatch.context() as broken:

            def full(*_: Any, **__: Any) -> None:
                raise NotSavedError("disk.full", "Not saved: the disk is full.")

            broken.setattr(FieldNotes, "add", full)
            await d.keys("w")
            await d.type("w")
            await d.keys("enter")
            await d.type("A bench")
            await d.keys("f10")
            assert "the disk is full" in d.text() and "A bench" in d.text()
        await d.keys("f10")
    assert [note.text for note in FieldNotes(workspace, clock).all()] == ["A bench"]


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_home_leads_to_the_list_which_counts_by_touchpoint(
    walking: Open, workspace: Workspace, clock: FixedClock, size: tuple[int, int]
) -> None:
    notes = FieldNotes(workspace, clock)
    for kind, touchpoint in (("wish", "phone"), ("complaint", "parking"), ("complaint", "parking")):
        notes.add(kind, f"About {touchpoint}", site="ROMA-01", touchpoint=touchpoint, day="2026-11-20")
    async with walking(PARKING, size=size) as d:
        await d.keys("escape", "w")
        assert isinstance(d.app.screen, FeedbackScreen)
        text = d.text()
        assert "3 field notes." in text and "2 complaints" in text and "About phone" in text
        await d.keys("k")
        assert "1 field note." in d.text() and "About parking" not in d.text()
        await d.keys("delete")
        await d.keys("2")
        assert "Deleted." in d.text() and "No field notes yet" in d.text()
        await d.keys("k", "n")
        await d.type("c")
        await d.keys("enter")
        await d.type("Too dark")
        await d.keys("enter")
        await d.type("parking")
        await d.keys("f10")
        assert "Noted: Too dark" in d.text()
    assert len(notes.all()) == 3
