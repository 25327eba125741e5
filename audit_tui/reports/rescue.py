"""What lies in quarantine, and entries that can be said again, in words: the same on the screen and elsewhere."""

from __future__ import annotations

from typing import Any

from audit_tui.reports.history import grade_words, op_words, told_words
from audit_tui.reports.words import Translate
from audit_tui.rescuing import Standing
from audit_tui.rules.attempts import CALL
from audit_tui.rules.history import Entry, Told
from audit_tui.rules.jottings import JOT
from audit_tui.rules.record import PRIVATE
from audit_tui.rules.view import AuditView
from audit_tui.store.auditfile import Rescued
from audit_tui.store.quarantine import Shelved


def why_words(one: Shelved, translate: Translate) -> str:
    """Why something lies in quarantine: `deleted or replaced`, `copy of a damaged draft`."""
    _ = translate
    return {
        "aside": _("deleted or replaced"),
        "damaged": _("copy of a damaged draft"),
        "restored": _("from a backup, went another way"),
        "older": _("copy before an update of the program"),
        "foreign": _("not from this program, or a part of something"),
    }[one.why]


def standing_words(standing: Standing, translate: Translate) -> str:
    """How an entry stands to what the audit says now."""
    _ = translate
    return {
        "new": _("not in the audit"),
        "same": _("in the audit"),
        "replaced": _("changed later"),
        "lost": _("cannot be said again"),
        "locked": _("locked"),
    }[standing]


def entry_words(entry: Rescued, view: AuditView, language: str, translate: Translate) -> tuple[str, str]:
    """The label of the question (or the name of the fact) and what was said about it."""
    _ = translate
    if entry.op == "fact_changed":
        told = _("(locked)") if entry.locked else _fact(entry.value)
        return entry.path.removeprefix("fact/"), told
    path = entry.path.removesuffix(PRIVATE)
    repeating = entry.op in ("repeat_added", "repeat_removed")
    if repeating:
        path = path.rpartition("/")[0]
    private = entry.path.endswith(PRIVATE)
    # A note that is empty was taken away.
    gone = entry.op in ("cleared", "repeat_removed") or (
        entry.op == "noted" and not entry.value and not entry.locked
    )
    new = None if gone else Told(entry.op, entry.value)
    shown = Entry(0, entry.wall, 0, "", entry.op, new=new, grade=entry.grade, private=private)
    what = op_words(shown, _)
    slot = next((one for one in view.slots if one.path == path), None)
    if path.startswith(CALL):
        return _("call"), str(entry.value or "")
    if path.startswith(JOT):
        return _("jot pad"), _("(locked)") if entry.locked else str(entry.value or "")
    if slot is None:
        return path, f"{what} {entry.value if isinstance(entry.value, str) else ''}".rstrip()
    if entry.locked:
        return slot.label, _("{what}: locked").format(what=what)
    if not entry.whole:
        return slot.label, f"{what}, {_('its value is gone')}"
    told = ""
    if new is not None and not repeating:
        told = told_words(new, view.checklist(slot.checklist), slot.question, language, _)
    if entry.op == "answered":
        grade = grade_words(shown, _)
        return slot.label, f"{told} ({grade})" if grade else told
    if entry.op in ("not_applicable", "not_observed"):
        return slot.label, f"{told}: {entry.value}"
    return slot.label, f"{what}: {told}" if told else what


def _fact(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    return str(value)
