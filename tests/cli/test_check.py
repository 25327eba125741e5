"""`check`: every fault of a checklist with its place, and an exit code for scripts."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from audit_tui.paths import shipped_checklists
from tests.cli.checklists import PHONE
from tests.cli.conftest import Command, documented

BROKEN = """\
format: audit-checklist/1
id: Phone
version: "1"
languages: [en]
title: {en: Telephone, now}
scoring: {pass_form: 85}
sections:
  - id: s
    title: {en: S}
    questions:
      - {id: a, type: yes_noo, text: {en: A}, points: 1}
      - {id: a2, type: yes_no, text: {en: A}, points: -1}
      - {id: b, type: yes_no, text: {en: B}, points: 1, standard: PH-09}
      - {id: c, type: yes_no, text: {en: C}, points: 1, show_if: "${nobody} = 'yes'"}
      - {id: d, type: count, text: {en: D}, points: 1, meets: ". <="}
      - {id: e, type: single, text: {en: E}, points: 3, choices: [{id: x, label: X, points: 1}]}
      - {id: f, type: yes_no, text: {en: F}, neutral: true, points: 2}
      - {id: f, type: yes_no, text: {en: F}, points: 2}
      - {id: g, type: yes_no, txt: {en: G}, points: 2}
"""


def test_the_shipped_checklists_have_no_errors(run: Command) -> None:
    done = run("check", shipped_checklists(), "--json")
    found = documented("check", done.json)
    assert done.code == 0
    assert {file["id"] for file in found["files"]} >= {"phone", "parking", "reception", "delivery"}


def test_many_faults_in_one_file_are_each_named_with_line_and_column(run: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    done = run("check", "broken.yaml")
    assert done.code == 1
    for line in (2, 5, 6, 11, 12, 13, 14, 15, 16, 17, 18, 19):
        assert f"broken.yaml:{line}:" in done.out, f"line {line} has a fault that is not named"
    assert "usable" in done.err
    found = documented("check", run("check", "broken.yaml", "--json").json)
    places = [(fault["line"], fault["column"]) for fault in found["faults"]]
    assert places == sorted(places) and len(places) >= 10
    assert found["files"][0]["id"] is None


def test_warnings_alone_leave_the_exit_code_at_0(run: Command, tmp_path: Path) -> None:
    (tmp_path / "warned.yaml").write_text(PHONE, encoding="utf-8")
    done = run("check", "warned.yaml", "--json")
    assert done.code == 0
    assert {fault["severity"] for fault in done.json["faults"]} == {"warning"}


def test_a_folder_stands_for_its_files_and_standards_are_known_by_their_format(
    run: Command, tmp_path: Path
) -> None:
    (tmp_path / "own" / "standards").mkdir(parents=True)
    (tmp_path / "own" / "phone.yaml").write_text(PHONE, encoding="utf-8")
    (tmp_path / "own" / "standards" / "shared.yaml").write_text(
        "format: audit-standards/1\nlanguages: [en]\nstandards:\n  PH-01: {text: {en: Fast.}, source: custom}\n",
        encoding="utf-8",
    )
    done = run("check", "own", "--json")
    assert done.code == 0
    assert [file["id"] for file in done.json["files"]] == ["phone", "standards"]


def test_the_schema_of_the_format_is_printed_and_is_one(run: Command) -> None:
    schema = run("check", "--schema").json
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "sections" in str(schema)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.yaml", None),
        ("empty.yaml", b""),
        ("binary.yaml", b"\x00\xff"),
        ("utf16.yaml", b"\xff\xfea\x00"),
    ],
)
def test_what_is_no_text_file_is_one_sentence_and_exit_2(
    run: Command, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("check", name)
    assert done.code == 2
    assert done.out.startswith(f"{name}: error: ")


def test_an_empty_folder_and_no_argument_at_all_are_exit_2(run: Command, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert run("check", "nothing").code == 2
    assert run("check").code == 2
