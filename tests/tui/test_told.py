"""Words replaced in place: what takes the room of the old ones is painted alone, what does not makes its room."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Label

from audit_tui.tui.widgets.bars import StatusLine
from audit_tui.tui.widgets.told import Told

WIDTH = 20


class Page(App[None]):
    CSS = "Told { height: auto; } StatusLine { width: 100%; }"
    laid_out = 0

    def compose(self) -> ComposeResult:
        yield Told()
        yield StatusLine()
        yield Label("below")

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, self._count, immediate=True)

    def _count(self, _screen: object) -> None:
        self.laid_out += 1


def shown(app: Page) -> list[str]:
    return [
        "".join(segment.text for segment in strip).rstrip()
        for strip in app.screen._compositor.render_strips()
    ]


async def told(app: Page, pilot: Pilot[None], words: str) -> int:
    """Tell `words` and answer with how often the screen was laid out for them."""
    before = app.laid_out
    app.query_one(Told).tell(Content(words))
    await pilot.pause()
    await pilot.pause(0.05)
    return app.laid_out - before


async def test_words_of_the_same_height_are_shown_without_laying_out_anew() -> None:
    app = Page()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        assert await told(app, pilot, "first") > 0
        assert await told(app, pilot, "second") == 0
        assert shown(app)[0] == "second"


@pytest.mark.parametrize("longer", ["one\ntwo\nthree", "words that do not fit on one line of it"])
async def test_longer_words_push_down_what_is_below_and_shorter_ones_let_it_up(longer: str) -> None:
    app = Page()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "first")
        below = app.query_one(Label).region.y
        assert await told(app, pilot, longer) > 0
        assert app.query_one(Label).region.y > below
        assert await told(app, pilot, "first") > 0
        assert app.query_one(Label).region.y == below


async def test_the_same_words_in_another_style_are_painted() -> None:
    app = Page()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "first")
        app.query_one(Told).tell(Content("first").stylize("bold"))
        await pilot.pause(0.05)
        first = next(iter(app.screen._compositor.render_strips()[0]))
        assert first.style is not None and first.style.bold


async def test_words_fit_a_window_that_became_narrower() -> None:
    app = Page()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "one line of it")
        await told(app, pilot, "another line")
        await pilot.resize_terminal(8, 10)
        await pilot.pause()
        assert app.query_one(Told).size.height == 2


async def test_a_fault_on_the_status_line_gets_the_lines_it_needs() -> None:
    app = Page()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        line = app.query_one(StatusLine)
        line.say("fine")
        await pilot.pause()
        line.say("The disk is full. Nothing saved.", "bad")
        await pilot.pause()
        assert line.size.height == 2
        line.say("The disk is full, nothing was saved, and this is longer", "bad")
        await pilot.pause()
        assert line.size.height == 3
        line.say("fine")
        await pilot.pause()
        assert line.size.height == 1


async def painted(app: Page, pilot: Pilot[None], *words: str) -> set[int]:
    """Tell the last of `words` after the others and answer with the lines that were painted for it."""
    shown = app.query_one(Told)
    for each in words:
        await pilot.pause(0.05)
        lines = shown._repaint_regions.copy()
        shown.tell(Content(each))
        lines = shown._repaint_regions - lines
    await pilot.pause(0.05)
    return {y for region in lines for y in region.line_range}


async def test_only_the_lines_that_changed_are_painted() -> None:
    app = Page()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        assert await painted(app, pilot, "one\n\nthree\nfour", "one\n\n3\nfour") == {2}
        assert shown(app)[:4] == ["one", "", "3", "four"]
        assert await painted(app, pilot, "one\ntwo\n3\n4") == {1, 3}
        assert shown(app)[:4] == ["one", "two", "3", "4"]


async def test_words_that_are_wrapped_or_were_are_painted_whole() -> None:
    app = Page()
    wrapped, short = "words that do not fit on one line\nlast", "one\ntwo\nlast"
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        assert await painted(app, pilot, wrapped, short) == {0, 1, 2}
        assert await painted(app, pilot, wrapped) == {0, 1, 2}
        assert shown(app)[:3] == ["words that do not", "fit on one line", "last"]


async def test_lines_that_changed_twice_before_they_were_painted_are_painted_once_and_right() -> None:
    app = Page()
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await told(app, pilot, "one\ntwo")
        app.query_one(Told).tell(Content("1\ntwo"))
        app.query_one(Told).tell(Content("1\n2"))
        await pilot.pause(0.05)
        assert shown(app)[:2] == ["1", "2"]
