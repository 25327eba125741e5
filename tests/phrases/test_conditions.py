"""Conditions in words, as a printed form says them."""

from __future__ import annotations

import pytest

from audit_tui.phrases.conditions import ConditionWords
from tests.reports.audits import small

QUESTIONS = [
    {"id": "held", "type": "yes_no", "text": "Were you put on hold?"},
    {"id": "rule", "type": "calc", "text": "The rule that holds", "formula": "1"},
    {"id": "hold_s", "type": "stopwatch", "text": "How long?"},
    {
        "id": "heard",
        "type": "multi",
        "text": "What did you hear?",
        "choices": [
            {"id": "none", "label": {"en": "None of these"}},
            {"id": "name", "label": {"en": "A name"}},
        ],
    },
    {"id": "light", "type": "number", "unit": "lx", "text": "How bright?"},
]
NUMBERS = {"held": "1.1", "hold_s": "1.2", "heard": "1.3", "light": "1.4"}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("${held} = 'yes'", "question 1.1 is “yes”"),
        ("${held} != 'no'", "question 1.1 is not “no”"),
        ("not(${held} = 'no')", "question 1.1 is not “no”"),
        ("${hold_s} > 30", "question 1.2 is above 30 s"),
        ("${hold_s} > 60 * 2", "question 1.2 is above 120 s (2:00)"),
        (". <= 50", "question 1.4 is at most 50 lx"),
        ("${held} != ''", "question 1.1 is answered"),
        ("${hold_s} = ''", "question 1.2 is not answered"),
        ("selected(${heard}, 'none')", "“None of these” is ticked in question 1.3"),
        ("count-selected(${heard}) >= 2", "the number of ticks in question 1.3 is at least 2"),
        (
            "${held} = 'yes' and (${hold_s} > 30 or ${light} < 5)",
            "question 1.1 is “yes” and (question 1.2 is above 30 s or question 1.4 is under 5 lx)",
        ),
        ("${rule} = 1", "“The rule that holds” is 1"),
        (
            "if(${held} = 'yes', 3, 2) > ${hold_s}",
            "the rule of the checklist asks for it, by question 1.1 and question 1.2",
        ),
        ("what is ==", "what is =="),
    ],
)
def test_a_condition_is_said_with_the_numbers_and_answers_of_the_paper(condition: str, words: str) -> None:
    said = ConditionWords(small(QUESTIONS), NUMBERS, "en", lambda message: message)
    assert said.say(condition, "light").replace("\u00a0", " ") == words
