"""The sections of a network report: league, heat map, trend, what keeps falling short, actions, customers' words.

Each is a heading with its tables, or nothing where there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, TableStyle

from audit_tui.locale_format import Figure
from audit_tui.reports.foreign import keeping
from audit_tui.reports.network_content import NetworkContent, Tile
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import open_section, passages, space, text
from audit_tui.reports.pdf.columns import for_cells, for_dates, for_label
from audit_tui.reports.pdf.frame import Translate
from audit_tui.reports.pdf.network_board import BOARD_SITES, moved_table, name_cell
from audit_tui.reports.pdf.network_figures import (
    CourseLine,
    DotStrip,
    HeatMark,
    IntervalStrip,
    Legend,
    TwoBars,
)
from audit_tui.reports.pdf.tables import CHUNK, data_table, pieces

TILES_ACROSS = 7
"""Touchpoints side by side in a heat map; further ones follow in a map of their own."""
LEAST = 190.0
"""Height in points that a page must have left for a section to begin on it."""


def section(
    title: str,
    anchor: str,
    parts: Sequence[Flowable],
    width: float,
    *,
    intro: str = "",
    notes: Sequence[str] = (),
) -> list[Flowable]:
    """A heading, its parts, and notes under them; it begins where it has LEAST points of height."""
    story = [CondPageBreak(LEAST), *open_section(title, anchor, parts[0], width, intro=intro), *parts]
    if notes:
        story += [space(6), *(text(note, theme.SMALL) for note in notes)]
    return story


def league(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """The sites in order, each with its visits on one scale."""
    _ = translate
    if not content.league:
        return []
    widths = [30.0, width - 30 - 38 - 46 - 58 - 116 - 112, 38.0, 46.0, 58.0, 116.0, 112.0]
    scale = _("{low:.0f}–100 % · stroke: median · band: interval").format(low=content.scale)
    head = [_("Rank"), _("Site"), _("Visits"), _("Median"), _("Interval"), scale, _("Passed")]
    rows: list[list[Any]] = []
    for one in content.league:
        alt = _("{site}: {n} visits, median {median}, interval {interval}").format(
            site=one.site, n=one.visits, median=one.median, interval=one.interval
        )
        strip = DotStrip(one, content.scale, 108, alt)
        rows.append(
            [
                one.rank,
                name_cell(one.site, widths[1]),
                one.visits,
                one.median,
                one.interval,
                strip,
                name_cell(one.passed, widths[6]),
            ]
        )
    intro = _(
        "Ordered by the median of the visits; sites with fewer than five visits have no rank and follow in the "
        "order of their ids. Where intervals overlap, chance alone may explain the order."
    )
    tables = _chunks(head, rows, widths, right=(2, 3, 4), padding=3.4)
    return section(_("League of sites"), "league", tables, width, intro=intro, notes=content.league_notes)


def heat(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """Sites by touchpoints at the last visit."""
    _ = translate
    if not content.heat_titles:
        return []
    parts: list[Flowable] = []
    for start in range(0, len(content.heat_titles), TILES_ACROSS):
        if parts:
            parts.append(space(12))
        parts += _heat_tables(content, start, width, _)
    legend = Legend(
        [
            (Tile("pass", "", "", ""), _("on target")),
            (Tile("minor", "", "", ""), _("below target")),
            (Tile("major", "", "", ""), _("not passed")),
            (Tile("critical", "", "", ""), _("critical failure")),
        ],
        _("small figure: number of visits"),
        width,
    )
    intro = _("Score of each touchpoint at each site at the last visit, in percent.")
    story = section(_("Heat map"), "heat-map", parts, width, intro=intro)
    return [*story, space(6), legend, *(text(note, theme.SMALL) for note in content.heat_notes)]


def _heat_tables(content: NetworkContent, start: int, width: float, _: Translate) -> list[Flowable]:
    titles = content.heat_titles[start : start + TILES_ACROSS]
    site = max(width - len(titles) * 66.0, 96.0) if len(titles) > 4 else 150.0
    each = min((width - site) / len(titles), 84.0)
    widths = [site, *(each for _title in titles)]
    tables: list[Flowable] = []
    for first in range(0, len(content.heat), CHUNK):
        rows: list[list[Any]] = []
        colours: list[tuple[Any, ...]] = []
        for at, (name, tiles) in enumerate(content.heat[first : first + CHUNK], 1):
            cells: list[Any] = [name_cell(name, site)]
            for column, tile in enumerate(tiles[start : start + TILES_ACROSS], 1):
                if tile is None:
                    cells.append("–")
                    continue
                alt = _("{figure} %, {word}, visits: {n}").format(
                    figure=tile.figure, word=tile.word, n=tile.visits
                )
                cells.append(HeatMark(tile, each - 16, alt))
                tint = theme.TONES[tile.status].tint
                colours.append(("BACKGROUND", (column, at), (column, at), tint))
            rows.append(cells)
        table = data_table([_("Site"), *titles], rows, widths, padding=4)
        last = len(rows)
        table.setStyle(
            TableStyle(
                [
                    ("LEFTPADDING", (1, 0), (-1, -1), 7),
                    ("RIGHTPADDING", (1, 0), (-1, -1), 7),
                    *colours,
                    ("LINEBELOW", (1, 1), (-1, last), 1.6, theme.WHITE),
                    ("LINEAFTER", (0, 1), (-1, last), 1.6, theme.WHITE),
                ]
            )
        )
        tables.append(table)
    return tables


def trend(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """The course of the visits of each site, and what its chart says."""
    _ = translate
    if not content.courses:
        return []
    names = for_cells((one.site for one in content.courses), 60.0, width * 0.21)
    widths = [names, 138.0, 34.0, 48.0, width - names - 138 - 34 - 48]
    low = min([content.scale, *(min(one.course) for one in content.courses)])
    low = float(int(low // 10) * 10) if low < content.scale else content.scale
    scale = _("{low:.0f}–100 % · line: median · dashes: target").format(low=low)
    head = [_("Site"), scale, _("Visits"), _("Last"), _("What the chart says")]
    rows: list[list[Any]] = []
    for one in content.courses:
        figures = ", ".join(f"{Figure(percent):.1f}" for percent in one.course[-12:])
        alt = _("{site}, visits in the order of their days, percent: {figures}").format(
            site=one.site, figures=figures
        )
        rows.append(
            [
                name_cell(one.site, widths[0]),
                CourseLine(one, low, 128, alt),
                one.visits,
                one.latest,
                text(one.said, theme.SMALL),
            ]
        )
    intro = _(
        "Up to twelve visits a run chart: a median and the shapes round it that chance rarely makes. From then on a "
        "p-chart of standards met with exact limits; a diamond lies outside of them."
    )
    tables = _chunks(head, rows, widths, right=(2, 3), padding=3)
    return section(_("Trend"), "trend", tables, width, intro=intro)


def recurring(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """The standards that keep falling short."""
    _ = translate
    if not content.recurring:
        return []
    last = for_dates(58.0)
    codes = for_cells((one.code for one in content.recurring), 46.0, 86.0)
    widths = [codes, width - codes - 46 - 58 - 46 - 44 - last, 46.0, 58.0, 46.0, 44.0, last]
    head = [
        _("Standard"),
        _("Requirement"),
        _("Visits short"),
        _("Interval"),
        _("In a row"),
        _("Sites"),
        _("Last"),
    ]
    rows = [
        [
            name_cell(one.code, widths[0]),
            text(one.text, theme.TABLE),
            one.short,
            one.share,
            one.again,
            one.sites,
            one.last,
        ]
        for one in content.recurring
    ]
    intro = _(
        "The most stubborn first: how often a standard fell short at two visits of one site in a row, then how "
        "often at all. Visits short: of those that assessed it as it is asked now."
    )
    notes = (
        [
            _("{n} further standards fell short; they stand in the attached {file}.").format(
                n=content.recurring_more, file=content.attachment.name
            )
        ]
        if content.recurring_more
        else []
    )
    tables = _chunks(head, rows, widths, right=(2, 3, 4, 5, 6), padding=3.6)
    return section(_("What keeps falling short"), "recurring", tables, width, intro=intro, notes=notes)


def actions(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """The open corrective actions that are past their day."""
    _ = translate
    title = _("Overdue corrective actions")
    if not content.overdue:
        words = text(_("No open action is past its day."))
        return section(title, "actions", [words], width, intro=content.actions)
    head = [_("Days late"), _("Due"), _("Site, audit"), _("Action"), _("Owner")]
    late, due = for_label(head[0], 38.0), for_dates(58.0)
    widths = [late, due, 128.0, width - late - due - 128 - 84, 84.0]
    rows: list[list[Any]] = []
    joined: set[int] = set()
    for one in content.overdue:
        for at, part in enumerate(pieces(passages(one.what, theme.TABLE), widths[3] - 8)):
            if at:
                joined.add(len(rows))
                rows.append(["", "", "", part, ""])
                continue
            place = [text(one.site, theme.TABLE), text(one.audit, theme.ASIDE)]
            rows.append([one.days, one.due, place, part, name_cell(one.owner or "–", widths[4])])
    table = data_table(head, rows, widths, joined=joined, right=(), padding=4)
    return section(title, "actions", [table], width, intro=content.actions)


def voice(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """Wishes and complaints by touchpoint."""
    _ = translate
    if not content.heard:
        return []
    most = max(max(one.wishes, one.complaints) for one in content.heard)
    widths = [150.0, width - 150 - 70 - 78, 70.0, 78.0]
    head = [_("Touchpoint"), _("Full bar: wishes · hatched bar: complaints"), _("Wishes"), _("Complaints")]
    rows = [
        [
            one.touchpoint,
            TwoBars(
                one.wishes,
                one.complaints,
                most,
                widths[1] - 24,
                _("{touchpoint}: wishes {wishes}, complaints {complaints}").format(
                    touchpoint=one.touchpoint, wishes=one.wishes, complaints=one.complaints
                ),
            ),
            str(one.wishes),
            str(one.complaints),
        ]
        for one in content.heard
    ]
    intro = _(
        "What customers said in passing, noted while they were served or audited. Counted, not sampled: it says "
        "where to listen, not how many customers think so."
    )
    table = data_table(head, rows, widths, right=(2, 3), padding=3.4)
    return section(_("Wishes and complaints by touchpoint"), "voice", [table], width, intro=intro)


def nps(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """Net promoter scores with their intervals; surveys and visits are groups of their own."""
    _ = translate
    if not content.recommended:
        return []
    reading = for_cells((one.reading for one in content.recommended), 54.0, 96.0)
    widths = [width - 36 - 92 - 38 - 64 - 68 - 32 - reading, 36.0, 92.0, 38.0, 64.0, 68.0, 32.0, reading]
    head = [
        _("Asked"),
        _("Scale"),
        _("−100 to 100, band: interval"),
        _("NPS"),
        _("95 %"),
        _("Promoters · passives · detractors"),
        _("n"),
        _("Reading"),
    ]
    rows: list[list[Any]] = []
    groups: list[int] = []
    for one in content.recommended:
        if one.group:
            groups.append(len(rows))
            rows.append([text(one.group, theme.GROUP), *([""] * 7)])
        alt = _("{name}: NPS {score}, interval {interval}, n = {n}").format(
            name=one.name, score=one.score, interval=one.interval, n=one.n
        )
        alt = keeping(alt, one.name)
        strip = IntervalStrip(one.value, one.band, 82, alt)
        figures = [one.score, one.interval, one.camps, one.n]
        rows.append(
            [name_cell(one.name, widths[0]), one.scale, strip, *figures, name_cell(one.reading, widths[7])]
        )
    intro = _(
        "Promoters (9–10) less detractors (up to 6), in percent of everybody who answered, with the interval that "
        "chance leaves at 95 % (adjusted Wald). The scales are never pooled; under 30 answers nothing is read from a "
        "score."
    )
    table = data_table(head, rows, widths, groups=groups, right=(3, 4, 5, 6), padding=2.4)
    return section(_("Would they recommend it? Net promoter score"), "nps", [table], width, intro=intro)


def all_moved(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """Every site, where the board's page shows only some."""
    _ = translate
    if len(content.moved) <= BOARD_SITES:
        return []
    tables: list[Flowable] = [
        moved_table(content.moved[at : at + CHUNK], width, _) for at in range(0, len(content.moved), CHUNK)
    ]
    intro = _("Each site against its visit before, over the questions that both visits assessed.")
    return section(_("What improved at each site"), "all-sites", tables, width, intro=intro)


def _chunks(
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    right: Sequence[int],
    padding: float,
) -> list[Flowable]:
    """One table, or several where there are very many rows."""
    return [
        data_table(head, rows[at : at + CHUNK], widths, right=right, padding=padding)
        for at in range(0, len(rows), CHUNK)
    ]
