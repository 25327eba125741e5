"""What the workspace owes today: what the plan asks for, and corrective actions past their day. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audit_tui.clock import Clock
from audit_tui.model.site import Site
from audit_tui.rules.planning import DueTask
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.registry import Registry


@dataclass(frozen=True, slots=True)
class Due:
    """What is due as of one look."""

    tasks: tuple[DueTask, ...] = ()
    """Those of which something is left to be begun, in the order of the plan's urgency."""
    sites: dict[str, Site] = field(default_factory=dict)
    overdue: int = 0
    """Open corrective actions past their day."""

    def site(self, task: DueTask) -> Site | None:
        """Where a task is due; None for one of the whole network, or where the site is gone."""
        return self.sites.get(task.site or "")


def look(store: AuditStore, registry: Registry, clock: Clock, rows: Sequence[Row]) -> Due:
    """See what is due beside these audits. Reads plan and actions only where there are any."""
    from audit_tui.store.ledgers import ACTIONS, PLAN

    tasks: tuple[DueTask, ...] = ()
    sites: dict[str, Site] = {}
    overdue = 0
    if PLAN.path(store.workspace).exists():
        from audit_tui.store.plan import Plan

        sites = {site.id: site for site in registry.sites()}
        found = Plan(store.workspace, clock).due(rows, list(sites.values()))
        tasks = tuple(task for task in found if task.left)
    if ACTIONS.path(store.workspace).exists():
        from audit_tui.store.actions import ActionList

        today = store.today()
        listed = ActionList(store.workspace, clock).list_actions(status="open")
        overdue = sum(1 for action in listed if action.due and action.due < today)
    return Due(tasks, sites, overdue)
