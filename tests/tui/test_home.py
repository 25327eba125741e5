"""Home and the new audit: what is open comes first, an empty workspace says what to do, all by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.site import Site
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.new_audit import CORE, NewAuditScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import SITE, Open, start, yes_no


async def test_an_empty_workspace_says_in_words_what_to_do(home: Open) -> None:
    async with home() as d:
        text = d.text()
        assert "No audits yet." in text
        assert "begins an audit" in text and "opens a demo" in text


async def test_open_audits_stand_first_with_progress_and_enter_resumes(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(4))
    async with home() as d:
        assert "Open audits" in d.text() and "AUD-2026-ROMA-01-01" in d.text()
        await d.keys("enter", "1", "escape")
        assert isinstance(d.app.screen, HomeScreen)
        assert "1/4" in d.text()


async def test_a_mystery_visit_shows_the_alias_only(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(1), kind="mystery")
    start(workspace, clock, yes_no(2), kind="open")
    async with home((120, 40)) as d:
        mystery = next(line for line in d.text().splitlines() if "ROMA-01-01" in line)
        open_ = next(line for line in d.text().splitlines() if "ROMA-01-02" in line)
        assert "Shopper 7" in mystery and "Anna" not in mystery
        assert "Anna Example" in open_


async def test_a_whole_audit_is_begun_by_keys_on_the_four_core_touchpoints(
    home: Open, clock: FixedClock
) -> None:
    async with home() as d:
        await d.keys("n", "enter")
        for text in ("MILANO", "Fictional Store Milan", "Invented Road 2", "North", "", "public"):
            if text == "":
                await d.keys("end", *["backspace"] * 30)
                await d.type("Europe/Rome")
            else:
                if text == "public":
                    await d.keys("end", *["backspace"] * 10)
                await d.type(text)
            await d.keys("enter")
        await d.type("Kim Sample")
        await d.keys("enter")
        await d.type("Shopper 3")
        await d.keys("enter", "1")
        assert "2026-11-22 11:00" in d.app.screen.query_one("#new-entry").value  # type: ignore[attr-defined]
        await d.keys("enter")
        assert "The four core touchpoints" in d.text()
        await d.keys("enter")
        await d.rest()
        assert isinstance(d.app.screen, WalkScreen)
        record = d.record
        assert [one.id for one in record.header.checklists] == list(CORE)
        assert record.header.site.profile == "public"
        facts = record.projection.facts
        assert (facts["kind"], facts["auditor"], facts["alias"]) == ("mystery", "Kim Sample", "Shopper 3")
        assert facts["visit_start"] == "2026-11-22T11:00"


async def test_a_site_is_found_by_typing_and_people_are_remembered(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    registry = Registry(workspace, clock)
    registry.put_sites(
        [SITE, Site(id="OSLO", name="Fictional Store Oslo"), Site(id="WIEN", name="Fictional Store Wien")]
    )
    registry.remember_person("Anna Example", "Shopper 7")
    async with home() as d:
        await d.keys("n")
        await d.type("wien")
        await d.keys("enter", "enter", "4", "enter")
        assert "Fictional Store Wien (WIEN)" in d.text()
        assert "Anna Example (alias Shopper 7)" in d.text()
        assert "delivery test" in d.text()
        await d.keys("2", "3", "enter")
        await d.rest()
        assert len(d.record.header.checklists) == 2


async def test_a_wrong_site_is_explained_in_place(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    Registry(workspace, clock).add_site(SITE)
    async with home() as d:
        await d.keys("n", "down", "enter")
        await d.type("roma 01")
        await d.keys("f10")
        assert "letters, digits, - and _" in d.text()
        await d.keys("backspace", "backspace", "backspace")
        await d.type("-01x")
        await d.keys("f10")
        assert "a site needs a name" in d.text()
        await d.type("Second")
        await d.keys("f10")
        assert "roma-01x" in {site.id for site in Registry(workspace, clock).sites()}


async def test_a_taken_site_id_is_refused(workspace: Workspace, clock: FixedClock, home: Open) -> None:
    Registry(workspace, clock).add_site(SITE)
    async with home() as d:
        await d.keys("n", "down", "enter")
        await d.type("roma-01")
        await d.keys("enter")
        await d.type("Again")
        await d.keys("f10")
        assert "there is a site with this id already" in d.text()


async def test_a_form_asks_before_it_throws_anything_away(home: Open) -> None:
    async with home() as d:
        await d.keys("n", "enter")
        await d.type("OSLO")
        await d.keys("escape")
        assert "Keep what you typed?" in d.text()
        await d.keys("escape")
        assert d.app.screen.query_one("#field-id").value == "OSLO"  # type: ignore[attr-defined]
        await d.keys("escape", "2")
        assert isinstance(d.app.screen, NewAuditScreen)


async def test_sites_are_imported_from_a_csv_file(
    workspace: Workspace, clock: FixedClock, home: Open, tmp_path: Path
) -> None:
    good, bad = tmp_path / "sites.csv", tmp_path / "bad.csv"
    good.write_text("id,name\nOSLO,Fictional Oslo\nWIEN,Fictional Wien\n", encoding="utf-8")
    bad.write_text("id,name\nno good,\n", encoding="utf-8")
    async with home((100, 30)) as d:
        await d.keys("n", "down", "enter")
        d.app.screen.query_one("#prompt-field").value = str(bad)  # type: ignore[attr-defined]
        await d.keys("enter")
        assert "Nothing was imported" in d.text()
        await d.keys("down", "enter")
        d.app.screen.query_one("#prompt-field").value = str(good)  # type: ignore[attr-defined]
        await d.keys("enter")
        assert "2 sites added" in d.text()
        assert "Fictional Oslo" in d.text()


async def test_a_wrong_date_is_explained(workspace: Workspace, clock: FixedClock, home: Open) -> None:
    registry = Registry(workspace, clock)
    registry.add_site(SITE)
    registry.remember_person("Anna Example", "Shopper 7")
    async with home() as d:
        await d.keys("n", "enter", "enter", "2", "backspace", "backspace")
        await d.type("77")
        await d.keys("enter")
        assert "Please write date and time" in d.text()


async def test_esc_goes_back_one_step_and_then_home(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    Registry(workspace, clock).add_site(SITE)
    async with home() as d:
        await d.keys("n", "enter")
        assert "Who audits?" in d.text()
        await d.keys("escape")
        assert "Which site?" in d.text()
        await d.keys("escape")
        assert isinstance(d.app.screen, HomeScreen)


async def test_a_draft_is_deleted_only_after_a_question(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(2))
    async with home() as d:
        await d.keys("delete", "1")
        assert len(AuditStore(workspace, clock).rows()) == 1
        await d.keys("delete", "2")
        assert AuditStore(workspace, clock).rows() == []
        assert "No audits yet." in d.text()
        assert list(workspace.quarantine.iterdir())


async def test_an_audit_is_abandoned_with_a_reason_and_kept(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(2))
    async with home() as d:
        await d.keys("a", "enter")
        assert "Please type something" in d.text()
        await d.type("site closed for good")
        await d.keys("enter")
        assert [row.status for row in AuditStore(workspace, clock).rows()] == ["abandoned"]
        assert "abandoned" in d.text()


async def test_a_hostile_site_name_is_shown_as_it_is(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    site = Site(id="EVIL", name="[red]Shop[/no] [@click=app.quit]x")
    Registry(workspace, clock).add_site(site)
    start(workspace, clock, yes_no(1))
    async with home((120, 30)) as d:
        await d.keys("n")
        assert site.name in d.text()


async def test_a_damaged_audit_is_named_and_the_others_stand(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(2))
    (workspace.drafts / "01ARZ3NDEKTSV4RRFFQ69G5FAV.json").write_text("{", encoding="utf-8")
    async with home() as d:
        assert "Cannot be read" in d.text() and "FFQ69G5FAV"[-8:] in d.text()
        assert "Fictional Store R" in d.text()


async def test_one_key_leads_to_a_demo_that_is_marked(
    home: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit_tui.paths.user_demo", lambda: tmp_path / "demo")
    async with home() as d:
        await d.keys("d")
        for _ in range(200):
            if d.app.workspace.is_demo and isinstance(d.app.screen, HomeScreen):
                break
            await d.pilot.pause(0.1)
        await d.rest()
        assert "DEMO" in d.text()
        assert "Open audits" in d.text()
