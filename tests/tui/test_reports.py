"""Reports from home: one or many, in the form, language, paper and folder that a person chooses."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from audit_tui.clock import FixedClock
from audit_tui.reports.build import build_content
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from audit_tui.tui.report_lines import preview
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.reports import ReportsScreen
from tests.reports.audits import QUOTE, RINGS, Walk, small
from tests.tui.conftest import Driver, Open, start, yes_no
from tests.tui.test_store_screens import until


@pytest.fixture
def three(workspace: Workspace, clock: FixedClock) -> None:
    """Three finished audits."""
    for _ in range(3):
        ref = start(workspace, clock, yes_no(2))
        with AuditStore(workspace, clock).open(ref) as audit:
            actor = audit.record.events[0].actor
            session = AuditSession(audit.record, clock=clock, actor=actor, device=clock.ulid(), run="0" * 16)
            saver = Saver(audit, session)
            for path in ("list/q0", "list/q1"):
                change = session.answer(path, "yes")
                assert change is not None
                saver.save(change)
            saver.save(session.finish())


def pdfs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.pdf"))


def screen(d: Driver) -> ReportsScreen:
    assert isinstance(d.app.screen, ReportsScreen)
    return d.app.screen


async def go_to(d: Driver, key: str) -> None:
    """Put the cursor on a line and press Enter there."""
    screen(d).lines.put_cursor(key)
    await d.keys("enter")


async def test_r_and_enter_write_the_report_of_one_audit_and_the_first_page_is_shown_before(
    home: Open, three: None, workspace: Workspace
) -> None:
    async with home() as d:
        await d.keys("r")
        await until(d, "The site scores 100.0 %.")
        await d.keys("enter")
        await until(d, "1 report is written")
        assert [name.endswith("_report_en.pdf") for name in pdfs(workspace.exports)] == [True]
        await d.keys("escape")
        assert isinstance(d.app.screen, HomeScreen)


async def test_marked_audits_are_written_one_after_another(
    home: Open, three: None, workspace: Workspace
) -> None:
    async with home() as d:
        await d.keys("space", "down", "space")
        assert "2 marked; r writes their reports." in d.text()
        await d.keys("r")
        assert "Reports of 2 audits" in d.text()
        await d.keys("w")
        await until(d, "2 reports are written")
        assert len(pdfs(workspace.exports)) == 2
        await d.keys("escape", "m")
        assert "3 marked" in d.text()
        await d.keys("m")
        assert "None marked." in d.text()


async def test_form_record_language_paper_and_folder_are_chosen(
    home: Open, three: None, workspace: Workspace, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    async with home() as d:
        await d.keys("r")
        await go_to(d, "variant")
        await d.keys("2")
        await go_to(d, "attached")
        await go_to(d, "language")
        await d.keys("3")
        await go_to(d, "paper")
        await go_to(d, "folder")
        await d.type(str(elsewhere))
        await d.keys("enter")
        assert "Letter" in d.text()
        await d.keys("w")
        await until(d, "1 report is written")
        (name,) = pdfs(elsewhere)
        assert name.endswith("_summary-unattached_it.pdf")
        pages = PdfReader(io.BytesIO((elsewhere / name).read_bytes())).pages
        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [612, 792]
        assert d.app.preferences.paper == "Letter" and d.app.preferences.report_language == "it"


async def test_what_fails_is_named_and_the_others_are_written(
    home: Open, three: None, workspace: Workspace
) -> None:
    async with home() as d:
        await d.keys("m", "r")
        victim = sorted(workspace.finished.rglob("*.json"))[0]
        victim.write_bytes(victim.read_bytes().replace(b"yes", b"not"))
        await d.keys("w")
        await until(d, "2 reports are written")
        assert "Not everything could be written." in d.text()
        assert len(pdfs(workspace.exports)) == 2


async def test_esc_breaks_off_and_keeps_what_is_written(
    home: Open, three: None, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit_tui.reports import publish as module

    async with home() as d:
        await d.keys("m", "r")
        whole = module.publish

        def first_alone(*given: object, **more: object) -> Path:
            made = whole(*given, **more)  # type: ignore[arg-type]
            work = screen(d)._work
            assert work is not None
            work.stop()
            return made

        monkeypatch.setattr(module, "publish", first_alone)
        await d.keys("w")
        await until(d, "Broken off. What is written stays: 1.")
        assert len(pdfs(workspace.exports)) == 1


async def test_a_folder_that_refuses_asks_for_another(
    home: Open, three: None, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.exports.write_text("in the way", encoding="utf-8")
    async with home() as d:
        await d.keys("m", "r", "w")
        await until(d, "The report could not be written")
        await d.type(str(tmp_path))
        await d.keys("enter", "w")
        await until(d, "3 reports are written")
        assert len(pdfs(tmp_path)) == 3


async def test_v_leads_from_a_report_to_its_other_forms(walking: Open, workspace: Workspace) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("1", "f10", "1")
        await until(d, "The report is written")
        await d.keys("v")
        await go_to(d, "variant")
        await d.keys("3", "w")
        await until(d, "_actions_en.pdf")
        assert len(pdfs(workspace.exports)) == 2


async def test_only_finished_audits_are_marked(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("escape", "space")
        assert "Only finished audits are marked" in d.text()
        await d.keys("r")
        assert "Choose a finished audit" in d.text()


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_preview_says_what_the_first_page_says_in_lines_that_fit(tmp_path: Path, width: int) -> None:
    walk = Walk(tmp_path, [small([RINGS, QUOTE])])
    walk.say("answer", "phone/rings", "9")
    walk.say("answer", "phone/quote", "[b]Hello[/]")
    walk.say("finish")
    content = build_content(walk.record, blobs=walk.blobs)
    lines = preview(content, width)
    said = " ".join(line.text.strip() for line in lines)
    assert content.verdict in said and content.act_first[0].title in said
    assert all(len(line.text) <= width for line in lines if not line.right and line.tone != "bad")
