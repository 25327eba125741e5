"""What was said and what stood before it, so that it can be taken back and said again, to the very beginning.

Follows the events of one audit and writes nothing. Taking back is itself said, so the history keeps it; facts of
the visit are corrected where they stand and are no steps here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audit_tui.model.audit import State
from audit_tui.model.event import Event, Grade
from audit_tui.rules.comparing import places
from audit_tui.rules.laps import clock_value, read_clock
from audit_tui.rules.moving import misfit
from audit_tui.rules.record import MOVED, PRIVATE, REDO, UNDO, boxes_of
from audit_tui.rules.routing import Given
from audit_tui.rules.view import AuditView

ANSWERING = ("answered", "cleared", "not_applicable", "not_observed")
_MARKING = ("noted", "flagged", "photo_owed")
_THINGS = {
    "evidence_added": "evidence_removed",
    "evidence_removed": "evidence_added",
    "action_added": "action_removed",
    "action_removed": "action_added",
}
_REPEATING = {"repeat_added": "repeat_removed", "repeat_removed": "repeat_added"}


@dataclass(frozen=True, slots=True)
class Write:
    """One event to be said: its value is a commitment that stands already, or `plain`, to be sealed anew."""

    op: str
    path: str
    value: str | None = None
    plain: Any = None
    grade: Grade | None = None
    edition: int = 0
    """How often the checklist had moved to a newer version when it was said."""

    @property
    def place(self) -> str:
        """The question it is about: that of a note, the repeat of an instance."""
        path = self.path.removesuffix(PRIVATE)
        return path.rpartition("/")[0] if self.op in _REPEATING else path

    def concerns(self, event: Event) -> bool:
        """Whether an event says something about the same: an answer, a note, a flag, attachments …"""
        return self.path == event.path and _family(self.op) == _family(event.op)


@dataclass(frozen=True, slots=True)
class Step:
    """What one key said: how it is taken back, and how it is said again."""

    back: tuple[Write, ...]
    forth: tuple[Write, ...]
    seq: int
    """Its last event."""


def _family(op: str) -> str:
    return "answer" if op in ANSWERING else op.partition("_")[0]


class Memory:
    """What is said now by path, and the two lines of what can be undone and done again."""

    def __init__(self, view: AuditView) -> None:
        self._view = view
        self._said: dict[str, Write] = {}
        self._latest: dict[str, str] = {}
        self._things: dict[tuple[str, str], str] = {}
        """Path and id of evidence or an action → the commitment that describes it."""
        self._declared: dict[tuple[str, str], str] = {}
        """Path and id of a photo → the commitment that declares it."""
        self._clocks: dict[str, tuple[int | None, list[str]]] = {}
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._rest: tuple[Write, ...] = ()
        """What is still to come of a step that is being taken back or said again."""
        self._edition: dict[str, int] = {}
        for event in view.record.events:
            self.remember(event)

    def said(self, path: str) -> Write | None:
        """What is said about `path` now."""
        return self._said.get(path)

    def value(self, path: str) -> str | None:
        """The commitment to what is said about `path` now."""
        said = self._said.get(path)
        return said.value if said else None

    def latest(self, op: str, path: str) -> str | None:
        """The commitment to the last value of `op` (a note, a flag, a fact) at `path`."""
        return self._latest.get(f"{op}:{path}")

    def standing(self, write: Write) -> str | None:
        """The commitment to what `write` would take the place of; None where nothing is known to stand."""
        return self.value(write.path) if write.op in ANSWERING else self.latest(write.op, write.path)

    def undoable(self) -> tuple[Write, ...]:
        """What takes the last step back, in the order in which it is to be said; empty where there is none."""
        return tuple(map(self._fitting, self._done[-1].back)) if self._done else ()

    def redoable(self) -> tuple[Write, ...]:
        """What says again the step that was taken back last; empty where there is none."""
        return tuple(map(self._fitting, self._undone[-1].forth)) if self._undone else ()

    # -- following the events -------------------------------------------------------------------------

    def remember(self, event: Event) -> None:
        """Take in one event of the record."""
        if event.op == "checklist_moved":
            self._move(event.path)
            return
        if event.op == "reopened":
            # What was handed in stands; only what is corrected since then can be taken back.
            self._done.clear()
            self._undone.clear()
            return
        mark = self._view.record.value_of(event.reason)
        if mark == MOVED:
            # What a newer checklist set aside cannot be said again, nor what was said there before.
            self._said.pop(event.path, None)
            self._forget(event.path)
            return
        back, forth = self._before(event), self._forth(event)
        self._take(event)
        if mark in (UNDO, REDO):
            self._shift(event, undone=mark == UNDO)
        elif back:
            self._add(event, back, forth)

    def _before(self, event: Event) -> tuple[Write, ...]:
        """What would say again what stands where the event is about to change it; empty for what is no step."""
        op, path = event.op, event.path
        if op in ANSWERING:
            said = self._said.get(path) or Write("cleared", path)
            since, laps = self._clocks.get(path, (None, []))
            # An answer stops the stopwatch of its question.
            clock = (Write("timer", path, plain=clock_value(since, laps)),) if since is not None else ()
            return (said, *clock)
        if op in _MARKING:
            return (Write(op, path, self.latest(op, path)),)
        if op == "timer":
            return (Write(op, path, plain=clock_value(*self._clocks.get(path, (None, [])))),)
        if op in _REPEATING:
            return (Write(_REPEATING[op], path),)
        id_ = self._id(event)
        if op == "photo_declared" and id_ is not None:
            known = self._declared.get((path, id_))
            return (Write(op, path, known, plain=None if known else {"id": id_}),)
        if op not in _THINGS or id_ is None:
            return ()
        known = self._things.get((path, id_))
        if known is not None:
            return (Write(f"{_family(op)}_added", path, known),)
        return (Write(_THINGS[op], path, plain={"id": id_}),) if op.endswith("_added") else ()

    def _forth(self, event: Event) -> Write:
        if event.op == "timer":
            value = self._view.record.value_of(event.value)
            since, laps = read_clock(value, event.wall, self._clocks.get(event.path, (None, []))[1])
            return Write("timer", event.path, plain=clock_value(since, laps))
        edition = self._edition.get(event.path.split("/", 1)[0], 0)
        return Write(event.op, event.path, event.value, grade=event.grade, edition=edition)

    def _take(self, event: Event) -> None:
        """Let stand what the event says."""
        op, path = event.op, event.path
        if op in ANSWERING:
            self._said[path] = self._forth(event)
            if op == "cleared":
                self._said.pop(path)
            if path in self._clocks:
                self._clocks[path] = (None, self._clocks[path][1])
        elif op == "timer":
            before = self._clocks.get(path, (None, []))[1]
            self._clocks[path] = read_clock(self._view.record.value_of(event.value), event.wall, before)
        elif op == "photo_declared" and (id_ := self._id(event)) is not None:
            self._declared.pop((path, id_), None)
            if event.value and boxes_of(self._view.record.value_of(event.value)) is not None:
                self._declared[path, id_] = event.value
        elif op in _THINGS and (id_ := self._id(event)) is not None:
            self._things.pop((path, id_), None)
            if op.endswith("_added") and event.value:
                self._things[path, id_] = event.value
        elif op in (*_MARKING, "fact_changed"):
            self._latest.pop(f"{op}:{path}", None)
            if event.value:
                self._latest[f"{op}:{path}"] = event.value

    def _id(self, event: Event) -> str | None:
        value = self._view.record.value_of(event.value)
        return str(value["id"]) if isinstance(value, dict) and "id" in value else None

    def _add(self, event: Event, back: tuple[Write, ...], forth: Write) -> None:
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if (
            last is not None
            and event.op in ANSWERING
            and last.seq == event.seq - 1
            and last.forth[-1].op == "timer"
            and last.forth[-1].path == event.path
            and "since" not in last.forth[-1].plain
        ):
            # A stopwatch that is stopped answers in the same breath. The answer comes first when it is taken
            # back, since an answer would stop the stopwatch again.
            self._done[-1] = Step((*back, *last.back), (*last.forth, forth), event.seq)
        else:
            self._done.append(Step(back, (forth,), event.seq))

    def _shift(self, event: Event, *, undone: bool) -> None:
        """A step was taken back (or said again): it goes from the one line to the other."""
        if self._rest and self._rest[0].concerns(event):
            self._rest = self._rest[1:]
            return
        self._rest = ()
        source, target = (self._done, self._undone) if undone else (self._undone, self._done)
        for at in reversed(range(len(source))):
            writes = source[at].back if undone else source[at].forth
            if writes[0].concerns(event):
                self._rest = writes[1:]
                target.append(source.pop(at))
                return

    # -- newer checklists -----------------------------------------------------------------------------

    def _forget(self, path: str) -> None:
        for line in (self._done, self._undone):
            line[:] = [step for step in line if all(each.path != path for each in step.forth)]

    def _move(self, checklist_id: str) -> None:
        """From now on nothing is undone at places that the newer checklist does not have."""
        number = self._edition.get(checklist_id, 0) + 1
        if number >= len(self._view.record.editions(checklist_id)):
            return
        self._edition[checklist_id] = number
        there = places(self._view.edition(checklist_id, number))

        def stays(step: Step) -> bool:
            parts = step.forth[0].place.split("/")
            repeat = parts[1] if len(parts) > 2 else None
            return parts[0] != checklist_id or there.get(parts[-1], "") == repeat

        for line in (self._done, self._undone):
            line[:] = [step for step in line if stays(step)]

    def _fitting(self, write: Write) -> Write:
        """The write itself; an answer that a newer version of the question does not take any more is cleared."""
        if write.op not in ANSWERING or write.op == "cleared":
            return write
        checklist_id = write.path.split("/", 1)[0]
        now = self._edition.get(checklist_id, 0)
        if write.edition == now:
            return write
        value = self._view.record.value_of(write.value) if write.op == "answered" else None
        before, after = (self._view.edition(checklist_id, each) for each in (write.edition, now))
        fits = not misfit(before, after, write.path.rpartition("/")[2], Given(State(write.op), value))
        return write if fits else Write("cleared", write.path)


__all__ = ["ANSWERING", "Memory", "Step", "Write"]
