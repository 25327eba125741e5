"""The one-line pieces round a screen: title with the save light, progress, status, key bar, "too small".

What stands in each is a function of its own, so that a sheet that draws a whole screen has the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from audit_tui.tui import actions
from audit_tui.tui.actions import Action
from audit_tui.tui.guard import safe
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.lines import fit, fit_number
from audit_tui.tui.widgets.sheet import Part, Row, Sheet, clipped, line, wrapped

BAR: Final = "$foreground on $panel"
"""The ground of the title and of the key bar."""
_TONES: Final = {"good": "$success", "wait": "$text-muted", "bad": "bold $error", "": "$text-muted"}
_FAULT_ROWS: Final = 3
"""So many rows what went wrong may take on the status line."""


class Title(NamedTuple):
    """Left: where one is. Right: how far, and the save light (good, wait, bad or none)."""

    left: str
    number: str = ""
    """A visit's number, which stands after `left`."""
    middle: str = ""
    right: str = ""
    light: str = ""


def title_row(title: Title, width: int) -> Row:
    """The title in `width` cells; its right side is never cut.

    A visit's number ends the left side and is told from another by its end, so what stands before it gives way.
    """
    width -= 2
    right = safe(title.right)
    middle = safe(title.middle)
    tail = f"{middle}   {right}" if middle and right else middle + right
    if cell_len(tail) > width - 12:
        tail = fit(right, min(cell_len(right), width - 12)) if right else tail
    left = numbered(safe(title.left), safe(title.number), width - cell_len(tail) - 2) + "  "
    told = [Part(left, "bold")]
    if right and tail.endswith(right):
        told += [Part(tail.removesuffix(right)), Part(right, _TONES[title.light])]
    else:
        told.append(Part(tail))
    return Row(tuple(told), 1, BAR)


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


def progress_row(done: int, total: int, width: int) -> Row:
    """How much is answered, as a bar and in percent, in `width` cells."""
    width = max(10, width - 8)
    share = done / total if total else 0.0
    full = int(share * width)
    # 99.6 % is not 100: the figure is only whole when nothing is left.
    figure = f" {int(share * 100):>3} %"
    return Row((Part("━" * full, "$primary"), Part("─" * (width - full) + figure, "$text-muted")), 1)


def status_rows(text: str, tone: str, width: int) -> list[Row]:
    """What just happened or what to do, in a row of `width` cells; what went wrong may take up to three."""
    words = line(text, _TONES[tone])
    if tone == "bad":
        return [Row(each, 1) for each in wrapped(words, width - 2)[:_FAULT_ROWS]]
    return [Row(clipped(words, width - 2), 1)]


def keys_row(offered: Sequence[Action], width: int, left: int = 1) -> Row:
    """Keys with what they do, as many as fit into `width` cells; each can be clicked."""
    told: list[Part] = []
    for action, key, label in _fitting(offered, width - 2 * left):
        if told:
            told.append(Part("  "))
        told += [Part(key, "bold $accent", action), Part(f" {label}", "", action)]
    return Row(tuple(told), left, BAR)


def _fitting(offered: Sequence[Action], width: int) -> list[tuple[Action, str, str]]:
    """As many as fit, in their order; the way back and the last one, help, always have their place."""
    every = [(action, actions.key(action.id), _(action.label)) for action in offered]
    needs = [cell_len(key) + 1 + cell_len(label) for _action, key, label in every]
    kept = {at for at, (action, _key, _label) in enumerate(every) if actions.is_back(action)}
    kept |= {len(every) - 1} if every else set()
    room = width - sum(needs[at] + 2 for at in kept) + 2
    for at, need in enumerate(needs):
        if at not in kept and need + 2 <= room:
            room -= need + 2
            kept.add(at)
    return [one for at, one in enumerate(every) if at in kept]


class TitleBar(Sheet):
    """The title of a screen."""

    DEFAULT_CSS = "TitleBar { height: 1; background: $panel; color: $foreground; }"

    def __init__(self, left: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = Title(left)

    def show(
        self, left: str, *, number: str = "", middle: str = "", right: str = "", light: str = ""
    ) -> None:
        """`number` of a visit stands after `left`, `middle` before `right`; `light`: good, wait, bad or none."""
        self._title = Title(left, number, middle, right, light)
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        return [title_row(self._title, width)]


class ProgressStrip(Sheet):
    """How much is answered."""

    DEFAULT_CSS = "ProgressStrip { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._done, self._total = 0, 0

    def show(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        return [progress_row(self._done, self._total, width)]


class StatusLine(Sheet):
    """What just happened or what to do."""

    DEFAULT_CSS = "StatusLine { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text, self._tone = "", ""

    def say(self, text: str, tone: str = "") -> None:
        self._text, self._tone = text, tone
        width, height = self.outer_size
        if width and len(self.rows(width, height)) != height:
            self.refresh(layout=True)
        else:
            self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        return status_rows(self._text, self._tone, width)


class KeyBar(Sheet):
    """At most eight keys with what they do, as many as fit; each can be clicked."""

    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; padding: 0 1; }"

    @dataclass
    class Pressed(Message):
        """A key of the bar was clicked."""

        name: str

    def __init__(self, actions: Sequence[Action], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._actions = actions

    def show(self, actions: Sequence[Action]) -> None:
        self._actions = actions
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        return [keys_row(self._actions, width, self.styles.padding.left)._replace(ground="")]

    def picked(self, target: Any) -> None:
        self.post_message(self.Pressed(target.name))


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
