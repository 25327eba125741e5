"""What the workspace owes today: visits, surveys and focus groups that the plan asks for, and actions past their day.

Reads the plan and the list of actions only where there are any; of the audits it is given the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from audit_tui.errors import AuditError
from audit_tui.tui.talk import _, later, plural
from audit_tui.tui.widgets.lines import Line, fit

if TYPE_CHECKING:
    from audit_tui.rules.planning import DueTask, Place
    from audit_tui.store.catalogue import Row
    from audit_tui.tui.app import AuditApp

DUE: Final = "due:"
OVERDUE: Final = "overdue:"
"""What the keys of lines begin with."""
HEAD: Final = later("Due by the plan")
SHOWN: Final = 12
"""Lines of due tasks above the finished audits; typing finds the others."""


class Agenda:
    """What is due, as of the last look."""

    def __init__(self) -> None:
        self._tasks: dict[str, DueTask] = {}
        self._texts: dict[str, str] = {}
        self._sites: dict[str, Place] = {}
        self.overdue = 0
        """Open corrective actions past their day."""
        self.fault = ""
        """Why the plan or the actions could not be read, in words."""

    def look(self, app: AuditApp, rows: Sequence[Row]) -> None:
        """See what is due beside these audits."""
        from audit_tui.visits.due import look

        self._tasks, self._texts, self.overdue, self.fault = {}, {}, 0, ""
        try:
            found = look(app.workspace, app.clock, rows)
        except AuditError as error:
            self.fault = str(error)
            return
        self._sites, self.overdue = found.sites, found.overdue
        self._tasks = {f"{DUE}{task.key}": task for task in found.tasks}

    def reword(self) -> None:
        """Search in the words of another language from now on."""
        self._texts = {}

    def get(self, key: str) -> DueTask | None:
        return self._tasks.get(key)

    def site(self, task: DueTask) -> Place | None:
        return self._sites.get(task.site or "")

    def find(self, text: str, *, visits: bool = False) -> list[str]:
        """Keys of the tasks in which every word of `text` stands, in any case; those overdue first."""
        if self._tasks and not self._texts:
            self._texts = {key: self._searched(task) for key, task in self._tasks.items()}
        words = text.casefold().split()
        return [
            key
            for key, searched in self._texts.items()
            if all(word in searched for word in words)
            and (not visits or self._tasks[key].entry.task == "visit")
        ]

    def group(self, text: str) -> list[Line | str]:
        """The lines of what is due and fits `text`; of a long list the first ones, unless one looks for some."""
        keys = self.find(text)
        shown = keys if text.strip() else keys[:SHOWN]
        lines: list[Line | str] = [*shown]
        if rest := len(keys) - len(shown):
            more = plural(
                "and {count} more; type to find it (/), or see the day (v)",
                "and {count} more; type to find them (/), or see the day (v)",
                rest,
            )
            lines.append(Line(None, f" {more}", "", "dim"))
        told = plural(
            "{count} corrective action is overdue", "{count} corrective actions are overdue", self.overdue
        )
        if self.overdue and all(word in told.casefold() for word in text.casefold().split()):
            lines.append(Line(OVERDUE, told, "", "bad"))
        return lines

    def line(self, key: str, width: int) -> Line:
        """One task, drawn when it comes into sight."""
        from audit_tui.phrases.planning import due_words

        task = self._tasks[key]
        begun = f"+{task.begun}" if task.begun else ""
        right = f"{due_words(task)} · {task.done}{begun}/{task.wanted}"
        site, title = self.site(task), task.entry.title
        room = max(12, width - cell_len(right) - 2)
        where = site.name if site is not None else _("all sites")
        if room < 44 and site is not None:
            where = site.id
        half = room * 3 // 5 if room >= 44 else min(12, room // 2)
        text = f"{fit(where, half)}  {fit(title, room - half - 2)}"
        return Line(key, text, right, "warn" if task.state == "overdue" else "")

    def _searched(self, task: DueTask) -> str:
        from audit_tui.phrases.planning import span_words, state_words, task_words
        from audit_tui.phrases.visits import visit_kind

        site, entry = self.site(task), task.entry
        parts = (
            site.name if site is not None else _("all sites"),
            task.site or "",
            entry.title,
            task_words(entry.task),
            visit_kind(entry.kind, _) if entry.kind else "",
            state_words(task.state),
            task.state,
            span_words(task),
            *entry.checklists,
        )
        return "\n".join(parts).casefold()


def take_up(
    app: AuditApp, task: DueTask, begun: Callable[[str], None], told: Callable[[str, str], None]
) -> None:
    """Do what is due: begin the visit (`begun` is told its id), enter answers, or mark it as held."""
    if task.entry.task == "visit":
        from audit_tui.tui.screens.new_audit import NewAuditScreen

        def made(ref: str | None) -> None:
            if ref:
                begun(ref)

        app.push_screen(NewAuditScreen(task), made)
    elif task.entry.task == "survey":
        from audit_tui.tui.screens.nps import NpsScreen

        app.push_screen(NpsScreen())
    else:
        _hold(app, task, told)


def _hold(app: AuditApp, task: DueTask, told: Callable[[str, str], None]) -> None:
    from audit_tui.store.plan import Plan
    from audit_tui.tui.screens.prompt import ConfirmScreen

    plan = Plan(app.workspace, app.clock)
    today = plan.today().isoformat()

    def chosen(answer: str | None) -> None:
        if answer != "held":
            return
        try:
            plan.mark_held(task.entry.id, today)
        except AuditError as error:
            told(str(error), "bad")
            return
        told(_("Held on {day}: {title}.").format(day=today, title=task.entry.title), "good")

    answers = [("later", _("Not yet")), ("held", _("It was held today"))]
    app.push_screen(ConfirmScreen(task.entry.title, task.entry.scenario, answers), chosen)
