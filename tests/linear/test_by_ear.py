"""The walk in lines as somebody hears it: short, in a good order, nothing twice, said again where that is asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from audit_tui.clock import FixedClock
from audit_tui.linear.commands import COMMANDS, OFTEN
from audit_tui.model.site import Site
from audit_tui.reviewing import Reviewer
from audit_tui.store.audits import AuditStore
from audit_tui.store.preferences import preference_file
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace, create_workspace
from tests.linear.conftest import Say
from tests.terminal import ended
from tests.tui.conftest import TYPES, start, yes_no

STANDARDS = {"A-1": {"text": "Everybody is greeted.", "figure": "at once", "source": "Custom"}}


def after(told: str, typed: str) -> str:
    """What was said between a line and the next prompt."""
    return told.split(f"> {typed}\n", 1)[1].split("> ", 1)[0].strip()


def words(text: str) -> int:
    return len(text.split())


def test_a_question_of_a_known_kind_and_the_echo_of_the_answer_are_ten_words_and_the_text(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(3))
    told = say("1", "y", "n")
    assert after(told, "n") == "Saved: no, 0 of 1 point.\n\n3 of 3. Point 2?\n1 Yes, 2 No."


def test_how_a_kind_is_answered_is_told_once_in_a_sitting(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(4))
    told = say("1", "1", "1", "/q", "1", "1")
    assert told.count("Type y or n, or the number.") == 1
    assert told.count("/x says that it does not apply.") == 1


@pytest.mark.parametrize("again", ["?", "？", "/r", "/repeat"])
def test_a_question_mark_has_all_of_a_question_said_again(
    workspace: Workspace, clock: FixedClock, say: Say, again: str
) -> None:
    start(workspace, clock, {**yes_no(2, standard="A-1"), "standards": STANDARDS})
    told = say("1", "1", again)
    assert after(told, again).splitlines() == [
        "List, Section.",
        "2 of 2. Point 1?",
        "1 Yes, 2 No.",
        "Type y or n, or the number. /x says that it does not apply.",
        "Standard A-1: Everybody is greeted (at once).",
        "Counts as met: Yes.",
    ]


def test_the_standard_waits_until_it_is_asked_for(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, {**yes_no(2, standard="A-1"), "standards": STANDARDS})
    assert "Everybody is greeted" not in say("1")
    assert "Everybody is greeted" in say("1", "/standard")


def test_what_counts_as_met_is_told_of_figures_and_where_no_is_the_good_answer(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, {**yes_no(1, good="no")})
    assert "Counts as met: No." in say("1")


def test_the_section_is_said_where_it_begins_and_not_at_each_question(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    sections = [
        {"id": name, "title": name.upper(), "questions": [
            {"id": f"{name}{at}", "type": "yes_no", "text": f"{name}{at}?"} for at in range(2)
        ]} for name in ("in", "out")
    ]  # fmt: skip
    start(workspace, clock, {**yes_no(1), "sections": sections})
    told = say("1", "1", "1", "1", "1")
    assert told.count("List, IN.") == 1
    assert told.index("2 of 4. in1?") < told.index("List, OUT.") < told.index("3 of 4. out0?")
    assert told.count("List, OUT.") == 1


def test_the_number_that_is_said_is_the_number_to_go_to(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, TYPES)
    told = say("1", "/g 8", "/t", "/b")
    assert "8 of 17. How long a wait?" in told
    assert "The stopwatch of question 8 runs" in told
    assert "\n8. How long a wait? (" in say("1", "/l")
    assert "\n8. How long a wait?" in say("1", "/s all")


def test_steps_without_words_are_one_range(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, TYPES)
    told = say("1", "", "y", "4", "9", "/b", "10")
    assert after(told, "y").splitlines()[2:4] == ["2 of 17. How friendly?", "1 to 4."]
    assert "0, not at all likely, to 10, extremely likely." in after(told, "4")
    assert after(told, "9").startswith("Saved: 9.\n")
    assert after(told, "10").startswith("Saved: 10, extremely likely.\n")


def test_what_was_typed_in_words_is_not_said_back(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, TYPES)
    told = say("1", "/g 12", "Good day")
    assert after(told, "Good day").startswith("Saved.\n")


def test_why_points_are_missing_is_said_of_a_figure_only(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, TYPES)
    told = say("1", "/g 4", "2", "/g 7", "2", "/b", "5")
    assert "Saved: Nobody, 0 of 2 points.\n" in told
    assert "Saved: 2 (noted), 4 of 4 points.\n" in told
    assert "Saved: 5 (noted), 0 of 4 points: 5 is not at most 3.\n" in told


def test_a_mistake_is_told_and_neither_question_nor_choices_again(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, TYPES)
    assert after(say("1", "/g 4", "7"), "7") == "There is no choice 7 here."


@pytest.mark.parametrize(("line", "said"), [("?", True), ("？", True), ("x", False), ("9", False)])
def test_a_list_of_choices_is_said_again_only_where_that_is_asked_for(
    workspace: Workspace, clock: FixedClock, say: Say, line: str, said: bool
) -> None:
    start(workspace, clock, yes_no(1))
    told = say("n", "1", "Anna", "A", line)
    assert ("3. telephone test" in after(told, line)) == said


def test_a_list_of_sites_is_not_told_again_after_a_mistake_but_after_a_question_mark(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1))
    told = say("n", "nowhere", "?")
    assert after(told, "nowhere") == "No site fits what you typed."
    assert "1. Fictional Store Rome (ROMA-01)\nWhich site?" in after(told, "?")


@pytest.mark.parametrize(
    ("lines", "question"),
    [
        (["n", "2", "Anna", "A", "1", "soon", "later", "?"], "When does the visit begin?"),
        (["p", "n", "2", "never", "5", "?"], "Scale: type 0"),
        (["p", "n", "2", "", "soon", "later", "?"], "On which day?"),
        (["w", "n", "x", "y", "?"], "w wish, c complaint"),
    ],
)
def test_after_each_mistake_the_mistake_is_told_and_the_question_only_where_it_is_asked_for(
    workspace: Workspace, clock: FixedClock, say: Say, lines: list[str], question: str
) -> None:
    start(workspace, clock, yes_no(1))
    Registry(workspace, clock).add_site(Site(id="B-01", name="Fictional Store B", zone="Europe/Rome"))
    told = say(*lines)
    assert question in after(told, lines[-1]), "a question mark"
    assert question not in after(told, lines[-2]) and question not in after(told, lines[-3])
    assert after(told, lines[-2])


def test_a_command_where_an_answer_is_asked_for_does_not_become_the_answer(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(2))
    told = say("1", "/v", "/b", "/undo", "?", "/n so", "//b", "/h")
    assert after(told, "/b").startswith("This is a command, and an answer is asked for;")
    assert "Why could this not be observed?" in after(told, "?")
    assert "could not be observed: /b" in told or "not observed: /b" in told


def test_the_help_tells_what_every_visit_needs_and_the_rest_by_a_word(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1))
    told = say("1", "/?", "/? photo", "/? nonsense")
    short = after(told, "/?")
    assert all(f"/{letter}, " in short for letter in OFTEN)
    assert "/inbox" not in short and words(short) < 180
    assert "/inbox" in after(told, "/? photo") and "/undo" not in after(told, "/? photo")
    assert "/undo" in after(told, "/? nonsense"), "what fits nothing gets the short help"
    assert set(OFTEN) <= COMMANDS.keys()


def test_the_summary_of_a_long_audit_tells_three_of_each_and_how_many_there_are(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(30, required=True))
    told = say("1", "/s", "/s all")
    short, whole = after(told, "/s"), after(told, "/s all")
    assert (
        "Required and open: 30\n1. Point 0?\n2. Point 1?\n3. Point 2?\nand 27 more; /s all tells them."
        in short
    )
    assert "30. Point 29?" in whole and "more; /s all" not in whole


def test_the_list_tells_the_section_at_hand_and_of_the_others_how_far_they_are(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    sections = [
        {"id": name, "title": name.upper(), "questions": [
            {"id": f"{name}{at}", "type": "yes_no", "text": f"{name}{at}?"} for at in range(2)
        ]} for name in ("in", "out")
    ]  # fmt: skip
    start(workspace, clock, {**yes_no(1), "sections": sections})
    told = say("1", "1", "/l", "/l all", "/l OUT1")
    assert after(told, "/l").splitlines()[:4] == [
        "1. List, IN: 1 of 2 answered",
        "1. in0? (answered)",
        "2. in1? (open)",
        "3. List, OUT: 0 of 2 answered",
    ]
    assert "4. out1? (open)" not in after(told, "/l") and "4. out1? (open)" in after(told, "/l all")
    assert after(told, "/l OUT1") == "1 question:\n4. out1? (open)"


def test_of_another_checklist_the_list_tells_in_one_line_how_far_it_is(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    other = {**yes_no(2), "id": "other", "title": "Other"}
    start(workspace, clock, yes_no(1), other)
    told = say("1", "/l", "/l all")
    assert after(told, "/l").splitlines()[:3] == [
        "1. List, Section: 0 of 1 answered",
        "1. Point 0? (open)",
        "2. Other: 0 of 2 answered",
    ]
    assert "2. Other, Section: 0 of 2 answered\n2. Point 0? (open)" in after(told, "/l all")


def test_at_home_the_audits_are_told_again_only_where_something_changed(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(2))
    told = say("?", "l", "", "1", "1", "/q")
    assert "Open audits:" not in after(told, "?")
    assert after(told, "l").endswith("Home. ? tells all commands.") and "Open audits:" not in after(told, "l")
    assert "Open audits:" in told.split("> l\n")[1].split("> \n")[1], "an empty line tells them again"
    assert "1 of 2 answered" in after(told, "/q"), "what was answered is told"
    assert told.count("Type a number, or the number of any audit") == 1


def test_a_returned_audit_is_taken_up_by_a_number_as_an_open_one_is(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    ref = start(workspace, clock, yes_no(1))
    say("1", "1", "/f", "yes")
    store = AuditStore(workspace, clock)
    reviewer = Reviewer(store, Registry(workspace, clock), clock, clock.token(8).hex())
    reviewer.hand_back(ref, "Eva Example", "Look again.")
    start(workspace, clock, yes_no(2))
    told = say("1", "no", "/q", "2")
    assert "1. returned: Fictional Store Rome" in told and "\n2. Fictional Store Rome" in told
    assert after(told, "1").startswith("It was returned to its auditor")
    assert "1 of 2. Point 0?" in after(told, "2")


def test_what_was_hidden_is_told_again(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    assert say("hide", "").count("Open audits:") == 2


def test_what_can_be_done_with_a_list_is_told_once(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    told = say("o", "x", "x", "?", "")
    assert told.count("d and a number: it is done") == 2, "at first, and where it is asked for"
    assert told.count("What next? ? tells what can be typed.") == 2


def test_a_critical_failure_is_named_by_its_question(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1, critical={"cap": 60}))
    told = say("1", "2", "/s")
    assert "A critical item failed: Point 0. The audit does not pass" in told


def test_a_figure_is_asked_with_its_limits_and_its_unit(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, TYPES)
    assert "6 of 17. How bright?\n0 to 500\xa0lx.\n" in say("1", "/g 6")


def test_limits_are_told_without_signs_between_them(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    figure = {
        "id": "n",
        "type": "count",
        "text": "Rings?",
        "points": 4,
        "meets": ". <= 3",
        "partly": ". <= 5",
    }
    sections = [{"id": "s", "title": "S", "questions": [figure]}]
    start(workspace, clock, {**yes_no(1), "sections": sections})
    assert "Counts as met: at most 3; half the points: at most 5." in say("1")


def test_plain_lines_become_what_opens_and_the_screens_again(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    liked = preference_file(os.environ)
    assert "--no-linear opens the screens" in say("always")
    assert liked.read().opens == "lines"
    assert "From now on audit-tui opens the screens" in say("always")
    assert liked.read().opens == "screens"


@pytest.mark.parametrize(
    ("liked", "given", "lines"),
    [
        ("lines", [], True),
        ("lines", ["--no-linear"], False),
        ("screens", [], False),
        ("screens", ["--linear"], True),
    ],
)
def test_what_opens_is_what_is_liked_unless_an_option_says_otherwise(
    workspace: Workspace, tmp_path: Path, liked: str, given: list[str], lines: bool
) -> None:
    preference_file(os.environ).change(opens=liked)
    done = subprocess.run(
        [sys.executable, "-m", "audit_tui", "--workspace", str(tmp_path / "shop"), *given],
        input="q\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert ("There is no open audit." in done.stdout) == lines
    assert ("The app needs a terminal, and this is none." in done.stderr) == (not lines)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
@pytest.mark.parametrize("columns", [40, 60, 80])
def test_in_a_terminal_no_line_is_broken_within_a_word(
    clock: FixedClock, tmp_path: Path, columns: int
) -> None:
    shop = create_workspace(tmp_path / "shop", organisation="Fictional Stores")
    long = "Did anybody of the staff come up to you by themselves while you were looking around in the shop?"
    start(shop, clock, {**yes_no(1), "sections": [
        {"id": "s", "title": "S", "questions": [{"id": "q", "type": "yes_no", "text": long}]}
    ]})  # fmt: skip
    child = pexpect.spawn(
        sys.executable,
        ["-m", "audit_tui", "--linear", "--workspace", str(tmp_path / "shop")],
        env={**os.environ, "AUDIT_TUI_CONFIG": str(tmp_path / "config"), "TERM": "xterm", "LANG": "C.UTF-8"},
        dimensions=(24, columns),
        encoding="utf-8",
        timeout=30,
    )
    try:
        child.expect("> ")
        child.sendline("1")
        child.expect("1 Yes")
        lines = re.split(r"\r\n", child.before)
        asked = [line for line in lines if line.startswith("1 of 1.") or line in f"1 of 1. {long}"]
        assert max(map(len, lines)) < columns
        assert " ".join(line for line in asked if line).endswith(long)
    finally:
        ended(child)
