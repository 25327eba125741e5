"""Figures of standards in checklist files: worked in when read, each wrong reference named at its place."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit_tui.library.loader import load_checklist, read_checklist, read_standards
from audit_tui.library.overrides import LaidDown, laid_down, read_overrides
from audit_tui.library.yaml_reader import parse_document
from audit_tui.model.checklist import Checklist
from audit_tui.paths import shipped_checklists
from audit_tui.rules.record import digest
from audit_tui.rules.standards import Terms
from tests.library.write import HEAD, checklist, codes, faults_of, marked, only, write

DOCUMENT = Path(__file__).parents[2] / "docs" / "checklist-format.md"
EXAMPLES = [
    block
    for block in re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S)
    if block.startswith("format:")
]

STANDARDS = """\
standards:
  PH-01:
    text: Within ${rings} rings.
    figure: ${rings} rings
    parameters: {rings: {value: 3, unit: rings, min: 1, max: 20}, half: 5}
  PH-02:
    text: Within ${answer} s, ${share} of 100.
    share: 80
    parameters: {answer: 20, late: 30}
"""
QUESTIONS = """\
- id: rings
  type: count
  text: How often did it ring, ${PH-01.rings} or more?
  standard: PH-01
  points: 4
  max: 50
  meets: ". <= ${PH-01.rings}"
  partly: ". <= ${PH-01.half}"
- id: wait
  type: stopwatch
  text: Seconds
  standard: PH-02
  steps:
    - {up_to: "${PH-02.answer}", points: 4}
    - {up_to: "${PH-02.late}", points: 2}
    - {above: "${PH-02.late}", points: 0}
"""


def question(checklist_: Checklist, id_: str) -> Any:
    return next(one for _, one, _ in checklist_.walk() if one.id == id_)


def test_the_same_figure_stands_in_condition_step_text_and_standard(tmp_path: Path) -> None:
    path = checklist(tmp_path, QUESTIONS, HEAD + STANDARDS)
    assert faults_of(path) == []
    loaded = load_checklist(path)
    assert question(loaded, "rings").meets == ". <= 3"
    assert question(loaded, "rings").text == {"en": "How often did it ring, 3 or more?"}
    assert [one.up_to or one.above for one in question(loaded, "wait").steps] == [20, 30, 30]
    assert loaded.standards["PH-01"].figure == {"en": "3 rings"}
    assert loaded.standards["PH-02"].text == {"en": "Within 20 s, 80 of 100."}
    assert "${" not in str(loaded.dump())


def test_a_figure_stands_in_each_text_as_its_language_writes_it_and_plainly_in_conditions(
    tmp_path: Path,
) -> None:
    head = HEAD.replace("title: Telephone", "title: {it: Telefono, en: Telephone}") + (
        "languages: [it, en]\n"
        "standards: {PH-01: {text: {it: 'Entro ${wait} s', en: 'Within ${wait} s'}, parameters: {wait: 2.5}}}\n"
    )
    path = checklist(
        tmp_path,
        "- id: wait\n  type: number\n  text: {it: 'Più di ${PH-01.wait} s?', en: 'More than ${PH-01.wait} s?'}\n"
        "  help: Oltre ${PH-01.wait} s.\n  standard: PH-01\n  points: 1\n  meets: '. <= ${PH-01.wait}'\n",
        head,
    )
    loaded = load_checklist(path)
    asked = question(loaded, "wait")
    assert asked.text == {"it": "Più di 2,5 s?", "en": "More than 2.5 s?"}
    assert asked.help == {"it": "Oltre 2,5 s."}
    assert asked.meets == ". <= 2.5"
    assert loaded.standards["PH-01"].text == {"it": "Entro 2,5 s", "en": "Within 2.5 s"}


def test_what_is_embedded_reads_back_as_the_same_model(tmp_path: Path) -> None:
    loaded = load_checklist(checklist(tmp_path, QUESTIONS, HEAD + STANDARDS))
    assert Checklist.model_validate(loaded.dump()) == loaded


def test_standards_stand_in_the_order_of_canonical_json(tmp_path: Path) -> None:
    head = HEAD + "standards: {PH-02: {text: B}, PH-01: {text: A}}\n"
    loaded = load_checklist(
        checklist(
            tmp_path,
            """\
            - {id: a, type: yes_no, text: A, points: 1, standard: PH-02}
            - {id: b, type: yes_no, text: B, points: 1, standard: PH-01}
            """,
            head,
        )
    )
    assert list(loaded.standards) == ["PH-01", "PH-02"]


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ('". <= ${PH-01.rings}"', '". <= ${PH-01.rigns}"', "${PH-01.rigns}", "did you mean 'rings'?"),
        ('". <= ${PH-01.half}"', '". <= ${PH-11.half}"', "${PH-11.half}", "unknown standard 'PH-11'"),
        ("ring, ${PH-01.rings}", "ring, ${PH-01.bells}", "${PH-01.bells}", "PH-01 has no parameter 'bells'"),
        (
            'up_to: "${PH-02.answer}"',
            'up_to: "${PH-02.anwser}"',
            "${PH-02.anwser}",
            "did you mean 'answer'?",
        ),
        ('up_to: "${PH-02.answer}"', "up_to: twenty", "twenty", "is a number, not 'twenty'"),
        ("Within ${answer} s", "Within ${anwser} s", "${anwser}", "did you mean 'answer'?"),
    ],
)
def test_a_wrong_reference_is_the_only_fault_and_at_its_column(
    tmp_path: Path, old: str, new: str, at: str, message: str
) -> None:
    path = checklist(tmp_path, QUESTIONS.replace(old, new), (HEAD + STANDARDS).replace(old, new))
    (fault,) = [one for one in faults_of(path) if one.severity == "error"]
    assert message in fault.message
    assert marked(path, fault).startswith(at)


def test_a_reference_in_a_text_over_several_lines_has_its_own_line(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        """\
        - id: a
          type: yes_no
          points: 1
          text:
            en: >-
              One line,
              then ${PH-01.bells} of them
        """,
        HEAD + STANDARDS,
    )
    assert marked(path, only(path, "figure.unknown")).startswith("${PH-01.bells}")


def test_a_fault_beside_a_figure_keeps_its_column(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        QUESTIONS.replace('". <= ${PH-01.rings}"', '". <= ${PH-01.rings} and ${wiat} > 1"'),
        HEAD + STANDARDS,
    )
    fault = only(path, "condition.unknown")
    assert marked(path, fault).startswith("${wiat}") and "did you mean 'wait'?" in fault.message


def test_figures_are_judged_like_numbers_that_were_written(tmp_path: Path) -> None:
    never = STANDARDS.replace("{value: 3, unit: rings, min: 1, max: 20}", "-2")
    path = checklist(tmp_path, QUESTIONS, HEAD + never)
    assert "nobody earns the points" in only(path, "condition.never").message
    late = STANDARDS.replace("late: 30", "late: 10")
    path = checklist(tmp_path, QUESTIONS, HEAD + late)
    assert codes(path) == ["steps.unreachable", "steps.overlap"]


def test_a_figure_that_no_question_refers_to_is_a_warning(tmp_path: Path) -> None:
    path = checklist(tmp_path, QUESTIONS.replace("${PH-01.half}", "5"), HEAD + STANDARDS)
    fault = only(path, "figure.unused")
    assert "'PH-01.half'" in fault.message and fault.severity == "warning"
    assert marked(path, fault).startswith("half:")


def test_a_standard_with_a_fault_of_form_is_not_blamed_through_its_figures(tmp_path: Path) -> None:
    path = checklist(tmp_path, QUESTIONS, HEAD + STANDARDS.replace("min: 1, max: 20", "min: 9, max: 20"))
    (fault,) = [one for one in faults_of(path) if one.severity == "error"]
    assert fault.message == "3 is less than 9, the least that this figure may be"
    shared = "format: audit-standards/1\nstandards: {PH-01: {text: 'A ${b}'}}\n"
    write(tmp_path, shared, "shared.yaml")
    path = checklist(tmp_path, QUESTIONS, HEAD + "standards_from: shared.yaml\n")
    errors = [one for one in faults_of(path) if one.severity == "error"]
    assert [(Path(one.file).name, one.code) for one in errors] == [("shared.yaml", "figure.unknown")]


def test_a_file_of_standards_names_its_own_wrong_references(tmp_path: Path) -> None:
    text = "format: audit-standards/1\nstandards: {PH-01: {text: 'In ${rigns}.', parameters: {rings: 3}}}\n"
    standards, (fault,) = read_standards(write(tmp_path, text, "s.yaml"))
    assert standards is None
    assert (fault.line, fault.column) == (2, 31) and "did you mean 'rings'?" in fault.message


def test_what_the_program_writes_cannot_be_claimed_by_a_file(tmp_path: Path) -> None:
    path = checklist(tmp_path, QUESTIONS, HEAD + STANDARDS + "replaced: {}\n")
    assert "written by the program" in only(path, "schema.unknown_key").message


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("{rings: {value: 3, unti: s}}", "unknown key 'unti'; did you mean 'unit'?"),
        ("{rings: three}", "'rings' holds keys and values, not 'three'"),
        ("{Rings: 3}", "the key 'Rings' does not fit"),
        ("{rings: {unit: s}}", "'value' is missing"),
    ],
)
def test_a_parameter_of_a_wrong_form_is_explained(tmp_path: Path, key: str, message: str) -> None:
    path = checklist(tmp_path, QUESTIONS, HEAD + f"standards: {{PH-01: {{text: A, parameters: {key}}}}}\n")
    assert message in faults_of(path)[0].message


def test_a_table_of_a_wrong_form_is_explained_at_its_row(tmp_path: Path) -> None:
    head = (
        HEAD
        + "standards:\n  PH-01:\n    text: A\n    tables: {a: {IT: {rows: [{pre: 5}]}, It: {rows: [{per: 1}]}}}\n"
    )
    found = [one.message for one in faults_of(checklist(tmp_path, "- {id: a, type: info, text: A}", head))]
    assert "unknown key 'pre'; did you mean 'per'?" in found
    assert any("the key 'It' does not fit: two capital letters" in one for one in found)


# -- the site's law ---------------------------------------------------------------------------------------


def test_the_shipped_parking_asks_for_the_law_only_where_the_site_does_not_say() -> None:
    path = shipped_checklists() / "parking.yaml"
    for law in ("IT", "PL", "US", "UA", "RU", "CN", "US-CA"):
        loaded, faults = read_checklist(path, LaidDown(Terms(law)))
        assert loaded is not None and faults == []
        assert question(loaded, "rule").show_if == "not(true())"
    plain = load_checklist(path)
    assert question(plain, "rule").show_if == "not(false())"
    assert "lookup" not in str(plain.dump())


def test_a_condition_that_hangs_on_the_site_is_not_called_constant(tmp_path: Path) -> None:
    head = HEAD + "standards_from: standards/access.yaml\n"
    path = checklist(
        tmp_path,
        """\
        - {id: a, type: count, text: A, standard: PK-06, points: 1, meets: ". >= lookup('PK-06.bays', ${a})"}
        - {id: b, type: yes_no, text: B, points: 1, show_if: "known('PK-06.bays')"}
        """,
        head,
    )
    assert faults_of(path) == []


# -- the examples of the reference ------------------------------------------------------------------------


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: " ".join(text.split()[:2]))
def test_every_example_of_the_reference_is_without_errors(tmp_path: Path, text: str) -> None:
    kind = parse_document(text, "example").data["format"]
    path = write(tmp_path, text, "example.yaml")
    read = {"audit-standards/1": read_standards, "audit-standard-overrides/1": read_overrides}.get(
        kind, read_checklist
    )
    model, faults = read(path)[:2]
    assert model is not None and [str(one) for one in faults if one.severity == "error"] == []


def test_the_reference_shows_every_kind_of_file() -> None:
    kinds = {parse_document(text, "example").data["format"] for text in EXAMPLES}
    assert kinds == {"audit-checklist/1", "audit-standards/1", "audit-standard-overrides/1"}


def test_the_overrides_of_the_reference_do_what_it_says(tmp_path: Path) -> None:
    (example,) = [text for text in EXAMPLES if "overrides/1" in text]
    write(tmp_path, example, "organisation.yaml")
    laid = laid_down(tmp_path, None)
    phone = load_checklist(shipped_checklists() / "phone.yaml", laid)
    assert question(phone, "rings").meets == ". <= 4"
    assert phone.standards["PH-01"].source == "Own service charter 2026"
    delivery = load_checklist(shipped_checklists() / "delivery.yaml", laid)
    assert question(delivery, "cold_min").neutral and not delivery.standards["DL-09"].applies
    reception = load_checklist(shipped_checklists() / "reception.yaml", laid)
    assert reception.standards["RC-07"].kind == "expected"


def test_nothing_laid_down_is_the_same_hash(tmp_path: Path) -> None:
    write(tmp_path, "format: audit-standard-overrides/1\n", "organisation.yaml")
    for path in sorted(shipped_checklists().glob("*.yaml")):
        plain = digest(load_checklist(path).dump())
        assert digest(load_checklist(path, laid_down(tmp_path, None)).dump()) == plain
        assert digest(load_checklist(path, laid_down(tmp_path / "nowhere", None)).dump()) == plain


def test_another_figure_is_another_hash(tmp_path: Path) -> None:
    write(
        tmp_path,
        "format: audit-standard-overrides/1\nstandards: {phone/PH-01: {parameters: {rings: 4}}}\n",
        "organisation.yaml",
    )
    path = shipped_checklists() / "phone.yaml"
    changed = load_checklist(path, laid_down(tmp_path, None))
    assert digest(changed.dump()) != digest(load_checklist(path).dump())
    (was,) = (changed.replaced or {})["PH-01"]
    assert was.parameters == {"rings": Decimal(3)} and list(changed.replaced or {}) == ["PH-01"]
