"""How the audits of home stand in its list: what is open with a bar of its progress, what has ended with its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from audit_tui.phrases.states import review_state_words
from audit_tui.tui.audit_list import score_of, score_words
from audit_tui.tui.days import day_column
from audit_tui.tui.talk import _, later_in
from audit_tui.tui.widgets.lines import Line, fit, fit_number

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row

_RIGHT = 20
"""Columns of what stands at the right: a bar with its figure, or a score with its verdict."""


def listed(rows: list[Row]) -> list[Line | str]:
    """How rows stand in the list: by their ids, or as a remark where there is nothing to open."""
    return [row.id if row.status != "damaged" else _damaged_line(row) for row in rows]


def _damaged_line(row: Row) -> Line:
    return Line(None, f" {row.id[-8:]}  {row.fault}", "", "bad")


def _columns(row: Row, width: int) -> str:
    """Site, number, date and auditor, as many as fit beside the figures."""
    room = width - _RIGHT - 2
    date = day_column(row.visit_date or "")
    number, rest = fit_number(row.number, 20), room - 24 - cell_len(date)
    if room >= 76:
        return f"{fit(row.site_name, rest - 18)}  {number}  {date}  {fit(row.auditor, 16)}"
    if room >= 48:
        return f"{fit(row.site_name, rest)}  {number}  {date}"
    # Two visits to one store are told apart by their numbers; the date is on the day's screen.
    return f"{fit(row.site_name, room - 22)}  {number}"


def draft_line(row: Row, width: int) -> Line:
    """An open audit; `width` is the room in columns."""
    share = row.answered * 8 // row.total if row.total else 0
    figure = f"{row.answered}/{row.total}" if row.total else _(later_in("audit", "new"))
    return Line(row.id, _columns(row, width), f"{'━' * share}{'─' * (8 - share)} {figure:>7}".ljust(_RIGHT))


def ended_line(row: Row, width: int) -> Line:
    """A finished or abandoned audit; `width` is the room in columns."""
    if row.status == "abandoned":
        return Line(row.id, _columns(row, width), _("abandoned").ljust(_RIGHT), "dim")
    if score_of(row) is None:
        return Line(row.id, _columns(row, width), (row.percent or _("no score")).ljust(_RIGHT), "dim")
    word = {True: _("passed"), False: _("not passed"), None: ""}[row.passed]
    tone = {True: "good", False: "bad", None: ""}[row.passed]
    if row.waits:
        word, tone = review_state_words(row.review, row.appeal, _), "warn"
    return Line(row.id, _columns(row, width), f"{score_words(row):>7}  {word}".ljust(_RIGHT), tone)
