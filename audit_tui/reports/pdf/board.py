"""The summary for a board: two pages whatever the audit holds. The result, then the findings and what is done.

What does not fit is counted and said to stand in the full report; nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.platypus import Flowable, PageBreak

from audit_tui.reports.content import NonConformity, ReportContent, ScoreRow
from audit_tui.reports.foreign import keeping, shortened
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Text, open_section, passages, space, stacked, text
from audit_tui.reports.pdf.columns import for_dates
from audit_tui.reports.pdf.conclusion import IntegrityBox
from audit_tui.reports.pdf.fonts import REGULAR, fit, markup
from audit_tui.reports.pdf.marks import StatusMark
from audit_tui.reports.pdf.sections import balance
from audit_tui.reports.pdf.summary import SummaryPanel, pointers, scores, title
from audit_tui.reports.pdf.tables import data_table, pieces

Translate = Callable[[str], str]
PICKED = ("outcome", "scope", "sampling", "opinions", "appeal")
"""Which of the statements a board reads; the others stand in the full report."""
LONGEST_STATEMENT, LONGEST_CONCLUSION = 48.0, 92.0
"""Height in points at which these are cut on the summary."""


def board(content: ReportContent, width: float, room: float, translate: Translate) -> list[Flowable]:
    """The two pages, of `room` points of height each; links lead to the findings that they show."""
    second, shown = _second(content, width, room, translate)
    anchors = frozenset(f"nc-{one.number}" for one in shown)
    return [*_first(content, width, room, anchors, translate), PageBreak(), *second]


def _first(
    content: ReportContent, width: float, room: float, anchors: frozenset[str], translate: Translate
) -> list[Flowable]:
    """The result: as on the first page of the report, with as many touchpoints as the page holds."""
    _ = translate
    head: list[Flowable] = [
        *title(content, _("Compliance summary"), content.facts, width),
        SummaryPanel(content, width, _),
    ]
    foot: list[Flowable] = [space(10), text(content.way, theme.VALUE)] if content.way else []
    told = pointers(content, width, anchors, _) if content.act_first or content.went_well else None
    if told is not None:
        foot.append(space(10 if content.way else 16))
    left = room - stacked([*head, *foot], width) - (told.smallest if told is not None else 0)
    rows, note = _touchpoints(content.scores, width, left, _)
    middle = [*scores(rows, width, _), *note] if rows else []
    return [*head, *middle, *foot, *([told] if told is not None else [])]


def _touchpoints(
    rows: Sequence[ScoreRow], width: float, left: float, translate: Translate
) -> tuple[Sequence[ScoreRow], list[Flowable]]:
    """The touchpoints that fit in `left` points of height: without their sections, then only the lowest."""
    _ = translate
    whole = [row for row in rows if row.level == 0]
    for shown in (rows, whole):
        if shown and stacked(scores(shown, width, _), width) <= left:
            return shown, []
    lowest = sorted(whole, key=lambda row: (row.value is None, row.value or 0.0))
    for count in range(len(whole) - 1, 0, -1):
        kept = [row for row in whole if row in lowest[:count]]
        words = _("The {count} lowest of {total} touchpoints; the full report has all.")
        note: list[Flowable] = [
            space(4),
            text(words.format(count=count, total=len(whole)), theme.SMALL),
        ]
        if stacked([*scores(kept, width, _), *note], width) <= left:
            return kept, note
    return (), []


def _second(
    content: ReportContent, width: float, room: float, translate: Translate
) -> tuple[list[Flowable], Sequence[NonConformity]]:
    """What was found and is done about it, the conclusion, and what binds the page to the record."""
    _ = translate
    concluded, bound = _conclusion(content, width, _), _integrity(content, width, _)
    foot = [*concluded, *_rests_on(content, width, _), *bound]
    left = room - stacked([space(0), *foot], width)
    findings: list[Flowable] = []
    shown: Sequence[NonConformity] = ()
    for count in range(len(content.findings), 0, -1):
        shown = content.findings[:count]
        findings = _findings(content, shown, width, _)
        if stacked(findings, width) <= left:
            break
    experience = content.experience
    if experience is not None:
        blocks = balance(experience, width, _)
        part = [*open_section(_("Experience"), "experience", blocks[0], width, level=1), *blocks]
        if stacked([*findings, *part], width) <= left:
            foot[len(concluded) : len(concluded)] = part
    return [*findings, *foot], shown


def _findings(
    content: ReportContent, shown: Sequence[NonConformity], width: float, translate: Translate
) -> list[Flowable]:
    _ = translate
    owned, dated = any(one.owner for one in shown), any(one.due for one in shown)
    extra = [*([(_("Owner"), 92.0)] if owned else []), *([(_("Due"), for_dates(64.0))] if dated else [])]
    grave = max([62.0, *(StatusMark(one.severity, one.severity_word).width + 8 for one in shown)])
    wide = width - 44 - grave - sum(size for _label, size in extra)
    widths = [44.0, wide, grave, *(size for _label, size in extra)]
    head = [
        _("No."),
        _("Non-conformity, and what is done about it"),
        _("Severity"),
        *(one for one, _size in extra),
    ]
    rows: list[list[Any]] = []
    for finding in shown:
        cell = [text(shortened(finding.title, finding.title[:300]), theme.TABLE)]
        asked = [row for row in content.actions if row.finding == finding.number and row.asked]
        said = [keeping(f"{row.number} · {row.title}", row.title) for row in asked]
        said = said or [*finding.notes, *finding.observed][:1]
        cell += [
            text(shortened(words, fit(words, REGULAR, 7.2, wide - 10)), theme.ASIDE) for words in said[:3]
        ]
        number = text(finding.number, theme.TABLE_STRONG, anchor=f"nc-{finding.number}")
        row: list[Any] = [number, cell, StatusMark(finding.severity, finding.severity_word)]
        if owned:
            row.append(_or_not(finding.owner, _("not named")))
        if dated:
            row.append(_or_not(finding.due, _("not set")))
        rows.append(row)
    table = data_table(head, rows, widths, padding=3.6)
    rest = len(content.findings) - len(shown)
    words = _("Non-conformities shown: {count} of {total}, the gravest first; the full report has all.")
    note: list[Flowable] = (
        [space(4), text(words.format(count=len(shown), total=len(content.findings)), theme.SMALL)]
        if rest
        else []
    )
    return [*open_section(_("Findings and actions"), "findings", table, width), table, *note]


def _or_not(value: str | None, missing: str) -> Text:
    return text(value or missing, theme.TABLE if value else theme.TABLE_CODE)


def _conclusion(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    _ = translate
    words = _cut(passages(content.conclusion), width, LONGEST_CONCLUSION, _)
    level = 1 if content.findings else 0
    return [*open_section(_("Conclusion"), "conclusion", words[0], width, level=level), *words]


def _cut(words: list[Text], width: float, limit: float, translate: Translate) -> list[Text]:
    """`words` as far as `limit` points of height, and where the rest stands."""
    cells = pieces(words, width, limit)
    if len(cells) == 1:
        return cells[0]
    rest = translate("The full report goes on here.")
    return [*cells[0], Text(f"… <i>{markup(rest)}</i>", theme.SMALL)]


def _rests_on(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    _ = translate
    rows = [
        [
            text(fact.label, theme.TABLE_STRONG),
            _cut(passages(fact.value, theme.TABLE), width - 124, LONGEST_STATEMENT, _),
        ]
        for fact in content.statements
        if fact.key in PICKED
    ]
    if content.limits:
        words = _("Questions without an answer: {count}; the full report says which, and why.")
        rows.append(
            [
                text(_("Limits"), theme.TABLE_STRONG),
                [text(words.format(count=len(content.limits)), theme.TABLE)],
            ]
        )
    table = data_table([_("Item"), _("Statement")], rows, [124, width - 124], padding=3.6)
    return [*open_section(_("What this rests on"), "scope", table, width, level=1), table]


def _integrity(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    _ = translate
    box = IntegrityBox(content.integrity, width, _, brief=True)
    return [*open_section(_("Integrity of this report"), "integrity", box, width, level=1), box]
