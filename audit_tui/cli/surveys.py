"""Keep customers' survey answers: add them, take them in from a CSV file, list or remove them.

An answer says how likely a customer is to recommend a site, from 0 to 10 or from 1 to 10; the scale stays with
it. Never write down who the customer was. `audit-tui nps` shows what the answers come to.

The first line of a CSV file names the columns: site, date and answer, and where wanted scale, channel,
touchpoint, comment. With a fault nothing is taken in, and no file is taken in twice.
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
    say,
    say_json,
    site_of,
    workspace_of,
)
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FaultyFileError, InputError
from audit_tui.i18n import _, plural
from audit_tui.model.survey import CHANNELS, SCALES, SurveyResponse
from audit_tui.phrases.nps import channels, scale_words
from audit_tui.store.registry import Registry
from audit_tui.store.responses import Given, SurveyResponses

EXAMPLES = """examples:
  audit-tui surveys add 9 10 7 --site ROMA-01 --channel paper
  audit-tui surveys import november.csv --scale 0-10
  audit-tui surveys list --site ROMA-01 --from 2026-11-01"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="add|import|list|remove", required=True)
    adding = doing.add_parser("add", help=_("keep one answer or several"))
    adding.add_argument("answers", metavar="ANSWER", type=int, nargs="+", help=_("0 to 10, one a customer"))
    adding.add_argument("--site", metavar="ID", required=True)
    adding.add_argument("--scale", choices=SCALES, default="0-10", help=_("default: 0-10"))
    adding.add_argument(
        "--day", metavar="DATE", help=_("local date as 2026-11-18 (default: today at the site)")
    )
    adding.add_argument("--channel", metavar="NAME", default="other", help=", ".join(CHANNELS))
    adding.add_argument(
        "--touchpoint", metavar="NAME", default="", help=_("where the survey asked about one")
    )
    adding.add_argument(
        "--comment", metavar="TEXT", default="", help=_("with one answer: what the customer said")
    )
    taking = doing.add_parser("import", help=_("take in the answers of a CSV file"))
    taking.add_argument("file", metavar="FILE", type=Path, help=_("CSV with a line of column names"))
    taking.add_argument("--scale", choices=SCALES, help=_("of lines that do not say theirs"))
    listing = doing.add_parser("list", help=_("list the answers, the last given first"))
    listing.add_argument("--site", metavar="ID", help=_("only those of this site"))
    listing.add_argument("--scale", choices=SCALES)
    listing.add_argument("--from", dest="since", metavar="DATE", default="")
    listing.add_argument("--to", dest="until", metavar="DATE", default="")
    removing = doing.add_parser("remove", help=_("delete one answer, or all of one import"))
    removing.add_argument("ref", metavar="ID", help=_("the id of an answer, or the mark of an import"))
    for one in (adding, taking, listing, removing):
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args), SystemClock()
    responses, registry = SurveyResponses(workspace, clock), Registry(workspace, clock)
    if args.doing == "add":
        return _add(responses, registry, args)
    if args.doing == "import":
        return _import(responses, registry, args)
    if args.doing == "remove":
        count = responses.remove(args.ref.strip())
        say_json({"removed": count}) if args.json else say(
            _("{answers} deleted.").format(answers=plural("{count} answer", "{count} answers", count))
        )
        return DONE
    site = site_of(registry, args.site).id if args.site else None
    found = responses.all(site=site, since=day_of(args.since), until=day_of(args.until), scale=args.scale)
    _list(found, json=args.json)
    return DONE


def _add(responses: SurveyResponses, registry: Registry, args: argparse.Namespace) -> int:
    site = site_of(registry, args.site)
    if args.comment and len(args.answers) > 1:
        raise InputError("usage", _("A comment belongs to one answer; give one answer with it."))
    day = day_of(args.day) or datetime.now(ZoneInfo(site.zone)).date().isoformat()
    kept = responses.add(
        *(
            Given(site.id, day, answer, args.scale, args.channel, args.touchpoint, args.comment)
            for answer in args.answers
        )
    )
    if args.json:
        say_json({"responses": [as_json(one) for one in kept]})
    else:
        scale = scale_words(kept[0].scale)
        say(
            _("{answers} kept: {name}, {day}, scale {scale}.").format(
                answers=plural("{count} answer", "{count} answers", len(kept)),
                name=site.name,
                day=day,
                scale=scale,
            )
        )
    return DONE


def _import(responses: SurveyResponses, registry: Registry, args: argparse.Namespace) -> int:
    from audit_tui.store.import_responses import import_responses

    done = import_responses(responses, registry, args.file, scale=args.scale)
    if done.faults:
        raise FaultyFileError(done.faults)
    if args.json:
        say_json({"added": done.added, "import": done.batch})
    else:
        say(
            _("{answers} taken in. To undo it: audit-tui surveys remove {batch}").format(
                answers=plural("{count} answer", "{count} answers", done.added), batch=done.batch
            )
        )
    return DONE


def _list(found: list[SurveyResponse], *, json: bool) -> None:
    if json:
        say_json({"responses": [as_json(one) for one in found]})
    elif not found:
        say(_("There are no such survey answers."))
    else:
        head = [
            _("DAY"),
            _("SITE"),
            _("ANSWER"),
            _("SCALE"),
            _("CHANNEL"),
            _("TOUCHPOINT"),
            _("COMMENT"),
            _("ID"),
        ]
        rows = [
            [
                one.day,
                one.site,
                str(one.answer),
                scale_words(one.scale),
                channels(_)[one.channel],
                one.touchpoint or "–",
                " ".join(one.comment.split()),
                one.id,
            ]
            for one in found
        ]
        for line in columns([head, *rows], right=(2,)):
            say(line)
        say(plural("{count} answer.", "{count} answers.", len(found)))


def as_json(one: SurveyResponse) -> dict[str, object]:
    """A response as the verb prints it."""
    return {
        "id": one.id,
        "site": one.site,
        "day": one.day,
        "scale": one.scale,
        "answer": one.answer,
        "channel": one.channel,
        "touchpoint": one.touchpoint or None,
        "comment": one.comment or None,
        "import": one.batch or None,
    }
