"""A day of visits in lines: what is due, briefings, jot pads, telephone tests, corrective actions."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.clock import FixedClock
from audit_tui.locale_format import day_words
from audit_tui.model.site import Site
from audit_tui.rules.attempts import attempts
from audit_tui.rules.jottings import jottings
from audit_tui.rules.record import Record
from audit_tui.store.actions import ActionList
from audit_tui.store.audits import AuditStore
from audit_tui.store.plan import Plan
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no
from tests.tui.test_day import overdue, planned

Read = Callable[[str], Record]


def test_what_the_plan_asks_for_is_told_at_home_and_begun_with_everything_filled_in(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    planned(workspace, clock)
    told = say("due", "1", "1", "", "/q", "q")
    assert "1 thing is due by the plan; due tells it." in told
    assert "1. Fictional Store Rome (ROMA-01), visit, Autumn round, by 2026-12-31, 0 of 1" in told
    assert "Which site?" not in told and "What kind of visit?" not in told
    row = AuditStore(workspace, clock).rows()[0]
    assert (row.site_id, row.kind, row.checklists) == ("ROMA-01", "mystery", ("phone", "parking"))
    assert "Nothing is due by the plan." in say("due", "q")


def test_a_focus_group_is_marked_as_held(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    planned(workspace, clock, task="focus_group", title="Parents", every="year")
    told = say("due", "1", "no", "due", "1", "yes", "q")
    assert "Held on 2026-11-22: Parents." in told
    assert Plan(workspace, clock).entries()[0].held == ("2026-11-22",)


def test_a_survey_that_is_due_leads_to_its_answers(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    planned(workspace, clock, task="survey", title="Monthly", every="month")
    assert "Net promoter score, all sites, all time." in say("due", "1", "", "q")


def test_the_day_tells_each_visit_its_briefing_and_begins_it(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    planned(workspace, clock)
    start(workspace, clock, yes_no(2))
    told = say("d", "i 2", "1", "no", "1", "yes", "1", "/q", "1", "/q", "", "q")
    assert "Day of visits, Sunday 2026-11-22: 1 visit." in told
    assert "1. Fictional Store Rome, AUD-2026-ROMA-01-01, open visit, not begun" in told
    assert "Due by the plan:\n2. Fictional Store Rome (ROMA-01), visit, Autumn round" in told
    assert "Ask for a [red]pen." in told
    assert told.count("Begin this visit?") == 2, "who has begun is not briefed again"
    assert told.count("Point 0?") == 1 and told.count("Point 1?") == 2


def test_the_day_is_turned_by_a_sign_or_a_date(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    told = say("d", "+", "-", "-", "2026-12-24", "7", "", "q")
    for day in ("Monday 2026-11-23", "Saturday 2026-11-21", "Thursday 2026-12-24: 0 visits"):
        assert day in told
    assert "No visit has this day, and the plan asks for none." in told


def test_jottings_are_kept_with_their_time_from_the_day_and_from_the_walk(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(1))
    say("d", "j 1", "A queue of 9", "", "", "q")
    clock.tick(60_000)
    told = say("1", "/jot The music was loud", "/jot", "")
    assert "11:00 A queue of 9" in told and "11:01 The music was loud" in told
    assert [one.text for one in jottings(record(ref))] == ["A queue of 9", "The music was loud"]


def test_a_pocket_sheet_is_written_from_the_day_and_a_blank_form_from_home(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    planned(workspace, clock)
    assert "Blank form: " in say("d", "p 1", "", "q")
    told = say("b", "1", "NOWHERE", "b", "1", "ROMA-01", "q")
    assert "There is no site of this id." in told and "Blank form: " in told
    assert len(list(workspace.exports.glob("*.pdf"))) == 2


def test_telephone_tests_call_one_site_after_another(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    registry = Registry(workspace, clock)
    for name in ("A", "B"):
        registry.add_site(Site(id=f"{name}-01", name=f"Fictional {name}", zone="Europe/Rome"))
    assert "There is no site or no auditor yet" in say("t", "q")
    registry.remember_person("Anna Example", "Shopper 7")
    told = say("t", "1", "2", "1", "1", "/q", "3", "", "q")
    assert "1. Fictional A, not called" in told
    assert "How did the call to Fictional A end?" in told
    assert "11:00 no answer, 11:00 reached" in told
    assert "Type numbers from 1 to 2." in told
    (row,) = AuditStore(workspace, clock).rows()
    assert (row.kind, row.site_id) == ("phone", "A-01")
    assert [one.outcome for one in attempts(record(row.id))] == ["no_answer", "reached"]


def test_corrective_actions_are_told_and_moved_on(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    action = overdue(workspace, clock)
    told = say("o", "d 1", "s", "v 1", "x 1", "", "q")
    assert "1 corrective action is overdue; o tells it." in told
    assert f"1. Put up a sign, overdue, by {day_words('2026-11-01')}, Branch manager, ROMA-01" in told
    assert "This is no choice here." in told
    (kept,) = ActionList(workspace, clock).list_actions()
    assert (kept.id, kept.status) == (action.id, "verified")


def test_all_audits_are_listed_and_found_by_words(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    start(workspace, clock, yes_no(1), kind="phone")
    told = say("l", "l telephone rome", "l nobody", "?", "q")
    assert "2 audits." in told and "1 audit." in told and "0 audits." in told
    assert "AUD-2026-ROMA-01-02, Fictional Store Rome, 2026-11-22, telephone test, not begun" in told
    assert "b, blank: write a blank form" in told


def test_of_many_open_audits_the_first_are_told_and_words_find_the_others(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    for _ in range(22):
        start(workspace, clock, yes_no(1))
        clock.tick(1_000)
    told = say("q")
    assert told.count("Fictional Store Rome") == 20
    assert "and 2 more; l and words find them." in told


def test_an_open_audit_is_deleted_after_a_question(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    assert "Deleted." in say("delete 1", "no", "delete", "1", "yes", "q")
    assert AuditStore(workspace, clock).rows() == []


def test_commands_of_home_are_understood_on_a_cyrillic_keyboard(say: Say) -> None:
    assert "New audit." in say("т", "", "й")
