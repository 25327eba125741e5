"""The small parts that pages are made of: texts, headings, status marks, chips, tables with rules, boxes.

Every block carries what a structure tree needs: `role` (the PDF structure type), `lang` (null: the
document's language) and `alt` (words for what is drawn). Blocks never read the record.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table, TableStyle

from audit_tui.reports.content import Status
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.fonts import SEMIBOLD, markup, printable, width_of
from audit_tui.reports.pdf.tagging import Element, box_of, cell_attributes

LONGEST = 4000
MAX_CELL = 150.0
"""Height in points above which a cell's text goes on in a further row, so that any row fits a page."""


class Block(Flowable):  # type: ignore[misc]
    """Base of everything drawn by hand."""

    role = "Div"
    lang: str | None = None
    alt: str | None = None

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def _drawOn(self, canvas: Any) -> None:  # noqa: N802 - the seam at which reportlab has moved the origin
        """Draw as what `role` says: a figure, a word, or (any other) a group that tags its own parts."""
        self.canv = canvas
        if self.role == "Figure":
            box = box_of(canvas, self.width, self.height)
            with canvas.element("Figure", alt=self.alt, lang=self.lang, attributes=box), canvas.content():
                self.draw()
        elif self.role == "Span":
            with canvas.element("Span", lang=self.lang), canvas.content():
                self.draw()
        elif self.role == "Artifact":
            with canvas.artifact():
                self.draw()
        else:
            self.draw()
        del self.canv


class Text(Paragraph):  # type: ignore[misc]
    """A paragraph of escaped text; `anchor` makes it a place that links lead to."""

    def __init__(
        self,
        xml: str | None,
        style: ParagraphStyle = theme.BODY,
        bulletText: str | None = None,  # noqa: N803 - reportlab makes the parts of a split with these
        frags: list[Any] | None = None,
        *,
        role: str = "P",
        lang: str | None = None,
        anchor: str | None = None,
    ) -> None:
        super().__init__(xml, theme.dressed(style), bulletText=bulletText, frags=frags)
        self.role, self.lang, self.anchor = role, lang, anchor
        self._broken_at: float | None = None
        self.alt: str | None = None
        # The element of a paragraph that goes on on the next page, shared by its parts.
        self._shared: list[Element | None] = [None]

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        # Lines are broken once for a width: cards and tables ask again at every page.
        if self._broken_at != available_width or not hasattr(self, "blPara"):
            super().wrap(available_width, available_height)
            self._broken_at = available_width
        return available_width, float(self.height)

    def split(self, available_width: float, available_height: float) -> list[Any]:
        parts: list[Any] = super().split(available_width, available_height)
        for index, part in enumerate(parts):
            part.role, part.lang, part.alt = self.role, self.lang, self.alt
            part._shared = self._shared
            part.anchor = self.anchor if index == 0 else None
        return parts

    def draw(self) -> None:
        canvas = self.canv
        if self.anchor:
            mark_place(canvas, self.anchor, self.height)
        if self.role == "Artifact":
            with canvas.artifact():
                super().draw()
            return
        _end_lines_with_blanks(self.blPara)
        canvas.speaking = self.getPlainText(identify=True).strip()
        tag = "P" if self.role == "Link" else self.role
        with canvas.element(tag, lang=self.lang, again=self._shared[0]) as element:
            self._shared[0] = element
            inner = canvas.element("Link") if self.role == "Link" else contextlib.nullcontext()
            with inner, canvas.content():
                super().draw()


def _end_lines_with_blanks(broken: Any) -> None:
    """Put back the blank at which a line was broken: without it, whoever reads the text reads two words as one.

    Only right before drawing: a paragraph that is cut afterwards would be broken into other lines.
    """
    for line in broken.lines[:-1]:
        if broken.kind == 0:
            line[1].append("")
        elif line.words:
            line.words[-1].text += " "


class Heading(Text):
    """A heading: a place, and an entry in the outline at `level` (0 = section)."""

    def __init__(self, text: str, style: ParagraphStyle, *, level: int, anchor: str) -> None:
        super().__init__(markup(text), style, role=f"H{level + 1}", anchor=anchor)
        self.title, self.level = printable(text), level

    def draw(self) -> None:
        super().draw()
        if self.anchor:
            self.canv.addOutlineEntry(self.title, self.anchor, self.level, closed=self.level == 0)


def mark_place(canvas: Any, key: str, height: float) -> None:
    """Make the current position, `height` above the origin, the target of links to `key`."""
    _, top = canvas.absolutePosition(0, height)
    canvas.places[key] = (canvas.getPageNumber(), top)
    canvas.bookmarkPage(key, fit="XYZ", left=0, top=top + 12, zoom=0)


def text(value: str, style: ParagraphStyle = theme.BODY, **more: Any) -> Text:
    """A paragraph of a person's or a checklist's text."""
    return Text(markup(value), style, **more)


def passages(value: str, style: ParagraphStyle = theme.BODY) -> list[Text]:
    """`value` as paragraphs of at most LONGEST characters, cut at blanks: each is broken into lines by itself,
    so that the time grows with the length and not with its square.
    """
    kept = printable(value).strip("\n")
    parts: list[Text] = []
    while len(kept) > LONGEST:
        cut = max(kept.rfind(" ", 1, LONGEST), kept.rfind("\n", 1, LONGEST))
        parts.append(text(kept[:cut], style))
        kept = kept[cut + 1 :]
    return [*parts, text(kept, style)]


def link(label: str, anchor: str, style: ParagraphStyle = theme.TABLE_STRONG) -> Text:
    """A text that leads to `anchor`, which must exist in the report."""
    return Text(
        f'<a href="#{anchor}" color="{hex_of(theme.brand())}">{markup(label)}</a>', style, role="Link"
    )


def hex_of(colour: Any) -> str:
    """A colour as `#RRGGBB`, for the inline markup of paragraphs."""
    return "#" + str(colour.hexval())[2:]


def open_section(
    title: str, anchor: str, first: Flowable, width: float, *, intro: str = "", level: int = 0
) -> list[Flowable]:
    """The head of a section; it moves to the next page unless the beginning of `first` fits under it.

    `first` itself is not part of the list.
    """
    style = theme.H1 if level == 0 else theme.H2
    parts: list[Flowable] = [Heading(title, style, level=level, anchor=anchor)]
    if intro:
        parts.append(text(intro, theme.INTRO))
    heights = [part.wrap(width, 10_000)[1] for part in parts]
    keep = sum(heights) + style.spaceBefore + theme.INTRO.spaceAfter + beginning(first, width)
    return [CondPageBreak(keep), *parts]


def beginning(flowable: Flowable, width: float) -> float:
    """Height of the least part of `flowable` that may stand at the foot of a page."""
    height = float(flowable.wrap(width, 10_000)[1])
    if isinstance(flowable, Table):
        return float(sum(flowable._rowHeights[:3]))  # the head, and a group with its first row
    least = getattr(flowable, "least", None)
    return min(height, float(least)) if least is not None else height


def draw_shape(canvas: Any, status: Status, x: float, y: float, size: float) -> None:
    """The shape of a status in a square of `size` at (x, y): it tells the status without its colour."""
    tone = theme.TONES[status]
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / 10, size / 10)
    canvas.setFillColor(tone.fill)
    canvas.setStrokeColor(tone.fill)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    if status == "pass":
        canvas.circle(5, 5, 4.9, stroke=0, fill=1)
        _strokes(canvas, theme.WHITE, 1.5, [(2.8, 5.1), (4.4, 3.4), (7.3, 6.7)])
    elif status == "minor":
        _polygon(canvas, [(5, 9.3), (9.7, 1), (0.3, 1)], width=0.8)
        _strokes(canvas, theme.INK, 1.2, [(5, 6.5), (5, 4.2)], [(5, 2.4), (5, 2.4)])
    elif status == "major":
        _polygon(canvas, [(5, 9.9), (9.9, 5), (5, 0.1), (0.1, 5)], width=0.2)
        _strokes(canvas, theme.WHITE, 1.3, [(5, 7.4), (5, 4.9)], [(5, 2.9), (5, 2.9)])
    elif status == "critical":
        canvas.roundRect(0.4, 0.4, 9.2, 9.2, 1.6, stroke=0, fill=1)
        _strokes(canvas, theme.WHITE, 1.5, [(3, 3), (7, 7)], [(3, 7), (7, 3)])
    else:
        canvas.setLineWidth(1.1)
        canvas.circle(5, 5, 4.2, stroke=1, fill=0)
        _strokes(canvas, tone.fill, 1.1, [(3.2, 5), (6.8, 5)])
    canvas.restoreState()


def _polygon(canvas: Any, points: Sequence[tuple[float, float]], width: float) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.setLineWidth(width)
    canvas.drawPath(path, stroke=1, fill=1)


def _strokes(canvas: Any, colour: Any, width: float, *lines: Sequence[tuple[float, float]]) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(width)
    for points in lines:
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)


class StatusMark(Block):
    """A status as shape and word, on one line."""

    role = "Span"

    def __init__(self, status: Status, word: str, size: float = 7.6) -> None:
        self.status, self.word, self.size = status, printable(word), size
        super().__init__(size + 4 + width_of(self.word, SEMIBOLD, size), size * 1.25)
        self.alt = word

    def draw(self) -> None:
        draw_status(self.canv, self.status, self.word, 0, self.size * 0.28, self.size)


def draw_status(canvas: Any, status: Status, word: str, x: float, baseline: float, size: float) -> float:
    """Shape and word from `x` on the baseline; returns the width used."""
    mark = size * 0.98
    draw_shape(canvas, status, x, baseline + size * 0.36 - mark / 2, mark)
    canvas.setFillColor(theme.TONES[status].text)
    canvas.setFont(SEMIBOLD, size)
    canvas.drawString(x + mark + 4, baseline, word)
    return mark + 4 + width_of(word, SEMIBOLD, size)


def chip_width(word: str, size: float) -> float:
    """Width of the chip that `draw_chip` draws."""
    return size * 0.98 + 4 + width_of(word, SEMIBOLD, size) + size * 1.7


def draw_chip(canvas: Any, status: Status, word: str, x: float, y: float, size: float = 8.0) -> None:
    """A status on a rounded tint; (x, y) is its lower left corner."""
    height, width = size * 1.95, chip_width(word, size)
    canvas.setFillColor(theme.TONES[status].tint)
    canvas.roundRect(x, y, width, height, height / 2, stroke=0, fill=1)
    draw_status(canvas, status, word, x + size * 0.85, y + height / 2 - size * 0.36, size)


class PdcaSteps(Block):
    """The four steps of plan, do, check, act; the first `done` are filled."""

    role = "Figure"

    def __init__(self, letters: str, done: int, alt: str) -> None:
        super().__init__(4 * 13.5, 11)
        self.letters, self.done, self.alt = letters, done, alt

    def draw(self) -> None:
        canvas = self.canv
        canvas.setLineWidth(0.7)
        for index, letter in enumerate(self.letters):
            filled = index < self.done
            canvas.setStrokeColor(theme.brand() if filled else theme.INK3)
            canvas.setFillColor(theme.brand() if filled else theme.WHITE)
            canvas.roundRect(index * 13.5, 0.4, 11.6, 10.2, 2.6, stroke=1, fill=1)
            canvas.setFillColor(theme.WHITE if filled else theme.INK2)
            canvas.setFont(SEMIBOLD, 6.8)
            canvas.drawCentredString(index * 13.5 + 5.8, 3.1, letter)


class BlankLine(Block):
    """A line to write on with a pen."""

    role = "Artifact"

    def __init__(self, width: float, alt: str, height: float = 16) -> None:
        super().__init__(width, height)
        self.alt = alt

    def draw(self) -> None:
        self.canv.setStrokeColor(theme.INK3)
        self.canv.setLineWidth(theme.HAIR)
        self.canv.line(0, 1, self.width, 1)


class DataTable(Table):  # type: ignore[misc]
    """A table with rules between rows; its first row is the head and comes again on each page."""

    role = "Table"
    lang: str | None = None
    alt: str | None = None

    def __init__(self, *given: Any, **options: Any) -> None:
        options["renderCB"] = _tag
        super().__init__(*given, **options)
        self.tags = _TableTags()
        self.is_continued = self.at_head = False

    def onSplit(self, part: DataTable, byRow: int = 1) -> None:  # noqa: N802, N803 - reportlab's names
        """What is left of a table on the next page is the same table to a reader."""
        part.tags = self.tags


class _TableTags:
    """Where a table stands in the structure tree, over all pages it runs over."""

    def __init__(self) -> None:
        self.table: Element | None = None
        self.head: Element | None = None
        self.body: Element | None = None
        self.row: Element | None = None
        self.cells: dict[int, Element] = {}
        self.open: list[contextlib.ExitStack] = []

    def enter(self, manager: contextlib.AbstractContextManager[Any]) -> Any:
        stack = contextlib.ExitStack()
        self.open.append(stack)
        return stack.enter_context(manager)

    def leave(self) -> None:
        self.open.pop().close()


class _Joined(str):
    """Stands in the first cell of a row that continues the one before it: they are one row to a reader."""

    __slots__ = ()


JOINED = _Joined()


def _tag(table: DataTable, event: str, *about: Any) -> None:
    """Tag a table while reportlab draws it: it tells of each table, row and cell that begins or ends."""
    canvas, tags = table.canv, table.tags
    match event:
        case "startTable":
            again = tags.table is not None
            tags.table = tags.enter(canvas.element("Table", again=tags.table))
            table.is_continued = again
        case "startBG" | "startLines":
            tags.enter(canvas.artifact())
        case "startRow":
            _tag_row(table, canvas, about[0])
        case "startCell":
            _tag_cell(table, canvas, *about[:3])
        case "endRow" if table.at_head and not table.is_continued:
            tags.leave()
            tags.leave()
        case "endRow" if not table.at_head:
            tags.leave()
            tags.leave()
        case "endRow" | "endBG" | "endLines" | "endTable" | "endCell":
            tags.leave()


def _tag_row(table: DataTable, canvas: Any, row: int) -> None:
    tags = table.tags
    table.at_head = row == 0
    if table.at_head and table.is_continued:
        tags.enter(canvas.artifact("Pagination"))  # the head, printed again on this page
    elif table.at_head:
        tags.head = tags.enter(canvas.element("THead"))
        tags.row = tags.enter(canvas.element("TR"))
    else:
        tags.body = tags.enter(canvas.element("TBody", again=tags.body))
        joined = isinstance(table._cellvalues[row][0], _Joined)
        if not joined:
            tags.cells = {}
        tags.row = tags.enter(canvas.element("TR", again=tags.row if joined else None))


def _tag_cell(table: DataTable, canvas: Any, row: int, column: int, value: Any) -> None:
    tags = table.tags
    first, _, last, _ = (table._spanRanges.get((column, row)) if table._spanCmds else None) or (0, 0, 0, 0)
    columns = last - first + 1
    again = tags.cells.get(column)
    if table.at_head:
        cell = canvas.element("TH", attributes=cell_attributes(scope="Column", columns=columns), again=again)
    elif column == 0 and value != "":
        cell = canvas.element("TH", attributes=cell_attributes(scope="Row", columns=columns), again=again)
    else:
        cell = canvas.element("TD", attributes=cell_attributes(columns=columns), again=again)
    stack = contextlib.ExitStack()
    tags.open.append(stack)
    element = stack.enter_context(cell)
    if not table.at_head:
        tags.cells[column] = element
    if isinstance(value, str) and value:
        stack.enter_context(canvas.element("P"))
        stack.enter_context(canvas.content())


def data_table(
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[float],
    *,
    groups: Iterable[int] = (),
    joined: Iterable[int] = (),
    right: Iterable[int] = (),
    padding: float = 5.0,
) -> DataTable:
    """A table in the report's manner.

    `groups` are the rows (0 = first under the head) that head a group, set in the tint; `joined` are rows
    that continue the one before them, without a rule between; `right` are the columns set to the right.
    """
    groups, joined, right = set(groups), set(joined), set(right)
    top = [text(cell, theme.right(theme.HEAD) if i in right else theme.HEAD) for i, cell in enumerate(head)]
    data = [top, *([JOINED, *row[1:]] if at in joined else row for at, row in enumerate(rows))]
    last = len(data) - 1
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), theme.NUMBER_FONT, theme.NUMBER_SIZE, 11.8),
        ("TEXTCOLOR", (0, 0), (-1, -1), theme.INK),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("TOPPADDING", (0, 0), (-1, 0), 3),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 5),
        ("LINEBELOW", (0, 0), (-1, 0), theme.LINE, theme.INK),
    ]
    for column in right:
        style.append(("ALIGN", (column, 0), (column, -1), "RIGHT"))
    for row in range(1, last + 1):
        if row not in joined:  # row + 1 in the table is `row` counted under the head
            style.append(("LINEBELOW", (0, row), (-1, row), theme.HAIR, theme.RULE))
        else:
            style.append(("BOTTOMPADDING", (0, row), (-1, row), 0))
            style.append(("TOPPADDING", (0, row + 1), (-1, row + 1), 0))
    for row in groups:
        style += [
            ("BACKGROUND", (0, row + 1), (-1, row + 1), theme.TINT),
            ("LEFTPADDING", (0, row + 1), (0, row + 1), 7),
            ("SPAN", (0, row + 1), (1, row + 1)),
            ("NOSPLIT", (0, row + 1), (-1, min(row + 2, last))),
        ]
    if last >= 1:
        style.append(("NOSPLIT", (0, 0), (-1, min(2, last))))
    return DataTable(data, colWidths=list(widths), repeatRows=1, style=TableStyle(style))


def pieces(paragraphs: Sequence[Text], width: float, limit: float = MAX_CELL) -> list[list[Text]]:
    """`paragraphs` in cells of at most `limit` points of height at `width`, for consecutive rows of a table."""
    cells: list[list[Text]] = [[]]
    room = limit
    waiting = list(reversed(paragraphs))
    while waiting:
        part = waiting.pop()
        height = part.wrap(width, limit)[1]
        if height <= room:
            cells[-1].append(part)
            room -= height
            continue
        halves = part.split(width, room)
        if len(halves) > 1:
            cells[-1].append(halves[0])
            waiting += reversed(halves[1:])
        elif cells[-1]:
            waiting.append(part)
        else:
            cells[-1].append(part)
        if waiting:
            cells.append([])
            room = limit
    return cells


def space(height: float) -> Spacer:
    """White of `height` points; it vanishes at the top of a page."""
    return Spacer(1, height)
