"""Reads a report back as a reader would: text, attachment, fonts, and pages as pictures."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader

from audit_tui.reports.build import build_content
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.previous import NOTHING, Earlier
from audit_tui.reports.printed.check import PagesCheck
from audit_tui.reports.printed.check import check_pages as check_pages_of
from audit_tui.rules.gathering import result_of
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import Record
from audit_tui.rules.view import AuditView
from tests.reports.audits import Walk


def report(walk: Walk, **more: Any) -> bytes:
    """The PDF of the audit that was walked."""
    return audit_report(build_content(walk.record, blobs=walk.blobs, organisation="Aurora Retail", **more))


def came_out(walk: Walk) -> AuditResult:
    """What came out of the audit that was walked, for a later one to be compared with."""
    return result_of(AuditView(walk.record))


def check_pages(pdf: bytes, record: Record, earlier: Earlier = NOTHING, **more: Any) -> PagesCheck:
    """The pages of a report against its record, as `verify` compares them: with what it carries of its photos."""
    try:
        carried = PdfReader(io.BytesIO(pdf), strict=False).attachments.get("pictures.json", [])
    except Exception:  # a damaged file
        carried = []
    return check_pages_of(pdf, record, earlier, pictures=next(iter(carried), None), **more)


def text_of(pdf: bytes) -> str:
    """All text, white space folded, so that line breaks do not matter."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def fonts_of(pdf: bytes) -> set[str]:
    """Base names of all fonts that any page or form names."""
    found: set[str] = set()
    reader = PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():  # type: ignore[union-attr]
            found.add(str(font.get_object()["/BaseFont"]))
    return found


def whites(pdf: bytes, folder: Path) -> list[float]:
    """Of each page the share of the text area that lies below its last ink, 0 to 1."""
    assert shutil.which("pdftoppm")
    (folder / "pages.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "36", "-gray", str(folder / "pages.pdf"), str(folder / "page")], check=True
    )
    shares = []
    for picture in sorted(folder.glob("page-*.pgm")):
        with Image.open(picture) as image:
            # The text area in 36 dpi: 24 mm from the top, 20 mm from the bottom of A4.
            area = image.crop((0, 34, image.width, image.height - 28)).point(lambda grey: 255 - grey)
            box = area.getbbox()
            shares.append(1 - (box[3] / area.height if box else 0))
    return shares
