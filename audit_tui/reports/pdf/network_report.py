"""The report over many audits: a page for the board, then the sections. The same content gives the same bytes.

Figures are set as plain strings and only prose as paragraphs, so that hundreds of sites are drawn in a second.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from reportlab.platypus import Flowable

from audit_tui.i18n import translator
from audit_tui.locale_format import written_in
from audit_tui.reports.content import Attachment
from audit_tui.reports.network_content import NetworkContent
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block, Text, open_section, passages, text
from audit_tui.reports.pdf.contents import settled
from audit_tui.reports.pdf.fonts import line, typeface
from audit_tui.reports.pdf.frame import Progress, Translate, draw_pdf, told_of
from audit_tui.reports.pdf.network_board import board
from audit_tui.reports.pdf.network_sections import (
    actions,
    all_moved,
    heat,
    league,
    nps,
    recurring,
    section,
    trend,
    voice,
)
from audit_tui.reports.pdf.tables import labelled_table

MAY_END = ("recurring", "actions", "voice", "nps", "all-sites", "sampling", "integrity")
"""The sections that may begin the last page."""


def network_report(
    content: NetworkContent, *, paper: Literal["A4", "Letter"] = "A4", progress: Progress | None = None
) -> bytes:
    """The PDF of `content` as bytes. What `progress` raises breaks the drawing off."""
    _ = translator(content.around.language).gettext
    width = theme.PAPERS[paper][0] - 2 * theme.SIDE
    with typeface(content), written_in(content.around.language), theme.accent(content.accent):
        rest = [
            *league(content, width, _),
            *heat(content, width, _),
            *trend(content, width, _),
            *recurring(content, width, _),
            *actions(content, width, _),
            *voice(content, width, _),
            *nps(content, width, _),
            *all_moved(content, width, _),
            *_sampling(content, width, _),
        ]
        layout = settled(board(content, width, _), rest, paper, MAY_END, _, told_of(progress))
        title = line(" · ".join([content.title, content.sub, *content.around.tail]))
        return draw_pdf(content.around, layout, paper=paper, title=title, translate=_, progress=progress)


def _sampling(content: NetworkContent, width: float, _: Translate) -> list[Flowable]:
    told = ((fact.label, passages(fact.value, theme.TABLE)) for fact in content.sampling)
    table = labelled_table([_("Item"), _("Statement")], told, width, padding=3.4)
    box = DataBox(content.attachment, width, _)
    return [
        *section(_("Sampling statement"), "sampling", [table], width),
        *open_section(_("Integrity of this report"), "integrity", box, width, level=1),
        box,
    ]


class DataBox(Block):
    """What is attached, and the fingerprint that binds it to the paper."""

    role = "Sect"

    def __init__(self, attachment: Attachment, width: float, translate: Translate) -> None:
        _ = translate
        digest = hashlib.sha256(attachment.data).hexdigest()
        words = _(
            "Every figure of this report stands in {file}, which is attached to this file, with what came out of "
            "each visit it rests on. audit-tui verify computes every figure again from these and compares the pages "
            "with them, word by word; with --against it holds each visit against its own audit."
        ).format(file=attachment.name)
        self.parts: list[Text] = [
            text(words, theme.SMALL),
            text(
                _("{file} · {size} bytes · SHA-256").format(file=attachment.name, size=len(attachment.data)),
                theme.CAPTION,
            ),
            text(f"{digest[:32]}\n{digest[32:]}", theme.MONO),
        ]
        self.sizes = [part.wrap(width - 32, 10_000)[1] + 3 for part in self.parts]
        super().__init__(width, sum(self.sizes) + 26)

    def draw(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.setStrokeColor(theme.RULE)
            canvas.setLineWidth(0.6)
            canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        y = self.height - 12
        for part, size in zip(self.parts, self.sizes, strict=True):
            y -= size
            part.drawOn(canvas, 16, y)
