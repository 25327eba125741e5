"""Newer versions of the checklists of an open audit: looked for beside the walk, told once, moved to on consent."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from audit_tui.errors import AuditError
from audit_tui.library.heads import may_be_newer
from audit_tui.model.checklist import Checklist
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.tui.talk import _, language

if TYPE_CHECKING:
    from audit_tui.rules.moving import Move
    from audit_tui.tui.screens.walk import WalkScreen

_NAMED = 3
"""So many questions that are open again are named on the status line; the others are counted."""


class Newer:
    """Keeps what was found for one walk screen."""

    def __init__(self, screen: WalkScreen) -> None:
        self._screen = screen
        self._found: list[Checklist] = []
        self._is_looking = False

    def look(self) -> None:
        """Look for newer versions on another thread; a word on the status line when there are some."""
        if not self._can_move:
            return
        workspace = self._screen.host.workspace
        site = self._screen.session.site
        folders = [workspace.checklists, shipped_checklists()]
        in_force = {one.id: one.version for one in self._screen.session.record.checklists}
        self._is_looking = True

        def work() -> None:
            found = []
            if may_be_newer(folders, in_force):
                from audit_tui.library.newer import newer_versions
                from audit_tui.library.overrides import laid_down

                # What is wrong with the own standards, `check` and a new audit tell.
                with contextlib.suppress(AuditError):
                    found = newer_versions(folders, in_force, laid_down(workspace.standards, site))
            self._screen.app.call_from_thread(self._take, found)

        self._screen.run_worker(work, thread=True, exit_on_error=False)

    @property
    def _can_move(self) -> bool:
        return not self._screen.desk.readonly and self._screen.session.is_open

    def _take(self, found: list[Checklist]) -> None:
        self._found, self._is_looking = found, False
        newer = self._waiting()
        # What is being told already, a failed answer say, goes first; the key works all the same.
        if newer and self._screen.is_attached and not self._screen.echo:
            self._screen.say(self._offer(newer[0]))

    def _waiting(self) -> list[Checklist]:
        return self._screen.session.newer_checklists(self._found)

    def _offer(self, newer: Checklist) -> str:
        return _("{title}: version {version} is there. m shows what it changes.").format(
            title=pick(newer.title, language()), version=newer.version
        )

    def ask(self) -> None:
        """Show what the first newer version changes, one that was declined before too, and do as told."""
        if self._is_looking:
            self._screen.say(_("Still looking for newer checklists; a moment."))
            return
        session = self._screen.session
        newer = self._waiting() or session.newer_checklists(self._found, declined=True)
        if not newer:
            self._screen.say(_("This audit has the newest checklists that are here."))
            return
        from audit_tui.tui.screens.move import MoveScreen

        move = session.plan_move(newer[0])
        self._screen.app.push_screen(MoveScreen(session, move), partial(self._answered, move))

    def _answered(self, move: Move, answer: str | None) -> None:
        desk, session, newer = self._screen.desk, self._screen.session, move.new.checklist
        if answer == "move":
            desk.queue(partial(desk.put, lambda: session.move_checklist(newer), partial(self._moved, move)))
        elif answer == "stay":
            words = _("It stays at version {version}.").format(version=move.old.checklist.version)
            desk.queue(
                partial(desk.put, lambda: session.decline_checklist(newer), partial(self._then, words))
            )

    def _moved(self, move: Move) -> None:
        screen, again = self._screen, move.open_again
        screen.renew()
        screen.follow_up = False
        words = _("Moved to version {version}.").format(version=move.new.checklist.version)
        if again:
            labels = {slot.path: slot.label for slot in screen.session.slots}
            named = ", ".join(labels.get(path, path.replace("/", ".")) for path in again[:_NAMED])
            more = f" + {len(again) - _NAMED}" if len(again) > _NAMED else ""
            words += " " + _("Open again: {labels}").format(labels=named + more)
        self._then(words)
        screen.remember_soon()

    def _then(self, words: str) -> None:
        following = self._waiting()
        self._screen.say(f"{words} {self._offer(following[0])}" if following else words, "good")
