"""A block of telephone tests: one checklist over many sites, one key for how a call ended, each an audit of its own."""

from __future__ import annotations

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.model.site import Site
from audit_tui.rules.attempts import attempts
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.block import BlockScreen
from audit_tui.tui.screens.day import DayScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import SITE, Open

MILAN = Site(id="MILANO-01", name="Fictional Store Milan", zone="Europe/Rome")
CLOSED = Site(id="OLD-01", name="Closed Store", closed="2026-01-01")


@pytest.fixture(autouse=True)
def chain(workspace: Workspace, clock: FixedClock) -> None:
    registry = Registry(workspace, clock)
    registry.put_sites([SITE, MILAN, CLOSED])
    registry.remember_person("Anna Example", "Shopper 7")


async def test_each_call_is_kept_with_time_and_outcome_in_an_audit_of_its_own(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    async with home() as d:
        await d.keys("v", "b")
        assert isinstance(d.app.screen, BlockScreen)
        text = d.text()
        assert "2 sites, 0 finished" in text and "Closed Store" not in text and text.count("not called") == 2
        await d.keys("3")
        clock.tick(600_000)
        await d.keys("2", "down", "4")
        text = d.text()
        assert "2× · 11:10 no answer" in text and "11:10 voicemail" in text and "MILANO-01-01" in text
        await d.keys("1")
        assert isinstance(d.app.screen, WalkScreen) and d.walk.session.site.id == SITE.id
        assert d.record.kind == "phone" and [one.id for one in d.record.checklists] == ["phone"]
        assert d.walk.session.progress().answered == 0
        await d.keys("u")
        assert "the calls" in d.text()
        await d.keys("escape")
        assert isinstance(d.app.screen, BlockScreen) and "11:10 reached" not in d.text()
        await d.keys("escape")
        assert isinstance(d.app.screen, DayScreen) and "2 visits, 2 still open" in d.text()
    store = AuditStore(workspace, clock)
    found = {row.site_id: row for row in store.rows()}
    assert sorted(found) == ["MILANO-01", "ROMA-01"]
    with store.open(found["MILANO-01"].id, write=False) as audit:
        assert [one.outcome for one in attempts(audit.record)] == ["engaged", "no_answer"]


async def test_enter_opens_the_audit_of_a_site_and_comes_back_to_the_block(home: Open) -> None:
    async with home((60, 20)) as d:
        await d.keys("v", "b", "down", "enter")
        assert isinstance(d.app.screen, WalkScreen) and d.walk.session.site.id == SITE.id
        await d.keys("escape", "f5")
        assert isinstance(d.app.screen, BlockScreen) and d.text().count("not called") == 1


async def test_who_calls_is_asked_where_several_people_are_known(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    Registry(workspace, clock).remember_person("Kim Sample")
    async with home() as d:
        await d.keys("v", "b")
        assert "Who calls?" in d.text()
        await d.keys("2")
        assert isinstance(d.app.screen, BlockScreen)
        await d.keys("6")
        assert "wrong number" in d.text()
    (row,) = AuditStore(workspace, clock).rows()
    assert row.auditor == "Kim Sample"


async def test_a_finished_test_takes_no_call_and_a_full_disk_is_told(
    workspace: Workspace, clock: FixedClock, home: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSavedError("disk.full", "Not saved: the disk is full.")

    async with home() as d:
        await d.keys("v", "b", "5")
        assert "cut off" in d.text()
        with monkeypatch.context() as broken:
            broken.setattr(OpenAudit, "append", full)
            await d.keys("2")
            assert "the disk is full" in d.words()
        ref = next(iter(AuditStore(workspace, clock).rows())).id
        from audit_tui.tui.opening import open_desk

        desk = open_desk(d.app, ref)
        desk.saver.save(desk.session.finish(allow_open=True))
        desk.close()
        await d.keys("f5", "2")
        assert "is finished; nothing is added to it" in d.words() and "1 finished" in d.text()


@pytest.mark.parametrize(("language", "score"), [("en", "87.5\u00a0%"), ("it", "87,5\u00a0%")])
async def test_the_score_of_a_finished_test_is_written_as_the_language_writes_it(
    home: Open, monkeypatch: pytest.MonkeyPatch, language: str, score: str
) -> None:
    async with home() as d:
        await d.keys("v", "b", "5")
        (row,) = d.app.store.rows()
        ended = row._replace(status="finished", percent="87.5", passed=True)
        monkeypatch.setattr(AuditStore, "rows", lambda _self: [ended])
        d.app.set_language(language)
        await d.keys("f5")
        assert score in d.text()
