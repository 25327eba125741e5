"""What the report says about the walk itself: every question with its public answer, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping

from audit_tui.locale_format import led_by
from audit_tui.model.audit import State
from audit_tui.model.question import Calc
from audit_tui.reports.content import AnswerGroup, AnswerRow, Limit, Status
from audit_tui.reports.foreign import keeping
from audit_tui.reports.subject import Subject
from audit_tui.reports.words import DASH, measure_words, percent_words, points_words
from audit_tui.rules.functions import to_text
from audit_tui.rules.routing import Slot


def answer_groups(subject: Subject, tags: Mapping[str, str]) -> tuple[AnswerGroup, ...]:
    """The answers, section by section."""
    percents = {
        (checklist.id, section.id): section.percent
        for checklist in subject.score.checklists
        for section in checklist.sections
    }
    rows: dict[tuple[str, str], list[AnswerRow]] = {}
    titles: dict[tuple[str, str], str] = {}
    for slot in subject.view.slots:
        row = _row(subject, slot, tags)
        if row is not None:
            key = (slot.checklist, slot.section.id)
            rows.setdefault(key, []).append(row)
            title, section = subject.title(slot.checklist), subject.pick(slot.section.title)
            titles[key] = keeping(f"{title} · {section}", title, section)
    return tuple(
        AnswerGroup(titles[key], percent_words(percents.get(key)), tuple(found))
        for key, found in rows.items()
    )


def _row(subject: Subject, slot: Slot, tags: Mapping[str, str]) -> AnswerRow | None:
    if isinstance(slot.question, Calc):
        return _calculated(subject, slot)
    if not slot.is_asked:
        return None
    score, item = subject.questions.get(slot.path), subject.item(slot)
    points = DASH
    status: Status | None = None
    if score is not None and score.points and score.state == "answered":
        points = points_words(score.got, score.points)
    if score is not None and slot.path in subject.finding_of:
        status = "critical" if score.critical_failed else "major" if score.failed else "minor"
    evidence = [tags[one.id] for one in item.evidence if one.id in tags]
    evidence += [f"{one.extension} {one.sha256[:8]}…" for one in item.evidence if one.id not in tags]
    return AnswerRow(
        code=subject.code(score.standard) if score is not None else "",
        question=subject.asked(slot),
        answer=subject.answer(slot),
        remark=_remark(subject, slot),
        points=points,
        status=status,
        finding=subject.finding_of.get(slot.path, ""),
        evidence=tuple(evidence),
    )


def _remark(subject: Subject, slot: Slot) -> str:
    """Why there is no answer, how it came about where that matters, and the public note."""
    _, item = subject.say, subject.item(slot)
    grades = {"measured": _("measured"), "estimated": _("estimated"), "imported": _("imported")}
    parts = [item.reason, grades.get(item.grade or "", ""), item.note]
    return " · ".join(part for part in parts if part)


def _calculated(subject: Subject, slot: Slot) -> AnswerRow:
    _ = subject.say
    value = subject.view.layouts[slot.checklist].calc.get(slot.path)
    words = to_text(value) if value is not None else ""
    if words:
        words = measure_words(words, slot.question.unit)
    return AnswerRow("", subject.asked(slot), words or DASH, _("calculated"), DASH, None, "")


def limits(subject: Subject) -> tuple[Limit, ...]:
    """Questions that were not observed, do not apply or were left open, each with its reason."""
    _ = subject.say
    words = {
        State.NOT_OBSERVED: _("Not observed"),
        State.NOT_APPLICABLE: _("Not applicable"),
        State.OPEN: _("Not answered"),
    }
    found = []
    for slot in subject.view.slots:
        state = subject.state(slot)
        if not slot.is_asked or state is State.ANSWERED or (state is State.OPEN and not slot.required):
            continue
        reason = subject.item(slot).reason
        score = subject.questions.get(slot.path)
        found.append(
            Limit(
                code=subject.code(score.standard) if score is not None else "",
                question=subject.asked(slot),
                reason=led_by(words[state], reason),
            )
        )
    return tuple(found)
