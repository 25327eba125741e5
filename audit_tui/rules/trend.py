"""One site over time: a run chart at first, a p-chart with exact limits past twelve visits.

The run chart needs few visits and assumes nothing: a median, and the shapes round it that chance rarely makes.
The p-chart looks at the share of standards met and says which visits lie outside what chance explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from audit_tui.rules.comparison import Measure, target_of
from audit_tui.rules.insights import Selected, median_interval, usual
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.statistics import Interval, RunChart, binomial_limits, median, run_chart

RUN_CHART_UP_TO = 12
"""Visits up to which a run chart is all that they carry."""

MOST_BEFORE = 5
"""Visits before the one that a report is about which its trend goes back to."""
LEAST_POINTS = 3
"""Two visits are a comparison; from three on they are a course."""

Chart = Literal["run", "p"]


@dataclass(frozen=True, slots=True)
class Point:
    """One visit of a trend."""

    result: AuditResult
    percent: Fraction
    """On the newest measure."""
    comparable: int
    asked: int
    """Questions that this visit assessed, and how many of them the newest measure has too."""
    met: int
    standards: int
    """Expected standards that were met, of those assessed that are asked the same way now."""
    limits: tuple[int, int] | None
    """Of a p-chart: so many standards met, at least and at most, chance alone explains."""

    @property
    def outside(self) -> Literal["", "above", "below"]:
        """Whether the visit lies outside its limits."""
        if self.limits is None:
            return ""
        low, high = self.limits
        return "below" if self.met < low else "above" if self.met > high else ""


@dataclass(frozen=True, slots=True)
class Signal:
    """Visits in a row on one side of the median (shift), or each better or worse than the one before (trend)."""

    kind: Literal["shift", "trend"]
    up: bool
    start: str
    end: str
    """Days of the first and the last of these visits."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One site's visits that asked its usual checklists, in the order of their days."""

    site: str
    name: str
    chart: Chart
    points: tuple[Point, ...]
    median: Fraction
    interval: Interval | None
    """Of the median, at 95 % or more; None where there are too few visits for one."""
    signals: tuple[Signal, ...]
    """The shapes of the run chart that chance rarely makes, in the order of their days."""
    mean_met: Fraction | None
    """Of a p-chart: the share of standards met over all visits, in percent."""
    target: Fraction | None
    asked: tuple[str, ...]
    aside: int
    """Visits that asked other checklists."""

    @property
    def remeasured(self) -> int:
        """Visits of which some questions are not comparable with what is asked now."""
        return sum(point.comparable < point.asked for point in self.points)


def trends(selected: Selected) -> tuple[Trend, ...]:
    """The trend of each site, in the order of the ids of the sites."""
    return tuple(_trend(visits) for visits in selected.sites.values())


def _trend(visits: Sequence[AuditResult]) -> Trend:
    asked = usual(visits)
    like = [one for one in visits if one.asked == asked]
    measure = Measure.newest(like)
    points = [point for one in like if (point := _point(measure, one)) is not None]
    percents = [point.percent for point in points]
    chart: Chart = "run" if len(points) <= RUN_CHART_UP_TO else "p"
    mean_met = None
    standards = sum(point.standards for point in points)
    if chart == "p" and standards:
        mean_met = Fraction(100 * sum(point.met for point in points), standards)
        points = [_limited(point, mean_met) for point in points]
    last = like[-1]
    return Trend(
        site=last.site,
        name=last.site_name,
        chart=chart,
        points=tuple(points),
        median=Fraction(median(percents)),
        interval=median_interval(percents),
        signals=_signals(points, run_chart(percents)),
        mean_met=mean_met,
        target=target_of(last.checklists),
        asked=asked,
        aside=len(visits) - len(points),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One visit of the course that leads to the visit a report is about."""

    result: AuditResult
    percent: Fraction
    """By the checklists of the visit that the report is about."""
    is_whole: bool
    """Whether every question that it assessed is asked now too."""


def course_to(now: AuditResult, before: Sequence[AuditResult]) -> tuple[Step, ...]:
    """The visits `before` (in the order of their days) and `now`, all by what `now` asks; `now` is the last.

    None of them where `now` has no score, or where fewer than three visits compare.
    """
    measure = Measure.newest([now])
    steps = []
    for each in (*before, now):
        percent = measure.level(each)
        if percent is not None:
            comparable, asked = measure.comparable(each)
            steps.append(Step(each, percent, comparable == asked))
    is_course = now.percent is not None and len(steps) >= LEAST_POINTS
    return tuple(steps) if is_course else ()


def _signals(points: Sequence[Point], chart: RunChart) -> tuple[Signal, ...]:
    days = [point.result.day for point in points]
    found = [Signal("shift", run.up, days[run.start], days[run.end]) for run in chart.shifts]
    found += [Signal("trend", run.up, days[run.start], days[run.end]) for run in chart.trends]
    return tuple(sorted(found, key=lambda one: (one.start, one.kind)))


def _point(measure: Measure, result: AuditResult) -> Point | None:
    percent = measure.level(result)
    if percent is None:
        return None
    comparable, asked = measure.comparable(result)
    counts = [each.met(measure.judged(each.edition)) for each in result.checklists]
    return Point(
        result=result,
        percent=percent,
        comparable=comparable,
        asked=asked,
        met=sum(met for met, _ in counts),
        standards=sum(standards for _, standards in counts),
        limits=None,
    )


def _limited(point: Point, mean_met: Fraction) -> Point:
    if not point.standards:
        return point
    return replace(point, limits=binomial_limits(point.standards, mean_met / 100))
