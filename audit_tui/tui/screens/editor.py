"""A box over a screen in which a text of several lines is written. Answers its caller with the text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from audit_tui.model.text import clean
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _, plural


class EditorScreen(BaseModal):
    """A text of several lines. Esc and F4 keep what is written and close; nothing is ever thrown away."""

    CSS_PATH = "editor.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f4,f10", "keep", show=False, priority=True)]

    def __init__(
        self, title: str, *, help: str = "", text: str = "", limit: int = 20_000, told: str = ""
    ) -> None:
        """`told` is said under the text until something is typed."""
        super().__init__()
        self._title, self._help, self._text, self._limit, self._told = title, help, text, limit, told
        self._warned = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="box -editor"):
            yield Static(Content(safe(self._title)), classes="box-title")
            if self._help:
                yield Static(Content(safe(self._help)), classes="box-help")
            yield TextArea(self._text, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            yield Static(id="editor-error", classes="box-error")
            yield Static(
                Content(_("Esc keeps the text and goes back · Enter begins a new line")), classes="box-keys"
            )

    def on_mount(self) -> None:
        told = self.query_one("#editor-error", Static)
        told.update(Content(safe(self._told)))
        told.display = bool(self._told)
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)
        area.focus()

    def on_text_area_changed(self) -> None:
        self._warned = False
        self.query_one("#editor-error").display = False
        self.typed_on()

    def half_typed(self) -> str:
        return self.query_one(TextArea).text

    def action_keep(self) -> None:
        """Keep the text and close; one that is too long stays until it is shorter, or the same key comes again."""
        typed = self.query_one(TextArea).text
        kept = clean(typed, limit=len(typed))[0].strip()
        over = len(kept) - self._limit
        if over > 0 and not self._warned:
            self._warned = True
            told = plural(
                "{count} character too many: shorten the text, or Esc once more cuts its end off.",
                "{count} characters too many: shorten the text, or Esc once more cuts its end off.",
                over,
            )
            shown = self.query_one("#editor-error", Static)
            shown.update(Content(told))
            shown.display = True
            return
        self.dismiss(kept[: self._limit].strip())
