"""How long after the visit answers were given, and what was jotted down between the two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError
from audit_tui.i18n import ngettext
from audit_tui.model.checklist import Checklist
from audit_tui.model.event import StoredValue
from audit_tui.model.site import Site
from audit_tui.phrases.attempts import attempts_words
from audit_tui.phrases.recall import delay_words, recall_words
from audit_tui.rescuing import say_again
from audit_tui.rules.attempts import Attempt, attempts
from audit_tui.rules.jottings import Jotting, beside, jottings
from audit_tui.rules.judging import hand_back, reopen
from audit_tui.rules.recall import Recall, recall
from audit_tui.rules.record import Record, published_classes
from audit_tui.rules.writing import Pen, begin
from audit_tui.session import AuditSession
from audit_tui.store.auditfile import Rescued

LIST = Checklist.model_validate(
    {
        "format": "audit-checklist/1",
        "id": "list",
        "version": "1",
        "title": {"en": "List"},
        "sections": [
            {
                "id": "s",
                "title": {"en": "S"},
                "questions": [
                    {"id": f"q{n}", "type": "yes_no", "text": {"en": "?"}, "points": 1} for n in range(3)
                ],
            }
        ],
    }
)
ACTOR = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
NOON = 1_795_345_200_000
"""2026-11-22 12:00 in Rome, in UTC milliseconds."""


def debrief(**facts: Any) -> tuple[AuditSession, FixedClock]:
    clock = FixedClock(now=NOON, minutes_ahead=60)
    header, change = begin(
        number="A-1",
        site=Site(id="ROMA", name="Rome", zone="Europe/Rome"),
        checklists=[LIST],
        facts={"kind": "mystery", **facts},
        clock=clock,
        actor=ACTOR,
        device=ACTOR,
        run="0" * 16,
    )
    record = Record.build(header, change.events, change.values)
    return AuditSession(record, clock=clock, actor=ACTOR, device=ACTOR, run="0" * 16), clock


def answer(session: AuditSession, clock: FixedClock, minutes: int, path: str, **more: Any) -> None:
    clock.now = NOON + minutes * 60_000
    session.apply(session.answer(path, "yes", **more))


ENDED = {"visit_start": "2026-11-22T11:30", "visit_end": "2026-11-22T12:00"}


def test_the_delay_is_counted_from_the_end_of_the_visit_at_the_site() -> None:
    session, clock = debrief(**ENDED)
    for minutes, path in ((10, "list/q0"), (20, "list/q1"), (90, "list/q2")):
        answer(session, clock, minutes, path)
    assert recall(session) == Recall("visit_end", 3, 20 * 60, 90 * 60)


def test_the_answer_that_stands_counts_and_one_given_during_the_visit_has_no_delay() -> None:
    session, clock = debrief(**ENDED)
    answer(session, clock, -10, "list/q0")
    assert recall(session) == Recall("visit_end", 1, 0, 0)
    clock.now = NOON + 3_600_000
    session.apply(session.answer("list/q0", "no"))
    assert recall(session) == Recall("visit_end", 1, 3600, 3600)


def test_without_an_end_it_is_counted_from_the_beginning_and_without_both_not_at_all() -> None:
    session, clock = debrief(visit_start="2026-11-22T11:30")
    answer(session, clock, 0, "list/q0")
    assert recall(session) == Recall("visit_start", 1, 1800, 1800)
    for facts in ({}, {"visit_start": "2026-11-22"}, {"visit_start": "noon"}):
        session, clock = debrief(**facts)
        answer(session, clock, 0, "list/q0")
        assert recall(session) is None


def test_answers_from_a_file_and_open_questions_are_left_out() -> None:
    session, clock = debrief(**ENDED)
    answer(session, clock, 10, "list/q0", grade="imported")
    assert recall(session) is None


def test_what_a_correction_says_weeks_later_is_no_recall() -> None:
    session, clock = debrief(**ENDED)
    for minutes, path in ((10, "list/q0"), (20, "list/q1"), (20, "list/q2")):
        answer(session, clock, minutes, path)
    session.apply(session.finish())
    other = ACTOR[:-1] + "W"
    head = session.record.projection
    pen = Pen(clock, other, ACTOR, "0" * 16, head.seq, head.head)
    session.apply(hand_back(session.record, pen, other, "Eva", "Look again."))
    head = session.record.projection
    session.apply(reopen(session.record, Pen(clock, ACTOR, ACTOR, "0" * 16, head.seq, head.head)))
    answer(session, clock, 30_000, "list/q0")
    assert recall(session) == Recall("visit_end", 2, 20 * 60, 20 * 60)


@given(st.lists(st.integers(-600, 6000), min_size=1, max_size=3))
def test_median_and_longest_lie_within_the_delays(minutes: list[int]) -> None:
    session, clock = debrief(**ENDED)
    for at, each in enumerate(minutes):
        answer(session, clock, each, f"list/q{at}")
    found = recall(session)
    assert found is not None and found.answers == len(minutes)
    assert found.longest == max(0, *minutes, 0) * 60 and 0 <= found.median <= found.longest


def test_delays_are_told_to_the_minute_and_long_ones_to_the_hour() -> None:
    told = [delay_words(seconds, str) for seconds in (0, 59, 60, 3540, 5700, 172_799, 180_000)]
    assert told == [
        "under a minute",
        "under a minute",
        "1 min",
        "59 min",
        "1 h 35 min",
        "47 h 59 min",
        "2 d 2 h",
    ]
    words = recall_words(Recall("visit_start", 1, 60, 60), str, ngettext)
    assert words.startswith("1 answer, 1 min after the beginning") and "no end was stated" in words


# -- the jot pad --------------------------------------------------------------------------------------


def test_a_jotting_has_its_time_belongs_to_no_question_and_is_private() -> None:
    session, clock = debrief()
    session.apply(session.jot("Queue of six"))
    clock.tick(60_000)
    session.apply(session.jot("  Guard said hello\x1b "))
    assert [(one.wall, one.text) for one in jottings(session.record)] == [
        (NOON, "Queue of six"),
        (NOON + 60_000, "Guard said hello"),
    ]
    assert session.progress().answered == 0 and session.cursor == "list/q0"
    classes = {value.cls for value in session.record.values.values() if isinstance(value, StoredValue)}
    assert "private" in classes and "private" not in published_classes("mystery") | published_classes("open")
    with pytest.raises(InputError):
        session.jot(" ")


def test_a_jotting_can_be_taken_back_and_said_again() -> None:
    session, _clock = debrief()
    session.apply(session.jot("Queue of six"))
    for propose, left in ((session.undo, 0), (session.redo, 1)):
        change = propose()
        assert change is not None
        session.apply(change)
        assert len(jottings(session.record)) == left


def test_a_jotting_from_a_damaged_journal_is_said_again_at_its_place() -> None:
    session, clock = debrief()
    change = session.jot("Queue of six")
    event = change.events[0]
    entry = Rescued("noted", event.path, "Queue of six", clock.wall())
    again = say_again(session, entry, "taken from the copy")
    assert again is not None and again.events[0].path == event.path
    session.apply(again)
    assert [one.text for one in jottings(session.record)] == ["Queue of six"]


LINES = [Jotting(f"@jot/{n}", n, 0, str(n)) for n in range(9)]


@given(st.integers(0, 9), st.integers(0, 200), st.integers(0, 200), st.integers(-1, 12))
def test_beside_a_question_stand_as_many_as_there_is_room_for_in_their_order(
    count: int, at: int, of: int, room: int
) -> None:
    at = min(at, max(0, of - 1))
    shown = list(beside(LINES[:count], at, of, room))
    assert len(shown) == min(count, max(0, room))
    assert shown == LINES[shown[0].wall : shown[-1].wall + 1] if shown else True


@pytest.mark.parametrize(("count", "room", "shown"), [(0, 3, 0), (2, 3, 2), (3, 3, 3), (9, 0, 0), (9, -1, 0)])
def test_few_jottings_all_stand_beside_a_question_and_none_where_there_is_no_room(
    count: int, room: int, shown: int
) -> None:
    assert list(beside(LINES[:count], 5, 10, room)) == LINES[:shown]


def test_jottings_follow_the_walk_from_the_first_question_to_the_last() -> None:
    first = [beside(LINES, at, 100, 3)[0].wall for at in range(100)]
    assert first[0] == 0 and first[-1] == 6 and first == sorted(first)


def test_calls_are_kept_in_order_by_their_codes_and_what_is_no_outcome_is_left_out() -> None:
    session, clock = debrief(kind="phone")
    for outcome in ("engaged", "reached"):
        session.apply(session.call(outcome))  # type: ignore[arg-type]
        clock.tick(60_000)
    session.apply(session.call("never heard of", path="@call/x"))  # type: ignore[arg-type]
    found = attempts(session.record)
    assert found == [Attempt(NOON, 60, "engaged"), Attempt(NOON + 60_000, 60, "reached")]
    assert attempts_words(found, str).count("12:0") == 2
    entry = Rescued("noted", "@call/y", "engaged", clock.wall())
    again = say_again(session, entry, "taken from the copy")
    assert again is not None
    session.apply(again)
    assert len(attempts(session.record)) == 3
    assert say_again(session, Rescued("noted", "@call/z", "x", clock.wall()), "copy") is None
