"""Forges reports: changes what really stands on a page, with the glyphs of the page's own fonts."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from audit_tui.reports.printed.glyphs import _Font

Change = Callable[[str], str]


class Forger:
    """One report that is being changed."""

    def __init__(self, pdf: bytes) -> None:
        self.writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.writer.write(out)
        return out.getvalue()

    def rewrite(self, old: str, new: str, *, page: int | None = None, times: int = 0) -> int:
        """Put `new` where a string on a page (all of them, or one from 1) holds `old`; how often it did."""
        done = 0
        for number, sheet in enumerate(self.writer.pages, 1):
            if page is not None and number != page:
                continue
            fonts = {
                name: _Font.read(font.get_object())
                for name, font in sheet["/Resources"]["/Font"].items()  # type: ignore[index]
            }
            stream = ContentStream(sheet.get_contents(), self.writer)
            font: _Font | None = None
            changed = False
            for operands, operator in stream.operations:
                if operator == b"Tf":
                    font = fonts[operands[0]]
                elif operator == b"Tj" and font is not None and not (times and done >= times):
                    words = font.text(operands[0].original_bytes)
                    if old in words:
                        codes = {sign: code for code, sign in font.characters.items()}
                        forged = words.replace(old, new)
                        missing = set(forged) - set(codes)
                        assert not missing, f"the font has no {missing}"
                        operands[0] = ByteStringObject(bytes(codes[sign] for sign in forged))
                        done, changed = done + 1, True
            if changed:
                sheet[NameObject("/Contents")] = stream
        assert done, f"{old!r} stands on no page"
        return done

    def overlay(self, page: int, operators: bytes) -> None:
        """Paint further operators behind those of `page`."""
        sheet = self.writer.pages[page - 1]
        stream = ContentStream(sheet.get_contents(), self.writer)
        more = DecodedStreamObject()
        more.set_data(stream.get_data() + b"\n" + operators)
        sheet[NameObject("/Contents")] = self.writer._add_object(more)

    def comment(self, page: int) -> None:
        """A text box of a PDF editor over the page."""
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/FreeText"),
                NameObject("/Rect"): ArrayObject(map(FloatObject, (100, 700, 200, 720))),
                NameObject("/Contents"): TextStringObject("91 %"),
                NameObject("/DA"): TextStringObject("/Helv 12 Tf"),
            }
        )
        sheet: Any = self.writer.pages[page - 1]
        sheet.setdefault(NameObject("/Annots"), ArrayObject()).get_object().append(
            self.writer._add_object(note)
        )

    def drop_page(self, page: int) -> None:
        del self.writer.pages[page - 1]

    def drop_structure(self) -> None:
        """As the reports of early versions are: no structure tree."""
        del self.writer._root_object["/StructTreeRoot"]

    def drop_attachment(self) -> None:
        for key in ("/Names", "/AF"):
            del self.writer._root_object[key]

    def say(self, keywords: str) -> None:
        """Change what the file says of its version and variant."""
        self.writer.add_metadata({"/Keywords": keywords})


def row_out_of_tree(forger: Forger, words: str) -> None:
    """Take the table row whose first cell says `words` out of tree and page: its letters and its element."""
    root = forger.writer._root_object["/StructTreeRoot"]
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, DictionaryObject) and "/K" in node:
            kids = node["/K"]
            if isinstance(kids, list):
                for kid in list(kids):
                    each = kid.get_object()
                    if isinstance(each, DictionaryObject) and each.get("/S") == "/TR":
                        marks = _marks(each)
                        if _says(forger, marks, words):
                            kids.remove(kid)
                            _blank(forger, marks)
                            return
            waiting.append(kids)
    raise AssertionError(words)


def _marks(node: DictionaryObject) -> list[tuple[int, int]]:
    """Object number of the page and number of the content, in order, for all that an element holds."""
    found: list[tuple[int, int]] = []
    kids = node["/K"]
    for kid in kids if isinstance(kids, list) else [kids]:
        each = kid.get_object()
        if "/MCID" in each:
            found.append((each.raw_get("/Pg").idnum, int(each["/MCID"])))
        elif "/S" in each:
            found += _marks(each)
    return found


def _says(forger: Forger, marks: list[tuple[int, int]], words: str) -> bool:
    from audit_tui.reports.printed.glyphs import glyphs_of

    if not marks:
        return False
    for number, sheet in enumerate(forger.writer.pages, 1):
        if sheet.indirect_reference is not None and sheet.indirect_reference.idnum == marks[0][0]:
            glyphs = glyphs_of(sheet, number, forger.writer)  # type: ignore[arg-type]
            return "".join(glyphs.marked.get(marks[0][1], ())).strip() == words
    return False


def _blank(forger: Forger, marks: list[tuple[int, int]]) -> None:
    for sheet in forger.writer.pages:
        assert sheet.indirect_reference is not None
        gone = {number for page, number in marks if page == sheet.indirect_reference.idnum}
        if not gone:
            continue
        stream = ContentStream(sheet.get_contents(), forger.writer)
        inside = False
        for operands, operator in stream.operations:
            if operator == b"BDC" and isinstance(operands[1], DictionaryObject) and "/MCID" in operands[1]:
                inside = int(operands[1]["/MCID"]) in gone
            elif operator == b"EMC":
                inside = False
            elif operator == b"Tj" and inside:
                operands[0] = ByteStringObject(b"")
        sheet[NameObject("/Contents")] = stream
