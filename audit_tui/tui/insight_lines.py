"""What the screen of insights shows, line by line: figures beside words, so that colour is never needed.

Plain work on what the rules say; a line's key is `site:ID`, `audit:ULID`, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from audit_tui.locale_format import day_words
from audit_tui.model.text import pick
from audit_tui.phrases import insights as words
from audit_tui.phrases.figures import bar, dots, scale_from, spark
from audit_tui.phrases.numbers import percent_figure, percent_words
from audit_tui.phrases.wrapping import wrap
from audit_tui.rules.comparison import Comparison
from audit_tui.rules.insights import (
    HeatMap,
    Selected,
    SiteProgress,
    heat_map,
    league,
    progress,
    recurring,
)
from audit_tui.rules.trend import Trend, trends
from audit_tui.tui.days import day_column
from audit_tui.tui.glyphs import plain
from audit_tui.tui.talk import _, language, later_in
from audit_tui.tui.widgets.lines import Line, fit

_CELL = 10
"""Columns that a touchpoint needs in the heat map; more where there is room."""
_WIDEST_CELL = 20
_NAME = 16


def remarks(width: int, *texts: str, tone: str = "dim") -> Iterator[Line]:
    """Sentences, each in as many lines as it needs; empty ones are left out."""
    for text in texts:
        for line in wrap(text, max(20, width - 3)):
            yield Line(None, line, "", tone)


# -- improved -------------------------------------------------------------------------------------------------


def improved_lines(selected: Selected, width: int) -> list[Line]:
    """What improved at each site; the standards by name where it is one site."""
    found = progress(selected)
    lines = _compared(_("Against before"), [(one, one.last) for one in found], width, "last")
    if any(one.period for one in found):
        lines += [Line(None, "")]
        pairs = [(one, one.period) for one in found if one.period]
        lines += _compared(_("Against first"), pairs, width, "first")
    lines.append(Line(None, ""))
    for one in found if len(found) == 1 else ():
        for comparison in (one.last, one.period):
            lines += became_lines(comparison, width) if comparison else []
    lines += [
        *remarks(
            width,
            _("The last visit against the one before it, and against the first of the period."),
            _("Change is in percentage points over the comparable questions; on: how many of how many."),
            words.aside_words(sum(one.aside for one in found), _),
        )
    ]
    return lines


_FIGURES = (6, 5, 5, 4, 6, 7)
"""Columns of change, fixed, again, new, missed and on."""


def _compared(
    title: str, pairs: Sequence[tuple[SiteProgress, Comparison | None]], width: int, against: str
) -> list[Line]:
    heads = (
        _(later_in("column", "change")),
        _(later_in("column of standards", "fixed")),
        _(later_in("column of standards", "again")),
        _(later_in("column of standards", "new")),
        _(later_in("column of standards", "missed")),
        _(later_in("column", "on")),
    )
    # Words of some languages are wider than the figures under them.
    wide = [max(least, cell_len(head)) for least, head in zip(_FIGURES, heads, strict=True)]
    over = " ".join(" " * (cells - cell_len(head)) + head for cells, head in zip(wide, heads, strict=True))
    if cell_len(title) + 2 + cell_len(over) <= width:
        lines = [Line(None, title, over, "head")]
    else:
        lines = [Line(None, title, "", "head"), Line(None, "", over, "head")]
    for one, comparison in pairs:
        last = percent_words(one.visits[-1].percent)
        left = f"{fit(one.name, _NAME if width < 76 else 22)} {last:>7}" if width >= 70 else one.name
        if comparison is None:
            alone = _("nothing to compare with")
            lines.append(Line(f"site:{one.site}:{against}", left, alone, "dim"))
            continue
        told = (
            words.change_words(comparison.change),
            str(len(comparison.fixed)),
            str(len(comparison.recurring)),
            str(len(comparison.new)),
            str(len(comparison.not_rechecked)),
            f"{comparison.comparable}/{comparison.asked}",
        )
        figures = " ".join(f"{word:>{cells}}" for word, cells in zip(told, wide, strict=True))
        lines.append(Line(f"site:{one.site}:{against}", left, figures))
    return lines


def became_lines(comparison: Comparison, width: int) -> list[Line]:
    """The standards of a comparison by name, under what became of them."""
    before, after = comparison.before, comparison.after
    lines = [
        Line(
            None,
            f"{day_words(before.day)} → {day_words(after.day)}",
            words.comparable_words(comparison, _),
            "head",
        ),
        *remarks(width, words.counts_words(comparison, _), words.over_words(comparison, _), tone=""),
    ]
    for what, items in words.became(comparison).items():
        for item in items:
            text = pick(after.text(item) or before.text(item), language())
            result = before if what in ("fixed", "not_rechecked") else after
            lines.append(
                Line(f"audit:{result.id}:{item}:{before.id}", f"{item} {text}", words.became_words(what, _))
            )
    lines.append(Line(None, ""))
    return lines


# -- league ---------------------------------------------------------------------------------------------------


def league_lines(selected: Selected, width: int) -> list[Line]:
    """The sites side by side, two lines each."""
    found = league(selected)
    low = scale_from([percent for one in found.standings for percent in one.percents])
    room = 12 if width < 66 else 24
    head = f"{'n':>3} {_right(_('median'), 7)} {_right(_('interval'), 9)}  {f'{low}–100 %':<{room}}"
    lines = [Line(None, _("Rank  Site"), head, "head")]
    for one in found.standings:
        shown = dots(one.percents, one.median, low, room, plain=plain())
        right = (
            f"{one.visits:>3} {percent_words(one.median):>7} {words.interval_words(one.interval):>9}  {shown}"
        )
        lines.append(Line(f"site:{one.site}", f"{one.rank or '–':>2}  {one.name}", right))
        lines.append(Line(None, f"       {words.passed_words(one, _)}", "", "dim"))
    few = any(one.rank is None for one in found.standings)
    compared = _("Compared: visits with the checklists {names}.").format(names=", ".join(found.asked))
    lines += [
        Line(None, ""),
        *remarks(
            width,
            compared,
            words.unranked_words(_) if few else "",
            words.aside_words(found.aside, _),
            words.remeasured_words(selected.remeasured, _),
        ),
    ]
    return lines


# -- heat map -------------------------------------------------------------------------------------------------


def heatmap_columns(width: int) -> int:
    """How many touchpoints fit beside the names."""
    return max(1, (width - _NAME) // _CELL)


def heatmap_lines(selected: Selected, width: int, *, mean: bool, first: int) -> tuple[list[Line], int]:
    """Sites by touchpoints from the column `first` on, and how many columns there are."""
    found = heat_map(selected)
    shown = found.checklists[first : first + heatmap_columns(width)]
    cell = min(max((width - _NAME) // len(shown), _CELL), _WIDEST_CELL) - 1
    titles = " ".join(_right(pick(found.titles[one], language()), cell) for one in shown)
    head = _("Mean, %") if mean else _("Last visit, %")
    lines = [Line(None, head, titles, "head")]
    lines += [_heat_line(found, site, name, shown, mean, cell) for site, name in found.sites]
    more = ""
    if len(shown) < len(found.checklists):
        more = _("Touchpoints {first}–{last} of {all}: the arrows left and right show the others.").format(
            first=first + 1, last=first + len(shown), all=len(found.checklists)
        )
    lines += [
        Line(None, ""),
        *remarks(
            width,
            words.legend_words(_, plain=plain()),
            more,
            words.remeasured_words(selected.remeasured, _),
        ),
    ]
    return lines, len(found.checklists)


def _heat_line(found: HeatMap, site: str, name: str, shown: Iterable[str], mean: bool, cell: int) -> Line:
    texts = (words.cell_words(found.cells.get((site, one)), mean=mean, plain=plain()) for one in shown)
    figures = " ".join(_right(text, cell) for text in texts)
    return Line(f"site:{site}", name, figures)


def _right(text: str, width: int) -> str:
    shown = fit(text, width).rstrip()
    return " " * (width - cell_len(shown)) + shown


# -- trend ----------------------------------------------------------------------------------------------------


def trend_lines(selected: Selected, width: int) -> list[Line]:
    """Each site over time; of a single one also what became of its standards."""
    found = trends(selected)
    lines: list[Line] = []
    for one in found:
        lines += _trend(one, width)
    if len(found) == 1:
        for each in progress(selected):
            lines += became_lines(each.last, width) if each.last else []
    return lines


def _trend(one: Trend, width: int) -> Iterator[Line]:
    percents = [point.percent for point in one.points]
    drawn = spark(percents, plain=plain(), width=max(10, width - 40))
    target = "" if one.target is None else _("target {percent}").format(percent=percent_words(one.target))
    yield Line(None, f"{one.name}  {drawn}", target, "head")
    room = 10 if width < 76 else 20
    for point in one.points:
        drawn = bar(point.percent, room, plain=plain())
        left = f"{day_column(point.result.day)}  {drawn} {percent_figure(point.percent):>5} %"
        tone = "warn" if point.outside else ""
        right = _("met {met}/{standards}").format(met=point.met, standards=point.standards)
        if point.limits is not None:
            low, high = point.limits
            right = f"{right} ({low}–{high})"
        if point.outside:
            right = f"{right} {_('above') if point.outside == 'above' else _('below')}"
        if point.comparable < point.asked:
            right = f"{right} {_('on')} {point.comparable}/{point.asked}"
        yield Line(f"audit:{point.result.id}", left, right, tone)
    yield from remarks(
        width,
        words.chart_words(one, _),
        words.aside_words(one.aside, _),
        words.remeasured_words(one.remeasured, _),
    )
    yield Line(None, "")


# -- recurring ------------------------------------------------------------------------------------------------


def recurring_lines(selected: Selected, width: int) -> list[Line]:
    """What keeps falling short, two lines each; Enter goes to the last audit where it did."""
    found = recurring(selected)
    form = "{:>7} {:>8} {:>6} {:>5}"
    heads = form.format(_("short"), _("interval"), _("in row"), _("sites"))
    lines = [Line(None, _("Standard"), heads, "head")]
    for one in found:
        right = form.format(
            f"{one.short}/{one.visits}",
            words.rate_words(one.interval),
            one.again,
            f"{len(one.sites)}/{one.assessed_at}",
        )
        lines.append(Line(f"audit:{one.last.id}:{one.item}", one.item, right))
        lines += [Line(None, f"  {pick(one.text, language())}", "", "dim")]
    lines += [
        Line(None, ""),
        *remarks(
            width,
            _("Short: visits at which it fell short, of those that assessed it as it is asked now.")
            if found
            else _("Nothing fell short."),
        ),
    ]
    return lines
