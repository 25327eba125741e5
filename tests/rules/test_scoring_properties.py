"""What holds for every score, whatever the checklist and the answers."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.rules.routing import CompiledChecklist
from audit_tui.rules.scoring import VisitScore
from tests.rules.build import NA, NOT_OBSERVED, answers, checklist, count, item, score, section, yes_no

ANSWERS = st.sampled_from(["yes", "no", NA, NOT_OBSERVED, None])
QUESTION = st.tuples(st.integers(0, 10), ANSWERS, st.sampled_from([None, None, None, 0, 30, 60]))
SECTION = st.tuples(st.integers(0, 5), st.lists(QUESTION, min_size=1, max_size=5))
VISIT = st.lists(SECTION, min_size=1, max_size=4)

Drawn = list[tuple[int, list[tuple[int, Any, int | None]]]]
Extra = dict[str, Any]


def build(
    drawn: Drawn,
    *,
    weighted: bool,
    scale: int = 1,
    critical: bool = True,
    extra: Extra | None = None,
    extra_answer: Any = None,
    shuffled: int | None = None,
) -> VisitScore:
    sections, said = [], {}
    for number, (weight, questions) in enumerate(drawn):
        asked = []
        for place, (points, answer, cap) in enumerate(questions):
            id_ = f"q{number}_{place}"
            keys: Extra = {"points": points, "allow_na": True}
            if cap is not None and critical:
                keys["critical"] = {"cap": cap}
            asked.append(yes_no(id_, **keys))
            if answer is not None:
                said[id_] = answer
        if extra is not None and number == 0:
            asked.insert(len(asked) // 2, extra)
        if shuffled is not None:
            random.Random(shuffled).shuffle(asked)
        sections.append(section(f"s{number}", asked, **({"weight": weight * scale} if weighted else {})))
    if extra is not None and extra_answer is not None:
        said[extra["id"]] = extra_answer
    if shuffled is not None:
        random.Random(shuffled).shuffle(sections)
    compiled: CompiledChecklist = checklist(*sections, scoring={"pass_from": 80})
    return score(compiled, answers(**said))


def outcome(result: VisitScore) -> tuple[Any, ...]:
    return (
        result.state,
        result.percent,
        result.raw_percent,
        result.provisional_percent,
        result.passed,
        result.band,
        sorted(result.critical_failed),
        {one.id: (one.percent, one.got, one.max) for one in result.checklists[0].sections},
    )


ADDED = st.sampled_from(
    [
        (yes_no("x", points=9, allow_na=True), NA),
        (yes_no("x", points=9, critical={}), NOT_OBSERVED),
        (yes_no("x", points=9, critical={}, show_if="false()"), "no"),
        (yes_no("x", points=9, show_if="false()"), None),
        (yes_no("x", neutral=True), "no"),
        (yes_no("x"), "no"),
        (yes_no("x", points=0), "no"),
        (yes_no("x", points=0), None),
        (yes_no("x", points=9, required=False), None),
        (item("nps", "x"), "0"),
        (count("x"), "7"),
        (item("text", "x"), "hello"),
        (item("info", "x"), None),
        (item("calc", "x", formula="1 + 1"), None),
    ]
)


@given(VISIT, st.booleans(), ADDED)
@settings(max_examples=120, deadline=None)
def test_adding_what_is_not_counted_changes_nothing(
    drawn: Drawn, weighted: bool, added: tuple[Extra, Any]
) -> None:
    with_it = build(drawn, weighted=weighted, extra=added[0], extra_answer=added[1])
    assert outcome(with_it) == outcome(build(drawn, weighted=weighted))


@given(VISIT, st.booleans())
@settings(max_examples=80, deadline=None)
def test_every_percent_lies_between_0_and_100_and_the_cap_never_raises(drawn: Drawn, weighted: bool) -> None:
    result = build(drawn, weighted=weighted)
    shown = [(result.percent, result.raw_percent)]
    shown += [(one.percent, one.raw_percent) for one in result.checklists[0].sections]
    for percent, raw in shown:
        assert (percent is None) == (raw is None)
        if percent is not None and raw is not None:
            assert 0 <= percent <= raw <= 100
    free = build(drawn, weighted=weighted, critical=False)
    assert free.percent == result.raw_percent
    if result.critical_failed:
        assert result.passed is False


@given(VISIT, st.integers(2, 100))
@settings(max_examples=60, deadline=None)
def test_only_the_ratio_of_weights_counts(drawn: Drawn, scale: int) -> None:
    assert outcome(build(drawn, weighted=True, scale=scale)) == outcome(build(drawn, weighted=True))


@given(VISIT, st.booleans(), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_the_order_of_questions_and_sections_does_not_count(drawn: Drawn, weighted: bool, seed: int) -> None:
    assert outcome(build(drawn, weighted=weighted, shuffled=seed)) == outcome(build(drawn, weighted=weighted))


@given(VISIT, st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_required_answer_missing_never_counts_as_na(drawn: Drawn, weighted: bool) -> None:
    missing = any(points and answer is None for _, questions in drawn for points, answer, _ in questions)
    result = build(drawn, weighted=weighted)
    assert (result.state == "incomplete") is missing
    assert result.na_share is None or result.na_share < 100 or not missing


@given(VISIT)
@settings(max_examples=60, deadline=None)
def test_a_no_that_becomes_a_yes_never_lowers_the_score(drawn: Drawn) -> None:
    better = [
        (weight, [(points, "yes" if answer == "no" else answer, cap) for points, answer, cap in questions])
        for weight, questions in drawn
    ]
    before, after = build(drawn, weighted=True), build(better, weighted=True)
    if before.percent is not None:
        assert after.percent is not None
        assert after.percent >= before.percent
