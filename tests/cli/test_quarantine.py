"""`audit-tui quarantine` and `privacy backups` as a person uses them, and the shape of their JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.clock import FixedClock, SystemClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.holds import Holds
from audit_tui.store.workspace import Workspace
from tests.cli.conftest import Command, Done, documented
from tests.store.builders import Auditor, new_workspace, save, started
from tests.store.furnished import furnish
from tests.store.test_rescue import flip, kill, second_line

NUMBER = "AUD-2026-ROMA-01"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path)


@pytest.fixture
def store(workspace: Workspace) -> AuditStore:
    return AuditStore(workspace, SystemClock())


def quarantine(run: Command, workspace: Workspace, *words: object) -> Done:
    return run("quarantine", *words, "--workspace", workspace.base)


def damaged(store: AuditStore) -> None:
    """An open audit whose journal is damaged in the middle, opened once."""
    auditor = Auditor(FixedClock())
    audit = started(store, auditor)
    save(audit, auditor.change(audit.record, "noted", "phone/q2", "Nobody at the desk."))
    save(audit, auditor.answer(audit.record, "phone/q3", "no"))
    path = kill(audit)
    flip(path, second_line(path) + 100)
    store.open(NUMBER).close()


def test_nothing_there_is_said(run: Command, workspace: Workspace) -> None:
    assert "Nothing lies in quarantine" in quarantine(run, workspace, "list").out
    assert quarantine(run, workspace, "list", "--json").json == {"quarantine": []}
    unknown = quarantine(run, workspace, "show", "nothing")
    assert unknown.code == 2 and "quarantine list" in unknown.err


def test_a_deleted_draft_is_listed_shown_and_put_back(
    run: Command, workspace: Workspace, store: AuditStore
) -> None:
    started(store, Auditor(FixedClock())).close()
    name = store.delete_draft(NUMBER).name
    listed = quarantine(run, workspace, "list")
    assert NUMBER in listed.out and "deleted or replaced" in listed.out and name in listed.out
    (thing,) = documented("quarantine-list", quarantine(run, workspace, "list", "--json").json)["quarantine"]
    assert (thing["name"], thing["why"], thing["status"]) == (name, "aside", "draft")
    assert "quarantine restore" in quarantine(run, workspace, "show", NUMBER).out
    shown = documented("quarantine-show", quarantine(run, workspace, "show", name, "--json").json)
    assert shown["listed"] is None and shown["entries"] == []
    nowhere = quarantine(run, workspace, "rescue", name)
    assert nowhere.code == 1 and "quarantine restore" in nowhere.err
    done = documented("quarantine-restore", quarantine(run, workspace, "restore", NUMBER, "--json").json)
    assert Path(done["path"]).exists()
    assert run("show", NUMBER, "--workspace", workspace.base).code == 0


def test_entries_of_a_damaged_draft_are_shown_and_said_again(
    run: Command, workspace: Workspace, store: AuditStore
) -> None:
    damaged(store)
    shown = quarantine(run, workspace, "show", NUMBER)
    assert "phone.q2: note written: Nobody at the desk." in shown.out and "(not in the audit)" in shown.out
    told = documented("quarantine-show", quarantine(run, workspace, "show", NUMBER, "--json").json)
    assert [(each["path"], each["standing"]) for each in told["entries"]] == [
        ("phone/q2", "new"),
        ("phone/q3", "new"),
    ]
    refused = quarantine(run, workspace, "restore", NUMBER)
    assert refused.code == 1 and "already" in refused.err
    done = documented("quarantine-rescue", quarantine(run, workspace, "rescue", NUMBER, "--json").json)
    assert len(done["said"]) == 2 and done["refused"] == []
    again = quarantine(run, workspace, "rescue", NUMBER)
    assert again.code == 0 and "0 entries said again" in again.out
    assert "(in the audit)" in quarantine(run, workspace, "show", NUMBER).out
    history = run("show", NUMBER, "--history", "--workspace", workspace.base)
    with store.open(NUMBER, write=False) as audit:
        assert audit.record.projection.item("phone/q3").value == "no"
    assert history.code != 0 or "rescued; first said" in history.out


def test_what_the_checklist_refuses_is_named_and_ends_with_1(
    run: Command, workspace: Workspace, store: AuditStore
) -> None:
    auditor = Auditor(FixedClock())
    with started(store, auditor) as audit:
        path = audit.path
    before = path.read_bytes()
    with store.open(NUMBER) as audit:
        save(audit, auditor.answer(audit.record, "phone/gone", "yes"))
    store.delete_draft(NUMBER)
    path.write_bytes(before)
    done = quarantine(run, workspace, "rescue", NUMBER)
    assert done.code == 1 and "Not said again: phone/gone" in done.err


def test_an_audit_that_is_open_elsewhere_is_not_rescued_into(
    run: Command, workspace: Workspace, store: AuditStore
) -> None:
    damaged(store)
    with store.open(NUMBER):
        done = quarantine(run, workspace, "rescue", NUMBER)
    assert done.code == 1 and "open elsewhere" in done.err


def test_deleting_for_good_must_be_asked_for_and_a_hold_forbids_it(
    run: Command, workspace: Workspace, store: AuditStore
) -> None:
    started(store, Auditor(FixedClock())).close()
    row = store.find(NUMBER)
    Holds(workspace, SystemClock()).hold(row, "complaint")
    kept = store.delete_draft(NUMBER)
    assert quarantine(run, workspace, "delete", NUMBER).code == 2
    held = quarantine(run, workspace, "delete", NUMBER, "--yes")
    assert held.code == 1 and "is held: complaint" in held.err and kept.exists()
    Holds(workspace, SystemClock()).release(row)
    done = documented(
        "quarantine-delete", quarantine(run, workspace, "delete", NUMBER, "--yes", "--json").json
    )
    assert done["deleted"] and not kept.exists()


def test_a_name_in_quarantine_cannot_steer_the_terminal(run: Command, workspace: Workspace) -> None:
    workspace.quarantine.mkdir(parents=True)
    (workspace.quarantine / "a\x1b]0;owned\x07.txt").write_text("x", encoding="utf-8")
    assert "\x1b" not in quarantine(run, workspace, "list").out


def test_backups_tell_what_was_erased_since(
    run: Command, workspace: Workspace, store: AuditStore, tmp_path: Path
) -> None:
    assert "No backup was made" in run("privacy", "backups", "--workspace", workspace.base).out
    furnish(store, FixedClock())
    assert run("backup", "-o", tmp_path / "b.zip", "--workspace", workspace.base).code == 0
    fine = run("privacy", "backups", "--workspace", workspace.base)
    assert fine.code == 0 and "nothing that was erased since" in fine.out
    erased = run(
        "privacy", "erase", "Anna Conti", "--ground", "request", "--yes", "--workspace", workspace.base
    )
    assert "backup" in (erased.out + erased.err).casefold()
    told = run("privacy", "backups", "--workspace", workspace.base)
    assert told.code == 1 and "1 person erased since" in told.out and NUMBER in told.out
    (one,) = documented(
        "privacy-backups", run("privacy", "backups", "--json", "--workspace", workspace.base).json
    )["backups"]
    assert one["there"] and one["people"] == 1
