"""The experience of a visit in figures: the balance, natures, phases and departments, where assessed.

Sources of the ideas: one negative takes about five positives to make good; tangible and emotional
attributes; perception, interaction, memory (background documents of the product).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit_tui.reports.content import Experience, MeasureGroup, MeasureRow
from audit_tui.reports.subject import Subject
from audit_tui.reports.words import MINUS, percent_words
from audit_tui.rules.compliance import Group, experience
from audit_tui.rules.results import share_of


def build_experience(subject: Subject) -> Experience | None:
    """The experience, or null where no question that measures a standard was assessed."""
    _ = subject.say
    figures = experience(subject.view.checklists, subject.score, subject.language)
    if not figures.positives and not figures.negatives:
        return None
    balance = figures.balance
    if balance > 0:
        sentence = _("The positives outweigh the negatives.")
    elif balance == 0:
        sentence = _("Positives and negatives are in balance.")
    else:
        sentence = _("The negatives outweigh the positives.")
    natures = {
        "tangible": (_("Tangible"), _("facts, things and times")),
        "emotional": (_("Emotional"), _("attention, tone and care")),
    }
    phases = {
        "perception": (_("Perception"), _("before: what is seen and heard of the site")),
        "interaction": (_("Interaction"), _("during: the moments of truth")),
        "memory": (_("Memory"), _("after: what stays")),
    }
    groups = [
        MeasureGroup(_("By nature"), _rows(figures.natures, natures)),
        MeasureGroup(_("By phase"), _rows(figures.phases, phases)),
        MeasureGroup(_("By department"), _rows(figures.owners, {})),
    ]
    if figures.delights_offered:
        share = share_of(figures.delights_given, figures.delights_offered)
        groups.append(
            MeasureGroup(
                _("Delights"),
                (
                    MeasureRow(
                        _("Given"),
                        _("what customers do not expect; a missing one costs nothing"),
                        float(share) if share is not None else None,
                        f"{figures.delights_given} / {figures.delights_offered}",
                        str(figures.delights_offered),
                    ),
                ),
            )
        )
    shown = f"+{balance}" if balance > 0 else f"{MINUS}{-balance}" if balance < 0 else "0"
    return Experience(
        positives=figures.positives,
        negatives=figures.negatives,
        balance=_("Balance {balance}.").format(balance=shown),
        sentence=sentence,
        groups=tuple(group for group in groups if group.rows),
    )


def _rows(groups: Sequence[Group], names: Mapping[str, tuple[str, str]]) -> tuple[MeasureRow, ...]:
    ordered = sorted(groups, key=lambda group: list(names).index(group.name)) if names else list(groups)
    rows = []
    for group in ordered:
        title, explanation = names.get(group.name, (group.name, ""))
        value = float(group.percent) if group.percent is not None else None
        rows.append(
            MeasureRow(title, explanation, value, percent_words(group.percent), str(group.observations))
        )
    return tuple(rows)
