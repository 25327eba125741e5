"""List the corrective actions that finished audits have asked for, or say how far one is.

An action is open, done (somebody says so) or verified (a check has shown it). ACTION is its id or a unique
ending of at least six characters.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from audit_tui.cli.common import add_json, columns, say, say_json, workspace_of
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, InputError
from audit_tui.i18n import _
from audit_tui.phrases.states import action_words
from audit_tui.store.actions import STATUSES, ActionList, TrackedAction
from audit_tui.store.audits import SHORTEST_ENDING

EXAMPLES = """examples:
  audit-tui actions list --status open
  audit-tui actions list --site ROMA-01 --json
  audit-tui actions set 7KQ2Z9 done"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="list|set", required=True)
    listing = doing.add_parser("list", help=_("list the actions, those due first come first"))
    listing.add_argument("--site", metavar="ID", help=_("only those of this site"))
    listing.add_argument("--status", choices=STATUSES, help=_("only those of this status"))
    setting = doing.add_parser("set", help=_("say how far an action is"))
    setting.add_argument("action", metavar="ACTION", help=_("id of the action, or its unique ending"))
    setting.add_argument("status", choices=STATUSES)
    for one in (listing, setting):
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    actions = ActionList(workspace_of(args), SystemClock())
    if args.doing == "set":
        found = [actions.set_status(_find(actions, args.action).id, args.status)]
    else:
        found = actions.list_actions(site=args.site, status=args.status)
    if args.json:
        say_json({"actions": [_as_json(action) for action in found]})
    elif not found:
        say(_("There are no such actions."))
    else:
        head = [_("DUE"), _("STATUS"), _("SITE"), _("AUDIT"), _("ACTION"), _("OWNER"), _("WHAT")]
        for line in columns([head, *map(_cells, found)]):
            say(line)
    return DONE


def _find(actions: ActionList, ref: str) -> TrackedAction:
    wanted = ref.strip().upper()
    found = [
        action
        for action in actions.list_actions()
        if action.id == wanted or (len(wanted) >= SHORTEST_ENDING and action.id.endswith(wanted))
    ]
    if len(found) != 1:
        what = _("{action!r} fits several actions.") if found else _("{action!r} is no action.")
        raise InputError(
            "action.unknown", what.format(action=ref[:40]), next_step=_("See `audit-tui actions list`.")
        )
    return found[0]


def _overdue(action: TrackedAction) -> bool:
    today = datetime.now(UTC).astimezone().date().isoformat()
    return action.status == "open" and action.due is not None and action.due < today


def _as_json(action: TrackedAction) -> dict[str, object]:
    return {
        "id": action.id,
        "status": action.status,
        "overdue": _overdue(action),
        "due": action.due,
        "site": action.site,
        "audit": action.number,
        "question": action.path,
        "what": action.what,
        "owner": action.owner,
        "verify": action.verify,
        "cause": action.cause,
    }


def _cells(action: TrackedAction) -> list[str]:
    status = "overdue" if _overdue(action) else action.status
    return [
        action.due or "–",
        action_words(status, _),
        action.site,
        action.number,
        action.id[-SHORTEST_ENDING:],
        action.owner or "–",
        " ".join(action.what.split())[:80],
    ]
