"""The chart of non-conformities by root cause: what is counted, and what is said of it. It draws nothing."""

from __future__ import annotations

from collections import Counter

from audit_tui.locale_format import clauses, in_a_row, led_by, listed
from audit_tui.model.audit import Cause
from audit_tui.phrases.causes import cause_words
from audit_tui.reports.build_findings import causes_of
from audit_tui.reports.content import CauseRow, Causes, Status
from audit_tui.reports.subject import Subject

SEVERITIES: tuple[Status, ...] = ("critical", "major", "minor")


def root_causes(subject: Subject) -> Causes | None:
    """How many non-conformities have which recorded root cause, most first; None where none is recorded."""
    _ = subject.say
    found = {finding.number: causes_of(subject, finding) for finding in subject.findings}
    counts: dict[Cause, Counter[Status]] = {}
    for finding in subject.findings:
        for cause in found[finding.number]:
            counts.setdefault(cause, Counter())[finding.severity] += 1
    if not counts:
        return None
    order = sorted(
        counts, key=lambda cause: (-counts[cause].total(), *(-counts[cause][s] for s in SEVERITIES))
    )
    rows = tuple(
        CauseRow(cause_words(cause, _), tuple((s, counts[cause][s]) for s in SEVERITIES if counts[cause][s]))
        for cause in order
    )
    words: dict[Status, str] = {"critical": _("critical"), "major": _("major"), "minor": _("minor")}
    title = _("Non-conformities by root cause")
    without = sum(not causes for causes in found.values())
    notes = [
        subject.count("{n} without a recorded cause.", "{n} without a recorded cause.", without)
        if without
        else "",
        _("What has several causes counts with each.")
        if any(len(causes) > 1 for causes in found.values())
        else "",
    ]
    return Causes(
        title=title,
        rows=rows,
        legend=tuple((s, words[s]) for s in SEVERITIES if any(counts[cause][s] for cause in order)),
        told=led_by(title, clauses(_told(subject, row) for row in rows)),
        note=in_a_row(note for note in notes if note),
    )


def _told(subject: Subject, row: CauseRow) -> str:
    said: dict[Status, tuple[str, str]] = {
        "critical": ("{n} critical", "{n} critical"),
        "major": ("{n} major", "{n} major"),
        "minor": ("{n} minor", "{n} minor"),
    }
    return led_by(row.title, listed(subject.count(*said[severity], count) for severity, count in row.counts))
