"""Which class the value of an event should be of, by the checklist that was in force when it was said."""

from __future__ import annotations

from typing import Any, Final

from audit_tui.model.event import Event
from audit_tui.rules.record import Record, value_class

SAYING: Final = ("answered", "not_applicable", "not_observed")


class ValueClasses:
    """The types of the questions as events are read in order: each is judged by the checklist then in force."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._types: dict[str, str] = {}
        for embedded in record.header.checklists:
            self._read(embedded.id, embedded.body)

    def follow(self, event: Event) -> None:
        """Take in an event: after a move the newer checklist holds."""
        value = self._record.value_of(event.value) if event.op == "checklist_moved" else None
        if isinstance(value, dict) and isinstance(value.get("body"), dict):
            self._types = {
                key: type_ for key, type_ in self._types.items() if key.partition("/")[0] != event.path
            }
            self._read(event.path, value["body"])

    def class_of(self, event: Event) -> str:
        """The class that the value of an event should be of."""
        first, _, rest = event.path.partition("/")
        if event.op in SAYING and self._types.get(f"{first}/{rest.rpartition('/')[2]}") == "signature":
            return "person" if event.op == "answered" else "note"
        return value_class(event.op, event.path)

    def _read(self, checklist_id: str, body: dict[str, Any]) -> None:
        """By `checklist/question`, from an embedded body that is not trusted."""
        sections = body.get("sections")
        for section in sections if isinstance(sections, list) else ():
            waiting = list(section.get("questions") or ()) if isinstance(section, dict) else []
            while waiting:
                question = waiting.pop()
                if isinstance(question, dict):
                    self._types[f"{checklist_id}/{question.get('id')}"] = str(question.get("type"))
                    inner = question.get("questions")
                    waiting.extend(inner if isinstance(inner, list) else ())
