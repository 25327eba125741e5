"""No word that a person reads bypasses the catalogues.

Read from the source: in the rooms of the two faces every text of several words, and every single word that goes
straight to a screen, stands inside `_()` or one of its kin; in the other rooms every text of an error does.
`ALLOWED` names what is no message, each with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "audit_tui"
FACES = ("cli", "tui", "linear", "phrases")
OTHERS = ("store", "evidence", "library", "rules", "model", "reports", ".")
WITHIN = {
    "reports/carried.py",
    "reports/network_basis.py",
    "reports/previous.py",
    "reports/printed/pieces.py",
    "rules/statistics.py",
    "rules/recorded.py",
    "rules/expressions.py",
    "rules/functions.py",
    "rules/tables.py",
}
"""Whose errors are answers to other code and never reach a person."""
TRANSLATED = {"_", "gettext", "ngettext", "plural", "later", "later_in", "later_plural", "translate"}
REPORT = {"say", "count"}
"""How a report asks for its own language."""
SHOWN = {
    "say",
    "warn",
    "print",
    "Static",
    "Label",
    "Content",
    "update",
    "notify",
    "_say",
    "Option",
    "PromptScreen",
}
"""Calls whose first text goes straight to a person."""
NO_ERRORS_OF_PEOPLE = {"AssertionError", "TypeError", "RuntimeError", "NotImplementedError", "KeyError"}

ALLOWED = {
    r"^\s*audit-tui\b|^python |^COMMAND$": "commands, the same in every language",
    r"^examples:\n": "taken apart by cli.helptext, its remarks are messages",
    r"^DEMO( ·)? ?": "a mark, the same in every language",
    r"^( · )?SHA-256|^sha256|^ \(Language\)$": "the name of a hash",
    r"^(bold|not bold|italic|reverse|\$)[\w $-]*$|^(table|body) \w+$": "styles of text",
    r"^[\s\n]*[\w#.& >-]+ \{.*\}\s*$": "style sheets",
    r"^[\w.-]+=|^--?[\w-]+": "options",
    r"^#[\w-]+( |$)": "selectors of widgets",
    r"^ ?[KMG]iB|^ ?[km]B$|^ ?%$|^ pp$": "units",
    r"^act\(": "names of actions",
    r"^__|^\w+\.\w+$|^utf-8": "names in code",
    r"^(bind \^I |tab: complete$|set enable-)": "settings of a line editor",
    r"^(Google Drive|OneDrive)$": "names of services",
    r"^rescued; first said |^Auditor ": "written into the record, which speaks one language",
    r"^\\n?\[retention\]|^# ": "remarks in a settings file",
}


def sources(*rooms: str) -> list[Path]:
    found: list[Path] = []
    for room in rooms:
        found += PACKAGE.glob("*.py") if room == "." else (PACKAGE / room).rglob("*.py")
    return sorted(path for path in found if path.name not in {"reference.py", "schema.py", "i18n.py"})


def words_of(node: ast.expr) -> str | None:
    """The text of a literal, a placeholder as `\\x00`; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "\x00" for part in node.values)
    return None


def is_message(text: str) -> bool:
    """Whether it reads as words: two of them, or one beside something filled in."""
    plain = text.replace("\x00", " \x00 ")
    if not re.search(r"[A-Za-z]{2,}", plain) or " " not in plain.strip():
        return False
    if re.fullmatch(r"[\s\x00\W\d_]*\b[\w./:-]*[\s\x00\W\d]*", text) and " " not in text.strip():
        return False
    return not any(re.match(pattern, text.replace("\x00", ""), re.DOTALL) for pattern in ALLOWED)


def called(node: ast.Call) -> str:
    func = node.func
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


class Bare(ast.NodeVisitor):
    """Collects literals that are no argument of a translation."""

    CODE: ClassVar = {
        "cast",
        "compile",
        "match",
        "fullmatch",
        "sub",
        "split",
        "strftime",
        "strptime",
        "getattr",
        "stylize",
    }
    KEYWORDS: ClassVar = {"metavar", "id", "classes", "usage", "dest", "style", "pattern", "width"}

    def __init__(self, translated: set[str]) -> None:
        self.translated = translated
        self.found: list[tuple[int, str]] = []

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        skip = name in self.translated or name in self.CODE
        for one in [*node.args, *(each.value for each in node.keywords if each.arg not in self.KEYWORDS)]:
            if not (skip and words_of(one) is not None):
                self.visit(one)
        self.visit(node.func)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for one in (*node.body, *node.args.defaults):
            self.visit(one)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What is compared is not shown."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        self.look(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.look(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def look(self, node: ast.expr) -> None:
        text = words_of(node)
        if text is not None and is_message(text):
            self.found.append((node.lineno, text.replace("\x00", "…")))


def bare_in(tree: ast.AST, room: str) -> list[tuple[int, str]]:
    visitor = Bare(TRANSLATED | (REPORT if room == "reports" else set()))
    visitor.visit(tree)
    return visitor.found


def bare_single_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in SHOWN and node.args:
            text = words_of(node.args[0])
            if text and re.fullmatch(r"[A-Z]?[a-z]{2,}[.:!?…]?", text.strip()):
                yield node.lineno, text


def bare_errors(tree: ast.AST, room: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
            continue
        if called(node.exc) not in NO_ERRORS_OF_PEOPLE:
            yield from bare_in(node.exc, room)


@pytest.mark.parametrize("path", sources(*FACES), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_a_face_says_is_in_the_catalogues(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [*bare_in(tree, path.parent.name), *bare_single_words(tree)] == []


@pytest.mark.parametrize("path", sources(*OTHERS), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_an_error_says_is_in_the_catalogues(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() in WITHIN:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(bare_errors(tree, path.relative_to(PACKAGE).parts[0])) == []


@pytest.mark.parametrize(
    "code",
    [
        'say("All is well.")',
        'say("Deleted.")',
        'Static(f"{n} audits are open")',
        'x = {"a": "not passed"}',
        'yield Line(None, "No audit fits.")',
        'add("--x", help="only this site")',
    ],
)
def test_a_bare_text_is_found(code: str) -> None:
    tree = ast.parse(f"def f():\n    {code}")
    assert [*bare_in(tree, "cli"), *bare_single_words(tree)]


def test_a_bare_error_is_found_and_a_translated_one_is_not() -> None:
    assert list(bare_errors(ast.parse('raise InputError("a.b", f"No such file {x}.")'), "store"))
    assert not list(
        bare_errors(ast.parse('raise InputError("a.b", _("No such file {x}.").format(x=x))'), "store")
    )


def test_no_message_is_an_f_string_or_put_together() -> None:
    """What is put together while the program runs is in no catalogue."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and called(node) in {"_", "later", "ngettext"} and node.args):
                continue
            if isinstance(node.args[0], (ast.JoinedStr, ast.BinOp)):
                found.append(f"{path.name}:{node.lineno}")
    assert found == []
