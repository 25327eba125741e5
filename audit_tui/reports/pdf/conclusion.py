"""The last section: conclusion, statements, limits, the matrix of ISO 19011, sign-off and integrity."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.platypus import Flowable

from audit_tui.reports.content import Integrity, ReportContent, Signature
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.aftermath import aftermath
from audit_tui.reports.pdf.blocks import Block, Text, lead, open_section, passages, space, text
from audit_tui.reports.pdf.cards import Row
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, fit
from audit_tui.reports.pdf.tables import data_table, labelled_table, pieces

Translate = Callable[[str], str]
SIGNATURE_HEIGHT = 76.0


def conclusion(
    content: ReportContent,
    width: float,
    anchors: frozenset[str],
    translate: Translate,
) -> list[Flowable]:
    """What the audit concludes, on what it rests, and how to check the file."""
    _ = translate
    words = passages(content.conclusion)
    story = [*open_section(_("Conclusion and sign-off"), "conclusion", words[0], width), *words]

    def part(title: str, anchor: str, *blocks: Flowable, intro: str = "") -> None:
        story.extend([*open_section(title, anchor, blocks[0], width, intro=intro, level=1), *blocks])

    part(_("Scope, method and limits"), "scope", _statements(content, width, _))
    if content.aftermath is not None:
        part(_("After the end of the audit"), "aftermath", *aftermath(content.aftermath, width, _))
    if content.limits:
        part(_("Limits of this audit"), "limits", _limits(content, width, _))
    if content.sources:
        intro = _(
            "What rests on a law, a charter, a contract or a vendor's figure. Every other standard is custom "
            "of the trade or the organisation's own; its source stands in the attached record."
        )
        part(_("Sources of the standards"), "sources", _sources(content, width, _), intro=intro)
    part(_("Where each item of ISO 19011 stands"), "matrix", _matrix(content, width, anchors, _))
    part(_("Acknowledgement"), "sign-off", *sign_off(content.signatures, width))
    part(_("Integrity of this report"), "integrity", IntegrityBox(content.integrity, width, _))
    return story


def _statements(content: ReportContent, width: float, _: Translate) -> Flowable:
    told = ((one.label, passages(one.value, theme.TABLE)) for one in content.statements)
    return labelled_table([_("Item"), _("Statement")], told, width)


def _limits(content: ReportContent, width: float, _: Translate) -> Flowable:
    widths = [62.0, (width - 62) * 0.52, (width - 62) * 0.48]
    rows: list[list[Any]] = []
    joined: set[int] = set()
    for limit in content.limits:
        for index, part in enumerate(pieces(passages(limit.reason, theme.TABLE), widths[2])):
            if index:
                joined.add(len(rows))
            first = index == 0
            rows.append(
                [
                    text(limit.code, theme.TABLE_CODE) if first else "",
                    text(limit.question, theme.TABLE) if first else "",
                    part,
                ]
            )
    return data_table([_("Code"), _("Question"), _("Why")], rows, widths, joined=joined)


def _sources(content: ReportContent, width: float, _: Translate) -> Flowable:
    rows = [
        [text(source.label, theme.TABLE_CODE), text(source.value, theme.TABLE)] for source in content.sources
    ]
    return data_table(
        [_("Standards"), _("Source, edition, how binding")], rows, [110, width - 110], padding=2.8
    )


def _matrix(content: ReportContent, width: float, anchors: frozenset[str], _: Translate) -> Flowable:
    widths = [30.0, width - 30 - 200, 200.0]
    rows = [
        [
            text(f"{row.letter})", theme.TABLE_STRONG),
            text(row.asks, theme.TABLE),
            lead(row.where, row.anchor, anchors, theme.TABLE),
        ]
        for row in content.matrix
    ]
    return data_table(["6.5.1", _("A report has to give"), _("Here")], rows, widths, padding=2.6)


class SignatureBox(Block):
    """A panel with role and name, and a line to sign on."""

    def __init__(self, signature: Signature, width: float) -> None:
        super().__init__(width, SIGNATURE_HEIGHT)
        self.signature = signature
        self.alt = f"{signature.role}: {signature.name}"

    def draw(self) -> None:
        canvas, width, signature = self.canv, self.width, self.signature
        with canvas.artifact():
            canvas.setFillColor(theme.PANEL)
            canvas.roundRect(0, 0, width, self.height, theme.ROUND, stroke=0, fill=1)
            canvas.setStrokeColor(theme.INK3)
            canvas.setLineWidth(0.5)
            canvas.line(10, 22, width - 10, 22)
        for words, y, colour, font, size in (
            (signature.role.upper(), self.height - 16, theme.INK2, SEMIBOLD, 7.2),
            (signature.name, self.height - 28, theme.INK, SEMIBOLD, 8.8),
            (signature.note, 12.0, theme.INK2, REGULAR, 7.2),
        ):
            if words:
                with canvas.element("P"), canvas.content():
                    canvas.setFillColor(colour)
                    canvas.setFont(font, size)
                    canvas.drawString(10, y, fit(words, font, size, width - 20))


def sign_off(signatures: Sequence[Signature], width: float) -> list[Flowable]:
    """The boxes to sign in, three to a row."""
    each = (width - 2 * theme.GAP) / 3
    story: list[Flowable] = []
    for start in range(0, len(signatures), 3):
        boxes = signatures[start : start + 3]
        story += [Row([([SignatureBox(box, each)], each) for box in boxes], theme.GAP), space(8)]
    return story


class QrCode(Block):
    """A QR code of `data`, drawn as one path."""

    role = "Figure"

    def __init__(self, data: str, size: float, alt: str) -> None:
        super().__init__(size, size)
        self.alt = alt
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(data)
        code.make()
        self.code = code

    def draw(self) -> None:
        count = self.code.getModuleCount()
        cell = self.width / count
        path = self.canv.beginPath()
        for row in range(count):
            column = 0
            while column < count:
                start = column
                while column < count and self.code.isDark(row, column):
                    column += 1
                if column > start:
                    path.rect(start * cell, self.height - (row + 1) * cell, (column - start) * cell, cell)
                column += 1
        self.canv.setFillColor(theme.INK)
        self.canv.drawPath(path, stroke=0, fill=1)


class IntegrityBox(Block):
    """The fingerprint of the record, and how to check it; `brief` for the variants that are read at a glance."""

    role = "Sect"

    def __init__(
        self, integrity: Integrity, width: float, translate: Translate, *, brief: bool = False
    ) -> None:
        _ = translate
        self.side = 62.0 if brief else 84.0
        self.digest = hashlib.sha256(integrity.attachment).hexdigest()
        self.code = QrCode(
            f"AUDIT-TUI:1:{integrity.audit}:SHA256:{self.digest.upper()}",
            self.side,
            _("QR code with the number of the audit and the SHA-256 of audit.json"),
        )
        words = self._few_words(integrity, _) if brief else self._words(integrity, _)
        size = _("audit.json · {size} bytes · SHA-256").format(size=len(integrity.attachment))
        head = _("Head of the chain after event {events}").format(events=integrity.events)
        cut = " " if brief else "\n"
        self.brief = brief
        self.parts: list[Text] = [
            text(words, theme.SMALL),
            *(text(warning, theme.SMALL) for warning in integrity.warnings),
            text(size, theme.CAPTION),
            text(f"{self.digest[:32]}{cut}{self.digest[32:]}", theme.MONO),
            text(head, theme.CAPTION),
            text(f"{integrity.head[:32]}{cut}{integrity.head[32:]}", theme.MONO),
        ]
        self.room = width - self.side - 16 - 16 - 14
        self.sizes = [part.wrap(self.room, 10_000)[1] + 2 for part in self.parts]
        super().__init__(width, max(sum(self.sizes), self.side) + (22 if brief else 28))

    def draw(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.setStrokeColor(theme.RULE)
            canvas.setLineWidth(0.6)
            canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        self.code.drawOn(
            canvas, 16, (self.height - self.side) / 2 if self.brief else self.height - 16 - self.side
        )
        y = self.height - (9 if self.brief else 12)
        for part, size in zip(self.parts, self.sizes, strict=True):
            y -= size
            part.drawOn(canvas, self.side + 32, y)

    @staticmethod
    def _words(integrity: Integrity, translate: Translate) -> str:
        _ = translate
        if integrity.attached:
            words = _(
                "The record of this audit is attached to this file as audit.json, with all its events ({events}) "
                "and every value that this report publishes ({published}). Withheld, each bound by its "
                "commitment: {withheld}. To check it, run: audit-tui verify report.pdf – it recomputes the chain, "
                "the commitments and the score, and says what that proves. A chain proves something only against "
                "a fingerprint that others hold: keep this page."
            )
        else:
            words = _(
                "This file carries no attachment. The record of this audit, audit.json, has {events} events, "
                "{published} published values and {withheld} that are withheld, each bound by its commitment. It "
                "is attached to the report that is written with attachment: its fingerprint has to be the one "
                "printed here, and audit-tui verify checks it. A chain proves something only against a "
                "fingerprint that others hold: keep this page."
            )
        return words.format(
            events=integrity.events, published=integrity.published, withheld=integrity.withheld
        )

    @staticmethod
    def _few_words(integrity: Integrity, translate: Translate) -> str:
        _ = translate
        if integrity.attached:
            return _(
                "The record of this audit is attached to this file as audit.json. "
                "To check it, run: audit-tui verify report.pdf"
            )
        return _(
            "This file carries no attachment. The report that is written with attachment has audit.json with "
            "the fingerprint that is printed here; audit-tui verify checks it."
        )
