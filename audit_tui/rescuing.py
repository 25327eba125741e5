"""Saying again what was said before: entries of a damaged or set-aside audit become new events of the one here.

Each is told to the session as if it were said now, with a reason that tells when it was first said, so that
every rule of the checklist holds for it. Proposes changes; whoever asked saves them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import ValidationError

from audit_tui.clock import iso
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.audit import Action, Evidence, State
from audit_tui.rules.attempts import CALL, OUTCOMES
from audit_tui.rules.jottings import JOT
from audit_tui.rules.record import MARKS, PRIVATE, Change, boxes_of
from audit_tui.session import AuditSession
from audit_tui.store.auditfile import Rescued

Standing = Literal["new", "same", "replaced", "lost", "locked"]
"""new: the audit here does not hold it · same: it says so already · replaced: a later entry says something else
about the same · lost: its value is gone, or it is of a kind that cannot be said again · locked: its value is encrypted,
and the key of the workspace was not given."""

_ANSWERING = frozenset({"answered", "cleared", "not_applicable", "not_observed"})
_NEVER_AGAIN = frozenset({"timer", "checklist_moved", "checklist_declined"})
_STATES = {
    "answered": State.ANSWERED,
    "cleared": State.OPEN,
    "not_applicable": State.NOT_APPLICABLE,
    "not_observed": State.NOT_OBSERVED,
}


def standings(session: AuditSession, entries: Sequence[Rescued]) -> list[Standing]:
    """How each entry stands to what the audit says now."""
    last = {_subject(entry): at for at, entry in enumerate(entries) if not _is_lost(entry)}
    found: list[Standing] = []
    for at, entry in enumerate(entries):
        if _is_lost(entry):
            found.append("locked" if entry.locked else "lost")
        elif last[_subject(entry)] != at:
            found.append("replaced")
        else:
            found.append("same" if _is_said(session, entry) else "new")
    return found


def say_again(session: AuditSession, entry: Rescued, why: str) -> Change | None:
    """The change that says an entry again; None where nothing would change.

    `why` is recorded as the reason, after the one that was given at first. Raises InputError where the
    checklist does not allow it now, RefusedError where the audit has ended.
    """
    if _is_lost(entry):
        raise InputError("rescue.lost", _("Its value is not there, so it cannot be said again."))
    given = entry.reason if entry.reason not in MARKS else ""
    reason = f"{given} ({why})" if given else why
    path, value = entry.path, entry.value
    match entry.op:
        case "answered":
            return session.answer(path, value, grade=entry.grade, reason=reason)
        case "cleared":
            return session.clear(path, reason=reason)
        case "not_applicable":
            return session.not_applicable(path, str(value), reason=reason)
        case "not_observed":
            return session.not_observed(path, str(value), reason=reason)
        case "noted":
            private = path.endswith(PRIVATE)
            if path.startswith(CALL):
                return session.call(value, path=path, reason=reason) if value in OUTCOMES else None
            if path.startswith(JOT):
                return session.jot(str(value), path=path, reason=reason) if value else None
            return session.note(path.removesuffix(PRIVATE), str(value or ""), private=private, reason=reason)
        case "flagged":
            return session.flag(path, bool(value), reason=reason)
        case "photo_owed":
            return session.owe_photo(path, on=bool(value), at=_moment(value), reason=reason)
        case "photo_declared":
            return session.declare_photo(path, _id(value), boxes_of(value), reason=reason)
        case "evidence_added":
            return session.add_evidence(path, Evidence.model_validate(value), reason=reason)
        case "evidence_removed":
            return session.remove_evidence(path, _id(value), reason=reason)
        case "action_added":
            return session.add_action(path, Action.model_validate(value), reason=reason)
        case "action_removed":
            return session.remove_action(path, _id(value), reason=reason)
        case "repeat_added":
            repeat, _rest, instance = path.rpartition("/")
            return session.add_instance(repeat, instance=instance, reason=reason)
        case "repeat_removed":
            repeat, _rest, instance = path.rpartition("/")
            return session.remove_instance(repeat, instance, reason=reason)
        case _:
            return session.set_fact(path.removeprefix("fact/"), value, reason=reason)


def reason_of(entry: Rescued) -> str:
    """Why an entry is said now: it was rescued, and when it was first said (UTC)."""
    return _("rescued; first said {time}").format(time=f"{iso(entry.wall)[:16].replace('T', ' ')}Z")


def _is_lost(entry: Rescued) -> bool:
    """A stopwatch cannot be started in the past; what it measured is an entry of its own. Moving to a newer checklist
    needs consent anew."""
    return not entry.whole or entry.op in _NEVER_AGAIN or not _fits(entry)


def _fits(entry: Rescued) -> bool:
    """Whether the value of evidence or an action is one."""
    try:
        if entry.op == "evidence_added":
            Evidence.model_validate(entry.value)
        elif entry.op == "action_added":
            Action.model_validate(entry.value)
    except ValidationError:
        return False
    return True


def _subject(entry: Rescued) -> tuple[str, str]:
    """What an entry is about: the last one about it counts."""
    kind = "answer" if entry.op in _ANSWERING else entry.op.partition("_")[0]
    if entry.op == "photo_declared":
        kind = entry.op
    with_id = kind in ("evidence", "action", "photo_declared")
    return kind, f"{entry.path}#{_id(entry.value)}" if with_id else entry.path


def _moment(value: Any) -> int | None:
    at = value.get("at") if isinstance(value, dict) else None
    return at if isinstance(at, int) else None


def _id(value: Any) -> str:
    return str(value.get("id") or "") if isinstance(value, dict) else ""


def _is_said(session: AuditSession, entry: Rescued) -> bool:
    projection, value = session.record.projection, entry.value
    item = projection.item(entry.path.removesuffix(PRIVATE))
    match entry.op:
        case "answered":
            return item.state is State.ANSWERED and item.value == value
        case "cleared" | "not_applicable" | "not_observed":
            return item.state is _STATES[entry.op] and item.reason == str(value or "")
        case "noted":
            return (item.private_note if entry.path.endswith(PRIVATE) else item.note) == str(value or "")
        case "flagged":
            return item.flagged == bool(value)
        case "photo_owed":
            return item.photo_promised == _moment(value)
        case "photo_declared":
            return item.declared.get(_id(value)) == boxes_of(value)
        case "evidence_added" | "evidence_removed":
            return (_id(value) in {each.id for each in item.evidence}) == (entry.op == "evidence_added")
        case "action_added":
            kept = next((each for each in item.actions if each.id == _id(value)), None)
            return kept is not None and kept == Action.model_validate(value)
        case "action_removed":
            return _id(value) not in {each.id for each in item.actions}
        case "repeat_added" | "repeat_removed":
            repeat, _rest, instance = entry.path.rpartition("/")
            return (instance in projection.instances.get(repeat, ())) == (entry.op == "repeat_added")
        case _:
            return bool(projection.facts.get(entry.path.removeprefix("fact/")) == value)
