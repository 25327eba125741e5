"""Why this score: from the visit down to the question, every figure with the sentence that explains it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from audit_tui.phrases.numbers import points_words
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.phrases.wrapping import wrap
from audit_tui.rules.repair import way_of
from audit_tui.rules.trace import QuestionTrace, explain
from audit_tui.rules.view import AuditView
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.talk import _, language, words
from audit_tui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines

_REMARK = "+"
"""Begins the key of a row that leads nowhere."""


class WhyScreen(BaseScreen):
    """Answers with the path of the question to go to, or None. Changes nothing."""

    SCOPE = "why"
    CSS_PATH = "summary.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("why")]

    def __init__(self, view: AuditView) -> None:
        super().__init__()
        self._view = view
        self._told = ScoreWords(view, language(), words())
        self._trace = explain(view)
        self._drawn = 0

    def compose(self) -> ComposeResult:
        yield TitleBar(id="summary-title")
        yield Static(id="summary-score")
        yield Lines(id="summary-lines")
        yield KeyBar(actions.bar("why"))
        yield TooSmall()

    def on_mount(self) -> None:
        view, told = self._view, self._told
        header = view.record.header
        demo = "DEMO · " if header.demo else ""
        self.query_one(TitleBar).show(f"{demo}{_('Why this score')} · {view.site.name}", number=header.number)
        head = [Content(safe(told.kept())).stylize("$warning")] if told.kept() else []
        head.append(Content(safe(told.way(way_of(view)))).stylize("bold"))
        self.query_one("#summary-score", Static).update(Content("\n").join(head))
        self.query_one(Lines).focus()

    def on_resize(self) -> None:
        if self.size.width != self._drawn:
            self._drawn = self.size.width
            self.query_one(Lines).show(list(self._lines()))

    def _lines(self) -> Iterator[Line]:
        trace, told = self._trace, self._told
        yield from self._remark("visit", told.visit(trace), 0, trace.passed)
        for checklist in trace.checklists:
            id_ = checklist.score.id
            yield from self._remark(id_, told.checklist(checklist), 0, checklist.score.passed, "head")
            for section in checklist.sections:
                key = f"{id_}/{section.score.id}"
                yield from self._remark(key, told.section(id_, section), 1, section.score.passed, "head")
                for question in section.questions:
                    yield from self._question(question)

    def _remark(
        self, key: str, sentence: str, depth: int, passed: bool | None, tone: str = ""
    ) -> Iterator[Line]:
        tone = "bad" if passed is False else tone
        for at, row in enumerate(self._wrapped(sentence, depth)):
            yield Line(f"{_REMARK}{key}|{at}", row, "", tone)

    def _question(self, trace: QuestionTrace) -> Iterator[Line]:
        score = trace.score
        if score.reason == "hidden":
            return
        if score.state == "neutral" and not score.failed:
            yield Line(f"{score.path}|", f"    {self._told.text(trace)}", self._told.question(trace), "dim")
            return
        right = points_words(score.got, score.points) if score.points else ""
        yield Line(f"{score.path}|", f"    {self._told.text(trace)}", right, "bad" if score.failed else "")
        for at, row in enumerate(self._wrapped(self._told.question(trace), 3)):
            yield Line(f"{score.path}|{at}", row, "", "dim")

    def _wrapped(self, sentence: str, depth: int) -> list[str]:
        indent = "  " * depth
        rows = wrap(safe(sentence), max(20, self._drawn - 6 - len(indent) - 2))
        return [f"{indent}{'  ' if at else ''}{row}" for at, row in enumerate(rows)]

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if not event.key.startswith(_REMARK):
            self.dismiss(event.key.partition("|")[0])

    def do_back(self) -> None:
        self.dismiss(None)
