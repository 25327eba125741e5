"""Faults of conditions in a checklist: names, scope of repeats, circles, branches never taken.

Reads the conditions with the engine's own parser; evaluates them only over values that a question can have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise, product
from math import prod
from typing import Any

from audit_tui.i18n import _
from audit_tui.library.explain import suggest
from audit_tui.library.lint_context import Context, Entry
from audit_tui.library.yaml_reader import DataPath
from audit_tui.model.question import (
    Count,
    DateQuestion,
    FileQuestion,
    Info,
    Multi,
    Nps,
    NumberQuestion,
    Repeat,
    Scale,
    Signature,
    Single,
    Stopwatch,
    YesNo,
    plain,
)
from audit_tui.rules.expressions import SELF, Comparison, Expression, ExpressionError, NotConstant, parse
from audit_tui.rules.figures import asks_the_site
from audit_tui.rules.functions import Value, to_number

_MAX_CASES = 600
"""So many combinations of answers are tried to see whether a condition can be true."""

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|‘[^’]*’|“[^”]*”")
_NAME = re.compile(
    r"\$\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}|(?<![\w$.:-])([A-Za-z_][A-Za-z0-9_]*)(?![\w:-]*\s*\()"
)
_OVER_ALL = re.compile(r"(?<![\w-])(count|count-non-empty|sum)\(\s*(?:\$\{\s*)?([A-Za-z_][A-Za-z0-9_]*)")
# Of photos and files a condition sees how many there are.
_NUMERIC = (Scale, Nps, NumberQuestion, Count, Stopwatch, FileQuestion)
_DATES = {
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "2026-11-18"),
    "time": (re.compile(r"[0-9]{2}:[0-9]{2}"), "09:30"),
    "datetime": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"), "2026-11-18T09:30"),
}


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition with its place and with what it can see."""

    path: DataPath
    source: str
    expression: Expression
    owner: Entry | None
    """The question whose condition it is; None for a section's."""
    repeat: Repeat | None
    """The repeat inside of which it is evaluated."""
    comparisons: tuple[Comparison, ...]
    blank: str
    """The source with its texts in quotes blanked, to look for names in."""

    @property
    def key(self) -> str:
        return str(self.path[-1])


def lint_conditions(context: Context) -> None:
    """Notes every fault of conditions."""
    found = [one for one in _conditions(context) if one is not None]
    sections = {section.id for section in context.checklist.sections}
    for condition in found:
        if _names(context, condition, sections):
            sound = [_compared(context, condition, one) for one in condition.comparisons]
            if all(sound):
                _reach(context, condition)
    _circles(context, found)


def _conditions(context: Context) -> Iterator[_Condition | None]:
    for number, section in enumerate(context.checklist.sections):
        if section.show_if is not None:
            yield _parsed(context, ("sections", number, "show_if"), section.show_if, None, None)
    for entry in context.entries:
        for name in ("show_if", "require_if", "valid_if", "meets", "partly", "formula"):
            source = getattr(entry.question, name, None)
            if source is not None:
                yield _parsed(context, (*entry.path, name), source, entry, entry.repeat)


def _parsed(
    context: Context, path: DataPath, source: str, owner: Entry | None, repeat: Repeat | None
) -> _Condition | None:
    source = context.aligned.get(path, source)
    try:
        expression = parse(source)
        return _Condition(
            path, source, expression, owner, repeat, expression.comparisons(), _blank_texts(source)
        )
    except ExpressionError as error:
        context.error_inside(path, error.column, "condition.syntax", error.message)
        return None


def _blank_texts(source: str) -> str:
    return _QUOTED.sub(lambda match: " " * len(match[0]), source)


def _column_of(blank: str, name: str) -> int:
    """Column of the first place where the question `name` stands in a condition."""
    for match in _NAME.finditer(blank):
        if name in (match[1], match[2]):
            return match.start() + 1
    return 1


def _names(context: Context, condition: _Condition, sections: set[str]) -> bool:
    """Whether every name means something here; notes those that do not."""
    expression, sound = condition.expression, True

    def wrong(name: str, code: str, message: str) -> None:
        nonlocal sound
        sound = False
        context.error_inside(condition.path, _column_of(condition.blank, name), code, message)

    if expression.uses_self and (condition.owner is None or condition.key in {"show_if", "formula"}):
        wrong(SELF, "condition.self", _("'.' means the answer to this question, and there is none here"))
    over_all = {match[2]: match[1] for match in _OVER_ALL.finditer(condition.blank)}
    for name in sorted(expression.names):
        if name in context.opaque:
            continue
        entry = context.by_id.get(name)
        if entry is None:
            if name in sections:
                wrong(
                    name,
                    "condition.section",
                    _("'{name}' is a section; a condition speaks of questions").format(name=name),
                )
            else:
                wrong(
                    name,
                    "condition.unknown",
                    _("unknown question '{name}'{suggest}").format(
                        name=name, suggest=suggest(name, context.by_id)
                    ),
                )
        elif isinstance(entry.question, Info):
            wrong(name, "condition.info", _("'{name}' is an info, which has no answer").format(name=name))
        elif isinstance(entry.question, Repeat):
            if not over_all.get(name, "").startswith("count") or name not in expression.aggregated:
                wrong(
                    name,
                    "condition.repeat",
                    _("'{name}' is a repeat; write count(${{{name}}}) or name a question in it").format(
                        name=name
                    ),
                )
        elif entry.repeat is None and name in over_all:
            message = _("{over_all}() goes over the instances of a repeat, and '{name}' is in none").format(
                over_all=over_all[name], name=name
            )
            wrong(name, "condition.single", message)
        elif (
            entry.repeat is not None
            and entry.repeat is not condition.repeat
            and name not in expression.aggregated
        ):
            message = _(
                "'{name}' is asked once for each of '{id}'; use sum(), max(), min() or count()"
            ).format(name=name, id=entry.repeat.id)
            wrong(name, "condition.outside", message)
        elif condition.key == "show_if" and condition.owner is entry:
            wrong(name, "condition.own", _("'show_if' asks for the answer to its own question"))
    return sound


def _question_of(context: Context, condition: _Condition, name: str) -> Any:
    """The question that a name means; None where nothing can be said of it."""
    if name == SELF:
        return condition.owner.question if condition.owner else None
    if name in context.opaque or name in condition.expression.aggregated:
        return None
    return context.by_id[name].question


def _compared(context: Context, condition: _Condition, comparison: Comparison) -> bool:
    """Whether a comparison with a literal makes sense for the kind of question; notes it where not."""
    question = _question_of(context, condition, comparison.name)
    literal, op = comparison.literal, comparison.op
    if question is None or literal == "":
        return True
    message = _mismatch(context, question, op, literal)
    if message is None:
        return True
    column = _column_of_literal(condition.source, literal)
    name = _("this question") if comparison.name == SELF else f"'{comparison.name}'"
    context.error_inside(condition.path, column, "condition.dead", f"{name} {message}")
    return False


def _column_of_literal(source: str, literal: str | Decimal) -> int:
    if isinstance(literal, str):
        for match in _QUOTED.finditer(source):
            if match[0][1:-1] == literal:
                return match.start() + 1
    return 1


def _mismatch(context: Context, question: Any, op: str, literal: str | Decimal) -> str | None:
    """Why comparing the question with the literal can lead nowhere; None where it can."""
    text = plain(literal) if isinstance(literal, Decimal) else literal
    if isinstance(question, YesNo):
        return _not_among(("yes", "no"), text, _("is answered yes or no"), op)
    if isinstance(question, Single | Multi):
        choices = context.choices(question)
        if choices is None or (isinstance(question.choices, str) and context.is_open("choices")):
            return None
        ids = [choice.id for choice in choices]
        if isinstance(question, Multi) and op != "selected" and set(text.split(" ")) <= set(ids):
            return None
        return _not_among(ids, text, _("has no choice '{text}'").format(text=text), op)
    if isinstance(question, _NUMERIC):
        number = to_number(literal)
        if number is None:
            return _("is a number and is never '{text}'").format(text=text)
        low, high = _bounds(question)
        if low is not None and number < low and op == "=":
            return _("is never {text}; it is at least {low}").format(text=text, low=plain(low))
        if high is not None and number > high and op == "=":
            return _("is never {text}; it is at most {high}").format(text=text, high=plain(high))
        return None
    if isinstance(question, DateQuestion):
        form, example = _DATES[question.type]
        if isinstance(literal, Decimal) or not form.fullmatch(literal):
            return _("is a {type}; it is written like '{example}'").format(
                type=question.type, example=example
            )
        return None
    if isinstance(question, Signature):
        return _("is a name; compare it with '' (nothing given)")
    return None


def _not_among(options: tuple[str, ...] | list[str], text: str, fact: str, op: str) -> str | None:
    if op not in {"=", "!=", "selected"}:
        return _("has no order; compare it with = or !=")
    return None if text in options else f"{fact}{suggest(text, options) or ', not ' + repr(text)}"


def _bounds(question: Any) -> tuple[Decimal | None, Decimal | None]:
    if isinstance(question, Nps):
        return Decimal(question.min), Decimal(10)
    if isinstance(question, FileQuestion):
        return Decimal(0), Decimal(question.max_count)
    low = getattr(question, "min", Decimal(0))
    return (None if low is None else Decimal(low)), (None if question.max is None else Decimal(question.max))


def _reach(context: Context, condition: _Condition) -> None:
    """Notes a condition that no answer can make true, and one that shows always."""
    if condition.key == "formula" or asks_the_site(condition.source):
        return
    outcomes = _outcomes(context, condition)
    if outcomes == {False}:
        message = {
            "show_if": _("this condition can never be true, so it is never shown"),
            "meets": _("this condition can never be true, so nobody earns the points"),
            "valid_if": _("this condition can never be true, so no answer is accepted"),
        }.get(condition.key, _("this condition can never be true"))
        if condition.key == "show_if" and (critical := _critical_below(context, condition)):
            message += _("; the critical question '{critical}' would never be asked").format(
                critical=critical
            )
        context.error(condition.path, "condition.never", message)
    elif outcomes == {True} and condition.key in {"show_if", "require_if"}:
        context.warn(condition.path, "condition.always", _("this condition is always true; it can go"))


def _critical_below(context: Context, condition: _Condition) -> str | None:
    """A critical question that hangs on a condition to show it."""
    around = condition.path[:-1]
    for entry in context.entries:
        if entry.path[: len(around)] == around and getattr(entry.question, "critical", None) is not None:
            return str(entry.question.id)
    return None


def _outcomes(context: Context, condition: _Condition) -> set[bool]:
    """What the condition can come out as; both where the answers cannot all be tried."""
    expression = condition.expression
    constant = expression.constant()
    if not isinstance(constant, NotConstant):
        return {bool(constant)}
    names = [*expression.names, *([SELF] if expression.uses_self else ())]
    domains: list[list[Value]] = []
    for name in names:
        question = _question_of(context, condition, name)
        is_own = condition.owner is not None and question is condition.owner.question
        values = _values(context, condition, name, question) if question is not None else None
        if values is None:
            return {True, False}
        # The condition on an answer is only asked once there is one.
        domains.append(
            values if is_own and condition.key in {"meets", "partly", "valid_if"} else ["", *values]
        )
    if prod(len(domain) for domain in domains) > _MAX_CASES:
        return {True, False}
    outcomes: set[bool] = set()
    for case in product(*domains):
        answers = dict(zip(names, case, strict=True))
        outcomes.add(expression.truth(answers.__getitem__, answers.get(SELF)))
        if len(outcomes) == 2:
            break
    return outcomes


def _values(context: Context, condition: _Condition, name: str, question: Any) -> list[Value] | None:
    """Values that stand for all answers a question can have here; None where there are too many kinds."""
    if isinstance(question, YesNo):
        return ["yes", "no"]
    if isinstance(question, Single):
        choices = context.choices(question)
        return [choice.id for choice in choices] if choices else None
    if isinstance(question, Multi):
        choices = context.choices(question)
        if not choices or len(choices) > 6:
            return None
        ids = [choice.id for choice in choices]
        return [chosen for size in range(1, len(ids) + 1) for chosen in combinations(ids, size)]
    if isinstance(question, Scale | Nps):
        low, high = _bounds(question)
        assert low is not None and high is not None
        return [Decimal(value) for value in range(int(low), int(high) + 1)] if high - low <= 20 else None
    if isinstance(question, NumberQuestion | Count | Stopwatch | FileQuestion):
        return _samples(condition, name, question)
    return None


def _samples(condition: _Condition, name: str, question: Any) -> list[Value] | None:
    """Of a number that is only compared with literals: each literal, a value between any two, both ends."""
    found = [one.literal for one in condition.comparisons if one.name == name]
    numbers = sorted({one for one in found if isinstance(one, Decimal)})
    if len(numbers) != len(set(found)) or len(found) != _count_uses(condition.blank, name):
        return None
    low, high = _bounds(question)
    # Limits are kept when an answer is taken, so no value outside of them has to be tried.
    marks = sorted({*numbers, *(bound for bound in (low, high) if bound is not None)})
    whole = isinstance(question, Count | FileQuestion)
    around = {(one + other) / 2 for one, other in pairwise(marks)} if not whole else set()
    around |= {marks[0] - 1, marks[-1] + 1, *marks}
    if whole:
        around |= {mark.to_integral_value() + shift for mark in marks for shift in (-1, 0, 1)}
        around = {value for value in around if value == value.to_integral_value()}
    return [
        value for value in sorted(around) if (low is None or value >= low) and (high is None or value <= high)
    ]


def _count_uses(blank: str, name: str) -> int:
    if name == SELF:
        return len(re.findall(r"(?<![\w.}])\.(?![\w.])", blank))
    return sum(name in (match[1], match[2]) for match in _NAME.finditer(blank))


def _circles(context: Context, conditions: list[_Condition]) -> None:
    """Notes conditions that hang on each other: what shows a question, and what a calc is computed from.

    `require_if` does not change what is seen or computed, so two questions may ask "one of us" of each other.
    """
    edges: dict[str, set[str]] = {}
    source: dict[str, _Condition] = {}
    for condition in conditions:
        if condition.key not in {"show_if", "formula"}:
            continue
        around = condition.path[:-1]
        for entry in context.entries:
            if entry.path[: len(around)] == around:
                edges.setdefault(entry.question.id, set()).update(condition.expression.names)
                source.setdefault(entry.question.id, condition)
    done: set[str] = set()
    for start in edges:
        circle = _circle_from(start, edges, done)
        if not circle:
            continue
        condition = source[circle[0]]
        if len(circle) == 1 and condition.key == "show_if" and condition.owner is not None:
            continue  # named as `condition.own` already
        message = _("the conditions go round in a circle: ") + " → ".join([*circle, circle[0]])
        context.error(condition.path, "condition.circle", message)


def _circle_from(start: str, edges: dict[str, set[str]], done: set[str]) -> list[str]:
    """The first circle met on the way from `start`, in order; nothing where there is none."""
    way: list[str] = []
    waiting: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        way.append(name)
        waiting.append((name, iter(sorted(edges.get(name, ())))))

    if start in done:
        return []
    enter(start)
    while waiting:
        name, rest = waiting[-1]
        step = next(rest, None)
        if step is None:
            waiting.pop()
            way.pop()
            done.add(name)
        elif step in way:
            done.update(way)
            return way[way.index(step) :]
        elif step not in done and step in edges:
            enter(step)
    return []
