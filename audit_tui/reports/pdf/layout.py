"""Where the blocks of a report come to stand on its pages. It draws nothing.

A report is laid out as often as it takes to know its pages and drawn once, for drawing is most of the work. A block
that is laid out again keeps the lines that its words were broken into.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from audit_tui.reports.pdf import theme

WELL_FILLED = 0.4
WELL_ABOVE, LEAST_ABOVE = 0.66, 0.5
"""Shares of a page: a last page with less is nearly empty, and so much should stay on the page before it, or must."""


class Placed(NamedTuple):
    """A block with the place of its lower left corner on a page, in points, and the width left beside it."""

    block: Flowable
    x: float
    y: float
    spare: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pages came out."""

    sheets: Sequence[Sequence[Placed]]
    """What stands on each page, in the order in which it is read."""
    last_fill: float
    """Share of the last page that is used, 0 to 1."""
    fill_before: float
    """Share of the last page but one that is used."""
    room: float
    """Height of the text area in points."""
    places: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Where each block with an anchor came to stand: page from 1, height of its top above the foot of the page."""

    @property
    def pages(self) -> int:
        return len(self.sheets)

    def better_break(self, names: Sequence[str], least: float = LEAST_ABOVE) -> str:
        """Which of the places `names` should begin the last page, so that neither it nor the one before, of which
        `least` stays filled, is mostly white; empty where the pages are well filled as they are.
        """
        best, best_fill = "", WELL_FILLED
        for name in names:
            page, top = self.places.get(name, (0, 0.0))
            above = 1 - (top - theme.BOTTOM) / self.room
            below = self.last_fill + 1 - above
            if page == self.pages - 1 and above >= least and below <= 0.97 and min(above, below) >= best_fill:
                best, best_fill = name, min(above, below)
        return best if self.last_fill < WELL_FILLED else ""


class _Body(Frame):  # type: ignore[misc]
    """The text area: keeps where a block would be drawn."""

    def __init__(self, sheets: list[list[Placed]], *given: float) -> None:
        super().__init__(*given, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        self.sheets = sheets

    def add(self, block: Flowable, canvas: Any, trySplit: int = 0) -> int:  # noqa: N803 - reportlab's name
        block.drawOn = partial(self._keep, block)
        try:
            return int(self._add(block, canvas, trySplit))
        finally:
            del block.drawOn

    def _keep(self, block: Flowable, _canvas: Any, x: float, y: float, _sW: float = 0.0) -> None:  # noqa: N803
        self.sheets[-1].append(Placed(block, x, y, _sW))


def lay_out(
    story: Sequence[Flowable],
    paper: str,
    *,
    short: tuple[int, float] = (0, 0.0),
    told: Callable[[], None] = lambda: None,
) -> Layout:
    """Lay `story` out on pages of `paper`.

    `short`: a page that ends earlier, and by how many points. `told` is called before each block; what it raises
    breaks the work off.
    """
    width, height = theme.PAPERS[paper]
    room = height - theme.TOP - theme.BOTTOM
    sheets: list[list[Placed]] = []
    ends: list[float] = []
    body = _Body(sheets, theme.SIDE, theme.BOTTOM, width - 2 * theme.SIDE, room)

    def begin_page(_canvas: Any, document: Any) -> None:
        sheets.append([])
        body._y1p = theme.BOTTOM + (short[1] if document.page == short[0] else 0.0)

    template = PageTemplate(id="page", frames=[body])
    template.beforeDrawPage = begin_page
    template.afterDrawPage = lambda _canvas, _document: ends.append(body._y)
    document = BaseDocTemplate(io.BytesIO(), pagesize=(width, height), pageTemplates=[template])
    document.setProgressCallBack(lambda _event, _value: told())
    document._doSave = 0
    undo: list[tuple[Any, ...]] = []
    document._multiBuildEdits = undo.append  # what reportlab notes on the blocks while it places them
    document.build(list(story))
    document._nameSpace.clear()  # it holds the document: without it the blocks go when the report is drawn
    for change, *given in undo:
        change(*given)
    fills = [1 - (end - theme.BOTTOM) / room for end in [0.0, *ends][-2:]]
    return Layout(sheets, fills[-1], fills[0], room, _places(sheets))


def _places(sheets: Sequence[Sequence[Placed]]) -> dict[str, tuple[int, float]]:
    """A block that goes on on the next page has its anchor where it begins."""
    return {
        placed.block.anchor: (number, placed.y + placed.block.height)
        for number, sheet in enumerate(sheets, 1)
        for placed in sheet
        if getattr(placed.block, "anchor", None)
    }
