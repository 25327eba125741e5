"""What the YAML parser says of a broken file, in plain words and at the place where the hand has to go.

The parser stops at the first such fault, so this is about one place only. It never reads a file.
"""

from __future__ import annotations

from typing import Any

import yaml

from audit_tui.i18n import _, later

_INDENT = later("the indentation does not fit: lines of one level begin in the same column")


def explain_syntax(text: str, error: yaml.YAMLError) -> tuple[int, int, str]:
    """Line, column (from 1) and sentence for a syntax fault."""
    line, column, message = _explain(text, error)
    last = text.count("\n") + 1  # the parser counts a line more at the end of a file
    return (line, column, message) if line <= last else (last, len(text) - text.rfind("\n"), message)


def _explain(text: str, error: yaml.YAMLError) -> tuple[int, int, str]:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 1, 1, _("this is not YAML")
    mark, opened = error.problem_mark, error.context_mark
    problem, context = error.problem or "", error.context or ""
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    here = line[mark.column : mark.column + 1]
    indentation = line[: len(line) - len(line.lstrip())]
    if "quoted scalar" in context and "end of stream" in problem and opened is not None:
        return _at(opened, _("the quote that opens here is never closed"))
    if "simple key" in context and opened is not None:
        return _at(
            opened, _("this line has no ':' after its key; a text over several lines needs | or quotes")
        )
    if "\t" in indentation or here == "\t":
        return mark.line + 1, line.find("\t") + 1, _("a tab stands here; indent with spaces")
    if "escape" in problem:
        at = line.find("\\", max(mark.column - 1, 0))
        column = at + 1 if at >= 0 else mark.column + 1
        return mark.line + 1, column, _("unknown \\ sign in double quotes; write \\\\ or use single quotes")
    if "cannot start any token" in problem:
        return _at(mark, _("a text cannot begin with {here!r} unless it stands in quotes").format(here=here))
    if "mapping values are not allowed" in problem:
        return _at(mark, _colon(line[: mark.column]))
    if "sequence entries are not allowed" in problem:
        return _at(
            mark, _("a list item (-) begins on a line of its own; a text beginning with '- ' needs quotes")
        )
    if "flow mapping" in context or "flow sequence" in context:
        return _flow(lines, mark, opened, here, "flow mapping" in context)
    if "document start" in problem:
        return _at(mark, _(_INDENT) + _("; or a line too many stands here"))
    if "block scalar" in context:
        return _at(mark, _("after | or > the text begins on the next line, indented"))
    if "block mapping" in context:
        if line[: mark.column].rstrip().endswith(("'", '"')) and here.strip():
            return _at(
                mark,
                _(
                    "text follows a closing quote; put the whole text in quotes (a quote inside is doubled: '')"
                ),
            )
        if here in {"]", "}"}:
            return _at(mark, _("a {here} closes here that was never opened").format(here=here))
        if here == "-":
            return _at(mark, _("a list item (-) stands where a key is expected; ") + _(_INDENT))
        return _at(mark, _(_INDENT))
    if "block collection" in context:
        return _at(mark, _("a list item (-) is expected here; ") + _(_INDENT))
    if "node content" in problem and opened is not None and not here.strip() and "flow" in context:
        return _at(mark, _("the file ends here inside of a [ or { that is not closed"))
    if "node content" in problem:
        if here in {"]", "}"}:
            return _at(mark, _("a {here} closes here that was never opened").format(here=here))
        return _at(
            mark,
            _("a value is missing here")
            + (" " + _("before {here!r}").format(here=here) if here.strip() else ""),
        )
    if "alias" in context or "anchor" in context:
        return _at(mark, _("a text that begins with * or & needs quotes"))
    if "incompatible YAML document" in problem or "directive" in context:
        return _at(mark, _("lines beginning with % are not for this format; leave them out"))
    return _at(mark, _("this is not YAML ({problem})").format(problem=problem))


def _at(mark: Any, message: str) -> tuple[int, int, str]:
    return mark.line + 1, mark.column + 1, message


def _colon(before: str) -> str:
    if ": " in before or before.rstrip().endswith(":"):
        return _("a text with ': ' in it must stand in quotes")
    return _("this key does not fit here: ") + _(_INDENT) + _(", and the line before needs its ':'")


def _flow(lines: list[str], mark: Any, opened: Any, here: str, mapping: bool) -> tuple[int, int, str]:
    bracket, closing = ("{", "}") if mapping else ("[", "]")
    if "${" in lines[mark.line][: mark.column + 2] if mark.line < len(lines) else False:
        return _at(mark, _("a condition with ${…} must stand in quotes here"))
    if opened is not None and (opened.line != mark.line or not here):
        return _at(
            opened,
            _(
                "the {bracket} that opens here is not closed with {closing}, or a comma is missing after it"
            ).format(bracket=bracket, closing=closing),
        )
    return _at(
        mark,
        _("a comma or {closing} is missing before {here!r}; a text with such signs needs quotes").format(
            closing=closing, here=here
        ),
    )
