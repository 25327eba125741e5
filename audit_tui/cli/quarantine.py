"""Look through the quarantine: what was deleted, damaged or set aside, and take it back or delete it for good.

NAME is the name of a file there, a unique part of it, or the number of its audit. `rescue` says entries of it
again in the audit of the same number, as new entries with a reason; nothing that is there is replaced unsaid.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audit_tui.cli.common import add_json, columns, say, say_json, warn, workspace_of
from audit_tui.clock import SystemClock, iso
from audit_tui.errors import DONE, FINDING, InputError, RefusedError
from audit_tui.i18n import _, language, plural
from audit_tui.reports.rescue import entry_words, standing_words, why_words
from audit_tui.rescuing import Standing, say_again, standings
from audit_tui.rules.view import AuditView
from audit_tui.rules.writing import new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.auditfile import Rescued
from audit_tui.store.audits import OpenAudit
from audit_tui.store.quarantine import Quarantine, Shelved
from audit_tui.store.registry import Registry

EXAMPLES = """examples:
  audit-tui quarantine list
  audit-tui quarantine show 01KAAZMK00T722E41W6H642BRY-1795341600000.json
  audit-tui quarantine restore AUD-2026-HARBOUR-03
  audit-tui quarantine rescue 01KAAZMK00T722E41W6H642BRY-4f5e6d7c8b9a.json
  audit-tui quarantine delete AUD-2026-HARBOUR-03 --yes"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="list|show|restore|rescue|delete", required=True)
    listing = doing.add_parser("list", help=_("what lies there, why, and since when"))
    showing = doing.add_parser("show", help=_("look into one: what it holds beyond the audit in the list"))
    restoring = doing.add_parser("restore", help=_("put an audit back, where its id and number are free"))
    rescuing = doing.add_parser(
        "rescue", help=_("say its entries again in the open audit of the same number")
    )
    deleting = doing.add_parser("delete", help=_("delete one for good, with photos that nothing else needs"))
    deleting.add_argument("--yes", action="store_true", help=_("do not ask"))
    for one in (showing, restoring, rescuing, deleting):
        one.add_argument(
            "name", metavar="NAME", help=_("name, a unique part of it, or the number of the audit")
        )
    for one in (listing, showing, restoring, rescuing, deleting):
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    quarantine = Quarantine(workspace_of(args), SystemClock())
    if args.doing == "list":
        return _list(quarantine, args)
    one = quarantine.find(args.name)
    return {"show": _show, "restore": _restore, "rescue": _rescue, "delete": _delete}[args.doing](
        quarantine, one, args
    )


def _list(quarantine: Quarantine, args: argparse.Namespace) -> int:
    every = quarantine.all()
    if args.json:
        say_json({"quarantine": [_as_json(one) for one in every]})
        return DONE
    if not every:
        say(_("Nothing lies in quarantine."))
        return DONE
    head = [_("SINCE"), _("AUDIT"), _("SITE"), _("EVENTS"), _("KIB"), _("WHY"), _("NAME")]
    rows = [
        [
            iso(one.at)[:10],
            one.number or "–",
            one.site or "–",
            str(one.events or "–"),
            str(-(-one.size // 1024)),
            why_words(one, _),
            one.name,
        ]
        for one in every
    ]
    for line in columns([head, *rows], right=(3, 4)):
        say(line)
    return DONE


def _as_json(one: Shelved) -> dict[str, Any]:
    return {
        "name": one.name,
        "path": str(one.path),
        "why": one.why,
        "since": iso(one.at),
        "size": one.size,
        "audit": one.audit or None,
        "number": one.number or None,
        "site": one.site or None,
        "status": one.status or None,
        "events": one.events,
        "later": one.later,
        "fault": one.fault or None,
    }


# -- looking into one ---------------------------------------------------------------------------------


def _show(quarantine: Quarantine, one: Shelved, args: argparse.Namespace) -> int:
    row = quarantine.listed(one)
    entries: list[Rescued] = []
    view: AuditView | None = None
    words: list[Standing] = []
    if one.readable:
        if row is not None and row.status != "damaged":
            with quarantine.store.open(row.id, write=False) as audit:
                entries = quarantine.entries(one, audit.record)
                session = _session(quarantine, audit)
                words = list(standings(session, entries))
                view = session
        else:
            content = quarantine.look(one)
            entries, view = list(content.later), AuditView(content.record)
            words = ["new"] * len(entries)
    if args.json:
        told = [_entry_json(*each) for each in zip(entries, words, strict=True)]
        say_json({**_as_json(one), "listed": row.status if row else None, "entries": told})
        return DONE
    say(
        _("{name}: {why}, since {day}, {size} KiB.").format(
            name=one.name, why=why_words(one, _), day=iso(one.at)[:10], size=-(-one.size // 1024)
        )
    )
    if one.fault:
        say(one.fault)
    if one.readable:
        say(
            _("Audit {number}, {site}, {status}, {events}.").format(
                number=one.number,
                site=one.site,
                status=one.status,
                events=plural("{count} event", "{count} events", one.events),
            )
        )
    if row is None and one.readable:
        say(_("The list has no such audit; `audit-tui quarantine restore` puts it back."))
    if view is None:
        return DONE
    if not entries:
        say(_("It holds no entry that the audit in the list does not hold."))
        return DONE
    say(
        plural(
            "{count} entry beyond what the list holds:",
            "{count} entries beyond what the list holds:",
            len(entries),
        )
        if row
        else plural("{count} entry beyond what stands:", "{count} entries beyond what stands:", len(entries))
    )
    for entry, standing in zip(entries, words, strict=True):
        label, value = entry_words(entry, view, language(), _)
        say(f"- {_when(entry)}  {label}: {value}  ({standing_words(standing, _)})")
    return DONE


def _when(entry: Rescued) -> str:
    return f"{datetime.fromtimestamp(entry.wall / 1000, UTC):%Y-%m-%d %H:%M}Z"


def _entry_json(entry: Rescued, standing: str) -> dict[str, Any]:
    return {
        "op": entry.op,
        "path": entry.path,
        "value": entry.value,
        "said": iso(entry.wall),
        "standing": standing,
    }


def _session(quarantine: Quarantine, audit: OpenAudit) -> AuditSession:
    clock = SystemClock()
    first = audit.record.events[0]
    device = first.device if audit.readonly else Registry(quarantine.store.workspace, clock).device()
    return AuditSession(audit.record, clock=clock, actor=first.actor, device=device, run=new_run(clock))


# -- taking it back -----------------------------------------------------------------------------------


def _restore(quarantine: Quarantine, one: Shelved, args: argparse.Namespace) -> int:
    path = quarantine.put_back(one)
    if args.json:
        say_json({"name": one.name, "number": one.number, "path": str(path)})
    else:
        say(_("Audit {number} is back: {path}").format(number=one.number, path=path))
        if one.fault:
            say(_("It is damaged; opening it goes on from what holds and shows what can be said again."))
    return DONE


def _rescue(quarantine: Quarantine, one: Shelved, args: argparse.Namespace) -> int:
    row = quarantine.listed(one)
    if row is None:
        raise RefusedError(
            "rescue.unlisted",
            _("The list has no audit {number} to say it again in.").format(number=one.number or one.name),
            next_step=_("`audit-tui quarantine restore` puts this one back."),
        )
    said, refused = [], []
    with quarantine.store.open(row.id) as audit:
        if audit.readonly:
            raise RefusedError(
                "audit.readonly",
                _("Audit {number} can only be read. {why_readonly}")
                .format(number=row.number, why_readonly=audit.why_readonly)
                .rstrip(),
            )
        session = _session(quarantine, audit)
        entries = quarantine.entries(one, audit.record)
        saver = Saver(audit, session)
        for entry, standing in zip(entries, standings(session, entries), strict=True):
            if standing != "new":
                continue
            try:
                change = say_again(session, entry, f"rescued; first said {_when(entry)}")
            except InputError as error:
                refused.append((entry, error.what))
                continue
            if change is not None:
                saver.save(change)
            said.append(entry)
        told = [entry_words(entry, session, language(), _) for entry in said]
        left = [(*entry_words(entry, session, language(), _), why) for entry, why in refused]
    if args.json:
        say_json(
            {
                "name": one.name,
                "number": row.number,
                "said": [_entry_json(entry, "same") for entry in said],
                "refused": [{**_entry_json(entry, "new"), "why": why} for entry, why in refused],
            }
        )
    else:
        for label, value in told:
            say(f"{label}: {value}")
        say(
            plural(
                "{count} entry said again in audit {{number}}.",
                "{count} entries said again in audit {{number}}.",
                len(said),
            ).format(number=row.number)
        )
        for label, value, why in left:
            warn(_("Not said again: {label}: {value}. {why}").format(label=label, value=value, why=why))
    return FINDING if refused else DONE


def _delete(quarantine: Quarantine, one: Shelved, args: argparse.Namespace) -> int:
    if not args.yes:
        if args.json or not sys.stdin.isatty():
            raise InputError(
                "quarantine.unasked",
                _("Deleting for good cannot be undone, so it has to be asked for."),
                next_step=_("Look with `audit-tui quarantine show`, then give --yes."),
            )
        print(
            _("Delete {name} for good? It cannot be undone. Type yes: ").format(name=one.name),
            end="",
            flush=True,
        )
        if sys.stdin.readline().strip().casefold() != "yes":
            raise InputError("quarantine.refused", _("Nothing was deleted."))
    outcome = quarantine.delete(one)
    if args.json:
        skipped = [{"name": name, "why": why} for name, why in outcome.skipped]
        say_json({"name": one.name, "deleted": outcome.changed, "notes": outcome.notes, "skipped": skipped})
    else:
        for line in (*outcome.changed, *outcome.notes):
            say(line)
        say(_("Backups made while it lay elsewhere may still hold it."))
        for name, why in outcome.skipped:
            warn(_("Not deleted: {name}: {why}").format(name=name, why=why))
    return FINDING if outcome.skipped else DONE
