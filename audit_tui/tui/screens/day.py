"""A day of visits: each with its store and number, how far it is, and its briefing; then what the plan asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from audit_tui.errors import AuditError, InputError
from audit_tui.locale_format import Figure
from audit_tui.tui import actions, agenda
from audit_tui.tui.audit_list import score_of
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.talk import _, later, later_in, plural
from audit_tui.tui.widgets.bars import KeyBar, StatusLine, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines, fit
from audit_tui.tui.words import kind_word

if TYPE_CHECKING:
    from audit_tui.rules.planning import DueTask
    from audit_tui.store.catalogue import Row
    from audit_tui.tui.screens.briefing import Briefing

_WEEKDAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)


class DayScreen(BaseScreen):
    """Answers with the id of the audit to go on with, or None."""

    SCOPE = "day"
    CSS_PATH = "summary.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("day")]

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self._day = day
        self._agenda = agenda.Agenda()
        self._every: list[Row] = []
        self._rows: dict[str, Row] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar(id="summary-title")
        yield Static(id="summary-score")
        yield Lines(id="summary-lines")
        yield StatusLine(id="summary-status")
        yield KeyBar(actions.bar("day"))
        yield TooSmall()

    def on_mount(self) -> None:
        self.query_one(Lines).focus()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.call_after_refresh(self.do_refresh)

    def on_resize(self) -> None:
        self._show()

    @property
    def _shown(self) -> date:
        return self._day or date.fromisoformat(self.host.store.today())

    def do_refresh(self) -> None:
        try:
            self._every = self.host.store.rows()
        except AuditError as error:
            self._say(str(error), "bad")
            return
        self._agenda.look(self.host, self._every)
        self._show()
        if self._agenda.fault:
            self._say(self._agenda.fault, "bad")

    def _show(self) -> None:
        day = self._shown
        mine = [row for row in self._every if row.visit_date == day.isoformat() and row.status != "damaged"]
        mine.sort(key=lambda row: (row.created, row.number))
        self._rows = {row.id: row for row in mine}
        demo = "DEMO · " if self.host.workspace.is_demo else ""
        weekday = _(_WEEKDAYS[day.weekday()])
        self.query_one(TitleBar).show(f"{demo}{_('Day of visits')} · {weekday} {day.isoformat()}")
        open_ = sum(1 for row in mine if row.status == "draft")
        head = plural("{count} visit", "{count} visits", len(mine))
        if mine:
            still = plural("{count} still open", "{count} still open", open_)
            head = f"{head}, {still}"
        self.query_one("#summary-score", Static).update(Content(head).stylize("bold"))
        lines: list[Line | str] = [*self._rows]
        if not mine:
            lines.append(Line(None, _("No visit has this day. Enter on a line below begins one."), "", "dim"))
        due = self._agenda.find("", visits=True)
        if due:
            lines += [Line(None, ""), Line(None, _("Due by the plan"), "", "head"), *due]
        elif not mine:
            lines = [Line(None, _("No visit has this day, and the plan asks for none."), "", "dim")]
        self.query_one(Lines).show(lines, draw=self._line)

    def _line(self, key: str) -> Line:
        width = self.size.width - 6
        if key.startswith(agenda.DUE):
            return self._agenda.line(key, width)
        row = self._rows[key]
        state, tone = _state(row)
        room = max(24, width - len(state) - 3)
        text = f"{fit(row.site_name, max(10, room - 24))}  {fit(row.number, 22)}"
        return Line(key, text, state, tone)

    def _say(self, words: str, tone: str = "") -> None:
        self.query_one(StatusLine).say(words, tone)

    # -- the visit under the cursor -------------------------------------------------------------------

    @property
    def _key(self) -> str:
        return self.query_one(Lines).key or ""

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        row = self._rows.get(event.key)
        if row is not None and (row.status != "draft" or row.answered):
            self.dismiss(row.id)
        else:
            self._brief(event.key)

    def do_briefing(self) -> None:
        if not self._key:
            self._say(_("Choose a visit."))
            return
        self._brief(self._key)

    def _brief(self, key: str) -> None:
        from audit_tui.tui.screens.briefing import BriefingScreen

        try:
            briefing = self._briefing(key)
        except AuditError as error:
            self._say(str(error), "bad")
            return

        def read(begin: bool | None) -> None:
            if begin:
                self._go_on(key)

        self.app.push_screen(BriefingScreen(briefing), read)

    def _go_on(self, key: str) -> None:
        task = self._agenda.get(key)
        if task is None:
            self.dismiss(key)
        else:
            agenda.take_up(self.host, task, self._begun, self._say)

    def _begun(self, ref: str) -> None:
        self.dismiss(ref)

    def _briefing(self, key: str) -> Briefing:
        from audit_tui.rules.view import AuditView
        from audit_tui.tui.screens.briefing import Briefing

        task = self._agenda.get(key)
        if task is not None:
            return self._of_task(task)
        with self.host.store.open(key, write=False) as audit:
            view = AuditView(audit.record)
        planned = self._planned(self._rows[key])
        return Briefing(
            site=view.site,
            number=view.record.header.number,
            kind=view.record.kind,
            title=planned.entry.title if planned else "",
            scenario=planned.entry.scenario if planned else "",
            checklists=[one.checklist for one in view.checklists],
        )

    def _of_task(self, task: DueTask) -> Briefing:
        from audit_tui.library.finder import resolve
        from audit_tui.library.loader import load_checklist
        from audit_tui.library.overrides import laid_down
        from audit_tui.paths import shipped_checklists
        from audit_tui.tui.screens.briefing import Briefing

        site, workspace = self._agenda.site(task), self.host.workspace
        if site is None:
            raise InputError("site.unknown", _("The site is gone."))
        laid = laid_down(workspace.standards, site)
        folders = [workspace.checklists, shipped_checklists()]
        return Briefing(
            site=site,
            number="",
            kind=task.entry.kind or "",
            title=task.entry.title,
            scenario=task.entry.scenario,
            checklists=[load_checklist(resolve(id_, folders), laid) for id_ in task.entry.checklists],
        )

    def _planned(self, row: Row) -> DueTask | None:
        """What of the plan this visit is counted for, the heavier first."""
        from audit_tui.rules.planning import fits
        from audit_tui.store.plan import Plan, visit_of

        plan = Plan(self.host.workspace, self.host.clock)
        if not plan.exists:
            return None
        tasks = plan.due(self._every, self.host.registry.sites())
        mine = [task for task in tasks if fits(task.entry, task.site, visit_of(row))]
        return max(mine, key=lambda task: (task.entry.weight, bool(task.entry.scenario)), default=None)

    def do_jot(self) -> None:
        """The jot pad of the visit under the cursor; each line is saved at once."""
        row = self._rows.get(self._key)
        if row is None or row.status != "draft":
            self._say(_("Choose an open visit; what is due is begun first."))
            return
        from audit_tui.rules.jottings import jottings
        from audit_tui.tui.opening import open_desk
        from audit_tui.tui.screens.jots import JotScreen

        try:
            desk = open_desk(self.host, row.id)
        except AuditError as error:
            self._say(str(error), "bad")
            return
        if desk.readonly:
            self._say(desk.readonly, "bad")
            desk.close()
            return

        def keep(text: str, kept: Callable[[str], None]) -> None:
            try:
                desk.saver.save(desk.session.jot(text))
            except AuditError as error:
                kept(str(error))
                return
            kept("")

        title = _("Jot pad: {site} · {number}").format(site=row.site_name, number=row.number)
        box = JotScreen(title, lambda: jottings(desk.session.record), keep)
        self.app.push_screen(box, lambda _closed: desk.close())

    def do_block(self) -> None:
        """Many sites by telephone, one after another."""
        from audit_tui.tui.screens.block import ask_for_block

        try:
            missing = ask_for_block(self.host)
        except AuditError as error:
            missing = str(error)
        self._say(missing, "bad" if missing else "")

    def do_sheet(self) -> None:
        """A blank form of the visit under the cursor."""
        row, task = self._rows.get(self._key), self._agenda.get(self._key)
        if row is None and task is None:
            self._say(_("Choose a visit."))
            return
        from audit_tui.library.finder import resolve
        from audit_tui.paths import shipped_checklists
        from audit_tui.tui.screens.blank import BlankScreen

        ids = row.checklists if row is not None else task.entry.checklists if task is not None else ()
        site_id = row.site_id if row is not None else (task.site if task is not None else "") or ""
        folders = [self.host.workspace.checklists, shipped_checklists()]
        try:
            paths = [resolve(id_, folders) for id_ in ids]
            site = self.host.registry.find_site(site_id)
        except AuditError as error:
            self._say(str(error), "bad")
            return
        self.app.push_screen(BlankScreen(paths, site, self._shown.isoformat()))

    # -- the day --------------------------------------------------------------------------------------

    def _turn(self, by: int) -> None:
        try:
            self._day = self._shown + timedelta(by)
        except OverflowError:
            return
        self._say("")
        self._show()

    def do_before(self) -> None:
        self._turn(-1)

    def do_after(self) -> None:
        self._turn(1)

    def do_today(self) -> None:
        self._day = None
        self._show()

    def do_back(self) -> None:
        self.dismiss(None)


def _state(row: Row) -> tuple[str, str]:
    """How far a visit is, in words, and the tone of its line."""
    kind = kind_word(row.kind)
    if row.status == "draft":
        if not row.answered:
            return f"{kind} · {_('not begun')}", ""
        return f"{kind} · {row.answered}/{row.total}", ""
    if row.status == "abandoned":
        return f"{kind} · {_('abandoned')}", "dim"
    if row.aborted:
        return f"{kind} · {_(later_in('visit', 'aborted'))}", "dim"
    score = score_of(row)
    return f"{kind} · {f'{Figure(score):.1f} %' if score is not None else _('no score')}", "good"
