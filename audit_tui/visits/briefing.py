"""The briefing before a visit: where, what, and the scenario. Gathered here, shown elsewhere; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit_tui.clock import Clock
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.library.finder import resolve
from audit_tui.library.loader import load_checklist
from audit_tui.library.overrides import laid_down
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.rules.planning import DueTask, fits
from audit_tui.rules.view import AuditView
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.plan import Plan
from audit_tui.store.planned import due, places_of, visit_of
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Briefing:
    """What an auditor reads before going in."""

    site: Site
    number: str
    """Of the visit; empty where it is not begun."""
    kind: str
    title: str
    """Of what is planned; empty for a visit that no plan asks for."""
    scenario: str
    checklists: Sequence[Checklist]


def of_task(workspace: Workspace, registry: Registry, task: DueTask) -> Briefing:
    """The briefing of a visit that is due and not begun. InputError where its site is gone."""
    site = registry.find_site(task.site or "")
    if site is None:
        raise InputError("site.unknown", _("The site is gone."))
    laid = laid_down(workspace.standards, site)
    folders = [workspace.checklists, shipped_checklists()]
    return Briefing(
        site=site,
        number="",
        kind=task.entry.kind or "",
        title=task.entry.title,
        scenario=task.entry.scenario,
        checklists=[load_checklist(resolve(id_, folders), laid) for id_ in task.entry.checklists],
    )


def of_audit(store: AuditStore, clock: Clock, row: Row, rows: Sequence[Row]) -> Briefing:
    """The briefing of a visit that is begun; `rows` are all audits, among which the plan counts it."""
    with store.open(row.id, write=False) as audit:
        view = AuditView(audit.record)
    planned = _planned(store, clock, row, rows)
    return Briefing(
        site=view.site,
        number=view.record.header.number,
        kind=view.record.kind,
        title=planned.entry.title if planned else "",
        scenario=planned.entry.scenario if planned else "",
        checklists=[one.checklist for one in view.checklists],
    )


def about(checklist: Checklist, language: str) -> str:
    """What a checklist is for, and what it tells before its first question, line by line."""
    texts = [pick(checklist.description, language)]
    for _section, question, _repeat in checklist.walk():
        if question.type != "info":
            break
        texts.append(pick(question.text, language))
    return "\n".join(text for text in texts if text)


def _planned(store: AuditStore, clock: Clock, row: Row, rows: Sequence[Row]) -> DueTask | None:
    """What of the plan this visit is counted for, the heavier first."""
    plan = Plan(store.workspace, clock)
    if not plan.exists:
        return None
    tasks = due(store.workspace, rows, places_of(store.workspace), plan.today())
    mine = [task for task in tasks if fits(task.entry, task.site, visit_of(row))]
    return max(mine, key=lambda task: (task.entry.weight, bool(task.entry.scenario)), default=None)
