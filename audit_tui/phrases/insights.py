"""What improved, the league, the heat map, the trend and what recurs, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from audit_tui.locale_format import FIRM, MINUS, clauses, day_words, ended, finished, in_a_row, listed
from audit_tui.phrases.numbers import percent_figure, percent_words
from audit_tui.rules.comparison import Comparison
from audit_tui.rules.insights import Cell, Level, Recurring, Selected, Standing
from audit_tui.rules.statistics import FEW_VISITS, Interval
from audit_tui.rules.trend import Point, Signal, Trend

Translate = Callable[[str], str]


def later(message: str) -> str:
    """Marks a text that is translated when it is told."""
    return message


def change_words(change: Fraction | None) -> str:
    """Percentage points with their sign: `+3.0`, `−12.8`; a dash for none."""
    if change is None:
        return "–"
    figure = percent_figure(abs(change))
    sign = "" if not figure.strip("0.,") else "+" if change > 0 else MINUS
    return sign + figure


def interval_words(interval: Interval | None) -> str:
    """An interval in percent as `60–98 %`; a dash for none."""
    return "–" if interval is None else f"{interval.low:.0f}–{interval.high:.0f}{FIRM}%"


def rate_words(interval: Interval | None) -> str:
    """An interval of a rate from 0 to 1 as `60–98 %`; a dash for none."""
    return "–" if interval is None else f"{100 * interval.low:.0f}–{100 * interval.high:.0f}{FIRM}%"


# -- between two visits ---------------------------------------------------------------------------------------


def previous_words(comparison: Comparison, translate: Translate) -> str:
    """The one sentence on an audit against the one before."""
    _ = translate
    text = _("Previous visit: {percent} on {day}; {counts} ({comparable}).").format(
        percent=percent_words(comparison.before.percent),
        day=day_words(comparison.before.day),
        counts=counts_words(comparison, _),
        comparable=comparable_words(comparison, _),
    )
    more = over_words(comparison, _)
    return in_a_row([text, more])


def counts_words(comparison: Comparison, translate: Translate) -> str:
    """How many standards were fixed, recur, are new, or were not looked at again."""
    _ = translate
    text = _("fixed {fixed}, recurring {recurring}, new {new}, not re-checked {missed}").format(
        fixed=len(comparison.fixed),
        recurring=len(comparison.recurring),
        new=len(comparison.new),
        missed=len(comparison.not_rechecked),
    )
    if comparison.first:
        text += ", " + _("first assessed now {first}").format(first=len(comparison.first))
    return text


def comparable_words(comparison: Comparison, translate: Translate) -> str:
    """On how many of how many questions a comparison rests."""
    return translate("{comparable} of {asked} questions comparable").format(
        comparable=comparison.comparable, asked=comparison.asked
    )


def over_words(comparison: Comparison, translate: Translate) -> str:
    """Both percentages over the comparable questions; empty where they all are, or none is."""
    if comparison.change is None or comparison.comparable == comparison.asked:
        return ""
    return translate("Over these: {before} → {after}.").format(
        before=percent_words(comparison.percent_before), after=percent_words(comparison.percent_after)
    )


_BECAME: Final = {
    "fixed": later("Fixed"),
    "recurring": later("Recurring"),
    "new": later("New"),
    "not_rechecked": later("Not re-checked"),
    "first": later("First assessed now"),
}


def became_words(what: str, translate: Translate) -> str:
    """What became of a standard: `fixed`, `recurring`, `new`, `not_rechecked`, `first`."""
    return translate(_BECAME[what])


def became(comparison: Comparison) -> Mapping[str, tuple[str, ...]]:
    """The standards of a comparison by what became of them, the bad news first."""
    return {
        "recurring": comparison.recurring,
        "new": comparison.new,
        "not_rechecked": comparison.not_rechecked,
        "first": comparison.first,
        "fixed": comparison.fixed,
    }


# -- many visits ----------------------------------------------------------------------------------------------


def visits_words(selected: Selected, translate: Translate) -> str:
    """How many visits are looked at, where and when, and which do not count."""
    _ = translate
    if not selected.visits:
        text = _("No finished visit with a score fits.")
    else:
        text = _("Visits: {visits}, sites: {sites}, {start} to {end}.").format(
            visits=len(selected.visits),
            sites=len(selected.sites),
            start=selected.visits[0].day,
            end=selected.visits[-1].day,
        )
    left = []
    if selected.aborted:
        left.append(_("{count} broken off").format(count=selected.aborted))
    if selected.unscored:
        left.append(_("{count} without a score").format(count=selected.unscored))
    return f"{text} {_('Left out:')} {', '.join(left)}." if left else text


def remeasured_words(count: int, translate: Translate) -> str:
    """That some percentages are computed again; empty where none is."""
    if not count:
        return ""
    return translate(
        "Visits by an older edition with other questions: {count}, computed again over what is comparable."
    ).format(count=count)


def aside_words(count: int, translate: Translate) -> str:
    """That visits with other checklists are not in a comparison; empty where there are none."""
    if not count:
        return ""
    return translate("Visits with other checklists, left aside: {count}.").format(count=count)


def unranked_words(translate: Translate) -> str:
    """Why sites stand without a rank."""
    return translate(
        "No rank under {least} visits: their dots, their median and their number instead."
    ).format(least=FEW_VISITS)


def passed_words(one: Standing, translate: Translate) -> str:
    """How many visits passed, with the interval; where none failed, how many may fail all the same."""
    _ = translate
    if not one.judged:
        return _("no verdicts")
    text = _("{passed} of {judged} passed").format(passed=one.passed, judged=one.judged)
    if one.at_most is not None:
        return text + ", " + _("at most {share} % fail").format(share=f"{100 * one.at_most:.0f}")
    return f"{text}, {rate_words(one.pass_interval)}"


_LEVELS: Final[Mapping[Level, str]] = {
    "pass": later("on target"),
    "below": later("below target"),
    "fail": later("not passed"),
}


def level_words(level: Level, translate: Translate) -> str:
    return translate(_LEVELS[level])


LEVEL_SIGNS: Final[Mapping[Level, tuple[str, str]]] = {
    "pass": ("✓", "+"),
    "below": ("▽", "~"),
    "fail": ("✗", "x"),
}
"""The sign of a level and its twin in plain ASCII; a word explains them where they stand."""


def cell_words(cell: Cell | None, *, mean: bool, plain: bool = False) -> str:
    """A touchpoint at a site: figure, sign and number of visits, as `86.2 ✓ 4`; a dash where there is none."""
    if cell is None:
        return "–"
    figure = percent_figure(cell.mean if mean else cell.last)
    sign = LEVEL_SIGNS[cell.mean_level if mean else cell.last_level][plain]
    alarm = "!" if cell.critical and not mean else ""
    return f"{figure}{alarm} {sign} {cell.visits}"


def legend_words(translate: Translate, *, plain: bool = False) -> str:
    """What the signs of the heat map mean."""
    _ = translate
    parts = [f"{LEVEL_SIGNS[level][plain]} {_(words)}" for level, words in _LEVELS.items()]
    return " · ".join([*parts, _("! critical failure"), _("last figure: number of visits")])


def short_words(one: Recurring, translate: Translate) -> str:
    """How often something fell short: `10 of 20 visits (30–70 %), 5 times in a row, at 4 of 5 sites`."""
    _ = translate
    return _(
        "{short} of {visits} visits ({interval}), in a row: {again}, at {sites} of {assessed} sites"
    ).format(
        short=one.short,
        visits=one.visits,
        interval=rate_words(one.interval),
        again=one.again,
        sites=len(one.sites),
        assessed=one.assessed_at,
    )


# -- trend ----------------------------------------------------------------------------------------------------


def signal_words(signal: Signal, translate: Translate) -> str:
    """A shape of the run chart, and the days of its visits."""
    _ = translate
    if signal.kind == "shift":
        text = (
            _("shift above the median, {start} to {end}")
            if signal.up
            else _("shift below the median, {start} to {end}")
        )
    else:
        text = _("rising, {start} to {end}") if signal.up else _("falling, {start} to {end}")
    return text.format(start=day_words(signal.start), end=day_words(signal.end))


def chart_words(trend: Trend, translate: Translate) -> str:
    """What kind of chart it is, and what it says."""
    _ = translate
    if trend.chart == "run":
        head = _("Run chart, n = {n}, median {median}.").format(
            n=len(trend.points), median=_median_words(trend)
        )
    else:
        head = _("p-chart, n = {n}, median {median}, standards met {mean} on average, exact limits.").format(
            n=len(trend.points), median=_median_words(trend), mean=percent_words(trend.mean_met)
        )
    said = [signal_words(signal, _) for signal in trend.signals]
    outside = [day_words(point.result.day) for point in trend.points if point.outside]
    if outside:
        said.append(_("outside the limits: {days}").format(days=listed(outside)))
    if not said:
        said = [_("nothing that chance alone does not explain")]
    told = clauses(said)
    return in_a_row([head, ended(finished(f"{told[:1].upper()}{told[1:]}"))])


def _median_words(trend: Trend) -> str:
    """With its interval, where there are enough visits for one."""
    median = percent_words(trend.median)
    return f"{median} ({interval_words(trend.interval)})" if trend.interval else median


def point_words(point: Point, translate: Translate) -> str:
    """The standards that a visit met, its limits, and how much of it is comparable."""
    _ = translate
    text = _("standards met {met} of {standards}").format(met=point.met, standards=point.standards)
    if point.limits is not None:
        text += ", " + _("limits {low} to {high}").format(low=point.limits[0], high=point.limits[1])
    if point.outside:
        text += ", " + {"above": _("above the limits"), "below": _("below the limits")}[point.outside]
    if point.comparable < point.asked:
        text += ", " + _("{comparable} of {asked} questions comparable").format(
            comparable=point.comparable, asked=point.asked
        )
    return text
