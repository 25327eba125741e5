"""Puts the figures of standards into what refers to them: conditions, texts, limits of steps.

`${PH-01.rings}` is a parameter (`${PH-01.share}` the standard's own key). `known('PK-06.bays')` says whether a
table knows the law of the site, `lookup('PK-06.bays', ${bays}, ${rule})` what it asks for a number. All of
them are worked into ordinary XLSForm expressions once, when an audit is begun, so that what is kept with it
needs neither standard nor site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from audit_tui.i18n import _, later
from audit_tui.locale_format import figure_words, written_in
from audit_tui.model.number import plain
from audit_tui.model.standard import Row, Standard, Table
from audit_tui.rules.syntax import ExpressionError, Token, parse_tree, tokenise

_CODE = r"[A-Z][A-Z0-9]{0,7}-[0-9]{1,4}[a-z]?"
_IN_TEXT = re.compile(rf"\$\{{\s*(?:(?P<code>{_CODE})\.)?(?P<name>[A-Za-z_][A-Za-z0-9_-]*)\s*\}}")
_WHOLE = re.compile(rf"\s*\$\{{\s*(?P<code>{_CODE})\.(?P<name>[A-Za-z_][A-Za-z0-9_-]*)\s*\}}\s*")
_REFERENCE = re.compile(rf"({_CODE})\.([A-Za-z_][A-Za-z0-9_-]*)")
_MACROS = ("lookup", "known")
_LIKELY = re.compile(r"\$\{\s*[A-Z]|\b(?:lookup|known)\s*\(")
_LOOKUP = later(
    "lookup() takes 'PK-06.bays', the question that counts, and, where the site does "
    "not say whose law holds, the question that does"
)
_KNOWN = later("known() takes the name of a table: known('PK-06.bays')")


class FigureError(ValueError):
    """A reference that leads nowhere. `column` counts from 1 in the text that holds it."""

    def __init__(self, message: str, column: int) -> None:
        self.message = message
        self.column = column
        super().__init__(_("column {column}: {message}").format(column=column, message=message))


@dataclass(frozen=True, slots=True)
class Figures:
    """The standards that can be referred to, by id, and the law of the site."""

    standards: Mapping[str, Standard] = field(default_factory=dict)
    jurisdiction: str = ""
    """Of the site, e.g. IT or US-CA; empty where it is not known."""

    def parameter(self, code: str, name: str, column: int) -> Decimal:
        """The value of a parameter; FigureError where there is none."""
        standard = self._standard(code, column)
        if name in standard.parameters:
            return standard.parameters[name].value
        if name == "share" and standard.share is not None:
            return standard.share
        if name in standard.tables:
            raise FigureError(
                _("'{code}.{name}' is a table; ask it with lookup('{code}.{name}', …)").format(
                    code=code, name=name
                ),
                column,
            )
        raise FigureError(
            _("{code} has no parameter '{name}'{hint}").format(
                code=code, name=name, hint=_hint(name, standard.parameters)
            ),
            column,
        )

    def tables(self, code: str, name: str, column: int) -> Mapping[str, Table]:
        """A table by jurisdiction; FigureError where there is none."""
        standard = self._standard(code, column)
        if name in standard.tables:
            return standard.tables[name]
        if name in standard.parameters:
            raise FigureError(
                _("'{code}.{name}' is a parameter; write ${{{code}.{name}}}").format(code=code, name=name),
                column,
            )
        raise FigureError(
            _("{code} has no table '{name}'{hint}").format(
                code=code, name=name, hint=_hint(name, standard.tables)
            ),
            column,
        )

    def law(self, code: str, name: str, column: int, *, assumed: bool) -> str | None:
        """Which jurisdiction's table holds at the site: its own, else the country it is a part of.

        None where the table has neither. With `assumed` a site that says nothing is under the law that the
        standard names, where it names one.
        """
        tables = self.tables(code, name, column)
        wanted = self.jurisdiction or ((self.standards[code].jurisdiction or "") if assumed else "")
        return next((one for one in (wanted, wanted.partition("-")[0]) if one in tables), None)

    def _standard(self, code: str, column: int) -> Standard:
        standard = self.standards.get(code)
        if standard is None:
            raise FigureError(
                _("unknown standard '{code}'{hint}").format(code=code, hint=_hint(code, self.standards)),
                column,
            )
        return standard


def _hint(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(word, names, 1, 0.6)
    if near:
        return _("; did you mean '{near}'?").format(near=near[0])
    return _("; it has {names}").format(names=", ".join(names)) if 0 < len(names) <= 8 else ""


def refers(text: str) -> bool:
    """Whether a text, a limit or a condition can hold a reference, told quickly."""
    return _LIKELY.search(text) is not None


def in_text(text: str, figures: Figures, own: str = "", *, language: str) -> str:
    """`text` with its figures as `language` writes them: 2.5 as `2,5` in Italian.

    Inside the standard `own` a name stands for its own parameter.

    `${name}` without a standard is left as it is anywhere else.
    """

    def put(match: re.Match[str]) -> str:
        code = match["code"] or own
        if not code:
            return match[0]
        figure = plain(figures.parameter(code, match["name"], match.start() + 1))
        with written_in(language):
            return figure_words(figure)

    return _IN_TEXT.sub(put, text)


def in_limit(text: str, figures: Figures) -> Decimal:
    """The number that the limit of a step refers to."""
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise FigureError(_("a number, or a figure such as ${PH-01.answer}, is expected"), 1)
    return figures.parameter(match["code"], match["name"], 1)


def in_condition(source: str, figures: Figures) -> str:
    """`source` as a plain expression; FigureError where a reference in it leads nowhere.

    What is no expression at all is left for the parser to refuse.
    """
    return _rewritten(source, figures, aligned=False)


def aligned(source: str, figures: Figures) -> str:
    """`source` with parameters put in and everything else at its old column, tables not worked out.

    For whoever names faults by their column; the references in it are sound.
    """
    return _rewritten(source, figures, aligned=True)


def asks_the_site(source: str) -> bool:
    """Whether an expression, which parses, comes out differently from site to site."""
    return any(token.kind == "call" and token.text in _MACROS for token in tokenise(source))


def _rewritten(source: str, figures: Figures, *, aligned: bool) -> str:
    try:
        tokens = tokenise(source)
    except ExpressionError:
        return source
    pieces: list[str] = []
    done = at = 0
    while at < len(tokens):
        token = tokens[at]
        start = token.column - 1
        made: str | None = None
        if token.kind == "name" and (match := _REFERENCE.fullmatch(token.text)):
            end = source.index("}", start) + 1
            made = plain(figures.parameter(match[1], match[2], token.column))
            made = made.ljust(end - start) if aligned else made
            at += 1
        elif token.kind == "call" and token.text in _MACROS and not aligned:
            made, at = _expanded(tokens, at, figures)
            end = tokens[at - 1].column
        else:
            at += 1
        if made is not None:
            pieces += [source[done:start], made]
            done = end
    whole = "".join(pieces) + source[done:]
    if done and not aligned:
        try:
            parse_tree(whole)
        except ExpressionError as error:
            if not _is_faulty(source):
                raise FigureError(
                    _("with its figures put in: {message}").format(message=error.message), 1
                ) from None
    return whole


def _is_faulty(source: str) -> bool:
    """Whether an expression is one that the parser refuses anyway, whatever the figures."""
    try:
        parse_tree(source)
    except ExpressionError:
        return True
    return False


def _expanded(tokens: list[Token], at: int, figures: Figures) -> tuple[str, int]:
    """The plain expression for the macro that begins at `at`, and where it ends."""
    call = tokens[at]
    arguments, end = _arguments(tokens, at)
    wrong = _(_LOOKUP if call.text == "lookup" else _KNOWN)
    if not arguments or arguments[0].kind != "text":
        raise FigureError(wrong, call.column)
    first = arguments[0]
    match = _REFERENCE.fullmatch(first.text[1:-1])
    if match is None:
        raise FigureError(
            _("{text} is no table; one is named like 'PK-06.bays'").format(text=first.text), first.column
        )
    law = figures.law(match[1], match[2], first.column, assumed=len(arguments) == 2)
    if call.text == "known":
        if len(arguments) != 1:
            raise FigureError(wrong, call.column)
        return ("true()" if law else "false()"), end
    if len(arguments) not in {2, 3} or any(one.kind == "text" for one in arguments[1:]):
        raise FigureError(wrong, call.column)
    number = _written(arguments[1])
    tables = figures.tables(match[1], match[2], first.column)
    if law is not None:
        return asked(tables[law], number), end
    if len(arguments) == 2:
        return "''", end
    rule = _written(arguments[2])
    made = "''"
    for name in reversed(list(tables)):
        made = f"if({rule} = '{name.lower().replace('-', '_')}', {asked(tables[name], number)}, {made})"
    return made, end


def _arguments(tokens: list[Token], at: int) -> tuple[list[Token], int]:
    """The arguments of a call, each a single token, and the place after its bracket; none where it differs."""
    found: list[Token] = []
    place = at + 2
    while place + 1 < len(tokens):
        token, after = tokens[place], tokens[place + 1]
        is_plain = token.kind in {"text", "name", "word", "number"} or token.text == "."
        if not is_plain or after.text not in {",", ")"}:
            break
        found.append(token)
        place += 2
        if after.text == ")":
            return found, place
    return [], at + 1


def _written(token: Token) -> str:
    return f"${{{token.text}}}" if token.kind in {"name", "word"} else token.text


def asked(table: Table, number: str) -> str:
    """What a table asks for `number`, a question or a figure, as an expression; shares are rounded up.

    Empty while the number is not known; of nothing, nothing is asked.
    """
    *limited, last = table.rows
    made = _row(last, number)
    for row in reversed(limited):
        assert row.up_to is not None
        made = f"if({number} <= {plain(row.up_to)}, {_row(row, number)}, {made})"
    return f"if({number} > 0, {made}, if({number} <= 0, 0, ''))"


def _row(row: Row, number: str) -> str:
    counted = number if row.above is None else f"({number} - {plain(row.above)})"
    parts = [] if row.value is None else [plain(row.value)]
    if row.per is not None:
        parts.append(f"ceiling({counted} div {plain(row.per)})")
    if row.percent is not None:
        parts.append(f"ceiling({counted} * {plain(row.percent)} div 100)")
    return " + ".join(parts)
