"""What holds for every score, whatever the checklists and the answers.

The visits drawn have several checklists with weights, limits, caps of every scope, repeats with too few and enough
rounds, standards met by a share, and delights; a test of its own sees to it that all of these really come up.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from audit_tui.rules.routing import CompiledChecklist, Given, State
from audit_tui.rules.scoring import VisitScore
from tests.rules.build import NA, NOT_OBSERVED, checklist, count, item, repeat, score, section, yes_no

Extra = dict[str, Any]
ULIDS = tuple(f"01ARZ3NDEKTSV4RRFFQ69G5FA{end}" for end in "VWX")
STANDARDS: Extra = {
    "A-1": {"text": "All of them."},
    "A-2": {"text": "Half of them.", "share": 50},
    "B-1": {"text": "A surprise.", "kind": "delight"},
}


@dataclass(frozen=True)
class Asked:
    """A question with what is said to it; in a repeat, each time."""

    points: int
    answers: tuple[Any, ...]
    cap: tuple[int, str] | None
    standard: str | None
    round: bool = False
    """Whether it is asked in a repeat, once for each answer."""
    lacking: int = 0
    """So many rounds more than there are have to be asked."""


@dataclass(frozen=True)
class Part:
    weight: int
    pass_from: int | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class List:
    weight: int
    weighted: bool
    pass_from: int | None
    on_missing: str
    parts: tuple[Part, ...] = field(default=())


ANSWER = st.sampled_from(["yes", "yes", "yes", "no", NA, NOT_OBSERVED, None])
CAP = (
    st.none()
    | st.none()
    | st.tuples(st.sampled_from([0, 30, 60, 100]), st.sampled_from(["section", "checklist", "visit"]))
)
CODE = st.sampled_from([None, *STANDARDS])
ONCE = st.builds(Asked, st.integers(0, 10), st.tuples(ANSWER), CAP, CODE)
AGAIN = st.builds(
    Asked,
    st.integers(0, 4),
    st.lists(ANSWER, max_size=3).map(tuple),
    CAP,
    CODE,
    st.just(True),
    st.sampled_from([0, 0, 1]),
)
LIMIT = st.none() | st.sampled_from([10, 50, 80, 100])
PART = st.builds(Part, st.integers(0, 5), LIMIT, st.lists(ONCE | AGAIN, min_size=1, max_size=4).map(tuple))
LIST = st.builds(
    List,
    st.integers(0, 4),
    st.booleans(),
    LIMIT,
    st.sampled_from(["incomplete", "zero"]),
    st.lists(PART, min_size=1, max_size=3).map(tuple),
)
Visit = tuple[List, ...]


def _answered(visit: Visit) -> Visit:
    """The visit with every answer given and no round lacking."""
    return tuple(
        replace(
            one,
            parts=tuple(
                replace(
                    part,
                    asked=tuple(
                        replace(
                            each, answers=tuple("yes" if a is None else a for a in each.answers), lacking=0
                        )
                        for each in part.asked
                    ),
                )
                for part in one.parts
            ),
        )
        for one in visit
    )


_ANY = st.lists(LIST, min_size=1, max_size=3).map(tuple)
VISIT = _ANY.map(_answered) | _ANY
many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Built:
    """A visit ready to be scored."""

    checklists: list[CompiledChecklist] = field(default_factory=list)
    said: dict[str, Given] = field(default_factory=dict)
    instances: dict[str, list[str]] = field(default_factory=dict)

    def score(self) -> VisitScore:
        return score(self.checklists, self.said, self.instances)


def build(
    visit: Visit,
    *,
    scale: tuple[int, int] = (1, 1),
    critical: bool = True,
    extra: tuple[Extra, Any] | None = None,
    shuffled: int | None = None,
    better: bool = False,
) -> Built:
    """`scale` multiplies the weights of sections and of checklists; `better` turns every no into a yes."""
    built = Built()
    chance = random.Random(shuffled)

    def say(path: str, answer: Any) -> None:
        if answer is not None:
            answer = "yes" if better and answer == "no" else answer
            built.said[path] = answer if isinstance(answer, Given) else Given(State.ANSWERED, answer)

    for number, one in enumerate(visit):
        id_, sections = f"list{number}", []
        for place, part in enumerate(one.parts):
            questions = []
            for at, asked in enumerate(part.asked):
                name = f"q{place}_{at}"
                keys: Extra = {"points": asked.points, "allow_na": True}
                if asked.standard:
                    keys["standard"] = asked.standard
                if asked.cap is not None and critical:
                    keys["critical"] = {"cap": asked.cap[0], "scope": asked.cap[1]}
                if asked.round:
                    head, rounds = f"{id_}/r{name}", list(ULIDS[: len(asked.answers)])
                    built.instances[head] = rounds
                    questions.append(
                        repeat(f"r{name}", [yes_no(name, **keys)], min_count=len(rounds) + asked.lacking)
                    )
                    for ulid, answer in zip(rounds, asked.answers, strict=True):
                        say(f"{head}/{ulid}/{name}", answer)
                else:
                    questions.append(yes_no(name, **keys))
                    say(f"{id_}/{name}", asked.answers[0])
            if extra is not None and number == place == 0:
                questions.insert(len(questions) // 2, extra[0])
                say(f"{id_}/x", extra[1])
            if shuffled is not None:
                chance.shuffle(questions)
            more: Extra = {"weight": part.weight * scale[0]} if one.weighted else {}
            if part.pass_from is not None:
                more["pass_from"] = part.pass_from
            sections.append(section(f"s{place}", questions, **more))
        if shuffled is not None:
            chance.shuffle(sections)
        scoring = {"pass_from": one.pass_from, "weight": one.weight * scale[1], "on_missing": one.on_missing}
        built.checklists.append(checklist(*sections, id_=id_, standards=STANDARDS, scoring=scoring))
    if shuffled is not None:
        chance.shuffle(built.checklists)
    return built


def outcome(result: VisitScore) -> tuple[Any, ...]:
    """Everything that does not depend on how many questions there are or where they stand."""
    return (
        result.state,
        result.percent,
        result.raw_percent,
        result.provisional_percent,
        result.passed,
        result.band,
        sorted(result.critical_failed),
        {
            one.id: (
                one.state,
                one.percent,
                one.raw_percent,
                one.provisional_percent,
                one.passed,
                one.band,
                one.got,
                one.max,
                sorted((s.id, s.percent, s.raw_percent, s.got, s.max, s.passed) for s in one.sections),
            )
            for one in result.checklists
        },
        {one.id: (one.status, one.got, one.max, one.observations, one.full) for one in result.standards},
    )


ADDED = st.sampled_from(
    [
        (yes_no("x", points=9, allow_na=True, standard="A-1"), NA),
        (yes_no("x", points=9, critical={}), NOT_OBSERVED),
        (yes_no("x", points=9, critical={}, show_if="false()"), "no"),
        (yes_no("x", points=9, show_if="false()"), None),
        (yes_no("x", neutral=True), "no"),
        (yes_no("x"), "no"),
        (yes_no("x", points=0), "no"),
        (yes_no("x", points=0), None),
        (yes_no("x", points=9, required=False), None),
        (yes_no("x", points=9, standard="B-1"), "no"),
        (item("nps", "x"), "0"),
        (count("x"), "7"),
        (item("text", "x"), "hello"),
        (item("info", "x"), None),
        (item("calc", "x", formula="1 + 1"), None),
        (repeat("x", [yes_no("y", points=9)], min_count=0), None),
        (repeat("x", [yes_no("y", points=9)], min_count=2, show_if="false()"), None),
    ]
)


@given(VISIT, ADDED)
@many
def test_adding_what_is_not_counted_changes_nothing(visit: Visit, added: tuple[Extra, Any]) -> None:
    assert outcome(build(visit, extra=added).score()) == outcome(build(visit).score())


@given(VISIT)
@many
def test_every_percent_lies_between_0_and_100_and_a_critical_failure_never_raises_one(visit: Visit) -> None:
    result, free = build(visit).score(), build(visit, critical=False).score()
    event(f"{result.state}, {len(result.critical_failed)} critical failed")
    shown = [(result.percent, result.raw_percent)]
    for one in result.checklists:
        shown.append((one.percent, one.raw_percent))
        shown += [(part.percent, part.raw_percent) for part in one.sections]
        assert one.passed is False or not one.critical_failed
    for percent, raw in shown:
        assert (percent is None) == (raw is None)
        if percent is not None and raw is not None:
            assert 0 <= percent <= raw <= 100
    assert free.percent == free.raw_percent == result.raw_percent
    if result.critical_failed:
        assert result.passed is False
    elif result.passed is not None:
        assert result.passed == free.passed


@given(VISIT, st.tuples(st.integers(1, 100), st.integers(1, 100)))
@many
def test_only_the_ratio_of_weights_counts(visit: Visit, scale: tuple[int, int]) -> None:
    # A section's weight can be 500 and a checklist's 400 without leaving what a checklist may say.
    assert outcome(build(visit, scale=scale).score()) == outcome(build(visit).score())


@given(VISIT, st.integers(0, 1000))
@many
def test_the_order_of_questions_sections_and_checklists_does_not_count(visit: Visit, seed: int) -> None:
    assert outcome(build(visit, shuffled=seed).score()) == outcome(build(visit).score())


def missing(visit: Visit) -> int:
    """Required scored questions without an answer, and rounds that lack, where that leaves no percentage."""
    found = 0
    for one in visit:
        for part in one.parts:
            for asked in part.asked:
                if asked.points:
                    found += asked.answers.count(None) if one.on_missing == "incomplete" else 0
                    found += asked.lacking if asked.round else 0
    return found


@given(VISIT)
@many
def test_a_required_answer_missing_never_counts_as_na(visit: Visit) -> None:
    result = build(visit).score()
    assert (result.state == "incomplete") is (missing(visit) > 0)
    unanswered = [one for one in result.questions if one.state == "unanswered"]
    assert all(one.missing for one in unanswered)
    scored = [one for one in result.questions if one.points]
    if scored:
        assert result.na_share == Fraction(100 * sum(one.state == "na" for one in scored), len(scored))


@given(VISIT)
@many
def test_a_no_that_becomes_a_yes_never_lowers_the_score_where_nothing_is_a_delight(visit: Visit) -> None:
    plain = tuple(
        replace(
            one,
            parts=tuple(
                replace(
                    part,
                    asked=tuple(
                        replace(each, standard=None if each.standard == "B-1" else each.standard)
                        for each in part.asked
                    ),
                )
                for part in one.parts
            ),
        )
        for one in visit
    )
    before, after = build(plain).score(), build(plain, better=True).score()
    for was, now in [
        (before.percent, after.percent),
        (before.provisional_percent, after.provisional_percent),
        *(
            (one.percent, other.percent)
            for one, other in zip(before.checklists, after.checklists, strict=True)
        ),
    ]:
        assert (was is None) == (now is None)
        if was is not None and now is not None:
            assert now >= was
    assert not (before.passed and not after.passed)


@given(VISIT)
@many
def test_a_delight_that_is_missing_counts_as_little_as_one_that_is_not_asked(visit: Visit) -> None:
    result = build(visit).score()
    for one in result.questions:
        if one.standard is not None and one.standard.endswith("B-1"):
            assert one.max == one.got
            assert not one.failed and not one.critical_failed


# -- what the visits drawn reach ----------------------------------------------------------------------------


def traits(visit: Visit) -> set[str]:
    """What comes up in a visit and decides something there."""
    result = build(visit).score()
    found = {result.state, f"passed {result.passed}", f"{len(visit)} checklists"}
    found |= {f"standard {one.status} {one.id.partition('/')[2]}" for one in result.standards}
    if result.percent != result.raw_percent:
        found.add("capped")
    for one in result.checklists:
        if any(part.percent != part.raw_percent for part in one.sections):
            found.add("section capped")
        if any(part.passed is False for part in one.sections):
            found.add("section below")
    labels = Counter("[" in one.label for one in result.questions if one.got)
    if labels[True] > 1:
        found.add("repeat counted")
    if any(one.got and one.standard and one.standard.endswith("B-1") for one in result.questions):
        found.add("delight given")
    if any(part.weight for one in visit for part in one.parts if one.weighted):
        found.add("weighted")
    return found


WANTED = (
    "scored",
    "incomplete",
    "not_assessed",
    "passed True",
    "passed False",
    "passed None",
    "3 checklists",
    "capped",
    "section capped",
    "section below",
    "repeat counted",
    "delight given",
    "weighted",
    "standard met A-1",
    "standard not_met A-1",
    "standard met A-2",
    "standard not_met A-2",
    "standard met B-1",
)


@settings(
    max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)
@given(VISIT)
def _reached(visit: Visit) -> None:
    SEEN.update(traits(visit))


SEEN: Counter[str] = Counter()


def test_the_visits_drawn_really_hold_what_these_properties_are_about() -> None:
    _reached()
    lacking = [one for one in WANTED if not SEEN[one]]
    assert lacking == [], SEEN
