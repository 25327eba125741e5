"""The small parts that pages are made of: blocks, texts, headings, the head of a section.

Every block carries what a structure tree needs: `role` (the PDF structure type), `lang` (null: the
document's language) and `alt` (words for what is drawn). Blocks never read the record.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table

from audit_tui.locale_format import in_a_row
from audit_tui.reports.foreign import keeping, language_of, mostly_in, parts_of
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.fonts import holds_han, markup, printable
from audit_tui.reports.pdf.tagging import SPEAK, Element, box_of

LONGEST = 4000


class Block(Flowable):  # type: ignore[misc]
    """Base of everything drawn by hand."""

    role = "Div"
    lang: str | None = None
    alt: str | None = None

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height

    @property
    def spoken_in(self) -> str | None:
        """The language of its words, null for that of the report; of a figure that which most of them are in."""
        return self.lang or (mostly_in(self.alt) if self.alt else None)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def _drawOn(self, canvas: Any) -> None:  # noqa: N802 - the seam at which reportlab has moved the origin
        """Draw as what `role` says: a figure, a word, or (any other) a group that tags its own parts."""
        self.canv = canvas
        if self.role == "Figure":
            box = box_of(canvas, self.width, self.height)
            with (
                canvas.element("Figure", alt=self.alt, lang=self.spoken_in, attributes=box),
                canvas.content(),
            ):
                self.draw()
        elif self.role == "Span":
            with canvas.element("Span", lang=self.lang), canvas.content():
                self.draw()
        elif self.role == "Artifact":
            with canvas.artifact():
                self.draw()
        else:
            self.draw()
        del self.canv


class Text(Paragraph):  # type: ignore[misc]
    """A paragraph of escaped text; `anchor` makes it a place that links lead to.

    Chinese may be broken between any two characters, or only `at_blanks`.
    """

    def __init__(
        self,
        xml: str | None,
        style: ParagraphStyle = theme.BODY,
        bulletText: str | None = None,  # noqa: N803 - reportlab makes the parts of a split with these
        frags: list[Any] | None = None,
        *,
        role: str = "P",
        lang: str | None = None,
        anchor: str | None = None,
        at_blanks: bool = False,
    ) -> None:
        style = theme.dressed(style)
        if xml and holds_han(xml) and not at_blanks:
            style = theme.between_characters(style)
        super().__init__(xml, style, bulletText=bulletText, frags=frags)
        self.role, self.lang, self.anchor = role, lang, anchor
        self._broken_at: float | None = None
        self.alt: str | None = None
        self.belongs_above = self.belongs_below = False
        """Whether the row of a table that begins with this text stays with the one before it, or behind it."""
        # The element of a paragraph that goes on on the next page, shared by its parts.
        self._shared: list[Element | None] = [None]
        # The language of a part of it that goes on there.
        self._speaking = [""]

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        # Lines are broken once for a width: cards and tables ask again at every page.
        if self._broken_at != available_width or not hasattr(self, "blPara"):
            super().wrap(available_width, available_height)
            self._broken_at = available_width
        return available_width, float(self.height)

    def split(self, available_width: float, available_height: float) -> list[Any]:
        parts: list[Any] = super().split(available_width, available_height)
        for index, part in enumerate(parts):
            part.role, part.lang, part.alt = self.role, self.lang, self.alt
            part._shared, part._speaking = self._shared, self._speaking
            part.anchor = self.anchor if index == 0 else None
        return parts

    def draw(self) -> None:
        canvas = self.canv
        if self.anchor:
            mark_place(canvas, self.anchor, self.height)
        if self.role == "Artifact":
            with canvas.artifact():
                super().draw()
            return
        if self.style.wordWrap != "CJK":
            _end_lines_with_blanks(self.blPara)
        canvas.speaking = self.getPlainText(identify=True).strip()
        tag = "P" if self.role == "Link" else self.role
        with canvas.element(tag, lang=self.lang, again=self._shared[0]) as element:
            self._shared[0] = element
            inner = canvas.element("Link") if self.role == "Link" else contextlib.nullcontext()
            with inner, canvas.content(), canvas.spoken(self._speaking):
                super().draw()


def _end_lines_with_blanks(broken: Any) -> None:
    """Put back the blank at which a line was broken: without it, whoever reads the text reads two words as one.

    Only right before drawing: a paragraph that is cut afterwards would be broken into other lines.
    """
    for line in broken.lines[:-1]:
        if broken.kind == 0:
            line[1].append("")
        elif line.words:
            line.words[-1].text += " "


class Heading(Text):
    """A heading: a place, and an entry in the outline at `level` (0 = section)."""

    def __init__(self, text: str, style: ParagraphStyle, *, level: int, anchor: str) -> None:
        super().__init__(markup(text), style, role=f"H{level + 1}", lang=language_of(text), anchor=anchor)
        self.title, self.level = printable(text), level

    def draw(self) -> None:
        super().draw()
        if self.anchor:
            self.canv.addOutlineEntry(self.title, self.anchor, self.level, closed=self.level == 0)


def mark_place(canvas: Any, key: str, height: float) -> None:
    """Make the current position, `height` above the origin, the target of links to `key`."""
    _, top = canvas.absolutePosition(0, height)
    canvas.bookmarkPage(key, fit="XYZ", left=0, top=top + 12, zoom=0)


def text(value: str, style: ParagraphStyle = theme.BODY, **more: Any) -> Text:
    """A paragraph of a person's or a checklist's text."""
    more.setdefault("lang", language_of(value))
    return Text(markup(value) if language_of(value) else marked(value), style, **more)


def marked(value: str) -> str:
    """The markup of a text; parts in another language are marked where they begin and end."""
    parts = parts_of(value)
    if len(parts) == 1 and language_of(value) is None:
        return markup(value)
    return "".join(
        markup(words)
        if language is None
        else f'<onDraw name="{SPEAK}" label="{markup(language)}"/>{markup(words)}<onDraw name="{SPEAK}" label=""/>'
        for words, language in parts
    )


def passages(value: str, style: ParagraphStyle = theme.BODY) -> list[Text]:
    """`value` as paragraphs of at most LONGEST characters, cut at blanks: each is broken into lines by itself,
    so that the time grows with the length and not with its square.
    """
    kept, lang = printable(value).strip("\n"), language_of(value)
    parts: list[Text] = []
    if len(kept) <= LONGEST:
        return [text(value, style)]
    while len(kept) > LONGEST:
        cut = max(kept.rfind(" ", 1, LONGEST), kept.rfind("\n", 1, LONGEST))
        parts.append(text(kept[:cut], style, lang=lang))
        kept = kept[cut + 1 :]
    return [*parts, text(kept, style, lang=lang)]


def lead_in(bold: str, rest: str) -> str:
    """The markup of a paragraph that begins with a bold sentence; behind a full-width stop there is no blank."""
    return f"<b>{marked(bold)}</b>{marked(keeping(in_a_row([bold, rest])[len(bold) :], rest))}"


def link(label: str, anchor: str, style: ParagraphStyle = theme.TABLE_STRONG) -> Text:
    """A text that leads to `anchor`, which must exist in the report."""
    return Text(
        f'<a href="#{anchor}" color="{hex_of(theme.brand())}">{markup(label)}</a>', style, role="Link"
    )


def lead(
    label: str,
    anchor: str,
    anchors: frozenset[str],
    style: ParagraphStyle = theme.TABLE_STRONG,
    plain: ParagraphStyle | None = None,
) -> Text:
    """A link where the report has the place (one to any other would stop the drawing), else the bare text."""
    return link(label, anchor, style) if anchor in anchors else text(label, plain or style)


def hex_of(colour: Any) -> str:
    """A colour as `#RRGGBB`, for the inline markup of paragraphs."""
    return "#" + str(colour.hexval())[2:]


def open_section(
    title: str,
    anchor: str,
    first: Flowable,
    width: float,
    *,
    intro: str = "",
    level: int = 0,
    caption: Flowable | None = None,
) -> list[Flowable]:
    """The head of a section; it moves to the next page unless the beginning of `first` fits under it.

    With a `caption`, which stands under `first`, it moves unless both fit. Neither is part of the list.
    """
    style = theme.H1 if level == 0 else theme.H2
    parts: list[Flowable] = [Heading(title, style, level=level, anchor=anchor)]
    if intro:
        parts.append(text(intro, theme.INTRO))
    heights = [part.wrap(width, 10_000)[1] for part in parts]
    keep = sum(heights) + style.spaceBefore + theme.INTRO.spaceAfter + beginning(first, width)
    if caption is not None:
        keep += stacked([first, caption], width) - float(first.wrap(width, 10_000)[1])
    return [CondPageBreak(keep), *parts]


def beginning(flowable: Flowable, width: float) -> float:
    """Height of the least part of `flowable` that may stand at the foot of a page."""
    height = float(flowable.wrap(width, 10_000)[1])
    if isinstance(flowable, Table):
        return float(sum(flowable._rowHeights[:3]))  # the head, and a group with its first row
    least = getattr(flowable, "least", None)
    return min(height, float(least)) if least is not None else height


def stacked(story: Sequence[Flowable], width: float) -> float:
    """Height in points of `story` on one page from its top: spaces between two blocks are not added up."""
    total, after = 0.0, 0.0
    for index, block in enumerate(story):
        high = float(block.wrap(width, 10_000)[1])
        before = float(block.getSpaceBefore()) if index else 0.0
        total += max(before - after, 0.0) + high
        after = float(block.getSpaceAfter())
        total += after
    return total - after


def space(height: float) -> Spacer:
    """White of `height` points; it vanishes at the top of a page."""
    return Spacer(1, height)
