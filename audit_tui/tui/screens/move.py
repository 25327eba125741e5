"""What a newer version of a checklist changes, to be read before one agrees to move to it or to stay.

Changes nothing itself: it answers `move`, `stay`, or None for later.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from audit_tui.model.text import pick
from audit_tui.phrases.moving import counts_words, rows
from audit_tui.reports.words import answer_words
from audit_tui.rules.moving import Move
from audit_tui.rules.view import AuditView
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.talk import _, language
from audit_tui.tui.widgets.bars import KeyBar, TitleBar, TooSmall

_INDENT = {"head": "\n", "entry": "  ", "detail": "      "}
_SCROLL = {
    "down": "scroll_down",
    "up": "scroll_up",
    "pagedown": "scroll_page_down",
    "pageup": "scroll_page_up",
    "home": "scroll_home",
    "end": "scroll_end",
    "space": "scroll_page_down",
}


class MoveScreen(BaseScreen):
    """The list of changes of one move; it scrolls."""

    SCOPE = "move"
    CSS_PATH = "move.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("move")]

    def __init__(self, view: AuditView, move: Move) -> None:
        super().__init__()
        self._view, self._move = view, move

    def compose(self) -> ComposeResult:
        yield TitleBar(id="move-title")
        with VerticalScroll(id="move-scroll", can_focus=False):
            yield Static(self._told(), id="move-list")
        yield KeyBar(actions.bar("move"))
        yield TooSmall()

    def on_mount(self) -> None:
        old, new = self._move.old.checklist, self._move.new.checklist
        title = _("Newer checklist: {title}, {old} → {new}").format(
            title=pick(new.title, language()), old=old.version, new=new.version
        )
        self.query_one(TitleBar).show(safe(title))

    def _told(self) -> Content:
        intro = [
            Content(safe(counts_words(self._move, _))).stylize("bold"),
            Content(
                "\n" + _("What is set aside stays in the history. Nothing changes before you agree (y).")
            ).stylize("$text-muted"),
        ]
        lines = []
        for row in rows(self._move, self._label, self._answer, language(), _):
            line = Content(f"\n{_INDENT[row.kind]}{safe(row.text)}")
            styled = {"head": "bold", "detail": "$text-muted"}.get(row.kind)
            lines.append(line.stylize(styled) if styled else line)
        return Content("").join([*intro, *lines])

    def _label(self, path: str) -> str:
        slot = next((one for one in self._view.slots if one.path == path), None)
        if slot is None:
            return path.replace("/", ".")
        return f"{slot.label} “{pick(slot.question.text, language())}”"

    def _answer(self, path: str) -> str:
        asked = self._view.told_of(path)
        return answer_words(*asked, self._view.item(path), language(), _) if asked is not None else ""

    def first_look(self, event: events.Key) -> bool:
        scroll = _SCROLL.get(event.key)
        if scroll is None:
            return False
        getattr(self.query_one("#move-scroll"), scroll)(animate=False)
        return True

    def do_agree(self) -> None:
        self.dismiss("move")

    def do_stay(self) -> None:
        self.dismiss("stay")

    def do_back(self) -> None:
        self.dismiss(None)
