"""States, kinds and answers in the words and signs that the screens show. A sign never stands without a word."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from audit_tui.clock import iso, site_now
from audit_tui.model.audit import Item, State
from audit_tui.model.number import plain as canonical
from audit_tui.model.site import VISIT_KINDS
from audit_tui.phrases.numbers import measure_words
from audit_tui.phrases.visits import VISITS, visit_kind
from audit_tui.tui.glyphs import plain
from audit_tui.tui.talk import _, language, later, later_in, plural

if TYPE_CHECKING:
    from datetime import date

    from audit_tui.reports.content import Variant
    from audit_tui.rules.view import AuditView, Owed
    from audit_tui.store.catalogue import Row

_SIGNS = {
    "open": ("○", "o"),
    "answered": ("●", "*"),
    "failed": ("✗", "x"),
    "na": ("–", "-"),
    "not_observed": ("?", "?"),
    "info": ("i", "i"),
    "calc": ("=", "="),
    "repeat": ("+", "+"),
    "flag": ("⚑", "!"),
    "owed": ("!", "!"),
    "photo": ("◈", "p"),
    "running": ("▸", ">"),
    "on": ("●", "*"),
    "off": ("○", "o"),
    "ticked": ("[x]", "[x]"),
    "unticked": ("[ ]", "[ ]"),
}


def sign(name: str) -> str:
    """The sign for a state, in plain ASCII where the terminal has nothing else."""
    return _SIGNS[name][plain()]


_STATES = {
    "open": later_in("question", "open"),
    "answered": later("answered"),
    "failed": later("failed"),
    "na": later("N/A"),
    "not_observed": later("not observed"),
    "info": later("to read"),
    "calc": later("computed"),
    "repeat": later("repeated"),
}


def state_name(view: AuditView, slot: Any, failed: set[str]) -> str:
    """Which of the states above a slot is in."""
    if not slot.is_asked:
        return str(slot.question.type)
    if slot.path in failed:
        return "failed"
    return {
        State.OPEN: "open",
        State.ANSWERED: "answered",
        State.NOT_APPLICABLE: "na",
        State.NOT_OBSERVED: "not_observed",
    }[view.state(slot.path)]


def state_word(name: str) -> str:
    return _(_STATES[name])


def failed_paths(view: AuditView) -> set[str]:
    """Paths of the questions that failed."""
    return {question.path for question in view.score().questions if question.failed}


def said(view: AuditView, slot: Any) -> str:
    """What has been said about a question, in words; empty while it is open."""
    from audit_tui.reports.words import answer_words

    item: Item = view.item(slot.path)
    if slot.question.type == "calc":
        return calc_words(view, slot)
    if not slot.is_asked or view.state(slot.path) is State.OPEN:
        return ""
    words = answer_words(view.checklist(slot.checklist), slot.question, item, language(), _)
    return f"{words}: {item.reason}" if item.reason else words


def shortened(text: str, room: int) -> str:
    """`text` in at most `room` characters; what is cut off is told by an ellipsis, a bracket is closed."""
    text = " ".join(text.split(" "))
    if len(text) <= room:
        return text
    kept = text[: room - 1].rstrip()
    if kept.count("(") > kept.count(")"):
        kept = kept[: room - 2].rstrip()
        return f"{kept}…)" if kept.count("(") > kept.count(")") else f"{kept}…"
    return f"{kept}…"


_GRADES = {
    "measured": later("measured"),
    "noted": later("noted"),
    "estimated": later("estimated"),
    "imported": later("imported"),
}


def grade_word(grade: str) -> str:
    """How an answer came about, in a word."""
    return _(_GRADES[grade])


def calc_words(view: AuditView, slot: Any) -> str:
    """The value of a computed question, a dash while it has none."""
    value = view.layouts[slot.checklist].calc.get(slot.path)
    if value is None or value == "":
        return "–"
    return measure_words(canonical(value), slot.question.unit) if isinstance(value, Decimal) else str(value)


_OWED = {
    "comment": (later("a note"), "*"),
    "photo": (later("a photo"), "e"),
    "evidence": (later("a photo or file"), "e"),
    "action": (later("a corrective action"), "a"),
}


def owed_word(owed: Owed) -> str:
    return _(_OWED[owed.what][0])


def owed_words(owed: list[Owed]) -> str:
    """`2 notes, 1 photo` over a whole audit."""
    counts = {what: sum(1 for each in owed if each.what == what) for what in _OWED}
    parts = []
    if counts["comment"]:
        parts.append(plural("{count} note", "{count} notes", counts["comment"]))
    if counts["photo"]:
        parts.append(plural("{count} photo", "{count} photos", counts["photo"]))
    if counts["evidence"]:
        parts.append(plural("{count} photo or file", "{count} photos or files", counts["evidence"]))
    if counts["action"]:
        parts.append(plural("{count} corrective action", "{count} corrective actions", counts["action"]))
    return ", ".join(parts)


def photo_owed_word(view: AuditView, slot: Any) -> str:
    """That a photo is owed, and since when, by the clock at the site."""
    at = view.item(slot.path).photo_owed
    if at is None:
        return ""
    return _("photo owed since {time}").format(time=f"{site_now(at, view.site.zone):%H:%M}")


def kind_word(kind: str) -> str:
    return visit_kind(kind, _)


def kind_help(kind: str) -> str:
    return _(VISITS[kind][1])


def kinds() -> list[str]:
    return [kind for kind in VISIT_KINDS if kind in VISITS]


def critical_words(labels: tuple[str, ...]) -> str:
    """That critical items failed, and what that means."""
    named = ", ".join(labels)
    if len(labels) == 1:
        return _("A critical item failed: {named}. The audit does not pass, whatever the percentage.").format(
            named=named
        )
    return _("Critical items failed: {named}. The audit does not pass, whatever the percentage.").format(
        named=named
    )


_WEEKDAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)


def weekday_word(day: date) -> str:
    return _(_WEEKDAYS[day.weekday()])


def visit_words(row: Row) -> str:
    """How far a visit is: not begun, so many answers, broken off, or its score."""
    if row.status == "draft":
        return f"{row.answered}/{row.total}" if row.answered else _("not begun")
    if row.status == "abandoned":
        return _("abandoned")
    if row.aborted:
        return _(later_in("visit", "aborted"))
    from audit_tui.tui.audit_list import score_words

    return score_words(row)


FORMS: dict[Variant, str] = {
    "full": later("full report"),
    "summary": later("summary for the board, two pages"),
    "actions": later("action sheet for the site"),
}
"""The forms of a report, in words to be translated when they are shown."""


def moment(text: str) -> str:
    """`2026-11-18T10:30` as it is read."""
    return text.replace("T", " ")


def day_of(wall: int) -> str:
    """The day (UTC) of a moment in UTC milliseconds."""
    return iso(wall)[:10]
