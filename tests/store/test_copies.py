"""Backups that were made here: whether they are there, and whether they hold what was erased since."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.settings import Retention
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import make_backup
from audit_tui.store.copies import copies
from audit_tui.store.due import due
from audit_tui.store.erasing import Eraser
from audit_tui.store.privacy import Privacy
from audit_tui.store.workspace import Workspace
from tests.store.builders import ACTOR, DEVICE
from tests.store.furnished import furnish


@pytest.fixture
def furnished(store: AuditStore, clock: FixedClock, workspace: Workspace) -> Workspace:
    furnish(store, clock)
    return workspace


def erase(workspace: Workspace, clock: FixedClock, name: str) -> None:
    privacy = Privacy(workspace, clock)
    eraser = Eraser(privacy, clock, actor=ACTOR, device=DEVICE, run="0" * 16)
    outcome = eraser.erase(privacy.resolve(name), "request")
    assert not outcome.skipped


def test_none_made_is_an_empty_list(workspace: Workspace, clock: FixedClock) -> None:
    assert copies(workspace, clock) == []


def test_a_backup_made_before_an_erasure_still_holds_it_and_one_made_after_does_not(
    furnished: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    before = make_backup(furnished, clock, to=tmp_path / "before.zip")
    (one,) = copies(furnished, clock)
    assert (one.kept.file, one.there, one.holds_erased, one.fault) == (str(before.path), True, False, "")
    clock.tick(60_000)
    erase(furnished, clock, "Anna Conti")
    clock.tick(60_000)
    make_backup(furnished, clock, to=tmp_path / "after.zip")
    after, old = copies(furnished, clock)
    assert after.kept.file.endswith("after.zip") and not after.holds_erased
    assert old.people == 1 and set(old.audits) == {"AUD-2026-ROMA-01", "AUD-2026-ROMA-02"}


def test_a_backup_that_is_gone_or_broken_says_that_nobody_knows(
    furnished: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    for name in ("gone", "cut", "other"):
        clock.tick(1000)
        make_backup(furnished, clock, to=tmp_path / f"{name}.zip")
    (tmp_path / "gone.zip").unlink()
    (tmp_path / "cut.zip").write_bytes((tmp_path / "cut.zip").read_bytes()[:200])
    (tmp_path / "other.zip").unlink()
    (tmp_path / "other.zip").mkdir()
    faults = {Path(one.kept.file).stem: (one.there, bool(one.fault)) for one in copies(furnished, clock)}
    assert faults == {"gone": (False, True), "cut": (True, True), "other": (False, True)}


def test_what_is_due_is_counted_again_only_where_an_audit_changed(
    furnished: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(furnished.settings, retention=Retention(person="P1D", note="P1W"))
    object.__setattr__(furnished, "settings", settings)
    clock.tick(30 * 86_400_000)
    privacy = Privacy(furnished, clock)
    known: dict[str, object] = {}
    first = due(privacy, clock, known=known)  # type: ignore[arg-type]
    assert first[0] and len(known) == 2
    read: list[str] = []
    real = Privacy.record

    def counted(self: Privacy, row: object) -> object:
        read.append(str(row))
        return real(self, row)  # type: ignore[arg-type]

    monkeypatch.setattr(Privacy, "record", counted)
    assert due(privacy, clock, rows=privacy.store.rows(), known=known) == first  # type: ignore[arg-type]
    assert read == []
    Eraser(privacy, clock, actor=ACTOR, device=DEVICE, run="0" * 16).erase_due(first[0], "period is over")
    assert due(privacy, clock, known=known) == ([], [])  # type: ignore[arg-type]


def test_what_the_disk_refuses_to_read_is_told_and_stops_nothing(
    furnished: Workspace, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup(furnished, clock, to=tmp_path / "b.zip")
    clock.tick(60_000)
    erase(furnished, clock, "Anna Conti")
    draft = next(furnished.drafts.glob("*.json"))
    draft.write_bytes(draft.read_bytes()[:-20] + b'"op":"erased"')
    (one,) = copies(furnished, clock)
    assert one.audits == ("AUD-2026-ROMA-01",), "the draft is damaged, so nothing is known of it"

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("audit_tui.store.copies.Archive", refuse)
    (one,) = copies(furnished, clock)
    assert one.fault == "It cannot be read: Input/output error." and one.there


def test_an_audit_that_cannot_be_read_is_named_beside_what_is_due(
    furnished: Workspace, clock: FixedClock
) -> None:
    settings = replace(furnished.settings, retention=Retention(person="P1D"))
    object.__setattr__(furnished, "settings", settings)
    clock.tick(30 * 86_400_000)
    privacy = Privacy(furnished, clock)
    rows = privacy.store.rows()
    (furnished.data / rows[0].path).unlink()
    found, unread = due(privacy, clock, rows=rows)
    assert [name for name, _ in unread] == [rows[0].number]
    assert {one.audit for one in found} == {rows[1].id}
    clock.tick(-30 * 86_400_000)
    assert due(privacy, clock, rows=rows) == ([], []), "too young to be looked into"
