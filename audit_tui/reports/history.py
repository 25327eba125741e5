"""The history of a question in words, the same on the screen and on the command line.

It chooses nothing and hides nothing: what may be shown was decided when the history was told.
"""

from __future__ import annotations

from typing import Any

from audit_tui.locale_format import written_in
from audit_tui.model.audit import Item, State
from audit_tui.model.checklist import Checklist
from audit_tui.reports.words import DASH, Translate, answer_words, duration_words
from audit_tui.rules.history import Absent, Entry, Told
from audit_tui.rules.record import boxes_of
from audit_tui.rules.view import AuditView


def op_words(entry: Entry, translate: Translate) -> str:
    """What happened: `answered`, `private note written`, `undone`."""
    _ = translate
    if entry.undone:
        return _("undone")
    if entry.redone:
        return _("done again")
    if entry.aside:
        return _("set aside: a newer checklist does not take it")
    if entry.op == "noted":
        if entry.new is None:
            return _("private note taken away") if entry.private else _("note taken away")
        return _("private note written") if entry.private else _("note written")
    on = entry.new is not None and entry.new.value
    if entry.op == "flagged":
        return _("flag set") if on else _("flag taken away")
    if entry.op == "photo_owed":
        return _("photo owed") if on else _("photo no longer owed")
    if entry.op == "photo_declared":
        boxes = boxes_of(on)
        if boxes is None:
            return _("photo no longer declared")
        return _("photo declared masked") if boxes else _("photo declared clear")
    if entry.op == "timer":
        runs = on == "start" or (isinstance(on, dict) and "since" in on)
        return _("stopwatch started") if runs else _("stopwatch stopped")
    return {
        "answered": _("answered") if entry.old is None else _("answer changed"),
        "cleared": _("answer taken away"),
        "not_applicable": _("set to not applicable"),
        "not_observed": _("set to not observed"),
        "evidence_added": _("evidence added"),
        "evidence_removed": _("evidence taken away"),
        "action_added": _("corrective action asked for")
        if entry.old is None
        else _("corrective action changed"),
        "action_removed": _("corrective action taken away"),
        "repeat_added": _("one more added"),
        "repeat_removed": _("one taken away"),
        "erased": _("erased"),
        "checklist_moved": _("moved to a newer checklist"),
    }.get(entry.op, entry.op)


def absent_words(absent: Absent, translate: Translate) -> str:
    """Why a value is not told."""
    _ = translate
    return {"erased": _("(erased)"), "withheld": _("(withheld)"), "locked": _("(locked)")}[absent]


def grade_words(entry: Entry, translate: Translate) -> str:
    """How the answer came about; empty where nothing is said of it."""
    _ = translate
    return {
        "measured": _("measured"),
        "noted": _("noted"),
        "estimated": _("estimated"),
        "imported": _("imported"),
    }.get(entry.grade or "", "")


def told_words(
    told: Told | None, checklist: Checklist, question: Any, language: str, translate: Translate
) -> str:
    """A value in words; empty where there is none to tell, a word where it was erased or is withheld."""
    _ = translate
    if told is None or told.op in ("flagged", "photo_owed", "photo_declared"):
        return ""
    if told.absent is not None:
        return absent_words(told.absent, _)
    value = told.value
    match told.op:
        case "timer":
            return _laps(value, _)
        case "answered":
            item = Item("", State.ANSWERED, value)
            return answer_words(checklist, question, item, language, _)
        case "not_applicable":
            return _("not applicable")
        case "not_observed":
            return _("not observed")
        case "evidence_added":
            return _evidence(value, _)
        case "action_added":
            return _action(value, _)
        case "repeat_added" | "repeat_removed":
            return _("number {number}").format(number=value if value is not None else DASH)
        case "checklist_moved":
            return _("version {version}").format(version=value)
        case "erased":
            return _("values that are gone: {count}").format(count=value)
        case _:
            return str(value)


def told_in(view: AuditView, path: str, told: Told | None, language: str, translate: Translate) -> str:
    """A value in words, by the question as it was asked when it was said."""
    asked = view.told_of(path, told.edition if told is not None else None) or view.told_of(path)
    with written_in(language):
        return told_words(told, *asked, language, translate) if asked is not None else ""


def why_words(entry: Entry, translate: Translate) -> str:
    """The reason in words, empty where none was given."""
    if entry.why is None:
        return ""
    if entry.why.absent is not None:
        return absent_words(entry.why.absent, translate)
    return str(entry.why.value)


def _laps(value: Any, _: Translate) -> str:
    """The times that a stopwatch took, and what happened while it ran; empty while it takes the first."""
    if not isinstance(value, dict) or not isinstance(value.get("laps"), list) or not value["laps"]:
        return ""
    parts = [", ".join(duration_words(str(each)) for each in value["laps"])]
    if value.get("slept"):
        slept = duration_words(str(value["slept"]))
        parts.append(_("the computer slept {slept} of the last one").format(slept=slept))
    if value.get("restarted"):
        parts.append(_("the program was started anew during the last one"))
    return " · ".join(parts)


def _evidence(value: Any, _: Translate) -> str:
    if not isinstance(value, dict):
        return str(value)
    kind = _("photo") if value.get("kind") == "photo" else _("file")
    caption = str(value.get("caption") or "")
    return " · ".join(part for part in (f"{kind} {str(value.get('sha256'))[:12]}", caption) if part)


def _action(value: Any, _: Translate) -> str:
    if not isinstance(value, dict):
        return str(value)
    parts = [str(value.get("what") or "")]
    if value.get("owner"):
        parts.append(str(value["owner"]))
    if value.get("due"):
        parts.append(_("by {day}").format(day=value["due"]))
    return " · ".join(parts)
