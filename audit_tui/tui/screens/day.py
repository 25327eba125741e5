"""A day of visits: each with its store and number, how far it is, and its briefing; then what the plan asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import BindingType

from audit_tui.errors import AuditError
from audit_tui.locale_format import day_words
from audit_tui.tui import actions, agenda
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.lines import Line, Lines, fit, fit_number
from audit_tui.tui.words import kind_word, visit_words, weekday_word

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row
    from audit_tui.visits.briefing import Briefing


class DayScreen(ListScreen):
    """Answers with the id of the audit to go on with, or None."""

    SCOPE = "day"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("day")]

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self._day = day
        self._agenda = agenda.Agenda()
        self._every: list[Row] = []
        self._rows: dict[str, Row] = {}

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
            self.say(str(error), "bad")
            return
        self._agenda.look(self.host, self._every)
        self._show()
        if self._agenda.fault:
            self.say(self._agenda.fault, "bad")

    def _show(self) -> None:
        day = self._shown
        mine = [row for row in self._every if row.visit_date == day.isoformat() and row.status != "damaged"]
        mine.sort(key=lambda row: (row.created, row.number))
        self._rows = {row.id: row for row in mine}
        self.entitle(f"{_('Day of visits')} · {weekday_word(day)}, {day_words(day.isoformat())}")
        open_ = sum(1 for row in mine if row.status == "draft")
        head = plural("{count} visit", "{count} visits", len(mine))
        if mine:
            still = plural("{count} still open", "{count} still open", open_)
            head = f"{head}, {still}"
        self.head(head, bold=True)
        lines: list[Line | str] = [*self._rows]
        if not mine:
            lines.append(Line(None, _("No visit has this day. Enter on a line below begins one."), "", "dim"))
        due = self._agenda.find("", visits=True)
        if due:
            lines += [Line(None, ""), Line(None, _("Due by the plan"), "", "head"), *due]
        elif not mine:
            lines = [Line(None, _("No visit has this day, and the plan asks for none."), "", "dim")]
        self.lines.show(lines, draw=self._line)

    def _line(self, key: str) -> Line:
        width = self.size.width - 6
        if key.startswith(agenda.DUE):
            return self._agenda.line(key, width)
        row = self._rows[key]
        state, tone = _state(row)
        right = max(cell_len(_state(each)[0]) for each in self._rows.values())
        room = max(24, width - right - 3)
        number = min(22, max(12, room - 12))
        text = f"{fit(row.site_name, max(10, room - number - 2))}  {fit_number(row.number, number)}"
        return Line(key, text, fit(state, right), tone)

    # -- the visit under the cursor -------------------------------------------------------------------

    @property
    def _key(self) -> str:
        return self.lines.key or ""

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        row = self._rows.get(event.key)
        if row is not None and (row.status != "draft" or row.answered):
            self.dismiss(row.id)
        else:
            self._brief(event.key)

    def do_briefing(self) -> None:
        if not self._key:
            self.say(_("Choose a visit."))
            return
        self._brief(self._key)

    def _brief(self, key: str) -> None:
        from audit_tui.tui.screens.briefing import BriefingScreen

        try:
            briefing = self._briefing(key)
        except AuditError as error:
            self.say(str(error), "bad")
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
            agenda.take_up(self.host, task, self._begun, self.say)

    def _begun(self, ref: str) -> None:
        self.dismiss(ref)

    def _briefing(self, key: str) -> Briefing:
        from audit_tui.visits import briefing

        host, task = self.host, self._agenda.get(key)
        if task is not None:
            return briefing.of_task(host.workspace, host.registry, task)
        return briefing.of_audit(host.store, host.clock, self._rows[key], self._every)

    def do_jot(self) -> None:
        """The jot pad of the visit under the cursor; each line is saved at once."""
        row = self._rows.get(self._key)
        if row is None or row.status != "draft":
            self.say(_("Choose an open visit; what is due is begun first."))
            return
        from audit_tui.rules.jottings import jottings
        from audit_tui.tui.opening import open_desk
        from audit_tui.tui.screens.jots import JotScreen

        try:
            desk = open_desk(self.host, row.id)
        except AuditError as error:
            self.say(str(error), "bad")
            return
        if desk.readonly:
            self.say(desk.readonly, "bad")
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
        self.say(missing, "bad" if missing else "")

    def do_sheet(self) -> None:
        """A blank form of the visit under the cursor."""
        row, task = self._rows.get(self._key), self._agenda.get(self._key)
        if row is None and task is None:
            self.say(_("Choose a visit."))
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
            self.say(str(error), "bad")
            return
        self.app.push_screen(BlankScreen(paths, site, self._shown.isoformat()))

    # -- the day --------------------------------------------------------------------------------------

    def _turn(self, by: int) -> None:
        try:
            self._day = self._shown + timedelta(by)
        except OverflowError:
            return
        self.say("")
        self._show()

    def do_before(self) -> None:
        self._turn(-1)

    def do_after(self) -> None:
        self._turn(1)

    def do_today(self) -> None:
        self._day = None
        self._show()


def _state(row: Row) -> tuple[str, str]:
    """How far a visit is, in words, and the tone of its line."""
    tone = {"finished": "good", "abandoned": "dim"}.get(row.status, "")
    return f"{kind_word(row.kind)} · {visit_words(row)}", "dim" if row.aborted and tone == "good" else tone
