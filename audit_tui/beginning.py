"""How an audit is begun and taken up again, whatever face asks for it. Shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audit_tui.clock import Clock
from audit_tui.session import AuditSession

if TYPE_CHECKING:
    from audit_tui.model.site import Person, Site
    from audit_tui.store.audits import AuditStore, OpenAudit
    from audit_tui.store.registry import Registry

CORE = ("phone", "parking", "reception", "delivery")
"""The checklists of the four core touchpoints, in the order of a visit."""


def core_rank(checklist_id: str) -> int:
    """Where a checklist stands among those of the core; the others come after them."""
    return CORE.index(checklist_id) if checklist_id in CORE else len(CORE)


def in_order(ids: Iterable[str]) -> list[str]:
    """Ids of checklists in the order of a visit."""
    return sorted(ids, key=lambda id_: (core_rank(id_), id_))


def begin_audit(
    store: AuditStore,
    registry: Registry,
    clock: Clock,
    *,
    site: Site,
    person: Person,
    kind: str,
    start: str,
    checklists: Sequence[Path],
    run: str,
) -> str:
    """Begin an audit and let go of it; returns its id. `start` is the site's local time, 2026-11-18T10:30.

    Raises FaultyFileError for a faulty checklist, NotSavedError where the disk refuses; nothing is begun then.
    """
    from audit_tui.library.loader import load_checklist
    from audit_tui.library.overrides import laid_down
    from audit_tui.rules.writing import begin

    laid = laid_down(store.workspace.standards, site)
    header, change = begin(
        number=store.next_number(site.id, int(start[:4])),
        site=site,
        checklists=[load_checklist(path, laid) for path in checklists],
        facts={"kind": kind, "auditor": person.name, "alias": person.alias, "visit_start": start},
        clock=clock,
        actor=person.id,
        device=registry.device(),
        run=run,
        demo=store.workspace.is_demo,
    )
    store.create(header, change).close()
    return header.id


def take_up(audit: OpenAudit, registry: Registry, clock: Clock, run: str) -> AuditSession:
    """The session of an open audit, where the auditor left it. Closes the audit where that fails."""
    # Whoever began the audit, or its correction, goes on with it; what came last may be in another's name.
    begun = [event for event in audit.record.events if event.op in ("created", "reopened")]
    first = begun[-1]
    try:
        device = first.device if audit.readonly else registry.device()
        session = AuditSession(audit.record, clock=clock, actor=first.actor, device=device, run=run)
    except BaseException:
        audit.close()
        raise
    review = session.record.projection.review
    if session.is_correction and audit.record.events[-1].op == "reopened":
        # What it was returned for first; where only the whole of it was, the very top.
        wanted = [slot.path for slot in session.slots if slot.path in review.remarks]
        session.move_to((wanted or [slot.path for slot in session.slots])[0])
    elif audit.place.path is not None:
        session.resume(audit.place.path, audit.place.seq)
    elif session.slots and not session.record.projection.items:
        # Nothing is said yet: begin at the very top, where a checklist often tells how to behave.
        session.move_to(session.slots[0].path)
    return session
