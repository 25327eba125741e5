"""Show the net promoter score: of surveys by site and by month, and apart from them of shopper visits.

The scales 0–10 and 1–10 are never pooled, nor are surveys and visits. Under 30 answers nothing is read from a
score. `audit-tui surveys` takes answers in.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

from audit_tui.cli.common import (
    add_json,
    columns,
    day_of,
    say,
    say_json,
    site_of,
    warn,
    workspace_of,
)
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE
from audit_tui.i18n import _
from audit_tui.locale_format import Count
from audit_tui.phrases.nps import (
    interval_words,
    reading_sentence,
    reading_words,
    scale_words,
    score_sentence,
    signed,
)
from audit_tui.rules.nps import Part, Scores, by_question, questions_json, scores, scores_json
from audit_tui.store.audits import AuditStore
from audit_tui.store.comparing import visit_opinions
from audit_tui.store.registry import Registry
from audit_tui.store.responses import SurveyResponses, opinions
from audit_tui.store.results import Results

EXAMPLES = """examples:
  audit-tui nps
  audit-tui nps --site ROMA-01 --from 2026-01-01 --to 2026-06-30
  audit-tui nps --json | jq '.surveys.overall'"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", metavar="ID", help=_("only this site"))
    parser.add_argument("--from", dest="since", metavar="DATE", help=_("from this day on, as 2026-11-18"))
    parser.add_argument("--to", dest="until", metavar="DATE", help=_("up to this day"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args, ask=False), SystemClock()
    registry = Registry(workspace, clock)
    site = site_of(registry, args.site).id if args.site else None
    since, until = day_of(args.since), day_of(args.until)
    names = {one.id: one.name for one in registry.sites()}
    answers = SurveyResponses(workspace, clock).all(site=site, since=since, until=until)
    results = Results(workspace)
    with ProgressLine({}) as shown:
        found = results.of(
            AuditStore(workspace, clock).rows(),
            lambda done, total: shown.tell(
                _("Reading audits: {done:,} of {total:,}").format(done=Count(done), total=Count(total))
            ),
        )
    surveys = scores(opinions(answers))
    visits = by_question(visit_opinions(found, site=site, since=since, until=until))
    if args.json:
        say_json(
            {
                "site": site,
                "from": since or None,
                "to": until or None,
                "surveys": scores_json(surveys, names),
                "visits": questions_json(visits),
                "unread": [{"audit": one.number, "why": one.why} for one in results.unread],
            }
        )
    else:
        for line in _lines(surveys, visits, names, demo=workspace.is_demo):
            say(line)
        for one in results.unread:
            warn(_("{number} is left out: {why}").format(number=one.number, why=one.why))
    return DONE


def _lines(surveys: Scores, visits: Sequence[Part], names: Mapping[str, str], *, demo: bool) -> Iterator[str]:
    if demo:
        yield _("DEMO: everything here is invented.")
        yield ""
    yield _("SURVEYS")
    yield from _surveys(surveys, names)
    yield ""
    yield _("SHOPPER VISITS (apart: a shopper is no customer)")
    if visits:
        yield from _table(_("QUESTION"), visits, names)
    else:
        yield "  " + _("No finished visit asked for a recommendation.")


def _surveys(several: Scores, names: Mapping[str, str]) -> Iterator[str]:
    if not several.overall:
        yield "  " + _("There are no survey answers; `audit-tui surveys` takes them in.")
        return
    for one in several.overall:
        yield f"  {score_sentence(one, _)}."
        yield f"  {reading_sentence(one, _)}"
    for title, parts in ((_("SITE"), several.sites), (_("MONTH"), several.months)):
        yield ""
        yield from _table(title, parts, names)


def _table(title: str, parts: Sequence[Part], names: Mapping[str, str]) -> Iterator[str]:
    head = [
        f"  {title}",
        "",
        _("SCALE"),
        _("NPS"),
        "95 %",
        _("PROMOTERS"),
        _("PASSIVES"),
        _("DETRACTORS"),
        "N",
        _("READING"),
    ]
    yield from columns([head, *(_row(part, names) for part in parts)], right=(3, 5, 6, 7, 8))


def _row(part: Part, names: Mapping[str, str]) -> list[str]:
    one = part.score
    return [
        f"  {part.name}",
        names.get(part.name, ""),
        scale_words(one.scale),
        signed(one.value),
        interval_words(one),
        str(one.promoters),
        str(one.passives),
        str(one.detractors),
        str(one.n),
        reading_words(one, _),
    ]
