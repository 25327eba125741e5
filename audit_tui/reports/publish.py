"""From an audit in the store to a report on disk, in one step; the same for every face of the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from audit_tui.errors import AuditError
from audit_tui.i18n import translator
from audit_tui.reports.build import appeal_of, build_content
from audit_tui.reports.content import ReportContent, Variant
from audit_tui.reports.files import report_name, write_report
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.pdf.fonts import unprintable
from audit_tui.reports.previous import Earlier
from audit_tui.reports.subject import Subject
from audit_tui.rules.gathering import result_of
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import Record
from audit_tui.rules.shown import undeclared_tags
from audit_tui.rules.trend import LEAST_POINTS, MOST_BEFORE
from audit_tui.rules.view import AuditView
from audit_tui.store.audits import AuditStore
from audit_tui.store.blobs import blobs_of, is_locked
from audit_tui.store.catalogue import Row
from audit_tui.store.results import previous_row, rows_before
from audit_tui.store.workspace import Workspace

_VARIANTS = {"draft": "provisional", "finished": "report", "abandoned": "abandoned"}


def publish(
    store: AuditStore,
    ref: str,
    *,
    language: str = "en",
    to: Path | None = None,
    paper: Literal["A4", "Letter"] = "A4",
    variant: Variant = "full",
    attached: bool = True,
    as_of: str = "",
    progress: Callable[[int, int], None] | None = None,
    missing: Callable[[list[str]], None] | None = None,
    left_out: Callable[[list[str]], None] | None = None,
) -> Path:
    """Write the PDF report of the audit that `ref` names, and return where it lies.

    `to` is a file, or a folder in which it gets its own name; by default the workspace's exports. Without
    `attached` the file carries no record, for gateways that strip attachments. A draft gives a provisional
    report that says so, and a finished audit one that is preliminary while the site may appeal: `as_of`
    (`YYYY-MM-DD`, by default today) is the day on which one looks. `progress` is told how much of how much is
    drawn; what it raises breaks it off, and nothing is written then. Raises InputError for an unknown or damaged
    audit, EnvironmentFault where the file cannot be written. `missing` is told the characters that print as their
    codes, since no font of the report has them, if there are any; `left_out` the tags of the photos in whose place
    the report says that nobody declared them clear or masked, if there are any.
    """
    with store.open(ref, write=False) as audit:
        record = audit.record
    require_readable(store.workspace, record)
    if progress is not None:
        progress(0, 1)
    content = _content(store, record, language, attached, as_of)
    path = report_path(store, record, "pdf", language, to, kind=_kind(record, variant, attached))
    if missing is not None and (coded := unprintable(content)):
        missing(coded)
    if left_out is not None and variant == "full" and (tags := undeclared_tags(AuditView(record))):
        left_out(tags)
    return write_report(path, audit_report(content, paper=paper, variant=variant, progress=progress))


def content_of(store: AuditStore, ref: str, *, language: str = "en") -> ReportContent:
    """What the full report of the audit that `ref` names says, without drawing it; raises what `publish` raises."""
    with store.open(ref, write=False) as audit:
        record = audit.record
    require_readable(store.workspace, record)
    return _content(store, record, language, True, "")


def _content(store: AuditStore, record: Record, language: str, attached: bool, as_of: str) -> ReportContent:
    workspace, settings = store.workspace, store.workspace.settings
    return build_content(
        record,
        blobs=blobs_of(workspace),
        language=language,
        organisation=settings.organisation,
        confidentiality=settings.confidentiality,
        accent=settings.accent,
        logo=workspace.logo,
        earlier=earlier_audits(store, record),
        attached=attached,
        appeal=appeal_of(record, settings.appeal_days, as_of or store.today()),
    )


def require_readable(workspace: Workspace, record: Record) -> None:
    """Raise LockedError where a report would lack what is encrypted and not opened here."""
    attached = (each for item in record.projection.items.values() for each in item.evidence)
    if record.sealed or (
        workspace.vault.locked and any(is_locked(workspace, each.sha256) for each in attached)
    ):
        raise workspace.vault.why_locked()


def _kind(record: Record, variant: Variant, attached: bool) -> str:
    """The part of a file's name that says what it is: `report`, `provisional-summary`, `actions-unattached`."""
    status = _VARIANTS[record.projection.status]
    named = {"full": [status], "summary": ["summary"], "actions": ["actions"]}[variant]
    if variant != "full" and status != _VARIANTS["finished"]:
        named.insert(0, status)
    return "-".join([*named, *([] if attached else ["unattached"])])


def report_path(
    store: AuditStore, record: Record, suffix: str, language: str, to: Path | None, *, kind: str = ""
) -> Path:
    """Where a file about an audit goes: `to` itself, or its own name in the folder `to` or the exports."""
    if to is not None and not to.is_dir():
        return to
    subject = Subject(record, language, translator(language), blobs_of(store.workspace))
    name = report_name(
        subject.view.site.id,
        subject.visit_day,
        record.header.id,
        kind or _VARIANTS[record.projection.status],
        language,
        suffix,
    )
    return (store.workspace.exports if to is None else to) / name


def earlier_audits(store: AuditStore, record: Record) -> Earlier:
    """What came out of the visits before this one, at the same site by the same checklists.

    A trend ends at an audit that cannot be read. Raises InputError where the visit before cannot.
    """
    rows = store.rows()
    last = previous_row(rows, record)
    if last is None:
        return Earlier()
    came_out = {last.id: _came_out(store, last)}
    course = []
    before = rows_before(rows, record, MOST_BEFORE)
    for row in reversed(before) if len(before) >= LEAST_POINTS - 1 else ():
        try:
            course.append(came_out.get(row.id) or _came_out(store, row))
        except AuditError:
            break
    return Earlier(came_out[last.id], tuple(reversed(course)))


def _came_out(store: AuditStore, row: Row) -> AuditResult:
    with store.open(row.id, write=False) as audit:
        return result_of(AuditView(audit.record))
