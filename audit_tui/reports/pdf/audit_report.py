"""The report of one audit: puts the pages together and writes them. The same content gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from reportlab.platypus import Flowable

from audit_tui.i18n import translator
from audit_tui.locale_format import written_in
from audit_tui.reports.content import Around, Attachment, ReportContent, Variant
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.action_sheet import action_sheet
from audit_tui.reports.pdf.board import board
from audit_tui.reports.pdf.conclusion import conclusion
from audit_tui.reports.pdf.contents import LONG, contents
from audit_tui.reports.pdf.ending import PLAIN, Ending, settled
from audit_tui.reports.pdf.fonts import line, typeface
from audit_tui.reports.pdf.frame import Outcome, Progress, Translate, build_pdf
from audit_tui.reports.pdf.sections import actions, answers, experience, findings, standards
from audit_tui.reports.pdf.summary import summary

ATTACHMENT = "audit.json"
PREVIOUS = "previous.json"
SURELY_LONG = 130
"""Rows of standards and answers from which on a report is taken for longer than its contents begin at."""


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
    breaks: dict[str, Sequence[str]] = {
        "full": ("aftermath", "limits", "sources", "matrix", "sign-off", "integrity"),
        "actions": [f"nc-{finding.number}" for finding in content.findings[1:]],
    }
    rows = sum(len(group.rows) for group in content.standards) + sum(
        len(group.rows) for group in content.answers
    )
    foreseen = variant == "full" and rows > SURELY_LONG

    def draw(
        ending: Ending, pages: Mapping[str, int] | None, wanted: Callable[[Outcome], bool]
    ) -> tuple[bytes, Outcome]:
        return _draw(content, paper, variant, ending, pages, progress=progress, wanted=wanted)

    with typeface(content), written_in(content.language):
        if variant == "summary":  # two pages, whatever they hold
            return draw(PLAIN, None, lambda _come: True)[0]
        return settled(
            draw,
            breaks[variant],
            long=lambda come: variant == "full" and come.pages > LONG,
            foreseen=foreseen,
        )


def _draw(
    content: ReportContent,
    paper: str,
    variant: Variant,
    ending: Ending,
    pages: Mapping[str, int] | None,
    progress: Progress | None,
    wanted: Callable[[Outcome], bool],
) -> tuple[bytes, Outcome]:
    """The pages once, ending as `ending` says; with contents where `pages` are given.

    There are no bytes where the pages, as they came out, are not `wanted`.
    """
    _ = translator(content.language).gettext
    across, down = theme.PAPERS[paper]
    width, room = across - 2 * theme.SIDE, down - theme.TOP - theme.BOTTOM
    title = line(" · ".join([name(variant, _), content.site, content.visit_date, content.number]))
    out = io.BytesIO()
    with theme.accent(content.accent):
        match variant:
            case "full":
                story = _full(content, width, ending.break_before, pages, _)
            case "summary":
                story = board(content, width, room, _)
            case "actions":
                story = action_sheet(content, width, _, break_before=ending.break_before)
        outcome = build_pdf(
            out,
            around(content, variant, _),
            story,
            paper=paper,
            title=title,
            translate=_,
            progress=progress,
            wanted=wanted,
            short=ending.short,
        )
    return out.getvalue(), outcome


def _full(
    content: ReportContent,
    width: float,
    break_before: str,
    pages: Mapping[str, int] | None,
    translate: Translate,
) -> list[Flowable]:
    anchors = places(content)
    first = summary(content, width, anchors, translate)
    rest = [
        *standards(content, width, anchors, translate),
        *findings(content, width, anchors, translate),
        *answers(content, width, anchors, translate),
        *actions(content, width, anchors, translate),
        *experience(content, width, translate),
        *conclusion(content, width, anchors, translate, break_before=break_before),
    ]
    if pages is None:
        return [*first, *rest]
    return [*first, *contents([*first, *rest], pages, width, translate), *rest]


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
        further=Attachment(
            PREVIOUS,
            content.previous,
            translate("What came out of the visit before, with which this report compares"),
        )
        if content.previous is not None
        else None,
        variant=variant,
        notice=content.notice,
        appeal=content.appeal,
        foot=content.foot,
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
