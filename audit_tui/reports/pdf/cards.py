"""The card of a non-conformity: what was asked and seen on the left, what shows it on the right.

A card that fits on a page moves there whole; a taller one is cut between its paragraphs and photos, and
goes on under the same number.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.platypus import Flowable

from audit_tui.reports.content import NonConformity, Photo
from audit_tui.reports.foreign import keeping, shortened
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block, Text, lead, mark_place, passages, text
from audit_tui.reports.pdf.columns import for_dates
from audit_tui.reports.pdf.fonts import SEMIBOLD, fit, line, width_of
from audit_tui.reports.pdf.marks import BlankLine, chip_width, draw_chip
from audit_tui.reports.pdf.photos import PhotoFigure
from audit_tui.reports.pdf.tagging import Element

INSET, MIDDLE, PAD = 12.0, 16.0, 10.0
BAR = 3.2
BESIDE = 4  # photos beside the text, in pairs; more stand in strips of four below
STRIP = 4
FRAME, ALONE = 4 / 3, 8 / 9
SPLITS_FROM = 300.0
"""Room in points from which a card that does not fit is cut wherever a line ends."""
PARTS_FROM = 130.0
"""Room from which it is cut between its parts, if two of them or a row of photos come to stand before the cut; with
less it moves on whole."""
LEAST_REST = 60.0
"""Height that must be left for the next page, so that a card is worth cutting."""
Translate = Callable[[str], str]


class Row(Block):
    """Blocks side by side in columns of the given widths, tops aligned."""

    def __init__(self, parts: Sequence[tuple[Sequence[Flowable], float]], gap: float) -> None:
        self.columns = [(list(column), width) for column, width in parts]
        self.gap = gap
        self.sizes = [[part.wrap(width, 10_000)[1] for part in column] for column, width in self.columns]
        total = sum(width for _, width in self.columns) + gap * (len(self.columns) - 1)
        super().__init__(total, max((sum(sizes) for sizes in self.sizes), default=0))

    def draw(self) -> None:
        x = 0.0
        for (column, width), sizes in zip(self.columns, self.sizes, strict=True):
            y = self.height
            for part, height in zip(column, sizes, strict=True):
                y -= height
                part.drawOn(self.canv, x, y)
            x += width + self.gap


class Card(Block):
    """A boxed finding with a bar in the colour of its severity."""

    role = "Sect"
    least: float

    def __init__(
        self,
        finding: NonConformity,
        width: float,
        left: Sequence[Flowable],
        right: Sequence[Flowable],
        below: Sequence[Flowable],
        *,
        shares: tuple[float, float],
        again: str,
        in_parts: bool = True,
        first: bool = True,
        shared: list[Element | None] | None = None,
    ) -> None:
        self._shared: list[Element | None] = [None] if shared is None else shared
        self.finding, self.shares, self.again, self.first = finding, shares, again, first
        self.in_parts = in_parts
        self.left, self.right, self.below = list(left), list(right), list(below)
        super().__init__(width, 0)
        inner = width - 2 * INSET - BAR
        self.left_width = inner * shares[0] - MIDDLE / 2
        self.right_width = inner * shares[1] - MIDDLE / 2
        room = width - chip_width(finding.severity_word, 7.6) - INSET * 2 - 70
        name = finding.title if first else keeping(f"{finding.title} ({again})", finding.title)
        self.title = text(shortened(name, name[:400]), theme.H3, role="Span")
        self.head = max(self.title.wrap(room, 1000)[1] + 12, 28.0)
        self.spaceBefore, self.spaceAfter = 0, 12
        self.anchor = f"nc-{finding.number}" if first else None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        columns = max(self._tall(self.left, self.left_width), self._tall(self.right, self.right_width))
        strips = self._tall(self.below, self.width - 2 * INSET - BAR)
        self.columns = columns
        self.height = self.head + PAD + columns + (PAD if strips else 0) + strips + PAD
        self.least = min(self.height, self._least(), SPLITS_FROM)
        return self.width, self.height

    def _least(self) -> float:
        """Height of the head, the first part and the beginning of the second, if the card can be cut behind them."""
        labels = [at for at, part in enumerate(self.left) if isinstance(part, Label)]
        if not self.in_parts or len(labels) < 2:
            return self.height
        second = self._tall(self.left[: labels[1] + 1], self.left_width) + 2 * theme.BODY.leading
        high = max(self.head + 2 * PAD + second + 1, PARTS_FROM)
        return high if high < SPLITS_FROM and self._cut(high) else self.height

    @staticmethod
    def _tall(parts: Sequence[Flowable], width: float) -> float:
        return float(sum(part.wrap(width, 10_000)[1] for part in parts))

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        return list(self._cut(available_height))

    def _cut(self, height: float) -> list[Card]:
        """The card in two, the first at most `height` tall; none where it moves to the next page whole."""
        if height >= SPLITS_FROM:
            return self._parted(height, whole=False)
        if height < PARTS_FROM or not self.in_parts:
            return []
        return self._parted(height, whole=True) or self._parted(height, whole=False)

    def _parted(self, height: float, *, whole: bool) -> list[Card]:
        """Two parts; with little room only where two parts of its text or photos stand in the first.

        `whole`: cut between the parts of its text alone.
        """
        room = height - self.head - 2 * PAD
        left, left_rest = _fill(self.left, self.left_width, room, whole=whole)
        right, right_rest = _fill(self.right, self.right_width, room, whole=whole)
        below: list[Flowable] = []
        rest = list(self.below)
        if not left_rest and not right_rest:
            used = max(self._tall(left, self.left_width), self._tall(right, self.right_width))
            below, rest = _fill(self.below, self.width - 2 * INSET - BAR, room - used - PAD)
        if not (left or right or below) or not (left_rest or right_rest or rest):
            return []
        if height < SPLITS_FROM:
            beside = self._tall(right_rest, self.right_width) + self._tall(rest, self.width - 2 * INSET - BAR)
            left, left_rest = self._with_enough_behind(left, left_rest, beside)
            if sum(isinstance(part, Label) for part in left) < 2 and not _shows(right):
                return []
        if not left_rest and _shows(right_rest) and self.left_width == self.right_width:
            # Photos alone begin where the text would, with the facts beside them.
            left_rest, right_rest = right_rest[:-1], right_rest[-1:]
        return [self._part(left, right, below, self.first), self._part(left_rest, right_rest, rest, False)]

    def _with_enough_behind(
        self, left: list[Flowable], left_rest: list[Flowable], beside: float
    ) -> tuple[list[Flowable], list[Flowable]]:
        """The text before and behind a cut; its last parts go over where too little would stand there.

        `beside`: height of what else stands behind it.
        """
        labels = [at for at, part in enumerate(left) if isinstance(part, Label)]
        while len(labels) > 1 and max(self._tall(left_rest, self.left_width), beside) < LEAST_REST:
            at = labels.pop()
            left, left_rest = left[:at], [*left[at:], *left_rest]
        return left, left_rest

    def _part(
        self, left: Sequence[Flowable], right: Sequence[Flowable], below: Sequence[Flowable], first: bool
    ) -> Card:
        return Card(
            self.finding,
            self.width,
            left,
            right,
            below,
            shares=self.shares,
            again=self.again,
            in_parts=self.in_parts,
            first=first,
            shared=self._shared,
        )

    def draw(self) -> None:
        canvas, width, height = self.canv, self.width, self.height
        if self.anchor:
            mark_place(canvas, self.anchor, height)
            name = fit(f"{self.finding.number} · {self.finding.title}", SEMIBOLD, 8, 320)
            canvas.addOutlineEntry(name, self.anchor, 1)
        with canvas.artifact():
            canvas.setStrokeColor(theme.RULE)
            canvas.setLineWidth(0.6)
            canvas.rect(0, 0, width, height, stroke=1, fill=0)
            canvas.line(BAR, height - self.head, width, height - self.head)
            canvas.setFillColor(theme.TONES[self.finding.severity].fill)
            canvas.rect(0, -0.3, BAR, height + 0.6, stroke=0, fill=1)
        with canvas.element("Sect", again=self._shared[0]) as section:
            self._shared[0] = section
            # On the next page the head comes again, for the eye only.
            with contextlib.nullcontext() if self.first else canvas.artifact("Pagination"):
                self._draw_head(canvas)
            top = height - self.head - PAD
            x = BAR + INSET
            self._stack(self.left, self.left_width, x, top)
            self._stack(self.right, self.right_width, x + self.left_width + MIDDLE, top)
            self._stack(self.below, width - 2 * INSET - BAR, x, top - self.columns - PAD)

    def _draw_head(self, canvas: Any) -> None:
        baseline = self.height - self.head / 2
        lines = self.title.height
        first_line = baseline + lines / 2 - theme.H3.leading + 4
        with canvas.element("H2"):
            with canvas.content():
                canvas.setFillColor(theme.INK)
                canvas.setFont(SEMIBOLD, 10)
                canvas.drawString(BAR + INSET, first_line, self.finding.number)
            self.title.drawOn(canvas, BAR + INSET + 48, baseline - lines / 2)
        word = self.finding.severity_word
        x = self.width - INSET - chip_width(word, 7.6)
        with canvas.element("P"), canvas.content():
            draw_chip(canvas, self.finding.severity, word, x, baseline - 7.4, 7.6)

    def _stack(self, parts: Sequence[Flowable], width: float, x: float, y: float) -> None:
        for part in parts:
            y -= part.wrap(width, 10_000)[1]
            part.drawOn(self.canv, x, y)


def _shows(parts: Sequence[Flowable]) -> bool:
    """Whether there are photos among `parts`, before the facts."""
    return len(parts) > 1 and isinstance(parts[0], Row)


def _fill(
    parts: Sequence[Flowable], width: float, room: float, *, whole: bool = False
) -> tuple[list[Flowable], list[Flowable]]:
    """What of `parts` fits in `room`, and the rest; a paragraph is cut, a label never stays alone.

    `whole`: a label stays with all that stands under it, and nothing is cut.
    """
    taken: list[Flowable] = []
    for index, part in enumerate(parts):
        height = part.wrap(width, room)[1]
        if height <= room:
            taken.append(part)
            room -= height
            continue
        halves = part.split(width, room) if isinstance(part, Text) and not whole else []
        rest = [*halves[1:], *parts[index + 1 :]] if len(halves) > 1 else list(parts[index:])
        taken += halves[:1] if len(halves) > 1 else []
        if whole and not isinstance(part, Label) and any(isinstance(each, Label) for each in taken):
            while not isinstance(taken[-1], Label):
                rest.insert(0, taken.pop())
        while taken and isinstance(taken[-1], Label):
            rest.insert(0, taken.pop())
        return taken, rest
    return taken, []


class Label(Text):
    """The small heading over a paragraph of a card."""

    def __init__(self, words: str, *, first: bool = False) -> None:
        super().__init__(text(words.upper(), theme.LABEL).text, theme.LABEL, role="H3")
        self._lift = 0.0 if first else 6.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        width, height = super().wrap(available_width, available_height)
        return width, height + self._lift


def finding_card(finding: NonConformity, width: float, anchors: frozenset[str], translate: Translate) -> Card:
    """The card of `finding`; codes lead to the standard where the report has it."""
    _ = translate
    inner = width - 2 * INSET - BAR
    shares = (0.5, 0.5) if finding.photos else (0.66, 0.34)
    right_width = inner * shares[1] - MIDDLE / 2
    left: list[Flowable] = []
    parts: list[tuple[str, Sequence[str]]] = [
        (_("Requirement"), [finding.requirement] if finding.requirement else []),
        (_("Observed"), [*finding.observed, *finding.notes]),
        (_("Why this is critical"), [finding.critical_reason] if finding.critical_reason else []),
        (_("Effect on the customer"), [finding.effect] if finding.effect else []),
        (_("Root cause"), [finding.root_cause] if finding.root_cause else []),
    ]
    for label, paragraphs in parts:
        if paragraphs:
            left.append(Label(label, first=not left))
            left += [part for paragraph in paragraphs for part in passages(paragraph)]
    if finding.root_cause is None:
        left += [
            Label(_("Root cause (for the site to fill in)")),
            BlankLine(inner * shares[0] - MIDDLE / 2 - 8, _("blank line"), 20),
        ]
    right: list[Flowable] = []
    if finding.photos:
        beside = finding.photos[:BESIDE]
        right += [
            _photo_row(beside[at : at + 2], right_width, _, columns=min(len(beside), 2))
            for at in range(0, len(beside), 2)
        ]
        right.append(_facts_in_a_row(finding, right_width, anchors, _))
    else:
        right += _facts_in_a_column(finding, right_width, anchors, _)
    below = [
        _photo_row(finding.photos[start : start + STRIP], inner, _, columns=STRIP)
        for start in range(BESIDE, len(finding.photos), STRIP)
    ]
    return Card(finding, width, left, right, below, shares=shares, again=_("continued"))


def _photo_row(photos: Sequence[Photo], width: float, _: Translate, columns: int = 0) -> Row:
    """Photos side by side in frames of 4:3, as phones take them: nothing that shows the fault is cut away."""
    columns = columns or len(photos)
    gap = 6.0
    # One alone is a little narrower than its column, so that the card is not much taller than its text.
    each = (width - gap * (columns - 1)) / columns if columns > 1 else width * ALONE
    return Row([([photo_figure(photo, each, _)], each) for photo in photos], gap)


def photo_figure(photo: Photo, width: float, _: Translate) -> PhotoFigure:
    """The photo with its words for those who cannot see it."""
    alt = keeping(_("Photo {tag}: {caption}").format(tag=photo.tag, caption=photo.caption), photo.caption)
    missing = (
        _("The original cannot be read") if photo.masks is not None else _("Left out: not declared clear")
    )
    return PhotoFigure(photo, width, FRAME, alt, missing)


def photo_strips(photos: Sequence[Photo], width: float, _: Translate) -> list[Row]:
    """Rows of four photos over the whole width, for evidence that belongs to no finding."""
    return [_photo_row(photos[at : at + STRIP], width, _, STRIP) for at in range(0, len(photos), STRIP)]


def _code(finding: NonConformity, anchors: frozenset[str]) -> Flowable:
    return lead(finding.code, finding.standard, anchors, theme.VALUE)


def _owner_and_due(finding: NonConformity, width: float, _: Translate) -> list[tuple[str, Flowable]]:
    entries: list[tuple[str, Flowable]] = []
    for label, value in ((_("Owner"), finding.owner), (_("Due"), finding.due)):
        if value is None:
            entries.append((label, BlankLine(width, _("blank line"), 18)))
        elif value:
            entries.append((label, text(value, theme.VALUE)))
    return entries


def _facts_in_a_row(finding: NonConformity, width: float, anchors: frozenset[str], _: Translate) -> Row:
    gap = 8.0
    due = for_dates(width * 0.28, SEMIBOLD)
    code = max(width * 0.2, width_of(line(_("Standard").upper()), SEMIBOLD, 7.2) + 2)
    across = (width - due - code - 2 * gap, due, code)
    entries = _owner_and_due(finding, across[0] - 8, _)
    if finding.code:
        entries.append((_("Standard"), _code(finding, anchors)))
    columns = [([Label(label), value], each) for (label, value), each in zip(entries, across, strict=False)]
    return Row(columns, gap)


def _facts_in_a_column(
    finding: NonConformity, width: float, anchors: frozenset[str], _: Translate
) -> list[Flowable]:
    entries: list[tuple[str, Flowable]] = [(_("Touchpoint"), text(finding.touchpoint, theme.VALUE))]
    if finding.code:
        entries.append((_("Standard"), _code(finding, anchors)))
    entries += _owner_and_due(finding, width * 0.8, _)
    parts: list[Flowable] = []
    for label, value in entries:
        parts += [Label(label, first=not parts), value]
    return parts
