"""A block of telephone tests: one checklist over many sites, each with its attempts, their times and outcomes.

Each site's test is an audit like any other, begun by the first call.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit_tui.beginning import begin_audit
from audit_tui.clock import Clock, site_now
from audit_tui.library.finder import ChecklistInfo, find_checklists
from audit_tui.model.site import Person, Site
from audit_tui.paths import shipped_checklists
from audit_tui.rules.attempts import Attempt, attempts
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace


class Calls:
    """The tests of one block, today."""

    def __init__(
        self,
        store: AuditStore,
        registry: Registry,
        clock: Clock,
        *,
        checklist: ChecklistInfo,
        person: Person,
        sites: Sequence[Site],
        run: str,
    ) -> None:
        self._store, self._registry, self._clock, self._run = store, registry, clock, run
        self._checklist, self._person = checklist, person
        self.sites = {site.id: site for site in sites}
        self.rows: dict[str, Row] = {}
        """Site → its audit, as far as there is one today."""
        self._attempts: dict[str, list[Attempt]] = {}
        self._read: dict[str, str] = {}

    def look(self) -> None:
        """See how far each site is; only audits that changed are read."""
        self.rows = {}
        for row in self._store.rows():
            if self._is_mine(row):
                self.rows.setdefault(row.site_id, row)
        for row in self.rows.values():
            if self._read.get(row.id) != row.stamp:
                with self._store.open(row.id, write=False) as audit:
                    self._attempts[row.id] = attempts(audit.record)
                self._read[row.id] = row.stamp

    def attempts(self, site: str) -> list[Attempt]:
        """The calls to a site so far, the first one first."""
        row = self.rows.get(site)
        return self._attempts.get(row.id, []) if row is not None else []

    def audit(self, site: Site) -> str:
        """The audit of a site in this block, begun if there is none yet."""
        row = self.rows.get(site.id)
        if row is not None:
            return row.id
        return begin_audit(
            self._store,
            self._registry,
            self._clock,
            site=site,
            person=self._person,
            kind="phone",
            start=self._now(site),
            checklists=[self._checklist.path],
            run=self._run,
        )

    def _is_mine(self, row: Row) -> bool:
        """Whether an audit is one of this block: today's, by telephone, with this checklist."""
        site = self.sites.get(row.site_id)
        return (
            site is not None
            and row.kind == "phone"
            and self._checklist.id in row.checklists
            and row.status in ("draft", "finished")
            and row.visit_date == self._now(site)[:10]
        )

    def _now(self, site: Site) -> str:
        return f"{site_now(self._clock.wall(), site.zone):%Y-%m-%dT%H:%M}"


def open_sites(sites: Sequence[Site], today: str) -> list[Site]:
    """Those that are open on a day (`YYYY-MM-DD`)."""
    return [
        site
        for site in sites
        if (site.opened is None or site.opened <= today) and (site.closed is None or site.closed >= today)
    ]


def phone_checklists(workspace: Workspace) -> list[ChecklistInfo]:
    """The checklists for telephone tests; all that can be used where none is meant for them."""
    found = find_checklists([workspace.checklists, shipped_checklists()])
    usable = {one.id: one for one in found if not one.problem}
    return [one for one in usable.values() if one.touchpoint == "phone"] or list(usable.values())
