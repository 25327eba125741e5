"""Home and the new audit: what is open comes first, an empty workspace says what to do, all by keys."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.site import Site
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Catalogue, Row
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.audit_list import ORDERS, AuditList
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.new_audit import CORE, NewAuditScreen
from audit_tui.tui.screens.walk import WalkScreen
from audit_tui.tui.widgets.lines import Lines
from tests.tui.conftest import SITE, Driver, Open, start, yes_no


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
        for text in ("MILANO", "Fictional Store Milan", "Invented Road 2", "North", "", "it", "public"):
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
        assert (record.header.site.profile, record.header.site.jurisdiction) == ("public", "IT")
        labels = {slot.label for slot in d.walk.session.slots}
        assert "parking.bays" in labels and "parking.rule" not in labels
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
        assert "Fictional Store…" in d.text()


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


# -- finding and sorting ----------------------------------------------------------------------------------

CITIES = ("Rome", "Milan", "Oslo", "Vienna", "Gdansk")


def row(at: int, **changed: Any) -> Row:
    """The audit number `at` of a chain of stores; every tenth is open."""
    draft, mystery = at % 10 == 0, at % 3 == 0
    made = Row(
        id=f"01ARZ3NDEKTSV4RRFFQ{at:07d}",
        number=f"AUD-{2020 + at % 6}-{at:05d}",
        status="draft" if draft else "finished",
        kind="mystery" if mystery else "open",
        site_id=f"S-{at % 500:03d}",
        site_name=f"Fictional Store {CITIES[at % 5]} {at % 500}",
        auditor=f"Shopper {at % 40}" if mystery else f"Anna Example {at % 40}",
        checklists=("phone", "entrance") if at % 2 else ("parking",),
        visit_date=f"{2020 + at % 6}-{at % 12 + 1:02d}-{at % 28 + 1:02d}",
        created=at,
        changed=1_795_341_600_000 - at,
        answered=40,
        total=40,
        percent=None if draft else f"{at % 1000 / 10}",
        passed=None if draft else at % 1000 >= 850,
        critical=0,
        demo=False,
        fault="",
        path=f"finished/{at}.json",
        stamp=str(at),
    )
    return made._replace(**changed)


MANY = [row(at) for at in range(10_000)]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue says that there are ten thousand audits."""
    monkeypatch.setattr(Catalogue, "rows", lambda _catalogue, **_: list(MANY))


def here(d: Driver) -> str | None:
    return d.app.screen.query_one("#home-list", Lines).key


def listed(d: Driver) -> list[str]:
    return d.app.screen.query_one("#home-list", Lines).keys


async def test_typing_narrows_ten_thousand_audits_and_says_how_many_fit(home: Open, many: None) -> None:
    async with home() as d:
        assert len(listed(d)) == 10_000
        await d.keys("slash")
        await d.type("OSLO 2022-03- parking")
        wanted = [
            one.id
            for one in MANY
            if "Oslo" in one.site_name and one.visit_date[:7] == "2022-03" and "parking" in one.checklists
        ]
        assert wanted and sorted(listed(d)) == sorted(wanted)
        assert f"{len(wanted)} of 10,000" in d.text()


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("gdansk", lambda one: "Gdansk" in one.site_name),
        ("s-123", lambda one: one.site_id == "S-123"),
        ("aud-2021-00007", lambda one: one.number == "AUD-2021-00007"),
        ("DRAFT", lambda one: one.status == "draft"),
        ("open", lambda one: one.status == "draft"),
        ("finished", lambda one: one.status == "finished"),
        ("2024-05-", lambda one: one.visit_date.startswith("2024-05-")),
        ("entrance", lambda one: "entrance" in one.checklists),
        ("  rome   shopper ", lambda one: "Rome" in one.site_name and "Shopper" in one.auditor),
        ("", lambda one: True),
        ("no such thing", lambda one: False),
    ],
)
@pytest.mark.parametrize("order", list(ORDERS))
def test_every_word_must_stand_in_what_the_list_shows_of_an_audit(words: str, fits: Any, order: str) -> None:
    audits = AuditList()
    audits.take(MANY)
    found = audits.find(words, order)
    assert sorted(one.id for one in found) == sorted(one.id for one in MANY if fits(one))


async def test_the_arrows_lead_from_the_words_to_the_list_and_enter_opens(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    registry = Registry(workspace, clock)
    registry.add_site(SITE)
    for count in (2, 3, 4):
        start(workspace, clock, yes_no(count))
    async with home() as d:
        await d.keys("slash")
        await d.type("01-02")
        await d.keys("enter")
        assert d.record.header.number == "AUD-2026-ROMA-01-02"
        await d.keys("escape")
        assert "1 of 3" in d.text()
        await d.keys("down", "a")
        await d.type("closed")
        await d.keys("enter")
        assert "AUD-2026-ROMA-01-02 is abandoned" in d.text()
        assert "1 of 3" in d.text()
        await d.keys("r")
        assert not isinstance(d.app.screen, HomeScreen)


async def test_the_keys_of_the_list_are_words_while_one_types(home: Open, many: None) -> None:
    async with home() as d:
        await d.keys("slash")
        await d.type("nrads")
        assert isinstance(d.app.screen, HomeScreen)
        assert "0 of 10,000" in d.text() and "No audit fits" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, HomeScreen)


async def test_the_selection_is_kept_while_it_fits_and_esc_shows_all(home: Open, many: None) -> None:
    async with home() as d:
        await d.keys("end")
        last = here(d)
        assert last == listed(d)[-1]
        await d.keys("s")
        assert here(d) == last
        await d.keys("slash")
        await d.type("gdansk")
        assert here(d) == last
        await d.type("zzz")
        assert here(d) is None
        await d.keys("backspace", "backspace", "backspace")
        assert here(d) == last
        await d.keys("escape")
        assert len(listed(d)) == 10_000 and here(d) == last
        assert "of 10,000" not in d.text()
        await d.keys("slash")
        assert "10,000 of 10,000" in d.text()


async def test_one_key_sorts_by_date_site_score_and_status_in_turn(home: Open, many: None) -> None:
    by_id = {one.id: one for one in MANY}
    async with home() as d:
        first = listed(d)
        assert [by_id[id_].status for id_ in first] == ["draft"] * 1_000 + ["finished"] * 9_000
        await d.keys("s")
        dates = [by_id[id_].visit_date for id_ in listed(d)]
        assert "newest first" in d.text() and dates == sorted(dates, reverse=True)
        await d.keys("s")
        sites = [by_id[id_].site_name for id_ in listed(d)]
        assert "by site" in d.text() and sites == sorted(sites)
        await d.keys("s")
        scores = [float(by_id[id_].percent or "inf") for id_ in listed(d)]
        assert "lowest first" in d.text() and scores == sorted(scores)
        await d.keys("s")
        assert listed(d) == first


def test_what_has_no_score_or_no_date_comes_last_and_a_broken_figure_is_no_score() -> None:
    odd = [
        row(1, percent="NaN"),
        row(2, percent="x"),
        row(3, percent="12.5"),
        row(4, visit_date=""),
        row(5, percent="3", status="draft"),
    ]
    audits = AuditList()
    audits.take(odd)
    assert [one.number[-1] for one in audits.find("", "score")][:2] == ["4", "3"]
    assert audits.find("", "date")[-1].number[-1] == "4"


def test_a_damaged_audit_is_found_by_its_id_and_its_fault() -> None:
    audits = AuditList()
    audits.take([*MANY[:5], row(7, status="damaged", number="", fault="The file ends too early.")])
    for words in ("damaged", "q0000007", "too early"):
        assert [one.status for one in audits.find(words, "status")] == ["damaged"]


def test_new_rows_are_searched_and_the_old_ones_forgotten() -> None:
    audits = AuditList()
    audits.take(MANY[:3])
    assert len(audits.find("milan", "site")) == 1
    audits.take([row(1, site_name="Elsewhere")])
    assert audits.find("milan", "site") == [] and len(audits) == 1


def test_a_key_costs_little_with_ten_thousand_audits() -> None:
    audits, spent = AuditList(), []
    audits.take(MANY)
    audits.find("f", "status")
    for words in ("f", "fi", "fict", "fictional store o", "oslo 2023 shopper", "e e e e"):
        began = time.perf_counter()
        audits.find(words, "status")
        spent.append(time.perf_counter() - began)
    # A tenth of a second is what a person notices; the work is a few thousandths.
    assert sorted(spent)[len(spent) // 2] < 0.03
