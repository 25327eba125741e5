"""How a report ends: its last page is never nearly empty. It draws nothing, but has the pages laid out again.

Where the last page came out mostly white, a closing part begins it; where none stands so that the page before it stays
well filled, that page ends earlier, so that a table or a list goes over with more than its last rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from audit_tui.reports.pdf.layout import LEAST_ABOVE, WELL_ABOVE, WELL_FILLED, Layout, lay_out

BALANCED = 0.45
"""Share of the last page that is to be filled where the page before it ends earlier."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What is done for the last page; nothing where it is well filled as it comes."""

    break_before: str = ""
    """The place that begins the last page."""
    short: tuple[int, float] = (0, 0.0)
    """A page that ends earlier, from 1, and by how many points."""


PLAIN = Ending()


def ending_of(layout: Layout, names: Sequence[str]) -> Ending:
    """How the report that came out as `layout` should end; `names` are the places that may begin its last page."""
    if layout.pages < 2 or layout.last_fill >= WELL_FILLED:
        return PLAIN
    over = BALANCED - layout.last_fill
    above = layout.fill_before - over
    if better := layout.better_break(names, min(WELL_ABOVE, max(LEAST_ABOVE, above))):
        return Ending(break_before=better)
    if above < WELL_FILLED:
        return PLAIN
    return Ending(short=(layout.pages - 1, layout.room * (1 - layout.fill_before + over)))


def ended_well(
    story: Sequence[Flowable],
    paper: str,
    names: Sequence[str],
    layout: Layout,
    told: Callable[[], None] = lambda: None,
) -> Layout:
    """`layout`, which is how `story` came out on `paper`, or another one whose last page is not nearly empty."""
    ending = ending_of(layout, names)
    if ending == PLAIN:
        return layout
    return lay_out(broken_before(story, ending.break_before), paper, short=ending.short, told=told)


def broken_before(story: Sequence[Flowable], anchor: str) -> list[Flowable]:
    """`story` with a new page before the block at `anchor`; as it is without one."""
    at = next((at for at, one in enumerate(story) if anchor and getattr(one, "anchor", "") == anchor), 0)
    while at and isinstance(story[at - 1], CondPageBreak):
        at -= 1
    return [*story[:at], PageBreak(), *story[at:]] if at else list(story)
