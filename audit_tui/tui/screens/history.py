"""The history of one question in a box: who said what when, what stood there before, and why. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from audit_tui.clock import iso
from audit_tui.locale_format import moment_words
from audit_tui.model.text import pick
from audit_tui.reports.history import grade_words, op_words, told_in, why_words
from audit_tui.rules.history import Entry
from audit_tui.rules.routing import Slot
from audit_tui.rules.view import AuditView
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _, language, plural


class HistoryScreen(BaseModal):
    """Shows the history, the last entry first; Esc, Enter and the key that opened it close it."""

    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,h,ctrl+y", "out", show=False)]

    def __init__(self, view: AuditView, slot: Slot, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._view, self._slot, self._entries = view, slot, entries

    def compose(self) -> ComposeResult:
        with Vertical(classes="box -history"):
            title = _("History of {label}").format(label=self._slot.label)
            yield Static(Content(safe(title)), classes="box-title")
            yield Static(Content(safe(pick(self._slot.question.text, language()))), id="history-text")
            count = len(self._entries)
            yield Static(
                Content(
                    plural("{count} entry, the last one first", "{count} entries, the last one first", count)
                    if count
                    else _("Nothing has been said here yet.")
                ),
                classes="box-help",
            )
            with VerticalScroll(id="history-entries"):
                for entry in reversed(self._entries):
                    yield Static(self._told(entry), classes="history-entry")
            yield Static(Content(_("↑ ↓ scroll · Esc closes")), classes="box-keys")

    def on_mount(self) -> None:
        self.query_one("#history-entries").focus()

    def _told(self, entry: Entry) -> Content:
        grade = grade_words(entry, _)
        what = f"{op_words(entry, _)} ({grade})" if grade else op_words(entry, _)
        moment = moment_words(iso(entry.wall, entry.offset))
        parts = [
            Content(f"{moment}  ").stylize("$text-muted"),
            Content(safe(what)).stylize("bold"),
            Content(safe(f"  {entry.who or _('unknown')}")),
        ]
        view, path = self._view, self._slot.path
        for word, text in (
            (_("was"), told_in(view, path, entry.old, language(), _)),
            (_("now"), told_in(view, path, entry.new, language(), _)),
            (_("why"), why_words(entry, _)),
        ):
            if text:
                parts += [Content(f"\n  {word}: ").stylize("$text-muted"), Content(safe(text))]
        if entry.private:
            parts.append(Content(f"\n  {_('It never leaves this computer.')}").stylize("$warning"))
        return Content("").join(parts)

    def action_out(self) -> None:
        self.dismiss(None)
