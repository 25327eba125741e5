"""What follows the end of an audit, on disk: in one step or not at all, listed, held, backed up, erased and proven."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import AuditError, EnvironmentFault, LockedError, NotSavedError, RefusedError
from audit_tui.rules.judging import appeal, confirm, decide, hand_back, reopen
from audit_tui.rules.record import Change, Record
from audit_tui.rules.review import editions
from audit_tui.rules.verify import verify_tables
from audit_tui.rules.writing import Pen, new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store import following
from audit_tui.store.archive import open_archive
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.backup import make_backup
from audit_tui.store.erasing import Eraser
from audit_tui.store.following import follow
from audit_tui.store.privacy import Privacy
from audit_tui.store.reading import read_tables
from audit_tui.store.registry import Registry
from audit_tui.store.restore import restore_backup
from audit_tui.store.results import Results
from audit_tui.store.workspace import Workspace
from tests.store.builders import ACTOR, DEVICE, Auditor, finished, new_workspace, started
from tests.store.sealed import Sealed

SUPERVISOR = "01HF7YAT00SVSVSVSVSVSVSVSV"
NUMBER = "AUD-2026-ROMA-01"
Write = Callable[[Record], Change]


@pytest.fixture
def ended(store: AuditStore, auditor: Auditor) -> Path:
    return finished(store, auditor, NUMBER)


@pytest.fixture
def pen(clock: FixedClock) -> Callable[..., Pen]:
    def made(record: Record, actor: str = SUPERVISOR) -> Pen:
        clock.tick(60_000)
        return Pen(clock, actor, DEVICE, new_run(clock), record.projection.seq, record.projection.head)

    return made


@pytest.fixture
def returning(pen: Callable[..., Pen]) -> Write:
    return lambda record: hand_back(
        record, pen(record), SUPERVISOR, "Eva Supervisor", "Look again.", {"phone/q2": "Why no?"}
    )


@pytest.fixture
def verifying(pen: Callable[..., Pen]) -> Write:
    return lambda record: confirm(record, pen(record), SUPERVISOR, "Eva Supervisor")


@pytest.fixture
def opening(pen: Callable[..., Pen]) -> Write:
    return lambda record: reopen(record, pen(record, ACTOR))


def hand_in(audit: OpenAudit, clock: FixedClock) -> Path:
    """Answer a question anew, declare the photo clear and hand the correction in."""
    session = AuditSession(audit.record, clock=clock, actor=ACTOR, device=DEVICE, run=new_run(clock))
    saver = Saver(audit, session)
    saver.save(session.answer("phone/q2", "yes"))
    for slot, photo in session.undeclared():
        saver.save(session.declare_photo(slot.path, photo.id))
    saver.save(session.finish(allow_open=True, why="Seen again on the photo."))
    saver.close()
    return audit.path


def test_what_follows_lengthens_the_chain_and_leaves_all_before_as_it_was(
    store: AuditStore, ended: Path, returning: Write
) -> None:
    before = read_tables(ended)["events"]
    head = follow(store, NUMBER, returning).projection.head
    tables = read_tables(ended)
    assert dict(list(tables["events"].items())[: len(before)]) == before
    assert len(tables["events"]) == len(before) + 2
    check = verify_tables(tables)
    assert (check.findings, check.head) == ([], head)
    assert tables["audit"]["1"]["review"] == {"state": "returned", "edition": 1, "appeal": ""}


def test_the_finished_file_is_still_guarded_against_a_slip(
    store: AuditStore, ended: Path, returning: Write
) -> None:
    before = ended.stat().st_mode
    follow(store, NUMBER, returning)
    assert ended.stat().st_mode == before


def test_lists_tell_what_was_returned_appealed_and_verified(
    store: AuditStore, ended: Path, returning: Write, verifying: Write, pen: Callable[..., Pen]
) -> None:
    follow(store, NUMBER, returning)
    assert [(row.review, row.appeal, row.edition) for row in store.rows()] == [("returned", "", 1)]
    follow(store, NUMBER, verifying)
    follow(
        store,
        NUMBER,
        lambda record: appeal(
            record, pen(record, ACTOR), "Store manager", "2026-11-20", "No.", today="2026-11-26"
        ),
    )
    assert [(row.review, row.appeal) for row in store.rows()] == [("verified", "open")]
    # Read anew by somebody who knows nothing yet.
    assert [(row.review, row.appeal) for row in AuditStore(store.workspace, FixedClock()).rows()] == [
        ("verified", "open")
    ]


def test_what_was_returned_or_appealed_waits_and_what_is_verified_or_being_corrected_does_not(
    store: AuditStore,
    ended: Path,
    returning: Write,
    verifying: Write,
    opening: Write,
    pen: Callable[..., Pen],
) -> None:
    def waits() -> list[bool]:
        return [row.waits for row in store.rows()]

    assert waits() == [False]
    follow(store, NUMBER, verifying)
    assert waits() == [False]
    follow(
        store,
        NUMBER,
        lambda record: appeal(
            record, pen(record, ACTOR), "Store manager", "2026-11-20", "No.", today="2026-11-26"
        ),
    )
    assert waits() == [True]
    follow(
        store,
        NUMBER,
        lambda record: decide(record, pen(record), SUPERVISOR, "Eva Supervisor", "Seen.", upheld=False),
    )
    assert waits() == [False]
    follow(store, NUMBER, returning)
    assert waits() == [True]
    following.reopen(store, NUMBER, opening)
    assert waits() == [False]


def test_a_refusal_leaves_the_file_byte_for_byte(store: AuditStore, ended: Path, opening: Write) -> None:
    before = ended.read_bytes()
    with pytest.raises(RefusedError):
        follow(store, NUMBER, opening)
    with pytest.raises(RefusedError):
        following.reopen(store, NUMBER, opening)
    assert ended.read_bytes() == before


def test_a_disk_that_refuses_leaves_the_file_byte_for_byte(
    store: AuditStore, ended: Path, returning: Write, opening: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(store, NUMBER, returning)
    before = ended.read_bytes()

    def full(*_given: object, **_more: object) -> None:
        raise NotSavedError("disk.full", "The disk is full.")

    monkeypatch.setattr(following, "rewrite_finished", full)
    monkeypatch.setattr(following, "write_atomic", full)
    with pytest.raises(NotSavedError):
        follow(store, NUMBER, returning)
    with pytest.raises(NotSavedError):
        following.reopen(store, NUMBER, opening)
    assert ended.read_bytes() == before
    assert [row.status for row in store.rows()] == ["finished"]


def test_nothing_follows_while_somebody_else_writes_it(
    store: AuditStore, ended: Path, returning: Write
) -> None:
    other = AuditStore(store.workspace, FixedClock())
    with other.holding(ended.stem), pytest.raises(EnvironmentFault) as refused:
        follow(store, NUMBER, returning)
    assert refused.value.code == "audit.held"


def test_a_draft_is_finished_before_anything_follows(
    store: AuditStore, auditor: Auditor, returning: Write
) -> None:
    started(store, auditor, NUMBER).close()
    with pytest.raises(RefusedError) as refused:
        follow(store, NUMBER, returning)
    assert refused.value.code == "audit.open"


def test_what_a_newer_version_wrote_is_left_alone(
    store: AuditStore, ended: Path, returning: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "load", lambda path, tables, vault=None: (load(path, tables)[0], True))
    with pytest.raises(RefusedError) as refused:
        follow(store, NUMBER, returning)
    assert refused.value.code == "audit.newer"


# -- correcting ---------------------------------------------------------------------------------------------


def test_a_returned_audit_is_opened_corrected_and_handed_in_as_one_file_each_time(
    store: AuditStore, ended: Path, returning: Write, opening: Write, clock: FixedClock
) -> None:
    follow(store, NUMBER, returning)
    id_ = following.reopen(store, NUMBER, opening)
    assert not ended.exists()
    assert [(row.id, row.status, row.review) for row in store.rows()] == [(id_, "draft", "reopened")]
    with store.open(id_) as audit:
        assert not audit.readonly
        path = hand_in(audit, clock)
    assert path == ended and not (store.workspace.drafts / ended.name).exists()
    (row,) = store.rows()
    assert (row.status, row.review, row.edition) == ("finished", "resubmitted", 2)
    record, _newer = load(ended, read_tables(ended))
    assert [one.number for one in editions(record)] == [1, 2]


def test_a_correction_counts_in_what_improved_only_once_it_is_handed_in(
    store: AuditStore, ended: Path, returning: Write, opening: Write, clock: FixedClock
) -> None:
    def counted() -> list[str]:
        results = Results(store.workspace)
        results.of(store.rows())
        return [row.number for row in store.rows() if row.status == "finished"]

    assert counted() == [NUMBER]
    follow(store, NUMBER, returning)
    assert counted() == [NUMBER]
    following.reopen(store, NUMBER, opening)
    assert counted() == []
    with store.open(NUMBER) as audit:
        hand_in(audit, clock)
    assert counted() == [NUMBER]
    (result,) = Results(store.workspace).of(store.rows())
    assert result.number == NUMBER


@pytest.mark.parametrize("again", [False, True])
def test_killed_before_the_finished_file_was_gone_the_correction_counts(
    store: AuditStore,
    ended: Path,
    returning: Write,
    opening: Write,
    monkeypatch: pytest.MonkeyPatch,
    again: bool,
) -> None:
    follow(store, NUMBER, returning)

    def killed(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(following, "remove_finished", killed)
        following.reopen(store, NUMBER, opening)
    assert ended.exists()
    if again:
        # The next one to look is another process, which holds it just now: both stay, one is listed.
        with AuditStore(store.workspace, FixedClock()).holding(ended.stem):
            assert [row.status for row in store.rows()] == ["draft"]
        assert ended.exists()
    assert [row.status for row in store.rows()] == ["draft"]
    assert not ended.exists()
    assert not list(store.workspace.quarantine.glob("*"))


def test_killed_while_it_was_handed_in_the_finished_file_counts(
    store: AuditStore, ended: Path, returning: Write, opening: Write, clock: FixedClock
) -> None:
    follow(store, NUMBER, returning)
    following.reopen(store, NUMBER, opening)
    draft = store.workspace.drafts / ended.name
    with store.open(NUMBER) as audit:
        leftover = draft.read_bytes()
        hand_in(audit, clock)
    draft.write_bytes(leftover)
    assert [(row.status, row.edition) for row in store.rows()] == [("finished", 2)]
    assert not draft.exists()


def test_two_that_went_apart_are_both_kept(
    store: AuditStore, ended: Path, returning: Write, verifying: Write, opening: Write
) -> None:
    follow(store, NUMBER, returning)
    returned = ended.read_bytes()
    following.reopen(store, NUMBER, opening)
    ended.write_bytes(returned)
    follow_ = read_tables(ended)
    record, _newer = load(ended, follow_)
    following.rewrite_finished(
        ended, following.rewritten(follow_, following._after(record, verifying(record)))
    )
    assert [row.status for row in store.rows()] == ["finished"]
    assert len(list(store.workspace.quarantine.glob(f"{ended.stem}-*.json"))) == 1


def test_a_damaged_draft_beside_its_finished_file_hides_nothing(
    store: AuditStore, ended: Path, returning: Write, opening: Write
) -> None:
    follow(store, NUMBER, returning)
    returned = ended.read_bytes()
    following.reopen(store, NUMBER, opening)
    ended.write_bytes(returned)
    draft = store.workspace.drafts / ended.name
    draft.write_bytes(draft.read_bytes()[:-40])
    assert ended.exists() and "finished" in [row.status for row in store.rows()]


def test_a_correction_cannot_be_deleted(
    store: AuditStore, ended: Path, returning: Write, opening: Write
) -> None:
    follow(store, NUMBER, returning)
    following.reopen(store, NUMBER, opening)
    with pytest.raises(RefusedError) as refused:
        store.delete_draft(NUMBER)
    assert refused.value.code == "audit.corrected"


# -- what else is done with audits --------------------------------------------------------------------------


def test_a_backup_made_before_a_correction_changes_nothing_of_it(
    store: AuditStore,
    ended: Path,
    returning: Write,
    opening: Write,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    follow(store, NUMBER, returning)
    copy = tmp_path / "copy.zip"
    make_backup(store.workspace, clock, to=copy)
    following.reopen(store, NUMBER, opening)
    with open_archive(copy) as archive:
        restore_backup(archive, store.workspace, clock)
    assert [(row.status, row.review) for row in store.rows()] == [("draft", "reopened")]
    with store.open(NUMBER) as audit:
        hand_in(audit, clock)
    with open_archive(copy) as archive:
        restore_backup(archive, store.workspace, clock)
    assert [(row.status, row.edition) for row in store.rows()] == [("finished", 2)]


def test_a_backup_of_a_correction_goes_on_where_the_finished_one_lies(
    store: AuditStore,
    ended: Path,
    returning: Write,
    opening: Write,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    follow(store, NUMBER, returning)
    finished_ = ended.read_bytes()
    following.reopen(store, NUMBER, opening)
    copy = tmp_path / "copy.zip"
    make_backup(store.workspace, clock, to=copy)
    elsewhere = new_workspace(tmp_path / "other")
    target = elsewhere.data / ended.relative_to(store.workspace.data)
    target.parent.mkdir(parents=True)
    target.write_bytes(finished_)
    with open_archive(copy) as archive:
        restore_backup(archive, elsewhere, clock)
    rows = AuditStore(elsewhere, clock).rows()
    assert [(row.status, row.review) for row in rows] == [("draft", "reopened")]


def test_a_record_of_another_process_that_is_longer_is_not_shortened(
    store: AuditStore, ended: Path, returning: Write, verifying: Write
) -> None:
    other = AuditStore(store.workspace, FixedClock())
    follow(store, NUMBER, returning)
    follow(other, NUMBER, verifying)
    record, _newer = load(ended, read_tables(ended))
    assert [event.op for event in record.events[-3:]] == ["returned", "returned", "verified"]


@pytest.mark.skipif(os.name == "nt", reason="a folder is not kept from being written there")
def test_a_folder_that_cannot_be_written_says_so(
    workspace: Workspace, store: AuditStore, ended: Path, returning: Write, opening: Write
) -> None:
    follow(store, NUMBER, returning)
    for left in workspace.drafts.glob("*"):
        left.unlink()
    workspace.drafts.rmdir()
    workspace.drafts.write_bytes(b"")
    with pytest.raises(AuditError):
        following.reopen(store, NUMBER, opening)
    assert ended.exists()


def test_the_name_of_a_reviewer_is_encrypted_where_the_workspace_is(
    tmp_path: Path, clock: FixedClock, no_keyring: None, verifying: Write
) -> None:
    house = Sealed(new_workspace(tmp_path), clock)
    path = house.audit("AUD-2026-ROMA-09", finish=True)
    house.on()
    follow(house.store, path.stem, verifying)
    assert b"Eva Supervisor" not in path.read_bytes()
    locked = house.again(None)
    assert [(row.status, row.review) for row in locked.store.rows()] == [("finished", "verified")]
    assert verify_tables(read_tables(path)).ok
    with pytest.raises(LockedError):
        follow(locked.store, path.stem, verifying)
    with house.store.open(path.stem) as audit:
        assert "Eva Supervisor" in [stored.value for stored in audit.record.values.values()]


def test_the_name_of_a_reviewer_can_be_erased_and_the_rest_still_verifies(
    store: AuditStore, ended: Path, returning: Write, verifying: Write, clock: FixedClock
) -> None:
    follow(store, NUMBER, returning)
    follow(store, NUMBER, verifying)
    Registry(store.workspace, clock).remember_person("Eva Supervisor", "")
    privacy = Privacy(store.workspace, clock)
    eraser = Eraser(privacy, clock, actor=ACTOR, device=DEVICE, run=new_run(clock))
    eraser.erase(privacy.resolve("Eva Supervisor"), "request under Art. 17 GDPR")
    assert b"Eva Supervisor" not in ended.read_bytes()
    assert verify_tables(read_tables(ended)).findings == []
    assert [row.review for row in store.rows()] == ["verified"]
    follow(store, NUMBER, returning)
    assert verify_tables(read_tables(ended)).findings == []
