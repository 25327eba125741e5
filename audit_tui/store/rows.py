"""The rows of all audits for lists that open none. Loads the store only where one audit lies in two places."""

from __future__ import annotations

from audit_tui.clock import Clock
from audit_tui.store.catalogue import Catalogue, Progress, Row
from audit_tui.store.workspace import Workspace


def rows_of(
    workspace: Workspace,
    clock: Clock,
    *,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> list[Row]:
    """One row for every audit, the last changed first; as `AuditStore.rows`, with all that it settles.

    `catalogue` is that of the workspace, where somebody keeps it. `progress` is told how many files of how many had
    to be read; what it raises breaks it off.
    """
    catalogue = Catalogue(workspace) if catalogue is None else catalogue
    rows = catalogue.rows(progress=progress)
    if not catalogue.doubled(rows):
        return rows
    from audit_tui.store.audits import AuditStore

    return AuditStore(workspace, clock, catalogue).rows()
