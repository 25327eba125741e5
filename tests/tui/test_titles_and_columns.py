"""Store and number of a visit stay in sight in small windows, columns stand straight, days are in the language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from audit_tui import i18n
from audit_tui.clock import FixedClock
from audit_tui.model.site import Site
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui import actions
from audit_tui.tui.days import day_column
from audit_tui.tui.screens.lock import LockScreen
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.widgets.bars import keys_row, numbered
from audit_tui.tui.widgets.lines import fit_number
from tests.tui.conftest import Open, start, yes_no

NUMBER = "AUD-2026-ROMA-01-01"
DAYS = [f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in (1, 28)]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use("en")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_walk_and_the_summary_show_the_number_to_its_end(
    walking: Open, size: tuple[int, int]
) -> None:
    async with walking(yes_no(2), size=size) as d:
        for keys in ((), ("f6",), ("y",), ("escape", "x")):
            await d.keys(*keys)
            first = d.text().split("\n")[0]
            assert NUMBER in first and "Fic" in first


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_two_visits_to_one_store_on_one_day_differ_at_home(
    workspace: Workspace, clock: FixedClock, home: Open, size: tuple[int, int]
) -> None:
    start(workspace, clock, yes_no(1))
    start(workspace, clock, yes_no(1))
    async with home(size) as d:
        assert NUMBER in d.text() and "AUD-2026-ROMA-01-02" in d.text()


def test_a_store_gives_way_first_and_then_the_middle_of_the_number() -> None:
    assert (
        numbered("Summary · Fictional Store", NUMBER, 60).rstrip() == f"Summary · Fictional Store · {NUMBER}"
    )
    assert numbered("Summary · Fictional Store", NUMBER, 40).rstrip() == f"Summary · Fiction… · {NUMBER}"
    assert numbered("Summary · Fictional Store", NUMBER, 28) == "Summary · F… · AUD-…MA-01-01"


@given(left=st.text(max_size=40), width=st.integers(20, 90))
def test_the_end_of_a_number_is_always_there(left: str, width: int) -> None:
    shown = numbered(left, NUMBER, width)
    assert cell_len(shown) == width and "-01" in shown


@given(width=st.integers(6, 40))
def test_a_number_cut_keeps_its_beginning_and_its_end(width: int) -> None:
    shown = fit_number(NUMBER, width)
    assert cell_len(shown) == width
    assert shown.rstrip() == NUMBER or (shown.startswith("A") and shown.endswith("01") and "…" in shown)


@pytest.mark.parametrize("language", i18n.NAMES)
def test_days_in_a_column_are_equally_wide_and_in_the_language(language: str) -> None:
    i18n.use(language)
    assert len({cell_len(day_column(day)) for day in [*DAYS, ""]}) == 1
    assert all("2026" in day_column(day) and not day_column(day).endswith(".") for day in DAYS)


async def test_home_writes_the_day_in_the_language(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(1))
    i18n.use("pl")
    async with home() as d:
        assert "22\u00a0lis\u00a02026" in d.text() and "2026-11-22" not in d.text()


async def test_the_history_tells_the_time_without_seconds_and_zone(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("1", "minus", "h")
        assert "22\u00a0Nov\u00a02026, 11:00" in d.text() and "+01:00" not in d.text()


async def test_on_the_day_numbers_stand_one_below_another(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    start(workspace, clock, yes_no(1), visit_start="2026-11-22T12:30", kind="mystery")
    start(workspace, clock, yes_no(1), visit_start="2026-11-22T13:30", kind="open")
    start(workspace, clock, yes_no(1), visit_start="2026-11-22T14:30", kind="delivery")
    async with home() as d:
        await d.keys("v")
        rows = [line for line in d.text().split("\n") if "AUD-2026" in line]
        assert len(rows) == 3
        assert len({row.index("AUD-2026") for row in rows}) == 1
        assert len({row.index(" · ") - len(row[: row.index(" · ")].split("  ")[-1]) for row in rows}) == 1


async def test_in_a_block_outcome_and_state_stand_one_below_another(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    registry = Registry(workspace, clock)
    for at in (1, 2, 3):
        registry.add_site(Site(id=f"S-{at}", name=f"Shop {at}"))
    registry.remember_person("Anna Example", "Shopper 7")
    async with home() as d:
        await d.keys("v", "b", "n", "down", "v")
        rows = [line for line in d.text().split("\n") if "Shop " in line and "site" not in line]
        assert len(rows) == 3
        columns = [
            [at for at, each in enumerate(row) if each != " " and row[at - 2 : at] == "  "] for row in rows
        ]
        assert columns[0][-1] == columns[1][-1] == columns[2][-1]


async def test_what_holds_now_is_marked_and_has_the_cursor(home: Open) -> None:
    async with home() as d:
        await d.keys("comma", "enter")
        assert isinstance(d.app.screen, ConfirmScreen)
        await d.keys("3")
        await d.keys("enter")
        chosen = next(line for line in d.text().split("\n") if "chosen now" in line)
        assert "▸ 3" in chosen and d.text().count("chosen now") == 1


@pytest.mark.parametrize("way", [("f6",), ("f6", "y"), ("f6", "x"), ("f6", "k"), ("f6", "p")])
async def test_the_keys_are_locked_from_the_lists_of_an_audit_too(
    walking: Open, way: tuple[str, ...]
) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys(*way)
        behind = d.app.screen
        await d.keys("q")
        assert isinstance(d.app.screen, LockScreen)
        await d.keys("escape", "1", "3", "5")
        assert d.app.screen is behind


async def test_a_mystery_visit_asks_once_whom_one_knows_before_it_is_finished(walking: Open) -> None:
    async with walking(yes_no(1), kind="mystery") as d:
        await d.keys("1", "f10")
        assert "Do you know anybody here?" in d.text()
        await d.keys("1")
        assert "Finish AUD-" in d.text()
        assert d.walk.session.record.projection.facts["acquaintance"] == "none"
        await d.keys("escape", "f10")
        assert "Finish AUD-" in d.text()


async def test_whom_one_knows_on_a_mystery_visit_is_declared_in_words(walking: Open) -> None:
    async with walking(yes_no(1), kind="mystery") as d:
        await d.keys("1", "f10", "2")
        await d.type("The shift manager, a neighbour")
        await d.keys("enter")
        assert d.walk.session.record.projection.facts["acquaintance"] == "The shift manager, a neighbour"
        assert "Finish AUD-" in d.text()


async def test_an_open_visit_is_not_asked_whom_one_knows(walking: Open) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("1", "f10")
        assert "Finish AUD-" in d.text()


async def test_the_list_of_corrective_actions_says_that_open_audits_are_not_in_it(walking: Open) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("escape", "o")
        assert "What 1 open audit asks for joins when it is finished." in d.words()


async def test_the_store_names_its_facts_in_the_language(home: Open) -> None:
    i18n.use("it")
    async with home((80, 40)) as d:
        await d.keys("t")
        await d.rest()
        text = d.text()
        assert "versione" in text and "named by" not in text and "free bytes" not in text


@pytest.mark.parametrize("language", i18n.NAMES)
@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        ("walk", {"walk.outline", "walk.next_open", "walk.note", "walk.undo"}),
        ("home", {"home.open", "home.new", "home.report", "home.find", "home.day"}),
        ("form", {"form.save", "form.next", "form.back", "form.choose"}),
    ],
)
def test_the_key_bar_keeps_what_is_wanted_most_in_every_language(
    language: str, scope: str, wanted: set[str]
) -> None:
    i18n.use(language)
    shown = {part.target.id for part in keys_row(actions.bar(scope), 80).words if part.target is not None}
    assert wanted <= shown
