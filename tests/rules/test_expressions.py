"""The condition language: its grammar, its meaning (that of XLSForm), its limits and its messages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.rules.expressions import NOT_CONSTANT, SELF, Comparison, ExpressionError, parse

ANSWERS: dict[str, Any] = {
    "rings": Decimal(4),
    "half": Decimal("0.5"),
    "held": "yes",
    "line": "ivr",
    "name": "Ann Lee",
    "said": ("company", "hello"),
    "day": "2026-11-18",
    "moment": "2026-11-18T10:30",
    "empty": None,
    "calls": ["A", "B", "C"],
    "waits": [Decimal(10), None, Decimal("2.5")],
    "none": [],
}


def value(source: str, this: Any = None) -> Any:
    return parse(source).evaluate(ANSWERS.get, this)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("12 div 4 div 3", 1),
        ("7 mod 4", 3),
        ("-7 mod 4", -3),
        ("- - 2", 2),
        ("2 - -2", 4),
        ("rings-1", 3),
        ("${rings} * ${half}", 2),
        ("0.1 + 0.2", Decimal("0.3")),
        (".5 * 2", 1),
        ("1 < 2 = true()", True),
        ("1 = 1 and 2 = 3 or 4 = 4", True),
        ("1 = 1 or 2 = 3 and 4 = 5", True),
        ("not(1 = 1 or 2 = 2)", False),
        ("1 = 2 or 1 = 3 or 1 = 1", True),
        ("1 = 2 or 1 = 3 or 1 = 4", False),
        ("1 = 1 and 2 = 2 and 3 = 3", True),
        ("1 = 1 and 2 = 2 and 3 = 4", False),
        ("\n 1\t+ 1 ", 2),
    ],
)
def test_operators_bind_as_in_xpath_and_compute_exactly(source: str, expected: Any) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("${rings} <= 3", False),
        ("${rings} >= 4", True),
        ("${held} = 'yes'", True),
        ('${held} = "yes"', True),
        ("${held} = ‘yes’", True),
        ("${rings} = '4'", True),
        ("${rings} = '4.0'", True),
        ("${name} = 3", False),
        ("${name} < 3", False),
        ("${name} > 3", False),
        ("${name} != 3", True),
        ("${day} < '2026-12-01'", True),
        ("${day} >= '2026-12-01'", False),
        ("date(${moment}) = ${day}", True),
        ("${day} < ${moment}", False),
        ("'10:31' > '09:59'", True),
        ("'abc' < 'abd'", False),
        ("true() = ${name}", True),
        ("${empty} = false()", True),
        ("${half} = true()", True),
    ],
)
def test_comparisons(source: str, expected: bool) -> None:
    assert value(source) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("${empty} = ''", True),
        ("${empty} != ''", False),
        ("${empty} != 'no'", True),
        ("${empty} != 3", True),
        ("${empty} = 0", False),
        ("${empty} < 3", False),
        ("${empty} > 3", False),
        ("${empty} <= 3", False),
        ("${empty} = ${empty}", True),
        ("boolean(${empty})", False),
        ("not(${empty})", True),
        ("${empty} and 1", False),
        ("string-length(${empty})", 0),
        ("count-selected(${empty})", 0),
        ("selected(${empty}, 'a')", False),
    ],
)
def test_an_unanswered_question_is_the_empty_string(source: str, expected: Any) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    "source",
    ["1 div 0", "5 mod 0", "${empty} + 1", "${name} * 2", "-${name}", "round(${name})", "number('1e9')"],
)
def test_an_operation_without_a_result_is_empty(source: str) -> None:
    assert value(source) is None
    assert value(f"({source}) = 1") is False
    assert value(f"({source}) < 1") is False
    assert value(f"({source}) != 1") is True


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("selected(${said}, 'hello')", True),
        ("selected(${said}, 'name')", False),
        ("selected(${line}, 'ivr')", True),
        ("count-selected(${said})", 2),
        ("selected-at(${said}, 1)", "hello"),
        ("selected-at(${said}, 9)", ""),
        ("if(${rings} > 3, 'slow', 'fast')", "slow"),
        ("coalesce(${empty}, ${half}, 9)", Decimal("0.5")),
        ("number('2.50')", Decimal("2.5")),
        ("string(2.50)", "2.5"),
        ("int(-2.7)", -2),
        ("floor(-2.1)", -3),
        ("ceiling(-2.9)", -2),
        ("round(2.4)", 2),
        ("round(-2.6)", -3),
        ("round(2.5)", 3),
        ("round(-2.5)", -2),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(1250, -2)", 1300),
        ("abs(-3)", 3),
        ("pow(2, 10)", 1024),
        ("min(3, ${half}, 2)", Decimal("0.5")),
        ("max(${rings}, 9)", 9),
        ("string-length(${name})", 7),
        ("contains(${name}, 'Lee')", True),
        ("starts-with(${name}, 'Lee')", False),
        ("ends-with(${name}, 'Lee')", True),
        ("substr(${name}, 0, 3)", "Ann"),
        ("substr(${name}, 4)", "Lee"),
        ("normalize-space('  a   b ')", "a b"),
        ("concat(${line}, '-', 1.50, '-', ${said}, '-', true())", "ivr-1.5-company hello-true"),
        ("true() = false()", False),
        ("date('18.11.2026')", None),
    ],
)
def test_functions(source: str, expected: Any) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("count(${calls})", 3),
        ("count(${none})", 0),
        ("count(${empty})", 0),
        ("count(${rings})", 1),
        ("count-non-empty(${waits})", 2),
        ("sum(${waits})", Decimal("12.5")),
        ("sum(${none})", 0),
        ("max(${waits})", 10),
        ("min(${waits}, 1)", 1),
        ("max(${none})", None),
    ],
)
def test_aggregates_run_over_the_instances_of_a_repeat(source: str, expected: Any) -> None:
    assert value(source) == expected


def test_the_dot_is_the_question_at_hand() -> None:
    assert value(". <= 45", Decimal(45)) is True
    assert value(". <= 45", Decimal("45.01")) is False
    assert value("string-length(.) > 2", "abc") is True
    assert parse(". <= 45").uses_self
    assert not parse("'.' = ${held}").uses_self


def test_only_the_branch_taken_is_computed() -> None:
    asked: list[str] = []

    def lookup(name: str) -> Any:
        asked.append(name)
        return ANSWERS.get(name)

    parse("if(${held} = 'yes', ${rings}, ${half})").evaluate(lookup)
    parse("${held} = 'no' and ${line} = 'x'").evaluate(lookup)
    assert asked == ["held", "rings", "held"]


def test_names_and_aggregated_names_are_listed() -> None:
    expression = parse("sum(${waits}) + ${rings} > max(${a}, ${rings}, b) and c = 'd'")
    assert expression.names == {"waits", "rings", "a", "b", "c"}
    assert expression.aggregated == {"waits", "a", "b"}, "rings also stands outside an aggregate"
    assert parse("${rings}").aggregated == frozenset()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("rings <= 3", "${rings} <= 3"),
        ("${rings} <=3 and held='held'", "${rings} <=3 and ${held}='held'"),
        ("  if( a ,b, 'c d' )", "  if( ${a} ,${b}, 'c d' )"),
        ("a div b mod c", "${a} div ${b} mod ${c}"),
        ("not(selected(said, 'x'))", "not(selected(${said}, 'x'))"),
    ],
)
def test_normalising_writes_bare_names_with_braces_and_leaves_the_rest(source: str, expected: str) -> None:
    assert parse(source).normalised() == expected
    assert parse(expected).normalised() == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 = 1", True),
        ("1 > 2 and ${rings} > 3", False),
        ("${rings} > 3 or true()", True),
        ("if(true(), 'x', ${rings})", "x"),
        ("1 + number(${rings} or 1)", 2),
        ("''", ""),
    ],
)
def test_what_no_answer_can_change_is_constant(source: str, expected: Any) -> None:
    assert parse(source).constant() == expected


@pytest.mark.parametrize("source", ["${rings} > 3", ".", "${rings} > 3 and true()", "if(${a}, 1, 2)"])
def test_what_answers_can_change_is_not_constant(source: str) -> None:
    assert parse(source).constant() is NOT_CONSTANT


def test_comparisons_with_literals_are_listed_with_the_question_on_the_left() -> None:
    found = parse(
        "${rings} <= 3 and 5 > wait and . != 'x' and selected(${said}, 'a') and a = b"
    ).comparisons()
    assert set(found) == {
        Comparison("rings", "<=", Decimal(3)),
        Comparison("wait", "<", Decimal(5)),
        Comparison(SELF, "!=", "x"),
        Comparison("said", "selected", "a"),
    }
    assert parse("${t} > -5").comparisons() == (Comparison("t", ">", Decimal(-5)),)


@pytest.mark.parametrize(
    ("source", "column", "words"),
    [
        ("", 1, "ends where a value is expected"),
        ("${rings} <=", 12, "ends where a value is expected"),
        ("${rings} == 3", 10, "use = for"),
        ("a && b", 3, "use the word and"),
        ("a || b", 3, "use the word or"),
        ("a <> b", 3, "use !="),
        ("a / b", 3, "div"),
        ("a % b", 3, "mod"),
        ("!a", 1, "not("),
        ("../a", 1, "paths are not supported"),
        ("'abc", 1, "not closed"),
        ("(1 + 2", 7, "opened at column 1 is not closed"),
        ("1)", 2, "operator is expected"),
        ("rings 3", 7, "operator is expected"),
        ("1 + * 2", 5, "a value is expected"),
        ("${a b}", 1, "${name}"),
        ("slected(${said}, 'a')", 1, "did you mean selected()?"),
        ("1 + frobnicate(2)", 5, "there is no function frobnicate()"),
        ("if(1, 2)", 1, "takes 3 arguments, not 2"),
        ("round()", 1, "takes 1 to 2 arguments, not 0"),
        ("count(1 + 2)", 7, "the name of a question or a repeat"),
        ("regex(${name}, '(a+)+')", 1, "regex() is not available"),
        ("today() > ${day}", 1, "does not read the clock"),
        ("jr:choice-name(${line}, 'a')", 1, "ids of choices"),
        ("1" * 41, 1, "digits"),
        ("__import__('os').system('x')", 1, "there is no function"),
        ("a.b", 2, "operator is expected"),
        ("a and and b", 7, "a value is expected"),
    ],
)
def test_errors_name_the_column_and_say_what_to_write(source: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert caught.value.column == column
    assert words in caught.value.message


def test_length_depth_and_operators_have_limits() -> None:
    parse("(" * 64 + "1" + ")" * 64)
    parse("1" + " + 1" * 200)
    parse(" " * 3999 + "1")
    for source in ("(" * 65 + "1" + ")" * 65, "1" + " + 1" * 201, "-" * 201 + "1", " " * 4000 + "1"):
        with pytest.raises(ExpressionError):
            parse(source)
    with pytest.raises(ExpressionError):
        parse("not(" * 65 + "1" + ")" * 65)


def test_the_deepest_expression_allowed_needs_no_deep_stack() -> None:
    source = "1"
    for _ in range(33):
        source = f"x or 1 and 1 = 1 < 1 + 1 * ({source})"

    def at_depth(frames: int) -> None:
        if frames:
            at_depth(frames - 1)
            return
        expression = parse(source)
        assert expression.truth(ANSWERS.get)
        expression.constant()
        expression.comparisons()

    at_depth(250)


def test_numbers_never_run_away() -> None:
    huge = Decimal(9) * 10**98
    assert parse("pow(., .)").evaluate(ANSWERS.get, huge) is None
    assert parse(" * ".join(["."] * 200)).evaluate(ANSWERS.get, huge) is None
    assert parse("round(., 999999999) + int(.)").evaluate(ANSWERS.get, huge) is None
    assert parse("number(.)").evaluate(ANSWERS.get, "9" * 5000) is None


TEXTS = st.text(alphabet="ab ${}()<>=!'\"+-*.,0123456789_ordivmtselcunx", max_size=60)


@given(TEXTS)
@settings(max_examples=300)
def test_any_text_is_parsed_or_refused_with_a_column_inside_it(source: str) -> None:
    try:
        expression = parse(source)
    except ExpressionError as error:
        assert 1 <= error.column <= len(source) + 1
    else:
        expression.evaluate(ANSWERS.get, Decimal(1))
        expression.constant()
        again = parse(expression.normalised())
        assert again.names == expression.names


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 1000))
@settings(max_examples=100)
def test_arithmetic_agrees_with_exact_numbers(a: int, b: int, c: int) -> None:
    assert value(f"({a}) + ({b}) * {c}") == a + b * c
    assert value(f"({a} - {abs(b)}) < {c}") is (a - abs(b) < c)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("coalesce(${empty}, '')", None),
        ("coalesce(${empty}, 'x', 'y')", "x"),
        ("number(true()) + 1", Decimal(2)),
        ("string(true())", "true"),
        ("string(0 - 0)", "0"),
        ("substr('reception', 'x')", ""),
        ("substr('reception', 3, 1)", ""),
        ("substr('reception', 0, 99)", "reception"),
    ],
)
def test_corners_of_functions(source: str, expected: Any) -> None:
    assert value(source) == expected


def test_a_condition_shows_itself_as_it_was_written() -> None:
    assert repr(parse("${rings} <= 3")) == "Expression('${rings} <= 3')"
