"""Rows of words drawn in place: only rows that changed are painted, and nothing is ever laid out anew for them.

Laying out a screen costs as much as painting it, and a key waits for both. What is drawn here is data, never markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Self

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from audit_tui.tui.guard import safe


class Part(NamedTuple):
    """Words in one style of Textual's, such as `bold $accent`; `target` is what a click on them is about."""

    text: str
    style: str = ""
    target: Any = None


Words = tuple[Part, ...]
"""What is said in one breath: it may take several rows."""

BLANK: Words = ()


class Row(NamedTuple):
    """One row: words that stand `left` cells from the edge, on a ground of their own, with a sign at the right edge."""

    words: Words = BLANK
    left: int = 0
    ground: str = ""
    edge: Part | None = None
    target: Any = None
    """What a click on it is about, where it is about no part of it."""

    @property
    def cells(self) -> int:
        """Where its words end."""
        return self.left + sum(cell_len(part.text) for part in self.words)


def line(text: str, style: str = "", *, newlines: bool = False) -> Words:
    """Text of a person or a file, which cannot steer the terminal, in one style."""
    return (Part(safe(text, newlines=newlines), style),)


@lru_cache(maxsize=512)
def breaks(text: str, width: int) -> Sequence[tuple[int, int]]:
    """Where lines of at most `width` cells begin and end, broken after spaces where there are some.

    A space that ends a line may stand beyond it.
    """
    if cell_len(text) <= width:
        return ((0, len(text)),)
    rows, start, cells, gap = [], 0, 0, 0
    for at, character in enumerate(text):
        wide = cell_len(character)
        while cells + wide > width + (character == " ") and at > start:
            cut = gap if gap > start else at
            rows.append((start, cut))
            start, cells = cut, cell_len(text[cut:at])
        cells += wide
        if character == " ":
            gap = at + 1
    return (*rows, (start, len(text)))


def wrapped(words: Words, width: int) -> list[Words]:
    """`words` in rows of at most `width` cells."""
    text = "".join(part.text for part in words)
    if "\n" not in text and cell_len(text) <= width:
        return [words]
    rows, start = [], 0
    for line in text.split("\n"):
        rows += [tuple(_cut(words, start + a, start + b)) for a, b in breaks(line, max(1, width))]
        start += len(line) + 1
    return rows


def clipped(words: Words, width: int) -> Words:
    """`words` in one row of at most `width` cells, ended by an ellipsis where that is too little."""
    text = "".join(part.text for part in words)
    if cell_len(text) <= width:
        return words
    kept = len(set_cell_size(text, max(0, width - 1)).rstrip())
    return (*_cut(words, 0, kept), Part("…", words[-1].style))


def _cut(words: Words, start: int, end: int) -> Iterator[Part]:
    """The words from one character to another."""
    at = 0
    for part in words:
        if at < end and at + len(part.text) > start:
            yield part._replace(text=part.text[max(0, start - at) : end - at])
        at += len(part.text)


class Sheet(Widget):
    """A widget that draws rows. Subclasses say which; `redraw` paints those that are other than before."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: list[Row] = []
        self._strips: list[Strip] = []
        self._drawn_for = Size()
        self._styles_of: dict[tuple[str, str], RichStyle] = {}
        self._background = Color(0, 0, 0)

    def rows(self, width: int, height: int) -> list[Row]:
        """What stands there in so many cells; what is more than `height` rows is not seen."""
        raise NotImplementedError

    def forget(self) -> None:
        """Let go of what was kept of rows that were made before."""

    def picked(self, target: Any) -> None:
        """Something was clicked that has a target."""

    @property
    def plain(self) -> str:
        """The words that stand there."""
        return "\n".join("".join(part.text for part in row.words) for row in self._now())

    def redraw(self) -> None:
        """Paint what is other than before."""
        size = self.outer_size
        if size != self._drawn_for or not self._strips:
            self.refresh()
            return
        before, self._drawn = self._drawn, self._exactly(self.rows(*size), size.height)
        changed = [y for y, (old, new) in enumerate(zip(before, self._drawn, strict=True)) if old != new]
        if changed:
            for y, strip in zip(changed, self._draw([self._drawn[y] for y in changed]), strict=True):
                self._strips[y] = strip
            reach = [_reach(before[y], self._drawn[y], size.width) for y in changed]
            x, top = self.region.offset
            # The screen is asked rather than this widget, which would first have to ask it in two messages.
            self.screen.refresh(
                *(Region(x, top + y, wide, 1) for y, wide in zip(changed, reach, strict=True))
            )

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        if repaint and not regions:
            # The theme, the signs, the language or the keys may be other ones.
            self._strips = []
            self.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        self._strips = []
        super().notify_style_update()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.rows(width, viewport.height))

    # -- drawing --------------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        self._now()
        strips = self._strips[crop.y : crop.bottom]
        if (selection := self.text_selection) is not None:
            strips = [self._marked(strip, selection.get_span(crop.y + y)) for y, strip in enumerate(strips)]
        if crop.column_span == (0, self._drawn_for.width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Asked for by who selects text with the mouse: here, and only here, each word knows its place."""
        self._now()
        return self._strips[y].apply_offsets(0, y) if y < len(self._strips) else Strip.blank(self.size.width)

    def _now(self) -> list[Row]:
        """The rows as they are at this size, all drawn."""
        size = self.outer_size
        if size != self._drawn_for or len(self._strips) != size.height:
            self._drawn_for = size
            self._drawn = self._exactly(self.rows(*size), size.height)
            self._styles_of.clear()
            self._background = self.background_colors[1]
            self._strips = self._draw(self._drawn)
        return self._drawn

    @staticmethod
    def _exactly(rows: list[Row], height: int) -> list[Row]:
        return [*rows, *[Row()] * (height - len(rows))][:height]

    def _draw(self, rows: Sequence[Row]) -> list[Strip]:
        """The rows as the terminal gets them, past the filters that keep text from steering it."""
        width, filters, background = self._drawn_for.width, self.get_line_filters(), self._background
        strips = []
        for row in rows:
            segments = self._segments(row, width)
            for each in filters:
                segments = each.apply(segments, background)
            strips.append(Strip(segments, width))
        return strips

    def _segments(self, row: Row, width: int) -> list[Segment]:
        ground = self._style(row.ground, "")
        segments = [Segment(" " * row.left, ground)] if row.left else []
        segments += [Segment(text, self._style(row.ground, style)) for text, style, _target in row.words]
        room = width - row.cells - (row.edge is not None)
        if room < 0:
            segments = list(Strip(segments).crop(0, width - (row.edge is not None)))
        elif room:
            segments.append(Segment(" " * room, ground))
        if row.edge is not None:
            segments.append(Segment(row.edge.text, self._style(row.ground, row.edge.style)))
        return segments

    def _style(self, ground: str, style: str) -> RichStyle:
        known = self._styles_of.get((ground, style))
        if known is None:
            whole = self.visual_style
            for each in (ground, style):
                if each:
                    whole += Style.parse(each)
            known = self._styles_of[ground, style] = whole.rich_style
        return known

    # -- the mouse ------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        if event.y >= len(self._drawn):
            return
        row = self._drawn[event.y]
        at, target = row.left, row.target
        for part in row.words:
            wide = cell_len(part.text)
            if at <= event.x < at + wide and part.target is not None:
                target = part.target
            at += wide
        if target is not None:
            self.picked(target)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        text = "\n".join(" " * row.left + "".join(part.text for part in row.words) for row in self._now())
        return selection.extract(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def _marked(self, strip: Strip, span: tuple[int, int] | None) -> Strip:
        """A row with what is selected of it marked: from one character to another, or to its end (-1)."""
        if span is None:
            return strip
        start, end = (cell_len(strip.text[:at]) if at >= 0 else strip.cell_length for at in span)
        style = self.screen.get_component_rich_style("screen--selection")
        marked = [Segment(text, (own or style) + style) for text, own, _ in strip.crop(start, end)]
        return Strip.join([strip.crop(0, start), Strip(marked), strip.crop(end)])


def _reach(old: Row, new: Row, width: int) -> int:
    """How many cells of a row have to be painted anew: none of the ground that follows both."""
    if old.ground != new.ground or old.edge != new.edge:
        return width
    return max(old.cells, new.cells)


__all__ = ["BLANK", "Part", "Row", "Sheet", "Words", "breaks", "clipped", "line", "wrapped"]
