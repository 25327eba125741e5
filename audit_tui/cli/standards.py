"""List the service standards, or show one: its figures, where they come from, and which questions measure it.

They are shown as they hold for the organisation, or with --site as they hold at a site: the shipped figures,
then what standards/organisation.yaml of the workspace lays down, then standards/sites/SITE.yaml.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit_tui.cli.common import (
    add_json,
    columns,
    nearest,
    say,
    say_json,
    warn,
    workspace_of,
)
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FINDING, InputError
from audit_tui.i18n import _, language, plural
from audit_tui.model.standard import Replaced, Tables
from audit_tui.model.text import CommonText, pick
from audit_tui.paths import shipped_checklists
from audit_tui.phrases import standards as words
from audit_tui.rules.standards import Listed
from audit_tui.store.registry import Registry

if TYPE_CHECKING:
    from audit_tui.model.site import Site

EXAMPLES = """examples:
  audit-tui standards list
  audit-tui standards list --site HARBOUR --checklist phone
  audit-tui standards show phone/PH-01 --site HARBOUR
  audit-tui standards show PK-06 --json"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="list|show", required=True)
    listing = doing.add_parser("list", help=_("list the standards"))
    showing = doing.add_parser("show", help=_("show one standard"))
    showing.add_argument("standard", metavar="ID", help=_("phone/PH-01, or PH-01 where one checklist has it"))
    listing.add_argument("--checklist", metavar="ID", help=_("only those of this checklist"))
    for one in (listing, showing):
        one.add_argument("--site", metavar="ID", help=_("as they hold at this site (default: for all sites)"))
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    from audit_tui.library.catalogue import catalogue
    from audit_tui.library.overrides import laid_down

    workspace = workspace_of(args, ask=False)
    site = Registry(workspace, SystemClock()).get_site(args.site) if args.site else None
    laid = laid_down(workspace.standards, site)
    found = catalogue([workspace.checklists, shipped_checklists()], laid)
    for fault in found.faults:
        warn(str(fault))
    if args.doing == "show":
        shown = found.find(args.standard)
        if not shown:
            ids = [one.id for one in found.standards]
            short = [id_.partition("/")[2] for id_ in ids]
            hint = nearest(args.standard, ids) or nearest(args.standard, short)
            raise InputError(
                "standard.unknown",
                _("there is no standard {standard!r}.{hint}").format(standard=args.standard, hint=hint),
                next_step="" if hint else _("See audit-tui standards list."),
            )
        _show(shown, site, json=args.json)
    else:
        shown = _of_checklist(found.standards, args.checklist)
        _list(shown, site, json=args.json)
    return FINDING if found.faults else DONE


def _of_checklist(standards: tuple[Listed, ...], checklist: str | None) -> list[Listed]:
    known = dict.fromkeys(one.id.partition("/")[0] for one in standards)
    if checklist is not None and checklist not in known:
        raise InputError(
            "checklist.unknown",
            _("no checklist {checklist!r} has standards.{nearest}").format(
                checklist=checklist, nearest=nearest(checklist, known)
            ),
            next_step=_("Known are {known}.").format(known=", ".join(known)),
        )
    return [one for one in standards if checklist in {None, one.id.partition("/")[0]}]


def _list(shown: list[Listed], site: Site | None, *, json: bool) -> None:
    if json:
        say_json({"site": site.id if site else None, "standards": [as_json(one) for one in shown]})
        return
    say(_whose(site))
    rows = [[_("ID"), _("STANDARD"), _("FIGURE"), _("FROM"), _("ASKED BY")]]
    for one in shown:
        standard = one.standard
        origin = words.origin_words(one, _)
        rows.append(
            [
                one.id,
                _cut(pick(standard.text, language()), 48),
                _cut(pick(standard.figure, language()), 32),
                origin if standard.applies else _("{origin}: does not apply").format(origin=origin),
                plural("{count} question", "{count} questions", len(one.measures)),
            ]
        )
    for line in columns(rows):
        say(line)


def _cut(text: str, room: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _whose(site: Site | None) -> str:
    if site is None:
        return _("As they hold for all sites (--site ID: at one of them).")
    law = (
        _(", law of {jurisdiction}").format(jurisdiction=site.jurisdiction)
        if site.jurisdiction
        else _(", no jurisdiction given")
    )
    return _("As they hold at {name} ({id}{law}).").format(name=site.name, id=site.id, law=law)


def _show(shown: list[Listed], site: Site | None, *, json: bool) -> None:
    if json:
        say_json({"site": site.id if site else None, "standards": [as_json(one) for one in shown]})
        return
    say(_whose(site))
    for one in shown:
        say()
        for line in _lines(one):
            say(line)


def _lines(one: Listed) -> Iterator[str]:
    standard = one.standard
    yield f"{one.id}  {pick(standard.text, language())}"
    if not standard.applies:
        yield "  " + _("DOES NOT APPLY: its questions are asked without being scored.")
    rows = []
    if standard.figure:
        rows.append([_("Figure"), pick(standard.figure, language())])
    rows.append([_("Source"), words.authority_words(standard, language(), _)])
    if one.replaced:
        rows.append([_("Laid down by"), words.replaced_words(one.replaced, language(), _)])
    for name, parameter in standard.parameters.items():
        rows.append([_("Parameter"), words.parameter_words(name, parameter, one.replaced, _)])
    for name, by_law in standard.tables.items():
        for law, table in by_law.items():
            head = _("Table {name}, {law}").format(name=name, law=law)
            rows.append([head, words.sourced_words(table, standard, language(), _)])
    rows += [[label, value] for label, value in words.fact_words(standard, language(), _)]
    for line in columns(rows):
        yield f"  {line}"
    yield "  " + _("Asked by ({count})").format(count=len(one.measures))
    for measure in one.measures:
        yield f"    {measure.label}: {pick(measure.text, language())}"


def as_json(one: Listed) -> dict[str, Any]:
    """A standard as `standards list --json` and `standards show --json` print it."""
    standard = one.standard
    was = {name: value for each in reversed(one.replaced) for name, value in each.parameters.items()}
    return {
        "id": one.id,
        "checklist": pick(one.title, language()),
        "text": pick(standard.text, language()),
        "figure": pick(standard.figure, language()) or None,
        "applies": standard.applies,
        "parameters": [
            {
                "name": name,
                "value": _number(each.value),
                "unit": each.unit,
                "min": _number(each.min),
                "max": _number(each.max),
                "was": _number(was.get(name)),
            }
            for name, each in standard.parameters.items()
        ],
        "tables": _tables_json(standard.tables, standard.source),
        "source": pick(standard.source, language()) or None,
        "edition": standard.edition,
        "jurisdiction": standard.jurisdiction,
        "grade": standard.grade,
        "owner": pick(standard.owner, language()) or None,
        "staff_group": pick(standard.staff_group, language()) or None,
        "phase": standard.phase,
        "kind": standard.kind,
        "nature": standard.nature,
        "perceived_value": standard.perceived_value,
        "effect": pick(standard.effect, language()) or None,
        "share": _number(standard.share),
        "replaced": [replaced_json(each) for each in one.replaced],
        "questions": [
            {"label": measure.label, "text": pick(measure.text, language())} for measure in one.measures
        ],
    }


def replaced_json(each: Replaced) -> dict[str, Any]:
    """What an override put out of force, as JSON."""
    return {
        "level": each.level,
        "by": pick(each.by, language()) or None,
        "fields": each.fields,
        "figure": pick(each.figure, language()) or None,
        "source": pick(each.source, language()) or None,
        "parameters": {name: _number(value) for name, value in each.parameters.items()},
        "tables": _tables_json(each.tables, each.source),
    }


def _tables_json(tables: Tables, source: CommonText | None) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "jurisdiction": law,
            "asked": words.table_words(table, _),
            "source": pick(table.source or source, language()) or None,
            "edition": table.edition,
        }
        for name, by_law in tables.items()
        for law, table in by_law.items()
    ]


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
