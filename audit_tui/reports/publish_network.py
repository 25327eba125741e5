"""From the audits in the store to a network report on disk, in one step; the same for every face of the program."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from audit_tui.clock import Clock
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.site import Site
from audit_tui.reports.files import write_report
from audit_tui.reports.network import network_content
from audit_tui.reports.network_given import Network
from audit_tui.reports.network_nps import Asked
from audit_tui.reports.network_sampling import Left
from audit_tui.reports.pdf.network_report import network_report
from audit_tui.rules.insights import Selection, select
from audit_tui.rules.outcomes import AuditResult
from audit_tui.store.actions import ActionList
from audit_tui.store.comparing import visit_opinions
from audit_tui.store.feedback import FieldNotes, count
from audit_tui.store.registry import Registry
from audit_tui.store.responses import SurveyResponses, opinions
from audit_tui.store.results import Results

if TYPE_CHECKING:
    from audit_tui.store.audits import AuditStore
    from audit_tui.store.catalogue import Row

_UNFIT = re.compile(r"[^A-Za-z0-9-]+")

Progress = Callable[[Literal["reading", "drawing"], int, int], None]
"""Called with what is done, and how much of how much; what it raises breaks the work off."""


@dataclass(frozen=True, slots=True)
class Published:
    """A network report that was written."""

    path: Path
    visits: int
    sites: int
    first: str
    last: str
    as_of: str
    sha256: str
    """Of the attached network.json, as printed."""
    unread: Sequence[str]
    """Numbers of audits that could not be read and are left out, with why."""


def publish_network(
    store: AuditStore,
    clock: Clock,
    selection: Selection,
    *,
    sites: Sequence[str] = (),
    as_of: str,
    language: str = "en",
    paper: Literal["A4", "Letter"] = "A4",
    to: Path | None = None,
    progress: Progress | None = None,
) -> Published:
    """Write the report over the finished audits that `selection` (and `sites`, if any) takes.

    `to` is a file, or a folder in which it gets its own name; by default the workspace's exports. InputError
    where no visit with a score fits, EnvironmentFault where the file cannot be written.
    """
    told = progress or (lambda _what, _done, _total: None)
    workspace = store.workspace
    settings = workspace.settings
    registry = Registry(workspace, clock).sites()
    regions = {site.id: site.region for site in registry}
    rows = store.rows()
    results = Results(workspace, regions)
    found = results.of(rows, lambda done, total: told("reading", done, total))
    wanted = {site.casefold() for site in sites}
    found = [one for one in found if not wanted or one.site.casefold() in wanted]
    selected = select(found, selection)
    if not selected.visits:
        raise InputError(
            "network.nothing",
            _("No finished visit with a score fits what is asked for."),
            next_step=_("Choose a longer period or more sites."),
        )
    place = _Place(selection, wanted, {key.casefold(): region for key, region in regions.items()})
    names = {site.id.casefold(): site.name for site in registry}
    names |= {one.site.casefold(): one.site_name for one in found if one.site.casefold() not in names}
    visited = set(selected.sites)
    within = Places(registry).within(selection, sites, found)
    checklist = selection.checklist
    unread = [
        one
        for one in results.unread
        if any(
            _fits(row, "finished", place, selection) for row in rows if one.number in (row.number, row.path)
        )
    ]
    given = Network(
        selection=selection,
        sites=tuple(sites),
        selected=selected,
        left=Left(
            drafts=sum(_fits(row, "draft", place, selection) for row in rows),
            abandoned=sum(_fits(row, "abandoned", place, selection) for row in rows),
            unread=unread,
            without_visit=[
                site.name
                for site in registry
                if site.id.casefold() in within - visited and not _was_closed(site.closed, selection.start)
            ],
        ),
        actions=[
            one
            for one in ActionList(workspace, clock).list_actions()
            if one.site.casefold() in within and (not checklist or one.path.startswith(f"{checklist}/"))
        ],
        heard=count(
            note
            for note in FieldNotes(workspace, clock).all(since=selection.start, until=selection.end)
            if note.site.casefold() in within
        ),
        mystery=frozenset(row.id for row in rows if row.kind == "mystery"),
        names=names,
        asked=Asked(
            surveys=[
                one
                for one in opinions(
                    SurveyResponses(workspace, clock).all(since=selection.start, until=selection.end)
                )
                if one.site.casefold() in within
            ],
            visits=visit_opinions(selected.visits),
        ),
        as_of=as_of,
        language=language,
    )
    content = network_content(
        given,
        organisation=settings.organisation,
        confidentiality=settings.confidentiality,
        accent=settings.accent,
        logo=workspace.logo,
    )
    pdf = network_report(content, paper=paper, progress=lambda done, total: told("drawing", done, total))
    path = write_report(_path(store, given, to), pdf)
    days = [one.day for one in selected.visits]
    return Published(
        path=path,
        visits=len(selected.visits),
        sites=len(selected.sites),
        first=min(days),
        last=max(days),
        as_of=as_of,
        sha256=hashlib.sha256(content.attachment.data).hexdigest(),
        unread=[f"{one.number}: {one.why}" for one in unread],
    )


@dataclass(frozen=True, slots=True)
class Places:
    """The sites of a registry, and which of them a report is about."""

    registry: Sequence[Site]

    def within(
        self, selection: Selection, sites: Sequence[str], visits: Iterable[AuditResult]
    ) -> frozenset[str]:
        """In lower case the sites that `selection` (and `sites`, if any) takes: of the registry, and of `visits`."""
        regions = {site.id.casefold(): site.region for site in self.registry}
        place = _Place(selection, {site.casefold() for site in sites}, regions)
        return frozenset(
            {
                *(site.id.casefold() for site in self.registry if place.takes(site.id)),
                *(one.site.casefold() for one in visits if place.takes(one.site, one.region)),
            }
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Which sites are meant: by name, by region, or all."""

    selection: Selection
    wanted: set[str]
    regions: dict[str, str]
    """Site, in lower case → its region now."""

    def takes(self, site: str, region: str = "") -> bool:
        key, selection = site.casefold(), self.selection
        return (
            (not self.wanted or key in self.wanted)
            and selection.site.casefold() in ("", key)
            and selection.region.casefold() in ("", self.regions.get(key, region).casefold())
        )


def _fits(row: Row, status: str, place: _Place, selection: Selection) -> bool:
    """Whether an audit of `status` would be one of the selection; one without a day may be of any."""
    day = row.visit_date
    return (
        row.status == status
        and place.takes(row.site_id)
        and (not selection.checklist or selection.checklist in row.checklists)
        and (not day or (not selection.start or selection.start <= day))
        and (not day or (not selection.end or day <= selection.end))
    )


def _was_closed(closed: str | None, start: str) -> bool:
    """Whether a site was closed before the period began, or at all where it has no beginning."""
    return closed is not None and (not start or closed < start)


def _path(store: AuditStore, given: Network, to: Path | None) -> Path:
    """`to` itself, or `network_{place}_{first}_{last}_{language}.pdf` in the folder `to` or the exports."""
    if to is not None and not to.is_dir():
        return to
    days = [one.day for one in given.selected.visits]
    place = "-".join(given.sites[:4]) or given.selection.region or "all"
    if given.selection.checklist:
        place += f"-{given.selection.checklist}"
    parts = ("network", place, min(days), max(days), given.language)
    name = "_".join(_UNFIT.sub("-", part).strip("-") or "x" for part in parts) + ".pdf"
    return (store.workspace.exports if to is None else to) / name
