"""Faults of scoring: what can be earned, what can fail, what leaves a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.library.write import HEAD, checklist, codes, marked, only, write


@pytest.mark.parametrize(
    ("question", "code", "at"),
    [
        ("type: yes_no, neutral: true, points: 4", "points.neutral", "points"),
        ("type: count, neutral: true, meets: '. < 3'", "points.missing", "meets"),
        ("type: count, points: 4", "points.unearned", "points"),
        ("type: count, meets: '. < 3'", "points.missing", "meets"),
        ("type: count, points: 4, partly: '. < 3'", "points.partly", "partly"),
        ("type: multi, points: 4, choices: [{id: b, label: B}]", "points.choices", "points"),
        ("type: single, neutral: true, choices: [{id: b, label: B, points: 1}]", "points.neutral", "points"),
        ("type: single, choices: [{id: b, label: B, points: 1, fails: true}]", "choices.fails", "1,"),
        ("type: single, choices: []", "choices.empty", "[]"),
        ("type: scale, min: 5, max: 5", "range.order", "5"),
        ("type: number, min: 5, max: 4", "range.order", "5"),
        ("type: number, step: 0", "range.step", "0"),
        ("type: scale, labels: {7: Seven}", "scale.label", "7"),
        ("type: multi, min_selected: 3, choices: [{id: b, label: B}]", "range.selected", "3"),
        (
            "type: multi, min_selected: 2, max_selected: 1, choices: [{id: b, label: B}, {id: c, label: C}]",
            "range.order",
            "2",
        ),
        ("type: text, critical: {}", "critical.never", "critical"),
        ("type: scale, critical: {}", "critical.never", "critical"),
        ("type: single, critical: {}, choices: [{id: b, label: B, points: 1}]", "critical.never", "critical"),
        ("type: count, critical: {}, steps: [{up_to: 100000, points: 1}]", "critical.never", "critical"),
        ("type: repeat, questions: []", "repeat.empty", "{id"),
        (
            "type: repeat, min_count: 3, max_count: 2, questions: [{id: b, type: text, text: B}]",
            "range.order",
            "3",
        ),
    ],
)
def test_a_fault_of_scoring_is_named_where_it_stands(
    tmp_path: Path, question: str, code: str, at: str
) -> None:
    path = checklist(tmp_path, f"- {{id: a, text: A, {question}}}")
    assert codes(path) == [code]
    assert marked(path, only(path, code)).startswith(at)


@pytest.mark.parametrize(
    "question",
    [
        "type: yes_no, critical: {}",
        "type: single, critical: {}, choices: [{id: b, label: B, fails: true}, {id: c, label: C}]",
        "type: scale, points: 5, critical: {}",
        "type: count, points: 0, meets: '. < 3'",
        "type: multi, points: 1, choices: [{id: b, label: B, points: 2}]",
    ],
)
def test_what_can_earn_and_fail_passes(tmp_path: Path, question: str) -> None:
    assert codes(checklist(tmp_path, f"- {{id: a, text: A, {question}}}")) == []


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("{up_to: 15, points: 6}, {up_to: 30, points: 3}, {above: 30, points: 0}", []),
        ("{above: 30, points: 0}, {above: 15, points: 3}, {up_to: 15, points: 6}", []),
        ("{up_to: 7200, points: 6}", []),
        ("{up_to: 15, points: 6}, {above: 30, points: 0}", ["steps.gap"]),
        ("{up_to: 15, points: 6}", ["steps.gap"]),
        ("{above: 0, points: 6}", ["steps.gap"]),
        ("{up_to: 15, points: 6}, {above: 10, points: 0}", ["steps.overlap"]),
        ("{up_to: 15, points: 6}, {up_to: 10, points: 3}, {above: 15, points: 0}", ["steps.unreachable"]),
        ("{up_to: 7200, points: 6}, {above: 7200, points: 0}", ["steps.unreachable"]),
        ("{up_to: 15, above: 10, points: 6}", ["steps.form"]),
        ("{points: 6}", ["steps.form"]),
    ],
)
def test_steps_take_every_value_once(tmp_path: Path, steps: str, expected: list[str]) -> None:
    path = checklist(tmp_path, f"- {{id: a, type: stopwatch, text: A, steps: [{steps}]}}")
    assert codes(path) == expected


def test_steps_of_a_count_know_whole_numbers(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        "- {id: a, type: count, text: A, max: 9, steps: [{up_to: 3.5, points: 1}, {above: 3, points: 0}]}",
    )
    assert codes(path) == []


def test_a_gap_is_named_with_its_limits(tmp_path: Path) -> None:
    path = checklist(tmp_path, "- {id: a, type: number, text: A, steps: [{up_to: 15, points: 1}]}")
    assert only(path, "steps.gap").message == "no step fits values above 15"


def test_points_cannot_stand_beside_steps(tmp_path: Path) -> None:
    path = checklist(
        tmp_path,
        "- {id: a, type: count, text: A, points: 3, meets: '. < 2', steps: [{up_to: 100000, points: 1}]}",
    )
    assert codes(path) == ["steps.beside", "steps.beside"]


def test_weights_stand_at_all_sections_or_at_none(tmp_path: Path) -> None:
    sections = """\
sections:
  - {id: one, title: One, weight: 40, questions: [{id: a, type: yes_no, text: A, points: 1}]}
  - {id: two, title: Two, questions: [{id: b, type: yes_no, text: B, points: 1}]}
"""
    path = write(tmp_path, HEAD + sections)
    assert only(path, "weight.some").line == 7


def test_a_section_without_points_is_a_warning_unless_its_weight_is_nothing(tmp_path: Path) -> None:
    path = checklist(tmp_path, "- {id: a, type: text, text: A}")
    assert codes(path, "warning") == ["section.no_points"]
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: First", "title: First\n    weight: 0"),
        encoding="utf-8",
    )
    assert codes(path, "warning") == ["weight.zero"]


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ("[{id: a, from: 95, label: A}]", "bands.zero"),
        ("[{id: a, from: 0, label: A}, {id: b, from: 0, label: B}]", "bands.duplicate"),
        ("[{id: a, from: 0, label: A}, {id: a, from: 5, label: B}]", "bands.id"),
    ],
)
def test_bands_cover_every_score_once(tmp_path: Path, bands: str, code: str) -> None:
    path = checklist(
        tmp_path, "- {id: a, type: yes_no, text: A, points: 1}", HEAD + f"scoring: {{bands: {bands}}}\n"
    )
    assert codes(path) == [code]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("critical: {}, allow_na: true", "critical.allow_na"),
        ("valid_if: \". = 'yes'\"", "valid.message"),
        ("valid_message: Why", "valid.unused"),
        ("require_if: \"${b} = 'yes'\"", "require.unused"),
    ],
)
def test_what_was_probably_not_meant_is_a_warning(tmp_path: Path, keys: str, code: str) -> None:
    path = checklist(
        tmp_path, f"- {{id: a, type: yes_no, text: A, points: 1, {keys}}}\n- {{id: b, type: yes_no, text: B}}"
    )
    assert codes(path) == []
    assert codes(path, "warning") == [code]


@pytest.mark.parametrize(
    "question", ["type: text", "type: yes_no", "type: yes_no, neutral: true", "type: date"]
)
def test_a_meaning_where_nothing_is_ever_compared_is_a_warning(tmp_path: Path, question: str) -> None:
    path = checklist(
        tmp_path,
        f"- {{id: a, {question}, text: A, meaning: 2}}\n- {{id: b, type: yes_no, text: B, points: 1}}",
    )
    assert codes(path) == []
    assert codes(path, "warning") == ["meaning.unused"]


@pytest.mark.parametrize(
    "question",
    [
        "type: yes_no, points: 1, meaning: 2",
        "type: yes_no, on_fail: {comment: required}, meaning: 2",
        "type: nps, meaning: 2",
        "type: text, meaning: 1",
    ],
)
def test_a_meaning_of_what_is_compared_is_none(tmp_path: Path, question: str) -> None:
    path = checklist(
        tmp_path, f"- {{id: a, {question}, text: A}}\n- {{id: b, type: yes_no, text: B, points: 1}}"
    )
    assert codes(path, "warning") == []


@pytest.mark.parametrize("meaning", ["0", "-1", "1.5", "two", "10000"])
def test_a_meaning_is_a_whole_number_from_one(tmp_path: Path, meaning: str) -> None:
    path = checklist(tmp_path, f"- {{id: a, type: yes_no, text: A, points: 1, meaning: {meaning}}}")
    assert len(codes(path)) == 1
