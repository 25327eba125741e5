"""The first page of a network report, for the board: what improved, where, and what to act on first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from audit_tui.reports.content import Status
from audit_tui.reports.foreign import mostly_in, shortened
from audit_tui.reports.network_content import Moved, Named, NetworkContent
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import (
    Block,
    Heading,
    Text,
    hex_of,
    lead_in,
    marked,
    open_section,
    space,
    text,
)
from audit_tui.reports.pdf.cards import Row
from audit_tui.reports.pdf.charts import ScoreBar
from audit_tui.reports.pdf.fonts import REGULAR, fit, line, markup, width_of
from audit_tui.reports.pdf.frame import Translate
from audit_tui.reports.pdf.summary import Column, Fitting, KpiCell, facts
from audit_tui.reports.pdf.tables import DataTable, data_table

BOARD_SITES = 8
"""Sites that the board's page shows one by one; of more, those that moved most."""
SHORT = 8.4


def board(content: NetworkContent, width: float, translate: Translate) -> list[Flowable]:
    """What improved in a sentence, the figures that carry it, the sites that moved most, and what to do first."""
    _ = translate
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
        table = moved_table(shown, width, _)
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


def moved_table(moved: Sequence[Moved], width: float, translate: Translate) -> DataTable:
    """Sites with their last visit against the one before."""
    _ = translate
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
            [
                name_cell(one.site, widths[0], one.day),
                bar,
                one.score,
                _change(one.change),
                one.became,
                one.basis,
            ]
        )
    return data_table(head, rows, widths, right=(2, 3, 4, 5), padding=3.6)


def name_cell(name: str, width: float, aside: str = "") -> Any:
    """A name on one line as a plain string, which is drawn fastest; a paragraph where it needs more."""
    if aside:
        colour = hex_of(theme.INK2)
        return Text(
            f'<b>{markup(name)}</b> <font size="7.2" color="{colour}">{markup(aside)}</font>', theme.TABLE
        )
    plain = line(name)
    is_short = width_of(plain, REGULAR, SHORT) <= width - 8 and mostly_in(name) is None
    return plain if is_short else text(name, theme.TABLE)


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
        Text(
            f"<b>{markup(one.code)}</b> {marked(shortened(one.text, fit(one.text, REGULAR, 9, 420)))}",
            theme.BODY,
        ),
        text(one.said, theme.SMALL),
    ]
