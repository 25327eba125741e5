"""The report over many audits: a page for the board, then the sections. The same content gives the same bytes.

Figures are set as plain strings and only prose as paragraphs, so that hundreds of sites are drawn in a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Literal

from reportlab.platypus import CondPageBreak, Flowable, TableStyle

from audit_tui.i18n import translator
from audit_tui.locale_format import Figure, written_in
from audit_tui.reports.content import Attachment, Status
from audit_tui.reports.network_content import Moved, Named, NetworkContent, Tile
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import (
    Block,
    Heading,
    Text,
    hex_of,
    lead_in,
    open_section,
    passages,
    space,
    text,
)
from audit_tui.reports.pdf.cards import Row
from audit_tui.reports.pdf.charts import ScoreBar
from audit_tui.reports.pdf.columns import for_cells, for_dates, for_label
from audit_tui.reports.pdf.contents import settled
from audit_tui.reports.pdf.fonts import REGULAR, fit, line, markup, typeface, width_of
from audit_tui.reports.pdf.frame import Progress, Translate, draw_pdf, told_of
from audit_tui.reports.pdf.network_figures import (
    CourseLine,
    DotStrip,
    HeatMark,
    IntervalStrip,
    Legend,
    TwoBars,
)
from audit_tui.reports.pdf.summary import Column, Fitting, KpiCell, facts
from audit_tui.reports.pdf.tables import CHUNK, DataTable, data_table, pieces

BOARD_SITES = 8
"""Sites that the board's page shows one by one; of more, those that moved most."""
TILES_ACROSS = 7
"""Touchpoints side by side in a heat map; further ones follow in a map of their own."""
MAY_END = ("recurring", "actions", "voice", "nps", "all-sites", "sampling", "integrity")
"""The sections that may begin the last page."""
LEAST = 190.0
"""Height in points that a page must have left for a section to begin on it."""
SHORT = 8.4


def network_report(
    content: NetworkContent, *, paper: Literal["A4", "Letter"] = "A4", progress: Progress | None = None
) -> bytes:
    """The PDF of `content` as bytes. What `progress` raises breaks the drawing off."""
    _ = translator(content.around.language).gettext
    width = theme.PAPERS[paper][0] - 2 * theme.SIDE
    with typeface(content), written_in(content.around.language), theme.accent(content.accent):
        rest = [
            *_league(content, width, _),
            *_heat(content, width, _),
            *_trend(content, width, _),
            *_recurring(content, width, _),
            *_actions(content, width, _),
            *_voice(content, width, _),
            *_nps(content, width, _),
            *_all_moved(content, width, _),
            *_sampling(content, width, _),
        ]
        layout = settled(_board(content, width, _), rest, paper, MAY_END, _, told_of(progress))
        title = line(" · ".join([content.title, content.sub, *content.around.tail]))
        return draw_pdf(content.around, layout, paper=paper, title=title, translate=_, progress=progress)


# -- the board's page -----------------------------------------------------------------------------------------


def _board(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
    story: list[Flowable] = [
        text(content.around.organisation.upper(), theme.OVERLINE),
        Heading(content.title, theme.TITLE, level=0, anchor="board"),
        text(content.sub, theme.SUB),
        space(10),
        facts(content.facts, width),
        space(14),
        BoardPanel(content, width),
    ]
    shown = _most_moved(content.moved)
    if shown:
        title = (
            _("What improved, site by site")
            if len(shown) == len(content.moved)
            else _("The sites that moved most")
        )
        table = _moved_table(shown, width, _)
        story += [*open_section(title, "improved", table, width, level=1), table]
    if content.single:
        story += [space(4), text(content.single, theme.SMALL)]
    if content.recommended_lead:
        story += [space(8), text(content.recommended_lead, theme.SMALL)]
    if content.act_first or content.improved:
        story += [space(16), _pointers(content, width, _)]
    return story


class BoardPanel(Block):
    """The rounded panel with what improved in a sentence and the few figures that carry it."""

    ACROSS = 3

    def __init__(self, content: NetworkContent, width: float) -> None:
        inner = width - 28
        self.lead = Text(lead_in(content.lead, content.lead_more), theme.LEAD)
        self.lead_height = self.lead.wrap(inner, 1000)[1]
        self.each = inner / self.ACROSS
        cells = [KpiCell(kpi, self.each - 12) for kpi in content.kpis[: 2 * self.ACROSS]]
        self.rows = [cells[at : at + self.ACROSS] for at in range(0, len(cells), self.ACROSS)]
        self.highs = [max(cell.height for cell in row) for row in self.rows]
        super().__init__(width, 14 + self.lead_height + sum(self.highs) + 20 * len(self.rows) + 4)

    def draw(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.setFillColor(theme.PANEL)
            canvas.roundRect(0, 0, self.width, self.height, theme.ROUND, stroke=0, fill=1)
        y = self.height - 14 - self.lead_height
        self.lead.drawOn(canvas, 14, y)
        for row, high in zip(self.rows, self.highs, strict=True):
            with canvas.artifact():
                canvas.setStrokeColor(theme.RULE)
                canvas.setLineWidth(theme.HAIR)
                canvas.line(14, y - 9, self.width - 14, y - 9)
            y -= 18
            for column, cell in enumerate(row):
                cell.drawOn(canvas, 14 + column * self.each, y - cell.height)
            y -= high + 2


def _most_moved(moved: Sequence[Moved]) -> Sequence[Moved]:
    """All sites, best change first, or of many those that gained and lost most."""

    def change(one: Moved) -> float:
        return 0.0 if one.after is None or one.before is None else one.after - one.before

    ordered = sorted(moved, key=lambda one: (-change(one), one.site))
    if len(ordered) <= BOARD_SITES:
        return ordered
    half = BOARD_SITES // 2
    return [*ordered[:half], *ordered[-half:]]


def _moved_table(moved: Sequence[Moved], width: float, _: Translate) -> DataTable:
    widths = [width - 120 - 44 - 44 - 86 - 44, 120.0, 44.0, 44.0, 86.0, 44.0]
    head = [
        _("Site, last visit"),
        _("0–100 % · tick: target · ring: visit before"),
        _("Score"),
        _("Change"),
        _("Fixed · again · new · missed"),
        _("Questions"),
    ]
    rows: list[list[Any]] = []
    for one in moved:
        alt = _("{site}: {score}, change {change}").format(site=one.site, score=one.score, change=one.change)
        bar = ScoreBar(
            one.after, one.status, alt, target=one.target, previous=one.before, width=110, height=6
        )
        rows.append(
            [_name(one.site, widths[0], one.day), bar, one.score, _change(one.change), one.became, one.basis]
        )
    return data_table(head, rows, widths, right=(2, 3, 4, 5), padding=3.6)


def _name(name: str, width: float, aside: str = "") -> Any:
    """A name on one line as a plain string, which is drawn fastest; a paragraph where it needs more."""
    if aside:
        colour = hex_of(theme.INK2)
        return Text(
            f'<b>{markup(name)}</b> <font size="7.2" color="{colour}">{markup(aside)}</font>', theme.TABLE
        )
    plain = line(name)
    return plain if width_of(plain, REGULAR, SHORT) <= width - 8 else text(name, theme.TABLE)


def _change(words: str) -> Flowable:
    colour = {"+": theme.TONES["pass"].text, "−": theme.TONES["major"].text}.get(words[0], theme.INK2)
    return Text(f'<font color="{hex_of(colour)}"><b>{markup(words)}</b></font>', theme.right(theme.TABLE))


def _pointers(content: NetworkContent, width: float, _: Translate) -> Flowable:
    most = max(len(content.act_first), len(content.improved))
    return Fitting([_pointed(content, width, count, _) for count in range(most, 0, -1)])


def _pointed(content: NetworkContent, width: float, most: int, _: Translate) -> Row:
    each = (width - theme.GUTTER) / 2
    act: list[tuple[Status, list[Text]]] = [("major", _named(one)) for one in content.act_first[:most]]
    better: list[tuple[Status, list[Text]]] = [("pass", _named(one)) for one in content.improved[:most]]
    if not act:
        act = [("pass", [text(_("Nothing fell short."))])]
    if not better:
        better = [("na", [text(_("No standard that fell short before was fixed."))])]
    return Row(
        [
            ([Column(_("Act on these first"), each, act)], each),
            ([Column(_("Fixed at most sites"), each, better)], each),
        ],
        theme.GUTTER,
    )


def _named(one: Named) -> list[Text]:
    return [
        Text(f"<b>{markup(one.code)}</b> {markup(fit(one.text, REGULAR, 9, 420))}", theme.BODY),
        text(one.said, theme.SMALL),
    ]


# -- the sections ---------------------------------------------------------------------------------------------


def _section(
    title: str,
    anchor: str,
    parts: Sequence[Flowable],
    width: float,
    *,
    intro: str = "",
    notes: Sequence[str] = (),
) -> list[Flowable]:
    story = [CondPageBreak(LEAST), *open_section(title, anchor, parts[0], width, intro=intro), *parts]
    if notes:
        story += [space(6), *(text(note, theme.SMALL) for note in notes)]
    return story


def _league(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
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
                _name(one.site, widths[1]),
                one.visits,
                one.median,
                one.interval,
                strip,
                _name(one.passed, widths[6]),
            ]
        )
    intro = _(
        "Ordered by the median of the visits; sites with fewer than five visits have no rank and follow in the "
        "order of their ids. Where intervals overlap, chance alone may explain the order."
    )
    tables = _chunks(head, rows, widths, right=(2, 3, 4), padding=3.4)
    return _section(_("League of sites"), "league", tables, width, intro=intro, notes=content.league_notes)


def _heat(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
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
    story = _section(_("Heat map"), "heat-map", parts, width, intro=intro)
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
            cells: list[Any] = [_name(name, site)]
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


def _trend(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
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
                _name(one.site, widths[0]),
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
    return _section(_("Trend"), "trend", tables, width, intro=intro)


def _recurring(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
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
            _name(one.code, widths[0]),
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
    return _section(_("What keeps falling short"), "recurring", tables, width, intro=intro, notes=notes)


def _actions(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
    title = _("Overdue corrective actions")
    if not content.overdue:
        words = text(_("No open action is past its day."))
        return _section(title, "actions", [words], width, intro=content.actions)
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
            rows.append([one.days, one.due, place, part, _name(one.owner or "–", widths[4])])
    table = data_table(head, rows, widths, joined=joined, right=(), padding=4)
    return _section(title, "actions", [table], width, intro=content.actions)


def _voice(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
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
    return _section(_("Wishes and complaints by touchpoint"), "voice", [table], width, intro=intro)


def _nps(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
    """Net promoter scores with their intervals; surveys and visits are groups of their own."""
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
        strip = IntervalStrip(one.value, one.band, 82, alt)
        figures = [one.score, one.interval, one.camps, one.n]
        rows.append([_name(one.name, widths[0]), one.scale, strip, *figures, _name(one.reading, widths[7])])
    intro = _(
        "Promoters (9–10) less detractors (up to 6), in percent of everybody who answered, with the interval that "
        "chance leaves at 95 % (adjusted Wald). The scales are never pooled; under 30 answers nothing is read from a "
        "score."
    )
    table = data_table(head, rows, widths, groups=groups, right=(3, 4, 5, 6), padding=2.4)
    return _section(_("Would they recommend it? Net promoter score"), "nps", [table], width, intro=intro)


def _all_moved(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
    """Every site, where the board's page shows only some."""
    if len(content.moved) <= BOARD_SITES:
        return []
    tables: list[Flowable] = [
        _moved_table(content.moved[at : at + CHUNK], width, _) for at in range(0, len(content.moved), CHUNK)
    ]
    intro = _("Each site against its visit before, over the questions that both visits assessed.")
    return _section(_("What improved at each site"), "all-sites", tables, width, intro=intro)


def _sampling(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
    rows: list[list[Any]] = []
    joined: set[int] = set()
    for fact in content.sampling:
        for at, part in enumerate(pieces(passages(fact.value, theme.TABLE), width - 132)):
            if at:
                joined.add(len(rows))
            rows.append([text(fact.label, theme.TABLE_STRONG) if not at else "", part])
    table = data_table([_("Item"), _("Statement")], rows, [124, width - 124], joined=joined, padding=3.4)
    box = DataBox(content.attachment, width, _)
    return [
        *_section(_("Sampling statement"), "sampling", [table], width),
        *open_section(_("Integrity of this report"), "integrity", box, width, level=1),
        box,
    ]


class DataBox(Block):
    """What is attached, and the fingerprint that binds it to the paper."""

    role = "Sect"

    def __init__(self, attachment: Attachment, width: float, translate: Translate) -> None:
        _ = translate
        digest = hashlib.sha256(attachment.data).hexdigest()
        words = _(
            "Every figure of this report stands in {file}, which is attached to this file, with what came out of "
            "each visit it rests on. audit-tui verify computes every figure again from these and compares the pages "
            "with them, word by word; with --against it holds each visit against its own audit."
        ).format(file=attachment.name)
        self.parts: list[Text] = [
            text(words, theme.SMALL),
            text(
                _("{file} · {size} bytes · SHA-256").format(file=attachment.name, size=len(attachment.data)),
                theme.CAPTION,
            ),
            text(f"{digest[:32]}\n{digest[32:]}", theme.MONO),
        ]
        self.sizes = [part.wrap(width - 32, 10_000)[1] + 3 for part in self.parts]
        super().__init__(width, sum(self.sizes) + 26)

    def draw(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.setStrokeColor(theme.RULE)
            canvas.setLineWidth(0.6)
            canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        y = self.height - 12
        for part, size in zip(self.parts, self.sizes, strict=True):
            y -= size
            part.drawOn(canvas, 16, y)


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
