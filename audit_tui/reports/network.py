"""From the results of many audits to what their network report says. It draws nothing and writes nothing.

All figures come from the rules of comparison; here they are counted, put in order and into words. No shopper is
named: results hold no names, and who is to act stays blank where the visit was a mystery one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cached_property
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from audit_tui.i18n import translator
from audit_tui.locale_format import listed, written_in
from audit_tui.phrases import insights as words
from audit_tui.phrases.figures import scale_from
from audit_tui.phrases.numbers import percent_words
from audit_tui.phrases.touchpoints import touchpoint_words
from audit_tui.reports.content import Around, Attachment, Fact, Kpi, Status
from audit_tui.reports.figures import Figures
from audit_tui.reports.foreign import pick
from audit_tui.reports.insights_json import part_json
from audit_tui.reports.network_basis import basis_json
from audit_tui.reports.network_content import (
    Course,
    Heard,
    Moved,
    Named,
    NetworkContent,
    Overdue,
    Ranked,
    Stubborn,
    Tile,
)
from audit_tui.reports.network_nps import Asked, lead, nps_json, recommended
from audit_tui.reports.network_sampling import Left, sampling
from audit_tui.reports.printed.key import NETWORK
from audit_tui.reports.subject import percent_status
from audit_tui.reports.words import DASH, day_words, percent_figure
from audit_tui.rules.comparison import Comparison
from audit_tui.rules.insights import (
    Cell,
    Recurring,
    Selection,
    SiteProgress,
    Standing,
    median_interval,
)
from audit_tui.rules.record import canonical
from audit_tui.rules.results import number
from audit_tui.rules.statistics import median, wilson
from audit_tui.rules.trend import Trend
from audit_tui.store.actions import TrackedAction
from audit_tui.store.feedback import FeedbackKind

FORMAT = "audit-network/2"
ATTACHMENT = "network.json"
SHOWN_RECURRING = 25
"""Standards that the table of what keeps falling short shows; all stand in the attached data."""
FIRST = 3


@dataclass(frozen=True)
class Network(Figures):
    """The visits that a report is about, and what the workspace knows besides about their sites."""

    selection: Selection
    sites: tuple[str, ...]
    """The sites that were asked for by name; none: all that the selection takes."""
    left: Left
    actions: Sequence[TrackedAction]
    """All actions of these sites, whenever they were asked for."""
    heard: Mapping[str, Mapping[FeedbackKind, int]]
    """Touchpoint → how many wishes and complaints were noted at these sites."""
    mystery: frozenset[str]
    """Audits whose actions name no owner."""
    names: Mapping[str, str]
    """Site, in lower case → its name."""
    asked: Asked
    """What customers and shoppers answered on whether they would recommend."""
    as_of: str
    """The day on which the report looks; an action due before it is overdue."""
    language: str = "en"

    @cached_property
    def translation(self) -> NullTranslations:
        return translator(self.language)

    def say(self, message: str) -> str:
        return self.translation.gettext(message)

    def count(self, one: str, many: str, n: int) -> str:
        return self.translation.ngettext(one, many, n).format(n=n)

    def pick(self, text: Mapping[str, str] | None) -> str:
        return pick(text, self.language)

    @cached_property
    def compared(self) -> tuple[Comparison, ...]:
        """Each site's last visit against the one before."""
        return tuple(one.last for one in self.progress if one.last is not None)

    @cached_property
    def overdue(self) -> tuple[TrackedAction, ...]:
        """The open actions that were due before the day of the report, the oldest first."""
        late = [one for one in self.actions if one.status == "open" and one.due and one.due < self.as_of]
        return tuple(sorted(late, key=lambda one: (one.due or "", one.number, one.id)))

    @cached_property
    def period(self) -> str:
        """From the first visit to the last, in words."""
        days = [one.day for one in self.selected.visits]
        first, last = day_words(min(days)), day_words(max(days))
        return first if first == last else f"{first} {DASH} {last}"

    @property
    def asked_checklists(self) -> str:
        """The titles of the checklists that were asked."""
        return listed(self.pick(self.heat.titles[one]) for one in self.heat.checklists)


def network_content(
    given: Network,
    *,
    organisation: str = "",
    confidentiality: str = "",
    accent: str = "",
    logo: Path | None = None,
) -> NetworkContent:
    """What the network report of `given` says; there must be at least one visit."""
    with written_in(given.language):
        _ = given.say
        selected = given.selected
        scale = scale_from([percent for one in given.league.standings for percent in one.percents])
        description = _("The figures of this report, as numbers, each with the visits it rests on")
        attachment = Attachment(ATTACHMENT, network_json(given), description)
        return NetworkContent(
            around=_around(
                given, organisation or _("Service audits"), confidentiality, accent, logo, attachment
            ),
            attachment=attachment,
            accent=accent,
            title=_("Network report"),
            sub=_place(given),
            facts=(
                Fact(_("Visits"), given.period),
                Fact(_("Sites"), str(len(selected.sites))),
                Fact(_("Checklists"), given.asked_checklists),
                Fact(_("As of"), day_words(given.as_of)),
            ),
            lead=_lead(given),
            lead_more=_lead_more(given),
            kpis=_kpis(given),
            moved=tuple(_moved(given, one, one.last) for one in given.progress if one.last is not None),
            single=_single(given),
            act_first=tuple(
                Named(one.item, given.pick(one.text), words.short_words(one, _))
                for one in given.recurring[:FIRST]
            ),
            improved=_improved(given),
            scale=float(scale),
            league=tuple(_ranked(given, one) for one in given.league.standings),
            league_notes=_league_notes(given),
            heat_titles=tuple(given.pick(given.heat.titles[one]) for one in given.heat.checklists),
            heat=tuple(
                (
                    name,
                    tuple(_tile(given, given.heat.cells.get((site, one))) for one in given.heat.checklists),
                )
                for site, name in given.heat.sites
            ),
            heat_notes=_some(words.remeasured_words(selected.remeasured, _)),
            courses=tuple(_course(given, one) for one in given.trends),
            recurring=tuple(_stubborn(given, one) for one in given.recurring[:SHOWN_RECURRING]),
            recurring_more=max(0, len(given.recurring) - SHOWN_RECURRING),
            overdue=tuple(_late(given, one) for one in given.overdue),
            actions=_action_words(given),
            heard=tuple(
                Heard(touchpoint_words(touchpoint, _), kinds["wish"], kinds["complaint"])
                for touchpoint, kinds in given.heard.items()
            ),
            recommended=recommended(
                given.asked,
                given.names,
                {one: given.pick(title) for one, title in given.heat.titles.items()},
                given.translation,
            ),
            recommended_lead=lead(given.asked, given.translation),
            sampling=sampling(
                given.selected,
                given.left,
                selection=_place(given),
                asked=_checklist_words(given),
                period=given.period,
                aside=given.league.aside,
                translation=given.translation,
            ),
        )


def network_json(given: Network) -> bytes:
    """The figures of the report, canonical (RFC 8785): the same visits give the same bytes."""
    selected, selection = given.selected, given.selection
    document: dict[str, Any] = {
        "format": FORMAT,
        "as_of": given.as_of,
        "demo": selected.demo,
        "selection": {
            "sites": list(given.sites),
            "site": selection.site or None,
            "region": selection.region or None,
            "checklist": selection.checklist or None,
            "from": selection.start or None,
            "to": selection.end or None,
        },
        "sampling": {
            "visits": len(selected.visits),
            "sites": len(selected.sites),
            "first": min(one.day for one in selected.visits),
            "last": max(one.day for one in selected.visits),
            "aborted": selected.aborted,
            "unscored": selected.unscored,
            "remeasured": selected.remeasured,
            "drafts": given.left.drafts,
            "abandoned": given.left.abandoned,
            "unread": [{"number": one.number, "why": one.why} for one in given.left.unread],
            "without_visit": list(given.left.without_visit),
        },
        **{part: part_json(part, given) for part in ("improved", "league", "heatmap", "trend", "recurring")},
        "actions": {
            **{status: sum(one.status == status for one in given.actions) for status in _STATUSES},
            "overdue": [
                {
                    "id": one.id,
                    "number": one.number,
                    "site": one.site,
                    "what": one.what,
                    "owner": _owner(given, one) or None,
                    "due": one.due,
                }
                for one in given.overdue
            ],
        },
        "feedback": [
            {"touchpoint": touchpoint, "wishes": kinds["wish"], "complaints": kinds["complaint"]}
            for touchpoint, kinds in given.heard.items()
        ],
        "nps": nps_json(given.asked, given.names),
        "basis": basis_json(given),
    }
    return canonical(document)


_STATUSES = ("open", "done", "verified")


def _around(
    given: Network,
    organisation: str,
    confidentiality: str,
    accent: str,
    logo: Path | None,
    attachment: Attachment,
) -> Around:
    _ = given.say
    return Around(
        language=given.language,
        organisation=organisation,
        logo=logo,
        dated=datetime.combine(date.fromisoformat(given.as_of), datetime.min.time(), UTC),
        marks=(_("DEMO – fictional data"),) if given.selected.demo else (),
        confidentiality=confidentiality or _("Confidential – for the client only"),
        name=_("Network report"),
        tail=(given.period,),
        subject=f"{_('Network report')} · {_place(given)} · {given.period}",
        attachment=attachment,
        variant=NETWORK,
        foot=confidentiality,
        accent=accent,
    )


def _some(*notes: str) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def _place(given: Network) -> str:
    """Which sites the report is about."""
    _ = given.say
    if given.sites:
        named = listed(given.names.get(site.casefold(), site) for site in given.sites[:6])
        more = len(given.sites) - 6
        return named + (f" {_('and {n} more').format(n=more)}" if more > 0 else "")
    if given.selection.region:
        return _("Region {region}").format(region=given.selection.region)
    return _("All sites")


def _checklist_words(given: Network) -> str:
    _ = given.say
    if given.selection.checklist:
        return _("the checklist {title} alone, by its own percentage").format(title=given.asked_checklists)
    return given.asked_checklists


# -- the board's page -----------------------------------------------------------------------------------------


def _lead(given: Network) -> str:
    _ = given.say
    changes = [one.change for one in given.compared if one.change is not None]
    if not changes:
        return _("No site has two comparable visits yet, so nothing can be said of progress.")
    better, worse = sum(one > 0 for one in changes), sum(one < 0 for one in changes)
    return _(
        "Of {sites} sites with a visit to compare with, {better} did better than the visit before and {worse} "
        "did worse."
    ).format(sites=len(changes), better=better, worse=worse)


def _lead_more(given: Network) -> str:
    """What became of what fell short before, over all sites."""
    _ = given.say
    found = given.compared
    if not any(one.comparable for one in found):
        return ""
    return _(
        "Of {before} standards that fell short before, {fixed} are fixed, {recurring} fall short again and "
        "{missed} were not re-checked; {new} fall short that were met before."
    ).format(
        before=sum(one.failures_before for one in found),
        fixed=sum(len(one.fixed) for one in found),
        recurring=sum(len(one.recurring) for one in found),
        missed=sum(len(one.not_rechecked) for one in found),
        new=sum(len(one.new) for one in found),
    )


def _kpis(given: Network) -> tuple[Kpi, ...]:
    _ = given.say
    found, selected = given.compared, given.selected
    percents = [percent for one in given.league.standings for percent in one.percents]
    judged = [one.passed for one in selected.visits if one.passed is not None]
    fixed, before = sum(len(one.fixed) for one in found), sum(one.failures_before for one in found)
    comparable, asked = sum(one.comparable for one in found), sum(one.asked for one in found)
    kpis = [
        Kpi(
            str(len(selected.visits)),
            given.count("at {n} site", "at {n} sites", len(selected.sites)),
            _("Visits with a score"),
            _("left out: {n}").format(n=given.left.count + selected.aborted + selected.unscored),
        )
    ]
    if percents:
        kpis.append(
            Kpi(
                percent_words(Fraction(median(percents))),
                "",
                _("Median score of the visits"),
                _n_words(given, len(percents), words.interval_words(median_interval(percents))),
            )
        )
    if judged:
        kpis.append(
            Kpi(
                str(sum(judged)),
                f"/ {len(judged)}",
                _("Visits passed"),
                _n_words(given, len(judged), words.rate_words(wilson(sum(judged), len(judged)))),
            )
        )
    if found:
        kpis.append(
            Kpi(
                str(fixed),
                f"/ {before}",
                _("Standards fixed since the visit before"),
                _("{comparable} of {asked} questions comparable").format(comparable=comparable, asked=asked),
            )
        )
        kpis.append(
            Kpi(
                str(sum(len(one.recurring) for one in found)),
                "",
                _("Standards that fall short again"),
                given.count("at {n} site", "at {n} sites", sum(bool(one.recurring) for one in found)),
            )
        )
    waiting = sum(one.status == "open" for one in given.actions)
    kpis.append(
        Kpi(
            str(len(given.overdue)),
            f"/ {waiting}",
            _("Open corrective actions overdue"),
            _("as of {day}").format(day=day_words(given.as_of)),
        )
    )
    return tuple(kpis)


def _n_words(given: Network, n: int, interval: str) -> str:
    _ = given.say
    if interval == DASH:
        return f"n = {n}"
    return _("n = {n}; 95 % interval {interval}").format(n=n, interval=interval)


def _moved(given: Network, one: SiteProgress, comparison: Comparison) -> Moved:
    _ = given.say
    after, before = comparison.percent_after, comparison.percent_before
    return Moved(
        site=one.name,
        day=day_words(comparison.after.day),
        visits=str(len(one.visits)),
        after=_drawn(after),
        before=_drawn(before),
        target=_drawn(one.target),
        score=percent_words(after),
        status=percent_status(after, one.target),
        change=words.change_words(comparison.change),
        became=" · ".join(
            str(len(each))
            for each in (comparison.fixed, comparison.recurring, comparison.new, comparison.not_rechecked)
        ),
        basis=f"{comparison.comparable}/{comparison.asked}",
    )


def _drawn(percent: Fraction | None) -> float | None:
    found = number(percent)
    return None if found is None else float(found)


def _single(given: Network) -> str:
    _ = given.say
    names = [one.name for one in given.progress if one.last is None]
    if not names:
        return ""
    return _("With one visit there is nothing to compare with yet: {names}.").format(names=_listed(names))


def _listed(names: Sequence[str], most: int = 12) -> str:
    return listed(names[:most]) + (f" (+{len(names) - most})" if len(names) > most else "")


def _improved(given: Network) -> tuple[Named, ...]:
    """The standards that were fixed at most sites."""
    _ = given.say
    fixed = Counter(item for one in given.compared for item in one.fixed)
    short = Counter(
        item for one in given.compared for item in (*one.fixed, *one.recurring, *one.not_rechecked)
    )
    texts = {
        item: one.after.text(item) or one.before.text(item) for one in given.compared for item in one.fixed
    }
    first = sorted(fixed, key=lambda item: (-fixed[item], short[item], item))[:FIRST]
    return tuple(
        Named(
            item,
            given.pick(texts[item]),
            _("fixed at {fixed} of the {short} sites where it fell short").format(
                fixed=fixed[item], short=short[item]
            ),
        )
        for item in first
    )


# -- the sections ---------------------------------------------------------------------------------------------


def _ranked(given: Network, one: Standing) -> Ranked:
    return Ranked(
        rank=str(one.rank) if one.rank is not None else DASH,
        site=one.name,
        visits=str(one.visits),
        median=percent_words(one.median),
        interval=words.interval_words(one.interval),
        passed=words.passed_words(one, given.say),
        dots=tuple(float(percent) for percent in one.percents),
        middle=float(one.median),
        band=(one.interval.low, one.interval.high) if one.interval is not None else None,
    )


def _league_notes(given: Network) -> tuple[str, ...]:
    _ = given.say
    asked = listed(given.pick(given.heat.titles[one]) for one in given.league.asked)
    return _some(
        _("Compared: visits with the checklists {names}.").format(names=asked),
        words.unranked_words(_) if any(one.rank is None for one in given.league.standings) else "",
        words.aside_words(given.league.aside, _),
        words.remeasured_words(given.selected.remeasured, _),
    )


_TILES: Mapping[str, Status] = {"pass": "pass", "below": "minor", "fail": "major"}


def _tile(given: Network, cell: Cell | None) -> Tile | None:
    if cell is None:
        return None
    _ = given.say
    figure = percent_figure(cell.last)
    word = words.level_words(cell.last_level, _)
    if cell.critical:
        word = f"{word}, {_('critical failure')}"
    return Tile("critical" if cell.critical else _TILES[cell.last_level], figure, str(cell.visits), word)


def _course(given: Network, one: Trend) -> Course:
    return Course(
        site=one.name,
        visits=str(len(one.points)),
        course=tuple(float(point.percent) for point in one.points),
        middle=float(one.median),
        target=_drawn(one.target),
        outside=tuple(bool(point.outside) for point in one.points),
        latest=percent_words(one.points[-1].percent),
        said=words.chart_words(one, given.say),
    )


def _stubborn(given: Network, one: Recurring) -> Stubborn:
    return Stubborn(
        code=one.item,
        text=given.pick(one.text),
        short=f"{one.short} / {one.visits}",
        share=words.rate_words(one.interval),
        again=str(one.again),
        sites=f"{len(one.sites)} / {one.assessed_at}",
        last=day_words(one.last.day),
    )


def _owner(given: Network, one: TrackedAction) -> str:
    return "" if one.audit in given.mystery else one.owner


def _late(given: Network, one: TrackedAction) -> Overdue:
    due = one.due or given.as_of
    return Overdue(
        days=str((date.fromisoformat(given.as_of) - date.fromisoformat(due)).days),
        due=day_words(due),
        site=given.names.get(one.site.casefold(), one.site),
        audit=one.number,
        what=one.what,
        owner=_owner(given, one),
    )


def _action_words(given: Network) -> str:
    _ = given.say
    counts = Counter(one.status for one in given.actions)
    return _(
        "Corrective actions of these sites, whenever they were asked for: open {open}, of these overdue {overdue}; "
        "done and waiting for a check {done}; verified {verified}."
    ).format(
        open=counts["open"], overdue=len(given.overdue), done=counts["done"], verified=counts["verified"]
    )
