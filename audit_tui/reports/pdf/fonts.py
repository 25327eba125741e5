"""The report's own fonts, and the one gate through which every text goes into the PDF.

Nothing here looks at the fonts of the machine: the same audit gives the same bytes everywhere.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import paragraph

from audit_tui.reports.pdf.archive import mend
from audit_tui.reports.pdf.han_lines import fragments_split, word_split

REGULAR, SEMIBOLD, BOLD = "Inter-Regular", "Inter-SemiBold", "Inter-Bold"
WORD_LIMIT = 60

_FILES = {
    False: {name: name for name in (REGULAR, SEMIBOLD, BOLD)},
    True: {REGULAR: "InterHan-Regular", SEMIBOLD: "InterHan-Bold", BOLD: "InterHan-Bold"},
}
"""Whether a report holds Han characters -> the file of each weight. The Han files are 2.2 MB each and hold all
that the plain ones do, so a report in other scripts neither reads nor embeds them."""

# Streams as plain bytes: smaller and faster than the ASCII forms that reportlab writes by default.
rl_config.useA85 = 0
rl_config.ttfAsciiReadable = 0

_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_HOLDS_HAN = re.compile(f"[{_HAN}]")
# A no-break space joins words, so it counts as part of one here; between Han characters a line may break anyhow.
_LONG_WORD = re.compile(rf"([^ \n{_HAN}]{{{WORD_LIMIT}}})(?=[^ \n{_HAN}])")
_INVISIBLE = re.compile("[\u00ad\u200b]")
_BLANKS = re.compile("[ \t\r\f\v\u2000-\u2006\u2008-\u200a\u205f\u3000]+")
_BEFORE_PERCENT = re.compile("(?<=[0-9]) (?=%)")
_FIRM_BLANKS = re.compile("[\u2007\u202f]")


_WITH_HAN: ContextVar[bool] = ContextVar("with_han", default=False)
# reportlab knows fonts by name for the whole process, so reports are set one at a time.
_SETTING = threading.RLock()


@cache
def register() -> None:
    """Make the three weights known to reportlab, once a process; must run before any style is used."""
    mend()
    paragraph.wordSplit, paragraph.cjkFragSplit = word_split, fragments_split
    _use(han=False)


@contextmanager
def typeface(content: object) -> Iterator[None]:
    """Set what is drawn inside in the fonts that `content` asks for: those with Han where any text of it has some.

    Chosen by the content alone, so that the same content gives the same bytes whatever was drawn before it.
    """
    register()
    han = any(map(holds_han, _texts(content)))
    with _SETTING:
        token = _WITH_HAN.set(han)
        _use(han=han)
        try:
            yield
        finally:
            _WITH_HAN.reset(token)
            _use(han=_WITH_HAN.get())


def holds_han(text: str) -> bool:
    """Whether `text` has a Han character, a CJK stop or a full-width form: its lines may break between any two."""
    return bool(_HOLDS_HAN.search(text))


def _texts(value: object) -> Iterator[str]:
    """Every text in a tree of dataclasses, mappings and sequences."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(key)
            yield from _texts(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _texts(one)


def _use(*, han: bool) -> None:
    for name in (REGULAR, SEMIBOLD, BOLD):
        font = _font(_FILES[han][name])
        pdfmetrics.registerFont(font)
        # reportlab keeps what a name was first given; only so does it get another font.
        pdfmetrics._fonts[name] = font
    # Naming a font makes it its own bold and italic, so the families are told anew each time.
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=SEMIBOLD, italic=REGULAR, boldItalic=SEMIBOLD)
    pdfmetrics.registerFontFamily(SEMIBOLD, normal=SEMIBOLD, bold=BOLD, italic=SEMIBOLD, boldItalic=BOLD)


@cache
def _font(file: str) -> Any:
    with as_file(files("audit_tui.reports.pdf") / "fonts" / f"{file}.ttf") as path:
        return TTFont(file, str(path))


@cache
def _missing(han: bool) -> re.Pattern[str]:
    """Matches every character that the fonts cannot print (newline counts as printable)."""
    register()
    face = _font(_FILES[han][REGULAR]).face
    have = sorted(code for code in face.charToGlyph if code >= 0x20)
    return re.compile("[^\n" + "".join(re.escape(chr(code)) for code in have) + "]")


def printable(text: str) -> str:
    """`text` as the font can print it: NFC, unknown characters as `[U+1F600]`, no word over 60 characters.

    A sealed note must always be reportable, so nothing a person wrote is dropped except soft hyphens and
    zero-width spaces, which have no look. Linear in the length of the text.
    """
    kept = _missing(_WITH_HAN.get()).sub(lambda match: f"[U+{ord(match[0]):04X}]", _plain(text))
    return _LONG_WORD.sub(r"\1 ", kept)


def unprintable(content: object) -> list[str]:
    """The characters in the texts of `content` that print as their codes, in the order of their codes."""
    register()
    texts = list(_texts(content))
    missing = _missing(any(map(holds_han, texts)))
    return sorted({one for text in texts for one in missing.findall(_plain(text))})


def _plain(text: str) -> str:
    """`text` in NFC, its blanks and no-break blanks of one kind, a percent sign held by its number, without what
    has no look."""
    kept = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    kept = _FIRM_BLANKS.sub("\u00a0", _BLANKS.sub(" ", kept))
    return _BEFORE_PERCENT.sub("\u00a0", kept)


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
