"""List the audits of the workspace, the last changed first."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from audit_tui.cli.common import add_json, columns, say, say_json, workspace_of
from audit_tui.clock import SystemClock, iso
from audit_tui.errors import DONE
from audit_tui.store.audits import AuditStore

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row

EXAMPLES = """examples:
  audit-tui list
  audit-tui list --status draft
  audit-tui list --json | jq '.audits[] | select(.passed == false)'"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--status",
        choices=("draft", "finished", "abandoned", "damaged"),
        help="only the audits of this status",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace = workspace_of(args)
    rows = AuditStore(workspace, SystemClock()).rows()
    if args.status:
        rows = [row for row in rows if row.status == args.status]
    if args.json:
        say_json({"audits": [as_json(row) for row in rows]})
        return DONE
    if not rows:
        word = f"{args.status} " if args.status else ""
        say(f"There are no {word}audits in {workspace.base}.")
        return DONE
    if workspace.is_demo:
        say("DEMO: everything here is invented.\n")
    head = ["NUMBER", "STATUS", "SITE", "VISIT", "KIND", "CHECKLISTS", "DONE", "SCORE", "RESULT"]
    for line in columns([head, *map(_cells, rows)], right=(6, 7)):
        say(line)
    return DONE


def as_json(row: Row) -> dict[str, Any]:
    """A row as `list --json` prints it."""
    return {
        "id": row.id,
        "number": row.number,
        "status": row.status,
        "kind": row.kind,
        "site": row.site_id,
        "site_name": row.site_name,
        "auditor": row.auditor,
        "checklists": list(row.checklists),
        "visit_date": row.visit_date or None,
        "changed": iso(row.changed),
        "answered": row.answered,
        "total": row.total,
        "percent": None if row.percent is None else _number(row.percent),
        "passed": row.passed,
        "critical": row.critical,
        "demo": row.demo,
        "fault": row.fault or None,
    }


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _cells(row: Row) -> list[str]:
    if row.status == "damaged":
        return [row.id, row.status, "", "", "", row.fault, "", "", ""]
    done = f"{row.answered}/{row.total}"
    score = "" if row.percent is None else f"{float(row.percent):.1f} %"
    verdict = {True: "passed", False: "not passed", None: ""}[row.passed]
    if row.critical:
        verdict += f", {row.critical} critical"
    if row.status == "draft":
        score, verdict = "", "open"
    elif row.status == "abandoned":
        score, verdict = "", ""
    return [
        row.number,
        row.status,
        row.site_name,
        row.visit_date,
        row.kind,
        ", ".join(row.checklists),
        done,
        score,
        verdict,
    ]
