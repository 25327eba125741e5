"""A list drawn line by line: as fast with a thousand rows as with ten, since only what shows is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from audit_tui.tui.guard import safe


@dataclass(frozen=True, slots=True)
class Line:
    """One row. Without a `key` it is a heading or a remark and cannot be chosen.

    `tone` is one of "", head, dim, good, bad, warn; `right` is set against the right edge.
    """

    key: str | None
    text: str
    right: str = ""
    tone: str = ""


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells, shortened with an ellipsis where it is too long."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def fit_number(number: str, width: int) -> str:
    """A visit's number in exactly `width` cells; too long, it loses its middle, never its end."""
    if cell_len(number) <= width or width < 6:
        return fit(number, width)
    end = min(width - 2, 8)
    return number[: width - end - 1] + "…" + number[-end:]


def _plain(key: str) -> Line:
    return Line(key, key)


def _key_of(row: Line | str) -> str | None:
    return row if isinstance(row, str) else row.key


class Lines(ScrollView, can_focus=True):
    """Rows with a cursor. Enter or a click chooses, Space toggles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--cursor",
        "lines--head",
        "lines--dim",
        "lines--good",
        "lines--bad",
        "lines--warn",
    }
    DEFAULT_CSS = """
    Lines {
        background: $background;
        scrollbar-size-vertical: 1;
        & > .lines--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        & > .lines--head { color: $primary; text-style: bold; }
        & > .lines--dim { color: $text-muted; }
        & > .lines--good { color: $success; }
        & > .lines--bad { color: $error; }
        & > .lines--warn { color: $warning; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("space", "tick", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """A row was chosen by Enter or a click."""

        lines: Lines
        key: str

        @property
        def control(self) -> Lines:
            return self.lines

    @dataclass
    class Toggled(Message):
        """Space was pressed on a row."""

        lines: Lines
        key: str

        @property
        def control(self) -> Lines:
            return self.lines

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: Sequence[Line | str] = []
        self._draw: Callable[[str], Line] = _plain
        self._cursor = -1

    @property
    def key(self) -> str | None:
        """Key of the row under the cursor."""
        return self._key(self._cursor) if 0 <= self._cursor < len(self._rows) else None

    @property
    def spot(self) -> Offset:
        """The cell of the screen where the row under the cursor begins; without one, where the list begins."""
        x, y, _width, height = self.content_region
        row = self._cursor - self.scroll_offset.y
        return Offset(x, y + row if 0 <= row < height else y)

    @property
    def keys(self) -> list[str]:
        """Keys of the rows that can be chosen, in order."""
        return [key for key in map(_key_of, self._rows) if key is not None]

    def show(
        self,
        rows: Sequence[Line | str],
        *,
        keep: str | None = None,
        draw: Callable[[str], Line] | None = None,
    ) -> None:
        """Draw `rows`; the cursor goes to the row `keep`, else stays on its key, else to the first row.

        A row may be its key alone: `draw` makes its line when it comes into sight, so that thousands are no
        more work than those that show.
        """
        wanted = keep if keep is not None else self.key
        self._rows = list(rows)
        if draw is not None:
            self._draw = draw
        by_key = {row if isinstance(row, str) else row.key: at for at, row in enumerate(self._rows)}
        by_key.pop(None, None)
        first = next(iter(by_key.values()), -1)
        self._cursor = by_key.get(wanted, first) if wanted is not None else first
        self.virtual_size = Size(0, len(self._rows))
        self.refresh()
        self._reveal()

    def put_cursor(self, key: str | None) -> None:
        """Move the cursor to the row `key`, if there is one."""
        for index, row in enumerate(self._rows):
            if key is not None and _key_of(row) == key:
                self._place(index)
                return

    def render_line(self, y: int) -> Strip:
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if not 0 <= index < len(self._rows):
            return Strip.blank(self.size.width, base)
        listed = self._rows[index]
        row = self._draw(listed) if isinstance(listed, str) else listed
        here = index == self._cursor
        style = base
        if row.tone:
            style = base + self.get_component_rich_style(f"lines--{row.tone}", partial=True)
        if here and self.has_focus:
            style = base + self.get_component_rich_style("lines--cursor", partial=True)
        right = f" {safe(row.right)} " if row.right else ""
        mark = "▸ " if here else "  " if row.key is not None else " "
        left = fit(mark + safe(row.text), width - cell_len(right))
        return Strip([Segment(left + right, style)]).adjust_cell_length(self.size.width, base)

    def action_move(self, by: int) -> None:
        index = self._cursor + by
        while 0 <= index < len(self._rows) and self._key(index) is None:
            index += by
        if 0 <= index < len(self._rows):
            self._place(index)
        elif by < 0:
            self.scroll_to(y=0, animate=False)

    def action_page(self, by: int) -> None:
        height = max(1, self.size.height - 1)
        index = max(0, min(len(self._rows) - 1, self._cursor + by * height))
        for step in (by, -by):
            at = index
            while 0 <= at < len(self._rows):
                if self._key(at) is not None:
                    self._place(at)
                    return
                at += step

    def action_edge(self, side: int) -> None:
        able = [index for index, row in enumerate(self._rows) if _key_of(row) is not None]
        if able:
            self._place(able[0 if side < 0 else -1])

    def action_choose(self) -> None:
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def action_tick(self) -> None:
        if self.key is not None:
            self.post_message(self.Toggled(self, self.key))

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self._rows) and self._key(index) is not None:
            self._place(index)
            self.action_choose()

    def on_focus(self) -> None:
        self._redraw_cursor()

    def on_blur(self) -> None:
        self._redraw_cursor()

    def _redraw_cursor(self) -> None:
        if self._cursor >= 0:
            self.refresh_lines(self._cursor)

    def on_resize(self) -> None:
        self._reveal()

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Rows may be scrolled to before their bar is there; nothing else tells it where they stand then."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    def _key(self, index: int) -> str | None:
        return _key_of(self._rows[index])

    def _place(self, index: int) -> None:
        before, self._cursor = self._cursor, index
        for each in {before, index}:
            if each >= 0:
                self.refresh_lines(each)
        self._reveal()

    def _reveal(self) -> None:
        if self._cursor >= 0 and self.size.height:
            first = self._cursor
            while first > 0 and self._key(first - 1) is None:
                first -= 1
            if self._cursor - first >= self.size.height:
                first = self._cursor
            self.scroll_to_region(
                Region(0, first, 1, self._cursor - first + 1), animate=False, force=True, x_axis=False
            )
