"""Drafts whose journal a crash, a failing disk or a person has been at: what is shown, kept and told."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, NotSavedError
from audit_tui.model.basics import SCHEMA
from audit_tui.store import audits, disk
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.reading import read_tables
from audit_tui.store.replay import JournalDamagedError, checksum, journal_file
from audit_tui.store.workspace import Workspace
from tests.store.builders import PLACE, Auditor, save, started
from tests.store.refusals import refuse


def kill(audit: OpenAudit) -> Path:
    """Leave a draft as a killed process does; the system lets go of its lock."""
    writer = audit._writer
    assert writer is not None
    writer.database.storage.abandon()
    audit._writer = None
    audit.close()
    return audit.path


def flip(path: Path, at: int) -> bytes:
    """Change one byte of a draft's journal; returns what the file is now."""
    file = journal_file(path)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    return bytes(content)


@pytest.fixture
def crashed(store: AuditStore, auditor: Auditor) -> Path:
    """A draft of 4 events in the snapshot and 4 answers in the journal."""
    audit = started(store, auditor)
    save(audit, auditor.change(audit.record, "noted", "phone/q2", "Nobody at the desk."))
    save(audit, auditor.answer(audit.record, "phone/q3", "no"))
    return kill(audit)


def second_line(path: Path) -> int:
    return journal_file(path).read_bytes().index(b"\n") + 1


def test_a_killed_draft_is_listed_read_and_opened_with_every_answer(
    store: AuditStore, crashed: Path, auditor: Auditor
) -> None:
    [row] = store.rows()
    assert (row.status, row.fault) == ("draft", "")
    with store.open("roma-01", write=False) as seen:
        assert seen.record.projection.seq == 8
    with store.open("roma-01") as audit:
        assert not audit.readonly
        assert audit.rescue is None
        assert audit.record.projection.item("phone/q3").value == "no"
        save(audit, auditor.answer(audit.record, "phone/q3", "yes"))
    assert len(orjson.loads(crashed.read_bytes())["events"]) == 9


def test_a_list_sees_each_answer_of_a_draft_that_is_being_walked(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        for _ in range(20):
            save(audit, auditor.answer(audit.record))
            assert store.rows()[0].changed == audit.record.projection.changed_at


def test_damage_in_the_middle_keeps_what_stands_before_and_tells_what_came_after(
    store: AuditStore, workspace: Workspace, crashed: Path, auditor: Auditor
) -> None:
    bad = flip(crashed, second_line(crashed) + 100)
    [row] = store.rows()
    assert row.status == "draft"
    assert "damaged or was changed at byte" in row.fault
    with store.open("roma-01") as audit:
        assert not audit.readonly
        assert audit.record.projection.seq == 5
        rescue = audit.rescue
        assert rescue is not None
        assert "holds up to event 5. 2 later entries are whole" in rescue.what
        assert [(each.op, each.path, each.value) for each in rescue.later] == [
            ("noted", "phone/q2", "Nobody at the desk."),
            ("answered", "phone/q3", "no"),
        ]
        assert rescue.kept is not None
        assert rescue.kept.parent == workspace.quarantine
        assert journal_file(rescue.kept).read_bytes() == bad
        save(audit, auditor.answer(audit.record, "phone/q3", "no"))
    with store.open("roma-01") as audit:
        assert audit.rescue is None
        assert audit.record.projection.seq == 6
    with pytest.raises(JournalDamagedError):
        read_tables(rescue.kept)


def test_damage_with_nothing_whole_behind_it_is_told_as_well(store: AuditStore, crashed: Path) -> None:
    content = journal_file(crashed).read_bytes().rstrip(b"\0")
    flip(crashed, len(content) - 30)
    with store.open("roma-01") as audit:
        assert audit.rescue is not None
        assert audit.rescue.later == ()
        assert "up to event 7. Copies" in audit.rescue.what


def test_damage_is_told_but_not_touched_by_who_only_reads(store: AuditStore, crashed: Path) -> None:
    bad = flip(crashed, second_line(crashed) + 100)
    with store.open("roma-01", write=False) as seen:
        assert seen.record.projection.seq == 5
        assert seen.rescue is not None
        assert seen.rescue.kept is None
        assert "Nothing was changed" in seen.rescue.what
    assert journal_file(crashed).read_bytes() == bad
    with pytest.raises(InputError, match="journal is damaged"):
        read_tables(crashed)


def test_damage_that_cannot_be_kept_opens_the_draft_for_reading(
    store: AuditStore, crashed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = flip(crashed, second_line(crashed) + 100)
    refuse(monkeypatch, "write_all", errno.ENOSPC)
    with store.open("roma-01") as audit:
        assert audit.readonly
        assert "disk is full" in audit.why_readonly
        assert audit.rescue is not None
    assert journal_file(crashed).read_bytes() == bad


def test_later_entries_that_were_forged_are_not_offered(store: AuditStore, crashed: Path) -> None:
    """A forger may make checksums; hashes of events and commitments to values he must break as well."""
    file = journal_file(crashed)
    lines = file.read_bytes().rstrip(b"\0").splitlines()
    link = lines[1][:32].decode()
    forged = [lines[0], b"x" + lines[1][1:]]
    link = "x" + link[1:]
    for line, old, new in (
        (lines[2], b"Nobody at the desk.", b"Somebody at the desk."),
        (lines[3], b'"wall":17', b'"wall":16'),
    ):
        payload = line[33:].replace(old, new)
        assert payload != line[33:]
        link = checksum(link, payload)
        forged.append(f"{link} ".encode() + payload)
    for broken in (
        b'{"s":90,"c":{"events":{"p":{"9":{}}},"values":{"p":{"9":{}}}}}',
        b'{"s":91,"c":{"events":null}}',
    ):
        link = checksum(link, broken)
        forged.append(f"{link} ".encode() + broken)
    file.write_bytes(b"\n".join(forged) + b"\n" + bytes(500))
    with store.open("roma-01") as audit:
        assert audit.rescue is not None
        assert [(each.path, each.value) for each in audit.rescue.later] == [("phone/q2", None)], (
            "the event holds, its value was forged; the other event was forged"
        )


def test_a_killed_draft_is_put_away_with_its_journal(
    store: AuditStore, workspace: Workspace, crashed: Path
) -> None:
    journal = journal_file(crashed).read_bytes()
    path = store.delete_draft("roma-01")
    assert journal_file(path).read_bytes() == journal
    assert list(workspace.drafts.iterdir()) == []
    assert len(read_tables(path)["events"]) == 8


def test_a_disk_that_cannot_be_written_to_opens_a_killed_draft_for_reading(
    store: AuditStore, crashed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "write_at", errno.EROFS)
    with store.open("roma-01") as audit:
        assert audit.readonly
        assert "read-only" in audit.why_readonly
        assert audit.record.projection.seq == 8


def test_a_draft_of_a_newer_version_is_not_written_to(store: AuditStore, crashed: Path) -> None:
    tables = orjson.loads(crashed.read_bytes())
    tables["audit"]["1"]["schema"] = SCHEMA + 1
    crashed.write_bytes(orjson.dumps(tables))
    before = journal_file(crashed).read_bytes()
    with store.open("roma-01") as audit:
        assert audit.readonly
        assert "newer" in audit.why_readonly
    assert journal_file(crashed).read_bytes() == before


def test_a_draft_that_is_no_audit_is_refused(store: AuditStore, crashed: Path) -> None:
    crashed.write_bytes(b'{"sites":{}}')
    journal_file(crashed).unlink()
    with pytest.raises(InputError, match="no audit"):
        store.open(crashed.stem)


def test_finishing_gives_the_reserved_space_back_when_the_disk_is_full(
    store: AuditStore, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit:
        before = journal_file(audit.path).stat().st_size
        real, sizes = disk.install, []

        def install(path: Path, fill: Any, **how: Any) -> None:
            sizes.append(journal_file(audit.path).stat().st_size)
            if len(sizes) == 1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(path, fill, **how)

        monkeypatch.setattr(disk, "install", install)
        audit.end(auditor.finish(audit.record), PLACE)
        assert sizes[0] == before > sizes[1]
    assert [row.status for row in store.rows()] == ["finished"]


def test_an_end_that_fails_even_so_leaves_a_draft_that_can_go_on(
    store: AuditStore, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit:
        with monkeypatch.context() as broken:
            refuse(broken, "write_all", errno.ENOSPC)
            with pytest.raises(NotSavedError):
                audit.end(auditor.finish(audit.record), PLACE)
        save(audit, auditor.answer(audit.record, "phone/q3"))
    with store.open("roma-01") as again:
        assert again.record.projection.item("phone/q3").value == "yes"


def test_the_leftover_draft_of_a_finished_audit_goes_with_its_journal(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit, monkeypatch.context() as broken:
        broken.setattr(audits, "remove", lambda path: None)
        audit.end(auditor.finish(audit.record), PLACE)
    assert [row.status for row in AuditStore(workspace, FixedClock()).rows()] == ["finished"]
    assert list(workspace.drafts.iterdir()) == []
