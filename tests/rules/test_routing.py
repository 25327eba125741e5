"""What is visible and required: conditions over answers, hidden chains, repeats, computed values."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from audit_tui.rules.expressions import ExpressionError
from audit_tui.rules.routing import CompiledChecklist, Layout, Slot, ValueProblem, check_valid, layout
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

A, B, C = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW", "01ARZ3NDEKTSV4RRFFQ69G5FAX"


def lay(compiled: CompiledChecklist, instances: dict[str, list[str]] | None = None, **given: Any) -> Layout:
    return layout(compiled, answers(**given), instances or {})


def visible(laid_out: Layout) -> list[str]:
    return [slot.label.removeprefix("phone.") for slot in laid_out.slots if slot.visible]


def required(laid_out: Layout) -> list[str]:
    return [slot.label.removeprefix("phone.") for slot in laid_out.slots if slot.required]


def slot_of(laid_out: Layout, label: str) -> Slot:
    return next(slot for slot in laid_out.slots if slot.label == f"phone.{label}")


HOLD = of(yes_no("held", neutral=True), count("hold_s", show_if="${held} = 'yes'"), yes_no("solved"))


def test_a_follow_up_shows_when_its_condition_holds() -> None:
    assert visible(lay(HOLD)) == ["held", "solved"]
    assert visible(lay(HOLD, held="yes")) == ["held", "hold_s", "solved"]
    assert visible(lay(HOLD, held="no")) == ["held", "solved"]


@pytest.mark.parametrize("state", [NA, NOT_OBSERVED])
def test_na_and_not_observed_are_empty_in_conditions(state: Any) -> None:
    asked = of(
        yes_no("held", allow_na=True),
        count("a", show_if="${held} = ''"),
        count("b", show_if="${held} != 'no'"),
    )
    assert visible(lay(asked, held=state)) == ["held", "a", "b"]
    assert visible(lay(asked, held="yes")) == ["held", "b"]


def test_the_answer_of_a_hidden_question_counts_as_empty_down_the_chain() -> None:
    chain = of(
        yes_no("a"),
        yes_no("b", show_if="${a} = 'yes'"),
        yes_no("c", show_if="${b} = 'yes'"),
        yes_no("d", show_if="${c} != 'yes'"),
    )
    assert visible(lay(chain, a="yes", b="yes", c="yes")) == ["a", "b", "c"]
    assert visible(lay(chain, a="no", b="yes", c="yes")) == ["a", "d"]


def test_a_condition_may_look_ahead() -> None:
    ahead = of(yes_no("a", show_if="${b} = 'yes'"), yes_no("b", show_if="${c} = 'yes'"), yes_no("c"))
    assert visible(lay(ahead, a="yes", b="yes", c="yes")) == ["a", "b", "c"]
    assert visible(lay(ahead, a="yes", b="yes", c="no")) == ["c"]


def test_a_hidden_section_hides_its_questions_and_empties_them() -> None:
    two = checklist(
        section("one", [yes_no("ivr")]),
        section("two", [count("levels"), repeat("calls", [count("rings")])], show_if="${ivr} = 'yes'"),
        section("three", [yes_no("lost", show_if="${levels} > 3")]),
    )
    rounds = {"phone/calls": [A]}
    assert visible(lay(two, rounds, ivr="no", levels="9")) == ["ivr"]
    assert visible(lay(two, rounds, ivr="yes", levels="9")) == [
        "ivr",
        "levels",
        "calls",
        "calls[1].rings",
        "lost",
    ]


def test_required_is_the_default_except_where_nothing_is_owed() -> None:
    asked = of(
        yes_no("plain"),
        yes_no("optional", required=False),
        yes_no("neutral", neutral=True),
        yes_no("neutral_required", neutral=True, required=True),
        item("info", "read"),
        item("calc", "sum_up", formula="1 + 1"),
        repeat("calls", [count("rings")]),
        yes_no("hidden", show_if="false()"),
    )
    assert required(lay(asked)) == ["plain", "neutral_required"]


def test_require_if_adds_to_what_is_required() -> None:
    asked = of(yes_no("solved"), item("text", "why", required=False, require_if="${solved} = 'no'"))
    assert required(lay(asked, solved="yes")) == ["solved"]
    assert required(lay(asked, solved="no")) == ["solved", "why"]


CALLS = of(
    yes_no("night"),
    repeat(
        "calls",
        [
            count("rings"),
            yes_no("late", show_if="${rings} > 3"),
            item("calc", "seconds", formula="${rings} * 6"),
            yes_no("guard", show_if="${night} = 'yes' and ${rings} > 3"),
        ],
        min_count=2,
        show_if="${night} != ''",
    ),
    item("calc", "total", formula="sum(${rings})"),
    item("calc", "worst", formula="max(${seconds})"),
    item("calc", "many", formula="count(${calls})"),
    yes_no("slow", show_if="${worst} > 18"),
)


def test_names_in_a_repeat_mean_the_same_instance_then_what_is_outside() -> None:
    given = (
        answers(night="yes") | answers("phone/calls/" + A, rings="2") | answers("phone/calls/" + B, rings="5")
    )
    laid_out = layout(CALLS, given, {"phone/calls": [A, B]})
    assert visible(laid_out) == [
        "night",
        "calls",
        "calls[1].rings",
        "calls[1].seconds",
        "calls[2].rings",
        "calls[2].late",
        "calls[2].seconds",
        "calls[2].guard",
        "total",
        "worst",
        "many",
        "slow",
    ]
    assert laid_out.calc == {
        f"phone/calls/{A}/seconds": Decimal(12),
        f"phone/calls/{B}/seconds": Decimal(30),
        "phone/total": Decimal(7),
        "phone/worst": Decimal(30),
        "phone/many": Decimal(2),
    }
    second = slot_of(laid_out, "calls[2].rings")
    assert second.path == f"phone/calls/{B}/rings"
    assert (second.instance and second.instance.index, laid_out.value(second)) == (2, Decimal(5))


def test_a_hidden_repeat_hides_its_instances_and_empties_its_aggregates() -> None:
    given = answers("phone/calls/" + A, rings="5")
    laid_out = layout(CALLS, given, {"phone/calls": [A]})
    assert visible(laid_out) == ["night", "total", "worst", "many"]
    assert laid_out.calc == {"phone/total": 0, "phone/worst": None, "phone/many": 0}


def test_hidden_questions_of_an_instance_are_left_out_of_aggregates() -> None:
    asked = of(
        repeat("calls", [yes_no("held"), count("hold_s", show_if="${held} = 'yes'")]),
        item("calc", "many", formula="count(${hold_s})"),
        item("calc", "longest", formula="max(${hold_s})"),
    )
    given = answers("phone/calls/" + A, held="no", hold_s="99") | answers(
        "phone/calls/" + B, held="yes", hold_s="10"
    )
    assert layout(asked, given, {"phone/calls": [A, B]}).calc == {"phone/many": 1, "phone/longest": 10}


def test_a_repeat_waits_for_its_least_number_of_instances() -> None:
    for rounds, lacks in (([], 2), ([A], 1), ([A, B], 0), ([A, B, C], 0)):
        head = slot_of(lay(CALLS, {"phone/calls": rounds}, night="no"), "calls")
        assert (head.lacks, head.required, head.is_asked) == (lacks, lacks > 0, False)
    assert not slot_of(lay(CALLS), "calls").required, "a hidden one waits for nothing"


def test_several_choices_and_photos_in_conditions() -> None:
    asked = of(
        item("multi", "said", choices=choices(company=1, name=1)),
        item("photo", "front"),
        yes_no("a", show_if="selected(${said}, 'name')"),
        yes_no("b", show_if="${front} >= 2"),
    )
    assert visible(lay(asked, said=["company", "name"], front="2")) == ["said", "front", "a", "b"]
    assert visible(lay(asked, said=["company"], front="1")) == ["said", "front"]


def test_conditions_that_go_round_in_a_circle_are_named_and_do_not_hang() -> None:
    circle = of(
        yes_no("a", show_if="${b} = 'yes'"),
        yes_no("b", show_if="${c} = 'yes'"),
        yes_no("c", show_if="${a} = 'yes'"),
    )
    assert circle.cycle == ("a", "b", "c", "a")
    lay(circle, a="yes", b="yes", c="yes")
    assert of(yes_no("a", show_if=". = 'yes'")).cycle == ("a", "a")
    inside = of(repeat("calls", [count("rings")], show_if="sum(${rings}) > 3"))
    assert inside.cycle == ("calls", "rings", "calls")
    layout(inside, answers("phone/calls/" + A, rings="5"), {"phone/calls": [A]})


def test_a_sound_checklist_has_no_circle() -> None:
    assert CALLS.cycle == ()
    assert (
        of(count("a", meets="${a} <= 3", valid_if=". > ${b}", require_if="${a} = ''"), count("b")).cycle == ()
    )


def test_a_condition_that_does_not_parse_is_refused_when_compiling() -> None:
    with pytest.raises(ExpressionError):
        of(yes_no("a", show_if="${b} =="))


def test_valid_if_sees_the_new_answer_under_its_own_name_and_as_the_dot() -> None:
    asked = of(
        count("first"),
        count("a", valid_if=". >= ${first}", valid_message={"en": "Not before the first.", "it": "No."}),
        count("b", valid_if="${b} < 5 and ${a} != ''"),
    )
    laid_out = lay(asked, first="3", a="9", b="9")
    check_valid(asked, slot_of(laid_out, "a"), "3", laid_out)
    check_valid(asked, slot_of(laid_out, "b"), "4", laid_out)
    check_valid(asked, slot_of(laid_out, "first"), "1", laid_out)
    with pytest.raises(ValueProblem, match="Not before the first") as caught:
        check_valid(asked, slot_of(laid_out, "a"), "2", laid_out)
    assert caught.value.code == "value.valid_if"
    with pytest.raises(ValueProblem, match="b} < 5"):
        check_valid(asked, slot_of(laid_out, "b"), "5", laid_out)


def test_five_hundred_questions_are_laid_out_at_each_answer_without_a_pause() -> None:
    questions = [
        count(f"q{i}", **({"show_if": f"${{q{i - 1}}} <= 5"} if i % 2 else {}), require_if=f"${{q{i}}} > 2")
        for i in range(500)
    ]
    compiled, given = of(*questions), answers(**{f"q{i}": "4" for i in range(500)})
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        laid_out = layout(compiled, given, {})
        times.append(time.perf_counter() - begun)
    assert all(slot.visible for slot in laid_out.slots)
    assert min(times) < 0.05, (
        "an order of magnitude above what it takes, so that a busy machine does not fail it"
    )


def test_a_chain_of_five_hundred_questions_needs_no_deep_stack() -> None:
    questions = [yes_no(f"q{i}", show_if=f"${{q{i + 1}}} = 'yes'") for i in range(499)] + [yes_no("q499")]
    laid_out = lay(of(*questions), **{f"q{i}": "yes" for i in range(500)})
    assert all(slot.visible for slot in laid_out.slots)
