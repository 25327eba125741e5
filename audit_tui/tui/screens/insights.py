"""Many visits at a glance: what improved, league, heat map, trend, what recurs. Reads only.

The first time it reads every finished audit, with progress; Esc breaks that off and loses nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from audit_tui.errors import AuditError
from audit_tui.phrases import insights as words
from audit_tui.rules.insights import Selected, Selection, select
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.insight_lines import (
    heatmap_columns,
    heatmap_lines,
    improved_lines,
    league_lines,
    recurring_lines,
    trend_lines,
)
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.talk import _, later
from audit_tui.tui.widgets.bars import KeyBar, StatusLine, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.working import StoppedError, Work

if TYPE_CHECKING:
    from audit_tui.rules.outcomes import AuditResult
    from audit_tui.store.results import Unread

PARTS = {
    "improved": later("Improved"),
    "league": later("League"),
    "heatmap": later("Heat map"),
    "trend": later("Trend"),
    "recurring": later("Recurring"),
}
_LINES = {
    "improved": improved_lines,
    "league": league_lines,
    "trend": trend_lines,
    "recurring": recurring_lines,
}
MONTHS = (0, 12, 6, 3)
"""The periods in turn, in months up to now; 0 is all of the time."""
_TELL_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class _View:
    """What is shown: which part, of which visits."""

    part: str = "improved"
    selection: Selection = field(default_factory=Selection)
    months: int = 0


class InsightsScreen(BaseScreen):
    """Answers with nothing."""

    SCOPE = "insights"
    CSS_PATH = "insights.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("insights")]

    def __init__(self, part: str = "improved", site: str = "") -> None:
        super().__init__()
        self._view = _View(part, Selection(site=site))
        self._before: list[_View] = []
        """The views that Esc goes back to."""
        self._results: list[AuditResult] | None = None
        self._selected: Selected | None = None
        self._mean = False
        self._column = 0
        self._columns = 0
        self._work: Work | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar(id="insights-title")
        yield Static(id="insights-parts")
        yield Static(id="insights-said")
        yield Lines(id="insights-lines")
        yield StatusLine(id="insights-status")
        yield KeyBar(actions.bar("insights"))
        yield TooSmall()

    def on_mount(self) -> None:
        self._title()
        self._say(_("Reading the finished audits…"))
        self.query_one(Lines).focus()
        self._read()

    def on_unmount(self) -> None:
        if self._work is not None:
            self._work.stop()

    def on_resize(self) -> None:
        self._show()

    # -- reading --------------------------------------------------------------------------------------

    @work(thread=True)
    def _read(self) -> None:
        from audit_tui.store.audits import AuditStore
        from audit_tui.store.registry import Registry
        from audit_tui.store.results import Results

        workspace, clock = self.host.workspace, self.host.clock
        work = self._work = Work(self.app, self._say)
        found: list[AuditResult] | AuditError = []
        unread: list[Unread] = []
        try:
            regions = {site.id: site.region for site in Registry(workspace, clock).sites()}
            results = Results(workspace, regions)
            found = results.of(
                AuditStore(workspace, clock).rows(),
                lambda done, total: work.told(
                    _("Reading audits: {done} of {total}. Esc breaks it off; what was read is kept."),
                    done,
                    total,
                ),
            )
            unread = results.unread
        except AuditError as error:
            found = error
        except StoppedError:
            return
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self.app.call_from_thread(self._done, found, unread)

    def _done(self, found: list[AuditResult] | AuditError, unread: list[Unread]) -> None:
        if not self.is_attached:
            return
        if isinstance(found, AuditError):
            self._say(str(found), "bad")
            return
        self._results = found
        self._say("")
        if unread:
            first = unread[0]
            said = _("{count} audits cannot be read and are left out; the first is {number}: {why}")
            self._say(said.format(count=len(unread), number=first.number, why=first.why), "bad")
        self._select()

    # -- showing --------------------------------------------------------------------------------------

    def _say(self, text: str, tone: str = "") -> None:
        if self.is_attached:
            self.query_one(StatusLine).say(text, tone)

    def _title(self) -> None:
        demo = self.host.workspace.is_demo or bool(self._selected and self._selected.demo)
        left = f"{'DEMO · ' if demo else ''}{_('What improved')}"
        right = _("DEMO: everything here is made up") if demo else ""
        self.query_one(TitleBar).show(left, right=right)

    def _select(self) -> None:
        if self._results is None:
            return
        start = self._start(self._view.months)
        self._selected = select(self._results, replace(self._view.selection, start=start))
        self._column = 0
        self._title()
        self._show()

    def _start(self, months: int) -> str:
        """The first day of the last so many months; empty for all of the time."""
        if not months:
            return ""
        today = self._today()
        back = today.year * 12 + today.month - 1 - months
        return f"{back // 12:04d}-{back % 12 + 1:02d}-{today.day:02d}"

    def _today(self) -> datetime:
        now = datetime.fromtimestamp(self.host.clock.wall() / 1000, UTC)
        return now + timedelta(minutes=self.host.clock.offset())

    def _show(self) -> None:
        if not self.is_attached or self._selected is None:
            return
        selected, width = self._selected, self.size.width - 4
        parts = []
        for at, (name, label) in enumerate(PARTS.items(), 1):
            here = name == self._view.part
            text = f"[{at} {_(label)}]" if here else f" {at} {_(label)} "
            parts.append(Content(text).stylize("bold reverse" if here else "$text-muted"))
        self.query_one("#insights-parts", Static).update(Content("").join(parts))
        said = f"{self._filter_words()} {words.visits_words(selected, _)}"
        self.query_one("#insights-said", Static).update(Content(safe(said)))
        if not selected.visits:
            lines = [Line(None, _("Nothing to show: s, p and c choose other visits."), "", "dim")]
        elif self._view.part == "heatmap":
            lines, self._columns = heatmap_lines(selected, width, mean=self._mean, first=self._column)
        else:
            lines = _LINES[self._view.part](selected, width)
        self.query_one(Lines).show(lines)

    def _filter_words(self) -> str:
        chosen = self._view.selection
        place = _("All sites")
        if chosen.site:
            place = _("Site {site}").format(site=chosen.site)
        elif chosen.region:
            place = _("Region {region}").format(region=chosen.region)
        months = self._view.months
        period = _("last {months} months").format(months=months) if months else _("all of the time")
        parts = [place, period]
        if chosen.checklist:
            parts.insert(1, _("checklist {name}").format(name=chosen.checklist))
        return f"{' · '.join(parts)}."

    def _look(self, view: _View) -> None:
        if view != self._view:
            self._view = view
            self._select()

    # -- parts ----------------------------------------------------------------------------------------

    def _part(self, name: str) -> None:
        self._look(replace(self._view, part=name))

    def do_improved(self) -> None:
        self._part("improved")

    def do_league(self) -> None:
        self._part("league")

    def do_heatmap(self) -> None:
        self._part("heatmap")

    def do_trend(self) -> None:
        self._part("trend")

    def do_recurring(self) -> None:
        self._part("recurring")

    def do_next_part(self) -> None:
        self._step(1)

    def do_previous_part(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        names = list(PARTS)
        self._part(names[(names.index(self._view.part) + by) % len(names)])

    def do_mean(self) -> None:
        self._mean = not self._mean
        self._part("heatmap")
        self._show()

    def do_right(self) -> None:
        self._slide(1)

    def do_left(self) -> None:
        self._slide(-1)

    def _slide(self, by: int) -> None:
        last = max(0, self._columns - heatmap_columns(self.size.width - 4))
        column = min(max(self._column + by, 0), last)
        if self._view.part == "heatmap" and column != self._column:
            self._column = column
            self._show()

    # -- which visits ---------------------------------------------------------------------------------

    def do_period(self) -> None:
        months = MONTHS[(MONTHS.index(self._view.months) + 1) % len(MONTHS)]
        self._look(replace(self._view, months=months))

    def do_site(self) -> None:
        results = self._results or []
        answers = [("", _("All sites"))]
        regions = sorted({one.region for one in results if one.region})
        answers += [(f"region:{name}", _("Region {region}").format(region=name)) for name in regions]
        sites = {one.site.casefold(): (one.site, one.site_name) for one in results}
        answers += [(f"site:{id_}", safe(f"{name} ({id_})")) for _key, (id_, name) in sorted(sites.items())]

        def chosen(answer: str | None) -> None:
            if answer is not None:
                kind, _colon, name = answer.partition(":")
                place = {"site": "", "region": "", **({kind: name} if kind else {})}
                self._look(replace(self._view, selection=replace(self._view.selection, **place)))

        self._choose(_("Which sites?"), answers, chosen)

    def do_checklist(self) -> None:
        results = self._results or []
        names = sorted({each.edition.id for one in results for each in one.checklists})
        answers = [("", _("All checklists")), *((name, name) for name in names)]

        def chosen(answer: str | None) -> None:
            if answer is not None:
                selection = replace(self._view.selection, checklist=answer)
                self._look(replace(self._view, selection=selection))

        self._choose(_("Which checklist?"), answers, chosen)

    def _choose(
        self, title: str, answers: list[tuple[str, str]], chosen: Callable[[str | None], None]
    ) -> None:
        from audit_tui.tui.screens.prompt import ConfirmScreen

        self.app.push_screen(ConfirmScreen(title, "", answers), chosen)

    def do_report(self) -> None:
        """The network report over what is chosen."""
        if self._selected is None or not self._selected.visits:
            self._say(_("Nothing to report: s, p and c choose other visits."))
            return
        from audit_tui.tui.screens.network_report import NetworkReportScreen

        chosen = replace(self._view.selection, start=self._start(self._view.months))
        self.app.push_screen(NetworkReportScreen(chosen, self._today().date().isoformat()))

    # -- going on -------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        kind, name = event.key.split(":")[:2]
        if kind == "audit":
            self._open(name)
            return
        self._before.append(self._view)
        self._look(
            replace(self._view, part="trend", selection=replace(self._view.selection, site=name, region=""))
        )

    def _open(self, ref: str) -> None:
        from audit_tui.tui.opening import open_desk
        from audit_tui.tui.screens.walk import WalkScreen

        try:
            desk = open_desk(self.host, ref)
        except AuditError as error:
            self._say(str(error), "bad")
            return
        self.app.push_screen(WalkScreen(desk))

    def do_back(self) -> None:
        if self._before:
            self._look(self._before.pop())
        else:
            self._stop = True
            self.dismiss(None)
