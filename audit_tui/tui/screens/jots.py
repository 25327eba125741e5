"""The jot pad of one audit: a line is kept with its time as soon as Enter is pressed. Nothing here leaves the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.model.text import clean
from audit_tui.rules.jottings import Jotting
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _

Kept = Callable[[str], None]
"""Told what went wrong in words, or an empty text where the jotting is on disk."""
Keep = Callable[[str, Kept], None]


def told(one: Jotting) -> str:
    """`10:42  what was jotted down`, in the local time in which it was."""
    moment = datetime.fromtimestamp(one.wall / 1000, UTC) + timedelta(minutes=one.offset)
    return f"{moment:%H:%M}  {' '.join(one.text.split())}"


class JotScreen(BaseModal):
    """Past jottings and a field for the next one."""

    CSS_PATH = "jots.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
    ]

    def __init__(
        self, title: str, found: Callable[[], Sequence[Jotting]], keep: Keep, *, text: str = ""
    ) -> None:
        """`text` is what stood in the field when it was left."""
        super().__init__()
        self._title, self._found, self._keep, self._text = title, found, keep, text
        self._waiting = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(safe(self._title)), classes="box-title")
            yield Static(
                Content(_("For the debrief only: nothing of it is ever published.")), classes="box-help"
            )
            with VerticalScroll(id="jots-past", can_focus=False):
                yield Static(id="jots-lines")
            field = Input(
                self._text, id="jots-field", max_length=1000, placeholder=_("what you saw or heard")
            )
            field.cursor_blink = False
            field.select_on_focus = False
            yield field
            yield Static(id="jots-error", classes="box-error")
            yield Static(
                Content(_("Enter keeps it with its time · ↑ ↓ scroll · Esc closes")), classes="box-keys"
            )

    def on_mount(self) -> None:
        self.query_one("#jots-error").display = False
        self._show()
        self.query_one(Input).focus()

    def _show(self) -> None:
        found = self._found()
        words = "\n".join(told(one) for one in found) or _("Nothing is jotted down yet.")
        self.query_one("#jots-lines", Static).update(Content(safe(words, newlines=True)))
        past = self.query_one("#jots-past", VerticalScroll)
        past.call_after_refresh(past.scroll_end, animate=False)

    def half_typed(self) -> str:
        return self.query_one(Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.typed_on()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._submit()

    def _submit(self) -> bool:
        text = clean(self.query_one(Input).value, newlines=False)[0].strip()
        if not text or self._waiting:
            return False
        self._waiting = text
        self._keep(text, self._kept)
        return True

    def _kept(self, fault: str) -> None:
        text, self._waiting = self._waiting, ""
        if not self.is_attached:
            return
        shown, field = self.query_one("#jots-error", Static), self.query_one(Input)
        shown.display = bool(fault)
        shown.update(Content(safe(fault)))
        if not fault and clean(field.value, newlines=False)[0].strip() == text:
            field.value = ""
        self._show()

    def action_scroll(self, by: int) -> None:
        self.query_one("#jots-past", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_keep(self) -> None:
        """Keep what stands half written, for whoever leaves the program or clicks beside the box."""
        if not self._submit():
            self.dismiss(None)

    def action_out(self) -> None:
        """Esc throws nothing away: what is written is kept first."""
        if self._submit():
            return
        if not self._waiting:
            self.dismiss(None)
