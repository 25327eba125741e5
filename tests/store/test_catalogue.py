"""The catalogue: rows that are always true to the folders, and cost nothing while an audit is walked."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from tinydb import TinyDB

from audit_tui.clock import FixedClock
from audit_tui.model.audit import Place
from audit_tui.store import catalogue, disk
from audit_tui.store.auditfile import read_tables
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Catalogue
from audit_tui.store.tables import Tables
from audit_tui.store.workspace import Workspace
from tests.store.builders import PLACE, Auditor, finished, save, started


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which audit files were opened to make rows."""
    read: list[Path] = []

    def watched(path: Path, *, seal: bool = True) -> Tables:
        read.append(path)
        return read_tables(path, seal=seal)

    monkeypatch.setattr(catalogue, "read_tables", watched)
    return read


def test_a_row_says_what_a_list_needs(store: AuditStore, auditor: Auditor) -> None:
    auditor.facts["visit_start"] = "2026-03-05T10:30"
    finished(store, auditor)
    [row] = store.rows()
    assert (row.number, row.status, row.kind, row.site_id) == ("AUD-2026-ROMA-01", "finished", "open", "ROMA")
    assert (row.site_name, row.auditor, row.checklists) == ("Fictional Store", "Anna Conti", ("phone",))
    assert (row.answered, row.total, row.percent, row.passed, row.critical) == (2, 3, "66.7", False, 1)
    assert (row.visit_date, row.demo, row.fault) == ("2026-03-05", False, "")


def test_a_mystery_visit_shows_the_alias_and_the_name_is_nowhere_in_the_catalogue(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    auditor.facts["kind"] = "mystery"
    finished(store, auditor)
    [row] = store.rows()
    assert row.auditor == "MS-07"
    assert b"Conti" not in workspace.catalogue.read_bytes()


def test_a_corrected_site_is_the_one_that_lists_show(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        site = {"id": "MILANO", "name": "Another Store"}
        save(audit, auditor.change(audit.record, "fact_changed", "fact/site", site))
    assert (store.rows()[0].site_id, store.rows()[0].site_name) == ("MILANO", "Another Store")


def test_a_second_look_opens_no_audit(
    store: AuditStore, workspace: Workspace, auditor: Auditor, reads: list[Path]
) -> None:
    for number in range(3):
        started(store, auditor, f"AUD-2026-ROMA-0{number}").close()
    rows = store.rows()
    reads.clear()
    assert store.rows() == rows
    assert AuditStore(workspace, FixedClock()).rows() == rows
    assert reads == []


def test_only_the_audit_that_changed_is_read_again(
    store: AuditStore, auditor: Auditor, reads: list[Path]
) -> None:
    started(store, auditor, "AUD-2026-ROMA-01").close()
    with started(store, auditor, "AUD-2026-ROMA-02") as audit:
        store.rows()
        reads.clear()
        save(audit, auditor.answer(audit.record, "phone/q3"))
        assert reads == []
        assert store.rows()[0].number == "AUD-2026-ROMA-02"
        assert reads == [audit.path]


def test_what_is_no_audit_among_the_folders_is_passed_over(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    path = finished(store, auditor)
    (workspace.finished / "year.txt").write_text("x", encoding="utf-8")
    (path.parent.parent / "month.txt").write_text("x", encoding="utf-8")
    (path.parent / "notes.txt").write_text("x", encoding="utf-8")
    assert len(AuditStore(workspace, FixedClock()).rows()) == 1


def test_a_file_that_holds_other_things_is_shown_as_damaged(store: AuditStore, workspace: Workspace) -> None:
    workspace.drafts.mkdir(parents=True)
    (workspace.drafts / "x.json").write_text('{"audit": {"1": {}}, "events": {}}', encoding="utf-8")
    assert "does not hold what an audit holds" in store.rows()[0].fault


def test_a_workspace_without_a_data_folder_has_no_rows_and_gets_no_folder(
    store: AuditStore, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalogue, "_scan", lambda self: iter([("drafts/x.json", (0,))]))
    assert [row.status for row in store.rows()] == ["damaged"]
    assert not workspace.data.exists()


def test_who_switched_the_collector_off_finds_it_off(store: AuditStore) -> None:
    gc.disable()
    try:
        store.rows()
        assert not gc.isenabled()
    finally:
        gc.enable()
    store.rows()
    assert gc.isenabled()


def test_progress_comes_from_the_kept_place(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        assert store.rows()[0].total == 0
        audit.remember(Place("phone/q1", 6, {**PLACE.summary, "answered": 1}))
        assert (store.rows()[0].answered, store.rows()[0].total) == (1, 3)


def test_a_file_copied_in_or_taken_out_is_seen(
    store: AuditStore, workspace: Workspace, auditor: Auditor, tmp_path: Path
) -> None:
    path = finished(store, auditor)
    store.rows()
    shutil.move(path, tmp_path / path.name)
    assert store.rows() == []
    (workspace.finished / "2030" / "01").mkdir(parents=True)
    shutil.move(tmp_path / path.name, workspace.finished / "2030" / "01" / path.name)
    assert [row.number for row in store.rows()] == ["AUD-2026-ROMA-01"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0",
        b"{",
        b"[]",
        b'{"rows": {"1": {"id": "x"}}, "meta": {"1": {"version": 1}}}',
        b'{"columns": {"1": {"id": ["x"]}}, "meta": {"1": {"version": 2}}}',
        b'{"rows": 7}',
    ],
)
def test_a_damaged_catalogue_is_made_again(
    store: AuditStore, workspace: Workspace, auditor: Auditor, content: bytes
) -> None:
    started(store, auditor).close()
    rows = store.rows()
    workspace.catalogue.write_bytes(content)
    assert AuditStore(workspace, FixedClock()).rows() == rows
    assert orjson.loads(workspace.catalogue.read_bytes())["meta"] == {"1": {"version": 2}}


def test_the_catalogue_is_a_plain_tinydb_file(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    started(store, auditor).close()
    store.rows()
    with TinyDB(workspace.catalogue, access_mode="r") as stock:
        assert [columns["number"] for columns in stock.table("columns")] == [["AUD-2026-ROMA-01"]]


def test_answering_writes_no_file_anew(
    store: AuditStore, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(store, auditor) as audit:
        written: list[Path] = []
        real = disk.install

        def watched(path: Path, fill: Any, **how: Any) -> None:
            written.append(path)
            real(path, fill, **how)

        monkeypatch.setattr(disk, "install", watched)
        save(audit, auditor.answer(audit.record, "phone/q3"))
        assert written == []


def test_a_catalogue_that_cannot_be_kept_is_no_reason_to_fail(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(store, auditor).close()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    workspace.catalogue.unlink(missing_ok=True)
    monkeypatch.setattr(disk, "write_all", full)
    assert len(AuditStore(workspace, FixedClock()).rows()) == 1
