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
from audit_tui.i18n import _, later
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
from audit_tui.model.text import BY_LANGUAGE, PLAIN

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
    "^[a-z][a-z0-9_]": later("small letters, digits and _, beginning with a letter, e.g. hold_s"),
    "^[A-Z][A-Z0-9]": later("capital letters, a hyphen and digits, e.g. PH-01"),
    "^(?:[a-z]": later("the standard with its checklist, e.g. phone/PH-01, or PH-01 for all checklists"),
    "^[A-Z]{2}": later("two capital letters of a country, e.g. IT, or a part of it, e.g. US-CA"),
    "^[A-Za-z0-9][A-Za-z0-9._+-]": later('up to 32 letters, digits and . _ + -, e.g. "2026.1"'),
    "^[a-z]{2,3}(-": later("a language code, e.g. en or zh-TW"),
    "^[^\\n": later("a text on one line, without tabs"),
}
_ELSEWHERE = {
    ("single", "points"): later("a single question takes its points from its choices"),
    ("nps", "points"): later("an nps question is never scored"),
}


def suggest(word: object, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest known word, or nothing."""
    text = str(word)
    candidates = list(known)
    near = get_close_matches(text, candidates, 1, 0.6) or get_close_matches(text.lower(), candidates, 1, 0.6)
    return _("; did you mean '{near}'?").format(near=near[0]) if near else ""


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
        return _("a list")
    return _("keys and values") if isinstance(value, dict) else str(value)


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

    In a question the validator names the type after the index, and the form of a source; neither is part of the file.
    """
    path: list[str | int] = []
    branch: tuple[str, DataPath] | None = None
    of_key = False
    for part in loc:
        in_question = len(path) >= 2 and path[-2] == "questions" and isinstance(path[-1], int)
        if in_question and part in TYPE_CLASSES and branch != ("type", tuple(path)):
            branch = ("type", tuple(path))
            continue
        if part in (PLAIN, BY_LANGUAGE):
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
    name = f"'{key}'" if path and isinstance(path[-1], str) else _("each of '{key}'").format(key=key)
    if kind == "missing":
        return "schema.missing", _("'{path}' is missing").format(path=path[-1]), False
    if kind == "extra_forbidden":
        return "schema.unknown_key", _unknown_key(document, path), True
    if kind == "union_tag_invalid":
        return "schema.type", _unknown_type(path, value.get("type")), False
    if kind == "union_tag_not_found":
        return (
            "schema.type",
            _("'type' is missing; it is one of {types}").format(types=", ".join(TYPES)),
            False,
        )
    if of_key or kind == "invalid_key":
        return "schema.key", _bad_key(path[-1], kind, context), True
    if value is None and not (branch and branch[0] != "type"):
        return "schema.empty", _("nothing is written for {name}").format(name=name), True
    return "schema.value", _value(kind, context, name, key, value, branch, path), False


def _unknown_type(path: DataPath, written: object) -> str:
    if written == "repeat" and path.count("questions") > 1:
        return _("a repeat cannot stand inside a repeat")
    hint = suggest(written, TYPES)
    return _("unknown type {show}").format(show=show(written)) + (
        hint or _("; known are {types}").format(types=", ".join(TYPES))
    )


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
            return _("'{key}' does not belong here: {reason}").format(key=key, reason=_(reason))
        owners = [name for name, cls in TYPE_CLASSES.items() if key in keys_of(cls)]
        if owners:
            return _("'{key}' does not belong to a question of type {type}; only to {owners}").format(
                key=key, type=type_, owners=", ".join(owners)
            )
    hint = suggest(key, known) or (
        _("; known are {known}").format(known=", ".join(known)) if 0 < len(known) <= 8 else ""
    )
    return _("unknown key '{key}'{hint}").format(key=key, hint=hint)


def _pattern(context: dict[str, Any]) -> str:
    pattern = str(context.get("pattern", ""))
    return next(
        (_(words) for start, words in _PATTERNS.items() if pattern.startswith(start)), _("another form")
    )


def _bad_key(key: object, kind: str, context: dict[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return _("the key {show} does not fit: {pattern}").format(show=show(key), pattern=_pattern(context))
    if kind == "literal_error":
        return _("unknown key {show}; known are {options}").format(
            show=show(key), options=", ".join(_options(context))
        )
    if kind.startswith("int"):
        return _("the key {show} must be a whole number").format(show=show(key))
    return _("the key {show} must be a text; put it in quotes").format(show=show(key))


def _options(context: dict[str, Any]) -> list[str]:
    expected = str(context.get("expected", ""))
    return re.findall(r"'([^']*)'", expected) or re.findall(r"-?[0-9]+", expected)


_LIMITS = {
    "greater_than_equal": ("ge", later("at least")),
    "greater_than": ("gt", later("more than")),
    "less_than_equal": ("le", later("at most")),
    "less_than": ("lt", later("less than")),
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
            return _("{name} must be {options}, not {show}").format(
                name=name, options=options[0], show=show(value)
            )
        wanted = _("one of ") + ", ".join(options)
        if isinstance(value, bool) and "yes" in options:
            return _("{name} is {wanted}; write {what}, not {show}").format(
                name=name, wanted=wanted, what="yes" if value else "no", show=show(value)
            )
        return _("{name} is {wanted}, not {show}{suggest}").format(
            name=name, wanted=wanted, show=show(value), suggest=suggest(value, options)
        )
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        bound = context[limit]
        return _("{name} is {words} {bound}, not {show}").format(
            name=name,
            words=_(words),
            bound=plain(bound) if isinstance(bound, Decimal) else bound,
            show=show(value),
        )
    if kind == "value_error":
        return str(context.get("error", _("this value does not fit here")))
    if kind.startswith("decimal_") and kind not in {"decimal_type", "decimal_parsing"}:
        return _("{name} has more than 24 digits").format(name=name)
    if kind.startswith("decimal_") or kind == "finite_number":
        return _("{name} is a number, not {show}").format(name=name, show=show(value))
    if kind.startswith("int_"):
        return _("{name} is a whole number, not {show}").format(name=name, show=show(value))
    if kind.startswith("bool_"):
        return _("{name} is true or false, not {show}").format(name=name, show=show(value))
    if kind == "string_pattern_mismatch":
        return _("{show} does not fit {name}: {pattern}").format(
            show=show(value), name=name, pattern=_pattern(context)
        )
    if kind == "string_too_long":
        return _("{name} is longer than {max_length} characters").format(
            name=name, max_length=context["max_length"]
        )
    if kind in {"string_too_short", "too_short"}:
        return _("{name} is empty").format(name=name)
    if kind == "string_type" and branch and branch[0] == "constrained-str":
        return _("{name} is a list of choices or the name of one, not {show}").format(
            name=name, show=show(value)
        )
    if kind == "list_type":
        return _("{name} is a list, not {show}").format(name=name, show=show(value))
    if kind == "dict_type" and key in _MAPPINGS and path[-1] == key:
        return _("{name} holds keys and values, not {show}").format(name=name, show=show(value))
    if kind in {"string_type", "dict_type"}:
        quotes = _("; put it in quotes") if not isinstance(value, list | dict) else ""
        return _("{name} is a text, not {show}{quotes}").format(name=name, show=show(value), quotes=quotes)
    if kind.startswith(("model_", "dataclass_")):
        return _("{name} holds keys and values, not {show}").format(name=name, show=show(value))
    return _("{show} does not fit {name}").format(show=show(value), name=name)
