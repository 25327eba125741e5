"""`feedback`: wishes and complaints noted, listed, counted and deleted, in words and in the documented shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, documented

SITES = "id,name,zone\nROMA-01,Fictional Store Rome,Europe/Rome\n"


@pytest.fixture
def shop(run: Command, tmp_path: Path) -> Path:
    sites = tmp_path / "sites.csv"
    sites.write_text(SITES, encoding="utf-8")
    assert run("sites", "import", sites, "--workspace", tmp_path / "shop").code == 0
    return tmp_path / "shop"


def note(run: Command, shop: Path, *words: object) -> dict[str, object]:
    done = run("feedback", "add", *words, "--site", "roma-01", "--json", "--workspace", shop)
    assert done.code == 0, done.err
    made: dict[str, object] = documented("feedback", done.json)
    return made


def test_what_is_noted_is_listed_and_counted(run: Command, shop: Path) -> None:
    wish = note(run, shop, "wish", "Open on Sundays", "--touchpoint", "reception", "--day", "2026-11-18")
    note(run, shop, "complaint", "No trolley", "--touchpoint", "parking", "--day", "2026-11-19")
    assert (wish["site"], wish["day"], wish["audit"]) == ("ROMA-01", "2026-11-18", None)
    listed = documented("feedback", run("feedback", "list", "--json", "--workspace", shop).json)["feedback"]
    assert [each["text"] for each in listed] == ["No trolley", "Open on Sundays"]
    counted = documented("feedback", run("feedback", "count", "--json", "--workspace", shop).json)
    assert counted["touchpoints"] == [
        {"touchpoint": "parking", "wish": 0, "complaint": 1},
        {"touchpoint": "reception", "wish": 1, "complaint": 0},
    ]
    narrowed = run(
        "feedback",
        "list",
        "--kind",
        "wish",
        "--from",
        "2026-11-18",
        "--to",
        "2026-11-18",
        "--workspace",
        shop,
    )
    assert "Open on Sundays" in narrowed.out and "trolley" not in narrowed.out
    assert run("feedback", "remove", wish["id"], "--workspace", shop).code == 0
    assert "Open on Sundays" not in run("feedback", "list", "--workspace", shop).out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["wish", "x", "--site", "ROMA-02", "--touchpoint", "phone"], "Did you mean ROMA-01?"),
        (["wish", "x", "--site", "ROMA-01", "--touchpoint", "receptoin"], "Did you mean reception?"),
        (["wish", " ", "--site", "ROMA-01", "--touchpoint", "phone"], "needs a text"),
        (["wish", "x", "--site", "ROMA-01", "--touchpoint", "phone", "--day", "18.11."], "2026-11-18"),
        (["praise", "x", "--site", "ROMA-01", "--touchpoint", "phone"], "wish"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_hint(
    run: Command, shop: Path, words: list[str], hint: str
) -> None:
    done = run("feedback", "add", *words, "--workspace", shop)
    assert done.code == 2 and hint in done.err
    assert "no such field notes" in run("feedback", "list", "--workspace", shop).out


def test_an_empty_workspace_has_none_and_says_so(run: Command, shop: Path) -> None:
    assert "no such field notes" in run("feedback", "count", "--workspace", shop).out
    assert run("feedback", "remove", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--workspace", shop).code == 2
