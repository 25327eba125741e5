"""Agreement of auditors: every visit that several people audited, together or one by one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from audit_tui.errors import AuditError
from audit_tui.locale_format import FIRM, day_words
from audit_tui.model.text import pick
from audit_tui.phrases.agreement import (
    difference_words,
    divides_words,
    dividing_sentence,
    figures_lines,
    figures_words,
    lean_sentence,
    lean_words,
    pair_words,
    same_words,
    unit_sentence,
)
from audit_tui.phrases.wrapping import wrap
from audit_tui.reports.words import value_words
from audit_tui.rules.agreement import Agreement, QuestionAgreement, compare
from audit_tui.rules.sheets import Judged, Sheet
from audit_tui.store.comparing import double_visits
from audit_tui.tui import actions
from audit_tui.tui.days import day_column
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines


class AgreementScreen(ListScreen):
    """Looks at finished audits and changes none. Enter on a visit looks at that one alone."""

    SCOPE = "agreement"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("agreement")]

    def __init__(self, visits: Sequence[Sequence[Sheet]] | None = None) -> None:
        """`visits` to compare; without them those of the workspace are looked for."""
        super().__init__()
        self._given = visits
        self._seen: Agreement | None = None

    def on_mount(self) -> None:
        super().on_mount()
        if self._given is not None:
            self._show(self._given)
        else:
            self.say(_("Looking for visits by several people…"))
            self._read()

    @work(thread=True)
    def _read(self) -> None:
        from audit_tui.store.audits import AuditStore

        visits: list[list[Sheet]] = []
        problem = ""
        try:
            visits, unread = double_visits(AuditStore(self.host.workspace, self.host.clock))
            if unread:
                problem = _(
                    "{count} audits cannot be read and are left out; the first is {number}: {why}"
                ).format(count=len(unread), number=unread[0].number, why=unread[0].why)
        except AuditError as error:
            problem = str(error)
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self.app.call_from_thread(self._done, visits, problem)

    def _done(self, visits: list[list[Sheet]], problem: str) -> None:
        if self.is_attached:
            self._show(visits)
            self.say(problem, "bad" if problem else "")

    def _show(self, visits: Sequence[Sequence[Sheet]]) -> None:
        seen = self._seen = compare(visits)
        many = len(seen.visits)
        place = _where(seen) if many == 1 else plural("{count} visit", "{count} visits", many)
        self.entitle(f"{_('Agreement of auditors')} · {place}")
        self.head(_head(seen))
        self.lines.show(list(_lines(seen, self.size.width - 4)))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """A visit alone; of anything else all that the line had no room for."""
        event.stop()
        if self._seen is None:
            return
        kind, _bar, at = event.key.partition("|")
        if kind == "visit" and len(self._seen.visits) > 1:
            self.app.push_screen(AgreementScreen([self._seen.visits[int(at)]]))
        elif kind == "question":
            self.app.push_screen(QuestionScreen(self._seen, self._seen.questions[int(at)]))
        elif kind == "pair":
            pair = self._seen.pairs[int(at)]
            self.say(f"{pair_words(pair)}: {difference_words(pair.difference, _)}")
        elif kind == "auditor":
            one = self._seen.auditors[int(at)]
            words = lean_sentence(one, _) or f"{one.auditor}: {difference_words(one.difference, _)}"
            self.say(words)


class QuestionScreen(BaseScreen):
    """One question: its figures, and who judged what where it was judged differently."""

    SCOPE = "agreed"
    CSS_PATH = "summary.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("agreed")]

    def __init__(self, seen: Agreement, question: QuestionAgreement) -> None:
        super().__init__()
        self._seen, self._question = seen, question

    def compose(self) -> ComposeResult:
        yield TitleBar(id="summary-title")
        yield Static(id="summary-score")
        yield Lines(id="summary-lines")
        yield KeyBar(actions.bar("agreed"))
        yield TooSmall()

    def on_mount(self) -> None:
        one = self._question
        demo = "DEMO · " if self.host.workspace.is_demo else ""
        self.query_one(TitleBar).show(f"{demo}{_('Agreement of auditors')} · {one.form.id}")
        parts = [
            Content(safe(pick(one.form.question.text, language()))).stylize("bold"),
            Content(figures_words(one.figures, _)),
        ]
        if one.divides:
            parts.append(Content(dividing_sentence(self._seen, _)))
        self.query_one("#summary-score", Static).update(Content("\n").join(parts))
        lines = [Line(None, _("Judged differently"), "", "head")]
        for at, divided in enumerate(one.differing):
            visit = self._seen.visits[divided.visit]
            lines.append(Line(None, f"{day_column(visit[0].day)}  {visit[0].site_name} · {divided.label}"))
            lines += [
                Line(f"{at}|{said.auditor}", f"  {said.auditor}: {_words(said.judged)}")
                for said in divided.said
            ]
        if not one.differing:
            lines.append(Line(None, _("Nowhere: all said the same."), "", "dim"))
        focus = self.query_one(Lines)
        focus.show(lines)
        focus.focus()

    def do_back(self) -> None:
        self.dismiss(None)


def _where(seen: Agreement) -> str:
    first = seen.visits[0][0]
    return f"{first.site_name} · {day_words(first.day)}"


def _head(seen: Agreement) -> Content:
    if not seen.visits:
        return Content(
            _(
                "No visit was audited by two people yet. Finish two audits of the same site, the same day "
                "and with a checklist in common, by different people: they are laid side by side here."
            )
        )
    parts = [
        Content(_("Overall: {figures}").format(figures=figures_words(seen.overall, _))).stylize("bold"),
        Content(unit_sentence(seen, _)),
    ]
    for sentence in filter(None, (lean_sentence(one, _) for one in seen.auditors)):
        parts.append(Content(safe(sentence)))
    return Content("\n").join(parts)


def _lines(seen: Agreement, width: int) -> Iterator[Line]:
    if not seen.visits:
        return
    yield Line(None, _("Pairs: raw, AC1, weighted kappa of the verdicts"), "", "head")
    for at, pair in enumerate(seen.pairs):
        yield Line(f"pair|{at}", pair_words(pair), same_words(pair.figures, _))
        for words in figures_lines(pair.figures, _):
            yield Line(None, f"   {words}", "", "dim")
    yield Line(None, _("Auditors: points of 100 given more than by the others"), "", "head")
    for at, one in enumerate(seen.auditors):
        words = f"{one.auditor}: {difference_words(one.difference, _)}"
        lean = lean_words(one.difference, _)
        together = cell_len(words) + cell_len(lean) + 2 <= width
        yield Line(f"auditor|{at}", words, lean if together else "")
        if not together:
            yield Line(None, f"   {lean}", "", "dim")
    yield Line(None, _("Questions, the least agreed upon first"), _("same"), "head")
    for row in wrap(dividing_sentence(seen, _), max(20, width - 3)):
        yield Line(None, f" {row}", "", "dim")
    ranked = sorted(range(len(seen.questions)), key=lambda n: seen.questions[n].figures.raw.value or 0.0)
    for at in ranked:
        yield _question(f"question|{at}", seen.questions[at])
    if len(seen.visits) > 1:
        yield Line(None, _("Visits; Enter looks at one alone"), "", "head")
        for at, visit in enumerate(seen.visits):
            people = ", ".join(each.auditor for each in visit)
            yield Line(f"visit|{at}", f"{day_column(visit[0].day)}  {visit[0].site_name}", people)


def _question(key: str, one: QuestionAgreement) -> Line:
    text = f"{one.form.id}  {pick(one.form.question.text, language())}"
    mark = "≠" if one.differing else "="
    if one.figures.few:
        return Line(key, text, f"{mark} {same_words(one.figures, _)}")
    raw = f"{mark} {100 * (one.figures.raw.value or 0):.0f}{FIRM}% · n = {one.figures.n}"
    if one.divides:
        return Line(key, f"{divides_words(one, _)}: {text}", raw, "warn")
    return Line(key, text, raw)


def _words(judged: Judged) -> str:
    if judged.value is None:
        return _("not applicable")
    return value_words(judged.form.checklist, judged.form.question, judged.value, language(), _)
