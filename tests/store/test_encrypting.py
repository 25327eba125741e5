"""Encryption at rest: nothing that names somebody is in any byte, everything opens again, wherever it was cut short."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import orjson
import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import (
    AuditError,
    EnvironmentFault,
    InputError,
    LockedError,
    NotSavedError,
    RefusedError,
)
from audit_tui.evidence.files import keep
from audit_tui.rules.record import Record
from audit_tui.rules.tables import make_seal
from audit_tui.rules.verify import verify_tables
from audit_tui.settings import MARKER, parse_settings, set_encrypt
from audit_tui.store import encrypting, keys, ring
from audit_tui.store.actions import ActionList
from audit_tui.store.auditfile import load
from audit_tui.store.blobs import blob, fault, place, stored
from audit_tui.store.encrypting import convert, keep_in_keyring, make_keys, renew_recovery, set_passphrase
from audit_tui.store.feedback import FieldNotes
from audit_tui.store.halftyped import half_typed_files, read_half_typed
from audit_tui.store.holds import Holds
from audit_tui.store.quarantine import Quarantine
from audit_tui.store.reading import read_tables
from audit_tui.store.registry import Registry
from audit_tui.store.responses import SurveyResponses
from audit_tui.store.sealed_survey import survey_sealed
from audit_tui.store.sealedfile import read_sealed
from audit_tui.store.sealing import unseal
from audit_tui.store.tables import Tables
from audit_tui.store.vault import LOCKED
from tests import keyrings
from tests.store.builders import Auditor, new_workspace, save
from tests.store.sealed import NAME, PASSPHRASE, Sealed, canaries
from tests.store.test_privacy import PowerCutError, Switch

pytestmark = pytest.mark.usefixtures("no_keyring")


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Sealed:
    """A workspace full of canaries, not encrypted yet."""
    made = Sealed(new_workspace(tmp_path), clock)
    made.fill()
    return made


def said(house: Sealed) -> list[object]:
    """Everything personal that the workspace says, as who has the key reads it."""
    workspace, clock = house.workspace, house.clock
    found: list[object] = []
    for row in sorted(house.store.rows(), key=lambda one: one.number):
        path = workspace.data / row.path
        record, _ = load(path, read_tables(path), workspace.vault)
        values = sorted(stored.model_dump_json() for stored in record.values.values())
        found += [row.number, row.auditor, record.projection.head, values, record.sealed]
    found += [Registry(workspace, clock).people(), Holds(workspace, clock).all()]
    found += [FieldNotes(workspace, clock).all(), SurveyResponses(workspace, clock).all()]
    found += [ActionList(workspace, clock).list_actions()]
    found += [
        {path.name[:26]: read_half_typed(workspace, path.name[:26]) for path in half_typed_files(workspace)}
    ]
    # Where a pass was cut short both forms of one may lie there.
    for sha256 in sorted({sha256 for sha256, _ in stored(workspace.blobs)}):
        with blob(workspace, sha256).open() as stream:
            found.append(stream.read())
    shelved = {one.number: one for one in Quarantine(workspace, clock).all()}
    return [*found, [(number, one.events, one.fault) for number, one in shelved.items()]]


def test_no_byte_of_a_workspace_names_anybody_and_everything_opens_again(house: Sealed) -> None:
    before = said(house)
    assert len(canaries(house.workspace)) > 8
    assert house.on().complete
    assert canaries(house.workspace) == []
    assert said(house) == before
    assert said(house.again()) == before
    assert canaries(house.workspace) == []
    lying = survey_sealed(house.workspace)
    assert sum(lying.plain.values()) == 0
    assert min(lying.sealed.values()) > 0
    assert house.off().complete
    assert said(house.again(None)) == before
    assert not house.workspace.vault.path.exists()
    assert sum(survey_sealed(house.workspace).sealed.values()) == 0


def test_a_locked_workspace_proves_its_audits_and_shows_what_is_not_personal(house: Sealed) -> None:
    house.on()
    locked = house.again(None)
    for row in locked.store.rows():
        check = verify_tables(read_tables(locked.workspace.data / row.path))
        assert check.ok, check.findings
        assert check.locked == 6
        assert "6 locked" in check.summary
        assert any("6 locked values say" in line for line in check.cannot_prove)
        assert row.auditor == "MS-07"
        with locked.store.open(row.id) as audit:
            assert audit.readonly
            item = audit.record.projection.item("phone/q2")
            assert (item.private_note, item.note, item.actions) == ("", "A quiet morning.", [])
            assert len(item.evidence) == 1
    with locked.store.open("AUD-2026-ROMA-02") as audit:
        assert "locked" in audit.why_readonly
    people = Registry(locked.workspace, locked.clock).people()
    assert [(one.name, one.alias) for one in people] == [(LOCKED, LOCKED)]
    assert [one.reason for one in Holds(locked.workspace, locked.clock).all().values()] == [LOCKED]


def test_what_is_written_afterwards_is_encrypted_at_once(house: Sealed) -> None:
    house.on()
    here = house.again()
    here.audit("AUD-2026-ROMA-11", finish=False)
    here.audit("AUD-2026-ROMA-12", finish=True)
    assert canaries(here.workspace) == []
    with here.store.open("AUD-2026-ROMA-11") as audit:
        assert canaries(here.workspace) == []
        assert audit.record.projection.item("phone/sign").value == NAME
        auditor = Auditor(here.clock)
        save(audit, auditor.change(audit.record, "noted", "phone/q1#private", "PRIVATECANARY again"))
        save(audit, auditor.change(audit.record, "answered", "phone/q1", "no"))
        assert canaries(here.workspace) == []
    with here.store.open("AUD-2026-ROMA-11") as audit:
        assert audit.record.projection.item("phone/q1").private_note == "PRIVATECANARY again"
    for row in here.store.rows():
        assert verify_tables(read_tables(here.workspace.data / row.path)).ok
    FieldNotes(here.workspace, here.clock).add(
        "wish", f"{NAME} again", site="ROMA", touchpoint="phone", day="2026-09-02"
    )
    Registry(here.workspace, here.clock).remember_person("Kanari Zdenka")
    assert canaries(here.workspace) == []


def test_nothing_personal_can_be_written_while_it_is_locked(house: Sealed, tmp_path: Path) -> None:
    house.on()
    locked = house.again(None)
    with pytest.raises(LockedError, match="is locked"):
        locked.audit("AUD-2026-ROMA-11", finish=False)
    source = tmp_path / "photo.txt"
    source.write_text("PHOTOCANARY", encoding="utf-8")
    with pytest.raises(LockedError, match="is locked"):
        keep(locked.workspace.blobs, source, clock=locked.clock, vault=locked.workspace.vault)
    with pytest.raises(LockedError, match="is locked"):
        Registry(locked.workspace, locked.clock).remember_person("Somebody New")
    # What names nobody goes on: an action is marked as done, its owner stays encrypted and is not lost.
    actions = ActionList(locked.workspace, locked.clock)
    done = actions.set_status(actions.list_actions()[0].id, "done")
    assert (done.status, done.owner) == ("done", LOCKED)
    opened = ActionList(house.workspace, house.clock).list_actions()
    assert {one.owner for one in opened} == {NAME}


# -- cut short --------------------------------------------------------------------------------------------


def cutting(monkeypatch: pytest.MonkeyPatch, switch: Switch) -> None:
    for name in ("fsync", "fdatasync"):
        if hasattr(os, name):
            monkeypatch.setattr(os, name, partial(switch.flush, getattr(os, name)))
    replaced = Path.replace

    def replace(self: Path, target: Path) -> Path:
        switch.flush(lambda _: None, 0)
        return replaced(self, target)

    unlinked = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        switch.flush(lambda _: None, 0)
        unlinked(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)


def small(folder: Path) -> Sealed:
    house = Sealed(new_workspace(folder), FixedClock())
    Registry(house.workspace, house.clock).remember_person(NAME, "Kanari-7")
    house.audit("AUD-2026-ROMA-01", finish=True)
    house.audit("AUD-2026-ROMA-02", finish=False)
    house.audit("AUD-2026-ROMA-03", finish=False)
    house.store.delete_draft("AUD-2026-ROMA-03")
    return house


@pytest.mark.parametrize("way", ["on", "off"])
def test_wherever_a_pass_is_cut_short_all_is_readable_and_the_next_one_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    cut_at, step = 0, 3
    while True:
        house = small(tmp_path / f"{way}{cut_at}")
        before = said(house)
        if way == "off":
            house.on()
        else:
            house.recovery = make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)
        with monkeypatch.context() as patched:
            cutting(patched, Switch(cut_at))
            try:
                convert(house.workspace, house.clock, way)  # type: ignore[arg-type]
                break
            except PowerCutError:
                pass
        after = house.again() if house.workspace.vault.path.exists() else house.again(None)
        for row in after.store.rows():
            assert row.fault == ""
            assert verify_tables(read_tables(after.workspace.data / row.path)).ok
        assert said(after) == before
        if after.workspace.vault.stage != "off":
            convert(after.workspace, after.clock, way)  # type: ignore[arg-type]
        assert said(after) == before
        # What a killed program was writing is told by doctor, and goes with the next pass once it is old.
        left = [name for name in canaries(after.workspace) if not name.endswith(".tmp")]
        assert (left == []) == (way == "on")
        cut_at += step
    assert cut_at > 60


def test_keys_that_were_made_when_the_power_failed_are_there_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_at = 0
    while True:
        house = Sealed(new_workspace(tmp_path / str(cut_at)), FixedClock())
        house.audit("AUD-2026-ROMA-01", finish=False)
        before = said(house)
        with monkeypatch.context() as patched:
            cutting(patched, Switch(cut_at))
            try:
                make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)
                break
            except PowerCutError:
                pass
        again = house.again(None)
        assert again.workspace.vault.stage in ("off", "encrypting")
        assert again.workspace.vault.stage == "off" or again.workspace.vault.by_passphrase(PASSPHRASE)
        assert said(again) == before
        cut_at += 1
    assert cut_at > 2


KILLED = """
import os, signal, sys
from pathlib import Path
from audit_tui.clock import FixedClock
from audit_tui.store import keys
from audit_tui.store.encrypting import convert
from audit_tui.store.workspace import open_workspace
keys.SCRYPT = (2**4, 8, 1)
workspace = open_workspace(Path(sys.argv[1]), {})
workspace.vault.by_passphrase(sys.argv[2])
def dying(done, total):
    if done == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
convert(workspace, FixedClock(), "on", dying)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX systems do")
@pytest.mark.parametrize("at", [1, 2, 4])
def test_a_process_killed_in_the_middle_leaves_what_the_next_one_ends(tmp_path: Path, at: int) -> None:
    house = small(tmp_path)
    before = said(house)
    make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)
    words = [sys.executable, "-c", KILLED, str(house.workspace.base), PASSPHRASE, str(at)]
    assert subprocess.run(words, check=False, timeout=60).returncode < 0
    after = house.again()
    assert after.workspace.vault.stage == "encrypting"
    assert said(after) == before
    assert convert(after.workspace, after.clock, "on").complete
    assert canaries(after.workspace) == []
    assert said(after) == before


def test_a_disk_that_refuses_in_the_middle_is_told_and_loses_nothing(
    house: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = said(house)
    make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)

    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(NotSavedError, match="the disk is full"):
            convert(house.workspace, house.clock, "on")
    assert said(house) == before
    assert convert(house.workspace, house.clock, "on").complete
    assert said(house) == before


def test_what_another_process_has_open_is_named_and_taken_up_later(house: Sealed) -> None:
    make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)
    plain = Sealed(house.workspace, house.clock)
    with plain.store.open("AUD-2026-ROMA-01", write=False):
        pass
    from audit_tui.store.disk import exclusive

    row = house.store.find("AUD-2026-ROMA-02")
    with exclusive(house.workspace.locks / f"{row.id}.lock"):
        done = convert(house.workspace, house.clock, "on")
    assert [name for name, _ in done.left] == [f"drafts/{row.id}.json"]
    assert "open elsewhere" in done.left[0][1]
    assert house.workspace.vault.stage == "encrypting"
    assert survey_sealed(house.workspace).astray(house.workspace.vault) > 0
    # Opened for writing it is encrypted at once, without waiting for the next pass.
    with house.store.open(row.id) as audit:
        assert not audit.readonly
    assert canaries(house.workspace) == []
    assert convert(house.workspace, house.clock, "on").complete
    assert house.workspace.vault.stage == "on"


def test_a_draft_of_before_is_opened_in_the_form_of_now(house: Sealed) -> None:
    house.on()
    found = house.workspace.vault.file
    assert found is not None
    encrypting.write_keyfile(house.workspace.vault.path, found.model_copy(update={"stage": "decrypting"}))
    with house.store.open("AUD-2026-ROMA-02") as audit:
        assert not audit.readonly
        assert audit.record.projection.item("phone/sign").value == NAME
    assert any("drafts" in name for name in canaries(house.workspace))


def test_a_damaged_audit_and_a_newer_one_are_named_and_left(house: Sealed) -> None:
    rows = {row.number: house.workspace.data / row.path for row in house.store.rows()}
    finished, draft = rows["AUD-2026-ROMA-01"], rows["AUD-2026-ROMA-02"]
    with house.store.open("AUD-2026-ROMA-02") as audit:
        save(audit, Auditor(house.clock).answer(audit.record, "phone/q3", "yes"))
        save(audit, Auditor(house.clock).answer(audit.record, "phone/q3", "no"))
        journal = draft.with_suffix(".journal").read_bytes()
        snapshot = draft.read_bytes()
    draft.write_bytes(snapshot)
    draft.with_suffix(".journal").write_bytes(journal.replace(b'"op":"answered"', b'"op":"answereD"', 1))
    finished.chmod(stat.S_IRUSR | stat.S_IWUSR)
    finished.write_bytes(finished.read_bytes()[:-40])
    done = house.on()
    assert len(done.left) == 2
    why = " ".join(reason for _, reason in done.left)
    assert "journal is damaged" in why
    assert house.workspace.vault.stage == "encrypting"


def test_a_draft_of_a_newer_version_is_left(house: Sealed) -> None:
    path = house.workspace.data / house.store.find("AUD-2026-ROMA-02").path
    tables = orjson.loads(path.read_bytes())
    tables["audit"]["1"]["schema"] = 99
    path.with_suffix(".journal").unlink()
    path.write_bytes(orjson.dumps(tables))
    done = house.on()
    assert [why for _, why in done.left] == ["It was written by a newer version of the program."]


# -- keys -------------------------------------------------------------------------------------------------


def test_the_recovery_key_opens_everything_and_sets_a_new_passphrase(house: Sealed) -> None:
    before = said(house)
    house.on()
    other = house.again(None)
    assert other.workspace.vault.by_recovery(house.recovery)
    set_passphrase(other.workspace, "another four quiet words")
    assert not house.again(None).workspace.vault.by_passphrase(PASSPHRASE)
    assert said(house.again("another four quiet words")) == before


def test_a_new_recovery_key_takes_the_place_of_the_old_one(house: Sealed) -> None:
    house.on()
    text = renew_recovery(house.workspace)
    assert not house.again(None).workspace.vault.by_recovery(house.recovery)
    assert house.again(None).workspace.vault.by_recovery(text)
    assert house.again().workspace.vault.stage == "on"


def test_keys_are_made_once(house: Sealed) -> None:
    house.on()
    with pytest.raises(RefusedError, match="has its keys already"):
        make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)


def test_a_lost_key_file_is_told_and_new_keys_are_refused(house: Sealed) -> None:
    house.on()
    kept = house.workspace.vault.path.read_bytes()
    house.workspace.vault.path.unlink()
    other = house.again(None)
    assert other.workspace.vault.stage == "missing"
    with other.store.open("AUD-2026-ROMA-02") as audit:
        assert "its key file is missing" in audit.why_readonly
    with pytest.raises(LockedError, match="its key file is missing"):
        other.audit("AUD-2026-ROMA-11", finish=False)
    with pytest.raises(RefusedError, match="New keys would not open it"):
        make_keys(other.workspace, passphrase=PASSPHRASE, keyring=False)
    house.workspace.vault.path.write_bytes(kept)
    assert said(house.again())


def test_the_key_of_another_workspace_opens_nothing_and_says_so(house: Sealed, tmp_path: Path) -> None:
    house.on()
    other = Sealed(new_workspace(tmp_path / "other"), FixedClock())
    other.on("quite another passphrase")
    house.workspace.vault.path.write_bytes(other.workspace.vault.path.read_bytes())
    foreign = house.again("quite another passphrase")
    with foreign.store.open("AUD-2026-ROMA-01") as audit:
        assert len(audit.record.sealed) == 6
    sha256, _ = next(iter(stored(foreign.workspace.blobs)))
    with pytest.raises(LockedError, match="another workspace"):
        blob(foreign.workspace, sha256).open()
    done = convert(foreign.workspace, foreign.clock, "off")
    assert any("another workspace" in why for _, why in done.left)
    with pytest.raises(AuditError):
        foreign.store.open("AUD-2026-ROMA-99")


def test_with_a_keyring_nobody_is_asked_and_it_is_forgotten_when_it_is_off(house: Sealed) -> None:
    backend = keyrings.Working()
    keyrings.use(backend)
    before = said(house)
    house.recovery = make_keys(house.workspace, passphrase=None, keyring=True)
    assert house.on(None).complete
    other = house.again(None)
    assert other.workspace.vault.by_keyring()
    assert said(other) == before
    assert len(backend.kept) == 1
    other.off()
    assert backend.kept == {}


def test_a_keyring_that_refuses_changes_nothing(house: Sealed) -> None:
    keyrings.use(keyrings.Forgetful())
    with pytest.raises(EnvironmentFault, match="did not take the key"):
        make_keys(house.workspace, passphrase=None, keyring=True)
    assert house.workspace.vault.stage == "off"
    house.on()
    assert not keep_in_keyring(house.workspace)
    keyrings.use(keyrings.Working())
    assert keep_in_keyring(house.workspace)
    assert keep_in_keyring(house.workspace)
    found = house.workspace.vault.file
    assert found is not None and found.keyring
    assert ring.get(found.key) == house.workspace.vault.key()


def test_keys_that_do_not_come_back_from_the_disk_are_not_used(
    house: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "unwrap_by_recovery", lambda *_: None)
    with pytest.raises(EnvironmentFault, match="did not come back"):
        house.on()
    assert house.workspace.vault.stage == "off"
    assert len(canaries(house.workspace)) > 8


# -- photos and files -------------------------------------------------------------------------------------


def test_a_photo_kept_twice_lies_once_and_a_spoilt_one_is_mended(house: Sealed, tmp_path: Path) -> None:
    house.on()
    vault, blobs = house.workspace.vault, house.workspace.blobs
    source = tmp_path / "big.bin"
    source.write_bytes(os.urandom(3 * 1_048_576))
    sha256 = keep(blobs, source, clock=house.clock, vault=vault).sha256
    path = place(house.workspace, sha256)
    assert path is not None and path.name == f"{sha256}.sealed"
    assert fault(path, sha256, vault) is None
    image = path.read_bytes()
    (blobs / sha256).write_bytes(source.read_bytes())
    assert keep(blobs, source, clock=house.clock, vault=vault).sha256 == sha256
    assert path.read_bytes() == image
    assert not (blobs / sha256).exists()
    for spoil in (image[:100], image[:-1], image[:1_048_700], b"nothing", image[:-1] + b"x"):
        path.write_bytes(spoil)
        assert fault(path, sha256, vault) == "changed"
    keep(blobs, source, clock=house.clock, vault=vault)
    assert fault(path, sha256, vault) is None
    path.rename(blobs / f"{'0' * 64}.sealed")
    assert fault(blobs / f"{'0' * 64}.sealed", "0" * 64, vault) == "changed"


# -- settings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        'organisation = "A"',
        "encrypt = false # mine\n",
        '[retention]\nnote = "P1Y"\n',
        'organisation = "A"\n\n[retention]\nnote = "P1Y"\n',
    ],
)
def test_the_settings_say_so_and_keep_everything_else(text: str) -> None:
    on = set_encrypt(text, on=True)
    assert parse_settings(on, MARKER).encrypt
    off = set_encrypt(on, on=False)
    assert not parse_settings(off, MARKER).encrypt
    assert parse_settings(off, MARKER) == parse_settings(text, MARKER)
    assert set_encrypt(on, on=True) == on


def test_own_folders_without_a_settings_file_get_one(house: Sealed) -> None:
    (house.workspace.base / MARKER).unlink()
    encrypting.mark(house.workspace, on=True)
    assert parse_settings((house.workspace.base / MARKER).read_text(encoding="utf-8"), MARKER).encrypt


def test_progress_is_told_file_by_file(house: Sealed) -> None:
    make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)
    told: list[tuple[int, int]] = []
    seen: Callable[[int, int], None] = lambda done, total: told.append((done, total))  # noqa: E731
    convert(house.workspace, house.clock, "on", seen)
    assert [done for done, _ in told] == list(range(1, told[0][1] + 1))


def test_an_unknown_draft_is_still_unknown(house: Sealed) -> None:
    house.on()
    with pytest.raises(InputError, match="There is no audit"):
        house.store.open("AUD-2026-NOWHERE-01")


# -- two processes ----------------------------------------------------------------------------------------


def test_a_process_that_was_there_before_writes_nothing_in_plain_any_more(house: Sealed) -> None:
    other = house.again(None)
    assert other.workspace.vault.stage == "off"
    house.on()
    assert (other.workspace.vault.stage, other.workspace.vault.locked) == ("on", True)
    with pytest.raises(LockedError, match="is locked"):
        other.audit("AUD-2026-ROMA-11", finish=False)
    with other.store.open("AUD-2026-ROMA-02") as audit:
        assert audit.readonly
    assert canaries(house.workspace) == []
    house.off()
    assert other.workspace.vault.stage == "off"
    other.audit("AUD-2026-ROMA-12", finish=False)


def test_an_audit_begun_in_the_very_moment_is_not_left_in_plain(
    house: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = house.again(None)
    monkeypatch.setattr(other.workspace.vault, "sealer", lambda: house.on() and None)
    with pytest.raises(LockedError, match="is locked"):
        other.audit("AUD-2026-ROMA-11", finish=False)
    monkeypatch.undo()
    assert canaries(house.workspace) == []
    assert "AUD-2026-ROMA-11" not in {row.number for row in house.store.rows()}


def test_settings_that_ask_are_heard_at_once(house: Sealed) -> None:
    marker = house.workspace.base / MARKER
    assert house.workspace.vault.stage == "off"
    marker.write_text("encrypt = true\n", encoding="utf-8")
    assert house.workspace.vault.stage == "missing"
    with pytest.raises(LockedError, match="its key file is missing"):
        house.audit("AUD-2026-ROMA-11", finish=False)
    assert house.on().complete
    marker.write_text("encrypt = maybe", encoding="utf-8")
    assert house.workspace.vault.stage == "on"
    marker.unlink()
    house.workspace.vault.path.unlink()
    assert house.workspace.vault.stage == "off"


# -- the rest of it ---------------------------------------------------------------------------------------


def test_what_killed_programs_left_goes_once_it_is_old(house: Sealed) -> None:
    left = house.workspace.drafts / ".x.json.abc.tmp"
    left.write_text(NAME, encoding="utf-8")
    house.clock.tick(1)
    os.utime(left, (0, 0))
    young = house.workspace.drafts / ".y.json.abc.tmp"
    young.write_text("somebody else writes it", encoding="utf-8")
    os.utime(young, (house.clock.wall() / 1000, house.clock.wall() / 1000))
    house.on()
    assert (left.exists(), young.exists()) == (False, True)


def test_a_photo_that_cannot_be_read_is_named(house: Sealed) -> None:
    house.on()
    sha256, path = next(iter(stored(house.workspace.blobs)))
    path.write_bytes(b"spoilt")
    done = house.off()
    assert [name for name, _ in done.left] == [f"blobs/{sha256}.sealed"]
    assert fault(house.workspace.blobs, sha256, house.workspace.vault) == "unreadable"


def test_a_whole_copy_that_was_set_aside_sealed_is_left_as_it_is_and_made_plain(house: Sealed) -> None:
    house.on()
    house.store.delete_draft("AUD-2026-ROMA-02")
    names = {path.name for path in house.workspace.quarantine.iterdir()}
    house.on()
    assert {path.name for path in house.workspace.quarantine.iterdir()} == names
    assert house.off().complete
    copies = Quarantine(house.workspace, house.clock).all()
    assert [(one.fault, one.status) for one in copies] == [("", "draft"), ("", "draft")]
    assert any("quarantine" in name for name in canaries(house.workspace))


def test_a_sealed_file_too_large_or_gone_is_told(house: Sealed) -> None:
    house.on()
    vault = house.workspace.vault
    _, path = next(iter(stored(house.workspace.blobs)))
    with pytest.raises(InputError, match="larger than 0 MiB"):
        read_sealed(vault, path, limit=3)
    with pytest.raises(InputError, match="no such file"):
        read_sealed(vault, path.with_name("x.sealed"), limit=3)
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        read_sealed(vault, house.workspace.blobs, limit=3)
    with pytest.raises(FileNotFoundError):
        blob(house.workspace, "0" * 64).open()


def test_a_disk_that_refuses_a_photo_says_so(
    house: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.on()
    source = tmp_path / "photo.txt"
    source.write_text("PHOTOCANARY", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSavedError, match="the disk is full"):
        keep(house.workspace.blobs, source, clock=house.clock, vault=house.workspace.vault)


def test_a_value_sealed_in_the_place_of_another_is_told(house: Sealed) -> None:
    house.on()
    path = house.workspace.data / house.store.find("AUD-2026-ROMA-01").path
    tables = read_tables(path)
    record, _ = load(path, tables, house.workspace.vault)
    two = [value for value in record.values.values() if value.cls == "private"]
    forged = two[0].model_copy(update={"value": "PRIVATECANARY was kind."})
    sealed = house.workspace.vault.seal_value(record.header.id, forged)
    for raw in tables["values"].values():
        if raw["commitment"] == forged.commitment:
            raw.update(sealed.model_dump(mode="json", by_alias=True))
    with pytest.raises(InputError, match="changed or is damaged"):
        unseal(load(path, {**tables, "seal": make_seal_again(tables, record)})[0], house.workspace.vault)


def make_seal_again(tables: Tables, record: Record) -> dict[str, object]:
    return {"1": make_seal(tables, record.projection)}


def test_the_survey_counts_what_is_damaged_as_far_as_it_can_be_read(house: Sealed) -> None:
    house.on()
    before = survey_sealed(house.workspace)
    path = house.workspace.data / house.store.find("AUD-2026-ROMA-01").path
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    path.write_bytes(b"{}")
    (house.workspace.quarantine / "notes.txt").write_text("somebody's", encoding="utf-8")
    (house.workspace.quarantine / "empty.json").write_text('{"audit": {}, "events": {}}', encoding="utf-8")
    after = survey_sealed(house.workspace)
    assert before.sealed["values"] - after.sealed["values"] == 6
    assert before.sealed["copies"] == after.sealed["copies"]


def test_copies_of_shared_lists_in_quarantine_are_made_plain_too(house: Sealed) -> None:
    house.on()
    store = house.store
    aside = store.set_aside(house.workspace.registry)
    assert NAME not in aside.read_text(encoding="utf-8")
    done = house.off()
    assert [why for _, why in done.left] == [] or all("journal" in why for _, why in done.left)
    assert NAME in aside.read_text(encoding="utf-8")


def test_the_journal_of_a_damaged_list_is_named_for_it_stays_encrypted(house: Sealed) -> None:
    house.on()
    sealed = house.workspace.vault.seal_text(NAME, "people:1:name")
    journal = house.workspace.quarantine / "registry-0123456789ab.journal"
    journal.write_text(f'{"{"}"name":"{sealed}"{"}"}\n', encoding="utf-8")
    found = house.workspace.vault.file
    assert found is not None
    done = house.off()
    assert [name for name, _ in done.left] == [f"quarantine/{journal.name}"]
    assert house.workspace.vault.stage == "decrypting"
    journal.unlink()
    assert house.off().complete


def test_a_writer_keeps_its_own_values_apart_from_the_record_it_was_made_from(house: Sealed) -> None:
    with house.store.open("AUD-2026-ROMA-02") as audit:
        before = dict(audit.record.values)
        audit.append(Auditor(house.clock).answer(audit.record, "phone/q3", "yes"))
        assert audit.record.values == before


def test_a_lost_key_file_is_seen_in_the_audits_alone(tmp_path: Path) -> None:
    house = Sealed(new_workspace(tmp_path), FixedClock())
    with house.store.create(*Auditor(house.clock).begin()):
        pass
    house.on()
    house.workspace.vault.path.unlink()
    with pytest.raises(RefusedError, match="New keys would not open it"):
        make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)


def test_a_disk_that_is_full_at_a_photo_ends_the_pass_with_a_sentence(
    house: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotSavedError("disk.full", "Not saved: the disk is full.")

    make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)
    with monkeypatch.context() as patched:
        patched.setattr(encrypting, "write_blob", full)
        with pytest.raises(NotSavedError, match="the disk is full"):
            convert(house.workspace, house.clock, "on")
    assert house.workspace.vault.stage == "encrypting"
    assert convert(house.workspace, house.clock, "on").complete


def test_a_copy_that_somebody_deletes_meanwhile_is_no_fault(house: Sealed) -> None:
    make_keys(house.workspace, passphrase=PASSPHRASE, keyring=False)

    def deleting(done: int, total: int) -> None:
        for path in house.workspace.quarantine.glob("*.json"):
            path.unlink()

    assert convert(house.workspace, house.clock, "on", deleting).complete
