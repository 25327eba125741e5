"""From answers to a verdict, rule by rule, with the vectors that define them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from audit_tui.model.audit import State
from audit_tui.rules.points import marker, parts_of_a_point
from audit_tui.rules.results import weighted_mean
from audit_tui.rules.routing import Given, layout
from audit_tui.rules.scoring import (
    RULES_VERSION,
    VisitScore,
    as_json,
    display_percent,
    score_questions,
    score_visit,
    unscored,
)
from audit_tui.rules.values import reader
from tests.rules.build import (
    NA,
    NOT_OBSERVED,
    answers,
    checklist,
    choices,
    count,
    item,
    of,
    perfect_call,
    phone,
    repeat,
    score,
    section,
    yes_no,
)

A, B, C = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW", "01ARZ3NDEKTSV4RRFFQ69G5FAX"
STANDARD = {"PH-01": {"text": "Answered."}}


def earned(question: dict[str, Any], answer: Any) -> tuple[Fraction, Fraction]:
    one = score(of(question), answers(**{question["id"]: answer})).questions[0]
    return one.got, one.max


def status(result: VisitScore, id_: str = "phone/PH-01") -> str:
    return next(one.status for one in result.standards if one.id == id_)


# -- questions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "got", "most"),
    [
        (yes_no("q", points=3), "yes", 3, 3),
        (yes_no("q", points=3), "no", 0, 3),
        (yes_no("q", points=3, good="no"), "no", 3, 3),
        (yes_no("q", points=3, good="no"), "yes", 0, 3),
        (item("scale", "q", min=0, max=5, points=20), "0", 0, 20),
        (item("scale", "q", min=0, max=5, points=20), "1", 4, 20),
        (item("scale", "q", min=0, max=5, points=20), "5", 20, 20),
        (item("scale", "q", points=3), "2", Fraction(3, 4), 3),
        (item("scale", "q", min=-1, max=1, points=1), "0", Fraction(1, 2), 1),
        (item("single", "q", choices=choices(a=1, b=2, c=0, d=5)), "b", 2, 5),
        (item("single", "q", choices=choices(a=1, b={"fails": True})), "b", 0, 1),
        (item("single", "q", choices=choices(a=1, b={"fails": True, "points": 5})), "b", 0, 1),
        (item("multi", "q", choices=choices(a=1, b=2, c=0, d=5)), ["a", "d"], 6, 8),
        (item("multi", "q", choices=choices(a=1, b=2, c=0, d=5), points=4), ["a", "d"], 4, 4),
        (item("multi", "q", choices=choices(a=1, b=2), points=9), ["a", "b"], 3, 3),
        (item("multi", "q", choices=choices(a=1, b=2)), [], 0, 3),
        (count("q", points=4, meets=". <= 3", partly=". <= 5"), "3", 4, 4),
        (count("q", points=4, meets="${q} <= 3", partly="${q} <= 5"), "5", 2, 4),
        (count("q", points=4, meets=". <= 3", partly=". <= 5"), "6", 0, 4),
        (count("q", points=3, meets=". <= 3", partly=". <= 5"), "4", Fraction(3, 2), 3),
        (item("number", "q", points=4, meets=". <= 45"), "45.01", 0, 4),
    ],
)
def test_what_an_answer_earns(question: dict[str, Any], answer: Any, got: Any, most: Any) -> None:
    assert earned(question, answer) == (got, most)


@pytest.mark.parametrize("value", range(6))
def test_a_five_point_item_of_weight_four_earns_0_4_and_so_on_to_20_of_20(value: int) -> None:
    assert earned(item("scale", "q", min=0, max=5, points=20), str(value)) == (4 * value, 20)


def test_several_choices_are_worth_their_sum_and_one_choice_the_best() -> None:
    offered = choices(a=1, b=2, c=0, d=5)
    assert earned(item("multi", "q", choices=offered), ["a", "b", "c", "d"]) == (8, 8)
    assert earned(item("single", "q", choices=offered), "d") == (5, 5)


@pytest.mark.parametrize(("seconds", "got"), [("0", 6), ("15", 6), ("15.1", 3), ("30", 3), ("30.1", 0)])
def test_the_first_step_that_fits_counts_its_limit_included(seconds: str, got: int) -> None:
    steps = [{"up_to": 15, "points": 6}, {"up_to": 30, "points": 3}, {"above": 30, "points": 0}]
    assert earned(item("stopwatch", "q", steps=steps), seconds) == (got, 6)


@pytest.mark.parametrize(
    "question",
    [
        yes_no("q"),
        yes_no("q", points=0),
        item("nps", "q"),
        item("single", "q", choices=choices(a=None, b=None)),
        item("multi", "q", choices=choices(a=None)),
        count("q"),
        item("number", "q", meets=". < 3"),
        item("text", "q"),
        item("photo", "q"),
        item("date", "q"),
        item("signature", "q"),
    ],
)
def test_what_has_no_points_is_asked_and_not_scored(question: dict[str, Any]) -> None:
    result = score(of(question), {})
    assert (result.state, result.percent, result.questions[0].state) == ("not_assessed", None, "neutral")


@pytest.mark.parametrize(
    ("type_", "keys", "answer", "reason"),
    [
        ("yes_no", {"points": 1}, "no", "yes_no"),
        ("scale", {"points": 1}, "4", "scale"),
        ("single", {"choices": choices(a=1, b=0)}, "b", "choice"),
        ("single", {"choices": choices(a=1, b={"fails": True})}, "b", "choice.fails"),
        ("count", {"points": 1, "meets": ". < 3"}, "2", "meets"),
        ("count", {"points": 1, "partly": ". < 3"}, "2", "partly"),
        ("count", {"points": 1, "meets": ". < 3"}, "3", "misses"),
        ("count", {"steps": [{"up_to": 3, "points": 1}]}, "3", "step.up_to"),
        ("count", {"steps": [{"above": 3, "points": 1}]}, "4", "step.above"),
        ("count", {"steps": [{"up_to": 3, "points": 1}]}, "4", "step.none"),
        ("text", {}, "hello", "unscored"),
        ("yes_no", {"points": 1, "allow_na": True}, NA, "not_applicable"),
        ("yes_no", {"points": 1}, NOT_OBSERVED, "not_observed"),
        ("yes_no", {"points": 1}, Given(State.OPEN), "unanswered.required"),
        ("yes_no", {"points": 1, "required": False}, Given(State.OPEN), "unanswered.optional"),
        ("yes_no", {"points": 1, "show_if": "false()"}, "yes", "hidden"),
    ],
)
def test_every_result_says_why(type_: str, keys: Any, answer: Any, reason: str) -> None:
    assert score(of(item(type_, "q", **keys)), answers(q=answer)).questions[0].reason == reason


def test_a_failing_choice_of_a_multi_question_fails_it_though_others_earn() -> None:
    said = item("multi", "q", choices=choices(a=2, rude={"fails": True}), critical={"cap": 10})
    result = score(of(said), answers(q=["a", "rude"]))
    assert (result.questions[0].got, result.questions[0].critical_failed, result.percent) == (2, True, 10)


# -- what leaves the sums ------------------------------------------------------------------------------------


def checks(yes: int, no: int, na: int) -> VisitScore:
    given = ["yes"] * yes + ["no"] * no + [NA] * na
    asked = of(*(yes_no(f"q{i}", points=1, allow_na=True) for i in range(len(given))))
    return score(asked, answers(**{f"q{i}": one for i, one in enumerate(given)}))


def test_fifteen_checks_with_seven_yes_three_no_and_five_na_are_seventy_percent() -> None:
    result = checks(7, 3, 5)
    assert (result.percent, result.na_share, result.na_warning) == (70, Fraction(100, 3), True)


def test_all_na_is_not_assessed_and_neither_0_nor_100() -> None:
    result = checks(0, 0, 5)
    assert (result.state, result.percent, result.raw_percent, result.passed, result.band) == (
        "not_assessed",
        None,
        None,
        None,
        None,
    )


def test_na_counts_only_where_it_is_allowed() -> None:
    assert score(of(yes_no("q", points=1)), answers(q=NA)).state == "incomplete"


def test_not_observed_leaves_the_score_and_lowers_completeness() -> None:
    asked = of(*(yes_no(f"q{i}", points=1, allow_na=True) for i in range(4)), yes_no("n", neutral=True))
    result = score(asked, answers(q0="yes", q1="yes", q2=NOT_OBSERVED, q3=NA))
    assert (result.state, result.percent) == ("scored", 100)
    seen = result.completeness
    assert (seen.answered, seen.not_observed, seen.not_applicable, seen.unanswered) == (2, 1, 1, 1)
    assert seen.percent == 60


def test_an_optional_question_unanswered_leaves_both_sums() -> None:
    asked = of(yes_no("a", points=1), yes_no("b", points=9, required=False))
    assert score(asked, answers(a="yes")).percent == 100
    assert score(asked, answers(a="yes", b="no")).percent == 10


def test_a_hidden_answer_is_not_counted() -> None:
    asked = of(
        yes_no("held", neutral=True),
        yes_no("told", points=5, show_if="${held} = 'yes'"),
        yes_no("a", points=1),
    )
    assert score(asked, answers(held="no", told="no", a="yes")).percent == 100
    assert score(asked, answers(held="yes", told="no", a="yes")).percent == Fraction(100, 6)


def test_a_required_question_unanswered_leaves_no_final_percent() -> None:
    result = score(phone(), perfect_call(wait_s=Given(State.OPEN)))
    assert (result.state, result.percent, result.raw_percent, result.passed) == (
        "incomplete",
        None,
        None,
        None,
    )
    assert result.provisional_percent == 100
    answering, handling = result.checklists[0].sections
    assert (answering.state, answering.percent, handling.percent) == ("incomplete", None, 100)


def test_on_missing_zero_counts_it_as_zero_of_its_points_and_for_its_standard() -> None:
    result = score(phone(on_missing="zero"), perfect_call(wait_s=Given(State.OPEN)))
    assert (result.state, result.percent) == ("scored", 40 * Fraction(4, 10) + 60)
    assert status(result) == "not_met"
    assert result.provisional_percent == 100


def test_a_missing_answer_never_fails_a_critical_item() -> None:
    result = score(phone(on_missing="zero"), perfect_call(solved=Given(State.OPEN)))
    assert (result.percent, result.critical_failed) == (40, ())


def test_a_required_question_that_is_not_scored_never_blocks_the_score() -> None:
    asked = of(yes_no("a", points=1), item("text", "why"), yes_no("b", points=0))
    assert score(asked, answers(a="yes")).percent == 100


def test_provisional_is_over_what_is_answered_so_far_with_caps() -> None:
    assert score(phone(), {}).provisional_percent is None
    assert score(phone(), answers(rings="4")).provisional_percent == 50
    assert score(phone(), answers(rings="2", solved="no")).provisional_percent == 40
    so_far = score(
        of(yes_no("a", points=9), yes_no("b", points=1, critical={"cap": 5}), yes_no("c", points=1)),
        answers(a="yes", b="no"),
    )
    assert (so_far.state, so_far.provisional_percent, so_far.passed) == ("incomplete", 5, False)


# -- sections, checklists, visits ------------------------------------------------------------------------------


def test_a_perfect_call_is_one_hundred_percent_and_passed() -> None:
    result = score(phone(), perfect_call())
    assert (result.state, result.percent, result.raw_percent, result.passed, result.band) == (
        "scored",
        100,
        100,
        True,
        "excellent",
    )
    assert result.checklists[0].target == Decimal(90)


def test_a_section_below_its_own_minimum_fails_the_whole() -> None:
    result = score(phone(), perfect_call(rings="4", wait_s="20"))
    answering = result.checklists[0].sections[0]
    assert (answering.got, answering.max, answering.percent, answering.passed) == (5, 10, 50, False)
    assert (result.percent, result.passed) == (80, False)
    lenient = score(phone(pass_from=75), perfect_call(rings="4", wait_s="20"))
    assert (lenient.percent, lenient.passed) == (80, False)


def two_sections(first: dict[str, Any], second: dict[str, Any], **keys: Any) -> Any:
    return checklist(
        section("one", [yes_no("a", points=1)], **first),
        section("two", [yes_no("b", points=3)], **second),
        **keys,
    )


def test_sections_weigh_by_weight_else_by_their_points() -> None:
    given = answers(a="yes", b="no")
    assert score(two_sections({"weight": 40}, {"weight": 60}), given).percent == 40
    assert score(two_sections({"weight": 4}, {"weight": 6}), given).percent == 40
    assert score(two_sections({}, {}), given).percent == 25
    assert score(two_sections({"weight": 0}, {"weight": 2}), given).percent == 0
    assert score(two_sections({"weight": 0}, {"weight": 0}), given).state == "not_assessed"


def test_a_section_not_assessed_leaves_the_mean() -> None:
    both = checklist(
        section("one", [yes_no("a", points=1, allow_na=True)], weight=90, pass_from=100),
        section("two", [yes_no("b", points=1)], weight=10),
        scoring={"pass_from": 80},
    )
    result = score(both, answers(a=NA, b="yes"))
    assert (result.percent, result.passed, result.checklists[0].sections[0].passed) == (100, True, None)


def test_a_checklist_passes_at_exactly_its_limit() -> None:
    asked = of(yes_no("a", points=17), yes_no("b", points=3), scoring={"pass_from": 85})
    result = score(asked, answers(a="yes", b="no"))
    assert (result.percent, result.passed, result.band) == (85, True, "compliant")


def test_without_any_limit_there_is_no_verdict() -> None:
    asked = of(yes_no("a", points=1), yes_no("b", points=1, critical={"cap": 90}))
    assert score(asked, answers(a="yes", b="yes")).passed is None
    assert score(asked, answers(a="yes", b="no")).passed is False


def test_a_visit_is_the_weighted_mean_of_its_assessed_checklists() -> None:
    one = of(yes_no("a", points=1), id_="phone", scoring={"weight": 3, "pass_from": 50})
    two = of(yes_no("a", points=1, allow_na=True), id_="parking", scoring={"pass_from": 50})
    three = of(yes_no("a", points=1), id_="reception", scoring={"weight": 0, "pass_from": 50})
    given = answers(a="yes") | answers("reception", a="no")
    result = score([one, two, three], given | answers("parking", a="no"))
    assert (result.percent, result.passed) == (75, False)
    skipped = score([one, two], given | answers("parking", a=NA))
    assert (skipped.percent, skipped.state, skipped.passed) == (100, "scored", None)
    waiting = score([one, two], given)
    assert (waiting.percent, waiting.state, waiting.passed) == (None, "incomplete", None)
    assert score([one, two], answers(a="yes") | answers("parking", a="yes")).passed is True
    assert score([], {}).state == "not_assessed"


def test_a_checklist_not_passed_fails_the_visit_even_where_another_has_no_verdict() -> None:
    no_limit = of(yes_no("a", points=1), id_="phone")
    strict = of(yes_no("a", points=1), id_="parking", scoring={"pass_from": 50})
    given = answers(a="yes") | answers("parking", a="no")
    assert [one.passed for one in score([no_limit, strict], given).checklists] == [None, False]
    assert score([no_limit, strict], given).passed is False
    assert score([no_limit, strict], given | answers(a=Given(State.OPEN))).passed is False


def test_bands_look_at_the_capped_percent_and_may_be_the_checklists_own() -> None:
    bands = [{"id": "low", "from": 10, "label": "Low"}, {"id": "high", "from": 50, "label": "High"}]
    asked = of(yes_no("a", points=9), yes_no("b", points=1, critical={"cap": 20}), scoring={"bands": bands})
    good, capped, zero = (
        score(asked, answers(a=a, b=b)) for a, b in (("yes", "yes"), ("yes", "no"), ("no", "no"))
    )
    assert [one.checklists[0].band for one in (good, capped, zero)] == ["high", "low", None]
    assert [one.band for one in (good, capped, zero)] == ["excellent", "not_compliant", "not_compliant"]


# -- critical items -----------------------------------------------------------------------------------------


def test_a_critical_item_failed_caps_and_is_named_beside_the_raw_percent() -> None:
    asked = of(yes_no("a", points=13), yes_no("b", points=2, critical={"cap": 60}), scoring={"pass_from": 50})
    result = score(asked, answers(a="yes", b="no"))
    assert display_percent(result.raw_percent or Fraction(0)) == "86.7"
    assert as_json(result)["raw_percent"] == 86.666667
    assert (result.percent, result.passed, result.critical_failed) == (60, False, ("phone.b",))


def test_the_scope_of_a_cap() -> None:
    def visit(scope: str) -> VisitScore:
        first = checklist(
            section(
                "one", [yes_no("a", points=9), yes_no("x", points=1, critical={"cap": 50, "scope": scope})]
            ),
            section("two", [yes_no("b", points=10)]),
        )
        second = of(yes_no("a", points=1), id_="parking")
        return score([first, second], answers(a="yes", x="no", b="yes") | answers("parking", a="yes"))

    shown = {
        scope: (
            one.percent,
            one.checklists[0].percent,
            one.checklists[0].sections[0].percent,
            one.raw_percent,
        )
        for scope in ("section", "checklist", "visit")
        for one in [visit(scope)]
    }
    raw = Fraction(195, 2)
    assert shown == {
        "section": (Fraction(175, 2), 75, 50, raw),
        "checklist": (75, 50, 90, raw),
        "visit": (50, 95, 90, raw),
    }


def test_the_lowest_cap_wins() -> None:
    asked = of(
        yes_no("a", points=8),
        yes_no("b", points=1, critical={"cap": 60}),
        yes_no("c", points=1, critical={}),
    )
    assert score(asked, answers(a="yes", b="no", c="yes")).percent == 60
    assert score(asked, answers(a="yes", b="no", c="no")).percent == 0


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        (yes_no("q", critical={"cap": 30}), "yes", "no"),
        (yes_no("q", critical={"cap": 30}, good="no", points=0), "no", "yes"),
        (item("single", "q", choices=choices(a=None, b={"fails": True}), critical={"cap": 30}), "a", "b"),
        (
            item("multi", "q", choices=choices(a=None, b={"fails": True}), critical={"cap": 30}),
            ["a"],
            ["a", "b"],
        ),
    ],
)
def test_a_critical_item_without_points_fails_by_its_bad_answer(question: Any, good: Any, bad: Any) -> None:
    asked = of(yes_no("a", points=1), question)
    fine, failed = score(asked, answers(a="yes", q=good)), score(asked, answers(a="yes", q=bad))
    assert (fine.percent, fine.critical_failed) == (100, ())
    assert (failed.percent, failed.raw_percent, failed.critical_failed) == (30, 100, ("phone.q",))


@pytest.mark.parametrize("answer", [NA, NOT_OBSERVED, Given(State.OPEN)])
def test_a_critical_item_without_an_answer_does_not_fail(answer: Given) -> None:
    asked = of(yes_no("a", points=1), yes_no("q", points=1, allow_na=True, required=False, critical={}))
    assert score(asked, answers(a="yes", q=answer)).percent == 100


# -- repeats ------------------------------------------------------------------------------------------------

CALLS = of(
    yes_no("a", points=1),
    repeat("calls", [yes_no("solved", points=1, critical={"cap": 40}, standard="PH-01")], min_count=2),
    standards=STANDARD,
)


def calls(**given: str) -> VisitScore:
    ulids = {"a": A, "b": B, "c": C}
    said = answers(a="yes")
    for name, answer in given.items():
        said |= answers(f"phone/calls/{ulids[name]}", solved=answer)
    return score(CALLS, said, {"phone/calls": [ulids[name] for name in given]})


def test_every_instance_of_a_repeat_counts_and_is_named_by_its_place() -> None:
    result = calls(a="yes", b="no", c="yes")
    assert (result.raw_percent, result.percent, result.critical_failed) == (
        75,
        40,
        ("phone.calls[2].solved",),
    )
    assert status(result) == "not_met"
    assert result.standards[0].observations == 3


def test_too_few_instances_leave_the_score_incomplete() -> None:
    assert calls(a="yes").state == "incomplete"
    assert calls(a="yes", b="yes").percent == 100


# -- standards and delight ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rings", "wait", "expected"),
    [
        ("2", "10", "met"),
        ("4", "10", "partly"),
        ("4", "20", "partly"),
        ("6", "10", "not_met"),
        ("2", "40", "not_met"),
        ("6", NOT_OBSERVED, "not_met"),
        (NOT_OBSERVED, "10", "met"),
        (NOT_OBSERVED, NOT_OBSERVED, "not_assessed"),
    ],
)
def test_a_standard_is_met_by_all_that_measures_it(rings: Any, wait: Any, expected: str) -> None:
    assert status(score(phone(), perfect_call(rings=rings, wait_s=wait))) == expected


@pytest.mark.parametrize(("full", "expected"), [(10, "met"), (8, "met"), (7, "not_met"), (0, "not_met")])
def test_a_standard_with_a_share_is_met_from_that_share_of_its_observations(full: int, expected: str) -> None:
    asked = of(
        *(yes_no(f"q{i}", points=1, standard="PH-01") for i in range(10)),
        standards={"PH-01": {"text": "Eight of ten.", "share": 80}},
    )
    given = answers(**{f"q{i}": "yes" if i < full else "no" for i in range(10)})
    assert status(score(asked, given)) == expected


def test_a_question_without_points_measures_no_standard() -> None:
    asked = of(yes_no("a", points=1), yes_no("q", points=0, standard="PH-01"), standards=STANDARD)
    assert status(score(asked, answers(a="yes", q="no"))) == "not_assessed"


def delight(kind: Any) -> Any:
    return of(
        yes_no("a", points=1),
        yes_no("b", points=1),
        item("scale", "gift", points=2, standard="PH-01", min=0, max=2),
        standards={"PH-01": {"text": "A surprise.", "kind": kind}},
    )


def test_a_delight_lifts_when_given_and_costs_nothing_when_missing() -> None:
    without = score(delight("delight"), answers(a="yes", b="no", gift="0"))
    given = score(delight("delight"), answers(a="yes", b="no", gift="2"))
    half = score(delight("delight"), answers(a="yes", b="no", gift="1"))
    assert (without.percent, half.percent, given.percent) == (50, Fraction(200, 3), 75)
    assert [status(one) for one in (without, half, given)] == ["not_assessed", "met", "met"]
    assert not any(one.failed for one in without.questions if one.standard)


def test_a_delight_without_an_answer_costs_nothing_where_missing_is_zero() -> None:
    asked = of(
        yes_no("a", points=1),
        yes_no("gift", points=1, standard="PH-01"),
        standards={"PH-01": {"text": "A surprise.", "kind": "delight"}},
        scoring={"on_missing": "zero"},
    )
    assert score(asked, answers(a="yes")).percent == 100


def test_what_is_expected_of_one_site_delights_at_another() -> None:
    kind = {"private": "expected", "public": "delight"}
    given = answers(a="yes", b="yes", gift="0")
    assert score(delight(kind), given, profile="private").percent == 50
    assert score(delight(kind), given, profile="public").percent == 100
    assert score(delight(kind), given, profile="monopoly").percent == 50


# -- shares, warnings, shapes ---------------------------------------------------------------------------------


def test_the_share_of_na_warns_above_its_limit_only() -> None:
    assert checks(3, 0, 1).na_warning is False
    assert checks(2, 0, 1).na_warning is True
    asked = of(*(yes_no(f"q{i}", points=1, allow_na=True) for i in range(2)), scoring={"na_warn_from": 50})
    assert score(asked, answers(q0="yes", q1=NA)).na_warning is False


def test_an_aborted_visit_has_no_score() -> None:
    result = unscored([phone()])
    assert (result.state, result.percent, result.passed, result.provisional_percent) == (
        "not_assessed",
        None,
        None,
        None,
    )
    assert [section["percent"] for section in as_json(result)["checklists"][0]["sections"]] == [None, None]
    assert status(result) == "not_assessed"


def test_the_json_shape() -> None:
    assert RULES_VERSION == "1"
    assert as_json(score(phone(), perfect_call(rings="4", solved="no"))) == {
        "state": "scored",
        "percent": 32,
        "raw_percent": 32,
        "provisional_percent": 32,
        "passed": False,
        "band": "not_compliant",
        "na_share": 0,
        "critical_failed": ["phone.solved"],
        "checklists": [
            {
                "id": "phone",
                "percent": 32,
                "raw_percent": 32,
                "passed": False,
                "sections": [
                    {
                        "id": "answering",
                        "percent": 80,
                        "raw_percent": 80,
                        "got": 8,
                        "max": 10,
                        "passed": True,
                    },
                    {"id": "handling", "percent": 0, "raw_percent": 0, "got": 0, "max": 8, "passed": None},
                ],
            }
        ],
        "standards": [{"id": "phone/PH-01", "status": "partly"}],
    }


@pytest.mark.parametrize(
    ("percent", "limits", "shown"),
    [
        (Fraction(70), (), "70.0"),
        (Fraction(8496, 100), (), "85.0"),
        (Fraction(8496, 100), (85,), "84.96"),
        (Fraction(84996, 1000), (Decimal(85),), "84.996"),
        (Fraction(8504, 100), (Decimal("85.04"),), "85.04"),
        (Fraction(1225, 100), (), "12.3"),
        (Fraction(200, 3), (85, 70), "66.7"),
        (Fraction(100), (100,), "100.0"),
        (Fraction(9999, 100), (100,), "99.99"),
        (Fraction(85) - Fraction(1, 10**15), (85,), "85.00000000000"),
    ],
)
def test_a_shown_percent_is_rounded_half_up_and_never_contradicts_the_verdict(
    percent: Fraction, limits: Any, shown: str
) -> None:
    assert display_percent(percent, *limits) == shown


@pytest.mark.parametrize(
    ("question", "answer", "got"),
    [
        (item("scale", "q", points=4), "2.5", Fraction(3, 2)),
        (item("scale", "q", points=4), "99", 4),
        (item("scale", "q", points=4, min=3, max=3), "3", 4),
        (item("single", "q", choices=choices(a=1)), "gone", 0),
        (item("multi", "q", choices=choices(a=1)), ["gone"], 0),
        (count("q", steps=[{"above": 3, "points": 0}, {"up_to": 3, "points": 2}]), "3", 2),
    ],
)
def test_an_answer_that_no_checklist_would_take_still_earns_within_its_points(
    question: dict[str, Any], answer: Any, got: Any
) -> None:
    one = score(of(question, yes_no("other", points=1)), answers(q=answer, other="yes"))
    assert one.questions[0].got == got
    assert one.checklists[0].got == got + 1


@pytest.mark.parametrize(
    "question",
    [
        item("scale", "q", points=4),
        count("q", points=4, meets=". < 3"),
        count("q", steps=[{"up_to": 3, "points": 1}]),
    ],
)
def test_what_is_no_number_earns_nothing_where_a_number_is_marked(question: dict[str, Any]) -> None:
    compiled = of(question)
    asked = compiled.items["q"]
    mark = marker(compiled.checklist, asked.question, asked.expressions)("three", lambda _: None)
    assert (mark.got, mark.failed, mark.reason, mark.parts) == (0, False, "unscored", 0)


def test_a_layout_that_is_known_already_gives_the_same_score() -> None:
    asked, said = phone(), perfect_call(rings="4")
    known = {"phone": layout(asked, said, {})}
    assert score_visit([asked], said, {}, layouts=known) == score_visit([asked], said, {})


def test_a_mean_is_of_what_was_assessed_and_weighs_something() -> None:
    half, none = Fraction(50), Fraction(0)
    assert weighted_mean([(half, Fraction(1, 3)), (None, Fraction(5)), (none, Fraction(2, 3))]) == Fraction(
        50, 3
    )
    assert weighted_mean([(half, none), (None, Fraction(1))]) is None
    assert weighted_mean([]) is None


def test_a_record_with_values_of_a_wrong_shape_is_scored_without_an_error() -> None:
    broken = perfect_call(rings=["x"], wait_s="soon", solved="perhaps")
    assert score_visit([phone()], broken, {}).state == "incomplete"


def test_questions_alone_are_scored_as_they_are_in_the_visit() -> None:
    asked = [
        phone(),
        of(
            yes_no("gift", points=2, standard="PK-01"),
            yes_no("lit", points=1),
            id_="parking",
            standards={"PK-01": {"text": "A gift.", "kind": "delight"}},
        ),
    ]
    said = perfect_call(solved="no") | answers("parking", gift="no")
    whole = score(asked, said)
    assert score_questions(asked, said, {}) == [one.questions for one in whole.checklists]
    public = score(asked, said, profile="public")
    assert score_questions(asked, said, {}, "public") == [one.questions for one in public.checklists]


# -- figures that several things at once add up to ------------------------------------------------------------


def test_several_missing_answers_that_count_as_0_leave_the_percentage_so_far_to_the_others() -> None:
    asked = of(*(yes_no(id_, points=2) for id_ in "abcd"), scoring={"on_missing": "zero"})
    one = score(asked, answers(a="yes", b="no")).checklists[0]
    assert (one.percent, one.provisional_percent) == (25, 50)
    # Sections weigh what they are worth so far, without what is missing.
    two = checklist(
        section("s", [yes_no("a", points=1), yes_no("b", points=7)]),
        section("t", [yes_no("c", points=2), yes_no("d", points=1)]),
        scoring={"on_missing": "zero"},
    )
    found = score(two, answers(a="yes", c="no")).checklists[0]
    assert found.provisional_percent == Fraction(100, 3)
    assert found.percent == Fraction(100, 11)


def test_a_section_waits_for_the_rounds_of_each_of_its_repeats() -> None:
    lacking = repeat("calls", [yes_no("c", points=1)], min_count=2)
    enough = repeat("visits", [yes_no("v", points=1)], min_count=1)
    for rounds in ([lacking, enough], [enough, lacking]):
        asked = of(yes_no("a", points=1), *rounds)
        said = answers(a="yes") | {f"phone/visits/{ULID}/v": Given(State.ANSWERED, "yes")}
        one = score(asked, said, {"phone/visits": [ULID]}).checklists[0]
        assert (one.state, one.percent) == ("incomplete", None)


ULID = "01HF7YAT00ZZZZZZZZZZZZZZZZ"


def test_who_customers_are_is_private_unless_told() -> None:
    by_site = {"default": "delight", "private": "expected", "public": "delight"}
    asked = of(
        yes_no("a", points=1, standard="A-1"),
        standards={"A-1": {"text": "Coffee.", "kind": {"private": "expected", "public": "delight"}}},
    )
    assert by_site["private"] == "expected"
    assert [one.kind for one in score(asked, answers(a="no")).standards] == ["expected"]
    assert [one.kind for one in unscored([asked]).standards] == ["expected"]
    assert [one.kind for one in unscored([asked], "public").standards] == ["delight"]
    assert score(asked, answers(a="no")).percent == 0
    assert score(asked, answers(a="no"), profile="public").percent is None


def test_a_standard_traces_to_its_questions_in_order_with_what_they_earned() -> None:
    asked = of(
        yes_no("a", points=1, standard="A-1"),
        yes_no("b", points=2),
        item("scale", "c", points=2, standard="A-1"),
        yes_no("d", points=4, standard="A-1", allow_na=True),
        standards={"A-1": {"text": "Greeted."}},
    )
    (found,) = score(asked, answers(a="yes", b="yes", c="2", d=NA)).standards
    assert found.questions == ("phone/a", "phone/c", "phone/d")
    assert (found.got, found.max, found.observations, found.full, found.status) == (
        Fraction(3, 2),
        3,
        2,
        1,
        "partly",
    )
    whole = score(asked, answers(a="yes", b="yes", c="2", d=NA)).checklists[0]
    assert (whole.got, whole.max) == (Fraction(7, 2), 5)


def test_a_target_of_its_own_stands_beside_the_pass_mark_and_else_is_the_pass_mark() -> None:
    for rules, target in (({"pass_from": 70, "target": 90}, 90), ({"pass_from": 70}, 70), ({}, None)):
        one = score(of(yes_no("a", points=1), scoring=rules), answers(a="yes")).checklists[0]
        assert one.target == target


@pytest.mark.parametrize("value", ["yes", "no"])
def test_what_came_out_of_a_question_is_said_in_plain_truths(value: str) -> None:
    (one,) = score(of(yes_no("a", points=1)), answers(a=value)).questions
    assert (one.failed, one.critical_failed, one.missing) == (value == "no", False, False)
    (open_,) = score(of(yes_no("a", points=1)), {}).questions
    assert (open_.failed, open_.critical_failed, open_.missing) == (False, False, True)


@pytest.mark.parametrize(
    ("asked", "value", "got", "failed", "reason"),
    [
        (yes_no("q", points=1), "yes", 1, False, "yes_no"),
        (yes_no("q", points=1), "no", 0, True, "yes_no"),
        (yes_no("q"), "no", 0, False, "yes_no"),
        (yes_no("q", on_fail={"comment": "required"}), "no", 0, True, "yes_no"),
        (item("single", "q", choices=choices(a=1, b=0, c=None)), "a", 1, False, "choice"),
        (item("single", "q", choices=choices(a=1, b=0, c=None)), "b", 0, True, "choice"),
        (item("single", "q", choices=choices(a=1, b=0, c=None)), "c", 0, True, "choice"),
        (item("single", "q", choices=choices(a=1, b=0)), "zzz", 0, True, "choice"),
        (item("single", "q", choices=choices(a=None, b=None)), "zzz", 0, False, "choice"),
        (item("single", "q", choices=choices(a=None, b=None)), "a", 0, False, "choice"),
        (item("single", "q", choices=choices(a=1, b={"fails": True})), "b", 0, True, "choice.fails"),
        (
            item("single", "q", choices=choices(a=1, b={"points": 1, "fails": True})),
            "b",
            0,
            True,
            "choice.fails",
        ),
        (item("multi", "q", choices=choices(a=1, b=2)), ["a", "b"], 3, False, "choice"),
        (item("multi", "q", choices=choices(a=1, b=2)), [], 0, True, "choice"),
        (item("multi", "q", choices=choices(a=None, b=None)), [], 0, False, "choice"),
        (item("multi", "q", choices=choices(a=1, b={"fails": True})), ["a", "b"], 1, True, "choice.fails"),
        (item("scale", "q", points=1), "1", 0, True, "scale"),
        (item("scale", "q", points=1), "2", Fraction(1, 4), False, "scale"),
        (item("scale", "q", points=1), "5", 1, False, "scale"),
        (item("scale", "q", points=1), "9", 1, False, "scale"),
        (item("scale", "q", points=1), "0", 0, True, "scale"),
        (item("scale", "q", points=1), "2.5", Fraction(3, 8), False, "scale"),
        (item("scale", "q"), "1", 0, False, "scale"),
        (count("q", points=1, meets=". <= 3", partly=". <= 5"), "3", 1, False, "meets"),
        (count("q", points=1, meets=". <= 3", partly=". <= 5"), "5", Fraction(1, 2), False, "partly"),
        (count("q", points=1, meets=". <= 3", partly=". <= 5"), "6", 0, True, "misses"),
        (
            count("q", steps=[{"up_to": 3, "points": 1}, {"above": 4, "points": 0}]),
            "3",
            1,
            False,
            "step.up_to",
        ),
        (
            count("q", steps=[{"up_to": 3, "points": 1}, {"above": 4, "points": 0}]),
            "5",
            0,
            True,
            "step.above",
        ),
        (count("q", steps=[{"up_to": 3, "points": 1}, {"above": 4, "points": 0}]), "4", 0, True, "step.none"),
        (count("q"), "3", 0, False, "unscored"),
        (item("text", "q"), "words", 0, False, "unscored"),
    ],
)
def test_each_kind_of_answer_earns_fails_and_says_by_what_rule(
    asked: dict[str, Any], value: Any, got: Any, failed: bool, reason: str
) -> None:
    compiled = of(asked)
    mark = marker(compiled.checklist, compiled.items["q"].question, compiled.items["q"].expressions, 8)
    read = reader(compiled.items["q"].question)(value)
    found = mark(read, lambda name: read)
    assert (found.got, found.failed, found.reason, found.parts) == (got, failed, reason, got * 8)


@pytest.mark.parametrize(
    "asked",
    [
        count("q", points=1, meets=". <= 3"),
        count("q", steps=[{"up_to": 3, "points": 1}]),
        item("scale", "q", points=1),
    ],
)
def test_an_answer_that_is_no_number_where_one_is_asked_is_not_scored(asked: dict[str, Any]) -> None:
    compiled = of(asked)
    mark = marker(compiled.checklist, compiled.items["q"].question, compiled.items["q"].expressions, 1)
    found = mark("words", lambda name: "words")
    assert (found.got, found.failed, found.reason, found.parts) == (0, False, "unscored", 0)


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (yes_no("q", points="1.5"), 2),
        (yes_no("q", points=1), 1),
        (count("q", points=1, meets=". <= 3"), 1),
        (count("q", points=1, meets=". <= 3", partly=". <= 5"), 2),
        (item("scale", "q", points=1), 4),
        (item("scale", "q", points=4), 1),
        (item("single", "q", choices=choices(a="0.25", b=1)), 4),
    ],
)
def test_points_are_added_in_parts_that_leave_no_rest(asked: dict[str, Any], parts: int) -> None:
    compiled = of(asked)
    found = parts_of_a_point(compiled.checklist, compiled.items["q"].question)
    assert found % parts == 0 and found >= parts
