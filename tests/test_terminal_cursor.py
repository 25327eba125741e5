"""The terminal's own cursor, which braille displays and screen readers follow, stands on the line that matters."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pty is needed", allow_module_level=True)

from audit_tui.clock import SystemClock
from audit_tui.store.workspace import create_workspace
from tests.terminal import Terminal
from tests.tui.conftest import start, yes_no

DOWN, UP, PAGE_DOWN, ENTER, F1, F2 = "\x1b[B", "\x1b[A", "\x1b[6~", "\r", "\x1bOP", "\x1bOQ"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """The app at home, with two audits of the same site."""
    workspace = create_workspace(tmp_path / "shop", organisation="Fictional Stores")
    for _ in range(2):
        start(workspace, SystemClock(), yes_no(3))  # type: ignore[arg-type]
    terminal = Terminal("--workspace", str(tmp_path / "shop"), home=tmp_path)
    terminal.until("Open audits")
    yield terminal
    terminal.close()


def test_in_a_list_it_goes_with_the_row_that_is_chosen(terminal: Terminal) -> None:
    first = terminal.line_of_cursor
    terminal.press(DOWN)
    second = terminal.line_of_cursor
    assert "▸ Fictional" in first and "▸ Fictional" in second and first != second
    terminal.press(UP)
    assert terminal.line_of_cursor == first


def test_in_a_field_it_stands_where_the_next_letter_goes(terminal: Terminal) -> None:
    terminal.press("/")
    terminal.type("Rom")
    assert "Rom" in terminal.line_of_cursor


def test_in_a_box_to_read_it_stands_at_its_title_until_it_is_scrolled(terminal: Terminal) -> None:
    terminal.type(F1)
    terminal.until("Esc closes")
    assert terminal.line_of_cursor.strip("│ ") == "Help"
    terminal.press(PAGE_DOWN)
    assert "Help" not in terminal.line_of_cursor and terminal.line_of_cursor.strip("│ ")


def test_in_settings_it_is_on_the_setting_that_enter_changes(terminal: Terminal) -> None:
    terminal.press(",")
    terminal.until("Settings")
    terminal.press(DOWN)
    assert "Signs" in terminal.line_of_cursor


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20), (120, 40)])
def test_in_the_walk_it_stands_at_the_question(terminal: Terminal, columns: int, rows: int) -> None:
    terminal.resize(columns, rows)
    terminal.type(ENTER)
    terminal.until("Point 0")
    card = terminal.line_of_cursor.rpartition("│")[2]  # in a wide window the outline stands beside it
    assert card.strip() == "Point 0?"
    terminal.type("1")
    terminal.until("list.q0 = yes")
    assert terminal.line_of_cursor.rpartition("│")[2].strip() == "Point 1?"


def test_in_the_outline_of_the_walk_it_goes_with_the_row(terminal: Terminal) -> None:
    terminal.type(ENTER)
    terminal.until("Point 0")
    terminal.type(F2)
    terminal.press(DOWN)
    assert "Point 1?" in terminal.line_of_cursor


def test_it_has_a_place_and_stays_hidden(terminal: Terminal) -> None:
    terminal.press(DOWN)
    assert terminal.raw.rindex(b"\x1b[?25l") > terminal.raw.rfind(b"\x1b[?25h")
