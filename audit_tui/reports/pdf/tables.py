"""Tables with rules between the rows, tagged while they are drawn: over all pages one table with one head."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import PageBreak, Table, TableStyle

from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Text, text
from audit_tui.reports.pdf.columns import roomy
from audit_tui.reports.pdf.fonts import SEMIBOLD, width_of
from audit_tui.reports.pdf.tagging import Element, cell_attributes

MAX_CELL = 150.0
"""Height in points above which a cell's text goes on in a further row, so that any row fits a page."""
LEAST_LEFT = 3
"""Rows, the head among them, that stay on a page when the one before a last row goes over with it."""
CHUNK = 400
"""Rows a table object holds at most: reportlab's splitting slows down beyond about five hundred."""


class DataTable(Table):  # type: ignore[misc]
    """A table with rules between rows; its first row is the head and comes again on each page."""

    role = "Table"
    lang: str | None = None
    alt: str | None = None

    def __init__(self, *given: Any, **options: Any) -> None:
        options |= {"renderCB": _tag, "hAlign": "LEFT"}
        super().__init__(*given, **options)
        self.tags = _TableTags()
        self.is_continued = self.at_head = False

    def split(self, available_width: float, available_height: float) -> list[Any]:
        """As reportlab's, but a last row, or one that belongs to the one before it, takes that one over with it."""
        parts: list[Any] = super().split(available_width, available_height)
        if len(parts) == 2 and _parted(*parts) and len(parts[0]._rowHeights) > LEAST_LEFT:
            fewer: list[Any] = super().split(available_width, sum(parts[0]._rowHeights[:-1]) + 0.1)
            if len(fewer) == 2:  # what stays, and what goes, which would find room here
                return [fewer[0], PageBreak(), fewer[1]]
        return parts

    def onSplit(self, part: DataTable, byRow: int = 1) -> None:  # noqa: N802, N803 - reportlab's names
        """What is left of a table on the next page is the same table to a reader."""
        part.tags = self.tags


def _parted(stays: DataTable, goes: DataTable) -> bool:
    """Whether the last row that stays on a page should go over with the rows that do."""
    last, first = _beginning(stays._cellvalues[-1]), _beginning(goes._cellvalues[1])
    alone = len(goes._rowHeights) == 2
    return alone or getattr(first, "belongs_above", False) or getattr(last, "belongs_below", False)


def _beginning(row: Sequence[Any]) -> Any:
    cell = row[0]
    return cell[0] if isinstance(cell, list | tuple) and cell else cell


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
    wide: Iterable[int] = (),
    padding: float = 5.0,
) -> DataTable:
    """A table in the report's manner.

    `groups` are the rows (0 = first under the head) that head a group, set in the tint; `joined` are rows
    that continue the one before them, without a rule between; `right` are the columns set to the right.
    A row of `wide` has its first cell over the empty ones beside it, as the head of a group has.
    """
    groups, joined, right, rows = set(groups), set(joined), set(right), list(rows)
    figures = {at for row in rows for at, cell in enumerate(row) if getattr(cell, "role", "") == "Figure"}
    widths = roomy(head, widths, figures)
    top = [
        _head_cell(cell, theme.right(theme.HEAD) if i in right else theme.HEAD, widths[i] - 8)
        for i, cell in enumerate(head)
    ]
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
            ("SPAN", (0, row + 1), (_last_free(rows[row]), row + 1)),
            ("NOSPLIT", (0, row + 1), (-1, min(row + 2, last))),
        ]
    style += [("SPAN", (0, row + 1), (_last_free(rows[row]), row + 1)) for row in wide]
    if last >= 1:
        style.append(("NOSPLIT", (0, 0), (-1, min(2, last))))
    return DataTable(data, colWidths=list(widths), repeatRows=1, style=TableStyle(style))


def _head_cell(words: str, style: ParagraphStyle, width: float) -> Text:
    """A label; Chinese with blanks in it is broken at these, where its parts have room."""
    parts = words.split(" ")
    firm = len(parts) > 1 and all(width_of(part, SEMIBOLD, style.fontSize) <= width for part in parts)
    return text(words, style, at_blanks=firm)


def _last_free(row: Sequence[Any]) -> int:
    """The last column of those empty ones that follow the first; the second at least."""
    filled = next((at for at, cell in enumerate(row) if at and cell != ""), len(row))
    return max(filled - 1, 1)


def labelled_table(
    head: Sequence[str],
    statements: Iterable[tuple[str, Sequence[Text]]],
    width: float,
    *,
    padding: float = 5.0,
) -> DataTable:
    """A table of a label and what is said under it; what is too long for a row goes on in the next."""
    rows: list[list[Any]] = []
    joined: set[int] = set()
    for label, words in statements:
        for index, part in enumerate(pieces(words, width - 132)):
            if index:
                joined.add(len(rows))
            rows.append([text(label, theme.TABLE_STRONG) if index == 0 else "", part])
    return data_table(head, rows, [124, width - 124], joined=joined, padding=padding)


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


def chunked(
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    groups: Sequence[int],
    joined: set[int],
    right: Sequence[int],
    wide: Collection[int] = (),
) -> list[DataTable]:
    """One table, or several where there are very many rows; a chunk begins where a group or a row begins."""
    tables: list[DataTable] = []
    start = 0
    heads = set(groups)
    while start < len(rows):
        end = min(start + CHUNK, len(rows))
        while end < len(rows) and (end in joined or end - 1 in heads):
            end += 1
        tables.append(
            data_table(
                head,
                rows[start:end],
                widths,
                groups=[row - start for row in groups if start <= row < end],
                joined=[row - start for row in joined if start <= row < end],
                right=right,
                wide=[row - start for row in wide if start <= row < end],
            )
        )
        start = end
    return tables
