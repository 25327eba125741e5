"""The last page of a report is never nearly empty, and no table leaves one row alone on a page."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.platypus import Flowable

from audit_tui.locale_format import written_in
from audit_tui.reports.content import Around
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import open_section, text
from audit_tui.reports.pdf.ending import PLAIN, Ending, ended_well, ending_of
from audit_tui.reports.pdf.fonts import typeface
from audit_tui.reports.pdf.frame import draw_pdf
from audit_tui.reports.pdf.layout import Layout, Placed, lay_out
from audit_tui.reports.pdf.tables import data_table
from tests.reports.reading import whites
from tests.reports.test_languages import around

WIDTH = theme.PAPERS["A4"][0] - 2 * theme.SIDE
TOP = theme.PAPERS["A4"][1] - theme.TOP
SHEETS: list[list[Placed]] = [[], [], []]


def story(rows: int, closing: int = 0) -> list[Flowable]:
    """A table of so many rows, and a closing section of so many lines."""
    table = data_table(["No.", "Said"], [[f"row {at}", "words"] for at in range(rows)], [90, WIDTH - 90])
    lines = [text(f"line {at}") for at in range(closing)]
    closed = [*open_section("Closing", "closing", lines[0], WIDTH), *lines] if lines else []
    return [*open_section("Rows", "rows", table, WIDTH), table, *closed]


def drawn(rows: int, closing: int = 0, names: tuple[str, ...] = ()) -> bytes:
    facts: Around = around("en")
    with typeface(facts), written_in("en"):
        blocks = story(rows, closing)
        layout = ended_well(blocks, "A4", names, lay_out(blocks, "A4"))
        return draw_pdf(facts, layout, paper="A4", title="t", translate=str)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("rows", [31, 32, 33, 34, 36, 40, 63, 66])
def test_a_table_goes_over_with_more_than_its_last_rows(rows: int, tmp_path: Path) -> None:
    found = whites(drawn(rows), tmp_path)
    assert len(found) == 1 or max(found[-2:]) < 0.62


def test_a_closing_part_begins_the_last_page_where_that_fills_both(tmp_path: Path) -> None:
    pdf = drawn(22, 30, ("closing",))
    assert max(whites(pdf, tmp_path)) < 0.62
    assert "Closing" in pages(pdf)[-1] and "Closing" not in pages(pdf)[0]


def test_every_row_is_there_once_under_one_head_a_page() -> None:
    for rows in range(28, 38):
        said = pages(drawn(rows))
        assert [page.count("No.") for page in said] == [1] * len(said)
        words = " ".join(said).split()
        assert [word for before, word in pairwise(words) if before == "row"] == [
            str(at) for at in range(rows)
        ]


def test_no_row_goes_over_to_a_page_alone() -> None:
    last = [pages(drawn(rows, 26))[-1] for rows in range(26, 40)]
    assert 1 not in [page.count("row ") for page in last]


def test_a_row_goes_over_with_the_one_that_belongs_to_it() -> None:
    def last_that_stays(flag: str, fitting: int) -> str:
        first = [text(f"row {at}") for at in range(40)]
        setattr(first[20], flag, True)
        table = data_table(["No.", "Said"], [[one, "words"] for one in first], [90, WIDTH - 90])
        table.wrap(WIDTH, 10_000)
        stays = table.split(WIDTH, sum(table._rowHeights[: fitting + 1]) + 0.1)[0]
        return str(stays._cellvalues[-1][0][0].getPlainText())

    with typeface(around("en")):
        assert last_that_stays("belongs_above", 20) == "row 18"
        assert last_that_stays("belongs_below", 21) == "row 19"


def test_a_page_that_is_filled_stays_as_it_is() -> None:
    come = Layout(SHEETS, last_fill=0.4, fill_before=1.0, room=700.0)
    assert ending_of(come, ()) == PLAIN


def test_what_cannot_fill_two_pages_is_left() -> None:
    come = Layout(SHEETS, last_fill=0.2, fill_before=0.5, room=700.0)
    assert ending_of(come, ()) == PLAIN


def test_the_page_before_gives_what_the_last_one_lacks() -> None:
    come = Layout(SHEETS, last_fill=0.15, fill_before=0.9, room=700.0)
    page, points = ending_of(come, ()).short
    assert (page, round(points)) == (2, round(700 * (0.1 + 0.3)))


def test_a_place_is_chosen_before_a_page_is_shortened() -> None:
    places = {"closing": (2, TOP - 0.7 * 700.0)}
    come = Layout(SHEETS, last_fill=0.15, fill_before=0.9, room=TOP - theme.BOTTOM, places=places)
    assert ending_of(come, ("closing",)) == Ending(break_before="closing")


def test_a_place_that_leaves_the_page_before_half_white_gives_way_to_rows_that_go_over() -> None:
    places = {"closing": (2, TOP - 0.55 * 700.0)}
    come = Layout(SHEETS, last_fill=0.15, fill_before=0.98, room=700.0, places=places)
    assert ending_of(come, ("closing",)).short[0] == 2
    come = Layout(SHEETS, last_fill=0.15, fill_before=0.75, room=700.0, places=places)
    assert ending_of(come, ("closing",)) == Ending(break_before="closing")
