"""The field to type in on a card. The walk gives it its keys; what is pasted it takes itself.

A text that is longer than the field is wide is wrapped, and the field grows with it: all of it can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from audit_tui.model.text import clean
from audit_tui.tui.widgets.sheet import breaks

_SHARE: Final = 3
"""It grows to this part of the window at most; a longer text moves under the cursor."""


class CardField(Input):
    """A field without blinking. Pasted lines are joined; what does not fit whole is refused, never cut."""

    class TooLong(Message):
        """What was pasted is longer than the field takes."""

        def __init__(self, length: int, room: int) -> None:
            super().__init__()
            self.length, self.room = length, room

    class Grown(Message):
        """The field takes more lines, or fewer."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor_blink = False
        self.select_on_focus = False
        self.wraps = False
        """Whether a long value goes over several lines."""
        self._rows: Sequence[tuple[int, int]] = [(0, 0)]
        self._clicked = 0
        self.height = 1
        """Lines that it takes."""

    @property
    def rows(self) -> Sequence[tuple[int, int]]:
        """Where each line begins and ends in the value; one line unless it wraps."""
        return self._rows

    def watch_value(self) -> None:
        self._reflow()

    def on_resize(self) -> None:
        self._reflow()

    def _reflow(self) -> None:
        width = self.scrollable_content_region.width - 1  # the cursor stands behind the last character
        rows = breaks(self.value, width) if self.wraps and width > 0 else ((0, len(self.value)),)
        if rows != self._rows:
            self._rows = rows
            self.refresh()
        height = min(len(rows), max(2, self.screen.size.height // _SHARE))
        if height != self.height:
            self.styles.height = self.height = height
            self.post_message(self.Grown())

    # -- several lines --------------------------------------------------------------------------------

    @property
    def _row(self) -> int:
        """The line of the cursor."""
        return sum(1 for start, _end in self._rows[1:] if start <= self.cursor_position)

    @property
    def _top(self) -> int:
        """The first line that shows."""
        room = max(1, self.size.height)
        return max(0, min(self._row - room // 2, len(self._rows) - room))

    def move_row(self, by: int) -> bool:
        """Move the cursor a line up or down; False where there is none."""
        row = self._row + by
        if not 0 <= row < len(self._rows):
            return False
        x = cell_len(self.value[self._rows[self._row][0] : self.cursor_position])
        self.cursor_position = self._at(row, x)
        return True

    def _at(self, row: int, x: int) -> int:
        """The place in the value that stands in a line at that cell."""
        start, end = self._rows[row]
        at = start
        while at < end and cell_len(self.value[start : at + 1]) <= x:
            at += 1
        last = row == len(self._rows) - 1
        return at if last or at < end else end - 1

    @property
    def content_width(self) -> int:
        if len(self._rows) > 1:
            return self.scrollable_content_region.width
        return super().content_width

    @property
    def cursor_screen_offset(self) -> Offset:
        if len(self._rows) < 2:
            return super().cursor_screen_offset
        row = self._row
        x = cell_len(self.value[self._rows[row][0] : self.cursor_position])
        return self.content_region.offset + Offset(x, row - self._top)

    def render_line(self, y: int) -> Strip:
        if len(self._rows) < 2:
            return super().render_line(y)
        width, row = self.scrollable_content_region.width, self._top + y
        if row >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        start, end = self._rows[row]
        text = Text(f"{self.value} ", no_wrap=True, overflow="ignore", end="")
        if self.has_focus:
            chosen = self.get_component_rich_style("input--selection")
            text.stylize(chosen, *sorted(self.selection))
            at = self.cursor_position
            text.stylize(self.get_component_rich_style("input--cursor"), at, at + 1)
        shown = text[start : end if row < len(self._rows) - 1 else end + 1]
        shown.end = ""
        options = self.app.console_options.update_width(width)
        strip = Strip(list(self.app.console.render(shown, options)))
        return strip.extend_cell_length(width).apply_style(self.rich_style)

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        self._clicked = event.get_content_offset_capture(self).y
        await super()._on_mouse_down(event)

    async def _on_mouse_move(self, event: events.MouseMove) -> None:
        self._clicked = event.get_content_offset_capture(self).y
        await super()._on_mouse_move(event)

    def _cell_offset_to_index(self, offset: int) -> int:
        if len(self._rows) < 2:
            return super()._cell_offset_to_index(offset)
        return self._at(max(0, min(self._top + self._clicked, len(self._rows) - 1)), offset)

    # -- pasting --------------------------------------------------------------------------------------

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        pasted = clean(event.text, newlines=False, limit=len(event.text))[0].strip()
        start, end = sorted(self.selection)
        room = (self.max_length or len(pasted)) - len(self.value) + end - start
        if len(pasted) > room:
            self.post_message(self.TooLong(len(pasted), max(0, room)))
        elif pasted:
            self.replace(pasted, start, end)
