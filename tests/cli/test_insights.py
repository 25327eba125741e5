"""`insights`: each part in words and in its documented JSON, narrowed, refused, and never naming a shopper."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_tui.cli.insights import PARTS
from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import create_workspace
from tests.cli.conftest import Command, documented
from tests.demo.once import demo
from tests.store.audited import asking, audited


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the demo that may be written into."""
    folder = tmp_path_factory.mktemp("chain") / "demo"
    shutil.copytree(demo().base, folder)
    yield folder


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_the_documented_shape_marks_the_demo_and_names_nobody(
    run: Command, chain: Path, part: str
) -> None:
    done = run("insights", part, "--json", "--workspace", chain)
    made = documented("insights", done.json)
    assert (made["part"], made["demo"], made["visits"], made["aborted"]) == (part, True, 22, 1)
    text = run("insights", part, "--workspace", chain).out
    assert text.startswith("DEMO") and "Visits: 22, sites: 5" in text
    for out in (done.out, text):
        assert not any(name in out for name in ("Dana", "Robin", "Kim", "Shopper"))


def test_without_a_part_it_says_what_improved(run: Command, chain: Path) -> None:
    made = run("insights", "--json", "--workspace", chain).json
    assert made["part"] == "improved"
    harbour = next(one for one in made["sites"] if one["site"] == "HARBOUR")
    last = harbour["last"]
    assert (harbour["visits"], last["before"]["date"], last["after"]["date"]) == (
        4,
        "2026-05-19",
        "2026-09-15",
    )
    assert last["comparable"] <= last["asked"]
    named = [*last["fixed"], *last["recurring"], *last["not_rechecked"]]
    before = run("show", last["before"]["number"], "--json", "--workspace", chain).json["score"]["standards"]
    fell = {one["id"] for one in before if one["status"] in ("partly", "not_met")}
    assert {one["id"] for one in named} == fell
    assert all(one["text"] for one in named)


def test_one_site_is_told_with_its_standards_by_name(run: Command, chain: Path) -> None:
    text = run("insights", "improved", "--site", "harbour", "--workspace", chain).out
    assert "Visits: 4, sites: 1" in text
    assert "  Fixed\n" in text and "  Recurring\n" in text
    assert "phone/PH-01  A call is picked up within 3 rings." in text
    assert "--site ID" in run("insights", "--workspace", chain).out


def test_a_league_without_ranks_says_why(run: Command, chain: Path) -> None:
    made = run("insights", "league", "--json", "--workspace", chain).json
    assert {one["rank"] for one in made["sites"]} == {None}
    assert made["aside"] == 3
    text = run("insights", "league", "--workspace", chain).out
    assert "No rank under 5 visits" in text and "●" in text


def test_from_five_visits_on_a_site_has_a_rank(run: Command, tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    clock = FixedClock()
    store = AuditStore(workspace, clock)
    for month in range(1, 6):
        audited(store, clock, f"2026-{month:02d}-01", a=True, b=month > 2, c=True)
    (one,) = run("insights", "league", "--json", "--workspace", workspace.base).json["sites"]
    assert (one["rank"], one["visits"], one["passed"], one["judged"]) == (1, 5, 5, 5)
    assert 45 < one["fail_at_most"] < 60 and one["median"] == 100
    text = run("insights", "league", "--workspace", workspace.base).out
    assert "5 of 5 passed, at most 45 % fail" in text
    assert "DEMO" not in text and "No rank" not in text


def test_the_heat_map_shows_the_last_visit_or_the_mean(run: Command, chain: Path) -> None:
    last = run("insights", "heatmap", "--workspace", chain).out
    mean = run("insights", "heatmap", "--mean", "--workspace", chain).out
    assert "Last visit, percent" in last and "Mean over the period, percent" in mean
    cells = run("insights", "heatmap", "--json", "--workspace", chain).json["cells"]
    assert len(cells) == 20 and all(0 <= cell["last"] <= 100 for cell in cells)
    meadow = next(c for c in cells if (c["site"], c["checklist"]) == ("MEADOW", "parking"))
    assert (meadow["critical"], meadow["last_level"]) == (True, "fail")
    assert f"{meadow['last']:.1f}! ✗ 4" in last


def test_a_trend_lists_every_visit_with_how_much_of_it_is_comparable(run: Command, chain: Path) -> None:
    sites = run("insights", "trend", "--json", "--workspace", chain).json["sites"]
    assert [len(one["points"]) for one in sites] == [4, 3, 4, 4, 4]
    assert all(p["comparable"] == p["asked"] for one in sites for p in one["points"])
    assert all(one["chart"] == "run" for one in sites)
    assert "Run chart, n = 4" in run("insights", "trend", "--site", "HARBOUR", "--workspace", chain).out


def test_what_recurs_comes_with_sites_intervals_and_the_last_audit(run: Command, chain: Path) -> None:
    ranked = run("insights", "recurring", "--json", "--workspace", chain).json["standards"]
    assert [one["in_a_row"] for one in ranked] == sorted((one["in_a_row"] for one in ranked), reverse=True)
    first = ranked[0]
    assert first["interval"]["low"] < 100 * first["short"] / first["visits"] < first["interval"]["high"]
    assert first["last"]["number"] in run("insights", "recurring", "--workspace", chain).out


def test_visits_are_chosen_by_region_days_and_checklist(run: Command, chain: Path) -> None:
    def visits(*words: str) -> int:
        return int(run("insights", *words, "--json", "--workspace", chain).json["visits"])

    assert visits("--region", "south") == 8
    assert visits("--from", "2026-01-01", "--to", "2026-03-31") == 7
    assert visits("--checklist", "PHONE") == 21
    assert visits("--checklist", "delivery", "--site", "LAKESIDE") == 4


def test_a_changed_meaning_is_left_out_on_both_sides_and_said(run: Command, tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    clock = FixedClock()
    store = AuditStore(workspace, clock)
    audited(store, clock, "2026-01-01", a=False, b=False, c=True)
    audited(store, clock, "2026-02-01", asking("a", "b", "c", meaning=2), a=True, b=True, c=True)
    audited(
        store,
        clock,
        "2026-03-01",
        asking("a", "b", "c", meaning=2, text="Please look: "),
        a=True,
        b=True,
        c=False,
    )
    made = run("insights", "--json", "--workspace", workspace.base).json
    (site,) = made["sites"]
    assert (site["last"]["comparable"], site["period"]["comparable"], made["remeasured"]) == (3, 0, 1)
    assert [len(site["period"][name]) for name in ("fixed", "recurring", "new", "not_rechecked")] == [
        0,
        0,
        0,
        2,
    ]
    assert site["period"]["change"] is None
    told = run("show", "AUD-2026-ROMA-02", "--workspace", workspace.base).out
    assert "(0 of 3 questions comparable)" in told
    assert "left aside" not in told
    ranked = run("insights", "recurring", "--workspace", workspace.base).out
    assert "visits that asked otherwise, not counted: 1" in ranked


def test_an_empty_workspace_has_nothing_to_compare(run: Command, tmp_path: Path) -> None:
    create_workspace(tmp_path / "w")
    for part in PARTS:
        made = documented("insights", run("insights", part, "--json", "--workspace", tmp_path / "w").json)
        assert made["visits"] == 0
        assert "No finished visit" in run("insights", part, "--workspace", tmp_path / "w").out


def test_where_nothing_fell_short_that_is_said(run: Command, tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    clock = FixedClock()
    store = AuditStore(workspace, clock)
    audited(store, clock, "2026-01-01", a=True, b=True, c=True)
    assert "Nothing fell short." in run("insights", "recurring", "--workspace", workspace.base).out
    assert "–" in run("insights", "--workspace", workspace.base).out


def test_an_audit_that_cannot_be_read_is_told_and_the_others_count(run: Command, tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    clock = FixedClock()
    store = AuditStore(workspace, clock)
    audited(store, clock, "2026-01-01", a=True, b=True, c=True)
    number = audited(store, clock, "2026-02-01", a=True, b=True, c=True)
    path = store.audit_path(number)
    store.rows()
    path.chmod(0o644)
    path.write_bytes(b"{")
    made = documented("insights", run("insights", "--json", "--workspace", workspace.base).json)
    assert made["visits"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--site", "HARBOR"), "Did you mean HARBOUR?"),
        (("--region", "Nowhere"), "No finished audit has the region 'Nowhere'"),
        (("--checklist", "phones"), "Did you mean phone?"),
        (("--from", "2026-13-01"), "is no day"),
        (("--from", "1.1.2026"), "is no day"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "before it begins"),
        (("trends",), "invalid choice"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_word(
    run: Command, chain: Path, words: tuple[str, ...], said: str
) -> None:
    done = run("insights", *words, "--workspace", chain)
    assert done.code == 2 and said in done.err


# -- show -----------------------------------------------------------------------------------------------------


def test_show_tells_the_visit_before(run: Command, chain: Path) -> None:
    text = run("show", "AUD-2026-HARBOUR-03", "--workspace", chain).out
    assert re.search(
        r"Previous visit: \d\d\.\d\s% on 19\sMay\s2026; fixed \d+, recurring \d+, new \d+, not re-checked \d+",
        text,
    )
    made = documented("show", run("show", "AUD-2026-HARBOUR-03", "--json", "--workspace", chain).json)
    assert made["previous"]["before"]["date"] == "2026-05-19"


def test_show_tells_no_visit_before_where_there_is_none_or_it_would_sway_a_mystery_shopper(
    run: Command, chain: Path
) -> None:
    for number in ("AUD-2025-HARBOUR-01", "AUD-2026-TERMINAL-04"):
        assert run("show", number, "--json", "--workspace", chain).json["previous"] is None
        assert "Previous visit" not in run("show", number, "--workspace", chain).out
