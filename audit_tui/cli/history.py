"""The history of questions for `show --history`: who said what when, what stood there before, and why.

Private notes are told without their text, and on mystery visits whatever names the auditor is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audit_tui.cli.common import nearest, plural
from audit_tui.clock import iso
from audit_tui.errors import InputError
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Person
from audit_tui.model.text import pick
from audit_tui.reports.history import grade_words, op_words, told_words, why_words
from audit_tui.rules.history import Entry, Told, history, touched
from audit_tui.rules.record import published_classes
from audit_tui.rules.view import AuditView

_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its history."""

    path: str
    label: str
    visible: bool
    """Whether it is asked now: not hidden by a condition, not in an instance that was taken away."""
    checklist: Checklist
    question: Any
    entries: list[Entry]


def asked(view: AuditView, name: str, people: Sequence[Person]) -> list[Asked]:
    """The question `name` (its label or path), or with an empty name every one that has a history.

    InputError where the audit has no such question.
    """
    every = _every(view)
    if name:
        path = name if name in every else next((p for p, one in every.items() if one[0] == name), None)
        if path is None:
            raise InputError(
                "history.unknown",
                f"{name} is no question of this audit.{nearest(name, [one[0] for one in every.values()])}",
                next_step="Name it as the text of the audit does, such as phone.rings or phone.calls[1].rings.",
            )
        every = {path: every[path]}
    classes, found = published_classes(view.record.kind), []
    for path, (label, visible, checklist, question) in every.items():
        entries = history(view.record, path, people, classes)
        if entries or name:
            found.append(Asked(path, label, visible, checklist, question, entries))
    return found


def _every(view: AuditView) -> dict[str, tuple[str, bool, Checklist, Any]]:
    """Path → label, visible, checklist and question: what is asked in its order, then what no longer is."""
    every = {
        slot.path: (slot.label, True, view.checklist(slot.checklist), slot.question) for slot in view.slots
    }
    hidden = (
        (path, checklist, question)
        for checklist in (compiled.checklist for compiled in view.checklists)
        for path in touched(view.record)
        for _section, question, _repeat in checklist.walk()
        if path not in every and path.split("/")[0] == checklist.id and path.split("/")[-1] == question.id
    )
    for path, checklist, question in list(hidden):
        every[path] = (path.replace("/", "."), False, checklist, question)
    return every


def as_json(one: Asked) -> dict[str, Any]:
    """A question with its history as `show --history --json` prints it."""
    return {
        "path": one.path,
        "label": one.label,
        "text": pick(one.question.text, _LANGUAGE),
        "visible": one.visible,
        "history": [_entry_json(one, entry) for entry in one.entries],
    }


def _entry_json(one: Asked, entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": iso(entry.wall, entry.offset),
        "who": entry.who or None,
        "op": entry.op,
        "what": op_words(entry, str),
        "undone": entry.undone,
        "private": entry.private,
        "old": _told_json(one, entry.old),
        "new": _told_json(one, entry.new),
        "why": None
        if entry.why is None
        else {"value": entry.why.value, "words": why_words(entry, str), "absent": entry.why.absent},
        "grade": entry.grade,
    }


def _told_json(one: Asked, told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    words = told_words(told, one.checklist, one.question, _LANGUAGE, str)
    return {"value": told.value, "words": words, "absent": told.absent}


def lines(found: Sequence[Asked]) -> Iterator[str]:
    """The histories as text, oldest first."""
    for one in found:
        yield ""
        aside = "" if one.visible else " (no longer asked)"
        count = plural(len(one.entries), "entry", "entries")
        yield f"{one.label}: {pick(one.question.text, _LANGUAGE)}{aside} · {count}"
        for entry in one.entries:
            grade = grade_words(entry, str)
            yield (
                f"  {iso(entry.wall, entry.offset)} · {entry.who or 'unknown'} · {op_words(entry, str)}"
                f"{f' ({grade})' if grade else ''}"
            )
            for word, text in (
                ("was", told_words(entry.old, one.checklist, one.question, _LANGUAGE, str)),
                ("now", told_words(entry.new, one.checklist, one.question, _LANGUAGE, str)),
                ("why", why_words(entry, str)),
            ):
                if text:
                    yield from (f"      {line}" for line in f"{word}: {text}".split("\n"))
    if not found:
        yield ""
        yield "Nothing has been said yet."
