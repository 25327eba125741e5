"""Survey answers on the screen: one or two keys each, saved before they are shown; the score with its interval."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.responses import Given, SurveyResponses
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.nps import NpsScreen
from audit_tui.tui.screens.surveys import SurveyScreen
from tests.store.audited import audited
from tests.tui.conftest import SITE, Driver, Open


@pytest.fixture
def kept(workspace: Workspace, clock: FixedClock) -> SurveyResponses:
    Registry(workspace, clock).add_site(SITE)
    return SurveyResponses(workspace, clock)


async def begin(d: Driver, scale: str = "") -> None:
    """From home to the screen that takes answers in."""
    await d.keys("p", "n")
    if scale:
        await d.keys("down", *["right"] * (scale != "0-10"))
    await d.keys("f10")
    assert isinstance(d.app.screen, SurveyScreen)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_one_or_two_keys_keep_an_answer_and_the_count_is_shown(
    home: Open, kept: SurveyResponses, size: tuple[int, int]
) -> None:
    async with home(size=size) as d:
        await begin(d)
        await d.keys("9", "1", "0", "0", "1", "enter")
        text = d.text()
        assert "4 answers" in text and "1 saved" in text and "NPS 0" in text and "Too few answers" in text
        await d.keys("1", "7")
        assert "6 answers" in d.text(), "a 1 with another digit after it is an answer of its own"
        await d.keys("escape")
        assert isinstance(d.app.screen, NpsScreen) and "n = 6" in d.text().replace("\n", " ")
        await d.keys("escape")
        assert isinstance(d.app.screen, HomeScreen)
    found = kept.all()
    assert [one.answer for one in found] == [7, 1, 1, 0, 10, 9]
    assert {(one.site, one.scale, one.channel) for one in found} == {("ROMA-01", "0-10", "paper")}


async def test_on_the_scale_from_one_there_is_no_nought(home: Open, kept: SurveyResponses) -> None:
    async with home() as d:
        await begin(d, "1")
        await d.keys("0")
        assert "from 1 to 10" in d.text() and "0 answers" in d.text()
        await d.keys("1", "0")
    assert [(one.answer, one.scale) for one in kept.all()] == [(10, "1-10")]


async def test_the_last_answer_is_taken_back_and_commented(home: Open, kept: SurveyResponses) -> None:
    async with home() as d:
        await begin(d)
        await d.keys("u")
        assert "nothing to undo" in d.text()
        await d.keys("f4")
        assert "still to come" in d.text()
        await d.keys("2", "9", "f8")
        assert "9 taken back" in d.text()
        await d.keys("f4")
        await d.type("[red]Nobody came[/red]")
        await d.keys("escape")
        assert "[red]Nobody came[/red]" in d.text() and "The comment is saved" in d.text()
    (one,) = kept.all()
    assert (one.answer, one.comment) == (2, "[red]Nobody came[/red]")


async def test_what_disk_refuses_is_said_and_not_counted(
    home: Open, kept: SurveyResponses, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise NotSavedError("disk.full", "The disk is full.")

    async with home() as d:
        await begin(d)
        await d.keys("9")
        with monkeypatch.context() as broken:
            broken.setattr(SurveyResponses, "add", full)
            broken.setattr(SurveyResponses, "remove", full)
            broken.setattr(SurveyResponses, "comment", full)
            await d.keys("8")
            assert "NOT SAVED: 8. The disk is full." in d.text() and "1 answer" in d.text()
            await d.keys("u")
            assert "NOT undone. The disk is full." in d.text() and "1 answer" in d.text()
            await d.keys("f4")
            await d.type("kept in mind")
            await d.keys("escape")
            assert "The disk is full." in d.text() and "kept in mind" in d.text()
        await d.keys("escape")
    (one,) = kept.all()
    assert (one.answer, one.comment) == (9, "kept in mind")


async def test_site_scale_and_day_can_change_and_faults_are_said_in_place(
    home: Open, kept: SurveyResponses
) -> None:
    async with home() as d:
        await begin(d)
        await d.keys("9", "f2")
        await d.type("X")
        await d.keys("f10")
        assert "no such site" in d.text()
        await d.keys("backspace", "down", "right")
        await d.keys("down", *["backspace"] * 10)
        await d.type("2999-01-01")
        await d.keys("f10")
        assert "a date that has come" in d.text()
        await d.keys(*["backspace"] * 10)
        await d.type("2026-11-01")
        await d.keys("down", "down", "t", "f10", "4")
        assert "2 answers" in d.text() and "Telephone" in d.text()
    last, first = kept.all()[1], kept.all()[0]
    assert (first.scale, last.scale, last.day, last.touchpoint) == ("0-10", "1-10", "2026-11-01", "phone")


async def test_without_a_site_there_is_nothing_to_take_in(home: Open) -> None:
    async with home() as d:
        await d.keys("p")
        assert "No survey answers here yet" in d.text()
        await d.keys("n")
        assert "There is no site yet" in d.text()


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_scores_of_sites_and_months_and_visits_apart(
    home: Open, kept: SurveyResponses, workspace: Workspace, clock: FixedClock, size: tuple[int, int]
) -> None:
    kept.add(*(Given("ROMA-01", "2026-11-20", 10) for _ in range(30)), Given("ROMA-01", "2026-01-20", 3))
    audited(AuditStore(workspace, clock), clock, "2026-11-20", recommend="9")
    async with home(size=size) as d:
        await d.keys("p")
        text = d.text()
        assert "NPS +94" in text and "promoters 30" in text and "favourites" in text
        await d.keys("end")
        text = d.text()
        assert "Shopper visits, apart" in text and "phone.recommend" in text and "too few" in text
        await d.keys("enter")
        assert "phone.recommend: NPS +100" in d.text()
        await d.keys("p", "p", "p")
        assert "since 2026-11-01" in d.text() and "NPS +100" in d.text()
        await d.keys("s")
        await d.type("nowhere")
        await d.keys("enter")
        assert "no such site" in d.text()
        await d.keys(*["backspace"] * 7)
        await d.type("roma-01")
        await d.keys("enter")
        assert "Fictional Store Rome" in d.text()
        await d.keys("s", "enter")
        assert "all sites" in d.text()


async def test_a_damaged_list_is_said(home: Open, workspace: Workspace) -> None:
    (workspace.data).mkdir(parents=True, exist_ok=True)
    (workspace.data / "surveys.json").write_bytes(b"{")
    async with home() as d:
        await d.keys("p")
        assert "damaged" in d.text()
