"""Finished audits by small checklists, made by a session as the app makes them."""

from __future__ import annotations

from typing import Any

from audit_tui.clock import FixedClock
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rehearsal import Rehearsal
from audit_tui.rules.writing import begin, new_run
from audit_tui.saver import Saver
from audit_tui.store.audits import AuditStore
from tests.store.builders import ACTOR, DEVICE

ROMA = Site(id="ROMA", name="Fictional Store", region="South", zone="Europe/Rome")


def asking(*names: str, id_: str = "phone", **keys: Any) -> Checklist:
    """A checklist of yes/no questions worth a point each, each with a standard of its own."""
    questions = [
        {
            "id": name,
            "type": "yes_no",
            "text": f"Was {name} seen to?",
            "points": 1,
            "standard": f"PH-{at:02d}",
            **keys,
        }
        for at, name in enumerate(names, 1)
    ]
    questions.append({"id": "recommend", "type": "nps", "text": "How likely?", "required": False})
    return Checklist.model_validate(
        {
            "format": "audit-checklist/1",
            "id": id_,
            "version": "1",
            "title": id_.title(),
            "scoring": {"pass_from": 50, "target": 90},
            "standards": {f"PH-{at:02d}": {"text": f"About {name}."} for at, name in enumerate(names, 1)},
            "sections": [{"id": "main", "title": "Main", "questions": questions}],
        }
    )


def audited(
    store: AuditStore,
    clock: FixedClock,
    day: str,
    *checklists: Checklist,
    site: Site = ROMA,
    ending: str = "finished",
    kind: str = "open",
    demo: bool = False,
    auditor: str = "Anna Conti",
    alias: str = "MS-07",
    **said: Any,
) -> str:
    """An audit of `day` in which `said` was answered (True and False for yes and no); its number."""
    clock.tick(1000)
    run = new_run(clock)
    number = store.next_number(site.id, int(day[:4]))
    header, first = begin(
        number=number,
        site=site,
        checklists=checklists or [asking("a", "b", "c")],
        facts={"kind": kind, "auditor": auditor, "alias": alias, "visit_start": f"{day}T10:00"},
        clock=clock,
        actor=ACTOR,
        device=DEVICE,
        run=run,
        demo=demo,
    )
    walk = Rehearsal(header, first, clock=clock, actor=ACTOR, device=DEVICE, run=run)
    session = walk.session
    for slot in session.slots:
        if slot.question.id in said:
            walk.take(session.answer(slot.path, said[slot.question.id]))
    if ending == "aborted":
        walk.take(session.set_fact("outcome", "aborted"))
        walk.take(session.set_fact("abort_reason", "The store was closed."))
    with walk.keep(store) as audit:
        saver = Saver(audit, session)
        if ending in ("finished", "aborted"):
            saver.save(session.finish(allow_open=True))
        elif ending == "abandoned":
            saver.save(session.abandon("The wrong store."))
        saver.close()
    return number
