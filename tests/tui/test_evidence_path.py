"""The path of a photo: Tab completes it, what it can go on with is shown, and Esc throws none away unasked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.widgets import Input

from audit_tui.tui.screens.evidence import EvidenceScreen, completions
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Driver, Open


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two pictures that begin alike, a hidden file and a folder."""
    place = tmp_path / "phone"
    (place / "older").mkdir(parents=True)
    for name in ("sign-left.txt", "sign-right.txt", ".hidden"):
        (place / name).write_text("x", encoding="utf-8")
    return place


def path_of(d: Driver) -> str:
    return d.app.screen.query_one("#evidence-path", Input).value


def test_what_a_path_can_go_on_with_leaves_hidden_files_out_until_asked_for(folder: Path) -> None:
    assert completions(f"{folder}{os.sep}") == [f"older{os.sep}", "sign-left.txt", "sign-right.txt"]
    assert completions(f"{folder}{os.sep}.h") == [".hidden"]
    assert completions(f"{folder}{os.sep}nothing{os.sep}") == []


async def test_tab_completes_as_far_as_the_names_agree_and_shows_them(walking: Open, folder: Path) -> None:
    async with walking(at="kinds/paper") as d:
        await d.keys("enter")
        await d.type(f"{folder}{os.sep}s")
        await d.keys("tab")
        assert path_of(d) == f"{folder}{os.sep}sign-"
        assert "sign-left.txt   sign-right.txt" in d.text()
        await d.type("l")
        await d.keys("tab")
        assert path_of(d) == f"{folder}{os.sep}sign-left.txt"
        assert "sign-right.txt" not in d.text()
        await d.keys("tab")
        assert d.app.screen.focused is d.app.screen.query_one("#evidence-caption")


async def test_esc_asks_before_a_typed_path_is_thrown_away(walking: Open, folder: Path) -> None:
    async with walking(at="kinds/paper") as d:
        await d.keys("enter")
        await d.type(str(folder / "sign-left.txt"))
        await d.keys("escape", "escape")
        assert isinstance(d.app.screen, EvidenceScreen)
        assert path_of(d) == str(folder / "sign-left.txt")
        await d.keys("escape", "2")
        assert isinstance(d.app.screen, WalkScreen)
        assert d.walk.session.item("kinds/paper").evidence == []


async def test_the_path_can_be_attached_when_one_steps_out(walking: Open, folder: Path) -> None:
    async with walking(at="kinds/paper") as d:
        await d.keys("enter")
        await d.type(str(folder / "sign-left.txt"))
        await d.keys("escape", "1")
        for _ in range(50):
            if d.walk.session.item("kinds/paper").evidence:
                break
            await d.pilot.pause(0.05)
        assert [each.extension for each in d.walk.session.item("kinds/paper").evidence] == ["txt"]
