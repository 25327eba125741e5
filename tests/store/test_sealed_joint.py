"""Encryption together with the rest of the store: quarantine, privacy, backup and restore, doctor; open and locked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, LockedError, RefusedError
from audit_tui.reports.rescue import entry_words
from audit_tui.rescuing import say_again, standings
from audit_tui.rules.history import history
from audit_tui.rules.verify import verify_tables
from audit_tui.store.archive import open_archive
from audit_tui.store.auditfile import load
from audit_tui.store.backup import make_backup
from audit_tui.store.blobs import is_locked, stored
from audit_tui.store.disclosure import disclose
from audit_tui.store.erasing import Eraser
from audit_tui.store.health import diagnose
from audit_tui.store.holds import Holds
from audit_tui.store.privacy import Privacy
from audit_tui.store.quarantine import Quarantine
from audit_tui.store.reading import read_tables
from audit_tui.store.registry import Registry
from audit_tui.store.replay import journal_file
from audit_tui.store.restore import restore_backup
from audit_tui.store.restoring import Restored
from audit_tui.store.sealed_survey import survey_sealed
from audit_tui.store.workspace import Workspace
from tests.store.builders import ACTOR, DEVICE, PLACE, Auditor, new_workspace, save
from tests.store.sealed import NAME, Sealed, canaries
from tests.store.test_moving import moved, session_of

pytestmark = pytest.mark.usefixtures("no_keyring")

GROUND = "request under Art. 17 GDPR"


@pytest.fixture
def plain(tmp_path: Path, clock: FixedClock) -> Sealed:
    """A workspace full of canaries, not encrypted yet."""
    made = Sealed(new_workspace(tmp_path), clock)
    made.fill()
    return made


@pytest.fixture
def house(plain: Sealed) -> Sealed:
    """The same, encrypted and open."""
    plain.on()
    return plain


@pytest.fixture
def locked(house: Sealed) -> Sealed:
    """The same as a process sees it that has no key."""
    return house.again(None)


def damaged_draft(house: Sealed) -> Path:
    """A draft whose journal is damaged in the middle, with a private note after the damage."""
    path = house.audit("AUD-2026-ROMA-21", finish=False)
    with house.store.open("AUD-2026-ROMA-21") as audit:
        auditor = Auditor(house.clock)
        save(audit, auditor.answer(audit.record, "phone/q3", "yes"))
        save(audit, auditor.answer(audit.record, "phone/q1", "no"))
        save(audit, auditor.change(audit.record, "noted", "phone/q3#private", "PRIVATECANARY later"))
        journal, snapshot = journal_file(path).read_bytes(), path.read_bytes()
    path.write_bytes(snapshot)
    journal_file(path).write_bytes(journal.replace(b'"op":"answered"', b'"op":"answereD"', 1))
    return path


# -- quarantine -------------------------------------------------------------------------------------------


def test_an_encrypted_copy_is_known_for_what_it_is_and_put_back(house: Sealed) -> None:
    quarantine = Quarantine(house.workspace, house.clock)
    (one,) = quarantine.all()
    assert one.name.endswith(".json.sealed")
    assert (one.why, one.number, one.fault, one.locked) == ("aside", "AUD-2026-ROMA-04", "", False)
    assert quarantine.find("AUD-2026-ROMA-04").path == one.path
    target = quarantine.put_back(one)
    assert target.parent == house.workspace.drafts
    assert quarantine.all() == []
    assert canaries(house.workspace) == []
    with house.store.open("AUD-2026-ROMA-04") as audit:
        assert not audit.readonly
        assert audit.record.projection.item("phone/sign").value == NAME


def test_locked_it_is_listed_and_everything_else_says_that_it_is_locked(locked: Sealed) -> None:
    quarantine = Quarantine(locked.workspace, locked.clock)
    (one,) = quarantine.all()
    assert (one.why, one.locked, one.readable) == ("aside", True, False)
    assert "is locked" in one.fault
    for ask in (quarantine.put_back, quarantine.look, quarantine.delete):
        with pytest.raises(LockedError, match="is locked"):
            ask(one)
    assert one.path.exists()


def test_a_legal_hold_is_seen_before_the_lock(house: Sealed) -> None:
    quarantine = Quarantine(house.workspace, house.clock)
    (one,) = quarantine.all()
    quarantine.put_back(one)
    Holds(house.workspace, house.clock).hold(house.store.find("AUD-2026-ROMA-04"), "complaint pending")
    house.store.delete_draft("AUD-2026-ROMA-04")
    house.on()
    for way in (house, house.again(None)):
        quarantine = Quarantine(way.workspace, way.clock)
        with pytest.raises(RefusedError, match="AUD-2026-ROMA-04 is held"):
            quarantine.delete(quarantine.all()[0])


def test_deleting_an_encrypted_copy_takes_its_photo_along(house: Sealed) -> None:
    before = {sha256 for sha256, _ in stored(house.workspace.blobs)}
    quarantine = Quarantine(house.workspace, house.clock)
    quarantine.delete(quarantine.all()[0])
    assert quarantine.all() == []
    assert len(before - {sha256 for sha256, _ in stored(house.workspace.blobs)}) == 1


def test_entries_after_a_damage_are_rescued_from_an_encrypted_journal(house: Sealed) -> None:
    damaged_draft(house)
    assert canaries(house.workspace) == []
    with house.again(None).store.open("AUD-2026-ROMA-21") as audit:
        assert audit.readonly
        assert audit.rescue is not None
        assert [entry.whole for entry in audit.rescue.later] == [True, False]
    with house.store.open("AUD-2026-ROMA-21") as audit:
        assert not audit.readonly
        assert audit.rescue is not None
        assert [entry.value for entry in audit.rescue.later][-1] == "PRIVATECANARY later"
        assert audit.rescue.kept is not None
    assert canaries(house.workspace) == []
    assert house.on().complete
    kept = [one for one in Quarantine(house.workspace, house.clock).all() if one.why == "damaged"]
    assert [(one.later, one.number) for one in kept] == [(2, "AUD-2026-ROMA-21")]


def test_copies_of_a_damaged_draft_made_before_are_encrypted_whole_and_still_rescue(plain: Sealed) -> None:
    damaged_draft(plain)
    with plain.store.open("AUD-2026-ROMA-21") as audit:
        assert audit.rescue is not None
    plain.store.delete_draft("AUD-2026-ROMA-21")
    plain.on()
    assert canaries(plain.workspace) == []
    quarantine = Quarantine(plain.workspace, plain.clock)
    kept = next(one for one in quarantine.all() if one.why == "damaged")
    assert kept.name.endswith(".json.sealed")
    assert [entry.value for entry in quarantine.look(kept).later][-1] == "PRIVATECANARY later"
    # Put back, the draft holds what stood before the damage; the copy stays, for the rest is in it alone.
    quarantine.put_back(kept)
    assert kept.path.exists()
    with plain.store.open("AUD-2026-ROMA-21") as audit:
        entries = quarantine.entries(kept, audit.record)
        assert [entry.value for entry in entries][-1] == "PRIVATECANARY later"
    with pytest.raises(RefusedError, match="has audit AUD-2026-ROMA-21 already"):
        quarantine.put_back(kept)
    done = plain.off()
    assert done.complete
    assert not any(path.name.endswith(".sealed") for path in plain.workspace.quarantine.iterdir())


def test_turning_it_off_names_a_copy_that_cannot_be_made_plain(house: Sealed) -> None:
    damaged_draft(house)
    with house.store.open("AUD-2026-ROMA-21"):
        pass
    done = house.off()
    assert len(done.left) == 1
    assert "journal is damaged" in done.left[0][1]
    assert house.workspace.vault.stage == "decrypting"
    quarantine = Quarantine(house.workspace, house.clock)
    quarantine.delete(next(one for one in quarantine.all() if one.why == "damaged"))
    assert house.off().complete


# -- history ----------------------------------------------------------------------------------------------


def test_the_history_says_locked_where_it_cannot_tell(house: Sealed) -> None:
    for way, absent in ((house, None), (house.again(None), "locked")):
        with way.store.open("AUD-2026-ROMA-01", write=False) as audit:
            private = [entry for entry in history(audit.record, "phone/q2") if entry.private]
            assert len(private) == 2
            assert [entry.new.absent for entry in private if entry.new] == [absent, absent]
            public = history(audit.record, "phone/q2", classes={"note"})
            assert {e.new.absent for e in public if e.private and e.new} == {"withheld"}


# -- privacy ----------------------------------------------------------------------------------------------


def test_a_person_is_found_in_what_is_encrypted_and_erased_from_it(house: Sealed, tmp_path: Path) -> None:
    privacy = Privacy(house.workspace, house.clock)
    somebody = privacy.resolve(NAME)
    spots = privacy.find(somebody)
    kinds = {spot.kind for spot in spots}
    assert {"audit", "registry", "action", "feedback", "survey", "quarantine"} <= kinds
    disclose(privacy, somebody, spots, house.clock, tmp_path / "out")
    assert NAME in (tmp_path / "out" / "personal-data.json").read_text(encoding="utf-8")
    Holds(house.workspace, house.clock).release(house.store.find("AUD-2026-ROMA-03"))
    eraser = Eraser(privacy, house.clock, actor=ACTOR, device=DEVICE, run="0" * 16)
    outcome = eraser.erase(privacy.resolve(NAME), GROUND)
    assert (outcome.skipped, outcome.remains) == ([], [])
    assert privacy.find(somebody) == []
    for row in house.store.rows():
        tables = read_tables(house.workspace.data / row.path)
        check = verify_tables(tables)
        assert check.ok, check.findings
        assert check.erased > 0
        record, _ = load(house.workspace.data / row.path, tables, house.workspace.vault)
        assert record.projection.item("phone/q2").private_note == "PRIVATECANARY was very rude."
    house.off()
    assert canaries(house.workspace, ("kanari", "zdenka")) == []


def test_a_name_inside_an_encrypted_photo_is_found(house: Sealed) -> None:
    privacy = Privacy(house.workspace, house.clock)
    assert len(privacy.pictured(privacy.resolve("photocanary").wanted)) == 4


def test_locked_nobody_is_searched_for(locked: Sealed) -> None:
    privacy = Privacy(locked.workspace, locked.clock)
    somebody = privacy.resolve(NAME)
    with pytest.raises(LockedError, match="is locked"):
        privacy.find(somebody)
    eraser = Eraser(privacy, locked.clock, actor=ACTOR, device=DEVICE, run="0" * 16)
    with pytest.raises(LockedError, match="is locked"):
        eraser.erase(somebody, GROUND)
    with pytest.raises(LockedError, match="is locked"):
        eraser.erase_due([], GROUND)


def test_backups_are_looked_into_with_the_key_and_told_unknown_without(house: Sealed, tmp_path: Path) -> None:
    make_backup(house.workspace, house.clock, to=tmp_path)
    privacy = Privacy(house.workspace, house.clock)
    (backup,) = [spot for spot in privacy.find(privacy.resolve(NAME)) if spot.kind == "backup"]
    assert backup.certain
    other = Sealed(new_workspace(tmp_path / "other"), house.clock)
    target = other.workspace.base / "foreign.zip"
    target.write_bytes(next(tmp_path.glob("*.zip")).read_bytes())
    privacy = Privacy(other.workspace, other.clock)
    (backup,) = [spot for spot in privacy.find(privacy.resolve(NAME)) if spot.kind == "backup"]
    assert not backup.certain
    assert "nobody knows what is in it" in backup.why


# -- backup and restore -----------------------------------------------------------------------------------


def backed_up(house: Sealed, folder: Path) -> Path:
    done = make_backup(house.workspace, house.clock, to=folder)
    assert done.notes == []
    return done.path


def restored(file: Path, workspace: Workspace, clock: FixedClock) -> Restored:
    with open_archive(file) as archive:
        return restore_backup(archive, workspace, clock)


@pytest.mark.parametrize("open_", [True, False])
def test_a_backup_holds_what_is_encrypted_as_it_lies(house: Sealed, tmp_path: Path, open_: bool) -> None:
    file = backed_up(house if open_ else house.again(None), tmp_path)
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        content = b"".join(archive.read(name) for name in names)
    assert "data/encryption.json" in names
    assert not any(sign in content.lower() for sign in (b"kanari", b"canary", b"zdenka"))


@pytest.mark.parametrize("by", ["passphrase", "recovery"])
def test_restored_on_another_machine_it_is_locked_and_opened_by_either_key(
    house: Sealed, tmp_path: Path, by: str
) -> None:
    file = backed_up(house, tmp_path)
    there = Sealed(new_workspace(tmp_path / "there"), house.clock)
    done = restored(file, there.workspace, house.clock)
    assert {audit.outcome for audit in done.audits} == {"restored"}
    assert done.notes == []
    assert there.workspace.vault.locked
    assert canaries(there.workspace) == []
    for row in there.store.rows():
        assert verify_tables(read_tables(there.workspace.data / row.path)).ok
    if by == "passphrase":
        there = there.again()
    else:
        assert there.workspace.vault.by_recovery(house.recovery)
    with there.store.open("AUD-2026-ROMA-02") as audit:
        assert not audit.readonly
        assert audit.record.projection.item("phone/sign").value == NAME
    assert [one.name for one in Registry(there.workspace, there.clock).people()] == [NAME]
    # Once more into the same one: everything is there already.
    again = restored(file, there.workspace, house.clock)
    assert {audit.outcome for audit in again.audits} == {"same"}
    with pytest.raises(LockedError, match="is locked"):
        restored(file, there.again(None).workspace, house.clock)


def test_a_plain_backup_is_encrypted_on_its_way_in(plain: Sealed, tmp_path: Path) -> None:
    damaged_draft(plain)
    file = make_backup(plain.workspace, plain.clock, to=tmp_path).path
    there = Sealed(new_workspace(tmp_path / "there"), plain.clock)
    there.on()
    with pytest.raises(LockedError, match="is locked"):
        restored(file, there.again(None).workspace, plain.clock)
    restored(file, there.workspace, plain.clock)
    assert canaries(there.workspace) == []
    with there.store.open("AUD-2026-ROMA-01") as audit:
        assert audit.record.projection.item("phone/sign").value == NAME
    assert any(path.name.endswith(".journal.sealed") for path in there.workspace.quarantine.iterdir())
    assert [one.name for one in Registry(there.workspace, there.clock).people()] == [NAME]


def test_audits_that_went_apart_lie_in_quarantine_encrypted(plain: Sealed, tmp_path: Path) -> None:
    file = backed_up(plain, tmp_path)
    with plain.store.open("AUD-2026-ROMA-02") as audit:
        save(audit, Auditor(plain.clock).answer(audit.record, "phone/q3", "yes"))
    mine = backed_up(plain, tmp_path / "w")
    there = Sealed(new_workspace(tmp_path / "there"), plain.clock)
    there.on()
    restored(file, there.workspace, plain.clock)
    with there.store.open("AUD-2026-ROMA-02") as audit:
        save(audit, Auditor(plain.clock).answer(audit.record, "phone/q3", "no"))
    done = restored(mine, there.workspace, plain.clock)
    assert [audit.outcome for audit in done.audits if audit.number == "AUD-2026-ROMA-02"] == ["aside"]
    assert canaries(there.workspace) == []
    (one,) = [one for one in Quarantine(there.workspace, there.clock).all() if one.why == "restored"]
    assert (one.number, one.fault) == ("AUD-2026-ROMA-02", "")


def test_a_backup_under_another_key_comes_into_a_folder_of_its_own_only(
    house: Sealed, tmp_path: Path
) -> None:
    file = backed_up(house, tmp_path)
    other = Sealed(new_workspace(tmp_path / "other"), house.clock)
    other.fill()
    for _ in range(2):
        with pytest.raises(RefusedError, match="a key that this workspace does not have"):
            restored(file, other.workspace, house.clock)
        other.on("quite another passphrase")


def test_a_backup_with_a_damaged_key_file_changes_nothing(house: Sealed, tmp_path: Path) -> None:
    path = house.workspace.vault.path
    document = orjson.loads(path.read_bytes())
    document["encryption"]["key"] = "0" * 16
    path.write_bytes(orjson.dumps(document))
    file = make_backup(house.workspace, house.clock, to=tmp_path).path
    there = new_workspace(tmp_path / "there")
    with pytest.raises(InputError, match="cannot be opened"):
        restored(file, there, house.clock)
    assert not there.registry.exists()


# -- doctor -----------------------------------------------------------------------------------------------


def codes(house: Sealed) -> set[str]:
    seen = diagnose(house.workspace, house.clock, {})
    return {remark.code for remark in (*seen.findings, *seen.notes) if not remark.code.startswith("backup.")}


def test_doctor_says_how_encryption_stands(plain: Sealed) -> None:
    assert not any(code.startswith("encryption") for code in codes(plain))
    plain.on()
    assert "encryption.unfinished" not in codes(plain)
    assert {"encryption.locked", "quarantine.locked"} <= codes(plain.again(None))
    assert not any("missing" in code or "damaged" in code for code in codes(plain.again(None)))
    kept = plain.workspace.vault.path.read_bytes()
    plain.workspace.vault.path.write_bytes(kept[:-10])
    assert "encryption.damaged" in codes(plain)
    plain.workspace.vault.path.unlink()
    assert "encryption.missing" in codes(plain)
    (plain.workspace.base / "audit-workspace.toml").write_text("", encoding="utf-8")
    assert "encryption.orphan" in codes(plain.again(None))
    plain.workspace.vault.path.write_bytes(kept)
    blob, path = next(stored(plain.workspace.blobs))
    path.rename(plain.workspace.blobs / blob)
    assert "encryption.unfinished" in codes(plain)


# -- a newer checklist ------------------------------------------------------------------------------------


def test_an_encrypted_draft_moves_to_a_newer_checklist(house: Sealed) -> None:
    with house.store.open("AUD-2026-ROMA-02") as audit:
        session = moved(audit, house.clock)
        assert session.record.projection.item("phone/q2").private_note == "PRIVATECANARY was very rude."
    assert canaries(house.workspace) == []
    for way in (house, house.again(None)):
        with way.store.open("AUD-2026-ROMA-02") as audit:
            assert [one.version for one in audit.record.checklists] == ["2"]
            assert audit.readonly == way.workspace.vault.locked
    with house.store.open("AUD-2026-ROMA-02") as audit:
        assert audit.record.projection.item("phone/sign").value == NAME


# -- saying again -----------------------------------------------------------------------------------------


def test_what_is_in_an_encrypted_copy_is_said_again_and_locked_it_says_so(house: Sealed) -> None:
    damaged_draft(house)
    locked = house.again(None)
    with locked.store.open("AUD-2026-ROMA-21") as audit:
        assert audit.rescue is not None
        session = session_of(audit.record, house.clock)
        assert standings(session, audit.rescue.later) == ["new", "locked"]
        words = [entry_words(entry, session, "en", str)[1] for entry in audit.rescue.later]
        assert words[-1] == "private note written: locked"
    with house.store.open("AUD-2026-ROMA-21") as audit:
        assert audit.rescue is not None
        session = session_of(audit.record, house.clock)
        assert standings(session, audit.rescue.later) == ["new", "new"]
        for entry in audit.rescue.later:
            change = say_again(session, entry, "rescued")
            assert change is not None
            audit.append(change)
            session.apply(change)
    assert canaries(house.workspace) == []
    with house.store.open("AUD-2026-ROMA-21") as audit:
        assert audit.record.projection.item("phone/q3").private_note == "PRIVATECANARY later"


# -- any walk ---------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("private"), st.sampled_from(["phone/q1", "phone/q2"]), st.text(max_size=30)),
        st.tuples(st.just("sign"), st.just("phone/sign"), st.text(min_size=1, max_size=30)),
        st.tuples(
            st.just("answer"), st.sampled_from(["phone/q1", "phone/q3"]), st.sampled_from(["yes", "no"])
        ),
        st.tuples(st.sampled_from(["on", "off", "reopen"]), st.just(""), st.just("")),
    ),
    max_size=8,
)


@given(steps=STEPS, finish=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_and_whenever_it_is_turned_on_or_off_the_record_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]], finish: bool
) -> None:
    clock = FixedClock()
    house = Sealed(new_workspace(tmp_path_factory.mktemp("any")), clock)
    auditor = Auditor(clock)
    audit = house.store.create(*auditor.begin())
    expected = audit.record
    for what, path, text in steps:
        if what in ("on", "off", "reopen"):
            audit.close()
            if what == "on":
                assert house.on().complete
            elif what == "off" and house.workspace.vault.file is not None:
                assert house.off().complete
            audit = house.store.open("AUD-2026-ROMA-01")
            assert audit.record.values == expected.values
            assert audit.record.projection == expected.projection
            expected = audit.record
            continue
        op = "noted" if what == "private" else "answered"
        where = f"{path}#private" if what == "private" else path
        save(audit, auditor.change(expected, op, where, text, "person" if what == "sign" else None))
    if finish:
        end = auditor.finish(expected)
        audit.end(end, PLACE)
        expected.apply(end)
    audit.close()
    with house.store.open("AUD-2026-ROMA-01", write=False) as again:
        assert again.record.values == expected.values
        assert again.record.projection == expected.projection
    path_ = house.workspace.data / house.store.find("AUD-2026-ROMA-01").path
    assert verify_tables(read_tables(path_)).ok
    secret = [
        text for what, _, text in steps if what in ("private", "sign") and len(text) > 12 and text.isascii()
    ]
    if house.workspace.vault.seals:
        content = b"".join(path.read_bytes() for path in house.workspace.data.rglob("*") if path.is_file())
        assert not any(orjson.dumps(text)[1:-1] in content for text in secret)


# -- corners ----------------------------------------------------------------------------------------------


def test_a_photo_is_locked_only_where_it_is_there_and_the_key_is_not(house: Sealed) -> None:
    sha256, _ = next(stored(house.workspace.blobs))
    locked = house.again(None)
    assert is_locked(locked.workspace, sha256)
    assert not is_locked(house.workspace, sha256)
    assert not is_locked(locked.workspace, "0" * 64)


def test_a_restore_that_was_cut_short_after_the_key_file_goes_on_without_the_key(
    house: Sealed, tmp_path: Path
) -> None:
    file = backed_up(house, tmp_path)
    there = new_workspace(tmp_path / "there")
    there.vault.path.parent.mkdir(parents=True)
    there.vault.path.write_bytes(house.workspace.vault.path.read_bytes())
    assert there.vault.locked
    assert {audit.outcome for audit in restored(file, there, house.clock).audits} == {"restored"}


def test_a_copy_under_another_key_is_told_as_unknown_when_somebody_is_searched_for(
    house: Sealed, tmp_path: Path
) -> None:
    other = Sealed(new_workspace(tmp_path / "other"), FixedClock(seed=9))
    other.on("quite another passphrase")
    path = other.audit("AUD-2026-ROMA-31", finish=False)
    name = f"{path.stem}-1763452838001.json"
    (house.workspace.quarantine / name).write_bytes(path.read_bytes())
    privacy = Privacy(house.workspace, house.clock)
    found = [spot for spot in privacy.find(privacy.resolve(NAME)) if spot.name.endswith(name)]
    assert [(spot.certain, spot.fate) for spot in found] == [(False, "stay")]
    assert "another workspace" in found[0].why


def test_a_damaged_draft_is_counted_as_far_as_it_can_be_read(house: Sealed) -> None:
    before = survey_sealed(house.workspace).sealed["values"]
    damaged_draft(house)
    after = survey_sealed(house.workspace)
    assert after.sealed["values"] - before == 6
    assert after.plain["values"] == 0
