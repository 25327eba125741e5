"""The one way a change reaches the disk: first the store, then the session. Knows no screen.

`save` waits. `start` lets a single writer thread do the waiting and calls back from that thread; the caller
then hands the change to the session on its own thread, so a session is only ever touched by one.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from audit_tui.errors import AuditError
from audit_tui.model.audit import Place
from audit_tui.rules.record import Change
from audit_tui.session import AuditSession
from audit_tui.store.audits import OpenAudit


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a save ended: `error` is None when the change is on disk."""

    change: Change
    error: AuditError | None


class Saver:
    """Saves the changes of one session through one open audit, in the order they come."""

    def __init__(self, audit: OpenAudit, session: AuditSession) -> None:
        self._audit, self._session = audit, session
        self._line: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def save(self, change: Change) -> None:
        """Save and take in. NotSavedError leaves disk and session as they were."""
        self._write(change)
        self._session.apply(change)

    def start(self, change: Change, done: Callable[[Outcome], None]) -> None:
        """Save on the writer thread, then call `done` there; the session has not taken it in yet."""

        def work() -> None:
            try:
                self._write(change)
            except AuditError as error:
                done(Outcome(change, error))
            else:
                done(Outcome(change, None))

        self._enqueue(work)

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

    def _write(self, change: Change) -> None:
        last = change.events[-1].op if change.events else ""
        if last in ("finished", "abandoned"):
            self._audit.end(change, self._session.place())
        else:
            self._audit.append(change)
