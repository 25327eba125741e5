"""The first page holds the whole summary: it gives up pointers before it gives up the page."""

from __future__ import annotations

import pytest

from audit_tui.reports.pdf.blocks import Block
from audit_tui.reports.pdf.summary import Fitting

FULL, SHORTER, SHORTEST = Block(100, 90), Block(100, 60), Block(100, 30)


@pytest.mark.parametrize(
    ("room", "chosen"),
    [(200, FULL), (90, FULL), (89, SHORTER), (60, SHORTER), (59, SHORTEST), (30, SHORTEST)],
)
def test_the_fullest_form_that_fits_is_taken(room: float, chosen: Block) -> None:
    form = Fitting([FULL, SHORTER, SHORTEST])
    assert form.wrap(100, room) == (100, chosen.height)
    assert form.chosen is chosen


def test_where_none_fits_the_fullest_goes_to_the_next_page() -> None:
    form = Fitting([FULL, SHORTER, SHORTEST])
    assert form.wrap(100, 29) == (100, 90)
    assert form.chosen is FULL
