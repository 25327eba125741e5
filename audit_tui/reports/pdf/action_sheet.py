"""The action sheet for the site: each finding with what was seen and asked for, and room to write who does what.

It is filled in with a pen: the cause, the owner, the days and signatures of plan, do and check.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.platypus import Flowable

from audit_tui.reports.content import ActionRow, Fact, NonConformity, ReportContent, Status
from audit_tui.reports.foreign import keeping
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Text, lead_in, open_section, passages, space, text
from audit_tui.reports.pdf.cards import BAR, INSET, MIDDLE, Card, Label, Row
from audit_tui.reports.pdf.columns import for_dates
from audit_tui.reports.pdf.conclusion import IntegrityBox, sign_off
from audit_tui.reports.pdf.marks import BlankLine
from audit_tui.reports.pdf.sections import Together
from audit_tui.reports.pdf.summary import Column, title
from audit_tui.reports.pdf.tables import data_table

Translate = Callable[[str], str]
SHARES = (0.54, 0.46)
GAP = 10.0
LINE = 17.0
"""Height in points of a line to write on."""


def action_sheet(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    """The sheet: what has to be done, finding by finding, further actions, and who has taken it over."""
    _ = translate
    dial = content.dial
    figure = f"{dial.figure}\u00a0{dial.unit}" if dial.unit else dial.figure
    result = Fact(_("Result"), f"{figure} · {dial.verdict}")
    story: list[Flowable] = [
        *title(content, _("Action sheet"), (*content.facts[:3], result), width),
        Text(lead_in(content.verdict, content.way), theme.LEAD),
    ]
    story += _findings(content, width, _)
    story += _further(content, width, _)
    return [*story, *_taken_over(content, width, _)]


def _taken_over(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    """Who signs, and what binds the sheet to the record; on one page."""
    _ = translate
    box = IntegrityBox(content.integrity, width, _, brief=True)
    signed = sign_off(content.signatures, width)
    head = open_section(_("Acknowledgement"), "sign-off", Together(signed, box), width, level=1)
    return [*head, *signed, box]


def _findings(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    _ = translate
    if not content.findings:
        if content.dial.value is None:
            return [space(12), text(_("Nothing was found that the site has to act on."))]
        well: list[tuple[Status, list[Text]]] = [("pass", [text(words)]) for words in content.went_well]
        column: list[Flowable] = [space(16), Column(_("What went well"), width, well)] if well else []
        return [space(12), text(_("No non-conformity was found.")), *column]
    cards = [_card(finding, content.actions, width, _) for finding in content.findings]
    intro = _(
        "For each finding, write down its cause, what is done, by whom and until when, and sign when it is done. "
        "An action is closed only when a check has shown that the standard is met. "
        "Photos and all answers stand in the full report."
    )
    return [
        *open_section(_("What has to be done"), "findings", cards[0], width, intro=intro, level=1),
        *cards,
    ]


def _card(finding: NonConformity, actions: Sequence[ActionRow], width: float, translate: Translate) -> Card:
    _ = translate
    inner = width - 2 * INSET - BAR
    left_width = inner * SHARES[0] - MIDDLE / 2
    right_width = inner * SHARES[1] - MIDDLE / 2
    left: list[Flowable] = []

    def say(label: str, paragraphs: Sequence[str]) -> None:
        if paragraphs:
            left.append(Label(label, first=not left))
            left.extend(part for one in paragraphs for part in passages(one, theme.TABLE))

    requirement = " · ".join(part for part in (finding.code, finding.requirement) if part)
    requirement = keeping(requirement, finding.requirement)
    say(_("Requirement"), [requirement] if requirement else [])
    say(_("Observed"), [*finding.observed, *finding.notes])
    say(_("Why this is critical"), [finding.critical_reason] if finding.critical_reason else [])
    # What merely follows from a finding repeats its title: the site says itself what it does.
    own = [row for row in actions if row.finding == finding.number and row.asked]
    blank = BlankLine(left_width, _("blank line"), LINE)
    left.append(Label(_("Corrective action")))
    for row in own:
        left += passages(keeping(f"{row.number} · {row.title}", row.title), theme.TABLE_STRONG)
        if row.verification:
            left += passages(row.verification, theme.SMALL)
    if not own:
        left += [blank, blank]
    return Card(
        finding,
        width,
        left,
        _fields(finding, right_width, _),
        [],
        shares=SHARES,
        again=_("continued"),
        in_parts=False,
    )


def _fields(finding: NonConformity, width: float, translate: Translate) -> list[Flowable]:
    """What the site and then the auditor write: cause, who and until when, done, checked."""
    _ = translate
    blank = _("blank line")
    half = (width - GAP) / 2

    def pair(*entries: tuple[str, str | None]) -> Row:
        columns: list[tuple[list[Flowable], float]] = []
        for label, value in entries:
            below = text(value, theme.VALUE) if value else BlankLine(half, blank, LINE)
            columns.append(([Label(label), below], half))
        return Row(columns, GAP)

    cause: list[Flowable] = [BlankLine(width, blank, LINE), BlankLine(width, blank, LINE)]
    return [
        Label(_("Root cause"), first=True),
        *(passages(finding.root_cause) if finding.root_cause else cause),
        pair((_("Owner"), finding.owner), (_("Due"), finding.due)),
        pair((_("Done on"), None), (_("Signature"), None)),
        pair((_("Checked on"), None), (_("Signature"), None)),
    ]


def _further(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    """Actions that were asked for without a finding."""
    _ = translate
    known = {finding.number for finding in content.findings}
    actions = [row for row in content.actions if row.finding not in known]
    if not actions:
        return []
    due = for_dates(68.0)
    widths = [40.0, width - 40 - 92 - due - 112, 92.0, due, 112.0]
    head = [_("No."), _("Action and how it is verified"), _("Owner"), _("Due"), _("Done on, signature")]
    rows: list[list[Any]] = []
    for row in actions:
        what = [text(row.title, theme.TABLE_STRONG)]
        if row.verification:
            what.append(text(row.verification, theme.SMALL))
        rows.append(
            [
                text(row.number, theme.TABLE_STRONG),
                what,
                BlankLine(84, _("blank line")) if row.owner is None else text(row.owner, theme.TABLE),
                BlankLine(58, _("blank line")) if row.due is None else text(row.due, theme.TABLE),
                BlankLine(112, _("blank line")),
            ]
        )
    table = data_table(head, rows, widths)
    return [*open_section(_("Further actions"), "actions", table, width, level=1), table]
