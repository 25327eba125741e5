"""The chart of the last audits: a point for each with its percentage, the target dashed, this audit filled.

What is said is never left to a colour: each point bears its figure, and the target its word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audit_tui.reports.content import AuditCourse
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, line, width_of

PLOT = 92.0
"""Height in points between the ends of the scale."""
HEAD, AXIS = 16.0, 24.0
"""Room above the scale for a figure at 100, and left of it for its labels."""
SMALL, FIGURE = 6.8, 7.6
LIFT = 6.0
"""Between a point and the foot of its figure."""
_YEAR_LAST = re.compile(r"(.+)\s([0-9]{4})$")
_YEAR_FIRST = re.compile(r"([0-9]{4}\D)(.+)$")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a point stands, in points from the lower left corner."""

    x: float
    y: float


class CourseChart(Block):
    """The last audits as points on a line, in the order of their days."""

    role = "Figure"

    def __init__(self, course: AuditCourse, width: float) -> None:
        self.course, self.alt = course, course.told
        self.right = width_of(line(course.target_words), SEMIBOLD, SMALL) + 8 if course.target_words else 0.0
        self.left = AXIS + 10
        self.step = (width - self.left - self.right - 14) / (len(course.points) - 1)
        self.days = [[line(each.day)] for each in course.points]
        if any(width_of(day, REGULAR, SMALL) + 6 > self.step for (day,) in self.days):
            self.days = [_in_two(day) for (day,) in self.days]
        self.foot = 10.0 + 8.6 * max(map(len, self.days))
        low = min([each.value for each in course.points] + [course.target or 100.0])
        self.low = max(0.0, (low - 7) // 10 * 10)
        super().__init__(width, HEAD + PLOT + self.foot)

    def draw(self) -> None:
        canvas, course = self.canv, self.course
        end = self.left + self.step * (len(course.points) - 1) + 10
        spots = [
            _Spot(self.left + self.step * at, self._y(each.value)) for at, each in enumerate(course.points)
        ]
        self._scale(canvas, end)
        self._ground(canvas, spots)
        if course.target is not None:
            self._target(canvas, end, self._y(course.target))
        canvas.setStrokeColor(theme.brand())
        canvas.setLineWidth(1.8)
        canvas.setLineJoin(1)
        _polyline(canvas, spots)
        for at, spot in enumerate(spots):
            is_last = at == len(spots) - 1
            canvas.setLineWidth(1.4)
            canvas.setFillColor(theme.brand() if is_last else theme.WHITE)
            canvas.circle(spot.x, spot.y, 3.0 if is_last else 2.5, stroke=1, fill=1)
        for at, spot in enumerate(spots):
            self._figure(canvas, spots, at, line(course.points[at].figure))
            canvas.setFont(REGULAR, SMALL)
            canvas.setFillColor(theme.INK2)
            for row, words in enumerate(self.days[at]):
                canvas.drawCentredString(spot.x, self.foot - 12 - 8.6 * row, words)

    def _y(self, percent: float) -> float:
        return self.foot + PLOT * (percent - self.low) / (100 - self.low)

    def _scale(self, canvas: Any, end: float) -> None:
        canvas.setStrokeColor(theme.RULE)
        canvas.setLineWidth(theme.HAIR)
        canvas.setFont(REGULAR, SMALL)
        canvas.setFillColor(theme.INK2)
        for tick in range(int(self.low), 101, 10 if self.low >= 40 else 20):
            y = self._y(tick)
            canvas.line(AXIS, y, end, y)
            canvas.drawRightString(AXIS - 6, y - 2.4, str(tick))

    def _ground(self, canvas: Any, spots: Sequence[_Spot]) -> None:
        path = canvas.beginPath()
        path.moveTo(spots[0].x, self.foot)
        for spot in spots:
            path.lineTo(spot.x, spot.y)
        path.lineTo(spots[-1].x, self.foot)
        path.close()
        canvas.setFillColor(theme.TINT)
        canvas.drawPath(path, stroke=0, fill=1)

    def _target(self, canvas: Any, end: float, y: float) -> None:
        canvas.saveState()
        canvas.setStrokeColor(theme.TONES["pass"].fill)
        canvas.setLineWidth(0.9)
        canvas.setDash(3, 2)
        canvas.line(AXIS, y, end, y)
        canvas.restoreState()
        canvas.setFillColor(theme.TONES["pass"].text)
        canvas.setFont(SEMIBOLD, SMALL)
        canvas.drawString(end + 4, y - 2.4, line(self.course.target_words))

    def _figure(self, canvas: Any, spots: list[_Spot], at: int, words: str) -> None:
        """The figure over its point, or under it where it would stand in the way of a line there only."""
        half = width_of(words, SEMIBOLD, FIGURE) / 2 + 1.5
        spot = spots[at]
        above, below = spot.y + LIFT, spot.y - LIFT - FIGURE * 0.72
        foot = (
            above if self._crossed(spots, at, half, above) <= self._crossed(spots, at, half, below) else below
        )
        if foot < self.foot + 1:
            foot = above
        if self._crossed(spots, at, half, foot):
            canvas.setFillColor(theme.WHITE if foot == above else theme.TINT)
            canvas.rect(spot.x - half, foot - 1.2, 2 * half, FIGURE * 0.72 + 2.4, stroke=0, fill=1)
        canvas.setFillColor(theme.INK)
        canvas.setFont(SEMIBOLD, FIGURE)
        canvas.drawCentredString(spot.x, foot, words)

    def _crossed(self, spots: list[_Spot], at: int, half: float, foot: float) -> int:
        """How many lines go through the box of a figure at `foot`."""
        low, high = foot - 1.5, foot + FIGURE * 0.72 + 1.5
        count = 0
        for other in spots[max(at - 1, 0) : at] + spots[at + 1 : at + 2]:
            share = min(1.0, half / abs(other.x - spots[at].x))
            reach = spots[at].y + share * (other.y - spots[at].y)
            count += min(reach, spots[at].y) < high and max(reach, spots[at].y) > low
        if self.course.target is not None:
            count += low - 1 < self._y(self.course.target) < high + 2
        return count


def _polyline(canvas: Any, spots: Sequence[_Spot]) -> None:
    path = canvas.beginPath()
    path.moveTo(spots[0].x, spots[0].y)
    for spot in spots[1:]:
        path.lineTo(spot.x, spot.y)
    canvas.drawPath(path, stroke=1, fill=0)


def _in_two(day: str) -> list[str]:
    """A day on two lines, the year on one of its own."""
    found = _YEAR_LAST.match(day) or _YEAR_FIRST.match(day)
    return [each for each in found.groups() if each] if found else [day]
