"""The schema and the reference say what the models say, and the committed files are up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from audit_tui.errors import InputError
from audit_tui.library.explain import TYPE_CLASSES
from audit_tui.library.reference import DOCUMENT, SCHEMAS, fill, key_tables
from audit_tui.library.schema import KINDS, json_schema, schema_text
from audit_tui.library.yaml_reader import parse_document, read_document
from audit_tui.model.question import TYPES
from audit_tui.paths import shipped_checklists
from tests.library.write import HEAD

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    path for path in shipped_checklists().rglob("*.yaml") if "audit-checklist/" in path.read_text("utf-8")
)


def problems(data: object) -> list[str]:
    plain = json.loads(json.dumps(data, default=float))
    return [error.message for error in Draft202012Validator(json_schema()).iter_errors(plain)]


def test_it_is_a_schema_of_its_dialect() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_the_committed_files_are_what_the_models_say() -> None:
    renew = "run: python -m audit_tui.library.reference"
    for kind, path in SCHEMAS.items():
        assert (ROOT / path).read_text("utf-8") == schema_text(kind), renew
    document = (ROOT / DOCUMENT).read_text("utf-8")
    assert fill(document) == document, renew


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_checklists_fit_the_schema(path: Path) -> None:
    assert problems(read_document(path).data) == []


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("{id: a, type: yes_no, text: A, points: 1.5, x_mine: {any: thing}}", True),
        ("{id: a, type: yes_no, text: {en: A, it: B, x_note: mine}}", True),
        ("{id: a, type: number, text: A, min: -0.5, steps: [{up_to: 3, points: 1}]}", True),
        ("{id: a, type: date, text: A, default: now, help: }", True),
        ("{id: a, type: yes_no, text: A, poinst: 1}", False),
        ("{id: a, type: yes_no, text: A, points: '1'}", False),
        ("{id: a, type: yes_no, text: A, points: 1001}", False),
        ("{id: a, type: yes_no, text: {EN: A}}", False),
        ("{id: a, type: yesno, text: A}", False),
        ("{id: a, type: nps, text: A, points: 1}", False),
    ],
)
def test_the_schema_takes_what_the_reader_takes(question: str, fits: bool) -> None:
    text = HEAD + f"x_own: 1\nsections: [{{id: s, title: S, questions: [{question}]}}]\n"
    assert (problems(parse_document(text, "f").data | {"x_own": 1}) == []) is fits


def test_every_key_has_its_meaning_written_beside_it() -> None:
    for kind in KINDS:
        schema = json_schema(kind)
        for name, node in {"": schema, **schema["$defs"]}.items():
            for key, about in node.get("properties", {}).items():
                assert key == "type" or about.get("description"), f"{kind}: {name}.{key}"


def test_the_reference_names_every_type() -> None:
    tables = key_tables()
    assert set(TYPE_CLASSES) == set(TYPES)
    for type_ in TYPES:
        assert f"`{type_}`" in tables["keys by type"]


def test_a_reference_without_its_marks_is_refused() -> None:
    with pytest.raises(InputError, match="the marks 'keys of checklist' are missing"):
        fill("# Empty\n")
