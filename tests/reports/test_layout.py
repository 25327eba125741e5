"""A report is laid out as often as it takes and drawn once: neither how often nor where it is broken off shows."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from audit_tui.locale_format import written_in
from audit_tui.reports.build import build_content
from audit_tui.reports.content import ReportContent
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.pdf.blocks import Text
from audit_tui.reports.pdf.fonts import typeface
from audit_tui.reports.pdf.frame import draw_pdf
from audit_tui.reports.pdf.layout import lay_out
from tests.reports.audits import SOLVED, Walk, small
from tests.reports.test_ending import story
from tests.reports.test_languages import around


class BrokenOffError(Exception):
    pass


def content(folder: Path) -> ReportContent:
    walk = Walk(folder, [small([SOLVED])])
    walk.say("answer", "phone/solved", "no")
    walk.say("finish")
    return build_content(walk.record, blobs=walk.blobs)


def test_blocks_laid_out_in_several_ways_are_drawn_as_if_laid_out_once() -> None:
    def drawn(shorter: tuple[float, ...]) -> bytes:
        said = [Text("words of <b>several</b> looks " * 90) for _ in range(30)]
        blocks = [*story(70), *said]
        for points in shorter:
            lay_out(blocks, "A4", short=(2, points))
        return draw_pdf(facts, lay_out(blocks, "A4"), paper="A4", title="t", translate=str)

    facts = around("en")
    with typeface(facts), written_in("en"):
        once = drawn(())
        assert drawn((11.0, 40.0, 200.0, 333.0)) == once


def test_blocks_are_gone_as_soon_as_nobody_draws_them_any_more() -> None:
    facts = around("en")
    gc.disable()
    try:
        with typeface(facts), written_in("en"):
            block = Text("words")
            drawn = lay_out([block], "A4")
            draw_pdf(facts, drawn, paper="A4", title="t", translate=str)
            left = weakref.ref(block)
            del block, drawn
            assert left() is None
    finally:
        gc.enable()


def test_progress_counts_the_pages_that_are_drawn(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    audit_report(content(tmp_path), progress=lambda done, total: told.append((done, total)))
    pages = [step for step in told if step[0]]
    assert set(told) - set(pages) == {(0, 1)}
    assert pages == [(number, len(pages)) for number in range(1, len(pages) + 1)]
    assert told.index(pages[0]) == len(told) - len(pages)


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_report_is_broken_off_while_it_is_laid_out_and_while_it_is_drawn(at: int, tmp_path: Path) -> None:
    told: list[int] = []

    def progress(done: int, _total: int) -> None:
        told.append(done)
        if done == at:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        audit_report(content(tmp_path), progress=progress)
    assert told[-1] == at and told.count(at) == 1
