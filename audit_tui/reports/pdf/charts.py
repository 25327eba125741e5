"""The drawn figures: the dial, the bar with target and previous audit, the balance. They compute no score."""

from __future__ import annotations

import math
from typing import Any

from audit_tui.reports.content import Dial, Status
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block
from audit_tui.reports.pdf.fonts import BOLD, REGULAR, SEMIBOLD, fit, printable, width_of
from audit_tui.reports.pdf.marks import chip_width, draw_chip

SWEEP, START = 270.0, 225.0
CHIP_UP = 11.0
"""Points by which the verdict stands above the foot of the dial, close under the ends of the arc."""


class DialFigure(Block):
    """The score on an arc of 270 degrees with a tick at each band, its figure inside, its verdict below."""

    role = "Figure"

    def __init__(self, dial: Dial, size: float, alt: str) -> None:
        super().__init__(size, size)
        self.dial, self.alt = dial, alt

    def draw(self) -> None:
        canvas, dial, size = self.canv, self.dial, self.width
        tone = theme.TONES[dial.status]
        centre, stroke = size / 2, size * 0.085
        radius = size / 2 - stroke / 2 - 11
        canvas.setLineCap(0)
        canvas.setLineWidth(stroke)
        self._arc(centre, radius, 0, 100, theme.RULE if dial.value is None else theme.TRACK)
        if dial.value is not None and dial.value > 0:
            self._arc(centre, radius, 0, min(dial.value, 100.0), tone.fill)
        for tick in dial.ticks:
            self._tick(centre, radius, stroke, tick.at, tick.label)
        self._figure(centre, radius - stroke / 2)
        word = fit(dial.verdict, SEMIBOLD, 8.8, size - 24)
        draw_chip(canvas, dial.status, word, centre - chip_width(word, 8.8) / 2, CHIP_UP, 8.8)

    def _arc(self, centre: float, radius: float, low: float, high: float, colour: Any) -> None:
        path = self.canv.beginPath()
        first, sweep = START - SWEEP * low / 100, -SWEEP * (high - low) / 100
        box = (centre - radius, centre - radius, centre + radius, centre + radius)
        path.arc(*box, startAng=first, extent=sweep)
        self.canv.setStrokeColor(colour)
        self.canv.drawPath(path, stroke=1, fill=0)

    def _tick(self, centre: float, radius: float, stroke: float, at: float, label: str) -> None:
        angle = math.radians(START - SWEEP * at / 100)
        across, up = math.cos(angle), math.sin(angle)
        inner, outer, words = radius - stroke / 2 - 1, radius + stroke / 2 + 2.5, radius + stroke / 2 + 9
        canvas = self.canv
        canvas.setStrokeColor(theme.INK)
        canvas.setLineWidth(1.1)
        canvas.line(
            centre + inner * across, centre + inner * up, centre + outer * across, centre + outer * up
        )
        canvas.setFillColor(theme.INK2)
        canvas.setFont(REGULAR, 6.8)
        canvas.drawCentredString(centre + words * across, centre + words * up - 2.4, label)

    def _figure(self, centre: float, room: float) -> None:
        canvas, dial = self.canv, self.dial
        big = 27.0 if dial.value is not None else 13.0
        figure = printable(dial.figure)
        while (
            width_of(figure, BOLD, big) + width_of(dial.unit, SEMIBOLD, big * 0.45) > room * 1.62 and big > 8
        ):
            big -= 0.5
        unit = big * 0.45
        width = width_of(figure, BOLD, big) + (2 + width_of(dial.unit, SEMIBOLD, unit) if dial.unit else 0)
        x = centre - width / 2
        canvas.setFillColor(theme.INK)
        canvas.setFont(BOLD, big)
        canvas.drawString(x, centre - big * 0.22, figure)
        if dial.unit:
            canvas.setFont(SEMIBOLD, unit)
            canvas.drawString(x + width_of(figure, BOLD, big) + 2, centre - big * 0.22, dial.unit)
        if dial.note:
            canvas.setFillColor(theme.INK2)
            canvas.setFont(REGULAR, 7.2)
            for at, words in enumerate(_in_two(printable(dial.note), 7.2, room * 1.6)):
                canvas.drawCentredString(centre, centre - big * 0.22 - 14 - 8.4 * at, words)


def _in_two(words: str, size: float, room: float) -> list[str]:
    """A note on one line, or on two where it is too long for one, broken at a blank."""
    if width_of(words, REGULAR, size) <= room or " " not in words:
        return [fit(words, REGULAR, size, room)]
    parts = words.split(" ")
    cuts = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    first, second = min(cuts, key=lambda cut: max(width_of(one, REGULAR, size) for one in cut))
    return [fit(one, REGULAR, size, room) for one in (first, second)]


class ScoreBar(Block):
    """A score on a track of 0 to 100 with a tick at the target and a white ring at the previous audit."""

    role = "Figure"

    def __init__(
        self,
        value: float | None,
        status: Status,
        alt: str,
        *,
        target: float | None = None,
        previous: float | None = None,
        width: float = theme.BAR_WIDTH,
        height: float = theme.BAR_HEIGHT,
    ) -> None:
        super().__init__(width, height)
        self.value, self.status, self.alt, self.target, self.previous = value, status, alt, target, previous

    def draw(self) -> None:
        canvas, width, height = self.canv, self.width, self.height
        canvas.setFillColor(theme.TRACK)
        canvas.roundRect(0, 0, width, height, height / 2, stroke=0, fill=1)
        if self.value is not None and self.value > 0:
            canvas.saveState()
            track = canvas.beginPath()
            track.roundRect(0, 0, width, height, height / 2)
            canvas.clipPath(track, stroke=0, fill=0)
            canvas.setFillColor(theme.TONES[self.status].fill)
            canvas.rect(0, 0, width * min(self.value, 100) / 100, height, stroke=0, fill=1)
            canvas.restoreState()
        if self.target is not None:
            canvas.setStrokeColor(theme.INK)
            canvas.setLineWidth(1.3)
            x = width * self.target / 100
            canvas.line(x, -3, x, height + 3)
        if self.previous is not None:
            canvas.setFillColor(theme.WHITE)
            canvas.setStrokeColor(theme.INK)
            canvas.setLineWidth(1.1)
            x = min(max(width * self.previous / 100, 2.6), width - 2.6)
            canvas.circle(x, height / 2, 2.6, stroke=1, fill=1)


class BalanceFigure(Block):
    """Positives against five times the negatives, as two bars on one scale."""

    role = "Figure"

    def __init__(self, width: float, left: tuple[str, int], right: tuple[str, int], alt: str) -> None:
        super().__init__(width, 46)
        self.left, self.right, self.alt = left, right, alt

    def draw(self) -> None:
        canvas = self.canv
        most = max(self.left[1], self.right[1], 1)
        labels = max(
            [150.0, *(width_of(printable(each[0]), REGULAR, 8.4) + 12 for each in (self.left, self.right))]
        )
        labels = min(labels, self.width * 0.5)
        room = self.width - labels - 36
        for index, ((label, amount), status) in enumerate(((self.left, "pass"), (self.right, "major"))):
            y = self.height - 18 - index * 22
            canvas.setFillColor(theme.INK)
            canvas.setFont(REGULAR, 8.4)
            canvas.drawString(0, y + 1.5, fit(label, REGULAR, 8.4, labels - 10))
            canvas.setFillColor(theme.TRACK)
            canvas.roundRect(labels, y, room, 9, 2, stroke=0, fill=1)
            if amount:
                canvas.setFillColor(theme.TONES["pass" if status == "pass" else "major"].fill)
                canvas.roundRect(labels, y, max(room * amount / most, 4), 9, 2, stroke=0, fill=1)
            canvas.setFillColor(theme.INK)
            canvas.setFont(SEMIBOLD, 9)
            canvas.drawRightString(self.width, y + 1.2, str(amount))
