"""What screens with one list of remarks and things share: title, a word above, the list, status and key bar."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from audit_tui.locale_format import Figure
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.widgets.bars import KeyBar, StatusLine, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines


class ListScreen(BaseScreen):
    """One list. A screen of its own fills it and says what its keys do."""

    CSS_PATH = "summary.tcss"

    def compose(self) -> ComposeResult:
        yield TitleBar(id="summary-title")
        yield Static(id="summary-score")
        yield Lines(id="summary-lines")
        yield StatusLine(id="summary-status")
        yield KeyBar(actions.bar(self.SCOPE))
        yield TooSmall()

    def on_mount(self) -> None:
        self.lines.focus()

    @property
    def lines(self) -> Lines:
        return self.query_one("#summary-lines", Lines)

    @property
    def of_demo(self) -> bool:
        """Whether what is shown is invented, which the title then says."""
        return self.host.workspace.is_demo

    def entitle(
        self, words: str, *, number: str = "", middle: str = "", right: str = "", light: str = ""
    ) -> None:
        demo = "DEMO · " if self.of_demo else ""
        self.query_one(TitleBar).show(
            f"{demo}{words}", number=number, middle=middle, right=right, light=light
        )

    def head(self, words: str | Content, *, bold: bool = False) -> None:
        """What stands above the list, in one to three lines."""
        told = Content(safe(words, newlines=True)) if isinstance(words, str) else words
        self.query_one("#summary-score", Static).update(told.stylize("bold") if bold else told)

    def say(self, words: str, tone: str = "") -> None:
        self.query_one(StatusLine).say(words, tone)

    def fill(self, rows: Sequence[Line]) -> None:
        self.lines.show(list(rows), keep=self.lines.key)

    def do_back(self) -> None:
        self.dismiss(None)


def head(words: str, right: str = "") -> Line:
    """A heading in the list."""
    return Line(None, words, right, "head")


def kib(size: int) -> str:
    """A size as people read it."""
    return f"{Figure(size / 1_048_576):.1f} MiB" if size >= 1_048_576 else f"{-(-size // 1024)} KiB"
