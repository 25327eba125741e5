"""Checklists and answers for the tests of the command line."""

from __future__ import annotations

from pathlib import Path

PHONE = """\
format: audit-checklist/1
id: phone
version: "1"
languages: [en]
title: {en: Telephone}
scoring: {pass_from: 75}
standards:
  PH-01: {text: {en: Calls are answered fast.}, source: custom, grade: custom}
  PH-02: {text: {en: The request is settled.}, source: custom, grade: custom}
sections:
  - id: answering
    title: {en: Answering}
    weight: 40
    pass_from: 80
    questions:
      - {id: rings, type: count, text: {en: Rings}, standard: PH-01, points: 4, meets: "${rings} <= 3",
         partly: "${rings} <= 5"}
      - {id: wait_s, type: stopwatch, text: {en: Seconds}, standard: PH-01,
         steps: [{up_to: 15, points: 6}, {up_to: 30, points: 3}, {above: 30, points: 0}]}
  - id: handling
    title: {en: Handling}
    weight: 60
    questions:
      - {id: held, type: yes_no, neutral: true, required: true, text: {en: On hold}}
      - {id: hold_s, type: number, unit: s, min: 0, max: 3600, show_if: "${held} = 'yes'", text: {en: Hold},
         points: 4, meets: ". <= 45"}
      - id: solved
        type: yes_no
        text: {en: Solved}
        standard: PH-02
        points: 8
        allow_na: true
        critical: {cap: 60, scope: checklist}
        on_fail: {comment: required, action: true, photo: optional}
"""
"""The example of the format: answering weighs 40 and must reach 80, `solved` is critical."""

PERFECT = {"phone.rings": "3", "phone.wait_s": "15", "phone.held": "no", "phone.solved": "yes"}

CALLS = """\
format: audit-checklist/1
id: calls
version: "1"
languages: [en]
title: {en: Calls}
sections:
  - id: all
    title: {en: All calls}
    questions:
      - id: several
        type: repeat
        text: {en: Call}
        max_count: 3
        questions:
          - {id: rings, type: count, max: 20, text: {en: Rings}, points: 2, meets: ". <= 3"}
          - {id: polite, type: yes_no, text: {en: Polite}, show_if: "${rings} < 10", points: 2}
      - {id: picture, type: photo, text: {en: Picture}, neutral: true}
      - {id: remark, type: text, text: {en: Remark}, required: false}
"""


def checks(count: int, **more: str) -> str:
    """A checklist of `count` yes/no questions of 1 point each, `q1` and so on, N/A allowed."""
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    lines = "\n".join(
        f"      - {{id: q{n}, type: yes_no, text: {{en: Question {n}}}, points: 1, allow_na: true{extra}}}"
        for n in range(1, count + 1)
    )
    return (
        'format: audit-checklist/1\nid: checks\nversion: "1"\nlanguages: [en]\ntitle: {en: Checks}\n'
        f"scoring: {{pass_from: 50}}\nsections:\n  - id: only\n    title: {{en: Only}}\n    questions:\n{lines}\n"
    )


def write_answers(path: Path, answers: dict[str, str], visit: str = "{kind: open}") -> Path:
    """An answers file; values are written as YAML."""
    lines = "".join(f'  "{key}": {value}\n' for key, value in answers.items())
    path.write_text(f"visit: {visit}\nanswers:\n{lines or '  {}'}", encoding="utf-8")
    return path
