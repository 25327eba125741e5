"""A layout made of the one before: only what depends on an answer is worked out anew, and nothing else differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audit_tui.model.audit import State
from audit_tui.rules.routing import CompiledChecklist, Given, Layout, layout, relaid
from audit_tui.rules.view import AuditView
from tests.rules.build import NA, NOT_OBSERVED, answers, checklist, count, item, of, repeat, section, yes_no
from tests.rules.walked import walked

A, B, C = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW", "01ARZ3NDEKTSV4RRFFQ69G5FAX"

VISIT = checklist(
    section(
        "door",
        [
            yes_no("greeted", points=2),
            count("wait", points=2, meets=". <= 3", require_if="${greeted} = 'no'", required=False),
            yes_no("ahead", show_if="${many} > 1"),
            item("text", "why", required=False, require_if="${solved} = 'no' or . = 'x'"),
        ],
    ),
    section(
        "calls",
        [
            yes_no("night"),
            repeat(
                "rounds",
                [
                    count("rings"),
                    yes_no("late", show_if="${rings} > 3"),
                    item("calc", "seconds", formula="${rings} * 6", show_if="${night} = 'yes'"),
                    item("text", "told", required=False, require_if="${late} = 'yes' and ${night} = 'yes'"),
                ],
                min_count=1,
                show_if="${night} != ''",
            ),
            item("calc", "many", formula="count(${rounds})", show_if="${greeted} = 'yes'"),
            yes_no("slow", show_if="max(${seconds}) > 18"),
        ],
        show_if="${greeted} != 'no'",
    ),
    section("end", [yes_no("solved", show_if="${slow} != 'yes' and ${wait} < 9"), yes_no("alone")]),
)
ROUNDS = "phone/rounds"


def told(compiled: CompiledChecklist, laid_out: Layout) -> Any:
    """Everything that a layout says."""
    values = [laid_out.value(slot) for slot in laid_out.slots]
    outside = [laid_out.lookup(laid_out.slots[0])(id_) for id_ in compiled.items]
    return laid_out.slots, dict(laid_out.calc), values, outside


def agree(
    compiled: CompiledChecklist,
    before: Mapping[str, Given],
    after: Mapping[str, Given],
    rounds: Mapping[str, Sequence[str]],
) -> tuple[Layout, Layout]:
    """Lay out, change the answers, lay out anew in both ways; both must say the same, and the old one stays."""
    first = layout(compiled, before, rounds)
    as_it_was = told(compiled, first)
    changed = {path.rpartition("/")[2] for path in after if after[path] != before.get(path)}
    then = relaid(compiled, first, after, rounds, changed)
    assert told(compiled, then) == told(compiled, layout(compiled, after, rounds))
    assert told(compiled, first) == as_it_was
    return first, then


def test_an_answer_that_shows_and_hides_nothing_leaves_the_same_questions_asked() -> None:
    first, then = agree(VISIT, {}, answers(alone="yes"), {})
    assert then.asks_the_same(first)
    untouched = [slot for slot in then.slots if slot.question.id != "alone"]
    assert all(any(slot is other for other in first.slots) for slot in untouched)


def test_an_answer_shows_what_follows_from_it_down_the_chain() -> None:
    first, then = agree(VISIT, answers(greeted="no", night="yes"), answers(greeted="yes", night="yes"), {})
    assert not then.asks_the_same(first)
    assert {"night", "rounds", "many"} <= {slot.question.id for slot in then.slots if slot.visible}


def test_an_answer_makes_others_required_and_itself_too() -> None:
    _first, then = agree(VISIT, answers(greeted="yes"), answers(greeted="no"), {})
    assert next(slot for slot in then.slots if slot.question.id == "wait").required
    _first, then = agree(VISIT, {}, answers(why="x"), {})
    assert next(slot for slot in then.slots if slot.question.id == "why").required


def test_an_answer_in_one_round_counts_in_that_round_and_in_what_is_made_of_all() -> None:
    rounds = {ROUNDS: [A, B]}
    before = answers(greeted="yes", night="yes") | answers(f"{ROUNDS}/{A}", rings="1")
    after = before | answers(f"{ROUNDS}/{B}", rings="5")
    _first, then = agree(VISIT, before, after, rounds)
    late = {slot.path: slot.visible for slot in then.slots if slot.question.id == "late"}
    assert late == {f"{ROUNDS}/{A}/late": False, f"{ROUNDS}/{B}/late": True}
    agree(VISIT, after, after | answers(f"{ROUNDS}/{B}", late="yes"), rounds)


def test_a_computed_value_goes_when_its_question_is_hidden() -> None:
    _first, then = agree(VISIT, answers(greeted="yes"), answers(greeted=NA), {})
    assert "phone/many" not in then.calc


def test_rounds_that_come_and_go_are_seen() -> None:
    given_, none = answers(greeted="yes", night="yes"), layout(VISIT, answers(greeted="yes", night="yes"), {})
    one = relaid(VISIT, none, given_, {ROUNDS: [A]}, ())
    assert told(VISIT, one) == told(VISIT, layout(VISIT, given_, {ROUNDS: [A]}))
    assert not one.asks_the_same(none)
    back = relaid(VISIT, one, given_, {ROUNDS: []}, ())
    assert told(VISIT, back) == told(VISIT, none)


def test_conditions_that_go_round_in_a_circle_are_laid_out_as_from_the_beginning() -> None:
    circle = of(
        yes_no("a", show_if="${b} != 'no'"), yes_no("b", show_if="${a} != 'no'"), yes_no("c"), id_="phone"
    )
    agree(circle, answers(a="yes", b="no"), answers(a="no", b="yes"), {})


def test_one_layout_after_another_stays_true() -> None:
    said: dict[str, Given] = {}
    laid_out = layout(VISIT, said, {})
    for id_, value in (
        ("greeted", "yes"),
        ("wait", "4"),
        ("night", "yes"),
        ("wait", "12"),
        ("greeted", "no"),
    ):
        said[f"phone/{id_}"] = Given(State.ANSWERED, value)
        laid_out = relaid(VISIT, laid_out, said, {}, [id_])
        assert told(VISIT, laid_out) == told(VISIT, layout(VISIT, said, {}))


# -- anything, in any order -------------------------------------------------------------------------------

_GIVEN = {
    "greeted": ["yes", "no"],
    "wait": ["1", "4", "12"],
    "ahead": ["yes", "no"],
    "why": ["x", "y"],
    "night": ["yes", "no"],
    "slow": ["yes", "no"],
    "solved": ["yes", "no"],
    "alone": ["yes", "no"],
    "rings": ["1", "4", "7"],
    "late": ["yes", "no"],
    "told": ["so"],
}
_INSIDE = {"rings", "late", "told"}


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, Any]:
    """One thing that happens: a round comes or goes, or something is said somewhere."""
    if draw(st.integers(0, 4)) == 0:
        return "rounds", draw(st.lists(st.sampled_from([A, B, C]), unique=True, max_size=3))
    id_ = draw(st.sampled_from(sorted(_GIVEN)))
    spot = f"{ROUNDS}/{draw(st.sampled_from([A, B, C]))}/{id_}" if id_ in _INSIDE else f"phone/{id_}"
    values = [Given(State.ANSWERED, value) for value in _GIVEN[id_]]
    return spot, draw(st.sampled_from([*values, Given(State.OPEN), NA, NOT_OBSERVED]))


@given(st.lists(steps(), max_size=25))
def test_whatever_happens_the_layout_is_that_of_all_that_was_said(happened: list[tuple[str, Any]]) -> None:
    said: dict[str, Given] = {}
    rounds: dict[str, Sequence[str]] = {}
    laid_out = layout(VISIT, said, rounds)
    for what, value in happened:
        if what == "rounds":
            rounds = {ROUNDS: value}
            laid_out = relaid(VISIT, laid_out, said, rounds, ())
        else:
            said[what] = value
            laid_out = relaid(VISIT, laid_out, said, rounds, [what.rpartition("/")[2]])
        assert told(VISIT, laid_out) == told(VISIT, layout(VISIT, said, rounds))


MORE = of(yes_no("first"), item("photo", "sign", required=False), id_="shop")


@given(
    st.lists(
        st.tuples(st.sampled_from(["say", "clear", "note", "add", "drop", "undo"]), st.data()), max_size=15
    )
)
def test_a_walk_sees_after_each_step_what_one_sees_who_opens_the_audit_then(
    happened: list[tuple[str, st.DataObject]],
) -> None:
    session = walked(VISIT, MORE)
    for what, data in happened:
        asked = [slot for slot in session.slots if slot.is_asked and slot.question.type != "photo"]
        slot = data.draw(st.sampled_from(asked))
        change: Any = None
        if what == "say":
            change = session.answer(
                slot.path, data.draw(st.sampled_from(_GIVEN.get(slot.question.id, ["yes"])))
            )
        elif what == "clear":
            change = session.clear(slot.path)
        elif what == "note":
            change = session.note(slot.path, data.draw(st.text("ab", max_size=2)))
        elif what == "undo":
            change = session.undo()
        elif session.visible(ROUNDS) is not None:
            there = session.record.projection.instances.get(ROUNDS, ())
            if what == "add" and len(there) < 3:
                change = session.add_instance(ROUNDS)
            elif what == "drop" and there:
                change = session.remove_instance(ROUNDS, data.draw(st.sampled_from(there)))
        if change is not None:
            session.apply(change)
        fresh = AuditView(session.record)
        assert session.slots == fresh.slots
        assert dict(session.given) == dict(fresh.given)
        assert session.progress() == fresh.progress() == fresh.progress(fresh.slots)
        for at, each in enumerate(fresh.slots):
            assert session.number(each) == fresh.number(each)
            assert session.place_of(each.path) == at
        assert session.score() == fresh.score()
