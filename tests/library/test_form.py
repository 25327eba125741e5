"""Faults of form: unknown keys, wrong values, missing parts, each at its place and without jargon."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.errors import FaultyFileError
from audit_tui.library.loader import load_checklist, read_checklist
from tests.library.write import HEAD, checklist, faults_of, marked, write


@pytest.mark.parametrize(
    ("question", "message", "at"),
    [
        (
            "{id: a, type: yes_no, text: A, poinst: 3}",
            "unknown key 'poinst'; did you mean 'points'?",
            "poinst",
        ),
        ("{id: a, type: yesno, text: A}", "unknown type 'yesno'; did you mean 'yes_no'?", "yesno"),
        ("{id: a, text: A}", "'type' is missing; it is one of yes_no, scale", "{id"),
        ("{id: a, type: yes_no}", "'text' is missing", "{id"),
        ("{id: Rings, type: yes_no, text: A}", "'Rings' does not fit 'id': small letters", "Rings"),
        ("{id: a, type: nps, text: A, points: 4}", "an nps question is never scored", "points"),
        (
            "{id: a, type: single, text: A, choices: b, points: 4}",
            "takes its points from its choices",
            "points",
        ),
        (
            "{id: a, type: text, text: A, min: 4}",
            "'min' does not belong to a question of type text; only to",
            "min",
        ),
        ("{id: a, type: yes_no, text: A, points: -1}", "'points' is at least 0, not -1", "-1"),
        ("{id: a, type: yes_no, text: A, points: many}", "'points' is a number, not 'many'", "many"),
        ("{id: a, type: yes_no, text: A, points: true}", "a number is expected, not true or false", "true"),
        ("{id: a, type: yes_no, text: A, good: true}", "write yes, not true", "true"),
        (
            "{id: a, type: yes_no, text: A, allow_na: maybe}",
            "'allow_na' is true or false, not 'maybe'",
            "maybe",
        ),
        ("{id: a, type: yes_no, text: 5}", "'text' is a text, not 5; put it in quotes", "5"),
        ("{id: a, type: yes_no, text: }", "nothing is written for 'text'", "text"),
        ("{id: a, type: scale, text: A, min: 1.5}", "'min' is a whole number, not 1.5", "1.5"),
        ("{id: a, type: scale, text: A, labels: {low: A}}", "the key 'low' must be a whole number", "low"),
        (
            "{id: a, type: single, text: A, choices: 5}",
            "'choices' is a list of choices or the name of one",
            "5",
        ),
        ("{id: a, type: single, text: A, choices: [{id: b}]}", "'label' is missing", "{id: b}"),
        ("{id: a, type: yes_no, text: A, critical: {cap: 101}}", "'cap' is at most 100, not 101", "101"),
        ("{id: a, type: yes_no, text: A, critical: {scpe: visit}}", "did you mean 'scope'?", "scpe"),
        ("{id: a, type: date, text: A, default: later}", "'default' must be now, not 'later'", "later"),
        ("{id: a, type: number, text: A, meets: 5}", "'meets' is a text, not 5; put it in quotes", "5"),
        ("5", "each of 'questions' holds keys and values, not 5", "5"),
        (
            "{id: a, type: repeat, text: A, questions: [{id: b, type: repeat, text: B, questions: []}]}",
            "a repeat cannot stand inside a repeat",
            "repeat, text: B",
        ),
        (
            "{id: a, type: repeat, text: A, questions: [{id: b, type: text, text: B, txt: 1}]}",
            "unknown key 'txt'; did you mean 'text'?",
            "txt",
        ),
    ],
)
def test_a_fault_of_form_is_named_where_it_stands(
    tmp_path: Path, question: str, message: str, at: str
) -> None:
    path = checklist(tmp_path, f"- {question}")
    found, faults = read_checklist(path)
    assert found is None
    assert len(faults) == 1, [str(fault) for fault in faults]
    assert message in faults[0].message
    assert marked(path, faults[0]).startswith(at)


def test_ten_faults_in_one_file_are_named_at_once_each_with_its_place(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
        format: audit-checklist/1
        id: phone
        version: 2026.1
        title: {en: Telephone, fast}
        scoring: {pass_from: 185}
        sections:
          - id: answering
            title: Answering
            questions:
              - {id: rings, type: count, text: Rings, points: 4, meets: "${ringz} <= 3"}
              - {id: held, type: yesno, text: Held}
              - {id: wait, type: stopwatch, text: Wait, poinst: 4}
              - {id: tone, type: scale, text: Tone, min: 5, max: 1}
              - {id: tone, type: text, text: Tone}
              - {id: line, type: single, text: Line, choices: lines}
              - {id: said, type: multi, text: Said, choices: [{id: b, label: B}, {id: b, label: B}]}
        """,
    )
    found = {(fault.line, fault.column): fault.code for fault in faults_of(path)}
    assert found == {
        (3, 10): "schema.value",
        (4, 24): "yaml.comma",
        (5, 22): "schema.value",
        (10, 66): "condition.unknown",
        (11, 26): "schema.type",
        (12, 49): "schema.unknown_key",
        (13, 50): "range.order",
        (14, 14): "id.duplicate",
        (15, 55): "choices.unknown",
        (16, 79): "choices.duplicate",
    }


def test_no_word_of_the_validator_reaches_the_person(tmp_path: Path) -> None:
    path = write(
        tmp_path, HEAD + "languages: 5\nscoring: [1]\nstandards: {ph: 1}\nchoices: x\nsections: {}\n"
    )
    text = "\n".join(fault.message for fault in faults_of(path))
    assert text.count("\n") >= 4
    for jargon in ("Input", "valid ", "pydantic", "instance of", "dict", "Decimal"):
        assert jargon not in text


def test_loading_a_faulty_checklist_raises_all_its_faults(tmp_path: Path) -> None:
    path = checklist(tmp_path, "- {id: a, type: text}\n- {id: B, type: text, text: B}")
    with pytest.raises(FaultyFileError) as caught:
        load_checklist(path)
    assert len(caught.value.faults) == 2
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just a sentence\n", "holds keys and values"),
        ("id: phone\n", "'format: audit-checklist/1' is missing"),
        ("format: audit-standards/1\nstandards: {}\n", "this is a file of standards, not a checklist"),
        ("format: audit-checklist/9\nid: a\n", "'format' must be audit-checklist/1"),
        ("format: [audit-checklist/1]\n", "'format' must be audit-checklist/1"),
    ],
)
def test_a_file_of_another_kind_is_called_so(tmp_path: Path, text: str, message: str) -> None:
    assert message in faults_of(write(tmp_path, text))[0].message


def test_own_keys_are_accepted_at_every_level(tmp_path: Path) -> None:
    path = checklist(
        tmp_path, "- {id: a, type: yes_no, text: A, points: 1, x_note: mine}", HEAD + "x_office: 5\n"
    )
    assert faults_of(path) == []


def test_a_plain_text_is_in_the_first_language(tmp_path: Path) -> None:
    path = checklist(tmp_path, "- {id: a, type: yes_no, text: Pronto, points: 1}", HEAD + "languages: [it]\n")
    loaded = load_checklist(path)
    assert loaded.title == {"it": "Telephone"}
    assert loaded.sections[0].questions[0].text == {"it": "Pronto"}


def test_a_source_is_a_text_or_texts_by_language_and_nothing_else(tmp_path: Path) -> None:
    question = "- {id: a, type: yes_no, text: A, points: 1, standard: PH-01}"
    head = HEAD + "standards: {PH-01: {text: Answer, source: %s}}\n"
    path = checklist(tmp_path, question, head % "[Custom]")
    assert [fault.message for fault in faults_of(path)] == ["'source' is a text, not a list"]
    path = checklist(tmp_path, question, head % "{English: Custom}")
    assert [fault.message for fault in faults_of(path)] == [
        "the key 'English' does not fit: a language code, e.g. en or zh-TW"
    ]
    path = checklist(tmp_path, question, head % "{en: 3}")
    assert [fault.message for fault in faults_of(path)] == ["'en' is a text, not 3; put it in quotes"]
