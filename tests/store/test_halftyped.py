"""What is being typed lies in a file of its own: kept, taken out, encrypted, told of, erased; in no backup."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, LockedError, NotSavedError
from audit_tui.store import disk, halftyped
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import make_backup
from audit_tui.store.encrypting import sealed_things
from audit_tui.store.erasing import Eraser
from audit_tui.store.halftyped import (
    HalfTyped,
    change_half_typed,
    check_half_typed,
    convert_half_typed,
    forget_half_typed,
    half_typed_files,
    read_half_typed,
)
from audit_tui.store.health import diagnose
from audit_tui.store.holds import Holds
from audit_tui.store.privacy import Privacy
from audit_tui.store.quarantine import Quarantine
from audit_tui.store.sealed_survey import survey_sealed
from audit_tui.store.workspace import Workspace
from tests.store.builders import ACTOR, DEVICE, PLACE, Auditor, started
from tests.store.sealed import Sealed, canaries

AUDIT = "01HF7YAT00AVDAVDAVDAVDAVDA"
NOTE = HalfTyped("The privatecanary was long", 1_795_341_600_000, 60)


def name(workspace: Workspace, audit: str = AUDIT) -> Path:
    return workspace.half_typed / f"{audit}.json"


def told(workspace: Workspace, clock: FixedClock) -> list[str]:
    """What `doctor` tells of half typed texts, by its codes."""
    codes = [note.code for note in diagnose(workspace, clock, {}).notes]
    return [code for code in codes if code.startswith("typed")]


def test_texts_choices_and_forms_come_back_as_they_were_kept(workspace: Workspace) -> None:
    texts = {
        "note:phone/q1": NOTE,
        "card:phone/q2": HalfTyped(["hello", "offer"], 2, -60),
        "action:phone/q1": HalfTyped({"what": "Man the desk", "owner": ""}, 3),
    }
    change_half_typed(workspace, AUDIT, texts)
    assert read_half_typed(workspace, AUDIT) == texts
    assert half_typed_files(workspace) == [name(workspace)]


def test_what_is_put_and_dropped_leaves_the_rest_alone(workspace: Workspace) -> None:
    change_half_typed(workspace, AUDIT, {"a": NOTE, "b": NOTE})
    change_half_typed(workspace, AUDIT, {"c": NOTE}, ["a", "never there"])
    assert read_half_typed(workspace, AUDIT).keys() == {"b", "c"}


def test_with_nothing_left_there_is_no_file(workspace: Workspace) -> None:
    change_half_typed(workspace, AUDIT, {}, ["a"])
    assert not workspace.half_typed.exists()
    change_half_typed(workspace, AUDIT, {"a": NOTE})
    change_half_typed(workspace, AUDIT, {}, ["a"])
    assert half_typed_files(workspace) == [] and read_half_typed(workspace, AUDIT) == {}


def test_forgetting_deletes_the_file_and_what_was_being_written(workspace: Workspace) -> None:
    forget_half_typed(workspace, AUDIT)
    change_half_typed(workspace, AUDIT, {"a": NOTE})
    left = name(workspace).with_name(f".{AUDIT}.json.abc.tmp")
    left.touch()
    forget_half_typed(workspace, AUDIT)
    assert list(workspace.half_typed.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"texts": 3}',
        b'{"texts": {"a": {"text": "x"}}}',
        b'{"texts": {"a": {"text": 1, "wall": 2, "offset": 0}}}',
    ],
)
def test_a_damaged_file_holds_nothing_and_is_told_of(
    workspace: Workspace, clock: FixedClock, content: bytes
) -> None:
    change_half_typed(workspace, AUDIT, {"a": NOTE})
    name(workspace).write_bytes(content)
    assert read_half_typed(workspace, AUDIT) == {}
    with pytest.raises(InputError, match="does not hold what was half typed"):
        check_half_typed(workspace, name(workspace))
    assert told(workspace, clock) == ["typed.damaged"]
    change_half_typed(workspace, AUDIT, {"b": NOTE})
    assert read_half_typed(workspace, AUDIT) == {"b": NOTE}


def test_nothing_in_a_file_can_steer_a_terminal(workspace: Workspace) -> None:
    change_half_typed(workspace, AUDIT, {"a": HalfTyped("loud\x1b[2J and\nclear", 1)})
    assert read_half_typed(workspace, AUDIT)["a"].text == "loud[2J and\nclear"


def test_a_disk_that_refuses_leaves_what_was_kept(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_half_typed(workspace, AUDIT, {"a": NOTE})

    def full(*_rest: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_all", full)
    with pytest.raises(NotSavedError):
        change_half_typed(workspace, AUDIT, {"b": NOTE})
    assert read_half_typed(workspace, AUDIT) == {"a": NOTE}


# -- encrypted ------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(workspace: Workspace, clock: FixedClock) -> Sealed:
    return Sealed(workspace, clock)


def test_in_an_encrypted_workspace_nothing_of_it_lies_in_plain(sealed: Sealed) -> None:
    sealed.on()
    change_half_typed(sealed.workspace, AUDIT, {"a": NOTE})
    assert [path.name for path in half_typed_files(sealed.workspace)] == [f"{AUDIT}.json.sealed"]
    assert canaries(sealed.workspace) == []
    assert read_half_typed(sealed.again().workspace, AUDIT) == {"a": NOTE}


def test_without_the_key_it_is_neither_read_nor_written(sealed: Sealed) -> None:
    sealed.on()
    change_half_typed(sealed.workspace, AUDIT, {"a": NOTE})
    locked = sealed.again(None)
    assert read_half_typed(locked.workspace, AUDIT) == {}
    with pytest.raises(LockedError):
        change_half_typed(locked.workspace, AUDIT, {"b": NOTE})
    assert told(locked.workspace, sealed.clock) == []


def test_turning_encryption_on_and_off_takes_it_along(sealed: Sealed) -> None:
    change_half_typed(sealed.workspace, AUDIT, {"a": NOTE})
    assert survey_sealed(sealed.workspace).plain["typed"] == 1
    assert sealed.on().complete
    assert canaries(sealed.workspace) == []
    assert survey_sealed(sealed.workspace).sealed["typed"] == 1
    assert [path.name for path in sealed_things(sealed.workspace)] == [f"{AUDIT}.json.sealed"]
    assert read_half_typed(sealed.workspace, AUDIT) == {"a": NOTE}
    assert sealed.off().complete
    assert half_typed_files(sealed.workspace) == [name(sealed.workspace)]
    assert read_half_typed(sealed.workspace, AUDIT) == {"a": NOTE}


def test_a_file_that_lies_right_or_is_gone_is_left_alone_by_a_pass(workspace: Workspace) -> None:
    change_half_typed(workspace, AUDIT, {"a": NOTE})
    assert not convert_half_typed(workspace, name(workspace))
    assert not convert_half_typed(workspace, name(workspace).with_suffix(".json.sealed"))


def test_a_text_that_is_written_while_encryption_is_turned_on_ends_encrypted(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = disk.write_atomic

    def slowly(path: Path, content: bytes) -> None:
        monkeypatch.setattr(halftyped, "write_atomic", before)
        before(path, content)
        # The pass goes by this folder in the very moment between writing and looking again.
        monkeypatch.setattr(halftyped, "convert_half_typed", lambda *_: False)
        monkeypatch.setattr("audit_tui.store.encrypting.half_typed_files", lambda _: [])
        sealed.on()

    monkeypatch.setattr(halftyped, "write_atomic", slowly)
    change_half_typed(sealed.workspace, AUDIT, {"a": NOTE})
    assert canaries(sealed.workspace) == []
    assert read_half_typed(sealed.workspace, AUDIT) == {"a": NOTE}


# -- with its audit -------------------------------------------------------------------------------------------


def test_an_audit_that_ends_takes_its_half_typed_texts_along(store: AuditStore, auditor: Auditor) -> None:
    with started(store, auditor) as audit:
        change_half_typed(store.workspace, audit.record.header.id, {"a": NOTE})
        audit.end(auditor.finish(audit.record), PLACE)
    assert half_typed_files(store.workspace) == []


def test_a_draft_that_is_deleted_and_put_back_finds_its_text_again(
    store: AuditStore, auditor: Auditor, clock: FixedClock
) -> None:
    with started(store, auditor) as audit:
        id_ = audit.record.header.id
    change_half_typed(store.workspace, id_, {"a": NOTE})
    store.delete_draft(id_)
    assert told(store.workspace, clock) == ["typed.orphan"]
    quarantine = Quarantine(store.workspace, clock)
    quarantine.put_back(quarantine.all()[0])
    assert read_half_typed(store.workspace, id_) == {"a": NOTE}
    assert told(store.workspace, clock) == ["typed.waiting"]


def test_a_draft_that_is_deleted_for_good_leaves_no_half_typed_text(
    store: AuditStore, auditor: Auditor, clock: FixedClock
) -> None:
    with started(store, auditor) as audit:
        id_ = audit.record.header.id
    change_half_typed(store.workspace, id_, {"a": NOTE})
    store.delete_draft(id_)
    quarantine = Quarantine(store.workspace, clock)
    quarantine.delete(quarantine.all()[0])
    assert half_typed_files(store.workspace) == []


def test_a_backup_says_that_it_holds_no_half_typed_text(
    store: AuditStore, auditor: Auditor, clock: FixedClock, tmp_path: Path
) -> None:
    with started(store, auditor) as audit:
        change_half_typed(store.workspace, audit.record.header.id, {"a": NOTE})
    made = make_backup(store.workspace, clock, to=tmp_path)
    assert "half-typed" in made.manifest.left_out
    with zipfile.ZipFile(made.path) as archive:
        assert not any(b"privatecanary" in archive.read(member) for member in archive.namelist())


# -- erasure --------------------------------------------------------------------------------------------------


def erase(
    workspace: Workspace, clock: FixedClock, who: str = "Zdenka Kanariova"
) -> tuple[list[str], list[str]]:
    privacy = Privacy(workspace, clock)
    outcome = Eraser(privacy, clock, actor=ACTOR, device=DEVICE, run="0" * 16).erase(
        privacy.resolve(who), "request under Art. 17 GDPR"
    )
    return outcome.changed, [why for _name, why in outcome.skipped]


@pytest.fixture
def speaking(store: AuditStore, auditor: Auditor) -> str:
    """An open audit in which a note about somebody is half typed."""
    with started(store, auditor) as audit:
        id_ = audit.record.header.id
    form = HalfTyped({"what": "Ask", "owner": "Zdenka Kanariova"}, 5)
    change_half_typed(store.workspace, id_, {"action:phone/q1": form})
    return id_


def test_a_name_that_is_half_typed_is_found_and_erased(
    workspace: Workspace, clock: FixedClock, speaking: str
) -> None:
    privacy = Privacy(workspace, clock)
    (spot,) = privacy.find(privacy.resolve("Zdenka Kanariova"))
    assert (spot.kind, spot.name, spot.fate, spot.audit) == ("typed", "AUD-2026-ROMA-01", "delete", speaking)
    changed, skipped = erase(workspace, clock)
    assert changed == ["AUD-2026-ROMA-01: what was half typed is deleted"] and skipped == []
    assert half_typed_files(workspace) == []


def test_somebody_else_s_half_typed_text_stays(
    workspace: Workspace, clock: FixedClock, speaking: str
) -> None:
    assert erase(workspace, clock, "Otto Normal") == ([], [])
    assert half_typed_files(workspace) == [name(workspace, speaking)]


def test_an_audit_that_is_open_keeps_its_text_and_the_erasure_says_so(
    store: AuditStore, clock: FixedClock, speaking: str
) -> None:
    with store.open(speaking):
        changed, skipped = erase(store.workspace, clock)
    assert changed == [] and skipped[0].startswith("it is open elsewhere: ")


def test_a_disk_that_refuses_to_delete_it_is_told(
    workspace: Workspace, clock: FixedClock, speaking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise disk.not_saved(OSError(30, "Read-only file system"), path)

    monkeypatch.setattr(halftyped, "remove", refuse)
    assert erase(workspace, clock)[1][0] == "Not saved: the disk is read-only."


def test_a_held_audit_keeps_its_half_typed_text(store: AuditStore, clock: FixedClock, speaking: str) -> None:
    Holds(store.workspace, clock).hold(store.find(speaking), "complaint pending")
    privacy = Privacy(store.workspace, clock)
    (spot,) = privacy.find(privacy.resolve("Zdenka Kanariova"))
    assert (spot.fate, spot.why) == ("stay", "held: complaint pending")


def test_a_damaged_file_is_told_by_a_search_for_a_name(
    workspace: Workspace, clock: FixedClock, speaking: str
) -> None:
    name(workspace, speaking).write_bytes(b"{")
    privacy = Privacy(workspace, clock)
    (spot,) = privacy.find(privacy.resolve("Zdenka Kanariova"))
    assert (spot.kind, spot.certain, spot.why) == ("typed", False, "It does not hold what was half typed.")
