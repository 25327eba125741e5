"""Home: open audits first, each with its progress; then what is finished. Found by typing, sorted by one key.

Reads the catalogue's rows only; of thousands of audits only the lines that show are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.errors import AuditError
from audit_tui.locale_format import count_words
from audit_tui.tui import actions, agenda
from audit_tui.tui.audit_list import ORDERS, AuditList
from audit_tui.tui.guard import safe
from audit_tui.tui.home_lines import draft_line, ended_line, listed
from audit_tui.tui.notice import Notice
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.talk import _, later, ngettext
from audit_tui.tui.widgets.bars import KeyBar, StatusLine, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row
    from audit_tui.store.workspace import Workspace

_MANY = 300
"""So many audits are read in about half a second."""
_FIND = later("site, number, status, date, auditor or checklist")


class HomeScreen(BaseScreen):
    """The list of audits."""

    SCOPE = "home"
    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("home")]

    def __init__(self) -> None:
        super().__init__()
        self._audits = AuditList()
        self._agenda = agenda.Agenda()
        self._loaded = False
        self._looked = False
        """Whether the list was made with progress once; then it is quick, or cannot be kept."""
        self._words = ""
        """What is typed to narrow the list."""
        self._order = "status"
        self._marked: set[str] = set()
        """Finished audits that are marked for a report."""
        self._last: str | None = None
        """The audit that the cursor stood on last, so that it comes back when it fits again."""

    def compose(self) -> ComposeResult:
        yield TitleBar(id="home-title")
        with Horizontal(id="home-find"):
            field = Input(placeholder=_(_FIND), id="home-words")
            field.cursor_blink = False
            field.select_on_focus = False
            yield field
            yield Static(id="home-count")
        yield Notice(id="home-notice")
        yield Static(id="home-empty")
        yield Lines(id="home-list")
        yield StatusLine(id="home-status")
        yield KeyBar(actions.bar("home"))
        yield TooSmall()

    def on_mount(self) -> None:
        self._title()
        self.query_one("#home-empty").display = False
        self.query_one("#home-find").display = False
        self.set_focus(self.query_one(Lines))

    def on_screen_resume(self) -> None:
        if self._looked or not _takes_long(self.host.workspace):
            # At once, so that the first picture has the list in it.
            self.do_refresh()
        else:
            self.call_after_refresh(self.do_refresh)

    def retell(self) -> None:
        self._audits.reword()
        self._agenda.reword()
        super().retell()
        self.query_one("#home-words", Input).placeholder = _(_FIND)
        self._say("")

    def _title(self) -> None:
        workspace = self.host.workspace
        name = workspace.settings.organisation or _("audits")
        left = f"audit-tui · {name}"
        if workspace.is_demo:
            left = f"DEMO · {left}"
        right = _("DEMO: everything here is made up") if workspace.is_demo else ""
        if workspace.vault.locked:
            # The more urgent of the two: it says why names are missing.
            right = _("LOCKED: {key} opens it").format(key=actions.key("home.unlock"))
        self.query_one(TitleBar).show(left, right=right)

    def do_refresh(self) -> None:
        """Read the rows anew; the cursor stays on its audit."""
        if not self._looked and _takes_long(self.host.workspace):
            self._looked = True
            self._read_with_progress()
            return
        try:
            rows = self.host.rows()
        except AuditError as error:
            self._say(str(error), "bad")
            return
        self._take(rows)

    def _read_with_progress(self) -> None:
        from audit_tui.tui.screens.progress import ProgressScreen

        def read(found: list[Row] | AuditError | None) -> None:
            if isinstance(found, AuditError):
                self._say(str(found), "bad")
            elif found is None:
                self._looked = False
                told = _("Broken off: the list is not whole. {key} reads it.")
                self._say(told.format(key=actions.key("home.refresh")))
            else:
                self._take(found)

        words = _("{done} of {total} files are read; the next time it is quick.")
        box = ProgressScreen(_("Reading all audits"), words, self.host.rows)
        self.app.push_screen(box, read)

    def _take(self, rows: list[Row]) -> None:
        self._audits.take(rows)
        self._marked &= {row.id for row in rows if _reportable(row)}
        self._agenda.look(self.host, rows)
        self._loaded = True
        self._title()
        self._show()
        if self._agenda.fault:
            self._say(self._agenda.fault, "bad")
        self.query_one(Notice).look(rows)

    def _offered(self) -> list[actions.Action]:
        """What the bar names; where there are audits, the settings stand in the place of the demo."""
        told = {"home.demo": actions.get("app.settings")} if len(self._audits) else {}
        return [told.get(each.id, each) for each in actions.bar("home")]

    def _show(self) -> None:
        self.query_one(KeyBar).show(self._offered())
        found = self._audits.find(self._words, self._order)
        lines: list[Line | str] = []
        due = self._agenda.group(self._words)
        if self._order == "status":
            for head, belongs in _GROUPS:
                group = due if belongs is None else listed([row for row in found if belongs(row)])
                if group:
                    lines += [Line(None, "")] if lines else []
                    lines += [Line(None, _(head), "", "head"), *group]
        elif found:
            title = _("Audits {order}").format(order=_(ORDERS[self._order]))
            lines += [Line(None, title, "", "head"), *listed(found)]
        total = len(self._audits)
        if total and not found and not due:
            lines.append(Line(None, _("No audit fits. Esc shows all."), "", "dim"))
        empty = self.query_one("#home-empty", Static)
        empty.display = not total and not due
        if empty.display:
            empty.update(_welcome())
        if self.query_one("#home-find").display:
            count = _("{count} of {total}").format(count=count_words(len(found)), total=count_words(total))
            self.query_one("#home-count", Static).update(Content(count))
        shown = self.query_one(Lines)
        self._last = shown.key or self._last
        shown.show(lines, keep=self._last, draw=self._line)

    def _line(self, key: str) -> Line:
        """One audit or due task, drawn when it comes into sight."""
        if key.startswith(agenda.DUE):
            return self._agenda.line(key, self.size.width - 6)
        row, width = self._audits[key], self.size.width - 6
        if row.status == "draft":
            return draft_line(row, width)
        line = ended_line(row, width - 2 if self._marked else width)
        if not self._marked:
            return line
        mark = "✓" if key in self._marked else " "
        return Line(line.key, f"{mark} {line.text}", line.right, line.tone)

    # -- finding --------------------------------------------------------------------------------------

    def first_look(self, event: events.Key) -> bool:
        """The arrows lead from what is typed into the list, where every key works as ever."""
        lines = self.query_one(Lines)
        if not isinstance(self.focused, Input) or event.key not in ("up", "down", "pageup", "pagedown"):
            return False
        lines.focus()
        by = -1 if event.key in ("up", "pageup") else 1
        if event.key in ("up", "down"):
            lines.action_move(by)
        else:
            lines.action_page(by)
        return True

    def do_find(self) -> None:
        if len(self._audits) or self._agenda.find(""):
            self.query_one("#home-find").display = True
            self.query_one(Input).focus()
            self._show()

    def do_all(self) -> None:
        """Show every audit again, the cursor where it is."""
        self.query_one(Input).value = ""
        self.query_one("#home-find").display = False
        self.query_one(Lines).focus()
        if self._words:
            self._words = ""
            self._show()

    def do_sort(self) -> None:
        orders = list(ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._show()
        self._say(_("Sorted {order}.").format(order=_(ORDERS[self._order])))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._words:
            self._words = event.value
            self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(Lines).action_choose()

    # -- what can be done -----------------------------------------------------------------------------

    def _here(self) -> Row | None:
        return self._audits.get(self.query_one(Lines).key or "")

    def _say(self, words: str, tone: str = "") -> None:
        self.query_one(StatusLine).say(words, tone)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        task = self._agenda.get(event.key)
        if event.key == agenda.OVERDUE:
            self.do_corrective("overdue")
        elif task is not None:
            agenda.take_up(self.host, task, self._open, self._told)
        else:
            self._open(event.key)

    def _told(self, words: str, tone: str) -> None:
        self.do_refresh()
        self._say(words, tone)

    def do_corrective(self, which: str = "open") -> None:
        from audit_tui.tui.screens.corrective import CorrectiveScreen

        self.app.push_screen(CorrectiveScreen(which))

    def do_day(self) -> None:
        from audit_tui.tui.screens.day import DayScreen

        self.app.push_screen(DayScreen(), lambda ref: self._open(ref) if ref else None)

    def do_review(self) -> None:
        row = self._here()
        if row is None or row.status != "finished":
            told = _("Choose a finished audit; an open one is finished first ({key} in the walk).")
            self._say(told.format(key=actions.key("walk.finish")))
            return
        self._review(row.id)

    def _review(self, ref: str) -> None:
        from audit_tui.tui.screens.review import ReviewScreen

        try:
            with self.host.store.open(ref, write=False) as audit:
                record = audit.record
        except AuditError as error:
            self._say(str(error), "bad")
            return

        def closed(walked: str | None) -> None:
            if walked:
                self._walk(walked)

        self.app.push_screen(ReviewScreen(record), closed)

    def _open(self, ref: str) -> None:
        row = self._audits.get(ref)
        if row is not None and row.waits:
            self._review(ref)
        else:
            self._walk(ref)

    def _walk(self, ref: str) -> None:
        from audit_tui.tui.opening import open_desk, show_walk

        try:
            desk = open_desk(self.host, ref)
        except AuditError as error:
            self._say(str(error), "bad")
            return
        self._say("")
        show_walk(self.host, desk)

    def do_unlock(self) -> None:
        vault = self.host.workspace.vault
        if self.host.can_unlock:
            self.host.do_unlock()
        elif vault.locked:
            self._say(str(vault.why_locked()), "bad")
        else:
            self._say(_("Nothing is locked here."))

    def do_new(self) -> None:
        from audit_tui.tui.screens.new_audit import NewAuditScreen

        def made(ref: str | None) -> None:
            if ref:
                self._open(ref)

        self.app.push_screen(NewAuditScreen(), made)

    def do_insights(self) -> None:
        from audit_tui.tui.screens.insights import InsightsScreen

        self.app.push_screen(InsightsScreen())

    def do_report(self) -> None:
        here = self._here()
        rows = [row for row in self._audits.find("", self._order) if row.id in self._marked]
        if not rows and here is not None and _reportable(here):
            rows = [here]
        if not rows:
            told = _("Choose a finished audit; an open one is finished first ({key} in the walk).")
            self._say(told.format(key=actions.key("walk.finish")))
            return
        from audit_tui.tui.screens.reports import ReportsScreen

        self.app.push_screen(ReportsScreen(rows))

    def on_lines_toggled(self, event: Lines.Toggled) -> None:
        event.stop()
        if not _reportable(self._audits[event.key]):
            self._say(_("Only finished audits are marked, for a report."))
            return
        self._marked ^= {event.key}
        self._remark()

    def do_mark_all(self) -> None:
        shown = {row.id for row in self._audits.find(self._words, self._order) if _reportable(row)}
        self._marked = set() if shown and shown <= self._marked else self._marked | shown
        self._remark()

    def _remark(self) -> None:
        self._show()
        count, key = len(self._marked), actions.key("home.report")
        words = ngettext(
            "{count} marked; {key} writes its report.", "{count} marked; {key} writes their reports.", count
        )
        self._say(words.format(count=count_words(count), key=key) if count else _("None marked."))

    def do_blank(self) -> None:
        from audit_tui.tui.screens.blank import ask_for_blank

        try:
            ask_for_blank(self.host)
        except AuditError as error:
            self._say(str(error), "bad")

    def do_abandon(self) -> None:
        row = self._here()
        if row is None or row.status != "draft":
            self._say(_("Choose an open audit."))
            return
        from audit_tui.tui.screens.prompt import PromptScreen

        def given(why: str | None) -> None:
            if why:
                self._abandon(row, why)

        title = _("Abandon {number}: why?").format(number=row.number)
        help_ = _("It is closed without a result and kept with this reason.")
        self.app.push_screen(PromptScreen(title, help=help_), given)

    def _abandon(self, row: Row, why: str) -> None:
        from audit_tui.tui.opening import open_desk

        try:
            desk = open_desk(self.host, row.id)
            try:
                if desk.readonly:
                    self._say(desk.readonly, "bad")
                    return
                desk.saver.save(desk.session.abandon(why))
            finally:
                desk.close()
        except AuditError as error:
            self._say(str(error), "bad")
            return
        self._say(_("{number} is abandoned and kept.").format(number=row.number), "good")
        self.do_refresh()

    def do_delete(self) -> None:
        row = self._here()
        if row is None or row.status != "draft":
            self._say(_("Only an open audit can be deleted; a finished one stays."))
            return
        from audit_tui.tui.screens.prompt import ConfirmScreen

        def chosen(answer: str | None) -> None:
            if answer == "delete":
                self._delete(row)

        text = _(
            "{site} · {number} · {answered} of {total} answered.\n"
            "It goes to quarantine, from where it can be put back (F6)."
        ).format(site=row.site_name, number=row.number, answered=row.answered, total=row.total)
        answers = [("keep", _("Keep it")), ("delete", _("Delete this open audit"))]
        self.app.push_screen(ConfirmScreen(_("Delete this audit?"), text, answers), chosen)

    def _delete(self, row: Row) -> None:
        try:
            path = self.host.store.delete_draft(row.id)
        except AuditError as error:
            self._say(str(error), "bad")
            return
        self._say(_("Deleted; it lies in {path}.").format(path=path), "good")
        self.do_refresh()

    def do_store(self) -> None:
        from audit_tui.tui.screens.store import StoreScreen

        self.app.push_screen(StoreScreen())

    def do_feedback(self) -> None:
        from audit_tui.tui.screens.feedback import FeedbackScreen

        self.app.push_screen(FeedbackScreen())

    def do_standards(self) -> None:
        from audit_tui.tui.screens.standards import StandardsScreen

        self.app.push_screen(StandardsScreen())

    def do_nps(self) -> None:
        from audit_tui.tui.screens.nps import NpsScreen

        self.app.push_screen(NpsScreen())

    def do_agreement(self) -> None:
        from audit_tui.tui.screens.agreement import AgreementScreen

        self.app.push_screen(AgreementScreen())

    def do_demo(self) -> None:
        if self.host.workspace.is_demo:
            self._say(_("This is the demo workspace already."))
            return
        from audit_tui.tui.screens.demo import open_demo

        def made(fault: str) -> None:
            if fault:
                self._say(fault, "bad")
                return
            self._audits.take([])
            self.do_all()
            self.do_refresh()

        open_demo(self.host, made)


def _takes_long(workspace: Workspace) -> bool:
    """Whether the list of audits has to be made from so many files that a person would wonder."""
    if workspace.catalogue.is_file():
        return False
    files = (file for month in workspace.finished.glob("*/*") for file in month.glob("*.json"))
    return next(islice(files, _MANY, None), None) is not None


def _reportable(row: Row) -> bool:
    """Whether a report can be written of it."""
    return row.status in ("finished", "abandoned")


def _welcome() -> Content:
    lines = [
        Content(_("No audits yet.")).stylize("bold"),
        Content(""),
        *(
            Content(f"{actions.key(id_):<3} {safe(words)}")
            for id_, words in (
                ("home.new", _("begins an audit: choose the site, the auditor and the checklists.")),
                ("home.demo", _("opens a demo: a made-up chain of shops to look around in.")),
                ("app.settings", _("colours, signs, language and keys as you like them.")),
                ("app.help", _("shows the keys of every screen.")),
            )
        ),
        Content(""),
        Content(safe(_("With a screen reader: audit-tui --linear asks in plain lines."))),
        Content(""),
        Content(safe(_("Everything stays on this computer; no network is needed."))).stylize("$text-muted"),
    ]
    return Content("\n").join(lines)


_GROUPS: tuple[tuple[str, Callable[[Row], bool] | None], ...] = (
    (later("Returned or appealed"), lambda row: row.waits),
    (later("Open audits"), lambda row: row.status == "draft"),
    (agenda.HEAD, None),
    (later("Finished"), lambda row: row.status in ("finished", "abandoned") and not row.waits),
    (later("Cannot be read"), lambda row: row.status == "damaged"),
)
