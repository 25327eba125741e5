"""Audits of an older schema: brought up in memory, drafts on disk as well, finished files never rewritten."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import orjson
import pytest

from audit_tui.errors import InputError, NotSavedError
from audit_tui.model.basics import SCHEMA
from audit_tui.model.checklist import Checklist
from audit_tui.rules import verify_events
from audit_tui.rules.record import embed
from audit_tui.rules.verify import verify_bundle, verify_tables
from audit_tui.store import auditfile, disk, migrations, reading
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.migrations import STEPS, migrate, migrate_draft
from audit_tui.store.reading import read_tables, schema_of
from audit_tui.store.tables import Tables, parse_tables
from audit_tui.store.workspace import Workspace
from tests.store.builders import PLACE, Auditor, finished, save, started


def to_three(tables: Tables) -> Tables:
    """A shape of tomorrow: the place of the auditor is kept under another key."""
    for document in tables.get("cursor", {}).values():
        document["question"] = document.pop("path")
    return tables


def to_four(tables: Tables) -> Tables:
    """And one of the day after: the summary has one more number."""
    tables["audit"]["1"]["summary"]["version"] = 4
    return tables


def brings_up_to(schema: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (migrations, reading):
        monkeypatch.setattr(module, "SCHEMA", schema)


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that writes schema 4."""
    for module in (verify_events, auditfile):
        monkeypatch.setattr(module, "SCHEMA", 4)
    brings_up_to(4, monkeypatch)
    monkeypatch.setitem(STEPS, 2, to_three)
    monkeypatch.setitem(STEPS, 3, to_four)


@pytest.fixture
def draft(store: AuditStore, auditor: Auditor) -> Path:
    """A draft of today with a summary, closed."""
    with started(store, auditor) as audit:
        audit.remember(PLACE)
        save(audit, auditor.answer(audit.record, "phone/q3"))
        return audit.path


def test_every_schema_there_ever_was_leads_to_this_one() -> None:
    assert sorted(STEPS) == list(range(1, SCHEMA))


def test_an_audit_of_this_schema_comes_back_as_it_is(draft: Path) -> None:
    tables = read_tables(draft)
    assert migrate(tables, draft) is tables
    assert migrate({}, draft) == {}


def test_an_older_draft_is_brought_up_step_by_step_and_holds(draft: Path, tomorrow: None) -> None:
    older = parse_tables(draft.read_bytes(), draft)
    before = copy.deepcopy(older)
    newer = migrate(older, draft)
    assert older == before
    assert schema_of(newer) == 4
    assert newer["cursor"]["1"]["question"] == PLACE.path
    assert newer["audit"]["1"]["summary"]["version"] == 4
    assert newer["events"] == older["events"] and newer["values"] == older["values"]
    assert verify_tables(newer).ok


def test_a_newer_audit_is_left_alone(draft: Path) -> None:
    tables = read_tables(draft)
    tables["audit"]["1"]["schema"] = 9
    assert migrate(tables, draft) is tables
    assert load(draft, tables)[1] is True


def test_a_schema_without_a_step_is_refused_with_what_to_do(
    draft: Path, tomorrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(STEPS, 3)
    with pytest.raises(InputError, match=r"schema 3; nothing here knows.*version of audit-tui that wrote it"):
        migrate(parse_tables(draft.read_bytes(), draft), draft)


def test_a_step_that_does_not_find_what_it_needs_tells_that_the_audit_is_damaged(
    draft: Path, tomorrow: None
) -> None:
    tables = parse_tables(draft.read_bytes(), draft)
    del tables["cursor"]["1"]["path"]
    with pytest.raises(InputError, match=r"of schema 2 is damaged.*KeyError.*Nothing was changed"):
        migrate(tables, draft)


def test_the_older_file_of_a_draft_is_kept_and_the_newer_one_takes_its_place(
    draft: Path, workspace: Workspace, tomorrow: None
) -> None:
    older = json.loads(draft.read_bytes())
    kept = migrate_draft(draft, workspace.quarantine)
    assert kept == workspace.quarantine / f"{draft.stem}.schema2.json"
    assert json.loads(kept.read_bytes()) == older
    newer = read_tables(draft)
    assert schema_of(newer) == 4
    assert verify_tables(newer).ok
    assert migrate_draft(draft, workspace.quarantine) is None


def test_what_only_the_journal_holds_is_in_both(
    store: AuditStore, auditor: Auditor, workspace: Workspace, tomorrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    brings_up_to(2, monkeypatch)
    with started(store, auditor, answers=0) as audit:
        for number in (1, 2, 3):
            save(audit, auditor.answer(audit.record, f"phone/q{number}"))
        assert len(orjson.loads(audit.path.read_bytes())["events"]) < audit.record.projection.seq
        path, seq = audit.path, audit.record.projection.seq
        # The program is killed here: the journal is never folded in.
        left = {each: each.read_bytes() for each in path.parent.iterdir()}
    for each, content in left.items():
        each.write_bytes(content)
    brings_up_to(4, monkeypatch)
    kept = migrate_draft(path, workspace.quarantine)
    assert kept is not None
    assert len(json.loads(kept.read_bytes())["events"]) == seq
    record, newer = load(path, read_tables(path))
    assert (record.projection.seq, newer) == (seq, False)


def test_of_a_damaged_journal_what_stands_before_the_damage_is_brought_up_and_copies_are_kept(
    store: AuditStore, auditor: Auditor, workspace: Workspace, tomorrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    brings_up_to(2, monkeypatch)
    with started(store, auditor, answers=0) as audit:
        for number in (1, 2, 3):
            save(audit, auditor.answer(audit.record, f"phone/q{number}"))
        path, journal = audit.path, audit.path.with_suffix(".journal")
        seq, snapshot, lines = audit.record.projection.seq, path.read_bytes(), bytearray(journal.read_bytes())
    path.write_bytes(snapshot)
    lines[lines.index(b"\n") + 60] ^= 1
    journal.write_bytes(lines)
    brings_up_to(4, monkeypatch)
    assert migrate_draft(path, workspace.quarantine) is not None
    record, _ = load(path, read_tables(path))
    assert record.projection.seq == seq - 2
    assert bytes(lines) in [each.read_bytes() for each in workspace.quarantine.glob("*.journal")]


def test_a_draft_that_is_opened_to_write_is_brought_up_and_goes_on(
    store: AuditStore, auditor: Auditor, draft: Path, workspace: Workspace, tomorrow: None
) -> None:
    with store.open(draft.stem) as audit:
        assert not audit.readonly
        save(audit, auditor.answer(audit.record, "phone/q1", "no"))
        seq = audit.record.projection.seq
    assert schema_of(parse_tables(draft.read_bytes(), draft)) == 4
    record, _ = load(draft, read_tables(draft))
    assert record.projection.seq == seq
    assert [kept.name for kept in workspace.quarantine.iterdir()] == [f"{draft.stem}.schema2.json"]


def test_where_the_newer_one_cannot_be_written_the_draft_can_be_read_and_not_changed(
    store: AuditStore, draft: Path, tomorrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {each: each.read_bytes() for each in draft.parent.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise NotSavedError("disk.full", "Not saved: the disk is full.")

    monkeypatch.setattr(migrations, "write_atomic", full)
    with store.open(draft.stem) as audit:
        assert audit.readonly and "full" in audit.why_readonly
        assert audit.record.header.schema_ == 4
    assert {each: each.read_bytes() for each in draft.parent.iterdir()} == before


def test_two_older_copies_of_one_audit_are_both_kept(
    draft: Path, workspace: Workspace, tomorrow: None
) -> None:
    content = draft.read_bytes()
    first = migrate_draft(draft, workspace.quarantine)
    other = json.loads(content)
    other["cursor"]["1"]["seq"] += 1
    draft.write_bytes(orjson.dumps(other))
    second = migrate_draft(draft, workspace.quarantine)
    draft.write_bytes(content)
    third = migrate_draft(draft, workspace.quarantine)
    assert first is not None and second is not None
    assert second.name == f"{draft.stem}.schema2-2.json"
    assert third == first


def test_a_full_disk_leaves_the_older_draft(
    draft: Path, workspace: Workspace, tomorrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = json.loads(draft.read_bytes())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "install", full)
    with pytest.raises(NotSavedError, match="full"):
        migrate_draft(draft, workspace.quarantine)
    monkeypatch.undo()
    assert read_tables(draft)["events"] == before["events"]
    assert schema_of(read_tables(draft)) == 2


def test_a_draft_that_does_not_hold_is_not_rewritten(
    draft: Path, workspace: Workspace, tomorrow: None
) -> None:
    tables = json.loads(draft.read_bytes())
    tables["events"]["2"]["wall"] += 1
    draft.write_bytes(orjson.dumps(tables))
    before = draft.read_bytes()
    with pytest.raises(InputError, match="cannot be brought up to 4"):
        migrate_draft(draft, workspace.quarantine)
    assert draft.read_bytes() == before


def test_a_finished_audit_is_brought_up_in_memory_and_its_seal_holds(
    store: AuditStore, auditor: Auditor, tomorrow: None
) -> None:
    path = finished(store, auditor)
    before = path.read_bytes()
    tables = parse_tables(before, path)
    assert read_tables(path)["audit"]["1"]["summary"]["version"] == 4
    record, is_newer = load(path, tables)
    assert (record.projection.status, is_newer) == ("finished", False)
    assert path.read_bytes() == before


def test_older_audits_are_listed_read_and_verified_as_they_are(
    store: AuditStore, auditor: Auditor, draft: Path, tomorrow: None
) -> None:
    path = finished(store, auditor, "AUD-2026-ROMA-02")
    before = {each: each.read_bytes() for each in (path, draft)}
    assert {row.number: row.fault for row in store.rows()} == {"AUD-2026-ROMA-01": "", "AUD-2026-ROMA-02": ""}
    for each in before:
        with store.open(each.stem, write=False) as audit:
            assert audit.place.seq or each == path
        assert verify_tables(read_tables(each)).ok
    assert {each: each.read_bytes() for each in before} == before


def test_a_seal_that_was_broken_before_is_broken_afterwards(
    store: AuditStore, auditor: Auditor, tomorrow: None
) -> None:
    path = finished(store, auditor)
    tables = parse_tables(path.read_bytes(), path)
    tables["audit"]["1"]["summary"]["percent"] = "100"
    found = verify_tables(migrate(tables, path)).findings
    assert [finding.code for finding in found] == ["seal.broken"]


# -- what lies on disks from before ---------------------------------------------------------------------

OLDER = Path(__file__).parent / "schema1"
"""A draft, a finished audit and the record of a report, as a program of schema 1 wrote them."""


def laid(workspace: Workspace, name: str) -> Path:
    """One of the older files at its place in a workspace."""
    content = (OLDER / f"{name}.json").read_bytes()
    id_ = json.loads(content)["audit"]["1"]["id"]
    folder = workspace.drafts if name == "draft" else workspace.finished / "2025" / "11"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{id_}.json"
    path.write_bytes(content)
    return path


def test_a_draft_of_schema_1_goes_on_and_its_file_is_kept_beside(
    store: AuditStore, auditor: Auditor, workspace: Workspace
) -> None:
    path = laid(workspace, "draft")
    before = path.read_bytes()
    with store.open(path.stem) as audit:
        assert (audit.readonly, audit.place.path) == (False, PLACE.path)
        save(audit, auditor.answer(audit.record, "phone/q1", "no"))
    tables = read_tables(path)
    assert (schema_of(tables), tables["audit"]["1"]["moved"]) == (2, {})
    assert verify_tables(tables).ok
    assert (workspace.quarantine / f"{path.stem}.schema1.json").read_bytes() == before


def test_a_draft_of_schema_1_that_is_only_read_stays_as_it_is(
    store: AuditStore, workspace: Workspace
) -> None:
    path = laid(workspace, "draft")
    before = path.read_bytes()
    with store.open(path.stem, write=False) as audit:
        assert audit.record.value_of(audit.record.events[-1].value) == "yes"
    assert path.read_bytes() == before
    assert not workspace.quarantine.exists()


def test_a_finished_audit_of_schema_1_and_its_report_hold_and_are_never_rewritten(
    store: AuditStore, workspace: Workspace
) -> None:
    path = laid(workspace, "finished")
    before = path.read_bytes()
    with store.open(path.stem) as audit:
        assert "finished" in audit.why_readonly
        assert audit.record.checklists == audit.record.header.checklists
    assert [row.status for row in store.rows()] == ["finished"]
    assert verify_tables(read_tables(path)).ok
    assert path.read_bytes() == before
    assert verify_bundle(json.loads((OLDER / "record.json").read_bytes())).ok


def test_a_list_reads_an_older_finished_audit_without_checking_its_seal(workspace: Workspace) -> None:
    path = laid(workspace, "finished")
    for_lists, whole = read_tables(path, seal=False), read_tables(path)
    assert whole["seal"] != for_lists["seal"] == json.loads(path.read_bytes())["seal"]
    assert {**for_lists, "seal": None} == {**whole, "seal": None}


PLAIN = Path(__file__).parent / "plain_sources" / "finished.json"
"""A finished audit from before sources had languages: of a standard, of a table, of what was replaced and by what."""


def test_an_audit_finished_when_sources_had_no_languages_verifies_and_keeps_the_hash_of_its_checklist(
    store: AuditStore, workspace: Workspace
) -> None:
    path = workspace.finished / "2026" / "11" / f"{json.loads(PLAIN.read_bytes())['audit']['1']['id']}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(PLAIN.read_bytes())
    tables = read_tables(path)
    assert verify_tables(tables).ok
    with store.open(path.stem, write=False) as audit:
        (embedded,) = audit.record.checklists
    checklist = Checklist.model_validate(embedded.body)
    assert embed(checklist).hash == embedded.hash
    (was,) = (checklist.replaced or {})["PH-01"]
    assert (was.by, was.source) == ("Own charter 2026", "Custom of hotels")
    assert checklist.standards["PK-06"].tables["bays"]["IT"].source == "DM 236/89"
