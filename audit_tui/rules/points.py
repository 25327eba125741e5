"""What one answer earns: the most a question can earn, what was earned, whether it failed, and by what rule.

Exact fractions throughout. It looks at one question at a time; states, sums and verdicts are elsewhere, and
what a person reads of it is told by `trace`. A question's marks are made once and then looked up, since every
answer of an audit is marked anew whenever one of them changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from audit_tui.model.checklist import Checklist
from audit_tui.model.question import (
    Choice,
    Count,
    Multi,
    NumberQuestion,
    Scale,
    Single,
    Step,
    Stopwatch,
    YesNo,
)
from audit_tui.rules.expressions import Expression, Lookup
from audit_tui.rules.functions import Value

_NONE = Fraction(0)
_MEASURED = (NumberQuestion, Count, Stopwatch)


class Mark(NamedTuple):
    """What an answer earned. `reason` is a code, for a sentence in any language."""

    got: Fraction
    failed: bool
    reason: str
    parts: int | Fraction
    """`got` counted in the parts that the marker was made for: a whole number for every answer it takes."""


Marker = Callable[[Value, Lookup], Mark]
"""Marks a value, as conditions see it; the other answers are looked up where the limits hang on them."""


def most_points(checklist: Checklist, question: Any) -> Fraction:
    """The most that a question can earn; 0 where it is not scored."""
    if getattr(question, "neutral", False):
        return _NONE
    if isinstance(question, Single):
        return max((_worth(choice) for choice in checklist.choices_of(question)), default=_NONE)
    if isinstance(question, Multi):
        total = sum((_worth(choice) for choice in checklist.choices_of(question)), _NONE)
        return total if question.points is None else min(total, Fraction(question.points))
    if isinstance(question, _MEASURED):
        if question.steps:
            return max(Fraction(step.points) for step in question.steps)
        return _points(question.points) if question.meets or question.partly else _NONE
    if isinstance(question, YesNo | Scale):
        return _points(question.points)
    return _NONE


def _points(points: Decimal | None) -> Fraction:
    return _NONE if points is None else Fraction(points)


def _worth(choice: Choice) -> Fraction:
    return _NONE if choice.fails else _points(choice.points)


def parts_of_a_point(checklist: Checklist, question: Any) -> int:
    """Into how many parts a point is cut so that everything this question can earn is a whole number of them."""
    points = [most_points(checklist, question)]
    if isinstance(question, Single | Multi):
        points += [_worth(choice) for choice in checklist.choices_of(question)]
    if isinstance(question, _MEASURED) and question.steps:
        points += [Fraction(step.points) for step in question.steps]
    parts = lcm(*(each.denominator for each in points))
    if isinstance(question, Scale):
        return parts * max(1, question.max - question.min)
    return parts * 2 if getattr(question, "partly", None) else parts


def marker(
    checklist: Checklist, question: Any, expressions: Mapping[str, Expression], parts: int = 1
) -> Marker:
    """What marks the answers to `question`.

    Failed: an answer earns 0 of more than 0; or a choice with `fails` was chosen; or, where a critical or a
    follow-up on failure stands on a question without points, the answer is not the good one.
    """
    most = most_points(checklist, question)

    def made(got: Fraction, failed: bool, reason: str) -> Mark:
        counted = got * parts
        return Mark(got, failed, reason, counted.numerator if counted.denominator == 1 else counted)

    if isinstance(question, YesNo):
        watched = most > 0 or question.critical is not None or question.on_fail is not None
        good, bad, wanted = made(most, False, "yes_no"), made(_NONE, watched, "yes_no"), question.good
        return lambda value, lookup: good if value == wanted else bad
    if isinstance(question, Single):
        chosen = {
            choice.id: made(_worth(choice), True, "choice.fails")
            if choice.fails
            else made(_worth(choice), most > 0 and not choice.points, "choice")
            for choice in checklist.choices_of(question)
        }
        none = made(_NONE, most > 0, "choice")
        return lambda value, lookup: chosen.get(value, none) if isinstance(value, str) else none
    if isinstance(question, Multi):
        choices = checklist.choices_of(question)
        return lambda value, lookup: made(*_several(choices, most, value))
    if isinstance(question, Scale):
        return _graded(question, most, made)
    if isinstance(question, _MEASURED) and most:
        if question.steps:
            return _stepped(question.steps, made)
        return _limited(expressions, most, made)
    unscored = made(_NONE, False, "unscored")
    return lambda value, lookup: unscored


_Made = Callable[[Fraction, bool, str], Mark]


def _several(choices: list[Choice], most: Fraction, value: Value) -> tuple[Fraction, bool, str]:
    ids = value if isinstance(value, tuple) else ()
    chosen = [choice for choice in choices if choice.id in ids]
    got = min(sum((_worth(choice) for choice in chosen), _NONE), most)
    if any(choice.fails for choice in chosen):
        return got, True, "choice.fails"
    return got, most > 0 and got == 0, "choice"


def _graded(question: Scale, most: Fraction, made: _Made) -> Marker:
    low, high = question.min, question.max

    def grade(value: Fraction) -> Mark:
        share = (value - low) / (high - low) if high > low else Fraction(1)
        got = most * min(max(share, _NONE), Fraction(1))
        return made(got, most > 0 and got == 0, "scale")

    grades: dict[Value, Mark] = {Decimal(each): grade(Fraction(each)) for each in range(low, high + 1)}
    unscored = made(_NONE, False, "unscored")

    def run(value: Value, lookup: Lookup) -> Mark:
        if not isinstance(value, Decimal):
            return unscored
        return grades.get(value) or grade(Fraction(value))

    return run


def fits(step: Step, value: Decimal) -> bool:
    """Whether a rung takes this value."""
    return (step.up_to is None or value <= step.up_to) and (step.above is None or value > step.above)


def _stepped(steps: list[Step], made: _Made) -> Marker:
    rungs = [
        (
            step,
            made(
                Fraction(step.points),
                step.points == 0,
                "step.up_to" if step.up_to is not None else "step.above",
            ),
        )
        for step in steps
    ]
    none, unscored = made(_NONE, True, "step.none"), made(_NONE, False, "unscored")

    def run(value: Value, lookup: Lookup) -> Mark:
        if not isinstance(value, Decimal):
            return unscored
        return next((mark for step, mark in rungs if fits(step, value)), none)

    return run


def _limited(expressions: Mapping[str, Expression], most: Fraction, made: _Made) -> Marker:
    meets, partly = expressions.get("meets"), expressions.get("partly")
    full, half, nothing = (
        made(most, False, "meets"),
        made(most / 2, False, "partly"),
        made(_NONE, True, "misses"),
    )
    unscored = made(_NONE, False, "unscored")

    def run(value: Value, lookup: Lookup) -> Mark:
        if not isinstance(value, Decimal):
            return unscored
        if meets is not None and meets.truth(lookup, value):
            return full
        return half if partly is not None and partly.truth(lookup, value) else nothing

    return run
