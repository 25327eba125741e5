"""What lies in quarantine: look into it, say its entries again, put it back, or delete it for good after a question."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from audit_tui.errors import AuditError
from audit_tui.reports.rescue import why_words
from audit_tui.store.audits import OpenAudit
from audit_tui.store.quarantine import Quarantine, Shelved
from audit_tui.tui import actions
from audit_tui.tui.opening import desk_of, open_desk
from audit_tui.tui.screens.lists import ListScreen, kib
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.words import day_of


class QuarantineScreen(ListScreen):
    """The quarantine of the workspace."""

    SCOPE = "quarantine"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("quarantine")]

    def __init__(self) -> None:
        super().__init__()
        self._things: dict[str, Shelved] = {}

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self._show()

    @property
    def _quarantine(self) -> Quarantine:
        return Quarantine(self.host.workspace, self.host.clock)

    def _show(self) -> None:
        if not self.is_attached:
            return
        try:
            every = self._quarantine.all()
        except AuditError as error:
            self.say(str(error), "bad")
            return
        self._things = {one.name: one for one in every}
        self.entitle(f"{_('Store')} › {_('Quarantine')}", right=kib(sum(one.size for one in every)))
        words = plural("{count} thing lies here.", "{count} things lie here.", len(every))
        self.head(
            f"{words} {_('Nothing here is deleted by itself.')}"
            if every
            else _("Nothing lies in quarantine.")
        )
        rows: list[Line] = []
        for one in every:
            rows += self._row(one)
        self.fill(rows)

    def _row(self, one: Shelved) -> list[Line]:
        """A line to choose, and a line below it that says more."""
        what = f"{one.number} · {one.site}" if one.number else one.name
        tone = "" if one.readable and not one.fault else "warn"
        more = f"{why_words(one, _)}"
        if one.readable:
            more += " · " + plural("{count} event", "{count} events", one.events)
        if one.later:
            more += " · " + plural(
                "{count} later entry is whole", "{count} later entries are whole", one.later
            )
        if one.fault and not one.readable:
            more += f" · {one.fault}"
        return [
            Line(one.name, what, f"{day_of(one.at)}  {kib(one.size):>8}", tone),
            Line(None, f"   {more}", "", "dim"),
        ]

    def _here(self) -> Shelved | None:
        one = self._things.get(self.lines.key or "")
        if one is None:
            self.say(_("There is nothing to choose."))
        return one

    # -- doing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        one = self._things[event.key]
        if not one.readable:
            self.say(
                one.fault or _("It cannot be looked into; it lies at {path}").format(path=one.path), "bad"
            )
            return
        from audit_tui.tui.screens.walk import WalkScreen

        try:
            content = self._quarantine.look(one)
            why = _("it lies in quarantine.")
            audit = OpenAudit(self.host.store, one.path, content.record, content.place, why_readonly=why)
            desk = desk_of(self.host, audit)
        except AuditError as error:
            self.say(str(error), "bad")
            return
        self.app.push_screen(WalkScreen(desk))

    def do_rescue(self) -> None:
        one = self._here()
        if one is None:
            return
        from audit_tui.tui.screens.rescue import RescueScreen
        from audit_tui.tui.screens.walk import WalkScreen

        if not one.readable:
            self.say(one.fault or _("Nothing in it can be read."), "bad")
            return
        try:
            row = self._quarantine.listed(one)
            if row is None:
                self.say(_("The list has no such audit; r puts this one back."))
                return
            if row.status != "draft":
                words = _("Audit {number} is {status}; nothing can be added to it.")
                self.say(words.format(number=row.number or row.id, status=row.status), "bad")
                return
            desk = open_desk(self.host, row.id)
            try:
                entries = self._quarantine.entries(one, desk.session.record)
            except BaseException:
                desk.close()
                raise
        except AuditError as error:
            self.say(str(error), "bad")
            return
        if not entries:
            desk.close()
            self.say(_("It holds nothing that audit {number} does not hold.").format(number=row.number))
            return
        desk.rescue = None
        self.app.push_screen(WalkScreen(desk))
        what = _("What {name} holds beyond the audit in the list ({why}).").format(
            name=one.number, why=why_words(one, _)
        )
        self.app.push_screen(RescueScreen(desk, entries, what, kept=one.path))

    def do_restore(self) -> None:
        one = self._here()
        if one is None:
            return
        try:
            self._quarantine.put_back(one)
        except AuditError as error:
            self.say(f"{error.what} {error.next_step}".strip(), "bad")
            return
        self._show()
        self.say(_("Audit {number} is back in the list.").format(number=one.number), "good")

    def do_delete(self) -> None:
        one = self._here()
        if one is None:
            return

        def chosen(answer: str | None) -> None:
            if answer == "delete":
                self._delete(one)

        named = f"{one.number} · {one.site}" if one.number else one.name
        lines = [f"{named} · {why_words(one, _)} · {day_of(one.at)}"]
        if one.later:
            words = _("It holds {count} later entries that may not be in any audit.")
            lines.append(words.format(count=one.later))
        lines.append(
            _(
                "All it says of people goes with it, and photos that nothing else needs. It cannot be undone. "
                "Backups and reports made before keep what they hold."
            )
        )
        answers = [("keep", _("Keep it")), ("delete", _("Delete it for good"))]
        self.app.push_screen(ConfirmScreen(_("Delete for good?"), "\n".join(lines), answers), chosen)

    def _delete(self, one: Shelved) -> None:
        try:
            outcome = self._quarantine.delete(one)
        except AuditError as error:
            self.say(f"{error.what} {error.next_step}".strip(), "bad")
            return
        self._show()
        if outcome.skipped:
            name, why = outcome.skipped[0]
            self.say(_("Not deleted: {name}: {why}").format(name=name, why=why), "bad")
        else:
            self.say(_("Deleted for good."), "good")
