"""The tables of the format reference, made from the models: `python -m audit_tui.library.reference`.

Writes them between the marks in `docs/checklist-format.md`, and the JSON Schemas beside the checklists, in
the folder it is called in. It writes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from audit_tui.errors import InputError
from audit_tui.library.explain import TYPE_CLASSES
from audit_tui.library.schema import KINDS, file_name, json_schema, schema_text
from audit_tui.model.standard import REFERENCE
from audit_tui.rules.functions import FUNCTIONS

DOCUMENT = Path("docs/checklist-format.md")
SCHEMAS = {kind: Path("checklists") / file_name(kind) for kind in KINDS}
"""Kind of file → where its schema lies."""

_BEGIN = "<!-- {}: made by python -m audit_tui.library.reference; do not edit -->"
_END = "<!-- end of {} -->"
_PATTERNS = {
    "^[a-z][a-z": "id",
    "^[A-Z]": "standard id",
    "^[A-Z]{2}": "country",
    "^[a-z]{2,3}": "language codes",
}
_TEXTS = {"LocalText": "text", "CommonText": "text, or one for all languages"}
_KEYS = {"OnFail": "on_fail"}
_HEAD = "| key | value | what it means |\n|---|---|---|\n"


def key_tables() -> dict[str, str]:
    """Markdown tables by their place in the reference: of the file, of the question types, of functions."""
    schema = json_schema()
    definitions = schema["$defs"]
    parts = {
        "checklist": schema,
        **{name.lower(): definitions[name] for name in ("Scoring", "Band", "Section", "Standard")},
        **{name.lower(): definitions[name] for name in ("Parameter", "Table", "Row")},
        **{name.lower(): definitions[name] for name in ("Choice", "Step", "Critical")},
        "on_fail": definitions["OnFail"],
    }
    overrides = json_schema("overrides")
    parts["overrides"] = overrides
    parts["override"] = overrides["$defs"]["Override"]
    parts["standards file"] = json_schema("standards")
    tables = {f"keys of {name}": _table(node, node["properties"]) for name, node in parts.items()}
    common = set.intersection(
        *(
            set(definitions[cls.__name__]["properties"])
            for cls in TYPE_CLASSES.values()
            if "neutral" in cls.model_fields
        )
    ) - {"type"}
    asked = definitions["YesNo"]
    tables["keys of every question"] = _table(asked, [key for key in asked["properties"] if key in common])
    tables["keys by type"] = "\n".join(_by_type(definitions, common))
    tables["functions"] = "| function | what it gives |\n|---|---|\n" + "\n".join(
        f"| `{name}()` | {function.about} |" for name, function in FUNCTIONS.items()
    )
    return tables


def _by_type(definitions: Mapping[str, Any], common: set[str]) -> Iterable[str]:
    classes: dict[str, list[str]] = {}
    for type_, cls in TYPE_CLASSES.items():
        classes.setdefault(cls.__name__, []).append(type_)
    for name, types in classes.items():
        node = definitions[name]
        yield f"### {', '.join(f'`{type_}`' for type_ in types)}\n\n{node['description']}\n"
        keys = [key for key in node["properties"] if key not in common and key != "type"]
        missing = [key for key in node["properties"] if key in common]
        if len(missing) < len(common):
            yield f"Of the common keys only {', '.join(f'`{key}`' for key in missing)}.\n"
        if keys:
            yield _table(node, keys) + "\n"
        else:
            yield "No keys of its own.\n"


def _table(node: Mapping[str, Any], keys: Iterable[str]) -> str:
    rows = []
    for key in keys:
        about = node["properties"][key]
        needed = ", needed" if key in node.get("required", ()) else ""
        rows.append(f"| `{key}` | {_value(about)}{needed} | {about.get('description', '')} |")
    return _HEAD + "\n".join(rows)


def _value(node: Mapping[str, Any]) -> str:
    default = node.get("default")
    said = _kind(node)
    if default is None:
        return said
    shown = str(default).lower() if isinstance(default, bool) else default
    return f"{said}, default {', '.join(shown) if isinstance(shown, list) else shown}"


def _kind(node: Mapping[str, Any]) -> str:
    if "$ref" in node:
        name = str(node["$ref"]).rpartition("/")[2]
        return _TEXTS.get(name) or f"{_KEYS.get(name, name.lower())} keys"
    if "anyOf" in node:
        return " or ".join(dict.fromkeys(_kind(one) for one in node["anyOf"] if one.get("type") != "null"))
    if "oneOf" in node:
        return "questions"
    if "const" in node or "enum" in node:
        return " / ".join(f"`{one}`" for one in node.get("enum", [node.get("const")]))
    kind = node.get("type")
    if kind == "array":
        return "questions" if "oneOf" in node["items"] else f"list of {_kind(node['items'])}"
    if kind == "object":
        return "keys and values"
    if kind in {"number", "integer"}:
        return ("whole number" if kind == "integer" else "number") + _limits(node)
    if kind == "boolean":
        return "`true` / `false`"
    pattern = str(node.get("pattern", ""))
    if pattern == REFERENCE:
        return "figure of a standard"
    named = [words for start, words in _PATTERNS.items() if pattern.startswith(start)]
    return named[-1] if named else "condition" if node.get("maxLength") == 4000 else "line of text"


def _limits(node: Mapping[str, Any]) -> str:
    low = node.get("exclusiveMinimum", node.get("minimum"))
    high = node.get("maximum")
    if high is not None and high >= 1_000_000_000:
        return ""
    more = "above " if "exclusiveMinimum" in node else ""
    if low is None or high is None:
        return f" from {low}" if low is not None else f" up to {high:,}" if high is not None else ""
    return f" {more}{low} to {high:,}"


def fill(document: str) -> str:
    """The reference with every table renewed. `InputError` if a mark is missing."""
    for name, table in key_tables().items():
        begin, end = _BEGIN.format(name), _END.format(name)
        before, found, rest = document.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise InputError("reference.mark", f"the marks '{name}' are missing.", where=str(DOCUMENT))
        document = f"{before}{begin}\n\n{table.rstrip()}\n\n{end}{after}"
    return document


def main() -> None:
    """Renews the reference and the schemas in the current folder."""
    DOCUMENT.write_text(fill(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    for kind, path in SCHEMAS.items():
        path.write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
