"""A damaged draft in lines: told in words, what was whole after it said again, one by one or all."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.clock import FixedClock
from audit_tui.rules.history import history
from audit_tui.rules.record import Record
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import damage, start, yes_no

Read = Callable[[str], Record]


def test_what_was_whole_after_the_damage_is_told_and_said_again_one_by_one(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(4))
    damage(workspace, clock, ref)
    told = say("1", "9", "1", "/q", "q")
    assert "journal is damaged" in told
    assert "1. 11-22 11:03 list.q2: yes (not in the audit)" in told
    assert "Type numbers from 1 to 1." in told
    assert "Said again: list.q2: yes" in told and "Everything that can be said again is in the audit." in told
    assert "The damaged file is kept: " in told
    kept = record(ref)
    assert kept.projection.items["list/q2"].value == "yes"
    (entry,) = history(kept, "list/q2")
    assert entry.why is not None and entry.why.value == "rescued; first said 2026-11-22 10:03Z"


def test_all_are_said_again_by_one_word_and_what_is_left_waits_for_the_command(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(4))
    damage(workspace, clock, ref)
    told = say("1", "", "/rescue", "a", "/rescue")
    assert "/rescue asks again" in told
    assert "1 entry said again." in told
    assert record(ref).projection.items["list/q2"].value == "yes"
    assert told.count("Everything that can be said again is in the audit.") == 2


def test_a_whole_audit_has_nothing_to_say_again(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    assert "there is nothing to say again" in say("1", "/rescue")


def test_while_it_is_held_elsewhere_a_damaged_audit_says_nothing_again(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    ref = start(workspace, clock, yes_no(4))
    damage(workspace, clock, ref)
    store = AuditStore(workspace, clock)
    lock = store._take(ref)
    try:
        told = say("1")
    finally:
        store.release(ref, lock)
    assert "The audit can only be read now, so nothing can be said again yet." in told


def test_an_audit_held_elsewhere_is_taken_over_once_it_is_free(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    holder = AuditStore(workspace, clock).open(ref)
    told = say("1", "/z", "/q", "q")
    assert "/z sees whether it is free by now" in told and "It can still only be read." in told
    holder.close()
    assert "Everything is saved." in say("1", "/z", "1")
    assert record(ref).projection.items["list/q0"].value == "yes"
