"""What comparisons keep of an audit as it stands: site, day, figures and outcomes, and no name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from audit_tui.clock import FixedClock
from audit_tui.model.site import Site
from audit_tui.rules.gathering import result_of
from audit_tui.rules.outcomes import Outcome
from audit_tui.rules.record import Record
from audit_tui.rules.writing import begin, new_run
from audit_tui.session import AuditSession
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
