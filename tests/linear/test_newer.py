"""A newer checklist in lines: told once, read before one agrees, remembered when declined."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.clock import FixedClock
from audit_tui.rules.record import Record
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no
from tests.tui.test_newer import newer, publish

Read = Callable[[str], Record]


def test_a_newer_version_is_told_and_moved_to_on_consent(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(4))
    publish(workspace, newer())
    told = say("1", "1", "1", "1", "/newer", "y")
    assert "List: version 2 is there. /newer tells what it changes." in told
    for words in ("Answers kept: 1", "open again: 1", "gone: 1", "points: 1, now 3", "question q2: gone"):
        assert words in told
    assert "Moved to version 2." in told and "Open again: How many at point 1?" in told
    kept = record(ref)
    assert kept.checklists[0].version == "2"
    assert kept.projection.items["list/q0"].value == "yes"


def test_deciding_later_changes_nothing_and_declining_is_remembered(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(4))
    publish(workspace, newer())
    assert "Nothing is changed." in say("1", "/newer", "")
    assert "It stays at version 1." in say("1", "/newer", "n")
    told = say("1", "/newer", "")
    assert "is there. /newer" not in told
    assert "Newer checklist: List, 1, now 2" in told, "who asks sees it all the same"
    assert record(ref).checklists[0].version == "1"


def test_with_nothing_newer_it_says_so(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    assert "This audit has the newest checklists that are here." in say("1", "/newer")
