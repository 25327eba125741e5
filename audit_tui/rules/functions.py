"""Values of conditions: how they convert and compare, and the functions a condition may call.

The meaning is that of XLSForm: an unanswered question is the empty string, numbers are exact decimals,
an operation without a result (division by zero, a text taken as a number) is empty. Never raises on a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Context, Decimal

from audit_tui.i18n import later

Scalar = str | Decimal | bool | tuple[str, ...] | None
Value = Scalar | list[Scalar]
"""Empty, text, number, truth, chosen ids of a multi question; a list has one value a repeat instance."""

MAX_DIGITS = 40
_MAX_TEXT = 20_000
# No traps: overflow and invalid operations give infinity or NaN, which `_finite` turns into empty. The
# small exponent keeps every result printable in a line, whatever a chain of products does.
_CONTEXT = Context(prec=34, Emax=99, Emin=-99, traps=[])
_NUMBER = re.compile(r"\s*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))\s*")
_MOMENTS = (
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    re.compile(r"[0-9]{2}:[0-9]{2}"),
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"),
)


def _finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


def to_number(value: Value) -> Decimal | None:
    """`value` as a number; None where it is none (empty, text, several choices)."""
    if type(value) is Decimal:
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str) and len(value) <= MAX_DIGITS:
        match = _NUMBER.fullmatch(value)
        return Decimal(match[1]) if match else None
    if isinstance(value, tuple) and len(value) == 1:
        return to_number(value[0])
    return None


def to_text(value: Value) -> str:
    """`value` as text: plain decimals, `true`/`false`, chosen ids with spaces between."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    if isinstance(value, tuple):
        return " ".join(value)
    return " ".join(to_text(one) for one in value)


def to_truth(value: Value) -> bool:
    """Empty, zero and nothing chosen are false; any other value, also the text `no`, is true (XPath)."""
    return bool(value)


def equal(left: Value, right: Value) -> bool:
    """XPath's `=`: as truths if one is a truth, as numbers if one is a number, else as texts."""
    if type(left) is str and type(right) is str:
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return bool(left) == bool(right)
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        one, other = to_number(left), to_number(right)
        return one is not None and other is not None and one == other
    return to_text(left) == to_text(right)


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 as `left` is below, equal to or above `right`; None where they have no order.

    Both are compared as numbers; two dates, two times or two date-times by the calendar.
    """
    one, other = to_number(left), to_number(right)
    if one is not None and other is not None:
        return (one > other) - (one < other)
    if isinstance(left, str) and isinstance(right, str):
        for kind in _MOMENTS:
            if kind.fullmatch(left) and kind.fullmatch(right):
                return (left > right) - (left < right)
    return None


def calculate(operator: str, left: Value, right: Value) -> Decimal | None:
    """`+ - * div mod`; empty where an operand is no number or the result has none (division by zero)."""
    one, other = to_number(left), to_number(right)
    if one is None or other is None:
        return None
    if operator == "+":
        return _finite(_CONTEXT.add(one, other))
    if operator == "-":
        return _finite(_CONTEXT.subtract(one, other))
    if operator == "*":
        return _finite(_CONTEXT.multiply(one, other))
    if operator == "div":
        return _finite(_CONTEXT.divide(one, other))
    return _finite(_CONTEXT.remainder(one, other))


def negate(value: Value) -> Decimal | None:
    """Minus `value`."""
    number = to_number(value)
    return None if number is None else _CONTEXT.minus(number)


def _whole(value: Value, rounding: str) -> Decimal | None:
    number = to_number(value)
    return None if number is None else number.to_integral_value(rounding=rounding)


def _chosen(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else tuple(to_text(value).split())


def _many(value: Value) -> list[Scalar]:
    """The instances' values; of a question outside repeats its own, if it has one."""
    if isinstance(value, list):
        return value
    return [] if value in {None, "", ()} else [value]


def _numbers(values: tuple[Value, ...]) -> list[Decimal]:
    found = (to_number(one) for value in values for one in _many(value))
    return [number for number in found if number is not None]


def _sum(value: Value) -> Decimal | None:
    total: Decimal | None = Decimal(0)
    for number in _numbers((value,)):
        total = calculate("+", total, number)
    return total


def _round(value: Value, digits: Value = Decimal(0)) -> Decimal | None:
    """Half up (towards plus infinity, as XPath says), to `digits` decimals from -20 to 20."""
    number, places = to_number(value), to_number(digits)
    if number is None or places is None:
        return None
    shift = Decimal(10) ** int(min(max(places, Decimal(-20)), Decimal(20)))
    moved = _CONTEXT.add(_CONTEXT.multiply(number, shift), Decimal("0.5"))
    if not moved.is_finite():
        return None
    return _finite(_CONTEXT.divide(moved.to_integral_value(rounding=ROUND_FLOOR), shift))


def _power(base: Value, exponent: Value) -> Decimal | None:
    one, other = to_number(base), to_number(exponent)
    return None if one is None or other is None else _finite(_CONTEXT.power(one, other))


def _absolute(value: Value) -> Decimal | None:
    number = to_number(value)
    return None if number is None else _CONTEXT.abs(number)


def _selected_at(value: Value, place: Value) -> str:
    index, chosen = _whole(place, ROUND_DOWN), _chosen(value)
    return chosen[int(index)] if index is not None and 0 <= index < len(chosen) else ""


def _substring(value: Value, start: Value, end: Value = None) -> str:
    text = to_text(value)
    first, last = _whole(start, ROUND_DOWN), _whole(end, ROUND_DOWN)
    if first is None:
        return ""
    low = max(Decimal(0), first)
    high = Decimal(len(text)) if last is None else max(Decimal(0), min(last, Decimal(len(text))))
    return text[int(low) : int(high)] if low < high else ""


def _concatenate(*values: Value) -> str:
    return "".join(to_text(value) for value in values)[:_MAX_TEXT]


def _date(value: Value) -> str | None:
    text = to_text(value)
    return text[:10] if _MOMENTS[0].fullmatch(text) or _MOMENTS[2].fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the condition language: how many arguments, what it does, one line on what it gives."""

    least: int
    most: int
    call: Callable[..., Value]
    about: str
    aggregates: bool = False
    """A question named as argument stands for all its repeat instances."""


def _lazy(*_: Value) -> Value:  # `if` and `coalesce` are compiled, so that only the branch taken is computed
    raise AssertionError("compiled, not called")


FUNCTIONS: dict[str, Function] = {
    "abs": Function(1, 1, _absolute, "the number without its sign"),
    "boolean": Function(1, 1, to_truth, "false for empty, 0 and nothing chosen, else true"),
    "ceiling": Function(1, 1, lambda a: _whole(a, ROUND_CEILING), "the next whole number up"),
    "coalesce": Function(2, 20, _lazy, "the first argument that is not empty"),
    "concat": Function(1, 50, _concatenate, "the texts one after the other"),
    "contains": Function(
        2, 2, lambda a, b: to_text(b) in to_text(a), "whether the first text holds the second"
    ),
    "count": Function(1, 1, lambda a: Decimal(len(_many(a))), "how many instances a repeat has", True),
    "count-non-empty": Function(
        1,
        1,
        lambda a: Decimal(sum(one not in {None, "", ()} for one in _many(a))),
        "how many are answered",
        True,
    ),
    "count-selected": Function(1, 1, lambda a: Decimal(len(_chosen(a))), "how many choices are chosen"),
    "date": Function(1, 1, _date, "the date of a date or date-time"),
    "ends-with": Function(2, 2, lambda a, b: to_text(a).endswith(to_text(b)), "whether the text ends so"),
    "false": Function(0, 0, lambda: False, "false"),
    "floor": Function(1, 1, lambda a: _whole(a, ROUND_FLOOR), "the next whole number down"),
    "if": Function(3, 3, _lazy, "the second argument where the first is true, else the third"),
    "int": Function(1, 1, lambda a: _whole(a, ROUND_DOWN), "the number without its decimals"),
    "known": Function(
        1,
        1,
        lambda _: False,
        "whether a table of a standard knows the law of the site: `known('PK-06.bays')`",
    ),
    "lookup": Function(
        2,
        3,
        lambda *_: None,
        "what a table of a standard asks for a number: `lookup('PK-06.bays', ${bays}, ${rule})`",
    ),
    "max": Function(1, 50, lambda *a: max(_numbers(a), default=None), "the largest number", True),
    "min": Function(1, 50, lambda *a: min(_numbers(a), default=None), "the smallest number", True),
    "normalize-space": Function(1, 1, lambda a: " ".join(to_text(a).split()), "the text with single spaces"),
    "not": Function(1, 1, lambda a: not a, "true for false, false for true"),
    "number": Function(1, 1, to_number, "the value as a number, empty if it is none"),
    "pow": Function(2, 2, _power, "the first number to the power of the second"),
    "round": Function(1, 2, _round, "rounded half up, to so many decimals"),
    "selected": Function(2, 2, lambda a, b: to_text(b) in _chosen(a), "whether the choice is chosen"),
    "selected-at": Function(2, 2, _selected_at, "the choice at this place, counted from 0"),
    "starts-with": Function(
        2, 2, lambda a, b: to_text(a).startswith(to_text(b)), "whether the text begins so"
    ),
    "string": Function(1, 1, to_text, "the value as text"),
    "string-length": Function(1, 1, lambda a: Decimal(len(to_text(a))), "how many characters the text has"),
    "substr": Function(2, 3, _substring, "a part of the text, places counted from 0, the end left out"),
    "sum": Function(1, 1, _sum, "the sum over the instances of a repeat", True),
    "true": Function(0, 0, lambda: True, "true"),
}

_CLOCK = later("a condition does not read the clock, so that a score never changes with the day it is read")
REFUSED: dict[str, str] = {
    "regex": later("there are no patterns in conditions; use contains(), starts-with() or string-length()"),
    "today": _CLOCK,
    "now": _CLOCK,
    "random": later("a condition gives the same result every time"),
    "uuid": later("a condition gives the same result every time"),
    "position": later("an instance has no number in conditions; use count() on its repeat"),
    "jr:choice-name": later("conditions see the ids of choices, not their labels"),
    "pulldata": later("conditions see this checklist's answers only"),
    "instance": later("conditions see this checklist's answers only"),
    "indexed-repeat": later("use sum(), max(), min() or count() on the repeat"),
}
"""Functions of XLSForm that are left out on purpose, with the reason told to the author."""
