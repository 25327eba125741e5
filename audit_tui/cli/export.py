"""Write audits as tables (CSV) or as documents (JSON) for other programs. Published values only.

CSV gives two tables: the audits, one row each, and all answers, one row each. JSON gives one file an audit.
The history of every question (who said what when, what stood there before, why) comes with --history.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from audit_tui.cli.common import add_json, say, say_json, warn, workspace_of
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, AuditError, InputError
from audit_tui.i18n import translator
from audit_tui.store.audits import AuditStore

if TYPE_CHECKING:
    from audit_tui.model.site import Person
    from audit_tui.reports.subject import Subject

EXAMPLES = """examples:
  audit-tui export                                        all audits: audits.csv and answers.csv
  audit-tui export --delimiter semicolon --bom            the same for a European Excel
  audit-tui export AUD-2026-HARBOUR-03 --format json
  audit-tui export --history                              history.csv too: who, when, old, new, why
  audit-tui export AUD-2026-HARBOUR-03 -o -               to standard output (answers only, for CSV)
  audit-tui export AUD-2026-HARBOUR-03 --history -o -     the history instead of the answers"""

_DELIMITERS: dict[str, Literal[",", ";"]] = {"comma": ",", "semicolon": ";"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("audits", metavar="AUDIT", nargs="*", help="audits to export (default: all)")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="default: csv")
    parser.add_argument(
        "--history",
        action="store_true",
        help="the history of every question as well: history.csv, or `history` in each JSON file",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR|FILE|-",
        type=Path,
        help="folder to write to (default: the exports folder), a file for one table (the answers, or with "
        "--history the history) or one audit, - for the terminal",
    )
    parser.add_argument(
        "--delimiter", choices=tuple(_DELIMITERS), default="comma", help="between CSV columns"
    )
    parser.add_argument("--bom", action="store_true", help="begin CSV with a byte order mark, for Excel")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    store = AuditStore(workspace_of(args), SystemClock())
    subjects = _subjects(store, args.audits)
    if args.format == "csv":
        written = _csv(store, subjects, args)
    else:
        written = _json(store, subjects, args)
    if args.json and written:
        say_json({"audits": len(subjects), "files": [str(path) for path in written]})
    else:
        for path in written:
            say(str(path))
    return DONE


def _subjects(store: AuditStore, refs: list[str]) -> list[Subject]:
    from audit_tui.reports.subject import Subject

    every = not refs or refs == ["all"]
    rows = sorted(store.rows(), key=lambda row: row.created) if every else [store.find(ref) for ref in refs]
    if not rows:
        raise InputError("export.nothing", f"There are no audits in {store.workspace.base}.")
    subjects = []
    for row in rows:
        try:
            with store.open(row.id, write=False) as audit:
                record = audit.record
        except AuditError as error:
            if not every:
                raise
            warn(f"Left out {row.number or row.id}: {error}")
            continue
        subjects.append(
            Subject(record, "en", translator("en"), lambda sha256: store.workspace.blobs / sha256)
        )
    return subjects


def _csv(store: AuditStore, subjects: list[Subject], args: argparse.Namespace) -> list[Path]:
    from audit_tui.reports.histories import history_csv
    from audit_tui.reports.tables import answers_csv, audits_csv

    delimiter = _DELIMITERS[args.delimiter]
    answers = answers_csv(subjects, delimiter=delimiter, mark=args.bom)
    history = (
        history_csv(subjects, _people(store), delimiter=delimiter, mark=args.bom) if args.history else b""
    )
    if _is_stdout(args.output):
        _print_bytes(history or answers)
        return []
    if args.output is not None and args.output.suffix:
        return [_write(args.output, history or answers)]
    folder = args.output or store.workspace.exports
    audits = audits_csv(subjects, delimiter=delimiter, mark=args.bom)
    written = [_write(folder / "audits.csv", audits), _write(folder / "answers.csv", answers)]
    return [*written, _write(folder / "history.csv", history)] if history else written


def _people(store: AuditStore) -> list[Person]:
    from audit_tui.store.registry import Registry

    return Registry(store.workspace, SystemClock()).people()


def _json(store: AuditStore, subjects: list[Subject], args: argparse.Namespace) -> list[Path]:
    from audit_tui.reports.jsonfile import export_json
    from audit_tui.reports.publish import report_path

    people = _people(store) if args.history else None
    to_one = _is_stdout(args.output) or (args.output is not None and args.output.suffix == ".json")
    if to_one and len(subjects) > 1:
        raise InputError(
            "export.several",
            "Several audits do not go into one JSON file.",
            next_step="Name a folder with -o.",
        )
    if _is_stdout(args.output):
        _print_bytes(export_json(subjects[0], people))
        return []
    if args.output is not None and not to_one:
        _make_folder(args.output)
    return [
        _write(report_path(store, subject.record, "json", "en", args.output), export_json(subject, people))
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
