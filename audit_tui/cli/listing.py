"""List the audits of the workspace, the last changed first."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from audit_tui.cli.common import add_json, columns, say, say_json, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock, iso
from audit_tui.errors import DONE
from audit_tui.i18n import _, later_in
from audit_tui.locale_format import FIRM, Figure
from audit_tui.phrases.states import review_state_words, status_words
from audit_tui.phrases.visits import visit_kind
from audit_tui.store.rows import rows_of

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row

EXAMPLES = """examples:
  audit-tui list
  audit-tui list --status draft
  audit-tui list --review returned
  audit-tui list --json | jq '.audits[] | select(.passed == false)'"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--status",
        choices=("draft", "finished", "abandoned", "damaged"),
        help=_("only the audits of this status"),
    )
    parser.add_argument(
        "--review",
        choices=("returned", "reopened", "resubmitted", "verified", "appealed"),
        help=_("only the audits whose review is so far"),
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace = workspace_of(args, ask=False)
    with ProgressLine({}) as shown:
        words = _("Reading audits: {done} of {total}.")
        rows = rows_of(
            workspace,
            SystemClock(),
            progress=lambda done, total: shown.tell(words.format(done=done, total=total)),
        )
    if args.status:
        rows = [row for row in rows if row.status == args.status]
    if args.review:
        rows = [
            row
            for row in rows
            if row.review == args.review or (args.review, row.appeal) == ("appealed", "open")
        ]
    if args.json:
        say_json({"audits": [as_json(row) for row in rows]})
        return DONE
    if not rows:
        if args.review:
            say(_("There are no such audits in {base}.").format(base=workspace.base))
        elif args.status:
            status = status_words(args.status, _)
            say(
                _("There are no audits of the status {status!r} in {base}.").format(
                    status=status, base=workspace.base
                )
            )
        else:
            say(_("There are no audits in {base}.").format(base=workspace.base))
        return DONE
    if workspace.is_demo:
        say(_("DEMO: everything here is invented.") + "\n")
    head = [
        _("NUMBER"),
        _("STATUS"),
        _("SITE"),
        _("VISIT"),
        _("KIND"),
        _("CHECKLISTS"),
        _("DONE"),
        _("SCORE"),
        _("RESULT"),
    ]
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
        "review": row.review or None,
        "appeal": row.appeal or None,
        "edition": row.edition,
        "demo": row.demo,
        "fault": row.fault or None,
    }


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _cells(row: Row) -> list[str]:
    if row.status == "damaged":
        return [row.id, status_words(row.status, _), "", "", "", row.fault, "", "", ""]
    done = f"{row.answered}/{row.total}"
    score = "" if row.percent is None else f"{Figure(row.percent):.1f}{FIRM}%"
    verdict = {True: _("passed"), False: _("not passed"), None: ""}[row.passed]
    if row.critical:
        verdict += _(", {critical} critical").format(critical=row.critical)
    if row.status == "draft":
        score, verdict = "", _(later_in("audit", "open"))
    elif row.status == "abandoned":
        score, verdict = "", ""
    return [
        row.number,
        review_state_words(row.review, row.appeal, _) or status_words(row.status, _),
        row.site_name,
        row.visit_date,
        visit_kind(row.kind, _),
        ", ".join(row.checklists),
        done,
        score,
        verdict,
    ]
