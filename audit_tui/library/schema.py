"""The JSON Schemas of checklists, standards and overrides, for editors that complete and check while one writes.

Generated from the models, so it cannot say anything else than they do. It describes the form only; what
the linter finds is beyond a schema.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from audit_tui.library.explain import MODELS
from audit_tui.library.yaml_reader import OWN_KEY
from audit_tui.model.checklist import FORMAT, STANDARDS_FORMAT, Checklist, StandardsFile
from audit_tui.model.standard import OVERRIDES_FORMAT, REFERENCE, OverridesFile
from audit_tui.model.text import LANGUAGE, MAX_TEXT

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "checklist": (Checklist, FORMAT),
    "standards": (StandardsFile, STANDARDS_FORMAT),
    "overrides": (OverridesFile, OVERRIDES_FORMAT),
}
"""Kind of file → its model and its `format`."""

_OWN = f"^{OWN_KEY}"
_TEXT = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
_LOCAL_TEXT = {
    "description": "A text in the first language, or the text by language: {en: …, it: …}.",
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "patternProperties": {LANGUAGE: _TEXT, _OWN: True},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ],
}
_COMMON_TEXT = {
    **_LOCAL_TEXT,
    "description": "A text that is the same in all languages, or the text by language: {en: …, it: …}.",
}
_LIMITS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
_MAPS = ("properties", "patternProperties", "$defs")


def json_schema(kind: str = "checklist") -> dict[str, Any]:
    """The schema (2020-12) of a kind of file: plain texts, numbers as numbers, `x_…` keys let pass."""
    root, title = KINDS[kind]
    raw = root.model_json_schema(by_alias=True, mode="validation")
    raw["properties"].pop("replaced", None)
    definitions = {name: _tidy(node) for name, node in sorted(raw.pop("$defs").items()) if name != "Replaced"}
    whole: dict[str, Any] = _tidy(raw)
    for model in {root, *MODELS}:
        node = whole if model is root else definitions.get(model.__name__)
        if node is None:
            continue
        for name, about in docs_of(model).items():
            if name in node["properties"]:
                node["properties"][name]["description"] = about
    return {
        "$schema": DIALECT,
        "title": title,
        **whole,
        "$defs": {"LocalText": _LOCAL_TEXT, "CommonText": _COMMON_TEXT, **definitions},
    }


def schema_text(kind: str = "checklist") -> str:
    """The schema as the text of its file."""
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


def file_name(kind: str) -> str:
    """The file of a schema, beside the checklists."""
    return f"{kind}.schema.json"


@cache
def docs_of(model: type[BaseModel]) -> dict[str, str]:
    """What is written under the fields of a model, inherited ones too, by key."""
    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if issubclass(cls, BaseModel) and cls is not BaseModel:
            found.update(_docs_in(cls))
    return {field.alias or name: found[name] for name, field in model.model_fields.items() if name in found}


def _docs_in(cls: type[BaseModel]) -> Iterator[tuple[str, str]]:
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    for field, after in pairwise(body.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match after:
                case ast.Expr(value=ast.Constant(value=str() as about)):
                    yield field.target.id, " ".join(about.split())


def _tidy(node: Any) -> Any:
    """A schema without the generator's noise and with the two forms of a text."""
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "object" and set(node.get("patternProperties", ())) == {LANGUAGE}:
        return {"$ref": "#/$defs/LocalText"}
    found: dict[str, Any] = {}
    for keyword, value in node.items():
        if keyword in _MAPS:
            found[keyword] = {name: _tidy(one) for name, one in value.items()}
        elif keyword == "default":
            if value is not None and not isinstance(value, dict) and value != [] and not _is_objects(value):
                found[keyword] = value
        elif keyword in _LIMITS:
            found[_LIMITS[keyword]] = value
        elif keyword not in {"title", "discriminator", "max_digits"}:
            found[keyword] = _tidy(value)
    if found.get("oneOf", [])[1:] == [{"$ref": "#/$defs/LocalText"}]:
        del found["oneOf"]
        found["$ref"] = "#/$defs/CommonText"
    if "anyOf" in found:
        found = _joined(found)
    if found.get("type") == "number":
        _number(found)
    if found.get("type") == "object":
        found.setdefault("patternProperties", {})[_OWN] = True
        found.setdefault("additionalProperties", False)
    return found


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _joined(node: dict[str, Any]) -> dict[str, Any]:
    """`anyOf` flattened; a number that may come as a string in JSON is a number in a file, or a reference."""
    options: list[Any] = []
    for option in node.pop("anyOf"):
        inner = option.pop("anyOf", None) if isinstance(option, dict) else None
        options += [{**one, **option} for one in inner] if inner else [option]
    if any(one.get("type") == "number" for one in options):
        options = [one for one in options if one.get("type") != "string" or one.get("pattern") == REFERENCE]
    if len(options) == 1:
        return {**options[0], **node}
    return {"anyOf": options, **node}


def _number(node: dict[str, Any]) -> None:
    for keyword in (*_LIMITS.values(), "default"):
        if keyword in node:
            value = float(node[keyword])
            node[keyword] = int(value) if value.is_integer() else value
