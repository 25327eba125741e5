"""`backup` and `restore` as a person uses them, and what `doctor` says of files that need a look."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest

from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import FixedClock, SystemClock
from audit_tui.errors import EnvironmentFault
from audit_tui.model.basics import SCHEMA
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import make_backup
from audit_tui.store.workspace import Workspace, create_workspace, open_workspace
from tests.cli.conftest import Command, documented
from tests.demo.once import demo
from tests.store.builders import Auditor, save
from tests.store.furnished import PHOTO_NAME, furnish

DRAFT = "AUD-2026-ROMA-02"


@pytest.fixture
def used(tmp_path: Path) -> Workspace:
    """A workspace with something of everything in it."""
    workspace = create_workspace(tmp_path / "used")
    furnish(AuditStore(workspace, FixedClock()), FixedClock())
    return workspace


def draft_of(workspace: Workspace) -> Path:
    (path,) = workspace.drafts.glob("*.json")
    return path


def found(run: Command, workspace: Workspace, kind: str = "findings") -> dict[str, dict[str, Any]]:
    """The findings (or notes) of doctor by their code."""
    done = documented("doctor", run("doctor", "--json", "--workspace", workspace.base).json)
    assert done["ok"] == (not done["findings"])
    assert all(each["next"].endswith(".") for each in (*done["findings"], *done["notes"]))
    return {each["code"]: each for each in done[kind]}


# -- there and back -----------------------------------------------------------------------------------------


def test_a_year_of_audits_goes_there_and_back_and_every_one_verifies(run: Command, tmp_path: Path) -> None:
    shutil.copytree(demo().base, tmp_path / "here")
    made = run("backup", "--workspace", tmp_path / "here", "-o", tmp_path / "b.zip", "--json")
    told = documented("backup", made.json)
    assert (made.code, told["finished"], told["drafts"], told["notes"]) == (0, 24, 2, [])
    back = run("restore", tmp_path / "b.zip", "--workspace", tmp_path / "there", "--json")
    assert {one["outcome"] for one in documented("restore", back.json)["audits"]} == {"restored"}
    assert back.code == 0
    here, there = (open_workspace(tmp_path / name, {}) for name in ("here", "there"))
    ended = sorted(path.relative_to(here.data) for path in here.finished.rglob("*.json"))
    for path in (*ended, *(blob.relative_to(here.data) for blob in here.blobs.iterdir())):
        assert (there.data / path).read_bytes() == (here.data / path).read_bytes()
    files = [there.data / path for path in ended] + list(there.drafts.glob("*.json"))
    assert len(files) == 26
    assert run("verify", *files, "--json").json["ok"] is True
    assert (
        run("list", "--json", "--workspace", tmp_path / "there").json
        == run("list", "--json", "--workspace", tmp_path / "here").json
    )


def test_the_manifest_has_the_documented_shape(run: Command, used: Workspace, tmp_path: Path) -> None:
    run("backup", "--workspace", used.base, "-o", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        documented("backup-manifest", json.loads(archive.read("manifest.json")))


def test_it_says_what_is_in_it_what_is_not_and_to_keep_it_safe(run: Command, used: Workspace) -> None:
    done = run("backup", "--workspace", used.base)
    assert done.code == 0
    for part in ("1 ended audit, 1 draft", "read back and whole", "Not in it: quarantine", "private notes"):
        assert part in done.out
    assert Path(done.out.splitlines()[0]).parent == used.exports


def test_a_file_that_is_there_is_refused_with_exit_1(run: Command, used: Workspace, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"precious")
    done = run("backup", "--workspace", used.base, "-o", "b.zip")
    assert (done.code, done.out) == (1, "")
    assert "not replaced" in done.err
    assert (tmp_path / "b.zip").read_bytes() == b"precious"


def test_a_damaged_audit_ends_the_backup_with_1_and_its_name(run: Command, used: Workspace) -> None:
    draft_of(used).write_bytes(b"{")
    done = run("backup", "--workspace", used.base, "--json")
    assert done.code == 1
    assert documented("backup", done.json)["damaged"] >= 1
    assert str(draft_of(used)) in done.json["notes"][0]["message"]


def test_a_damaged_backup_makes_no_workspace(run: Command, used: Workspace, tmp_path: Path) -> None:
    run("backup", "--workspace", used.base, "-o", "b.zip")
    content = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(content[: len(content) // 2])
    done = run("restore", "b.zip", "--workspace", tmp_path / "new")
    assert done.code == 2
    assert "Nothing was changed" in done.err
    assert not (tmp_path / "new").exists()


def test_what_needs_a_look_is_told_with_exit_1(run: Command, used: Workspace, tmp_path: Path) -> None:
    run("backup", "--workspace", used.base, "-o", "b.zip")
    draft_of(used).write_bytes(b"{")
    (used.checklists / "own.yaml").write_text("mine", encoding="utf-8")
    done = run("restore", "b.zip", "--workspace", used.base)
    assert done.code == 1
    assert "1 audit repaired" in done.out and "1 audit here already" in done.out
    assert "own.yaml: kept as it is" in done.err
    again = run("restore", "b.zip", "--workspace", used.base, "--json")
    assert {one["outcome"] for one in documented("restore", again.json)["audits"]} == {"same"}


def test_an_audit_that_went_two_ways_is_told_with_the_place_of_the_other(
    run: Command, used: Workspace, tmp_path: Path
) -> None:
    shutil.copytree(used.base, tmp_path / "elsewhere")
    for base, answer in ((used.base, "no"), (tmp_path / "elsewhere", "yes")):
        store = AuditStore(open_workspace(base, {}), SystemClock())
        with store.open(DRAFT) as audit:
            save(audit, Auditor(FixedClock()).answer(audit.record, "phone/q3", answer))
    run("backup", "--workspace", tmp_path / "elsewhere", "-o", "b.zip")
    done = run("restore", "b.zip", "--workspace", used.base)
    (kept,) = used.quarantine.iterdir()
    assert done.code == 1
    assert "put into quarantine" in done.out and str(kept) in done.err


# -- doctor -------------------------------------------------------------------------------------------------


def test_a_workspace_in_good_order_has_no_findings(run: Command, used: Workspace) -> None:
    # The finished audit of these tests names a photo that nobody took.
    (used.blobs / ("ab" * 32)).write_bytes(b"x")
    assert found(run, used) == {}
    assert run("doctor", "--workspace", used.base).code == 0


def test_it_reminds_of_a_backup_until_there_is_one(run: Command, used: Workspace) -> None:
    assert "backup.none" in found(run, used, "notes")
    run("backup", "--workspace", used.base)
    assert found(run, used, "notes") == {}
    assert run("doctor", "--json", "--workspace", used.base).json["contents"]["last_backup"]


def test_nobody_needs_a_backup_of_a_demo(run: Command, tmp_path: Path) -> None:
    shutil.copytree(demo().base, tmp_path / "demo")
    assert found(run, open_workspace(tmp_path / "demo", {}), "notes") == {}


def test_an_old_and_a_lost_backup_are_told(run: Command, used: Workspace) -> None:
    clock = FixedClock(now=SystemClock().wall() - 9 * 86_400_000)
    make_backup(used, clock).path.unlink()
    notes = found(run, used, "notes")
    assert "9 days old" in notes["backup.old"]["message"]
    assert "another disk" in notes["backup.gone"]["next"]


def test_a_missing_photo_is_found_with_the_audit_it_belongs_to(run: Command, used: Workspace) -> None:
    (used.blobs / ("ab" * 32)).write_bytes(b"x")
    (used.blobs / PHOTO_NAME).unlink()
    finding = found(run, used)["evidence.missing"]
    assert DRAFT in finding["message"] and PHOTO_NAME[:16] in finding["message"]
    assert "restore" in finding["next"]


def test_a_damaged_audit_is_found_and_a_backup_named_as_the_way_out(run: Command, used: Workspace) -> None:
    draft_of(used).write_bytes(b"{")
    finding = found(run, used)["audit.damaged"]
    assert str(draft_of(used)) in finding["message"]
    assert "audit-tui restore" in finding["next"]


def test_an_audit_of_a_newer_version_is_found(run: Command, used: Workspace) -> None:
    path = draft_of(used)
    tables = orjson.loads(path.read_bytes())
    tables["audit"]["1"]["schema"] = SCHEMA + 1
    path.write_bytes(orjson.dumps(tables))
    path.with_suffix(".journal").unlink()
    assert "Update audit-tui" in found(run, used)["audit.newer"]["next"]


def test_a_draft_that_was_deleted_is_noted_with_the_way_back(run: Command, used: Workspace) -> None:
    kept = AuditStore(used, SystemClock()).delete_draft(DRAFT)
    note = found(run, used, "notes")["quarantine.audit"]
    assert str(kept) in note["message"] and DRAFT in note["message"]
    # And it works.
    words = shlex.split(note["next"].split("`")[1])[1:]
    assert run(*words, "--workspace", used.base).code == 0
    assert run("show", DRAFT, "--workspace", used.base).code == 0


def test_a_copy_of_a_listed_audit_and_a_ruin_are_noted(run: Command, used: Workspace) -> None:
    path = draft_of(used)
    AuditStore(used, SystemClock()).open(DRAFT).close()
    used.quarantine.mkdir()
    (used.quarantine / f"{path.stem}-restored-{'0' * 12}.json").write_bytes(path.read_bytes())
    note = found(run, used, "notes")["quarantine.audit"]
    assert "came out of a backup" in note["message"] and "quarantine rescue" in note["next"]
    (used.quarantine / f"{path.stem}-{'a' * 12}.json").write_bytes(b"{")
    assert "journal was damaged" in found(run, used, "notes")["quarantine.damaged"]["message"]


def test_what_a_killed_program_left_is_noted(run: Command, used: Workspace) -> None:
    (used.blobs / ("ab" * 32)).write_bytes(b"x")
    left = used.drafts / ".x.json.abc.tmp"
    left.write_bytes(b"{")
    assert "leftover.temporary" not in found(run, used, "notes")
    os.utime(left, (1, 1))
    assert str(left) in found(run, used, "notes")["leftover.temporary"]["message"]
    draft_of(used).unlink()
    (used.drafts / "01KAAZMK00T722E41W6H642BRY.journal").write_bytes(bytes(64))
    assert "draft that this journal belongs to is gone" in found(run, used)["leftover.journal"]["message"]


def test_a_draft_that_holds_only_in_part_is_found_and_goes_on_when_opened(
    run: Command, used: Workspace
) -> None:
    store, auditor = AuditStore(used, SystemClock()), Auditor(FixedClock())
    with store.open(DRAFT) as audit:
        for answer in ("no", "yes"):
            save(audit, auditor.answer(audit.record, "phone/q3", answer))
        path, journal = audit.path, audit.path.with_suffix(".journal")
        snapshot, lines = path.read_bytes(), bytearray(journal.read_bytes())
    path.write_bytes(snapshot)
    lines[60] ^= 1
    journal.write_bytes(lines)
    assert "goes on from what holds" in found(run, used)["audit.partial"]["next"]
    store.open(DRAFT).close()
    assert "audit.partial" not in found(run, used)
    assert "copy of a draft whose journal" in found(run, used, "notes")["quarantine.damaged"]["message"]


def test_older_copies_and_ended_ones_are_noted_for_what_they_are(run: Command, used: Workspace) -> None:
    path = draft_of(used)
    store = AuditStore(used, SystemClock())
    with store.open(DRAFT) as audit:
        seq = len(audit.record.events)
    used.quarantine.mkdir()
    (used.quarantine / f"{path.stem}.schema1.json").write_bytes(path.read_bytes())
    note = found(run, used, "notes")["quarantine.audit"]
    assert "before a newer version" in note["message"] and f"{seq} events" in note["message"]
    (used.quarantine / f"{path.stem}.schema1.json").unlink()
    ended = store.audit_path("AUD-2026-ROMA-01")
    ended.rename(used.quarantine / "somewhere else.json")
    note = found(run, used, "notes")["quarantine.audit"]
    assert "was set aside" in note["message"] and "finished" in note["message"]
    words = shlex.split(note["next"].split("`")[1])[1:]
    assert run(*words, "--workspace", used.base).code == 0
    assert len(run("list", "--status", "finished", "--json", "--workspace", used.base).json["audits"]) == 1


def test_a_damaged_list_of_backups_does_not_stop_it(run: Command, used: Workspace) -> None:
    (used.data / "backups.json").write_bytes(b"{")
    assert "backup.none" in found(run, used, "notes")


def test_a_damaged_registry_is_found_and_a_backup_named_as_the_way_out(run: Command, used: Workspace) -> None:
    used.registry.write_bytes(b"{")
    assert "keeps this file in quarantine" in found(run, used)["store.damaged"]["next"]


def test_an_audit_that_cannot_be_read_is_found(
    run: Command, used: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: Path, *, seal: bool) -> None:
        raise EnvironmentFault("file.unreadable", "The file cannot be read: Input/output error.")

    run("list", "--workspace", used.base)
    monkeypatch.setattr("audit_tui.store.survey.read_tables", failing)
    assert "Input/output error" in found(run, used)["audit.unreadable"]["message"]


def test_more_remarks_than_a_terminal_holds_are_counted(
    run: Command, used: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit_tui.cli.doctor.SHOWN", 1)
    draft_of(used).write_bytes(b"{")
    assert "and 1 more; --json lists all." in run("doctor", "--workspace", used.base).out


def test_every_finding_is_printed_with_what_to_do(run: Command, used: Workspace) -> None:
    draft_of(used).write_bytes(b"{")
    done = run("doctor", "--workspace", used.base)
    assert done.code == 1
    assert "finding" in done.out and "`audit-tui verify` on this file" in done.out
    assert "note" in done.out and "`audit-tui backup -o FOLDER` makes one" in done.out


# -- progress -----------------------------------------------------------------------------------------------


class Terminal:
    """A standard error that a person looks at."""

    def __init__(self, tty: bool) -> None:
        self.text, self._tty = "", tty

    def isatty(self) -> bool:
        return self._tty

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("tty", [True, False])
def test_progress_is_shown_only_to_a_person_and_wiped_at_the_end(
    monkeypatch: pytest.MonkeyPatch, tty: bool
) -> None:
    terminal = Terminal(tty)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("audit_tui.cli.progress._AFTER", 0)
    monkeypatch.setattr("audit_tui.cli.progress._EVERY", 0)
    with ProgressLine({"write": "Backing up:"}) as line:
        line("write", 1_048_576, 2_097_152)
        line("check", 0, 0)
    if tty:
        assert "Backing up: 50 % of 2 MiB" in terminal.text
        assert terminal.text.endswith(" \r")
    else:
        assert not terminal.text


def test_a_home_folder_of_nobody_is_told_in_a_sentence(run: Command, used: Workspace) -> None:
    for argv, said in (
        (("restore", "~nobody-of-this-name/b.zip"), "There is no such file"),
        (("demo", "~nobody-of-this-name/demo"), "cannot be the name of a folder"),
        (("backup", "-o", "~nobody-of-this-name/b.zip"), "cannot be the name of a file"),
    ):
        done = run(*argv, "--workspace", used.base)
        assert (done.code, said in done.err) == (2, True), done.err
