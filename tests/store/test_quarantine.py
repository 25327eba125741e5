"""The quarantine: what lies there and why, looking into it, putting it back, deleting it; rescuing entries."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import orjson
import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, NotSavedError, RefusedError
from audit_tui.model.audit import State
from audit_tui.rescuing import say_again, standings
from audit_tui.rules.history import history
from audit_tui.session import AuditSession
from audit_tui.store import quarantine as quarantine_module
from audit_tui.store.auditfile import Rescued
from audit_tui.store.audits import AuditStore
from audit_tui.store.disk import exclusive
from audit_tui.store.holds import Holds
from audit_tui.store.quarantine import Quarantine
from audit_tui.store.replay import journal_file
from audit_tui.store.workspace import Workspace
from tests.store.builders import ACTOR, DEVICE, Auditor, checklist, finished, save, started
from tests.store.furnished import PHOTO_NAME, photographed
from tests.store.test_rescue import crashed as crashed_draft
from tests.store.test_rescue import flip, kill, second_line

crashed = crashed_draft
"""A draft of 4 events in the snapshot and 4 answers in the journal, as a killed process leaves it."""


@pytest.fixture
def quarantine(workspace: Workspace, clock: FixedClock) -> Quarantine:
    return Quarantine(workspace, clock)


def session_of(record: Any, clock: FixedClock) -> AuditSession:
    return AuditSession(record, clock=clock, actor=ACTOR, device=DEVICE, run="0" * 16)


def rescue_all(session: AuditSession, entries: Any) -> list[str]:
    """Say every entry again that is not there; the reasons of those that were refused."""
    refused = []
    for entry, standing in zip(entries, standings(session, entries), strict=True):
        if standing == "new":
            try:
                change = say_again(session, entry, "rescued")
            except InputError as error:
                refused.append(error.code)
            else:
                assert change is not None
                session.apply(change)
    return refused


def test_an_empty_quarantine_is_empty(quarantine: Quarantine) -> None:
    assert quarantine.all() == []
    with pytest.raises(InputError, match="nothing called 'x'"):
        quarantine.find("x")


def test_a_deleted_draft_lies_there_with_when_and_what_and_comes_back_whole(
    store: AuditStore, quarantine: Quarantine, crashed: Path, clock: FixedClock
) -> None:
    store.delete_draft("roma-01")
    (one,) = quarantine.all()
    assert (one.why, one.at, one.number, one.status, one.events) == (
        "aside",
        clock.wall(),
        "AUD-2026-ROMA-01",
        "draft",
        8,
    )
    assert one.fault == "" and one.later == 0 and one.size > 64 * 1024
    assert quarantine.find("AUD-2026-ROMA-01") == quarantine.find(one.name[5:]) == one
    assert quarantine.listed(one) is None
    assert quarantine.look(one).record.projection.item("phone/q3").value == "no"
    assert quarantine.put_back(one) == crashed
    assert quarantine.all() == []
    with store.open("roma-01") as audit:
        assert not audit.readonly and audit.record.projection.seq == 8


def test_a_place_beside_goes_along(store: AuditStore, quarantine: Quarantine, auditor: Auditor) -> None:
    path = photographed(store, auditor, "AUD-2026-ROMA-01")
    answered = store.rows()[0].answered
    assert answered
    store.delete_draft("roma-01")
    (one,) = quarantine.all()
    quarantine.put_back(one)
    assert path.with_suffix(".place").exists()
    assert store.rows()[0].answered == answered


def test_a_finished_audit_comes_back_to_its_month(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor
) -> None:
    path = finished(store, auditor)
    store.set_aside(path)
    (one,) = quarantine.all()
    assert one.status == "finished"
    assert quarantine.put_back(one) == path
    assert [row.status for row in store.rows()] == ["finished"]


def test_what_is_listed_or_bears_a_number_that_is_taken_is_not_put_back(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor, workspace: Workspace
) -> None:
    with started(store, auditor) as audit:
        path = audit.path
    copy = workspace.quarantine / f"{path.stem}-restored-{'0' * 12}.json"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    (one,) = quarantine.all()
    assert one.why == "restored"
    with pytest.raises(RefusedError, match="has audit AUD-2026-ROMA-01 already"):
        quarantine.put_back(one)
    path.unlink()
    with started(store, auditor, "aud-2026-roma-01"), pytest.raises(RefusedError, match="bears the number"):
        quarantine.put_back(one)
    assert copy.exists()


def test_what_is_held_elsewhere_or_has_a_file_in_its_way_stays_where_it_is(
    store: AuditStore, quarantine: Quarantine, crashed: Path, workspace: Workspace
) -> None:
    store.delete_draft("roma-01")
    (one,) = quarantine.all()
    with exclusive(workspace.locks / f"{one.audit}.lock"), pytest.raises(NotSavedError, match="another"):
        quarantine.put_back(one)
    journal_file(crashed).write_bytes(b"")
    with pytest.raises(RefusedError, match="in the way"):
        quarantine.put_back(one)
    assert quarantine.all() == [one]


def test_a_disk_that_refuses_leaves_it_there(
    store: AuditStore, quarantine: Quarantine, crashed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.delete_draft("roma-01")
    (one,) = quarantine.all()

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as broken:
        broken.setattr(quarantine_module, "replace", refuse)
        with pytest.raises(NotSavedError, match="read-only"):
            quarantine.put_back(one)
    assert quarantine.all() == [one]


def test_a_copy_of_a_damaged_draft_tells_its_later_entries_until_they_are_said_again(
    store: AuditStore, quarantine: Quarantine, crashed: Path, clock: FixedClock
) -> None:
    flip(crashed, second_line(crashed) + 100)
    store.open("roma-01").close()
    (one,) = quarantine.all()
    assert (one.why, one.events, one.later, one.readable) == ("damaged", 5, 2, True)
    assert "damaged or was changed" in one.fault
    with store.open("roma-01") as audit:
        session = session_of(audit.record, clock)
        entries = quarantine.entries(one, audit.record)
        assert [(each.op, each.path, each.value) for each in entries] == [
            ("noted", "phone/q2", "Nobody at the desk."),
            ("answered", "phone/q3", "no"),
        ]
        assert standings(session, entries) == ["new", "new"]
        assert rescue_all(session, entries) == []
        assert standings(session, entries) == ["same", "same"]
        assert session.item("phone/q2").note == "Nobody at the desk."
        (entry,) = history(session.record, "phone/q3")
        assert entry.why is not None and entry.why.value == "rescued"


def test_a_damaged_copy_of_a_draft_that_is_gone_comes_back_and_is_mended_when_opened(
    store: AuditStore, quarantine: Quarantine, crashed: Path
) -> None:
    bad = flip(crashed, second_line(crashed) + 100)
    store.delete_draft("roma-01")
    (one,) = quarantine.all()
    assert one.fault
    quarantine.put_back(one)
    assert journal_file(crashed).read_bytes() == bad
    with store.open("roma-01") as audit:
        assert audit.rescue is not None and len(audit.rescue.later) == 2


def test_what_an_undo_takes_back_after_the_damage_is_known_by_its_earlier_value(
    store: AuditStore, auditor: Auditor, clock: FixedClock
) -> None:
    audit = started(store, auditor)
    session = session_of(audit.record, clock)
    for make in (
        lambda: session.answer("phone/q3", "yes"),
        lambda: session.note("phone/q3", "x"),
        lambda: session.answer("phone/q3", "no"),
        session.undo,
    ):
        change = make()
        assert change is not None
        audit.append(change)
        session.apply(change)
    path = kill(audit)
    content = journal_file(path).read_bytes()
    lines = content.rstrip(b"\0").split(b"\n")
    at = content.index(lines[3])
    flip(path, at + 100)
    with store.open("roma-01") as again:
        assert again.rescue is not None
        told = [(each.op, each.value, each.whole) for each in again.rescue.later]
        assert told == [("answered", "no", True), ("answered", "yes", True)]
        assert standings(session_of(again.record, clock), again.rescue.later) == ["replaced", "same"]


def test_an_audit_that_went_another_way_gives_what_the_one_here_lacks(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor, clock: FixedClock
) -> None:
    with started(store, auditor) as audit:
        path = audit.path
    before = path.read_bytes()
    with store.open("roma-01") as audit:
        for op, where, value in (
            ("answered", "phone/q3", "yes"),
            ("answered", "phone/q3", "no"),
            ("noted", "phone/q2#private", "The tall one."),
            ("flagged", "phone/q1", True),
            ("photo_owed", "phone/q1", {"at": 7}),
            ("not_observed", "phone/q1", "closed"),
            ("fact_changed", "fact/client", "Fictional Client"),
            ("timer", "phone/q1", "start"),
            ("action_added", "phone/q2", {"id": clock.ulid(), "what": "Man the desk"}),
            (
                "evidence_added",
                "phone/q2",
                {"id": clock.ulid(), "sha256": "ab" * 32, "kind": "photo", "extension": "jpg", "size": 12},
            ),
            ("answered", "phone/gone", "yes"),
            ("answered", "phone/q2", {"nonsense": 1}),
        ):
            save(audit, auditor.change(audit.record, op, where, value))
    store.delete_draft("roma-01")
    path.write_bytes(before)
    (one,) = quarantine.all()
    with store.open("roma-01") as audit:
        session = session_of(audit.record, clock)
        entries = quarantine.entries(one, audit.record)
        found = standings(session, entries)
        assert [each.op for each in entries][:3] == ["answered", "answered", "noted"] and len(entries) == 12
        assert found[0] == "replaced" and found[7] == "lost" and found.count("new") == 10
        with pytest.raises(InputError, match="cannot be said again"):
            say_again(session, entries[7], "rescued")
        refused = rescue_all(session, entries)
        assert len(refused) == 2 and "path.hidden" in refused
        with pytest.raises(InputError, match="cannot be said again"):
            say_again(session, Rescued("action_added", "phone/q2", {"what": 1}, 0), "rescued")
        item = session.item("phone/q2")
        assert (item.private_note, item.actions[0].what, item.evidence[0].sha256) == (
            "The tall one.",
            "Man the desk",
            "ab" * 32,
        )
        assert session.item("phone/q3").value == "no"
        assert session.state("phone/q1") is State.NOT_OBSERVED and session.item("phone/q1").flagged
        assert session.item("phone/q1").photo_owed == 7
        assert session.record.projection.facts["client"] == "Fictional Client"
        assert [each for each in standings(session, entries) if each == "new"] == ["new"] * 2


def test_what_was_taken_away_there_is_taken_away_here(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor, clock: FixedClock
) -> None:
    action, photo = {"id": clock.ulid(), "what": "x"}, clock.ulid()
    evidence = {"id": photo, "sha256": "ab" * 32, "kind": "photo", "extension": "jpg", "size": 12}
    with started(store, auditor) as audit:
        for op, value in (("action_added", action), ("evidence_added", evidence), ("flagged", True)):
            save(audit, auditor.change(audit.record, op, "phone/q2", value))
        save(audit, auditor.change(audit.record, "noted", "phone/q2", "A note"))
        path = audit.path
    before = path.read_bytes()
    with store.open("roma-01") as audit:
        for op, value in (
            ("action_removed", {"id": action["id"]}),
            ("evidence_removed", {"id": photo}),
            ("flagged", False),
            ("noted", ""),
            ("cleared", None),
        ):
            save(audit, auditor.change(audit.record, op, "phone/q2", value))
        save(audit, auditor.change(audit.record, "not_applicable", "phone/q1", "no phone"))
    store.delete_draft("roma-01")
    path.write_bytes(before)
    (one,) = quarantine.all()
    with store.open("roma-01") as audit:
        session = session_of(audit.record, clock)
        entries = quarantine.entries(one, audit.record)
        assert rescue_all(session, entries) == ["answer.na"], "this checklist allows no N/A"
        item = session.item("phone/q2")
        assert (item.state, item.note, item.flagged, item.actions, item.evidence) == (
            State.OPEN,
            "",
            False,
            [],
            [],
        )


def test_entries_of_another_audit_are_refused(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor
) -> None:
    started(store, auditor).close()
    store.delete_draft("roma-01")
    (one,) = quarantine.all()
    with (
        started(store, auditor, "AUD-2026-ROMA-02") as audit,
        pytest.raises(InputError, match="not AUD-2026"),
    ):
        quarantine.entries(one, audit.record)


def test_instances_of_a_repeat_come_back_with_their_answers(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor, clock: FixedClock
) -> None:
    body = checklist().dump()
    body["sections"][0]["questions"].append(
        {
            "id": "calls",
            "type": "repeat",
            "text": "Call",
            "questions": [{"id": "ok", "type": "yes_no", "text": "Well?"}],
        }
    )
    from audit_tui.model.checklist import Checklist

    audit = store.create(*auditor.begin("AUD-2026-ROMA-01", Checklist.model_validate(body)))
    audit.close()
    before = audit.path.read_bytes()
    with store.open("roma-01") as audit:
        session = session_of(audit.record, clock)
        change = session.add_instance("phone/calls")
        audit.append(change)
        session.apply(change)
        instance = session.record.projection.instances["phone/calls"][0]
        audit.append(session.answer(f"phone/calls/{instance}/ok", "yes"))
    store.delete_draft("roma-01")
    audit.path.write_bytes(before)
    (one,) = quarantine.all()
    with store.open("roma-01") as audit:
        session = session_of(audit.record, clock)
        entries = quarantine.entries(one, audit.record)
        assert rescue_all(session, entries) == []
        assert session.item(f"phone/calls/{instance}/ok").value == "yes"
        assert standings(session, entries) == ["same", "same"]
        gone = Rescued("repeat_removed", f"phone/calls/{instance}", None, 0)
        assert standings(session, [gone]) == ["new"]
        assert rescue_all(session, [gone]) == []
        assert session.record.projection.instances["phone/calls"] == []


# -- deleting -----------------------------------------------------------------------------------------------


def test_deleting_takes_journal_and_photos_that_nothing_else_needs(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor, workspace: Workspace
) -> None:
    photographed(store, auditor, "AUD-2026-ROMA-01")
    photographed(store, auditor, "AUD-2026-ROMA-02")
    store.delete_draft("roma-01")
    (one,) = quarantine.all()
    outcome = quarantine.delete(one)
    assert (workspace.blobs / PHOTO_NAME).exists() and "stays" in outcome.notes[0]
    assert quarantine.all() == [] and list(workspace.quarantine.iterdir()) == []
    store.delete_draft("roma-02")
    (one,) = quarantine.all()
    assert not quarantine.delete(one).skipped
    assert not (workspace.blobs / PHOTO_NAME).exists()
    assert not (workspace.data / "erasing.json").exists()


def test_nothing_of_a_held_audit_is_deleted(
    store: AuditStore, quarantine: Quarantine, auditor: Auditor, workspace: Workspace, clock: FixedClock
) -> None:
    started(store, auditor).close()
    Holds(workspace, clock).hold(store.find("roma-01"), "complaint")
    store.delete_draft("roma-01")
    (one,) = quarantine.all()
    with pytest.raises(RefusedError, match="is held: complaint"):
        quarantine.delete(one)
    assert quarantine.all() == [one]


def test_strangers_are_told_and_ruins_are_not_put_back(
    quarantine: Quarantine, workspace: Workspace, store: AuditStore, auditor: Auditor
) -> None:
    workspace.quarantine.mkdir(parents=True)
    audit = "01KAAZMK00T722E41W6H642BRY"
    (workspace.quarantine / "notes.txt").write_text("x", encoding="utf-8")
    (workspace.quarantine / "folder").mkdir()
    (workspace.quarantine / f"{audit}-{'a' * 12}.json").write_bytes(b"{")
    (workspace.quarantine / f"{audit}-1795341600000.journal").write_bytes(b"x")
    (workspace.quarantine / "list.json").write_bytes(orjson.dumps({"sites": {}}))
    found = {one.name: one for one in quarantine.all()}
    assert {name: one.why for name, one in found.items()} == {
        "notes.txt": "foreign",
        "folder": "foreign",
        f"{audit}-{'a' * 12}.json": "damaged",
        f"{audit}-1795341600000.journal": "foreign",
        "list.json": "foreign",
    }
    for one in found.values():
        assert not one.readable
        with pytest.raises(InputError, match="cannot be taken back"):
            quarantine.put_back(one)
    with pytest.raises(InputError, match="several things"):
        quarantine.find(audit)
    with pytest.raises(RefusedError, match="a folder"):
        quarantine.delete(found["folder"])
    quarantine.delete(found["notes.txt"])
    assert "notes.txt" not in {one.name for one in quarantine.all()}
