"""The grammar of conditions: tokens, tree, and the parser from one to the other.

It knows nothing about values. Length, depth and the number of operators are limited, so that no
checklist can make the program slow or run out of stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from audit_tui.i18n import _, later
from audit_tui.rules.functions import FUNCTIONS, MAX_DIGITS, REFUSED

MAX_LENGTH = 4000
MAX_DEPTH = 64
MAX_OPERATORS = 200


class ExpressionError(ValueError):
    """A condition that cannot be understood. `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        self.message = message
        self.column = column
        super().__init__(_("column {column}: {message}").format(column=column, message=message))


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | Decimal


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Self:
    pass


@dataclass(frozen=True, slots=True)
class Minus:
    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one precedence from left to right: flat, so that a long sum needs no deep recursion."""

    precedence: int
    first: Node
    rest: tuple[tuple[str, Node], ...]


Node = Literal | Name | Self | Minus | Call | Chain

PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<text>'[^']*'|\"[^\"]*\"|‘[^’]*’|“[^”]*”)"
    r"|\$\{\s*(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)\s*\}"
    r"|(?P<call>[A-Za-z_][A-Za-z0-9_:-]*)(?=\s*\()"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|!=|[=<>+*(),.-])"
)
_ASK = later("a question is written ${name}")
_NO_PATHS = later("paths are not supported; a question is written ${name}")
_OPEN_TEXT = later("the text that begins here is not closed")
_INSTEAD = {
    "==": later("use = for a comparison"),
    "<>": later("use != for a comparison"),
    "=<": later("use <="),
    "=>": later("use >="),
    "&&": later("use the word and"),
    "||": later("use the word or"),
    "!": later("use not( … )"),
    "^": later("use pow( … )"),
    "/": later("use the word div to divide"),
    "%": later("use the word mod for the remainder"),
    "$": _ASK,
    "{": _ASK,
    "@": _NO_PATHS,
    "[": _NO_PATHS,
    "..": _NO_PATHS,
    **dict.fromkeys("'\"‘“", _OPEN_TEXT),
}


class Token(NamedTuple):
    kind: str
    text: str
    column: int


def tokenise(source: str) -> list[Token]:
    found: list[Token] = []
    at, length = 0, len(source)
    while at < length:
        if source[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(source, at)
        wrong = source[at : at + 2] if source[at : at + 2] in _INSTEAD else source[at]
        if match is None or len(wrong) == 2:
            instead = _INSTEAD.get(wrong)
            raise ExpressionError(
                _("unexpected {wrong}").format(wrong=wrong) + (f": {_(instead)}" if instead else ""), at + 1
            )
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind], at + 1))
        at = match.end()
    found.append(Token("end", "", length + 1))
    return found


class Parser:
    """Precedence climbing over the tokens of one expression."""

    def __init__(self, source: str) -> None:
        self.tokens = tokenise(source)
        self.at = 0
        self.depth = 0
        self.operators = 0

    def whole(self) -> Node:
        node = self.expression(1)
        left_over = self.tokens[self.at]
        if left_over.kind != "end":
            raise ExpressionError(
                _("unexpected {text}: an operator is expected here").format(text=left_over.text),
                left_over.column,
            )
        return node

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def count_operator(self, token: Token) -> None:
        self.operators += 1
        if self.operators > MAX_OPERATORS:
            raise ExpressionError(
                _("more than {max_operators} operators; use a calc question").format(
                    max_operators=MAX_OPERATORS
                ),
                token.column,
            )

    def expression(self, least: int) -> Node:
        left = self.operand()
        while True:
            token = self.tokens[self.at]
            operator = token.text
            if operator == "-" or token.kind in {"sign", "word", "call"}:
                precedence = PRECEDENCE.get(operator, 0)
            else:
                precedence = 0
            if precedence < least:
                return left
            self.at += 1
            self.count_operator(token)
            right = self.expression(precedence + 1)
            if isinstance(left, Chain) and left.precedence == precedence:
                left = Chain(precedence, left.first, (*left.rest, (operator, right)))
            else:
                left = Chain(precedence, left, ((operator, right),))

    def operand(self) -> Node:
        negative = False
        token = self.take()
        while token.text == "-" and token.kind == "sign":
            self.count_operator(token)
            negative = not negative
            token = self.take()
        node = self.primary(token)
        return Minus(node) if negative else node

    def primary(self, token: Token) -> Node:
        if token.kind == "number":
            if len(token.text) > MAX_DIGITS:
                raise ExpressionError(
                    _("a number of more than {max_digits} digits").format(max_digits=MAX_DIGITS), token.column
                )
            return Literal(Decimal(token.text))
        if token.kind == "text":
            return Literal(token.text[1:-1])
        if token.kind == "name" or (token.kind == "word" and token.text not in PRECEDENCE):
            return Name(token.text)
        if token.kind == "call" and token.text not in {"and", "or", "div", "mod"}:
            return self.call(token)
        if token.text == "." and token.kind == "sign":
            return Self()
        if token.text == "(" and token.kind == "sign":
            self.enter(token)
            node = self.expression(1)
            self.close(token)
            return node
        if token.kind == "end":
            raise ExpressionError(_("the condition ends where a value is expected"), token.column)
        raise ExpressionError(
            _("unexpected {text}: a value is expected here").format(text=token.text), token.column
        )

    def enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(
                _("nested deeper than {max_depth}").format(max_depth=MAX_DEPTH), token.column
            )

    def close(self, opened: Token) -> None:
        token = self.take()
        if token.text != ")" or token.kind != "sign":
            raise ExpressionError(
                _("the bracket opened at column {column} is not closed").format(column=opened.column),
                token.column,
            )
        self.depth -= 1

    def call(self, token: Token) -> Node:
        name = token.text
        function = FUNCTIONS.get(name)
        if function is None:
            if name in REFUSED:
                raise ExpressionError(
                    _("{name}() is not available: {refused}").format(name=name, refused=_(REFUSED[name])),
                    token.column,
                )
            near = get_close_matches(name.lower(), FUNCTIONS, 1)
            hint = _("; did you mean {near}()?").format(near=near[0]) if near else ""
            raise ExpressionError(
                _("there is no function {name}(){hint}").format(name=name, hint=hint), token.column
            )
        bracket = self.take()
        self.enter(bracket)
        arguments: list[Node] = []
        columns: list[int] = []
        if self.tokens[self.at].text == ")" and self.tokens[self.at].kind == "sign":
            self.close(bracket)
        else:
            while True:
                columns.append(self.tokens[self.at].column)
                arguments.append(self.expression(1))
                if self.tokens[self.at].text != "," or self.tokens[self.at].kind != "sign":
                    break
                self.at += 1
            self.close(bracket)
        if not function.least <= len(arguments) <= function.most:
            wanted = str(function.least)
            if function.most != function.least:
                wanted += _(" to {most}").format(most=function.most)
            raise ExpressionError(
                _("{name}() takes {wanted} arguments, not {count}").format(
                    name=name, wanted=wanted, count=len(arguments)
                ),
                token.column,
            )
        if function.aggregates and function.most == 1 and not isinstance(arguments[0], Name):
            raise ExpressionError(
                _("{name}() takes the name of a question or a repeat").format(name=name), columns[0]
            )
        return Call(name, tuple(arguments))


def parts_of(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Minus):
        return (node.operand,)
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Chain):
        return (node.first, *(operand for _rest, operand in node.rest))
    return ()


def walk(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(parts_of(one)))


def parse_tree(source: str) -> Node:
    """The tree of `source`; ExpressionError where it is no expression."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            _("longer than {max_length} characters").format(max_length=MAX_LENGTH), MAX_LENGTH + 1
        )
    return Parser(source).whole()


def normalise(source: str) -> str:
    """`source`, which parses, with every bare name written as `${name}`."""
    pieces: list[str] = []
    at = 0
    for token in tokenise(source):
        if token.kind == "word" and token.text not in PRECEDENCE:
            start = token.column - 1
            pieces += [source[at:start], "${", token.text, "}"]
            at = start + len(token.text)
    return "".join(pieces) + source[at:]
