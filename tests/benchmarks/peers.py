"""The same report as two other libraries draw it: fpdf2 and WeasyPrint. Plain, without the looks of our own pages.

Every text, table row, bar, photo and the QR code of a `ReportContent` goes into their pages, in the same fonts. fpdf2
writes no structure tree and no archive form; WeasyPrint is asked for PDF/UA-1. Only for tests/benchmarks/reports.py.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from audit_tui.reports.content import Photo, ReportContent
from audit_tui.reports.pdf.photos import reduced

FONTS = Path(str(files("audit_tui.reports.pdf") / "fonts"))
PIXELS, ACROSS = 304, 38.6
"""How large our own report draws each of six photos of a finding: pixels, and millimetres at 200 to the inch."""


@dataclass(frozen=True)
class Part:
    """A heading, a paragraph, a table, a bar, a chart of points or a photo, in the order of the report."""

    kind: str
    text: str = ""
    rows: Sequence[Sequence[str]] = ()
    share: float = 0.0
    points: Sequence[tuple[str, float, str]] = ()
    photo: Photo | None = None


def parts(content: ReportContent) -> Iterator[Part]:
    """Everything that the report says, in its order."""
    yield Part("h1", "Compliance report")
    yield Part("p", f"{content.overline} · {content.site} · {content.address}")
    yield Part("table", rows=[[fact.label, fact.value] for fact in content.facts])
    yield Part(
        "bar",
        f"{content.dial.figure}{content.dial.unit} {content.dial.verdict}",
        share=content.dial.value or 0,
    )
    yield Part("p", f"{content.verdict} {content.verdict_more}")
    yield Part("table", rows=[[f"{kpi.figure} {kpi.of}", kpi.label, kpi.note] for kpi in content.kpis])
    for row in content.scores:
        yield Part("bar", f"{row.title} {row.score} {row.met} {row.result}", share=row.value or 0)
    for pointer in content.act_first:
        yield Part("p", f"{pointer.finding} · {pointer.title}: {pointer.text}")
    for words in content.went_well:
        yield Part("p", words)
    yield Part("h1", "Compliance by standard")
    for group in content.standards:
        yield Part("h2", f"{group.title} {group.score}")
        yield Part(
            "table",
            rows=[
                [row.code, f"{row.requirement} {row.figure}", row.kind, row.result, row.points, row.finding]
                for row in group.rows
            ],
        )
    yield Part("h1", "Non-conformities and evidence")
    for finding in content.findings:
        yield Part("h2", f"{finding.number} {finding.title} ({finding.severity_word})")
        for said in (
            finding.requirement,
            *finding.observed,
            *finding.notes,
            finding.effect,
            finding.owner or "",
        ):
            if said:
                yield Part("p", said)
        for photo in finding.photos:
            yield Part("photo", f"{photo.tag} {photo.caption} {photo.sha256[:12]}", photo=photo)
    yield Part("h1", "All answers")
    for answers in content.answers:
        yield Part("h2", f"{answers.title} {answers.score}")
        yield Part(
            "table",
            rows=[
                [row.code, row.question, f"{row.answer} {row.remark}", row.points, row.finding]
                for row in answers.rows
            ],
        )
    for photo in content.further_photos:
        yield Part("photo", f"{photo.tag} {photo.caption} {photo.sha256[:12]}", photo=photo)
    yield Part("h1", "Corrective action plan")
    yield Part(
        "table",
        rows=[
            [row.number, f"{row.title} {row.verification}", row.owner or "", row.due or ""]
            for row in content.actions
        ],
    )
    if content.course is not None:
        yield Part("h2", content.course.title)
        points = [(point.day, point.value, point.figure) for point in content.course.points]
        yield Part("chart", points=points, share=content.course.target or 0)
        yield Part("p", content.course.note)
    yield Part("h1", "Conclusion and sign-off")
    yield Part("p", content.conclusion)
    yield Part("table", rows=[[fact.label, fact.value] for fact in content.statements])
    yield Part("table", rows=[[row.letter, row.asks, row.where] for row in content.matrix])
    yield Part("qr", content.integrity.head)


def _codes(text: str) -> list[tuple[int, int]]:
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    return [(row, column) for row in range(count) for column in range(count) if code.isDark(row, column)]


def with_fpdf2(content: ReportContent) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    for style, name in (("", "Inter-Regular"), ("B", "Inter-SemiBold")):
        pdf.add_font("Inter", style, str(FONTS / f"{name}.ttf"))
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.set_margins(18, 24, 18)
    pdf.add_page()
    for part in parts(content):
        match part.kind:
            case "h1" | "h2":
                pdf.set_font("Inter", "B", 16 if part.kind == "h1" else 11)
                pdf.multi_cell(0, 8, part.text, new_x="LMARGIN", new_y="NEXT")
            case "p":
                pdf.set_font("Inter", "", 9)
                pdf.multi_cell(0, 4.6, part.text, new_x="LMARGIN", new_y="NEXT")
            case "bar":
                pdf.set_font("Inter", "", 9)
                pdf.rect(pdf.l_margin, pdf.y + 1, 62 * part.share / 100, 3, style="F")
                pdf.set_x(pdf.l_margin + 66)
                pdf.cell(0, 5, part.text, new_x="LMARGIN", new_y="NEXT")
            case "table" if part.rows:
                pdf.set_font("Inter", "", 8.4)
                wide = [max(len(row[at]) for row in part.rows) + 4 for at in range(len(part.rows[0]))]
                with pdf.table(
                    col_widths=tuple(min(one, 60) for one in wide),
                    first_row_as_headings=False,
                    line_height=4.2,
                ) as table:
                    for row in part.rows:
                        line: Any = table.row()
                        for cell in row:
                            line.cell(cell)
            case "chart":
                pdf.set_font("Inter", "", 7)
                pdf.line(18, pdf.y + 50 - part.share / 2, 180, pdf.y + 50 - part.share / 2)
                spots = [
                    (20 + 40 * at, pdf.y + 50 - value / 2) for at, (_, value, _) in enumerate(part.points)
                ]
                pdf.polyline(spots)
                for (x, y), (day, _, figure) in zip(spots, part.points, strict=True):
                    pdf.circle(x, y, 1, style="DF")
                    pdf.text(x, y - 2, figure)
                    pdf.text(x, pdf.y + 54, day)
                pdf.set_y(pdf.y + 56)
            case "photo" if part.photo is not None:
                picture = reduced(part.photo.original, PIXELS)
                if picture is not None:
                    pdf.image(io.BytesIO(picture[0]), w=ACROSS)
                pdf.set_font("Inter", "", 7)
                pdf.multi_cell(0, 4, part.text, new_x="LMARGIN", new_y="NEXT")
            case "qr":
                for down, right in _codes(part.text):
                    pdf.rect(18 + right * 0.7, pdf.y + down * 0.7, 0.7, 0.7, style="F")
    pdf.embed_file(bytes=content.integrity.attachment, basename="audit.json")
    return bytes(pdf.output())


_STYLE = """
@page { size: A4; margin: 24mm 18mm 20mm; @bottom-right { content: "Page " counter(page) " of " counter(pages) } }
@font-face { font-family: Inter; src: url(Inter-Regular.ttf) }
@font-face { font-family: Inter; font-weight: bold; src: url(Inter-SemiBold.ttf) }
body { font: 9pt/13pt Inter } h1 { font-size: 16pt } h2 { font-size: 11pt }
table { border-collapse: collapse; width: 100%; font-size: 8.4pt } td { border-bottom: 0.4pt solid #ccc; padding: 3pt }
.bar { display: inline-block; height: 7pt; background: #136F69 }
"""


def with_weasyprint(content: ReportContent) -> bytes:
    from weasyprint import HTML, Attachment

    body = []
    for part in parts(content):
        words = html.escape(part.text)
        match part.kind:
            case "h1" | "h2" | "p":
                body.append(f"<{part.kind}>{words}</{part.kind}>")
            case "bar":
                body.append(
                    f'<p><span class="bar" style="width: {part.share * 0.62:.1f}mm"></span> {words}</p>'
                )
            case "table":
                rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part.rows)
                body.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
            case "chart":
                spots = [(20 + 40 * at, 50 - value / 2) for at, (_, value, _) in enumerate(part.points)]
                line = " ".join(f"{x},{y}" for x, y in spots)
                marks = "".join(
                    f'<circle cx="{x}" cy="{y}" r="1"/><text x="{x}" y="{y - 2}">{figure}</text>'
                    f'<text x="{x}" y="54">{day}</text>'
                    for (x, y), (day, _, figure) in zip(spots, part.points, strict=True)
                )
                body.append(
                    '<svg width="174mm" height="56mm" viewBox="0 0 174 56" font-size="2.5">'
                    f'<path d="M18 {50 - part.share / 2}H180" stroke="#136F69"/>'
                    f'<polyline points="{line}" fill="none" stroke="#14365C"/>{marks}</svg>'
                )
            case "photo" if part.photo is not None:
                picture = reduced(part.photo.original, PIXELS)
                if picture is not None:
                    data = base64.b64encode(picture[0]).decode()
                    body.append(f'<img alt="{words}" src="data:image/jpeg;base64,{data}">')
                body.append(f"<p>{words}</p>")
            case "qr":
                dark = "".join(f"M{column} {row}h1v1h-1z" for row, column in _codes(part.text))
                body.append(f'<svg width="84pt" height="84pt" viewBox="0 0 60 60"><path d="{dark}"/></svg>')
    page = (
        f'<html lang="{content.language}"><head><title>Report</title>'
        f"<style>{_STYLE} img {{ width: {ACROSS}mm }}</style></head>"
        f"<body>{''.join(body)}</body></html>"
    )
    record = Attachment(string=content.integrity.attachment.decode(), name="audit.json")
    written = HTML(string=page, base_url=f"{FONTS}/").write_pdf(attachments=[record], pdf_variant="pdf/ua-1")
    return bytes(written or b"")
