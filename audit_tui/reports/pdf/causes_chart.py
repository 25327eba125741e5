"""The chart of root causes: a bar for each, in pieces by severity, with the count in each piece.

Severities are told by shape and word under the bars, besides their colour.
"""

from __future__ import annotations

from typing import Any

from audit_tui.reports.content import Causes
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, fit, line, width_of
from audit_tui.reports.pdf.marks import draw_status

ROW, BAR, LEGEND = 19.0, 13.0, 18.0
"""Height in points of a row, of the bar in it, and of the legend."""
NAME, FIGURE = 8.0, 7.6
WIDEST = 64.0
"""Width in points of one non-conformity at most, so that a few of them make no wall."""
NAMES_SHARE = 0.4
GAP = 10.0


class CausesChart(Block):
    """Bars from a common start, the longest first."""

    role = "Figure"

    def __init__(self, causes: Causes, width: float) -> None:
        super().__init__(width, ROW * len(causes.rows) + LEGEND)
        self.causes, self.alt = causes, causes.told
        names = [line(row.title) for row in causes.rows]
        self.left = min(max(width_of(name, REGULAR, NAME) for name in names), width * NAMES_SHARE) + GAP
        self.names = [fit(name, REGULAR, NAME, self.left - GAP) for name in names]
        longest = max(sum(count for _severity, count in row.counts) for row in causes.rows)
        self.each = min(WIDEST, (width - self.left) / longest)

    def draw(self) -> None:
        canvas = self.canv
        for at, row in enumerate(self.causes.rows):
            foot = self.height - ROW * (at + 1) + (ROW - BAR) / 2
            canvas.setFillColor(theme.INK)
            canvas.setFont(REGULAR, NAME)
            canvas.drawRightString(self.left - GAP, foot + BAR / 2 - NAME * 0.36, self.names[at])
            x = self.left
            for severity, count in row.counts:
                self._piece(canvas, severity, count, x, foot)
                x += count * self.each
        x = self.left
        for severity, word in self.causes.legend:
            x += draw_status(canvas, severity, line(word), x, 4, 7.2) + 16

    def _piece(self, canvas: Any, severity: Any, count: int, x: float, foot: float) -> None:
        wide = count * self.each
        canvas.setFillColor(theme.TONES[severity].fill)
        canvas.rect(x, foot, max(wide - 1, 0.5), BAR, stroke=0, fill=1)
        figure = str(count)
        if width_of(figure, SEMIBOLD, FIGURE) + 2 > wide:
            return
        canvas.setFillColor(theme.INK if severity == "minor" else theme.WHITE)
        canvas.setFont(SEMIBOLD, FIGURE)
        canvas.drawCentredString(x + (wide - 1) / 2, foot + BAR / 2 - FIGURE * 0.36, figure)
