"""What was erased from a record, and whether its score rests on it. Reads only, and trusts no body of a checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from audit_tui.model.audit import Header
from audit_tui.model.event import Event
from audit_tui.rules.record import Record, erased_by, value_class

SAYING: Final = ("answered", "not_applicable", "not_observed")
"""Events that say something about a question."""
_SCORED_FACTS: Final = frozenset({"fact/outcome", "fact/site"})


def rests_on_erased(record: Record) -> bool:
    """Whether an answer, evidence or a fact was erased on which a score may rest."""
    gone = erased_commitments(record) - record.values.keys()
    if not gone:
        return False
    types = question_types(record.header)
    return any(
        event.value in gone
        and (
            event.op == "evidence_added"
            or event.path in _SCORED_FACTS
            or (event.op == "answered" and class_of(event, types) == "answer")
        )
        for event in record.events
    )


def erased_commitments(record: Record) -> set[str]:
    """Commitments that an `erased` event took back."""
    return {gone for event in record.events for gone in erased_by(record, event)}


def question_types(header: Header) -> dict[str, str]:
    """Type of every question by `checklist/question`, read from the embedded bodies without trusting them."""
    types: dict[str, str] = {}
    for embedded in header.checklists:
        sections = embedded.body.get("sections")
        for section in sections if isinstance(sections, list) else ():
            waiting = list(section.get("questions") or ()) if isinstance(section, dict) else []
            while waiting:
                question = waiting.pop()
                if isinstance(question, dict):
                    types[f"{embedded.id}/{question.get('id')}"] = str(question.get("type"))
                    inner = question.get("questions")
                    waiting.extend(inner if isinstance(inner, list) else ())
    return types


def class_of(event: Event, types: Mapping[str, str]) -> str:
    """The class that the value of an event is to have."""
    first, _, rest = event.path.partition("/")
    if event.op in SAYING and types.get(f"{first}/{rest.rpartition('/')[2]}") == "signature":
        return "person" if event.op == "answered" else "note"
    return value_class(event.op, event.path)
