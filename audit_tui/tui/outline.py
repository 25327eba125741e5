"""The whole audit as lines: each section with its progress, each question with its state in sign and word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from audit_tui.model.text import pick
from audit_tui.rules.routing import Slot
from audit_tui.rules.view import AuditView
from audit_tui.tui.talk import _, language
from audit_tui.tui.widgets.lines import Line
from audit_tui.tui.words import sign, state_name, state_word

_TONES = {
    "failed": "bad",
    "answered": "good",
    "na": "dim",
    "not_observed": "dim",
    "info": "dim",
    "calc": "dim",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the audit is, and which question of its checklist is at hand (0 where it is none)."""

    answered: int
    total: int
    at: int
    of: int


def standing(view: AuditView, cursor: Slot | None) -> Standing:
    """All four figures. This runs at every key, so nothing is counted here: the view knows them."""
    progress = view.progress()
    at, of = view.number(cursor) if cursor is not None else (0, 0)
    return Standing(progress.answered, progress.total, at, of)


def question_line(view: AuditView, slot: Slot, failed: set[str]) -> Line:
    """One question: sign, text, flag, and its state in a word."""
    name = state_name(view, slot, failed)
    flag = f"{sign('flag')} " if view.item(slot.path).flagged else ""
    if view.item(slot.path).photo_owed is not None:
        flag += f"{sign('photo')} {_('photo owed')} "
    inner = f"{slot.instance.index}· " if slot.instance is not None else ""
    indent = "  " if slot.instance is not None else ""
    text = f"{indent}{sign(name)} {flag}{inner}{pick(slot.question.text, language())}"
    return Line(slot.path, text, state_word(name), _TONES.get(name, ""))


def outline_lines(view: AuditView, failed: set[str], slots: Iterable[Slot] | None = None) -> list[Line]:
    """`slots` (default: all that are visible) under the headings of their sections."""
    chosen = view.slots if slots is None else list(slots)
    lines: list[Line] = []
    several = len(view.checklists) > 1
    for (checklist_id, section_id), group in groupby(
        chosen, key=lambda slot: (slot.checklist, slot.section.id)
    ):
        members = list(group)
        whole = [s for s in view.slots if s.checklist == checklist_id and s.section.id == section_id]
        progress = view.progress(whole)
        title = pick(members[0].section.title, language())
        if several:
            title = f"{pick(view.checklist(checklist_id).title, language())} › {title}"
        lines.append(Line(None, title, f"{progress.answered}/{progress.total}", "head"))
        lines += [question_line(view, slot, failed) for slot in members]
    return lines
