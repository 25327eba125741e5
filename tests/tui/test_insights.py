"""The screen of insights: its parts by keys, readable at 80×24 and 60×20 without colour, and where Enter leads."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.extracting import Extractor
from audit_tui.store.results import Results
from audit_tui.store.workspace import Workspace, open_workspace
from audit_tui.tui import insight_lines
from audit_tui.tui.app import AuditApp
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.insights import InsightsScreen
from audit_tui.tui.screens.network_report import NetworkReportScreen
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.screens.walk import WalkScreen
from audit_tui.tui.widgets.lines import Lines
from tests.demo.once import demo
from tests.store.audited import asking, audited
from tests.tui.conftest import Driver, Open

SIZES = [(80, 24), (60, 20)]


@pytest.fixture
def chain(tmp_path: Path) -> Workspace:
    """The demo, to be written into."""
    folder = tmp_path / "demo"
    shutil.copytree(demo().base, folder)
    return open_workspace(folder, {})


Looked = Callable[..., Any]


async def reading(d: Driver) -> InsightsScreen:
    screen = d.app.screen
    assert isinstance(screen, InsightsScreen)
    for _ in range(400):
        if screen._selected is not None:
            break
        await d.pilot.pause(0.01)
    await d.rest()
    return screen


def chart(d: Driver) -> str:
    """The screen without the key bar."""
    return "\n".join(d.text().splitlines()[:-1])


def cursor(d: Driver) -> str:
    return str(d.app.screen.query_one(Lines).key)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_part_is_reached_by_a_digit_and_fits(
    chain: Workspace, clock: FixedClock, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = AuditApp(chain, clock)
    async with app.run_test(size=size) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("i")
        await reading(d)
        text = chart(d)
        assert "[1 Improved]" in text and "5 Recurring" in text and "DEMO" in text
        assert "Visits: 22, sites: 5" in text
        for figure in ("Aurora Harbour", "50/58", "fixed", "again", "missed"):
            assert figure in text
        await d.keys("2")
        text = chart(d)
        assert "[2 League]" in text and re.search(r"\d\d\.\d\s%", text) and "●" in text
        assert re.search(r"\d of 4 passed, \d+–\d+\s%", text)
        await d.keys("3")
        text = chart(d)
        assert "[3 Heat map]" in text and re.search(r"60\.0! ✗ \d", text) and "✓ on target" in text
        await d.keys("4")
        text = chart(d)
        assert "[4 Trend]" in text and "▁" in text and "━" in text
        assert "2025-11-18" in text and re.search(r"met \d+/50", text)
        await d.keys("5")
        text = chart(d)
        assert "phone/PH-01" in text and "11/21" in text and "32–72\u00a0%" in text
        assert "A call is picked up within 3 rings." in text
        assert not any(name in text for name in ("Dana", "Robin", "Kim", "Shopper"))


async def test_tab_goes_through_the_parts_and_back(chain: Workspace, clock: FixedClock) -> None:
    app = AuditApp(chain, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("f4")
        await reading(d)
        for part in ("League", "Heat map", "Trend", "Recurring", "Improved"):
            await d.keys("tab")
            assert f"{part}]" in chart(d)
        await d.keys("shift+tab")
        assert "Recurring]" in chart(d)
        await d.keys("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_enter_leads_to_the_trend_of_the_site_then_to_the_audit_and_esc_back(
    chain: Workspace, clock: FixedClock
) -> None:
    app = AuditApp(chain, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("i")
        await reading(d)
        assert cursor(d) == "site:HARBOUR:last"
        await d.keys("2", "enter")
        text = chart(d)
        assert "[4 Trend]" in text and "Site HARBOUR" in text and "Aurora Meadow" not in text
        assert "Run chart, n = 4" in text
        assert "19\u00a0May\u00a02026 → 15\u00a0Sept\u00a02026" in text and "Recurring" in text
        await d.keys("enter")
        assert isinstance(app.screen, WalkScreen)
        assert d.record.header.number == "AUD-2025-HARBOUR-01"
        await d.keys("escape")
        assert isinstance(app.screen, InsightsScreen)
        await d.keys("escape")
        assert "[2 League]" in chart(d) and "All sites" in chart(d)
        await d.keys("5", "enter")
        assert isinstance(app.screen, WalkScreen)


async def test_one_site_is_told_with_its_standards_by_name(chain: Workspace, clock: FixedClock) -> None:
    app = AuditApp(chain, clock)
    async with app.run_test(size=(100, 50)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("i")
        await reading(d)
        await d.keys("s")
        assert isinstance(app.screen, ConfirmScreen)
        answers = app.screen.query_one(Lines).keys
        assert answers[:2] == ["", "region:East"] and "site:HARBOUR" in answers
        app.screen.dismiss("site:HARBOUR")
        await d.rest()
        text = chart(d)
        assert "Site HARBOUR" in text and "Visits: 4, sites: 1" in text
        assert "reception/RC-01 A customer is greeted within 30 seconds" in text
        assert "(50 of 58" not in text and "50 of 58 questions comparable" in text
        await d.keys("s", "2")
        assert "Region East" in chart(d) and "sites: 2" in chart(d)
        await d.keys("s", "1")
        assert "All sites" in chart(d)
        await d.keys("s", "escape")
        assert "All sites" in chart(d)


async def test_a_period_and_a_checklist_narrow_the_visits(chain: Workspace) -> None:
    # The demo's last visits are of November 2026; that day is looked back from.
    clock = FixedClock(now=1_795_341_600_000)
    app = AuditApp(chain, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("i")
        await reading(d)
        shown = []
        for _ in range(4):
            await d.keys("p")
            shown.append(chart(d).partition("Visits: ")[2].split(",")[0])
        assert shown[3] == "22"
        assert [int(one) for one in shown[:3]] == sorted((int(one) for one in shown[:3]), reverse=True)
        assert int(shown[2]) == 5
        await d.keys("c")
        app.screen.dismiss("delivery")
        await d.rest()
        assert "checklist delivery" in chart(d) and "Visits: 20" in chart(d)
        await d.keys("c", "escape")
        assert "checklist delivery" in chart(d)


async def test_the_heat_map_changes_between_last_visit_and_mean_and_slides(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    store = AuditStore(workspace, clock)
    lists = [asking("a", "b", id_=f"list{n}") for n in range(7)]
    audited(store, clock, "2026-01-01", *lists, a=True, b=True)
    async with home((60, 20)) as d:
        await d.keys("i")
        screen = await reading(d)
        await d.keys("3")
        assert "Last visit, %" in chart(d) and "List0" in chart(d) and "List6" not in chart(d)
        assert "Touchpoints 1–4 of 7" in chart(d)
        await d.keys("right", "right", "right", "right", "right")
        assert "List6" in chart(d) and "List0" not in chart(d)
        assert screen._column == 3
        await d.keys("left")
        assert "Touchpoints 3–6 of 7" in chart(d)
        await d.keys("m")
        assert "Mean, %" in chart(d)
        await d.keys("1", "right")
        assert screen._column == 0


async def test_where_there_is_nothing_that_is_said_in_words(home: Open) -> None:
    async with home() as d:
        await d.keys("i")
        await reading(d)
        assert "No finished visit with a score fits." in chart(d)
        assert "Nothing to show" in chart(d)
        await d.keys("s", "escape", "c", "escape", "3", "5", "enter")
        assert isinstance(d.app.screen, InsightsScreen)


async def test_a_single_visit_has_nothing_to_compare_with(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    audited(AuditStore(workspace, clock), clock, "2026-01-01", a=True, b=True, c=True)
    async with home() as d:
        await d.keys("i")
        await reading(d)
        assert "nothing to compare with" in chart(d) and "DEMO" not in chart(d)
        await d.keys("5")
        assert "Nothing fell short." in chart(d)


async def test_past_twelve_visits_the_trend_shows_limits_and_what_lies_outside(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    store = AuditStore(workspace, clock)
    names = "abcdefghij"
    for month in range(13):
        good = month < 12
        said = {name: good or name == "a" for name in names}
        audited(store, clock, f"{2025 + month // 12}-{month % 12 + 1:02d}-01", asking(*names), **said)
    async with home((80, 40)) as d:
        await d.keys("i")
        await reading(d)
        await d.keys("4")
        text = chart(d)
        assert "p-chart, n = 13" in text
        last = next(
            line for line in text.splitlines() if line.lstrip(" ▸").startswith("1\u00a0Jan\u00a02026")
        )
        assert "met 1/10" in last and "below" in last
        assert "outside the limits: 1 jan 2026" in " ".join(text.lower().split())


async def test_an_older_edition_says_how_much_of_it_is_comparable(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    store = AuditStore(workspace, clock)
    audited(store, clock, "2026-01-01", a=True, b=False, c=False)
    audited(store, clock, "2026-02-01", asking("a", "b", "c", "d"), a=True, b=True, c=True, d=False)
    audited(store, clock, "2026-03-01", asking("a", "b", "z"), a=True, b=True, z=True)
    async with home() as d:
        await d.keys("i")
        await reading(d)
        await d.keys("4")
        text = chart(d)
        assert "on 2/3" in text and "on 2/4" in text
        assert "computed again" in " ".join(text.split())


async def test_an_audit_that_cannot_be_read_is_told(
    workspace: Workspace, clock: FixedClock, home: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit_tui.store.results import Unread

    audited(AuditStore(workspace, clock), clock, "2026-01-01", a=True, b=True, c=True)
    real = Results.of

    def failing(self: Results, *words: Any) -> Any:
        made = real(self, *words)
        self.unread.append(Unread("AUD-9", "The file is damaged."))
        return made

    monkeypatch.setattr(Results, "of", failing)
    async with home((120, 24)) as d:
        await d.keys("i")
        await reading(d)
        assert "AUD-9: The file is damaged." in chart(d)


async def test_esc_breaks_the_reading_off_and_what_was_read_is_kept(
    workspace: Workspace, clock: FixedClock, home: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = AuditStore(workspace, clock)
    for month in range(1, 6):
        audited(store, clock, f"2026-{month:02d}-01", a=True, b=True, c=True)
    real, go_on, at_two = Extractor.extract, threading.Event(), threading.Event()
    keep, saved = Results._save, threading.Event()
    read = 0

    def slow(self: Extractor, tables: Any) -> list[Any]:
        nonlocal read
        read += 1
        if read == 2:
            at_two.set()
            go_on.wait(10)
        return real(self, tables)

    def saving(self: Results, raw: dict[str, list[Any]]) -> None:
        keep(self, raw)
        saved.set()

    monkeypatch.setattr(Extractor, "extract", slow)
    monkeypatch.setattr(Results, "_save", saving)
    async with home((120, 24)) as d:
        await d.pilot.press("i")
        for _ in range(400):
            if at_two.is_set():
                break
            await d.pilot.pause(0.01)
        assert "Reading" in chart(d)
        await d.pilot.press("escape")
        await d.pilot.pause()
        go_on.set()
        await d.rest()
        assert isinstance(d.app.screen, HomeScreen)
        assert await asyncio.to_thread(saved.wait, 10)
    monkeypatch.undo()
    assert read == 2
    kept = Results(workspace)
    told: list[int] = []
    kept.of(store.rows(), lambda done, total: told.append(total))
    assert told[0] == 3


async def test_signs_have_a_plain_twin(
    chain: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insight_lines, "plain", lambda: True)
    app = AuditApp(chain, clock)
    # So high that no scroll bar, which is drawn by the library, comes up.
    async with app.run_test(size=(80, 90)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("i")
        await reading(d)
        for part in "234":
            await d.keys(part)
            assert not set(chart(d)) & set("●┃━─▁▂▃▄▅▆▇█✓▽✗")


async def test_help_tells_the_keys(chain: Workspace, clock: FixedClock) -> None:
    app = AuditApp(chain, clock)
    async with app.run_test(size=(80, 40)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("i")
        await reading(d)
        await d.keys("f1")
        assert "same sites and comparable questions" in " ".join(d.text().replace("│", "").split())


async def test_r_writes_the_network_report_over_what_is_chosen(chain: Workspace, clock: FixedClock) -> None:
    app = AuditApp(chain, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        d = Driver(app, pilot)
        await d.rest()
        await d.keys("i")
        await reading(d)
        await d.keys("r")
        screen = app.screen
        assert isinstance(screen, NetworkReportScreen)
        for _ in range(1000):
            if screen._path is not None:
                break
            await d.pilot.pause(0.01)
        assert screen._path is not None and screen._path.read_bytes().startswith(b"%PDF")
        assert screen._path.name.startswith("network_all_")
        await d.rest()
        assert "The report is written" in d.text() and "network_all_" in "".join(d.text().split())
        await d.keys("escape")
        assert isinstance(app.screen, InsightsScreen)


# -- the summary ----------------------------------------------------------------------------------------------


async def test_the_summary_tells_the_visit_before(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    store = AuditStore(workspace, clock)
    audited(store, clock, "2026-01-01", a=False, b=False, c=True)
    audited(store, clock, "2026-02-01", ending="draft", a=True, b=False)
    async with home() as d:
        await d.keys("enter", "f6")
        text = " ".join(d.text().split())
        assert "Previous visit: 33.3 % on 1 Jan 2026; fixed 1, recurring 1, new 0, not re-checked 0" in text
        assert "(2 of 2 questions comparable)" in text


async def test_the_summary_of_an_open_mystery_visit_tells_nothing_of_the_visit_before(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    store = AuditStore(workspace, clock)
    audited(store, clock, "2026-01-01", a=False, b=False, c=True)
    audited(store, clock, "2026-02-01", ending="draft", kind="mystery", a=True, b=False)
    async with home() as d:
        await d.keys("enter", "f6")
        assert "Previous visit" not in d.text() and "Provisional score" in d.text()
