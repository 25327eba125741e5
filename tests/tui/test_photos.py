"""No report from the app before each photo is declared: one key says clear, numbers say what is masked."""

from __future__ import annotations

from pathlib import Path

from audit_tui.tui.screens.photos import PhotosScreen
from tests.evidence.pictures import picture
from tests.tui.conftest import Driver, Open, yes_no


async def attach(d: Driver, path: Path) -> None:
    await d.keys("e")
    await d.type(str(path))
    await d.keys("enter", "enter", "escape")


async def test_the_end_waits_until_each_photo_is_declared(walking: Open, tmp_path: Path) -> None:
    async with walking(yes_no(2)) as d:
        for n in range(2):
            await attach(d, picture(tmp_path / f"{n}.jpg", "2026-11-22T10:31:05", colour=n))
            await d.keys("1")
        await d.keys("f10")
        assert "2 photos are not declared" in d.words()
        await d.keys("1")
        assert isinstance(d.app.screen, PhotosScreen)
        await d.keys("home", "c")
        assert "1 photo is still to be declared." in d.words()
        await d.keys("m")
        await d.type("10 20 95 5")
        await d.keys("enter")
        assert "This is no mask" in d.words()
        d.app.screen.query_one("Input").value = "10 20 30 40"
        await d.keys("enter")
        assert "Every photo is declared." in d.words()
        assert "masked: 1 part" in d.words() and "clear" in d.words()
        session = d.walk.session
        assert list(session.item("list/q1").declared.values()) == [((10, 20, 30, 40),)]
        await d.keys("escape", "f10")
        assert "After this no answer can be changed." in d.words()


async def test_the_summary_lists_them_and_undo_takes_a_declaration_back(
    walking: Open, tmp_path: Path
) -> None:
    async with walking(yes_no(1)) as d:
        await attach(d, picture(tmp_path / "a.jpg", None))
        await d.keys("f6", "p", "c")
        assert d.walk.session.undeclared() == []
        await d.keys("g")
        assert d.cursor == "list/q0"
        await d.keys("u")
        assert len(d.walk.session.undeclared()) == 1
        assert "whether the photo can be published" in d.text()
        await d.keys("f6")
        assert "Photos to be declared before the report (p) 1" in d.words()
        await d.keys("p", "c", "delete")
        assert "not declared" in d.words()
