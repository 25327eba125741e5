"""Reads in which language a report says each of its words: for tests of what a screen reader is told."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

from audit_tui.reports.printed.glyphs import PageGlyphs, _Run, _shown


def tongues(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Language and words of everything that is said: what stands on the pages, and what figures are told in."""
    reader = PdfReader(io.BytesIO(pdf))
    catalog = reader.trailer["/Root"].get_object()
    base = str(catalog["/Lang"])  # type: ignore[index]
    marked: dict[tuple[int, int], str] = {}
    told: list[tuple[str, str]] = []
    _elements(catalog["/StructTreeRoot"].get_object(), base, 0, marked, told)  # type: ignore[index]
    yield from told
    for page in reader.pages:
        reference = page.indirect_reference
        assert reference is not None
        yield from _page(page, reference.idnum, reader, base, marked)


def _elements(
    node: Any, lang: str, page: int, marked: dict[tuple[int, int], str], told: list[tuple[str, str]]
) -> None:
    lang = str(node.get("/Lang", lang))
    page = node.raw_get("/Pg").idnum if "/Pg" in node else page
    if "/Alt" in node:
        told.append((lang, str(node["/Alt"])))
    kids = node.get("/K")
    kids = kids.get_object() if kids is not None else []
    for kid in kids if isinstance(kids, list) else [kids]:
        each = kid.get_object()
        if isinstance(each, int):
            marked[page, int(each)] = lang
        elif isinstance(each, DictionaryObject) and "/MCID" in each:
            marked[each.raw_get("/Pg").idnum if "/Pg" in each else page, int(each["/MCID"])] = lang
        elif isinstance(each, DictionaryObject) and "/S" in each:
            _elements(each, lang, page, marked, told)


def _page(
    page: Any, number: int, reader: PdfReader, base: str, marked: Mapping[tuple[int, int], str]
) -> Iterator[tuple[str, str]]:
    run = _Run(PageGlyphs(number), reader)
    fonts = page["/Resources"]["/Font"]
    font: Any = None
    stack, said = [base], ""
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            font = run._font(fonts, operands[0])
        elif operator == b"Tj":
            said += _shown(font, operands[0]) + " "
        elif operator in {b"BDC", b"BMC", b"EMC"}:
            if said:
                yield stack[-1], said
            said = ""
            if operator == b"EMC":
                stack.pop()
                continue
            about = operands[1] if operator == b"BDC" else {}
            lang = stack[-1]
            if isinstance(about, DictionaryObject):
                if "/MCID" in about:
                    lang = marked.get((number, int(about["/MCID"])), lang)
                lang = str(about.get("/Lang", lang))
            stack.append(lang)
