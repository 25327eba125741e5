"""The review of a finished audit in lines: the same steps as in the app, by the same rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.review import Review
from audit_tui.rules.record import Record
from audit_tui.rules.review import editions, followed
from audit_tui.store.halftyped import half_typed_files, read_half_typed
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no

Read = Callable[[str], Record]
EVA = "Eva Supervisor"


@pytest.fixture
def ref(workspace: Workspace, clock: FixedClock, say: Say) -> str:
    """A finished audit of three questions, the second failed."""
    ref = start(workspace, clock, yes_no(3))
    say("1", "1", "2", "1", "/f", "yes", "q")
    return ref


def of(record: Record) -> Review:
    return record.projection.review


def test_an_audit_is_returned_with_remarks_at_its_questions(say: Say, record: Read, ref: str) -> None:
    told = say(
        "v AUD-2026-ROMA-01-01",
        "l",
        "n 2 The recording says yes.",
        "n",
        "3",
        "Why",
        "so?",
        ".",
        "r",
        EVA,
        "Listen again.",
        "",
        "q",
    )
    assert "Review: Fictional Store Rome, AUD-2026-ROMA-01-01." in told
    assert "Nobody has looked at it since it was finished." in told
    assert "2. Point 1? no (failed)" in told
    assert "1 remark, not sent yet:\n2. Point 1? The recording says yes." in told
    assert "2 remarks go with it." in told and "Returned to its auditor." in told
    assert of(record(ref)).remarks == {
        "": "Listen again.",
        "list/q1": "The recording says yes.",
        "list/q2": "Why\nso?",
    }


def test_a_question_has_the_number_in_the_review_that_it_has_in_the_walk(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    checklist = yes_no(2)
    checklist["sections"][0]["questions"].insert(
        0, {"id": "read", "type": "info", "text": "Read this first."}
    )
    start(workspace, clock, checklist)
    walked = say("1", "", "1", "2", "/l all", "/f", "yes", "q")
    told = say("v AUD-2026-ROMA-01-01", "l", "n 2 Look again.", "n 3 Why?", "", "q")
    assert "2. Point 1?" in walked and "2. Point 1? no (failed)" in told
    assert "1 remark, not sent yet:\n2. Point 1? Look again." in told
    assert "There is no question 3 to answer" in told


def test_remarks_survive_the_end_of_the_input_and_are_taken_back_by_a_hyphen(
    workspace: Workspace, say: Say, ref: str
) -> None:
    say("v AUD-2026-ROMA-01-01", "n 2", "The recording", "says")
    assert read_half_typed(workspace, ref)["remark:list/q1"].text == "The recording\nsays"
    told = say("v AUD-2026-ROMA-01-01", "l", "n 2", "-", "", "q")
    assert "Remark, not sent yet: The recording\nsays" in told
    assert "So far: The recording\nsays" in told and "The remark is taken back." in told
    assert half_typed_files(workspace) == []


def test_a_second_person_verifies_and_the_auditor_cannot(say: Say, record: Read, ref: str) -> None:
    told = say("v AUD-2026-ROMA-01-01", "v", "Anna Example", "", "v", EVA, "Well done.", "", "q")
    assert "Nobody judges their own audit" in told and "Verified." in told
    assert of(record(ref)).state == "verified"
    assert followed(record(ref))[-1].why == "Well done."


def test_an_appeal_is_recorded_and_upheld_and_the_audit_corrected_and_handed_in_again(
    say: Say, record: Read, ref: str
) -> None:
    told = say(
        "v AUD-2026-ROMA-01-01",
        "a",
        "Store manager",
        "soon",
        "2026-11-22",
        "It was open.",
        "u",
        EVA,
        "Seen.",
        "c",
        "g",
        "q",
    )
    assert "On which day did it come in? As 2026-11-18; Enter: today." in told
    assert "The appeal is recorded; it is to be decided." in told
    assert "Upheld: the audit is to be corrected." in told
    assert (of(record(ref)).state, record(ref).projection.status) == ("reopened", "draft")
    say("1", "/g 2", "1", "/f", "yes", "It was open.", "q")
    first, second = editions(record(ref))
    assert first.percent != second.percent and second.why == "It was open."


def test_an_appeal_that_is_open_leads_from_home_to_its_decision(say: Say, record: Read, ref: str) -> None:
    say("v AUD-2026-ROMA-01-01", "a", "Store manager", "", "It was open.", "", "q")
    told = say("AUD-2026-ROMA-01-01", "j", EVA, "It was shut.", "", "q")
    assert "The site has appealed; nobody has decided yet." in told and "Rejected: the result stands." in told
    assert of(record(ref)).appeal == "rejected"


def test_a_remark_is_told_at_its_question_while_it_is_corrected(say: Say, ref: str) -> None:
    say("v AUD-2026-ROMA-01-01", "n 2 The recording says yes.", "r", EVA, "Listen again.", "", "q")
    told = say("AUD-2026-ROMA-01-01", "yes", "/q", "q")
    assert "Returned: The recording says yes." in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["x"], "This is no choice here."),
        (["n 9 why"], "There is no question 9 to answer; l tells them."),
        (["n", "first"], "There is no question first to answer; l tells them."),
        (["n 1", ""], "What is the auditor to look at again there?"),
        (["r", ""], "Your name: somebody else than the auditor."),
        (["r", EVA, ""], "Why is it returned?"),
        (["v", ""], "Your name: somebody else than the auditor."),
        (["a", ""], "Who appeals?"),
        (["a", "Manager", "", ""], "What does the site object to?"),
        (["u", EVA, "Yes."], "no appeal is open"),
        (["j", EVA, ""], "Why is it decided so?"),
        (["c"], "it was not returned"),
    ],
)
def test_what_cannot_be_done_or_is_stepped_out_of_is_told_and_changes_nothing(
    say: Say, record: Read, ref: str, typed: list[str], told: str
) -> None:
    assert told in say("v AUD-2026-ROMA-01-01", *typed, "", "q")
    assert of(record(ref)).is_untouched


def test_only_a_finished_audit_is_reviewed(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    assert "Only a finished audit is reviewed; this one is draft." in say("v 1", "q")
