"""Pictures from the phone: the clock learnt from one, clear ones attached by one key, the others asked."""

from __future__ import annotations

from pathlib import Path

from audit_tui.clock import FixedClock
from audit_tui.store.workspace import Workspace
from tests.evidence.pictures import picture
from tests.tui.conftest import Open, yes_no

# The clock of the tests stands at 11:00:00 here; the phone of the tests is 2 minutes behind.


async def test_the_clock_is_learnt_and_what_is_clear_is_attached_by_one_key(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    inbox = workspace.inbox
    async with walking(yes_no(3)) as d:
        today = d.record.projection.created_at
        assert today == 1_795_341_600_000
        await d.keys("j", "plus")
        clock.tick(600_000)
        await d.keys("j")
        picture(inbox / "a.jpg", "2026-11-22T10:58:10", colour=1)
        picture(inbox / "b.jpg", "2026-11-22T11:08:10", colour=2)
        picture(inbox / "clock.jpg", "2026-11-22T11:20:00", colour=3)
        await d.keys("E")
        assert "3 new pictures" in d.words() and "2 photos are owed" in d.words()
        assert "the phone's clock is not known" in d.words()
        await d.keys("a")
        assert "No picture clearly fits" in d.words()
        await d.keys("end", "c")
        for _ in range(8):
            await d.keys("backspace")
        await d.type("11:22:00")
        await d.keys("enter")
        assert "Learnt: Maker Phone 1 is 120 s behind this computer." in d.words()
        assert d.app.preferences.phones == {"Maker Phone 1": 120_000 - 3_600_000}
        await d.keys("a")
        session = d.walk.session
        assert session.photos_owed() == []
        assert [len(session.item(f"list/q{n}").evidence) for n in range(3)] == [1, 1, 0]
        assert session.item("list/q0").evidence[0].taken == "2026-11-22T10:58:10"
        assert d.words().count("attached") >= 2
        await d.keys("escape")
        assert "owed since" not in d.text()


async def test_an_unclear_picture_is_asked_and_attached_where_one_says(
    walking: Open, workspace: Workspace
) -> None:
    for n in range(2):
        picture(workspace.inbox / f"{n}.jpg", f"2026-11-22T11:00:0{n}", colour=n)
    async with walking(yes_no(2)) as d:
        d.app.prefer(phones={"Maker Phone 1": -3_600_000})
        await d.keys("j", "plus", "E")
        assert d.words().count("unclear: Enter asks") == 2
        await d.keys("home", "enter")
        assert "Where does 0.jpg belong?" in d.words()
        assert "list.q0: Point 0? (photo owed since 11:00)" in d.words()
        await d.keys("2")
        assert len(d.walk.session.item("list/q1").evidence) == 1, "the question one comes from"
        assert len(d.walk.session.photos_owed()) == 1


async def test_the_summary_leads_there_and_an_empty_inbox_says_where_to_put_pictures(
    walking: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("f6", "e")
        assert "There are no pictures in" in d.words()
        assert workspace.inbox.is_dir()
        await d.keys("escape", "escape")
        assert d.cursor == "list/q0"


async def test_another_folder_is_named(walking: Open, tmp_path: Path) -> None:
    picture(tmp_path / "card" / "x.jpg", None)
    async with walking(yes_no(1)) as d:
        await d.keys("E", "f")
        d.app.screen.query_one("Input").value = str(tmp_path / "nowhere")
        await d.keys("enter")
        assert "There is no such folder" in d.words()
        d.app.screen.query_one("Input").value = str(tmp_path / "card")
        await d.keys("enter")
        assert "x.jpg no time" in d.words()
        await d.keys("home", "enter", "1")
        assert len(d.walk.session.item("list/q0").evidence) == 1


async def test_a_picture_whose_copy_fails_is_told_and_stays(walking: Open, workspace: Workspace) -> None:
    taken = picture(workspace.inbox / "x.jpg", None)
    async with walking(yes_no(1)) as d:
        await d.keys("E")
        taken.unlink()
        await d.keys("home", "enter", "1")
        assert "There is no such file." in d.words()
        assert d.walk.session.item("list/q0").evidence == []
