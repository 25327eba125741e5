"""What the first page of a network report says, for the board: what improved, where, and the figures behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from audit_tui.locale_format import listed
from audit_tui.phrases import insights as words
from audit_tui.phrases.numbers import percent_words
from audit_tui.reports.content import Kpi
from audit_tui.reports.network_content import Moved, Named
from audit_tui.reports.network_given import Network
from audit_tui.reports.subject import percent_status
from audit_tui.reports.words import DASH, day_words
from audit_tui.rules.comparison import Comparison
from audit_tui.rules.insights import SiteProgress, median_interval
from audit_tui.rules.results import number
from audit_tui.rules.statistics import median, wilson

FIRST = 3
"""Standards that the page names in each of its two lists."""


def lead(given: Network) -> str:
    """How many sites did better and worse than at the visit before."""
    _ = given.say
    changes = [one.change for one in given.compared if one.change is not None]
    if not changes:
        return _("No site has two comparable visits yet, so nothing can be said of progress.")
    better, worse = sum(one > 0 for one in changes), sum(one < 0 for one in changes)
    return _(
        "Of {sites} sites with a visit to compare with, {better} did better than the visit before and {worse} "
        "did worse."
    ).format(sites=len(changes), better=better, worse=worse)


def lead_more(given: Network) -> str:
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


def kpis(given: Network) -> tuple[Kpi, ...]:
    """The few figures under the first sentence."""
    _ = given.say
    found, selected = given.compared, given.selected
    percents = [percent for one in given.league.standings for percent in one.percents]
    judged = [one.passed for one in selected.visits if one.passed is not None]
    fixed, before = sum(len(one.fixed) for one in found), sum(one.failures_before for one in found)
    comparable, asked = sum(one.comparable for one in found), sum(one.asked for one in found)
    shown = [
        Kpi(
            str(len(selected.visits)),
            given.count("at {n} site", "at {n} sites", len(selected.sites)),
            _("Visits with a score"),
            _("left out: {n}").format(n=given.left.count + selected.aborted + selected.unscored),
        )
    ]
    if percents:
        shown.append(
            Kpi(
                percent_words(Fraction(median(percents))),
                "",
                _("Median score of the visits"),
                _n_words(given, len(percents), words.interval_words(median_interval(percents))),
            )
        )
    if judged:
        shown.append(
            Kpi(
                str(sum(judged)),
                f"/ {len(judged)}",
                _("Visits passed"),
                _n_words(given, len(judged), words.rate_words(wilson(sum(judged), len(judged)))),
            )
        )
    if found:
        shown.append(
            Kpi(
                str(fixed),
                f"/ {before}",
                _("Standards fixed since the visit before"),
                _("{comparable} of {asked} questions comparable").format(comparable=comparable, asked=asked),
            )
        )
        shown.append(
            Kpi(
                str(sum(len(one.recurring) for one in found)),
                "",
                _("Standards that fall short again"),
                given.count("at {n} site", "at {n} sites", sum(bool(one.recurring) for one in found)),
            )
        )
    waiting = sum(one.status == "open" for one in given.actions)
    shown.append(
        Kpi(
            str(len(given.overdue)),
            f"/ {waiting}",
            _("Open corrective actions overdue"),
            _("as of {day}").format(day=day_words(given.as_of)),
        )
    )
    return tuple(shown)


def _n_words(given: Network, n: int, interval: str) -> str:
    _ = given.say
    if interval == DASH:
        return f"n = {n}"
    return _("n = {n}; 95 % interval {interval}").format(n=n, interval=interval)


def moved(given: Network, one: SiteProgress, comparison: Comparison) -> Moved:
    """A site's last visit against the one before."""
    _ = given.say
    after, before = comparison.percent_after, comparison.percent_before
    return Moved(
        site=one.name,
        day=day_words(comparison.after.day),
        visits=str(len(one.visits)),
        after=drawn(after),
        before=drawn(before),
        target=drawn(one.target),
        score=percent_words(after),
        status=percent_status(after, one.target),
        change=words.change_words(comparison.change),
        became=" · ".join(
            str(len(each))
            for each in (comparison.fixed, comparison.recurring, comparison.new, comparison.not_rechecked)
        ),
        basis=f"{comparison.comparable}/{comparison.asked}",
    )


def drawn(percent: Fraction | None) -> float | None:
    """A percentage as it is drawn."""
    found = number(percent)
    return None if found is None else float(found)


def single(given: Network) -> str:
    """The sites with nothing to compare with; empty where there are none."""
    _ = given.say
    names = [one.name for one in given.progress if one.last is None]
    if not names:
        return ""
    return _("With one visit there is nothing to compare with yet: {names}.").format(names=_listed(names))


def _listed(names: Sequence[str], most: int = 12) -> str:
    return listed(names[:most]) + (f" (+{len(names) - most})" if len(names) > most else "")


def improved(given: Network) -> tuple[Named, ...]:
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
