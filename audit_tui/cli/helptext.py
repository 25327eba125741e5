"""The help of the verbs in the language in use: what their docstrings and examples say, and argparse's own words.

A docstring is translated paragraph by paragraph and set to the width of the terminal; what is indented stays in
lines. Of examples only the remarks are translated. `tools/locales.py` takes the messages from the same functions.
"""

from __future__ import annotations

import argparse
import inspect
import re
import shutil
from collections.abc import Iterator

from audit_tui import i18n
from audit_tui.i18n import _, later
from audit_tui.phrases.wrapping import wrap

_REMARK = re.compile(r"^(\s+audit-tui\b.*?\S)(\s{2,})(\S.*)$")
_ROW = re.compile(r"^(\s+[\w-]+)(\s{2,})(\S.*)$")
_WIDEST = 110
_NARROWEST = 40

ARGPARSE = (
    later("usage: "),
    later("options"),
    later("positional arguments"),
    later("show this help message and exit"),
    later("show program's version number and exit"),
    later("the following arguments are required: %s"),
    later("unrecognized arguments: %s"),
    later("expected one argument"),
    later("expected at most one argument"),
    later("expected at least one argument"),
    later("argument %(argument_name)s: %(message)s"),
    later("invalid %(type)s value: %(value)r"),
    later("invalid choice: %(value)r (choose from %(choices)s)"),
    later("not allowed with argument %s"),
    later("one of the arguments %s is required"),
    later("ambiguous option: %(option)s could match %(matches)s"),
    later("ignored explicit argument %r"),
    later("unexpected option string: %s"),
    later("unknown parser %(parser_name)r (choices: %(choices)s)"),
    later("can't open '%(filename)s': %(error)s"),
)
"""The messages of argparse that a person can meet, of Python 3.11 to 3.14."""


def speak_argparse() -> None:
    """Let argparse ask this program's catalogue; it has no public way to be given another."""
    argparse.__dict__["_"] = _
    argparse.__dict__["ngettext"] = i18n.ngettext


def paragraphs(docstring: str) -> Iterator[str]:
    """The messages of a docstring: paragraphs as one line each, rows of a list by their text alone."""
    for block in inspect.cleandoc(docstring).split("\n\n"):
        if block.startswith(" "):
            yield from (row[3] for row in map(_ROW.match, block.split("\n")) if row)
        else:
            yield " ".join(block.split("\n"))


def described(docstring: str | None) -> str:
    """A docstring in the language in use, set to the width of the terminal."""
    shown = []
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns - 2))
    for block in inspect.cleandoc(docstring or "").split("\n\n"):
        if block.startswith(" "):
            lines = (_ROW.sub(lambda row: row[1] + row[2] + _(row[3]), line) for line in block.split("\n"))
            shown.append("\n".join(lines))
        else:
            shown.append("\n".join(wrap(_(" ".join(block.split("\n"))), width)))
    return "\n\n".join(shown)


def remarks(examples: str) -> Iterator[str]:
    """The messages of examples: what stands behind the commands."""
    yield from (found[3] for found in map(_REMARK.match, examples.split("\n")) if found)


def exemplified(examples: str) -> str:
    """Examples with their remarks in the language in use."""
    head, *lines = examples.split("\n")
    said = (_REMARK.sub(lambda found: found[1] + found[2] + _(found[3]), line) for line in lines)
    return "\n".join([_("examples:") if head == "examples:" else head, *said])
