"""The corrective actions of all audits: those overdue first, and how far each is, said by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import BindingType

from audit_tui.errors import AuditError
from audit_tui.locale_format import day_words
from audit_tui.phrases.causes import cause_words
from audit_tui.phrases.states import action_words
from audit_tui.store.actions import ActionList, ActionStatus, TrackedAction
from audit_tui.tui import actions
from audit_tui.tui.days import day_column
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.talk import _, later, plural
from audit_tui.tui.widgets.lines import Line, Lines, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHICH = {
    "overdue": later("overdue ones"),
    "open": later("open ones"),
    "all": later("all of them"),
}


class CorrectiveScreen(ListScreen):
    """The list of corrective actions."""

    SCOPE = "corrective"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("corrective")]

    def __init__(self, which: str = "open") -> None:
        super().__init__()
        self._which = which
        self._listed: dict[str, TrackedAction] = {}

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def retell(self) -> None:
        super().retell()
        self._show()

    def on_resize(self) -> None:
        self._show()

    def _store(self) -> ActionList:
        return ActionList(self.host.workspace, self.host.clock)

    def _state(self, action: TrackedAction) -> str:
        late = action.status == "open" and action.due is not None and action.due < self.host.store.today()
        return "overdue" if late else action.status

    def _show(self) -> None:
        try:
            every = self._store().list_actions()
            waiting = sum(1 for row in self.host.store.rows() if row.status == "draft")
        except AuditError as error:
            self.say(str(error), "bad")
            return
        wanted = {"overdue": ("overdue",), "open": ("overdue", "open")}.get(self._which)
        found = [action for action in every if wanted is None or self._state(action) in wanted]
        self._listed = {action.id: action for action in found}
        self.entitle(f"{_('Corrective actions')} · {_(_WHICH[self._which])}")
        head = plural("{count} corrective action.", "{count} corrective actions.", len(found))
        if not found:
            head = _("There are no such actions.")
        if waiting:
            head += " " + plural(
                "What {count} open audit asks for joins when it is finished.",
                "What {count} open audits ask for joins when they are finished.",
                waiting,
            )
        self.head(head, bold=True)
        self.lines.show(list(self._lines(found)))

    def _lines(self, found: list[TrackedAction]) -> Iterator[Line]:
        room = max(20, self.size.width - 30)
        for action in found:
            state = self._state(action)
            what = " ".join(action.what.split())
            due = day_column(action.due or "")
            tone = {"overdue": "bad", "verified": "dim", "done": "good"}.get(state, "")
            text = f"{due}  {fit(action.site, 10)}  {fit(what, room - cell_len(due) - 2)}"
            yield Line(action.id, text, action_words(state, _), tone)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        from audit_tui.tui.screens.prompt import ConfirmScreen

        action = self._listed[event.key]
        rows = (
            (_("What"), action.what),
            (_("Who"), action.owner or "–"),
            (_("By when"), day_words(action.due or "–")),
            (_("Verified by"), action.verify or "–"),
            *([(_("Root cause"), cause_words(action.cause, _))] if action.cause else ()),
            (_("Site"), action.site),
            (_("Audit"), action.number),
        )
        text = "\n".join(f"{label}: {value}" for label, value in rows)
        answers = [
            ("back", _("Back")),
            ("done", _("It is done")),
            ("verified", _("It is done and was checked")),
        ]

        def chosen(answer: str | None) -> None:
            if answer == "done":
                self._set("done")
            elif answer == "verified":
                self._set("verified")

        self.app.push_screen(ConfirmScreen(_("Corrective action"), text, answers), chosen)

    def _set(self, status: ActionStatus) -> None:
        action = self._listed.get(self.lines.key or "")
        if action is None:
            self.say(_("Choose an action."))
            return
        try:
            self._store().set_status(action.id, status)
        except AuditError as error:
            self.say(str(error), "bad")
            return
        self._show()
        what = " ".join(action.what.split())[:60]
        self.say(_("{state}: {what}").format(state=action_words(status, _), what=what), "good")

    def do_done(self) -> None:
        self._set("done")

    def do_verified(self) -> None:
        self._set("verified")

    def do_reopen(self) -> None:
        self._set("open")

    def do_which(self) -> None:
        names = list(_WHICH)
        self._which = names[(names.index(self._which) + 1) % len(names)]
        self._show()
