"""`audit-tui privacy`: who is spoken of where, handing it over, erasing it, and what is due."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from audit_tui.clock import FixedClock, SystemClock
from audit_tui.settings import MARKER
from audit_tui.store.audits import AuditStore
from audit_tui.store.halftyped import HalfTyped, change_half_typed, half_typed_files
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import open_workspace
from tests.cli.checklists import PHONE, write_answers
from tests.cli.conftest import Command, Done, documented
from tests.store.test_privacy import leftovers

NAME, ALIAS = "Zdenka Kanariová", "CANARY-07"
GROUND = "request under Art. 17 GDPR"
ANSWERS = {
    "phone.rings": "3",
    "phone.wait_s": "20",
    "phone.held": "no",
    "phone.solved": f'{{value: no, note: "Asked {NAME}.", private: "{ALIAS} knows me.", photos: [letter.txt]}}',
}


@pytest.fixture
def filled(run: Command, tmp_path: Path) -> Path:
    """A workspace with a finished audit of each kind and a draft, all of them by the same person."""
    (tmp_path / "phone.yaml").write_text(PHONE, encoding="utf-8")
    (tmp_path / "letter.txt").write_text("The letter that lay on the desk.", encoding="utf-8")
    for kind, finish in (("open", True), ("mystery", True), ("open", False)):
        answers = write_answers(
            tmp_path / "a.yaml", ANSWERS, visit=f'{{kind: {kind}, from: "2026-09-14T10:00"}}'
        )
        words = [
            "fill",
            "--checklist",
            "phone.yaml",
            "--site",
            "ROMA",
            "--create-site",
            "--auditor",
            NAME,
            "--alias",
            ALIAS,
        ]
        done = run(*words, "--answers", answers, *(["--finish"] if finish else []), "--workspace", "w")
        assert done.code == 0, done.err
    return tmp_path / "w"


def privacy(run: Command, *words: object) -> Done:
    return run("privacy", *words, "--workspace", "w")


def numbers(workspace: Path) -> list[str]:
    store = AuditStore(open_workspace(workspace, {}), SystemClock())
    return sorted(row.number for row in store.rows())


@pytest.mark.parametrize("who", [NAME.lower(), ALIAS])
def test_find_shows_every_place_with_class_and_excerpt(run: Command, filled: Path, who: str) -> None:
    done = privacy(run, "find", who)
    assert done.code == 0
    for number in numbers(filled):
        assert number in done.out
    for word in ("fact/auditor", "phone/solved#private", "person", "knows me", "would be erased", "registry"):
        assert word in done.out
    assert "cannot be searched or reached" in done.out
    document = documented("privacy-find", privacy(run, "find", who, "--json").json)
    assert document["names"] == [NAME, ALIAS]
    assert {"note", "private", "person", "answer"} <= {spot["class"] for spot in document["spots"]}


def test_nobody_is_found_where_nobody_is_spoken_of(run: Command, filled: Path) -> None:
    done = privacy(run, "find", "Nobody Known")
    assert (done.code, "Nothing here speaks of Nobody Known." in done.out) == (0, True)
    erased = privacy(run, "erase", "Nobody Known", "--ground", GROUND)
    assert (erased.code, "Nothing here" in erased.out) == (0, True)


def test_an_ambiguous_person_gets_a_list_and_exit_2(run: Command, filled: Path) -> None:
    done = privacy(run, "find", "Kanariová")
    assert done.code == 2
    assert NAME in done.err
    assert "Give the id" in done.err


def test_export_writes_all_that_is_held_with_the_evidence(run: Command, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(f"Dear {NAME}", encoding="utf-8")
    run("fill", "--checklist", "phone.yaml", "--site", "ROMA", "--auditor", "Marco Verdi", "--answers", "a.yaml",
        "--workspace", "w")  # fmt: skip
    done = privacy(run, "export", NAME, "-o", tmp_path / "out", "--json")
    files = documented("privacy-export", done.json)["files"]
    document = json.loads((tmp_path / "out" / "personal-data.json").read_text(encoding="utf-8"))
    assert document["registry"]["alias"] == ALIAS
    assert [audit["number"] for audit in document["audits"]] != []
    values = [value for audit in document["audits"] for value in audit["values"]]
    assert {"path": "fact/auditor", "class": "person"}.items() <= values[0].items() or any(
        value["path"] == "fact/auditor" and value["value"] == NAME for value in values
    )
    assert any(value["class"] == "private" and value["value"] == f"{ALIAS} knows me." for value in values)
    assert document["not_searched"]
    sha256 = hashlib.sha256(f"Dear {NAME}".encode()).hexdigest()
    assert sorted(Path(file).name for file in files) == sorted(["personal-data.json", f"{sha256}.txt"])
    assert privacy(run, "export", NAME, "-o", tmp_path / "out").code == 2
    assert privacy(run, "export", NAME, "-o", tmp_path / "one.json").code == 0
    assert (tmp_path / "one.json").is_file()


def test_a_dry_run_erases_nothing(run: Command, filled: Path) -> None:

    def contents() -> dict[Path, bytes]:
        """Of all files but the catalogue, a cache that is made again whenever somebody looks."""
        found = (path for path in filled.rglob("*") if path.is_file() and "catalogue" not in path.name)
        return {path: path.read_bytes() for path in found}

    before = contents()
    done = privacy(run, "erase", NAME, "--ground", GROUND, "--dry-run")
    assert done.code == 0
    assert "would be erased" in done.out
    assert contents() == before
    plan = documented(
        "privacy-erase", privacy(run, "erase", NAME, "--ground", GROUND, "--dry-run", "--json").json
    )
    assert plan["dry_run"] is True
    assert plan["remains"]


def test_an_erasure_must_be_asked_for(run: Command, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = privacy(run, "erase", NAME, "--ground", GROUND)
    assert done.code == 2
    assert "--yes" in done.err
    assert privacy(run, "erase", NAME, "--yes").code == 2
    assert privacy(run, "erase", NAME, "--ground", f"asked by {NAME}", "--yes").code == 2
    assert privacy(run, "erase", NAME, "--ground", GROUND, "--by", NAME, "--yes").code == 2
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdin, "readline", lambda: "no\n", raising=False)
    refused = privacy(run, "erase", NAME, "--ground", GROUND)
    assert (refused.code, "Nothing was erased" in refused.err) == (2, True)
    assert leftovers(open_workspace(filled, {}))
    monkeypatch.setattr(sys.stdin, "readline", lambda: "yes\n", raising=False)
    assert privacy(run, "erase", NAME, "--ground", GROUND).code == 0
    assert leftovers(open_workspace(filled, {})) == []


def test_erased_is_in_no_byte_and_everything_still_verifies(run: Command, filled: Path) -> None:
    workspace = open_workspace(filled, {})
    for number in numbers(filled):
        assert run("report", number, "--workspace", "w").code == 0
    run("export", "--format", "csv", "--workspace", "w")
    run("export", "--format", "json", "--workspace", "w")
    done = privacy(run, "erase", ALIAS, "--ground", GROUND, "--by", "Data Officer", "--yes")
    assert done.code == 0, done.err
    assert done.out.count("cannot be searched or reached") == 1
    assert leftovers(workspace) == []
    assert [person.name for person in Registry(workspace, FixedClock()).people()] == ["Data Officer"]
    assert list(filled.rglob("*.pdf")) == []
    for path in workspace.finished.rglob("*.json"):
        checked = documented("verify", run("verify", path, "--json").json)["files"][0]
        assert checked["ok"], checked
        assert checked["values"]["erased"] == 4
        assert checked["score"]["recomputed"] == checked["score"]["recorded"]
        assert any(GROUND in note for note in checked["notes"])
        text = run("verify", path).out
        assert "0 withheld, 4 erased" in text
    for number in numbers(filled):
        assert run("show", number, "--workspace", "w").code == 0
        report = Path(run("report", number, "--workspace", "w").out.strip().splitlines()[-1])
        printed = "".join(page.extract_text() for page in PdfReader(report).pages)
        assert "Zdenka" not in printed and "CANARY" not in printed
        if "provisional" not in report.name:
            assert documented("verify", run("verify", report, "--json").json)["ok"]
    assert leftovers(workspace) == []
    again = documented(
        "privacy-erase", privacy(run, "erase", NAME, "--ground", GROUND, "--yes", "--json").json
    )
    assert again["audits"] == []


def test_an_audit_open_elsewhere_is_told_and_ends_with_1(run: Command, filled: Path) -> None:
    store = AuditStore(open_workspace(filled, {}), SystemClock())
    draft = next(row for row in store.rows() if row.status == "draft")
    with store.open(draft.id):
        done = privacy(run, "erase", NAME, "--ground", GROUND, "--yes")
    assert done.code == 1
    assert f"Not erased: {draft.number}: it is open elsewhere: " in done.err
    assert f"process {os.getpid()} on " in done.err
    found = documented(
        "privacy-erase", privacy(run, "erase", NAME, "--ground", GROUND, "--yes", "--json").json
    )
    assert [one["number"] for one in found["audits"]] == [draft.number]
    assert leftovers(open_workspace(filled, {})) == []


def test_a_backup_that_still_holds_the_data_is_named(run: Command, filled: Path, tmp_path: Path) -> None:
    for name in ("here.zip", "gone.zip"):
        assert run("backup", "-o", tmp_path / name, "--workspace", "w").code == 0
    (tmp_path / "gone.zip").unlink()
    done = privacy(run, "erase", NAME, "--ground", GROUND, "--yes", "--json")
    assert done.code == 1
    remains = documented("privacy-erase", done.json)["remains"]
    assert [(spot["kind"], Path(spot["name"]).name) for spot in remains] == [("backup", "here.zip")]
    spots = privacy(run, "find", NAME, "--json").json["spots"]
    assert {(Path(spot["name"]).name, spot["certain"]) for spot in spots} == {
        ("here.zip", True),
        ("gone.zip", False),
    }


def test_a_restored_backup_does_not_bring_erased_values_back(
    run: Command, filled: Path, tmp_path: Path
) -> None:
    assert run("backup", "-o", tmp_path / "before.zip", "--workspace", "w").code == 0
    privacy(run, "erase", NAME, "--ground", GROUND, "--yes")
    run("restore", tmp_path / "before.zip", "--workspace", "w")
    found = privacy(run, "find", NAME, "--json").json["spots"]
    assert {spot["kind"] for spot in found} <= {"registry", "backup"}


def test_what_is_due_is_shown_held_and_erased_only_when_asked(run: Command, filled: Path) -> None:
    assert "No periods are set" in privacy(run, "due").out
    with (filled / MARKER).open("a", encoding="utf-8") as file:
        file.write('[retention]\nprivate = "P0D"\n')
    listed = documented("privacy-due", privacy(run, "due", "--json").json)
    assert [(one["number"], one["class"], one["values"]) for one in listed["due"]] == [
        (number, "private", 1) for number in numbers(filled)
    ]
    held, *free = numbers(filled)
    done = documented("privacy-hold", privacy(run, "hold", held, "--reason", "a claim", "--json").json)
    assert (done["number"], done["held"]) == (held, True)
    assert "a claim" in privacy(run, "due").out
    assert privacy(run, "due", "--erase", "--ground", "kept long enough").code == 2
    erased = privacy(run, "due", "--erase", "--ground", "kept long enough", "--yes", "--json")
    assert erased.code == 1
    outcome = documented("privacy-due", erased.json)["erasure"]
    assert sorted(one["number"] for one in outcome["audits"]) == free
    assert [one["name"] for one in outcome["skipped"]] == [held]
    assert privacy(run, "release", held).code == 0
    assert privacy(run, "release", held).code == 2
    assert privacy(run, "due", "--erase", "--ground", "kept long enough", "--yes").code == 0
    assert "Nothing is due" in privacy(run, "due").out
    assert leftovers(open_workspace(filled, {}), ("knows me",)) == []


def test_a_faulty_period_is_named_with_its_line(run: Command, filled: Path) -> None:
    lines = len((filled / MARKER).read_text(encoding="utf-8").splitlines())
    with (filled / MARKER).open("a", encoding="utf-8") as file:
        file.write('[retention]\nperson = "2 years"\nanswer = "P2Y"\n')
    done = privacy(run, "due")
    assert done.code == 2
    assert f"{MARKER}:{lines + 2}:1: error: Setting 'retention.person'" in done.err
    assert "P2Y" in done.err
    assert f":{lines + 3}:1: error: Unknown setting 'retention.answer'" in done.err


def test_a_name_that_is_half_typed_is_found_and_erased_with_the_rest(run: Command, filled: Path) -> None:
    workspace = open_workspace(filled, {})
    draft = next(row for row in AuditStore(workspace, SystemClock()).rows() if row.status == "draft")
    change_half_typed(workspace, draft.id, {"note:phone/rings": HalfTyped(f"Asked {NAME}, who", 1)})
    found = documented("privacy-find", privacy(run, "find", NAME, "--json").json)
    assert [spot["name"] for spot in found["spots"] if spot["kind"] == "typed"] == [draft.number]
    assert "Half typed, not saved" in privacy(run, "find", NAME).out
    done = privacy(run, "erase", NAME, "--ground", GROUND, "--yes")
    assert f"{draft.number}: what was half typed is deleted" in done.out
    assert half_typed_files(workspace) == []
