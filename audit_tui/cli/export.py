"""Write audits as tables (CSV, Excel) or as documents (JSON) for other programs. Published values only.

Tables are audits, answers, standards, findings, actions, sites and feedback, one row a thing. CSV gives audits
and answers unless --tables asks for others; XLSX gives one file with a sheet each. JSON gives one file an audit.
The history of every question (who said what when, what stood there before, why) comes with --history.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from audit_tui.cli.choosing import add_choice, check_period, known
from audit_tui.cli.common import add_json, say, say_json, warn, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, AuditError, InputError
from audit_tui.i18n import _, ngettext, translator
from audit_tui.store.audits import AuditStore
from audit_tui.store.blobs import blobs_of

if TYPE_CHECKING:
    from audit_tui.reports.sheets import Exported
    from audit_tui.reports.subject import Subject
    from audit_tui.store.actions import TrackedAction
    from audit_tui.store.catalogue import Row
    from audit_tui.store.registry import Registry

EXAMPLES = """examples:
  audit-tui export                                        all audits: audits.csv and answers.csv
  audit-tui export --delimiter semicolon --decimal comma --bom      the same for a European Excel
  audit-tui export --format xlsx --region South --from 2026-01-01 --status finished
  audit-tui export --tables all -o out                    all seven tables as CSV
  audit-tui export AUD-2026-HARBOUR-03 --format json
  audit-tui export --history                              history.csv too: who, when, old, new, why
  audit-tui export AUD-2026-HARBOUR-03 -o -               to standard output (answers only, for CSV)
  audit-tui export AUD-2026-HARBOUR-03 --history -o -     the history instead of the answers"""

TABLES = ("audits", "answers", "standards", "findings", "actions", "sites", "feedback")
STATUSES = ("draft", "finished", "abandoned")
_DELIMITERS: dict[str, Literal[",", ";"]] = {"comma": ",", "semicolon": ";"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("audits", metavar="AUDIT", nargs="*", help=_("audits to export (default: all)"))
    parser.add_argument("--format", choices=("csv", "xlsx", "json"), default="csv", help=_("default: csv"))
    parser.add_argument(
        "--tables",
        metavar="NAME",
        nargs="+",
        choices=(*TABLES, "all"),
        help=_("tables to write as CSV: {TABLES}, or all (default: audits answers)").format(
            TABLES=", ".join(TABLES)
        ),
    )
    parser.add_argument("--status", choices=STATUSES, help=_("only audits of this status"))
    add_choice(parser)
    parser.add_argument(
        "--history",
        action="store_true",
        help=_("the history of every question as well: history.csv, or `history` in each JSON file"),
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR|FILE|-",
        type=Path,
        help=_(
            "folder to write to (default: the exports folder), a file for one table (the answers, or with "
            "--history the history), workbook or audit, - for the terminal"
        ),
    )
    parser.add_argument(
        "--delimiter", choices=tuple(_DELIMITERS), default="comma", help=_("between CSV columns")
    )
    parser.add_argument(
        "--decimal",
        choices=("point", "comma"),
        default="point",
        help=_("in the numbers of CSV (default: point); a European Excel reads 3.5 as a day"),
    )
    parser.add_argument("--bom", action="store_true", help=_("begin CSV with a byte order mark, for Excel"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    check_period(args, "export")
    if args.tables and args.format != "csv":
        raise InputError("export.tables", "--tables goes with CSV; XLSX and JSON hold all that there is.")
    if args.history and args.format == "xlsx":
        raise InputError("export.history", "--history goes with CSV and JSON.")
    store = AuditStore(workspace_of(args), SystemClock())
    with ProgressLine({}) as shown:
        subjects = _subjects(store, args, shown)
    written = {"csv": _csv, "xlsx": _xlsx, "json": _json}[args.format](store, subjects, args)
    if args.json and written:
        say_json({"audits": len(subjects), "files": [str(path) for path in written]})
    else:
        for path in written:
            say(str(path))
    return DONE


def _subjects(store: AuditStore, args: argparse.Namespace, shown: ProgressLine) -> list[Subject]:
    """The audits that are asked for, oldest first where none is named."""
    from audit_tui.reports.subject import Subject

    every = not args.audits or args.audits == ["all"]
    rows = (
        sorted(store.rows(), key=lambda row: row.created)
        if every
        else [store.find(ref) for ref in args.audits]
    )
    if not rows:
        raise InputError(
            "export.nothing", _("There are no audits in {base}.").format(base=store.workspace.base)
        )
    rows, regions = _chosen(store, rows, args)
    subjects, locked = [], 0
    for at, row in enumerate(rows):
        shown.tell(_("Reading audits: {done} of {total}.").format(done=at, total=len(rows)))
        try:
            with store.open(row.id, write=False) as audit:
                record = audit.record
        except AuditError as error:
            if not every:
                raise
            warn(_("Left out {number}: {error}").format(number=row.number or row.id, error=error))
            continue
        locked += bool(record.sealed)
        subject = Subject(record, "en", translator("en"), blobs_of(store.workspace))
        region = regions.get(row.site_id.casefold(), subject.view.site.region)
        if args.region.casefold() in ("", region.casefold()):
            subjects.append(subject)
    if locked:
        warn(
            ngettext(
                "LOCKED: {count} audit lacks what is encrypted (names, private notes, some actions).",
                "LOCKED: {count} audits lack what is encrypted (names, private notes, some actions).",
                locked,
            ).format(count=locked)
        )
    if not subjects:
        raise InputError(
            "export.nothing", _("No audit fits what is asked for."), next_step=_("Leave out a condition.")
        )
    return subjects


def _chosen(store: AuditStore, rows: list[Row], args: argparse.Namespace) -> tuple[list[Row], dict[str, str]]:
    """The rows that status, site, checklist and period take, and the region of each site in the registry."""
    regions = {site.id.casefold(): site.region for site in _registry(store).sites()}
    sites, checklists = {row.site_id for row in rows}, {name for row in rows for name in row.checklists}
    wanted = {known(name, sites, area="export", what="site", audits="audit").casefold() for name in args.site}
    checklist = known(args.checklist, checklists, area="export", what="checklist", audits="audit")
    taken = [
        row
        for row in rows
        if (not args.status or row.status == args.status)
        and (not wanted or row.site_id.casefold() in wanted)
        and (not checklist or checklist in row.checklists)
        and (not args.start or args.start <= row.visit_date)
        and (not args.end or "" < row.visit_date <= args.end)
    ]
    return taken, regions


def _registry(store: AuditStore) -> Registry:
    from audit_tui.store.registry import Registry

    return Registry(store.workspace, SystemClock())


def _exported(store: AuditStore, subjects: list[Subject], args: argparse.Namespace) -> Exported:
    """The audits with their sites, how far their actions are, and what customers said at these sites."""
    from audit_tui.reports.sheets import Exported
    from audit_tui.store.feedback import FieldNotes

    audits = {each.record.header.id for each in subjects}
    sites = {each.view.site.id.casefold() for each in subjects}
    narrowed = bool(args.audits or args.status or args.checklist)
    notes = [
        note
        for note in FieldNotes(store.workspace, SystemClock()).all(
            since=args.start or "", until=args.end or ""
        )
        if (note.audit in audits if narrowed else note.site.casefold() in sites)
    ]
    return Exported(
        subjects,
        [site for site in _registry(store).sites() if site.id.casefold() in sites],
        notes,
        _tracked(store),
    )


def _tracked(store: AuditStore) -> dict[str, TrackedAction]:
    from audit_tui.store.actions import ActionList

    return {action.id: action for action in ActionList(store.workspace, SystemClock()).list_actions()}


def _csv(store: AuditStore, subjects: list[Subject], args: argparse.Namespace) -> list[Path]:
    from audit_tui.reports.histories import history_csv
    from audit_tui.reports.sheets import SHEETS, has_decimals
    from audit_tui.reports.tables import write_csv

    given, people = _exported(store, subjects, args), _registry(store).people()
    to_one = _is_stdout(args.output) or (args.output is not None and bool(args.output.suffix))
    usual = ("audits", "answers") if not to_one else () if args.history else ("answers",)
    names = list(dict.fromkeys(args.tables or usual))
    if "all" in names:
        names = list(TABLES)
    if args.history:
        names.append("history")
    if to_one and len(names) > 1:
        raise InputError(
            "export.tables",
            _("Several tables do not go into one file."),
            next_step=_("Name a folder with -o."),
        )

    def table(name: str) -> bytes:
        delimiter = _DELIMITERS[args.delimiter]
        if name == "history":
            return history_csv(subjects, people, delimiter=delimiter, mark=args.bom)
        sheet = SHEETS[name]
        commas = has_decimals if args.decimal == "comma" else None
        return write_csv(sheet.columns, sheet.records(given), delimiter, args.bom, commas)

    if _is_stdout(args.output):
        _print_bytes(table(names[0]))
        return []
    if to_one:
        return [_write(args.output, table(names[0]))]
    folder = args.output or store.workspace.exports
    return [_write(folder / f"{name}.csv", table(name)) for name in names]


def _xlsx(store: AuditStore, subjects: list[Subject], args: argparse.Namespace) -> list[Path]:
    from audit_tui.reports.workbook import workbook

    if _is_stdout(args.output):
        raise InputError(
            "export.terminal",
            _("A workbook cannot be shown on a terminal."),
            next_step=_("Name a file with -o."),
        )
    made = workbook(_exported(store, subjects, args))
    if made.cut:
        warn(
            _(
                "Texts longer than a cell holds, cut in the workbook: {cut}. CSV and JSON have them whole."
            ).format(cut=made.cut)
        )
    path = args.output or store.workspace.exports
    return [_write(path if path.suffix == ".xlsx" else path / "audits.xlsx", made.content)]


def _json(store: AuditStore, subjects: list[Subject], args: argparse.Namespace) -> list[Path]:
    from audit_tui.reports.jsonfile import export_json
    from audit_tui.reports.publish import report_path

    people = _registry(store).people() if args.history else None
    tracked = _tracked(store)
    to_one = _is_stdout(args.output) or (args.output is not None and args.output.suffix == ".json")
    if to_one and len(subjects) > 1:
        raise InputError(
            "export.several",
            _("Several audits do not go into one JSON file."),
            next_step=_("Name a folder with -o."),
        )
    if _is_stdout(args.output):
        _print_bytes(export_json(subjects[0], people, tracked=tracked))
        return []
    if args.output is not None and not to_one:
        _make_folder(args.output)
    return [
        _write(
            report_path(store, subject.record, "json", "en", args.output),
            export_json(subject, people, tracked=tracked),
        )
        for subject in subjects
    ]


def _is_stdout(output: Path | None) -> bool:
    return output is not None and str(output) == "-"


def _print_bytes(content: bytes) -> None:
    import sys

    sys.stdout.write(content.decode("utf-8"))


def _make_folder(folder: Path) -> None:
    from audit_tui.store.disk import make_directory, not_saved

    try:
        make_directory(folder)
    except OSError as error:
        raise not_saved(error, folder) from error


def _write(path: Path, content: bytes) -> Path:
    from audit_tui.reports.files import write_report

    return write_report(path, content)
