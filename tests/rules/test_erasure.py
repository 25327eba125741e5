"""Erasing from a record: the value and its salt go, an event says so, and everything before still holds."""

from __future__ import annotations

import pytest

from audit_tui.model.audit import Action, Evidence
from audit_tui.rules.erasure import contents, erased, of_class
from audit_tui.rules.personal import mentions, wanted
from audit_tui.rules.record import Record, bundle
from audit_tui.rules.verify import verify_bundle
from tests.rules.test_history import GREETED, Walk


def commitments(record: Record, name: str) -> list[str]:
    return [mention.commitment for mention in mentions(record, wanted([name])) if not mention.fixed]


def erase(walk: Walk, gone: list[str], name: str | None = None) -> Record:
    whom = wanted([name]) if name else None
    return erased(walk.record, gone, "request", walk.pen(walk.clock.ulid()), whom=whom)


def test_the_value_goes_and_one_event_names_what_went_and_why() -> None:
    walk = Walk()
    walk.take(walk.session.note(GREETED, "Maria Rossi smiled"))
    gone = commitments(walk.record, "Maria Rossi")
    record = erase(walk, gone)
    last = record.events[-1]
    assert (last.op, record.value_of(last.value), record.value_of(last.reason)) == (
        "erased",
        {"commitments": gone},
        "request",
    )
    assert record.events[:-1] == walk.record.events
    assert record.projection.item(GREETED).note == ""
    assert not set(gone) & record.values.keys()
    assert walk.record.projection.item(GREETED).note == "Maria Rossi smiled"


def test_what_is_left_still_verifies() -> None:
    walk = Walk()
    walk.take(walk.session.note(GREETED, "Maria Rossi smiled"))
    for path in ("desk/greeted", "desk/other"):
        walk.take(walk.session.answer(path, "yes"))
    walk.take(walk.session.answer("desk/wait", "5"))
    walk.take(walk.session.finish())
    check = verify_bundle(bundle(erase(walk, commitments(walk.record, "Maria Rossi"))))
    assert check.ok and (check.erased, check.withheld) == (1, 0)


def test_nothing_unknown_and_nothing_that_carries_the_record_can_go() -> None:
    walk = Walk()
    for gone in ([], ["0" * 64], [walk.record.events[0].value or ""]):
        with pytest.raises(ValueError, match="can be spared"):
            erase(walk, gone)


def act(walk: Walk, what: str, owner: str, id_: str | None = None) -> Action:
    action = Action(id=id_ or walk.clock.ulid(), what=what, owner=owner)
    walk.take(walk.session.add_action(GREETED, action))
    return action


def test_an_action_keeps_what_is_to_be_done_and_loses_its_owner() -> None:
    walk = Walk()
    action = act(walk, "Man the desk", "Maria Rossi")
    gone = commitments(walk.record, "Maria Rossi")
    (left,) = erase(walk, gone, "Maria Rossi").projection.item(GREETED).actions
    assert (left.id, left.what, left.owner) == (action.id, "Man the desk", "")


@pytest.mark.parametrize("what", ["Train Maria Rossi", "Ask Rossi, Maria"])
def test_an_action_whose_text_names_them_goes_whole(what: str) -> None:
    walk = Walk()
    act(walk, what, "Maria Rossi")
    record = erase(walk, commitments(walk.record, "Maria Rossi"), "Maria Rossi")
    assert record.projection.item(GREETED).actions == []


def test_only_the_action_as_it_stands_now_is_asked_for_again() -> None:
    walk = Walk()
    first = act(walk, "Man the desk", "Maria Rossi")
    act(walk, "Man the desk", "Front office", first.id)
    withdrawn = act(walk, "Clean", "Maria Rossi")
    walk.take(walk.session.remove_action(GREETED, withdrawn.id))
    record = erase(walk, commitments(walk.record, "Maria Rossi"), "Maria Rossi")
    (left,) = record.projection.item(GREETED).actions
    assert (left.owner, left.id) == ("Front office", first.id)
    assert [event.op for event in record.events[len(walk.record.events) :]] == ["erased"]


def test_without_a_person_no_action_is_asked_for_again() -> None:
    walk = Walk()
    act(walk, "Man the desk", "Maria Rossi")
    record = erase(walk, commitments(walk.record, "Maria Rossi"))
    assert record.projection.item(GREETED).actions == []


def test_an_action_of_an_odd_shape_goes_whole() -> None:
    walk = Walk()
    pen = walk.pen(walk.person.id)
    pen.write("action_added", GREETED, value=pen.seal("call Maria Rossi", "answer"))
    walk.take(pen.change())
    record = erase(walk, commitments(walk.record, "Maria Rossi"), "Maria Rossi")
    assert record.projection.item(GREETED).actions == []
    assert [event.op for event in record.events[-2:]] == ["action_added", "erased"]


def test_values_of_a_class_are_those_that_can_be_spared() -> None:
    walk = Walk()
    walk.take(walk.session.note(GREETED, "note"))
    walk.take(walk.session.note(GREETED, "secret", private=True))
    walk.take(walk.session.answer(GREETED, "yes"))
    walk.take(walk.session.undo())
    record = walk.record
    assert [record.value_of(each) for each in of_class(record, "private")] == ["secret"]
    assert [record.value_of(each) for each in of_class(record, "note")] == ["note"]
    assert [record.value_of(each) for each in of_class(record, "person")] == ["Anna Example"]
    assert record.events[0].value not in of_class(record, "answer")
    after = erase(walk, of_class(record, "private"))
    assert of_class(after, "private") == []
    assert [after.value_of(each) for each in of_class(after, "note")] == ["note"]


def test_the_photos_that_go_are_named_by_their_content() -> None:
    walk = Walk()
    photo = Evidence(id=walk.clock.ulid(), sha256="cd" * 32, kind="photo", extension="jpg", size=9)
    walk.take(walk.session.add_evidence(GREETED, photo))
    walk.take(walk.session.note(GREETED, "note"))
    assert contents(walk.record, [*of_class(walk.record, "evidence"), *of_class(walk.record, "note")]) == {
        "cd" * 32
    }
    assert contents(walk.record, []) == set()


def test_each_action_that_loses_its_owner_is_asked_for_again() -> None:
    walk = Walk()
    act(walk, "Train Maria Rossi", "Maria Rossi")
    kept = [act(walk, what, "Maria Rossi") for what in ("Man the desk", "Clean")]
    record = erase(walk, commitments(walk.record, "Maria Rossi"), "Maria Rossi")
    assert [(one.id, one.owner) for one in record.projection.item(GREETED).actions] == [
        (one.id, "") for one in kept
    ]
