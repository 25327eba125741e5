"""The one way a change reaches the disk: first the store, then the session. Knows no screen.

`save` waits. `start` lets a single writer thread do the waiting: a disk that is quick has its word told at once, a
slow one calls back from that thread. The caller then hands the change to the session on its own thread, so a session
is only ever touched by one.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from audit_tui.errors import AuditError, NotSavedError
from audit_tui.i18n import _
from audit_tui.model.basics import Place
from audit_tui.rules.record import Change
from audit_tui.session import AuditSession
from audit_tui.store.audits import OpenAudit

PATIENCE: Final = 0.02
"""Seconds that the caller waits with the disk before it goes on: too short to be felt, and mostly long enough."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a save ended: `error` is None when the change is on disk."""

    change: Change
    error: AuditError | None


class Saver:
    """Saves the changes of one session through one open audit, in the order they come."""

    def __init__(self, audit: OpenAudit, session: AuditSession) -> None:
        self._audit, self._session = audit, session
        self._line: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def save(self, change: Change) -> None:
        """Save and take in. NotSavedError leaves disk and session as they were."""
        self._write(change, self._place_at_end(change))
        self._session.apply(change)

    def start(self, change: Change, done: Callable[[Outcome], None]) -> Outcome | None:
        """Save on the writer thread; the session has not taken it in yet.

        Answers with the outcome where the disk is quick. Where it is not, the answer is None, and `done` is called
        with the outcome on the writer thread: one of the two, never both.
        """
        place = self._place_at_end(change)
        told: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        # Who takes it first decides: the writer that it was in time, the caller that it waits no more.
        in_time = threading.Lock()

        def work() -> None:
            fault: AuditError | None = None
            try:
                self._write(change, place)
            except AuditError as error:
                fault = error
            except Exception as error:
                # A mistake in the program must not end the writer thread: nobody would hear of it, and the
                # screen would say "saving…" for ever.
                fault = NotSavedError(
                    "save.mistake",
                    _("The program made a mistake ({name}: {error}).").format(
                        name=type(error).__name__, error=error
                    ),
                    next_step=_("Close the audit and open it again; what is saved is safe."),
                )
                fault.__cause__ = error
            told.put(Outcome(change, fault))
            if not in_time.acquire(blocking=False):
                done(told.get())

        self._enqueue(work)
        try:
            return told.get(timeout=PATIENCE)
        except queue.Empty:
            return None if in_time.acquire(blocking=False) else told.get()

    def remember(self, place: Place) -> None:
        """Keep where the auditor is, on the writer thread; a failure costs the place, never an answer."""

        def work() -> None:
            with contextlib.suppress(AuditError):
                self._audit.remember(place)

        self._enqueue(work)

    def close(self) -> None:
        """Wait until the line is empty, keep the place, and close the audit."""
        if self._thread is not None:
            self._line.put(None)
            self._thread.join()
            self._thread = None
        if not self._audit.readonly and self._session.is_open:
            with contextlib.suppress(AuditError):
                self._audit.remember(self._session.place())
        self._audit.close()

    def _enqueue(self, work: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
            self._thread.start()
        self._line.put(work)

    def _run(self) -> None:
        while (work := self._line.get()) is not None:
            work()

    def _place_at_end(self, change: Change) -> Place | None:
        """Where the auditor is when a change ends the audit; asked of the session on the caller's thread."""
        ends = bool(change.events) and change.events[-1].op in ("finished", "amended", "abandoned")
        return self._session.place() if ends else None

    def _write(self, change: Change, place: Place | None) -> None:
        if place is None:
            self._audit.append(change)
        else:
            self._audit.end(change, place)
