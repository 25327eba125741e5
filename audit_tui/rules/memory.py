"""What was said last and what stood before it, so that it can be taken back: across moves to newer checklists too.

Follows the events of one audit and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit_tui.model.audit import State
from audit_tui.model.event import Event, Grade
from audit_tui.rules.comparing import places
from audit_tui.rules.moving import misfit
from audit_tui.rules.record import MOVED, UNDO
from audit_tui.rules.routing import Given
from audit_tui.rules.view import AuditView

ANSWERING = ("answered", "cleared", "not_applicable", "not_observed")


@dataclass(frozen=True, slots=True)
class Said:
    """The event that stands for what is now said about a path: enough to say it again."""

    op: str
    value: str | None
    grade: Grade | None
    edition: int = 0
    """How often the checklist had moved to a newer version by then."""


class Memory:
    """What is said now by path, and the line of what can be undone."""

    def __init__(self, view: AuditView) -> None:
        self._view = view
        self._said: dict[str, Said] = {}
        self._taken: list[tuple[str, Said | None]] = []
        self._latest: dict[str, str] = {}
        self._edition: dict[str, int] = {}
        for event in view.record.events:
            self.remember(event)

    def said(self, path: str) -> Said | None:
        """What is said about `path` now."""
        return self._said.get(path)

    def value(self, path: str) -> str | None:
        """The commitment to what is said about `path` now."""
        said = self._said.get(path)
        return said.value if said else None

    def latest(self, op: str, path: str) -> str | None:
        """The commitment to the last value of `op` (a note, a flag, a fact) at `path`."""
        return self._latest.get(f"{op}:{path}")

    def last(self) -> tuple[str, Said | None] | None:
        """Where the last thing was said that can be taken back, and what is said there then; None for nothing.

        What stood there before is left out where a newer version of the question does not take it any more.
        """
        if not self._taken:
            return None
        path, before = self._taken[-1]
        return path, before if before is not None and self._still_fits(path, before) else None

    def remember(self, event: Event) -> None:
        """Take in one event of the record."""
        if event.op in ("noted", "flagged", "fact_changed"):
            if event.value:
                self._latest[f"{event.op}:{event.path}"] = event.value
        elif event.op == "checklist_moved":
            self._move(event.path)
        elif event.op in ANSWERING:
            self._answer(event)

    def _answer(self, event: Event) -> None:
        mark = self._view.record.value_of(event.reason)
        if mark == MOVED:
            # What a newer checklist set aside cannot be said again, nor what was said there before.
            self._said.pop(event.path, None)
            self._taken = [each for each in self._taken if each[0] != event.path]
            return
        undone = mark == UNDO
        if undone and self._taken:
            self._taken.pop()
        elif not undone:
            self._taken.append((event.path, self._said.get(event.path)))
        if event.op == "cleared":
            self._said.pop(event.path, None)
        else:
            edition = self._edition.get(event.path.split("/", 1)[0], 0)
            self._said[event.path] = Said(event.op, event.value, event.grade, edition)

    def _move(self, checklist_id: str) -> None:
        """From now on nothing is undone at places that the newer checklist does not have."""
        number = self._edition.get(checklist_id, 0) + 1
        if number >= len(self._view.record.editions(checklist_id)):
            return
        self._edition[checklist_id] = number
        there = places(self._view.edition(checklist_id, number))

        def stays(path: str) -> bool:
            parts = path.split("/")
            repeat = parts[1] if len(parts) > 2 else None
            return parts[0] != checklist_id or there.get(parts[-1], "") == repeat

        self._taken = [each for each in self._taken if stays(each[0])]

    def _still_fits(self, path: str, said: Said) -> bool:
        checklist_id = path.split("/", 1)[0]
        now = self._edition.get(checklist_id, 0)
        if said.edition == now:
            return True
        value = self._view.record.value_of(said.value) if said.op == "answered" else None
        before, after = (self._view.edition(checklist_id, each) for each in (said.edition, now))
        return not misfit(before, after, path.rpartition("/")[2], Given(State(said.op), value))


__all__ = ["ANSWERING", "Memory", "Said"]
