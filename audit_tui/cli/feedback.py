"""Note what customers wish for or complain about; list the notes, or count them by touchpoint.

A field note is a record of its own: it belongs to no answer and changes no score. Never write down who the
customer was.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from audit_tui.cli.common import (
    add_json,
    columns,
    day_of,
    nearest,
    say,
    say_json,
    site_of,
    workspace_of,
)
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, InputError
from audit_tui.i18n import _, plural
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.phrases.visits import FEEDBACK
from audit_tui.store.feedback import KINDS, FieldNote, FieldNotes, count
from audit_tui.store.registry import Registry

EXAMPLES = """examples:
  audit-tui feedback add complaint "No trolley anywhere near the entrance." --site ROMA-01 --touchpoint parking
  audit-tui feedback list --site ROMA-01 --from 2026-11-01
  audit-tui feedback count --json"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="add|list|count|remove", required=True)
    adding = doing.add_parser("add", help=_("note a wish or a complaint"))
    adding.add_argument("kind", choices=KINDS)
    adding.add_argument("text", metavar="TEXT", help=_("what the customer said; never who it was"))
    adding.add_argument("--site", metavar="ID", required=True)
    adding.add_argument("--touchpoint", metavar="NAME", required=True, help=", ".join(TOUCHPOINTS))
    adding.add_argument(
        "--day", metavar="DATE", help=_("local date as 2026-11-18 (default: today at the site)")
    )
    listing = doing.add_parser("list", help=_("list the notes, the last heard first"))
    counting = doing.add_parser("count", help=_("count them by touchpoint"))
    for one in (listing, counting):
        one.add_argument("--site", metavar="ID", help=_("only those of this site"))
        one.add_argument("--kind", choices=KINDS)
        one.add_argument("--touchpoint", metavar="NAME")
        one.add_argument("--from", dest="since", metavar="DATE", default="")
        one.add_argument("--to", dest="until", metavar="DATE", default="")
    removing = doing.add_parser("remove", help=_("delete a note"))
    removing.add_argument("note", metavar="NOTE", help=_("its id"))
    for one in (adding, listing, counting, removing):
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args), SystemClock()
    notes = FieldNotes(workspace, clock)
    if args.doing == "add":
        site = site_of(Registry(workspace, clock), args.site)
        day = day_of(args.day) or datetime.now(ZoneInfo(site.zone)).date().isoformat()
        note = notes.add(args.kind, args.text, site=site.id, touchpoint=_touchpoint(args.touchpoint), day=day)
        if args.json:
            say_json(_as_json(note))
        else:
            say(
                _("Noted: {kind}, {touchpoint}, {name}, {day} ({id}).").format(
                    kind=_(FEEDBACK[note.kind]),
                    touchpoint=note.touchpoint,
                    name=site.name,
                    day=note.day,
                    id=note.id,
                )
            )
        return DONE
    if args.doing == "remove":
        notes.remove(args.note.strip().upper())
        if args.json:
            say_json({"removed": args.note.strip().upper()})
        else:
            say(_("Deleted."))
        return DONE
    found = notes.all(
        site=args.site,
        kind=args.kind,
        touchpoint=args.touchpoint and _touchpoint(args.touchpoint),
        since=day_of(args.since),
        until=day_of(args.until),
    )
    _list(found, json=args.json) if args.doing == "list" else _count(found, json=args.json)
    return DONE


def _list(found: list[FieldNote], *, json: bool) -> None:
    if json:
        say_json({"feedback": [_as_json(note) for note in found]})
    elif not found:
        say(_("There are no such field notes."))
    else:
        rows = [
            [n.day, _(FEEDBACK[n.kind]), n.site, n.touchpoint, n.number or "–", " ".join(n.text.split())]
            for n in found
        ]
        for line in columns(
            [[_("HEARD"), _("KIND"), _("SITE"), _("TOUCHPOINT"), _("AUDIT"), _("TEXT")], *rows]
        ):
            say(line)


def _count(found: list[FieldNote], *, json: bool) -> None:
    counted = count(found)
    if json:
        say_json({"touchpoints": [{"touchpoint": name, **counts} for name, counts in counted.items()]})
    elif not counted:
        say(_("There are no such field notes."))
    else:
        rows = [[name, *(str(counts[kind]) for kind in KINDS)] for name, counts in counted.items()]
        for line in columns([[_("TOUCHPOINT"), _("WISHES"), _("COMPLAINTS")], *rows], right=(1, 2)):
            say(line)
        say(plural("{count} field note.", "{count} field notes.", len(found)))


def _touchpoint(name: str) -> str:
    if name not in TOUCHPOINTS:
        raise InputError(
            "feedback.touchpoint",
            _("{name!r} is no touchpoint.{nearest}").format(
                name=name[:40], nearest=nearest(name, TOUCHPOINTS)
            ),
            next_step=_("Choose one of {TOUCHPOINTS}.").format(TOUCHPOINTS=", ".join(TOUCHPOINTS)),
        )
    return name


def _as_json(note: FieldNote) -> dict[str, object]:
    return {
        "id": note.id,
        "kind": note.kind,
        "day": note.day,
        "site": note.site,
        "touchpoint": note.touchpoint,
        "audit": note.number or None,
        "text": note.text,
    }
