"""A photo that follows from the phone: one key, shown wherever one looks, told before the end, gone when it comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from tests.tui.conftest import Open, yes_no


@pytest.mark.parametrize("key", ["j", "о", "shift+f9"])
async def test_one_key_says_that_a_photo_follows_and_takes_it_back(walking: Open, key: str) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys(key)
        assert "Photo owed" in d.text()
        assert "photo owed since 11:00" in d.text()
        assert d.cursor == "list/q0"
        await d.keys(key)
        assert "No photo is owed here any more." in d.text()
        assert "owed since" not in d.text()
        await d.keys("u")
        assert "Taken back at list.q0: that a photo is owed." in d.text()
        assert "photo owed since 11:00" in d.text()


async def test_outline_and_summary_list_it_and_lead_there(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("1", "j", "minus", "f2")
        assert "photo owed Point 1?" in d.words()
        await d.keys("escape", "f6")
        assert "Photos owed 1" in d.words()
        await d.keys("enter")
        assert d.cursor == "list/q1"


async def test_it_is_gone_when_a_photo_is_attached_and_owed_again_when_that_is_undone(
    walking: Open, tmp_path: Path
) -> None:
    picture = tmp_path / "sign.jpg"
    Image.new("RGB", (8, 8), "blue").save(picture)
    async with walking(yes_no(1)) as d:
        await d.keys("j", "e")
        await d.type(str(picture))
        await d.keys("enter", "enter", "escape")
        assert d.walk.session.photos_owed() == []
        assert "owed since" not in d.text()
        await d.keys("u")
        assert len(d.walk.session.photos_owed()) == 1


async def test_a_failure_that_asks_for_a_photo_goes_on_when_one_follows(walking: Open) -> None:
    async with walking(yes_no(2, on_fail={"photo": "required"})) as d:
        await d.keys("2")
        assert "asks for: a photo" in d.words()
        await d.keys("j")
        assert d.cursor == "list/q1"
        assert [slot.path for slot in d.walk.session.photos_owed()] == ["list/q0"]


async def test_the_end_tells_how_many_are_owed_and_leads_to_the_first(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("j", "1", "1", "f10")
        assert "1 photo is still owed; after this it cannot be attached." in d.words()
        await d.keys("2")
        assert d.cursor == "list/q0"


async def test_on_the_card_of_a_photo_the_walk_goes_on(walking: Open) -> None:
    async with walking(at="kinds/picture") as d:
        await d.keys("j")
        assert d.cursor == "kinds/paper"


async def test_it_survives_the_end_of_the_program(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    async with walking(yes_no(1)) as d:
        at = clock.wall()
        await d.keys("j")
        ref = d.record.header.id
    clock.tick(3_600_000)
    with AuditStore(workspace, clock).open(ref) as audit:
        assert audit.record.projection.item("list/q0").photo_owed == at
