"""What an audit's file says beyond header, events and values: all of it derived, so that it can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit_tui.model.audit import Item, Projection
from audit_tui.model.review import Review
from audit_tui.rules.record import digest


def audit_state(projection: Projection) -> dict[str, Any]:
    """What the `audit` table says beyond the header, all of it derived from the events."""
    return {
        "status": projection.status,
        "kind": str(projection.facts.get("kind") or "mystery"),
        "facts": dict(projection.facts),
        "instances": {path: list(ids) for path, ids in projection.instances.items()},
        "moved": {id_: [one.version for one in versions] for id_, versions in projection.moved.items()},
        "created_at": projection.created_at,
        "changed_at": projection.changed_at,
        "ended_at": projection.ended_at,
        **review_state(projection.review),
    }


def review_state(review: Review) -> dict[str, Any]:
    """What the `audit` table says of what followed the end; nothing while nothing did."""
    if review.is_untouched:
        return {}
    return {"review": {"state": review.state, "edition": review.edition, "appeal": review.appeal}}


def item_document(item: Item) -> dict[str, Any]:
    """One document of the `answers` table."""
    return {
        "path": item.path,
        "state": item.state.value,
        "value": item.value,
        "reason": item.reason,
        "grade": item.grade,
        "note": item.note,
        "private_note": item.private_note,
        "flagged": item.flagged,
        "evidence": [each.model_dump(mode="json", exclude_none=True) for each in item.evidence],
        "actions": [each.model_dump(mode="json", exclude_none=True) for each in item.actions],
        "timer_started": item.timer_started,
        **({"laps": list(item.laps)} if item.laps else {}),
        "at": item.at,
        **({"photo_owed": item.photo_owed} if item.photo_owed is not None else {}),
        **(
            {"declared": {id_: [*map(list, boxes)] for id_, boxes in item.declared.items()}}
            if item.declared
            else {}
        ),
    }


def make_seal(tables: Mapping[str, Any], projection: Projection) -> dict[str, Any]:
    """The seal of a finished file: its events, the last hash, and the SHA-256 of all other tables.

    Tables are hashed one by one in their canonical form (RFC 8785) and the hashes hashed together.
    """
    hashes = {name: digest(table) for name, table in tables.items() if name != "seal"}
    return {"events": projection.seq, "head": projection.head, "digest": digest(hashes)}
