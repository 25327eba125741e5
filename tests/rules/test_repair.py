"""The shortest way to pass, against repairing every set of findings and scoring the visit anew."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import event, given, settings, target
from hypothesis import strategies as st

from audit_tui.model.audit import State
from audit_tui.rules.compliance import NonConformity, nonconformities
from audit_tui.rules.record import as_text
from audit_tui.rules.repair import Way, shortest_way, way_json, way_of
from audit_tui.rules.routing import CompiledChecklist, Given
from audit_tui.rules.scoring import VisitScore, as_json
from audit_tui.rules.view import AuditView
from tests.rules.build import NA, answers, checklist, item, of, perfect_call, phone, score, section, yes_no
from tests.rules.walked import walked, write

FULL = {"yes_no": "yes", "scale": "5"}


@st.composite
def visits(draw: Any) -> tuple[list[CompiledChecklist], dict[str, Given]]:
    """Small visits with all that decides: minimums, weights, caps, standards across sections, shares."""
    checklists, said = [], {}
    for number in range(draw(st.integers(1, 3))):
        id_ = f"list{number}"
        weighted = draw(st.booleans())
        sections = []
        for place in range(draw(st.integers(1, 3))):
            questions = []
            for at in range(draw(st.integers(1, 3))):
                name = f"q{place}_{at}"
                type_ = draw(st.sampled_from(["yes_no", "yes_no", "scale"]))
                keys: dict[str, Any] = {"points": draw(st.integers(1, 4)), "allow_na": True}
                code = draw(st.sampled_from([None, "A-1", "A-2", "B-1"]))
                if code:
                    keys["standard"] = code
                if draw(st.integers(0, 5)) == 0:
                    keys["critical"] = {
                        "cap": draw(st.sampled_from([0, 50, 90])),
                        "scope": draw(st.sampled_from(["section", "checklist", "visit"])),
                    }
                questions.append(item(type_, name, **keys))
                good, bad = FULL[type_], {"yes_no": ["no"], "scale": ["1", "3", "4"]}[type_]
                said[f"{id_}/{name}"] = draw(
                    st.sampled_from([Given(State.ANSWERED, one) for one in (good, *bad, *bad)] + [NA])
                )
            more: dict[str, Any] = {"weight": draw(st.integers(0, 4))} if weighted else {}
            if draw(st.integers(0, 2)) == 0:
                more["pass_from"] = draw(st.sampled_from([40, 75, 100]))
            sections.append(section(f"s{place}", questions, **more))
        checklists.append(
            checklist(
                *sections,
                id_=id_,
                standards={
                    "A-1": {"text": "One."},
                    "A-2": {"text": "Most of them.", "share": 50},
                    "B-1": {"text": "A surprise.", "kind": "delight"},
                },
                scoring={
                    "pass_from": draw(st.sampled_from([50, 80, 95, None])),
                    "weight": draw(st.integers(0, 3)),
                },
            )
        )
    return checklists, said


def repaired(
    checklists: list[CompiledChecklist], said: dict[str, Given], findings: tuple[NonConformity, ...]
) -> VisitScore:
    """The score with every question of these findings answered in the best way."""
    types = {
        f"{one.checklist.id}/{id_}": item.question.type
        for one in checklists
        for id_, item in one.items.items()
    }
    better = {
        path: Given(State.ANSWERED, FULL[types[path]]) for finding in findings for path in finding.questions
    }
    return score(checklists, said | better)


ALL_SETS_OF = 7
"""So many findings are repaired in every combination; with more, the way itself is tried."""


@given(visits())
@settings(max_examples=250, deadline=None)
def test_no_smaller_set_of_repairs_passes_and_of_equally_few_none_stays_closer(
    visit: tuple[list[CompiledChecklist], dict[str, Given]],
) -> None:
    checklists, said = visit
    before = score(checklists, said)
    way, findings = shortest_way(checklists, before), nonconformities(before)
    event(f"{way.state} {len(way.findings)}")
    target(float(len(way.findings)))
    if way.state == "open":
        after = repaired(checklists, said, way.findings)
        assert (after.passed, after.percent) == (True, way.percent)
        repaired_marks = {one.id: one.percent for one in after.checklists}
        assert all(repaired_marks[id_] == percent for id_, percent in way.checklists)
        assert way.exact and way.least == len(way.findings)
    elif way.state == "passed":
        assert before.passed and way.findings == ()
    else:
        assert repaired(checklists, said, findings).passed is not True
    if len(findings) > ALL_SETS_OF:
        return
    for size in range(len(findings) + 1):
        tried = (repaired(checklists, said, some) for some in combinations(findings, size))
        marks = [tuple(one.percent for one in each.checklists) for each in tried if each.passed]
        if marks:
            assert size == len(way.findings)
            chosen = repaired(checklists, said, way.findings)
            assert tuple(one.percent for one in chosen.checklists) == min(marks)
            return
    assert way.state not in ("open", "passed")


# -- by hand ------------------------------------------------------------------------------------------------


def numbers(way: Way) -> list[str]:
    return [one.number for one in way.findings]


def test_a_critical_failure_is_repaired_first_even_where_points_suffice() -> None:
    asked = of(yes_no("a", points=90), yes_no("b", points=1, critical={"cap": 60}), scoring={"pass_from": 80})
    way = shortest_way([asked], score(asked, answers(a="yes", b="no")))
    assert (way.state, numbers(way), way.percent) == ("open", ["NC-01"], 100)


def test_of_two_that_would_do_the_one_that_stays_closer_to_the_mark() -> None:
    asked = of(*(yes_no(f"q{n}", points=n) for n in (2, 5, 3, 10)), scoring={"pass_from": 65})
    way = shortest_way([asked], score(asked, answers(q2="no", q5="no", q3="no", q10="yes")))
    assert (numbers(way), way.percent) == (["NC-03"], 65)


def test_of_equals_the_first_in_the_encounter() -> None:
    asked = of(*(yes_no(f"q{n}", points=1) for n in range(4)), scoring={"pass_from": 75})
    way = shortest_way([asked], score(asked, answers(q0="yes", q1="no", q2="no", q3="no")))
    assert numbers(way) == ["NC-01", "NC-02"]


def test_a_section_minimum_asks_for_its_own_repair() -> None:
    way = shortest_way(
        [phone(pass_from=60)], score(phone(pass_from=60), perfect_call(rings="4", wait_s="22"))
    )
    assert (numbers(way), way.percent) == (["NC-01"], 100)


@pytest.mark.parametrize(
    ("scoring", "said", "state", "blocking"),
    [
        ({"pass_from": 50}, {"a": "yes", "b": "no"}, "passed", ()),
        ({}, {"a": "yes", "b": "no"}, "no_limit", ("phone",)),
        ({"pass_from": 50}, {"a": "no"}, "incomplete", ("phone",)),
        ({"pass_from": 50}, {"a": NA, "b": NA}, "not_assessed", ("phone",)),
    ],
)
def test_where_there_is_no_way_it_says_why(scoring: Any, said: Any, state: str, blocking: Any) -> None:
    asked = of(*(yes_no(q, points=1, allow_na=True) for q in "ab"), scoring=scoring)
    way = shortest_way([asked], score(asked, answers(**said)))
    assert (way.state, way.blocking, way.findings) == (state, blocking, ())


def test_a_thousand_failed_questions_take_bounded_steps_and_the_number_is_proved() -> None:
    asked = checklist(
        *(
            section(
                f"s{place}",
                [yes_no(f"q{place}_{at}", points=1 + (place * 7 + at * 3) % 9) for at in range(10)],
                weight=1 + place % 7,
                pass_from=50,
            )
            for place in range(100)
        ),
        scoring={"pass_from": 80},
    )
    said = answers(**{f"q{place}_{at}": "no" for place in range(100) for at in range(10)})
    before = score(asked, said)
    way = shortest_way([asked], before)
    assert way.state == "open" and way.least == len(way.findings)
    after = repaired([asked], said, way.findings)
    assert after.passed and after.percent == way.percent


def test_a_search_that_is_cut_short_says_so() -> None:
    asked = of(*(yes_no(f"q{n}", points=n + 1) for n in range(9)), scoring={"pass_from": 71})
    before = score(asked, answers(**{f"q{n}": "no" for n in range(9)}))
    short = shortest_way([asked], before, budget=0)
    assert not short.exact and short.least <= len(short.findings)
    assert repaired([asked], answers(**{f"q{n}": "no" for n in range(9)}), short.findings).passed


def test_a_score_that_is_shown_as_recorded_has_no_way() -> None:
    session = walked(of(yes_no("a", points=1), scoring={"pass_from": 50}), said={"phone/a": "no"})
    assert way_of(session).state == "open"
    write(session, "finished", "", {"rules": "999", "score": as_text(as_json(session.score()))})
    assert way_of(AuditView(session.record)) == Way("recorded")


def test_the_way_as_json() -> None:
    data = way_json(shortest_way([phone()], score(phone(), perfect_call(rings="4", wait_s="22"))))
    assert data == {
        "state": "open",
        "findings": [
            {
                "number": "NC-01",
                "severity": "minor",
                "checklist": "phone",
                "standard": "phone/PH-01",
                "questions": ["phone/rings", "phone/wait_s"],
            }
        ],
        "percent": 100,
        "checklists": [{"id": "phone", "percent": 100}],
        "blocking": [],
        "exact": True,
        "least": 1,
    }
    assert isinstance(shortest_way([phone()], score(phone(), perfect_call())).percent, Fraction)
