"""The history of questions as data: which are told, as JSON, and as one table of every step. Published values only.

Private notes are told without their text, and on mystery visits whatever names the auditor is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal

from audit_tui.clock import iso
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.site import Person
from audit_tui.model.text import pick
from audit_tui.reports.history import op_words, told_in, why_words
from audit_tui.reports.subject import Subject
from audit_tui.reports.tables import write_csv
from audit_tui.rules.history import Entry, Told, history, touched
from audit_tui.rules.record import published_classes
from audit_tui.rules.view import AuditView

_LANGUAGE: Final = "en"

HISTORY: Final = (
    "audit",
    "number",
    "status",
    "site",
    "visit_date",
    "kind",
    "checklist",
    "question",
    "label",
    "text",
    "asked",
    "seq",
    "at",
    "who",
    "op",
    "what",
    "old",
    "old_words",
    "new",
    "new_words",
    "why",
    "grade",
    "private",
    "undone",
    "aside",
)
"""Columns of the table of all histories."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its history."""

    path: str
    label: str
    visible: bool
    """Whether it is asked now: not hidden by a condition, not in an instance that was taken away."""
    view: AuditView
    question: Any
    """As it is asked now, or was last."""
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
                _("{name} is no question of this audit.{nearest}").format(
                    name=name, nearest=_nearest(name, [one[0] for one in every.values()])
                ),
                next_step=_(
                    "Name it as the text of the audit does, such as phone.rings or phone.calls[1].rings."
                ),
            )
        every = {path: every[path]}
    classes, found = published_classes(view.record.kind), []
    for path, (label, visible, question) in every.items():
        entries = history(view.record, path, people, classes)
        if entries or name:
            found.append(Asked(path, label, visible, view, question, entries))
    return found


def _nearest(name: str, labels: Sequence[str]) -> str:
    close = get_close_matches(name, labels, n=3, cutoff=0.7)
    return _(" Did you mean {close}?").format(close=" or ".join(close)) if close else ""


def _every(view: AuditView) -> dict[str, tuple[str, bool, Any]]:
    """Path → label, visible and question: what is asked in its order, then what no longer is."""
    every = {slot.path: (slot.label, True, slot.question) for slot in view.slots}
    for path in touched(view.record):
        if path not in every and (told := view.told_of(path)) is not None:
            every[path] = (path.replace("/", "."), False, told[1])
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
        "aside": entry.aside,
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
    words = told_in(one.view, one.path, told, _LANGUAGE, str)
    return {"value": told.value, "words": words, "absent": told.absent}


def history_records(subject: Subject, people: Sequence[Person]) -> Iterator[dict[str, Any]]:
    """One record for each thing that happened to a question, with the columns of HISTORY."""
    header = subject.record.header
    for one in asked(subject.view, "", people):
        parts = one.path.split("/")
        for entry in one.entries:
            yield {
                "audit": header.id,
                "number": header.number,
                "status": subject.record.projection.status,
                "site": subject.view.site.id,
                "visit_date": subject.visit_day,
                "kind": subject.record.kind,
                "checklist": parts[0],
                "question": parts[-1],
                "label": one.label,
                "text": pick(one.question.text, _LANGUAGE),
                "asked": one.visible,
                "seq": entry.seq,
                "at": iso(entry.wall, entry.offset),
                "who": entry.who or None,
                "op": entry.op,
                "what": op_words(entry, str),
                "old": _plain(entry.old),
                "old_words": told_in(one.view, one.path, entry.old, _LANGUAGE, str) or None,
                "new": _plain(entry.new),
                "new_words": told_in(one.view, one.path, entry.new, _LANGUAGE, str) or None,
                "why": why_words(entry, str) or None,
                "grade": entry.grade,
                "private": entry.private,
                "undone": entry.undone,
                "aside": entry.aside,
            }


def _plain(told: Told | None) -> Any:
    """The value as the record keeps it, where it fits a cell."""
    return None if told is None or isinstance(told.value, dict) else told.value


def history_csv(
    subjects: Iterable[Subject],
    people: Sequence[Person],
    *,
    delimiter: Literal[",", ";"] = ",",
    mark: bool = False,
) -> bytes:
    """The table of everything that happened to the questions of all `subjects`, audit by audit."""
    rows = (row for subject in subjects for row in history_records(subject, people))
    return write_csv(HISTORY, rows, delimiter, mark)


__all__ = ["HISTORY", "Asked", "as_json", "asked", "history_csv", "history_records"]
