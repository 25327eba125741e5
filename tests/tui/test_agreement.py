"""Agreement on the screen: overall, pairs, auditors and questions, one visit alone, and who judged what."""

from __future__ import annotations

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.agreement import AgreementScreen, QuestionScreen
from audit_tui.tui.screens.home import HomeScreen
from tests.store.audited import asking, audited
from tests.tui.conftest import Open

NAMES = [f"q{at}" for at in range(12)]
SIZES = [(80, 24), (60, 20)]


def twice(workspace: Workspace, clock: FixedClock, day: str, no: int) -> None:
    """Two audits of one visit; the second person says no to the last `no` questions."""
    store = AuditStore(workspace, clock)
    for who, few in (("Anna", 0), ("Bruno [b]", no)):
        said = {name: at < len(NAMES) - few for at, name in enumerate(NAMES)}
        audited(store, clock, day, asking(*NAMES), auditor=who, alias=who, kind="mystery", **said)


@pytest.mark.parametrize("size", SIZES)
async def test_one_visit_shows_figures_and_who_judged_what(
    home: Open, workspace: Workspace, clock: FixedClock, size: tuple[int, int]
) -> None:
    twice(workspace, clock, "2026-11-20", 3)
    async with home(size=size) as d:
        await d.keys("g")
        assert isinstance(d.app.screen, AgreementScreen)
        text = d.text()
        assert "Overall: raw .75" in text and "Anna ↔ Bruno [b]" in text and "9 of 12 the same" in text
        await d.keys("enter")
        assert "+25.0 points" in d.text()
        await d.keys("down", "enter")
        assert "Anna: +25.0 points" in d.text()
        await d.keys("down", "down", "enter")
        assert isinstance(d.app.screen, QuestionScreen)
        text = d.text()
        assert "Judged differently" in text and "Anna: yes" in text and "Bruno [b]: no" in text
        await d.keys("escape", "end", "enter")
        assert "Nowhere: all said the same." in d.text()
        await d.keys("escape", "escape")
        assert isinstance(d.app.screen, HomeScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_many_visits_name_the_severe_and_what_divides_and_each_is_seen_alone(
    home: Open, workspace: Workspace, clock: FixedClock, size: tuple[int, int]
) -> None:
    for at in range(10):
        twice(workspace, clock, f"2026-11-{at + 1:02d}", 1 + at % 2)
    async with home(size=size) as d:
        await d.keys("g")
        text = d.text()
        assert "10 visits" in text and "Bruno [b] judges more severely" in text.replace("\n", " ")
        await d.keys("down", "down", "enter")
        assert "judges more severely" in d.text()
        await d.keys("down")
        assert "divides" in d.text() and "phone.q11" in d.text()
        await d.keys("enter")
        assert "These questions divide people" in d.text()
        await d.keys("escape", "end", "enter")
        assert "10\u00a0Nov\u00a02026" in d.text() and "12 the same" in d.text()
        await d.keys("escape")
        assert "10 visits" in d.text()


async def test_without_such_visits_it_says_how_to_have_some(home: Open) -> None:
    async with home() as d:
        await d.keys("g", "enter")
        assert "laid side by side" in d.text()


async def test_a_damaged_audit_is_left_out_and_said(
    home: Open, workspace: Workspace, clock: FixedClock
) -> None:
    twice(workspace, clock, "2026-11-20", 3)
    path = sorted(workspace.finished.glob("*/*/*.json"))[0]
    path.chmod(0o644)
    async with home() as d:
        path.write_bytes(path.read_bytes().replace(b'"yes"', b'"no"', 1))
        await d.keys("g")
        assert "laid side by side" in d.text()
