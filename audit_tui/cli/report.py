"""Write the PDF report of an audit and print where it lies.

An audit that is not finished gives a provisional report, marked as such on every page.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from audit_tui.cli.common import add_json, say, say_json, workspace_of
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, InputError
from audit_tui.i18n import languages
from audit_tui.store.audits import AuditStore

EXAMPLES = """examples:
  audit-tui report AUD-2026-HARBOUR-03
  audit-tui report AUD-2026-HARBOUR-03 -o ~/Desktop/harbour.pdf"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "audit", metavar="AUDIT", help="number, id, or a unique ending of at least 6 characters"
    )
    parser.add_argument("--lang", metavar="LANG", default="en", help="language of the report (default: en)")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE|DIR",
        type=Path,
        help="where to write it (default: the exports folder)",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from audit_tui.reports.publish import publish

    known = languages()
    if args.lang not in known:
        raise InputError(
            "report.language",
            f"There are no reports in {args.lang!r}.",
            next_step=f"Known languages are {', '.join(known)}.",
        )
    store = AuditStore(workspace_of(args), SystemClock())
    row = store.find(args.audit)
    path = publish(store, row.id, language=args.lang, to=args.output)
    if args.json:
        say_json({"id": row.id, "number": row.number, "status": row.status, "path": str(path)})
    else:
        say(str(path))
    return DONE
