"""What is due of a plan: spans of the calendar, what counts for them, and what was missed and is made up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.model.plan import RHYTHMS, PlanEntry
from audit_tui.model.site import Site
from audit_tui.rules.planning import (
    Answers,
    DueTask,
    Span,
    Visit,
    calendar_span,
    due_tasks,
    shared_out,
    spans,
)

ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
ROMA, MILANO = Site(id="ROMA-01", name="Rome"), Site(id="MILANO-01", name="Milan")
TODAY = date(2026, 11, 26)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def planned(**more: Any) -> PlanEntry:
    visit = {"kind": "mystery", "checklists": ("phone",)} if more.get("task", "visit") == "visit" else {}
    return PlanEntry.model_validate(
        {"id": ID, "title": "Visits", "since": "2026-01-01", "changed": 0, **visit, **more}
    )


def visit(
    day: str, *, ended: bool = True, site: str = "ROMA-01", kind: str = "mystery", of: str = "phone"
) -> Visit:
    return Visit(site, kind, frozenset(of.split()), day, ended)


def due(
    entry: PlanEntry, *visits: Visit, answers: tuple[Answers, ...] = (), today: date = TODAY
) -> list[DueTask]:
    return due_tasks([entry], [ROMA], visits, answers, today)


def told(tasks: list[DueTask]) -> list[tuple[str, int, int, str]]:
    return [(task.span.first.isoformat(), task.done, task.left, task.state) for task in tasks]


@pytest.mark.parametrize(
    ("every", "first", "last"),
    [
        ("month", "2026-11-01", "2026-11-30"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("year", "2026-01-01", "2026-12-31"),
    ],
)
def test_spans_are_those_of_the_calendar(every: Any, first: str, last: str) -> None:
    assert calendar_span(every, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@given(st.dates(), st.sampled_from(RHYTHMS[1:]))
def test_every_day_lies_in_its_span_and_the_next_day_after_it_begins_another(day: date, every: Any) -> None:
    span = calendar_span(every, day)
    assert span.holds(day) and span.last is not None
    assert calendar_span(every, span.first) == calendar_span(every, span.last) == span
    if span.last < date.max:
        assert calendar_span(every, span.last + timedelta(1)).first == span.last + timedelta(1)


def test_a_visit_of_the_quarter_is_due_until_one_that_fits_is_finished() -> None:
    entry = planned(every="quarter", since="2026-10-01")
    assert told(due(entry)) == [("2026-10-01", 0, 1, "due")]
    assert told(due(entry, visit("2026-10-05"))) == [("2026-10-01", 1, 0, "done")]
    assert told(due(entry, visit("2026-10-05", of="phone parking"))) == [("2026-10-01", 1, 0, "done")]


@pytest.mark.parametrize(
    "other",
    [
        visit("2026-10-05", kind="open"),
        visit("2026-10-05", of="parking"),
        visit("2026-10-05", site="MILANO-01"),
        visit("2026-09-30"),
        visit("", ended=True),
    ],
    ids=["kind", "checklist", "site", "before it began", "no day"],
)
def test_what_does_not_fit_does_not_count(other: Visit) -> None:
    assert told(due(planned(every="quarter", since="2026-10-01"), other)) == [("2026-10-01", 0, 1, "due")]


def test_an_open_audit_is_begun_and_not_to_be_begun_again() -> None:
    entry = planned(every="quarter", since="2026-10-01", times=2)
    (task,) = due(entry, visit("", ended=False))
    assert (task.done, task.begun, task.left, task.state) == (0, 1, 1, "due")
    (task,) = due(entry, visit("2027-01-05", ended=False))
    assert task.begun == 0, "it is of the next quarter"


def test_what_was_missed_is_overdue_and_made_up_first() -> None:
    entry = planned(every="quarter")
    assert told(due(entry)) == [("2026-07-01", 0, 1, "overdue"), ("2026-10-01", 0, 1, "due")]
    once = due(entry, visit("2026-10-05"))
    assert told(once) == [("2026-10-01", 0, 1, "due")]
    assert told(due(entry, visit("2026-10-05"), visit("2026-11-05"))) == [("2026-10-01", 1, 0, "done")]
    surplus = due(entry, visit("2026-07-05"), visit("2026-08-05"))
    assert told(surplus) == [("2026-10-01", 0, 1, "due")], "a visit too many is not carried on"


def test_a_round_is_overdue_after_its_last_day_and_done_by_a_late_visit() -> None:
    entry = planned(since="2026-11-01", until="2026-11-20")
    assert told(due(entry)) == [("2026-11-01", 0, 1, "overdue")]
    assert told(due(entry, visit("2026-11-25"))) == [("2026-11-01", 1, 0, "done")]
    assert due(entry, today=date(2026, 10, 31)) == []
    (endless,) = due(planned(since="2026-11-01"))
    assert endless.span == Span(date(2026, 11, 1), None) and endless.state == "due"


def test_an_ended_habit_still_owes_its_last_span() -> None:
    entry = planned(every="month", until="2026-08-15")
    assert [task.state for task in due(entry)] == ["overdue", "overdue"]
    assert told(due(entry, visit("2026-07-02"), visit("2026-09-02"))) == [("2026-08-01", 1, 0, "done")]


def test_nothing_is_due_where_a_site_is_not_open() -> None:
    entry = planned(every="month")
    closed = ROMA.model_copy(update={"closed": "2026-10-15"})
    young = ROMA.model_copy(update={"opened": "2026-11-10"})
    gone = ROMA.model_copy(update={"closed": "2026-05-01"})
    assert told(due_tasks([entry], [closed], [], [], TODAY)) == [("2026-10-01", 0, 1, "overdue")]
    assert told(due_tasks([entry], [young], [], [], TODAY)) == [("2026-11-01", 0, 1, "due")]
    assert due_tasks([entry], [gone], [], [], TODAY) == []


def test_a_plan_without_a_site_holds_at_each_and_a_focus_group_for_all_together() -> None:
    both = due_tasks([planned(every="month", since="2026-11-01")], [ROMA, MILANO], [], [], TODAY)
    assert [task.site for task in both] == ["MILANO-01", "ROMA-01"]
    group = planned(task="focus_group", every="year")
    (one,) = due_tasks([group], [ROMA, MILANO], [], [], TODAY)
    assert (one.site, one.state) == (None, "due")
    held = group.model_copy(update={"held": ("2025-05-01", "2026-03-01")})
    (one,) = due_tasks([held], [ROMA, MILANO], [], [], TODAY)
    assert one.state == "done"
    elsewhere = planned(site="roma-01", since="2026-11-01")
    assert [task.site for task in due_tasks([elsewhere], [ROMA, MILANO], [], [], TODAY)] == ["ROMA-01"]


def test_a_survey_is_done_when_enough_answers_came_in_or_it_was_marked_as_held() -> None:
    entry = planned(task="survey", every="month", times=30, since="2026-11-01")
    some = (Answers("roma-01", "2026-11-02", 20), Answers("MILANO-01", "2026-11-02", 99))
    assert told(due(entry, answers=some)) == [("2026-11-01", 20, 10, "due")]
    more = (*some, Answers("ROMA-01", "2026-11-20", 10))
    assert due(entry, answers=more)[0].state == "done"
    assert due(entry.model_copy(update={"held": ("2026-11-03",)}))[0].state == "done"


def test_the_overdue_come_first_then_what_ends_first_then_the_heavier() -> None:
    light = planned(title="light", since="2026-11-01", until="2026-11-30")
    heavy = planned(title="heavy", since="2026-11-01", until="2026-11-30", weight=9)
    late = planned(title="late", since="2026-11-01", until="2026-11-02")
    far = planned(title="far", since="2026-11-01", weight=9)
    titles = [task.entry.title for task in due_tasks([far, light, heavy, late], [ROMA], [], [], TODAY)]
    assert titles == ["late", "heavy", "light", "far"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=3))
def test_making_up_loses_and_invents_nothing(asked: list[tuple[int, int]]) -> None:
    wanted, counts = [each[0] for each in asked], [each[1] for each in asked]
    counted = shared_out(wanted, counts)
    assert sum(counted) == sum(counts) and all(count >= 0 for count in counted)
    assert sum(counted[:1]) >= sum(counts[:1]), "nothing moves to a later span"


@given(
    st.sampled_from(RHYTHMS),
    st.integers(1, 3),
    st.lists(st.tuples(DAYS, st.booleans()), max_size=6),
    DAYS,
    DAYS,
)
def test_one_visit_more_never_makes_more_due_and_their_order_does_not_matter(
    every: Any, times: int, made: list[tuple[date, bool]], today: date, since: date
) -> None:
    entry = planned(every=every, times=times, since=since.isoformat())
    visits = [visit(day.isoformat(), ended=ended) for day, ended in made]

    def left(counted: list[Visit]) -> int:
        return sum(task.left for task in due(entry, *counted, today=today))

    assert due(entry, *visits, today=today) == due(entry, *visits[::-1], today=today)
    for at in range(len(visits)):
        assert left(visits[:at]) >= left(visits[: at + 1])


@given(st.sampled_from(RHYTHMS), DAYS, st.none() | DAYS, DAYS)
def test_spans_lie_within_the_plan_and_never_in_the_future(
    every: Any, since: date, until: date | None, today: date
) -> None:
    if until is not None and until < since:
        since, until = until, since
    entry = planned(every=every, since=since.isoformat(), until=until.isoformat() if until else None)
    found = spans(entry, today)
    assert len(found) <= 2
    for span in found:
        assert since <= span.first <= today and (until is None or (span.last or date.max) <= until)
    if len(found) == 2:
        assert found[0].last is not None and found[0].last + timedelta(1) == found[1].first


def test_the_first_year_of_the_calendar_has_no_span_before_it() -> None:
    entry = planned(every="year", since="0001-01-01")
    assert spans(entry, date(1, 6, 1)) == [Span(date(1, 1, 1), date(1, 12, 31))]
    assert calendar_span("year", date.max).last == date.max


def test_tasks_of_one_plan_have_keys_of_their_own() -> None:
    entry = planned(every="month")
    tasks = due_tasks([entry], [ROMA, MILANO], [], [], TODAY)
    assert len({task.key for task in tasks}) == len(tasks) == 4
