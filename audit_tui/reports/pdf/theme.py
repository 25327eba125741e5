"""The report's look in one place: paper, colours, type and paragraph styles. It draws nothing.

Colours of text stand at least 4.5 : 1 on white; a status is always a shape and a word besides its colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, A5, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from audit_tui.reports.content import Status
from audit_tui.reports.pdf.fonts import BOLD, REGULAR, SEMIBOLD
from audit_tui.settings import LEAST_CONTRAST, contrast_of

PAPERS: dict[str, tuple[float, float]] = {"A4": A4, "Letter": LETTER, "A5": A5}
SIDE, TOP, BOTTOM = 18 * mm, 24 * mm, 20 * mm
HEADER_RULE, FOOTER_RULE = 18 * mm, 14 * mm
GUTTER, GAP = 16.0, 12.0
BAR_WIDTH, BAR_HEIGHT = 62 * mm, 7.0
HAIR, LINE = 0.4, 0.9
ROUND = 6.0

INK, INK2, INK3 = HexColor("#16202B"), HexColor("#4A5765"), HexColor("#66727F")
RULE, PANEL, TRACK = HexColor("#D5DBE1"), HexColor("#F4F6F8"), HexColor("#E9EDF1")
BRAND, TINT, WHITE = HexColor("#14365C"), HexColor("#E8EEF5"), HexColor("#FFFFFF")


@dataclass(frozen=True, slots=True)
class Tone:
    """The three colours of a status."""

    fill: Any
    text: Any
    tint: Any


TONES: dict[Status, Tone] = {
    "pass": Tone(HexColor("#136F69"), HexColor("#0F6660"), HexColor("#E5F1F0")),
    "minor": Tone(HexColor("#E0A100"), HexColor("#8A5A00"), HexColor("#FCF3DC")),
    "major": Tone(HexColor("#D9541E"), HexColor("#B23A0E"), HexColor("#FBE9E1")),
    "critical": Tone(HexColor("#8C1C13"), HexColor("#8C1C13"), HexColor("#F5E3E1")),
    "na": Tone(HexColor("#93A0AD"), HexColor("#4A5765"), HexColor("#EEF1F4")),
}


def _style(name: str, size: float, leading: float, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    # The bullet font is named too: reportlab's default would bring Helvetica into the file.
    settings: dict[str, Any] = {
        "bulletFontName": REGULAR,
        "textColor": INK,
        "allowWidows": 0,
        "allowOrphans": 0,
    }
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, **(settings | more))


TITLE = _style("title", 22, 27, SEMIBOLD)
H1 = _style("h1", 22, 27, SEMIBOLD, spaceBefore=30, spaceAfter=3)
H2 = _style("h2", 12.5, 17, SEMIBOLD, textColor=BRAND, spaceBefore=16, spaceAfter=4)
H3 = _style("h3", 10, 14, SEMIBOLD, spaceBefore=8, spaceAfter=3)
SUB = _style("sub", 11, 15, textColor=INK2)
OVERLINE = _style("overline", 7.2, 10, SEMIBOLD, textColor=INK2)
LEAD = _style("lead", 11, 16)
LEAD_LONG = _style("lead long", 9.8, 13.8)
INTRO = _style("intro", 8, 11.5, textColor=INK2, spaceAfter=8)
BODY = _style("body", 9, 13)
BODY_STRONG = _style("body strong", 9, 13, SEMIBOLD)
TABLE = _style("table", 8.4, 11.8)
TABLE_STRONG = _style("table strong", 8.4, 11.8, SEMIBOLD)
TABLE_CODE = _style("table code", 8.0, 11.8, textColor=INK2)
SMALL = _style("small", 8, 11.5, textColor=INK2)
ASIDE = _style("aside", 7.2, 10.4, textColor=INK2)
REMARK = _style("remark", 7.2, 10.4, SEMIBOLD, textColor=INK2)
CAPTION = _style("caption", 7.2, 9.8, textColor=INK2)
LABEL = _style("label", 7.2, 10, SEMIBOLD, textColor=INK2)
HEAD = _style("table head", 7.2, 10, SEMIBOLD, textColor=INK2)
GROUP = _style("group", 8.8, 12, SEMIBOLD, textColor=BRAND)
VALUE = _style("value", 8.4, 11.8, SEMIBOLD)
POINTER = _style("pointer", 9, 13, SEMIBOLD, textColor=BRAND)
MONO = _style("hash", 8.4, 11.5, SEMIBOLD)
BRANDED = (H2, GROUP, POINTER)
NUMBER_SIZE, NUMBER_FONT = 8.4, REGULAR
KPI_SIZE, KPI_FONT = 19.0, BOLD

_ACCENT: ContextVar[Any] = ContextVar("accent", default=BRAND)


@contextmanager
def accent(colour: str) -> Iterator[None]:
    """Draw with the organisation's own colour (`#RRGGBB`, or empty for the shipped one) in place of BRAND."""
    token = _ACCENT.set(_readable(HexColor(colour)) if colour else BRAND)
    try:
        yield
    finally:
        _ACCENT.reset(token)


def brand() -> Any:
    """The accent colour of the report that is being drawn."""
    return _ACCENT.get()


def dressed(style: ParagraphStyle) -> ParagraphStyle:
    """`style`, in the accent colour where it is one of the styles that carry it."""
    return _in_colour(style, brand()) if style in BRANDED else style


@cache
def right(style: ParagraphStyle) -> ParagraphStyle:
    """`style`, set to the right: for figures in columns."""
    return ParagraphStyle(f"{style.name} right", parent=style, alignment=2)


@cache
def between_characters(style: ParagraphStyle) -> ParagraphStyle:
    """`style`, its lines broken between any two Han characters, as Chinese is set."""
    return ParagraphStyle(f"{style.name} han", parent=style, wordWrap="CJK")


@cache
def _in_colour(style: ParagraphStyle, colour: Any) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name} {colour.hexval()}", parent=style, textColor=colour)


def _readable(colour: Any) -> Any:
    """`colour`, darkened until text in it stands at least 4.5 : 1 on white (WCAG 2.2, 1.4.3)."""
    red, green, blue = colour.red, colour.green, colour.blue
    while contrast_of(red, green, blue) < LEAST_CONTRAST:
        red, green, blue = red * 0.95, green * 0.95, blue * 0.95
    return Color(red, green, blue)
