"""List the sites of the workspace, or take them in from a CSV file.

The first line of the file names the columns: id and name, and where wanted address, region, zone, profile,
jurisdiction (the country whose law holds, e.g. IT), aliases, opened, closed. New sites are added, known ones
changed; with a fault nothing is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from audit_tui.cli.common import add_json, columns, say, say_json, workspace_of
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FaultyFileError
from audit_tui.i18n import _, plural
from audit_tui.phrases.standards import profiles
from audit_tui.store.registry import Registry

EXAMPLES = """examples:
  audit-tui sites list
  audit-tui sites import sites.csv"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="list|import", required=True)
    listing = doing.add_parser("list", help=_("list the sites"))
    taking = doing.add_parser("import", help=_("take in sites from a CSV file"))
    taking.add_argument("file", metavar="FILE", type=Path, help=_("CSV with a line of column names"))
    for one in (listing, taking):
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    registry = Registry(workspace_of(args, ask=False), SystemClock())
    return _import(registry, args) if args.doing == "import" else _list(registry, args)


def _import(registry: Registry, args: argparse.Namespace) -> int:
    from audit_tui.store.import_sites import import_sites

    done = import_sites(registry, args.file)
    if done.faults:
        raise FaultyFileError(done.faults)
    if args.json:
        say_json({"added": done.added, "updated": done.updated})
    else:
        say(
            _("{sites} added, {updated} changed.").format(
                sites=plural("{count} site", "{count} sites", done.added), updated=done.updated
            )
        )
    return DONE


def _list(registry: Registry, args: argparse.Namespace) -> int:
    sites = registry.sites()
    if args.json:
        say_json({"sites": [site.model_dump(mode="json") for site in sites]})
        return DONE
    if not sites:
        say(_("There are no sites yet. `audit-tui sites import FILE` takes them in from a CSV file."))
        return DONE
    head = [_("ID"), _("NAME"), _("REGION"), _("ZONE"), _("PROFILE"), _("LAW"), _("ADDRESS")]
    rows = [
        [
            one.id,
            one.name,
            one.region,
            one.zone,
            profiles(_)[one.profile],
            one.jurisdiction or "",
            one.address,
        ]
        for one in sites
    ]
    for line in columns([head, *rows]):
        say(line)
    return DONE
