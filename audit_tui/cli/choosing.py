"""Which audits a verb is about: by site, region, checklist and period. What nothing fits is refused with a word."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime

from audit_tui.cli.common import nearest
from audit_tui.errors import InputError
from audit_tui.i18n import _


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The options that choose audits; several sites may be named."""
    parser.add_argument(
        "--site", metavar="ID", nargs="+", action="extend", default=[], help=_("only these sites")
    )
    parser.add_argument("--region", metavar="REGION", default="", help=_("only the sites of this region"))
    parser.add_argument("--checklist", metavar="ID", default="", help=_("only visits with this checklist"))
    add_period(parser)


def add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", metavar="DATE", dest="start", type=day, default=None, help=_("visits from this day on")
    )
    parser.add_argument(
        "--to", metavar="DATE", dest="end", type=day, default=None, help=_("visits up to this day")
    )


def day(text: str) -> str:
    """A day as `YYYY-MM-DD`, for argparse."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("{text!r} is no day; write it as 2026-11-18").format(text=text)
        ) from None


def check_period(args: argparse.Namespace, area: str) -> None:
    """InputError where the period ends before it begins."""
    if args.start and args.end and args.end < args.start:
        raise InputError(
            f"{area}.period",
            _("The period ends ({end}) before it begins ({start}).").format(end=args.end, start=args.start),
        )


def known(given: str, names: Iterable[str], *, area: str, what: str, audits: str = "finished audit") -> str:
    """`given` as `names` spell it, in any case; empty stays empty. InputError where none of `audits` has it."""
    names = set(names)
    spelled = next((one for one in sorted(names) if one.casefold() == given.casefold()), "")
    if given and not spelled:
        raise InputError(
            f"{area}.{what}",
            _("No {audits} has the {what} {given!r}.{nearest}").format(
                audits=audits, what=what, given=given, nearest=nearest(given, names)
            ),
            next_step=_("There are: {names}.").format(names=", ".join(sorted(names)[:12])) if names else "",
        )
    return spelled
