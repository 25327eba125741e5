"""What followed the end of the audit: who said what, the result of each edition, and what a correction changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.platypus import Flowable

from audit_tui.locale_format import led_by
from audit_tui.reports.content import Aftermath
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import passages, space, text
from audit_tui.reports.pdf.tables import data_table, labelled_table, pieces

Translate = Callable[[str], str]


def aftermath(content: Aftermath, width: float, translate: Translate) -> list[Flowable]:
    """The tables of it, those that hold something."""
    _ = translate
    story: list[Flowable] = [_happened(content, width, _)]
    if content.editions:
        rows = [
            [text(number, theme.TABLE_STRONG), text(day, theme.TABLE), text(score, theme.TABLE)]
            for number, day, score in content.editions
        ]
        head = [_("Edition"), _("Handed in"), _("Result")]
        story += [space(10), data_table(head, rows, [70, 150, width - 220], padding=3.2)]
    if content.changes:
        story += [space(10), _changes(content, width, _)]
    return story


def _happened(content: Aftermath, width: float, _: Translate) -> Flowable:
    told = ((one.day, passages(one.words, theme.TABLE)) for one in content.happened)
    return labelled_table([_("Day"), _("What followed")], told, width)


def _changes(content: Aftermath, width: float, _: Translate) -> Flowable:
    """A correction question by question; long answers go on in further rows."""
    widths = [50.0, (width - 50) * 0.36, (width - 50) * 0.32, (width - 50) * 0.32]
    rows: list[list[Any]] = []
    joined: set[int] = set()
    for one in content.changes:
        columns = [
            pieces(passages(words, theme.TABLE), room - 8)
            for words, room in zip(
                (led_by(one.label, one.question), one.before, one.after), widths[1:], strict=True
            )
        ]
        for index in range(max(map(len, columns))):
            if index:
                joined.add(len(rows))
            cells = [column[index] if index < len(column) else "" for column in columns]
            rows.append([text(one.edition, theme.TABLE_STRONG) if index == 0 else "", *cells])
    head = [_("Edition"), _("Question"), _("Before"), _("Corrected")]
    return data_table(head, rows, widths, joined=joined)
