"""What is wrong, left over or set aside in a workspace: each is seen, and said with what to do about it."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import EnvironmentFault
from audit_tui.store import survey as surveying
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import make_backup
from audit_tui.store.replay import journal_file
from audit_tui.store.survey import Remark, last_backup, survey
from audit_tui.store.workspace import Workspace
from tests.store.builders import Auditor, finished, save, started
from tests.store.furnished import photographed


@pytest.fixture
def seen(store: AuditStore, workspace: Workspace, clock: FixedClock) -> Seen:
    return Seen(store, workspace, clock)


class Seen:
    """What a look through the workspace says."""

    def __init__(self, store: AuditStore, workspace: Workspace, clock: FixedClock) -> None:
        self.store, self.workspace, self.clock = store, workspace, clock

    def all(self) -> list[Remark]:
        return list(survey(self.workspace, self.store.rows(thorough=True), self.clock))

    def one(self, code: str) -> Remark:
        [found] = [remark for remark in self.all() if remark.code == code]
        return found


def crashed(store: AuditStore, auditor: Auditor) -> Path:
    """A draft with two answers in its journal, whose first one is damaged."""
    audit = started(store, auditor)
    save(audit, auditor.answer(audit.record, "phone/q3"))
    save(audit, auditor.answer(audit.record, "phone/q1", "no"))
    assert audit._writer is not None
    audit._writer.database.storage.abandon()
    audit._writer = None
    audit.close()
    journal = journal_file(audit.path)
    content = bytearray(journal.read_bytes())
    content[60] ^= 1
    journal.write_bytes(content)
    return audit.path


def test_a_healthy_workspace_only_misses_a_backup(seen: Seen, auditor: Auditor, tmp_path: Path) -> None:
    assert seen.all() == []
    photographed(seen.store, auditor, "AUD-2026-ROMA-01")
    assert [remark.code for remark in seen.all()] == ["backup.none"]
    make_backup(seen.workspace, seen.clock, to=tmp_path)
    assert seen.all() == []


def test_a_damaged_audit_is_named_with_what_a_backup_can_do(seen: Seen, auditor: Auditor) -> None:
    path = finished(seen.store, auditor)
    path.chmod(0o600)
    path.write_bytes(b"{")
    assert str(path) in seen.one("audit.damaged").message
    assert "audit-tui restore" in seen.one("audit.damaged").next_step


def test_an_audit_that_the_disk_does_not_give_back_is_named(
    seen: Seen, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(seen.store, auditor).close()

    def broken(path: Path, **_: object) -> None:
        raise EnvironmentFault("file.unreadable", "The file cannot be read: Input/output error.")

    monkeypatch.setattr(surveying, "read_tables", broken)
    assert "Input/output error" in seen.one("audit.unreadable").message


def test_a_draft_with_a_damaged_journal_says_what_holds(seen: Seen, auditor: Auditor) -> None:
    crashed(seen.store, auditor)
    assert "journal is damaged" in seen.one("audit.partial").message
    assert "Open audit AUD-2026-ROMA-01" in seen.one("audit.partial").next_step


def test_an_audit_of_a_newer_version_is_named(seen: Seen, auditor: Auditor) -> None:
    with started(seen.store, auditor) as audit:
        path = audit.path
    tables = orjson.loads(path.read_bytes())
    tables["audit"]["1"]["schema"] = 99
    path.write_bytes(orjson.dumps(tables))
    assert "schema 99" in seen.one("audit.newer").message
    assert seen.one("audit.newer").next_step == "Update audit-tui."


def test_missing_photos_are_counted(seen: Seen, auditor: Auditor) -> None:
    path = photographed(seen.store, auditor, "AUD-2026-ROMA-01")
    for blob in seen.workspace.blobs.iterdir():
        blob.unlink()
    assert "more" not in seen.one("evidence.missing").message
    with seen.store.open(path.stem) as audit:
        for number in range(1, 5):
            evidence = {
                "id": auditor.clock.ulid(),
                "sha256": f"{number}" * 64,
                "kind": "file",
                "extension": "bin",
                "size": 1,
            }
            save(audit, auditor.change(audit.record, "evidence_added", "phone/q1", evidence))
    assert "1111111111111111…" in seen.one("evidence.missing").message
    assert "and 2 more" in seen.one("evidence.missing").message


def test_what_a_killed_program_left_is_a_note_once_it_is_old(seen: Seen, auditor: Auditor) -> None:
    seen.workspace.drafts.mkdir(parents=True)
    left = seen.workspace.drafts / ".x.json.abc.tmp"
    left.write_bytes(b"half")
    now = seen.clock.wall() / 1000
    os.utime(left, (now, now))
    assert seen.all() == []
    os.utime(left, (now - 4000, now - 4000))
    assert str(left) in seen.one("leftover.temporary").message
    assert not seen.one("leftover.temporary").serious


def test_a_journal_without_its_draft_is_named(seen: Seen, auditor: Auditor) -> None:
    with started(seen.store, auditor) as audit:
        path = audit.path
    path.unlink()
    assert "is gone" in seen.one("leftover.journal").message


def test_what_lies_in_quarantine_is_told_with_what_can_be_done(seen: Seen, auditor: Auditor) -> None:
    with started(seen.store, auditor) as audit:
        path = audit.path
    copy = path.read_bytes()
    seen.store.delete_draft("AUD-2026-ROMA-01")
    assert "restore" in seen.one("quarantine.audit").next_step
    path.write_bytes(copy)
    assert "rescue" in seen.one("quarantine.audit").next_step
    (seen.workspace.quarantine / "notes.txt").write_text("x", encoding="utf-8")
    (seen.workspace.quarantine / "list.json").write_text("{}", encoding="utf-8")
    assert "was set aside" in seen.one("quarantine.damaged").message
    assert "verify" in seen.one("quarantine.damaged").next_step


def test_a_damaged_copy_in_quarantine_that_can_be_looked_into_says_so(seen: Seen, auditor: Auditor) -> None:
    path = crashed(seen.store, auditor)
    seen.store.open(path.stem).close()
    assert "quarantine show" in seen.one("quarantine.damaged").next_step


def test_an_old_backup_and_one_that_is_gone_are_notes(seen: Seen, auditor: Auditor, tmp_path: Path) -> None:
    finished(seen.store, auditor)
    (seen.workspace.blobs).mkdir(parents=True, exist_ok=True)
    made = make_backup(seen.workspace, seen.clock, to=tmp_path)
    seen.clock.tick(8 * 86_400_000)
    assert "8 days old" in seen.one("backup.old").message
    made.path.unlink()
    assert "not where it was written" in seen.one("backup.gone").message


def test_a_list_of_backups_that_cannot_be_read_counts_as_none(seen: Seen) -> None:
    seen.workspace.data.mkdir()
    (seen.workspace.data / "backups.json").write_bytes(b"{")
    assert last_backup(seen.workspace) is None
    (seen.workspace.data / "backups.json").write_bytes(b'{"backups": {"1": {"file": 1}}}')
    assert last_backup(seen.workspace) is None


def test_a_file_that_vanishes_while_it_is_looked_at_is_passed_over(
    seen: Seen, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen.workspace.drafts.mkdir(parents=True)
    walk = os.walk
    monkeypatch.setattr(
        surveying.os, "walk", lambda top: [(at, inner, [*names, "gone"]) for at, inner, names in walk(top)]
    )
    assert seen.all() == []
