"""Answers by type: what is accepted, in which form it is kept, what is refused and with which code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.rules.routing import ValueProblem, as_value, check_value
from tests.rules.build import choices, count, item, of, repeat, yes_no

CHECKLIST = of(
    yes_no("solved"),
    item("scale", "tone"),
    item("scale", "mood", min=-3, max=3),
    item("nps", "nps"),
    item("nps", "nps1", min=1),
    item("single", "line", choices="channel"),
    item("multi", "said", choices=choices(company=1, name=1, hello=1), min_selected=1, max_selected=2),
    item("number", "lux", min=0, max=2000, step="0.5", unit="lx"),
    item("number", "free"),
    item("number", "hold", unit="s", max=3600),
    count("rings", max=30),
    item("stopwatch", "wait", max=7200),
    item("date", "day"),
    item("time", "clock"),
    item("datetime", "moment"),
    item("text", "line_text", max_length=10),
    item("text", "long_text", multiline=True),
    item("signature", "signed"),
    item("photo", "front", max_count=3),
    item("info", "read"),
    repeat("calls", [count("inner")]),
    choices={"channel": choices(direct=None, switchboard=None)},
).checklist
QUESTIONS = {question.id: question for _, question, _ in CHECKLIST.walk()}


def canonical(id_: str, raw: Any) -> Any:
    return check_value(CHECKLIST, QUESTIONS[id_], raw)


@pytest.mark.parametrize(
    ("id_", "raw", "expected"),
    [
        ("solved", "yes", "yes"),
        ("solved", " No ", "no"),
        ("solved", True, "yes"),
        ("solved", False, "no"),
        ("solved", "false", "no"),
        ("tone", 4, "4"),
        ("tone", "5", "5"),
        ("mood", "-3", "-3"),
        ("nps", 0, "0"),
        ("nps", "10", "10"),
        ("line", "direct", "direct"),
        ("said", ["hello", "company"], ["company", "hello"]),
        ("said", "hello, name", ["name", "hello"]),
        ("said", ["name", "name"], ["name"]),
        ("lux", "300.50", "300.5"),
        ("lux", "1,5", "1.5"),
        ("lux", 0.5, "0.5"),
        ("lux", Decimal("1000.0"), "1000"),
        ("free", "-0", "0"),
        ("free", "+7", "7"),
        ("free", 1e-7, "0.0000001"),
        ("hold", "1:35", "95"),
        ("rings", 3, "3"),
        ("rings", "3.0", "3"),
        ("wait", "95", "95"),
        ("wait", "22,5", "22.5"),
        ("wait", "1:35", "95"),
        ("wait", "0:01:35", "95"),
        ("wait", "1:35.5", "95.5"),
        ("wait", "75:00", "4500"),
        ("wait", "10:31-10:42", "660"),
        ("wait", "10:31–10:42", "660"),
        ("wait", "10:31:10 - 10:31:15", "5"),
        ("wait", "23:58-00:03", "300"),
        ("day", "2026-11-18", "2026-11-18"),
        ("clock", "9:05", "09:05"),
        ("clock", "23:59:00", "23:59"),
        ("moment", "2026-11-18 9:30", "2026-11-18T09:30"),
        ("moment", "2026-11-18T10:30", "2026-11-18T10:30"),
        ("line_text", " e\u0301 ", "\u00e9"),
        ("line_text", 42, "42"),
        ("long_text", "a\nb", "a\nb"),
        ("signed", "Ann Lee", "Ann Lee"),
        ("front", 2, "2"),
    ],
)
def test_an_answer_is_kept_in_one_form(id_: str, raw: Any, expected: Any) -> None:
    assert canonical(id_, raw) == expected
    assert canonical(id_, expected) == expected, "a canonical value is its own canonical form"


@pytest.mark.parametrize(
    ("id_", "raw", "code"),
    [
        ("solved", "maybe", "value.yes_no"),
        ("solved", 1, "value.type"),
        ("solved", None, "value.type"),
        ("tone", 6, "value.high"),
        ("tone", 0, "value.low"),
        ("tone", "4.5", "value.whole"),
        ("tone", True, "value.number"),
        ("nps", 11, "value.high"),
        ("nps1", 0, "value.low"),
        ("line", "telex", "value.choice"),
        ("line", ["direct"], "value.type"),
        ("said", [], "value.too_few"),
        ("said", ["company", "name", "hello"], "value.too_many"),
        ("said", ["bye"], "value.choice"),
        ("said", 3, "value.list"),
        ("lux", "0.3", "value.step"),
        ("lux", -1, "value.low"),
        ("lux", "2000.5", "value.high"),
        ("lux", "1.234,5", "value.number"),
        ("lux", "many", "value.number"),
        ("lux", "1e3", "value.number"),
        ("lux", "", "value.number"),
        ("lux", float("nan"), "value.number"),
        ("lux", float("inf"), "value.number"),
        ("lux", 1e300, "value.number"),
        ("lux", "1:35", "value.number"),
        ("free", "1000000001", "value.high"),
        ("free", "9" * 100, "value.number"),
        ("rings", "2,5", "value.whole"),
        ("rings", 31, "value.high"),
        ("rings", -1, "value.low"),
        ("wait", "1:75", "value.duration"),
        ("wait", "1:75:00", "value.duration"),
        ("wait", "1:2:3:4", "value.duration"),
        ("wait", "25:00-26:00", "value.time"),
        ("wait", "10:61-10:62", "value.time"),
        ("wait", "10:00-13:00", "value.high"),
        ("wait", "-5", "value.low"),
        ("day", "2026-02-30", "value.date"),
        ("day", "18.11.2026", "value.date"),
        ("day", "2026-11-18T10:30", "value.date"),
        ("clock", "24:00", "value.time"),
        ("clock", "10:31:07", "value.time"),
        ("moment", "2026-11-18", "value.datetime"),
        ("line_text", "far too long", "value.long"),
        ("line_text", "a\nb", "value.line"),
        ("line_text", "a\u202eb", "value.unsafe"),
        ("line_text", "  ", "value.empty"),
        ("line_text", True, "value.type"),
        ("front", 4, "value.high"),
        ("read", "x", "value.not_asked"),
        ("calls", "x", "value.not_asked"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_code(id_: str, raw: Any, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        canonical(id_, raw)
    assert caught.value.code == code
    assert caught.value.message


def test_a_near_miss_of_a_choice_is_named() -> None:
    with pytest.raises(ValueProblem, match="did you mean switchboard"):
        canonical("line", "Switchbord")
    with pytest.raises(ValueProblem, match="the choices are direct, switchboard"):
        canonical("line", "zzz")


def test_conditions_see_numbers_ids_and_text() -> None:
    assert as_value(QUESTIONS["rings"], "3") == Decimal(3)
    assert as_value(QUESTIONS["said"], ["company", "hello"]) == ("company", "hello")
    assert as_value(QUESTIONS["solved"], "yes") == "yes"
    assert as_value(QUESTIONS["front"], "2") == Decimal(2)
    assert as_value(QUESTIONS["solved"], None) is None


@pytest.mark.parametrize(
    ("id_", "stored"), [("rings", "1e999"), ("rings", ["a"]), ("said", "x"), ("day", ["x"])]
)
def test_a_stored_value_of_a_wrong_shape_counts_as_none(id_: str, stored: Any) -> None:
    assert as_value(QUESTIONS[id_], stored) is None


RAW = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.lists(st.text(max_size=5))
)


@given(st.sampled_from(sorted(QUESTIONS)), RAW)
@settings(max_examples=300)
def test_any_input_is_accepted_in_canonical_form_or_refused(id_: str, raw: Any) -> None:
    try:
        kept = canonical(id_, raw)
    except ValueProblem:
        return
    assert canonical(id_, kept) == kept


@given(st.integers(0, 7200))
@settings(max_examples=60)
def test_a_duration_means_the_same_however_written(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    hours, minutes_left = divmod(minutes, 60)
    assert (
        canonical("wait", str(seconds))
        == canonical("wait", f"{minutes}:{rest:02d}")
        == canonical("wait", f"{hours}:{minutes_left:02d}:{rest:02d}")
    )


@pytest.mark.parametrize(
    ("raw", "word"),
    [(None, "nothing"), (True, "true or false"), ([1], "a list"), ({"a": 1}, "a mapping")],
)
def test_what_was_given_instead_of_a_text_is_named(raw: Any, word: str) -> None:
    compiled = of(item("text", "words"))
    with pytest.raises(ValueProblem) as refused:
        check_value(compiled.checklist, compiled.items["words"].question, raw)
    assert word in refused.value.message


def test_a_text_given_instead_of_a_list_is_named() -> None:
    compiled = of(item("multi", "heard", choices=choices(a=1)))
    with pytest.raises(ValueProblem):
        check_value(compiled.checklist, compiled.items["heard"].question, {"a": 1})
