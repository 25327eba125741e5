"""The table of contents: only where a report is long, with the page on which each section really begins."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from audit_tui.reports.pdf.contents import LONG
from audit_tui.reports.printed.pieces import printed_in
from tests.reports.audits import Walk, small
from tests.reports.reading import report, whites
from tests.reports.test_conformance import assert_conforms, elements, tags
from tests.reports.test_pdf import many


def walked(folder: Path, count: int) -> Walk:
    walk = Walk(folder, [small(many(count))])
    for number in range(count):
        walk.say("answer", f"phone/q{number}", "no" if number % 9 == 0 else "yes")
        if number % 5 == 0:
            walk.say("note", f"phone/q{number}", "Seen and heard at the desk. " * (1 + number % 9))
    walk.say("finish")
    return walk


def entries(pdf: bytes) -> dict[str, int]:
    """Title → page, as the contents print them."""
    printed = printed_in(PdfReader(io.BytesIO(pdf)))
    lines = [piece.text for piece in printed.pieces if piece.under == "Contents" and piece.tag == "Link"]
    return {match[1].strip(): int(match[2]) for line in lines if (match := re.fullmatch(r"(.+?)(\d+)", line))}


@pytest.mark.parametrize("count", [150, 155, 160, 165])
def test_each_entry_names_the_page_on_which_its_section_begins(count: int, tmp_path: Path) -> None:
    pdf = report(walked(tmp_path, count))
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) > LONG
    found = entries(pdf)
    sections = ("Compliance by standard", "Non-conformities and evidence", "All answers", "Acknowledgement")
    assert set(sections) <= set(found)
    for title, page in found.items():
        if title in (*sections, "Integrity of this report", "Scope, method and limits"):
            assert title in reader.pages[page - 1].extract_text(), (title, page)
    assert pdf == report(walked(tmp_path, count))


def test_the_contents_are_tagged_as_such_and_every_entry_is_a_link(tmp_path: Path) -> None:
    pdf = report(walked(tmp_path, 160))
    assert_conforms(pdf)
    found = tags(pdf)
    count = found.count("/TOCI")
    assert found.count("/TOC") == 1 and count >= 10
    assert found.count("/Reference") == count
    for _, node in elements(pdf):
        if node["/S"] == "/TOCI":
            reference = node["/K"][0].get_object()  # type: ignore[index]
            assert reference["/S"] == "/Reference" and reference["/K"][0].get_object()["/S"] == "/Link"


def test_a_short_report_has_none(failed: Walk) -> None:
    assert "/TOC" not in tags(report(failed))


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm to look at pages")
def test_no_page_of_a_long_report_is_mostly_white(tmp_path: Path) -> None:
    shares = whites(report(walked(tmp_path, 160)), tmp_path)
    assert max(shares[:-1]) < 0.5 and shares[-1] < 0.75, shares
