"""Actions, answers of customers and their wishes in a network report, against records of audits and lists."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit_tui.cli.against import Against
from audit_tui.clock import FixedClock, SystemClock
from audit_tui.reports.attachment import attached_to
from audit_tui.reports.network import network_content
from audit_tui.reports.network_basis import network_of
from audit_tui.reports.pdf.network_report import network_report
from audit_tui.reports.printed.network import NetworkCheck, check_network, hold_against
from audit_tui.reports.printed.network_words import cannot_prove, findings, notes, proves, unproved
from audit_tui.reports.publish_network import publish_network
from audit_tui.rules.insights import Selection
from audit_tui.rules.record import canonical
from audit_tui.store.actions import ActionList
from audit_tui.store.audits import AuditStore
from audit_tui.store.feedback import FieldNotes
from audit_tui.store.responses import Given, SurveyResponses
from audit_tui.store.workspace import Workspace, open_workspace
from tests.demo.once import demo

DAY = "2026-11-26"
LATER = FixedClock(now=1_800_000_000_000, minutes_ahead=60, seed=9)
"""In January of the year after."""


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The report over one site of the demo."""
    path = tmp_path_factory.mktemp("network") / "network.pdf"
    store = AuditStore(demo(), SystemClock())
    publish_network(store, SystemClock(), Selection(), sites=["HARBOUR"], as_of=DAY, to=path)
    return path.read_bytes()


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """A copy of the lists and the audits of the demo, to be changed."""
    base = demo().base
    shutil.copytree(
        base, tmp_path / "shop", ignore=shutil.ignore_patterns("blobs", "exports", "checklists", "backups")
    )
    return open_workspace(tmp_path / "shop", {})


def attached(pdf: bytes, folder: Path) -> Any:
    (folder / "r.pdf").write_bytes(pdf)
    return json.loads(attached_to(folder / "r.pdf").network or b"")


def held(pdf: bytes, folder: Path, *given: Path) -> NetworkCheck:
    """The check of a report against what was given."""
    document = attached(pdf, folder)
    check = check_network(pdf, canonical(document))
    against = Against(given, lambda _record: None)
    hold_against(check, against.find, against.finished(), against.lists)
    return check


def forged(pdf: bytes, folder: Path, change: Callable[[Any], Any]) -> bytes:
    """As a forger does who changes what is carried and draws all of it anew: it holds by itself."""
    document = attached(pdf, folder)
    change(document)
    return network_report(network_content(network_of(document, "en"), organisation="Aurora Demo Stores"))


def test_against_its_workspace_actions_answers_and_wishes_are_proved(
    pdf: bytes, shop: Workspace, tmp_path: Path
) -> None:
    check = held(pdf, tmp_path, shop.base)
    lists = check.lists
    assert lists is not None and (lists.wrong, lists.apart, lists.moved) == ([], [], [])
    assert lists.recorded == lists.actions > 3 and lists.answers > 10 and lists.heard > 0
    assert check.ok and unproved(check) == ""
    told = list(proves(check))
    assert any(
        f"{lists.actions} of {lists.actions} corrective actions are as the records" in one for one in told
    )
    assert any("none was left out" in one and f"{lists.answers} answers of customers" in one for one in told)
    assert any("not sealed" in one for one in cannot_prove(check))


def test_alone_it_says_that_they_are_as_they_were_attached(pdf: bytes, tmp_path: Path) -> None:
    check = check_network(pdf, canonical(attached(pdf, tmp_path)))
    assert check.lists is None and unproved(check) == ""
    assert any("are as they were attached. Hold the first three" in one for one in cannot_prove(check))


def test_against_audits_alone_actions_are_held_against_their_records(
    pdf: bytes, shop: Workspace, tmp_path: Path
) -> None:
    check = held(pdf, tmp_path, shop.finished)
    assert check.lists is not None and not check.lists.listed
    assert check.lists.recorded == check.lists.actions
    assert not any("lists of the workspace agree" in one for one in proves(check))
    assert any("are as they were attached" in one for one in cannot_prove(check))


RECORDED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "the due day": (
        lambda d: _overdue(d).update(due="2026-11-01"),
        "].due is 2026-11-01; the record of the audit gives",
    ),
    "the words": (
        lambda d: d["actions"]["overdue"][0].update(what="Nothing of weight"),
        "].what is Nothing of weight; the record of the audit gives",
    ),
    "an action that nobody asked for": (
        lambda d: _overdue(d).update(id="01KAFD00000000000000000AAA"),
        "does not ask for this action",
    ),
}


def _overdue(document: Any) -> Any:
    """The first overdue action, which is named in two places."""
    first = document["actions"]["overdue"][0]

    class Both:
        def update(self, **values: Any) -> None:
            for one in document["basis"]["actions"]:
                if one["id"] == first["id"]:
                    one.update(values)
            first.update(values)

    return Both()


@pytest.mark.parametrize("what", RECORDED)
def test_an_action_that_its_audit_does_not_give_is_found_out_by_the_record(
    pdf: bytes, shop: Workspace, tmp_path: Path, what: str
) -> None:
    change, sentence = RECORDED[what]
    written = forged(pdf, tmp_path, change)
    assert check_network(written, canonical(attached(written, tmp_path))).ok
    check = held(written, tmp_path, shop.finished)
    assert not check.ok and any(sentence in one.message for one in findings(check)), [*findings(check)]


def _done(document: Any) -> None:
    first = document["actions"]["overdue"].pop(0)
    for one in document["basis"]["actions"]:
        if one["id"] == first["id"]:
            one["status"] = "done"


def _left_out(document: Any) -> None:
    first = document["actions"]["overdue"].pop(0)
    document["basis"]["actions"] = [one for one in document["basis"]["actions"] if one["id"] != first["id"]]


def _no_detractors(document: Any) -> None:
    next(one for one in document["basis"]["answers"] if one["detractors"])["detractors"] = 0


def _no_complaints(document: Any) -> None:
    next(one for one in document["feedback"] if one["complaints"])["complaints"] = 0


LISTED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "an action said to be done": (
        _done,
        "].status is done; the list of the workspace gives open.",
    ),
    "an action left out": (_left_out, "is missing; the list of the workspace had it before."),
    "a promoter more": (
        lambda d: d["basis"]["answers"][0].update(promoters=d["basis"]["answers"][0]["promoters"] + 5),
        "promoters is",
    ),
    "a detractor less": (_no_detractors, "detractors is 0; the list of the workspace gives"),
    "a complaint less": (_no_complaints, "].complaint is 0; the list of the workspace gives"),
}


@pytest.mark.parametrize("what", LISTED)
def test_what_the_lists_of_the_workspace_do_not_give_is_named_and_the_report_not_proved(
    pdf: bytes, shop: Workspace, tmp_path: Path, what: str
) -> None:
    change, sentence = LISTED[what]
    written = forged(pdf, tmp_path, change)
    alone = check_network(written, canonical(attached(written, tmp_path)))
    assert alone.ok and unproved(alone) == ""
    check = held(written, tmp_path, shop.base)
    assert any(sentence in one for one in notes(check)), [*notes(check)]
    assert "not as the list of the workspace gives it" in unproved(check)
    assert not any("lists of the workspace agree" in one for one in proves(check))


def test_what_came_into_the_lists_after_the_report_is_no_fault(
    pdf: bytes, shop: Workspace, tmp_path: Path
) -> None:
    SurveyResponses(shop, LATER).add(Given("HARBOUR", "2026-11-20", 10), Given("HARBOUR", "2026-11-20", 2))
    FieldNotes(shop, LATER).add(
        "complaint", "No trolleys.", site="HARBOUR", touchpoint="parking", day="2026-11-20"
    )
    done = next(one for one in ActionList(shop, LATER).list_actions(site="HARBOUR", status="open"))
    ActionList(shop, LATER).set_status(done.id, "done")
    check = held(pdf, tmp_path, shop.base)
    assert check.lists is not None and check.lists.apart == [] and unproved(check) == ""
    assert check.lists.moved == [done.number]
    assert any("state was changed on the day of the report or later" in one for one in notes(check))


def test_what_was_taken_out_of_a_list_after_the_report_is_told(
    pdf: bytes, shop: Workspace, tmp_path: Path
) -> None:
    responses = SurveyResponses(shop, LATER)
    responses.remove(responses.all(site="HARBOUR")[0].id)
    check = held(pdf, tmp_path, shop.base)
    assert check.ok and "1 figure is not" in unproved(check)
    assert any("may have been changed since" in one for one in notes(check))


def test_nothing_of_the_lists_but_what_is_published_is_carried(pdf: bytes, tmp_path: Path) -> None:
    document = attached(pdf, tmp_path)
    assert {key for one in document["basis"]["actions"] for key in one} == {
        *("id", "audit", "number", "site", "due", "status"),
    }
    said = json.dumps(document)
    for note in FieldNotes(demo(), SystemClock()).all():
        assert note.text not in said
    for answer in SurveyResponses(demo(), SystemClock()).all():
        assert answer.id not in said and (not answer.comment or answer.comment not in said)


def test_without_anything_given_nothing_is_held(pdf: bytes, tmp_path: Path) -> None:
    check = check_network(pdf, canonical(attached(pdf, tmp_path)))
    hold_against(check, lambda _id: None, [])
    assert check.lists is not None and (check.lists.recorded, check.lists.listed) == (0, False)
