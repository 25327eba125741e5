"""Customers' voices in lines: wishes within a visit and at home, survey answers one line each, the score told."""

from __future__ import annotations

from audit_tui.clock import FixedClock
from audit_tui.locale_format import day_words, month_words
from audit_tui.model.site import Site
from audit_tui.store.feedback import FieldNotes
from audit_tui.store.registry import Registry
from audit_tui.store.responses import SurveyResponses
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no


def test_a_wish_is_noted_within_a_visit_with_its_site_and_audit(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    ref = start(workspace, clock, {**yes_no(1), "touchpoint": "parking"})
    told = say("1", "/wish", "x", "w", "A roof over the bays", ".", "", "2026-11-40", "")
    assert "type w for a wish or c for a complaint." in told
    assert "'2026-11-40' is no date in the calendar." in told
    (note,) = FieldNotes(workspace, clock).all()
    assert (note.kind, note.text, note.site, note.touchpoint) == (
        "wish", "A roof over the bays", "ROMA-01", "parking",
    )  # fmt: skip
    assert (note.audit, note.day) == (ref, "2026-11-22")


def test_a_complaint_is_noted_at_home_counted_and_deleted(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    registry = Registry(workspace, clock)
    for name in ("A", "B"):
        registry.add_site(Site(id=f"{name}-01", name=f"Fictional {name}"))
    told = say("w", "n", "c", "Nobody came", ".", "somewhere", "B", "1", "", "", "q")
    assert "No site fits what you typed." in told
    assert "phone: wish 0, complaint 1" in told
    assert f"1. {day_words('2026-11-22')}, B-01, Telephone, complaint: Nobody came" in told
    assert "Deleted." in say("w", "d 1", "yes", "", "q")
    assert FieldNotes(workspace, clock).all() == []


def test_survey_answers_take_one_line_each_and_the_last_is_taken_back(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1))
    told = say(
        "p",
        "n",
        "7",
        "1",
        "",
        "6",
        "",
        "10",
        "9 they were kind",
        "0",
        "eleven",
        "8",
        "u",
        "u",
        "3",
        "",
        "",
        "q",
    )
    assert "No survey answers here yet." in told
    assert "1. in person" in told and "in_person" not in told
    assert "type 0 for the scale 0–10, 1 for the scale 1–10." in told
    assert told.count("The scale runs from 1 to 10.") == 2
    assert "8 taken back." in told and "9 taken back." in told
    assert "This sitting: NPS 0 " in told and "n = 2: promoters 1, passives 0, detractors 1" in told
    kept = SurveyResponses(workspace, clock).all()
    assert sorted(one.answer for one in kept) == [3, 10]
    assert {(one.site, one.scale, one.channel) for one in kept} == {("ROMA-01", "1-10", "paper")}


def test_what_was_said_after_the_figure_is_kept_as_a_comment(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1))
    say("p", "n", "", "", "", "", "9 they were kind", "", "", "q")
    (kept,) = SurveyResponses(workspace, clock).all()
    assert (kept.answer, kept.comment, kept.scale) == (9, "they were kind", "0-10")


def test_with_nothing_to_undo_it_says_so_and_one_site_or_period_can_be_looked_at(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1))
    told = say(
        "p",
        "n",
        "",
        "",
        "",
        "",
        "u",
        "9",
        "",
        "m",
        "s ROMA-01",
        "s NOWHERE",
        "p 2026-12-01",
        "p soon",
        "",
        "q",
    )
    assert "There is nothing to undo in this sitting." in told
    assert f"Surveys by month:\n{month_words('2026-11')}: NPS +100" in told
    assert "No finished visit asked for a recommendation." in told
    assert "Net promoter score, Fictional Store Rome, all time." in told
    assert f"Net promoter score, Fictional Store Rome, since {day_words('2026-12-01')}." in told
    assert "No site fits what you typed." in told and "This is no choice here." in told


def test_without_a_site_nothing_can_be_noted(say: Say) -> None:
    assert "There is no site yet" in say("p", "n", "", "q")
