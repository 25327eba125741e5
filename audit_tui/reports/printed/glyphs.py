"""What the operators of a page show: its letters by marked content, and how much else is painted on it.

The letters are those that the fonts of the page map to characters; words that the file merely claims
(`ActualText`) are not taken for them. It reads whatever it is given and never runs anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, StreamObject

MAX_DEPTH: Final = 8
"""Forms within forms that are followed."""
UNKNOWN: Final = "\ufffd"
PAINTED: Final = frozenset({b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"sh"})

_BLOCK = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
_PART = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")


@dataclass(slots=True)
class PageGlyphs:
    """What stands on a page."""

    number: int
    marked: dict[int, list[str]] = field(default_factory=dict)
    """Number of the marked content → the strings shown in it, in order."""
    artifacts: list[list[str]] = field(default_factory=list)
    """Of each artifact that shows any text its strings."""
    stray: list[str] = field(default_factory=list)
    """Strings that belong neither to the structure tree nor to an artifact."""
    painted: Counter[str] = field(default_factory=Counter)
    """How often a shape or a picture is painted, by what it belongs to: `content`, `artifact` or `stray`."""
    pictures: dict[int, list[StreamObject]] = field(default_factory=dict)
    """Number of the marked content → the pictures shown in it."""
    decoration: list[StreamObject] = field(default_factory=list)
    """Pictures that belong to the page, such as a logo."""
    notes: int = 0
    """Annotations that are not links."""


def glyphs_of(page: PageObject, number: int, reader: PdfReader) -> PageGlyphs:
    """What `page`, the page `number` from 1, shows."""
    found = PageGlyphs(number)
    contents = page.get_contents()
    if contents is not None:
        _Run(found, reader).stream(contents, _dictionary(page, "/Resources"), _Mark("stray", found.stray), 0)
    annotations = page.get("/Annots")
    for each in annotations.get_object() if annotations is not None else ():
        note = each.get_object()
        if not isinstance(note, DictionaryObject) or note.get("/Subtype") != "/Link" or "/AP" in note:
            found.notes += 1
    return found


@dataclass(frozen=True, slots=True)
class _Mark:
    """Marked content: what it is, and where its strings and pictures are kept."""

    kind: str
    """`content`, `artifact` or `stray`."""
    strings: list[str]
    pictures: list[StreamObject] = field(default_factory=list)


class _Run:
    """One walk over the operators of a page."""

    def __init__(self, found: PageGlyphs, reader: PdfReader) -> None:
        self.found, self.reader = found, reader
        self.fonts: dict[int, _Font] = {}

    def stream(self, stream: Any, resources: DictionaryObject, mark: _Mark, depth: int) -> None:
        """The operators of `stream`, which stands in `mark`."""
        found = self.found
        brackets = [mark]
        fonts = _dictionary(resources, "/Font")
        font: _Font | None = None
        for operands, operator in ContentStream(stream, self.reader).operations:
            mark = brackets[-1]
            if operator == b"Tf":
                font = self._font(fonts, operands[0])
            elif operator in {b"Tj", b"'"}:
                mark.strings.append(_shown(font, operands[0]))
            elif operator == b'"':
                mark.strings.append(_shown(font, operands[2]))
            elif operator == b"TJ":
                parts = [_shown(font, part) for part in operands[0] if not isinstance(part, int | float)]
                mark.strings.append("".join(parts))
            elif operator in {b"BDC", b"BMC"}:
                brackets.append(self._bracket(operator, operands, resources, mark))
            elif operator == b"EMC":
                if len(brackets) > 1:
                    brackets.pop()
            elif operator in PAINTED or operator == b"INLINE IMAGE":
                found.painted[mark.kind] += 1
            elif operator == b"Do":
                self._do(resources, operands[0], mark, depth)

    def _bracket(self, operator: bytes, operands: Any, resources: DictionaryObject, outer: _Mark) -> _Mark:
        if outer.kind != "stray":
            return outer  # only the outermost counts
        if operands[0] == "/Artifact":
            strings: list[str] = []
            self.found.artifacts.append(strings)
            return _Mark("artifact", strings, self.found.decoration)
        about = operands[1] if operator == b"BDC" else None
        if not isinstance(about, DictionaryObject) and about is not None:
            about = _dictionary(_dictionary(resources, "/Properties"), str(about))
        number = about.get("/MCID") if isinstance(about, DictionaryObject) else None
        if isinstance(number, int):
            strings = self.found.marked.setdefault(int(number), [])
            return _Mark("content", strings, self.found.pictures.setdefault(int(number), []))
        return outer

    def _do(self, resources: DictionaryObject, name: Any, mark: _Mark, depth: int) -> None:
        drawn = _dictionary(resources, "/XObject").get(name)
        drawn = drawn.get_object() if drawn is not None else None
        if isinstance(drawn, StreamObject) and drawn.get("/Subtype") == "/Form":
            if depth < MAX_DEPTH:
                self.stream(drawn, _dictionary(drawn, "/Resources"), mark, depth + 1)
            return
        self.found.painted[mark.kind] += 1
        if isinstance(drawn, StreamObject):
            mark.pictures.append(drawn)

    def _font(self, fonts: DictionaryObject, name: Any) -> _Font | None:
        font = fonts.get(name)
        font = font.get_object() if font is not None else None
        if not isinstance(font, DictionaryObject):
            return None
        if id(font) not in self.fonts:
            self.fonts[id(font)] = _Font.read(font)
        return self.fonts[id(font)]


@dataclass(frozen=True, slots=True)
class _Font:
    """From the codes of a font to characters. A font that maps none is read as Windows-1252."""

    width: int
    characters: Mapping[int, str]

    @classmethod
    def read(cls, font: DictionaryObject) -> _Font:
        unicode = font.get("/ToUnicode")
        unicode = unicode.get_object() if unicode is not None else None
        wide = 2 if font.get("/Subtype") == "/Type0" else 1
        if not isinstance(unicode, StreamObject):
            return cls(wide, {})
        characters: dict[int, str] = {}
        for kind, body in _BLOCK.findall(unicode.get_data()):
            parts = [(bytes.fromhex(code.decode()), sign) for code, sign in _PART.findall(body)]
            if kind == b"codespacerange":
                wide = max([len(code) for code, _ in parts] or [wide])
            elif kind == b"bfchar":
                for (code, _), (text, _) in zip(parts[0::2], parts[1::2], strict=False):
                    characters[int.from_bytes(code)] = _utf16(text)
            else:
                _ranges(parts, characters)
        return cls(wide, characters)

    def text(self, codes: bytes) -> str:
        if not self.characters:
            return codes.decode("cp1252", errors="replace") if self.width == 1 else UNKNOWN
        width = self.width
        numbers = (int.from_bytes(codes[at : at + width]) for at in range(0, len(codes), width))
        return "".join(self.characters.get(number, UNKNOWN) for number in numbers)


def _ranges(parts: list[tuple[bytes, bytes]], characters: dict[int, str]) -> None:
    at = 0
    while at + 2 < len(parts):
        low, high = int.from_bytes(parts[at][0]), int.from_bytes(parts[at + 1][0])
        high = min(high, low + 0xFFFF)
        if parts[at + 2][1] == b"[":
            at += 3
            while at < len(parts) and parts[at][1] != b"]":
                characters[low] = _utf16(parts[at][0])
                low, at = low + 1, at + 1
            at += 1
            continue
        first = parts[at + 2][0]
        for code in range(low, high + 1):
            last = int.from_bytes(first[-2:]) + code - low
            characters[code] = _utf16(first[:-2] + (last & 0xFFFF).to_bytes(2))
        at += 3


def _utf16(raw: bytes) -> str:
    return raw.decode("utf-16-be", errors="replace")


def _shown(font: _Font | None, string: Any) -> str:
    codes = getattr(string, "original_bytes", b"")
    return font.text(codes) if font is not None else UNKNOWN * len(codes)


def _dictionary(holder: Any, key: str) -> DictionaryObject:
    value = holder.get(key) if isinstance(holder, DictionaryObject) else None
    value = value.get_object() if value is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()
