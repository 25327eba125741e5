"""The question card: its text with the standard it measures, and the choices. Updated in place, never rebuilt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from audit_tui.tui.cards import Option
from audit_tui.tui.guard import safe
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.told import Told
from audit_tui.tui.words import sign

Look = Literal["one", "many", "row", "menu"]
"""How choices look: one under the other with one mark, with ticks, in a row, or as a menu without marks."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What the card says of a question."""

    place: str
    """Section, and place in it."""
    marks: str
    """State and marks: answered, flagged, critical."""
    text: str
    help: str = ""
    code: str = ""
    standard: str = ""
    figure: str = ""
    source: str = ""
    meets: str = ""
    remark: str = ""


class QuestionText(Told):
    """Question, help, standard with figure and source, and what counts as met."""

    DEFAULT_CSS = "QuestionText { height: auto; padding: 0 1; }"

    def show(self, card: CardText, *, airy: bool = True) -> None:
        place = Content(safe(card.place)).stylize("$text-muted")
        marks = Content(f"   {safe(card.marks)}" if card.marks else "").stylize("$accent")
        lines = [
            place + marks,
            *([Content("")] if airy else []),
            Content(safe(card.text, newlines=True)).stylize("bold"),
        ]
        if card.help:
            lines.append(Content(safe(card.help, newlines=True)).stylize("$text-muted"))
        if card.code:
            standard = f"{card.code}  {safe(card.standard)}"
            lines += [Content(""), Content(standard).stylize("bold $primary", 0, len(card.code))]
            facts = [safe(each) for each in (card.figure, card.source) if each]
            if facts:
                lines.append(Content(" · ".join(facts)).stylize("$text-muted"))
        if card.remark:
            lines.append(Content(safe(card.remark)).stylize("$text-muted"))
        if card.meets:
            if not card.code:
                lines.append(Content(""))
            label = _("Met:") + " "
            lines.append(Content(label + safe(card.meets)).stylize("$success", 0, len(label)))
        self.tell(Content("\n").join(lines))


@dataclass(frozen=True, slots=True)
class _Drawn:
    text: str
    index: int
    strong: bool
    muted: bool = False


class Choices(Widget):
    """The choices with the number before each; chosen ones are marked by sign, not by colour alone."""

    DEFAULT_CSS = "Choices { height: auto; padding: 0 1; }"

    @dataclass
    class Picked(Message):
        """A choice was clicked."""

        option: Option

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options: list[Option] = []
        self._chosen: frozenset[str] = frozenset()
        self._look: Look = "one"
        self._spots: list[tuple[int, int, int, int]] = []

    def show(self, options: Sequence[Option], chosen: Sequence[str], look: Look = "one") -> None:
        """Draw `options`; `chosen` holds values."""
        new = (list(options), frozenset(chosen), look)
        if new == (self._options, self._chosen, self._look):
            return
        relayout = new[0] != self._options or look != self._look
        self._options, self._chosen, self._look = new
        self.refresh(layout=relayout)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        drawn = []
        for line in self._lines(self.content_size.width):
            content = Content(line.text)
            if line.strong:
                content = content.stylize("bold $success")
            elif line.muted:
                content = content.stylize("$text-muted")
            drawn.append(content)
        return Content("\n").join(drawn)

    def _lines(self, width: int) -> list[_Drawn]:
        width = max(20, width)
        return self._in_a_row(width) if self._look == "row" else self._in_a_column(width)

    def _in_a_row(self, width: int) -> list[_Drawn]:
        self._spots = []
        rows, x = [""], 0
        for index, option in enumerate(self._options):
            on = option.value in self._chosen
            cell = f"[{option.code}]" if on else f" {option.code} "
            cell = cell.center(5)
            if x + len(cell) > width:
                rows.append("")
                x = 0
            self._spots.append((len(rows) - 1, x, x + len(cell), index))
            rows[-1] += cell
            x += len(cell)
        drawn = [_Drawn(row, -1, False) for row in rows]
        named = [option for option in self._options if option.label]
        if named:
            legend = "   ".join(f"{option.code} = {safe(option.label)}" for option in named)
            drawn.append(_Drawn(set_cell_size(legend, min(width, cell_len(legend))), -1, False, True))
        return drawn

    def _in_a_column(self, width: int) -> list[_Drawn]:
        self._spots = []
        drawn: list[_Drawn] = []
        digits = max((len(option.code) for option in self._options), default=1)
        for index, option in enumerate(self._options):
            on = option.value in self._chosen
            head = f"{option.code.rjust(digits)}  "
            if self._look != "menu":
                names = ("ticked", "unticked") if self._look == "many" else ("on", "off")
                head += f"{sign(names[0] if on else names[1])} "
            for at, part in enumerate(_wrap(safe(option.label), width - cell_len(head))):
                self._spots.append((len(drawn), 0, width, index))
                drawn.append(_Drawn((head if at == 0 else " " * cell_len(head)) + part, index, on))
        return drawn

    def on_click(self, event: events.Click) -> None:
        x = event.x - 1
        for y, start, end, index in self._spots:
            if event.y == y and start <= x < end:
                self.post_message(self.Picked(self._options[index]))
                return


def _wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken at spaces where there are some."""
    lines, line = [], ""
    for each in text.split(" "):
        word = each
        while cell_len(word) > width:
            room = width - cell_len(line) - (1 if line else 0)
            if line and room < 8:
                lines.append(line)
                line, room = "", width
            piece = set_cell_size(word, room).rstrip()
            lines.append(f"{line} {piece}".strip())
            word, line = word[len(piece) :], ""
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line or not lines else lines
