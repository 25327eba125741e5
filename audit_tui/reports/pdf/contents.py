"""The table of contents of a long report: each section with its page, as a link, tagged TOC, TOCI and Reference.

Page numbers are known once the pages are laid out, the contents among them. They are set to the right of their own
column: a number moves nothing, whatever its length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from reportlab.platypus import Flowable

from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block, Heading, open_section
from audit_tui.reports.pdf.ending import ended_well
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, fit, width_of
from audit_tui.reports.pdf.layout import Layout, lay_out

Translate = Callable[[str], str]
LONG = 10
"""A report of more pages than this has contents."""
MOST_ENTRIES = 30
SIZE, STEP = 9.0, 16.5
COLUMN, GAP = 30.0, 6.0
"""Width in points of the column of page numbers, and the white at both ends of the dots."""
SHIFT = 14.0


def settled(
    first: Sequence[Flowable],
    rest: Sequence[Flowable],
    paper: str,
    names: Sequence[str],
    translate: Translate,
    told: Callable[[], None],
) -> Layout:
    """The pages of a report of its `first` page and the `rest`, with contents between them where it is long.

    `names` are the places that may begin its last page; `told` as for `lay_out`.
    """
    story = [*first, *rest]
    layout = lay_out(story, paper, told=told)
    if layout.pages <= LONG:
        return ended_well(story, paper, names, layout, told)
    head, listed = contents(story, theme.PAPERS[paper][0] - 2 * theme.SIDE, translate)
    story = [*first, *head, listed, *rest]
    layout = ended_well(story, paper, names, lay_out(story, paper, told=told), told)
    listed.pages = {name: page for name, (page, _top) in layout.places.items()}
    return layout


def contents(
    story: Sequence[Flowable], width: float, translate: Translate
) -> tuple[list[Flowable], ContentsList]:
    """The head of the contents of `story`, and their list, whose pages are still to be told.

    The title of the report itself is left out, and parts of sections where there are very many.
    """
    _ = translate
    headings = [block for block in story if isinstance(block, Heading) and block.anchor]
    for depth in (1, 0):
        shown = [one for one in headings[1:] if one.level <= depth]
        if len(shown) <= MOST_ENTRIES:
            break
    # What stands under the title of the report itself is listed as its sections are.
    first = next((at for at, one in enumerate(shown) if one.level == 0), 0)
    listed = ContentsList(
        [
            (one.title, str(one.anchor), one.level if at >= first else 0, one.lang)
            for at, one in enumerate(shown)
        ],
        width,
    )
    return open_section(_("Contents"), "contents", listed, width), listed


class ContentsList(Block):
    """The entries: title, anchor, level and language of each, and its page."""

    pages: Mapping[str, int]
    """The page of each anchor, known when the report is laid out."""

    def __init__(self, entries: Sequence[tuple[str, str, int, str | None]], width: float) -> None:
        super().__init__(width, len(entries) * STEP)
        self.entries = list(entries)

    def draw(self) -> None:
        canvas = self.canv
        with canvas.element("TOC"):
            for index, (title, anchor, level, lang) in enumerate(self.entries):
                y = self.height - (index + 1) * STEP
                x = SHIFT * level
                font, colour = (REGULAR, theme.INK) if level else (SEMIBOLD, theme.brand())
                shown = fit(title, font, SIZE, self.width - COLUMN - x - 40)
                self._dots(x + width_of(shown, font, SIZE) + GAP, y + 5)
                with canvas.element("TOCI", lang=lang), canvas.element("Reference"), canvas.element("Link"):
                    with canvas.content():
                        canvas.setFont(font, SIZE)
                        canvas.setFillColor(colour)
                        canvas.drawString(x, y + 5, shown)
                        canvas.drawRightString(self.width, y + 5, str(self.pages[anchor]))
                    canvas.speaking = title
                    canvas.linkRect("", anchor, (x, y + 1, self.width, y + STEP - 1), relative=1, thickness=0)

    def _dots(self, left: float, baseline: float) -> None:
        canvas = self.canv
        right = self.width - COLUMN + GAP
        if right - left < 12:
            return
        with canvas.artifact():
            canvas.saveState()
            canvas.setStrokeColor(theme.INK3)
            canvas.setLineWidth(0.7)
            canvas.setLineCap(1)
            canvas.setDash([0.01, 3.6])
            # All rows of dots stand under one another: they begin at a multiple of the step from the right.
            canvas.line(right, baseline + 1, right - 3.6 * int((right - left) / 3.6), baseline + 1)
            canvas.restoreState()
