"""The whole way in a real terminal: a newcomer audits a store with the keyboard alone and holds the report.

Killed in the middle without warning, the audit comes back at the same question with every answer.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pty is needed", allow_module_level=True)

from audit_tui.cli.main import main
from tests.terminal import Terminal

ENTER, ESCAPE, F10 = "\r", "\x1b", "\x1b[21~"
SAVED = re.compile(r"(\d+)/(\d+) +saved \d\d:\d\d:\d\d")

# What stands on a card → the keys that answer it. The first that fits counts.
ANSWERS = (
    ("This failure asks for", ENTER),
    ("This question asks for", ENTER),
    (r"\n 1  [○●]", "1"),
    ("Numbers tick", "1" + ENTER),
    (r"\n +1  .* \d+ of \d+ answered", ENTER),
    ("0 adds one", "0"),
    ("Enter attaches", "+"),
    ("Enter opens the editor", "+"),
    ("0 = not at all likely", "9"),
    ("type 95", "12" + ENTER),
    ("or type a number", "4" + ENTER),
    (r"\n +\d{4}-\d\d-\d\d( \d\d:\d\d)?\n", ENTER),
    ("n is now", "n"),
    ("n is today", "n"),
    ("Enter goes on", ENTER),
    ("type the number", "4" + ENTER),
    ("Enter confirms", ENTER),
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def open_app(workspace: Path, home: Path) -> Terminal:
    terminal = Terminal("--workspace", str(workspace), home=home)
    terminal.until("audit-tui · audits")
    return terminal


def begin(terminal: Terminal) -> None:
    """A new audit from nothing: make the site, name the auditor, take the four core touchpoints."""
    terminal.type("n")
    terminal.until("Create a site")
    terminal.type(ENTER)
    terminal.until("Short id")
    for field in ("M1", "Corner Shop", "1 Example Street"):
        terminal.type(field)
        terminal.type(ENTER)
    terminal.type(F10)
    terminal.until("Who audits")
    terminal.type("Jo Doe")
    terminal.type(ENTER)
    terminal.until("alias")
    terminal.type("Shopper 9")
    terminal.type(ENTER)
    terminal.until("kind of visit")
    terminal.type(ENTER)
    terminal.until("visit begin")
    terminal.type(ENTER)
    terminal.until("Which checklists")
    terminal.type(ENTER)
    terminal.until(r"0/\d+ +saved")


def answered(screen: str) -> int:
    found = SAVED.search(screen)
    assert found, screen
    return int(found[1])


def question(screen: str) -> list[str]:
    """The card's place and question: what a person recognises it by."""
    return [line.strip() for line in screen.splitlines()[3:6]]


def answer(terminal: Terminal, *, stop_at: int | None = None) -> None:
    """Answer card after card until all is answered, or until `stop_at` answers are saved."""
    for _ in range(400):
        screen = terminal.until(SAVED.pattern)
        ended = "Everything is answered" in screen or "This is the last question" in screen
        if ended or (stop_at is not None and answered(screen) >= stop_at):
            return
        keys = next((keys for words, keys in ANSWERS if re.search(words, screen)), None)
        assert keys is not None, f"No key for this card:\n{screen}"
        for key in keys:
            terminal.press(key)
    raise AssertionError(f"The walk does not end:\n{terminal.text}")


def finish(terminal: Terminal) -> None:
    """Answer what is open and finish; where a key was too fast and a question is left, go to it."""
    for _ in range(5):
        answer(terminal)
        terminal.type(F10)
        asked = terminal.until("Do you know anybody|Finish AUD-|required questions? (is|are) open")
        if "Do you know anybody" in asked:
            terminal.type("1")
            asked = terminal.until("Finish AUD-|required questions? (is|are) open")
        terminal.type("1")
        if "Finish AUD-" in asked:
            return
    raise AssertionError(f"It cannot be finished:\n{terminal.text}")


def test_a_newcomer_audits_four_touchpoints_is_killed_comes_back_and_holds_the_report(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = tmp_path / "shop"
    terminal = open_app(workspace, home)
    try:
        begin(terminal)
        answer(terminal, stop_at=20)
        time.sleep(0.5)  # a person looks at the next question before the battery dies
        before = terminal.settle()
        terminal.kill()

        terminal = open_app(workspace, home)
        assert "AUD-" in terminal.text
        terminal.type(ENTER)
        after = terminal.until(SAVED.pattern)
        assert question(after) == question(before)
        assert answered(after) == answered(before) >= 20

        finish(terminal)
        terminal.until("The report is written")
    finally:
        terminal.close()

    reports = list((workspace / "exports").glob("M1_*_report_en.pdf"))
    assert len(reports) == 1
    assert main(["verify", str(reports[0])]) == 0
    assert main(["list", "--workspace", str(workspace), "--json"]) == 0
    printed = capsys.readouterr().out
    audits = json.loads(printed[printed.index('{\n  "audits"') :])["audits"]
    assert [audit["status"] for audit in audits] == ["finished"]
    assert "Jo Doe" not in printed
