"""Conditions and formulas of checklists: the XPath subset that XLSForm uses, parsed once, then called.

`parse` answers with an `Expression` or an `ExpressionError` that carries the column. Nothing is ever
passed to Python's own evaluator; an evaluation never raises on a value and never loops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Final, NamedTuple

from audit_tui.rules.functions import FUNCTIONS, Value, calculate, equal, negate, order, to_number
from audit_tui.rules.syntax import (
    Call,
    Chain,
    ExpressionError,
    Literal,
    Minus,
    Name,
    Node,
    Self,
    normalise,
    parse_tree,
    parts_of,
    walk,
)

SELF = "."
"""The name under which `comparisons` lists the question at hand."""

Lookup = Callable[[str], Value]
_Run = Callable[[Lookup, Value], Value]
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class NotConstant:
    """Says that an expression's value depends on answers."""


NOT_CONSTANT: Final = NotConstant()


class Comparison(NamedTuple):
    """A question compared with a literal. `op` is `= != < <= > >=` (question on the left) or `selected`."""

    name: str
    op: str
    literal: str | Decimal


def _compare(operator: str, left: Value, right: Value) -> bool:
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        return not equal(left, right)
    sign = order(left, right)
    if sign is None:
        return False
    if operator == "<":
        return sign < 0
    if operator == "<=":
        return sign <= 0
    return sign > 0 if operator == ">" else sign >= 0


def _compile(node: Node) -> _Run:
    if isinstance(node, Literal):
        value = node.value
        return lambda lookup, this: value
    if isinstance(node, Name):
        name = node.name
        return lambda lookup, this: lookup(name)
    if isinstance(node, Self):
        return lambda lookup, this: this
    if isinstance(node, Minus):
        operand = _compile(node.operand)
        return lambda lookup, this: negate(operand(lookup, this))
    if isinstance(node, Call):
        return _compile_call(node)
    return _compile_chain(node)


def _compile_chain(node: Chain) -> _Run:
    first = _compile(node.first)
    others = list(map(_compile, parts_of(node)[1:]))  # map and no comprehension: half the frames when deep
    rest = [(operator, run) for (operator, _), run in zip(node.rest, others, strict=True)]
    if node.precedence in {1, 2}:
        runs = (first, *others)
        if len(runs) == 2:
            one, two = runs
            if node.precedence == 1:
                return lambda lookup, this: bool(one(lookup, this) or two(lookup, this))
            return lambda lookup, this: bool(one(lookup, this) and two(lookup, this))
        if node.precedence == 1:
            return lambda lookup, this: any(run(lookup, this) for run in runs)
        return lambda lookup, this: all(run(lookup, this) for run in runs)
    step: Callable[[str, Value, Value], Value] = _compare if node.precedence in {3, 4} else calculate
    if len(rest) == 1:
        operator, second = rest[0]
        if step is _compare and isinstance(parts_of(node)[1], Literal):
            return _compile_comparison(operator, first, second(_nothing, None))
        return lambda lookup, this: step(operator, first(lookup, this), second(lookup, this))

    def run_chain(lookup: Lookup, this: Value) -> Value:
        value = first(lookup, this)
        for operator, run in rest:
            value = step(operator, value, run(lookup, this))
        return value

    return run_chain


_ORDERINGS: Final = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _compile_comparison(operator: str, first: _Run, literal: Value) -> _Run:
    """`first` against a literal, the usual condition: `_compare`, with the usual types looked at first."""
    if isinstance(literal, str) and operator in {"=", "!="}:
        wanted = operator == "="

        def run_equality(lookup: Lookup, this: Value) -> Value:
            value = first(lookup, this)
            return (value == literal if type(value) is str else equal(value, literal)) is wanted

        return run_equality
    if isinstance(literal, Decimal) and operator in _ORDERINGS:
        holds = _ORDERINGS[operator]

        def run_ordering(lookup: Lookup, this: Value) -> Value:
            value = first(lookup, this)
            return holds(value, literal) if type(value) is Decimal else _compare(operator, value, literal)

        return run_ordering
    return lambda lookup, this: _compare(operator, first(lookup, this), literal)


def _compile_call(node: Call) -> _Run:
    runs = tuple(map(_compile, node.arguments))
    if node.function == "if":
        condition, yes, no = runs
        return lambda lookup, this: yes(lookup, this) if condition(lookup, this) else no(lookup, this)
    if node.function == "coalesce":

        def coalesce(lookup: Lookup, this: Value) -> Value:
            for run in runs:
                value = run(lookup, this)
                if value not in (None, "", ()):
                    return value
            return None

        return coalesce
    call = FUNCTIONS[node.function].call
    return lambda lookup, this: call(*[run(lookup, this) for run in runs])


def _nothing(_: str) -> Value:
    return None


def _constant(node: Node) -> Value | NotConstant:
    """The value of `node` where no answer can change it, as in `false() and …` or `if(true(), 1, …)`."""
    if isinstance(node, Name | Self):
        return NOT_CONSTANT
    if isinstance(node, Call) and node.function == "if":
        condition = _constant(node.arguments[0])
        if not isinstance(condition, NotConstant):
            return _constant(node.arguments[1 if condition else 2])
    parts = list(map(_constant, parts_of(node)))
    if isinstance(node, Chain) and node.precedence in {1, 2}:
        decides = node.precedence == 1
        if any(not isinstance(part, NotConstant) and bool(part) is decides for part in parts):
            return decides
    if any(isinstance(part, NotConstant) for part in parts):
        return NOT_CONSTANT
    return _compile(node)(_nothing, None)  # every part is the same whatever the answers, so nothing will do


def _as_literal(node: Node) -> str | Decimal | None:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Minus) and isinstance(node.operand, Literal):
        return to_number(negate(node.operand.value))
    return None


def _named(node: Node) -> str | None:
    if isinstance(node, Name):
        return node.name
    return SELF if isinstance(node, Self) else None


def _comparisons(node: Node) -> Iterator[Comparison]:
    for one in walk(node):
        if isinstance(one, Call) and one.function == "selected":
            pairs = [(one.arguments[0], "selected", one.arguments[1])]
        elif isinstance(one, Chain) and one.precedence in {3, 4} and len(one.rest) == 1:
            operator, right = one.rest[0]
            pairs = [(one.first, operator, right), (right, _MIRRORED[operator], one.first)]
        else:
            continue
        for question, operator, other in pairs:
            name, literal = _named(question), _as_literal(other)
            if name is not None and literal is not None:
                yield Comparison(name, operator, literal)


class Expression:
    """A parsed condition or formula. Immutable; evaluating never raises on a value."""

    __slots__ = ("_node", "_run", "aggregated", "names", "source", "uses_self")

    def __init__(self, source: str, node: Node) -> None:
        self.source = source
        self._node = node
        self._run = _compile(node)
        nodes = list(walk(node))
        self.names = frozenset(one.name for one in nodes if isinstance(one, Name))
        """The questions and repeats that it refers to."""
        self.uses_self = any(isinstance(one, Self) for one in nodes)
        """Whether `.`, the question at hand, stands in it."""
        inside = [
            argument.name
            for one in nodes
            if isinstance(one, Call) and FUNCTIONS[one.function].aggregates
            for argument in one.arguments
            if isinstance(argument, Name)
        ]
        outside = [
            part.name
            for one in (Call("not", (node,)), *nodes)
            if not (isinstance(one, Call) and FUNCTIONS[one.function].aggregates)
            for part in parts_of(one)
            if isinstance(part, Name)
        ]
        self.aggregated = frozenset(inside) - frozenset(outside)
        """Names that stand only as arguments of count(), count-non-empty(), sum(), max() or min()."""

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def evaluate(self, lookup: Lookup, this: Value = None) -> Value:
        """The value, with `lookup` giving the value of a name and `this` that of the question at hand."""
        return self._run(lookup, this)

    def truth(self, lookup: Lookup, this: Value = None) -> bool:
        """Whether the value is neither empty nor zero nor false."""
        return bool(self._run(lookup, this))

    def normalised(self) -> str:
        """The source with every bare name written as `${name}`, all else as it stands."""
        return normalise(self.source)

    def constant(self) -> Value | NotConstant:
        """The value where no answer can change it, else `NOT_CONSTANT`."""
        return _constant(self._node)

    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison of a question (`.` for the one at hand) with a literal, left to right."""
        return tuple(_comparisons(self._node))


def parse(source: str) -> Expression:
    """`source` as an expression; ExpressionError with column where it is none.

    Limits: 4,000 characters, brackets and calls 64 deep, 200 operators.
    """
    return Expression(source, parse_tree(source))


__all__ = [
    "NOT_CONSTANT",
    "SELF",
    "Comparison",
    "Expression",
    "ExpressionError",
    "Lookup",
    "NotConstant",
    "Value",
    "parse",
]
