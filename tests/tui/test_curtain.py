"""The neutral page, and what colours and signs reach a terminal, in a real pty."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.workspace import create_workspace
from tests.tui.conftest import start, yes_no

if sys.platform == "win32":
    pytest.skip("needs a pty", allow_module_level=True)

from tests.terminal import Terminal

HIDE = "\x04"
COLOUR = re.compile(rb"\x1b\[[0-9;]*\b(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)\b[0-9;]*m")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    workspace = create_workspace(tmp_path / "shop", organisation="Fictional Stores")
    start(workspace, FixedClock(now=1_795_341_600_000, minutes_ahead=60), yes_no(5))
    return workspace.base


@pytest.fixture
def terminal(shop: Path, tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal("--workspace", str(shop), home=tmp_path)
    yield opened
    opened.close()


def test_one_key_hides_everything_and_brings_it_back_as_it_was(terminal: Terminal) -> None:
    terminal.until("ROMA-01-01")
    terminal.press("\r")
    terminal.until(r"Point 0\?")
    terminal.press("1")
    before = terminal.until(r"Point 1\?")
    terminal.press(HIDE)
    hidden = terminal.until(r"^\s*\d\d:\d\d\s*$")
    assert re.sub(r"\s", "", hidden)[2] == ":" and len(re.sub(r"\s", "", hidden)) == 5
    sent = len(terminal.raw)
    terminal.type("1\r\x1b2\x10n")
    assert b"Point" not in terminal.raw[sent:]
    terminal.press(HIDE)
    after = terminal.until(r"Point 1\?")
    assert after == before


def test_it_never_names_the_window(terminal: Terminal) -> None:
    terminal.until("ROMA-01-01")
    terminal.press("\r")
    terminal.until(r"Point 0\?")
    assert not re.search(rb"\x1b\][012];", terminal.raw)


def test_no_color_sends_no_colour(shop: Path, tmp_path: Path) -> None:
    opened = Terminal("--workspace", str(shop), home=tmp_path, NO_COLOR="1")
    try:
        opened.until("ROMA-01-01")
        opened.press("\r")
        opened.until(r"Point 0\?")
        opened.press("\x1bOQ")
        assert not COLOUR.search(opened.raw)
    finally:
        opened.close()


@pytest.mark.parametrize("environment", [{"TERM": "linux"}, {"TERM": "vt100"}, {"LANG": "C", "LC_ALL": "C"}])
def test_a_terminal_without_signs_gets_ascii_only(
    shop: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    opened = Terminal("--workspace", str(shop), home=tmp_path, **environment)
    try:
        opened.until("ROMA-01-01")
        opened.press("\r")
        opened.until(r"Point 0\?")
        opened.press("2")
        opened.press("\x0c")
        assert opened.raw.isascii()
    finally:
        opened.close()
