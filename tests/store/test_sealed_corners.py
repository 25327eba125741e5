"""Encrypted values that were changed, keys that are not here, copies without anything personal, photos coming back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, LockedError, NotSavedError, RefusedError
from audit_tui.store import restore_audits
from audit_tui.store.archive import open_archive
from audit_tui.store.auditfile import load
from audit_tui.store.backup import make_backup
from audit_tui.store.blobs import blobs_of, stored
from audit_tui.store.health import Diagnosis, diagnose
from audit_tui.store.quarantine import Quarantine
from audit_tui.store.reading import read_tables
from audit_tui.store.replay import journal_file
from audit_tui.store.restore import restore_backup
from audit_tui.store.sealed_survey import survey_sealed
from audit_tui.store.sealing import opened_in
from audit_tui.store.tables import dump_tables
from tests.store.builders import Auditor, new_workspace, save
from tests.store.sealed import Sealed

pytestmark = pytest.mark.usefixtures("no_keyring")


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Sealed:
    """A workspace full of canaries, encrypted and open."""
    made = Sealed(new_workspace(tmp_path), clock)
    made.fill()
    assert made.on().complete
    return made


def unnamed(house: Sealed, number: str) -> Path:
    """A draft in which nothing personal was said, not even whose it is."""
    auditor = Auditor(house.clock)
    auditor.facts = {"kind": "open"}
    with house.store.create(*auditor.begin(number)) as audit:
        save(audit, auditor.answer(audit.record))
        return audit.path


def damaged(house: Sealed) -> Path:
    """A draft whose journal is damaged in the middle."""
    path = house.audit("AUD-2026-ROMA-21", finish=False)
    with house.store.open("AUD-2026-ROMA-21") as audit:
        for value in ("yes", "no"):
            save(audit, Auditor(house.clock).answer(audit.record, "phone/q3", value))
        journal, snapshot = journal_file(path).read_bytes(), path.read_bytes()
    path.write_bytes(snapshot)
    journal_file(path).write_bytes(journal.replace(b'"op":"answered"', b'"op":"answereD"', 1))
    return path


def halfway(house: Sealed) -> None:
    """Turned off, with a copy in quarantine that cannot be made plain: the key file stays."""
    damaged(house)
    with house.store.open("AUD-2026-ROMA-21"):
        pass
    assert not house.off().complete
    assert house.workspace.vault.stage == "decrypting"


# -- audits -----------------------------------------------------------------------------------------------


def test_an_audit_with_an_encrypted_value_that_was_changed_is_not_opened_and_says_where(
    house: Sealed,
) -> None:
    path = house.workspace.data / house.store.find("AUD-2026-ROMA-02").path
    tables = read_tables(path)
    raw = next(raw for raw in tables["values"].values() if "sealed" in raw and raw["class"] == "private")
    known_as, _, text = raw["sealed"].partition(":")
    raw["sealed"] = f"{known_as}:{'B' if text[0] == 'A' else 'A'}{text[1:]}"
    journal_file(path).unlink()
    path.write_bytes(dump_tables(tables))
    with pytest.raises(InputError, match="was changed or is damaged") as caught:
        house.store.open("AUD-2026-ROMA-02")
    assert (caught.value.code, caught.value.where) == ("sealed.changed", str(path))
    # Without the key the chain alone is checked, and that holds.
    record, newer = load(path, read_tables(path))
    assert record.sealed and not newer


def test_an_audit_nobody_signed_is_listed_without_a_name_in_an_encrypted_workspace(house: Sealed) -> None:
    unnamed(house, "AUD-2026-ROMA-30")
    names = {row.number: row.auditor for row in house.store.rows()}
    assert names["AUD-2026-ROMA-30"] == ""
    assert names["AUD-2026-ROMA-01"] != ""


def test_bytes_in_which_no_audit_is_named_open_nothing_and_still_say_that_they_are_locked(
    house: Sealed,
) -> None:
    path = house.workspace.data / house.store.find("AUD-2026-ROMA-02").path
    found = read_tables(path)
    content = dump_tables({"values": {at: raw for at, raw in found["values"].items() if "sealed" in raw}})
    vault = house.workspace.vault
    assert list(opened_in(content, vault)) == []
    assert list(opened_in(dump_tables(found), vault)) != []
    for bytes_ in (content, dump_tables(found)):
        with pytest.raises(LockedError, match="is locked"):
            list(opened_in(bytes_, house.again(None).workspace.vault))


# -- photos and files -------------------------------------------------------------------------------------


def test_photos_are_read_by_their_name_whichever_way_they_lie(house: Sealed) -> None:
    (sha256, *_), open_ = [sha256 for sha256, _ in stored(house.workspace.blobs)], blobs_of
    with open_(house.workspace)(sha256).open() as stream:
        content = stream.read()
    assert b"PHOTOCANARY" in content
    assert house.off().complete
    with open_(house.workspace)(sha256).open() as stream:
        assert stream.read() == content


def test_an_encrypted_photo_of_a_backup_comes_back_plain_where_encryption_is_turned_off(
    house: Sealed, tmp_path: Path
) -> None:
    file = make_backup(house.workspace, house.clock, to=tmp_path).path
    halfway(house)
    sha256, path = next(stored(house.workspace.blobs))
    content = path.read_bytes()
    path.unlink()
    with open_archive(file) as archive:
        assert restore_backup(archive, house.workspace, house.clock).blobs == 1
    assert path.name == sha256
    assert path.read_bytes() == content


def test_a_disk_that_refuses_an_encrypted_photo_of_a_backup_says_so_and_the_next_restore_brings_it(
    house: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make_backup(house.workspace, house.clock, to=tmp_path).path
    _, path = next(stored(house.workspace.blobs))
    content = path.read_bytes()
    path.unlink()

    def full(target: Path, fill: Callable[[int], None]) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched, open_archive(file) as archive:
        patched.setattr(restore_audits, "install", full)
        with pytest.raises(NotSavedError, match="the disk is full"):
            restore_backup(archive, house.workspace, house.clock)
    assert not path.exists()
    with open_archive(file) as archive:
        assert restore_backup(archive, house.workspace, house.clock).blobs == 1
    assert path.read_bytes() == content


# -- quarantine and doctor --------------------------------------------------------------------------------


def test_an_encrypted_copy_is_not_put_back_over_a_journal_that_lies_in_its_place(
    tmp_path: Path, clock: FixedClock
) -> None:
    house = Sealed(new_workspace(tmp_path), clock)
    house.audit("AUD-2026-ROMA-01", finish=False)
    house.store.delete_draft("AUD-2026-ROMA-01")
    assert house.on().complete
    quarantine = Quarantine(house.workspace, house.clock)
    (copy,) = quarantine.all()
    assert copy.name.endswith(".json.sealed")
    left = house.workspace.drafts / f"{copy.audit}.journal"
    left.write_bytes(b"somebody's")
    with pytest.raises(RefusedError, match="in the way"):
        quarantine.put_back(copy)
    assert copy.path.exists() and left.read_bytes() == b"somebody's"
    left.unlink()
    assert quarantine.put_back(copy) == left.with_suffix(".json")
    assert not copy.path.exists()


def test_a_copy_in_which_nothing_is_personal_counts_neither_as_encrypted_nor_as_plain(house: Sealed) -> None:
    before = survey_sealed(house.workspace)
    unnamed(house, "AUD-2026-ROMA-30")
    house.store.delete_draft("AUD-2026-ROMA-30")
    after = survey_sealed(house.workspace)
    assert (after.sealed, after.plain) == (before.sealed, before.plain)


def test_doctor_says_how_far_turning_it_off_has_come_and_how_it_goes_on(house: Sealed) -> None:
    halfway(house)
    seen: Diagnosis = diagnose(house.workspace, house.clock, {})
    (said,) = [remark for remark in seen.findings if remark.code == "encryption.unfinished"]
    assert "turned off, and not everything is plain yet" in said.message
    assert "encryption off" in said.next_step
    assert seen.facts["encryption"]["stage"] == "decrypting"
    assert seen.facts["encryption"]["encrypted"] == 1
    assert said.message.endswith("plain yet: 1 thing is encrypted.")
