"""What was being typed when the program was killed is told in lines, and saved, kept or thrown away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.audit import Projection, State
from audit_tui.rules.jottings import jottings
from audit_tui.rules.record import Record
from audit_tui.store.audits import AuditStore
from audit_tui.store.halftyped import HalfTyped, Text, change_half_typed, read_half_typed
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import TYPES, start, yes_no

Read = Callable[[str], Record]


def begun(workspace: Workspace, clock: FixedClock, what: str, text: Text) -> str:
    """An open audit in which something is half typed."""
    ref = start(workspace, clock, TYPES)
    change_half_typed(workspace, ref, {what: HalfTyped(text, clock.wall(), 60)})
    return ref


@pytest.mark.parametrize(
    ("what", "text", "told", "saved"),
    [
        (
            "note:kinds/greeted",
            "The queue\nwas long",
            "The note at kinds.greeted, kept 11:00:\nThe queue\nwas long",
            lambda found: found.item("kinds/greeted").note == "The queue\nwas long",
        ),
        (
            "private:kinds/greeted",
            "The tall one",
            "The private note at kinds.greeted, kept 11:00:\nThe tall one",
            lambda found: found.item("kinds/greeted").private_note == "The tall one",
        ),
        (
            "text:kinds/story",
            "First a man",
            "The text at kinds.story, kept 11:00:\nFirst a man",
            lambda found: found.item("kinds/story").value == "First a man",
        ),
        (
            "reason:kinds/greeted",
            "closed",
            "The reason at kinds.greeted, kept 11:00:\nclosed",
            lambda found: (
                (found.item("kinds/greeted").state, found.item("kinds/greeted").reason)
                == (State.NOT_APPLICABLE, "closed")
            ),
        ),
        (
            "unseen:kinds/tone",
            "outside",
            "The reason at kinds.tone, kept 11:00:\noutside",
            lambda found: (
                (found.item("kinds/tone").state, found.item("kinds/tone").reason)
                == (State.NOT_OBSERVED, "outside")
            ),
        ),
        (
            "card:kinds/light",
            "12",
            "The answer to kinds.light, kept 11:00:\n12",
            lambda found: found.item("kinds/light").value == "12",
        ),
        (
            "card:kinds/heard",
            ["hello", "offer"],
            "The answer to kinds.heard, kept 11:00:\nhello · offer",
            lambda found: found.item("kinds/heard").value == ["hello", "offer"],
        ),
        (
            "action:kinds/solved",
            {"what": "Man the desk", "owner": "Manager", "due": "+14", "verify": "", "cause": "staffing"},
            "The corrective action at kinds.solved, kept 11:00:\nMan the desk · Manager · +14 · Too few people",
            lambda found: (
                [(one.what, one.due, one.cause) for one in found.item("kinds/solved").actions]
                == [("Man the desk", "2026-12-06", "staffing")]
            ),
        ),
        (
            "facts",
            {"client": "The chamber", "scope": ""},
            "The visit details, kept 11:00:\nThe chamber",
            lambda found: found.facts["client"] == "The chamber" and "scope" not in found.facts,
        ),
    ],
    ids=["note", "private note", "text", "N/A", "not observed", "figure", "ticks", "action", "facts"],
)
def test_what_stands_half_typed_is_told_and_saved_as_it_stands(
    workspace: Workspace,
    clock: FixedClock,
    say: Say,
    record: Read,
    what: str,
    text: Text,
    told: str,
    saved: Callable[[Projection], bool],
) -> None:
    ref = begun(workspace, clock, what, text)
    heard = say("1", "1", "/q", "q")
    assert "You were typing when the program ended" in heard and told in heard
    assert saved(record(ref).projection)
    assert read_half_typed(workspace, ref) == {}


def test_a_line_of_the_jot_pad_is_saved_too(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = begun(workspace, clock, "jot", "ten past nine")
    assert "A line of the jot pad, kept 11:00:\nten past nine" in say("1", "1", "/q", "q")
    assert [one.text for one in jottings(record(ref))] == ["ten past nine"]


def test_not_now_keeps_it_and_throwing_away_drops_it(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = begun(workspace, clock, "note:kinds/greeted", "Long")
    say("1", "2", "/q", "q")
    assert read_half_typed(workspace, ref).keys() == {"note:kinds/greeted"}
    say("1", "3", "/q", "q")
    assert read_half_typed(workspace, ref) == {}
    assert record(ref).projection.item("kinds/greeted").note == ""


def test_what_does_not_fit_stays_kept(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    ref = begun(workspace, clock, "card:kinds/light", "99999")
    assert "500" in say("1", "1", "/q", "q")
    assert read_half_typed(workspace, ref).keys() == {"card:kinds/light"}


def test_a_note_of_several_lines_survives_the_end_of_its_input(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    say("1", "/n", "The queue", "was lo")
    kept = read_half_typed(workspace, ref)
    assert kept["note:list/q0"].text == "The queue\nwas lo"
    say("1", "1", "/q", "q")
    assert record(ref).projection.item("list/q0").note == "The queue\nwas lo"


def test_a_text_of_several_lines_survives_the_end_of_its_input(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    ref = start(workspace, clock, TYPES)
    say("1", "/g kinds.story", "First a man", "then")
    assert read_half_typed(workspace, ref)["text:kinds/story"].text == "First a man\nthen"


def test_a_note_that_is_saved_is_not_kept_any_longer(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    say("1", "/n", "The queue", ".", "/q", "q")
    assert record(ref).projection.item("list/q0").note == "The queue"
    assert read_half_typed(workspace, ref) == {}


def test_who_only_reads_is_told_nothing(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    ref = begun(workspace, clock, "note:kinds/greeted", "Long")
    with AuditStore(workspace, clock).open(ref):
        assert "You were typing" not in say("1", "/q", "q")
