"""`agreement`: audits of one visit by different people, named or found; refused where they are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.site import Site
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from tests.cli.conftest import Command, documented
from tests.store.audited import ROMA, asking, audited
from tests.store.builders import new_workspace

NAMES = [f"q{at}" for at in range(12)]
OTHER = Site(id="MILANO", name="Other Store", zone="Europe/Rome")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def shop(tmp_path: Path, clock: FixedClock) -> Workspace:
    workspace = new_workspace(tmp_path)
    Registry(workspace, clock).put_sites([ROMA, OTHER])
    return workspace


def audit(shop: Workspace, clock: FixedClock, day: str, auditor: str, no: int = 0, **more: Any) -> str:
    """An audit whose last `no` of twelve questions were answered with no; its number."""
    said = {name: at < len(NAMES) - no for at, name in enumerate(NAMES)}
    return audited(
        AuditStore(shop, clock),
        clock,
        day,
        more.pop("checklist", asking(*NAMES)),
        auditor=auditor,
        alias=f"Shopper {auditor}",
        **more,
        **said,
    )


def agreement(run: Command, shop: Workspace, *words: object) -> Any:
    done = run("agreement", *words, "--json", "--workspace", shop.base)
    assert done.code == 0, done.err
    return documented("agreement", done.json)


def test_two_audits_of_one_visit_are_laid_side_by_side(
    run: Command, shop: Workspace, clock: FixedClock
) -> None:
    first = audit(shop, clock, "2025-11-18", "Anna", recommend="9")
    second = audit(shop, clock, "2025-11-18", "Bruno", no=3, recommend="3")
    made = agreement(run, shop, first, second)
    (pair,) = made["pairs"]
    assert pair["auditors"] == ["Anna", "Bruno"] and (pair["n"], pair["raw"]["value"]) == (12, 0.75)
    assert pair["difference"]["mean"] == 25 and made["unit"] == "answer" and made["alone"] == 0
    by_question = {one["question"]: one for one in made["questions"]}
    assert by_question["phone.recommend"]["differing"][0]["said"][0]["words"].startswith("9")
    assert by_question["phone.q11"]["raw"]["value"] == 0 and by_question["phone.q11"]["divides"] is None
    text = run("agreement", first, second, "--workspace", shop.base).out
    assert "Anna ↔ Bruno  raw .75" in text and "phone.q9 · Anna: yes; Bruno: no" in text
    assert "Under 5 visits" in text and "Too few visits to say which divide people" in text


def test_on_a_mystery_visit_auditors_go_by_their_alias(
    run: Command, shop: Workspace, clock: FixedClock
) -> None:
    numbers = [audit(shop, clock, "2025-11-18", name, kind="mystery") for name in ("Anna", "Bruno")]
    done = run("agreement", *numbers, "--json", "--workspace", shop.base)
    text = run("agreement", "--all", "--workspace", shop.base).out
    for out in (done.out, text):
        assert "Shopper Anna" in out and '"Anna"' not in out and "by Anna" not in out


def test_all_visits_by_several_people_are_found_and_who_is_severe_is_named(
    run: Command, shop: Workspace, clock: FixedClock
) -> None:
    for at in range(7):
        audit(shop, clock, f"2025-11-{at + 1:02d}", "Anna")
        audit(shop, clock, f"2025-11-{at + 1:02d}", "Bruno", no=2 + at % 2)
    audit(shop, clock, "2025-11-20", "Anna")  # alone
    audit(shop, clock, "2025-11-21", "Anna")  # alone: the other one is of another site
    audit(shop, clock, "2025-11-21", "Bruno", site=OTHER)
    audit(shop, clock, "2025-11-22", "Anna")  # no checklist in common
    audit(shop, clock, "2025-11-22", "Bruno", checklist=asking(*NAMES, id_="parking"))
    audit(shop, clock, "2025-11-23", "Anna")  # the same person twice
    audit(shop, clock, "2025-11-23", "Anna")
    audit(shop, clock, "2025-11-24", "Anna")  # the other one is not finished
    audit(shop, clock, "2025-11-24", "Bruno", ending="draft")
    made = agreement(run, shop, "--all")
    assert len(made["visits"]) == 7 and made["unit"] == "visit"
    assert {one["auditor"]: one["difference"]["lean"] for one in made["auditors"]} == {
        "Anna": "lenient",
        "Bruno": "severe",
    }
    assert made["overall"]["raw"]["units"] == 7 and made["overall"]["n"] == 84
    text = run("agreement", "--all", "--workspace", shop.base).out
    assert "7 visits by several people" in text and "Bruno judges more severely" in text
    assert "QUESTION" in text and "7 of 7 the same" in text
    narrowed = agreement(run, shop, "--all", "--site", "roma", "--from", "2025-11-02", "--to", "2025-11-03")
    assert [visit[0]["day"] for visit in narrowed["visits"]] == ["2025-11-02", "2025-11-03"]


def test_a_question_that_divides_people_is_named_from_ten_visits_on(
    run: Command, shop: Workspace, clock: FixedClock
) -> None:
    for at in range(10):
        audit(shop, clock, f"2025-11-{at + 1:02d}", "Anna")
        audit(shop, clock, f"2025-11-{at + 1:02d}", "Bruno", no=1)
    made = agreement(run, shop, "--all")
    assert [one["question"] for one in made["questions"] if one["divides"]] == ["phone.q11"]
    text = run("agreement", "--all", "--workspace", shop.base).out
    assert "These questions divide people" in text and "phone.q11" in text and "divides" in text


def test_nothing_to_compare_is_said(run: Command, shop: Workspace, clock: FixedClock) -> None:
    assert "No visit was audited by several" in run("agreement", "--all", "--workspace", shop.base).out
    assert agreement(run, shop, "--all")["visits"] == []


def test_audits_of_different_days_are_compared_with_a_word(
    run: Command, shop: Workspace, clock: FixedClock
) -> None:
    numbers = [
        audit(shop, clock, day, name) for day, name in (("2025-11-18", "Anna"), ("2025-11-19", "Bruno"))
    ]
    assert "of different days" in run("agreement", *numbers, "--workspace", shop.base).out


def test_what_cannot_be_compared_is_refused(run: Command, shop: Workspace, clock: FixedClock) -> None:
    here = audit(shop, clock, "2025-11-18", "Anna")
    there = audit(shop, clock, "2025-11-18", "Bruno", site=OTHER)
    other = audit(shop, clock, "2025-11-18", "Bruno", checklist=asking(*NAMES, id_="parking"))
    draft = audit(shop, clock, "2025-11-18", "Bruno", ending="draft")
    ended = audit(shop, clock, "2025-11-18", "Bruno", ending="abandoned")
    for words, code, hint in (
        ([here, there], 1, "different sites"),
        ([here, other], 1, "no checklist in common"),
        ([here, draft], 1, "still open"),
        ([here, ended], 1, "abandoned"),
        ([here, here], 2, "two different audits"),
        ([here], 2, "two different audits"),
        ([here, "AUD-9999-ROMA-01"], 2, "no audit"),
        ([], 2, "--all"),
        ([here, "--all"], 2, "not both"),
        (["--site", "ROMA"], 2, "go with --all"),
    ):
        done = run("agreement", *words, "--workspace", shop.base)
        assert done.code == code and hint in done.err, (words, done.err)


def test_a_damaged_audit_is_left_out_and_said(run: Command, shop: Workspace, clock: FixedClock) -> None:
    for name in ("Anna", "Bruno"):
        audit(shop, clock, "2025-11-18", name)
    assert len(agreement(run, shop, "--all")["visits"]) == 1
    path = sorted(shop.finished.glob("*/*/*.json"))[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b'"yes"', b'"no"', 1))
    done = run("agreement", "--all", "--workspace", shop.base)
    assert done.code == 0 and "is left out" in done.err and "No visit" in done.out
