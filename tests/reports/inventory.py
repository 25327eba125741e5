"""Changes one thing after another that a report says: each string on each page, and each text that a reader hears."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from unittest import mock

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ByteStringObject, ContentStream, DictionaryObject, NameObject, TextStringObject

from audit_tui.reports.printed import pieces
from audit_tui.reports.printed.glyphs import PageGlyphs, _Font, glyphs_of
from audit_tui.reports.printed.pieces import Printed, printed_in

_NO_LOOK = "\u00ad\u200b"


class Inventory:
    """One report that is changed at one place at a time and read anew each time."""

    def __init__(self, pdf: bytes) -> None:
        self.writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
        self.trailer = {"/Root": self.writer._root_object}
        self.pages: list[Any] = list(self.writer.pages)
        self.metadata = self.writer.metadata
        self._kept: dict[int, PageGlyphs] = {}

    def strings(self, every: int = 1, first: int = 0) -> Iterator[tuple[int, str, Printed]]:
        """Page, words and the report read anew, for each `every`-th string with another letter in it."""
        count = 0
        for number, sheet in enumerate(self.pages, 1):
            fonts = {
                name: _Font.read(font.get_object()) for name, font in sheet["/Resources"]["/Font"].items()
            }
            before, stream = sheet["/Contents"], ContentStream(sheet.get_contents(), self.writer)
            operations, font = stream.operations, None
            sheet[NameObject("/Contents")] = stream
            for at, (operands, operator) in enumerate(operations):
                if operator == b"Tf":
                    font = fonts[operands[0]]
                assert operator not in {b"TJ", b"'", b'"'}, "a string that this does not change"
                if operator != b"Tj" or font is None:
                    continue
                forged = _other(font, operands[0].original_bytes)
                if forged is None:
                    continue
                count += 1
                if (count - 1) % every != first % every:
                    continue
                operations[at] = ([ByteStringObject(forged)], operator)
                stream._operations, stream._data = operations, b""  # type: ignore[attr-defined]
                yield number, font.text(operands[0].original_bytes), self._read(number)
                operations[at] = (operands, operator)
            sheet[NameObject("/Contents")] = before

    def told(self) -> Iterator[tuple[str, Printed]]:
        """What a figure is told in, and the report read anew with another word there."""
        waiting: list[Any] = [self.writer._root_object["/StructTreeRoot"]]
        while waiting:
            node = waiting.pop().get_object()
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, DictionaryObject):
                if "/Alt" in node:
                    said = str(node["/Alt"])
                    node[NameObject("/Alt")] = TextStringObject(f"{said} 99")
                    yield said, self._read(0)
                    node[NameObject("/Alt")] = TextStringObject(said)
                if "/K" in node:
                    waiting.append(node.raw_get("/K"))

    def _read(self, changed: int) -> Printed:
        """The report as it is read now; pages that were not changed are read once."""

        def kept(page: Any, number: int, reader: Any) -> PageGlyphs:
            if number == changed:
                return glyphs_of(page, number, reader)
            if number not in self._kept:
                self._kept[number] = glyphs_of(page, number, reader)
            return self._kept[number]

        with mock.patch.object(pieces, "glyphs_of", kept):
            return printed_in(self)  # type: ignore[arg-type]


def _other(font: _Font, codes: bytes) -> bytes | None:
    """The codes with another letter in place of the first that has a look; none where the font has no other."""
    words = font.text(codes)
    at = next((at for at, sign in enumerate(words) if sign.strip() and sign not in _NO_LOOK), None)
    if at is None:
        return None
    others = [
        (code, sign)
        for code, sign in font.characters.items()
        if sign.strip() and sign not in _NO_LOOK and sign.casefold() != words[at].casefold()
    ]
    if not others:
        return None
    code = next((code for code, sign in others if sign.isalnum()), others[0][0])
    return codes[:at] + bytes([code]) + codes[at + 1 :]
