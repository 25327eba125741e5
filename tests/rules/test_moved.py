"""An audit that moved to a newer checklist: what history, questions, classes and the check make of its record."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.model.audit import Evidence, State
from audit_tui.model.site import Person
from audit_tui.rules.classes import ValueClasses
from audit_tui.rules.comparing import compare
from audit_tui.rules.history import Told, history
from audit_tui.rules.moving import moves, plan
from audit_tui.rules.record import MOVED, bundle, embed
from audit_tui.rules.routing import Given
from audit_tui.rules.verify import verify_bundle
from audit_tui.rules.view import AuditView
from audit_tui.session import AuditSession
from tests.rules.build import answers, checklist, count, item, of, repeat, section, yes_no
from tests.rules.walked import ACTOR, move, walked, write

V1 = of(count("rings", max=20), yes_no("held", text="Were you held?"))
V2 = of(count("rings", max=5), yes_no("held", text="Were you put on hold?"), version="2")
V3 = of(yes_no("held", text="Put on hold?"), version="3")


def moved() -> AuditSession:
    """Said under version 1, moved to 2 (which sets the rings aside), said again, moved to 3."""
    session = walked(V1)
    session.apply(session.answer("phone/rings", 9))
    session.apply(session.answer("phone/held", "yes"))
    move(session, V2)
    session.apply(session.answer("phone/held", "no"))
    move(session, V3)
    return session


# -- history --------------------------------------------------------------------------------------------


def test_the_history_of_a_question_tells_the_moves_between_what_was_said() -> None:
    entries = history(moved().record, "phone/held", [Person(id=ACTOR, name="A", alias="S")])
    assert [(each.op, each.old, each.new) for each in entries] == [
        ("answered", None, Told("answered", "yes")),
        ("checklist_moved", Told("checklist_moved", "1"), Told("checklist_moved", "2")),
        ("answered", Told("answered", "yes"), Told("answered", "no", edition=1)),
        ("checklist_moved", Told("checklist_moved", "2"), Told("checklist_moved", "3")),
    ]


def test_what_a_move_set_aside_is_told_as_that_and_not_as_cleared_by_hand() -> None:
    first, aside, over, later = history(moved().record, "phone/rings")
    assert (first.op, first.aside) == ("answered", False)
    assert (aside.op, aside.aside, aside.undone, aside.old, aside.new, aside.why) == (
        "cleared",
        True,
        False,
        Told("answered", "9"),
        None,
        None,
    )
    assert [each.op for each in (over, later)] == ["checklist_moved", "checklist_moved"]


def test_a_move_before_anything_was_said_is_not_told_but_what_follows_is_in_the_newer_words() -> None:
    session = walked(V1)
    move(session, V2)
    session.apply(session.answer("phone/held", "yes"))
    (only,) = history(session.record, "phone/held")
    assert only.new == Told("answered", "yes", edition=1)


def test_a_move_of_another_checklist_or_to_none_is_no_part_of_the_history() -> None:
    session = walked(V1, of(count("bays"), id_="parking"))
    session.apply(session.answer("phone/held", "yes"))
    move(session, of(count("bays", max=9), id_="parking", version="2"))
    write(session, "checklist_moved", "phone", "no checklist")
    assert [each.op for each in history(session.record, "phone/held")] == ["answered"]


# -- the record of the moves ------------------------------------------------------------------------------


def test_the_moves_are_told_in_order_with_what_each_set_aside() -> None:
    record = moved().record
    first, second = moves(record)
    assert (first.checklist, first.old.version, first.new.version) == ("phone", "1", "2")
    assert (second.old.version, second.new.version) == ("2", "3")
    assert (first.aside, second.aside) == (("phone/rings",), ())
    events = {event.seq: event for event in record.events}
    assert [events[each.seq].op for each in (first, second)] == ["checklist_moved"] * 2
    assert (first.wall, first.offset) == (events[first.seq].wall, 60)


def test_what_was_set_aside_for_a_move_to_nothing_is_no_part_of_the_next_one() -> None:
    session = walked(V1)
    session.apply(session.answer("phone/rings", 9))
    write(session, "cleared", "phone/rings", reason=MOVED)
    write(session, "checklist_moved", "phone", {"id": "phone"})
    assert moves(session.record) == []
    write(session, "checklist_moved", "phone", embed(V3.checklist).model_dump(mode="json"))
    assert moves(session.record)[0].aside == ("phone/rings",)
    move(session, of(yes_no("held"), version="4"))
    assert [each.aside for each in moves(session.record)] == [("phone/rings",), ()]


def test_rounds_beyond_the_number_taken_are_removed_with_the_move() -> None:
    def asked(most: int, version: str) -> Any:
        return of(repeat("calls", [count("again")], max_count=most), version=version)

    session = walked(asked(3, "1"))
    for _ in range(3):
        session.apply(session.add_instance("phone/calls"))
    kept, *dropped = session.record.projection.instances["phone/calls"]
    move(session, asked(1, "2"))
    assert session.record.projection.instances["phone/calls"] == [kept]
    told = [each for each in history(session.record, "phone/calls") if each.op == "repeat_removed"]
    assert [each.aside for each in told] == [True] * len(dropped)


def test_a_version_that_was_declined_is_known_by_its_hash() -> None:
    session = walked(V1)
    session.apply(session.decline_checklist(V2.checklist))
    assert session.record.projection.declined == [embed(V2.checklist).hash]
    write(session, "checklist_declined", "phone", "no checklist")
    assert session.record.projection.declined == [embed(V2.checklist).hash]


# -- the fate of each answer ------------------------------------------------------------------------------


def fates(old: Any, new: Any, given: dict[str, Given], rounds: Any = None) -> list[tuple[str, str, str]]:
    move_ = plan(old, new, given, rounds or {})
    return [(each.path.rpartition("/")[2], each.outcome, each.why) for each in move_.fates]


def test_each_answer_has_one_fate() -> None:
    old = of(
        *(yes_no(id_, points=1, allow_na=True) for id_ in ("same", "dearer", "fatal", "unseen", "gone")),
        yes_no("hidden_before", show_if="${same} = 'no'"),
        yes_no("meant", meaning=1),
    )
    new = of(
        yes_no("same", points=1, allow_na=True),
        yes_no("dearer", points=2),
        yes_no("fatal", points=1, critical={}),
        yes_no("unseen", points=1, allow_na=True, show_if="${same} = 'no'"),
        yes_no("hidden_before"),
        yes_no("meant", meaning=2),
        version="2",
    )
    said = answers(
        meant="yes", hidden_before="yes", same="yes", dearer="yes", fatal="no", unseen="yes", gone="yes"
    )
    assert fates(old, new, said) == [
        ("same", "kept", ""),
        ("dearer", "rescored", ""),
        ("fatal", "rescored", ""),
        ("unseen", "hidden", ""),
        ("gone", "gone", ""),
        ("hidden_before", "kept", ""),
        ("meant", "aside", "meaning"),
    ]
    (dearer,) = [each for each in plan(old, new, said, {}).fates if each.path == "phone/dearer"]
    assert (dearer.before, dearer.after) == ((1, 1), (2, 2))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (yes_no("q", points=2), yes_no("q", points=2, neutral=True)),
        (yes_no("q", points=2, good="yes"), yes_no("q", points=2, good="no")),
        (yes_no("q", points=2), yes_no("q", points=2, on_fail={"comment": "required"})),
    ],
)
def test_an_answer_is_rescored_where_points_or_the_verdict_on_it_change(old: Any, new: Any) -> None:
    changed = old.get("good") != new.get("good") or "neutral" in new
    assert fates(of(old), of(new, version="2"), answers(q="no")) == [
        ("q", "rescored" if changed else "kept", "")
    ]


def test_a_question_that_goes_into_rounds_or_out_of_them_is_another_place() -> None:
    alone = of(count("again"))
    rounds = of(repeat("calls", [count("again")]), version="2")
    assert fates(alone, rounds, answers(again="2")) == [("again", "aside", "repeat")]
    inside = {"phone/calls/01HF7YAT00ZZZZZZZZZZZZZZZZ/again": Given(State.ANSWERED, "2")}
    again = of(count("again"), version="3")
    assert fates(rounds, again, inside, {"phone/calls": ["01HF7YAT00ZZZZZZZZZZZZZZZZ"]}) == [
        ("again", "aside", "repeat")
    ]


def test_an_answer_at_a_place_that_its_checklist_never_had_is_set_aside() -> None:
    # A record may hold a path within rounds for a question that has none.
    flat = of(count("again")), of(count("again"), version="2")
    stray = {"phone/calls/01HF7YAT00ZZZZZZZZZZZZZZZZ/again": Given(State.ANSWERED, "2")}
    assert fates(*flat, stray) == [("again", "aside", "repeat")]


def test_questions_in_another_order_are_told_at_their_section() -> None:
    old = checklist(section("s", [yes_no("a"), yes_no("b")]), section("t", [yes_no("c")]))
    new = checklist(section("t", [yes_no("c")]), section("s", [yes_no("b"), yes_no("a")]), version="2")
    told = [(each.of, each.id, each.what) for each in compare(old.checklist, new.checklist)]
    assert ("checklist", "phone", "order") in told
    assert ("section", "s", "order") in told
    assert ("section", "t", "order") not in told


# -- the questions of other versions ----------------------------------------------------------------------


def test_a_question_is_found_in_the_last_version_that_has_it_or_in_the_one_asked_for() -> None:
    view = AuditView(moved().record)
    found = view.told_of("phone/rings")
    assert found is not None and (found[0].version, found[1].max) == ("2", 5)
    for number, text in enumerate(("Were you held?", "Were you put on hold?", "Put on hold?")):
        at = view.told_of("phone/held", number)
        assert at is not None and text in str(at[1].text)
    assert view.told_of("phone/rings", 2) is None
    assert view.told_of("phone/unheard_of") is None
    assert view.told_of("parking/bays") is None
    assert view.told_of("parking/bays", 0) is None


def test_an_edition_beyond_the_last_is_the_last() -> None:
    view = AuditView(moved().record)
    assert [view.edition("phone", number).version for number in (0, 1, 2, 3)] == ["1", "2", "3", "3"]


# -- classes of values ------------------------------------------------------------------------------------


def test_names_count_as_names_by_the_checklist_in_force_when_they_were_given() -> None:
    signed = of(item("signature", "who"), yes_no("held"))
    written = of(item("text", "who"), yes_no("held"), version="2")
    session = walked(signed, of(item("signature", "who"), id_="parking"))
    session.apply(session.answer("phone/who", "Ann"))
    move(session, written)
    session.apply(session.answer("phone/who", "by the door"))
    session.apply(session.answer("parking/who", "Bea"))
    classes, found = ValueClasses(session.record), {}
    for event in session.record.events:
        classes.follow(event)
        if event.op == "answered":
            found[session.record.value_of(event.value)] = classes.class_of(event)
    assert found["Ann"] == found["Bea"] == "person"
    assert found["by the door"] != "person"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sections": "none"},
        {"sections": ["none", {"questions": None}]},
        {"sections": [{"questions": ["none", {"id": "x", "type": "yes_no", "questions": 7}]}]},
    ],
)
def test_a_checklist_of_an_odd_shape_has_no_questions_and_breaks_nothing(body: Any) -> None:
    session = walked(V1)
    write(session, "answered", "phone/who", "Ann")
    (event,) = session.record.events[-1:]
    session.record.header.checklists[0].body.clear()
    session.record.header.checklists[0].body.update(body)
    assert ValueClasses(session.record).class_of(event) == "answer"


# -- the check of such a record ---------------------------------------------------------------------------


def faults(session: AuditSession) -> list[tuple[str, str]]:
    check = verify_bundle(bundle(session.record))
    return [(each.code, each.message) for each in check.findings if each.code != "finished.missing"]


def test_a_record_with_moves_holds() -> None:
    assert faults(moved()) == []


def test_a_move_to_no_checklist_is_found() -> None:
    session = walked(V1)
    write(session, "checklist_moved", "phone", {"id": "phone"})
    number = session.record.projection.seq
    assert faults(session) == [("checklist.moved", f"Event {number} moves to no checklist.")]


def test_a_move_to_a_checklist_that_the_audit_does_not_have_is_found() -> None:
    session = walked(V1)
    other = embed(of(count("bays"), id_="parking").checklist).model_dump(mode="json")
    write(session, "checklist_moved", "phone", other)
    write(session, "checklist_moved", "parking", other)
    number = session.record.projection.seq
    assert faults(session) == [
        (
            "checklist.moved",
            f"Event {at} moves to a checklist 'parking' of which the audit has none.",
        )
        for at in (number - 1, number)
    ]


def test_a_move_after_the_end_is_found() -> None:
    session = walked(V1)
    session.apply(session.abandon("closed"))
    write(session, "checklist_moved", "phone", embed(V2.checklist).model_dump(mode="json"))
    number = session.record.projection.seq
    assert (
        "checklist.moved",
        f"Event {number} moves to a checklist 'phone' after the end of the audit.",
    ) in faults(session)


def test_a_newer_checklist_that_is_not_the_one_of_its_hash_is_found() -> None:
    session = walked(V1)
    forged = embed(V2.checklist).model_dump(mode="json")
    forged["body"]["sections"][0]["questions"][0]["max"] = "6"
    write(session, "checklist_moved", "phone", forged)
    assert faults(session) == [
        ("checklist.hash", "The checklist 'phone' is not the one the audit moved to."),
    ]


def test_a_name_that_is_not_marked_as_one_is_found() -> None:
    session = walked(of(item("signature", "who")), kind="open")
    write(session, "answered", "phone/who", "Ann", cls="answer")
    number = session.record.projection.seq
    assert faults(session) == [("value.class", f"The value of event {number} is not marked as person.")]


def test_things_of_an_odd_shape_are_neither_added_nor_taken_away() -> None:
    session = walked(of(item("photo", "front", required=False)))
    photo = Evidence(id="01HF7YAT00ZZZZZZZZZZZZZZZZ", sha256="ab" * 32, kind="photo", extension="jpg", size=9)
    session.apply(session.add_evidence("phone/front", photo))
    write(session, "evidence_removed", "phone/front", "no photo")
    write(session, "evidence_added", "phone/front", "no photo", cls="evidence")
    assert [each.id for each in session.item("phone/front").evidence] == [photo.id]
    write(session, "action_added", "phone/front", "no action")
    write(session, "action_removed", "phone/front", "no action")
    assert session.item("phone/front").actions == []


def test_what_was_declined_is_named_whole_in_the_record() -> None:
    session = walked(V1)
    session.apply(session.decline_checklist(V2.checklist))
    event = session.record.events[-1]
    assert (event.op, event.path) == ("checklist_declined", "phone")
    newer = embed(V2.checklist)
    assert session.record.value_of(event.value) == {"id": "phone", "version": "2", "hash": newer.hash}


def test_a_move_writes_the_whole_newer_checklist_and_what_stood_where_it_sets_aside() -> None:
    session = walked(V1)
    session.apply(session.answer("phone/rings", 3))
    session.apply(session.answer("phone/rings", 9))
    move(session, V2)
    aside, moved_ = session.record.events[-2:]
    assert (aside.op, aside.path, session.record.value_of(aside.old)) == ("cleared", "phone/rings", "9")
    assert (moved_.op, moved_.path) == ("checklist_moved", "phone")
    assert session.record.value_of(moved_.value) == embed(V2.checklist).model_dump(mode="json")


def test_the_profile_of_the_site_decides_what_counts_otherwise_after_a_move() -> None:
    standards = {"A-1": {"text": "Coffee.", "kind": {"private": "expected", "public": "delight"}}}
    old, new = (
        of(yes_no("a", points=worth, standard="A-1"), version=version, standards=standards)
        for version, worth in (("1", 1), ("2", 2))
    )
    (fate,) = plan(old, new, answers(a="no"), {}, "public").fates
    assert (fate.outcome, fate.before, fate.after) == ("rescored", (0, 1), (0, 2))
    dearer = of(yes_no("a", points=1, standard="A-1"), version="3", standards={"A-1": {"text": "Coffee."}})
    assert [
        plan(old, dearer, answers(a="no"), {}, who).fates[0].outcome for who in ("private", "public")
    ] == [
        "kept",
        "rescored",
    ]


def test_other_checklists_keep_their_rounds_when_one_moves() -> None:
    old, new = (
        of(repeat("calls", [count("again")], max_count=most), version=v) for v, most in (("1", 3), ("2", 1))
    )
    rounds = {
        "parking/bays": ["x", "y"],
        "phone/calls": ["01HF7YAT00ZZZZZZZZZZZZZZZZ", "01HF7YAT01ZZZZZZZZZZZZZZZZ"],
    }
    assert plan(old, new, {}, rounds).dropped == ("phone/calls/01HF7YAT01ZZZZZZZZZZZZZZZZ",)
