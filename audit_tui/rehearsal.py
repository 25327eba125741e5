"""An audit walked in memory first and then kept as one: all of it, or nothing.

For answers that are all there at the start (a file, the demo). It uses the same session and store as the
screen; only the saving is done once, at the end.
"""

from __future__ import annotations

from audit_tui.clock import Clock
from audit_tui.model.audit import Header
from audit_tui.rules.record import Change, Record
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore, OpenAudit


class Rehearsal:
    """A new audit whose changes are taken in at once and saved together by `keep`."""

    def __init__(
        self, header: Header, first: Change, *, clock: Clock, actor: str, device: str, run: str
    ) -> None:
        self._header, self._changes = header, [first]
        record = Record.build(header, first.events, first.values)
        self.session = AuditSession(record, clock=clock, actor=actor, device=device, run=run)

    def take(self, change: Change | None) -> None:
        """Take in what the session proposes; None is nothing to do."""
        if change is not None:
            self.session.apply(change)
            self._changes.append(change)

    def keep(self, store: AuditStore) -> OpenAudit:
        """Create the audit with everything said so far, in one write. NotSavedError leaves nothing behind.

        What is proposed after it goes through a saver over the opened audit and this same session.
        """
        events = tuple(event for change in self._changes for event in change.events)
        values = tuple(value for change in self._changes for value in change.values)
        audit = store.create(self._header, Change(events, values))
        self.session.move_to(self.session.next_open(None))
        return audit
