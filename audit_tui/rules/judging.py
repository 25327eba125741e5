"""What a second person, the site and the auditor may do once an audit has ended, as events to be saved.

Proposes only: which events may follow which, and what they add up to, is told by `review`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from audit_tui.errors import InputError, RefusedError
from audit_tui.i18n import _
from audit_tui.model.text import clean
from audit_tui.rules.record import Change, Record
from audit_tui.rules.review import authors, is_misplaced
from audit_tui.rules.view import AuditView
from audit_tui.rules.writing import Pen, reason_given

LONGEST_NAME: Final = 200


def hand_back(
    record: Record, pen: Pen, actor: str, by: str, why: str, remarks: Mapping[str, str] | None = None
) -> Change:
    """Return a finished audit to its auditor. `remarks`: path of a question → what is to be looked at there.

    `actor` is the ULID that `pen` writes for, `by` their name. RefusedError where it cannot be returned, or by them.
    """
    _may(record, "returned", actor)
    _several(record, pen, "returned", pen.seal(_name(by), "person"), why, remarks or {})
    return pen.change()


def confirm(record: Record, pen: Pen, actor: str, by: str, why: str = "") -> Change:
    """Verify a finished audit: a second person stands for it. RefusedError as for `hand_back`."""
    _may(record, "verified", actor)
    reason = clean(why)[0].strip()
    value = pen.seal(_name(by), "person")
    pen.write("verified", "", value=value, reason=pen.seal(reason, "note") if reason else None)
    return pen.change()


def appeal(
    record: Record,
    pen: Pen,
    role: str,
    received: str,
    why: str,
    grounds: Mapping[str, str] | None = None,
    *,
    today: str,
) -> Change:
    """Record an appeal of the site: in which role it was made, and the day it came in (`YYYY-MM-DD`).

    `grounds`: path of a question → what is objected to there. InputError for a day that cannot be; RefusedError
    where an appeal is open already or the audit is not finished. One that comes late is recorded all the same:
    whether it still counts is the organisation's to decide.
    """
    _may(record, "appealed")
    value = {"role": _name(role), "received": _day(received, today)}
    _several(record, pen, "appealed", pen.seal(value, "answer"), why, grounds or {})
    return pen.change()


def decide(record: Record, pen: Pen, actor: str, by: str, why: str, *, upheld: bool) -> Change:
    """Decide the open appeal. One that is upheld returns the audit for correction. RefusedError as for `hand_back`."""
    op = "appeal_upheld" if upheld else "appeal_rejected"
    _may(record, op, actor)
    pen.write(op, "", value=pen.seal(_name(by), "person"), reason=pen.seal(reason_given(why), "note"))
    return pen.change()


def reopen(record: Record, pen: Pen) -> Change:
    """Open a returned audit for correction: it is a draft again, until it is handed in. RefusedError for any other."""
    _may(record, "reopened")
    pen.write("reopened", "")
    return pen.change()


# -- inside ----------------------------------------------------------------------------------------------


def _may(record: Record, op: str, actor: str = "") -> None:
    projection, number = record.projection, record.header.number
    if actor and actor in authors(record.events):
        raise RefusedError(
            "review.self",
            _("Nobody judges their own audit: {number} was made under this name.").format(number=number),
            next_step=_("Have somebody else do it."),
        )
    if not is_misplaced(projection, op, ""):
        return
    if projection.review.state == "reopened":
        words, step = _("it is being corrected"), _("Wait until it is handed in again.")
    elif projection.status != "finished":
        words, step = _("it is not finished"), _("Finish it first.")
    elif projection.review.appeal == "open":
        words, step = _("an appeal is open"), _("Decide the appeal first.")
    elif op == "reopened":
        words, step = _("it was not returned"), _("Somebody else has to return it first, with a reason.")
    else:
        words, step = _("no appeal is open"), _("Record the appeal first.")
    raise RefusedError(
        "review.state",
        _("That cannot be done with audit {number}: {why}.").format(number=number, why=words),
        next_step=step,
    )


def _several(record: Record, pen: Pen, op: str, value: str, why: str, by_question: Mapping[str, str]) -> None:
    """One event for the audit as a whole, and one for each question that is named."""
    pen.write(op, "", value=value, reason=pen.seal(reason_given(why), "note"))
    unknown = [path for path in by_question if AuditView(record).told_of(path) is None]
    if unknown:
        raise InputError(
            "path.unknown",
            _("{path!r} is no question of this audit.").format(path=unknown[0][:80]),
            next_step=_("`audit-tui show AUDIT` lists them."),
        )
    for path, words in by_question.items():
        pen.write(op, path, reason=pen.seal(reason_given(words), "note"))


def _name(text: str) -> str:
    text = clean(text, newlines=False, limit=LONGEST_NAME)[0].strip()
    if not text:
        raise InputError("review.name", _("Who says so? A name or a role is needed."))
    return text


def _day(text: str, today: str) -> str:
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        day = "never"
    if day != text or day > today:
        raise InputError(
            "review.day",
            _("{text!r} is no day up to today, written as 2026-11-26.").format(text=text[:40]),
        )
    return day
