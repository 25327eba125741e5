"""Undo and redo go through the whole history of an audit: whatever was said can be taken back and said again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.model.audit import Action, State
from audit_tui.rules.record import Change
from audit_tui.session import AuditSession
from tests.test_session import clock, photo, reopened, say, session, start

__all__ = ["clock", "session"]


def undo(session: AuditSession) -> None:
    say(session, session.undo())


def redo(session: AuditSession) -> None:
    say(session, session.redo())


def standing(session: AuditSession) -> dict[str, Any]:
    """All that undo and redo are about, as it stands now; what was never touched is left out."""
    found: dict[str, Any] = {"instances": {k: v for k, v in instances(session).items() if v}}
    for path, item in session.record.projection.items.items():
        said = (item.state, item.value, item.reason, item.grade, item.note, item.private_note, item.flagged)
        things = (
            sorted(each.id for each in item.evidence),
            sorted((each.id, each.what) for each in item.actions),
        )
        clockwork = (item.timer_started, tuple(item.laps))
        whole = (*said, *things, *clockwork)
        if whole != (State.OPEN, None, "", None, "", "", False, [], [], None, ()):
            found[path] = whole
    return found


def instances(session: AuditSession) -> dict[str, list[str]]:
    return {path: list(ids) for path, ids in session.record.projection.instances.items()}


def test_a_note_a_flag_and_an_action_are_taken_back_one_by_one(
    session: AuditSession, clock: FixedClock
) -> None:
    action = Action(id=clock.ulid(), what="Train the desk")
    say(session, session.note("phone/solved", "Nobody knew"))
    say(session, session.flag("phone/solved", True))
    say(session, session.add_action("phone/solved", action))
    undo(session)
    assert session.item("phone/solved").actions == []
    undo(session)
    assert not session.item("phone/solved").flagged
    undo(session)
    assert session.item("phone/solved").note == ""
    assert session.undo() is None
    for _ in range(3):
        redo(session)
    item = session.item("phone/solved")
    assert (item.note, item.flagged, item.actions) == ("Nobody knew", True, [action])
    assert session.redo() is None


def test_an_action_that_was_changed_goes_back_to_what_it_was(
    session: AuditSession, clock: FixedClock
) -> None:
    first = Action(id=clock.ulid(), what="Train the desk")
    say(session, session.add_action("phone/solved", first))
    say(session, session.add_action("phone/solved", first.model_copy(update={"what": "Train everybody"})))
    undo(session)
    assert session.item("phone/solved").actions == [first]


def test_a_photo_that_was_taken_away_comes_back(session: AuditSession, clock: FixedClock) -> None:
    taken = photo(clock)
    say(session, session.add_evidence("phone/screen", taken))
    say(session, session.remove_evidence("phone/screen", taken.id))
    undo(session)
    assert session.item("phone/screen").evidence == [taken]
    undo(session)
    assert session.item("phone/screen").evidence == []


def test_an_instance_that_was_taken_away_comes_back_to_its_place_with_its_answers(
    session: AuditSession, clock: FixedClock
) -> None:
    for rings in (1, 2):
        say(session, session.add_instance("phone/calls"))
        clock.tick(1_000)
        ulid = session.record.projection.instances["phone/calls"][-1]
        say(session, session.answer(f"phone/calls/{ulid}/again", rings))
    first, second = session.record.projection.instances["phone/calls"]
    say(session, session.remove_instance("phone/calls", first))
    assert session.record.projection.instances["phone/calls"] == [second]
    undo(session)
    assert session.record.projection.instances["phone/calls"] == [first, second]
    assert session.item(f"phone/calls/{first}/again").value == "1"


def test_saying_something_new_ends_what_could_be_done_again(session: AuditSession) -> None:
    say(session, session.answer("phone/rings", 3))
    undo(session)
    say(session, session.answer("phone/held", "no"))
    assert session.redo() is None


def test_what_can_be_done_again_survives_a_new_start(session: AuditSession, clock: FixedClock) -> None:
    say(session, session.answer("phone/rings", 3))
    say(session, session.note("phone/rings", "quick"))
    undo(session)
    undo(session)
    again = reopened(session.record, clock)
    redo(again)
    redo(again)
    assert (again.item("phone/rings").value, again.item("phone/rings").note) == ("3", "quick")


def test_the_facts_of_the_visit_are_no_steps(session: AuditSession) -> None:
    say(session, session.set_fact("objective", "See how it goes"))
    assert session.undo() is None


def _sayings(session: AuditSession, clock: FixedClock) -> list[Callable[[], Change | None]]:
    def some(path: str) -> Callable[[], Change | None]:
        there = {slot.path for slot in session.slots}
        return lambda: session.answer(path, 5) if path in there else None

    ulids = session.record.projection.instances.get("phone/calls", [])
    solved = session.item("phone/solved")
    held = {slot.path for slot in session.slots if slot.path == "phone/hold_s"}
    running = bool(held) and session.elapsed("phone/hold_s") is not None
    return [
        lambda: session.answer("phone/rings", 3, grade="noted"),
        lambda: session.answer("phone/held", "yes"),
        lambda: session.not_applicable("phone/solved", "no case"),
        lambda: session.not_observed("phone/rings", "too far"),
        lambda: session.clear("phone/rings"),
        lambda: session.note("phone/rings", "a note"),
        lambda: session.note("phone/rings", "", private=False),
        lambda: session.note("phone/held", "hush", private=True),
        lambda: session.flag("phone/held", not session.item("phone/held").flagged),
        lambda: session.add_evidence("phone/screen", photo(clock)),
        lambda: session.add_action("phone/solved", Action(id=clock.ulid(), what="Do it")),
        lambda: session.remove_action("phone/solved", solved.actions[0].id) if solved.actions else None,
        lambda: session.add_instance("phone/calls") if len(ulids) < 2 else None,
        lambda: session.remove_instance("phone/calls", ulids[0]) if ulids else None,
        some(f"phone/calls/{ulids[0]}/again" if ulids else ""),
        lambda: (
            session.stop_timer("phone/hold_s")
            if running
            else session.start_timer("phone/hold_s")
            if held
            else None
        ),
        some("phone/hold_s"),
        lambda: session.clear("phone/hold_s") if held else None,
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 17), max_size=25), st.integers(0, 25))
def test_everything_taken_back_is_as_in_the_beginning_and_said_again_as_at_the_end(
    picks: list[int], half: int
) -> None:
    clock = FixedClock()
    session = start(clock)
    states = [standing(session)]
    for pick in picks:
        clock.tick(1_300)
        change = _sayings(session, clock)[pick]()
        if change is None:
            continue
        session.apply(change)
        states.append(standing(session))
        alone = {slot.path: session.question_score(slot.path) for slot in session.slots}
        assert {p: one for p, one in alone.items() if one is not None} == {
            one.path: one for one in session.score().questions if one.state != "hidden"
        }
    for expected in reversed(states[:-1]):
        clock.tick(700)
        undo(session)
        assert standing(session) == expected
    assert session.undo() is None
    for at, expected in enumerate(states[1:]):
        if at == half:
            session = reopened(session.record, clock)
        redo(session)
        assert standing(session) == expected
    assert session.redo() is None
