"""The words of a report in reading order: paragraphs, headings, figures and rows of tables, with their page.

They are taken from the structure tree, each with the letters that really stand on the page for it. What stands on
a page beside the tree (headers, footers, anything painted over) is handed back apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from audit_tui.reports.printed.glyphs import PageGlyphs, glyphs_of

MAX_PAGES: Final = 5_000
MAX_ELEMENTS: Final = 500_000
MAX_DEPTH: Final = 40
WORDS: Final = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6", "Span", "Link", "Figure", "Lbl"})

_NOTHING = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def folded(text: str) -> str:
    """`text` without what has no look: soft hyphens away, white space to one blank."""
    return " ".join(_NOTHING.sub("", text).split())


def squeezed(text: str) -> str:
    """`text` without any white space: where a line or a hash was broken does not matter."""
    return "".join(_NOTHING.sub("", text).split())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `head` are the words over its column."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a heading, a figure or a row of a table (`TR`)."""

    tag: str
    page: int
    text: str
    alt: str
    """The words that a figure is told in, and any others that the file gives for what is shown."""
    under: str
    """The heading it stands under."""
    cells: tuple[Cell, ...] = ()
    pictures: tuple[StreamObject, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What must be the same: the words, however they are broken into lines."""
        return (self.tag, squeezed(self.text), squeezed(self.alt), *(squeezed(c.text) for c in self.cells))


@dataclass(slots=True)
class Printed:
    """A report as it is printed."""

    pages: int
    language: str
    keywords: str
    author: str
    creator: str
    size: tuple[float, float]
    """Width and height of the first page in points."""
    tagged: bool = True
    pieces: list[Piece] = field(default_factory=list)
    beside: list[tuple[int, str]] = field(default_factory=list)
    """Page and words of each artifact with words in it: headers, footers, heads that come again."""
    stray: list[tuple[int, str]] = field(default_factory=list)
    """Page and words that are neither in the tree nor an artifact."""
    notes: list[tuple[int, int]] = field(default_factory=list)
    """Pages with annotations that are not links, and how many."""
    painted: dict[int, dict[str, int]] = field(default_factory=dict)
    logo: StreamObject | None = None
    """The picture in the head of the first page."""


def printed_in(reader: PdfReader) -> Printed:
    """What is printed in the report that `reader` reads; raises whatever pypdf does for what is damaged."""
    catalog = reader.trailer["/Root"].get_object()
    pages = list(reader.pages[:MAX_PAGES])
    metadata: Mapping[str, Any] = reader.metadata or {}
    box = pages[0].mediabox if pages else None
    printed = Printed(
        pages=len(pages),
        language=str(catalog.get("/Lang", "")),  # type: ignore[union-attr]
        keywords=str(metadata.get("/Keywords", "")),
        author=str(metadata.get("/Author", "")),
        creator=str(metadata.get("/Creator", "")),
        size=(float(box.width), float(box.height)) if box is not None else (0.0, 0.0),
    )
    glyphs: dict[int, PageGlyphs] = {}
    for number, page in enumerate(pages, 1):
        found = glyphs_of(page, number, reader)
        reference = page.indirect_reference
        glyphs[reference.idnum if reference is not None else -number] = found
        printed.beside += [(number, folded(" ".join(each))) for each in found.artifacts if any(each)]
        if squeezed("".join(found.stray)):
            printed.stray.append((number, folded(" ".join(found.stray))))
        if found.notes:
            printed.notes.append((number, found.notes))
        printed.painted[number] = dict(found.painted)
        if number == 1 and found.decoration:
            printed.logo = found.decoration[0]
    root = catalog.get("/StructTreeRoot")  # type: ignore[union-attr]
    root = root.get_object() if root is not None else None
    if not isinstance(root, DictionaryObject):
        printed.tagged = False
        return printed
    tree = _Tree(glyphs)
    tree.walk(root, "Document", 0, 0)
    printed.pieces = tree.pieces
    for shown in glyphs.values():
        left = [words for mark, words in shown.marked.items() if (shown.number, mark) not in tree.used]
        words = folded(" ".join(" ".join(each) for each in left))
        if words:
            printed.stray.append((shown.number, words))
    return printed


class _Tree:
    """One walk over a structure tree."""

    def __init__(self, glyphs: dict[int, PageGlyphs]) -> None:
        self.glyphs = glyphs
        self.pieces: list[Piece] = []
        self.used: set[tuple[int, int]] = set()
        self._elements = 0
        self._heading = ""
        self._page = 1
        self._pictures: list[StreamObject] = []

    def walk(self, node: DictionaryObject, tag: str, page: int, depth: int) -> None:
        """Take the pieces out of the element `node`; `page` is the object number of the page it names."""
        for kid, kid_tag, kid_page in self._kids(node, page, depth):
            if kid_tag == "Table":
                self._table(kid, kid_page, depth + 1)
            elif kid_tag in WORDS:
                self._words(kid, kid_tag, kid_page, depth + 1)
            elif kid_tag:
                self.walk(kid, kid_tag, kid_page, depth + 1)
        # Words that a group holds itself.
        text = self._own(node, page)
        if text:
            self._piece(tag, text, "")

    def _kids(
        self, node: DictionaryObject, page: int, depth: int
    ) -> Iterator[tuple[DictionaryObject, str, int]]:
        if depth > MAX_DEPTH:
            raise ValueError("a structure tree too deep")
        for kid in _listed(node):
            each = kid.get_object()
            if isinstance(each, DictionaryObject) and "/S" in each:
                self._elements += 1
                if self._elements > MAX_ELEMENTS:
                    raise ValueError("a structure tree too large")
                yield each, str(each["/S"])[1:], _page_of(each) or page

    def _own(self, node: DictionaryObject, page: int) -> str:
        """What stands on pages as content of `node` itself."""
        return "".join(self._content(kid, page) for kid in _listed(node))

    def _content(self, kid: Any, page: int, joint: str = "") -> str:
        each = kid.get_object()
        number: Any = None
        if isinstance(each, int):
            number = int(each)
        elif isinstance(each, DictionaryObject) and "/MCID" in each and "/S" not in each:
            number, page = int(each["/MCID"]), _page_of(each) or page  # type: ignore[call-overload]
        glyphs = self.glyphs.get(page)
        if number is None or glyphs is None or (glyphs.number, number) in self.used:
            return ""
        self.used.add((glyphs.number, number))
        self._page = glyphs.number
        self._pictures += glyphs.pictures.get(number, ())
        return joint.join(glyphs.marked.get(number, ()))

    def _all(self, node: DictionaryObject, tag: str, page: int, depth: int) -> tuple[str, list[str]]:
        """The words of `node` with everything in it, and what figures in it are told in."""
        told = [_said(node)] if _said(node) else []
        parts = []
        joint = " " if tag == "Figure" else ""
        for kid in _listed(node):
            each = kid.get_object()
            if isinstance(each, DictionaryObject) and "/S" in each:
                self._elements += 1
                if depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
                    raise ValueError("a structure tree too deep or too large")
                inner, more = self._all(each, str(each["/S"])[1:], _page_of(each) or page, depth + 1)
                told += more
                parts.append(f"{inner}\n" if str(each["/S"]) in {"/P", "/LI", "/LBody"} else inner)
            else:
                parts.append(self._content(kid, page, joint))
        return "".join(parts), told

    def _words(self, node: DictionaryObject, tag: str, page: int, depth: int) -> None:
        text, told = self._all(node, tag, page, depth)
        if tag.startswith("H"):
            self._heading = folded(text)
        self._piece(tag, text, " ".join(told))

    def _piece(self, tag: str, text: str, alt: str, cells: tuple[Cell, ...] = ()) -> None:
        pictures = tuple(self._pictures)
        self._pictures.clear()
        self.pieces.append(Piece(tag, self._page, folded(text), folded(alt), self._heading, cells, pictures))

    def _table(self, node: DictionaryObject, page: int, depth: int) -> None:
        heads: list[str] = []
        for part, part_tag, part_page in self._kids(node, page, depth):
            rows = [(part, part_page)] if part_tag == "TR" else []
            rows += [
                (row, row_page)
                for row, tag, row_page in self._kids(part, part_page, depth + 1)
                if tag == "TR"
            ]
            for row, row_page in rows:
                self._row(row, row_page, depth + 2, heads, is_head=part_tag == "THead")

    def _row(self, row: DictionaryObject, page: int, depth: int, heads: list[str], *, is_head: bool) -> None:
        cells: list[Cell] = []
        column = 0
        first_page = 0
        for cell, tag, cell_page in self._kids(row, page, depth):
            text, told = self._all(cell, tag, cell_page, depth + 1)
            if text and not first_page:
                first_page = self._page
            words = folded(" ".join([text, *told]))
            cells.append(Cell(heads[column] if column < len(heads) else "", words))
            column += _columns(cell)
        if is_head:
            heads[:] = [cell.text for cell in cells]
        self._page = first_page or self._page
        self._piece("TH" if is_head else "TR", "", "", tuple(cells))


def _listed(node: DictionaryObject) -> list[Any]:
    kids = node.get("/K")
    if kids is None:
        return []
    each = kids.get_object()
    return list(each) if isinstance(each, ArrayObject) else [kids]


def _page_of(node: DictionaryObject) -> int:
    """Object number of the page that `node` names; 0 for none."""
    page = node.raw_get("/Pg") if "/Pg" in node else None
    return int(getattr(page, "idnum", 0))


def _said(node: DictionaryObject) -> str:
    return " ".join(str(node[key]) for key in ("/Alt", "/ActualText", "/E") if key in node)


def _columns(cell: DictionaryObject) -> int:
    attributes = cell.get("/A")
    attributes = attributes.get_object() if attributes is not None else None
    span = attributes.get("/ColSpan", 1) if isinstance(attributes, DictionaryObject) else 1
    return min(max(int(span), 1), 100) if isinstance(span, int) else 1
