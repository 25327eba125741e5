"""What can be taken back, also across a move to a newer checklist, and in records that hold odd events."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.rules.memory import Memory, Said
from audit_tui.rules.record import MOVED, UNDO
from audit_tui.session import AuditSession
from tests.rules.build import count, of, repeat, yes_no
from tests.rules.walked import move, walked, write


def begun() -> AuditSession:
    return walked(
        of(count("rings", max=20), yes_no("held", allow_na=True), repeat("calls", [count("again")]))
    )


def said(session: AuditSession, path: str) -> Said:
    found = Memory(session).said(path)
    assert found is not None
    return found


def test_nothing_said_leaves_nothing_to_take_back() -> None:
    memory = Memory(begun())
    assert memory.last() is None
    assert memory.said("phone/rings") is None
    assert memory.value("phone/rings") is None


def test_each_answer_can_be_taken_back_to_what_stood_before_it() -> None:
    session = begun()
    session.apply(session.answer("phone/rings", 2))
    first = said(session, "phone/rings")
    session.apply(session.answer("phone/rings", 4))
    second = said(session, "phone/rings")
    assert session.record.value_of(first.value) == "2" and session.record.value_of(second.value) == "4"
    assert Memory(session).value("phone/rings") == second.value
    assert Memory(session).last() == ("phone/rings", first)
    session.apply(session.undo())
    assert Memory(session).last() == ("phone/rings", None)
    assert said(session, "phone/rings") == first
    session.apply(session.undo())
    assert Memory(session).last() is None
    assert Memory(session).said("phone/rings") is None


def test_a_cleared_question_can_be_filled_again() -> None:
    session = begun()
    session.apply(session.not_applicable("phone/held", "no hold"))
    before = said(session, "phone/held")
    session.apply(session.clear("phone/held"))
    assert Memory(session).said("phone/held") is None
    assert before.op == "not_applicable" and before.edition == 0
    assert Memory(session).last() == ("phone/held", before)


def test_the_grade_of_a_measured_answer_comes_back_with_it() -> None:
    session = begun()
    write(session, "answered", "phone/rings", "3", grade="estimated")
    assert said(session, "phone/rings").grade == "estimated"


@pytest.mark.parametrize("op", ["noted", "flagged", "fact_changed"])
def test_the_last_note_flag_and_fact_are_known_by_their_place(op: str) -> None:
    session = begun()
    write(session, op, "phone/rings", "one")
    write(session, op, "phone/rings", "two")
    write(session, op, "phone/held", "three")
    write(session, op, "phone/rings")  # without a value there is nothing to stand before the next
    memory = Memory(session)
    assert session.record.value_of(memory.latest(op, "phone/rings")) == "two"
    assert session.record.value_of(memory.latest(op, "phone/held")) == "three"
    assert memory.latest(op, "phone/calls") is None
    assert memory.last() is None


def test_an_undo_in_a_record_that_had_nothing_to_undo_takes_nothing_away() -> None:
    session = begun()
    write(session, "cleared", "phone/rings", reason=UNDO)
    assert Memory(session).last() is None
    session.apply(session.answer("phone/rings", 2))
    assert Memory(session).last() == ("phone/rings", None)


# -- across moves ---------------------------------------------------------------------------------------


def newer(*questions: dict[str, Any], version: str = "2", id_: str = "phone") -> Any:
    return of(*questions, version=version, id_=id_)


def test_what_stood_before_comes_back_only_where_the_newer_question_takes_it() -> None:
    for most, comes_back in ((10, True), (5, False)):
        session = begun()
        session.apply(session.answer("phone/rings", 9))
        before = said(session, "phone/rings")
        session.apply(session.answer("phone/rings", 3))
        move(session, newer(count("rings", max=most)))
        assert Memory(session).last() == ("phone/rings", before if comes_back else None)


def test_not_applicable_comes_back_only_where_the_newer_question_allows_it() -> None:
    for allowed in (True, False):
        session = begun()
        session.apply(session.not_applicable("phone/held", "no hold"))
        before = said(session, "phone/held")
        session.apply(session.answer("phone/held", "yes"))
        move(session, newer(yes_no("held", allow_na=allowed)))
        assert Memory(session).last() == ("phone/held", before if allowed else None)


def test_what_is_said_after_a_move_belongs_to_the_newer_version() -> None:
    session = begun()
    session.apply(session.answer("phone/rings", 3))
    move(session, newer(count("rings")))
    move(session, newer(count("rings"), version="3"))
    session.apply(session.answer("phone/rings", 4))
    assert said(session, "phone/rings").edition == 2
    (path, before) = Memory(session).last() or ("", None)
    assert path == "phone/rings" and before is not None and before.edition == 0


def test_nothing_is_undone_where_the_newer_checklist_has_no_such_place() -> None:
    session = begun()
    session.apply(session.answer("phone/held", "yes"))
    added = session.add_instance("phone/calls")
    session.apply(added)
    inside = f"{added.events[-1].path}/again"
    session.apply(session.answer(inside, 1))
    session.apply(session.answer("phone/rings", 3))
    move(session, newer(yes_no("held"), repeat("calls", [count("again")])))
    assert Memory(session).last() == (inside, None)
    # `again` is still asked, but not in rounds any more: another place.
    move(session, newer(yes_no("held"), count("again"), version="3"))
    assert Memory(session).last() == ("phone/held", None)


def test_a_move_of_one_checklist_leaves_what_was_said_in_another() -> None:
    session = walked(of(count("rings")), of(count("bays"), id_="parking"))
    session.apply(session.answer("parking/bays", 3))
    move(session, newer(count("tones")))
    assert Memory(session).last() == ("parking/bays", None)
    session.apply(session.answer("parking/bays", 4))
    assert said(session, "parking/bays").edition == 0


def test_what_was_set_aside_is_neither_said_nor_undone() -> None:
    session = begun()
    session.apply(session.answer("phone/held", "yes"))
    session.apply(session.answer("phone/rings", 2))
    write(session, "cleared", "phone/rings", reason=MOVED)
    memory = Memory(session)
    assert memory.said("phone/rings") is None
    assert memory.last() == ("phone/held", None)
    write(session, "cleared", "phone/calls", reason=MOVED)  # it stays where it was never said
    assert Memory(session).last() == ("phone/held", None)


def test_a_move_that_leads_to_no_checklist_changes_nothing() -> None:
    session = begun()
    session.apply(session.answer("phone/rings", 2))
    write(session, "checklist_moved", "phone", "no checklist")
    session.apply(session.answer("phone/rings", 3))
    memory = Memory(session)
    assert said(session, "phone/rings").edition == 0
    assert (memory.last() or ("", None))[0] == "phone/rings"
