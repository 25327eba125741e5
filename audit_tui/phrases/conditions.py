"""Conditions of a checklist in words, for people who fill it in on paper: `${held} = 'yes'` as `question 2.3 is yes`.

It says what the grammar says and evaluates nothing; questions are called by the numbers that the paper gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce

from audit_tui.locale_format import quoted
from audit_tui.model.checklist import Checklist
from audit_tui.model.number import plain
from audit_tui.model.question import Multi, Single, YesNo
from audit_tui.model.text import pick
from audit_tui.phrases.limits import unit_of
from audit_tui.phrases.numbers import measure_words
from audit_tui.rules.expressions import Expression, ExpressionError
from audit_tui.rules.syntax import Call, Chain, Literal, Minus, Name, Node, Parser, Self, walk

_SAID = frozenset({"not", "selected", "count-selected"})
"""Functions that make a sentence."""
Translate = Callable[[str], str]


class ConditionWords:
    """Says the conditions of one checklist."""

    def __init__(
        self, checklist: Checklist, numbers: Mapping[str, str], language: str, translate: Translate
    ) -> None:
        """`numbers`: id of a question → its number on the paper; a question without one is called by its text."""
        self._checklist, self._numbers = checklist, numbers
        self._language, self._translate = language, translate
        self._questions = {question.id: question for _section, question, _repeat in checklist.walk()}

    def say(self, condition: str, own: str = "") -> str:
        """`condition` in words; `own` is the question that `.` stands for. One that cannot be read, as written.

        A rule with a choice of values in it would make no sentence: then it says what the rule looks at.
        """
        try:
            tree = Parser(condition).whole()
        except ExpressionError:
            return condition
        if any(isinstance(one, Call) and one.function not in _SAID for one in walk(tree)):
            return self._looked_at(tree, own)
        return self._node(tree, own)

    def _looked_at(self, tree: Node, own: str) -> str:
        _ = self._translate
        names = [one.name for one in walk(tree) if isinstance(one, Name) and one.name in self._numbers]
        said = list(dict.fromkeys(self._name(name) for name in names if name != own))
        if not said:
            return _("the rule of the checklist asks for it")
        joined = _("{first} and {second}")
        about = reduce(lambda first, second: joined.format(first=first, second=second), said)
        return _("the rule of the checklist asks for it, by {questions}").format(questions=about)

    def _node(self, node: Node, own: str) -> str:
        _ = self._translate
        match node:
            case Literal(value):
                return measure_words(plain(value), None) if isinstance(value, Decimal) else quoted(value)
            case Name(name):
                return self._name(name)
            case Self():
                return self._name(own) if own in self._numbers else _("the answer")
            case Minus(operand):
                return f"−{self._node(operand, own)}"
            case Call():
                return self._call(node, own)
            case Chain():
                return self._chain(node, own)

    def _name(self, name: str) -> str:
        _ = self._translate
        if name in self._numbers:
            return _("question {number}").format(number=self._numbers[name])
        question = self._questions.get(name)
        return quoted(pick(question.text, self._language)) if question is not None else name

    def _chain(self, node: Chain, own: str) -> str:
        _ = self._translate
        parts = [node.first, *(operand for _sign, operand in node.rest)]
        if node.precedence <= 2:
            joined = _("{first} or {second}") if node.precedence == 1 else _("{first} and {second}")
            said = [
                f"({self._node(one, own)})"
                if isinstance(one, Chain) and one.precedence < node.precedence
                else self._node(one, own)
                for one in parts
            ]
            return reduce(lambda first, second: joined.format(first=first, second=second), said)
        if node.precedence <= 4 and len(node.rest) == 1:
            sign, right = node.rest[0]
            return self._comparison(node.first, sign, right, own)
        signs = {"*": "×", "div": "÷", "-": "−"}
        said_so_far = self._operand(node.first, own)
        for sign, operand in node.rest:
            said_so_far += f" {signs.get(sign, sign)} {self._operand(operand, own)}"
        return said_so_far

    def _operand(self, node: Node, own: str) -> str:
        said = self._node(node, own)
        return f"({said})" if isinstance(node, Chain) else said

    def _comparison(self, left: Node, sign: str, right: Node, own: str) -> str:
        _ = self._translate
        said = self._operand(left, own)
        if isinstance(right, Literal) and right.value == "" and sign in ("=", "!="):
            words = _("{question} is not answered") if sign == "=" else _("{question} is answered")
            return words.format(question=said)
        words = {
            "=": _("{left} is {right}"),
            "!=": _("{left} is not {right}"),
            "<": _("{left} is under {right}"),
            "<=": _("{left} is at most {right}"),
            ">": _("{left} is above {right}"),
            ">=": _("{left} is at least {right}"),
        }[sign]
        return words.format(left=said, right=self._value(left, right, own))

    def _value(self, asked: Node, node: Node, own: str) -> str:
        """A value as the question that it is compared with has it: its choice, or its unit."""
        name = asked.name if isinstance(asked, Name) else own if isinstance(asked, Self) else ""
        question = self._questions.get(name)
        worked_out = Expression("", node).constant()
        if isinstance(worked_out, Decimal):
            return measure_words(plain(worked_out), unit_of(question))
        if question is None or not isinstance(node, Literal) or isinstance(node.value, Decimal):
            return self._operand(node, own)
        return self._answer(question, node.value)

    def _answer(self, question: object, value: str) -> str:
        _ = self._translate
        if isinstance(question, YesNo):
            value = {"yes": _("yes"), "no": _("no")}.get(value, value)
        if isinstance(question, Single | Multi):
            for choice in self._checklist.choices_of(question):
                if choice.id == value:
                    return quoted(pick(choice.label, self._language))
        return quoted(value)

    def _call(self, node: Call, own: str) -> str:
        _ = self._translate
        given = node.arguments
        match node.function, len(given):
            case "not", 1 if _simple(given[0]) is not None:
                return self._node(_simple(given[0]) or given[0], own)
            case "not", 1:
                return _("it is not so that {condition}").format(condition=self._node(given[0], own))
            case "selected", 2 if isinstance(given[1], Literal):
                chosen = self._value(given[0], given[1], own)
                words = _("{choice} is ticked in {question}")
                return words.format(choice=chosen, question=self._node(given[0], own))
            case "count-selected", 1:
                return _("the number of ticks in {question}").format(question=self._node(given[0], own))
        return f"{node.function}({', '.join(self._node(one, own) for one in given)})"


def _simple(node: Node) -> Node | None:
    """The opposite of one comparison, which reads better than its denial; None for anything else."""
    opposite = {"=": "!=", "!=": "="}
    if isinstance(node, Chain) and len(node.rest) == 1 and node.rest[0][0] in opposite:
        sign, right = node.rest[0]
        return Chain(node.precedence, node.first, ((opposite[sign], right),))
    return None
