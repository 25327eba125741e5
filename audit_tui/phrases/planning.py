"""What is planned and what is due, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit_tui.i18n import _, later_in, later_plural, plural
from audit_tui.rules.planning import DueTask, Planned

if TYPE_CHECKING:
    from audit_tui.model.plan import PlanEntry

_TASKS: Final = {
    "visit": later_in("plan", "visit"),
    "survey": later_in("plan", "survey"),
    "focus_group": later_in("plan", "focus group"),
}
_RHYTHMS: Final = {
    "once": later_plural("once", "{count} times"),
    "month": later_plural("once a month", "{count} times a month"),
    "quarter": later_plural("once a quarter", "{count} times a quarter"),
    "year": later_plural("once a year", "{count} times a year"),
}
_STATES: Final = {
    "overdue": later_in("plan", "overdue"),
    "due": later_in("plan", "due"),
    "done": later_in("plan", "done"),
}


def task_words(task: str) -> str:
    """A visit, a survey or a focus group."""
    return _(_TASKS[task])


def rhythm_words(entry: PlanEntry | Planned) -> str:
    """How often it is planned: once a quarter, 3 times a month."""
    return plural(*_RHYTHMS[entry.every], entry.times)


def state_words(state: str) -> str:
    """Overdue, due or done."""
    return _(_STATES[state])


def span_words(task: DueTask) -> str:
    """Until when it is due, else from when on it is."""
    if task.span.last is None:
        return _("from {day}").format(day=task.span.first.isoformat())
    return _("by {day}").format(day=task.span.last.isoformat())


def due_words(task: DueTask) -> str:
    """Until when it is or was due, in as few words as a line of a list has room for."""
    if task.state == "overdue" and task.span.last is not None:
        return _("overdue since {day}").format(day=task.span.last.isoformat())
    return span_words(task)


def progress_words(task: DueTask) -> str:
    """How much of it is done, and begun."""
    if task.begun:
        return _("{done} of {wanted}, {begun} begun").format(
            done=task.done, wanted=task.wanted, begun=task.begun
        )
    return _("{done} of {wanted}").format(done=task.done, wanted=task.wanted)
