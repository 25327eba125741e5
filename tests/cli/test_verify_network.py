"""`verify` of a network report: by itself, and against the workspace, audits and reports of single visits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit_tui.clock import SystemClock
from audit_tui.reports.attachment import attached_audit, attached_to
from audit_tui.reports.network_basis import network_of
from audit_tui.reports.network_given import Network
from audit_tui.reports.publish import publish
from audit_tui.reports.publish_network import publish_network
from audit_tui.rules.insights import Selection
from audit_tui.store.audits import AuditStore
from tests.cli.conftest import Command, documented
from tests.demo.once import demo
from tests.reports.editing import Forger


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report over the five visits of one site."""
    path = tmp_path_factory.mktemp("n") / "network.pdf"
    publish_network(
        AuditStore(demo(), SystemClock()),
        SystemClock(),
        Selection(),
        sites=["HARBOUR"],
        as_of="2026-11-26",
        to=path,
    )
    return path


@pytest.fixture
def forged(report: Path, tmp_path: Path) -> Path:
    """As if one visit had come out better: everything is drawn anew from it, so that it holds by itself."""
    from audit_tui.reports.network import network_content
    from audit_tui.reports.pdf.network_report import network_report

    document = json.loads(attached_to(report).network or b"")
    visit = document["basis"]["visits"][0]
    visit["percent"], visit["passed"] = "99.5", not visit["passed"]
    given: Network = network_of(document, "en")
    path = tmp_path / "forged.pdf"
    path.write_bytes(network_report(network_content(given, organisation="Aurora Demo Stores")))
    return path


def test_alone_it_proves_its_figures_and_pages_and_says_that_it_cannot_prove_the_visits(
    run: Command, report: Path
) -> None:
    done = run("verify", report)
    assert done.code == 0, done.out
    assert "holds" in done.out and "Network report, 4 visits at 1 site" in done.out
    assert "attached figures follow from the attached visits (4)" in done.out
    assert "Every word on the" in done.out
    assert "does not show that the attached visits are those of real audits" in done.out
    (file,) = documented("verify", run("verify", report, "--json").json)["files"]
    assert (file["kind"], file["ok"], file["visits"]) == ("network", True, 4)
    assert file["pages"]["extent"] == "look" and file["against"]["held"] == []


def test_against_the_workspace_every_visit_is_held_against_its_audit(run: Command, report: Path) -> None:
    done = run("verify", report, "--against", demo().base)
    assert done.code == 0, done.out
    assert "4 of 4 visits are as their own records give them" in done.out
    assert "corrective actions are as the records of their audits ask for them" in done.out
    assert "The lists of the workspace agree" in done.out
    assert "real audits" not in done.out and "It does not show that no visit was left out." in done.out
    (file,) = documented("verify", run("verify", report, "--against", demo().base, "--json").json)["files"]
    assert [one["differences"] for one in file["against"]["held"]] == [[], [], [], []]


def test_a_report_that_was_drawn_anew_from_better_visits_is_found_out_by_their_audits(
    run: Command, forged: Path
) -> None:
    assert run("verify", forged).code == 0
    done = run("verify", forged, "--against", demo().base)
    assert done.code == 1
    assert "AUD-2025-HARBOUR-01, percent is attached as 99.5, its record gives" in done.out
    assert "AUD-2025-HARBOUR-01, passed is attached as true, its record gives false." in done.out
    assert "This proves:" not in done.out
    (file,) = documented("verify", run("verify", forged, "--against", demo().base, "--json").json)["files"]
    first, *others = file["against"]["held"]
    assert {one["place"] for one in first["differences"]} == {"percent", "passed"}
    assert all(one["differences"] == [] for one in others)


def test_reports_and_records_of_single_visits_do_as_well_and_those_that_lack_are_named(
    run: Command, report: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "handed over"
    folder.mkdir()
    store = AuditStore(demo(), SystemClock())
    publish(store, "AUD-2025-HARBOUR-01", to=folder / "one.pdf")
    second = next(row for row in store.rows() if row.number == "AUD-2026-HARBOUR-02")
    publish(store, second.id, to=tmp_path / "two.pdf")
    (folder / "audit.json").write_bytes(attached_audit(tmp_path / "two.pdf"))
    (folder / "notes.json").write_text("{}", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7")
    done = run("verify", report, "--against", folder)
    assert done.code == 0, done.out
    assert "2 of 4 visits are as their own records give them" in done.out
    assert "No record was given for AUD-2026-" in done.out and "real audits" in done.out


def test_a_record_that_does_not_hold_proves_nothing(run: Command, report: Path, tmp_path: Path) -> None:
    source = AuditStore(demo(), SystemClock()).audit_path("AUD-2025-HARBOUR-01")
    (tmp_path / "audit.json").write_bytes(source.read_bytes().replace(b"Pallets with", b"Pallets wiht", 1))
    done = run("verify", report, "--against", tmp_path / "audit.json")
    assert done.code == 1
    assert "The record of AUD-2025-HARBOUR-01 in audit.json does not hold" in done.out.replace(
        f"{tmp_path}/", ""
    )


def test_audits_that_fit_and_were_left_out_are_named(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "part.pdf"
    store, clock = AuditStore(demo(), SystemClock()), SystemClock()
    publish_network(store, clock, Selection(), sites=["HARBOUR"], as_of="2026-11-26", to=path)
    document = json.loads(attached_to(path).network or b"")
    gone = document["basis"]["visits"].pop()
    from audit_tui.reports.network import network_content
    from audit_tui.reports.pdf.network_report import network_report

    path.write_bytes(network_report(network_content(network_of(document, "en"), organisation="Aurora")))
    assert run("verify", path).code == 0
    done = run("verify", path, "--against", demo().base)
    assert "none of its visits (perhaps finished later)" in done.out and gone["number"] in done.out


def test_what_is_changed_in_it_ends_with_1_and_is_named(run: Command, report: Path, tmp_path: Path) -> None:
    forger = Forger(report.read_bytes())
    forger.rewrite("88.5", "85.8")
    (tmp_path / "x.pdf").write_bytes(forger.bytes())
    done = run("verify", "x.pdf")
    assert done.code == 1 and "DOES NOT HOLD" in done.out
    assert "the figures give" in done.out and "88.5" in done.out


def test_a_folder_without_records_is_refused(run: Command, report: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("verify", report, "--against", tmp_path / "empty")
    assert done.code == 2 and "no record to hold a report against" in done.err


def test_a_report_without_attachment_finds_its_audit_in_a_folder(run: Command, tmp_path: Path) -> None:
    store = AuditStore(demo(), SystemClock())
    publish(store, "AUD-2025-HARBOUR-01", to=tmp_path / "bare.pdf", attached=False)
    done = run("verify", "bare.pdf", "--against", demo().finished)
    assert done.code == 0, done.out
    assert "Every word on the 21 pages" in done.out and "The record is the one of" in done.out
    other = tmp_path / "others"
    other.mkdir()
    path = store.audit_path("AUD-2026-HARBOUR-02")
    shutil.copy(path, other / path.name)
    done = run("verify", "bare.pdf", "--against", other)
    assert done.code == 2 and "None of the records there is that of AUD-2025-HARBOUR-01" in done.err
