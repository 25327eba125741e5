"""The briefing before a visit: where, what, and the scenario. Answers True where the visit is to begin."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from audit_tui.model.text import pick
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _, language
from audit_tui.tui.words import kind_help, kind_word
from audit_tui.visits.briefing import Briefing, about


class BriefingScreen(BaseModal):
    """Shows a briefing; Enter begins the visit, Esc does not."""

    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", show=False),
        Binding("escape,i,f2", "out", show=False),
    ]

    def __init__(self, briefing: Briefing) -> None:
        super().__init__()
        self._briefing = briefing

    def compose(self) -> ComposeResult:
        told = self._briefing
        with Vertical(classes="box -history"):
            head = " · ".join(part for part in (told.site.name, told.number) if part)
            yield Static(Content(safe(head)), classes="box-title")
            about = f"{kind_word(told.kind)}: {kind_help(told.kind)}"
            where = " · ".join(part for part in (told.site.id, told.site.address) if part)
            yield Static(Content(safe(f"{where}\n{about}", newlines=True)), classes="box-help")
            with VerticalScroll(id="history-entries"):
                for title, text in self._parts():
                    words = Content(safe(title)).stylize("bold")
                    if text:
                        words = Content("\n").join([words, Content(safe(text, newlines=True))])
                    yield Static(words, classes="history-entry")
            yield Static(Content(_("Enter begins the visit · ↑ ↓ scroll · Esc closes")), classes="box-keys")

    def _parts(self) -> list[tuple[str, str]]:
        told = self._briefing
        parts = []
        if told.title or told.scenario:
            parts.append((told.title or _("Scenario"), told.scenario))
        for checklist in told.checklists:
            parts.append((pick(checklist.title, language()), about(checklist, language())))
        return parts

    def on_mount(self) -> None:
        self.query_one("#history-entries").focus()

    def action_begin(self) -> None:
        self.dismiss(True)

    def action_submit(self) -> None:
        self.dismiss(True)

    def action_out(self) -> None:
        self.dismiss(False)
