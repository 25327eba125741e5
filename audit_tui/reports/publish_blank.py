"""From checklists to a blank form on disk, in one step; the same for every face of the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from audit_tui.i18n import translator
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.reports.blank import blank_form
from audit_tui.reports.content import Around
from audit_tui.reports.files import joined_name, write_report
from audit_tui.reports.pdf.blank_form import blank_pdf
from audit_tui.store.workspace import Workspace


def publish_blank(
    workspace: Workspace,
    checklists: Sequence[Checklist],
    *,
    site: Site | None = None,
    as_of: str,
    language: str = "en",
    paper: Literal["A4", "Letter", "A5"] = "A4",
    to: Path | None = None,
) -> Path:
    """Write the form of `checklists` (at least one), as they hold at `site`, and return where it lies.

    `as_of` (`YYYY-MM-DD`) dates the file, so that the same checklists give the same bytes. `to` is a file, or a
    folder in which the form gets its own name; by default the workspace's exports. EnvironmentFault where it
    cannot be written.
    """
    settings, _ = workspace.settings, translator(language).gettext
    editions = [f"{one.id} {one.version}" for one in checklists]
    around = Around(
        language=language,
        organisation=settings.organisation or _("Service audit"),
        logo=workspace.logo,
        dated=datetime.combine(date.fromisoformat(as_of), datetime.min.time(), UTC),
        marks=(_("DEMO – fictional data"),) if settings.demo else (),
        confidentiality=_("Confidential once it is filled in"),
        name=site.name if site is not None else _("Blank form"),
        tail=(editions[0],) if len(editions) == 1 else (),
        subject=f"{_('Blank form')} · {', '.join(editions)}",
        attachment=None,
        variant="blank",
    )
    form = blank_form(checklists, around=around, accent=settings.accent, site=site, translate=_)
    if to is None or to.is_dir():
        names = "-".join(one.id for one in checklists[:4])
        name = joined_name(("blank", names, site.id if site else "", paper, language), "pdf")
        to = (workspace.exports if to is None else to) / name
    return write_report(to, blank_pdf(form, paper=paper))
