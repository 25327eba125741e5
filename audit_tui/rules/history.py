"""The history of a question: each thing that was said about it, with what stood there before.

Reads the events of a record and tells them one by one, oldest first. Pure: it writes nothing, asks no clock,
and puts nothing into words of a language. A value that is gone is told as gone, never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from audit_tui.model.event import Event, Grade, Op, ValueClass
from audit_tui.model.site import Person
from audit_tui.rules.record import MARKS, MOVED, PRIVATE, REDO, UNDO, Record, erased_by, put_back

EVERY_CLASS: Final[frozenset[ValueClass]] = frozenset({"answer", "note", "private", "person", "evidence"})
"""What the auditor's own screen may show; whatever leaves it takes `record.published_classes`."""

Absent = Literal["erased", "withheld", "locked"]
"""Why a value is not there: erased on a legal ground, not to be seen here (or not in this copy), or encrypted and the
key of the workspace was not given."""

_ANSWERING: Final = frozenset({"answered", "cleared", "not_applicable", "not_observed"})
_ASIDE: Final = frozenset({"not_applicable", "not_observed"})
_REPEATING: Final = frozenset({"repeat_added", "repeat_removed"})
_THINGS: Final = {
    "evidence_added": "evidence",
    "evidence_removed": "evidence",
    "action_added": "action",
    "action_removed": "action",
}


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was said: by which operation, and its value or why that is absent.

    `value` is as in the record (canonical answer, text, true or false, evidence, action, the 1-based place of
    a repeat's instance, how many values an erasure took); None too where a question was set aside.
    """

    op: Op
    value: Any = None
    absent: Absent | None = None
    edition: int = 0
    """By which version of the checklist it was said: 0 the one the audit was begun with, 1 the next …"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a question."""

    seq: int
    wall: int
    """UTC milliseconds."""
    offset: int
    """Minutes that local time was ahead of UTC on the machine it was said on."""
    who: str
    """The alias on a mystery visit, the name on others; empty where neither is known."""
    op: Op
    old: Told | None = None
    """What stood there before; None where nothing did."""
    new: Told | None = None
    """What stands there after; None where it was taken away."""
    why: Told | None = None
    """The reason given, for a change or for setting the question aside."""
    grade: Grade | None = None
    private: bool = False
    """A private note: no export carries its text."""
    undone: bool = False
    """It took the last thing said back."""
    redone: bool = False
    """It said again what was taken back."""
    aside: bool = False
    """A move to a newer checklist set it aside: the answer did not fit any more."""


def history(
    record: Record,
    path: str,
    people: Iterable[Person] = (),
    classes: Collection[ValueClass] = EVERY_CLASS,
) -> list[Entry]:
    """What happened to `path` (a question, one in an instance, or a repeat), oldest first.

    `people` gives names to those who continued an audit begun by somebody else. Values of other classes than
    `classes` are withheld. An unknown path has no history.
    """
    return _Teller(record, path, people, classes).tell()


def touched(record: Record) -> list[str]:
    """Paths that have a history, in the order in which they were first touched."""
    paths: dict[str, None] = {}
    for event in record.events:
        if event.op in _REPEATING:
            paths.setdefault(event.path.rpartition("/")[0])
        elif event.path and not event.path.startswith("fact/") and not event.op.startswith("checklist_"):
            paths.setdefault(event.path.removesuffix(PRIVATE))
    return list(paths)


class _Teller:
    """Goes through the events once and remembers what stands at the path."""

    def __init__(
        self, record: Record, path: str, people: Iterable[Person], classes: Collection[ValueClass]
    ) -> None:
        self._record, self._path, self._classes = record, path, classes
        self._people = {person.id: person for person in people}
        self._gone = frozenset().union(*(erased_by(record, event) for event in record.events))
        self._standing: dict[str, Told] = {}
        self._instances: list[str] = []
        self._edition = 0
        self._said: set[str] = set()
        """Commitments that belong to this path, so that an erasure is told where it took something."""

    def tell(self) -> list[Entry]:
        entries = []
        for event in self._record.events:
            entry = self._entry(event)
            if entry is not None and event.op != "checklist_moved":
                self._said.update(each for each in (event.value, event.old, event.reason) if each)
            if entry is not None:
                entries.append(entry)
        return entries

    def _entry(self, event: Event) -> Entry | None:
        if event.op == "erased":
            count = len(erased_by(self._record, event) & self._said)
            told = replace(self._bare(event), new=Told("erased", count), why=self._why(event))
            return told if count else None
        if event.op == "checklist_moved":
            return self._moved(event)
        if event.op in _REPEATING:
            path, _, instance = event.path.rpartition("/")
            return self._repeated(event, instance) if path == self._path else None
        if event.path.removesuffix(PRIVATE) != self._path:
            return None
        if event.op in _ANSWERING:
            return self._answered(event)
        if event.op in _THINGS:
            return self._attached(event)
        return self._plain(event)

    def _bare(self, event: Event) -> Entry:
        mark = self._record.value_of(event.reason)
        return Entry(
            event.seq,
            event.wall,
            event.offset,
            self._who(event.actor),
            event.op,
            grade=event.grade,
            undone=mark == UNDO,
            redone=mark == REDO,
            aside=mark == MOVED,
        )

    def _moved(self, event: Event) -> Entry | None:
        """A move is told where something had been said by then: what follows was asked in the newer words."""
        checklist_id = self._path.split("/", 1)[0]
        editions, was = self._record.editions(checklist_id), self._edition
        if event.path != checklist_id or was + 1 >= len(editions):
            return None
        self._edition = was + 1
        if not self._said:
            return None
        old, new = editions[was].version, editions[was + 1].version
        return replace(self._bare(event), old=Told(event.op, old), new=Told(event.op, new))

    def _answered(self, event: Event) -> Entry:
        why = self._why(event)
        new: Told | None
        if event.op == "cleared":
            new = None
        elif event.op in _ASIDE:
            new, why = Told(event.op), self._told(event.op, event.value)
        else:
            new = self._told(event.op, event.value)
        old = self._swap("answer", new)
        return replace(self._bare(event), old=old, new=new, why=why)

    def _attached(self, event: Event) -> Entry:
        """Evidence and actions are known by their id; what is taken away is told as it was."""
        value = self._record.value_of(event.value)
        id_ = value.get("id") if isinstance(value, dict) else event.value
        new = self._told(event.op, event.value) if event.op.endswith("_added") else None
        old = self._swap(f"{_THINGS[event.op]}:{id_}", new)
        return replace(self._bare(event), old=old, new=new, why=self._why(event))

    def _repeated(self, event: Event, instance: str) -> Entry:
        bare = self._bare(event)
        if event.op == "repeat_added":
            self._instances.append(instance)
            if bare.undone or bare.redone:
                put_back(self._instances)
            return replace(bare, new=Told(event.op, self._instances.index(instance) + 1))
        at = self._instances.index(instance) + 1 if instance in self._instances else None
        if at is not None:
            self._instances.remove(instance)
        return replace(bare, old=Told(event.op, at))

    def _plain(self, event: Event) -> Entry:
        private = event.path.endswith(PRIVATE)
        new = self._told(event.op, event.value)
        if event.op == "noted" and new is not None and new.value == "" and new.absent is None:
            new = None
        old = self._swap(event.path + event.op, new)
        if event.op in ("flagged", "photo_owed", "photo_declared", "timer"):
            # Their new value tells it all: what stood before is always the other one.
            old = None
        return replace(self._bare(event), old=old, new=new, why=self._why(event), private=private)

    def _swap(self, what: str, new: Told | None) -> Told | None:
        old = self._standing.pop(what, None)
        if new is not None:
            self._standing[what] = new
        return old

    def _why(self, event: Event) -> Told | None:
        if self._record.value_of(event.reason) in MARKS:
            return None
        return self._told(event.op, event.reason)

    def _told(self, op: Op, commitment: str | None) -> Told | None:
        if commitment is None:
            return None
        stored = self._record.values.get(commitment)
        hidden = self._record.sealed.get(commitment)
        if stored is None:
            absent: Absent = "erased" if commitment in self._gone else "withheld"
            if hidden is not None and hidden.cls in self._classes:
                absent = "locked"
            return Told(op, absent=absent, edition=self._edition)
        if stored.cls not in self._classes:
            return Told(op, absent="withheld", edition=self._edition)
        return Told(op, stored.value, edition=self._edition)

    def _who(self, actor: str) -> str:
        mystery, facts = self._record.kind == "mystery", self._record.projection.facts
        if actor == self._record.events[0].actor:
            alias, name = str(facts.get("alias") or ""), str(facts.get("auditor") or "")
        elif actor in self._people:
            alias, name = self._people[actor].alias, self._people[actor].name
        else:
            return ""
        return alias if mystery else name or alias


__all__ = ["EVERY_CLASS", "Absent", "Entry", "Told", "history", "touched"]
