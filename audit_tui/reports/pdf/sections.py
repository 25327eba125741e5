"""The sections after the first page: standards, findings, answers, actions and the experience."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from audit_tui.locale_format import led_by, listed
from audit_tui.reports.content import AnswerRow, Experience, NonConformity, ReportContent, Status
from audit_tui.reports.foreign import keeping
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import (
    Block,
    Text,
    beginning,
    hex_of,
    lead,
    lead_in,
    marked,
    open_section,
    passages,
    space,
    text,
)
from audit_tui.reports.pdf.cards import finding_card, photo_strips
from audit_tui.reports.pdf.causes_chart import CausesChart
from audit_tui.reports.pdf.charts import BalanceFigure, ScoreBar
from audit_tui.reports.pdf.columns import for_dates, for_words
from audit_tui.reports.pdf.course_chart import CourseChart
from audit_tui.reports.pdf.fonts import markup
from audit_tui.reports.pdf.marks import BlankLine, PdcaSteps, StatusMark
from audit_tui.reports.pdf.tables import chunked, pieces

Translate = Callable[[str], str]
DASH = "–"


def _nc(number: str, anchors: frozenset[str]) -> Flowable | str:
    return lead(number, f"nc-{number}", anchors) if number else DASH


def standards(
    content: ReportContent, width: float, anchors: frozenset[str], translate: Translate
) -> list[Flowable]:
    """Every standard with its result and points."""
    _ = translate
    if not content.standards:
        return []
    words = [row.result for group in content.standards for row in group.rows]
    result = min(max([66.0, *(StatusMark("pass", word).width + 8 for word in words)]), 130.0)
    kind = for_words((row.kind for group in content.standards for row in group.rows), 50.0, 8.0)
    widths = [46.0, width - 46 - kind - result - 46 - 40, kind, result, 46.0, 40.0]
    head = [_("Code"), _("Requirement"), _("Kind"), _("Result"), _("Points"), _("Finding")]
    rows: list[list[Any]] = []
    groups: list[int] = []
    for group in content.standards:
        groups.append(len(rows))
        rows.append([text(group.title, theme.GROUP), "", "", "", _group_score(group.score), ""])
        for row in group.rows:
            requirement = [text(row.requirement, theme.TABLE)]
            if row.figure:
                requirement.append(text(row.figure, theme.ASIDE))
            rows.append(
                [
                    text(row.code, theme.TABLE_CODE, anchor=row.anchor),
                    requirement,
                    text(row.kind, theme.SMALL),
                    StatusMark(row.status, row.result),
                    row.points,
                    _nc(row.finding, anchors),
                ]
            )
    intro = _(
        "Every standard that the checklists measure, with its result and the points earned. "
        "The number in the last column leads to the non-conformity with its evidence."
    )
    tables = chunked(head, rows, widths, groups, set(), (4,))
    return [*open_section(_("Compliance by standard"), "standards", tables[0], width, intro=intro), *tables]


def _group_score(score: str) -> Flowable:
    return Text(markup(score), theme.right(theme.GROUP))


def findings(
    content: ReportContent, width: float, anchors: frozenset[str], translate: Translate
) -> list[Flowable]:
    """Cards for what is critical, major or shown by photos; a table for the rest."""
    _ = translate
    if not content.findings:
        return []
    cards = [finding for finding in content.findings if finding.severity != "minor" or finding.photos]
    listed = [finding for finding in content.findings if finding.severity == "minor" and not finding.photos]
    intro = _(
        "Critical: a failed item that the checklist names as critical. Major: a standard that is not met. "
        "Minor: a standard that is met in part. Photos are reduced for print; the hash identifies the "
        "untouched original."
    )
    minor: list[Flowable] = []
    if listed:
        tables = _minor_table(listed, width, anchors, _)
        title = _("Minor non-conformities")
        # With nothing graver before them they need no heading of their own.
        head = open_section(title, "minor-findings", tables[0], width, level=1) if cards else []
        minor = [*head, *tables]
    shown = [finding_card(finding, width, anchors, _) for finding in cards]
    first = shown[0] if shown else tables[0]
    title = _("Non-conformities and evidence")
    return [*open_section(title, "findings", first, width, intro=intro), *shown, *minor]


def _minor_table(
    listed: Sequence[NonConformity], width: float, anchors: frozenset[str], _: Translate
) -> list[Flowable]:
    due = for_dates(62.0)
    grave = max([54.0, *(StatusMark(one.severity, one.severity_word).width + 8 for one in listed)])
    widths = [44.0, width - 44 - 60 - grave - 80 - due, 60.0, grave, 80.0, due]
    head = [_("No."), _("Observed"), _("Standard"), _("Severity"), _("Owner"), _("Due")]
    rows: list[list[Any]] = []
    joined: set[int] = set()
    for finding in listed:
        seen = keeping(" ".join([*finding.observed, *finding.notes]), *finding.observed)
        words = [*passages(finding.title, theme.TABLE), *(passages(seen, theme.ASIDE) if seen else ())]
        if finding.root_cause:
            words.append(text(led_by(_("Root cause"), finding.root_cause), theme.ASIDE))
        parts = pieces(words, widths[1] - 8)
        code = lead(finding.code, finding.standard, anchors, plain=theme.TABLE_CODE)
        owner = BlankLine(70, _("blank line")) if finding.owner is None else text(finding.owner, theme.TABLE)
        day = BlankLine(58, _("blank line")) if finding.due is None else text(finding.due, theme.TABLE)
        rows.append(
            [
                text(finding.number, theme.TABLE_STRONG, anchor=f"nc-{finding.number}"),
                parts[0],
                code,
                StatusMark(finding.severity, finding.severity_word),
                owner,
                day,
            ]
        )
        for part in parts[1:]:
            joined.add(len(rows))
            rows.append(["", part, "", "", "", ""])
    return chunked(head, rows, widths, [], joined, ())


def answers(
    content: ReportContent, width: float, anchors: frozenset[str], translate: Translate
) -> list[Flowable]:
    """Every question as asked, with its public answer, remark and evidence."""
    _ = translate
    if not content.answers:
        return []
    widths = [46.0, width - 46 - 190 - 52 - 40, 190.0, 52.0, 40.0]
    head = [_("Code"), _("Question"), _("Answer and remark"), _("Points"), _("Finding")]
    rows: list[list[Any]] = []
    groups: list[int] = []
    joined: set[int] = set()
    for group in content.answers:
        groups.append(len(rows))
        rows.append([text(group.title, theme.GROUP), "", "", _group_score(group.score), ""])
        for row in group.rows:
            questions = pieces(passages(row.question, theme.TABLE), widths[1] - 8)
            replies = pieces(_reply(row, anchors, _), widths[2] - 8)
            for index in range(max(len(questions), len(replies))):
                if index:
                    joined.add(len(rows))
                rows.append(
                    [
                        text(row.code, theme.TABLE_CODE) if index == 0 else "",
                        questions[index] if index < len(questions) else "",
                        replies[index] if index < len(replies) else "",
                        row.points if index == 0 else "",
                        _nc(row.finding, anchors) if index == 0 and row.finding else "",
                    ]
                )
    intro = _(
        "The checklists as they were walked. Private notes are not part of any report. "
        "Questions without points were asked for information."
    )
    tables = chunked(head, rows, widths, groups, joined, (3,))
    story = [*open_section(_("All answers"), "answers", tables[0], width, intro=intro), *tables]
    if content.further_photos:
        strips = photo_strips(content.further_photos, width, _)
        story += open_section(_("Further evidence"), "evidence", strips[0], width, level=1)
        for strip in strips:
            story += [strip, space(8)]
    return story


def _reply(row: AnswerRow, anchors: frozenset[str], _: Translate) -> list[Text]:
    """The answer, in the colour of its status where it falls short, then remark and evidence in small."""
    parts = passages(row.answer, theme.TABLE if row.status is None else _coloured(row.status))
    if row.remark:
        parts += passages(row.remark, theme.ASIDE)
    shown = [
        f'<a href="#ev-{markup(tag)}" color="{hex_of(theme.brand())}">{markup(tag)}</a>'
        if f"ev-{tag}" in anchors
        else markup(tag)
        for tag in row.evidence
    ]
    if shown:
        parts.append(Text(led_by(markup(_("Evidence")), listed(shown)), theme.ASIDE))
    return parts


@cache
def _coloured(status: Status) -> ParagraphStyle:
    return ParagraphStyle(f"table {status}", parent=theme.TABLE_STRONG, textColor=theme.TONES[status].text)


def actions(
    content: ReportContent, width: float, anchors: frozenset[str], translate: Translate
) -> list[Flowable]:
    """What is to be done, by whom and until when, and how it will be verified; the course of the audits."""
    _ = translate
    if not content.actions:
        return course(content, width, level=0)
    letters = _("PDCA")
    due = for_dates(68.0)
    widths = [40.0, width - 40 - 48 - 92 - due - 58, 48.0, 92.0, due, 58.0]
    head = [_("No."), _("Action and how it is verified"), _("Finding"), _("Owner"), _("Due"), letters]
    rows: list[list[Any]] = []
    for row in content.actions:
        what = [text(row.title, theme.TABLE_STRONG)]
        if row.verification:
            what.append(text(row.verification, theme.SMALL))
        alt = _("{done} of 4 steps done").format(done=row.done)
        rows.append(
            [
                text(row.number, theme.TABLE_STRONG),
                what,
                _nc(row.finding, anchors),
                BlankLine(80, _("blank line")) if row.owner is None else text(row.owner, theme.TABLE),
                BlankLine(58, _("blank line")) if row.due is None else text(row.due, theme.TABLE),
                PdcaSteps(letters, row.done, alt),
            ]
        )
    intro = _(
        "P plan · D do · C check · A act: filled steps are done. "
        "An action is closed only when a check has shown that the standard is met."
    )
    tables = chunked(head, rows, widths, [], set(), ())
    return [
        *open_section(_("Corrective action plan"), "actions", tables[0], width, intro=intro),
        *tables,
        *course(content, width),
        *causes(content, width),
    ]


def course(content: ReportContent, width: float, *, level: int = 1) -> list[Flowable]:
    """The chart of the last audits, where there are enough of them."""
    if content.course is None:
        return []
    chart, note = CourseChart(content.course, width), text(content.course.note, theme.CAPTION)
    head = open_section(content.course.title, "course", chart, width, level=level, caption=note)
    return [*head, chart, note]


def causes(content: ReportContent, width: float) -> list[Flowable]:
    """The chart of root causes, where any is recorded."""
    if content.causes is None:
        return []
    chart = CausesChart(content.causes, width)
    note = text(content.causes.note, theme.CAPTION) if content.causes.note else None
    head = open_section(content.causes.title, "causes", chart, width, level=1, caption=note)
    return [*head, chart, *([note] if note else [])]


def experience(content: ReportContent, width: float, translate: Translate) -> list[Flowable]:
    """The balance of the visit and the slices that could be computed."""
    _ = translate
    shown: Experience | None = content.experience
    if shown is None:
        return []
    intro = _(
        "One negative experience takes about five positive ones to make good: "
        "the balance sets positives against five times the negatives."
    )
    shown_balance = balance(shown, width, _)
    widths = [width - theme.BAR_WIDTH - 10 - 48 - 48, theme.BAR_WIDTH + 10, 48.0, 48.0]
    rows: list[list[Any]] = []
    groups: list[int] = []
    wide: list[int] = []
    for group in shown.groups:
        groups.append(len(rows))
        rows.append([text(group.title, theme.GROUP), "", "", ""])
        for row in group.rows:
            words = keeping(_("{title}: {score}").format(title=row.title, score=row.score), row.title)
            if row.value is None:
                wide.append(len(rows))
            rows.append(
                [
                    Text(f"<b>{marked(row.title)}</b>  {marked(row.explanation)}", theme.TABLE),
                    "" if row.value is None else ScoreBar(row.value, _shade(row.value), words),
                    row.count,
                    row.score,
                ]
            )
    head = [_("Slice, and what it holds"), _("0–100 %"), _("Questions"), _("Score")]
    tables = chunked(head, rows, widths, groups, set(), (2, 3), wide)
    story = open_section(
        _("Experience"), "experience", Together(shown_balance, tables[0]), width, intro=intro
    )
    remark = [space(6), Text(markup(shown.remark), theme.BODY)] if shown.remark else []
    return [*story, *shown_balance, *tables, *remark]


def balance(shown: Experience, width: float, translate: Translate) -> list[Flowable]:
    """The balance of positives and negatives in a sentence and two bars."""
    _ = translate
    alt = _("{positives} positives against 5 × {negatives} negatives").format(
        positives=shown.positives, negatives=shown.negatives
    )
    return [
        Text(lead_in(shown.balance, shown.sentence), theme.BODY),
        space(6),
        BalanceFigure(
            width,
            (_("Positives: questions at full points"), shown.positives),
            (
                _("5 × {count} negatives: questions at no points").format(count=shown.negatives),
                5 * shown.negatives,
            ),
            alt,
        ),
        space(4),
    ]


class Together(Block):
    """Never drawn: stands for blocks of which the beginning of the last must fit with the others."""

    def __init__(self, blocks: Sequence[Flowable], last: Flowable) -> None:
        super().__init__(0, 0)
        self.blocks, self.last = blocks, last

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        above = sum(block.wrap(available_width, available_height)[1] for block in self.blocks)
        return available_width, above + beginning(self.last, available_width)


def _shade(value: float | None) -> Any:
    """Bars of slices have no target of their own; their colour follows the shipped bands."""
    if value is None:
        return "na"
    return "pass" if value >= 85 else "minor" if value >= 70 else "major"
