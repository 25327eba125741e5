"""What was erased from a record, and whether its score rests on it. Reads only, and trusts no body of a checklist."""

from __future__ import annotations

from typing import Final

from audit_tui.rules.classes import ValueClasses
from audit_tui.rules.record import Record, erased_by

_SCORED_FACTS: Final = frozenset({"fact/outcome", "fact/site"})


def rests_on_erased(record: Record) -> bool:
    """Whether an answer, evidence or a fact was erased on which a score may rest."""
    gone = erased_commitments(record) - record.values.keys()
    if not gone:
        return False
    classes = ValueClasses(record)
    for event in record.events:
        classes.follow(event)
        if event.value in gone and (
            event.op == "evidence_added"
            or event.path in _SCORED_FACTS
            or (event.op == "answered" and classes.class_of(event) == "answer")
        ):
            return True
    return False


def erased_commitments(record: Record) -> set[str]:
    """Commitments that an `erased` event took back."""
    return {gone for event in record.events for gone in erased_by(record, event)}
