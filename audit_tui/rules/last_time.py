"""What the visit before found at each question of this one, and which corrective actions are open since. Pure.

A question is the same one where checklist, id, type and meaning are the same, whatever its wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audit_tui.model.audit import Item, State
from audit_tui.model.checklist import Checklist
from audit_tui.rules.routing import Slot
from audit_tui.rules.view import AuditView


class OpenAction(Protocol):
    """A corrective action that is open, with the question it comes from."""

    @property
    def due(self) -> str | None: ...

    @property
    def path(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of one question from before."""

    day: str
    """Local date of the visit before, `YYYY-MM-DD`; empty where only an action is known."""
    number: str
    item: Item | None
    """What was said then; None where nothing was."""
    checklist: Checklist | None
    question: Any
    actions: tuple[tuple[Any, bool], ...]
    """Actions that are open, and whether each is overdue."""


def before(
    slots: Iterable[Slot],
    view: AuditView | None,
    day: str,
    number: str,
    actions: Sequence[OpenAction],
    today: str,
) -> dict[str, Before]:
    """Path → what is known from before, for the questions outside of repeats. `today`: local date of the site.

    `view`: the visit before, on `day`; None where there was none.
    """
    asked = {} if view is None else {slot.path: slot for slot in view.slots if slot.instance is None}
    found: dict[str, Before] = {}
    for slot in slots:
        if slot.instance is not None or not slot.is_asked:
            continue
        then = asked.get(slot.path)
        item = None
        if view is not None and then is not None and is_same(slot.question, then.question):
            item = view.item(slot.path)
            item = None if item.state is State.OPEN and not item.evidence else item
        due = tuple((one, bool(one.due) and str(one.due) < today) for one in actions if one.path == slot.path)
        if item is not None or due:
            checklist = view.checklist(slot.checklist) if view is not None and item is not None else None
            question = then.question if then is not None else None
            found[slot.path] = Before(day, number, item, checklist, question, due)
    return found


def is_same(now: Any, then: Any) -> bool:
    """Whether two questions of one id ask the same."""
    return bool(now.type == then.type and getattr(now, "meaning", 1) == getattr(then, "meaning", 1))
