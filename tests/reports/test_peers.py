"""The libraries that reports are timed beside draw the whole content; without them the times would mean nothing.

They stand in the extra `peers`; WeasyPrint wants Pango on the machine besides.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from audit_tui.reports.build import build_content
from audit_tui.reports.content import AuditCourse, CoursePoint, ReportContent
from tests.benchmarks.peers import with_fpdf2, with_weasyprint
from tests.reports.audits import SOLVED, Walk, small

PEERS = {"fpdf": with_fpdf2, "weasyprint": with_weasyprint}


@pytest.fixture(params=PEERS)
def draw(request: pytest.FixtureRequest) -> Callable[[ReportContent], bytes]:
    reason = f"{request.param} needs the extra `peers`: pip install -e '.[peers]'"
    try:
        pytest.importorskip(request.param, reason=reason, exc_type=ImportError)
    except OSError:  # Pango is missing
        pytest.skip(reason)
    return PEERS[request.param]


def test_a_peer_draws_texts_photos_charts_and_the_record_of_a_report(
    draw: Callable[[ReportContent], bytes], tmp_path: Path
) -> None:
    walk = Walk(tmp_path, [small([SOLVED])])
    walk.say("answer", "phone/solved", "no")
    walk.say("note", "phone/solved", "Seen at the desk.")
    walk.photo("phone/solved", colour="teal")
    walk.photo("phone/solved", colour="olive")
    walk.say("finish")
    points = (CoursePoint("18 May 2026", 66.7, "66.7"), CoursePoint("18 Nov 2026", 50.0, "50.0"))
    course = AuditCourse("The last audits", points, 90.0, "target 90", "", "")
    content = replace(build_content(walk.record, blobs=walk.blobs), course=course)
    pdf = PdfReader(io.BytesIO(draw(content)))
    said = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert content.site in said and "Seen at the desk." in said and "Was the matter solved?" in said
    assert "The last audits" in said and "66.7" in said
    assert len({image.data for page in pdf.pages for image in page.images}) == 2
    assert pdf.attachments["audit.json"] == [content.integrity.attachment]
