"""Corrective actions of finished audits, gathered over all of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Command, documented
from tests.demo import once


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(once.demo().base, tmp_path_factory.mktemp("actions") / "demo")


def test_what_finished_audits_ask_for_is_listed_the_first_due_first(run: Command, demo: Path) -> None:
    done = run("actions", "list", "--workspace", demo, "--json")
    documented("actions", done.json)
    due = [action["due"] or "9999" for action in done.json["actions"]]
    assert len(due) > 5
    assert due == sorted(due)
    assert "OVERDUE" in run("actions", "list", "--workspace", demo).out.upper()


def test_actions_of_open_visits_say_the_root_cause_those_of_others_never(run: Command, demo: Path) -> None:
    kinds = {one["number"]: one["kind"] for one in run("list", "--workspace", demo, "--json").json["audits"]}
    actions = run("actions", "list", "--workspace", demo, "--json").json["actions"]
    said = {(kinds[one["audit"]], one["cause"] is not None) for one in actions}
    assert ("open", True) in said and ("mystery", False) in said
    assert all(has_cause == (kind == "open") for kind, has_cause in said)


def test_an_action_is_set_by_the_ending_of_its_id_and_stays_so(run: Command, demo: Path) -> None:
    first = run("actions", "list", "--workspace", demo, "--status", "open", "--json").json["actions"][0]
    done = run("actions", "set", first["id"][-6:], "done", "--workspace", demo, "--json")
    assert done.json["actions"][0]["status"] == "done"
    still = run("actions", "list", "--workspace", demo, "--status", "done", "--json").json["actions"]
    assert first["id"] in [action["id"] for action in still]


@pytest.mark.parametrize("ref", ["nobody", "x", "ZZZZZZZZ"])
def test_an_unknown_action_is_refused_in_a_sentence(run: Command, demo: Path, ref: str) -> None:
    done = run("actions", "set", ref, "done", "--workspace", demo)
    assert done.code == 2
    assert "actions list" in done.err


def test_a_site_without_actions_says_so(run: Command, demo: Path) -> None:
    assert "no such actions" in run("actions", "list", "--site", "NOWHERE", "--workspace", demo).out
