"""The first page of a report as lines of a list: what the paper will say, before it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from audit_tui.tui.screens.lists import head
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.lines import Line

if TYPE_CHECKING:
    from audit_tui.reports.content import ReportContent, ScoreRow, Status

_TONES: Final[dict[Status, str]] = {
    "pass": "good",
    "minor": "warn",
    "major": "bad",
    "critical": "bad",
    "na": "dim",
}
_BAR: Final = 20
"""Cells of a bar from 0 to 100 percent."""


def preview(content: ReportContent, width: int) -> list[Line]:
    """What the first page says, in lines of at most `width` cells: verdict, scores, what to act on, what went well."""
    return [Line(None, f" {line.text}" if line.tone != "head" else line.text, line.right, line.tone)
            for line in _page(content, max(20, width - 4))]  # fmt: skip


def _page(content: ReportContent, width: int) -> Iterator[Line]:
    dial = content.dial
    yield head(_("Page 1"), f"{dial.figure}{f' {dial.unit}' if dial.unit else ''} · {dial.verdict}")
    for mark in content.marks:
        yield Line(None, f"! {mark}", "", "warn")
    for words in (content.verdict, content.verdict_more, content.way):
        yield from _wrapped(words, width)
    for kpi in content.kpis:
        marks = ", ".join(words for _status, words in kpi.marks)
        note = " · ".join(part for part in (kpi.note, marks) if part)
        yield Line(
            None,
            kpi.label + (f" ({note})" if note else ""),
            " ".join(part for part in (kpi.figure, kpi.of) if part),
        )
    if content.scores:
        yield head(_("Score by touchpoint"))
        for row in content.scores:
            yield _score(row)
    if content.act_first:
        yield head(_("Act on these first"))
        for pointer in content.act_first:
            yield Line(None, f"{pointer.finding}  {pointer.title}", "", _TONES[pointer.status])
            yield from _wrapped(pointer.text, width, "dim", indent=7)
    if content.went_well:
        yield head(_("What went well"))
        for words in content.went_well:
            yield from _wrapped(words, width, hang="· ")
    yield head(_("On the pages after it"))
    counts = (
        (_("Compliance by standard"), sum(len(group.rows) for group in content.standards)),
        (_("Non-conformities and evidence"), len(content.findings)),
        (_("All answers"), sum(len(group.rows) for group in content.answers)),
        (_("Corrective action plan"), len(content.actions)),
    )
    for words, count in counts:
        yield Line(None, words, str(count))


def _score(row: ScoreRow) -> Line:
    indent = "  " * row.level
    value = min(100.0, max(0.0, row.value)) if row.value is not None else 0.0
    full = round(value * _BAR / 100)
    bar = f"{'━' * full}{'─' * (_BAR - full)}"
    right = f"{bar} {row.score:>7}"
    return Line(None, f"{indent}{row.title} · {row.result}", right, _TONES[row.status])


def _wrapped(words: str, width: int, tone: str = "", *, indent: int = 0, hang: str = "") -> Iterator[Line]:
    """`words` broken at blanks, or anywhere where one word is longer than a line."""
    room, first = max(10, width - indent - cell_len(hang)), True
    for passage in words.splitlines():
        rest = passage.strip()
        while rest:
            part = _fitting(rest, room)
            yield Line(None, " " * indent + (hang if first else " " * cell_len(hang)) + part, "", tone)
            rest, first = rest[len(part) :].strip(), False


def _fitting(text: str, room: int) -> str:
    """As much of the beginning of `text` as goes into `room` cells, up to a blank where there is one."""
    if cell_len(text) <= room:
        return text
    used = at = 0
    while at < len(text) and used + cell_len(text[at]) <= room:
        used += cell_len(text[at])
        at += 1
    blank = text.rfind(" ", 1, at + 1)
    return text[: blank if blank > 0 else max(1, at)]
