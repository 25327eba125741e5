"""What can be taken back, also across a move to a newer checklist, and in records that hold odd events."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.rules.memory import Memory, Write
from audit_tui.rules.record import MOVED, REDO, UNDO
from audit_tui.session import AuditSession
from tests.rules.build import count, of, repeat, yes_no
from tests.rules.walked import move, walked, write


def begun() -> AuditSession:
    return walked(
        of(count("rings", max=20), yes_no("held", allow_na=True), repeat("calls", [count("again")]))
    )


def said(session: AuditSession, path: str) -> Write:
    found = Memory(session).said(path)
    assert found is not None
    return found


def undoable(session: AuditSession) -> list[tuple[str, str, Any]]:
    """What would take the last step back: operation, place, value."""
    return [told(session, each) for each in Memory(session).undoable()]


def redoable(session: AuditSession) -> list[tuple[str, str, Any]]:
    return [told(session, each) for each in Memory(session).redoable()]


def told(session: AuditSession, write: Write) -> tuple[str, str, Any]:
    value = session.record.value_of(write.value) if write.value else write.plain
    return write.op, write.path, value


def test_nothing_said_leaves_nothing_to_take_back_or_to_say_again() -> None:
    memory = Memory(begun())
    assert memory.undoable() == memory.redoable() == ()
    assert memory.said("phone/rings") is None
    assert memory.value("phone/rings") is None


def test_each_answer_can_be_taken_back_to_what_stood_before_it_and_be_said_again() -> None:
    session = begun()
    session.apply(session.answer("phone/rings", 2))
    session.apply(session.answer("phone/rings", 4))
    assert session.record.value_of(Memory(session).value("phone/rings")) == "4"
    assert undoable(session) == [("answered", "phone/rings", "2")]
    session.apply(session.undo())
    assert undoable(session) == [("cleared", "phone/rings", None)]
    assert redoable(session) == [("answered", "phone/rings", "4")]
    session.apply(session.undo())
    assert undoable(session) == []
    assert redoable(session) == [("answered", "phone/rings", "2")]
    assert Memory(session).said("phone/rings") is None
    session.apply(session.redo())
    assert redoable(session) == [("answered", "phone/rings", "4")]
    session.apply(session.answer("phone/held", "yes"))
    assert redoable(session) == []


def test_a_cleared_question_can_be_filled_again() -> None:
    session = begun()
    session.apply(session.not_applicable("phone/held", "no hold"))
    session.apply(session.clear("phone/held"))
    assert Memory(session).said("phone/held") is None
    assert undoable(session) == [("not_applicable", "phone/held", "no hold")]


def test_the_grade_of_a_measured_answer_comes_back_with_it() -> None:
    session = begun()
    write(session, "answered", "phone/rings", "3", grade="estimated")
    assert said(session, "phone/rings").grade == "estimated"
    session.apply(session.answer("phone/rings", 4))
    (before,) = Memory(session).undoable()
    assert before.grade == "estimated"


@pytest.mark.parametrize("op", ["noted", "flagged", "photo_owed", "fact_changed"])
def test_the_last_note_flag_and_fact_are_known_by_their_place(op: str) -> None:
    session = begun()
    write(session, op, "phone/rings", "one")
    write(session, op, "phone/rings", "two")
    write(session, op, "phone/held", "three")
    memory = Memory(session)
    assert session.record.value_of(memory.latest(op, "phone/rings")) == "two"
    assert memory.standing(Write(op, "phone/rings")) == memory.latest(op, "phone/rings")
    assert session.record.value_of(memory.latest(op, "phone/held")) == "three"
    assert memory.latest(op, "phone/calls") is None
    write(session, op, "phone/rings")  # said without a value: nothing stands there now
    assert Memory(session).latest(op, "phone/rings") is None
    steps = [] if op == "fact_changed" else [(op, "phone/rings", "two")]
    assert undoable(session) == steps


def test_what_an_answer_takes_the_place_of_is_the_answer_before() -> None:
    session = begun()
    session.apply(session.answer("phone/rings", 2))
    standing = Memory(session).standing(Write("not_applicable", "phone/rings"))
    assert session.record.value_of(standing) == "2"


@pytest.mark.parametrize("reason", [UNDO, REDO])
def test_an_undo_in_a_record_that_had_nothing_to_undo_takes_nothing_away(reason: str) -> None:
    session = begun()
    write(session, "cleared", "phone/rings", reason=reason)
    assert undoable(session) == redoable(session) == []
    session.apply(session.answer("phone/rings", 2))
    assert undoable(session) == [("cleared", "phone/rings", None)]


def test_an_undo_takes_back_the_last_step_that_it_is_about() -> None:
    # A record may hold an undo that is not of the very last step.
    session = begun()
    session.apply(session.answer("phone/rings", 2))
    session.apply(session.answer("phone/held", "yes"))
    write(session, "cleared", "phone/rings", reason=UNDO)
    assert undoable(session) == [("cleared", "phone/held", None)]
    assert redoable(session) == [("answered", "phone/rings", "2")]


# -- evidence, actions, rounds and the stopwatch -----------------------------------------------------------


@pytest.mark.parametrize("what", ["evidence", "action"])
def test_things_are_taken_back_as_they_were(what: str) -> None:
    session = begun()
    thing = {"id": "01HF7YAT00ZZZZZZZZZZZZZZZZ"}
    before = {
        "evidence": {"sha256": "ab" * 32, "kind": "photo", "extension": "jpg", "size": 9},
        "action": {"what": "a"},
    }
    write(session, f"{what}_added", "phone/held", thing | before[what])
    assert undoable(session) == [(f"{what}_removed", "phone/held", thing)]
    write(session, f"{what}_removed", "phone/held", thing)
    assert undoable(session) == [(f"{what}_added", "phone/held", thing | before[what])]
    seq = session.record.projection.seq
    for odd in (None, "nothing", {"no": "id"}):
        write(session, f"{what}_removed", "phone/held", odd)
    write(session, f"{what}_removed", "phone/held", {"id": "never there"})
    assert session.record.projection.seq == seq + 4
    assert undoable(session) == [(f"{what}_added", "phone/held", thing | before[what])]


def test_a_round_is_taken_away_and_put_back() -> None:
    session = begun()
    session.apply(session.add_instance("phone/calls"))
    (instance,) = session.record.projection.instances["phone/calls"]
    assert undoable(session) == [("repeat_removed", f"phone/calls/{instance}", None)]
    (back,) = Memory(session).undoable()
    assert back.place == "phone/calls"
    session.apply(session.remove_instance("phone/calls", instance))
    assert undoable(session) == [("repeat_added", f"phone/calls/{instance}", None)]


def test_a_stopwatch_and_the_answer_it_gave_are_one_step() -> None:
    session = begun()
    write(session, "timer", "phone/rings", "start")
    since = str(session.record.projection.changed_at)
    assert undoable(session) == [("timer", "phone/rings", {"laps": []})]
    write(session, "timer", "phone/rings", {"laps": ["3.5"]})
    assert undoable(session) == [("timer", "phone/rings", {"laps": [], "since": since})]
    write(session, "answered", "phone/rings", "3.5")
    assert undoable(session) == [
        ("cleared", "phone/rings", None),
        ("timer", "phone/rings", {"laps": [], "since": since}),
    ]


def test_a_step_of_two_events_goes_from_one_line_to_the_other_whole() -> None:
    session = begun()
    session.apply(session.answer("phone/held", "yes"))
    write(session, "timer", "phone/rings", "start")
    since = str(session.record.projection.changed_at)
    write(session, "timer", "phone/rings", {"laps": ["3.5"]})
    write(session, "answered", "phone/rings", "3.5")
    write(session, "cleared", "phone/rings", reason=UNDO)
    write(session, "timer", "phone/rings", {"laps": [], "since": since}, reason=UNDO)
    assert undoable(session) == [("timer", "phone/rings", {"laps": []})]
    assert redoable(session) == [
        ("timer", "phone/rings", {"laps": ["3.5"]}),
        ("answered", "phone/rings", "3.5"),
    ]
    # Where the second half is missing, the next thing taken back is a step of its own.
    write(session, "timer", "phone/rings", {"laps": ["3.5"]}, reason=REDO)
    write(session, "cleared", "phone/held", reason=UNDO)
    assert redoable(session) == [("answered", "phone/held", "yes")]


def test_an_answer_while_the_stopwatch_runs_stops_it_and_taking_it_back_lets_it_run_on() -> None:
    session = begun()
    write(session, "timer", "phone/rings", "start")
    since = str(session.record.projection.changed_at)
    write(session, "answered", "phone/rings", "3")
    assert undoable(session) == [
        ("cleared", "phone/rings", None),
        ("timer", "phone/rings", {"laps": [], "since": since}),
    ]
    write(session, "answered", "phone/rings", "4")
    assert undoable(session) == [("answered", "phone/rings", "3")]


# -- across moves ---------------------------------------------------------------------------------------


def newer(*questions: dict[str, Any], version: str = "2", id_: str = "phone") -> Any:
    return of(*questions, version=version, id_=id_)


def test_what_stood_before_comes_back_only_where_the_newer_question_takes_it() -> None:
    for most, back in ((10, ("answered", "phone/rings", "9")), (5, ("cleared", "phone/rings", None))):
        session = begun()
        session.apply(session.answer("phone/rings", 9))
        session.apply(session.answer("phone/rings", 3))
        move(session, newer(count("rings", max=most)))
        assert undoable(session) == [back]


def test_not_applicable_comes_back_only_where_the_newer_question_allows_it() -> None:
    for allowed, op in ((True, "not_applicable"), (False, "cleared")):
        session = begun()
        session.apply(session.not_applicable("phone/held", "no hold"))
        session.apply(session.answer("phone/held", "yes"))
        move(session, newer(yes_no("held", allow_na=allowed)))
        assert [each[0] for each in undoable(session)] == [op]


def test_what_is_said_after_a_move_belongs_to_the_newer_version() -> None:
    session = begun()
    session.apply(session.answer("phone/rings", 3))
    move(session, newer(count("rings")))
    move(session, newer(count("rings"), version="3"))
    session.apply(session.answer("phone/rings", 4))
    assert said(session, "phone/rings").edition == 2
    (before,) = Memory(session).undoable()
    assert before.edition == 0


def test_nothing_is_undone_or_done_again_where_the_newer_checklist_has_no_such_place() -> None:
    session = begun()
    session.apply(session.answer("phone/held", "yes"))
    added = session.add_instance("phone/calls")
    session.apply(added)
    inside = f"{added.events[-1].path}/again"
    session.apply(session.answer(inside, 1))
    session.apply(session.answer("phone/rings", 3))
    session.apply(session.answer("phone/rings", 4))
    session.apply(session.undo())
    assert redoable(session) == [("answered", "phone/rings", "4")]
    move(session, newer(yes_no("held"), repeat("calls", [count("again")])))
    assert redoable(session) == []
    assert undoable(session) == [("cleared", inside, None)]
    # `again` is still asked, but not in rounds any more: another place.
    move(session, newer(yes_no("held"), count("again"), version="3"))
    assert undoable(session) == [("cleared", "phone/held", None)]


def test_a_move_of_one_checklist_leaves_what_was_said_in_another() -> None:
    session = walked(of(count("rings")), of(count("bays"), id_="parking"))
    session.apply(session.answer("parking/bays", 3))
    move(session, newer(count("tones")))
    assert undoable(session) == [("cleared", "parking/bays", None)]
    session.apply(session.answer("parking/bays", 4))
    assert said(session, "parking/bays").edition == 0


def test_what_was_set_aside_is_neither_said_nor_undone() -> None:
    session = begun()
    session.apply(session.answer("phone/held", "yes"))
    session.apply(session.answer("phone/rings", 2))
    write(session, "cleared", "phone/rings", reason=MOVED)
    assert Memory(session).said("phone/rings") is None
    assert undoable(session) == [("cleared", "phone/held", None)]
    write(session, "cleared", "phone/calls", reason=MOVED)  # it stays where it was never said
    assert undoable(session) == [("cleared", "phone/held", None)]


def test_a_move_that_leads_to_no_checklist_changes_nothing() -> None:
    session = begun()
    session.apply(session.answer("phone/rings", 2))
    write(session, "checklist_moved", "phone", "no checklist")
    session.apply(session.answer("phone/rings", 3))
    assert said(session, "phone/rings").edition == 0
    assert undoable(session) == [("answered", "phone/rings", "2")]
