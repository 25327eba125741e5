"""Two visits against each other: what was fixed, recurs, is new, or was not looked at again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.rules.comparison import (
    Comparison,
    Measure,
    Standpoint,
    compare,
    percent_over,
    previous_visit,
    target_of,
    visits_before,
)
from audit_tui.rules.gathering import edition_of
from audit_tui.rules.outcomes import (
    AuditResult,
    Edition,
    Outcome,
    read_outcomes,
    status_over,
    write_outcomes,
)
from audit_tui.rules.routing import CompiledChecklist
from tests.rules.build import (
    NA,
    NOT_OBSERVED,
    answers,
    checklist,
    choices,
    count,
    item,
    of,
    repeat,
    section,
    yes_no,
)
from tests.rules.visits import points, said, visit
from tests.rules.walked import walked

FIVE = points("a", "b", "c", "d", "e")


def against(
    before: dict[str, Any],
    after: dict[str, Any],
    then: CompiledChecklist = FIVE,
    now: CompiledChecklist = FIVE,
) -> Comparison:
    return compare(visit(then, said(**before), day="2026-01-01"), visit(now, said(**after), day="2026-03-01"))


# -- what became of what fell short ---------------------------------------------------------------------------


def test_a_worked_example_of_two_visits() -> None:
    made = against(
        {"a": False, "b": False, "c": False, "d": True, "e": True},
        {"a": True, "b": False, "c": NA_ALLOWED, "d": False, "e": True},
        FIVE_NA,
        FIVE_NA,
    )
    assert made.fixed == ("phone/PH-01",)
    assert made.recurring == ("phone/PH-02",)
    assert made.not_rechecked == ("phone/PH-03",)
    assert made.new == ("phone/PH-04",)
    assert made.first == ()
    assert (made.comparable, made.asked) == (4, 4)
    assert made.failures_before == 3
    # Over the four that both assessed: b, c left out now; a, b, d, e before: d and e held.
    assert (made.percent_before, made.percent_after) == (50, 50)
    assert made.change == 0


NA_ALLOWED = NA
FIVE_NA = of(
    *(yes_no(name, points=1, standard=f"PH-{at:02d}", allow_na=True) for at, name in enumerate("abcde", 1)),
    standards={f"PH-{at:02d}": {"text": "?"} for at in range(1, 6)},
)


def test_what_was_never_assessed_before_and_falls_short_now_is_not_new() -> None:
    made = against({"a": True, "b": NA}, {"a": True, "b": False}, FIVE_NA, FIVE_NA)
    assert (made.new, made.first) == ((), ("phone/PH-02",))
    assert (made.comparable, made.asked) == (1, 2)


def test_a_standard_fell_and_falls_short_by_other_questions_of_it_and_so_recurs() -> None:
    both = of(
        yes_no("a", points=1, standard="PH-01"),
        yes_no("b", points=1, standard="PH-01"),
        standards={"PH-01": {"text": "?"}},
    )
    made = against({"a": False, "b": True}, {"a": True, "b": False}, both, both)
    assert (made.fixed, made.recurring, made.new) == ((), ("phone/PH-01",), ())


def test_a_standard_is_not_fixed_while_the_question_that_fell_short_was_not_asked_again() -> None:
    both = of(
        yes_no("a", points=1, standard="PH-01", allow_na=True),
        yes_no("b", points=1, standard="PH-01"),
        standards={"PH-01": {"text": "?"}},
    )
    made = against({"a": False, "b": True}, {"a": NA, "b": True}, both, both)
    assert (made.fixed, made.not_rechecked) == ((), ("phone/PH-01",))


def test_a_question_without_a_standard_is_told_by_its_label() -> None:
    bare = of(yes_no("a", points=1), yes_no("b", points=1))
    made = against({"a": False, "b": True}, {"a": True, "b": False}, bare, bare)
    assert (made.fixed, made.new) == (("phone.a",), ("phone.b",))
    assert made.after.text("phone.a") == {"en": "?"}
    assert made.after.text("phone.gone") == {} and made.after.share("phone.gone") is None


def test_a_question_that_can_fail_without_points_counts_too() -> None:
    watched = of(
        yes_no("a", points=1),
        yes_no("w", on_fail={"comment": "required"}),
        item("single", "s", choices=choices(good=None, bad={"fails": True})),
        yes_no("seen", neutral=True),
        item("nps", "recommend"),
    )
    made = against({"a": True, "w": False, "s": "bad"}, {"a": True, "w": True, "s": "bad"}, watched, watched)
    assert (made.fixed, made.recurring) == (("phone.w",), ("phone.s",))
    assert (made.comparable, made.asked, made.percent_after) == (3, 3, 100)


def test_a_share_of_observations_that_is_enough_is_no_shortfall() -> None:
    calls = of(
        repeat("calls", [yes_no("up", points=1, standard="PH-01")]),
        standards={"PH-01": {"text": "?", "share": 80}},
    )
    five = {"phone/calls": [f"0000000000000000000000000{n}" for n in range(5)]}

    def rung(*ups: str) -> AuditResult:
        given = {
            f"phone/calls/{ulid}/up": one
            for ulid, one in zip(
                five["phone/calls"], answers(**{f"q{n}": u for n, u in enumerate(ups)}).values(), strict=True
            )
        }
        return visit(calls, given, instances=five)

    bad, good = rung("yes", "yes", "yes", "no", "no"), rung("yes", "yes", "yes", "yes", "no")
    assert (bad.shortfalls, good.shortfalls) == (("phone/PH-01",), ())
    # The question that failed was asked again and failed once more, but the standard holds now.
    assert compare(bad, good).fixed == ("phone/PH-01",)
    assert compare(bad, good).comparable == 1
    assert compare(bad, good).percent_after == 80


def test_a_delight_that_is_missing_never_falls_short_and_one_that_was_given_counts_in_no_share() -> None:
    sweets = of(
        yes_no("a", points=1, standard="PH-01"),
        yes_no("b", points=1, standard="PH-02"),
        standards={"PH-01": {"text": "?"}, "PH-02": {"text": "?", "kind": "delight"}},
    )
    without = visit(sweets, said(a=True, b=False))
    given_ = visit(sweets, said(a=True, b=True))
    assert without.shortfalls == () and compare(given_, without).asked == 1
    assert given_.checklists[0].statuses == "md"
    every = {"phone/PH-01", "phone/PH-02"}
    assert given_.checklists[0].met(every) == without.checklists[0].met(every) == (1, 1)
    assert given_.checklists[0].met({"phone/PH-02"}) == (0, 0)
    assert given_.standards["phone/PH-02"] == "met"


# -- percentages over what is comparable ----------------------------------------------------------------------


def test_both_sides_are_weighed_by_the_later_checklist() -> None:
    then = of(yes_no("a", points=1), yes_no("b", points=1))
    now = of(yes_no("a", points=3), yes_no("b", points=1))
    made = against({"a": True, "b": False}, {"a": False, "b": True}, then, now)
    assert (made.percent_before, made.percent_after) == (75, 25)
    assert made.before.percent == 50


def test_nothing_comparable_has_no_percentages_and_no_change() -> None:
    made = against({"a": True}, {"z": True}, of(yes_no("a", points=1)), of(yes_no("z", points=1)))
    assert (made.comparable, made.percent_before, made.change) == (0, None, None)


def capped(scope: str) -> CompiledChecklist:
    return checklist(
        section(
            "one",
            [yes_no("a", points=1, critical={"cap": 30, "scope": scope}), yes_no("b", points=3)],
            weight=50,
        ),
        section("two", [yes_no("c", points=1)], weight=50),
    )


@pytest.mark.parametrize(("scope", "percent"), [("section", 65), ("checklist", 30), ("visit", 30)])
def test_caps_hold_over_the_comparable_questions_as_they_do_in_the_score(scope: str, percent: int) -> None:
    one = visit(capped(scope), said(a=False, b=True, c=True))
    again = compare(one, one)
    assert one.percent == again.percent_after == percent


def test_the_cap_of_a_visit_holds_over_all_its_checklists() -> None:
    lists = [capped("visit"), of(yes_no("d", points=1), id_="parking")]
    one = visit(lists, {**said(a=False, b=True, c=True), **said("parking", d=True)})
    assert one.percent == compare(one, one).percent_after == 30


@st.composite
def visits(draw: st.DrawFn) -> AuditResult:
    """A visit by checklists with weights, repeats, standards and critical items, answered at random."""
    weighted = draw(st.booleans())
    sections = []
    for at in range(draw(st.integers(1, 3))):
        questions = [
            yes_no(
                f"q{at}_{n}",
                points=draw(st.integers(1, 5)),
                allow_na=True,
                **({"standard": f"PH-0{draw(st.integers(1, 3))}"} if draw(st.booleans()) else {}),
                **(
                    {
                        "critical": {
                            "cap": draw(st.integers(0, 90)),
                            "scope": draw(st.sampled_from(["section", "checklist", "visit"])),
                        }
                    }
                    if draw(st.integers(0, 4)) == 0
                    else {}
                ),
            )
            for n in range(draw(st.integers(1, 4)))
        ]
        keys = {"weight": draw(st.integers(0, 5))} if weighted else {}
        sections.append(section(f"s{at}", questions, **keys))
    standards = {f"PH-0{n}": {"text": "?"} for n in (1, 2, 3)}
    compiled = checklist(*sections, standards=standards)
    given_ = {question: draw(st.sampled_from(["yes", "no", NA, NOT_OBSERVED])) for question in compiled.items}
    return visit(compiled, answers(**given_))


@given(visits())
def test_over_all_its_questions_a_visit_has_the_percentage_that_was_recorded(one: AuditResult) -> None:
    again = compare(one, one)
    assert again.percent_after == again.percent_before == one.percent
    assert (again.fixed, again.new, again.not_rechecked, again.first) == ((), (), (), ())
    assert again.recurring == one.shortfalls
    assert Measure.newest([one]).level(one) == one.percent


# -- hypothesis: two visits of checklists that differ ---------------------------------------------------------

NAMES = "abcdefgh"


@dataclass(frozen=True)
class Asked:
    """Questions by name with their meaning and standard, and what was said."""

    meanings: dict[str, int]
    wording: str
    given: dict[str, Any]

    def checklist(self) -> CompiledChecklist:
        questions = [
            yes_no(
                name,
                points=1 + at % 3,
                meaning=meaning,
                allow_na=True,
                text=f"{self.wording} {name}?",
                **({"standard": f"PH-0{1 + at % 4}"} if at % 5 else {}),
            )
            for at, name in enumerate(NAMES)
            if (meaning := self.meanings.get(name))
        ]
        return of(*questions, standards={f"PH-0{n}": {"text": self.wording} for n in (1, 2, 3, 4)})

    def visit(self) -> AuditResult:
        given_ = {name: self.given[name] for name in self.meanings if self.given[name] is not None}
        return visit(self.checklist(), answers(**given_))


def askeds() -> st.SearchStrategy[Asked]:
    return st.builds(
        Asked,
        st.dictionaries(st.sampled_from(NAMES), st.integers(1, 2), min_size=1),
        st.sampled_from(["Was", "Did"]),
        st.fixed_dictionaries({name: st.sampled_from(["yes", "no", NA, None]) for name in NAMES}),
    )


@given(askeds(), askeds())
def test_every_shortfall_before_is_fixed_recurs_or_was_not_rechecked(then: Asked, now: Asked) -> None:
    before, after = then.visit(), now.visit()
    made = compare(before, after)
    assert sorted(made.fixed + made.recurring + made.not_rechecked) == sorted(before.shortfalls)
    assert made.failures_before == len(before.shortfalls)
    assert sorted(made.recurring + made.new + made.first) == sorted(after.shortfalls)
    assert set(made.new).isdisjoint(before.shortfalls)
    assert made.comparable <= min(made.asked, len(before.outcomes))


@given(askeds(), askeds())
def test_another_wording_changes_nothing(then: Asked, now: Asked) -> None:
    reworded = Asked(now.meanings, "Please look whether", now.given)
    first, second = compare(then.visit(), now.visit()), compare(then.visit(), reworded.visit())
    for name in (
        "comparable",
        "asked",
        "percent_before",
        "percent_after",
        "fixed",
        "recurring",
        "new",
        "not_rechecked",
        "first",
    ):
        assert getattr(first, name) == getattr(second, name)


@given(askeds(), askeds(), st.sampled_from(NAMES))
def test_another_meaning_leaves_the_question_out_on_both_sides(then: Asked, now: Asked, name: str) -> None:
    raised = Asked({**now.meanings, name: 9}, now.wording, now.given)
    without_then = Asked({n: m for n, m in then.meanings.items() if n != name}, then.wording, then.given)
    without_now = Asked({n: m for n, m in now.meanings.items() if n != name}, now.wording, now.given)
    if not without_then.meanings or not without_now.meanings:
        return
    made = compare(then.visit(), raised.visit())
    bare = compare(without_then.visit(), without_now.visit())
    assert (made.comparable, made.percent_before, made.percent_after) == (
        bare.comparable,
        bare.percent_before,
        bare.percent_after,
    )


@given(
    st.permutations(NAMES),
    st.fixed_dictionaries({name: st.booleans() for name in NAMES}),
    st.fixed_dictionaries({name: st.booleans() for name in NAMES}),
)
def test_the_order_of_the_questions_changes_nothing(
    order: list[str], was: dict[str, bool], now: dict[str, bool]
) -> None:
    straight, mixed = of(*(yes_no(n, points=1) for n in NAMES)), of(*(yes_no(n, points=1) for n in order))
    first = against(was, now, straight, straight)
    second = against(was, now, mixed, mixed)
    assert (first.percent_before, first.change) == (second.percent_before, second.change)
    assert sorted(first.fixed) == sorted(second.fixed) and sorted(first.new) == sorted(second.new)


# -- outcomes in few words ------------------------------------------------------------------------------------


@given(askeds())
def test_outcomes_are_read_as_they_were_written(asked: Asked) -> None:
    edition = edition_of(asked.checklist())
    outcomes = asked.visit().outcomes
    assert read_outcomes(edition, write_outcomes(edition, outcomes)) == outcomes


def test_a_line_that_does_not_fit_its_edition_is_refused() -> None:
    edition = edition_of(FIVE)
    with pytest.raises(ValueError, match=r"zip|shorter|longer"):
        read_outcomes(edition, "=1 =1")


def test_half_points_are_kept_exactly() -> None:
    scale = of(
        item("scale", "tone", points=4, min=1, max=4),
        count("rings", points=4, meets=". <= 3", partly=". <= 5"),
    )
    one = visit(scale, answers(tone="2", rings="4"))
    assert one.outcomes["phone", "tone", 1] == Outcome(Fraction(4, 3), Fraction(4), 1, 0, 0, 0)
    assert one.outcomes["phone", "rings", 1].got == 2
    assert one.outcomes["phone", "tone", 1].is_full is False
    assert read_outcomes(one.checklists[0].edition, one.checklists[0].marks) == one.outcomes
    assert one.checklists[0].assessed == 2
    assert one.checklists[0].sections == {"main": one.percent}


def test_a_status_over_part_of_a_standard() -> None:
    full, none = Outcome(Fraction(1), Fraction(1), 1, 1, 0, 0), Outcome(Fraction(0), Fraction(1), 1, 0, 1, 0)
    keys = [("p", "a", 1), ("p", "b", 1)]
    outcomes = dict(zip(keys, (full, none), strict=True))
    assert status_over(outcomes, keys, None) == "not_met"
    assert status_over(outcomes, keys, Decimal(50)) == "met"
    assert status_over(outcomes, keys[:1], None) == "met"
    assert status_over({}, keys, None) == "not_assessed"


def test_a_part_of_a_visit_stands_for_itself() -> None:
    lists = [FIVE, points("x", id_="parking", scoring={"pass_from": 50})]
    one = visit(lists, {**said(a=True), **said("parking", x=False)})
    part = one.only("parking")
    assert part is not None and (part.percent, part.passed, part.asked) == (0, False, ("parking",))
    assert one.only("delivery") is None


# -- many visits on one measure -------------------------------------------------------------------------------


def test_the_newest_edition_measures_and_older_visits_are_computed_again() -> None:
    old = of(yes_no("a", points=1), yes_no("b", points=1))
    new = of(yes_no("a", points=1), yes_no("b", points=1, meaning=2), yes_no("c", points=1))
    first = visit(old, said(a=True, b=False), day="2026-01-01")
    last = visit(new, said(a=True, b=False, c=False), day="2026-02-01")
    measure = Measure.newest([last, first])
    assert (first.percent, measure.level(first)) == (50, 100)
    assert measure.level(last) == last.percent
    assert (measure.fits(first), measure.fits(last)) == (False, True)
    assert (measure.comparable(first), measure.comparable(last)) == ((1, 2), (3, 3))
    assert measure.judged(first.checklists[0].edition) == {"phone.a"}


def test_a_checklist_that_is_not_in_the_measure_measures_nothing() -> None:
    other = visit(points("x", id_="parking"), said("parking", x=True))
    measure = Measure([edition_of(FIVE)])
    assert measure.level(other) is None
    assert measure.judged(other.checklists[0].edition) is measure.judged(other.checklists[0].edition)
    assert measure.judged(other.checklists[0].edition) == frozenset()
    part = other.checklists[0]
    assert measure.level_of(part) is None
    assert Measure.newest([other]).level_of(part) == 100


def test_a_question_that_lost_its_points_weighs_by_what_it_has_now() -> None:
    then = of(yes_no("a", points=1), yes_no("w", on_fail={"comment": "required"}))
    now = of(yes_no("a", points=1), yes_no("w", points=1))
    measure = Measure.newest([visit(now, said(a=True, w=True), day="2026-02-01")])
    # What had no points to earn then has no share to weigh.
    assert measure.level(visit(then, said(a=True, w=False))) == 100


def test_a_share_that_changed_makes_another_standard() -> None:
    keys = {"standards": {"PH-01": {"text": "?"}}}
    shared = {"standards": {"PH-01": {"text": "?", "share": 80}}}
    then, now = (of(yes_no("a", points=1, standard="PH-01"), **each) for each in (keys, shared))
    assert Measure([edition_of(now)]).judged(edition_of(then)) == frozenset()
    assert Measure([edition_of(now)]).judged(edition_of(now)) == {"phone/PH-01"}


def test_targets_are_weighed_as_percentages_are_and_one_without_leaves_none() -> None:
    lists = [
        points("a", scoring={"target": 90, "weight": 3}),
        points("x", id_="parking", scoring={"pass_from": 70}),
    ]
    one = visit(lists, {**said(a=True), **said("parking", x=True)})
    assert target_of(one.checklists) == 85
    assert target_of(visit(FIVE, said(a=True)).checklists) is None
    assert target_of([]) is None


def test_percentages_over_nothing_are_none() -> None:
    edition: Edition = edition_of(FIVE)
    assert percent_over([edition], {}, {}) is None


# -- the visit before -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A row of the catalogue as far as the choice needs it."""

    id: str
    visit_date: str
    checklists: tuple[str, ...] = ("phone", "parking")
    site_id: str = "ROMA"
    status: str = "finished"
    percent: str | None = "80"
    created: int = 0


NOW = Standpoint("now", "roma", frozenset({"phone", "parking"}), "2026-05-01", 5)


def before(*rows: Seen, day: str = "2026-05-01") -> str | None:
    found = previous_visit(rows, NOW if day == NOW.day else replace(NOW, day=day))
    return found.id if found else None


def test_one_looks_back_from_the_day_of_the_visit_and_the_site_as_it_was_set_right() -> None:
    session = walked(FIVE, visit_start="2026-05-01T10:00+02:00")
    assert Standpoint.of(session.record) == Standpoint(
        id=session.record.header.id,
        site="S1",
        checklists=frozenset({"phone"}),
        day="2026-05-01",
        created=session.record.projection.created_at,
    )
    assert Standpoint.of(walked(FIVE, site={"id": "S2", "name": "Other"}).record).site == "S2"
    assert Standpoint.of(walked(FIVE).record).day == ""


def test_the_visit_before_is_the_last_one_by_the_same_checklists() -> None:
    rows = [Seen("old", "2026-01-01"), Seen("last", "2026-02-01"), Seen("part", "2026-03-01", ("phone",))]
    assert before(*rows) == before(*reversed(rows)) == "last"
    assert before(rows[2]) == "part"


@pytest.mark.parametrize(
    "row",
    [
        Seen("now", "2026-01-01"),
        Seen("x", "2026-06-01"),
        Seen("x", "2026-05-01", created=9),
        Seen("x", ""),
        Seen("x", "2026-01-01", status="draft"),
        Seen("x", "2026-01-01", status="abandoned"),
        Seen("x", "2026-01-01", percent=None),
        Seen("x", "2026-01-01", site_id="MILANO"),
        Seen("x", "2026-01-01", ("delivery",)),
    ],
    ids=lambda row: f"{row.status} {row.site_id} {row.visit_date}",
)
def test_no_other_is_the_visit_before(row: Seen) -> None:
    assert before(row) is None


def test_a_visit_without_a_date_yet_comes_after_all() -> None:
    assert before(Seen("x", "2026-12-01"), day="") == "x"


def test_a_course_goes_back_to_the_last_visits_by_exactly_the_same_checklists() -> None:
    rows = [
        Seen("c", "2026-03-01"),
        Seen("a", "2026-01-01"),
        Seen("b", "2026-02-01", ("parking", "phone")),
        Seen("part", "2026-03-02", ("phone",)),
        Seen("more", "2026-03-03", ("phone", "parking", "delivery")),
        Seen("later", "2026-06-01"),
        Seen("elsewhere", "2026-03-04", site_id="MILANO"),
    ]
    assert [each.id for each in visits_before(rows, NOW, 5)] == ["a", "b", "c"]
    assert [each.id for each in visits_before(rows, NOW, 2)] == ["b", "c"]
    assert visits_before(rows[3:], NOW, 5) == []
