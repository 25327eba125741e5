"""The catalogue: rows that are always true to the folders, and cost nothing while an audit is walked."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from tinydb import TinyDB

from audit_tui.clock import FixedClock
from audit_tui.errors import AuditError
from audit_tui.model.basics import Place
from audit_tui.store import catalogue, disk
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Catalogue
from audit_tui.store.reading import read_tables, read_what_lists_show
from audit_tui.store.tables import Tables
from audit_tui.store.workspace import Workspace
from tests.store.builders import PLACE, Auditor, finished, save, started

posix = pytest.mark.skipif(os.name == "nt", reason="folders there do not tell that they changed")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which audit files were opened to make rows."""
    read: list[Path] = []

    def watched(path: Path) -> Tables:
        read.append(path)
        return read_what_lists_show(path)

    monkeypatch.setattr(catalogue, "read_what_lists_show", watched)
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
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    finished(store, auditor)
    assert len(store.rows()) == 1
    shutil.rmtree(workspace.data)
    assert store.rows() == []
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
        b'{"columns": {"1": {"id": ["x"]}}, "meta": {"1": {"version": 5}}}',
        b'{"meta": {"1": {"version": 5}}, "folders": {"1": {}}, "drafts": {"1": {}}, "ended": {"1": {"id": ["x"]}}}',
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
    assert orjson.loads(workspace.catalogue.read_bytes())["meta"] == {"1": {"version": 5}}


def test_the_catalogue_is_a_plain_tinydb_file(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    started(store, auditor).close()
    store.rows()
    with TinyDB(workspace.catalogue, access_mode="r") as stock:
        assert [columns["number"] for columns in stock.table("drafts")] == [["AUD-2026-ROMA-01"]]


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


# -- what is looked at, and what is taken for granted -----------------------------------------------------------


def settle(workspace: Workspace) -> None:
    """The folders of finished audits look as if nothing had happened in them for years."""
    for folder in [*workspace.finished.glob("*/*")]:
        os.utime(folder, (1_700_000_000,) * 2)


@posix
def test_finished_audits_whose_folder_did_not_change_are_not_looked_at(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(store, auditor)
    settle(workspace)
    rows = store.rows()
    looked: list[str] = []
    real = Catalogue._look_into

    def watched(self: Catalogue, folder: str, known: Any) -> Any:
        looked.append(folder)
        return real(self, folder, known)

    monkeypatch.setattr(Catalogue, "_look_into", watched)
    assert store.rows() == rows
    assert AuditStore(workspace, FixedClock()).rows() == rows
    assert looked == []
    finished(store, auditor, "AUD-2026-ROMA-02")
    assert len(store.rows()) == 2
    assert len(looked) >= 1, "its folder has changed"
    looked.clear()
    assert len(store.rows()) == 2
    assert len(looked) == 1, "it changed a moment ago, and a second change might bear the same time"


@posix
def test_what_is_written_into_a_finished_file_is_seen_by_a_thorough_look(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    path = finished(store, auditor)
    settle(workspace)
    store.rows()
    path.chmod(0o600)
    path.write_bytes(b"{")
    settle(workspace)
    assert [row.status for row in store.rows()] == ["finished"], "a list trusts what is never changed"
    assert [row.status for row in store.rows(thorough=True)] == ["damaged"]
    assert [row.status for row in store.rows()] == ["damaged"]


def test_a_damaged_file_that_is_whole_again_is_seen_at_once(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    path = finished(store, auditor)
    content, found = path.read_bytes(), path.stat()
    path.chmod(0o600)
    path.write_bytes(b"{" + content[1:-1] + b" ")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    settle(workspace)
    assert [row.status for row in store.rows()] == ["damaged"]
    path.write_bytes(content)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    settle(workspace)
    assert [row.status for row in store.rows()] == ["finished"]
    assert [row.status for row in AuditStore(workspace, FixedClock()).rows()] == ["finished"]


def test_a_folder_or_file_that_cannot_be_looked_at_now_is_looked_at_again(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(store, auditor)
    settle(workspace)
    scan, stat, month = os.scandir, os.stat, str(next(workspace.finished.glob("*/*")))

    def denied(folder: Any) -> Any:
        return denied_stat() if str(folder) == month else scan(folder)

    with monkeypatch.context() as broken:
        broken.setattr(os, "scandir", denied)
        assert store.rows() == []
    assert len(store.rows()) == 1
    with monkeypatch.context() as broken:
        broken.setattr(catalogue, "_stamp", denied_stat)
        assert store.rows(thorough=True) == []
    assert len(store.rows()) == 1
    with monkeypatch.context() as broken:
        broken.setattr(os, "stat", lambda path, **how: denied_stat() if path == month else stat(path, **how))
        assert len(store.rows()) == 1


def denied_stat(*_: Any, **__: Any) -> Any:
    raise PermissionError(13, "Permission denied")


def test_where_folders_keep_no_time_every_file_is_looked_at(
    store: AuditStore, workspace: Workspace, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = finished(store, auditor)
    settle(workspace)
    with monkeypatch.context() as windows:
        windows.setattr(catalogue, "os", Windows())
        rows = Catalogue(workspace).rows()
        path.chmod(0o600)
        path.write_bytes(b"{")
        settle(workspace)
        assert [row.status for row in rows] == ["finished"]
        assert [row.status for row in Catalogue(workspace).rows()] == ["damaged"]


class Windows:
    """The module `os` as it is there, as far as it matters."""

    name = "nt"

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def test_of_a_finished_audit_only_the_beginning_and_the_end_are_read(
    store: AuditStore, auditor: Auditor
) -> None:
    path = finished(store, auditor)
    whole, shown = read_tables(path), read_what_lists_show(path)
    assert shown.keys() == {"audit"}
    header = shown["audit"]["1"]
    assert header.pop("checklists") == [{"id": "phone"}]
    assert header == {name: value for name, value in whole["audit"]["1"].items() if name != "checklists"}


def cut(content: bytes) -> bytes:
    return content[:-60]


def without_seal(content: bytes) -> bytes:
    return content[: content.index(b',"seal":')] + b"}"


def other_order(content: bytes) -> bytes:
    tables = orjson.loads(content)
    return orjson.dumps({"events": tables.pop("events"), **tables})


def older(content: bytes) -> bytes:
    return content.replace(b'"schema":2', b'"schema":1', 1)


def misleading(content: bytes) -> bytes:
    """The mark of where the header ends stands inside of it."""
    return content.replace(b'"facts":{', b'"facts":{"a":{"b":{"c":{}},"events":{}},', 1)


@pytest.mark.parametrize("change", [cut, without_seal, other_order, older, misleading, lambda _: b"", None])
def test_what_is_not_written_as_usual_is_read_as_a_whole(
    store: AuditStore, auditor: Auditor, change: Any
) -> None:
    path = finished(store, auditor)
    path.chmod(0o600)
    if change is None:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(change(path.read_bytes()))
    seen = []
    for read in (read_what_lists_show, lambda path: read_tables(path, seal=False)):
        try:
            seen.append(read(path))
        except AuditError as error:
            seen.append(str(error))
    assert seen[0] == seen[1]


def test_columns_give_back_the_rows_they_were_made_of(store: AuditStore, auditor: Auditor) -> None:
    finished(store, auditor)
    [row] = store.rows()
    rows = [
        row._replace(id=str(n), changed=n, passed=n % 3 == 0 or None, site_id=f"S{n % 2}") for n in range(40)
    ]
    columns = orjson.loads(orjson.dumps(catalogue._to_columns(rows)))
    assert catalogue._from_columns(columns) == rows
    assert columns["site_id"] == {"of": ["S0", "S1"], "at": [0, 1] * 20}
    assert catalogue._from_columns(orjson.loads(orjson.dumps(catalogue._to_columns([])))) == []


def test_many_drafts_stand_in_their_order_among_the_others(
    store: AuditStore, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 5):
        auditor.clock.tick(1000)
        if number % 2:
            finished(store, auditor, f"AUD-2026-ROMA-0{number}")
        else:
            started(store, auditor, f"AUD-2026-ROMA-0{number}").close()
    few = store.rows()
    assert [row.number[-1] for row in few] == ["4", "3", "2", "1"]
    monkeypatch.setattr(catalogue, "_MANY_DRAFTS", 1)
    assert store.rows() == few


def test_a_long_look_tells_how_far_it_is_and_may_be_broken_off(
    store: AuditStore, workspace: Workspace, auditor: Auditor
) -> None:
    finished(store, auditor, "AUD-2026-ROMA-01")
    started(store, auditor, "AUD-2026-ROMA-02").close()
    rows = store.rows()
    workspace.catalogue.unlink()
    told: list[tuple[int, int]] = []
    again = AuditStore(workspace, FixedClock())
    assert again.rows(progress=lambda done, total: told.append((done, total))) == rows
    assert told == [(1, 1), (2, 2)]
    told.clear()
    assert again.rows(progress=lambda done, total: told.append((done, total))) == rows
    assert told == [], "nothing had to be read"

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    workspace.catalogue.unlink()
    broken = AuditStore(workspace, FixedClock())
    with pytest.raises(KeyboardInterrupt):
        broken.rows(progress=stop)
    assert broken.rows() == rows
