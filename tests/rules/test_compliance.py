"""Non-conformities and the experience of a visit."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.model.audit import State
from audit_tui.rules.compliance import NonConformity, nonconformities
from audit_tui.rules.routing import Given
from tests.rules.build import (
    NOT_OBSERVED,
    answers,
    choices,
    count,
    item,
    of,
    perfect_call,
    phone,
    score,
    yes_no,
)

STANDARDS = {
    "PH-01": {
        "text": "One.",
        "nature": "tangible",
        "phase": "perception",
        "owner": {"en": "Reception", "it": "Portineria"},
    },
    "PH-02": {"text": "Two.", "nature": "emotional", "phase": "interaction", "owner": "Service"},
    "PH-03": {"text": "Three.", "kind": {"private": "expected", "public": "delight"}, "nature": "emotional"},
}
VISIT = of(
    count("rings", points=4, standard="PH-01", meets=". <= 3", partly=". <= 5"),
    yes_no("alone", points=2),
    yes_no("named", points=1, standard="PH-02"),
    yes_no("solved", points=1, standard="PH-02", critical={"cap": 60}),
    yes_no("gift", points=1, standard="PH-03"),
    item("scale", "tone", points=2),
    standards=STANDARDS,
)
GOOD = {"rings": "2", "alone": "yes", "named": "yes", "solved": "yes", "gift": "yes", "tone": "5"}


def found(profile: Any = "private", **changed: Any) -> list[NonConformity]:
    return list(nonconformities(score(VISIT, answers(**{**GOOD, **changed}), profile=profile)))


def short(items: list[NonConformity]) -> list[tuple[str, str, str | None]]:
    return [(one.number, one.severity, one.standard) for one in items]


def test_a_visit_without_fault_has_none() -> None:
    assert found() == []


def test_one_for_each_standard_else_one_for_each_question_by_severity_then_by_encounter() -> None:
    all_of_them = found(rings="4", alone="no", named="no", solved="no", gift="no", tone="3")
    assert short(all_of_them) == [
        ("NC-01", "critical", "phone/PH-02"),
        ("NC-02", "major", None),
        ("NC-03", "major", "phone/PH-03"),
        ("NC-04", "minor", "phone/PH-01"),
        ("NC-05", "minor", None),
    ]
    assert all_of_them[0].questions == ("phone/named", "phone/solved")
    assert (all_of_them[3].got, all_of_them[3].max) == (2, 4)


def test_only_the_questions_that_fell_short_belong_to_it() -> None:
    (one,) = found(named="no")
    assert (one.severity, one.questions) == ("major", ("phone/named",))


def test_a_delight_never_yields_one() -> None:
    assert short(found(gift="no")) == [("NC-01", "major", "phone/PH-03")]
    assert found(profile="public", gift="no") == []


def test_what_was_not_observed_yields_none() -> None:
    assert found(rings=NOT_OBSERVED) == []


def test_a_missing_answer_counts_where_missing_is_zero() -> None:
    open_ = {"wait_s": Given(State.OPEN)}
    assert nonconformities(score(phone(), perfect_call(**open_))) == ()
    (one,) = nonconformities(score(phone(on_missing="zero"), perfect_call(**open_)))
    assert (one.severity, one.questions) == ("major", ("phone/wait_s",))


def test_a_standard_met_by_its_share_yields_none_however_single_observations_fell() -> None:
    asked = of(
        *(yes_no(f"q{i}", points=1, standard="PH-01") for i in range(5)),
        standards={"PH-01": {"text": "Four of five.", "share": 80}},
    )
    given = {f"q{i}": "yes" for i in range(5)}
    assert nonconformities(score(asked, answers(**{**given, "q0": "no"}))) == ()
    assert len(nonconformities(score(asked, answers(**{**given, "q0": "no", "q1": "no"})))) == 1


@pytest.mark.parametrize(
    ("question", "answer", "severity"),
    [
        (yes_no("q", critical={}), "no", "critical"),
        (yes_no("q", on_fail={"action": True}), "no", "major"),
        (yes_no("q"), "no", None),
        (yes_no("q", neutral=True), "no", None),
        (item("single", "q", choices=choices(a=None, b={"fails": True})), "b", "major"),
    ],
)
def test_questions_without_points_count_by_what_they_were_given_to_fail_by(
    question: Any, answer: str, severity: str | None
) -> None:
    listed = nonconformities(score(of(question), answers(q=answer)))
    assert [one.severity for one in listed] == ([severity] if severity else [])
