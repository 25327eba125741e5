"""The signs of the report: the shape and word of a status, chips, steps that are done, lines to write on.

A status is always a shape and a word besides its colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit_tui.reports.content import Status
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block
from audit_tui.reports.pdf.fonts import SEMIBOLD, printable, width_of


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
