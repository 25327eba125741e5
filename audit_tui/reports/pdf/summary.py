"""The first page: who, where and when; the dial and the verdict; the scores, what to do, what went well."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportlab.platypus import Flowable

from audit_tui.reports.content import Fact, Kpi, Pointer, ReportContent, ScoreRow, Status
from audit_tui.reports.foreign import keeping
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
from audit_tui.reports.pdf.charts import DialFigure, ScoreBar
from audit_tui.reports.pdf.columns import for_cells
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, fit, line, markup, width_of
from audit_tui.reports.pdf.marks import StatusMark, draw_shape, draw_status
from audit_tui.reports.pdf.tables import data_table

Translate = Callable[[str], str]
DIAL = 168.0
LONGEST_LEAD = 84.0
"""Height in points from which on the verdict is set smaller, so that the page still holds what to act on."""


def summary(
    content: ReportContent, width: float, anchors: frozenset[str], translate: Translate
) -> list[Flowable]:
    """Everything of the first page, in reading order."""
    _ = translate
    story: list[Flowable] = [
        *title(content, _("Compliance report"), content.facts, width),
        SummaryPanel(content, width, _),
    ]
    if content.scores:
        story += scores(content.scores, width, _)
    if content.way:
        story += [space(10), text(content.way, theme.VALUE)]
    if content.act_first or content.went_well:
        story += [space(10 if content.way else 16), pointers(content, width, anchors, _)]
    return story


def title(content: ReportContent, words: str, given: Sequence[Fact], width: float) -> list[Flowable]:
    """How every variant begins: what it is, of which site, and the facts of the visit."""
    return [
        text(content.overline.upper(), theme.OVERLINE),
        Heading(words, theme.TITLE, level=0, anchor="summary"),
        text(" · ".join(part for part in (content.site, content.address) if part), theme.SUB),
        space(10),
        facts(given, width),
        space(14),
    ]


def facts(given: Sequence[Fact], width: float) -> Flowable:
    """The facts under the title, four to a row."""
    each = (width - 3 * theme.GAP) / 4
    columns = [([text(fact.label, theme.CAPTION), text(fact.value, theme.VALUE)], each) for fact in given]
    return Row(columns[:4], theme.GAP)


class SummaryPanel(Block):
    """The rounded panel with the dial on the left, the verdict and four figures on the right."""

    def __init__(self, content: ReportContent, width: float, translate: Translate) -> None:
        _ = translate
        dial = content.dial
        alt = _("Score: {figure}{unit}. {verdict}. {note}").format(
            figure=dial.figure, unit=dial.unit, verdict=dial.verdict, note=dial.note
        )
        self.dial = DialFigure(dial, DIAL, alt)
        self.right = width - DIAL - 42
        words = lead_in(content.verdict, content.verdict_more)
        self.verdict = Text(words, theme.LEAD)
        self.lead = self.verdict.wrap(self.right, 1000)[1]
        if self.lead > LONGEST_LEAD:
            self.verdict = Text(words, theme.LEAD_LONG)
            self.lead = self.verdict.wrap(self.right, 1000)[1]
        self.cells = [KpiCell(kpi, self.right / 2 - 10) for kpi in content.kpis[:4]]
        self.rows = [self.cells[at : at + 2] for at in range(0, len(self.cells), 2)]
        self.highs = [max(cell.height for cell in row) for row in self.rows]
        figures = sum(self.highs) + 20 * max(len(self.rows) - 1, 0)
        super().__init__(width, max(14 + self.lead + 12 + figures + 14, DIAL + 24))

    def draw(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.setFillColor(theme.PANEL)
            canvas.roundRect(0, 0, self.width, self.height, theme.ROUND, stroke=0, fill=1)
        self.dial.drawOn(canvas, 14, (self.height - DIAL) / 2)
        x, y = DIAL + 28, self.height - 14 - self.lead
        self.verdict.drawOn(canvas, x, y)
        y -= 12
        for index, (row, high) in enumerate(zip(self.rows, self.highs, strict=True)):
            if index:
                with canvas.artifact():
                    canvas.setStrokeColor(theme.RULE)
                    canvas.setLineWidth(theme.HAIR)
                    canvas.line(x, y - 9, x + self.right, y - 9)
                y -= 20
            for column, cell in enumerate(row):
                cell.drawOn(canvas, x + column * self.right / 2, y - cell.height)
            y -= high


class KpiCell(Block):
    """A figure in large, what it is of, its label, and a note or counted marks."""

    def __init__(self, kpi: Kpi, width: float) -> None:
        self.kpi = kpi
        self.label = text(kpi.label, theme.VALUE)
        self.note = text(kpi.note, theme.CAPTION) if kpi.note else None
        self.marks = _in_lines(kpi, width)
        heights = self.label.wrap(width, 1000)[1] + (self.note.wrap(width, 1000)[1] if self.note else 0)
        super().__init__(width, 22 + heights + 11 * len(self.marks))

    def draw(self) -> None:
        canvas, kpi = self.canv, self.kpi
        y = self.height - 17
        with canvas.element("P"), canvas.content():
            canvas.setFillColor(theme.INK)
            canvas.setFont(theme.KPI_FONT, theme.KPI_SIZE)
            figure = line(kpi.figure)
            canvas.drawString(0, y, figure)
            if kpi.of:
                canvas.setFillColor(theme.INK2)
                canvas.setFont(REGULAR, 9)
                x = width_of(figure, theme.KPI_FONT, theme.KPI_SIZE) + 3
                canvas.drawString(x, y, fit(kpi.of, REGULAR, 9, self.width - x))
        y = self.height - 22 - self.label.height
        self.label.drawOn(canvas, 0, y)
        if self.note:
            y -= self.note.height
            self.note.drawOn(canvas, 0, y)
        for marks in self.marks:
            x, y = 0.0, y - 11
            with canvas.element("P"), canvas.content():
                for status, word in marks:
                    x += draw_status(canvas, status, word, x, y + 2.5, 7.2) + 10


def _in_lines(kpi: Kpi, width: float) -> list[list[tuple[Status, str]]]:
    """The marks of a figure in as many lines as their words need."""
    lines: list[list[tuple[Status, str]]] = []
    used = width + 1
    for status, word in kpi.marks:
        needs = StatusMark(status, word, 7.2).width + 10
        if used + needs > width + 10:
            lines.append([])
            used = 0.0
        lines[-1].append((status, line(word)))
        used += needs
    return lines


def scores(rows: Sequence[ScoreRow], width: float, translate: Translate) -> list[Flowable]:
    """The touchpoints with their bars, under a heading."""
    _ = translate
    changed = any(row.change for row in rows)
    result = max([80.0, *(StatusMark(row.status, row.result).width + 2 for row in rows)])
    names = [_("Score"), _("Change"), _("Met")]
    needs = [
        max(least, width_of(name, SEMIBOLD, 7.2) + 10)
        for name, least in zip(names, (36, 44, 44), strict=True)
    ]
    figures = [needs[0], needs[1] if changed else 0.0, needs[2]]
    # The bars give way to long titles and results, down to two thirds of their length.
    rest = width - sum(figures) - min(result, 130.0)
    titles = for_cells((line(row.title) for row in rows), 60.0, 124.0, SEMIBOLD)
    bars = min(max(rest - titles - 10, theme.BAR_WIDTH * 2 / 3), theme.BAR_WIDTH)
    widths = [rest - bars - 10, bars + 10, *figures, min(result, 130.0)]
    legend = _("0–100 % · tick: target") + (_(" · ring: previous audit") if changed else "")
    head = [_("Touchpoint"), legend, *names, _("Result")]
    body: list[list[object]] = []
    for row in rows:
        style = theme.TABLE_STRONG if row.level == 0 else theme.SMALL
        alt = _("{title}: {score}, {result}").format(title=row.title, score=row.score, result=row.result)
        alt = keeping(alt, row.title, row.result)
        bar = ScoreBar(
            row.value,
            row.status,
            alt,
            target=row.target,
            previous=row.previous,
            width=bars,
            height=theme.BAR_HEIGHT if row.level == 0 else 4.5,
        )
        indent = "\u00a0\u00a0\u00a0" if row.level else ""
        name = text(keeping(indent + row.title, row.title), style)
        score = Text(f"<b>{markup(row.score)}</b>", theme.right(style)) if row.level == 0 else row.score
        body.append([name, bar, score, _change(row), row.met, StatusMark(row.status, row.result)])
    if not changed:
        for cells in (head, widths, *body):
            del cells[3]
    right = (2, 3, 4) if changed else (2, 3)
    table = data_table(head, body, widths, right=right)
    return [*open_section(_("Score by touchpoint"), "scores", table, width, level=1), table]


def _change(row: ScoreRow) -> Flowable | str:
    if not row.change:
        return "–"
    colour = {"+": theme.TONES["pass"].text, "−": theme.TONES["major"].text}.get(row.change[0], theme.INK2)
    return Text(f'<font color="{hex_of(colour)}">{markup(row.change)}</font>', theme.right(theme.TABLE))


class Column(Block):
    """A heading under a rule with marked lines below it."""

    def __init__(self, title: str, width: float, entries: Sequence[tuple[Status, Sequence[Text]]]) -> None:
        self.heading = text(title, theme.H3, role="H2")
        self.entries = [(status, list(paragraphs)) for status, paragraphs in entries]
        self.top = 8 + self.heading.wrap(width, 1000)[1] + 2
        self.sizes = [
            [paragraph.wrap(width - 16, 10_000)[1] for paragraph in paragraphs]
            for _, paragraphs in self.entries
        ]
        super().__init__(width, self.top + sum(sum(sizes) + 4 for sizes in self.sizes))

    def draw(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.setStrokeColor(theme.brand())
            canvas.setLineWidth(1.2)
            canvas.line(0, self.height, self.width, self.height)
        self.heading.drawOn(canvas, 0, self.height - 8 - self.heading.height)
        y = self.height - self.top
        with canvas.element("L"):
            for (status, paragraphs), sizes in zip(self.entries, self.sizes, strict=True):
                with canvas.artifact():
                    draw_shape(canvas, status, 0, y - 10.8, 8.6)
                with canvas.element("LI"), canvas.element("LBody"):
                    for paragraph, size in zip(paragraphs, sizes, strict=True):
                        y -= size
                        paragraph.drawOn(canvas, 16, y)
                y -= 4


class Fitting(Block):
    """The first of several forms, fullest first, that the rest of the page has room for; else the fullest.

    So the summary stays one page where two pointers fewer do it; the findings all stand further on.
    """

    @property
    def smallest(self) -> float:
        """Height in points of the smallest form."""
        return min(form.height for form in self.forms)

    def __init__(self, forms: Sequence[Block]) -> None:
        self.forms = list(forms)
        self.chosen = self.forms[0]
        super().__init__(self.chosen.width, self.chosen.height)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        fitting = (form for form in self.forms if form.height <= available_height)
        self.chosen = next(fitting, self.forms[0])
        self.width, self.height = self.chosen.width, self.chosen.height
        return self.width, self.height

    def draw(self) -> None:
        self.chosen.drawOn(self.canv, 0, 0)


def pointers(content: ReportContent, width: float, anchors: frozenset[str], translate: Translate) -> Fitting:
    """What to do first beside what went well, with as many lines as the page has room for."""
    most = max(len(content.act_first), len(content.went_well))
    forms = [_pointed(content, width, count, anchors, translate) for count in range(most, 0, -1)]
    return Fitting(forms)


def _pointed(
    content: ReportContent, width: float, most: int, anchors: frozenset[str], translate: Translate
) -> Row:
    """At most `most` pointers in each column."""
    _ = translate
    each = (width - theme.GUTTER) / 2
    act: list[tuple[Status, list[Text]]] = [
        (pointer.status, _pointer(pointer, anchors)) for pointer in content.act_first[:most]
    ]
    if not act:
        act = [("pass", [text(_("No non-conformity was found."))])]
    well: list[tuple[Status, list[Text]]] = [("pass", [text(words)]) for words in content.went_well[:most]]
    if not well:
        well = [("na", [text(_("No standard was met in full."))])]
    return Row(
        [
            ([Column(_("Act on these first"), each, act)], each),
            ([Column(_("What went well"), each, well)], each),
        ],
        theme.GUTTER,
    )


def _pointer(pointer: Pointer, anchors: frozenset[str]) -> list[Text]:
    words, place = f"{markup(pointer.finding)} · {marked(pointer.title)}", f"nc-{pointer.finding}"
    if place in anchors:
        words = f'<a href="#{markup(place)}" color="{hex_of(theme.brand())}">{words}</a>'
    lines = [Text(words, theme.POINTER)]
    if pointer.text:
        lines.append(text(pointer.text, theme.SMALL))
    return lines
