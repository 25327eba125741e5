"""`plan`: visits, surveys and focus groups planned, taken in, told when due and marked, in the documented shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, documented

SITES = "id,name,zone\nROMA,Fictional Store,Europe/Rome\nMILANO,Other Store,Europe/Rome\n"


@pytest.fixture
def shop(run: Command, tmp_path: Path) -> Path:
    sites = tmp_path / "sites.csv"
    sites.write_text(SITES, encoding="utf-8")
    assert run("sites", "import", sites, "--workspace", tmp_path / "shop").code == 0
    return tmp_path / "shop"


def plan(run: Command, shop: Path, *words: object) -> Any:
    done = run("plan", *words, "--json", "--workspace", shop)
    assert done.code == 0, done.err
    return documented("plan", done.json)


VISITS = (
    "add",
    "visit",
    "Mystery visits",
    "--kind",
    "mystery",
    "--checklists",
    "phone,parking",
    "--every",
    "quarter",
)


def test_visits_of_every_site_are_planned_and_due(run: Command, shop: Path) -> None:
    (entry,) = plan(run, shop, *VISITS, "--times", 2, "--weight", 3, "--scenario", "Ask.")["plan"]
    assert (entry["checklists"], entry["site"], entry["times"]) == (["phone", "parking"], None, 2)
    due = plan(run, shop, "due")["due"]
    assert [(task["site"], task["wanted"], task["state"]) for task in due] == [
        ("MILANO", 2, "due"),
        ("ROMA", 2, "due"),
    ]
    assert [task["site"] for task in plan(run, shop, "due", "--site", "roma")["due"]] == ["ROMA"]
    text = run("plan", "list", "--workspace", shop).out
    assert "2 times a quarter" in text and "Mystery visits" in text and entry["id"][-6:] in text
    assert "0 of 2" in run("plan", "due", "--workspace", shop).out
    assert plan(run, shop, *VISITS, "--times", 2)["plan"] == [], "it is planned already"
    assert plan(run, shop, "remove", entry["id"][-6:]) == {"removed": entry["id"]}
    assert "Nothing is planned" in run("plan", "list", "--workspace", shop).out
    assert "Nothing is due" in run("plan", "due", "--workspace", shop).out


def test_a_focus_group_is_held(run: Command, shop: Path) -> None:
    told = run("plan", "add", "focus_group", "Customers", "--every", "year", "--workspace", shop).out
    assert "once a year" in told
    (entry,) = plan(run, shop, "list")["plan"]
    assert "Held on" in run("plan", "held", entry["id"], "--workspace", shop).out
    assert plan(run, shop, "due")["due"] == []
    (task,) = plan(run, shop, "due", "--all")["due"]
    assert task["state"] == "done"
    assert run("plan", "held", entry["id"], "--day", "2999-01-01", "--workspace", shop).code == 2


def test_a_file_is_taken_in_or_refused_by_line(run: Command, shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("title,task,every,times\nAsking,survey,month,30\n", encoding="utf-8")
    assert "1 line planned" in run("plan", "import", file, "--workspace", shop).out
    again = plan(run, shop, "import", file)
    assert (again["plan"], again["known"]) == ([], 1)
    assert "1 was planned already" in run("plan", "import", file, "--workspace", shop).out
    file.write_text("title,task,every,times\nAsking,survey,month,x\n", encoding="utf-8")
    refused = run("plan", "import", file, "--workspace", shop)
    assert refused.code == 2 and "plan.csv:2:4" in refused.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["visit", "x", "--kind", "phone", "--checklists", "phon"], "Did you mean phone?"),
        (["visit", "x", "--kind", "phone", "--checklists", "phone", "--site", "RMA"], "Did you mean ROMA?"),
        (["visit", "x", "--checklists", "phone"], "needs its kind"),
        (["survey", "x", "--from", "1.2.2026"], "2026-11-18"),
        (["survey", " "], "title"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_hint(
    run: Command, shop: Path, words: list[str], hint: str
) -> None:
    done = run("plan", "add", *words, "--workspace", shop)
    assert done.code == 2 and hint in done.err
