"""A block of telephone tests: one checklist over many sites, each with its attempts, their times and outcomes.

Each site's test is an audit like any other, begun by the first call; one key says how a call ended.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import BindingType

from audit_tui.errors import AuditError
from audit_tui.phrases.attempts import attempt_words, outcome_words
from audit_tui.rules.attempts import Outcome
from audit_tui.tui import actions
from audit_tui.tui.audit_list import score_words
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.lines import Line, Lines, fit, fit_number
from audit_tui.visits.calls import Calls, open_sites, phone_checklists

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp


class BlockScreen(ListScreen):
    """The sites of one block, today."""

    SCOPE = "block"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("block")]

    def __init__(self, calls: Calls, title: str) -> None:
        super().__init__()
        self._calls, self._title = calls, title

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.call_after_refresh(self.do_refresh)

    def on_resize(self) -> None:
        self._show()

    def do_refresh(self) -> None:
        """See how far each site is."""
        try:
            self._calls.look()
        except AuditError as error:
            self.say(str(error), "bad")
        self._show()

    def _show(self) -> None:
        self.entitle(f"{_('Telephone tests')} · {self._title}")
        done = sum(1 for row in self._calls.rows.values() if row.status == "finished")
        head = plural("{count} site", "{count} sites", len(self._calls.sites))
        finished = plural("{count} finished", "{count} finished", done)
        self.head(f"{head}, {finished}", bold=True)
        self.lines.show(list(self._calls.sites), draw=self._line)

    def _line(self, key: str) -> Line:
        site, row = self._calls.sites[key], self._calls.rows.get(key)
        width = self.size.width - 6
        told, state, tone = self._told(key)
        every = [self._told(each) for each in self._calls.sites]
        wide = (max(cell_len(each[0]) for each in every), max(cell_len(each[1]) for each in every))
        right = f"{fit(told, wide[0])}  {fit(state, wide[1])}" if wide[0] else fit(state, wide[1])
        room = max(14, width - cell_len(right) - 2)
        text = fit(site.name, room)
        if room >= 40:
            number = fit_number(row.number, 22) if row is not None else " " * 22
            text = f"{fit(site.name, room - 24)}  {number}"
        return Line(key, text, right, tone)

    def _told(self, key: str) -> tuple[str, str, str]:
        """What the last call to a site came to, how far its audit is, and the tone of its line."""
        row = self._calls.rows.get(key)
        made = self._calls.attempts(key)
        told = attempt_words(made[-1], _) if made else ""
        if len(made) > 1:
            told = f"{len(made)}× · {told}"
        state, tone = _("not called"), "dim"
        if row is not None and row.status == "finished":
            state, tone = score_words(row), "good"
        elif row is not None:
            state, tone = f"{row.answered}/{row.total}", ""
        return told, state, tone

    # -- calling --------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self._open(event.key)

    def _open(self, site_id: str) -> None:
        from audit_tui.tui.opening import open_desk, show_walk

        try:
            desk = open_desk(self.host, self._calls.audit(self._calls.sites[site_id]))
        except AuditError as error:
            self.say(str(error), "bad")
            return
        self.say("")
        show_walk(self.host, desk)

    def _call(self, outcome: Outcome) -> None:
        site = self._calls.sites.get(self.lines.key or "")
        if site is None:
            self.say(_("Choose a site."))
            return
        row = self._calls.rows.get(site.id)
        if row is not None and row.status == "finished":
            self.say(_("{number} is finished; nothing is added to it.").format(number=row.number))
            return
        from audit_tui.tui.opening import open_desk

        try:
            desk = open_desk(self.host, self._calls.audit(site))
            try:
                if desk.readonly:
                    self.say(desk.readonly, "bad")
                    return
                desk.saver.save(desk.session.call(outcome))
            finally:
                desk.close()
        except AuditError as error:
            self.say(str(error), "bad")
            return
        self.do_refresh()
        words = outcome_words(outcome, _)
        self.say(_("{site}: {outcome}").format(site=site.name, outcome=words), "good")
        if outcome == "reached":
            self._open(site.id)

    def do_reached(self) -> None:
        self._call("reached")

    def do_no_answer(self) -> None:
        self._call("no_answer")

    def do_engaged(self) -> None:
        self._call("engaged")

    def do_voicemail(self) -> None:
        self._call("voicemail")

    def do_cut_off(self) -> None:
        self._call("cut_off")

    def do_wrong_number(self) -> None:
        self._call("wrong_number")


def ask_for_block(app: AuditApp) -> str:
    """Ask for checklist and auditor, then show the block of all open sites. Answers with what is missing, in words."""
    from audit_tui.model.text import pick
    from audit_tui.tui.screens.prompt import ConfirmScreen
    from audit_tui.tui.talk import language

    today = app.store.today()
    sites = open_sites(app.registry.sites(), today)
    people = app.registry.people()
    if not sites or not people:
        return _("There is no site or no auditor yet; the first audit (n at home) makes both.")
    by_phone = phone_checklists(app.workspace)
    usable = {one.id: one for one in by_phone}
    titles = {one.id: pick(one.title, language()) or one.id for one in by_phone}

    def with_person(id_: str, person_id: str | None) -> None:
        person = next((one for one in people if one.id == person_id), None)
        if person is not None:
            calls = Calls(
                app.store,
                app.registry,
                app.clock,
                checklist=usable[id_],
                person=person,
                sites=sites,
                run=app.run_id,
            )
            app.push_screen(BlockScreen(calls, titles[id_]))

    def with_checklist(id_: str | None) -> None:
        if id_ is None:
            return
        if len(people) == 1:
            with_person(id_, people[0].id)
            return
        names = [(one.id, one.name) for one in people]
        app.push_screen(ConfirmScreen(_("Who calls?"), "", names), partial(with_person, id_))

    if len(by_phone) == 1:
        with_checklist(by_phone[0].id)
    elif by_phone:
        answers = list(titles.items())
        app.push_screen(ConfirmScreen(_("Which checklist?"), "", answers), with_checklist)
    else:
        return _("No checklists were found.")
    return ""
