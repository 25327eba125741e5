"""The way in: goes on with an open audit or begins one, in lines."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from audit_tui.beginning import take_up
from audit_tui.clock import Clock
from audit_tui.errors import DONE, AuditError
from audit_tui.linear.begin import begin
from audit_tui.linear.bench import Bench
from audit_tui.linear.ending import Ending
from audit_tui.linear.voice import GoneError, Voice
from audit_tui.linear.walk import LinearWalk
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.preferences import preference_file
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.glyphs import encoding, is_poor, use_plain
from audit_tui.tui.talk import _, suggest

_NEW = "n"
_QUIT = ("q", "/q")


class LinearHome:
    """Home in lines, over one workspace."""

    def __init__(self, workspace: Workspace, clock: Clock, voice: Voice) -> None:
        self._workspace, self._clock, self._voice = workspace, clock, voice
        self._store, self._registry = AuditStore(workspace, clock), Registry(workspace, clock)
        self._run = clock.token(8).hex()

    def run(self) -> int:
        """Ask what to do until the person leaves or the input ends; returns the exit code."""
        name = self._workspace.settings.organisation
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
        open_ = [row for row in self._store.rows() if row.status == "draft"]
        self._voice.say()
        self._voice.say(_("Open audits:") if open_ else _("There is no open audit."))
        for at, row in enumerate(open_, 1):
            self._voice.say(f"{at}. {_row_words(row)}")
        typed = self._voice.ask(_("Type a number, or the number of any audit; n begins a new one; q leaves."))
        if typed.casefold() in _QUIT:
            return False
        try:
            if typed.casefold() in (_NEW, "т"):
                ref = begin(self._store, self._registry, self._clock, self._voice, run=self._run)
            elif typed.isdecimal() and 1 <= int(typed) <= len(open_):
                ref = open_[int(typed) - 1].id
            else:
                ref = self._store.find(typed).id if typed else None
            if ref:
                self._walk(ref)
        except AuditError as error:
            self._voice.say(str(error))
        return True

    def _walk(self, ref: str) -> None:
        audit = self._store.open(ref)
        session = take_up(audit, self._registry, self._clock, self._run)
        bench = Bench(audit, session, self._voice, self._clock)
        try:
            LinearWalk(bench, self._workspace, Ending(bench, self._store)).run()
        finally:
            bench.close()


def _row_words(row: Row) -> str:
    told = _("{site}, {number}, {answered} of {total} answered")
    words = told.format(site=row.site_name, number=row.number, answered=row.answered, total=row.total)
    return f"{words}, {row.visit_date}" if row.visit_date else words


def run_linear(
    workspace: Workspace, clock: Clock, into: TextIO | None = None, out: TextIO | None = None
) -> int:
    """The linear mode on these streams (by default the standard ones); returns the exit code."""
    liked = preference_file(os.environ).read()
    suggest(liked.language or workspace.settings.languages[0])
    poor = is_poor(os.environ, encoding())
    use_plain(liked.signs == "ascii" or (liked.signs == "auto" and poor))
    letters = "utf" in encoding().lower()
    return LinearHome(workspace, clock, Voice(into or sys.stdin, out or sys.stdout, letters=letters)).run()
