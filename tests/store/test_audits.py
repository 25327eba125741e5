"""Audits on disk: begun, found, opened, saved, ended; one writer, nothing lost, nothing overwritten."""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest
from tinydb import TinyDB

from audit_tui.clock import FixedClock
from audit_tui.errors import EnvironmentFault, InputError, NotSavedError, RefusedError
from audit_tui.model.audit import State
from audit_tui.model.basics import SCHEMA, Place
from audit_tui.rules.writing import Pen
from audit_tui.store import audits, disk
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.catalogue import Catalogue
from audit_tui.store.rows import rows_of
from audit_tui.store.workspace import Workspace
from tests.store.builders import ACTOR, DEVICE, PLACE, SCORE, Auditor, finished, save, started
from tests.store.refusals import refuse


def files(workspace: Workspace, pattern: str = "**/*") -> set[str]:
    return {
        each.relative_to(workspace.data).as_posix()
        for each in workspace.data.glob(pattern)
        if each.is_file() and each.parent.name != "locks"
    }


def on_disk(audit: OpenAudit) -> tuple[bytes, bytes]:
    """A draft's snapshot and what is written in its journal."""
    return audit.path.read_bytes(), audit.path.with_suffix(".journal").read_bytes().rstrip(b"\0")


# -- begin, save, resume ------------------------------------------------------------------------------


def test_a_draft_at_rest_is_a_plain_file_that_stock_tinydb_reads(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        pass
    with TinyDB(audit.path, access_mode="r") as stock:
        assert stock.tables() == {"audit", "events", "values", "answers", "journal", "cursor"}
        document = stock.table("audit").get(doc_id=1)
        assert isinstance(document, dict)
        assert (document["status"], document["kind"], document["number"]) == (
            "draft",
            "open",
            "AUD-2026-ROMA-01",
        )
        assert [each["path"] for each in stock.table("answers")] == ["phone/q1", "phone/q2"]
        assert len(stock.table("events")) == 6


def test_every_answer_is_there_after_reopening(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        before = audit.record
    with store.open("AUD-2026-ROMA-01") as again:
        assert again.record == before
        assert not again.readonly
        save(again, auditor.answer(again.record, "phone/q3", "no"))
    with store.open("AUD-2026-ROMA-01") as again:
        assert again.record.projection.item("phone/q3").value == "no"
        assert again.record.projection.item("phone/q1").state is State.ANSWERED


def test_append_leaves_the_record_to_the_session(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        change = auditor.answer(audit.record)
        audit.append(change)
        assert len(audit.record.events) == change.events[0].seq - 1


def test_a_change_that_does_not_continue_the_chain_is_a_mistake_of_the_program(
    store: AuditStore, auditor: Auditor
) -> None:
    with started(store, auditor) as audit:
        change = auditor.answer(audit.record)
        save(audit, change)
        before = on_disk(audit)
        with pytest.raises(ValueError, match="does not continue"):
            audit.append(change)
        assert on_disk(audit) == before


@pytest.mark.parametrize("step", ["write_at", "sync_data"])
def test_a_refused_answer_is_not_there_and_can_be_tried_again(
    store: AuditStore, auditor: Auditor, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with started(store, auditor) as audit:
        before = on_disk(audit)
        change = auditor.answer(audit.record, "phone/q3")
        with monkeypatch.context() as broken:
            refuse(broken, step, errno.ENOSPC)
            with pytest.raises(NotSavedError, match="the disk is full"):
                audit.append(change)
        assert on_disk(audit) == before
        save(audit, change)
    with store.open(audit.record.header.id) as again:
        assert again.record.projection.item("phone/q3").value == "yes"


def test_a_refused_beginning_leaves_no_audit(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = auditor.begin()
    with monkeypatch.context() as broken:
        refuse(broken, "sync", errno.EIO)
        with pytest.raises(NotSavedError):
            store.create(*begun)
    assert store.rows() == []
    assert files(workspace, "drafts/*") == set()
    store.create(*begun).close()
    assert len(store.rows()) == 1


def test_the_place_is_kept_between_answers_and_beside_them(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        audit.remember(Place("phone/q1", 6, {"answered": 1, "total": 3}))
        save(audit, auditor.answer(audit.record, "phone/q3"))
        audit.remember(Place("phone/q2", 7, {"answered": 2, "total": 3}))
    with store.open(audit.record.header.id) as again:
        assert (again.cursor, again.place.seq) == ("phone/q2", 7)
    audit.path.with_suffix(".place").write_bytes(b"\0\0")
    with store.open(audit.record.header.id) as again:
        assert (again.cursor, again.place.seq) == ("phone/q1", 6)


def test_a_writer_thread_may_save_while_the_screen_keeps_the_place(
    store: AuditStore, auditor: Auditor
) -> None:
    with started(store, auditor) as audit:

        def work() -> None:
            for _ in range(30):
                save(audit, auditor.answer(audit.record))

        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            audit.remember(PLACE)
        thread.join()
    with store.open(audit.record.header.id) as again:
        assert again.record.projection.seq == 36


def test_a_place_that_cannot_be_kept_is_said_and_costs_no_answer(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        audit.path.with_suffix(".place").mkdir()
        with pytest.raises(NotSavedError):
            audit.remember(PLACE)
        save(audit, auditor.answer(audit.record, "phone/q3"))


def test_a_change_in_the_same_millisecond_and_of_a_value_known_already_is_kept(
    store: AuditStore, auditor: Auditor
) -> None:
    with started(store, auditor) as audit:
        known = audit.record.events[-1].value
        for _ in range(2):
            projection = audit.record.projection
            pen = Pen(auditor.clock, ACTOR, DEVICE, auditor.run, projection.seq, projection.head)
            pen.write("answered", "phone/q3", value=known)
            save(audit, pen.change())
        before = audit.record
    with store.open("roma-01") as again:
        assert again.record == before
        assert again.record.projection.item("phone/q3").value == "no"


# -- find ---------------------------------------------------------------------------------------------


def test_an_audit_is_found_by_id_number_and_unique_ending_in_any_case(
    store: AuditStore, auditor: Auditor
) -> None:
    with started(store, auditor, "AUD-2026-ROMA-01") as first, started(store, auditor, "AUD-2026-ROMA-02"):
        id_ = first.record.header.id
        for ref in (id_, id_.lower(), id_[-6:], f" {id_[-8:].lower()} ", "aud-2026-roma-01", "ROMA-01"):
            assert store.find(ref).id == id_


@pytest.mark.parametrize(
    ("ref", "code", "says"),
    [
        ("AUD-2026-ROMA-03", "audit.unknown", "Did you mean AUD-2026-ROMA-0"),
        ("-01", "audit.unknown", "at least 6"),
        ("", "audit.unknown", "at least 6"),
        ("../../../etc/passwd", "audit.unknown", "no audit"),
        ("nothing-like-it", "audit.unknown", "audit-tui list"),
        ("-ROMA-01", "audit.ambiguous", "AUD-2025-ROMA-01"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_refused_with_help(
    store: AuditStore, auditor: Auditor, ref: str, code: str, says: str
) -> None:
    for number in ("AUD-2026-ROMA-01", "AUD-2026-ROMA-02", "AUD-2025-ROMA-01"):
        started(store, auditor, number).close()
    with pytest.raises(InputError, match=says) as caught:
        store.open(ref)
    assert caught.value.code == code


def test_numbers_count_up_by_site_and_year_and_are_never_given_twice(
    store: AuditStore, auditor: Auditor
) -> None:
    assert store.next_number("Roma", 2026) == "AUD-2026-ROMA-01"
    started(store, auditor, "AUD-2026-ROMA-01").close()
    assert store.next_number("ROMA", 2026) == "AUD-2026-ROMA-02"
    assert store.next_number("ROMA", 2025) == "AUD-2025-ROMA-01"
    assert store.next_number("RO", 2026) == "AUD-2026-RO-01"
    started(store, auditor, "AUD-2026-ROMA-02").close()
    store.delete_draft("AUD-2026-ROMA-02")
    assert store.next_number("ROMA", 2026) == "AUD-2026-ROMA-03"


def test_a_number_that_was_given_meanwhile_is_refused(store: AuditStore, auditor: Auditor) -> None:
    started(store, auditor).close()
    with pytest.raises(RefusedError, match="already"):
        store.create(*auditor.begin())
    assert len(store.rows()) == 1


# -- end ----------------------------------------------------------------------------------------------


def test_a_finished_audit_is_one_sealed_file_and_no_draft(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    auditor.facts["visit_start"] = "2026-03-05T10:30"
    path = finished(store, auditor)
    assert path.relative_to(workspace.data).as_posix() == f"finished/2026/03/{path.stem}.json"
    assert files(workspace, "drafts/*") == set()
    assert not stat.S_IMODE(path.stat().st_mode) & 0o222
    with store.open("roma-01") as audit:
        assert audit.readonly
        assert "finished" in audit.why_readonly
        assert audit.record.projection.status == "finished"
        with pytest.raises(RefusedError, match="can only be read"):
            audit.append(auditor.answer(audit.record))
    with pytest.raises(RefusedError):
        store.delete_draft("roma-01")


def test_without_a_visit_date_the_month_is_that_of_the_beginning(store: AuditStore, auditor: Auditor) -> None:
    assert finished(store, auditor).parent.as_posix().endswith("finished/2025/11")


@pytest.mark.parametrize("nasty", ["../../../x", "2026-13-01", "....", "2026/03", "", "x" * 300])
def test_a_nonsense_visit_date_cannot_lead_out_of_the_folder(
    store: AuditStore, auditor: Auditor, nasty: str
) -> None:
    auditor.facts["visit_start"] = nasty
    assert finished(store, auditor).parent.as_posix().endswith("data/finished/2025/11")


def test_stock_tinydb_reads_every_table_of_a_finished_audit(store: AuditStore, auditor: Auditor) -> None:
    path = finished(store, auditor)
    path.chmod(0o644)
    with TinyDB(path, access_mode="r") as stock:
        sizes = {name: len(stock.table(name).all()) for name in stock.tables()}
    assert sizes == {"audit": 1, "events": 14, "values": 13, "answers": 3, "journal": 1, "seal": 1}


def test_an_abandoned_audit_is_kept_as_well(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        audit.end(auditor.change(audit.record, "abandoned", ""), PLACE)
    assert [row.status for row in store.rows()] == ["abandoned"]


@pytest.mark.parametrize("step", ["write_all", "sync", "replace"])
def test_a_refused_end_leaves_the_draft_open(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with started(store, auditor) as audit:
        end = auditor.finish(audit.record)
        with monkeypatch.context() as broken:
            refuse(broken, step, errno.ENOSPC)
            with pytest.raises(NotSavedError):
                audit.end(end, PLACE)
        assert files(workspace, "finished/**/*") == set()
        save(audit, auditor.answer(audit.record, "phone/q3"))
        audit.end(auditor.finish(audit.record), PLACE)
    assert [row.status for row in store.rows()] == ["finished"]


def test_a_crash_between_the_finished_file_and_the_draft_leaves_the_finished_one(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit:
        audit.remember(PLACE)
        monkeypatch.setattr(audits, "remove", lambda path: None)
        audit.end(auditor.finish(audit.record), PLACE)
    monkeypatch.undo()
    assert len(files(workspace, "drafts/*")) == 3
    assert [row.status for row in store.rows()] == ["finished"]
    assert files(workspace, "drafts/*") == set()


def test_lists_that_open_no_audit_clear_such_a_draft_away_as_well(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit:
        monkeypatch.setattr(audits, "remove", lambda path: None)
        audit.end(auditor.finish(audit.record), PLACE)
    monkeypatch.undo()
    catalogue, told = Catalogue(workspace), []
    rows = rows_of(workspace, auditor.clock, catalogue=catalogue, progress=lambda *done: told.append(done))
    assert [row.status for row in rows] == ["finished"] and told != []
    assert files(workspace, "drafts/*") == set()
    assert rows_of(workspace, auditor.clock, catalogue=catalogue) == rows == store.rows()
    assert rows_of(workspace, auditor.clock) == rows


def test_a_leftover_draft_that_says_something_else_is_put_away_not_deleted(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit:
        draft, events = audit.path, audit.record.events
        monkeypatch.setattr(audits, "remove", lambda path: None)
        audit.end(auditor.finish(audit.record), PLACE)
    monkeypatch.undo()
    draft.with_suffix(".journal").unlink()
    rewrite(draft, lambda tables: tables["events"]["1"].update(hash=events[1].hash))
    assert [row.status for row in store.rows()] == ["finished"]
    assert len(files(workspace, "quarantine/*")) == 1


def test_a_broken_finished_file_does_not_cost_the_draft(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit:
        monkeypatch.setattr(audits, "remove", lambda path: None)
        path = audit.end(auditor.finish(audit.record), PLACE)
    monkeypatch.undo()
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-100])
    assert sorted(row.status for row in store.rows()) == ["damaged", "draft"]
    assert len(files(workspace, "drafts/*.json")) == 1
    with store.open(path.stem) as audit:
        assert audit.end(auditor.finish(audit.record), PLACE) == path
    assert [row.status for row in store.rows()] == ["finished"]
    assert len(files(workspace, "quarantine/*")) == 1


# -- one writer ---------------------------------------------------------------------------------------


def test_a_second_opening_is_read_only_and_says_who_holds_the_audit(
    store: AuditStore, auditor: Auditor
) -> None:
    with started(store, auditor) as audit:
        with store.open("roma-01") as second:
            assert second.readonly
            assert second.held_by
            assert re.search(
                rf"process {os.getpid()} on .+ since \d+\s\w+\s\d{{4}}, \d\d:\d\d$", second.held_by
            )
            assert second.record == audit.record
            second.remember(PLACE)
        with pytest.raises(EnvironmentFault, match="open elsewhere"):
            store.delete_draft("roma-01")
        save(audit, auditor.answer(audit.record, "phone/q3"))
    with store.open("roma-01") as third:
        assert not third.readonly


@pytest.mark.parametrize("written", [b"{}", b'{"pid": 1, "host": "till", "since": 5}', b"{"])
def test_a_holder_that_did_not_say_who_it_is_is_another_process(
    store: AuditStore, workspace: Workspace, auditor: Auditor, written: bytes
) -> None:
    with started(store, auditor) as audit:
        (workspace.locks / f"{audit.record.header.id}.holder").write_bytes(written)
        with store.open("roma-01") as second:
            assert second.held_by == "another process"


def test_what_cannot_be_put_away_stays(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(store, auditor).close()

    def denied(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(audits, "replace", denied)
    with pytest.raises(NotSavedError, match="not permitted"):
        store.delete_draft("roma-01")
    assert len(store.rows()) == 1


def test_a_disk_that_cannot_lock_opens_read_only(
    store: AuditStore, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(store, auditor).close()

    class Unlockable:
        def acquire(self) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(audits, "file_lock", lambda path: Unlockable())
    with store.open("roma-01") as audit:
        assert audit.readonly
        assert audit.held_by is None
        assert "No locks" in audit.why_readonly


def test_a_read_only_folder_can_be_listed_and_read(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(store, auditor).close()

    def denied(*_: Any, **__: Any) -> Any:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "mkstemp", denied)
    monkeypatch.setattr(audits, "make_directory", denied)
    monkeypatch.setattr(disk, "file_lock", denied)
    fresh = AuditStore(workspace, FixedClock())
    assert [row.number for row in fresh.rows()] == ["AUD-2026-ROMA-01"]
    with fresh.open("roma-01") as audit:
        assert audit.readonly
        assert "read-only" in audit.why_readonly
        assert len(audit.record.events) == 6


def test_a_deleted_draft_lies_in_quarantine(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    with started(store, auditor) as audit:
        audit.remember(PLACE)
    content = audit.path.read_bytes()
    path = store.delete_draft("roma-01")
    assert path.parent == workspace.quarantine
    assert path.read_bytes() == content
    assert store.rows() == []
    assert files(workspace, "drafts/*") == set()


# -- damage -------------------------------------------------------------------------------------------


def rewrite(path: Path, change: Any) -> None:
    tables = orjson.loads(path.read_bytes())
    change(tables)
    path.chmod(0o644)
    path.write_bytes(orjson.dumps(tables))


def test_a_damaged_draft_is_named_and_left_alone(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        path = audit.path
    rewrite(path, lambda tables: tables["events"]["3"].update(wall=1))
    before = path.read_bytes()
    with pytest.raises(InputError, match="Event 3 was changed") as caught:
        store.open("roma-01")
    assert str(path) in str(caught.value)
    assert "Nothing was changed" in str(caught.value)
    assert path.read_bytes() == before


def test_a_draft_cut_short_is_listed_as_damaged_and_can_be_put_away(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    with started(store, auditor) as audit:
        path = audit.path
    path.write_bytes(path.read_bytes()[:500])
    [row] = store.rows()
    assert (row.status, row.id) == ("damaged", path.stem)
    assert "damaged" in row.fault
    with pytest.raises(InputError, match="damaged"):
        store.open(path.stem)
    assert store.delete_draft(path.stem).parent == workspace.quarantine


def test_a_file_of_a_newer_version_opens_read_only(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        path = audit.path
    rewrite(path, lambda tables: tables["audit"]["1"].update(schema=SCHEMA + 1))
    with store.open("roma-01") as audit:
        assert audit.readonly
        assert "newer" in audit.why_readonly


def test_a_file_of_a_much_newer_version_is_refused_with_advice(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        path = audit.path
    rewrite(path, lambda tables: tables["audit"]["1"].update(schema=SCHEMA + 2, weather="rain"))
    with pytest.raises(InputError, match=r"newer version.*Update"):
        store.open("roma-01")


def test_a_file_under_another_audit_s_name_is_refused(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        path = audit.path
    other = path.with_name("01HF7YAT00ZZZZZZZZZZZZZZZZ.json")
    path.rename(other)
    with pytest.raises(InputError, match="another audit"):
        store.open("roma-01")


def test_foreign_files_among_the_audits_are_shown_as_damaged_never_touched(
    store: AuditStore, workspace: Workspace
) -> None:
    workspace.drafts.mkdir(parents=True)
    (workspace.drafts / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    (workspace.drafts / "other.json").write_text('{"sites": {"1": {}}}', encoding="utf-8")
    (workspace.drafts / "notes.txt").write_text("hello", encoding="utf-8")
    (workspace.drafts / ".hidden.json").write_text("{}", encoding="utf-8")
    (workspace.drafts / "folder.json").mkdir()
    assert [row.status for row in store.rows()] == ["damaged"] * 3


def test_a_system_that_knows_no_user_s_name_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert audits._user() == ""


def test_a_draft_beside_a_finished_file_that_does_not_hold_stays(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        draft, content = audit.path, audit.path.read_bytes()
        end = auditor.finish(audit.record)
        path = audit.end(end, PLACE)
    draft.write_bytes(content)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b'"op":"finished"', b'"op":"finishes"', 1))
    assert sorted(row.status for row in store.rows()) == ["draft", "finished"]
    assert draft.exists()


def test_today_is_the_day_on_the_clock_here(workspace: Workspace) -> None:
    clock = FixedClock(now=1_763_508_600_000)  # 2025-11-18, 23:30 UTC
    assert AuditStore(workspace, clock).today() == "2025-11-18"
    clock.minutes_ahead = 60
    assert AuditStore(workspace, clock).today() == "2025-11-19"


@pytest.mark.parametrize(
    ("ending", "why"), [("finished", "The audit is finished."), ("abandoned", "The audit is abandoned.")]
)
def test_an_ended_audit_says_in_a_sentence_why_it_can_only_be_read(
    store: AuditStore, auditor: Auditor, ending: str, why: str
) -> None:
    with started(store, auditor) as audit:
        value = SCORE if ending == "finished" else None
        audit.end(auditor.change(audit.record, ending, "", value), PLACE)
        assert audit.why_readonly == why
        id_ = audit.record.header.id
    with store.open(id_) as again:
        assert again.why_readonly == why
