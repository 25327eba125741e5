"""A backup holds everything, as it was last saved, and is whole; and it tells what it could not take."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from audit_tui import __version__
from audit_tui.clock import FixedClock, iso
from audit_tui.errors import EnvironmentFault, InputError, NotSavedError, RefusedError
from audit_tui.settings import Settings, render_settings
from audit_tui.store import backup as backup_module
from audit_tui.store import disk
from audit_tui.store.archive import MANIFEST, Archive, open_archive, safe_name
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import backup_name, known_backups, make_backup
from audit_tui.store.reading import read_tables
from audit_tui.store.tables import parse_tables
from audit_tui.store.workspace import Workspace, create_workspace, open_workspace
from tests.store.builders import PLACE, Auditor, save, started
from tests.store.furnished import CHECKLIST, OVERRIDES, PHOTO, PHOTO_NAME, contents, furnish


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_is_in_it_and_the_manifest_says_what(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    made = make_backup(workspace, clock, to=tmp_path)
    found = members(made.path)
    assert made.notes == []
    assert found["data/blobs/" + PHOTO_NAME] == PHOTO
    assert found["checklists/own.yaml"].decode() == CHECKLIST
    assert found["standards/sites/ROMA-01.yaml"].decode() == OVERRIDES
    assert found["audit-workspace.toml"] == (workspace.base / "audit-workspace.toml").read_bytes()
    assert found["data/registry.json"] == contents(workspace)["data/registry.json"]
    assert found["data/actions.json"] == contents(workspace)["data/actions.json"]
    (ended,) = workspace.finished.rglob("*.json")
    assert found[f"data/{ended.relative_to(workspace.data).as_posix()}"] == ended.read_bytes()
    manifest = json.loads(found.pop(MANIFEST))
    assert manifest["version"] == __version__
    assert manifest["made"] == iso(clock.wall())
    assert {one["name"]: (one["size"], one["sha256"]) for one in manifest["members"]} == {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in found.items()
    }
    assert {one["kind"] for one in manifest["members"]} == {
        *("settings", "checklist", "standards", "registry", "actions", "draft", "finished", "blob")
    }
    assert "quarantine" in manifest["left_out"]


def test_a_draft_is_one_plain_file_with_what_its_journal_and_its_place_hold(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    auditor = Auditor(clock)
    with started(store, auditor) as audit:
        audit.remember(PLACE)
        # Held and in the middle of being written: it is in the backup as it was last saved.
        made = make_backup(workspace, clock, to=tmp_path)
        seq = audit.record.projection.seq
        name = f"data/drafts/{audit.path.name}"
    tables = parse_tables(members(made.path)[name], Path(name))
    record, newer = load(Path(name), tables)
    assert (record.projection.seq, newer) == (seq, False)
    assert tables["cursor"]["1"] == {"path": PLACE.path, "seq": PLACE.seq}
    assert tables["audit"]["1"]["summary"] == PLACE.summary


def test_a_backup_changes_nothing_in_the_workspace(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    before = contents(workspace)
    make_backup(workspace, clock, to=tmp_path)
    assert contents(workspace) == before


def test_two_backups_of_one_moment_are_the_same_bytes(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    one = make_backup(workspace, clock, to=tmp_path / "one.zip")
    two = make_backup(workspace, clock, to=tmp_path / "two.zip")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.sha256 == hashlib.sha256(one.path.read_bytes()).hexdigest()


def test_unpacked_by_hand_it_is_a_workspace(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    made = make_backup(workspace, clock, to=tmp_path)
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path / "unpacked")
    rows = AuditStore(open_workspace(tmp_path / "unpacked", {}), clock).rows()
    assert sorted((row.number, row.status) for row in rows) == [
        ("AUD-2026-ROMA-01", "finished"),
        ("AUD-2026-ROMA-02", "draft"),
    ]


def test_an_empty_workspace_can_be_backed_up(workspace: Workspace, clock: FixedClock, tmp_path: Path) -> None:
    made = make_backup(workspace, clock, to=tmp_path)
    assert [member.kind for member in made.manifest.members] == ["settings"]


@pytest.mark.parametrize(
    ("organisation", "name"),
    [("Aurora Stores", "Aurora-Stores"), ("../Ö & Söhne: „x“", "Ö-Söhne-x"), ("", "w"), ("…", "workspace")],
)
def test_its_name_says_of_whom_and_when(
    tmp_path: Path, clock: FixedClock, organisation: str, name: str
) -> None:
    workspace = create_workspace(tmp_path / "w", organisation=organisation)
    assert backup_name(workspace, clock) == f"{name}_20251118-080000Z_backup.zip"


def test_it_lies_with_the_exports_unless_told_otherwise_and_is_kept_in_mind(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    first = make_backup(workspace, clock)
    clock.tick(1000)
    second = make_backup(workspace, clock, to=tmp_path / "x.zip")
    assert first.path.parent == workspace.exports
    assert [(Path(one.file), one.sha256) for one in known_backups(workspace)] == [
        (second.path, second.sha256),
        (first.path, first.sha256),
    ]


def test_a_file_that_is_there_is_never_replaced(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "x.zip").write_bytes(b"precious")
    with pytest.raises(RefusedError, match=r"already; it is not replaced"):
        make_backup(workspace, clock, to=tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_bytes() == b"precious"
    with pytest.raises(InputError, match=r"ends in \.zip, or a folder"):
        make_backup(workspace, clock, to=tmp_path / "backups")


def test_a_file_that_appears_meanwhile_is_not_replaced(
    workspace: Workspace, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def appears(descriptor: int) -> None:
        (tmp_path / "x.zip").write_bytes(b"precious")

    monkeypatch.setattr(backup_module, "_forget", appears)
    with pytest.raises(RefusedError):
        make_backup(workspace, clock, to=tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_bytes() == b"precious"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["w", "x.zip"]


def test_a_full_disk_leaves_nothing_behind(
    workspace: Workspace, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_module, "sync", full)
    with pytest.raises(NotSavedError, match="the disk is full"):
        make_backup(workspace, clock, to=tmp_path / "x.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["w"]


def test_what_does_not_come_back_from_the_disk_is_no_backup(
    store: AuditStore,
    workspace: Workspace,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    furnish(store, clock)

    def rots(descriptor: int) -> None:
        content = os.pread(descriptor, 10**7, 0)
        at = content.index(PHOTO)
        os.pwrite(descriptor, b"?", at + 5)

    monkeypatch.setattr(backup_module, "_forget", rots)
    with pytest.raises(EnvironmentFault, match=r"did not come back.*on another disk"):
        make_backup(workspace, clock, to=tmp_path / "x.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["w"]
    assert known_backups(workspace) == []


def test_a_damaged_audit_is_copied_as_it_lies_and_told(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    (ended,) = workspace.finished.rglob("*.json")
    ended.chmod(0o644)
    ended.write_bytes(ended.read_bytes()[:-200])
    made = make_backup(workspace, clock, to=tmp_path)
    (note,) = made.notes
    assert note.code == "backup.damaged" and str(ended) in note.message
    damaged = [name for name in members(made.path) if name.startswith("damaged/")]
    assert [members(made.path)[name] for name in damaged] == [ended.read_bytes()]
    assert made.count("finished") == 0


def test_of_a_damaged_journal_both_the_files_and_what_holds_are_in_it(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    auditor = Auditor(clock)
    with started(store, auditor, answers=0) as audit:
        path, journal = audit.path, audit.path.with_suffix(".journal")
        for number in (1, 2, 3):
            save(audit, auditor.answer(audit.record, f"phone/q{number}"))
        snapshot, lines = path.read_bytes(), bytearray(journal.read_bytes())
    first = lines.index(b"\n")
    lines[first + 60] ^= 1
    path.write_bytes(snapshot)
    journal.write_bytes(lines)
    made = make_backup(workspace, clock, to=tmp_path)
    assert (made.count("draft"), made.count("damaged")) == (1, 2)
    held = parse_tables(members(made.path)[f"data/drafts/{path.name}"], path)
    record, _ = load(path, held)
    assert 0 < len(record.events) < 15
    assert journal.read_bytes() == bytes(lines)


def test_a_photo_that_is_not_what_its_name_says_is_copied_and_told(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    (workspace.blobs / PHOTO_NAME).write_bytes(b"another")
    made = make_backup(workspace, clock, to=tmp_path)
    assert [note.code for note in made.notes] == ["backup.blob"]
    assert members(made.path)[f"data/blobs/{PHOTO_NAME}"] == b"another"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not stop this user")
def test_what_may_not_be_read_is_told_and_the_rest_is_saved(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    (workspace.blobs / PHOTO_NAME).chmod(0)
    made = make_backup(workspace, clock, to=tmp_path)
    assert [note.code for note in made.notes] == ["backup.unreadable"]
    assert made.count("finished") == 1


def test_a_disk_error_in_one_file_is_told_and_the_rest_is_saved(
    store: AuditStore,
    workspace: Workspace,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    furnish(store, clock)
    real = disk.read_bytes

    def failing(path: Path, *, limit: int) -> bytes:
        if path.name == PHOTO_NAME:
            raise EnvironmentFault("file.unreadable", "The file cannot be read: Input/output error.")
        return real(path, limit=limit)

    monkeypatch.setattr(backup_module, "read_bytes", failing)
    made = make_backup(workspace, clock, to=tmp_path)
    (note,) = made.notes
    assert "Input/output error" in note.message
    assert made.count("finished") == 1


def test_a_checklist_whose_name_is_not_good_everywhere_is_left_out_and_told(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    workspace.checklists.mkdir()
    (workspace.checklists / "a.yaml").write_text(CHECKLIST, encoding="utf-8")
    (workspace.checklists / "con.yaml").write_text(CHECKLIST, encoding="utf-8")
    (workspace.checklists / ".hidden.yaml").write_text(CHECKLIST, encoding="utf-8")
    made = make_backup(workspace, clock, to=tmp_path)
    (note,) = made.notes
    assert "con.yaml" in note.message
    assert made.count("checklist") == 1


def test_the_logo_is_in_it(tmp_path: Path, clock: FixedClock) -> None:
    base = create_workspace(tmp_path / "w").base
    (base / "audit-workspace.toml").write_text(
        render_settings(Settings(logo="brand/logo.png")), encoding="utf-8"
    )
    (base / "brand").mkdir()
    (base / "brand" / "logo.png").write_bytes(b"\x89PNG")
    made = make_backup(open_workspace(base, {}), clock, to=tmp_path)
    assert members(made.path)["brand/logo.png"] == b"\x89PNG"


def test_progress_is_told_and_ends_with_all_of_it(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    told: list[tuple[str, int, int]] = []
    make_backup(workspace, clock, to=tmp_path, progress=lambda *step: told.append(step))
    assert {what for what, _, _ in told} == {"write", "check"}
    assert all(0 <= done <= total for _, done, total in told)
    assert told[-1][1] == told[-1][2]


def test_a_backup_that_was_made_can_be_opened(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    made = make_backup(workspace, clock, to=tmp_path)
    with open_archive(made.path) as archive:
        assert isinstance(archive, Archive)
        assert archive.manifest == made.manifest
        ended = next(one for one in archive.manifest.members if one.kind == "finished")
        assert ended.audit == ended.name[-31:-5]


def test_an_audit_that_ends_while_the_backup_is_made_is_in_it(
    store: AuditStore,
    workspace: Workspace,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    auditor = Auditor(clock)
    audit = started(store, auditor)
    real = read_tables

    def ends_first(path: Path) -> object:
        if path.parent == workspace.drafts:
            audit.end(auditor.finish(audit.record), PLACE)
        return real(path)

    monkeypatch.setattr(backup_module, "read_tables", ends_first)
    made = make_backup(workspace, clock, to=tmp_path)
    assert (made.count("draft"), made.count("finished"), made.notes) == (0, 1, [])


def test_a_damaged_registry_is_copied_as_it_lies_and_told(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    workspace.data.mkdir()
    workspace.registry.write_bytes(b"{")
    made = make_backup(workspace, clock, to=tmp_path)
    assert {note.code for note in made.notes} >= {"backup.damaged"}
    assert b"{" in members(made.path).values()
    assert made.count("registry") == 0


def test_of_a_registry_with_a_damaged_journal_what_holds_is_in_it_too(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    (workspace.data / "registry.journal").write_bytes(b"nothing of ours\n")
    made = make_backup(workspace, clock, to=tmp_path)
    assert (made.count("registry"), made.count("damaged")) == (1, 2)
    sites = json.loads(members(made.path)["data/registry.json"])["sites"]
    assert [site["id"] for site in sites.values()] == ["ROMA"]


def test_what_bears_no_name_of_an_audit_is_copied_as_it_lies(
    store: AuditStore, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    furnish(store, clock)
    (draft,) = workspace.drafts.glob("*.json")
    (ended,) = workspace.finished.rglob("*.json")
    for path in (draft, ended):
        path.with_name(f"{path.stem} (conflict).json").write_bytes(path.read_bytes())
        path.with_name(f".{path.name}.tmp.json").write_bytes(b"")
    made = make_backup(workspace, clock, to=tmp_path)
    assert (made.count("draft"), made.count("finished"), made.count("damaged")) == (1, 1, 2)
    assert [note.code for note in made.notes] == ["backup.damaged"] * 2
    assert all("(conflict)" in note.message for note in made.notes)


def test_what_lies_among_the_photos_and_is_none_is_passed_over(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    workspace.blobs.mkdir(parents=True)
    (workspace.blobs / ".x.tmp").write_bytes(b"half")
    (workspace.blobs / ("a" * 64)).mkdir()
    workspace.checklists.mkdir()
    (workspace.checklists / "notes.txt").write_bytes(b"none")
    assert len(make_backup(workspace, clock, to=tmp_path).manifest.members) == 1


def test_that_a_backup_was_made_is_told_to_be_forgotten_where_the_workspace_cannot_be_written(
    workspace: Workspace, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise NotSavedError("disk.readonly", "Not saved: the disk is read-only.")

    monkeypatch.setattr(backup_module, "transaction", refused)
    made = make_backup(workspace, clock, to=tmp_path)
    assert [note.code for note in made.notes] == ["backup.unlisted"]
    with open_archive(made.path):
        pass


def test_a_name_that_cannot_be_one_is_refused(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    for nasty in (tmp_path / "a\0b.zip", tmp_path / ("x" * 5000 + ".zip")):
        with pytest.raises(InputError, match="cannot be the name"):
            make_backup(workspace, clock, to=nasty)


@pytest.mark.parametrize(
    "name",
    [
        *("", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a/", "C:/x", "a\\b", "a\0b", "a\nb", "con"),
        *("NUL.txt", "a/com1.yaml", "a.", "a ", " a", ".ssh", "a/.x", "x" * 201, "/".join("a" * 13)),
        *("a\u202eb", "cafe\u0301", "a:b", "a*", "\ud800"),
    ],
)
def test_a_name_that_is_not_good_on_every_system_is_not_safe(name: str) -> None:
    assert not safe_name(name)


@pytest.mark.parametrize("name", ["a", "checklists/Höfe 2026.yaml", "data/blobs/ab", "漢字.yaml"])
def test_plain_names_are_safe(name: str) -> None:
    assert safe_name(name)


def test_a_name_that_is_none_is_no_backup() -> None:
    with pytest.raises(InputError, match="cannot be the name of a file"), open_archive(Path("a\0b")):
        pass


def test_a_backup_whose_manifest_comes_back_as_another_is_not_called_done(
    store: AuditStore,
    workspace: Workspace,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    furnish(store, clock)

    class Other(Archive):
        def __init__(self, stream: BinaryIO, where: str) -> None:
            super().__init__(stream, where)
            self.manifest = self.manifest.model_copy(update={"made": "1970-01-01T00:00:00Z"})

    monkeypatch.setattr(backup_module, "Archive", Other)
    with pytest.raises(EnvironmentFault, match="Its manifest is another one"):
        make_backup(workspace, clock, to=tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_damaged_files_with_the_same_content_are_copied_once(
    store: AuditStore,
    workspace: Workspace,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    furnish(store, clock)
    month = workspace.finished / "2026" / "01"
    month.mkdir(parents=True)
    (workspace.drafts / "x.json").write_bytes(b"{")
    (month / "x.json").write_bytes(b"{")
    monkeypatch.delattr(os, "posix_fadvise", raising=False)
    made = make_backup(workspace, clock, to=tmp_path)
    assert made.count("damaged") == 1
    assert [note.code for note in made.notes] == ["backup.damaged", "backup.damaged"]
