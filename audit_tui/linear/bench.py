"""One audit at hand: proposes changes to its session and has them saved before anything else is said.

What the disk refuses is kept at hand and tried again with the next change or by `/z`, so that nothing typed is
lost while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from audit_tui.beginning import take_up
from audit_tui.errors import AuditError, NotSavedError
from audit_tui.keeping import Keeper
from audit_tui.linear.here import Here
from audit_tui.rules.record import Change
from audit_tui.rules.values import ValueProblem
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import OpenAudit
from audit_tui.tui.talk import _, plural

Make = Callable[[], Change | None]


class Bench:
    """Saves what is said about one audit, and says that it is saved, or is not."""

    def __init__(self, here: Here, ref: str) -> None:
        """Open the audit `ref`, for writing where that can be. AuditError where it cannot even be read."""
        self.here, self.voice, self.clock = here, here.voice, here.clock
        self._ref = ref
        self._waiting: list[Make] = []
        self._open()

    def _open(self) -> None:
        here = self.here
        self.audit: OpenAudit = here.store.open(self._ref)
        self.session: AuditSession = take_up(self.audit, here.registry, here.clock, here.run)
        self._saver = Saver(self.audit, self.session)
        self.keeper = (
            None if self.audit.readonly else Keeper(here.workspace, self.session.record.header.id, here.clock)
        )

    def reopen(self) -> None:
        """Open an audit that could only be read once more; perhaps it is free by now. The place stays."""
        where = self.session.cursor
        self.close()
        self._open()
        self.session.move_to(where)

    def ask_text(self, what: str, question: str) -> str:
        """A text of several lines as `Voice.ask_text`; each line is kept about `what` until the text is saved."""
        keeper = self.keeper
        return self.voice.ask_text(
            question, (lambda _text: None) if keeper is None else partial(keeper.keep, what)
        )

    def forget(self, what: str) -> None:
        """What was being typed is saved."""
        if self.keeper is not None:
            self.keeper.drop(what)

    @property
    def readonly(self) -> str:
        """Why nothing can be changed, in words; empty where it can."""
        if self.audit.readonly:
            return self.audit.why_readonly
        return "" if self.session.is_open else _("It is closed.")

    @property
    def unsaved(self) -> int:
        """How many changes the disk has refused so far."""
        return len(self._waiting)

    def put(self, make: Make, *, quietly: bool = False) -> bool:
        """Propose a change and save it; says how that went. Whether it is on disk, or there was nothing to save."""
        if self.readonly:
            self.voice.say(_("This audit can only be read: {why}").format(why=self.readonly))
            return False
        if self._waiting and not self.retry():
            self._waiting.append(make)
            return False
        return self._save(make, quietly)

    def retry(self) -> bool:
        """Try again to save what the disk refused, in its order; whether nothing is left."""
        waiting, self._waiting = self._waiting, []
        for at, make in enumerate(waiting):
            if not self._save(make, quietly=True):
                self._waiting += waiting[at + 1 :]
                return False
        if waiting:
            done = plural(
                "{count} change that was refused before is saved now.",
                "{count} changes that were refused before are saved now.",
                len(waiting),
            )
            self.voice.say(done)
        return True

    def _save(self, make: Make, quietly: bool) -> bool:
        try:
            change = make()
        except ValueProblem as refusal:
            self.voice.say(_sentence(refusal.message))
            return False
        except AuditError as refusal:
            self.voice.say(f"{_sentence(refusal.what)} {refusal.next_step}".strip())
            return False
        if change is None:
            return True
        try:
            self._saver.save(change)
        except NotSavedError as error:
            self._waiting.append(make)
            what = error.reason or error.what
            told = _("NOT SAVED: {reason} It is kept at hand; /z tries again.").format(reason=_sentence(what))
            self.voice.say(f"{told} {error.next_step}".strip())
            return False
        if not quietly:
            self.voice.say(_("Saved."))
        return True

    def remember(self) -> None:
        """Keep where the auditor is; a failure costs the place, never an answer."""
        if not self.readonly:
            self._saver.remember(self.session.place())

    def close(self) -> None:
        """Let go of the audit."""
        if self.keeper is not None:
            if not self.session.is_open:
                self.keeper.drop_all()
            self.keeper.close()
        self._saver.close()


def _sentence(words: str) -> str:
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
