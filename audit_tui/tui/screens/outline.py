"""All questions with their state, or those that fit a search: choose one and the walk goes there."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.rules.view import AuditView
from audit_tui.tui.outline import outline_lines
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.lines import Lines
from audit_tui.tui.words import failed_paths


class OutlineScreen(BaseModal):
    """Answers with the path of the chosen question, or None."""

    CSS_PATH = "outline.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f2,f7", "out", show=False)]

    def __init__(self, session: AuditView, *, searching: bool) -> None:
        super().__init__()
        self._session, self._searching = session, searching

    def compose(self) -> ComposeResult:
        with Vertical(classes="box -list"):
            yield Static(Content(_("Search") if self._searching else _("Outline")), classes="box-title")
            if self._searching:
                field = Input(placeholder=_("words of a question, a standard such as PH-01, or a note"))
                field.cursor_blink = False
                field.select_on_focus = False
                yield field
                yield Static(id="outline-count", classes="box-help")
            yield Lines(id="outline-lines")
            yield Static(Content(_("↑ ↓ choose · Enter goes there · Esc goes back")), classes="box-keys")

    def on_mount(self) -> None:
        if self._searching:
            self.query_one(Input).focus()
            self._search("")
        else:
            lines = self.query_one(Lines)
            cursor = getattr(self._session, "cursor", None)
            lines.show(outline_lines(self._session, failed_paths(self._session)), keep=cursor)
            lines.focus()

    def first_look(self, event: events.Key) -> bool:
        if not self._searching:
            return False
        lines = self.query_one(Lines)
        match event.key:
            case "up" | "down":
                lines.action_move(-1 if event.key == "up" else 1)
            case "pageup" | "pagedown":
                lines.action_page(-1 if event.key == "pageup" else 1)
            case _:
                return False
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, text: str) -> None:
        found = self._session.search(text)
        lines = self.query_one(Lines)
        lines.show(outline_lines(self._session, failed_paths(self._session), found))
        count = self.query_one("#outline-count", Static)
        if text.strip():
            count.update(Content(plural("{count} question found", "{count} questions found", len(found))))
        else:
            count.update(Content(_("Type to find; the list shows what fits.")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        key = self.query_one(Lines).key
        if key is not None:
            self.dismiss(key)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(event.key)

    def action_out(self) -> None:
        self.dismiss(None)
