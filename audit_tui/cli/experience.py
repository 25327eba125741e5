"""The experience of a visit on the command line: the balance and its slices, as lines or as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from audit_tui.cli.common import columns
from audit_tui.i18n import _
from audit_tui.model.text import pick
from audit_tui.phrases.experience import balance_sentence, balance_sum, balance_words, idle_words, slices
from audit_tui.phrases.numbers import percent_words
from audit_tui.rules.experience import Experience, experience
from audit_tui.rules.view import AuditView


def of(view: AuditView, language: str) -> Experience:
    """The experience of an audit as it stands."""
    return experience(view.checklists, view.score(), language)


def lines(seen: Experience, view: AuditView, language: str) -> Iterator[str]:
    """The balance, then every group of slices."""
    if seen.is_empty:
        yield _("Nothing was assessed yet that says anything of the experience.")
        return
    yield _("BALANCE {balance}: {balance_sum}").format(
        balance=balance_words(seen.balance, _), balance_sum=balance_sum(seen.balance, _)
    )
    yield f"  {balance_sentence(seen.balance, _)}"
    titles = {one.checklist.id: pick(one.checklist.title, language) for one in view.checklists}
    for group in slices(seen, titles, _):
        yield ""
        yield group.title.upper()
        rows = [
            [
                f"  {row.title}",
                row.count if row.percent is None else percent_words(row.percent),
                "" if row.percent is None else f"n = {row.count}",
                row.explanation,
            ]
            for row in group.rows
        ]
        yield from columns(rows, right=(1,))
    if remark := idle_words(seen, _):
        yield ""
        yield remark
