"""Ids, standards, lists of choices, languages and texts of a checklist."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.library.loader import load_checklist, read_standards
from audit_tui.library.overrides import read_overrides
from tests.library.write import HEAD, checklist, codes, faults_of, marked, only, write

SCORED = "- {id: a, type: yes_no, text: A, points: 1}"


def test_an_id_is_taken_once_in_the_whole_checklist(tmp_path: Path) -> None:
    inner = "- {id: calls, type: repeat, text: C, questions: [{id: a, type: text, text: A}]}"
    path = checklist(tmp_path, f"{SCORED}\n{inner}\n- {{id: first, type: text, text: F}}")
    assert codes(path) == ["id.duplicate", "id.duplicate"]
    messages = [fault.message for fault in faults_of(path)]
    assert messages == [
        "the id 'a' is taken by the question on line 9",
        "the id 'first' is taken by the section on line 6",
    ]


def test_an_unknown_standard_is_named_with_the_nearest(tmp_path: Path) -> None:
    head = HEAD + "standards: {PH-01: {text: Answer}, PH-22: {text: Greet}}\n"
    path = checklist(tmp_path, "- {id: a, type: yes_no, text: A, points: 1, standard: PH-02}", head)
    assert "unknown standard 'PH-02'; did you mean" in only(path, "standard.unknown").message
    assert marked(path, only(path, "standard.unknown")).startswith("PH-02")


def test_a_standard_that_nothing_measures_is_a_warning(tmp_path: Path) -> None:
    path = checklist(tmp_path, SCORED, HEAD + "standards: {PH-01: {text: Answer}}\n")
    assert codes(path, "warning") == ["standard.unused"]


def test_a_named_list_of_choices_must_exist_and_be_used(tmp_path: Path) -> None:
    head = HEAD + "choices: {channel: [{id: b, label: B}], nobody: [{id: b, label: B}]}\n"
    path = checklist(tmp_path, SCORED + "\n- {id: c, type: single, text: C, choices: chanel}", head)
    assert "did you mean 'channel'?" in only(path, "choices.unknown").message
    good = checklist(tmp_path, SCORED + "\n- {id: c, type: single, text: C, choices: channel}", head)
    assert codes(good) == []
    assert only(good, "choices.unused").message == "no question uses the list of choices 'nobody'"


def test_missing_translations_are_one_warning_a_language_with_the_lines(tmp_path: Path) -> None:
    head = HEAD.replace("title: Telephone", "title: {en: Telephone, it: Telefono}") + "languages: [en, it]\n"
    path = checklist(tmp_path, SCORED + "\n- {id: b, type: yes_no, text: {en: B, it: B}}", head)
    assert only(path, "language.missing").message == "2 of 4 texts have no 'it': line 8, 10"


def test_a_language_that_is_not_listed_is_an_error(tmp_path: Path) -> None:
    path = checklist(tmp_path, "- {id: a, type: yes_no, text: {en: A, fr: A}, points: 1}")
    assert only(path, "language.unknown").message == "'fr' is not among 'languages' (en)"
    assert marked(path, only(path, "language.unknown")).startswith("fr: A")


def test_every_text_has_the_language_of_reference(tmp_path: Path) -> None:
    path = checklist(
        tmp_path, "- {id: a, type: yes_no, text: {it: A}, points: 1}", HEAD + "languages: [en, it]\n"
    )
    assert codes(path) == ["language.reference"]


def test_an_empty_text_and_a_language_written_twice_are_errors(tmp_path: Path) -> None:
    path = checklist(
        tmp_path, "- {id: a, type: yes_no, text: ' ', points: 1}", HEAD + "languages: [en, en]\n"
    )
    assert codes(path) == ["language.duplicate", "text.empty"]


def test_a_text_that_looks_cut_is_a_warning(tmp_path: Path) -> None:
    questions = """\
- id: a
  type: yes_no
  points: 1
  text: Was line #2 free
- id: b
  type: yes_no
  text: Name, and
  help: Said twice,
- id: c
  type: yes_no
  text: Was it said?  #ask twice
"""
    path = checklist(tmp_path, questions)
    assert [(fault.code, fault.line) for fault in faults_of(path)] == [("text.cut", 12), ("text.cut", 16)]


def test_a_touchpoint_almost_known_is_a_warning(tmp_path: Path) -> None:
    path = checklist(tmp_path, SCORED, HEAD + "touchpoint: recepton\n")
    assert "did you mean 'reception'?" in only(path, "touchpoint.unknown").message


def test_a_part_with_a_fault_of_form_is_not_blamed_a_second_time(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        """\
        - {id: a, type: count, text: A, poinst: 4, meets: ". < 3"}
        - {id: b, type: yes_no, text: B, points: 1, show_if: "${a} > 2"}
        """,
    )
    assert codes(path) == ["schema.unknown_key"]


def test_shared_standards_are_taken_from_a_file_beside_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        "format: audit-standards/1\nlanguages: [it]\nstandards: {RT-01: {text: Prezzi}, RT-02: {text: Luce}}\n",
        "standards/retail.yaml",
    )
    path = checklist(
        tmp_path,
        "- {id: a, type: yes_no, text: A, points: 1, standard: RT-01}",
        HEAD + "standards_from: standards/retail.yaml\n",
    )
    assert faults_of(path) == []
    loaded = load_checklist(path)
    assert set(loaded.standards) == {"RT-01"}
    assert loaded.standards["RT-01"].text == {"it": "Prezzi"}


def test_a_standard_of_its_own_replaces_a_shared_one_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, "format: audit-standards/1\nstandards: {RT-01: {text: Shared}}\n", "retail.yaml")
    path = checklist(
        tmp_path,
        "- {id: a, type: yes_no, text: A, points: 1, standard: RT-01}",
        HEAD + "standards_from: retail.yaml\nstandards: {RT-01: {text: Own}}\n",
    )
    assert codes(path, "warning") == ["standard.override"]
    assert load_checklist(path).standards["RT-01"].text == {"en": "Own"}


def test_shared_standards_are_never_read_from_outside(tmp_path: Path) -> None:
    write(tmp_path, "format: audit-standards/1\nstandards: {RT-01: {text: Secret}}\n", "secret.yaml")
    for name in (
        "../secret.yaml",
        str(tmp_path / "secret.yaml"),
        "..\\secret.yaml",
        "none.yaml",
        "~/secret.yaml",
    ):
        (tmp_path / "own").mkdir(exist_ok=True)
        path = checklist(tmp_path / "own", SCORED, HEAD + f"standards_from: '{name}'\n")
        assert codes(path) == ["standards.file"], name


def test_faults_of_the_shared_file_are_named_in_that_file(tmp_path: Path) -> None:
    shared = write(tmp_path, "format: audit-standards/1\nstandards: {RT-01: {txt: A}}\n", "retail.yaml")
    path = checklist(tmp_path, SCORED, HEAD + "standards_from: retail.yaml\n")
    assert {fault.file for fault in faults_of(path)} == {str(shared)}
    assert sorted(codes(path)) == ["schema.missing", "schema.unknown_key"]


SOURCED = HEAD.replace("title: Telephone", "title: {en: Telephone, it: Telefono}") + (
    "languages: [en, it]\nstandards: {PH-01: {text: {en: Answer, it: Rispondere}, source: %s}}\n"
)
MEASURED = "- {id: a, type: yes_no, text: {en: A, it: A}, points: 1, standard: PH-01}"


def test_a_plain_source_is_a_name_that_needs_no_translation(tmp_path: Path) -> None:
    path = checklist(tmp_path, MEASURED, SOURCED % "DM 236/89")
    assert only(path, "language.missing").message == "1 of 4 texts have no 'it': line 9"  # a section's title


def test_a_source_by_language_wants_every_language_of_the_file(tmp_path: Path) -> None:
    path = checklist(tmp_path, MEASURED, SOURCED % "{en: Custom}")
    assert only(path, "language.missing").message == "2 of 5 texts have no 'it': line 6, 9"
    path = checklist(tmp_path, MEASURED, SOURCED % "{en: Custom, fr: Coutume}")
    assert "'fr' is not among 'languages'" in only(path, "language.unknown").message


@pytest.mark.parametrize("kind", ["tables", "overrides"])
def test_sources_of_tables_and_overrides_are_looked_at_too(tmp_path: Path, kind: str) -> None:
    source = "source: {en: Law}"
    if kind == "tables":
        text = (
            "format: audit-standards/1\nlanguages: [en, it]\nstandards:\n  PH-01:\n    text: {en: A, it: A}\n"
        )
        text += f"    tables: {{calls: {{IT: {{{source}, rows: [{{value: 1}}]}}}}}}\n"
        faults = read_standards(write(tmp_path, text))[1]
    else:
        text = f"format: audit-standard-overrides/1\nlanguages: [en, it]\n{source}\n"
        faults = read_overrides(write(tmp_path, text))[1]
    assert [fault.code for fault in faults] == ["language.missing"]
