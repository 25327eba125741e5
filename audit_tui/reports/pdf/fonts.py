"""The report's own fonts, and the one gate through which every text goes into the PDF.

Nothing here looks at the fonts of the machine: the same audit gives the same bytes everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import as_file, files
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from audit_tui.reports.pdf.archive import mend

REGULAR, SEMIBOLD, BOLD = "Inter-Regular", "Inter-SemiBold", "Inter-Bold"
WORD_LIMIT = 60

# Streams as plain bytes: smaller and faster than the ASCII forms that reportlab writes by default.
rl_config.useA85 = 0
rl_config.ttfAsciiReadable = 0

# A no-break space joins words, so it counts as part of one here.
_LONG_WORD = re.compile(rf"([^ \n]{{{WORD_LIMIT}}})(?=[^ \n])")
_INVISIBLE = re.compile("[\u00ad\u200b]")
_BLANKS = re.compile("[ \t\r\f\v\u2000-\u2006\u2008-\u200a\u205f\u3000]+")
_FIRM_BLANKS = re.compile("[\u2007\u202f]")


@cache
def register() -> None:
    """Make the three weights known to reportlab, once a process; must run before any style is used."""
    mend()
    folder = files("audit_tui.reports.pdf") / "fonts"
    for name in (REGULAR, SEMIBOLD, BOLD):
        with as_file(folder / f"{name}.ttf") as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=SEMIBOLD, italic=REGULAR, boldItalic=SEMIBOLD)
    pdfmetrics.registerFontFamily(SEMIBOLD, normal=SEMIBOLD, bold=BOLD, italic=SEMIBOLD, boldItalic=BOLD)


@cache
def _missing() -> re.Pattern[str]:
    """Matches every character that the font cannot print (newline counts as printable)."""
    register()
    have = sorted(code for code in pdfmetrics.getFont(REGULAR).face.charToGlyph if code >= 0x20)
    return re.compile("[^\n" + "".join(re.escape(chr(code)) for code in have) + "]")


def printable(text: str) -> str:
    """`text` as the font can print it: NFC, unknown characters as `[U+1F600]`, no word over 60 characters.

    A sealed note must always be reportable, so nothing a person wrote is dropped except soft hyphens and
    zero-width spaces, which have no look. Linear in the length of the text.
    """
    kept = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    kept = _FIRM_BLANKS.sub("\u00a0", _BLANKS.sub(" ", kept))
    kept = _missing().sub(lambda match: f"[U+{ord(match[0]):04X}]", kept)
    return _LONG_WORD.sub(r"\1 ", kept)


def unprintable(text: str) -> bool:
    """Whether `printable` would have to write some character of `text` as its code."""
    return bool(_missing().search(_FIRM_BLANKS.sub(" ", _BLANKS.sub(" ", _INVISIBLE.sub("", text)))))


def markup(text: str) -> str:
    """`text` as the content of a Paragraph: printable, escaped, its newlines kept."""
    return escape(printable(text).strip("\n")).replace("\n", "<br/>")


def line(text: str) -> str:
    """`text` on one line, for drawing as a plain string."""
    return printable(text.replace("\n", " "))


def width_of(text: str, font: str, size: float) -> float:
    """Width in points of `text` set in `font` at `size`."""
    return float(pdfmetrics.stringWidth(text, font, size))


def fit(text: str, font: str, size: float, width: float) -> str:
    """`text` on one line in at most `width` points, its end replaced by an ellipsis where it is longer."""
    text = line(text)[:400]
    if width_of(text, font, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + "…", font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
