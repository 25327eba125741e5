"""One audit at hand: proposes changes to its session and has them saved before anything else is said.

What the disk refuses is kept at hand and tried again with the next change or by `/z`, so that nothing typed is
lost while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from audit_tui.clock import Clock
from audit_tui.errors import AuditError, NotSavedError
from audit_tui.linear.voice import Voice
from audit_tui.rules.record import Change
from audit_tui.rules.values import ValueProblem
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import OpenAudit
from audit_tui.tui.talk import _, plural

Make = Callable[[], Change | None]


class Bench:
    """Saves what is said about one audit, and says that it is saved, or is not."""

    def __init__(self, audit: OpenAudit, session: AuditSession, voice: Voice, clock: Clock) -> None:
        self.audit, self.session, self.voice, self.clock = audit, session, voice, clock
        self._saver = Saver(audit, session)
        self._waiting: list[Make] = []

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
            moment = datetime.fromtimestamp(self.clock.wall() / 1000, UTC)
            moment += timedelta(minutes=self.clock.offset())
            self.voice.say(_("Saved at {time}.").format(time=f"{moment:%H:%M:%S}"))
        return True

    def remember(self) -> None:
        """Keep where the auditor is; a failure costs the place, never an answer."""
        if not self.readonly:
            self._saver.remember(self.session.place())

    def close(self) -> None:
        """Let go of the audit."""
        self._saver.close()


def _sentence(words: str) -> str:
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
