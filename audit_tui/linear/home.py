"""The way in: goes on with an open audit or begins one, tells the day and what is due, in lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TextIO

from audit_tui.clock import Clock
from audit_tui.errors import DONE, AuditError
from audit_tui.library.finder import find_checklists
from audit_tui.linear import reporting
from audit_tui.linear.begin import begin
from audit_tui.linear.bench import Bench
from audit_tui.linear.calls import block
from audit_tui.linear.corrective import corrective
from audit_tui.linear.customers import surveys, wishes
from audit_tui.linear.day import Day, take_up, task_line
from audit_tui.linear.here import Here
from audit_tui.linear.review import Review
from audit_tui.linear.voice import GoneError, Voice
from audit_tui.linear.walk import LinearWalk
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.phrases.review import review_words
from audit_tui.phrases.states import review_state_words, status_words
from audit_tui.preferences import Opens
from audit_tui.reviewing import Reviewer
from audit_tui.rules.view import AuditView
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.preferences import preference_file
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.glyphs import encoding, is_poor, use_plain
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language, later, plural, suggest
from audit_tui.tui.words import kind_word, visit_words
from audit_tui.visits.due import Due, look

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "?": ("help", later("all commands")),
    "n": ("new", later("begin an audit")),
    "d": ("day", later("the visits of one day, their briefings and jot pads, and what is due")),
    "due": ("due", later("what the plan asks for; a number takes it up")),
    "t": ("telephone", later("telephone tests: one checklist over many sites")),
    "l": ("list", later("all audits; words after it find some of them")),
    "r": ("report", later("write the report of an audit; its number follows")),
    "form": ("form", later("write a report of another form, language, paper or folder; a number follows")),
    "v": ("review", later("return, verify or appeal against a finished audit; its number follows")),
    "b": ("blank", later("write a blank form of a checklist, to print and fill in by hand")),
    "o": ("actions", later("corrective actions of all audits, those due first")),
    "w": ("wishes", later("wishes and complaints of customers")),
    "p": ("surveys", later("recommendation: the net promoter score; takes survey answers in")),
    "delete": ("delete", later("delete an open audit, after a question; its number follows")),
    "always": ("always", later("plain lines whenever audit-tui is started, or the screens again")),
    "hide": ("hide", later("clear the screen; Enter brings this back")),
    "q": ("quit", later("leave; everything said is saved")),
}
"""Letter → the word that means the same, and what it does."""
_NAMED = 20
"""So many open audits are told whenever one comes home."""
_LISTED = 60
"""So many audits are told one by one; of more, their number."""


class LinearHome:
    """Home in lines, over one workspace."""

    def __init__(self, workspace: Workspace, clock: Clock, voice: Voice) -> None:
        self._voice = voice
        self._here = Here(
            workspace,
            clock,
            voice,
            AuditStore(workspace, clock),
            Registry(workspace, clock),
            preference_file(os.environ),
            clock.token(8).hex(),
        )
        self._offered: list[Row] = []
        """What a number means: the audits that wait for somebody, then those that are open."""
        self._due = Due()
        self._told: list[str] = []
        """What was told last of what is there; told again where it has changed, or at an empty line."""
        self._does: dict[str, Callable[[str], object]] = {
            "?": self._help,
            "n": self._begin,
            "d": lambda _rest: Day(self._here, self._walk).run(),
            "due": self._due_list,
            "t": lambda _rest: block(self._here, self._walk),
            "l": self._list,
            "r": lambda rest: reporting.write(self._here, self._named(rest).id),
            "form": lambda rest: reporting.choose(self._here, self._named(rest).id),
            "v": lambda rest: self._review(self._named(rest)),
            "b": self._blank,
            "o": lambda _rest: corrective(self._here),
            "w": lambda _rest: wishes(self._here),
            "p": lambda _rest: surveys(self._here),
            "delete": self._delete,
            "always": self._always,
            "hide": self._hide,
        }

    def run(self) -> int:
        """Ask what to do until the person leaves or the input ends; returns the exit code."""
        name = self._here.workspace.settings.organisation
        self._voice.say(f"audit-tui, {name}." if name else "audit-tui.")
        try:
            while self._ask():
                pass
        except GoneError:
            self._voice.say()
            self._voice.say(_("The input has ended. Everything said is saved."))
        return DONE

    def _ask(self) -> bool:
        """One round; whether there is another."""
        here, say = self._here, self._voice.say
        rows = here.store.rows()
        told = [*self._there(rows), *self._tell_due(rows)]
        say()
        if told != self._told:
            say("\n".join(told))
        self._told = told
        say(
            _(
                "Type a number, or the number of any audit; n begins a new one; ? tells all commands; q leaves."
            )
            if self._voice.is_new("home")
            else _("Home. ? tells all commands.")
        )
        typed = self._voice.line()
        word, _space, rest = typed.removeprefix("/").partition(" ")
        letter = _letter(word)
        if letter == "q":
            return False
        if not typed:
            self._told = []
        try:
            if letter:
                self._does[letter](rest.strip())
            elif typed:
                self._go_on(self._named(typed))
        except AuditError as error:
            say(str(error))
        return True

    def _there(self, rows: Sequence[Row]) -> Iterator[str]:
        """The audits that wait for somebody, and those that are open, each with the number to type."""
        waiting = [row for row in rows if row.waits]
        drafts = [row for row in rows if row.status == "draft"]
        self._offered = [*waiting, *drafts]
        for at, row in enumerate(waiting, 1):
            state = review_state_words(row.review, row.appeal, _)
            yield f"{at}. {state}: {row.site_name}, {row.number}"
        yield _("Open audits:") if drafts else _("There is no open audit.")
        for at, row in enumerate(drafts[:_NAMED], len(waiting) + 1):
            yield f"{at}. {_row_words(row)}"
        if len(drafts) > _NAMED:
            yield _("and {count} more; l and words find them.").format(count=len(drafts) - _NAMED)

    def _tell_due(self, rows: Sequence[Row]) -> Iterator[str]:
        here, self._due = self._here, Due()
        try:
            self._due = look(here.workspace, here.clock, rows)
        except AuditError as error:
            yield str(error)
        if count := len(self._due.tasks):
            yield plural(
                "{count} thing is due by the plan; due tells it.",
                "{count} things are due by the plan; due tells them.",
                count,
            )
        if self._due.overdue:
            yield plural(
                "{count} corrective action is overdue; o tells it.",
                "{count} corrective actions are overdue; o tells them.",
                self._due.overdue,
            )

    def _named(self, typed: str) -> Row:
        """The audit with a number of the list, or with this number, id or ending. InputError where there is none."""
        typed = typed or self._voice.ask(_("Which audit? Its number."))
        if typed.isdecimal() and 1 <= int(typed) <= len(self._offered):
            return self._offered[int(typed) - 1]
        return self._here.store.find(typed)

    def _go_on(self, row: Row) -> None:
        """Walk an audit; one that was returned is opened for correction where that is wanted."""
        here, voice = self._here, self._voice
        if row.waits and row.appeal == "open":
            self._review(row)
            return
        if row.waits and row.review == "returned":
            with here.store.open(row.id, write=False) as audit:
                record = audit.record
            voice.say(review_words(record, _))
            view = AuditView(record)
            for path, words in record.projection.review.remarks.items():
                known = view.told_of(path)
                voice.say(f"{pick(known[1].text, language())}: {words}" if known is not None else words)
            if voice.is_sure(_("Correct it now?")):
                Reviewer(here.store, here.registry, here.clock, here.run).reopen(row.id)
        self._walk(row.id)

    def _review(self, row: Row) -> None:
        """Look at a finished audit as a second person; one that is to be corrected is walked."""
        if row.status != "finished":
            self._voice.say(
                _("Only a finished audit is reviewed; this one is {status}.").format(
                    status=status_words(row.status, _)
                )
            )
        elif ref := Review(self._here, row.id).run():
            self._walk(ref)

    def _walk(self, ref: str) -> None:
        bench = Bench(self._here, ref)
        try:
            LinearWalk(bench).run()
        finally:
            bench.close()

    # -- commands -------------------------------------------------------------------------------------

    def _help(self, _rest: str) -> None:
        for letter, (word, what) in COMMANDS.items():
            self._voice.say(f"{letter}" + (f", {word}" if word != letter else "") + f": {_(what)}")
        self._voice.say(
            _("What improved, agreement, standards, the store and the plan have commands: audit-tui --help.")
        )

    def _begin(self, _rest: str) -> None:
        here = self._here
        ref = begin(here.store, here.registry, here.clock, here.voice, run=here.run)
        if ref:
            self._walk(ref)

    def _due_list(self, _rest: str) -> None:
        voice, tasks = self._voice, self._due.tasks
        if not tasks:
            voice.say(_("Nothing is due by the plan."))
            return
        at = voice.ask_one_of(_("Due by the plan:"), [task_line(self._due, task) for task in tasks])
        if at is not None:
            take_up(self._here, self._due, tasks[at], self._walk)

    def _list(self, rest: str) -> None:
        """Audits in whose site, number, status, date, auditor or checklists all the words stand."""
        wanted = rest.casefold().split()
        found = []
        for row in self._here.store.rows():
            told = _any_row_words(row)
            searched = f"{told}\n{row.auditor}\n{' '.join(row.checklists)}\n{row.site_id}".casefold()
            if all(word in searched for word in wanted):
                found.append(told)
        self._voice.say(plural("{count} audit.", "{count} audits.", len(found)))
        for told in found[:_LISTED]:
            self._voice.say(told)
        if len(found) > _LISTED:
            self._voice.say(_("and {count} more; l and words find them.").format(count=len(found) - _LISTED))

    def _blank(self, _rest: str) -> None:
        here = self._here
        found = find_checklists([here.workspace.checklists, shipped_checklists()])
        usable = list({one.id: one for one in found if not one.problem}.values())
        titles = [pick(one.title, language()) or one.id for one in usable]
        at = self._voice.ask_one_of(_("Blank form of which checklist?"), [*titles, _("All checklists")])
        if at is None:
            return
        site = self._voice.ask(_("For which site? Its id; Enter: for any."))
        if site and here.registry.find_site(site) is None:
            self._voice.say(_("There is no site of this id."))
            return
        chosen = usable if at == len(usable) else [usable[at]]
        reporting.blank(here, [one.path for one in chosen], site, here.store.today())

    def _hide(self, _rest: str) -> None:
        self._voice.hide()
        self._told = []

    def _always(self, _rest: str) -> None:
        """Have the program open in plain lines from now on; said again, with the screens as before."""
        opens: Opens = "screens" if self._here.liked.read().opens == "lines" else "lines"
        self._here.liked.change(opens=opens)
        self._voice.say(
            _("From now on audit-tui opens in plain lines; audit-tui --no-linear opens the screens.")
            if opens == "lines"
            else _("From now on audit-tui opens the screens; audit-tui --linear asks in plain lines.")
        )

    def _delete(self, rest: str) -> None:
        row = self._named(rest)
        told = _("Delete {number}? It is kept in quarantine.")
        if self._voice.is_sure(told.format(number=row.number or row.id)):
            self._here.store.delete_draft(row.id)
            self._voice.say(_("Deleted."))


def _letter(word: str) -> str:
    """The letter of the command that a word means, or nothing; Cyrillic keyboards count."""
    for typed in (word.casefold(), "".join(map(latin, word)).casefold()):
        found = [letter for letter, (each, _what) in COMMANDS.items() if typed in (letter, each)]
        if found:
            return found[0]
    return ""


def _row_words(row: Row) -> str:
    told = _("{site}, {number}, {answered} of {total} answered")
    words = told.format(site=row.site_name, number=row.number, answered=row.answered, total=row.total)
    return f"{words}, {row.visit_date}" if row.visit_date else words


def _any_row_words(row: Row) -> str:
    """An audit of any status, in a line."""
    if row.status == "damaged":
        return f"{row.number or row.id}, {_('damaged')}: {row.fault}"
    parts = (row.number, row.site_name, row.visit_date, kind_word(row.kind), visit_words(row))
    return ", ".join(part for part in parts if part)


def run_linear(
    workspace: Workspace, clock: Clock, into: TextIO | None = None, out: TextIO | None = None
) -> int:
    """The linear mode on these streams (by default the standard ones); returns the exit code."""
    liked = preference_file(os.environ).read()
    suggest(liked.language or workspace.settings.languages[0])
    poor = is_poor(os.environ, encoding())
    use_plain(liked.signs == "ascii" or (liked.signs == "auto" and poor))
    letters = "utf" in encoding().lower()
    into, out = into or sys.stdin, out or sys.stdout
    seen = into.isatty() and out.isatty()
    clears = seen and sys.platform != "win32" and os.environ.get("TERM", "dumb") != "dumb"
    return LinearHome(workspace, clock, Voice(into, out, letters=letters, clears=clears, edits=seen)).run()
