"""The report of one audit: puts the pages together and writes them. The same content gives the same bytes."""

from __future__ import annotations

import io
from typing import Literal

from reportlab.platypus import Flowable

from audit_tui.i18n import translator
from audit_tui.reports.content import Around, Attachment, ReportContent
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.conclusion import conclusion
from audit_tui.reports.pdf.fonts import line, typeface
from audit_tui.reports.pdf.frame import Outcome, Translate, build_pdf
from audit_tui.reports.pdf.sections import actions, answers, experience, findings, standards
from audit_tui.reports.pdf.summary import summary

ATTACHMENT = "audit.json"


def audit_report(content: ReportContent, *, paper: Literal["A4", "Letter"] = "A4") -> bytes:
    """The PDF of `content` as bytes."""
    breaks = ("limits", "sources", "matrix", "sign-off", "integrity")
    with typeface(content):
        data, outcome = _draw(content, paper, "")
        better = outcome.better_break(breaks)
        return _draw(content, paper, better)[0] if better else data


def _draw(content: ReportContent, paper: str, break_before: str) -> tuple[bytes, Outcome]:
    """The pages once, the closing part `break_before` beginning a page."""
    _ = translator(content.language).gettext
    width = theme.PAPERS[paper][0] - 2 * theme.SIDE
    anchors = places(content)
    title = line(" · ".join([_("Compliance report"), content.site, content.visit_date, content.number]))
    out = io.BytesIO()
    with theme.accent(content.accent):
        story: list[Flowable] = [
            *summary(content, width, _),
            *standards(content, width, _),
            *findings(content, width, anchors, _),
            *answers(content, width, anchors, _),
            *actions(content, width, _),
            *experience(content, width, _),
            *conclusion(content, width, anchors, _, break_before=break_before),
        ]
        outcome = build_pdf(out, around(content, _), story, paper=paper, title=title, translate=_)
    return out.getvalue(), outcome


def around(content: ReportContent, translate: Translate) -> Around:
    """What stands round the pages of the report of `content`."""
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
        attachment=Attachment(
            ATTACHMENT,
            content.integrity.attachment,
            translate("The record of this audit, with the values that this report publishes"),
        ),
    )


def places(content: ReportContent) -> frozenset[str]:
    """Every place of the report that a link can lead to: a link to any other would stop the drawing."""
    found = {"summary", "conclusion", "scope", "sign-off", "matrix", "integrity"}
    sections = {
        "scores": content.scores,
        "standards": content.standards,
        "findings": content.findings,
        "answers": content.answers,
        "evidence": content.further_photos,
        "actions": content.actions,
        "experience": content.experience,
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
