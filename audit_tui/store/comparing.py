"""Reading finished audits over a workspace for what is said about several at once: recommendation, agreement.

Reads only. An audit that cannot be read is told and left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit_tui.clock import iso
from audit_tui.errors import AuditError, InputError, RefusedError
from audit_tui.i18n import _
from audit_tui.model.survey import scale_from
from audit_tui.rules.nps import Opinion
from audit_tui.rules.outcomes import AuditResult, Recommendation
from audit_tui.rules.sheets import Sheet, sheet
from audit_tui.rules.view import AuditView
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.reading import read_tables
from audit_tui.store.results import Unread


def finished(store: AuditStore, *, site: str | None = None, since: str = "", until: str = "") -> list[Row]:
    """The finished audits of a site and of the days from `since` to `until`, the last changed first."""
    return [
        row
        for row in store.rows()
        if row.status == "finished"
        and (site is None or row.site_id.casefold() == site.casefold())
        and day_of(row) >= since
        and (not until or day_of(row) <= until)
    ]


def day_of(row: Row) -> str:
    """Local date of the visit; where it is not known, that on which the audit was begun."""
    return row.visit_date or iso(row.created)[:10]


# -- recommendation --------------------------------------------------------------------------------------------


def visit_opinions(
    results: Iterable[AuditResult], *, site: str | None = None, since: str = "", until: str = ""
) -> list[Opinion]:
    """What shoppers answered to questions of recommendation on finished visits; aborted ones count nowhere."""
    return [
        Opinion(result.site, result.day, scale_from(said.low), said.value, _question(said))
        for result in results
        if not result.aborted
        and (site is None or result.site.casefold() == site.casefold())
        and result.day >= since
        and (not until or result.day <= until)
        for said in result.recommendations
    ]


def _question(said: Recommendation) -> str:
    """`phone.recommend`; a later meaning of it is another question."""
    name = f"{said.checklist}.{said.question}"
    return name if said.meaning == 1 else f"{name} ({said.meaning})"


# -- agreement -------------------------------------------------------------------------------------------------


def sheets_of(store: AuditStore, refs: Sequence[str]) -> list[Sheet]:
    """The audits that were named, which are of one visit: same site, a checklist in common.

    RefusedError where one is not finished or they cannot be laid side by side, InputError for one unknown.
    """
    rows = [store.find(ref) for ref in refs]
    if len({row.id for row in rows}) < 2:
        raise InputError("agreement.one", _("Name two different audits of one visit, or more."))
    for row in rows:
        if row.status != "finished":
            word = _("still open") if row.status == "draft" else row.status
            raise RefusedError(
                "agreement.open",
                _("Audit {number} is {word}.").format(number=row.number or row.id, word=word),
                next_step=_("Only finished audits are compared."),
            )
    sheets = [_sheet(store, row) for row in {row.id: row for row in rows}.values()]
    sites = sorted({one.site for one in sheets})
    if len(sites) > 1:
        raise RefusedError(
            "agreement.sites",
            _("These audits are of different sites: {sites}.").format(sites=", ".join(sites)),
        )
    for one in sheets:
        if not any(set(one.checklists) & set(other.checklists) for other in sheets if other is not one):
            raise RefusedError(
                "agreement.checklists",
                _("Audit {number} has no checklist in common with another.").format(number=one.number),
            )
    return sheets


def double_visits(
    store: AuditStore, *, site: str | None = None, since: str = "", until: str = ""
) -> tuple[list[list[Sheet]], list[Unread]]:
    """Visits that two people or more audited: same site, same day, a checklist in common; oldest first.

    Of several audits by one person the last one counts. Only these are opened.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in finished(store, site=site, since=since, until=until):
        if row.visit_date:
            groups.setdefault((row.visit_date, row.site_id.casefold()), []).append(row)
    visits: list[list[Sheet]] = []
    unread: list[Unread] = []
    for key in sorted(groups):
        sheets = []
        for row in _by_several(groups[key]):
            try:
                sheets.append(_sheet(store, row))
            except AuditError as error:
                unread.append(Unread(row.number, error.what))
        if len(sheets) > 1:
            visits.append(sorted(sheets, key=lambda one: one.number))
    return visits, unread


def _by_several(rows: Sequence[Row]) -> list[Row]:
    """One audit a person, of those that share a checklist with somebody else's."""
    last: dict[str, Row] = {}
    for row in rows:  # the last changed come first
        last.setdefault(row.auditor or row.id, row)
    return [
        row
        for row in last.values()
        if any(set(row.checklists) & set(other.checklists) for other in last.values() if other is not row)
    ]


def _sheet(store: AuditStore, row: Row) -> Sheet:
    path = store.workspace.data / row.path
    record, _rest = load(path, read_tables(path), store.workspace.vault)
    return sheet(AuditView(record))
