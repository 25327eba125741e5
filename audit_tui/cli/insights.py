"""Say what improved: over many finished audits, by site, by touchpoint, over time.

Compared are the same sites and comparable questions only, and each answer says how many those are. Drafts and
visits that were broken off never count; a site with fewer than five visits gets no rank.

  improved   fixed, recurring and new standards at each site, against the visit before and over the period
  league     the sites side by side: median, dots of the visits, how many passed
  heatmap    sites by touchpoints: the last visit, or the mean
  trend      each site over time: a run chart, past twelve visits a p-chart with exact limits
  recurring  the standards that keep falling short
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from audit_tui.cli.choosing import add_period, check_period, known
from audit_tui.cli.common import add_json, columns, say, say_json, warn, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE
from audit_tui.i18n import _, language
from audit_tui.locale_format import Count
from audit_tui.model.text import pick
from audit_tui.phrases import insights as words
from audit_tui.phrases.figures import dots, scale_from, spark
from audit_tui.phrases.numbers import percent_words
from audit_tui.rules.insights import (
    Selected,
    Selection,
    heat_map,
    league,
    progress,
    recurring,
    select,
)
from audit_tui.rules.trend import trends
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.results import Results

if TYPE_CHECKING:
    from audit_tui.rules.comparison import Comparison
    from audit_tui.rules.outcomes import AuditResult

EXAMPLES = """examples:
  audit-tui insights                            what improved at each site
  audit-tui insights improved --site HARBOUR    with the standards by name
  audit-tui insights league --region South --from 2026-01-01
  audit-tui insights heatmap --mean
  audit-tui insights recurring --checklist phone --json | jq '.standards[:5]'"""

PARTS = ("improved", "league", "heatmap", "trend", "recurring")

_DOTS = 24


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "part", metavar="PART", nargs="?", choices=PARTS, default="improved", help=", ".join(PARTS)
    )
    parser.add_argument("--site", metavar="ID", default="", help=_("only this site"))
    parser.add_argument("--region", metavar="REGION", default="", help=_("only the sites of this region"))
    parser.add_argument(
        "--checklist", metavar="ID", default="", help=_("only this checklist, by its own percentage")
    )
    add_period(parser)
    parser.add_argument("--mean", action="store_true", help=_("heatmap: the mean instead of the last visit"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    check_period(args, "insights")
    workspace, clock = workspace_of(args, ask=False), SystemClock()
    store = AuditStore(workspace, clock)
    regions = {site.id: site.region for site in Registry(workspace, clock).sites()}
    results = Results(workspace, regions)
    with ProgressLine({}) as shown:
        found = results.of(
            store.rows(),
            lambda done, total: shown.tell(
                _("Reading audits: {done:,} of {total:,}").format(done=Count(done), total=Count(total))
            ),
        )
    for unread in results.unread:
        warn(_("{number} is left out: {why}").format(number=unread.number, why=unread.why))
    selection = _selection(args, found)
    selected = select(found, selection)
    if args.json:
        from audit_tui.reports.insights_json import document

        say_json(document(args.part, selection, selected, results.unread))
        return DONE
    if workspace.is_demo or selected.demo:
        say(_("DEMO: everything here is invented.") + "\n")
    say(words.visits_words(selected, _))
    if selected.visits:
        for line in _SHOWN[args.part](selected, args):
            say(line)
    return DONE


def _selection(args: argparse.Namespace, found: Iterable[AuditResult]) -> Selection:
    """What is asked for; InputError for a site, region or checklist that no finished audit has."""
    found = list(found)
    sites, regions = {one.site for one in found}, {one.region for one in found if one.region}
    checklists = {each.edition.id for one in found for each in one.checklists}
    return Selection(
        known(args.site, sites, area="insights", what="site"),
        known(args.region, regions, area="insights", what="region"),
        known(args.checklist, checklists, area="insights", what="checklist"),
        args.start or "",
        args.end or "",
    )


# -- text -----------------------------------------------------------------------------------------------------


def _improved(selected: Selected, args: argparse.Namespace) -> Iterator[str]:
    found = progress(selected)
    head = [
        _("SITE"),
        _("VISITS"),
        _("DAY"),
        _("SCORE"),
        _("AGAINST"),
        _("CHANGE"),
        _("FIXED"),
        _("RECUR"),
        _("NEW"),
        _("MISSED"),
        _("ON"),
    ]
    rows = []
    for one in found:
        last = one.visits[-1]
        lead = [one.name, str(len(one.visits)), last.day, percent_words(last.percent)]
        if one.last is None:
            rows.append([*lead, "–", "", "", "", "", "", ""])
        for at, comparison in enumerate(each for each in (one.last, one.period) if each is not None):
            rows.append([*(lead if not at else ["", "", "", ""]), *_compared(comparison)])
    yield ""
    yield from columns([head, *rows], right=(1, 3, 5, 6, 7, 8, 9, 10))
    yield ""
    yield _(
        "AGAINST: the visit before, below it the first of the period. MISSED: not re-checked. ON: questions"
    )
    yield _("compared, of those assessed; CHANGE is in percentage points over these.")
    for one in found:
        if one.gap is not None and one.target is not None:
            yield _("{site}: {gap} points against its target of {target}.").format(
                site=one.name, gap=words.change_words(one.gap), target=percent_words(one.target)
            )
    yield from _notes(words.aside_words(sum(one.aside for one in found), _))
    if not args.site:
        yield _("The standards by name: --site ID.")
        return
    for one in found:
        for each in (one.last, one.period):
            if each is not None:
                yield from _by_name(each)


def _compared(comparison: Comparison) -> list[str]:
    return [
        comparison.before.day,
        words.change_words(comparison.change),
        *(
            str(len(each))
            for each in (
                comparison.fixed,
                comparison.recurring,
                comparison.new,
                comparison.not_rechecked,
            )
        ),
        f"{comparison.comparable}/{comparison.asked}",
    ]


def _by_name(comparison: Comparison) -> Iterator[str]:
    yield ""
    yield f"{comparison.before.day} → {comparison.after.day}: {words.counts_words(comparison, _)}"
    for what, items in words.became(comparison).items():
        if not items:
            continue
        yield f"  {words.became_words(what, _)}"
        for item in items:
            text = pick(comparison.after.text(item) or comparison.before.text(item), language())
            yield f"    {item}  {text}"


def _league(selected: Selected, args: argparse.Namespace) -> Iterator[str]:
    found = league(selected)
    low = scale_from([percent for one in found.standings for percent in one.percents])
    head = [_("RANK"), _("SITE"), "N", _("MEDIAN"), _("INTERVAL"), f"{low}–100 %", _("PASSED")]
    rows = [
        [
            str(one.rank or "–"),
            one.name,
            str(one.visits),
            percent_words(one.median),
            words.interval_words(one.interval),
            dots(one.percents, one.median, low, _DOTS),
            words.passed_words(one, _),
        ]
        for one in found.standings
    ]
    yield ""
    yield from columns([head, *rows], right=(2, 3))
    yield ""
    yield _("Compared: visits with the checklists {names}.").format(names=", ".join(found.asked))
    few = any(one.rank is None for one in found.standings)
    yield from _notes(
        words.unranked_words(_) if few else "",
        words.aside_words(found.aside, _),
        words.remeasured_words(selected.remeasured, _),
    )


def _heatmap(selected: Selected, args: argparse.Namespace) -> Iterator[str]:
    found = heat_map(selected)
    titles = [pick(found.titles[one], language()) for one in found.checklists]
    rows = [
        [name, *(words.cell_words(found.cells.get((site, one)), mean=args.mean) for one in found.checklists)]
        for site, name in found.sites
    ]
    yield ""
    yield _("Mean over the period, percent") if args.mean else _("Last visit, percent")
    yield from columns([[_("SITE"), *titles], *rows], right=range(1, len(titles) + 1))
    yield ""
    yield words.legend_words(_)
    yield from _notes(words.remeasured_words(selected.remeasured, _))


def _trend(selected: Selected, args: argparse.Namespace) -> Iterator[str]:
    for one in trends(selected):
        yield ""
        percents = [point.percent for point in one.points]
        yield f"{one.name} ({one.site})  {spark(percents)}  {words.chart_words(one, _)}"
        rows = [
            [
                f"  {point.result.day}",
                percent_words(point.percent),
                point.result.number,
                words.point_words(point, _),
            ]
            for point in one.points
        ]
        yield from columns(rows, right=(1,))
        yield from _notes(words.aside_words(one.aside, _))


def _recurring(selected: Selected, args: argparse.Namespace) -> Iterator[str]:
    found = recurring(selected)
    if not found:
        yield _("Nothing fell short.")
    for at, one in enumerate(found, 1):
        yield ""
        yield f"{at:>3}  {one.item}  {pick(one.text, language())}"
        yield f"     {words.short_words(one, _)}"
        yield "     " + _("at {sites}; last {number}, {day}").format(
            sites=", ".join(one.sites), number=one.last.number, day=one.last.day
        )
        if one.otherwise:
            yield "     " + _("visits that asked otherwise, not counted: {count}").format(count=one.otherwise)


def _notes(*notes: str) -> Iterator[str]:
    yield from (note for note in notes if note)


_SHOWN = {
    "improved": _improved,
    "league": _league,
    "heatmap": _heatmap,
    "trend": _trend,
    "recurring": _recurring,
}
