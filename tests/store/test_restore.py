"""Restoring: everything comes back, nothing newer is replaced, and nothing hostile gets in."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import AuditError, EnvironmentFault, InputError, NotSavedError, RefusedError
from audit_tui.library.overrides import laid_down
from audit_tui.model.site import Site
from audit_tui.rules.erasure import erased
from audit_tui.rules.tables import audit_state, item_document, make_seal
from audit_tui.rules.writing import Pen
from audit_tui.store import archive as archive_module
from audit_tui.store import blobs, restore_audits, restore_shared
from audit_tui.store.actions import ActionList
from audit_tui.store.archive import MANIFEST, Archive, open_archive
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import make_backup
from audit_tui.store.disk import exclusive, write_atomic
from audit_tui.store.merge import MERGES, Relation, merge_numbers, merge_people, merge_sites, relation
from audit_tui.store.quarantine import Quarantine
from audit_tui.store.reading import read_tables
from audit_tui.store.registry import Registry
from audit_tui.store.restore import restore_backup
from audit_tui.store.restoring import Restored, Restoring
from audit_tui.store.workspace import Workspace, create_workspace, open_workspace
from tests.store.builders import PLACE, Auditor, finished, save, started
from tests.store.furnished import PHOTO, PHOTO_NAME, contents, furnish


@pytest.fixture
def other(tmp_path: Path) -> Workspace:
    """Another, new workspace."""
    return create_workspace(tmp_path / "other")


@pytest.fixture
def made(store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path) -> Path:
    """A backup of a workspace with everything in it."""
    furnish(store, clock)
    return make_backup(workspace, clock, to=tmp_path / "backup.zip").path


def restore(path: Path, workspace: Workspace, clock: FixedClock) -> Restored:
    clock.tick(1000)
    with open_archive(path) as archive:
        return restore_backup(archive, workspace, clock)


def outcomes(done: Restored) -> dict[str, str]:
    return {audit.number: audit.outcome for audit in done.audits}


def back_up(workspace: Workspace, clock: FixedClock, path: Path) -> Path:
    clock.tick(1000)
    return make_backup(workspace, clock, to=path).path


def copied(workspace: Workspace, path: Path) -> Workspace:
    """The same workspace on another machine."""
    shutil.copytree(workspace.base, path)
    return open_workspace(path, {})


# -- into an empty workspace ------------------------------------------------------------------------------


def test_into_a_new_workspace_everything_comes_back_byte_for_byte(
    made: Path, workspace: Workspace, other: Workspace, clock: FixedClock
) -> None:
    done = restore(made, other, clock)
    assert outcomes(done) == {"AUD-2026-ROMA-01": "restored", "AUD-2026-ROMA-02": "restored"}
    assert done.notes == []
    before, after = contents(workspace), contents(other)
    drafts = {name for name in before if name.startswith("data/drafts/")}
    assert {n: c for n, c in after.items() if n not in drafts} == {
        n: c for n, c in before.items() if n not in drafts
    }
    (draft,) = workspace.drafts.glob("*.json")
    there = read_tables(other.drafts / draft.name)
    assert there["events"] == read_tables(draft)["events"]
    assert there["audit"]["1"]["summary"] == PLACE.summary


def test_every_restored_audit_can_be_opened_and_a_draft_goes_on(
    made: Path, other: Workspace, clock: FixedClock
) -> None:
    restore(made, other, clock)
    store = AuditStore(other, clock)
    with store.open("AUD-2026-ROMA-01") as ended:
        assert ended.readonly
        assert ended.path.stat().st_mode & 0o222 == 0
    with store.open("AUD-2026-ROMA-02") as draft:
        assert draft.place.path == PLACE.path
        save(draft, Auditor(clock).answer(draft.record, "phone/q3"))
    assert [row.fault for row in store.rows()] == ["", ""]


def test_registry_and_actions_work_afterwards(made: Path, other: Workspace, clock: FixedClock) -> None:
    restore(made, other, clock)
    registry = Registry(other, clock)
    assert registry.get_site("via appia").id == "ROMA"
    assert registry.find_person("MS-07") is not None
    assert AuditStore(other, clock).next_number("ROMA", 2026) == "AUD-2026-ROMA-03"
    assert [action.what for action in ActionList(other, clock).list_actions()] == ["Man the desk"]


def test_restoring_twice_changes_nothing_more(made: Path, other: Workspace, clock: FixedClock) -> None:
    restore(made, other, clock)
    before = contents(other)
    done = restore(made, other, clock)
    assert set(outcomes(done).values()) == {"same"}
    assert (done.blobs, done.files, done.notes) == (0, [], [])
    assert contents(other) == before


def test_the_settings_of_a_new_workspace_are_taken_over_but_not_where_its_data_lies(
    tmp_path: Path, clock: FixedClock, other: Workspace
) -> None:
    base = create_workspace(tmp_path / "far").base
    (base / "audit-workspace.toml").write_text('organisation = "Aurora"\ndata = "../elsewhere"\n', "utf-8")
    path = back_up(open_workspace(base, {}), clock, tmp_path / "b.zip")
    done = restore(path, other, clock)
    taken = open_workspace(other.base, {})
    assert (taken.settings.organisation, taken.data) == ("Aurora", other.data)
    assert [note.code for note in done.notes] == ["restore.data"]


def test_settings_that_somebody_made_are_kept(made: Path, tmp_path: Path, clock: FixedClock) -> None:
    mine = create_workspace(tmp_path / "mine", organisation="Mine")
    done = restore(made, mine, clock)
    assert open_workspace(mine.base, {}).settings.organisation == "Mine"
    assert [note.code for note in done.notes] == ["restore.settings"]


# -- into a workspace in use ------------------------------------------------------------------------------


def test_a_draft_that_goes_further_here_is_kept(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path
) -> None:
    with store.open("AUD-2026-ROMA-02") as audit:
        save(audit, Auditor(clock).answer(audit.record, "phone/q3"))
        seq = audit.record.projection.seq
    done = restore(made, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == "kept"
    with store.open("AUD-2026-ROMA-02", write=False) as audit:
        assert audit.record.projection.seq == seq


def test_a_draft_that_goes_further_in_the_backup_continues_the_one_here(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path
) -> None:
    elsewhere = copied(workspace, tmp_path / "elsewhere")
    with AuditStore(elsewhere, clock).open("AUD-2026-ROMA-02") as audit:
        save(audit, Auditor(clock).answer(audit.record, "phone/q3"))
        seq = audit.record.projection.seq
    done = restore(back_up(elsewhere, clock, tmp_path / "b.zip"), workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == "continued"
    with store.open("AUD-2026-ROMA-02") as audit:
        assert audit.record.projection.seq == seq
        assert audit.rescue is None
    # The shorter one is not thrown away either.
    assert len(list(workspace.quarantine.glob("*.json"))) == 1


def test_an_audit_that_was_ended_elsewhere_takes_the_place_of_its_draft(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path
) -> None:
    elsewhere = copied(workspace, tmp_path / "elsewhere")
    auditor = Auditor(clock)
    with AuditStore(elsewhere, clock).open("AUD-2026-ROMA-02") as audit:
        audit.end(auditor.finish(audit.record), PLACE)
    done = restore(back_up(elsewhere, clock, tmp_path / "b.zip"), workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == "continued"
    assert {row.status for row in store.rows()} == {"finished"}
    assert list(workspace.drafts.iterdir()) == []


def test_an_audit_that_was_ended_here_is_not_opened_again_by_its_draft(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path
) -> None:
    auditor = Auditor(clock)
    with store.open("AUD-2026-ROMA-02") as audit:
        ended = audit.end(auditor.finish(audit.record), PLACE)
    before = ended.read_bytes()
    done = restore(made, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == "kept"
    assert ended.read_bytes() == before
    assert list(workspace.drafts.iterdir()) == []


@pytest.mark.parametrize("ends", [False, True])
def test_an_audit_that_went_two_ways_stays_and_the_restored_one_lies_in_quarantine(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path, ends: bool
) -> None:
    elsewhere = copied(workspace, tmp_path / "elsewhere")
    auditor = Auditor(clock)
    with AuditStore(elsewhere, clock).open("AUD-2026-ROMA-02") as audit:
        save(audit, auditor.answer(audit.record, "phone/q3", "yes"))
        if ends:
            audit.end(auditor.finish(audit.record), PLACE)
    with store.open("AUD-2026-ROMA-02") as audit:
        save(audit, auditor.answer(audit.record, "phone/q3", "no"))
    path = back_up(elsewhere, clock, tmp_path / "b.zip")
    for _ in range(2):
        done = restore(path, workspace, clock)
        (aside,) = done.of("aside")
        assert aside.number == "AUD-2026-ROMA-02" and "went apart" in aside.why
        assert aside.file is not None and aside.file.parent == workspace.quarantine
    assert len(list(workspace.quarantine.iterdir())) == 1
    with store.open("AUD-2026-ROMA-02") as audit:
        assert audit.record.projection.item("phone/q3").value == "no"


def test_an_audit_that_is_open_elsewhere_is_left_alone_and_told(
    workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path
) -> None:
    elsewhere = copied(workspace, tmp_path / "elsewhere")
    with AuditStore(elsewhere, clock).open("AUD-2026-ROMA-02") as audit:
        save(audit, Auditor(clock).answer(audit.record, "phone/q3"))
        draft = audit.path.stem
    path = back_up(elsewhere, clock, tmp_path / "b.zip")
    with exclusive(workspace.locks / f"{draft}.lock"):
        before = contents(workspace)
        done = restore(path, workspace, clock)
        assert outcomes(done)["AUD-2026-ROMA-02"] == "busy"
        assert contents(workspace) == before
    assert outcomes(restore(path, workspace, clock))["AUD-2026-ROMA-02"] == "continued"


def test_a_damaged_audit_is_repaired_and_its_ruin_kept(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path
) -> None:
    before = contents(workspace)
    ruins = []
    for path in (*workspace.finished.rglob("*.json"), *workspace.drafts.glob("*.json")):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-300])
        ruins.append(path.read_bytes())
    done = restore(made, workspace, clock)
    assert set(outcomes(done).values()) == {"repaired"}
    assert [row.fault for row in store.rows()] == ["", ""]
    kept = [path.read_bytes() for path in workspace.quarantine.glob("*.json")]
    assert sorted(kept) == sorted(ruins)
    (ended,) = [name for name in before if name.startswith("data/finished/")]
    assert contents(workspace)[ended] == before[ended]


def test_an_audit_with_a_changed_answer_is_repaired_though_its_events_are_the_same(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path
) -> None:
    (draft,) = workspace.drafts.glob("*.json")
    tables = read_tables(draft)
    tables["answers"]["1"]["note"] = "never said"
    draft.write_bytes(orjson.dumps(tables))
    draft.with_suffix(".journal").unlink(missing_ok=True)
    done = restore(made, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == "repaired"
    store.open("AUD-2026-ROMA-02", write=False).close()


def test_a_journal_without_its_draft_does_not_spoil_the_draft_that_comes(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path
) -> None:
    (draft,) = workspace.drafts.glob("*.json")
    draft.unlink()
    draft.with_suffix(".journal").write_bytes(b"0" * 32 + b' {"s":99,"c":{}}\n' + bytes(100))
    restore(made, workspace, clock)
    with store.open("AUD-2026-ROMA-02") as audit:
        assert audit.rescue is None
    assert len(list(workspace.quarantine.glob("*.journal"))) == 1


def test_a_missing_or_damaged_photo_comes_back(workspace: Workspace, clock: FixedClock, made: Path) -> None:
    blob = workspace.blobs / PHOTO_NAME
    for spoil in (blob.unlink, lambda: blob.write_bytes(b"rotten")):
        spoil()
        assert restore(made, workspace, clock).blobs == 1
        assert blob.read_bytes() == PHOTO


def test_a_photo_that_was_erased_here_does_not_come_back(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path
) -> None:
    auditor = Auditor(clock)
    with store.open("AUD-2026-ROMA-02") as audit:
        (photo,) = audit.record.projection.item("phone/q2").evidence
        change = auditor.change(audit.record, "evidence_removed", "phone/q2", {"id": photo.id})
        save(audit, change)
        path = audit.path
    # What an erasure does: the value goes, an event says so.
    tables = read_tables(path)
    gone = next(v for v in tables["values"].values() if PHOTO_NAME in str(v["value"]))
    with store.open("AUD-2026-ROMA-02") as audit:
        save(audit, auditor.change(audit.record, "erased", "", {"commitments": [gone["commitment"]]}))
    tables = read_tables(path)
    kept = [v for v in tables["values"].values() if v["commitment"] != gone["commitment"]]
    tables["values"] = {str(n): v for n, v in enumerate(kept, 1)}
    path.with_suffix(".journal").unlink()
    path.write_bytes(orjson.dumps(tables))
    (workspace.blobs / PHOTO_NAME).unlink()
    done = restore(made, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == "kept"
    assert not (workspace.blobs / PHOTO_NAME).exists()


def test_sites_and_people_here_stay_and_others_come(
    workspace: Workspace, clock: FixedClock, made: Path, other: Workspace
) -> None:
    registry = Registry(other, clock)
    registry.put_sites([Site(id="roma", name="Mine"), Site(id="BARI", name="Bari")])
    registry.remember_person("Bruno", "MS-07")
    done = restore(made, other, clock)
    assert {site.id: site.name for site in registry.sites()} == {"BARI": "Bari", "roma": "Mine"}
    assert [person.name for person in registry.people()] == ["Bruno"]
    assert any("alias 'MS-07' is somebody else's" in note.message for note in done.notes)


def test_a_damaged_registry_is_replaced_and_kept(workspace: Workspace, clock: FixedClock, made: Path) -> None:
    workspace.registry.write_bytes(b'{"sites":')
    done = restore(made, workspace, clock)
    assert Registry(workspace, clock).get_site("ROMA").name == "Fictional Store"
    assert any(note.code == "restore.damaged" for note in done.notes)
    assert [path.read_bytes() for path in workspace.quarantine.glob("registry-*.json")] == [b'{"sites":']


def test_an_action_is_brought_up_to_date_only_by_a_later_change(
    workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path
) -> None:
    elsewhere = copied(workspace, tmp_path / "elsewhere")
    (action,) = ActionList(workspace, clock).list_actions()
    clock.tick(1000)
    ActionList(elsewhere, clock).set_status(action.id, "done")
    restore(back_up(elsewhere, clock, tmp_path / "b.zip"), workspace, clock)
    assert [each.status for each in ActionList(workspace, clock).list_actions()] == ["done"]
    restore(made, workspace, clock)
    assert [each.status for each in ActionList(workspace, clock).list_actions()] == ["done"]


def test_an_own_checklist_that_differs_is_kept_and_the_restored_one_lies_beside_it(
    workspace: Workspace, clock: FixedClock, made: Path
) -> None:
    mine = workspace.checklists / "own.yaml"
    theirs = mine.read_bytes()
    mine.write_bytes(b"changed since")
    for _ in range(2):
        done = restore(made, workspace, clock)
        assert [note.code for note in done.notes] == ["restore.differs"]
    assert mine.read_bytes() == b"changed since"
    (beside,) = workspace.checklists.glob("own.yaml.restored-*")
    assert beside.read_bytes() == theirs


def test_own_standards_come_back_to_where_they_are_read(
    clock: FixedClock, made: Path, other: Workspace
) -> None:
    restore(made, other, clock)
    laid = laid_down(other.standards, Site(id="ROMA-01", name="Rome"))
    assert [layer.level for layer in laid.terms.layers] == ["site"]


def test_two_audits_with_one_number_are_told(clock: FixedClock, made: Path, other: Workspace) -> None:
    clock.tick(5000)
    finished(AuditStore(other, clock), Auditor(clock), "AUD-2026-ROMA-01")
    done = restore(made, other, clock)
    assert [note.code for note in done.notes] == ["restore.number"]
    assert len(AuditStore(other, clock).rows()) == 3


def test_what_was_damaged_when_it_was_backed_up_goes_to_quarantine(
    workspace: Workspace, other: Workspace, clock: FixedClock, store: AuditStore, tmp_path: Path
) -> None:
    furnish(store, clock)
    (ended,) = workspace.finished.rglob("*.json")
    ended.chmod(0o644)
    ended.write_bytes(ended.read_bytes()[:-300])
    done = restore(back_up(workspace, clock, tmp_path / "b.zip"), other, clock)
    assert [note.code for note in done.notes] == ["restore.damaged"]
    (kept,) = other.quarantine.iterdir()
    assert kept.read_bytes() == ended.read_bytes()


def test_real_and_invented_audits_are_not_mixed(
    made: Path, tmp_path: Path, clock: FixedClock, workspace: Workspace
) -> None:
    demo = create_workspace(tmp_path / "demo", demo=True)
    with pytest.raises(RefusedError, match="This workspace is a demo"):
        restore(made, demo, clock)
    path = back_up(demo, clock, tmp_path / "demo.zip")
    before = contents(workspace)
    with pytest.raises(RefusedError, match="backup is of a demo"):
        restore(path, workspace, clock)
    assert contents(workspace) == before


def test_too_little_space_is_told_before_anything_is_changed(
    made: Path, other: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(other.base)._replace(free=1_048_576)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    before = contents(other)
    with pytest.raises(EnvironmentFault, match="1 MiB are free"):
        restore(made, other, clock)
    assert contents(other) == before


def test_a_disk_that_refuses_in_the_middle_leaves_a_restore_that_can_be_done_again(
    made: Path, other: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_atomic
    writes: list[Path] = []

    def refusing(path: Path, content: bytes, **more: Any) -> None:
        writes.append(path)
        if len(writes) == 4:
            raise NotSavedError("disk.full", "Not saved: the disk is full.", where=str(path))
        real(path, content, **more)

    for module in (restore_audits, restore_shared):
        monkeypatch.setattr(module, "write_atomic", refusing)
    with pytest.raises(NotSavedError):
        restore(made, other, clock)
    monkeypatch.undo()
    assert writes[3].parent == other.drafts
    done = restore(made, other, clock)
    assert outcomes(done) == {"AUD-2026-ROMA-01": "same", "AUD-2026-ROMA-02": "restored"}
    assert [row.fault for row in AuditStore(other, clock).rows()] == ["", ""]


def test_an_audit_that_was_forged_in_the_backup_goes_to_quarantine(
    made: Path, other: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    def forge(name: str, content: bytes) -> bytes:
        if "/drafts/" in name:
            return content.replace(b'"Anna Conti"', b'"Anne Conti"')
        return content.replace(b'"percent":"75"', b'"percent":"99"')

    done = restore(rewritten(made, tmp_path / "forged.zip", forge), other, clock)
    assert set(outcomes(done).values()) == {"aside"}
    assert AuditStore(other, clock).rows() == []


def erased_elsewhere(workspace: Workspace, clock: FixedClock, number: str, commitment_of: str) -> None:
    """Erase a value of a finished audit: it goes, an event says so, and the file is sealed anew."""
    store = AuditStore(workspace, clock)
    path = store.audit_path(number)
    record, _ = load(path, read_tables(path))
    gone = next(v.commitment for v in record.values.values() if commitment_of in str(v.value))
    who = "01HF7YAT00ACTACTACTACTACTA"
    pen = Pen(clock, who, who, "0" * 16, record.projection.seq, record.projection.head)
    after = erased(record, [gone], "asked for", pen)
    tables = read_tables(path)
    tables["events"] = {str(e.seq): e.model_dump(mode="json") for e in after.events}
    kept = enumerate(after.values.values(), 1)
    tables["values"] = {str(n): v.model_dump(mode="json", by_alias=True) for n, v in kept}
    tables["audit"]["1"] |= audit_state(after.projection)
    tables["answers"] = {
        str(n): item_document(item) for n, item in enumerate(after.projection.items.values(), 1)
    }
    tables["journal"] = {"1": {"seq": after.projection.seq, "chain": after.projection.head}}
    tables["seal"] = {"1": make_seal(tables, after.projection)}
    path.chmod(0o644)
    path.write_bytes(orjson.dumps(tables))


def test_an_ended_audit_that_went_on_elsewhere_takes_its_place_and_the_older_one_is_kept_and_told(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path
) -> None:
    before = store.audit_path("AUD-2026-ROMA-01").read_bytes()
    elsewhere = copied(workspace, tmp_path / "elsewhere")
    erased_elsewhere(elsewhere, clock, "AUD-2026-ROMA-01", "The tall one was rude")
    path = back_up(elsewhere, clock, tmp_path / "b.zip")
    done = restore(path, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-01"] == "continued"
    assert [note.code for note in done.notes] == ["restore.ended"]
    assert b"The tall one" not in store.audit_path("AUD-2026-ROMA-01").read_bytes()
    assert [kept.read_bytes() for kept in workspace.quarantine.iterdir()] == [before]
    # And the other way round nothing that was erased comes back.
    assert outcomes(restore(made, workspace, clock))["AUD-2026-ROMA-01"] == "kept"
    assert b"The tall one" not in store.audit_path("AUD-2026-ROMA-01").read_bytes()


def test_a_draft_and_its_ended_file_in_one_backup_become_the_ended_audit(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path, other: Workspace, tmp_path: Path
) -> None:
    (draft,) = workspace.drafts.glob("*.json")
    with zipfile.ZipFile(made) as archive:
        plain = archive.read(f"data/drafts/{draft.name}")
    with store.open("AUD-2026-ROMA-02") as audit:
        audit.end(Auditor(clock).finish(audit.record), PLACE)
    # Killed after the finished file was there and before the draft was cleared away.
    draft.write_bytes(plain)
    done = restore(back_up(workspace, clock, tmp_path / "b.zip"), other, clock)
    assert sorted(audit.outcome for audit in done.audits) == ["kept", "restored", "restored"]
    assert {row.status for row in AuditStore(other, clock).rows()} == {"finished"}
    assert not other.quarantine.exists()


def test_a_file_that_bears_another_name_or_kind_than_it_is_goes_to_quarantine(
    made: Path, other: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    with zipfile.ZipFile(made) as archive:
        names = [name for name in archive.namelist() if "/drafts/" in name or "/finished/" in name]
        draft, ended = (archive.read(name) for name in names)
    ulid = names[0][-31:-5]
    path = forged(tmp_path / "x.zip", {f"data/finished/2026/01/{ulid}.json": draft}, "finished")
    assert "is none" in restore(path, other, clock).of("aside")[0].why
    path = forged(tmp_path / "y.zip", {f"data/drafts/{ulid}.json": ended}, "draft")
    assert "name of another audit" in restore(path, other, clock).of("aside")[0].why
    path = forged(tmp_path / "z.zip", {f"data/drafts/{ulid}.json": b"[]"}, "draft")
    assert restore(path, other, clock).of("aside")
    assert AuditStore(other, clock).rows() == []


def test_an_audit_of_a_newer_version_comes_back_and_can_be_read_only_by_that(
    made: Path, other: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    def newer(name: str, content: bytes) -> bytes:
        if "/drafts/" not in name:
            return content
        tables = json.loads(content)
        tables["audit"]["1"] |= {"schema": 9, "mood": "new"}
        return orjson.dumps(tables)

    path = rewritten(made, tmp_path / "newer.zip", newer)
    for outcome in ("restored", "same"):
        assert outcomes(restore(path, other, clock))["AUD-2026-ROMA-02"] == outcome
    with pytest.raises(InputError, match="newer version"):
        AuditStore(other, clock).open("AUD-2026-ROMA-02")


def test_faulty_settings_and_unknown_tables_are_told_and_left_out(
    made: Path, other: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    def strange(name: str, content: bytes) -> bytes:
        if name == "audit-workspace.toml":
            return b"organisation = 7"
        if name == "data/registry.json":
            return content[:-1] + b',"vehicles":{"1":{"id":"x"}}}'
        return content

    done = restore(rewritten(made, tmp_path / "x.zip", strange), other, clock)
    assert [note.code for note in done.notes] == ["restore.settings", "restore.unknown"]
    assert "vehicles" in done.notes[1].message
    assert Registry(other, clock).get_site("ROMA").name == "Fictional Store"


def test_a_photo_that_cannot_be_written_stops_the_restore_before_its_audit(
    made: Path, other: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs, "install", full)
    with pytest.raises(NotSavedError, match="the disk is full"):
        restore(made, other, clock)
    assert AuditStore(other, clock).rows() == []


@pytest.mark.parametrize("answers", [1, 2])
def test_what_is_saved_between_looking_and_writing_counts(
    workspace: Workspace,
    clock: FixedClock,
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: int,
) -> None:
    elsewhere = copied(workspace, tmp_path / "elsewhere")
    with AuditStore(elsewhere, clock).open("AUD-2026-ROMA-02") as audit:
        change = Auditor(clock).answer(audit.record, "phone/q3")
        save(audit, change)
    path = back_up(elsewhere, clock, tmp_path / "b.zip")
    real = exclusive

    def meanwhile(lock: Path, **more: Any) -> Any:
        # Somebody gives the same answer, and then perhaps one more, and closes the audit again.
        with AuditStore(workspace, clock).open("AUD-2026-ROMA-02") as audit:
            save(audit, change)
            if answers == 2:
                save(audit, Auditor(clock).answer(audit.record, "phone/q1", "no"))
        return real(lock, **more)

    monkeypatch.setattr(restore_audits, "exclusive", meanwhile)
    done = restore(path, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == ("same" if answers == 1 else "kept")
    assert not workspace.quarantine.exists()


def test_a_stray_journal_that_cannot_be_moved_stops_the_restore(
    workspace: Workspace, clock: FixedClock, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (draft,) = workspace.drafts.glob("*.json")
    draft.unlink()
    draft.with_suffix(".journal").write_bytes(b"x")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(restore_audits, "replace", refused)
    with pytest.raises(NotSavedError, match="not permitted"):
        restore(made, workspace, clock)
    assert not draft.exists()


# -- the rules ---------------------------------------------------------------------------------------------

chains = st.lists(st.sampled_from("abc"), max_size=6)


@given(chains, chains, chains)
@settings(max_examples=200, deadline=None)
def test_of_two_histories_the_longer_one_wins_only_where_it_holds_all_of_the_other(
    shared: list[str], here: list[str], restored: list[str]
) -> None:
    mine, theirs = shared + here, shared + restored
    found = relation(mine, theirs)
    if found in (Relation.SAME, Relation.BEHIND):
        assert mine[: len(theirs)] == theirs
    elif found is Relation.AHEAD:
        assert theirs[: len(mine)] == mine
    else:
        assert any(one != two for one, two in zip(mine, theirs, strict=False))
    assert (found is Relation.SAME) == (mine == theirs)


ids = st.sampled_from(["A1", "a1", "B2", "C3", "D4"])
sites = st.lists(
    st.builds(
        lambda id_, aliases: {"id": id_, "name": "N", "aliases": aliases},
        ids,
        st.lists(st.sampled_from(["x", "X", "y", "A1", "B2"]), max_size=2),
    ),
    max_size=5,
)


@given(sites, sites)
@settings(max_examples=200, deadline=None)
def test_merging_sites_never_makes_a_name_lead_to_two(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    here = merge_sites([], first).added
    both = here + merge_sites(here, second).added
    owner: dict[str, str] = {}
    for site in both:
        for name in {each.casefold() for each in (site["id"], *site["aliases"])}:
            assert owner.setdefault(name, site["id"]) == site["id"]
    assert both[: len(here)] == here
    assert merge_sites(both, second).added == []


@given(st.lists(st.tuples(st.sampled_from("PQ"), st.integers(1, 9))), st.lists(st.integers(1, 9), max_size=3))
@settings(max_examples=100, deadline=None)
def test_the_last_number_never_goes_back(there: list[tuple[str, int]], mine: list[int]) -> None:
    here = [{"prefix": "P", "last": max(mine)}] if mine else []
    merged = merge_numbers(here, [{"prefix": prefix, "last": last} for prefix, last in there])
    last = {entry["prefix"]: entry["last"] for entry in (*here, *merged.added, *merged.changed)}
    for prefix in "PQ":
        given_ = [number for each, number in there if each == prefix] + (mine if prefix == "P" else [])
        assert last.get(prefix, 0) == max(given_, default=0)


def test_what_is_not_as_it_should_be_is_left_out_of_a_merge() -> None:
    assert merge_sites([], [{"id": "../x", "name": "N"}]).left_out
    assert merge_people([], [{"id": "x", "name": "N", "alias": "A"}]).left_out
    assert MERGES["actions"][0]([], [{"id": "x"}]).left_out


def test_a_site_whose_other_name_leads_to_another_one_here_is_left_out_and_named() -> None:
    here = [{"id": "ROMA", "name": "Mine", "aliases": ["Via Appia"]}]
    theirs = [
        {"id": "BARI", "name": "Theirs", "aliases": ["via appia"]},
        {"id": "COMO", "name": "Another", "aliases": []},
    ]
    merged = merge_sites(here, theirs)
    assert [site["id"] for site in merged.added] == ["COMO"]
    assert merged.left_out == ["Site 'BARI': 'via appia' leads to site 'ROMA' here."]


def test_a_file_that_bears_the_name_of_the_restored_audit_and_is_another_one_is_kept(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path
) -> None:
    (ended,) = workspace.finished.rglob("*.json")
    before = ended.read_bytes()
    another = finished(store, Auditor(clock), "AUD-2026-ROMA-03")
    content = another.read_bytes()
    another.chmod(0o644)
    another.replace(ended)
    done = restore(made, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-01"] == "restored"
    assert ended.read_bytes() == before
    (kept,) = workspace.quarantine.glob("*.json")
    assert kept.read_bytes() == content
    assert any(kept.name in audit.why for audit in done.audits)


def test_two_files_of_one_name_set_aside_in_the_same_moment_are_both_kept(
    store: AuditStore, workspace: Workspace, tmp_path: Path
) -> None:
    for content in (b"one", b"two"):
        for suffix in (".json", ".journal"):
            (tmp_path / f"x{suffix}").write_bytes(content)
        store.set_aside(tmp_path / "x.json")
    for suffix in (".json", ".journal"):
        kept = sorted(path.read_bytes() for path in workspace.quarantine.glob(f"*{suffix}"))
        assert kept == [b"one", b"two"]


def test_entries_after_a_damage_here_are_kept_when_the_whole_draft_comes_back(
    store: AuditStore, workspace: Workspace, clock: FixedClock, made: Path, tmp_path: Path
) -> None:
    auditor = Auditor(clock)
    with store.open("AUD-2026-ROMA-02") as audit:
        for value in ("yes", "no", "yes"):
            save(audit, auditor.answer(audit.record, "phone/q3", value))
        path, seq = audit.path, audit.record.projection.seq
        journal, snapshot = path.with_suffix(".journal").read_bytes(), path.read_bytes()
    path.write_bytes(snapshot)
    path.with_suffix(".journal").write_bytes(journal.rstrip(b"\0"))
    whole = back_up(workspace, clock, tmp_path / "b.zip")
    path.with_suffix(".journal").write_bytes(journal.replace(b'"op":"answered"', b'"op":"answereD"', 1))
    done = restore(whole, workspace, clock)
    assert outcomes(done)["AUD-2026-ROMA-02"] == "continued"
    with store.open("AUD-2026-ROMA-02") as audit:
        assert audit.rescue is None
        assert audit.record.projection.seq == seq
    (kept,) = Quarantine(workspace, clock).all()
    assert (kept.why, kept.later) == ("aside", 2)


# -- damaged, foreign and hostile files --------------------------------------------------------------------


def rewritten(path: Path, target: Path, change: Any) -> Path:
    """A copy of a backup with changed members and a manifest that fits them."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        manifest = json.loads(old.read(MANIFEST))
        for member in manifest["members"]:
            content = change(member["name"], old.read(member["name"]))
            member["size"], member["sha256"] = len(content), sha256(content).hexdigest()
            new.writestr(member["name"], content)
        new.writestr(MANIFEST, json.dumps(manifest))
    return target


def forged(target: Path, content_of: dict[str, bytes], kind: str = "checklist", **more: Any) -> Path:
    """A ZIP with a manifest that vouches for it."""
    listed = [
        {"name": name, "kind": kind, "size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in content_of.items()
    ]
    manifest = {
        "format": "audit-backup/1",
        "version": "1",
        "schema": 1,
        "made": "2026-11-22T00:00:00+00:00",
        "workspace": {},
        "members": listed,
        **more,
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in content_of.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return target


@pytest.mark.parametrize(
    "name",
    [
        *("../evil.yaml", "checklists/../../evil.yaml", "/tmp/evil.yaml", "checklists/a\\..\\evil.yaml"),
        *(
            "C:/evil.yaml",
            "standards/../evil.yaml",
            "checklists/con.yaml",
            "checklists/.evil.yaml",
            "evil.yaml",
            "checklists/evil.sh",
        ),
        *("data/drafts/evil.json", "data/locks/x.yaml", "checklists/a:b.yaml"),
    ],
)
def test_a_name_that_leads_elsewhere_changes_nothing(
    tmp_path: Path, other: Workspace, clock: FixedClock, name: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    path = forged(tmp_path / "evil.zip", {name: b"evil"})
    with pytest.raises(InputError, match=r"not safe to unpack.*Nothing was changed"):
        restore(path, other, clock)
    path.unlink()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_member_that_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    path = forged(tmp_path / "x.zip", {"checklists/a.yaml": b"a"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("checklists/b.yaml", b"b")
    with pytest.raises(InputError, match="its manifest does not name"), open_archive(path):
        pass


def test_a_member_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = forged(tmp_path / "x.zip", {"checklists/a.yaml": b"a", "checklists/A.yaml": b"b"})
    with pytest.raises(InputError, match="twice"), open_archive(path):
        pass


def test_a_missing_member_is_told(tmp_path: Path) -> None:
    path = forged(tmp_path / "x.zip", {"checklists/a.yaml": b"a"})
    with zipfile.ZipFile(path) as archive:
        manifest = archive.read(MANIFEST)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, manifest)
    with pytest.raises(InputError, match=r"a\.yaml' is missing"), open_archive(path):
        pass


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = bytes(20 * 1_048_576)
    with (
        pytest.raises(InputError, match="200 times"),
        open_archive(forged(tmp_path / "x.zip", {"checklists/a.yaml": zeros})),
    ):
        pass
    many = {f"checklists/{number}.yaml": bytes(4 * 1_048_576) for number in range(6)}
    with (
        pytest.raises(InputError, match="it unpacks to more than 200 times"),
        open_archive(forged(tmp_path / "y.zip", many)),
    ):
        pass
    monkeypatch.setattr(archive_module, "MAX_MEMBERS", 3)
    with pytest.raises(InputError, match="7 files"), open_archive(tmp_path / "y.zip"):
        pass


@pytest.mark.parametrize("change", [{"size": 2}, {"sha256": "0" * 64}])
def test_a_member_that_is_not_what_the_manifest_says_is_found(
    tmp_path: Path, change: dict[str, object]
) -> None:
    members = {"checklists/a.yaml": b"abc"}
    honest = {
        "name": "checklists/a.yaml",
        "kind": "checklist",
        "size": 3,
        "sha256": sha256(b"abc").hexdigest(),
    }
    for given_, says in ((honest, ""), (honest | change, r"a\.yaml is not what its manifest says")):
        path = forged(tmp_path / "x.zip", members, members=[given_])
        if not says:
            with open_archive(path) as archive:
                assert archive.read(archive.members["checklists/a.yaml"]) == b"abc"
        else:
            with pytest.raises(InputError, match=says), open_archive(path):
                pass


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "cut off, damaged or no ZIP"),
        (b"%PDF-1.7 not at all", "cut off, damaged or no ZIP"),
        (b"PK\x03\x04" + bytes(100), "cut off, damaged or no ZIP"),
    ],
)
def test_a_foreign_file_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(InputError, match=says), open_archive(tmp_path / "x.zip"):
        pass


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    for path, says in ((tmp_path, "folder"), (tmp_path / "no.zip", "no such file")):
        with pytest.raises(InputError, match=says), open_archive(path):
            pass
    with pytest.raises(AuditError), open_archive(tmp_path / ("x" * 5000)):
        pass


def test_a_faulty_manifest_is_told(tmp_path: Path) -> None:
    for content, says in ((b"{", "no JSON"), (b'{"format": "audit-backup/1"}', "not as it should be at")):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr(MANIFEST, content)
        with pytest.raises(InputError, match=says), open_archive(tmp_path / "x.zip"):
            pass
    twice = {"name": "checklists/a.yaml", "kind": "checklist", "size": 0, "sha256": sha256(b"").hexdigest()}
    path = forged(tmp_path / "y.zip", {"checklists/a.yaml": b""}, members=[twice, twice])
    with pytest.raises(InputError, match="names a file twice"), open_archive(path):
        pass


def test_a_disk_that_cannot_be_read_is_told(made: Path) -> None:
    class Failing(io.BytesIO):
        fails = False

        def read(self, size: int | None = -1) -> bytes:
            if self.fails:
                raise OSError(5, "Input/output error")
            return super().read(size)

    stream = Failing(made.read_bytes())
    with Archive(stream, "x.zip") as archive:
        stream.fails = True
        with pytest.raises(EnvironmentFault, match="Input/output error"):
            archive.check()


def test_a_member_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "LIMIT", 1_048_576)
    path = forged(tmp_path / "x.zip", {"checklists/a.yaml": bytes(1_048_577)})
    with pytest.raises(InputError, match="more than 1 MiB"), open_archive(path):
        pass


def test_another_program_s_zip_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("letter.txt", "Dear Anna")
    with pytest.raises(InputError, match="no backup of audit-tui"), open_archive(tmp_path / "x.zip"):
        pass
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr(MANIFEST, '{"name": "an extension of a browser"}')
    with pytest.raises(InputError, match="no backup of audit-tui"), open_archive(tmp_path / "y.zip"):
        pass


def test_a_backup_of_a_newer_version_is_told(tmp_path: Path) -> None:
    path = forged(tmp_path / "x.zip", {}, format="audit-backup/2")
    with pytest.raises(InputError, match=r"newer version.*Update audit-tui"), open_archive(path):
        pass


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_backup_that_is_cut_off_changes_nothing(
    made: Path, other: Workspace, clock: FixedClock, part: float
) -> None:
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * part)])
    before = contents(other)
    with pytest.raises(InputError, match="Nothing was changed"):
        restore(made, other, clock)
    assert contents(other) == before


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    clock = FixedClock()
    workspace = create_workspace(folder / "w")
    started(AuditStore(workspace, clock), Auditor(clock)).close()
    return make_backup(workspace, clock, to=folder / "b.zip").path.read_bytes()


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_byte_is_changed_it_is_found_or_does_not_matter(whole: bytes, data: st.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with Archive(io.BytesIO(whole), "whole") as archive:
        wanted = {member.name: archive.read(member) for member in archive.manifest.members}
    try:
        with Archive(io.BytesIO(bytes(content)), "changed") as archive:
            archive.check()
            found = {member.name: archive.read(member) for member in archive.manifest.members}
    except AuditError:
        return
    assert found == wanted


def test_progress_is_told_to_the_last_byte_and_a_folder_in_place_of_the_settings_is_no_new_workspace(
    made: Path, other: Workspace, clock: FixedClock
) -> None:
    seen: list[tuple[str, int, int]] = []
    with open_archive(made) as archive:
        restore_backup(archive, other, clock, progress=lambda *step: seen.append(step))
    assert {what for what, _, _ in seen} == {"restore"}
    assert seen[-1][1] == seen[-1][2]
    with open_archive(made) as archive:
        run = Restoring(archive, other, clock, None)
        other.settings_file.unlink()
        assert run.is_untouched
        other.settings_file.mkdir()
        assert not run.is_untouched


def test_a_damaged_audit_that_stays_bears_no_number_that_could_be_doubled(
    made: Path, other: Workspace, clock: FixedClock
) -> None:
    other.drafts.mkdir(parents=True)
    (other.drafts / "x.json").write_bytes(b"{")
    done = restore(made, other, clock)
    assert not any(note.code == "restore.number" for note in done.notes)
