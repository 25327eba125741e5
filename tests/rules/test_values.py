"""Answers by type: what is accepted, in which form it is kept, what is refused and with which code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.i18n import languages
from audit_tui.locale_format import FIRM, written_in
from audit_tui.model.number import plain
from audit_tui.model.standard import Standard
from audit_tui.phrases.numbers import number_as_written, with_unit
from audit_tui.rules.figures import Figures, in_text
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
    item("number", "odd", min=1, step=2),
    item("number", "thirds", step=3),
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
        ("solved", ["yes"], "value.type"),
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
    [
        (None, "nothing"),
        (True, "true or false"),
        (2.5, "a number"),
        ([1], "a list"),
        ({"a": 1}, "a mapping"),
    ],
)
def test_what_was_given_instead_of_a_text_is_named(raw: Any, word: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        canonical("line_text", raw)
    assert refused.value.message == f"a text is expected, not {word}"


# -- the exact words and the figures that complete a translation of them ------------------------------------


@pytest.mark.parametrize(
    ("id_", "raw", "message", "params"),
    [
        ("solved", "Maybe", "yes or no is expected, not 'maybe'", {"value": "'maybe'"}),
        ("solved", 1, "a text is expected, not a number", {}),
        ("solved", ["yes"], "a text is expected, not a list", {}),
        ("line", {"a": 1}, "a text is expected, not a mapping", {}),
        (
            "line",
            "Switchbord",
            "there is no choice 'Switchbord'; did you mean switchboard?",
            {"value": "'Switchbord'"},
        ),
        (
            "line",
            "telex",
            "there is no choice 'telex'; the choices are direct, switchboard",
            {"value": "'telex'"},
        ),
        (
            "line",
            "z" * 41,
            f"there is no choice '{'z' * 40}…'; the choices are direct, switchboard",
            {"value": f"'{'z' * 40}…'"},
        ),
        (
            "line",
            "z" * 40,
            f"there is no choice '{'z' * 40}'; the choices are direct, switchboard",
            {"value": f"'{'z' * 40}'"},
        ),
        ("said", 3, "a list of choices is expected, not a number", {}),
        ("said", None, "a list of choices is expected, not nothing", {}),
        (
            "said",
            [True],
            "there is no choice 'yes'; the choices are company, name, hello",
            {"value": "'yes'"},
        ),
        ("said", ["hello", 3], "a text is expected, not a number", {}),
        ("said", " , ", "at least 1 are to be chosen", {"limit": "1"}),
        ("said", "company name hello", "at most 2 can be chosen", {"limit": "2"}),
        (
            "said",
            "hello,bye",
            "there is no choice 'bye'; the choices are company, name, hello",
            {"value": "'bye'"},
        ),
        ("tone", "4.50", "a whole number is expected, not 4.5", {}),
        ("tone", 0, "0 is below 1", {"limit": "1"}),
        ("tone", 6, "6 is above 5", {"limit": "5"}),
        ("mood", -4, "−4 is below −3", {"limit": "-3"}),
        ("mood", 4, "4 is above 3", {"limit": "3"}),
        ("nps", -1, "−1 is below 0", {"limit": "0"}),
        ("nps", 11, "11 is above 10", {"limit": "10"}),
        ("nps1", "0", "0 is below 1", {"limit": "1"}),
        ("nps1", 10.5, "a whole number is expected, not 10.5", {}),
        ("front", 4, "4 is above 3", {"limit": "3"}),
        ("front", -1, "−1 is below 0", {"limit": "0"}),
        ("lux", "0.3", "0.3 is not in steps of 0.5 from 0", {"step": "0.5", "start": "0"}),
        ("odd", "4", "4 is not in steps of 2 from 1", {"step": "2", "start": "1"}),
        ("thirds", "4", "4 is not in steps of 3 from 0", {"step": "3", "start": "0"}),
        ("lux", -1, "−1 is below 0", {"limit": "0"}),
        ("lux", "2000,5", "2000.5 is above 2000", {"limit": "2000"}),
        ("lux", "many", "a number is expected, not 'many'", {"value": "'many'"}),
        ("lux", " 1 2 ", "a number is expected, not '1 2'", {"value": "'1 2'"}),
        ("lux", True, "a number is expected, not true or false", {}),
        ("lux", None, "a number is expected, not nothing", {}),
        ("lux", float("nan"), "a number is expected, not 'NaN'", {"value": "'NaN'"}),
        ("lux", float("-inf"), "a number is expected, not '-Infinity'", {"value": "'-Infinity'"}),
        ("lux", 1e300, "a number is expected, not '1E+300'", {"value": "'1E+300'"}),
        ("lux", 10**24, f"1{'0' * 24} is above 1000000000", {"limit": "1000000000"}),
        ("lux", 10**25, f"1{'0' * 25} is above 1000000000", {"limit": "1000000000"}),
        ("lux", 10**26, f"a number is expected, not '1{'0' * 26}'", {"value": f"'1{'0' * 26}'"}),
        ("lux", Decimal("1e-25"), "a number is expected, not '1E-25'", {"value": "'1E-25'"}),
        ("free", "0." + "0" * 25, "a number is expected, not '0.0000000000000000000000000'", None),
        ("free", "1000000001", "1000000001 is above 1000000000", {"limit": "1000000000"}),
        ("free", -1000000001, "−1000000001 is below −1000000000", {"limit": "-1000000000"}),
        ("wait", "1:75", "'1:75' has 60 or more seconds or minutes", {}),
        ("wait", "1:60", "'1:60' has 60 or more seconds or minutes", {}),
        ("wait", "1:60:00", "'1:60:00' has 60 or more seconds or minutes", {}),
        ("wait", "1:2:3:4", "'1:2:3:4' is no duration; write 95, 1:35, 0:01:35 or 10:31-10:42", {}),
        ("wait", "a while", "a number is expected, not 'a while'", {"value": "'a while'"}),
        ("wait", "24:00-24:10", "'24:00' is no time of day", {"value": "'24:00'"}),
        ("wait", "10:00-10:60", "'10:60' is no time of day", {"value": "'10:60'"}),
        ("wait", "10:00-10:10:60", "'10:10:60' is no time of day", {"value": "'10:10:60'"}),
        ("wait", "2:00:01", "7201 is above 7200", {"limit": "7200"}),
        ("wait", -5, "−5 is below 0", {"limit": "0"}),
        ("hold", "1:00:01", "3601 is above 3600", {"limit": "3600"}),
        ("day", "18.11.2026", "'18.11.2026' is not written like 2026-11-18", {}),
        ("day", "9:05", "'9:05' is not written like 2026-11-18", {}),
        ("day", "2026-02-30", "'2026-02-30' is no date in the calendar", {}),
        ("clock", "noon", "'noon' is not written like 10:31", {}),
        ("clock", "2026-11-18", "'2026-11-18' is not written like 10:31", {}),
        ("clock", "24:00", "'24:00' is no time of day", {}),
        ("moment", "2026-11-18", "'2026-11-18' is not written like 2026-11-18T10:30", {}),
        ("moment", "10:31", "'10:31' is not written like 2026-11-18T10:30", {}),
        ("moment", "2026-11-31 10:30", "'2026-11-31 10:30' is no date in the calendar", {}),
        ("line_text", "  ", "the text is empty", {}),
        ("line_text", "a\u202eb", "the text holds the forbidden character U+202E", {}),
        ("line_text", "a\x00b", "the text holds the forbidden character U+0000", {}),
        ("line_text", "a\nb", "the text has to stand on one line", {}),
        ("line_text", "a\tb", "the text has to stand on one line", {}),
        ("line_text", "x" * 11, "the text is longer than 10 characters", {"limit": "10"}),
        ("signed", "x" * 201, "the text is longer than 200 characters", {"limit": "200"}),
        ("signed", "a\nb", "the text has to stand on one line", {}),
        ("read", "x", "read is not answered", {"id": "read"}),
        ("calls", "x", "calls is not answered", {"id": "calls"}),
    ],
)
def test_what_is_refused_says_what_was_given_and_what_is_asked(
    id_: str, raw: Any, message: str, params: dict[str, str] | None
) -> None:
    with pytest.raises(ValueProblem) as refused:
        canonical(id_, raw)
    assert refused.value.message == str(refused.value) == message
    if params is not None:
        assert refused.value.params == params


@pytest.mark.parametrize(
    ("id_", "raw", "kept"),
    [
        ("free", "1000000000", "1000000000"),
        ("free", -1000000000, "-1000000000"),
        ("free", ".5", "0.5"),
        ("free", "5.", "5"),
        ("free", ",5", "0.5"),
        ("free", "1." + "1" * 24, "1." + "1" * 24),
        ("free", 1e-24, "0." + "0" * 23 + "1"),
        ("odd", "3", "3"),
        ("thirds", "-3", "-3"),
        ("line_text", "x" * 10, "x" * 10),
        ("signed", "x" * 200, "x" * 200),
        ("long_text", "a\tb", "a\tb"),
        ("wait", "0:59:59", "3599"),
        ("wait", "1:59.999", "119.999"),
        ("wait", "2:00:00", "7200"),
        ("wait", "00:00-00:00", "0"),
        ("wait", "23:59:59-00:00", "1"),
        ("hold", "0:00", "0"),
        ("nps1", 1, "1"),
        ("nps1", 10, "10"),
        ("moment", "2026-11-18 23:59:00", "2026-11-18T23:59"),
    ],
)
def test_what_lies_just_inside_is_taken(id_: str, raw: Any, kept: str) -> None:
    assert canonical(id_, raw) == kept


NUMBERS = st.decimals(-1_000_000, 1_000_000, places=3)


@given(number=NUMBERS, language=st.sampled_from(languages()))
def test_a_number_filled_into_a_text_is_read_back_the_same_in_every_language(
    number: Decimal, language: str
) -> None:
    standard = Standard.model_validate({"text": {"en": "x"}, "parameters": {"n": number}})
    filled = in_text("${n}", Figures({"PH-01": standard}), "PH-01", language=language)
    with written_in(language):
        assert filled == number_as_written(number)
        assert with_unit(plain(number), "m").partition(FIRM)[0] == filled
    asked = next(one for _, one, _ in CHECKLIST.walk() if one.id == "free")
    assert check_value(CHECKLIST, asked, filled) == plain(number)


@pytest.mark.parametrize(("typed", "kept"), [("\u22122,5", "-2.5"), ("-2.5", "-2.5"), ("2,50", "2.5")])
def test_a_number_is_taken_with_a_comma_and_with_a_true_minus(typed: str, kept: str) -> None:
    asked = next(one for _, one, _ in CHECKLIST.walk() if one.id == "free")
    assert check_value(CHECKLIST, asked, typed) == kept
