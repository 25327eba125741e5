"""Moving an audit to a newer version of its checklist: told what changes, then asked for consent."""

from __future__ import annotations

from audit_tui.errors import AuditError
from audit_tui.library.newer import newer_versions
from audit_tui.library.overrides import laid_down
from audit_tui.linear.bench import Bench
from audit_tui.linear.voice import aloud
from audit_tui.model.checklist import Checklist
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.phrases.moving import counts_words, rows
from audit_tui.reports.words import answer_words
from audit_tui.rules.moving import Move
from audit_tui.rules.view import AuditView
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language


class Newer:
    """The newer versions that were found for one audit when it was opened."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._found: list[Checklist] = []
        if bench.readonly:
            return
        workspace, session = bench.here.workspace, bench.session
        in_force = {one.id: one.version for one in session.record.checklists}
        folders = [workspace.checklists, shipped_checklists()]
        try:
            self._found = newer_versions(folders, in_force, laid_down(workspace.standards, session.site))
        except AuditError:
            # What is wrong with the own standards, `check` and a new audit tell.
            self._found = []

    def greet(self) -> None:
        """Say that a newer version is there, if one is that was not declined."""
        waiting = self._bench.session.newer_checklists(self._found) if self._found else []
        if waiting:
            told = _("{title}: version {version} is there. /newer tells what it changes.")
            self._bench.voice.say(
                told.format(title=pick(waiting[0].title, language()), version=waiting[0].version)
            )

    def ask(self) -> bool:
        """Tell what the first newer version changes, one that was declined before too, and do as told.

        Whether the audit moved.
        """
        bench, session, voice = self._bench, self._bench.session, self._bench.voice
        newer = session.newer_checklists(self._found) or session.newer_checklists(self._found, declined=True)
        if not newer or bench.readonly:
            voice.say(_("This audit has the newest checklists that are here."))
            return False
        move = session.plan_move(newer[0])
        self._tell(move)
        typed = voice.ask(_("y moves, n stays and is not offered again; Enter decides later.")).casefold()
        if latin(typed) == "y" or typed == _("yes"):
            return self._move(move)
        if latin(typed) == "n" or typed == _("no"):
            if bench.put(lambda: session.decline_checklist(newer[0])):
                stays = _("It stays at version {version}.")
                voice.say(stays.format(version=move.old.checklist.version))
        else:
            voice.say(_("Nothing is changed."))
        return False

    def _tell(self, move: Move) -> None:
        old, new = move.old.checklist, move.new.checklist
        say = self._bench.voice.say
        title = _("Newer checklist: {title}, {old} → {new}")
        say(aloud(title.format(title=pick(new.title, language()), old=old.version, new=new.version)))
        say(aloud(counts_words(move, _)))
        view = self._bench.session
        for row in rows(
            move, lambda path: _label(view, path), lambda path: _answer(view, path), language(), _
        ):
            told = aloud(row.text)
            say(f"{told}:" if row.kind == "head" else told)
        say(_("What is set aside stays in the history."))

    def _move(self, move: Move) -> bool:
        bench, session = self._bench, self._bench.session
        if not bench.put(lambda: session.move_checklist(move.new.checklist)):
            return False
        bench.voice.say(_("Moved to version {version}.").format(version=move.new.checklist.version))
        if move.open_again:
            labels = ", ".join(_label(session, path) for path in move.open_again)
            bench.voice.say(_("Open again: {labels}").format(labels=labels))
        self.greet()
        return True


def _label(view: AuditView, path: str) -> str:
    slot = view.visible(path)
    return pick(slot.question.text, language()) if slot is not None else path.replace("/", ".")


def _answer(view: AuditView, path: str) -> str:
    asked = view.told_of(path)
    return answer_words(*asked, view.item(path), language(), _) if asked is not None else ""
