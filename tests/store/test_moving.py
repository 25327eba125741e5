"""A move on disk: in one write or not at all, kept by every file, backup and report, and proven by verify."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.model.audit import State
from audit_tui.model.basics import SCHEMA
from audit_tui.model.checklist import Checklist
from audit_tui.rules.erasure import erased
from audit_tui.rules.personal import wanted
from audit_tui.rules.record import Record, bundle, chain_hash
from audit_tui.rules.verify import verify_bundle, verify_tables
from audit_tui.rules.writing import Pen, new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.archive import open_archive
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.backup import make_backup
from audit_tui.store.reading import read_tables
from audit_tui.store.restore import restore_backup
from audit_tui.store.results import Results
from audit_tui.store.workspace import Workspace
from tests.store.builders import ACTOR, DEVICE, Auditor, checklist, new_workspace, save, started


def newer(version: str = "2", **changed: Any) -> Checklist:
    """The checklist of the builders, where q1 is counted, q2 is gone, and `changed` says more."""
    raw = checklist().dump()
    questions = raw["sections"][0]["questions"]
    questions[0] = {"id": "q1", "type": "count", "text": {"en": "How many?"}}
    del questions[1]
    return Checklist.model_validate({**raw, "version": version, **changed})


def session_of(record: Record, clock: FixedClock) -> AuditSession:
    return AuditSession(record, clock=clock, actor=ACTOR, device=DEVICE, run=new_run(clock))


@pytest.fixture
def audit(store: AuditStore, auditor: Auditor) -> OpenAudit:
    """A draft with q1, q2 and q3 answered, not moved yet."""
    return started(store, auditor, answers=3)


def moved(audit: OpenAudit, clock: FixedClock, to: Checklist | None = None) -> AuditSession:
    session = session_of(audit.record, clock)
    change = session.move_checklist(to or newer())
    audit.append(change)
    session.apply(change)
    return session


def test_after_the_move_the_draft_holds_and_goes_on_by_the_newer_checklist(
    store: AuditStore, audit: OpenAudit, clock: FixedClock
) -> None:
    session = moved(audit, clock)
    save_(audit, session, session.answer("phone/q1", 4))
    audit.close()
    tables = read_tables(audit.path)
    assert verify_tables(tables).ok, verify_tables(tables).findings
    assert tables["audit"]["1"]["moved"] == {"phone": ["2"]}
    assert tables["audit"]["1"]["checklists"][0]["version"] == "1"
    with store.open(audit.record.header.id) as again:
        resumed = session_of(again.record, clock)
    assert [slot.path for slot in resumed.slots] == ["phone/q1", "phone/q3", "phone/sign"]
    assert (resumed.item("phone/q1").value, resumed.item("phone/q3").value) == ("4", "yes")
    assert resumed.item("phone/q2").state is State.OPEN
    assert [one.version for one in resumed.record.checklists] == ["2"]
    assert [one.version for one in resumed.record.header.checklists] == ["1"]


def save_(audit: OpenAudit, session: AuditSession, change: Any) -> None:
    audit.append(change)
    session.apply(change)


def test_a_move_is_one_record_of_the_journal_and_counts_whole_or_not_at_all(
    store: AuditStore, audit: OpenAudit, clock: FixedClock
) -> None:
    log = audit.path.with_suffix(".journal")
    before, snapshot = log.read_bytes().rstrip(b"\0"), audit.path.read_bytes()
    moved(audit, clock)
    after = log.read_bytes().rstrip(b"\0")
    assert after[len(before) :].count(b"\n") == 1
    size = log.stat().st_size
    audit.close()
    # Cut off anywhere, as a killed program or a power cut leaves it.
    for end in [*range(len(before), len(after), max(1, (len(after) - len(before)) // 25)), len(after) - 1]:
        audit.path.write_bytes(snapshot)
        log.write_bytes(after[:end].ljust(size, b"\0"))
        with store.open(audit.record.header.id) as again:
            # Only the closing newline may be missing from a record that counts.
            whole = end == len(after) - 1
            assert bool(again.record.projection.moved) is whole
            assert again.record.projection.item("phone/q1").state is (State.OPEN if whole else State.ANSWERED)
            assert again.rescue is None and not again.readonly
        assert verify_tables(read_tables(audit.path)).ok


def test_a_disk_that_refuses_leaves_the_audit_on_the_version_it_had(
    audit: OpenAudit, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(audit.record, clock)
    saver = Saver(audit, session)

    def full(*_: object, **__: object) -> None:
        raise NotSavedError("disk.full", "Not saved: the disk is full.")

    monkeypatch.setattr(audit, "append", full)
    with pytest.raises(NotSavedError):
        saver.save(session.move_checklist(newer()))
    assert [one.version for one in session.record.checklists] == ["1"]
    assert session.item("phone/q2").state is State.ANSWERED
    monkeypatch.undo()
    saver.save(session.move_checklist(newer()))
    saver.close()
    assert verify_tables(read_tables(audit.path)).ok


@pytest.fixture
def sealed(audit: OpenAudit, clock: FixedClock) -> Path:
    """A finished audit that was moved."""
    session = moved(audit, clock)
    save_(audit, session, session.answer("phone/q1", 4))
    saver = Saver(audit, session)
    saver.save(session.finish())
    path = audit.path
    saver.close()
    return path


def test_a_moved_audit_is_finished_sealed_and_carried_by_its_report(sealed: Path) -> None:
    tables = read_tables(sealed)
    assert "seal" in tables and verify_tables(tables).ok
    record, _ = load(sealed, tables)
    attached = orjson.loads(orjson.dumps(bundle(record)))
    check = verify_bundle(attached)
    assert check.ok, check.findings
    assert check.record is not None and [one.version for one in check.record.checklists] == ["2"]


def test_comparisons_of_visits_take_it_by_the_newer_checklist(
    store: AuditStore, workspace: Workspace, sealed: Path
) -> None:
    (result,) = Results(workspace).of(store.rows())
    assert result.number == "AUD-2026-ROMA-01"
    assert [one.edition.version for one in result.checklists] == ["2"]


@pytest.mark.parametrize("key", ["body", "hash", "version", "id"])
def test_whatever_is_changed_in_the_newer_checklist_is_found(sealed: Path, key: str) -> None:
    tables = read_tables(sealed)
    record, _ = load(sealed, tables)
    document = bundle(record)
    value = next(v for v in document["values"] if isinstance(v["value"], dict) and "body" in v["value"])
    value["value"] = copy.deepcopy(value["value"])
    value["value"][key] = {**value["value"]["body"], "id": "x"} if key == "body" else "0" * 64
    assert not verify_bundle(document).ok


def test_a_move_whose_checklist_is_withheld_is_found(sealed: Path) -> None:
    record, _ = load(sealed, read_tables(sealed))
    document = bundle(record)
    document["values"] = [
        v for v in document["values"] if not (isinstance(v["value"], dict) and "body" in v["value"])
    ]
    assert {"value.withheld", "checklist.moved"} <= {each.code for each in verify_bundle(document).findings}


@pytest.mark.parametrize(
    ("op_after", "path", "code"),
    [
        ("", "parking", "checklist.moved"),
        ("finished", "phone", "checklist.moved"),
        ("", "phone", "checklist.hash"),
    ],
)
def test_a_move_to_what_is_no_checklist_of_the_audit_is_found(
    auditor: Auditor, store: AuditStore, op_after: str, path: str, code: str
) -> None:
    with started(store, auditor) as audit:
        record = audit.record
        if op_after:
            record.apply(auditor.finish(record))
        value = {"id": path, "version": "2", "hash": "0" * 64, "body": newer().dump()}
        record.apply(auditor.change(record, "checklist_moved", path, value))
        found = verify_bundle(bundle(record)).findings
        assert code in {each.code for each in found}


def test_a_signature_is_judged_by_the_checklist_that_was_in_force_when_it_was_given(
    audit: OpenAudit, clock: FixedClock
) -> None:
    session = session_of(audit.record, clock)
    save_(audit, session, session.answer("phone/sign", "Anna Conti"))
    raw = newer().dump()
    raw["sections"][0]["questions"][-1] = {"id": "sign", "type": "text", "text": {"en": "Words"}}
    raw["sections"][0]["questions"][1] = {"id": "q3", "type": "signature", "text": {"en": "Name"}}
    save_(audit, session, session.move_checklist(Checklist.model_validate(raw)))
    save_(audit, session, session.answer("phone/sign", "words of no person"))
    save_(audit, session, session.answer("phone/q3", "Anna Conti"))
    audit.close()
    check = verify_tables(read_tables(audit.path))
    assert check.ok, check.findings
    classes = {v.value: v.cls for v in audit.record.values.values() if isinstance(v.value, str)}
    assert classes["words of no person"] == "answer"
    assert [v.cls for v in audit.record.values.values() if v.value == "Anna Conti"].count("person") == 3


def test_an_erasure_takes_names_from_both_sides_of_a_move_and_leaves_the_checklists(
    audit: OpenAudit, clock: FixedClock
) -> None:
    session = session_of(audit.record, clock)
    save_(audit, session, session.answer("phone/sign", "Anna Conti"))
    save_(audit, session, session.move_checklist(newer()))
    save_(audit, session, session.answer("phone/sign", "Anna Conti again"))
    record, whom = session.record, wanted(["Anna Conti"])
    gone = [c for c, v in record.values.items() if whom.speaks_of(v.value) and v.cls == "person"]
    pen = Pen(clock, ACTOR, DEVICE, new_run(clock), record.projection.seq, record.projection.head)
    left = erased(record, gone, "asked for", pen, whom=whom)
    assert "Conti" not in json.dumps(bundle(left))
    assert [one.version for one in left.checklists] == ["2"]
    fixed = next(event.value for event in record.events if event.op == "checklist_moved")
    assert fixed is not None
    with pytest.raises(ValueError, match="spared"):
        erased(record, [fixed], "asked for", pen)
    audit.close()


def test_a_backup_brings_the_move_back_and_a_restored_older_state_does_not_undo_it(
    store: AuditStore, audit: OpenAudit, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    audit.close()
    early = tmp_path / "early.zip"
    make_backup(workspace, clock, to=early)
    with store.open(audit.record.header.id) as again:
        moved(again, clock)
    late = tmp_path / "late.zip"
    make_backup(workspace, clock, to=late)
    other = new_workspace(tmp_path / "other")
    for archive, versions in ((early, ["1"]), (late, ["2"]), (early, ["2"])):
        with open_archive(archive) as opened:
            restore_backup(opened, other, clock)
        with AuditStore(other, clock).open(audit.record.header.id) as back:
            assert [one.version for one in back.record.checklists] == versions
        assert verify_tables(read_tables(audit.path)).ok


# -- newer schemas --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "finished"])
def test_a_file_of_a_newer_schema_opens_read_only_with_a_clear_word_and_is_never_written(
    store: AuditStore, workspace: Workspace, auditor: Auditor, status: str
) -> None:
    with started(store, auditor) as audit:
        if status == "finished":
            end = auditor.finish(audit.record)
            audit.end(end, audit.place)
        path = audit.path
    tables = json.loads(path.read_bytes())
    tables["audit"]["1"]["schema"] = SCHEMA + 1
    tables["weather"] = {"1": {"rain": True}}
    event = tables["events"]["2"]
    assert chain_hash(event) == event["hash"]
    path.chmod(0o644)
    path.write_bytes(orjson.dumps(tables))
    before = {each: each.read_bytes() for each in workspace.data.rglob("*") if each.is_file()}
    with store.open(path.stem) as audit:
        assert audit.readonly and "newer version of the program" in audit.why_readonly
        with pytest.raises(Exception, match="can only be read"):
            audit.append(auditor.answer(audit.record))
        audit.remember(audit.place)
    after = {each: each.read_bytes() for each in before if each.exists()}
    audits = {each for each in before if each.parent.name != "locks" and each != workspace.catalogue}
    assert {each: after[each] for each in audits} == {each: before[each] for each in audits}


def test_started_audits_are_of_this_schema(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        save(audit, auditor.answer(audit.record))
    assert json.loads(audit.path.read_bytes())["audit"]["1"]["schema"] == SCHEMA == 2
