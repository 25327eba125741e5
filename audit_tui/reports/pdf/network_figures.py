"""The drawn figures of a network report: dots of visits, a course over time, the tile of a heat map, a pair of bars.

Each repeats what a figure beside it says, and is told in words as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit_tui.reports.network_content import Course, Ranked, Tile
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, line, width_of
from audit_tui.reports.pdf.marks import draw_shape


class DotStrip(Block):
    """The visits of a site as dots on a scale, the median as a stroke, its interval as a band."""

    role = "Figure"

    def __init__(self, ranked: Ranked, low: float, width: float, alt: str) -> None:
        super().__init__(width, 12)
        self.ranked, self.low, self.alt = ranked, low, alt

    def _x(self, percent: float) -> float:
        return 3 + (self.width - 6) * (percent - self.low) / (100 - self.low)

    def draw(self) -> None:
        canvas, ranked, middle = self.canv, self.ranked, self.height / 2
        canvas.setStrokeColor(theme.RULE)
        canvas.setLineWidth(0.8)
        canvas.line(3, middle, self.width - 3, middle)
        if ranked.band is not None:
            low, high = map(self._x, ranked.band)
            canvas.setFillColor(theme.TINT)
            canvas.roundRect(low - 2, middle - 4.5, high - low + 4, 9, 2, stroke=0, fill=1)
        canvas.setStrokeColor(theme.INK2)
        canvas.setFillColor(theme.WHITE)
        canvas.setLineWidth(0.9)
        for percent in ranked.dots:
            canvas.circle(self._x(percent), middle, 2.1, stroke=1, fill=1)
        canvas.setStrokeColor(theme.brand())
        canvas.setLineWidth(1.8)
        x = self._x(ranked.middle)
        canvas.line(x, middle - 5.2, x, middle + 5.2)


class CourseLine(Block):
    """A site's visits in the order of their days, with the median and the target; a diamond lies outside limits."""

    role = "Figure"

    def __init__(self, course: Course, low: float, width: float, alt: str) -> None:
        super().__init__(width, 24)
        self.course, self.low, self.alt = course, low, alt

    def draw(self) -> None:
        canvas, course = self.canv, self.course
        count = len(course.course)

        def y(percent: float) -> float:
            return 3 + (self.height - 6) * (max(percent, self.low) - self.low) / (100 - self.low)

        places = [
            (4 + (self.width - 8) * (at / (count - 1) if count > 1 else 0.5), y(percent))
            for at, percent in enumerate(course.course)
        ]
        canvas.setFillColor(theme.PANEL)
        canvas.roundRect(0, 0, self.width, self.height, 2.5, stroke=0, fill=1)
        canvas.setLineWidth(0.7)
        canvas.setStrokeColor(theme.INK3)
        canvas.line(2, y(course.middle), self.width - 2, y(course.middle))
        if course.target is not None:
            canvas.saveState()
            canvas.setStrokeColor(theme.TONES["pass"].fill)
            canvas.setDash(2, 2)
            canvas.line(2, y(course.target), self.width - 2, y(course.target))
            canvas.restoreState()
        canvas.setStrokeColor(theme.brand())
        canvas.setLineWidth(1.2)
        path = canvas.beginPath()
        path.moveTo(*places[0])
        for place in places[1:]:
            path.lineTo(*place)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.setLineWidth(0.9)
        for at, (x, height) in enumerate(places):
            if course.outside[at]:
                draw_shape(canvas, "major", x - 3.4, height - 3.4, 6.8)
                canvas.setStrokeColor(theme.brand())
                canvas.setLineWidth(0.9)
            else:
                canvas.setFillColor(theme.brand() if at == count - 1 else theme.WHITE)
                canvas.circle(x, height, 2.2 if at == count - 1 else 1.7, stroke=1, fill=1)


class HeatMark(Block):
    """A tile of the heat map: shape, figure, and in small how many visits it rests on."""

    role = "Figure"

    def __init__(self, tile: Tile, width: float, alt: str) -> None:
        super().__init__(width, 11)
        self.tile, self.alt = tile, alt

    def draw(self) -> None:
        canvas, tile = self.canv, self.tile
        draw_shape(canvas, tile.status, 0, 1.6, 8)
        canvas.setFillColor(theme.INK)
        canvas.setFont(SEMIBOLD, 8.4)
        canvas.drawString(11.5, 2.6, line(tile.figure))
        canvas.setFillColor(theme.INK2)
        canvas.setFont(REGULAR, 6.8)
        canvas.drawRightString(self.width, 2.6, line(tile.visits))


class IntervalStrip(Block):
    """A score between -100 and 100 as a stroke, its interval as a band, with a tick at 0."""

    role = "Figure"

    def __init__(self, value: float, band: tuple[float, float], width: float, alt: str) -> None:
        super().__init__(width, 12)
        self.value, self.band, self.alt = value, band, alt

    def _x(self, score: float) -> float:
        return 3 + (self.width - 6) * (score + 100) / 200

    def draw(self) -> None:
        canvas, middle = self.canv, self.height / 2
        canvas.setStrokeColor(theme.RULE)
        canvas.setLineWidth(0.8)
        canvas.line(3, middle, self.width - 3, middle)
        low, high = map(self._x, self.band)
        canvas.setFillColor(theme.TINT)
        canvas.roundRect(low, middle - 4, max(high - low, 1), 8, 2, stroke=0, fill=1)
        canvas.setStrokeColor(theme.INK3)
        canvas.line(self._x(0), middle - 5, self._x(0), middle + 5)
        canvas.setStrokeColor(theme.brand())
        canvas.setLineWidth(1.8)
        x = self._x(self.value)
        canvas.line(x, middle - 5.2, x, middle + 5.2)


class Legend(Block):
    """What the shapes of the heat map mean, on one line."""

    role = "Figure"

    def __init__(self, entries: Sequence[tuple[Tile, str]], tail: str, width: float) -> None:
        super().__init__(width, 14)
        self.entries, self.tail = entries, line(tail)
        self.alt = ", ".join([*(words for _, words in entries), tail])

    def draw(self) -> None:
        canvas, x = self.canv, 0.0
        canvas.setFont(REGULAR, 7.2)
        for tile, words in self.entries:
            draw_shape(canvas, tile.status, x, 3, 7.4)
            canvas.setFillColor(theme.INK2)
            canvas.setFont(REGULAR, 7.2)
            canvas.drawString(x + 10.5, 4, line(words))
            x += 10.5 + width_of(line(words), REGULAR, 7.2) + 14
        canvas.drawString(x, 4, self.tail)


class TwoBars(Block):
    """Wishes and complaints of a touchpoint on one scale, complaints hatched so that they differ without colour."""

    role = "Figure"

    def __init__(self, wishes: int, complaints: int, most: int, width: float, alt: str) -> None:
        super().__init__(width, 15)
        self.wishes, self.complaints, self.most, self.alt = wishes, complaints, max(most, 1), alt

    def draw(self) -> None:
        canvas = self.canv
        canvas.setFillColor(theme.brand())
        if self.wishes:
            canvas.rect(0, 8.6, max(self.width * self.wishes / self.most, 3), 5, stroke=0, fill=1)
        if self.complaints:
            length = max(self.width * self.complaints / self.most, 3)
            canvas.saveState()
            canvas.setStrokeColor(theme.TONES["major"].fill)
            canvas.setFillColor(theme.TONES["major"].tint)
            canvas.setLineWidth(0.7)
            canvas.rect(0.35, 1.4, length, 5, stroke=1, fill=1)
            path = canvas.beginPath()
            path.rect(0.35, 1.4, length, 5)
            canvas.clipPath(path, stroke=0, fill=0)
            for step in range(int(length / 3) + 3):
                canvas.line(step * 3 - 4, 0, step * 3 + 3, 7)
            canvas.restoreState()
