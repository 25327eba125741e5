"""The choices of a card: one under the other with the number before each, in a row, or as a menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from rich.cells import cell_len
from textual.message import Message

from audit_tui.tui.cards import Option
from audit_tui.tui.guard import safe
from audit_tui.tui.widgets.sheet import Part, Row, Sheet, clipped, line, wrapped
from audit_tui.tui.words import sign

Look = Literal["one", "many", "row", "menu"]
"""How choices look: one under the other with one mark, with ticks, in a row, or as a menu without marks."""


class Offered(NamedTuple):
    """What can be chosen, and the values that are."""

    options: tuple[Option, ...] = ()
    chosen: frozenset[str] = frozenset()
    look: Look = "one"


def choice_rows(offered: Offered, width: int) -> list[Row]:
    """The choices in `width` cells; chosen ones are marked by sign, not by colour alone, and each can be clicked."""
    width = max(20, width - 2)
    return _in_a_row(offered, width) if offered.look == "row" else _in_a_column(offered, width)


def _in_a_row(offered: Offered, width: int) -> list[Row]:
    rows: list[list[Part]] = [[]]
    used = 0
    for option in offered.options:
        cell = f"[{option.code}]" if option.value in offered.chosen else f" {option.code} "
        cell = cell.center(5)
        if used + len(cell) > width:
            rows.append([])
            used = 0
        rows[-1].append(Part(cell, "", option))
        used += len(cell)
    drawn = [Row(tuple(row), 1) for row in rows]
    named = [option for option in offered.options if option.label]
    if named:
        legend = "   ".join(f"{option.code} = {safe(option.label)}" for option in named)
        drawn.append(Row(clipped((Part(legend, "$text-muted"),), width), 1))
    return drawn


def _in_a_column(offered: Offered, width: int) -> list[Row]:
    drawn: list[Row] = []
    digits = max((len(option.code) for option in offered.options), default=1)
    for option in offered.options:
        on = option.value in offered.chosen
        style = "bold $success" if on else ""
        head = f"{option.code.rjust(digits)}  "
        if offered.look != "menu":
            names = ("ticked", "unticked") if offered.look == "many" else ("on", "off")
            head += f"{sign(names[0] if on else names[1])} "
        for words in wrapped(line(option.label), width - cell_len(head)):
            text = "".join(part.text for part in words)
            drawn.append(Row((Part(head + text, style),), 1, target=option))
            head = " " * cell_len(head)
    return drawn


class Choices(Sheet):
    """Choices alone, in a box."""

    DEFAULT_CSS = "Choices { height: auto; }"

    @dataclass
    class Picked(Message):
        """A choice was clicked."""

        option: Option

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._offered = Offered()

    def show(self, options: Sequence[Option], chosen: Sequence[str], look: Look = "one") -> None:
        """Draw `options`; `chosen` holds values."""
        self._offered = Offered(tuple(options), frozenset(chosen), look)
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        return choice_rows(self._offered, width)

    def picked(self, target: Any) -> None:
        self.post_message(self.Picked(target))
