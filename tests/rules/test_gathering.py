"""What comparisons keep of an audit as it stands: site, day, figures and outcomes, and no name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.model.site import Site
from audit_tui.rules.gathering import edition_of, outcomes_of, result_of
from audit_tui.rules.outcomes import Outcome, read_outcomes, write_outcomes
from audit_tui.rules.record import Record
from audit_tui.rules.routing import Given
from audit_tui.rules.writing import begin, new_run
from audit_tui.session import AuditSession
from tests.rules.build import answers, checklist, choices, count, item, of, repeat, score, section, yes_no
from tests.rules.visits import points


def walked(**facts: Any) -> AuditSession:
    """An open audit of two questions of which the first failed."""
    clock = FixedClock()
    header, change = begin(
        number="A-1",
        site=Site(id="ROMA", name="Shop", region="South"),
        checklists=[points("a", "b").checklist],
        facts={"kind": "mystery", "auditor": "Anna Conti", "alias": "MS-07", **facts},
        clock=clock,
        actor=clock.ulid(),
        device=clock.ulid(),
        run=new_run(clock),
    )
    record = Record.build(header, change.events, change.values)
    session = AuditSession(record, clock=clock, actor=clock.ulid(), device=clock.ulid(), run=new_run(clock))
    session.apply(session.answer("phone/a", "no"))
    return session


def test_a_draft_is_told_by_its_answers_so_far() -> None:
    session = walked(visit_start="2026-03-05T10:30")
    made = result_of(session)
    assert (made.number, made.site, made.site_name, made.region) == ("A-1", "ROMA", "Shop", "South")
    assert (made.kind, made.day, made.aborted, made.demo, made.rules) == (
        "mystery",
        "2026-03-05",
        False,
        False,
        "1",
    )
    assert (made.id, made.created) == (session.record.header.id, session.record.projection.created_at)
    assert made.percent is None  # a required question is open
    assert made.outcomes == {("phone", "a", 1): Outcome(Fraction(0), Fraction(1), 1, 0, 1, 0)}
    assert made.shortfalls == ("phone/PH-01",)
    assert "Conti" not in repr(made) and "MS-07" not in repr(made)


def test_it_has_a_percentage_once_everything_is_answered_and_none_when_it_was_broken_off() -> None:
    session = walked()
    session.apply(session.answer("phone/b", "yes"))
    made = result_of(session)
    assert (made.percent, made.day) == (50, "")
    change = session.set_fact("outcome", "aborted")
    assert change is not None
    session.apply(change)
    broken = result_of(session)
    assert (broken.aborted, broken.percent, broken.outcomes) == (True, None, {})


def test_a_site_that_was_corrected_is_the_one_that_is_told() -> None:
    session = walked()
    session.apply(session.correct_site(Site(id="MILANO", name="Another", region="North"), "The wrong store."))
    made = result_of(session)
    assert (made.site, made.site_name, made.region) == ("MILANO", "Another", "North")


def test_an_edition_holds_what_can_fail_or_earn_and_nothing_else() -> None:
    asked = checklist(
        section(
            "one",
            [
                item("info", "read"),
                yes_no("points", points=2, standard="A-1", critical={"cap": 60, "scope": "visit"}),
                item("calc", "sum", formula="1 + 1"),
                yes_no("idle"),
                yes_no("critical", critical={"cap": "12.5"}),
                yes_no("watched", on_fail={"comment": "required"}),
                item("single", "fails", choices=choices(a=None, b={"fails": True})),
                item("single", "harmless", choices=choices(a=None, b=None)),
                item("multi", "several", choices=choices(a=None, b={"fails": True})),
                item("text", "words"),
                count("counted", points=1, meets=". < 3", meaning=4),
            ],
            weight=3,
        ),
        section("two", [repeat("calls", [yes_no("inner", points=1)])], weight=1),
        touchpoint="call centre",
        standards={"A-1": {"text": "Greeted.", "share": 50}},
        scoring={"weight": 2, "pass_from": 70, "target": 90},
    )
    edition = edition_of(asked)
    assert [
        (one.id, one.points, one.cap, one.scope, one.section, one.meaning, one.standard)
        for one in edition.questions
    ] == [
        ("points", 2, 60, "visit", "one", 1, "A-1"),
        ("critical", 0, Fraction(25, 2), "checklist", "one", 1, None),
        ("watched", 0, None, "checklist", "one", 1, None),
        ("fails", 0, None, "checklist", "one", 1, None),
        ("several", 0, None, "checklist", "one", 1, None),
        ("counted", 1, None, "checklist", "one", 4, None),
        ("inner", 1, None, "checklist", "two", 1, None),
    ]
    assert (edition.touchpoint, edition.weight, edition.target, edition.pass_from) == (
        "call centre",
        2,
        90,
        70,
    )
    assert [(one.id, one.weight) for one in edition.sections] == [("one", 3), ("two", 1)]
    assert [(one.code, one.share) for one in edition.standards] == [("A-1", 50)]
    plain = edition_of(of(yes_no("a", points=1), scoring={"pass_from": 70}))
    assert (plain.touchpoint, plain.target, plain.weight, plain.sections[0].weight) == ("", 70, 1, None)
    assert edition_of(of(yes_no("a", points=1))).target is None


def test_rounds_of_a_repeat_are_added_up() -> None:
    asked = of(repeat("calls", [yes_no("c", points="0.5", critical={})]), yes_no("w", critical={"cap": 60}))
    rounds = [f"01HF7YAT0{n}ZZZZZZZZZZZZZZZZ" for n in range(3)]
    said = {
        f"phone/calls/{ulid}/c": Given(State.ANSWERED, value)
        for ulid, value in zip(rounds, ("yes", "no", "no"), strict=True)
    }
    result = score(asked, said | answers(w="no"), {"phone/calls": rounds})
    outcomes = outcomes_of(edition_of(asked), result.questions)
    calls, watched = (outcomes[key] for key in edition_of(asked).keys)
    assert (calls.got, calls.max, calls.seen) == (Fraction(1, 2), Fraction(3, 2), 3)
    assert (calls.full, calls.failed, calls.critical) == (1, 2, 2)
    assert (watched.got, watched.max, watched.seen, watched.full, watched.failed, watched.critical) == (
        0,
        0,
        1,
        0,
        1,
        1,
    )


def test_full_points_of_another_worth_than_the_question_has_are_written_out() -> None:
    edition = edition_of(of(yes_no("a", points=2)))
    (key,) = edition.keys
    for outcome, line in (
        (Outcome(Fraction(2), Fraction(2), 1, 1, 0, 0), "=1"),
        (Outcome(Fraction(6), Fraction(6), 3, 3, 0, 0), "=3"),
        (Outcome(Fraction(1), Fraction(1), 1, 1, 0, 0), "1,1,1,1,0,0"),
        (Outcome(Fraction(2), Fraction(4), 2, 1, 1, 1), "2,4,2,1,1,1"),
    ):
        assert write_outcomes(edition, {key: outcome}) == line
        assert read_outcomes(edition, line) == {key: outcome}
    assert (write_outcomes(edition, {}), read_outcomes(edition, "-")) == ("-", {})
