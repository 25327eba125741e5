"""`verify`: what holds, what was changed, and what is none of ours."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit_tui.clock import SystemClock
from audit_tui.reports.attachment import attached_audit
from audit_tui.reports.publish import publish
from audit_tui.store.audits import AuditStore
from audit_tui.store.halftyped import HalfTyped, change_half_typed, half_typed_files
from audit_tui.store.workspace import create_workspace
from tests.cli.conftest import Command, documented
from tests.demo.once import demo
from tests.reports.editing import Forger

NUMBER = "AUD-2025-HARBOUR-01"


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """A copy of a finished audit with its evidence beside it."""
    source = AuditStore(demo(), SystemClock()).audit_path(NUMBER)
    target = tmp_path / "data" / "finished" / source.name
    target.parent.mkdir(parents=True)
    target.write_bytes(source.read_bytes())
    shutil.copytree(demo().blobs, tmp_path / "data" / "blobs")
    return target


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the same audit."""
    return publish(AuditStore(demo(), SystemClock()), NUMBER, to=tmp_path_factory.mktemp("r") / "report.pdf")


def test_an_untouched_audit_holds_and_it_says_what_that_proves_and_what_not(
    run: Command, audit: Path
) -> None:
    done = run("verify", audit)
    assert done.code == 0
    for part in (
        "holds",
        "Fingerprint",
        "This proves:",
        "It cannot prove:",
        "score follows from the recorded answers",
    ):
        assert part in done.out
    found = documented("verify", run("verify", audit, "--json").json)
    assert found["ok"] is True
    (file,) = found["files"]
    assert (file["kind"], file["number"], file["findings"], file["notes"]) == ("audit", NUMBER, [], [])


def test_a_report_carries_the_same_record_without_what_is_withheld(
    run: Command, audit: Path, report: Path
) -> None:
    found = documented("verify", run("verify", audit, report, "--json").json)
    whole, carried = found["files"]
    assert found["ok"] is True
    assert (carried["kind"], carried["fingerprint"]) == ("report", whole["fingerprint"])
    assert carried["values"]["withheld"] > 0


def test_a_report_whose_pages_were_changed_does_not_hold_and_each_change_is_named(
    run: Command, report: Path, tmp_path: Path
) -> None:
    forger = Forger(report.read_bytes())
    forger.rewrite("77.8", "87.8", page=1)
    forger.rewrite("Not met", "Met", page=2, times=1)
    (tmp_path / "forged.pdf").write_bytes(forger.bytes())
    done = run("verify", "forged.pdf")
    assert done.code == 1 and "DOES NOT HOLD" in done.out
    assert "Page 1, Compliance report: the score printed is 87.8 %, the audit gives 77.8 %." in done.out
    assert (
        "Page 2, Compliance by standard, PH-01: Result is printed as “Met”, the audit gives “Not met”"
        in done.out
    )
    assert "This proves:" not in done.out
    (file,) = documented("verify", run("verify", "forged.pdf", "--json").json)["files"]
    assert {finding["page"] for finding in file["findings"]} == {1, 2}
    assert {"score", "cell"} <= {each["kind"] for each in file["pages"]["differences"]}


def test_a_report_that_holds_says_what_was_judged_and_compared(run: Command, report: Path) -> None:
    done = run("verify", report)
    assert done.code == 0
    assert "Judged anew: 77.8\u00a0%, not passed; standards: 39 met" in done.out
    assert "Every word on the 21 pages follows from the record" in done.out
    (file,) = documented("verify", run("verify", report, "--json").json)["files"]
    assert file["judged"]["non_conformities"] == {"critical": 1, "major": 10, "minor": 2}
    assert (file["pages"]["extent"], file["pages"]["variant"]) == ("look", "full")


@pytest.fixture
def bare(report: Path, tmp_path: Path) -> Path:
    """A report whose attachment a mail gateway took away."""
    forger = Forger(report.read_bytes())
    forger.drop_attachment()
    (tmp_path / "bare.pdf").write_bytes(forger.bytes())
    return tmp_path / "bare.pdf"


def test_a_report_without_attachment_proves_nothing_and_says_what_could_prove_it(
    run: Command, bare: Path, report: Path
) -> None:
    done = run("verify", bare)
    assert (done.code, done.out) == (2, "")
    assert "nothing to compare its pages with" in done.err and NUMBER in done.err
    assert run("verify", report, "--json").json["files"][0]["sha256"] in done.err
    assert "--against" in done.err


def test_a_report_without_attachment_is_held_against_the_audit_or_its_record(
    run: Command, bare: Path, audit: Path, report: Path, tmp_path: Path
) -> None:
    (tmp_path / "audit.json").write_bytes(attached_audit(report))
    for record in (audit, "audit.json"):
        done = run("verify", bare, "--against", record)
        assert done.code == 0, done.out
        assert "Every word on the 21 pages" in done.out and f"The record is the one of {record}" in done.out
    other = next(path for path in demo().finished.rglob("*.json") if path.name != audit.name)
    done = run("verify", bare, "--against", other)
    assert done.code == 1 and "the audit gives" in done.out
    done = run("verify", bare, "--against", report)
    assert done.code == 2 and "holds no record" in done.err


def test_against_the_workspace_record_and_photos_of_a_report_are_those_of_its_audit(
    run: Command, report: Path
) -> None:
    done = run("verify", report)
    assert "The record is that of" not in done.out
    assert "6 printed photos were not compared with their originals" in done.out
    done = run("verify", report, "--against", demo().base)
    assert done.code == 0, done.out
    assert (
        "The record is that of" in done.out and "6 printed photos show what their originals show" in done.out
    )
    shown = run("verify", report, "--against", demo().base, "--json").json
    (file,) = documented("verify", shown)["files"]
    assert file["own"]["followed"] == 0 and file["own"]["problem"] is None
    assert file["pages"]["pictures"]["with_originals"] == 6


def test_a_report_whose_audit_does_not_hold_or_has_another_chain_is_found_out(
    run: Command, report: Path, audit: Path, tmp_path: Path
) -> None:
    audit.write_bytes(audit.read_bytes().replace(b"Pallets with", b"Pallets wiht", 1))
    done = run("verify", report, "--against", audit)
    assert done.code == 1 and f"The record of {NUMBER} in" in done.out and "does not hold" in done.out
    document = json.loads(attached_audit(report))
    document["events"], document["values"] = document["events"][:1], document["values"][:1]
    first = document["events"][0]["value"]
    document["values"] = [
        each for each in json.loads(attached_audit(report))["values"] if each["commitment"] == first
    ]
    (tmp_path / "short.json").write_text(json.dumps(document), encoding="utf-8")
    done = run("verify", report, "--against", tmp_path / "short.json")
    assert done.code == 1 and NUMBER in done.out


def test_the_record_taken_out_of_a_report_is_checked_too(run: Command, report: Path, tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_bytes(attached_audit(report))
    found = run("verify", "audit.json", report, "--json").json["files"]
    assert found[0]["kind"] == "record"
    assert found[0]["sha256"] == found[1]["sha256"]


def test_one_changed_byte_is_found(run: Command, audit: Path) -> None:
    whole = audit.read_bytes()
    for part in (
        b"Aurora Harbour",
        b'"hash":"',
        b"Pallets with",
        b'"salt":"',
        b'"answered"',
        b'"wall":1',
        b'"percent":"7',
    ):
        at = whole.index(part) + len(part) - 1
        audit.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        done = run("verify", audit, "--json")
        assert done.code == 1, part
        assert documented("verify", done.json)["ok"] is False


def test_a_changed_or_missing_photo_is_found(run: Command, audit: Path) -> None:
    used = [
        blob for blob in (audit.parents[1] / "blobs").iterdir() if blob.name.encode() in audit.read_bytes()
    ]
    used[0].write_bytes(b"another picture")
    used[1].unlink()
    done = run("verify", audit)
    assert done.code == 1
    assert f"{used[0].name[:16]}… was changed" in done.out
    assert f"{used[1].name[:16]}… is missing" in done.out


def test_without_the_photos_it_says_that_they_were_not_checked(run: Command, audit: Path) -> None:
    shutil.rmtree(audit.parents[1] / "blobs")
    done = run("verify", audit)
    assert done.code == 0 and "not checked" in done.out


def test_an_audit_cut_short_is_a_finding(run: Command, audit: Path) -> None:
    audit.write_bytes(audit.read_bytes()[:-200])
    done = run("verify", audit)
    assert done.code == 1 and "damaged" in done.err


def test_an_audit_written_anew_by_another_program_is_a_finding(run: Command, audit: Path) -> None:
    audit.write_text(json.dumps(json.loads(audit.read_bytes()), indent=1), encoding="utf-8")
    assert run("verify", audit).code == 1


def test_a_draft_holds_and_is_told_to_be_one(run: Command) -> None:
    draft = next(demo().drafts.glob("*.json"))
    done = run("verify", draft)
    assert done.code == 0 and "not finished" in done.out


FOREIGN: dict[str, bytes] = {
    "text.json": b"hello",
    "other.json": b'{"a": 1}',
    "list.json": b"[1, 2]",
    "empty.json": b"",
    "empty.pdf": b"",
    "text.pdf": b"this is no PDF",
    "deep.json": b"[" * 100_000,
    "export.json": b'{"format": "audit-export/1"}',
    "tables.json": b'{"audit": {"1": {}}, "other": {}}',
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_file_is_one_sentence_and_exit_2(run: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FOREIGN[name])
    done = run("verify", name)
    assert (done.code, done.out) == (2, "")
    assert name in done.err and done.err.count("\n") == 1


def test_a_pdf_of_somebody_else_is_refused_with_a_reason(run: Command, tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "foreign.pdf")
    done = run("verify", "foreign.pdf", "--json")
    assert done.code == 2
    assert "carries no audit.json" in documented("verify", done.json)["files"][0]["problem"]


def test_a_directory_and_a_missing_file_are_sentences(run: Command, tmp_path: Path) -> None:
    done = run("verify", tmp_path, "nowhere.json")
    assert done.code == 2
    assert "folder" in done.err and "no such file" in done.err


def test_the_comparison_with_the_visit_before_is_checked_and_with_its_audit_proved(
    run: Command, tmp_path: Path
) -> None:
    store = AuditStore(demo(), SystemClock())
    path = publish(store, "AUD-2026-HARBOUR-03", to=tmp_path / "later.pdf")
    done = run("verify", path)
    assert done.code == 0, done.out
    assert "follows from what the report carries of AUD-2026-HARBOUR-02" in done.out
    course = "AUD-2025-HARBOUR-01, AUD-2026-HARBOUR-01, AUD-2026-HARBOUR-02"
    assert f"The trend follows from what the report carries of {course}." in done.out
    assert f"It does not show that {course} came out as the report carries them." in done.out
    assert "Not compared" not in done.out
    for source in (store.audit_path("AUD-2026-HARBOUR-02"), demo().base):
        done = run("verify", path, "--against", source)
        assert done.code == 0, done.out
        assert "follows from the record of AUD-2026-HARBOUR-02" in done.out
        is_whole = source == demo().base
        assert (f"follows from the records of {course}" in done.out) == is_whole
        assert ("came out as" in done.out) != is_whole
    shown = run("verify", path, "--against", demo().base, "--json").json
    (file,) = documented("verify", shown)["files"]
    assert file["previous"]["against"]["differences"] == [] and file["previous"]["other"] is None
    assert [each["against"]["differences"] for each in file["previous"]["trend"]] == [[], [], []]
    assert file["previous"]["left_out"] == []
    forger = Forger(path.read_bytes())
    forger.drop_attachment()
    (tmp_path / "bare.pdf").write_bytes(forger.bytes())
    done = run("verify", "bare.pdf", "--against", store.audit_path("AUD-2026-HARBOUR-03"))
    assert done.code == 1 and "NOT PROVED: the comparison with the visit before" in done.out
    assert "Not compared" in done.out
    done = run("verify", "bare.pdf", "--against", demo().base)
    assert done.code == 0 and "Not compared" not in done.out
    assert "follows from the record of AUD-2026-HARBOUR-02" in done.out


def test_what_is_half_typed_is_nothing_to_prove_and_named_as_what_it_is(run: Command, tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    change_half_typed(workspace, "01HF7YAT00AVDAVDAVDAVDAVDA", {"jot": HalfTyped("long", 1)})
    (path,) = half_typed_files(workspace)
    done = run("verify", path)
    assert done.code == 2
    assert "what was being typed in an audit and was not saved; there is nothing to prove" in done.err
