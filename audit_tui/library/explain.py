"""Turns the validator's errors into faults a person can act on: the right place, plain words, a suggestion.

Knows the models of a checklist; decides nothing about their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from audit_tui.errors import Fault
from audit_tui.library.yaml_reader import DataPath, Document, value_at
from audit_tui.model.checklist import Band, Checklist, Scoring, Section, StandardsFile
from audit_tui.model.question import TYPES, Asked, Calc, Choice, Critical, Info, OnFail, Repeat, Step, plain
from audit_tui.model.standard import (
    OVERRIDES_FORMAT,
    Override,
    OverridesFile,
    Parameter,
    Row,
    Standard,
    Table,
)

TYPE_CLASSES: dict[str, type[BaseModel]] = {
    name: cls
    for cls in (*get_args(Asked), Info, Calc, Repeat)
    for name in get_args(cls.model_fields["type"].annotation)
}
"""The model of every question type."""

_PARTS: dict[str, type[BaseModel]] = {
    "bands": Band,
    "choices": Choice,
    "critical": Critical,
    "on_fail": OnFail,
    "parameters": Parameter,
    "rows": Row,
    "scoring": Scoring,
    "sections": Section,
    "standards": Standard,
    "steps": Step,
    "tables": Table,
}
MODELS: tuple[type[BaseModel], ...] = (
    Checklist,
    Override,
    *_PARTS.values(),
    *dict.fromkeys(TYPE_CLASSES.values()),
)
"""Every model that a file of checklists, standards or overrides is made of."""

_BRANCH = re.compile(r"^(constrained-str$|list\[|literal\[|dict\[)")
_LISTS = frozenset({"bands", "choices", "languages", "questions", "rows", "sections", "steps"})
_MAPPINGS = frozenset({"choices", "kind", "labels", "parameters", "standards", "tables"})
_PATTERNS = {
    "^[a-z][a-z0-9_]": "small letters, digits and _, beginning with a letter, e.g. hold_s",
    "^[A-Z][A-Z0-9]": "capital letters, a hyphen and digits, e.g. PH-01",
    "^(?:[a-z]": "the standard with its checklist, e.g. phone/PH-01, or PH-01 for all checklists",
    "^[A-Z]{2}": "two capital letters of a country, e.g. IT, or a part of it, e.g. US-CA",
    "^[A-Za-z0-9][A-Za-z0-9._+-]": 'up to 32 letters, digits and . _ + -, e.g. "2026.1"',
    "^[a-z]{2,3}(-": "a language code, e.g. en or zh-TW",
    "^[^\\n": "a text on one line, without tabs",
}
_ELSEWHERE = {
    ("single", "points"): "a single question takes its points from its choices",
    ("nps", "points"): "an nps question is never scored",
}


def suggest(word: object, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest known word, or nothing."""
    text = str(word)
    candidates = list(known)
    near = get_close_matches(text, candidates, 1, 0.6) or get_close_matches(text.lower(), candidates, 1, 0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def show(value: object) -> str:
    """A value as it is named in a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return repr(_cut(value))
    if isinstance(value, Decimal):
        return _cut(plain(value))
    if isinstance(value, list):
        return "a list"
    return "keys and values" if isinstance(value, dict) else str(value)


def explain(document: Document, error: ValidationError) -> list[tuple[DataPath, Fault]]:
    """The faults behind a validation error, each with the path that it is about."""
    found: list[tuple[DataPath, Fault]] = []
    seen: set[tuple[DataPath, str]] = set()
    for one in error.errors(include_url=False):
        path, branch, of_key = _path(one["loc"])
        if _is_broken(document, path) or not _is_wanted_branch(document, path, branch):
            continue
        code, message, at_key = _message(document, path, one, branch, of_key)
        if (path, message) in seen:
            continue
        seen.add((path, message))
        at = (*path, "type") if one["type"] == "union_tag_invalid" else path
        found.append((path, document.fault(at, code, message, key=at_key)))
    return found


def _path(loc: tuple[int | str, ...]) -> tuple[DataPath, tuple[str, DataPath] | None, bool]:
    """The path in the file; the branch of a union it went through, and where; whether it is about a key.

    In a question the validator names the type after the index; that is no part of the file.
    """
    path: list[str | int] = []
    branch: tuple[str, DataPath] | None = None
    of_key = False
    for part in loc:
        in_question = len(path) >= 2 and path[-2] == "questions" and isinstance(path[-1], int)
        if in_question and part in TYPE_CLASSES and branch != ("type", tuple(path)):
            branch = ("type", tuple(path))
            continue
        if part == "[key]":
            of_key = True
        elif isinstance(part, str) and _BRANCH.match(part):
            branch = (part, tuple(path))
        else:
            path.append(part)
    return tuple(path), branch, of_key


def _is_broken(document: Document, path: DataPath) -> bool:
    return bool(document.broken) and any(path[:end] in document.broken for end in range(len(path) + 1))


def _is_wanted_branch(document: Document, path: DataPath, branch: tuple[str, DataPath] | None) -> bool:
    """Of `choices` and `kind`, which take two forms, only the form that was written is spoken of."""
    if branch is None or branch[0] == "type":
        return True
    name, at = branch
    value = value_at(document.data, at)
    if name.startswith("list["):
        return isinstance(value, list)
    if name.startswith("dict["):
        return isinstance(value, dict)
    return not isinstance(value, list if name == "constrained-str" else dict)


def _message(
    document: Document, path: DataPath, error: Any, branch: tuple[str, DataPath] | None, of_key: bool
) -> tuple[str, str, bool]:
    """Code, sentence, and whether it belongs at the key."""
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx") or {}
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    value = error["input"]
    name = f"'{key}'" if path and isinstance(path[-1], str) else f"each of '{key}'"
    if kind == "missing":
        return "schema.missing", f"'{path[-1]}' is missing", False
    if kind == "extra_forbidden":
        return "schema.unknown_key", _unknown_key(document, path), True
    if kind == "union_tag_invalid":
        return "schema.type", _unknown_type(path, value.get("type")), False
    if kind == "union_tag_not_found":
        return "schema.type", f"'type' is missing; it is one of {', '.join(TYPES)}", False
    if of_key or kind == "invalid_key":
        return "schema.key", _bad_key(path[-1], kind, context), True
    if value is None and not (branch and branch[0] != "type"):
        return "schema.empty", f"nothing is written for {name}", True
    return "schema.value", _value(kind, context, name, key, value, branch, path), False


def _unknown_type(path: DataPath, written: object) -> str:
    if written == "repeat" and path.count("questions") > 1:
        return "a repeat cannot stand inside a repeat"
    hint = suggest(written, TYPES)
    return f"unknown type {show(written)}" + (hint or f"; known are {', '.join(TYPES)}")


def _model_at(data: Any, path: DataPath) -> type[BaseModel] | None:
    if not path:
        return _whole(data)
    if isinstance(path[-1], int):
        if path[-2] == "questions":
            return TYPE_CLASSES.get(str(value_at(data, (*path, "type"))))
        return _PARTS.get(str(path[-2]))
    if path == ("scoring",) or path[-1] in {"critical", "on_fail"}:
        return _PARTS[str(path[-1])]
    if path[0] != "standards":
        return None
    inside: dict[int, type[BaseModel]] = {
        2: Override if _whole(data) is OverridesFile else Standard,
        4: Parameter,
        5: Table,
    }
    return inside.get(len(path))


def _whole(data: Any) -> type[BaseModel]:
    """The model of a file, by its format."""
    kind = str(data.get("format", "")) if isinstance(data, dict) else ""
    if kind == OVERRIDES_FORMAT:
        return OverridesFile
    return StandardsFile if kind.startswith("audit-standards") else Checklist


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys of a model as they are written in a file."""
    return [field.alias or name for name, field in model.model_fields.items() if name != "replaced"]


def _unknown_key(document: Document, path: DataPath) -> str:
    key, around = str(path[-1]), path[:-1]
    model = _model_at(document.data, around)
    known = keys_of(model) if model else []
    type_ = value_at(document.data, (*around, "type")) if around and around[-2:-1] == ("questions",) else None
    if isinstance(type_, str):
        if (reason := _ELSEWHERE.get((type_, key))) is not None:
            return f"'{key}' does not belong here: {reason}"
        owners = [name for name, cls in TYPE_CLASSES.items() if key in keys_of(cls)]
        if owners:
            return f"'{key}' does not belong to a question of type {type_}; only to {', '.join(owners)}"
    hint = suggest(key, known) or (f"; known are {', '.join(known)}" if 0 < len(known) <= 8 else "")
    return f"unknown key '{key}'{hint}"


def _pattern(context: dict[str, Any]) -> str:
    pattern = str(context.get("pattern", ""))
    return next((words for start, words in _PATTERNS.items() if pattern.startswith(start)), "another form")


def _bad_key(key: object, kind: str, context: dict[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return f"the key {show(key)} does not fit: {_pattern(context)}"
    if kind == "literal_error":
        return f"unknown key {show(key)}; known are {', '.join(_options(context))}"
    if kind.startswith("int"):
        return f"the key {show(key)} must be a whole number"
    return f"the key {show(key)} must be a text; put it in quotes"


def _options(context: dict[str, Any]) -> list[str]:
    expected = str(context.get("expected", ""))
    return re.findall(r"'([^']*)'", expected) or re.findall(r"-?[0-9]+", expected)


_LIMITS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def _value(
    kind: str,
    context: dict[str, Any],
    name: str,
    key: str,
    value: Any,
    branch: tuple[str, DataPath] | None,
    path: DataPath,
) -> str:
    if kind == "literal_error":
        options = _options(context)
        if len(options) == 1:
            return f"{name} must be {options[0]}, not {show(value)}"
        wanted = "one of " + ", ".join(options)
        if isinstance(value, bool) and "yes" in options:
            return f"{name} is {wanted}; write {'yes' if value else 'no'}, not {show(value)}"
        return f"{name} is {wanted}, not {show(value)}{suggest(value, options)}"
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        bound = context[limit]
        return f"{name} is {words} {plain(bound) if isinstance(bound, Decimal) else bound}, not {show(value)}"
    if kind == "value_error":
        return str(context.get("error", "this value does not fit here"))
    if kind.startswith("decimal_") and kind not in {"decimal_type", "decimal_parsing"}:
        return f"{name} has more than 24 digits"
    if kind.startswith("decimal_") or kind == "finite_number":
        return f"{name} is a number, not {show(value)}"
    if kind.startswith("int_"):
        return f"{name} is a whole number, not {show(value)}"
    if kind.startswith("bool_"):
        return f"{name} is true or false, not {show(value)}"
    if kind == "string_pattern_mismatch":
        return f"{show(value)} does not fit {name}: {_pattern(context)}"
    if kind == "string_too_long":
        return f"{name} is longer than {context['max_length']} characters"
    if kind in {"string_too_short", "too_short"}:
        return f"{name} is empty"
    if kind == "string_type" and branch and branch[0] == "constrained-str":
        return f"{name} is a list of choices or the name of one, not {show(value)}"
    if kind == "list_type":
        return f"{name} is a list, not {show(value)}"
    if kind == "dict_type" and key in _MAPPINGS and path[-1] == key:
        return f"{name} holds keys and values, not {show(value)}"
    if kind in {"string_type", "dict_type"}:
        quotes = "; put it in quotes" if not isinstance(value, list | dict) else ""
        return f"{name} is a text, not {show(value)}{quotes}"
    if kind.startswith(("model_", "dataclass_")):
        return f"{name} holds keys and values, not {show(value)}"
    return f"{show(value)} does not fit {name}"
