"""Moving to a newer checklist: what differs is told whole, and no answer is lost, bent or left unfit."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.comparing import compare, is_newer
from audit_tui.rules.history import history
from audit_tui.rules.moving import moves, plan
from audit_tui.rules.record import Change, Record
from audit_tui.rules.routing import Given, check_valid, compile_checklist
from audit_tui.rules.values import check_value
from audit_tui.rules.writing import begin, new_run
from audit_tui.session import AuditSession
from tests.rules.build import (
    NA,
    NOT_OBSERVED,
    answers,
    checklist,
    choices,
    count,
    item,
    of,
    repeat,
    section,
    yes_no,
)

# -- versions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("2026.2", "2026.1"),
        ("2026.10", "2026.9"),
        ("2026.1", "2026.1-rc1"),
        ("2026.1-rc2", "2026.1-rc1"),
        ("2026.1.1", "2026.1"),
        ("1.0", "1"),
        ("2", "1z"),
    ],
)
def test_versions_are_ordered_as_people_read_them(newer: str, older: str) -> None:
    assert is_newer(newer, older)
    assert not is_newer(older, newer)
    assert not is_newer(newer, newer)


# -- what differs ---------------------------------------------------------------------------------------

OLD: dict[str, Any] = {
    "format": "audit-checklist/1",
    "id": "phone",
    "version": "1",
    "title": "Phone",
    "scoring": {"pass_from": 85},
    "standards": {"PH-01": {"text": "Quickly."}, "PH-02": {"text": "Politely."}},
    "choices": {"who": choices(seller=2, nobody=0)},
    "sections": [
        section(
            "one",
            [
                count("rings", points=4, meets=". <= 3", standard="PH-01", max=20),
                yes_no("greeted", points=2, allow_na=True),
                item("single", "who", choices="who"),
                item("multi", "heard", choices=choices(hello=1, name=1, offer=1)),
                item("scale", "tone", points=4),
                item("number", "light", unit="lx", min=0, max=500, valid_if=". > 1"),
            ],
        ),
        section(
            "two",
            [
                item("text", "words", required=False),
                repeat("calls", [count("again")], max_count=3),
            ],
        ),
    ],
}


def at(*keys: Any, to: Any) -> Any:
    def change(raw: dict[str, Any]) -> None:
        place: Any = raw
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = to

    return change


def _move_words(raw: dict[str, Any]) -> None:
    raw["sections"][0]["questions"].append(raw["sections"][1]["questions"].pop(0))


def _drop_tone(raw: dict[str, Any]) -> None:
    del raw["sections"][0]["questions"][4]


def _swap(raw: dict[str, Any]) -> None:
    questions = raw["sections"][0]["questions"]
    questions[0], questions[1] = questions[1], questions[0]


def _add(raw: dict[str, Any]) -> None:
    raw["sections"][1]["questions"].append(yes_no("fresh"))


Q = ("sections", 0, "questions")
CHANGES: list[tuple[Any, tuple[str, str, str]]] = [
    (_add, ("question", "fresh", "added")),
    (_drop_tone, ("question", "tone", "removed")),
    (_move_words, ("question", "words", "moved")),
    (_swap, ("section", "one", "order")),
    (at(*Q, 1, "text", to="Were you greeted?"), ("question", "greeted", "text")),
    (at(*Q, 1, "help", to="Listen."), ("question", "greeted", "text")),
    (at(*Q, 1, "meaning", to=2), ("question", "greeted", "meaning")),
    (at(*Q, 0, "points", to=5), ("question", "rings", "scoring")),
    (at(*Q, 0, "meets", to=". <= 2"), ("question", "rings", "scoring")),
    (at(*Q, 0, "max", to=10), ("question", "rings", "limits")),
    (at(*Q, 0, "standard", to="PH-02"), ("question", "rings", "standard")),
    (at(*Q, 1, "show_if", to="${rings} > 1"), ("question", "greeted", "conditions")),
    (at(*Q, 1, "allow_na", to=False), ("question", "greeted", "demands")),
    (at(*Q, 1, "factors", to=["calm"]), ("question", "greeted", "details")),
    (at(*Q, 5, "valid_if", to=". > 2"), ("question", "light", "conditions")),
    (at("choices", "who", 0, "points", to=3), ("question", "who", "scoring")),
    (at("choices", "who", 0, "label", to="A seller"), ("question", "who", "text")),
    (at("choices", "who", 1, "id", to="none"), ("question", "who", "choices")),
    (at("sections", 0, "pass_from", to=50), ("section", "one", "scoring")),
    (at("sections", 0, "title", to="First"), ("section", "one", "text")),
    (at("scoring", "pass_from", to=90), ("checklist", "phone", "scoring")),
    (at("title", to="Telephone"), ("checklist", "phone", "text")),
    (at("touchpoint", to="phone"), ("checklist", "phone", "details")),
    (at("standards", "PH-01", "text", to="At once."), ("standard", "PH-01", "text")),
    (at("standards", "PH-01", "owner", to="Desk"), ("standard", "PH-01", "details")),
    (at("standards", "PH-03", to={"text": "Three."}), ("standard", "PH-03", "added")),
    (at(*Q, 2, to=item("single", "who", choices=choices(seller=2, nobody=0))), ("", "", "")),
]


def version(raw: dict[str, Any], number: str, *changes: Any) -> Checklist:
    made = copy.deepcopy(raw)
    made["version"] = number
    for change in changes:
        change(made)
    return Checklist.model_validate(made)


@pytest.mark.parametrize(
    ("change", "told"), CHANGES, ids=[" ".join(told) or "inlined" for _, told in CHANGES]
)
def test_whatever_changes_is_told_as_what_it_is(change: Any, told: tuple[str, str, str]) -> None:
    found = compare(version(OLD, "1"), version(OLD, "2", change))
    assert [(each.of, each.id, each.what) for each in found] == ([told] if told[0] else [])


@given(st.lists(st.sampled_from(CHANGES[4:-1]), max_size=6, unique_by=lambda each: each[1]))
def test_several_changes_are_told_all_and_nothing_else_is(picked: list[Any]) -> None:
    found = compare(version(OLD, "1"), version(OLD, "2", *(change for change, _ in picked)))
    assert {(each.of, each.id, each.what) for each in found} == {told for _, told in picked}


# -- what becomes of answers ----------------------------------------------------------------------------


def pick(type_: str, **points: int) -> dict[str, Any]:
    return item(type_, "q", choices=choices(**points))


def fate(old: dict[str, Any], new: dict[str, Any], value: Any) -> tuple[str, str]:
    given_ = answers(q=value)
    (one,) = plan(of(old), of(new, version="2"), given_, {}).fates
    return one.outcome, one.why


@pytest.mark.parametrize(
    ("old", "new", "value", "wanted"),
    [
        (yes_no("q", points=2), yes_no("q", points=2), "yes", ("kept", "")),
        (yes_no("q", points=2), yes_no("q", points=3), "yes", ("rescored", "")),
        (yes_no("q", points=2), yes_no("q", points=2, good="no"), "yes", ("rescored", "")),
        (yes_no("q"), yes_no("other"), "yes", ("gone", "")),
        (yes_no("q"), item("info", "q"), "yes", ("gone", "")),
        (yes_no("q"), count("q"), "yes", ("aside", "type")),
        (yes_no("q"), yes_no("q", meaning=2), "yes", ("aside", "meaning")),
        (yes_no("q"), yes_no("q", meaning=2), NOT_OBSERVED, ("aside", "meaning")),
        (count("q"), item("number", "q"), "7", ("kept", "")),
        (count("q"), item("stopwatch", "q"), "7", ("aside", "unit")),
        (item("stopwatch", "q"), item("number", "q", unit="s"), "7", ("kept", "")),
        (item("number", "q", unit="m"), item("number", "q", unit="cm"), "7", ("aside", "unit")),
        (count("q"), count("q", max=6), "7", ("aside", "value.high")),
        (item("scale", "q"), item("scale", "q", max=10), "4", ("aside", "scale")),
        (item("nps", "q"), item("nps", "q", min=1), "4", ("aside", "scale")),
        (pick("single", a=1, b=2), pick("single", b=2), "a", ("aside", "value.choice")),
        (pick("multi", a=1, b=2), pick("multi", b=2, a=1), ["a", "b"], ("kept", "")),
        (item("text", "q", multiline=True), item("text", "q"), "a\nb", ("aside", "value.line")),
        (yes_no("q", allow_na=True), yes_no("q"), NA, ("aside", "na")),
        (yes_no("q", allow_na=True), yes_no("q"), NOT_OBSERVED, ("kept", "")),
        (yes_no("q"), yes_no("q", show_if="1 = 2"), "yes", ("hidden", "")),
        (item("number", "q"), item("number", "q", valid_if=". > 9"), "7", ("aside", "condition")),
        (item("signature", "q"), item("signature", "q"), Given(State.ANSWERED, None), ("kept", "")),
        (yes_no("q"), repeat("r", [yes_no("q")]), "yes", ("aside", "repeat")),
        (item("photo", "q"), item("photo", "q", max_count=1), "3", ("kept", "")),
    ],
)  # fmt: skip
def test_an_answer_goes_along_only_in_the_same_meaning(
    old: dict[str, Any], new: dict[str, Any], value: Any, wanted: tuple[str, str]
) -> None:
    assert fate(old, new, value) == wanted


def test_an_answer_that_another_one_spoiled_is_set_aside_with_it() -> None:
    old = of(count("a"), count("b", valid_if=". >= ${a}"))
    new = of(count("a", max=3), count("b", valid_if=". >= ${a}"), version="2")
    move = plan(old, new, answers(a="5", b="6"), {})
    assert [(each.path, each.why) for each in move.aside] == [
        ("phone/a", "value.high"),
        ("phone/b", "condition"),
    ]


def test_an_answer_that_broke_its_condition_before_is_left_as_it_was() -> None:
    old, new = (of(count("a"), count("b", valid_if=". >= ${a}"), version=each) for each in "12")
    assert plan(old, new, answers(a="5", b="4"), {}).aside == ()


def test_rounds_go_along_up_to_the_number_that_is_taken() -> None:
    old, new = (
        checklist(section("s", [repeat("calls", [count("again")], max_count=most)]), version=number)
        for number, most in (("1", 5), ("2", 2))
    )
    rounds = [f"01HF7YAT0{n}ZZZZZZZZZZZZZZZZ" for n in range(3)]
    given_ = {f"phone/calls/{each}/again": Given(State.ANSWERED, "2") for each in rounds}
    move = plan(old, new, given_, {"phone/calls": rounds, "parking/bays": ["x"]})
    assert move.dropped == (f"phone/calls/{rounds[2]}",)
    assert [(each.path, each.why) for each in move.aside] == [(f"phone/calls/{rounds[2]}/again", "many")]
    assert move.open_again == ()
    gone = plan(old, of(yes_no("x"), version="2"), given_, {"phone/calls": rounds})
    assert len(gone.dropped) == 3 and {each.outcome for each in gone.aside} == {"gone"}


# -- properties over whole audits -----------------------------------------------------------------------

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "phone/rings": st.integers(0, 20).map(str),
    "phone/greeted": st.sampled_from(["yes", "no"]),
    "phone/who": st.sampled_from(["seller", "nobody"]),
    "phone/heard": st.lists(st.sampled_from(["hello", "name", "offer"]), unique=True),
    "phone/tone": st.integers(1, 5).map(str),
    "phone/light": st.integers(2, 500).map(str),
    "phone/words": st.text("ab c", min_size=1).filter(str.strip),
}
MORE = [
    at(*Q, 1, to=count("greeted")),
    at(*Q, 0, "max", to=5),
    at(*Q, 0, to=item("scale", "rings", points=4)),
    at(*Q, 2, to=item("single", "who", choices=choices(seller=9))),
    at(*Q, 3, "min_selected", to=2),
    at(*Q, 5, "valid_if", to=". > ${rings}"),
    at("sections", 1, "questions", 1, "max_count", to=1),
    at("sections", 1, "questions", to=[yes_no("last")]),
]


def walked(data: st.DataObject) -> AuditSession:
    """An audit over OLD with some answers, N/A, rounds and notes."""
    clock = FixedClock()
    header, first = begin(
        number="AUD-1",
        site=Site(id="S1", name="Fictional"),
        checklists=[version(OLD, "1")],
        facts={"kind": "open"},
        clock=clock,
        actor=clock.ulid(),
        device=clock.ulid(),
        run=new_run(clock),
    )
    session = reopened(Record.build(header, first.events, first.values), clock)
    for path, values in VALUES.items():
        for _ in range(data.draw(st.integers(0, 2))):
            session.apply(session.answer(path, data.draw(values)))
    if data.draw(st.booleans()):
        session.apply(session.not_applicable("phone/greeted", "nobody"))
    for _ in range(data.draw(st.integers(0, 3))):
        session.apply(session.add_instance("phone/calls"))
        round_ = session.record.projection.instances["phone/calls"][-1]
        session.apply(session.answer(f"phone/calls/{round_}/again", "3"))
    note = session.note("phone/tone", "kindly")
    assert note is not None
    session.apply(note)
    return session


def reopened(record: Record, clock: FixedClock) -> AuditSession:
    again = Record.build(record.header, record.events, record.values.values())
    return AuditSession(again, clock=clock, actor=clock.ulid(), device=clock.ulid(), run=new_run(clock))


def told(record: Record) -> dict[str, list[Any]]:
    """Every value that the history of each path tells, in order."""
    return {
        path: [entry.new.value for entry in history(record, path) if entry.op == "answered" and entry.new]
        for path in record.projection.items
    }


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_moving_to_a_checklist_that_only_has_a_higher_number_changes_nothing(data: st.DataObject) -> None:
    session = walked(data)
    items, score = copy.deepcopy(session.record.projection.items), session.score()
    rounds, cursor = copy.deepcopy(session.record.projection.instances), session.cursor
    plain = session.plan_move(version(OLD, "2"))
    assert plain.differences == () and {each.outcome for each in plain.fates} <= {"kept"}
    change = session.move_checklist(version(OLD, "2"))
    assert [event.op for event in change.events] == ["checklist_moved"]
    session.apply(change)
    assert session.record.projection.items == items and session.record.projection.instances == rounds
    assert (session.score(), session.cursor) == (score, cursor)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(st.sampled_from([*MORE, *(change for change, _ in CHANGES[:-1])]), max_size=5))
def test_nothing_is_lost_and_what_is_carried_is_valid(data: st.DataObject, changes: list[Any]) -> None:
    session = walked(data)
    try:
        newer = version(OLD, "2", *changes)
    except (ValueError, IndexError, KeyError):
        reject()  # these changes do not go together
    ids = [one.id for _, one, _ in newer.walk()]
    assume(len(ids) == len(set(ids)))
    try:
        move = session.plan_move(newer)
    except ValueError:
        reject()  # a condition names what was changed away
    before, said = told(session.record), dict(session.given)
    values = {c: v.value for c, v in session.record.values.items()}
    session.apply(session.move_checklist(newer))
    # Nothing is lost: every value is in the record, and in the history of its path.
    assert {c: session.record.values[c].value for c in values} == values
    after = told(session.record)
    assert {path: after[path] for path in before} == before
    assert session.item("phone/tone").note == "kindly"
    # What is carried is what it was, and valid; what is not is open, or not asked.
    asides = {each.path for each in move.aside}
    compiled = compile_checklist(newer)
    for path, one in said.items():
        if one.state is State.OPEN:
            continue
        if path in asides:
            assert session.state(path) is State.OPEN
            continue
        assert session.given[path] == one
        if one.state is State.ANSWERED and one.value is not None:
            question = compiled.items[path.rpartition("/")[2]].question
            taken = check_value(newer, question, one.value)
            assert sorted(taken) == sorted(one.value)
    for slot in session.slots:
        one = session.given.get(slot.path, Given(State.OPEN))
        if one.state is State.ANSWERED and one.value is not None:
            check_valid(compiled, slot, one.value, session.layouts["phone"])
    for path, rounds in session.record.projection.instances.items():
        repeated = compiled.items.get(path.partition("/")[2])
        assert len(rounds) <= (repeated.question.max_count if repeated else 0)
    # And it is the same when the record is read again.
    clock = FixedClock()
    again = reopened(session.record, clock)
    assert again.given == session.given
    assert [slot.path for slot in again.slots] == [slot.path for slot in session.slots]
    assert [one.aside for one in moves(again.record)] == [tuple(each.path for each in move.aside)]
    # Whatever is undone from here on is valid too, and ends.
    for _ in range(len(session.record.events)):
        undone = session.undo()
        assert_same_undo(undone, again)
        if undone is None:
            break
        session.apply(undone)
        again.apply(undone)
        event = undone.events[-1]
        value = session.record.value_of(event.value)
        if event.op in ("answered", "not_applicable"):
            question = compiled.items[event.path.rpartition("/")[2]].question
            assert event.op == "answered" or question.allow_na
        if event.op == "answered":
            check_value(newer, question, value)
    else:
        pytest.fail("undo does not end")


def assert_same_undo(undone: Change | None, again: AuditSession) -> None:
    other = again.undo()
    shapes = [
        [(event.op, event.path, event.value) for event in each.events] if each else None
        for each in (undone, other)
    ]
    assert shapes[0] == shapes[1]
