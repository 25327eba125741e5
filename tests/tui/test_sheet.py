"""Rows of words drawn in place: only what changed is painted, nothing is laid out anew, a click finds its target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection
from textual.strip import Strip
from textual.widgets import Label

from audit_tui.tui.widgets.bars import StatusLine
from audit_tui.tui.widgets.sheet import Part, Row, Sheet, breaks, clipped, line, wrapped

WIDTH = 20
LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")) | st.just(" ")


def texts(rows: list[tuple[Part, ...]]) -> list[str]:
    return ["".join(part.text for part in row) for row in rows]


def test_lines_break_after_spaces_and_long_words_where_they_end() -> None:
    assert breaks("", 10) == ((0, 0),)
    assert breaks("one two three", 8) == ((0, 8), (8, 13))
    assert breaks("one two three", 7) == ((0, 8), (8, 13))
    assert breaks("one two  three", 7) == ((0, 8), (8, 14))
    assert breaks("abcdefghij", 4) == ((0, 4), (4, 8), (8, 10))
    assert breaks("日本語", 4) == ((0, 2), (2, 3))


@given(st.text(alphabet=LETTERS, max_size=80), st.integers(2, 40))
def test_the_lines_hold_the_whole_text_and_none_is_too_wide(text: str, width: int) -> None:
    rows = breaks(text, width)
    assert "".join(text[start:end] for start, end in rows) == text
    assert all(cell_len(text[start:end].removesuffix(" ")) <= width for start, end in rows)


@given(
    st.lists(st.text(alphabet=LETTERS | st.just("\n"), max_size=20), min_size=1, max_size=4),
    st.integers(2, 20),
)
def test_wrapped_words_keep_their_order_and_their_styles(pieces: list[str], width: int) -> None:
    words = tuple(Part(piece, f"style {at}") for at, piece in enumerate(pieces))
    rows = wrapped(words, width)
    assert all(cell_len(row.removesuffix(" ")) <= width for row in texts(rows))
    for at, piece in enumerate(pieces):
        shown = "".join(part.text for row in rows for part in row if part.style == f"style {at}")
        assert shown == piece.replace("\n", "")


def test_a_line_break_in_a_text_is_one_on_the_screen() -> None:
    assert texts(wrapped((Part("Note: "), Part("one\n\ntwo")), 20)) == ["Note: one", "", "two"]


def test_words_too_long_for_their_row_end_with_an_ellipsis() -> None:
    assert texts([clipped((Part("one "), Part("two")), 7)]) == ["one two"]
    assert texts([clipped((Part("one "), Part("two")), 6)]) == ["one t…"]
    assert texts([clipped((Part("日本語"),), 4)]) == ["日…"]


def test_a_text_of_a_person_steers_nothing() -> None:
    assert texts([line("a\x1b]0;owned\x07b\u202ec")]) == ["a]0;ownedbc"]


class Told(Sheet):
    """Shows what it is given."""

    DEFAULT_CSS = "Told { height: 4; }"

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Row] = []
        self.clicked: list[Any] = []
        self.painted: list[str] = []

    def tell(self, *rows: Row) -> None:
        self.told = list(rows)
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        return self.told

    def picked(self, target: Any) -> None:
        self.clicked.append(target)

    def _draw(self, rows: Sequence[Row]) -> list[Strip]:
        self.painted += ["".join(part.text for part in row.words) for row in rows]
        return super()._draw(rows)


class Screen(App[None]):
    laid_out = 0

    def compose(self) -> ComposeResult:
        yield Told()
        yield StatusLine()
        yield Label("below")

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, self._count, immediate=True)

    def _count(self, _screen: object) -> None:
        self.laid_out += 1

    @property
    def sheet(self) -> Told:
        return self.query_one(Told)


def shown(app: Screen) -> list[str]:
    return [
        "".join(segment.text for segment in strip).rstrip()
        for strip in app.screen._compositor.render_strips()
    ]


async def told(app: Screen, pilot: Pilot[None], *rows: str) -> tuple[int, list[str]]:
    """Tell `rows` and answer with how often the screen was laid out for them, and which rows were painted."""
    before = app.laid_out
    app.sheet.painted.clear()
    app.sheet.tell(*(Row(line(row)) for row in rows))
    await pilot.pause(0.05)
    return app.laid_out - before, app.sheet.painted


async def test_only_the_rows_that_changed_are_painted_and_nothing_is_laid_out() -> None:
    app = Screen()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "one", "", "three", "four")
        assert await told(app, pilot, "one", "", "3", "four") == (0, ["3"])
        assert shown(app)[:4] == ["one", "", "3", "four"]
        assert await told(app, pilot, "one", "two") == (0, ["two", "", ""])
        assert shown(app)[:4] == ["one", "two", "", ""]
        assert await told(app, pilot, "one", "two") == (0, [])


async def test_the_same_words_in_another_style_are_painted() -> None:
    app = Screen()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "first")
        app.sheet.tell(Row(line("first", "bold")))
        await pilot.pause(0.05)
        first = next(iter(app.screen._compositor.render_strips()[0]))
        assert first.style is not None and first.style.bold


async def test_rows_that_changed_twice_before_they_were_painted_are_right() -> None:
    app = Screen()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "one", "two")
        app.sheet.tell(Row(line("1")), Row(line("two")))
        app.sheet.tell(Row(line("1")), Row(line("2")))
        await pilot.pause(0.05)
        assert shown(app)[:2] == ["1", "2"]


async def test_rows_fill_a_window_that_became_another() -> None:
    app = Screen()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        app.sheet.tell(Row(line("a row of twenty cell"), edge=Part("|")))
        await pilot.pause(0.05)
        assert shown(app)[0] == "a row of twenty cel|"
        await pilot.resize_terminal(8, 10)
        await pilot.pause(0.05)
        assert shown(app)[0] == "a row o|"
        await pilot.resize_terminal(WIDTH, 10)
        await pilot.pause(0.05)
        assert shown(app)[0] == "a row of twenty cel|"


async def test_a_click_is_about_the_words_it_hits_else_about_their_row() -> None:
    app = Screen()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        app.sheet.tell(
            Row((Part("F1", "", "help"), Part("  ")), 1), Row(line("yes"), 1, target="yes"), Row(line("no"))
        )
        await pilot.pause(0.05)
        for x, y in [(1, 0), (0, 0), (4, 0), (15, 1), (0, 2), (0, 3)]:
            await pilot.click(Told, offset=(x, y))
        assert app.sheet.clicked == ["help", "yes"]


async def test_what_is_selected_with_the_mouse_can_be_copied_and_is_marked() -> None:
    app = Screen()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "one two", "three")
        app.screen.selections = {app.sheet: Selection(Offset(4, 0), Offset(3, 1))}
        await pilot.pause(0.05)
        assert app.screen.get_selected_text() == "two\nthr"
        plain, marked, *_rest = app.screen._compositor.render_strips()[0]
        assert (plain.text, marked.text) == ("one ", "two")
        assert plain.style is not None and marked.style is not None
        assert plain.style.bgcolor != marked.style.bgcolor
        assert app.screen.get_widget_and_offset_at(5, 0) == (app.sheet, Offset(5, 0))


@pytest.mark.parametrize(
    ("fault", "rows"),
    [
        ("The disk is full. Nothing saved.", 2),
        ("The disk is full, nothing was saved, and this is longer", 3),
        ("word " * 40, 3),
    ],
)
async def test_a_fault_on_the_status_line_gets_the_rows_it_needs(fault: str, rows: int) -> None:
    app = Screen()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        status = app.query_one(StatusLine)
        status.say("fine")
        await pilot.pause(0.05)
        below = app.query_one(Label).region.y
        status.say(fault, "bad")
        await pilot.pause(0.05)
        assert status.size.height == rows and app.query_one(Label).region.y == below + rows - 1
        status.say("fine")
        await pilot.pause(0.05)
        assert status.size.height == 1 and app.query_one(Label).region.y == below
