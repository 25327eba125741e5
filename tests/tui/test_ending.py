"""The summary and the end of an audit: what is open, failed or owed leads there; then finish, report, read only."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.model.site import Site
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.reports import ReportsScreen
from audit_tui.tui.screens.summary import SummaryScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Driver, Open, yes_no

CRITICAL = yes_no(3, critical={"cap": 60}, on_fail={"comment": "required"})


async def until(d: Driver, words: str) -> None:
    """Wait for words that a worker puts on the screen."""
    for _ in range(200):
        if words in d.text():
            return
        await d.pilot.pause(0.05)
    raise AssertionError(f"{words!r} did not come:\n{d.text()}")


async def test_the_summary_says_provisional_in_words_and_names_what_is_critical(walking: Open) -> None:
    async with walking(CRITICAL) as d:
        await d.keys("1", "2", "enter", "f6")
        text = d.text()
        assert "Provisional score 50.0 %" in text
        assert "A critical item failed: list.q1" in text
        assert "Still asked for" in text and "a note: Point 1?" in text
        assert "2/3" in text


async def test_open_and_failed_items_are_jumps(walking: Open) -> None:
    async with walking(yes_no(4)) as d:
        await d.keys("1", "1", "f6")
        assert "Open and required" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, WalkScreen)
        assert d.cursor == "list/q2"


async def test_esc_leads_back_to_the_question(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("1", "f6", "escape", "2")
        assert d.value("q1", "list") == "no"


async def test_the_facts_of_the_visit_are_filled_in_and_saved(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("f6", "d")
        await d.type("2026-11-22 09:00")
        await d.keys("enter")
        await d.type("Fictional Stores Ltd")
        await d.keys("f10")
        assert "the visit ends before it begins" in d.text()
        await d.keys("end", *["backspace"] * 5)
        await d.type("12:05")
        await d.keys("f10")
        facts = d.record.projection.facts
        assert (facts["visit_end"], facts["client"]) == ("2026-11-22T12:05", "Fictional Stores Ltd")
        assert "Visit details saved." in d.text()


async def test_finishing_with_open_questions_leads_to_the_first(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("1", "pagedown", "f10")
        assert "2 required questions are open" in d.text()
        await d.keys("1")
        assert d.cursor == "list/q1"
        assert d.walk.session.is_open


@pytest.mark.parametrize("from_summary", [False, True])
async def test_finish_asks_once_then_writes_the_report_and_shows_its_path(
    walking: Open, workspace: Workspace, clock: FixedClock, from_summary: bool
) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("1", "2", *(["f6"] if from_summary else []), "f10")
        assert "Finish AUD-2026-ROMA-01-01?" in d.text()
        await d.keys("1")
        await until(d, "The report is written")
        assert [row.status for row in AuditStore(workspace, clock).rows()] == ["finished"]
        reports = list(workspace.exports.glob("*.pdf"))
        assert len(reports) == 1
        assert reports[0].read_bytes().startswith(b"%PDF")
        await d.keys("escape")
        assert isinstance(d.app.screen, HomeScreen)
        await d.rest()
        assert "50.0\u00a0%" in d.text()


async def test_what_a_failure_still_asks_for_is_said_before_finishing(walking: Open) -> None:
    async with walking(CRITICAL) as d:
        await d.keys("1", "1", "2", "enter", "f10")
        assert "Failed items still ask for: 1 note." in d.text()
        await d.keys("2")
        assert d.cursor == "list/q2"


async def test_a_finished_audit_can_be_looked_at_and_its_report_written_again(
    walking: Open, workspace: Workspace
) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("1", "f10", "1")
        await until(d, "The report is written")
        await d.keys("escape", "enter")
        assert "read only" in d.text() and "The audit is finished." in d.text()
        await d.keys("2")
        assert d.value("q0", "list") == "yes"
        await d.keys("f6")
        assert "Score 100.0 %" in d.text()
        await d.keys("escape", "escape", "r")
        assert isinstance(d.app.screen, ReportsScreen)
        await d.keys("enter")
        await until(d, "1 report is written")


async def test_a_report_of_an_open_audit_is_provisional(walking: Open, workspace: Workspace) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("1", "f9")
        await until(d, "The report is written")
        assert [path.name for path in workspace.exports.glob("*provisional*.pdf")]


async def test_without_a_viewer_the_report_screen_says_where_it_lies(
    walking: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    async with walking(yes_no(1)) as d:
        await d.keys("f9")
        await until(d, "The report is written")
        await d.keys("enter")
        assert "There is no viewer here" in d.text()


async def test_a_report_that_cannot_be_written_is_explained(walking: Open, workspace: Workspace) -> None:
    Path(workspace.exports).write_text("in the way", encoding="utf-8")
    async with walking(yes_no(1)) as d:
        await d.keys("f9")
        await until(d, "could not be written")


async def test_an_audit_is_abandoned_from_the_summary(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("1", "f6", "a")
        await d.type("recognised")
        await d.keys("enter")
        await d.rest()
        assert isinstance(d.app.screen, HomeScreen)
        assert [row.status for row in AuditStore(workspace, clock).rows()] == ["abandoned"]


async def test_an_aborted_visit_has_a_reason_and_no_score_and_can_be_finished(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("1", "f6", "b")
        await d.type("closed for inventory")
        await d.keys("enter")
        assert "Visit aborted: closed for inventory. There is no score." in d.text()
        await d.keys("f10")
        assert "Finish AUD" in d.text()


async def test_a_wrong_date_is_corrected_with_a_reason(walking: Open) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("f6", "t", *["backspace"] * 5)
        await d.type("9:99")
        await d.keys("enter")
        assert "Please write date and time" in d.text()
        await d.keys(*["backspace"] * 4)
        await d.type("09:15")
        await d.keys("enter")
        await d.type("typing slip")
        await d.keys("enter")
        assert d.record.projection.facts["visit_start"] == "2026-11-22T09:15"
        assert d.record.value_of(d.record.events[-1].reason) == "typing slip"


async def test_a_wrong_site_is_corrected_with_a_reason(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    Registry(workspace, clock).add_site(Site(id="OSLO", name="Fictional Store Oslo"))
    async with walking(yes_no(1)) as d:
        await d.keys("f6", "w")
        await d.type("oslp")
        await d.keys("enter")
        assert "Did you mean OSLO?" in d.text()
        await d.keys("backspace")
        await d.type("o")
        await d.keys("enter")
        await d.type("wrong shop chosen")
        await d.keys("enter")
        assert d.walk.session.site.id == "OSLO"
        assert isinstance(d.app.screen, SummaryScreen)
        assert "Fictional Store Oslo" in d.text()


async def test_moving_on_keeps_an_answer_in_the_middle_of_typing_when_leaving(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        await d.type("half a sent")
        await d.keys("escape", "enter")
        assert d.value("words") == "half a sent"
        assert d.walk.session.state("kinds/words") is State.ANSWERED


async def test_b_writes_a_blank_form_from_the_list_of_audits(walking: Open, workspace: Workspace) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("escape", "b")
        assert "Blank form of which checklist?" in d.text()
        await d.keys("1")
        assert "For which site?" in d.text()
        await d.keys("enter")
        await until(d, "The report is written")
        (path,) = workspace.exports.glob("blank_*.pdf")
        assert path.read_bytes().startswith(b"%PDF")
