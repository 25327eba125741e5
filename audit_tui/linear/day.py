"""A day of visits in lines: each with its store and number, its briefing and jot pad; then what the plan asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from audit_tui.errors import AuditError
from audit_tui.library.finder import resolve
from audit_tui.linear import reporting
from audit_tui.linear.begin import begin
from audit_tui.linear.bench import Bench
from audit_tui.linear.calls import block
from audit_tui.linear.customers import surveys
from audit_tui.linear.dates import is_date
from audit_tui.linear.here import Here
from audit_tui.linear.jots import jot
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.phrases.planning import due_words, progress_words, task_words
from audit_tui.rules.moments import read_moment
from audit_tui.rules.planning import DueTask
from audit_tui.store.catalogue import Row
from audit_tui.store.plan import Plan
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.words import kind_help, kind_word, visit_words, weekday_word
from audit_tui.visits import briefing
from audit_tui.visits.due import Due, look

Walk = Callable[[str], None]
"""Walks through the audit of an id."""


class Day:
    """The visits of one day, and what is due."""

    def __init__(self, here: Here, walk: Walk) -> None:
        self._here, self._voice, self._walk = here, here.voice, walk
        self._day = date.fromisoformat(here.store.today())
        self._rows: list[Row] = []
        self._every: list[Row] = []
        self._due = Due()

    def run(self) -> None:
        """Tell the day and ask what is to be done, until nothing is typed."""
        tell = True
        while True:
            if tell:
                self._tell()
            typed = self._voice.ask_next(
                _(
                    "A number goes on or begins; i and a number tells the briefing, j the jot pad, p writes a blank "
                    "form; + and - turn the day, or type a date; b telephone tests; Enter goes back."
                )
            ).casefold()
            if not typed:
                return
            try:
                tell = self._do(typed)
            except AuditError as error:
                self._voice.say(str(error))

    def _tell(self) -> None:
        here, say = self._here, self._voice.say
        self._every = here.store.rows()
        day = self._day.isoformat()
        mine = [row for row in self._every if row.visit_date == day and row.status != "damaged"]
        self._rows = sorted(mine, key=lambda row: (row.created, row.number))
        self._due = look(here.workspace, here.clock, self._every)
        tasks = [task for task in self._due.tasks if task.entry.task == "visit"]
        self._due = Due(tuple(tasks), self._due.sites, self._due.overdue)
        count = plural("{count} visit", "{count} visits", len(mine))
        say()
        say(f"{_('Day of visits')}, {weekday_word(self._day)} {day}: {count}.")
        for at, row in enumerate(self._rows, 1):
            say(f"{at}. {row.site_name}, {row.number}, {kind_word(row.kind)}, {visit_words(row)}")
        if tasks:
            say(_("Due by the plan:"))
        for at, task in enumerate(tasks, len(self._rows) + 1):
            say(f"{at}. {task_line(self._due, task)}")

    def _today(self) -> date:
        return date.fromisoformat(self._here.store.today())

    def _do(self, typed: str) -> bool:
        """Do what was typed; whether the day is to be told again."""
        word, _space, rest = typed.partition(" ")
        word = latin(word)
        if word in ("+", "-", "–"):
            self._day += timedelta(1 if word == "+" else -1)
        elif is_date(typed, self._today()):
            self._day = date.fromisoformat(read_moment("date", typed, self._today()))
        elif word == "b":
            block(self._here, self._walk)
        elif word in ("i", "j", "p"):
            self._about(word, self._at(rest))
            return False
        else:
            chosen = self._at(word)
            self._go_on(chosen)
            return chosen is not None
        return True

    def _at(self, number: str) -> Row | DueTask | None:
        """The visit or task with a number; None, and a word, where there is none."""
        offered: Sequence[Row | DueTask] = [*self._rows, *self._due.tasks]
        if number.isdecimal() and 1 <= int(number) <= len(offered):
            return offered[int(number) - 1]
        self._voice.say(
            _("Type numbers from 1 to {last}.").format(last=len(offered))
            if offered
            else _("No visit has this day, and the plan asks for none.")
        )
        return None

    def _go_on(self, chosen: Row | DueTask | None) -> None:
        if isinstance(chosen, DueTask):
            self._brief(chosen)
            if self._voice.is_sure(_("Begin this visit?")):
                take_up(self._here, self._due, chosen, self._walk)
        elif chosen is not None:
            if chosen.status == "draft" and not chosen.answered:
                self._brief(chosen)
                if not self._voice.is_sure(_("Begin this visit?")):
                    return
            self._walk(chosen.id)

    def _about(self, word: str, chosen: Row | DueTask | None) -> None:
        if chosen is None:
            return
        if word == "i":
            self._brief(chosen)
        elif word == "p":
            self._sheet(chosen)
        elif isinstance(chosen, DueTask) or chosen.status != "draft":
            self._voice.say(_("Choose an open visit; what is due is begun first."))
        else:
            bench = Bench(self._here, chosen.id)
            try:
                jot(bench, "")
            finally:
                bench.close()

    def _brief(self, chosen: Row | DueTask) -> None:
        here, say = self._here, self._voice.say
        if isinstance(chosen, DueTask):
            told = briefing.of_task(here.workspace, here.registry, chosen)
        else:
            told = briefing.of_audit(here.store, here.clock, chosen, self._every)
        say(
            ", ".join(part for part in (told.site.name, told.number, told.site.id, told.site.address) if part)
        )
        if told.kind:
            say(f"{kind_word(told.kind)}: {kind_help(told.kind)}")
        if told.title or told.scenario:
            say(told.title or _("Scenario"))
            say(told.scenario)
        for checklist in told.checklists:
            say(f"{pick(checklist.title, language())}:")
            say(briefing.about(checklist, language()))

    def _sheet(self, chosen: Row | DueTask) -> None:
        here = self._here
        ids = chosen.entry.checklists if isinstance(chosen, DueTask) else chosen.checklists
        site = (chosen.site or "") if isinstance(chosen, DueTask) else chosen.site_id
        folders = [here.workspace.checklists, shipped_checklists()]
        reporting.blank(here, [resolve(id_, folders) for id_ in ids], site, self._day.isoformat())


def task_line(due: Due, task: DueTask) -> str:
    """What is due, where, until when, and how much of it is done."""
    site = due.site(task)
    where = f"{site.name} ({site.id})" if site is not None else _("all sites")
    return f"{where}, {task_words(task.entry.task)}, {task.entry.title}, {due_words(task)}, {progress_words(task)}"


def take_up(here: Here, due: Due, task: DueTask, walk: Walk) -> None:
    """Do what is due: begin the visit and walk through it, enter answers, or mark it as held."""
    if task.entry.task == "visit":
        ref = begin(here.store, here.registry, here.clock, here.voice, run=here.run, task=task)
        if ref:
            walk(ref)
    elif task.entry.task == "survey":
        surveys(here)
    elif here.voice.is_sure(_("{title}: was it held today?").format(title=task.entry.title)):
        plan = Plan(here.workspace, here.clock)
        today = plan.today().isoformat()
        plan.mark_held(task.entry.id, today)
        here.voice.say(_("Held on {day}: {title}.").format(day=today, title=task.entry.title))
