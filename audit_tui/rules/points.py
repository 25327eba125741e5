"""What one answer earns: the most a question can earn, what was earned, whether it failed, and why.

Exact fractions throughout. It looks at one question at a time; states, sums and verdicts are elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
    plain,
)
from audit_tui.rules.expressions import Expression, Lookup
from audit_tui.rules.functions import Value

_NONE = Fraction(0)
_MEASURED = (NumberQuestion, Count, Stopwatch)


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer earned. `reason` is a code that `params` complete, for a sentence in any language."""

    got: Fraction
    failed: bool
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


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


def mark(
    checklist: Checklist,
    question: Any,
    expressions: Mapping[str, Expression],
    most: Fraction,
    value: Value,
    lookup: Lookup,
) -> Mark:
    """What `value`, as conditions see it, earns of `most`.

    Failed: it earns 0 of more than 0; or a choice with `fails` was chosen; or, where a critical or a
    follow-up on failure stands on a question without points, the answer is not the good one.
    """
    if isinstance(question, YesNo):
        good = value == question.good
        watched = most > 0 or question.critical is not None or question.on_fail is not None
        return Mark(most if good else _NONE, watched and not good, "yes_no", {"answer": str(value)})
    if isinstance(question, Single | Multi):
        return _chosen(checklist, question, most, value)
    if isinstance(question, Scale) and isinstance(value, Decimal):
        return _graded(question, most, value)
    if isinstance(question, _MEASURED) and isinstance(value, Decimal) and most:
        return _measured(question, expressions, most, value, lookup)
    return Mark(_NONE, False, "unscored")


def _chosen(checklist: Checklist, question: Single | Multi, most: Fraction, value: Value) -> Mark:
    ids = value if isinstance(value, tuple) else (value,)
    chosen = [choice for choice in checklist.choices_of(question) if choice.id in ids]
    total = sum((_worth(choice) for choice in chosen), _NONE)
    got = min(total, most)
    fails = [choice.id for choice in chosen if choice.fails]
    params = {"answer": ", ".join(choice.id for choice in chosen)}
    if fails:
        return Mark(got, True, "choice.fails", {**params, "fails": ", ".join(fails)})
    return Mark(got, most > 0 and got == 0, "choice", params)


def _graded(question: Scale, most: Fraction, value: Decimal) -> Mark:
    low, high = question.min, question.max
    share = (Fraction(value) - low) / (high - low) if high > low else Fraction(1)
    got = most * min(max(share, _NONE), Fraction(1))
    params = {"answer": plain(value), "min": str(low), "max": str(high)}
    return Mark(got, most > 0 and got == 0, "scale", params)


def _fits(step: Step, value: Decimal) -> bool:
    return (step.up_to is None or value <= step.up_to) and (step.above is None or value > step.above)


def _measured(
    question: NumberQuestion | Count | Stopwatch,
    expressions: Mapping[str, Expression],
    most: Fraction,
    value: Decimal,
    lookup: Lookup,
) -> Mark:
    params = {"answer": plain(value)}
    if question.steps:
        step = next((step for step in question.steps if _fits(step, value)), None)
        if step is None:
            return Mark(_NONE, True, "step.none", params)
        for key, limit in (("up_to", step.up_to), ("above", step.above)):
            if limit is not None:
                params[key] = plain(limit)
        reason = "step.up_to" if step.up_to is not None else "step.above"
        return Mark(Fraction(step.points), step.points == 0, reason, params)
    meets, partly = expressions.get("meets"), expressions.get("partly")
    if meets is not None and meets.truth(lookup, value):
        return Mark(most, False, "meets", {**params, "condition": meets.source})
    if partly is not None and partly.truth(lookup, value):
        return Mark(most / 2, False, "partly", {**params, "condition": partly.source})
    wanted = meets or partly
    return Mark(_NONE, True, "misses", {**params, "condition": wanted.source if wanted else ""})
