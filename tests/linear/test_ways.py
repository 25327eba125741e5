"""Finding one's way and being told: failed, flagged, why, history, standard; commands by the beginning of a word."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from audit_tui.cli.main import VERBS
from audit_tui.clock import FixedClock
from audit_tui.linear.commands import COMMANDS, letter_of
from audit_tui.linear.home import COMMANDS as AT_HOME
from audit_tui.rules.record import Record
from audit_tui.store.workspace import Workspace
from audit_tui.tui.actions import ACTIONS
from tests.linear.conftest import Say
from tests.tui.conftest import TYPES, start, yes_no

Read = Callable[[str], Record]

STANDARDS = {
    **yes_no(1),
    "standards": {
        "S-01": {"text": "A call is picked up.", "figure": "3 rings", "source": "Own custom"},
        "S-02": {"text": "A line is free.", "source": "Own custom"},
    },
    "sections": [{"id": "s", "title": "Section", "questions": [
        {"id": "q0", "type": "yes_no", "text": "Picked up?", "points": 1, "standard": "S-01"},
        {"id": "q1", "type": "yes_no", "text": "Free?", "points": 1, "standard": "S-02"},
        {"id": "q2", "type": "yes_no", "text": "Well?", "points": 1},
    ]}],
}  # fmt: skip


def test_the_next_failed_and_the_next_flagged_are_a_command_away_and_back(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(6))
    told = say("1", "/failed", "/flagged", "1", "2", "1", "2", "/m", "/failed", "/failed", "/flagge", "/j")
    assert "No question has failed." in told and "No question is flagged." in told
    places = re.findall(r"(\d) of 6\. ", told)
    assert places == ["1", "2", "3", "4", "5", "2", "4", "5", "4"]


def test_why_tells_each_answer_and_leaves_out_what_is_open(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(3))
    told = say("1", "1", "2", "/why")
    assert "1. Point 0? 1 of 1 point: the answer is yes." in told
    assert "2. Point 1? 0 of 1 point" in told
    assert "3. Point 2? not answered" not in told


def test_the_history_of_a_question_names_who_when_what_was_there_and_why(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(2))
    told = say("1", "/h", "1", "/b", "/x it was shut", "/b", "/h", "/p nobody knows", "/h")
    assert "Nothing has been said here yet." in told
    assert "2 entries, the last one first" in told
    assert re.search(r"\+01:00: set to not applicable, Anna Example; was: yes; now: .*why: it was shut", told)
    assert "It never leaves this computer." in told


def test_the_standard_of_a_question_with_its_source_or_all_of_them(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, STANDARDS)
    told = say("1", "1", "/b", "/st", "/g 3", "/standard")
    one, _, every = told.partition("Well?")
    assert "list/S-01: A call is picked up." in one
    assert "Source: " in one and "Own custom" in one and "Met." in one
    assert "list/S-02: A line is free. (not assessed)" in every


def test_the_summary_names_the_standards_not_met_and_the_visit_before(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, STANDARDS, visit_start="2026-11-15T10:30")
    say("1", "1", "1", "1", "/f", "yes", "q")
    clock.tick(3_600_000)
    start(workspace, clock, STANDARDS)
    told = say("1", "2", "1", "1", "/s")
    assert "Standards not met:\nlist/S-01: A call is picked up. (not met)" in told
    assert "Previous visit: 100.0\xa0% on 15\xa0Nov\xa02026; fixed 0, recurring 0, new 1" in told


def test_an_audit_without_standards_says_so(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    assert "This audit has no standards." in say("1", "/standard")


def test_the_experience_is_told_or_that_nothing_says_anything_of_it(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, STANDARDS)
    told = say("1", "/exp", "1", "2", "/exp")
    assert "Nothing was assessed yet that says anything of the experience." in told
    assert "Balance −4: 1 positives − 5 × 1 negatives." in told
    assert "By expectation:" in told


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        ("f", "f"),
        ("finish", "f"),
        ("flagg", "flagged"),
        ("fa", "failed"),
        ("HIST", "h"),
        ("ы", "s"),
        ("=", "="),
    ],
)
def test_a_command_is_its_letter_its_word_or_the_beginning_of_it(word: str, letter: str) -> None:
    assert letter_of(word) == letter


@pytest.mark.parametrize("word", ["ab", "fl", "nonsense", "", "fi x"])
def test_what_fits_no_command_or_several_is_none(word: str) -> None:
    assert letter_of(word) == ""


def test_the_whole_help_names_every_command(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    told = say("1", "/? all")
    assert all(f"/{letter}" in told and f"/{word}" in told for letter, (word, _) in COMMANDS.items())


SCREENS_ONLY = {
    "walk.digits", "walk.yes_no", "walk.confirm", "walk.now",  # lines are answers
    "walk.read_on", "walk.read_back",  # nothing scrolls
    "form", "box",  # questions are asked one after another
    "walk.lock", "summary.lock",  # no key counts before Enter
}  # fmt: skip
LINEAR = {
    "walk.tap": "count", "walk.time": "time", "walk.count": "count", "walk.still_so": "same",
    "walk.not_applicable": "na", "walk.not_observed": "unseen", "walk.grade": "grade", "walk.clear": "delete",
    "walk.undo": "undo", "walk.redo": "redo", "walk.note": "note", "walk.private_note": "private",
    "walk.flag": "flag", "walk.evidence": "photo", "walk.owe_photo": "owed", "walk.inbox": "inbox",
    "walk.action": "action", "walk.feedback": "wish", "walk.jot": "jot", "walk.next": "next",
    "walk.previous": "back", "walk.next_open": "open", "walk.next_failed": "failed",
    "walk.next_flagged": "flagged", "walk.back": "return", "walk.outline": "list", "walk.search": "go",
    "walk.history": "history", "walk.standard": "standard", "walk.newer": "newer", "walk.summary": "summary",
    "walk.finish": "finish", "walk.report": "report", "walk.retry": "retry", "walk.leave": "quit",
    "summary.jump": "go", "summary.facts": "info", "summary.finish": "finish", "summary.report": "report",
    "summary.inbox": "inbox", "summary.why": "why", "summary.experience": "experience",
    "summary.correct_site": "site", "summary.correct_date": "date", "summary.abort": "abort",
    "summary.abandon": "abandon", "summary.standards": "standard", "summary.retry": "retry",
    "summary.back": "repeat", "summary.photos": "declare", "app.hide": "hide",
}  # fmt: skip


HOME = {
    "home.open": "list", "home.new": "new", "home.report": "report", "home.blank": "blank", "home.delete": "delete",
    "home.review": "review", "home.find": "list", "home.all": "list", "home.refresh": "list", "home.feedback": "wishes",
    "home.nps": "surveys", "home.day": "day", "home.corrective": "actions", "app.help": "help",
    "app.quit": "quit",
}  # fmt: skip
ASKED_THERE = {
    "new", "feedback", "nps", "surveys", "day", "block", "corrective", "inbox", "photos", "move", "rescue", "report",
    "reports", "why", "experience", "review",
}  # fmt: skip
"""Screens whose doings are asked one after another once a command of the linear mode has led there."""
BY_COMMAND_LINE = {
    "home.mark": "report", "home.mark_all": "report", "home.demo": "demo", "home.store": "doctor",
    "home.agreement": "agreement", "home.insights": "insights", "home.standards": "standards",
    "home.sort": "list", "home.unlock": "encryption", "app.settings": "", "app.palette": "", "home.abandon": "",
    "insights": "insights", "agreement": "agreement", "agreed": "agreement", "store": "doctor",
    "quarantine": "quarantine", "privacy": "privacy", "backups": "backup", "encryption": "encryption",
    "standards": "standards", "settings": "", "keys": "",
}  # fmt: skip
"""What stands on screens only, and the command of the program that does it in plain text, where one does.

The linear mode asks for the passphrase when it begins, abandons an audit within it, and has no keys to give."""


def test_whatever_can_be_done_on_a_screen_is_a_command_here_or_a_command_of_the_program() -> None:
    here = {*LINEAR, *SCREENS_ONLY, *HOME, *BY_COMMAND_LINE}
    left = {action.id for action in ACTIONS if not {action.id, action.scope} & (here | ASKED_THERE)}
    assert left == set()
    assert set(LINEAR.values()) <= {word for word, _what in COMMANDS.values()}
    assert set(HOME.values()) <= {word for word, _what in AT_HOME.values()}
    assert set(BY_COMMAND_LINE.values()) - {""} <= set(VERBS)


def test_a_figure_is_graded_afterwards(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, TYPES)
    told = say("1", "/g 5", "/grade", "/g 6", "120", "/b", "/grade", "3")
    assert "Only a figure is measured, noted or estimated." in told
    assert record(ref).projection.items["kinds/light"].grade == "measured"
    assert "Saved: 120\xa0lx (measured)." in told


def test_the_site_and_the_date_are_corrected_with_a_reason_only(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(1))
    told = say(
        "1", "/site ROMA-99", "/site ROMA-01", "", "/date soon", "/date 2026-11-21 09:00", "",
        "/date 2026-11-21 09:00", "wrong day", "/site ROMA-01", "it was typed twice",
    )  # fmt: skip
    assert "There is no site ROMA-99. Did you mean ROMA-01?" in told
    assert "'soon' is not written like 2026-11-18 10:31." in told
    assert told.count("The date of the visit is corrected.") == 1
    assert told.count("The site is corrected.") == 1
    assert record(ref).projection.facts["visit_start"] == "2026-11-21T09:00"


def test_whom_the_auditor_knows_is_declared_by_a_command(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(1))
    told = say("1", "/known the cashier", "/known", "none")
    assert "So far: the cashier" in told
    assert record(ref).projection.facts["acquaintance"] == "none"


def test_an_aborted_visit_can_be_taken_back(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(1))
    told = say("1", "/abort shut", "/abort", "no", "/abort", "yes")
    assert "The visit counts as completed." in told
    assert record(ref).projection.facts["outcome"] == "completed"


def test_hiding_pushes_everything_out_of_sight_until_a_line_comes(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(2))
    told = say("hide", "", "1", "/hide", "", "1")
    assert told.count("\n" * 100) == 2
    assert told.count("Point 0?") == 2
