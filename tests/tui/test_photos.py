"""No report from the app before each photo is declared: one key says clear, numbers say what is masked."""

from __future__ import annotations

from pathlib import Path

from audit_tui.clock import FixedClock
from audit_tui.evidence.files import keep
from audit_tui.rules.recorded import finished_value
from audit_tui.rules.writing import Pen
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.photos import PhotosScreen
from tests.evidence.pictures import picture
from tests.tui.conftest import Driver, Open, start, yes_no
from tests.tui.test_store_screens import until


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


async def test_a_provisional_report_names_the_photos_that_it_leaves_out(
    walking: Open, tmp_path: Path
) -> None:
    async with walking(yes_no(1)) as d:
        await attach(d, picture(tmp_path / "a.jpg", None))
        await d.keys("f6", "r")
        await until(d, "The report is written:")
        assert "Photos left out, for nobody declared them clear or masked: P-1." in d.words()


async def test_reports_of_audits_that_ended_before_photos_were_declared_name_what_they_leave_out(
    home: Open, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    ref = start(workspace, clock, yes_no(1))
    with AuditStore(workspace, clock).open(ref) as audit:
        actor = audit.record.events[0].actor
        session = AuditSession(audit.record, clock=clock, actor=actor, device=clock.ulid(), run="0" * 16)
        kept = keep(workspace.blobs, picture(tmp_path / "a.jpg", None), clock=clock)
        saver = Saver(audit, session)
        saver.save(session.add_evidence("list/q0", kept))
        projection = session.record.projection
        pen = Pen(clock, actor, session.record.events[0].device, "0" * 16, projection.seq, projection.head)
        ended = pen.seal(finished_value(session.record, session.score()), "answer")
        pen.write("finished", "", value=ended)
        saver.save(pen.change())
    async with home() as d:
        await d.keys("r", "enter")
        await until(d, "1 report is written")
        assert "Photos left out, for nobody declared them clear or masked" in d.words()
        assert "AUD-2026-ROMA-01-01: P-1" in d.words()
