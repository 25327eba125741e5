"""Net promoter score: of surveys by site and by month, and apart from them what shoppers answered on visits."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import work
from textual.binding import BindingType
from textual.content import Content

from audit_tui.errors import AuditError
from audit_tui.phrases.nps import (
    interval_words,
    reading_sentence,
    reading_words,
    scale_words,
    score_sentence,
    signed,
)
from audit_tui.rules.nps import Part, Scores, by_question, scores
from audit_tui.store.comparing import visit_opinions
from audit_tui.store.responses import SurveyResponses, opinions
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.screens.prompt import PromptScreen
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from audit_tui.rules.outcomes import AuditResult

_PERIODS = (0, 12, 3, 1)
"""Months that are looked at, in turn; 0 for all."""


class NpsScreen(ListScreen):
    """Looks at answers and changes none; leads to taking them in."""

    SCOPE = "nps"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("nps")]

    def __init__(self) -> None:
        super().__init__()
        self._site = ""
        self._months = 0
        self._names: dict[str, str] = {}
        self._results: list[AuditResult] | None = None
        """What came out of the visits; None until they have been read."""
        self._told: dict[str, str] = {}
        """Line → what stands behind it, in a sentence."""

    def on_mount(self) -> None:
        super().on_mount()
        self._show()
        self._read()

    @work(thread=True)
    def _read(self) -> None:
        """The visits, of which there may be thousands; the surveys are shown meanwhile."""
        from audit_tui.store.audits import AuditStore
        from audit_tui.store.results import Results

        workspace = self.host.workspace
        found: list[AuditResult] = []
        problem = ""
        try:
            results = Results(workspace)
            found = results.of(AuditStore(workspace, self.host.clock).rows())
            if results.unread:
                first = results.unread[0]
                problem = _(
                    "{count} audits cannot be read and are left out; the first is {number}: {why}"
                ).format(count=len(results.unread), number=first.number, why=first.why)
        except AuditError as error:
            problem = str(error)
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self.app.call_from_thread(self._done, found, problem)

    def _done(self, found: list[AuditResult], problem: str) -> None:
        if self.is_attached:
            self._results = found
            self._show()
            if problem:
                self.say(problem, "bad")

    def _since(self) -> str:
        """The first day of the period that is looked at; empty for all time."""
        if not self._months:
            return ""
        now = datetime.fromtimestamp(self.host.clock.wall() / 1000, UTC)
        month = now.year * 12 + now.month - self._months
        return f"{month // 12:04d}-{month % 12 + 1:02d}-01"

    def _show(self) -> None:
        site, since = self._site or None, self._since()
        try:
            self._names = {one.id: one.name for one in self.host.registry.sites()}
            answers = SurveyResponses(self.host.workspace, self.host.clock).all(site=site, since=since)
        except AuditError as error:
            self.say(str(error), "bad")
            return
        surveys = scores(opinions(answers))
        visits = by_question(visit_opinions(self._results or (), site=site, since=since))
        where = self._names.get(self._site, self._site) or _("all sites")
        when = _("since {day}").format(day=since) if since else _("all time")
        self.entitle(f"{_('Net promoter score')} · {where} · {when}")
        self.head(self._head(surveys))
        self._told = {}
        lines = [
            *self._lines(_("Surveys by site"), surveys.sites),
            *self._lines(_("Surveys by month"), surveys.months),
            *self._lines(_("Shopper visits, apart"), visits),
        ]
        if not visits:
            words = _("No finished visit asked for a recommendation.")
            lines.append(
                Line(
                    None, words if self._results is not None else _("Reading the finished audits…"), "", "dim"
                )
            )
        self.lines.show(lines)

    def _head(self, surveys: Scores) -> Content:
        if not surveys.overall:
            return Content(_("No survey answers here yet. n takes them in, one or two keys each."))
        parts: list[Content] = []
        for one in surveys.overall:
            parts += [
                Content(f"{score_sentence(one, _)}.").stylize("bold"),
                Content(reading_sentence(one, _)),
            ]
        return Content("\n").join(parts)

    def _lines(self, title: str, parts: Sequence[Part]) -> Iterator[Line]:
        if parts:
            head = f"{_('NPS'):>5} {'95 %':>12} {'n':>5}  {_('reading'):<9}"
            together = cell_len(title) + 2 + cell_len(head) <= self.size.width - 4
            yield Line(None, title, head if together else "", "head")
            if not together:
                yield Line(None, "", head, "head")
        for part in parts:
            yield self._line(f"{title}|{part.name}|{part.score.scale}", part)

    def _line(self, key: str, part: Part) -> Line:
        one = part.score
        name = self._names.get(part.name)
        words = f"{part.name} {name}" if name else part.name
        self._told[key] = f"{part.name}: {score_sentence(one, _)}."
        figures = f"{signed(one.value):>5} {interval_words(one):>12} {one.n:>5}  {reading_words(one, _):<9}"
        return Line(key, f"{words} · {scale_words(one.scale)}", figures)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Everything that the score of this line rests on."""
        event.stop()
        self.say(self._told[event.key])

    def do_add(self) -> None:
        from audit_tui.tui.screens.surveys import SurveyScreen, survey_form

        def begun(screen: SurveyScreen) -> None:
            self.app.push_screen(screen, lambda _: self._show())

        try:
            sites = self.host.registry.sites()
        except AuditError as error:
            self.say(str(error), "bad")
            return
        if not sites:
            self.say(_("There is no site yet; the first audit (n at home) makes one."), "bad")
            return
        survey_form(self.host, self._site or (sites[0].id if len(sites) == 1 else ""), begun)

    def do_site(self) -> None:
        def check(text: str) -> str:
            if not text or self.host.registry.find_site(text) is not None:
                return ""
            return _("there is no such site; known are {names}").format(names=", ".join([*self._names][:12]))

        def chosen(text: str | None) -> None:
            if text is not None:
                site = self.host.registry.find_site(text) if text else None
                self._site = site.id if site else ""
                self._show()

        help_ = safe(
            _("Its short id; empty for all. Known are {names}.").format(names=", ".join([*self._names][:12]))
        )
        self.app.push_screen(PromptScreen(_("Which site?"), help=help_, check=check), chosen)

    def do_period(self) -> None:
        self._months = _PERIODS[(_PERIODS.index(self._months) + 1) % len(_PERIODS)]
        self._show()
