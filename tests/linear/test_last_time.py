"""On an open visit what was found the last time is told, and repeated by one command; on others never."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.clock import FixedClock
from audit_tui.rules.record import Record
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no
from tests.tui.test_last_time import DEMANDING, finished

Read = Callable[[str], Record]


def test_the_last_result_and_the_open_action_are_told_and_still_so_takes_them_over(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    finished(workspace, clock)
    clock.tick(3_600_000)
    ref = start(workspace, clock, yes_no(3, **DEMANDING))
    told = say("1", "/=", "/=", "2", "", "", "/=")
    assert "Last time (15\u00a0Nov\u00a02026): no, “Nobody looked up”" in told
    assert "Open action, overdue: Train the desk, Store manager, by 20\u00a0Nov\u00a02026" in told
    assert "seen by a guest" not in told
    first, second = (record(ref).projection.items[f"list/q{n}"] for n in range(2))
    assert (first.value, first.note) == ("no", "Still so as on 2026-11-15: Nobody looked up")
    assert first.actions[0].what == "Train the desk"
    assert second.value == "yes"


def test_a_mystery_visit_is_told_nothing_and_repeats_nothing(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    finished(workspace, clock)
    clock.tick(3_600_000)
    ref = start(workspace, clock, yes_no(3, **DEMANDING), kind="mystery")
    told = say("1", "/=")
    assert "Last time" not in told and "Open action" not in told
    assert "Only on an open visit" in told
    assert record(ref).projection.items == {}


def test_what_was_not_asked_before_cannot_be_still_so(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1))
    assert "There is nothing from the visit before" in say("1", "/=")
