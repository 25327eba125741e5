"""`surveys` and `nps`: answers kept, taken in, listed and removed; scores apart by scale, and apart from visits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import open_workspace
from tests.cli.conftest import Command, documented
from tests.store.audited import audited

SITES = "id,name,zone\nROMA,Fictional Store,Europe/Rome\nMILANO,Other Store,Europe/Rome\n"


@pytest.fixture
def shop(run: Command, tmp_path: Path) -> Path:
    sites = tmp_path / "sites.csv"
    sites.write_text(SITES, encoding="utf-8")
    assert run("sites", "import", sites, "--workspace", tmp_path / "shop").code == 0
    return tmp_path / "shop"


def surveys(run: Command, shop: Path, *words: object) -> Any:
    done = run("surveys", *words, "--json", "--workspace", shop)
    assert done.code == 0, done.err
    return documented("surveys", done.json)


def nps(run: Command, shop: Path, *words: object) -> Any:
    done = run("nps", *words, "--json", "--workspace", shop)
    assert done.code == 0, done.err
    return documented("nps", done.json)


def test_answers_are_added_listed_and_removed(run: Command, shop: Path) -> None:
    made = surveys(run, shop, "add", 9, 10, 3, "--site", "roma", "--day", "2025-11-18", "--channel", "paper")
    assert [one["answer"] for one in made["responses"]] == [9, 10, 3]
    one = made["responses"][0]
    assert (one["site"], one["scale"], one["channel"], one["import"]) == ("ROMA", "0-10", "paper", None)
    surveys(run, shop, "add", 1, "--site", "MILANO", "--scale", "1-10", "--comment", "Never again.")
    assert len(surveys(run, shop, "list")["responses"]) == 4
    assert len(surveys(run, shop, "list", "--site", "roma", "--to", "2025-11-18")["responses"]) == 3
    text = run("surveys", "list", "--scale", "1-10", "--workspace", shop).out
    assert "Never again." in text and "1–10" in text and "1 answer." in text
    assert surveys(run, shop, "remove", one["id"].lower()) == {"removed": 1}
    assert "no such survey answers" in run("surveys", "list", "--to", "2020-01-01", "--workspace", shop).out


def test_a_file_is_taken_in_once_and_can_be_taken_out(run: Command, shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "november.csv"
    file.write_text("site,date,answer\nROMA,2025-11-01,9\nMILANO,2025-11-02,4\n", encoding="utf-8")
    assert run("surveys", "import", file, "--workspace", shop).code == 2, "the scale is not said"
    made = surveys(run, shop, "import", file, "--scale", "1-10")
    assert made["added"] == 2
    twice = run("surveys", "import", file, "--scale", "1-10", "--workspace", shop)
    assert twice.code == 2 and made["import"] in twice.err
    assert surveys(run, shop, "remove", made["import"]) == {"removed": 2}
    file.write_text("site,date,answer\nROMA,2025-11-01,9\nROMS,2025-11-02,12\n", encoding="utf-8")
    faulty = run("surveys", "import", file, "--scale", "0-10", "--workspace", shop)
    assert faulty.code == 2 and f"{file}:3:1" in faulty.err and "Did you mean ROMA?" in faulty.err
    assert surveys(run, shop, "list")["responses"] == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["add", "9", "--site", "ROM"], "Did you mean ROMA?"),
        (["add", "11", "--site", "ROMA"], "from 0 to 10"),
        (["add", "0", "--site", "ROMA", "--scale", "1-10"], "from 1 to 10"),
        (["add", "nine", "--site", "ROMA"], "invalid int value"),
        (["add", "9", "8", "--site", "ROMA", "--comment", "x"], "one answer"),
        (["add", "9", "--site", "ROMA", "--day", "18.11."], "2026-11-18"),
        (["add", "9", "--site", "ROMA", "--day", "2999-01-01"], "has not come"),
        (["add", "9", "--site", "ROMA", "--channel", "fax"], "paper"),
        (["import", "nowhere.csv"], "nowhere.csv"),
        (["remove", "nothing"], "surveys list"),
        (["list", "--site", "ROM"], "Did you mean ROMA?"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_hint(
    run: Command, shop: Path, words: list[str], hint: str
) -> None:
    done = run("surveys", *words, "--workspace", shop)
    assert done.code in (2, 3) and hint in done.err
    assert surveys(run, shop, "list")["responses"] == []


def test_scores_stand_by_scale_by_site_and_by_month_and_visits_apart(run: Command, shop: Path) -> None:
    for day, site, scale, answers in (
        ("2025-10-05", "ROMA", "0-10", [10] * 20 + [8] * 6 + [2] * 4),
        ("2025-11-05", "ROMA", "0-10", [9, 3]),
        ("2025-11-06", "MILANO", "1-10", [1]),
    ):
        surveys(run, shop, "add", *answers, "--site", site, "--scale", scale, "--day", day)
    workspace, clock = open_workspace(shop, {}), FixedClock()
    store = AuditStore(workspace, clock)
    audited(store, clock, "2025-11-07", recommend="2")
    audited(store, clock, "2025-11-08", recommend="10", ending="aborted")
    audited(store, clock, "2025-11-09", recommend="10", ending="draft")
    made = nps(run, shop)
    assert [(one["scale"], one["n"], one["score"]) for one in made["surveys"]["overall"]] == [
        ("0-10", 32, 50),
        ("1-10", 1, -100),
    ]
    assert [one["reading"] for one in made["surveys"]["overall"]] == ["between", None]
    assert [(one["month"], one["n"]) for one in made["surveys"]["months"]] == [
        ("2025-10", 30),
        ("2025-11", 2),
        ("2025-11", 1),
    ]
    assert made["surveys"]["sites"][1]["name"] == "Fictional Store"
    assert [(one["question"], one["n"], one["score"]) for one in made["visits"]] == [
        ("phone.recommend", 1, -100)
    ]
    text = run("nps", "--workspace", shop).out
    assert (
        "NPS +50" in text
        and "leaves unnamed" in text
        and "too few" in text
        and "a shopper is no customer" in text
    )
    narrowed = nps(run, shop, "--site", "milano", "--from", "2025-11-01", "--to", "2025-11-30")
    assert (narrowed["site"], narrowed["visits"]) == ("MILANO", []) and len(
        narrowed["surveys"]["overall"]
    ) == 1
    assert nps(run, shop, "--to", "2025-11-06")["visits"] == []


def test_an_empty_workspace_says_where_answers_come_from(run: Command, shop: Path) -> None:
    text = run("nps", "--workspace", shop).out
    assert "audit-tui surveys" in text and "No finished visit asked" in text
    assert nps(run, shop)["surveys"] == {"overall": [], "sites": [], "months": []}


def test_a_damaged_audit_is_left_out_and_said(run: Command, shop: Path) -> None:
    workspace, clock = open_workspace(shop, {}), FixedClock()
    audited(AuditStore(workspace, clock), clock, "2025-11-07", recommend="9")
    assert len(nps(run, shop)["visits"]) == 1
    (path,) = workspace.finished.glob("*/*/*.json")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b'"9"', b'"8" ', 1))
    done = run("nps", "--workspace", shop)
    assert done.code == 0 and "No finished visit asked" in done.out
