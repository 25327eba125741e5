"""What the plan asks for stands at home and on the day screen, and is begun from there with everything filled in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.model.audit import Action
from audit_tui.rules.jottings import jottings
from audit_tui.store.actions import ActionList, TrackedAction
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.ledgers import ACTIONS
from audit_tui.store.plan import Plan
from audit_tui.store.registry import Registry
from audit_tui.store.shared import transaction
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.briefing import BriefingScreen
from audit_tui.tui.screens.corrective import CorrectiveScreen
from audit_tui.tui.screens.day import DayScreen
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.jots import JotScreen
from audit_tui.tui.screens.new_audit import NewAuditScreen
from audit_tui.tui.screens.nps import NpsScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import SITE, Open, start, yes_no


def planned(workspace: Workspace, clock: FixedClock, **more: Any) -> None:
    registry = Registry(workspace, clock)
    if registry.find_site(SITE.id) is None:
        registry.add_site(SITE)
        registry.remember_person("Anna Example", "Shopper 7")
    plan = Plan(workspace, clock)
    visit = (
        {"kind": "mystery", "checklists": ["phone", "parking"]}
        if more.get("task", "visit") == "visit"
        else {}
    )
    values = {"title": "Autumn round", "every": "quarter", "scenario": "Ask for a [red]pen.", **visit, **more}
    plan.add(plan.make(values))


def overdue(workspace: Workspace, clock: FixedClock, due: str = "2026-11-01") -> TrackedAction:
    action = Action(id=clock.ulid(), what="Put up a sign", owner="Branch manager", due=due)
    tracked = TrackedAction(
        **action.model_dump(),
        audit=clock.ulid(),
        number="AUD-2026-ROMA-01-01",
        site=SITE.id,
        path="list/q0",
        changed=clock.wall(),
    )
    with transaction(ACTIONS.path(workspace), ACTIONS.lock(workspace)) as database:
        database.table("actions").insert(tracked.model_dump(mode="json", exclude_none=True))
    return tracked


async def test_what_is_due_stands_at_home_and_enter_begins_it_with_all_filled_in(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    planned(workspace, clock)
    async with home() as d:
        assert "Due by the plan" in d.text() and "Autumn round" in d.text() and "by 2026-12-31" in d.text()
        assert "No audits yet" not in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, NewAuditScreen)
        text = d.text()
        assert SITE.name in text and "mystery visit" in text and "phone, parking" in text
        await d.keys("enter", "enter")
        assert isinstance(d.app.screen, WalkScreen)
        assert d.record.kind == "mystery"
        assert [one.id for one in d.record.checklists] == ["phone", "parking"]
        await d.keys("escape")
        assert "Due by the plan" not in d.text(), "it is begun"


async def test_typing_finds_audits_and_what_is_due(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    planned(workspace, clock)
    planned(workspace, clock, title="Winter round")
    start(workspace, clock, yes_no(1))
    async with home() as d:
        await d.keys("slash")
        await d.type("winter")
        text = d.text()
        assert "Winter round" in text and "Autumn round" not in text and "AUD-2026" not in text
        await d.keys("enter")
        assert isinstance(d.app.screen, NewAuditScreen)


async def test_a_long_list_of_what_is_due_leaves_room_for_the_audits(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    for number in range(20):
        planned(workspace, clock, title=f"Round {number}")
    async with home() as d:
        assert "and 8 more; type to find them" in d.text()


async def test_a_focus_group_is_marked_as_held_and_a_survey_leads_to_its_answers(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    planned(workspace, clock, task="focus_group", title="Customers", every="year")
    async with home() as d:
        await d.keys("enter", "2")
        assert "Held on 2026-11-22: Customers." in d.text() and "Due by the plan" not in d.text()
    planned(workspace, clock, task="survey", title="Asking", every="month", times=30)
    async with home() as d:
        assert "0/30" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, NpsScreen)


async def test_overdue_actions_are_counted_and_lead_to_their_list(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    overdue(workspace, clock)
    overdue(workspace, clock, due="2999-01-01")
    async with home() as d:
        assert "1 corrective action is overdue" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, CorrectiveScreen)
        assert "Put up a sign" in d.text() and "overdue" in d.text()
        await d.keys("enter")
        assert "Branch manager" in d.text()
        await d.keys("2")
        assert "There are no such actions." in d.text()
        await d.keys("s", "s")
        assert "2 corrective actions." in d.text() and "done" in d.text()
        await d.keys("home", "v", "o", "d", "escape")
        assert isinstance(d.app.screen, HomeScreen) and "is overdue" not in d.text()
    statuses = [action.status for action in ActionList(workspace, clock).list_actions()]
    assert sorted(statuses) == ["done", "open"]


async def test_the_day_shows_store_number_and_state_of_each_visit(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(4), visit_start="2026-11-22T10:30")
    start(workspace, clock, yes_no(2), visit_start="2026-11-22T12:30", kind="mystery")
    start(workspace, clock, yes_no(2), visit_start="2026-11-21T12:30")
    async with home() as d:
        await d.keys("v")
        assert isinstance(d.app.screen, DayScreen)
        text = d.text()
        assert "Sunday, 22\u00a0Nov\u00a02026" in text and "2 visits, 2 still open" in text
        assert "AUD-2026-ROMA-01-01" in text and "AUD-2026-ROMA-01-02" in text and "01-03" not in text
        assert "open visit · not begun" in text and "mystery visit · not begun" in text
        await d.keys("left")
        assert "AUD-2026-ROMA-01-03" in d.text()
        await d.keys("right", "right")
        assert "the plan asks for none" in d.text()
        await d.keys("t", "enter")
        assert isinstance(d.app.screen, BriefingScreen)
        await d.keys("enter", "1", "escape", "v")
        assert "open visit · 1/4" in d.text()
        await d.keys("enter")
        assert isinstance(d.app.screen, WalkScreen), "what is answered needs no briefing"


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_briefing_tells_the_scenario_before_the_visit_and_begins_it(
    workspace: Workspace, clock: FixedClock, home: Open, size: tuple[int, int]
) -> None:
    planned(workspace, clock)
    async with home(size) as d:
        await d.keys("v", "enter")
        assert isinstance(d.app.screen, BriefingScreen)
        text = d.words()
        assert "Autumn round" in text and "Ask for a [red]pen." in text and SITE.address in text
        await d.keys("escape", "i", "enter")
        assert isinstance(d.app.screen, NewAuditScreen)
        await d.keys("enter", "enter")
        assert isinstance(d.app.screen, WalkScreen)
        await d.keys("escape", "v")
        assert "not begun" in d.text()
        await d.keys("enter")
        assert "Ask for a [red]pen." in d.words() and "AUD-2026-ROMA-01-01" in d.text()


async def test_the_pocket_sheet_of_the_visit_under_the_cursor_is_written(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    planned(workspace, clock, checklists=["parking"])
    async with home() as d:
        await d.keys("v", "p")
        for _ in range(200):
            if "pdf" in d.text().casefold() and list(workspace.exports.rglob("*.pdf")):
                break
            await d.rest()
        assert list(workspace.exports.rglob("*.pdf"))


async def test_a_checklist_that_is_gone_is_named(workspace: Workspace, clock: FixedClock, home: Open) -> None:
    planned(workspace, clock, checklists=["gone"])
    async with home() as d:
        await d.keys("enter", "enter", "enter")
        assert "asks for checklists that are not here: gone" in d.words()
        await d.keys("escape", "escape", "v", "i")
        assert isinstance(d.app.screen, DayScreen) and "no checklist 'gone'" in d.text()


async def test_a_plan_that_cannot_be_read_is_told_and_hides_no_audit(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(1))
    (workspace.data / "plan.json").write_bytes(b"{")
    async with home() as d:
        assert "from a backup" in d.words() and "AUD-2026-ROMA-01-01" in d.text()
        await d.keys("v")
        assert "from a backup" in d.words()


def test_of_an_aborted_visit_the_list_knows(workspace: Workspace, clock: FixedClock) -> None:
    start(workspace, clock, yes_no(1), outcome="aborted")
    start(workspace, clock, yes_no(1))
    assert sorted(row.aborted for row in AuditStore(workspace, clock).rows()) == [False, True]


async def test_what_is_jotted_down_is_saved_at_once_and_stands_beside_the_questions(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(30), kind="mystery")
    async with home() as d:
        await d.keys("v", "j")
        assert isinstance(d.app.screen, JotScreen) and "AUD-2026-ROMA-01-01" in d.text()
        await d.type("Queue of [six]")
        await d.keys("enter")
        assert "11:00  Queue of [six]" in d.text()
        clock.tick(60_000)
        await d.type("Guard said hello")
        await d.keys("escape", "escape")
        assert isinstance(d.app.screen, DayScreen)
        await d.keys("enter", "enter")
        assert isinstance(d.app.screen, WalkScreen)
        text = d.text()
        assert "11:00  Queue of [six]" in text and "11:01  Guard said hello" in text
        await d.keys("J")
        for number in range(4):
            clock.tick(60_000)
            await d.type(f"More {number}")
            await d.keys("enter")
            await d.rest()
        await d.keys("escape")
        assert "1–3 of 6, J shows all" in d.text()
        await d.go("list/q29")
        assert "4–6 of 6" in d.text() and "More 3" in d.text()
        await d.keys("u")
        assert "the jot pad" in d.text() and "1–3 of 5" not in d.text() and "More 3" not in d.text()
        assert d.cursor == "list/q29"
    found = [
        one.text
        for one in jottings(AuditStore(workspace, clock).open("AUD-2026-ROMA-01-01", write=False).record)
    ]
    assert found == ["Queue of [six]", "Guard said hello", "More 0", "More 1", "More 2"]


async def test_what_the_disk_refuses_of_the_jot_pad_stays_in_the_field(
    workspace: Workspace, clock: FixedClock, home: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(workspace, clock, yes_no(3))

    def full(*_: Any, **__: Any) -> None:
        raise NotSavedError("disk.full", "Not saved: the disk is full.")

    async with home() as d:
        for keys in (("v", "j"), ("escape", "escape", "enter", "J")):
            await d.keys(*keys)
            with monkeypatch.context() as broken:
                broken.setattr(OpenAudit, "append", full)
                await d.type("Bench")
                await d.keys("enter")
                await asyncio.sleep(0.3)
                await d.rest()
                assert "the disk is full" in d.words() and "Bench" in d.text()
            await d.keys("enter")
            await asyncio.sleep(0.2)
            await d.rest()
    found = jottings(AuditStore(workspace, clock).open("AUD-2026-ROMA-01-01", write=False).record)
    assert {one.text for one in found} == {"Bench"}
