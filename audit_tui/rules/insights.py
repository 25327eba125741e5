"""Many visits at a glance: what improved, the league of sites, the heat map, what keeps recurring.

The unit is the visit, never the question. A site with fewer than five visits gets no rank: its dots, its median
and how many they are stand in its place. The order in which visits are given changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb
from typing import Literal

from audit_tui.rules.comparison import Comparison, Measure, compare, target_of
from audit_tui.rules.outcomes import AuditResult, ChecklistResult, Edition, Texts
from audit_tui.rules.statistics import FEW_VISITS, LEVEL, Interval, median, none_in, wilson

Level = Literal["pass", "below", "fail"]


# -- which visits ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Selection:
    """Which visits are looked at; what is empty narrows nothing. Days are `YYYY-MM-DD`, both included."""

    site: str = ""
    region: str = ""
    checklist: str = ""
    start: str = ""
    end: str = ""

    def takes(self, result: AuditResult) -> bool:
        return (
            self.site.casefold() in ("", result.site.casefold())
            and self.region.casefold() in ("", result.region.casefold())
            and (not self.start or self.start <= result.day)
            and (not self.end or result.day <= self.end)
        )


@dataclass(frozen=True, slots=True)
class Selected:
    """The visits that count, in the order of their days, and how many do not."""

    visits: tuple[AuditResult, ...]
    aborted: int
    unscored: int
    """Finished without a score, because required questions were left open or nothing was assessed."""
    measure: Measure

    @property
    def demo(self) -> bool:
        return any(one.demo for one in self.visits)

    @property
    def remeasured(self) -> int:
        """Visits whose percentage is computed again over their comparable questions."""
        return sum(not self.measure.fits(one) for one in self.visits)

    @property
    def sites(self) -> Mapping[str, tuple[AuditResult, ...]]:
        """Site, in lower case → its visits, in the order of the ids of the sites."""
        found: dict[str, list[AuditResult]] = defaultdict(list)
        for one in self.visits:
            found[one.site.casefold()].append(one)
        return {site: tuple(found[site]) for site in sorted(found)}


def select(results: Iterable[AuditResult], selection: Selection) -> Selected:
    """The visits that `selection` takes; of those with its checklist, that checklist's part alone."""
    taken: list[AuditResult] = []
    aborted = unscored = 0
    for result in results:
        if not selection.takes(result):
            continue
        one = result.only(selection.checklist) if selection.checklist else result
        if one is None:
            continue
        if one.aborted:
            aborted += 1
        elif not one.percent_text:
            unscored += 1
        else:
            taken.append(one)
    taken.sort(key=lambda one: one.order)
    return Selected(tuple(taken), aborted, unscored, Measure.newest(taken))


def usual(visits: Iterable[AuditResult]) -> tuple[str, ...]:
    """The checklists that most of the visits asked, the more checklists among equals."""
    counts = Counter(one.asked for one in visits)
    return max(counts, key=lambda asked: (counts[asked], len(asked), asked), default=())


# -- what improved --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SiteProgress:
    """One site over the visits that asked its usual checklists."""

    site: str
    name: str
    visits: tuple[AuditResult, ...]
    aside: int
    """Visits that asked other checklists."""
    target: Fraction | None
    """Of the last visit."""
    last: Comparison | None
    """The last visit against the one before; None with a single visit."""
    period: Comparison | None
    """The last visit against the first; None with fewer than three."""

    @property
    def gap(self) -> Fraction | None:
        """Percentage points of the last visit above its target, below it negative."""
        percent = self.visits[-1].percent
        return None if percent is None or self.target is None else percent - self.target


def progress(selected: Selected) -> tuple[SiteProgress, ...]:
    """What improved at each site, in the order of the ids of the sites."""
    return tuple(_progress(visits) for visits in selected.sites.values())


def _progress(visits: Sequence[AuditResult]) -> SiteProgress:
    asked = usual(visits)
    like = tuple(one for one in visits if one.asked == asked)
    last = like[-1]
    return SiteProgress(
        site=last.site,
        name=last.site_name,
        visits=like,
        aside=len(visits) - len(like),
        target=target_of(last.checklists),
        last=compare(like[-2], last) if len(like) > 1 else None,
        period=compare(like[0], last) if len(like) > 2 else None,
    )


# -- league ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """One site among the others."""

    site: str
    name: str
    region: str
    rank: int | None
    """By the median, 1 first, equal ones alike; None under five visits."""
    percents: tuple[Fraction, ...]
    """Of its visits, in the order of their days."""
    median: Fraction
    interval: Interval | None
    """Of the median, in percent, at 95 % or more; None where there are too few visits for one."""
    passed: int
    judged: int
    """Visits that have a verdict."""
    pass_interval: Interval | None
    """Of the rate of visits that passed, 0 to 1."""
    at_most: float | None
    """No visit failed: the rate of visits that may fail at most all the same, 0 to 1, under 3 in n."""

    @property
    def visits(self) -> int:
        return len(self.percents)


@dataclass(frozen=True, slots=True)
class League:
    """The sites, those with a rank first, then the others by their ids."""

    standings: tuple[Standing, ...]
    asked: tuple[str, ...]
    """The checklists that the compared visits asked."""
    aside: int
    """Visits that asked other checklists."""


def league(selected: Selected) -> League:
    """How the sites compare over the visits that asked the usual checklists."""
    asked = usual(selected.visits)
    standings = []
    for visits in selected.sites.values():
        like = [one for one in visits if one.asked == asked]
        levels = [(one, level) for one in like if (level := selected.measure.level(one)) is not None]
        if levels:
            standings.append(_standing([one for one, _ in levels], tuple(level for _, level in levels)))
    medians = [one.median for one in standings if one.visits >= FEW_VISITS]
    ranked = [
        replace(one, rank=1 + sum(other > one.median for other in medians))
        for one in standings
        if one.visits >= FEW_VISITS
    ]
    ranked.sort(key=lambda one: (one.rank or 0, one.site.casefold()))
    few = [one for one in standings if one.visits < FEW_VISITS]
    shown = sum(one.visits for one in standings)
    return League((*ranked, *few), asked, len(selected.visits) - shown)


def _standing(visits: Sequence[AuditResult], percents: tuple[Fraction, ...]) -> Standing:
    last = visits[-1]
    judged = [one.passed for one in visits if one.passed is not None]
    passed = sum(judged)
    failed = len(judged) - passed
    return Standing(
        site=last.site,
        name=last.site_name,
        region=last.region,
        rank=None,
        percents=percents,
        median=Fraction(median(percents)),
        interval=median_interval(percents),
        passed=passed,
        judged=len(judged),
        pass_interval=wilson(passed, len(judged)) if judged else None,
        at_most=none_in(len(judged)) if judged and not failed else None,
    )


def median_interval(values: Sequence[Fraction]) -> Interval | None:
    """The narrowest interval between two of the values that holds the true median with 95 % or more.

    Exact and without assuming any shape: the values below the median are a binomial sample of one half. Under
    six values there is none.
    """
    ranked, n = sorted(values), len(values)
    found, chance = None, 0
    for at in range(n // 2):
        chance += comb(n, at)
        if Fraction(2 * chance, 2**n) > 1 - Fraction(str(LEVEL)):
            break
        found = Interval(float(ranked[at]), float(ranked[n - 1 - at]))
    return found


# -- heat map -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One touchpoint at one site."""

    visits: int
    """Those that assessed it."""
    day: str
    """Of the last one."""
    last: Fraction
    mean: Fraction
    last_level: Level
    mean_level: Level
    critical: bool
    """Whether a critical question failed at the last visit."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Sites by touchpoints. `cells` has a cell only where something was assessed."""

    checklists: tuple[str, ...]
    titles: Mapping[str, Texts]
    sites: tuple[tuple[str, str], ...]
    """Id and name."""
    cells: Mapping[tuple[str, str], Cell]
    """By site and checklist."""


def heat_map(selected: Selected) -> HeatMap:
    """Each touchpoint at each site: the last visit and the mean over all."""
    measure = selected.measure
    cells, sites = {}, []
    for visits in selected.sites.values():
        site = visits[-1].site
        sites.append((site, visits[-1].site_name))
        found: dict[str, list[tuple[AuditResult, ChecklistResult, Fraction]]] = defaultdict(list)
        for visit in visits:
            for each in visit.checklists:
                if (level := measure.level_of(each)) is not None:
                    found[each.edition.id].append((visit, each, level))
        for checklist, assessed in found.items():
            cells[site, checklist] = _cell(assessed)
    titles = {id_: one.title for id_, one in measure.editions.items()}
    return HeatMap(tuple(titles), titles, tuple(sites), cells)


def _cell(assessed: Sequence[tuple[AuditResult, ChecklistResult, Fraction]]) -> Cell:
    visit, part, last = assessed[-1]
    edition = part.edition
    mean = sum((level for _, _, level in assessed), Fraction(0)) / len(assessed)
    return Cell(
        visits=len(assessed),
        day=visit.day,
        last=last,
        mean=mean,
        last_level="fail" if part.passed is False else _level(last, edition.target, edition.pass_from),
        mean_level=_level(mean, edition.target, edition.pass_from),
        critical=any(label.startswith(f"{edition.id}.") for label in visit.critical),
    )


_COMPLIANT = Fraction(85)
"""What counts as good where a checklist names no target: the shipped band of compliance."""


def _level(percent: Fraction, target: Fraction | None, pass_from: Fraction | None) -> Level:
    if pass_from is not None and percent < pass_from:
        return "fail"
    return "pass" if percent >= (_COMPLIANT if target is None else target) else "below"


# -- recurring ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recurring:
    """A standard, or a question without one, that fell short."""

    item: str
    text: Texts
    visits: int
    """Visits that assessed it as it is asked now."""
    short: int
    """Visits at which it fell short."""
    interval: Interval
    """Of the rate of visits at which it fell short, 0 to 1."""
    sites: tuple[str, ...]
    """Where it fell short."""
    assessed_at: int
    """Sites at which it was assessed."""
    again: int
    """How often it fell short at two visits of one site in a row."""
    last: AuditResult
    """The last visit at which it fell short."""
    otherwise: int
    """Visits that asked something else under this name, and do not count."""


def recurring(selected: Selected) -> tuple[Recurring, ...]:
    """What fell short, the most stubborn first: by how often in a row, then by how often at all."""
    seen: dict[str, list[_AtSite]] = defaultdict(list)
    otherwise: Counter[str] = Counter()
    for visits in selected.sites.values():
        for edition in selected.measure.editions.values():
            asked = [
                (visit, each)
                for visit in visits
                for each in visit.checklists
                if each.edition.id == edition.id
            ]
            lines = [_falls(selected.measure, edition, each, otherwise) for _, each in asked]
            # One column an item, one letter a visit: thousands of visits are read in one go.
            for item, column in zip(edition.items, zip(*lines, strict=True), strict=False):
                letters = "".join(column)
                assessed = letters.replace("-", "")
                if assessed:
                    last = asked[letters.rfind("x")][0] if "x" in assessed else None
                    seen[item].append(_AtSite(visits[-1].site, assessed, last))
    found = [
        _recurring(item, sites, otherwise[item])
        for item, sites in seen.items()
        if any(one.last is not None for one in sites)
    ]
    return tuple(
        sorted(found, key=lambda one: (-one.again, -one.short, Fraction(-one.short, one.visits), one.item))
    )


@dataclass(frozen=True, slots=True)
class _AtSite:
    """How one item came out at one site: a letter for each visit that assessed it, `x` where it fell short."""

    site: str
    letters: str
    last: AuditResult | None
    """The last visit at which it fell short."""

    @property
    def again(self) -> int:
        """How often it fell short twice in a row: every time but the first of each run."""
        runs = self.letters.count(".x") + self.letters.startswith("x")
        return self.letters.count("x") - runs


def _falls(measure: Measure, edition: Edition, one: ChecklistResult, otherwise: Counter[str]) -> str:
    """The letters of a checklist in the order of `edition`; what asked something else is left out and counted."""
    if one.edition is edition:
        return one.falls
    same = measure.judged(one.edition)
    letters = dict(zip(one.edition.items, one.falls, strict=True))
    otherwise.update(item for item, letter in letters.items() if letter != "-" and item not in same)
    return "".join(letters[item] if item in same else "-" for item in edition.items)


def _recurring(item: str, sites: Sequence[_AtSite], otherwise: int) -> Recurring:
    visits = sum(len(one.letters) for one in sites)
    short = sum(one.letters.count("x") for one in sites)
    fell = [one.last for one in sites if one.last is not None]
    last = max(fell, key=lambda one: one.order)
    return Recurring(
        item=item,
        text=last.text(item),
        visits=visits,
        short=short,
        interval=wilson(short, visits),
        sites=tuple(one.site for one in sites if one.last is not None),
        assessed_at=len(sites),
        again=sum(one.again for one in sites),
        last=last,
        otherwise=otherwise,
    )
