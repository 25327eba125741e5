"""What the workspace owes today: what the plan asks for, and corrective actions past their day. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from audit_tui.clock import Clock, iso
from audit_tui.store.catalogue import Row
from audit_tui.store.ledgers import ACTIONS, PLAN
from audit_tui.store.replay import read_journaled
from audit_tui.store.workspace import Workspace

if TYPE_CHECKING:
    from audit_tui.rules.planning import DueTask, Place


@dataclass(frozen=True, slots=True)
class Due:
    """What is due as of one look."""

    tasks: tuple[DueTask, ...] = ()
    """Those of which something is left to be begun, in the order of the plan's urgency."""
    sites: dict[str, Place] = field(default_factory=dict)
    overdue: int = 0
    """Open corrective actions past their day."""

    def site(self, task: DueTask) -> Place | None:
        """Where a task is due; None for one of the whole network, or where the site is gone."""
        return self.sites.get(task.site or "")


def look(workspace: Workspace, clock: Clock, rows: Sequence[Row]) -> Due:
    """See what is due beside these audits. Reads plan and actions only where there are any."""
    today = iso(clock.wall(), clock.offset())[:10]
    tasks: tuple[DueTask, ...] = ()
    sites: dict[str, Place] = {}
    if PLAN.path(workspace).exists():
        from audit_tui.store.planned import due, places_of

        sites = {place.id: place for place in places_of(workspace)}
        found = due(workspace, rows, list(sites.values()), date.fromisoformat(today))
        tasks = tuple(task for task in found if task.left)
    return Due(tasks, sites, _overdue(workspace, today))


def _overdue(workspace: Workspace, today: str) -> int:
    """Open actions past their day, counted in the file as it lies: home shows this first, and needs no model for it."""
    path = ACTIONS.path(workspace)
    if not path.exists():
        return 0
    listed = read_journaled(path).tables.get(ACTIONS.name, {}).values()
    due = (str(each.get("due") or "9999") for each in listed if each.get("status", "open") == "open")
    return sum(day < today for day in due)
