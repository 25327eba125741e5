"""The experience of a visit: the balance of positives against five times the negatives, and every slice of it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from audit_tui.model.text import pick
from audit_tui.phrases.experience import balance_sentence, balance_sum, balance_words, idle_words, slices
from audit_tui.phrases.numbers import percent_figure
from audit_tui.rules.experience import experience
from audit_tui.rules.view import AuditView
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.talk import _, language
from audit_tui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines


class ExperienceScreen(BaseScreen):
    """Looks at one audit and changes nothing."""

    SCOPE = "experience"
    CSS_PATH = "summary.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("experience")]

    def __init__(self, view: AuditView) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        yield TitleBar(id="summary-title")
        yield Static(id="summary-score")
        yield Lines(id="summary-lines")
        yield KeyBar(actions.bar("experience"))
        yield TooSmall()

    def on_mount(self) -> None:
        view = self._view
        header = view.record.header
        demo = "DEMO · " if header.demo else ""
        self.query_one(TitleBar).show(f"{demo}{_('Experience')} · {view.site.name}", number=header.number)
        seen = experience(view.checklists, view.score(), language())
        head, lines = self.query_one("#summary-score", Static), self.query_one(Lines)
        lines.focus()
        if seen.is_empty:
            head.update(Content(_("Nothing was assessed yet that says anything of the experience.")))
            return
        first = _("Balance {balance}: {sum}.").format(
            balance=balance_words(seen.balance, _), sum=balance_sum(seen.balance, _)
        )
        rest = [balance_sentence(seen.balance, _), idle_words(seen, _)]
        head.update(
            Content("\n").join(
                [Content(first).stylize("bold"), *(Content(safe(each)) for each in rest if each)]
            )
        )
        titles = {one.checklist.id: pick(one.checklist.title, language()) for one in view.checklists}
        shown: list[Line] = []
        for group in slices(seen, titles, _):
            shown.append(Line(None, group.title, "", "head"))
            for at, row in enumerate(group.rows):
                words = f"{row.title}: {row.explanation}" if row.explanation else row.title
                figure = row.count if row.percent is None else f"{percent_figure(row.percent)} %"
                count = "" if row.percent is None else f"n = {row.count}"
                shown.append(Line(f"{group.title}|{at}", words, f"{figure:>7}  {count:<11}"))
        lines.show(shown)

    def do_back(self) -> None:
        self.dismiss(None)
