"""Puts an audit on a desk: opened from the store, with its session at the place where the auditor left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit_tui.session import AuditSession
from audit_tui.tui.desk import Desk

if TYPE_CHECKING:
    from audit_tui.store.audits import OpenAudit
    from audit_tui.tui.app import AuditApp


def open_desk(app: AuditApp, ref: str) -> Desk:
    """The audit `ref`, for writing where that can be. AuditError where it cannot even be read."""
    return desk_of(app, app.store.open(ref))


def desk_of(app: AuditApp, audit: OpenAudit) -> Desk:
    """A desk for an audit that is already open."""
    # Whoever began the audit goes on with it; what came last may be an erasure in another's name.
    first = audit.record.events[0]
    try:
        device = first.device if audit.readonly else app.registry.device()
        session = AuditSession(
            audit.record, clock=app.clock, actor=first.actor, device=device, run=app.run_id
        )
    except BaseException:
        audit.close()
        raise
    if audit.place.path is not None:
        session.resume(audit.place.path, audit.place.seq)
    elif session.slots and not session.record.projection.items:
        # Nothing is said yet: begin at the very top, where a checklist often tells how to behave.
        session.move_to(session.slots[0].path)
    return Desk(audit, session, app.clock, readonly=audit.why_readonly if audit.readonly else "")
