"""The structure tree of a report, so that a screen reader reads it in order: PDF/UA-1, ISO 14289-1:2014.

A `TaggedCanvas` collects elements while pages are drawn. What is drawn is either content of the element that is
open (`content`) or an artifact (`artifact`): nothing else may stand on a page. Both may be nested in themselves;
only the outermost counts, so a figure may be drawn from parts that would tag themselves elsewhere.

reportlab 5.1 knows no tags, but leaves the seams: marked content is two operators, the tree a few dictionaries.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from audit_tui.reports.pictures import Picture

_ROOT = "StructureRoot"
_PARENTS = "StructureParents"
SPEAK = "speak"
"""Name of the mark in a paragraph at which its language changes."""
PRINTED = 4
"""Flag of an annotation that is printed with its page (ISO 32000-1, 12.5.3); PDF/A wants it."""


@dataclass(slots=True, eq=False)
class Element:
    """One element of the tree. `kids` are elements, marked content (page, number) and annotations (page, name)."""

    tag: str
    parent: Element | None
    alt: str | None = None
    lang: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Any] = field(default_factory=list)


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps what it draws in a structure tree."""

    _code: list[str]

    def __init__(self, *given: Any, **options: Any) -> None:
        self.root = Element("Document", None)
        self.speaking = ""
        """The words of the paragraph that is being drawn: what a link in it is called."""
        self.pictures: list[Picture] = []
        """The photos that were drawn, in order."""
        self._open = [self.root]
        self._bracket = ""
        self._numbers = 0
        self._of_page: list[Element] = []
        # What each number of the parent tree leads to: the elements of a page's contents, or one of an annotation.
        self._parents: list[list[Element] | Element] = []
        self._language, self._goes_on = "", ""
        super().__init__(*given, **options)
        self.setNamedCB(SPEAK, _speak)

    # -- drawing --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def element(
        self,
        tag: str,
        *,
        alt: str | None = None,
        lang: str | None = None,
        attributes: dict[str, Any] | None = None,
        again: Element | None = None,
    ) -> Iterator[Element]:
        """What is drawn inside belongs to a new element, or to one `again` that began on an earlier page."""
        if self._bracket:
            yield self._open[-1]
            return
        if again is None:
            again = Element(tag, self._open[-1], alt, lang, attributes or {})
            self._open[-1].kids.append(again)
        self._open.append(again)
        try:
            yield again
        finally:
            self._open.pop()

    @contextlib.contextmanager
    def content(self) -> Iterator[None]:
        """What is drawn inside is content of the element that is open."""
        if self._bracket:
            yield
            return
        if self._open[-1] is self.root:
            raise AssertionError("content outside of any element")
        element = self._open[-1]
        self._begin(f"/{element.tag} <</MCID {self._numbers}>> BDC", "content")
        element.kids.append((self._pageNumber, self._numbers))
        self._of_page.append(element)
        self._numbers += 1
        try:
            yield
        finally:
            self._end()

    @contextlib.contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """What is drawn inside is decoration (`Layout`) or belongs to the page (`Pagination`)."""
        if self._bracket:
            yield
            return
        self._begin(f"/Artifact <</Type /{kind}>> BDC", "artifact")
        try:
            yield
        finally:
            self._end()

    @contextlib.contextmanager
    def spoken(self, goes_on: list[str]) -> Iterator[None]:
        """A paragraph is drawn inside, parts of which may be in another language (ISO 32000-1, 14.9.2).

        `goes_on` holds the language in which it begins and, afterwards, the one in which it breaks off.
        """
        self._goes_on, goes_on[0] = goes_on[0], ""
        yield
        goes_on[0], self._goes_on = self._goes_on, ""

    def speak(self, drawn: Any, language: str) -> None:
        """From here on `drawn`, the text that is being drawn, is in `language`; empty for the document's."""
        if self._bracket != "content":
            return
        if self._language:
            drawn._code.append("EMC")
        if language:
            drawn._code.append(f"/Span <</Lang ({language})>> BDC")
        self._language = language

    def beginText(self, *given: Any, **options: Any) -> Any:  # noqa: N802
        drawn = super().beginText(*given, **options)
        if self._goes_on:
            language, self._goes_on = self._goes_on, ""
            self.speak(drawn, language)
        return drawn

    def drawText(self, drawn: Any) -> None:  # noqa: N802
        if self._language:
            self._goes_on = self._language
            self.speak(drawn, "")
        super().drawText(drawn)

    def _begin(self, operator: str, bracket: str) -> None:
        self._code.append(operator)
        self._bracket = bracket

    def _end(self) -> None:
        self._code.append("EMC")
        self._bracket = ""

    def _addAnnotation(self, annotation: Any, name: str | None = None, addtopage: int = 1) -> None:  # noqa: N802
        """A link: an element of its own, called by the words round it (PDF/UA-1, 7.18.5)."""
        name = name or f"Link{self._annotationCount + 1}"
        holder = self._open[-1]
        if holder.tag != "Link":
            holder = Element("Link", holder)
            self._open[-1].kids.append(holder)
        annotation.permitted = (*annotation.permitted, "StructParent")
        annotation.Contents = self.speaking[:200] or annotation.Contents
        annotation.otherkw.update(StructParent=len(self._parents), F=PRINTED)
        self._parents.append(holder)
        holder.kids.append((self._pageNumber, name))
        super()._addAnnotation(annotation, name, addtopage)

    def showPage(self) -> None:  # noqa: N802
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._parents), PDFName("S")
        self._parents.append(self._of_page)
        self._of_page, self._numbers = [], 0

    # -- the tree -------------------------------------------------------------------------------------

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        document = self._doc
        order: list[Element] = []
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            order.append(element)
            waiting += [kid for kid in reversed(element.kids) if isinstance(kid, Element)]
        names = {id(element): f"Element{number}" for number, element in enumerate(order)}
        for element in order:
            document.Reference(_Written(element, names), names[id(element)])
        numbers: list[Any] = []
        for number, held in enumerate(self._parents):
            if isinstance(held, Element):
                numbers += [number, PDFObjectReference(names[id(held)])]
            else:
                numbers += [number, PDFArray([PDFObjectReference(names[id(one)]) for one in held])]
        document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}), _PARENTS)
        root = {
            "Type": PDFName("StructTreeRoot"),
            "K": PDFArray([PDFObjectReference(names[id(self.root)])]),
            "ParentTree": PDFObjectReference(_PARENTS),
            "ParentTreeNextKey": len(self._parents),
        }
        document.Reference(PDFDictionary(root), _ROOT)
        document.Catalog.StructTreeRoot = PDFObjectReference(_ROOT)
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        super().save()


def _speak(canvas: TaggedCanvas, _kind: str, language: str | None) -> None:
    canvas.speak(canvas._curr_tx_info["tx"], language or "")


class _Written(PDFObject):  # type: ignore[misc]
    """An element as it is written. There are thousands, so their bytes are put together here and not from
    dictionaries and names of reportlab, which takes five times as long."""

    def __init__(self, element: Element, names: dict[int, str]) -> None:
        self.element, self.names = element, names

    def format(self, document: Any) -> bytes:
        element, numbers = self.element, document.idToObjectNumberAndVersion

        def reference(name: str) -> str:
            return f"{numbers[name][0]} 0 R"

        kids = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(reference(self.names[id(kid)]))
                continue
            number, what = kid
            page = reference(f"Page{number}")
            if isinstance(what, str):
                target = document.refAnnotation(what).format(document).decode("ascii")
                kids.append(f"<< /Obj {target} /Pg {page} /Type /OBJR >>")
            else:
                kids.append(f"<< /MCID {what} /Pg {page} /Type /MCR >>")
        parent = reference(_ROOT if element.parent is None else self.names[id(element.parent)])
        said = f"<< /Type /StructElem /S /{element.tag} /P {parent} /K [ {' '.join(kids)} ]".encode("ascii")
        for key, words in ((b"Alt", element.alt), (b"Lang", element.lang)):
            if words:
                said += b" /" + key + b" " + PDFString(words).format(document)
        if element.attributes:
            said += b" /A " + PDFDictionary(element.attributes).format(document)
        return said + b" >>"


def box_of(canvas: Any, width: float, height: float) -> dict[str, Any]:
    """The attributes of a figure that is drawn at the current origin: where on the page it stands."""
    left, bottom = canvas.absolutePosition(0, 0)
    right, top = canvas.absolutePosition(width, height)
    corners = [round(each, 2) for each in (left, bottom, right, top)]
    return {"O": PDFName("Layout"), "Placement": PDFName("Block"), "BBox": PDFArray(corners)}


def cell_attributes(*, scope: str = "", columns: int = 1) -> dict[str, Any]:
    """The attributes of a table cell: what a heading is for, and how many columns it spans."""
    attributes: dict[str, Any] = {"O": PDFName("Table")}
    if scope:
        attributes["Scope"] = PDFName(scope)
    if columns > 1:
        attributes["ColSpan"] = columns
    return attributes if len(attributes) > 1 else {}
