"""The walk across a move to a newer checklist: what is offered, where it goes on, what can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, RefusedError
from audit_tui.model.audit import State
from audit_tui.model.checklist import Checklist
from tests.test_session import PHONE, reopened, say, start


def version(number: str, **changed: dict[str, Any] | None) -> Checklist:
    """PHONE with another version; by question id keys that change, None where the question is gone."""
    questions = []
    for question in PHONE["sections"][0]["questions"]:
        keys = changed.get(question["id"], {})
        if keys is not None:
            questions.append({**question, **keys})
    section = {**PHONE["sections"][0], "questions": questions}
    return Checklist.model_validate({**PHONE, "version": number, "sections": [section]})


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


def test_only_newer_versions_of_its_own_checklists_are_offered(clock: FixedClock) -> None:
    session = start(clock)
    other = version("9").model_copy(update={"id": "parking"})
    newer = version("2")
    assert session.newer_checklists([version("1"), other, newer]) == [newer]
    say(session, session.decline_checklist(newer))
    assert session.newer_checklists([newer]) == []
    assert session.newer_checklists([newer], declined=True) == [newer]
    # The same number with other content is another version than the one that was declined.
    assert session.newer_checklists([version("2", held=None)]) != []
    assert reopened(session.record, clock).newer_checklists([newer]) == []


def test_what_is_not_newer_is_refused(clock: FixedClock) -> None:
    session = start(clock)
    with pytest.raises(RefusedError, match="1 is not newer"):
        session.move_checklist(version("1"))
    with pytest.raises(InputError, match="no checklist 'parking'"):
        session.move_checklist(version("9").model_copy(update={"id": "parking"}))
    say(session, session.abandon("closed"))
    with pytest.raises(RefusedError, match="abandoned"):
        session.move_checklist(version("2"))
    with pytest.raises(RefusedError, match="abandoned"):
        session.decline_checklist(version("2"))


def test_nothing_has_moved_before_the_change_is_handed_back(clock: FixedClock) -> None:
    session = start(clock)
    say(session, session.answer("phone/rings", 3))
    change = session.move_checklist(version("2", rings=None))
    assert session.slots[0].path == "phone/rings" and session.state("phone/rings") is State.ANSWERED
    session.apply(change)
    assert session.slots[0].path == "phone/held" and session.record.checklists[0].version == "2"


def test_the_walk_goes_on_at_the_same_question_else_at_the_next_there_is(clock: FixedClock) -> None:
    session = start(clock)
    session.move_to("phone/solved")
    say(session, session.move_checklist(version("2")))
    assert session.cursor == "phone/solved"
    say(session, session.move_checklist(version("3", solved=None)))
    assert session.cursor == "phone/screen"


def test_a_place_kept_before_the_move_is_found_again_after_a_crash(clock: FixedClock) -> None:
    session = start(clock)
    say(session, session.answer("phone/rings", 3))
    session.move_to("phone/solved")
    place = session.place()
    say(session, session.move_checklist(version("2", rings={"max": 2})))
    again = reopened(session.record, clock)
    again.resume(place.path, place.seq)
    assert again.cursor == "phone/solved"


def test_undo_goes_back_over_the_move_but_never_to_what_does_not_fit(clock: FixedClock) -> None:
    session = start(clock)
    say(session, session.answer("phone/held", "no"))
    say(session, session.answer("phone/rings", 9))
    say(session, session.answer("phone/rings", 3))
    say(session, session.not_applicable("phone/solved", "no matter"))
    say(session, session.answer("phone/solved", "yes"))
    say(session, session.move_checklist(version("2", rings={"max": 5}, solved={"allow_na": False})))
    for which in (session, reopened(session.record, clock)):
        said = []
        while (change := which.undo()) is not None:
            which.apply(change)
            said.append((change.events[-1].op, change.events[-1].path))
        assert said == [
            ("cleared", "phone/solved"),  # it was N/A before, which is not allowed any more
            ("cleared", "phone/solved"),
            ("cleared", "phone/rings"),  # it was 9 before, which is too many now
            ("cleared", "phone/rings"),
            ("cleared", "phone/held"),
        ]
        assert all(which.state(slot.path) is State.OPEN for slot in which.slots if slot.is_asked)


def test_what_was_set_aside_is_not_undone(clock: FixedClock) -> None:
    session = start(clock)
    say(session, session.answer("phone/held", "no"))
    say(session, session.answer("phone/rings", 9))
    say(session, session.move_checklist(version("2", rings={"max": 5})))
    change = session.undo()
    assert change is not None and change.events[-1].path == "phone/held"


def test_undo_after_two_moves_keeps_what_fits_both(clock: FixedClock) -> None:
    session = start(clock)
    say(session, session.answer("phone/rings", 2))
    say(session, session.answer("phone/rings", 4))
    for number in ("2", "3"):
        say(session, session.move_checklist(version(number, rings={"points": int(number)})))
    change = session.undo()
    assert change is not None
    session.apply(change)
    assert session.item("phone/rings").value == "2"
    assert session.score().questions[0].points == 3


def test_a_photo_question_that_becomes_a_yes_no_keeps_its_photos_and_is_open(clock: FixedClock) -> None:
    from tests.test_session import photo

    session = start(clock)
    say(session, session.add_evidence("phone/screen", photo(clock)))
    raw = version("2").dump()
    raw["sections"][0]["questions"][4] = {"id": "screen", "type": "yes_no", "text": {"en": "Seen?"}}
    say(session, session.move_checklist(Checklist.model_validate(raw)))
    assert session.state("phone/screen") is State.OPEN
    assert len(session.item("phone/screen").evidence) == 1
