"""Write the PDF report of an audit, or with --network the report over many, and print where it lies.

A variant prints less: --variant summary is two pages for the board, --variant actions the sheet on which the site
writes who does what. An audit that is not finished gives a provisional report, marked as such on every page.
A network report begins with a page for the board and compares the same sites and comparable questions only;
drafts and visits that were broken off never count, and it says what was left out.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from audit_tui.cli.choosing import add_choice, check_period, day, known
from audit_tui.cli.common import add_json, say, say_json, warn, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, InputError
from audit_tui.i18n import _, languages, later
from audit_tui.locale_format import Count
from audit_tui.store.audits import AuditStore

if TYPE_CHECKING:
    from audit_tui.reports.content import Variant

EXAMPLES = """examples:
  audit-tui report AUD-2026-HARBOUR-03
  audit-tui report AUD-2026-HARBOUR-03 -o ~/Desktop/harbour.pdf
  audit-tui report AUD-2026-HARBOUR-03 --variant summary      two pages for the board
  audit-tui report AUD-2026-HARBOUR-03 --variant actions      what the site has to do, with room to sign
  audit-tui report AUD-2026-HARBOUR-03 --no-attachment        for mail gateways that strip attachments
  audit-tui report --blank phone reception                    forms to print and fill in by hand
  audit-tui report --blank phone --site HARBOUR --paper A5    as the standards hold there, for the pocket
  audit-tui report --network                                  over all finished audits
  audit-tui report --network --region South --from 2026-01-01 --to 2026-06-30 --paper Letter
  audit-tui report --network --site HARBOUR MEADOW --as-of 2026-07-01"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "audit",
        metavar="AUDIT",
        nargs="?",
        help=_("number, id, or a unique ending of at least 6 characters"),
    )
    parser.add_argument(
        "--variant",
        choices=("full", "summary", "actions"),
        help=_("everything, two pages for the board, or the action sheet for the site (default: full)"),
    )
    parser.add_argument(
        "--no-attachment",
        action="store_true",
        help=_("carry no audit.json; its fingerprint is still printed"),
    )
    parser.add_argument(
        "--blank",
        metavar="ID|FILE",
        nargs="+",
        help=_(
            "blank forms of these checklists, to print and fill in by hand (with --site ID: as they hold there)"
        ),
    )
    parser.add_argument("--network", action="store_true", help=_("one report over many audits"))
    add_choice(parser)
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=day,
        default=None,
        help=_(
            "the day on which one looks: a report is preliminary while the site may appeal; a network report tells "
            "what is overdue and is dated by it, as a blank form is (default: today)"
        ),
    )
    parser.add_argument(
        "--lang", metavar="LANG", default="en", help=_("language of the report (default: en)")
    )
    parser.add_argument(
        "--paper", choices=("A4", "Letter", "A5"), default="A4", help=_("default: A4; A5 for blank forms")
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE|DIR",
        type=Path,
        help=_("where to write it (default: the exports folder)"),
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    names = languages()
    if args.lang not in names:
        raise InputError(
            "report.language",
            _("There are no reports in {lang!r}.").format(lang=args.lang),
            next_step=_("Known languages are {names}.").format(names=", ".join(names)),
        )
    if args.blank:
        return _blank(args)
    if args.paper == "A5":
        raise InputError("report.paper", _("Only blank forms fit on A5; a report is set on A4 or Letter."))
    if args.network:
        return _network(args)
    chosen = {"--site": args.site, "--region": args.region, "--checklist": args.checklist}
    chosen |= {"--from": args.start, "--to": args.end}
    if given := [name for name, value in chosen.items() if value]:
        raise InputError("report.one", _("{given} goes with --network only.").format(given=", ".join(given)))
    if not args.audit:
        raise InputError(
            "report.which",
            _("Which audit? Name one, or ask for the report over many with --network."),
            next_step=_("See audit-tui list."),
        )
    from audit_tui.phrases.photos import left_out_words
    from audit_tui.reports.publish import publish

    store = AuditStore(workspace_of(args), SystemClock())
    row = store.find(args.audit)
    _mind_accent(store.workspace.settings.accent)
    variant: Variant = args.variant or "full"
    coded: list[str] = []
    undeclared: list[str] = []
    with ProgressLine({}) as shown:
        path = publish(
            store,
            row.id,
            language=args.lang,
            to=args.output,
            paper=args.paper,
            variant=variant,
            attached=not args.no_attachment,
            as_of=args.as_of or "",
            progress=lambda done, total: shown.tell(
                _("Drawing: {done} of {total}.").format(done=Count(done), total=Count(total))
            ),
            missing=coded.extend,
            left_out=undeclared.extend,
        )
    if coded:
        words = _("No font of the report has these characters; their codes are printed: {characters}")
        warn(words.format(characters=" ".join(coded[:12])))
    if undeclared:
        hint = _("audit-tui photos {number} declares them.").format(number=row.number)
        warn(" ".join([left_out_words(undeclared), *([hint] if row.status == "draft" else [])]))
    if args.json:
        say_json(
            {
                "id": row.id,
                "number": row.number,
                "status": row.status,
                "variant": variant,
                "attachment": not args.no_attachment,
                "photos_left_out": undeclared,
                "path": str(path),
            }
        )
    else:
        say(str(path))
    return DONE


def _blank(args: argparse.Namespace) -> int:
    from audit_tui.cli.common import site_of
    from audit_tui.library.finder import resolve
    from audit_tui.library.loader import load_checklist
    from audit_tui.library.overrides import laid_down
    from audit_tui.paths import shipped_checklists
    from audit_tui.reports.publish_blank import publish_blank
    from audit_tui.store.registry import Registry

    given = {"--network": args.network, "--variant": args.variant, "--no-attachment": args.no_attachment}
    given |= {"--region": args.region, "--checklist": args.checklist, "--from": args.start, "--to": args.end}
    given |= {"AUDIT": args.audit}
    if wrong := [name for name, value in given.items() if value]:
        raise InputError(
            "report.blank",
            _("{options}: this does not go with --blank.").format(options=", ".join(wrong)),
            next_step=_("A blank form takes checklists, and one site with --site."),
        )
    if len(args.site) > 1:
        raise InputError("report.blank", _("A blank form is for one site, or for any."))
    clock = SystemClock()
    workspace = workspace_of(args)
    _mind_accent(workspace.settings.accent)
    site = site_of(Registry(workspace, clock), args.site[0]) if args.site else None
    laid = laid_down(workspace.standards, site)
    folders = [workspace.checklists, shipped_checklists()]
    checklists = [load_checklist(resolve(name, folders), laid) for name in dict.fromkeys(args.blank)]
    path = publish_blank(
        workspace,
        checklists,
        site=site,
        as_of=args.as_of or _today(clock),
        language=args.lang,
        paper=args.paper,
        to=args.output,
    )
    if args.json:
        say_json(
            {
                "variant": "blank",
                "checklists": [{"id": one.id, "version": one.version} for one in checklists],
                "site": site.id if site is not None else None,
                "path": str(path),
            }
        )
    else:
        say(str(path))
    return DONE


def _mind_accent(accent: str) -> None:
    """A word where the organisation's colour could not be read on white."""
    from audit_tui.settings import too_light

    if why := too_light(accent):
        warn(_("{why} The report prints it darker; choose a darker accent.").format(why=why))


def _today(clock: SystemClock) -> str:
    now = datetime.fromtimestamp(clock.wall() / 1000, UTC) + timedelta(minutes=clock.offset())
    return now.date().isoformat()


def _network(args: argparse.Namespace) -> int:
    from audit_tui.reports.publish_network import publish_network
    from audit_tui.rules.insights import Selection

    if args.audit:
        raise InputError(
            "report.both",
            _("{audit!r} is one audit, and --network a report over many.").format(audit=args.audit),
            next_step=_("Leave one of them out, or name sites with --site."),
        )
    if args.variant or args.no_attachment:
        given = "--variant" if args.variant else "--no-attachment"
        raise InputError(
            "report.variant",
            _("{given} is for the report of one audit; a network report has one form.").format(given=given),
        )
    check_period(args, "report")
    clock = SystemClock()
    store = AuditStore(workspace_of(args), clock)
    _mind_accent(store.workspace.settings.accent)
    rows = [row for row in store.rows() if row.status == "finished"]
    sites = [known(name, {row.site_id for row in rows}, area="report", what="site") for name in args.site]
    names = {name for row in rows for name in row.checklists}
    checklist = known(args.checklist, names, area="report", what="checklist")
    selection = Selection("", args.region, checklist, args.start or "", args.end or "")
    words = {
        "reading": later("Reading audits: {done:,} of {total:,}"),
        "drawing": later("Drawing: {done:,} of {total:,}"),
    }
    with ProgressLine({}) as shown:
        made = publish_network(
            store,
            clock,
            selection,
            sites=sites,
            as_of=args.as_of or _today(clock),
            language=args.lang,
            paper=args.paper,
            to=args.output,
            progress=lambda what, done, total: shown.tell(
                _(words[what]).format(done=Count(done), total=Count(total))
            ),
        )
    for unread in made.unread:
        warn(_("Left out: {unread}").format(unread=unread))
    if store.workspace.vault.locked:
        warn(
            _("LOCKED: owners of actions and what customers wrote are not in it; the passphrase opens them.")
        )
    if args.json:
        say_json(
            {
                "path": str(made.path),
                "visits": made.visits,
                "sites": made.sites,
                "first": made.first,
                "last": made.last,
                "as_of": made.as_of,
                "sha256": made.sha256,
            }
        )
    else:
        say(str(made.path))
    return DONE
