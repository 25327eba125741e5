"""A report is written small: what is no stream stands in object streams, and every reader still reads it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from audit_tui.reports.pdf.packing import TOGETHER
from tests.reports.audits import Walk
from tests.reports.reading import report


@pytest.fixture
def pdf(failed: Walk) -> bytes:
    return report(failed)


def test_no_dictionary_stands_in_plain_text(pdf: bytes) -> None:
    plain = [
        kind for kind in re.findall(rb"\n\d+ 0 obj\n(.*?)\nendobj", pdf, re.DOTALL) if b"stream" not in kind
    ]
    assert plain == []
    assert b"/StructElem" not in pdf


def test_every_object_is_found_where_the_table_says(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    size = int(reader.trailer["/Size"])  # type: ignore[call-overload]
    assert size > TOGETHER  # more than one object stream
    for number in range(1, size):
        assert reader.get_object(number) is not None, number


def test_the_structure_is_a_small_part_of_the_file(pdf: bytes) -> None:
    packed = sum(map(int, re.findall(rb"/Type /ObjStm [^>]*/Length (\d+)", pdf)))
    assert 0 < packed < len(pdf) / 3


def test_a_checker_of_files_finds_no_fault(pdf: bytes, tmp_path: Path) -> None:
    if not shutil.which("qpdf"):
        pytest.skip("qpdf is missing")
    (tmp_path / "r.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["qpdf", "--check", str(tmp_path / "r.pdf")], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_audit_gives_the_same_bytes(pdf: bytes, failed: Walk) -> None:
    assert report(failed) == pdf
