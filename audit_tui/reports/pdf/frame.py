"""The page round the content: header, footer, marks, page numbers, outline, attachment and the file's dates.

It works round these manners of reportlab 5.1: `invariant` alone dates the file 2000-01-01; the document
template overwrites title and author; a MIME type's slash is not escaped in a PDF name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from audit_tui.reports.content import Around, Attachment
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.archive import conform
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, fit, line, width_of
from audit_tui.reports.pdf.packing import pack
from audit_tui.reports.pdf.photos import read_logo
from audit_tui.reports.pdf.tagging import TaggedCanvas
from audit_tui.reports.printed.key import written_key

WELL_FILLED = 0.4
LEAST_ABOVE = 0.5
"""Shares of a page: a last page with less is nearly empty, and so much stays on the page before it."""
LOGO_HEIGHT, LOGO_WIDTH = 14.0, 90.0
PRODUCER = "audit_tui / ReportLab"
Translate = Callable[[str], str]
Progress = Callable[[int, int], None]


class ReportCanvas(TaggedCanvas):
    """A canvas whose page numbers say "of how many": each page shows a form that is filled in at the end."""

    _code: list[str]
    page_words: Callable[[int, int], str]
    number_right: float
    places: dict[str, tuple[int, float]]
    """Where each place came to stand: page from 1, height in points above the foot of the page."""

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        if not self.wanted():
            return
        total = self._pageNumber - 1
        for page in range(1, total + 1):
            self.beginForm(page_form(page))
            self.setFont(REGULAR, 7.2)
            self.setFillColor(theme.INK2)
            self.drawRightString(self.number_right, theme.FOOTER_RULE - 11, self.page_words(page, total))
            self.endForm()
        self._code = []
        super().save()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the pages came out."""

    pages: int
    last_fill: float
    """Share of the last page that is used, 0 to 1."""
    fill_before: float
    """Share of the last page but one that is used."""
    room: float
    """Height of the text area in points."""
    places: dict[str, tuple[int, float]]

    def better_break(self, names: Sequence[str]) -> str:
        """Which of the places `names` should begin the last page, so that neither it nor the one before
        is mostly white; empty where the pages are well filled as they are.
        """
        best, best_fill = "", WELL_FILLED
        for name in names:
            page, top = self.places.get(name, (0, 0.0))
            above = 1 - (top - theme.BOTTOM) / self.room
            below = self.last_fill + 1 - above
            if (
                page == self.pages - 1
                and above >= LEAST_ABOVE
                and below <= 0.97
                and min(above, below) >= best_fill
            ):
                best, best_fill = name, min(above, below)
        return best if self.last_fill < WELL_FILLED else ""

    def pages_of(self, break_before: str = "") -> dict[str, int]:
        """The page of each place; where one of the last page but one is to begin a new page, as it is then."""
        pages = {name: page for name, (page, _top) in self.places.items()}
        if break_before in self.places:
            first, top = self.places[break_before]
            for name, (page, height) in self.places.items():
                if page == first and height <= top:
                    pages[name] = first + 1
        return pages


def page_form(page: int) -> str:
    """Name of the form that holds the page number of `page`."""
    return f"page-number-{page}"


def build_pdf(
    target: IO[bytes],
    around: Around,
    story: Sequence[Flowable],
    *,
    paper: str,
    title: str,
    translate: Translate,
    progress: Progress | None = None,
    wanted: Callable[[Outcome], bool] = lambda _outcome: True,
    short: tuple[int, float] = (0, 0.0),
) -> Outcome:
    """Write the report's pages, outline, attachment and facts about the file into `target`.

    `short`: a page that ends earlier, and by how many points.
    `wanted` is asked how the pages came out; where they are not wanted nothing is written.
    `progress` is told how much of how much is drawn; what it raises breaks the drawing off.
    """
    _ = translate
    places: dict[str, tuple[int, float]] = {}
    ends: list[float] = []
    width, height = theme.PAPERS[paper]

    def came_out() -> Outcome:
        room = height - theme.TOP - theme.BOTTOM
        fills = [1 - (end - theme.BOTTOM) / room for end in [0.0, *ends][-2:]]
        return Outcome(document.page, fills[-1], fills[0], room, places)

    def page_words(page: int, total: int) -> str:
        return _("Page {page} of {total}").format(page=page, total=total)

    def make_canvas(*args: Any, **options: Any) -> ReportCanvas:
        options |= {
            "lang": around.language,
            "initialFontName": REGULAR,
            "invariant": 1,
            "pageCompression": 1,
            "pdfVersion": (1, 7),
        }
        canvas = ReportCanvas(*args, **options)
        canvas.page_words = page_words
        canvas.places = places
        canvas.wanted = lambda: wanted(came_out())
        canvas.number_right = width - theme.SIDE
        canvas._doc._timeStamp = _FixedTime(around.dated)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showOutline()
        conform(canvas, language=around.language, dated=around.dated)
        pack(canvas._doc)
        carried = [each for each in (around.attachment, around.further) if each is not None]
        if carried:
            _attach(canvas, carried, around.dated)
        return canvas

    # Given to the template, because it writes them over whatever the canvas was told.
    document = BaseDocTemplate(
        target,
        pagesize=(width, height),
        title=title,
        author=around.organisation,
        subject=line(around.subject),
        creator="audit_tui",
        producer=PRODUCER,
        keywords=written_key(
            around.variant,
            attached=around.attachment is not None,
            appeal=around.appeal,
            foot=around.foot,
        ),
    )
    body = Frame(
        theme.SIDE,
        theme.BOTTOM,
        width - 2 * theme.SIDE,
        height - theme.TOP - theme.BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    logo = read_logo(around.logo) if around.logo is not None else None

    def furnish(canvas: Any, _document: Any) -> None:
        with canvas.artifact("Pagination"):
            canvas.saveState()
            _header(canvas, around, logo, width, height)
            _footer(canvas, around, width)
            canvas.restoreState()

    def end_early(_canvas: Any, document: Any) -> None:
        body._y1p = theme.BOTTOM + (short[1] if document.page == short[0] else 0.0)

    template = PageTemplate(id="page", frames=[body], onPage=furnish)
    template.beforeDrawPage = end_early
    template.afterDrawPage = lambda _canvas, _document: ends.append(body._y)
    document.addPageTemplates([template])
    if progress is not None:
        document.setProgressCallBack(_Told(progress))
    document.build(list(story), canvasmaker=make_canvas)
    return came_out()


class _Told:
    """Turns what reportlab tells of its progress into how much of how much."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._total = progress, 0

    def __call__(self, event: str, value: int) -> None:
        if event == "SIZE_EST":
            self._total = value
        elif event == "PROGRESS":
            self._progress(value, self._total)


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


def _footer(canvas: Any, around: Around, width: float) -> None:
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
    canvas.doForm(page_form(canvas.getPageNumber()))


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


def _attach(canvas: Any, carried: Sequence[Attachment], dated: datetime) -> None:
    """Embed the data, named in the catalog (AF) as the source of the report and its supplement (PDF 2.0, 14.13)."""
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
