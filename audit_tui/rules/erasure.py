"""Erasing values from a record so that what is left still proves itself.

An erasure deletes values with their salts and adds one event that names their commitments, who did it, when,
and on what ground. The events before stay as they are, byte for byte, so a fingerprint that somebody holds is
still one of the hashes in the chain. Pure: a new record is returned, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from audit_tui.i18n import _
from audit_tui.model.audit import Action
from audit_tui.model.event import ValueClass
from audit_tui.rules.personal import FIXED, Wanted
from audit_tui.rules.record import MARKS, Record
from audit_tui.rules.writing import Pen


def erased(
    record: Record, gone: Collection[str], ground: str, pen: Pen, *, whom: Wanted | None = None
) -> Record:
    """The record without the values `gone` (commitments), continued by the event that says so.

    A corrective action whose owner is `whom` is asked for again without an owner, so that the finding keeps
    it. ValueError where a commitment is not in the record or carries the record itself.
    """
    fixed = {event.value for event in record.events if event.op in FIXED}
    if not gone or any(each not in record.values or each in fixed for each in gone):
        raise ValueError(_("an erasure needs values that are there and can be spared"))
    named = sorted(set(gone))
    pen.write("erased", "", value=pen.seal({"commitments": named}, "answer"), reason=pen.seal(ground, "note"))
    for path, action in _ownerless(record, set(named), whom):
        pen.write("action_added", path, value=pen.seal(action, "answer"))
    change = pen.change()
    kept = [stored for stored in record.values.values() if stored.commitment not in set(named)]
    return Record.build(record.header, [*record.events, *change.events], [*kept, *change.values])


def _ownerless(record: Record, gone: set[str], whom: Wanted | None) -> list[tuple[str, dict[str, Any]]]:
    """Actions that are asked for now and lose their owner: where they stand, and what is left of them."""
    latest: dict[str, tuple[str, str]] = {}
    for event in record.events:
        if event.op == "action_added" and event.value is not None:
            value = record.value_of(event.value)
            if isinstance(value, dict):
                latest[str(value.get("id"))] = event.value, event.path
    asked = {action.id: action for item in record.projection.items.values() for action in item.actions}
    left = []
    for id_, (commitment, path) in latest.items():
        action = asked.get(id_)
        if whom is None or action is None or commitment not in gone:
            continue
        rest = action.model_copy(update={"owner": ""})
        if not whom.speaks_of([rest.what, rest.verify]):
            left.append((path, _dump(rest)))
    return left


def _dump(action: Action) -> dict[str, Any]:
    return action.model_dump(mode="json", exclude_none=True)


def of_class(record: Record, cls: ValueClass) -> list[str]:
    """Commitments to the values of a class that are still there and can be erased, encrypted ones included."""
    fixed = {event.value for event in record.events if event.op in FIXED}
    grounds = {event.reason for event in record.events if event.op == "erased"}
    return [
        stored.commitment
        for stored in record.values.values()
        if stored.cls == cls and stored.commitment not in fixed | grounds and not _is_mark(stored.value)
    ] + [sealed.commitment for sealed in record.sealed.values() if sealed.cls == cls]


def _is_mark(value: Any) -> bool:
    return isinstance(value, str) and value in MARKS


def contents(record: Record, gone: Collection[str]) -> set[str]:
    """The SHA-256 of the photos and files that the values `gone` describe."""
    values = (record.value_of(each) for each in gone)
    return {str(value["sha256"]) for value in values if isinstance(value, dict) and "sha256" in value}
