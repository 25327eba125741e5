"""The page round the content: header, footer, marks, page numbers, outline, attachment and the file's dates.

It works round these manners of reportlab 5.1: `invariant` alone dates the file 2000-01-01; a MIME type's slash is
not escaped in a PDF name.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from audit_tui.reports.content import Around, Attachment
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.archive import conform
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, fit, line, width_of
from audit_tui.reports.pdf.layout import Layout
from audit_tui.reports.pdf.packing import pack
from audit_tui.reports.pdf.photos import read_logo
from audit_tui.reports.pdf.tagging import TaggedCanvas
from audit_tui.reports.pictures import Picture, pictures_json
from audit_tui.reports.printed.key import written_key

LOGO_HEIGHT, LOGO_WIDTH = 14.0, 90.0
PICTURES = "pictures.json"
PRODUCER = "audit_tui / ReportLab"
Translate = Callable[[str], str]
Progress = Callable[[int, int], None]


def told_of(progress: Progress | None) -> Callable[[], None]:
    """Tells `progress`, before anything is drawn, that nothing is; so that it can break off what goes before."""
    return lambda: progress(0, 1) if progress is not None else None


def draw_pdf(
    around: Around,
    layout: Layout,
    *,
    paper: str,
    title: str,
    translate: Translate,
    progress: Progress | None = None,
) -> bytes:
    """The PDF: the pages of `layout`, which was made for `paper`, outline, attachment and facts about the file.

    `progress` is told how many pages of how many are drawn; what it raises breaks the drawing off.
    """
    _ = translate
    out = io.BytesIO()
    width, height = theme.PAPERS[paper]
    canvas = TaggedCanvas(
        out,
        pagesize=(width, height),
        lang=around.language,
        initialFontName=REGULAR,
        invariant=1,
        pageCompression=1,
        pdfVersion=(1, 7),
    )
    canvas.setTitle(title)
    canvas.setAuthor(around.organisation)
    canvas.setSubject(line(around.subject))
    canvas.setCreator("audit_tui")
    canvas.setProducer(PRODUCER)
    canvas.setKeywords(
        written_key(
            around.variant,
            attached=around.attachment is not None,
            appeal=around.appeal,
            foot=around.foot,
            accent=around.accent,
        )
    )
    canvas._doc._timeStamp = _FixedTime(around.dated)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    conform(canvas, language=around.language, dated=around.dated)
    pack(canvas._doc)
    logo = read_logo(around.logo) if around.logo is not None else None
    for number, sheet in enumerate(layout.sheets, 1):
        page = _("Page {page} of {total}").format(page=number, total=layout.pages)
        with canvas.artifact("Pagination"):
            canvas.saveState()
            _header(canvas, around, logo, width, height)
            _footer(canvas, around, width, page)
            canvas.restoreState()
        for placed in sheet:
            placed.block.drawOn(canvas, placed.x, placed.y, _sW=placed.spare)
        canvas.showPage()
        if progress is not None:
            progress(number, layout.pages)
    _attach(canvas, _carried(around, canvas.pictures, _), around.dated)
    canvas.save()
    return out.getvalue()


def _header(canvas: Any, around: Around, logo: Any, width: float, height: float) -> None:
    rule = height - theme.HEADER_RULE
    x, baseline = theme.SIDE, rule + 10
    if logo is not None:
        across, down = logo.getSize()
        wide = min(LOGO_HEIGHT * across / down, LOGO_WIDTH)
        canvas.drawImage(
            logo, x, baseline - 4, wide, LOGO_HEIGHT, mask="auto", preserveAspectRatio=True, anchor="w"
        )
        x += wide + 6
    else:
        canvas.setFillColor(theme.brand())
        canvas.roundRect(x, baseline - 2, 9.5, 9.5, 2, stroke=0, fill=1)
        canvas.setStrokeColor(theme.WHITE)
        canvas.setLineWidth(1.3)
        canvas.setLineCap(1)
        canvas.lines(
            [(x + 2.6, baseline + 2.8, x + 4.2, baseline + 1), (x + 4.2, baseline + 1, x + 7, baseline + 4.8)]
        )
        x += 15
    canvas.setFillColor(theme.brand())
    canvas.setFont(SEMIBOLD, 8.4)
    room = width - 2 * theme.SIDE
    canvas.drawString(x, baseline, fit(around.organisation, SEMIBOLD, 8.4, room * 0.4))
    canvas.setFillColor(theme.INK2)
    canvas.setFont(REGULAR, 8)
    tail = "".join(f"  ·  {line(word)}" for word in around.tail)
    name = fit(around.name, REGULAR, 8, room * 0.55 - width_of(tail, REGULAR, 8))
    canvas.drawRightString(width - theme.SIDE, baseline, name + tail)
    canvas.setStrokeColor(theme.RULE)
    canvas.setLineWidth(theme.HAIR)
    canvas.line(theme.SIDE, rule, width - theme.SIDE, rule)
    if around.notice:
        _notice(canvas, around.notice, rule, width)


def _notice(canvas: Any, words: str, rule: float, width: float) -> None:
    """A line in words on a tint under the head: nothing is printed across the text."""
    tone, room = theme.TONES["minor"], width - 2 * theme.SIDE
    canvas.setFillColor(tone.tint)
    canvas.rect(theme.SIDE, rule - 12.6, room, 12.2, stroke=0, fill=1)
    canvas.setFillColor(tone.text)
    canvas.setFont(SEMIBOLD, 7.4)
    canvas.drawCentredString(width / 2, rule - 9.2, fit(words, SEMIBOLD, 7.4, room - 12))


def _footer(canvas: Any, around: Around, width: float, page: str) -> None:
    rule, baseline = theme.FOOTER_RULE, theme.FOOTER_RULE - 11
    canvas.setStrokeColor(theme.RULE)
    canvas.setLineWidth(theme.HAIR)
    canvas.line(theme.SIDE, rule, width - theme.SIDE, rule)
    canvas.setFillColor(theme.INK2)
    canvas.setFont(REGULAR, 7.2)
    canvas.drawString(theme.SIDE, baseline, fit(around.confidentiality, REGULAR, 7.2, width * 0.36))
    words = [(mark, width_of(mark, SEMIBOLD, 6.8) + 14) for mark in map(line, around.marks)]
    x = width / 2 - (sum(size for _, size in words) + 6 * (len(words) - 1)) / 2 + 14
    for mark, size in words:
        canvas.setFillColor(theme.TONES["minor"].tint)
        canvas.roundRect(x, baseline - 3.6, size, 12, 6, stroke=0, fill=1)
        canvas.setFillColor(theme.TONES["minor"].text)
        canvas.setFont(SEMIBOLD, 6.8)
        canvas.drawCentredString(x + size / 2, baseline, mark)
        x += size + 6
    canvas.setFillColor(theme.INK2)
    canvas.setFont(REGULAR, 7.2)
    canvas.drawRightString(width - theme.SIDE, baseline, page)


class _FixedTime:
    """Stands in for reportlab's time stamp: the moment that the file is dated with, in UTC."""

    def __init__(self, when: datetime) -> None:
        utc = when.astimezone(UTC)
        self.t = utc.timestamp()
        self.tzname = "UTC"
        self.lt = utc.timetuple()
        self.YMDhms = tuple(self.lt)[:6]
        self.dhh = self.dmm = 0

    @property
    def datetime(self) -> datetime:
        return datetime.fromtimestamp(self.t, UTC)

    @property
    def asctime(self) -> str:
        return self.datetime.ctime()


def _carried(around: Around, pictures: Sequence[Picture], translate: Translate) -> list[Attachment]:
    """What the file carries, first what it is drawn from."""
    if around.attachment is None:
        return []
    _ = translate
    printed = Attachment(
        PICTURES,
        pictures_json(pictures),
        _("The photos as they are printed, each with the hash of its original"),
    )
    return [around.attachment, *around.further, *([printed] if pictures else [])]


def _attach(canvas: Any, carried: Sequence[Attachment], dated: datetime) -> None:
    """Embed the data, named in the catalog (AF) as the source of the report and its supplement (PDF 2.0, 14.13)."""
    if not carried:
        return
    document = canvas._doc
    stamp = dated.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    names: list[Any] = []
    for number, attachment in enumerate(sorted(carried, key=lambda one: one.name)):
        mark, data = str(number or ""), attachment.data
        parameters = PDFDictionary(
            {
                "Size": len(data),
                "CheckSum": PDFString(hashlib.md5(data, usedforsecurity=False).digest(), enc="raw"),
                "ModDate": PDFString(stamp),
            }
        )
        file = PDFStream(
            dictionary=PDFDictionary(
                {"Type": PDFName("EmbeddedFile"), "Subtype": "/application#2Fjson", "Params": parameters}
            ),
            content=data,
            filters=[PDFZCompress],
        )
        document.Reference(file, f"AttachedData{mark}")
        there = PDFObjectReference(f"AttachedData{mark}")
        specification = PDFDictionary(
            {
                "Type": PDFName("Filespec"),
                "F": PDFString(attachment.name),
                "UF": PDFString(attachment.name),
                "Desc": PDFString(attachment.description),
                "AFRelationship": PDFName("Source" if attachment is carried[0] else "Supplement"),
                "EF": PDFDictionary({"F": there, "UF": there}),
            }
        )
        document.Reference(specification, f"AttachedFile{mark}")
        names += [PDFString(attachment.name), PDFObjectReference(f"AttachedFile{mark}")]
    catalog = document.Catalog
    catalog.AF = PDFArray(names[1::2])
    catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray(names)})})
