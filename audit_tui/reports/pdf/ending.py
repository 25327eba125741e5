"""How a report ends: its last page is never nearly empty. It draws nothing, but has the drawing done again.

Where the last page came out mostly white, a closing part begins it; where none stands at a good place, the page
before it ends earlier, so that a table or a list goes over with more than its last rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from audit_tui.reports.pdf.blocks import Heading
from audit_tui.reports.pdf.frame import WELL_FILLED, Outcome

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


class Draw(Protocol):
    """Draws the pages once, with contents where `pages` are given; there are no bytes where they are not `wanted`."""

    def __call__(
        self, ending: Ending, pages: Mapping[str, int] | None, wanted: Callable[[Outcome], bool], /
    ) -> tuple[bytes, Outcome]: ...


def ending_of(come: Outcome, names: Sequence[str]) -> Ending:
    """How the report that has `come` out should end; `names` are the places that may begin its last page."""
    if come.pages < 2 or come.last_fill >= WELL_FILLED:
        return PLAIN
    better = come.better_break(names)
    if better:
        return Ending(break_before=better)
    over = BALANCED - come.last_fill
    if come.fill_before - over < WELL_FILLED:
        return PLAIN
    return Ending(short=(come.pages - 1, come.room * (1 - come.fill_before + over)))


def settled(draw: Draw, names: Sequence[str], *, long: Callable[[Outcome], bool], foreseen: bool) -> bytes:
    """The report, drawn as often as it takes to know its pages: one that is `long` has contents.

    `foreseen`: it surely is long, so the pages are learned with contents in place, one drawing less.
    """
    listed = foreseen
    data, come = draw(
        PLAIN,
        {} if listed else None,
        lambda come: not foreseen and not long(come) and ending_of(come, names) == PLAIN,
    )
    if long(come) is not listed:
        listed = long(come)
        data, come = draw(
            PLAIN, {} if listed else None, lambda come: not listed and ending_of(come, names) == PLAIN
        )
    ending = ending_of(come, names)
    if not listed:
        return data if ending == PLAIN else draw(ending, None, _always)[0]
    if ending.short[0]:
        come = draw(ending, {}, _never)[1]
    return draw(ending, come.pages_of(ending.break_before), _always)[0]


def broken_before(story: Sequence[Flowable], anchor: str) -> list[Flowable]:
    """`story` with a new page before the heading at `anchor`; as it is without one."""
    at = next((at for at, one in enumerate(story) if isinstance(one, Heading) and one.anchor == anchor), 0)
    while at and isinstance(story[at - 1], CondPageBreak):
        at -= 1
    return [*story[:at], PageBreak(), *story[at:]] if at else list(story)


def _always(_come: Outcome) -> bool:
    return True


def _never(_come: Outcome) -> bool:
    """For a drawing that only tells where things come to stand."""
    return False
