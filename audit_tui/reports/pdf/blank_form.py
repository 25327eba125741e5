"""The blank form: checklists to print and fill in with a pen. Boxes, lines and ruled space are drawn, not typed.

On narrow paper the answer stands under its question; on A4 and Letter beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.platypus import Flowable, PageBreak

from audit_tui.i18n import translator
from audit_tui.locale_format import written_in
from audit_tui.reports.blank import NOTE_LINES, Asked, BlankChecklist, BlankForm
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block, Heading, Text, open_section, passages, space, text
from audit_tui.reports.pdf.cards import Row
from audit_tui.reports.pdf.columns import for_label
from audit_tui.reports.pdf.fonts import REGULAR, line, typeface, width_of
from audit_tui.reports.pdf.frame import draw_pdf
from audit_tui.reports.pdf.layout import lay_out
from audit_tui.reports.pdf.marks import BlankLine
from audit_tui.reports.pdf.tables import chunked, pieces

Translate = Callable[[str], str]
NARROW = 400.0
"""Width in points under which the answer stands below the question."""
NUMBER, ANSWER = 34.0, 204.0
RULED = 17.0
"""Height in points of a ruled line."""
LEAST_NOTES = 3
SQUARE, SIZE = 8.0, 8.4


def blank_pdf(form: BlankForm, *, paper: str = "A4") -> bytes:
    """The PDF of `form` as bytes; the same form gives the same bytes."""
    _ = translator(form.around.language).gettext
    width = theme.PAPERS[paper][0] - 2 * theme.SIDE
    titles = ", ".join(f"{one.title} {one.version}" for one in form.checklists)
    with typeface(form), written_in(form.around.language), theme.accent(form.accent):
        story: list[Flowable] = []
        for one in form.checklists:
            story += [*([PageBreak()] if story else []), *_checklist(one, form.site, width, _)]
        title = line(" · ".join(part for part in (_("Blank form"), titles, form.site) if part))
        return draw_pdf(form.around, lay_out(story, paper), paper=paper, title=title, translate=_)


def _checklist(form: BlankChecklist, site: str, width: float, translate: Translate) -> list[Flowable]:
    _ = translate
    intro = _(
        "Tick what fits and write on the lines. What does not apply or could not be observed goes into the notes, "
        "with the reason. Codes name the service standard that a question measures."
    )
    story: list[Flowable] = [
        text(f"{_('Blank form')} · {form.version}".upper(), theme.OVERLINE),
        Heading(form.title, theme.TITLE, level=0, anchor=f"form-{form.id}"),
        *(passages(form.description, theme.SUB) if form.description else []),
        space(8),
        *_head(site, width, _),
        space(8),
        text(intro, theme.INTRO),
        *_questions(form, width, _),
    ]
    signed = Row(
        [_field(_("Signature"), (width - theme.GAP) / 2), _field(_("Date"), (width - theme.GAP) / 2)], 12
    )
    notes = NotesToEnd(width)
    return [
        *story,
        space(10),
        signed,
        *open_section(_("Notes"), f"notes-{form.id}", notes, width, level=1),
        notes,
    ]


def _head(site: str, width: float, translate: Translate) -> list[Flowable]:
    """Who, where and when, to be written."""
    _ = translate
    half = (width - theme.GAP) / 2
    quarter = (width - 3 * theme.GAP) / 4
    where = (
        ([text(_("Site"), theme.CAPTION), text(site, theme.VALUE)], half) if site else _field(_("Site"), half)
    )
    when = [_field(label, quarter) for label in (_("Date"), _("From"), _("To"), _("Audit number"))]
    return [Row([where, _field(_("Auditor"), half)], theme.GAP), space(4), Row(when, theme.GAP)]


def _field(label: str, width: float) -> tuple[list[Flowable], float]:
    return [text(label, theme.CAPTION), BlankLine(width, "", 18)], width


def _questions(form: BlankChecklist, width: float, translate: Translate) -> list[Flowable]:
    _ = translate
    narrow = width < NARROW
    number = for_label(_("Notes"), NUMBER)
    answer = width - number if narrow else ANSWER
    widths = [number, answer] if narrow else [number, width - number - ANSWER, ANSWER]
    head = [_("No."), _("Question and answer")] if narrow else [_("No."), _("Question"), _("Answer")]
    rows: list[list[Any]] = []
    groups: list[int] = []
    joined: set[int] = set()
    for section in form.sections:
        groups.append(len(rows))
        title = [text(section.title, theme.GROUP)]
        if section.remark:
            title.append(text(section.remark, theme.ASIDE))
        rows.append([title, *[""] * (len(widths) - 1)])
        for asked in section.questions:
            questions = pieces(_words(asked), widths[1] - 8)
            replies = _reply(asked, answer - (8 if narrow else 0), _)
            if narrow:
                cells: list[list[Any]] = [[*questions[0], *replies[0]], *questions[1:], *replies[1:]]
                for index, cell in enumerate(cells):
                    if index:
                        joined.add(len(rows))
                    rows.append([_number(asked) if index == 0 else "", cell])
                continue
            for index in range(max(len(questions), len(replies))):
                if index:
                    joined.add(len(rows))
                rows.append(
                    [
                        _number(asked) if index == 0 else "",
                        questions[index] if index < len(questions) else "",
                        replies[index] if index < len(replies) else "",
                    ]
                )
        # The first lines run over the gap between the columns, so that the two halves are one.
        notes = [
            Ruled(size + (8 if at + 2 < len(widths) else 0), NOTE_LINES) for at, size in enumerate(widths[1:])
        ]
        label = text(_("Notes"), theme.ASIDE)
        label.belongs_above = True
        rows.append([label, *notes])
    return [*chunked(head, rows, widths, groups, joined, ())]


def _number(asked: Asked) -> Text:
    """The number of a question; that of the head of a part keeps its row with the one under it."""
    number = text(asked.number, theme.TABLE_CODE)
    number.belongs_below = asked.is_head
    return number


def _words(asked: Asked) -> list[Text]:
    """The question, what helps to answer it, what it needs, and the standard it measures."""
    parts = passages(asked.text, theme.TABLE_STRONG if asked.is_head else theme.TABLE)
    if asked.help:
        parts += passages(asked.help, theme.ASIDE)
    parts += [part for remark in asked.remarks for part in passages(remark, theme.REMARK)]
    if asked.standard:
        parts += passages(asked.standard, theme.ASIDE)
    return parts


def _reply(asked: Asked, width: float, translate: Translate) -> list[list[Flowable]]:
    """The room for the answer, in cells that fit on a page."""
    if not asked.is_asked:
        return [[]]
    words = [box.word for box in asked.boxes]
    if words and asked.not_applicable:
        words.append(translate("not applicable"))
    cells: list[list[Flowable]] = [[one] for one in boxes(words, width)] if words else [[]]
    if asked.hint:
        cells[-1].append(WrittenLine(asked.hint, width))
    if asked.lines:
        cells[-1].append(Ruled(width, asked.lines))
    if asked.not_applicable and not words:
        cells[-1] += boxes([translate("not applicable")], width)
    return cells


def boxes(words: Sequence[str], width: float) -> list[Flowable]:
    """The boxes side by side where they fit, in blocks that no page is too short for."""
    block = Boxes([text(word, theme.TABLE) for word in words], width)
    if block.height <= MOST:
        return [block]
    if len(words) > 1:
        half = len(words) // 2
        return [*boxes(words[:half], width), *boxes(words[half:], width)]
    first, *rest = pieces(passages(words[0], theme.TABLE), width - SQUARE - 5, MOST)
    return [Boxes(first[:1], width), *first[1:], *(part for cell in rest for part in cell)]


MOST = 200.0
"""Height in points of a block of boxes at most."""


class Boxes(Block):
    """Boxes to tick, each with its word, in as many lines as they need."""

    def __init__(self, words: Sequence[Text], width: float) -> None:
        self.placed: list[tuple[float, float, Text]] = []
        room = width - SQUARE - 5
        x, y = 0.0, 0.0
        high = 0.0
        for shown in words:
            words_of = shown.getPlainText(identify=True)
            needs = min(width_of(words_of, REGULAR, SIZE) + 1, room) if words_of else room
            tall = max(shown.wrap(needs, 10_000)[1], 11.8)
            if x and x + SQUARE + 5 + needs > width:
                x, y, high = 0.0, y + high + 2.7, 0.0
            high = max(high, tall)
            self.placed.append((x, y, shown))
            x += SQUARE + 5 + needs + 12
        super().__init__(width, y + high)

    def draw(self) -> None:
        canvas = self.canv
        with canvas.element("L"):
            for x, y, word in self.placed:
                top = self.height - y
                with canvas.artifact():
                    canvas.setStrokeColor(theme.INK2)
                    canvas.setLineWidth(0.7)
                    canvas.roundRect(x, top - 10, SQUARE, SQUARE, 1.2, stroke=1, fill=0)
                with canvas.element("LI"), canvas.element("LBody"):
                    word.drawOn(canvas, x + SQUARE + 5, top - word.height)


class WrittenLine(Block):
    """A line to write on, with the unit or the form of the answer behind it."""

    def __init__(self, hint: str, width: float) -> None:
        self.hint = text(hint, theme.ASIDE)
        self.long = min(92.0, width * 0.45)
        self.rest = width - self.long - 6
        super().__init__(width, max(self.hint.wrap(self.rest, 10_000)[1], 10.4) + 6)

    def draw(self) -> None:
        with self.canv.artifact():
            self.canv.setStrokeColor(theme.INK3)
            self.canv.setLineWidth(0.5)
            self.canv.line(0, 2, self.long, 2)
        self.hint.drawOn(self.canv, self.long + 6, 0)


class Ruled(Block):
    """Ruled lines to write on."""

    role = "Artifact"

    def __init__(self, width: float, lines: int) -> None:
        super().__init__(width, lines * RULED)
        self.lines = lines

    def draw(self) -> None:
        self.canv.setStrokeColor(theme.RULE)
        self.canv.setLineWidth(0.5)
        for at in range(self.lines):
            self.canv.line(0, at * RULED + 1, self.width, at * RULED + 1)


class NotesToEnd(Ruled):
    """Ruled lines down to the foot of the page, LEAST_NOTES at least."""

    least = LEAST_NOTES * RULED

    def __init__(self, width: float) -> None:
        super().__init__(width, LEAST_NOTES)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.lines = max(int(min(available_height, 1000) / RULED), LEAST_NOTES)
        self.height = self.lines * RULED
        return self.width, self.height
