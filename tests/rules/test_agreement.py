"""Audits of one visit side by side: what is compared, how far people agree, and who or what is named when."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.rules.agreement import (
    FEW_COMPARED,
    Agreement,
    coefficient_json,
    compare,
    difference_json,
    figures_json,
)
from audit_tui.rules.coefficients import NOTHING, cohen_kappa, gwet_ac1, identity
from audit_tui.rules.sheets import NOT_APPLICABLE, Sheet, sheet
from tests.rules.build import choices, count, item, of, repeat, yes_no
from tests.rules.sheets import NA, UNSEEN, sheet_of, view_of


def many(n: int) -> Any:
    return of(*(yes_no(f"q{at}", points=1, allow_na=True) for at in range(n)))


def visit(n: int, *people: str) -> list[Sheet]:
    """A visit with one sheet a person; `people` are answers as `y`, `n`, `-` (N/A) and `.` (unanswered)."""
    return [_person(n, name, letters) for name, letters in zip("ABCD", people, strict=False)]


@cache
def _person(n: int, name: str, letters: str) -> Sheet:
    said = {"y": "yes", "n": "no", "-": NA}
    given_ = {f"q{at}": said[letter] for at, letter in enumerate(letters) if letter != "."}
    return sheet_of(many(n), auditor=name, **given_)


def only_pair(agreement: Agreement) -> Any:
    (pair,) = agreement.pairs
    return pair


# -- what is compared ---------------------------------------------------------------------------------------


STEPS = [{"up_to": 15, "points": 6}, {"up_to": 30, "points": 3}, {"above": 30, "points": 0}]
ALL_KINDS = of(
    yes_no("greeted", points=2, allow_na=True),
    item("scale", "tone", points=4, min=1, max=5),
    item("nps", "recommend"),
    item("single", "who", choices=choices(seller=2, nobody=0)),
    item("multi", "heard", choices=choices(hello=1, name=1)),
    count("rings", points=4, meets=". <= 3", partly=". <= 5"),
    item("stopwatch", "wait", steps=STEPS),
    item("number", "light", unit="lx"),
    item("text", "words"),
    item("date", "day"),
    item("photo", "sign"),
    yes_no("held", neutral=True),
    item("number", "held_s", show_if="${held} = 'yes'", points=1, meets=". < 30"),
    item("number", "half", points=1, partly=". < 30"),
    count("spare", neutral=True, meets=". < 3"),
)


def test_judgements_are_compared_and_not_the_wording_of_texts() -> None:
    seen = sheet_of(
        ALL_KINDS,
        greeted=NA,
        tone="3",
        recommend="9",
        who="nobody",
        heard=["name", "hello"],
        rings="4",
        wait="29",
        light="300",
        words="Good morning",
        day="2026-11-18",
        held="no",
        held_s="99",
        half="12",
        spare="7",
    )
    found = {label: (one.category, one.share) for label, one in seen.judged.items()}
    assert found == {
        "phone.greeted": (NOT_APPLICABLE, None),
        "phone.tone": ("3", Fraction(1, 2)),
        "phone.recommend": ("9", None),
        "phone.who": ("nobody", 0),
        "phone.heard": (("hello", "name"), 1),
        "phone.rings": (Fraction(1, 2), Fraction(1, 2)),
        "phone.wait": (Fraction(1, 2), Fraction(1, 2)),
        "phone.held": ("no", None),
        "phone.half": (Fraction(1, 2), Fraction(1, 2)),
    }
    forms = {label: one.form for label, one in seen.judged.items()}
    assert forms["phone.wait"].categories == (0, Fraction(1, 2), 1) == forms["phone.rings"].categories
    assert forms["phone.half"].categories == (0, Fraction(1, 2))
    assert forms["phone.recommend"].categories == tuple(map(str, range(11)))
    assert forms["phone.who"].places is None and forms["phone.heard"].categories == ()
    assert (seen.auditor, seen.day, seen.site, seen.checklists) == (
        "Anna Conti",
        "2026-11-18",
        "ROMA-01",
        ("phone",),
    )


def test_a_failed_answer_earns_nothing_whatever_its_points() -> None:
    asked = of(item("multi", "heard", choices=choices(hello=2, swore={"fails": True})))
    seen = sheet_of(asked, heard=["hello", "swore"])
    assert seen.judged["phone.heard"].share == 0


def test_unanswered_and_not_observed_are_no_judgements() -> None:
    assert sheet_of(many(3), q0=UNSEEN, q1="yes").judged.keys() == {"phone.q1"}
    asked = of(yes_no("q0", points=1))
    assert sheet_of(asked, q0=NA).judged == {}, "not applicable where the checklist does not allow it"


def test_an_aborted_visit_has_no_judgements() -> None:
    view = view_of(many(1), {"phone/q0": "yes"}, outcome="aborted")
    assert sheet(view).judged == {}


def test_a_mystery_shopper_goes_by_the_alias() -> None:
    assert sheet(view_of(many(1), {}, kind="mystery")).auditor == "S-1"
    assert sheet(view_of(many(1), {}, kind="mystery", alias="")).auditor == ""
    assert sheet(view_of(many(1), {}, auditor="", visit_start="")).auditor == "S-1"


def test_rounds_of_a_repeat_are_matched_by_their_order() -> None:
    asked = of(repeat("calls", [count("rings", points=1, meets=". <= 3")]))
    first, second = "01KAFD00000000000000000BB1", "01KAFD00000000000000000BB2"
    other, third = "01KAFD00000000000000000CC1", "01KAFD00000000000000000CC2"
    sheets = [
        sheet(
            view_of(
                asked,
                {f"phone/calls/{one}/rings": "2", f"phone/calls/{two}/rings": said},
                repeats={"phone/calls": [one, two]},
                auditor=name,
            )
        )
        for name, one, two, said in (("A", first, second, "9"), ("B", other, third, "1"))
    ]
    seen = compare([sheets])
    (question,) = seen.questions
    assert question.form.id == "phone.calls.rings" and question.figures.n == 2
    assert [one.label for one in question.differing] == ["phone.calls[2].rings"]


def test_a_changed_wording_is_the_same_question_and_a_changed_threshold_is_not() -> None:
    def asked(text: str, limit: int, **keys: Any) -> Any:
        return of(
            {**count("rings", points=1, meets=f". <= {limit}"), "text": text},
            item("single", "who", choices=choices(a=keys.get("points", 1), b=0)),
        )

    mine = sheet_of(asked("Rings?", 3), "A", rings="2", who="a")
    theirs = sheet_of(asked("How often did it ring?", 3), "B", rings="2", who="b")
    assert compare([[mine, theirs]]).alone == 0
    stricter = sheet_of(asked("Rings?", 1, points=5), "B", rings="2", who="b")
    seen = compare([[mine, stricter]])
    assert seen.alone == 4 and seen.questions == () and seen.overall.raw == NOTHING


# -- how far they agree ---------------------------------------------------------------------------------------


def test_the_figures_of_a_pair_are_those_of_its_verdicts() -> None:
    a, b = "y" * 45 + "y" * 2 + "n" * 2 + "n", "y" * 45 + "n" * 2 + "y" * 2 + "n"
    seen = compare([visit(50, a, b)])
    pair = only_pair(seen)
    pairs = [
        ({"y": "met", "n": "not_met"}[x], {"y": "met", "n": "not_met"}[y]) for x, y in zip(a, b, strict=True)
    ]
    weights = identity(["not_met", "met"])
    assert pair.figures.ac1 == gwet_ac1(pairs, weights)
    assert round(pair.figures.raw.value, 2) == 0.92 and round(pair.figures.ac1.value, 2) == 0.91
    assert pair.figures.kappa == cohen_kappa(pairs, weights)
    assert round(pair.figures.weighted.value, 2) == 0.29
    assert seen.overall.raw == pair.figures.raw and seen.overall.n == 50 and seen.unit == "answer"
    assert round(seen.alpha.value or 0, 4) == 0.2979
    assert (pair.one, pair.other, pair.visits) == ("A", "B", 1)


def test_not_applicable_against_an_answer_is_a_disagreement_and_leaves_kappa() -> None:
    seen = only_pair(compare([visit(12, "yyyynn------", "yyyynn-----y")]))
    assert seen.figures.n == 12 and seen.figures.raw.value == 11 / 12
    assert seen.figures.linear.n == 6 and seen.figures.linear.value == 1


def test_what_is_not_scored_is_compared_by_question_and_not_overall() -> None:
    asked = of(yes_no("q", points=1), item("nps", "recommend"))
    seen = compare(
        [[sheet_of(asked, "A", q="yes", recommend="9"), sheet_of(asked, "B", q="yes", recommend="3")]]
    )
    assert seen.overall.n == 1 and [one.figures.n for one in seen.questions] == [1, 1]
    (divided,) = seen.questions[1].differing
    assert [(said.auditor, said.judged.value) for said in divided.said] == [("A", "9"), ("B", "3")]
    assert seen.questions[1].figures.linear is not None and seen.questions[0].figures.linear is None


def test_partly_lies_between_met_and_not_met() -> None:
    asked = of(*(count(f"r{at}", points=4, meets=". <= 3", partly=". <= 5") for at in range(12)))
    rings = [2] * 6 + [4] * 3 + [9] * 3
    near = [2] * 5 + [4] * 4 + [9] * 3
    far = [9] + [2] * 5 + [4] * 3 + [9] * 3
    sheets = {
        name: sheet_of(asked, name, **{f"r{at}": str(value) for at, value in enumerate(values)})
        for name, values in (("A", rings), ("B", near), ("C", far))
    }
    nearer = only_pair(compare([[sheets["A"], sheets["B"]]])).figures
    further = only_pair(compare([[sheets["A"], sheets["C"]]])).figures
    assert nearer.raw == further.raw and nearer.weighted.value > further.weighted.value
    assert nearer.quadratic.value > nearer.linear.value > nearer.kappa.value


def test_audits_of_different_visits_never_meet() -> None:
    one, other = visit(3, "yyy", "yyy"), visit(3, "nnn", "nnn")
    seen = compare([one, other])
    assert seen.overall.raw.value == 1 and only_pair(seen).visits == 2
    apart = compare([[one[0]], [other[1]]])
    assert apart.pairs == () and apart.alone == 6 and apart.overall.n == 0
    assert [each.difference.lean for each in apart.auditors] == ["few", "few"]


def test_two_audits_by_one_person_and_those_by_nobody_known_go_by_their_number() -> None:
    twice = [
        sheet(view_of(many(2), {"phone/q0": "yes"}, auditor=who, alias="", number=f"N-{at}", seed=at))
        for at, who in enumerate(["Anna", "Anna", ""])
    ]
    seen = compare([twice])
    assert [one.auditor for one in seen.auditors] == ["Anna (N-0)", "Anna (N-1)", "N-2"]
    assert len(seen.pairs) == 3


def test_from_five_visits_on_the_visits_are_the_units() -> None:
    visits = [visit(6, "yyynnn", "yyynnn" if at % 2 else "yyyyyy") for at in range(5)]
    seen = compare(visits)
    assert seen.unit == "visit" and (seen.overall.raw.n, seen.overall.raw.units) == (30, 5)
    assert only_pair(seen).figures.weighted.units == 5
    fewer = compare(visits[:4])
    assert fewer.unit == "answer" and fewer.overall.raw.units == 24


# -- who and what is named --------------------------------------------------------------------------------------


def test_a_severe_auditor_is_named_over_enough_visits_only() -> None:
    visits = [visit(6, "yyyyyy", "yyyy" + ("nn" if at else "yn")) for at in range(7)]
    lenient, severe = compare(visits).auditors
    assert (lenient.difference.lean, severe.difference.lean) == ("lenient", "severe")
    assert severe.difference.mean is not None and severe.difference.mean.n == 7
    assert severe.difference.unit == "visit" and severe.difference.downs == 7
    assert only_pair(compare(visits)).difference.lean == "lenient"
    few = compare(visits[:5]).auditors[1].difference
    assert few.lean == "even" and few.unit == "visit" and few.chance == 0.0625


def test_over_one_visit_it_is_the_answers_that_count_and_under_ten_there_are_too_few() -> None:
    seen = only_pair(compare([visit(20, "y" * 20, "y" * 10 + "n" * 10)])).difference
    assert (seen.lean, seen.unit, seen.ups, seen.downs) == ("lenient", "answer", 10, 0)
    assert seen.mean is not None and seen.mean.value == 50
    few = only_pair(compare([visit(9, "y" * 9, "n" * 9)])).difference
    assert few.lean == "few" and few.mean is not None and few.mean.n == 9
    assert only_pair(compare([visit(20, "y" * 20, "y" * 15 + "n" * 5)])).difference.lean == "even"


def test_where_nothing_scored_was_judged_by_both_there_is_no_difference() -> None:
    asked = of(item("nps", "recommend"))
    seen = compare([[sheet_of(asked, "A", recommend="9"), sheet_of(asked, "B", recommend="3")]])
    assert only_pair(seen).difference.mean is None and only_pair(seen).difference.lean == "few"
    assert difference_json(only_pair(seen).difference)["mean"] is None


def test_each_is_measured_by_the_mean_of_the_others() -> None:
    a, b, c = compare([visit(10, "y" * 10, "n" * 10, "y" * 10)]).auditors
    assert [one.difference.mean.value for one in (a, b, c) if one.difference.mean] == [50, -100, 50]


def test_a_question_divides_people_where_even_the_upper_end_is_low() -> None:
    divided = [visit(2, "yy", "yn" if at < 4 else "yy") for at in range(FEW_COMPARED)]
    seen = compare(divided)
    assert [one.divides for one in seen.questions] == [False, False]
    divided = [visit(2, "yy", "yn" if at < 7 else "yy") for at in range(FEW_COMPARED)]
    (question,) = compare(divided).dividing
    assert question.form.id == "phone.q1" and question.figures.raw.value == 0.3
    assert len(question.differing) == 7 and question.differing[0].visit == 0
    assert [one.divides for one in compare(divided[:-1]).questions] == [None, None]
    assert not compare(divided[:-1]).dividing


def test_one_category_in_sight_is_full_agreement_and_no_kappa() -> None:
    seen = compare([visit(12, "y" * 12, "y" * 12)])
    assert seen.overall.ac1.value == 1 and seen.overall.weighted.value is None
    asked = of(item("multi", "heard", choices=choices(hello=1, name=1)))
    same = compare([[sheet_of(asked, name, heard=["hello"]) for name in "AB"]])
    assert same.questions[0].figures.ac1.value == 1


letters = st.text("yn-.", min_size=5, max_size=5)


@settings(deadline=None)
@given(st.lists(st.tuples(letters, letters), min_size=1, max_size=3))
def test_whatever_was_said_counts_add_up_and_turning_people_round_turns_the_difference(
    several: list[tuple[str, str]],
) -> None:
    seen = compare([visit(5, a, b) for a, b in several])
    turned = compare([visit(5, b, a) for a, b in several])
    both = sum(x != "." != y for a, b in several for x, y in zip(a, b, strict=True))
    either = sum((x == ".") != (y == ".") for a, b in several for x, y in zip(a, b, strict=True))
    assert seen.overall.n == both == sum(one.figures.n for one in seen.questions) and seen.alone == either
    assert seen.overall == turned.overall and seen.alpha == turned.alpha
    mine, theirs = only_pair(seen).difference, only_pair(turned).difference
    assert (mine.ups, mine.downs, mine.chance) == (theirs.downs, theirs.ups, theirs.chance)
    if mine.mean is not None:
        assert mine.mean.value == pytest.approx(-theirs.mean.value)
    assert {mine.lean, theirs.lean} in ({"few"}, {"even"}, {"lenient", "severe"})


def test_json_has_every_figure_or_null() -> None:
    pair = only_pair(compare([visit(12, "y" * 12, "y" * 11 + "n")]))
    told = figures_json(pair.figures)
    assert told["n"] == 12 and told["few"] is False and told["raw"]["value"] == round(11 / 12, 6)
    assert told["kappa_linear"]["n"] == 12 and len(told["ac1"]["interval"]) == 2
    assert coefficient_json(None) is None
    assert coefficient_json(NOTHING) == {"value": None, "interval": None, "n": 0, "units": 0}
    assert difference_json(pair.difference) == {
        "mean": round(100 / 12, 6),
        "interval": [pytest.approx(-10.008, abs=0.01), pytest.approx(26.675, abs=0.01)],
        "n": 12,
        "unit": "answer",
        "more": 1,
        "less": 0,
        "chance": 1.0,
        "lean": "even",
    }
    assert figures_json(compare([]).overall)["raw"]["value"] is None


def test_every_name_and_figure_of_the_json() -> None:
    pair = only_pair(compare([visit(12, "y" * 9 + "n-y", "y" * 8 + "nyy-")]))
    kappa = {"value": -0.111111, "interval": [-0.264147, 0.041925], "n": 10, "units": 10}
    assert figures_json(pair.figures) == {
        "n": 12,
        "few": False,
        "raw": {"value": 0.666667, "interval": [0.390622, 0.86188], "n": 12, "units": 12},
        "ac1": {"value": 0.609756, "interval": [0.189914, 1.0], "n": 12, "units": 12},
        "kappa": kappa,
        "kappa_linear": kappa,
        "kappa_quadratic": kappa,
    }
    assert difference_json(pair.difference) == {
        "mean": 0.0,
        "interval": [-33.722248, 33.722248],
        "n": 10,
        "unit": "answer",
        "more": 1,
        "less": 1,
        "chance": 1.0,
        "lean": "even",
    }


def test_auditors_who_never_judged_the_same_have_no_difference() -> None:
    asked = of(item("text", "words"))
    seen = compare([[sheet_of(asked, name, words="x") for name in "AB"]])
    (first, second) = seen.auditors
    assert (first.auditor, first.visits, second.visits) == ("A", 1, 1)
    assert difference_json(first.difference) == {
        "mean": None,
        "interval": None,
        "n": 0,
        "unit": "answer",
        "more": 0,
        "less": 0,
        "chance": 1.0,
        "lean": "few",
    }
