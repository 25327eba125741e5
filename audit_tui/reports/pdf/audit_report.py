"""The report of one audit: puts the pages together and writes them. The same content gives the same bytes."""

from __future__ import annotations

from typing import Literal

from reportlab.platypus import Flowable

from audit_tui.i18n import translator
from audit_tui.locale_format import written_in
from audit_tui.reports.content import Around, Attachment, ReportContent, Variant
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.action_sheet import action_sheet
from audit_tui.reports.pdf.board import board
from audit_tui.reports.pdf.conclusion import conclusion
from audit_tui.reports.pdf.contents import settled
from audit_tui.reports.pdf.ending import ended_well
from audit_tui.reports.pdf.fonts import line, typeface
from audit_tui.reports.pdf.frame import Progress, Translate, draw_pdf, told_of
from audit_tui.reports.pdf.layout import lay_out
from audit_tui.reports.pdf.sections import actions, answers, experience, findings, standards
from audit_tui.reports.pdf.summary import summary

ATTACHMENT = "audit.json"
PREVIOUS = "previous.json"
MAY_END = ("aftermath", "limits", "sources", "matrix", "sign-off", "integrity")
"""The parts of the full report that may begin its last page."""


def audit_report(
    content: ReportContent,
    *,
    paper: Literal["A4", "Letter"] = "A4",
    variant: Variant = "full",
    progress: Progress | None = None,
) -> bytes:
    """The PDF of `content` as bytes; without attachment where its integrity says so.

    What `progress` raises breaks the drawing off.
    """
    _ = translator(content.language).gettext
    across, down = theme.PAPERS[paper]
    width, room = across - 2 * theme.SIDE, down - theme.TOP - theme.BOTTOM
    told = told_of(progress)
    with typeface(content), written_in(content.language), theme.accent(content.accent):
        match variant:
            case "full":
                layout = settled(*_full(content, width, _), paper, MAY_END, _, told)
            case "summary":  # two pages, whatever they hold
                layout = lay_out(board(content, width, room, _), paper, told=told)
            case "actions":
                sheet = action_sheet(content, width, _)
                cards = [f"nc-{finding.number}" for finding in content.findings[1:]]
                layout = ended_well(sheet, paper, cards, lay_out(sheet, paper, told=told), told)
        return draw_pdf(
            around(content, variant, _),
            layout,
            paper=paper,
            title=line(" · ".join([name(variant, _), content.site, content.visit_date, content.number])),
            translate=_,
            progress=progress,
        )


def _full(
    content: ReportContent, width: float, translate: Translate
) -> tuple[list[Flowable], list[Flowable]]:
    """The first page, and what follows it."""
    anchors = places(content)
    rest = [
        *standards(content, width, anchors, translate),
        *findings(content, width, anchors, translate),
        *answers(content, width, anchors, translate),
        *actions(content, width, anchors, translate),
        *experience(content, width, translate),
        *conclusion(content, width, anchors, translate),
    ]
    return summary(content, width, anchors, translate), rest


def name(variant: Variant, translate: Translate) -> str:
    """What a variant is called."""
    _ = translate
    names: dict[Variant, str] = {
        "full": _("Compliance report"),
        "summary": _("Compliance summary"),
        "actions": _("Action sheet"),
    }
    return names[variant]


def around(content: ReportContent, variant: Variant, translate: Translate) -> Around:
    """What stands round the pages of the report of `content`."""
    attachment = Attachment(
        ATTACHMENT,
        content.integrity.attachment,
        translate("The record of this audit, with the values that this report publishes"),
    )
    return Around(
        language=content.language,
        organisation=content.organisation,
        logo=content.logo,
        dated=content.dated,
        marks=content.marks,
        confidentiality=content.confidentiality,
        name=content.site,
        tail=(content.visit_date, content.number),
        subject=f"{content.overline} · {content.site} · {content.number}",
        attachment=attachment if content.integrity.attached else None,
        further=(
            Attachment(
                PREVIOUS,
                content.previous,
                translate("What came out of the visits before, with which this report compares"),
            ),
        )
        if content.previous is not None
        else (),
        variant=variant,
        notice=content.notice,
        appeal=content.appeal,
        foot=content.foot,
        accent=content.accent,
    )


def places(content: ReportContent) -> frozenset[str]:
    """Every place of the full report that a link can lead to: a link to any other would stop the drawing."""
    found = {"summary", "conclusion", "scope", "sign-off", "matrix", "integrity"}
    sections = {
        "scores": content.scores,
        "standards": content.standards,
        "findings": content.findings,
        "answers": content.answers,
        "evidence": content.further_photos,
        "actions": content.actions,
        "course": content.course,
        "causes": content.causes,
        "experience": content.experience,
        "aftermath": content.aftermath,
        "limits": content.limits,
        "sources": content.sources,
    }
    found |= {name for name, held in sections.items() if held}
    found |= {row.anchor for group in content.standards for row in group.rows}
    photos = list(content.further_photos)
    for finding in content.findings:
        found.add(f"nc-{finding.number}")
        photos += finding.photos
    found |= {f"ev-{photo.tag}" for photo in photos}
    return frozenset(found)
