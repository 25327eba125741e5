"""What values count as, as numbers, as texts and as truths; and which of two comes first."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit_tui.rules.functions import (
    MAX_DIGITS,
    calculate,
    equal,
    negate,
    order,
    to_number,
    to_text,
    to_truth,
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (Decimal("2.5"), "2.5"),
        (True, "1"),
        (False, "0"),
        ("4", "4"),
        (" 4 ", "4"),
        ("-4.50", "-4.50"),
        (("4",), "4"),
        (("a",), None),
        (("4", "5"), None),
        ((), None),
        ("", None),
        ("4a", None),
        ("1e3", None),
        (None, None),
        ("9" * MAX_DIGITS, "9" * MAX_DIGITS),
        ("9" * (MAX_DIGITS + 1), None),
    ],
)
def test_what_counts_as_a_number(value: Any, number: str | None) -> None:
    assert to_number(value) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a b"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (Decimal("2.50"), "2.5"),
        (Decimal("20"), "20"),
        (Decimal("2.0"), "2"),
        (Decimal("-0"), "0"),
        (Decimal("-0.0"), "0"),
        (Decimal("1E+3"), "1000"),
        (("company", "hello"), "company hello"),
        ([Decimal(10), None, True, ("a", "b")], "10  true a b"),
    ],
)
def test_how_values_read_as_text(value: Any, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ("no", True),
        ("", False),
        (None, False),
        (Decimal(0), False),
        (Decimal("0.1"), True),
        ((), False),
        (("a",), True),
        (True, True),
        (False, False),
    ],
)
def test_what_counts_as_true(value: Any, truth: bool) -> None:
    assert to_truth(value) is truth


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("1", "1.0", False),
        ("1", Decimal("1.0"), True),
        (Decimal(1), "x", False),
        (Decimal(1), None, False),
        (None, Decimal(1), False),
        (True, "no", True),
        (False, "", True),
        ("yes", False, False),
        (None, "", True),
        (None, None, True),
        (("a", "b"), "a b", True),
        (("4",), Decimal(4), True),
    ],
)
def test_what_is_equal(left: Any, right: Any, same: bool) -> None:
    assert equal(left, right) is same
    assert equal(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "sign"),
    [
        (Decimal(2), "3", -1),
        ("3", "3.0", 0),
        ("10", "9", 1),
        ("2026-11-18", "2026-11-19", -1),
        ("2026-11-18", "2026-11-18", 0),
        ("10:31", "09:59", 1),
        ("2026-11-18T10:30", "2026-11-18T10:31", -1),
        ("2026-11-18", "2026-11-18T10:30", None),
        ("2026-11-18", "10:30", None),
        ("a", "b", None),
        (None, Decimal(1), None),
        (Decimal(1), "a", None),
        (("a",), ("b",), None),
    ],
)
def test_which_comes_first(left: Any, right: Any, sign: int | None) -> None:
    assert order(left, right) == sign
    assert order(right, left) == (None if sign is None else -sign)


@pytest.mark.parametrize(
    ("operator", "left", "right", "result"),
    [
        ("+", "2", Decimal("0.5"), "2.5"),
        ("-", "2", Decimal("0.5"), "1.5"),
        ("*", "2", Decimal("0.5"), "1.0"),
        ("div", "2", Decimal("0.5"), "4"),
        ("mod", "7", "4", "3"),
        ("mod", "-7", "4", "-3"),
        ("mod", "7", "-4", "3"),
        ("div", "1", "0", None),
        ("mod", "1", "0", None),
        ("+", "a", "1", None),
        ("+", "1", None, None),
    ],
)
def test_arithmetic(operator: str, left: Any, right: Any, result: str | None) -> None:
    assert calculate(operator, left, right) == (None if result is None else Decimal(result))


def test_the_opposite_of_a_number() -> None:
    assert negate("4") == Decimal(-4)
    assert negate(Decimal("-0.5")) == Decimal("0.5")
    assert negate("a") is None
