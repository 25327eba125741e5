"""Conditions that mean nothing, go in a circle, or can never be true."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.library.write import HEAD, checklist, codes, marked, only, write

OTHERS = """\
- {id: held, type: yes_no, text: Held, neutral: true}
- {id: rings, type: count, text: Rings, max: 30}
- {id: line, type: single, text: Line, choices: [{id: direct, label: D}, {id: menu, label: M}]}
- {id: said, type: multi, text: Said, choices: [{id: name, label: N}, {id: hello, label: H}]}
- {id: at, type: time, text: At}
- {id: read, type: info, text: Read}
- id: calls
  type: repeat
  text: Calls
  questions:
    - {id: wait, type: stopwatch, text: Wait}
    - {id: ok, type: yes_no, text: Ok, points: 1}
"""


def asked(folder: Path, condition: str, key: str = "show_if") -> Path:
    return checklist(folder, OTHERS + f'- {{id: last, type: yes_no, text: Last, {key}: "{condition}"}}')


@pytest.mark.parametrize(
    "condition",
    [
        "${held} = 'yes'",
        "held = 'yes' and rings > 2",
        "${rings} = ''",
        "${line} = 'menu' or selected(${said}, 'name')",
        "count(${calls}) > 1 and max(${wait}) > 30",
        "${at} > '09:30'",
        "${rings} > 5 and ${rings} < 7",
        "${held} != 'no'",
        "count-selected(${said}) = 2",
    ],
)
def test_a_sound_condition_passes(tmp_path: Path, condition: str) -> None:
    assert codes(asked(tmp_path, condition)) == []


@pytest.mark.parametrize(
    ("condition", "code", "at", "message"),
    [
        ("${rings} > 2 and ${hold} = 'yes'", "condition.unknown", "${hold}", "did you mean 'held'?"),
        ("${rings} > > 2", "condition.syntax", "> 2", "a value is expected"),
        ("${first} = 'yes'", "condition.section", "${first}", "is a section"),
        ("${read} = 'yes'", "condition.info", "${read}", "has no answer"),
        ("${calls} > 1", "condition.repeat", "${calls}", "count(${calls})"),
        ("sum(${calls}) > 1", "condition.repeat", "${calls}", "count(${calls})"),
        ("${wait} > 1", "condition.outside", "${wait}", "asked once for each of 'calls'"),
        ("sum(${rings}) > 1", "condition.single", "${rings}", "is in none"),
        ("${last} = 'yes'", "condition.own", "${last}", "its own question"),
        (". = 'yes'", "condition.self", ". =", "there is none here"),
        ("${held} = 'Yes'", "condition.dead", "'Yes'", "did you mean 'yes'?"),
        ("${line} = 'derect'", "condition.dead", "'derect'", "did you mean 'direct'?"),
        ("selected(${said}, 'nome')", "condition.dead", "'nome'", "did you mean 'name'?"),
        ("${held} > 'no'", "condition.dead", "'no'", "has no order"),
        ("${rings} = 'many'", "condition.dead", "'many'", "never 'many'"),
        ("${rings} = 31", "condition.dead", "${rings}", "at most 30"),
        ("${at} = '9.30'", "condition.dead", "'9.30'", "'09:30'"),
        ("1 = 2", "condition.never", "1 = 2", "never shown"),
        ("${held} = 'yes' and ${held} = 'no'", "condition.never", "${held}", "never be true"),
        ("${rings} > 5 and ${rings} < 6", "condition.never", "${rings}", "never be true"),
        ("${rings} > 30", "condition.never", "${rings}", "never be true"),
    ],
)
def test_a_condition_without_sense_is_named_at_its_column(
    tmp_path: Path, condition: str, code: str, at: str, message: str
) -> None:
    path = asked(tmp_path, condition)
    fault = only(path, code)
    assert message in fault.message
    assert marked(path, fault).lstrip('"').startswith(at)
    assert codes(path) == [code]


def test_a_name_inside_its_own_repeat_needs_no_function(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        """\
        - id: calls
          type: repeat
          text: Calls
          questions:
            - {id: ok, type: yes_no, text: Ok, points: 1}
            - {id: why, type: text, text: Why, show_if: "${ok} = 'no'"}
        """,
    )
    assert codes(path) == []


def test_questions_that_show_each_other_go_in_a_circle(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        """\
        - {id: a, type: yes_no, text: A, show_if: "${c} = 'yes'"}
        - {id: b, type: yes_no, text: B, show_if: "${a} = 'yes'"}
        - {id: c, type: yes_no, text: C, show_if: "${b} = 'yes'"}
        """,
    )
    assert only(path, "condition.circle").message.endswith("a → c → b → a")


def test_a_calc_cannot_be_computed_from_itself(tmp_path: Path) -> None:
    path = checklist(tmp_path, '- {id: a, type: calc, text: A, formula: "${a} + 1"}')
    assert "a → a" in only(path, "condition.circle").message


def test_a_section_cannot_hang_on_a_question_inside_it(tmp_path: Path) -> None:
    sections = """\
    sections:
      - id: first
        title: First
        show_if: "${a} = 'yes'"
        questions: [{id: a, type: yes_no, text: A, points: 1}]
    """
    assert codes(write(tmp_path, HEAD + sections.replace("    s", "s", 1).replace("\n    ", "\n"))) == [
        "condition.circle"
    ]


def test_two_questions_may_each_be_required_without_the_other(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        """\
        - {id: mail, type: text, text: Mail, required: false, require_if: "${phone_no} = ''"}
        - {id: phone_no, type: text, text: Phone, required: false, require_if: "${mail} = ''"}
        """,
    )
    assert codes(path) == []


def test_a_critical_question_that_is_never_asked_is_named(tmp_path: Path) -> None:
    path = checklist(tmp_path, '- {id: a, type: yes_no, text: A, points: 1, critical: {}, show_if: "1 = 2"}')
    assert "critical question 'a'" in only(path, "condition.never").message


def test_a_condition_on_the_answer_is_tried_with_answers_only(tmp_path: Path) -> None:
    path = checklist(tmp_path, '- {id: a, type: count, text: A, points: 1, max: 30, meets: ". > 30"}')
    assert "nobody earns the points" in only(path, "condition.never").message


def test_a_condition_that_is_always_true_is_a_warning(tmp_path: Path) -> None:
    assert "condition.always" in codes(asked(tmp_path, "${held} = 'yes' or ${held} != 'yes'"), "warning")


def test_the_column_is_found_in_a_condition_over_several_lines(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        """\
        - id: a
          type: yes_no
          text: A
          points: 1
          show_if: >-
            1 = 1
            and ${nobody} = 'yes'
        """,
    )
    assert marked(path, only(path, "condition.unknown")).startswith("${nobody}")
