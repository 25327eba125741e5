"""The experience of the visit as the report shows it: the balance, and the slices that were assessed."""

from __future__ import annotations

from audit_tui.phrases.experience import balance_sentence, balance_words, idle_words, slices
from audit_tui.reports.content import Experience, MeasureGroup, MeasureRow
from audit_tui.reports.foreign import language_of
from audit_tui.reports.subject import Subject
from audit_tui.reports.words import percent_words
from audit_tui.rules.experience import experience


def build_experience(subject: Subject) -> Experience | None:
    """The experience, or null where no question that says something of it was assessed."""
    _ = subject.say
    seen = experience(subject.view.checklists, subject.score, subject.language)
    if seen.is_empty:
        return None
    titles = {one.checklist.id: subject.title(one.checklist.id) for one in subject.view.checklists}
    standards = [one for each in subject.view.checklists for one in each.checklist.standards.values()]
    named = [subject.pick(text) for one in standards for text in (one.owner, one.staff_group)]
    # Whom a standard concerns is told as its checklist has it: in its language, where that is another.
    native: dict[str, str] = {str(each): each for each in named if language_of(each)}
    groups = tuple(
        MeasureGroup(
            group.title,
            tuple(
                MeasureRow(
                    native.get(row.title, row.title),
                    row.explanation,
                    None if row.percent is None else float(row.percent),
                    percent_words(row.percent) if row.percent is not None else row.count,
                    row.count if row.percent is not None else "",
                )
                for row in group.rows
            ),
        )
        for group in slices(seen, titles, _)
    )
    return Experience(
        positives=seen.balance.positives,
        negatives=seen.balance.negatives,
        balance=_("Balance {balance}.").format(balance=balance_words(seen.balance, _)),
        sentence=balance_sentence(seen.balance, _),
        remark=idle_words(seen, _),
        groups=groups,
    )
