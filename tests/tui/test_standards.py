"""The catalogue of standards on the screen: from home, from a card, from the summary, in a small window."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.library.loader import load_checklist
from audit_tui.library.overrides import laid_down
from audit_tui.model.site import Site
from audit_tui.paths import shipped_checklists
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui import actions
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.standards import StandardScreen, StandardsScreen
from audit_tui.tui.screens.summary import SummaryScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import TYPES, Open, yes_no

ROME = Site(id="ROME", name="Fictional Rome", jurisdiction="IT")
OWN = """\
format: audit-standard-overrides/1
source: House rules
standards:
  phone/PH-01: {parameters: {rings: 2}}
  phone/PH-04: {applies: false}
"""


def lay_down(workspace: Workspace, clock: FixedClock) -> None:
    Registry(workspace, clock).put_sites([ROME, Site(id="OSLO", name="Fictional Oslo")])
    folder = workspace.standards / "sites"
    folder.mkdir(parents=True)
    (folder / "ROME.yaml").write_text(OWN, encoding="utf-8")


def shipped(id_: str, workspace: Workspace, site: Site | None = None) -> dict[str, Any]:
    laid = laid_down(workspace.standards, site)
    return load_checklist(shipped_checklists() / f"{id_}.yaml", laid).dump()


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_from_home_one_key_shows_the_standards_and_one_more_those_of_a_site(
    home: Open, workspace: Workspace, clock: FixedClock, size: tuple[int, int]
) -> None:
    lay_down(workspace, clock)
    async with home(size) as d:
        await d.keys("k")
        assert isinstance(d.app.screen, StandardsScreen)
        assert "for all sites" in d.text() and "Delivery" in d.text()
        await d.keys("s")
        await d.type("ROMA")
        await d.keys("enter")
        assert "There is no site ROMA. Did you mean" in d.text()
        await d.keys("backspace")
        await d.type("E")
        await d.keys("enter")
        assert "Fictional Rome" in d.text() and "under the law of IT" in d.text()
        lines = d.app.screen.query_one("#standards-lines")
        lines.put_cursor("phone/PH-01")  # type: ignore[attr-defined]
        await d.rest()
        assert "own, site" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, StandardScreen)
        text = " ".join(d.text().split())
        assert "A call is picked up within 2 rings." in text
        assert "rings = 2 (1 to 20), was 3" in text
        assert "phone.rings: How many times did it ring" in text
        await d.keys("escape", "escape")
        assert isinstance(d.app.screen, HomeScreen)


async def test_a_long_standard_is_read_by_pages_and_shows_the_law_of_the_site(
    home: Open, workspace: Workspace, clock: FixedClock
) -> None:
    lay_down(workspace, clock)
    async with home((60, 20)) as d:
        await d.keys("k")
        d.app.screen.query_one("#standards-lines").put_cursor("parking/PK-06")  # type: ignore[attr-defined]
        await d.keys("enter")
        assert "Customers value it" not in d.text()
        for _ in range(6):
            await d.keys("pagedown")
        assert "Customers value it" in d.text()
        await d.keys("pageup", "escape", "s", "enter")
        assert "for all sites" in d.text()
        await d.keys("s")
        await d.type("ROME")
        await d.keys("enter")
        d.app.screen.query_one("#standards-lines").put_cursor("parking/PK-06")  # type: ignore[attr-defined]
        await d.keys("enter")
        assert "IT: 1 per 50 or fraction (DM 236/89" in d.text() and "ADA" not in d.text()


async def test_a_faulty_file_of_overrides_is_told_on_the_screen(
    home: Open, workspace: Workspace, clock: FixedClock
) -> None:
    lay_down(workspace, clock)
    (workspace.standards / "organisation.yaml").write_text(
        OWN.replace("rings: 2", "rigns: 2"), encoding="utf-8"
    )
    async with home((120, 30)) as d:
        await d.keys("k")
        assert "organisation.yaml:4:30: phone/PH-01 has no parameter 'rigns'" in d.text()
        listed = d.app.screen.query_one("#standards-lines").keys  # type: ignore[attr-defined]
        assert "reception/RC-01" in listed and "phone/PH-01" not in listed
        (workspace.standards / "organisation.yaml").write_text("format: [", encoding="utf-8")
        await d.keys("escape", "k")
        assert "organisation.yaml" in d.text()


@pytest.mark.parametrize("key", ["k", "ctrl+k"])
async def test_on_a_card_one_key_shows_its_standard_and_leads_to_another_question_of_it(
    walking: Open, workspace: Workspace, key: str
) -> None:
    async with walking(shipped("parking", workspace), at="parking/free_bays") as d:
        await d.keys("3", key)
        assert isinstance(d.app.screen, StandardScreen)
        assert "parking/PK-02" in d.text() and "How many customer bays were free" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, WalkScreen) and d.cursor == "parking/free_bays"
        assert d.walk.field.value == "3"


async def test_a_card_without_a_standard_shows_all_of_the_audit(walking: Open) -> None:
    async with walking(TYPES) as d:
        await d.keys("k")
        assert isinstance(d.app.screen, StandardsScreen)
        assert "PH-01" in d.text() and "not assessed" in d.text()
        await d.keys("s")
        assert "begun with" in d.text()
        await d.keys("enter", "enter")
        assert isinstance(d.app.screen, WalkScreen) and d.cursor == "kinds/rings"


async def test_an_audit_without_standards_says_so(walking: Open) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("k")
        assert "This audit has no standards." in d.text()


async def test_from_the_summary_a_standard_that_is_not_met_leads_to_its_questions(walking: Open) -> None:
    async with walking(TYPES, at="kinds/rings") as d:
        await d.keys("9", "enter", "f6")
        assert isinstance(d.app.screen, SummaryScreen)
        lines = d.app.screen.query_one("#summary-lines")
        assert "+standard:kinds/PH-01" in lines.keys  # type: ignore[attr-defined]
        lines.put_cursor("+standard:kinds/PH-01")  # type: ignore[attr-defined]
        await d.rest()
        assert "Standards not met" in d.text() and "not met" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, StandardScreen)
        await d.keys("enter")
        assert isinstance(d.app.screen, WalkScreen) and d.cursor == "kinds/rings"
        await d.keys("f6", "k", "enter", "enter")
        assert isinstance(d.app.screen, WalkScreen) and d.cursor == "kinds/rings"


async def test_an_audit_that_can_only_be_read_shows_its_standards(walking: Open) -> None:
    async with walking(TYPES, at="kinds/rings") as d:
        d.walk.session.apply(d.walk.session.finish(allow_open=True))
        await d.keys("k")
        assert isinstance(d.app.screen, StandardScreen)


async def test_a_standard_that_does_not_apply_says_so_on_its_card_and_in_the_list(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    lay_down(workspace, clock)
    async with walking(shipped("phone", workspace, ROME), at="phone/opening") as d:
        assert "Asked only, not scored." in d.text()
        await d.keys("k")
        assert "Does not apply here" in d.text()


async def test_87_bays_in_italy_are_judged_against_a_figure_that_the_card_works_out(
    walking: Open, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.tui.conftest.SITE", ROME)
    async with walking(shipped("parking", workspace, ROME), at="parking/own_parking") as d:
        await d.keys("1")
        await d.go("parking/bays")
        await d.keys("8", "7", "enter")
        await d.go("parking/bays_required")
        assert "Accessible bays demanded" in d.text() and "\n" in d.text()
        await d.go("parking/bays_accessible")
        text = " ".join(d.text().split())
        assert "Met: asked: at least 2" in text
        assert "IT: 1 per 50 or fraction (DM 236/89" in text
        await d.keys("1", "enter")
        await d.go("parking/bays_accessible")
        assert "points: 1 is not at least 2" in d.text()


def test_the_standards_are_in_help_and_palette() -> None:
    for scope in ("home", "summary", "walk"):
        names = {action.name for action in actions.of(scope)}
        assert names & {"standards", "standard"}
