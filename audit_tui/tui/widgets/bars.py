"""The one-line pieces round a screen: title with the save light, progress, status, key bar, "too small"."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from audit_tui.tui import actions
from audit_tui.tui.actions import Action
from audit_tui.tui.guard import safe
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.lines import fit, fit_number
from audit_tui.tui.widgets.told import Told

_LIGHTS = {"good": "$success", "wait": "$text-muted", "bad": "bold $error", "": "$text-muted"}


class TitleBar(Widget):
    """Left: where one is. Right: how far, and the save light; the right side is never cut.

    A visit's number ends the left side and is told from another by its end, so what stands before it gives way.
    """

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self, left: str = "", right: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left, self._number, self._middle, self._right, self._light = left, "", "", right, ""

    def show(
        self, left: str, *, number: str = "", middle: str = "", right: str = "", light: str = ""
    ) -> None:
        """`number` of a visit stands after `left`, `middle` before `right`; `light`: good, wait, bad or none."""
        new = (left, number, middle, right, light)
        if new != (self._left, self._number, self._middle, self._right, self._light):
            self._left, self._number, self._middle, self._right, self._light = new
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        right = safe(self._right)
        tail = f"{safe(self._middle)}   {right}" if self._middle and right else safe(self._middle) + right
        if cell_len(tail) > width - 12:
            tail = fit(right, min(cell_len(right), width - 12)) if right else tail
        left = numbered(safe(self._left), safe(self._number), width - cell_len(tail) - 2) + "  "
        if right and tail.endswith(right):
            start = len(left) + len(tail) - len(right)
            return Content(left + tail).stylize("bold", 0, len(left)).stylize(_LIGHTS[self._light], start)
        return Content(left + tail).stylize("bold", 0, len(left))


_LEAST = 12
"""Cells that a store's name keeps before its visit's number is shortened too."""
_SURE = 8
"""Cells that the number keeps in any case."""


def numbered(left: str, number: str, width: int) -> str:
    """`left · number` in exactly `width` cells: `left` gives way first, then the middle of the number."""
    if not number:
        return fit(left, width)
    room = width - cell_len(number) - 3
    if cell_len(left) > room:
        room = max(room, min(_LEAST, cell_len(left), width - 3 - _SURE), 0)
        left = fit(left, room).rstrip()
    return fit(f"{left} · {fit_number(number, width - cell_len(left) - 3)}", width)


class ProgressStrip(Widget):
    """How much is answered, as a bar and in percent."""

    DEFAULT_CSS = "ProgressStrip { height: 1; padding: 0 1; color: $primary; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._done, self._total = 0, 0

    def show(self, done: int, total: int) -> None:
        if (done, total) != (self._done, self._total):
            self._done, self._total = done, total
            self.refresh()

    def render(self) -> Content:
        width = max(10, self.content_size.width - 6)
        share = self._done / self._total if self._total else 0.0
        full = int(share * width)
        # 99.6 % is not 100: the figure is only whole when nothing is left.
        figure = f" {int(share * 100):>3} %"
        return Content("━" * full + "─" * (width - full) + figure).stylize("$text-muted", full)


class StatusLine(Told):
    """One line that says what just happened or what to do; what went wrong may take up to three."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    StatusLine.-bad { color: $error; text-style: bold; height: auto; max-height: 3; text-wrap: wrap; }
    StatusLine.-good { color: $success; }
    """

    def say(self, text: str, tone: str = "") -> None:
        settled = self.has_class("-bad") == (tone == "bad")
        self.set_class(tone == "bad", "-bad")
        self.set_class(tone == "good", "-good")
        self.tell(Content(safe(text)), settled=settled)


class KeyBar(Widget):
    """At most eight keys with what they do, as many as fit; each can be clicked."""

    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; padding: 0 1; }"

    @dataclass
    class Pressed(Message):
        """A key of the bar was clicked."""

        name: str

    def __init__(self, actions: list[Action], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._actions = actions
        self._spots: list[tuple[int, int, Action]] = []

    def show(self, actions: list[Action]) -> None:
        if actions != self._actions:
            self._actions = actions
            self.refresh()

    def render(self) -> Content:
        chosen = self._fitting(self.content_size.width)
        parts: list[Content] = []
        self._spots, used = [], 0
        for action, key, label in chosen:
            if used:
                parts.append(Content("  "))
                used += 2
            wide = cell_len(key) + 1 + cell_len(label)
            self._spots.append((used, used + wide, action))
            parts += [Content(key).stylize("bold $accent"), Content(f" {label}")]
            used += wide
        return Content("").join(parts)

    def _fitting(self, width: int) -> list[tuple[Action, str, str]]:
        """As many as fit, in their order; the last one, help, always has its place."""
        every = [(action, actions.key(action.id), _(action.label)) for action in self._actions]
        needs = [cell_len(key) + 1 + cell_len(label) for _action, key, label in every]
        room = width - (needs[-1] if needs else 0)
        chosen = []
        for one, need in zip(every[:-1], needs[:-1], strict=True):
            if need + 2 <= room:
                room -= need + 2
                chosen.append(one)
        return [*chosen, *every[-1:]]

    def on_click(self, event: events.Click) -> None:
        x = event.x - 1
        for start, end, action in self._spots:
            if start <= x < end:
                self.post_message(self.Pressed(action.name))
                return


class TooSmall(Static):
    """Covers everything while the terminal is smaller than 60 × 20."""

    DEFAULT_CSS = """
    TooSmall { display: none; layer: cover; dock: top; width: 100%; height: 100%; background: $background;
               color: $foreground; content-align: center middle; text-align: center; padding: 0 2; }
    """

    def render(self) -> Content:
        return Content(
            _("This window is too small. Please make it at least 60 columns by 20 lines. Nothing is lost.")
        )
