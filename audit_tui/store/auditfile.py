"""The file of one audit: its tables, how a change is written into them, and how they are read back.

A draft is one TinyDB file that is replaced as a whole with every change; a finished audit is the same file
with a seal, never written again. Decides nothing about where files lie or who may write.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson

from audit_tui.errors import InputError
from audit_tui.model.audit import SCHEMA, Header, Item, Place, Projection
from audit_tui.model.event import StoredValue
from audit_tui.rules.record import PRIVATE, Change, Record, apply_event, chain_hash, genesis
from audit_tui.rules.tables import audit_state, item_document, make_seal
from audit_tui.rules.verify import verify_tables
from audit_tui.store.atomic import LIMIT, AtomicStorage, Tables, parse_tables
from audit_tui.store.disk import read_bytes

NOWHERE: Final = Place(None, 0, {})
"""The place of an audit in which nobody has been yet."""


def place_file(draft: Path) -> Path:
    """The small file beside a draft that keeps the place between two answers."""
    return draft.with_suffix(".place")


def read_place(draft: Path, tables: Tables) -> Place:
    """The newer one of the place inside a draft and the one beside it."""
    cursor = tables.get("cursor", {}).get("1", {})
    summary = tables.get("audit", {}).get("1", {}).get("summary")
    inside = _as_place({**cursor, "summary": summary}) or NOWHERE
    try:
        beside = _as_place(orjson.loads(place_file(draft).read_bytes()))
    except (OSError, orjson.JSONDecodeError):
        beside = None
    return beside if beside is not None and beside.seq >= inside.seq else inside


def _as_place(raw: Any) -> Place | None:
    match raw:
        case {"path": str() | None as path, "seq": int(seq), "summary": dict() as summary}:
            return Place(path, seq, summary)
    return None


def place_bytes(place: Place) -> bytes:
    """A place as its small file holds it."""
    return orjson.dumps({"path": place.path, "seq": place.seq, "summary": place.summary})


class Writer:
    """Turns changes into the documents of an audit's file.

    Keeps its own projection, one step ahead of nobody: it moves on only when the disk has the change.
    Refuses (ValueError) a change that does not continue the chain: that is a mistake of the program.
    """

    def __init__(self, storage: AtomicStorage, header: Header) -> None:
        self._storage = storage
        self._projection = Projection(head=genesis(header.id))
        self._values: dict[str, StoredValue] = {}
        self._numbers: dict[str, int] = {}
        dumped = header.model_dump(mode="json", by_alias=True, exclude_none=True)
        # The checklists are most of the file and never change: serialised once.
        dumped["checklists"] = orjson.Fragment(orjson.dumps(dumped["checklists"]))
        self._header = dumped
        self.place = NOWHERE

    @classmethod
    def resume(cls, storage: AtomicStorage, record: Record, place: Place) -> Writer:
        """A writer that goes on where a loaded record ends."""
        writer = cls(storage, record.header)
        writer._values = dict(record.values)
        for event in record.events:
            apply_event(writer._projection, event, writer._values)
        writer._numbers = {path: n for n, path in enumerate(writer._projection.items, 1)}
        writer.place = place
        return writer

    def append(self, change: Change) -> None:
        """Write a change; when this returns, the disk has it. Raises NotSavedError, having changed nothing."""
        documents, after, values = self._documents(change)
        self._storage.commit(documents)
        self._accept(after, values)

    def sealed(self, change: Change, place: Place) -> tuple[bytes, Projection]:
        """The finished file that the draft and this last change make, and its projection. Writes nothing."""
        self.place = place
        documents, after, _ = self._documents(change)
        tables: Tables = orjson.loads(self._storage.image or b"{}")
        for name, changed in orjson.loads(orjson.dumps(documents)).items():
            tables.setdefault(name, {}).update(changed)
        tables.pop("cursor", None)
        tables["seal"] = {"1": make_seal(tables, after)}
        return orjson.dumps(tables), after

    def _documents(
        self, change: Change
    ) -> tuple[dict[str, dict[str, Any]], Projection, dict[str, StoredValue]]:
        before = self._projection
        seq, head = before.seq, before.head
        events: dict[str, Any] = {}
        for event in change.events:
            raw = event.model_dump(mode="json")
            if event.seq != seq + 1 or event.prev != head or chain_hash(raw) != event.hash:
                raise ValueError(f"event {event.seq} does not continue the chain at {seq}")
            seq, head = event.seq, event.hash
            events[str(seq)] = raw
        fresh = {v.commitment: v for v in change.values if v.commitment not in self._values}
        values = {
            str(n): v.model_dump(mode="json", by_alias=True)
            for n, v in enumerate(fresh.values(), len(self._values) + 1)
        }
        after = self._fold(change, self._values | fresh)
        answers = {}
        free = len(self._numbers)
        for path, item in after.items.items():
            if path not in self._numbers:
                free += 1
            answers[str(self._numbers.get(path, free))] = item_document(item)
        place = self.place
        documents = {
            "audit": {"1": {**self._header, **audit_state(after), "summary": place.summary}},
            "events": events,
            "values": values,
            "answers": answers,
            "journal": {"1": {"seq": seq, "chain": head}},
            "cursor": {"1": {"path": place.path, "seq": place.seq}},
        }
        return documents, after, fresh

    def _fold(self, change: Change, values: dict[str, StoredValue]) -> Projection:
        """The projection after a change, holding only the items that the change touches."""
        before = self._projection
        touched = dict.fromkeys(event.path.removesuffix(PRIVATE) for event in change.events)
        after = replace(
            before,
            facts=dict(before.facts),
            instances={path: list(ids) for path, ids in before.instances.items()},
            items={path: _copy(before.items[path]) for path in touched if path in before.items},
        )
        for event in change.events:
            apply_event(after, event, values)
        return after

    def _accept(self, after: Projection, values: dict[str, StoredValue]) -> None:
        items = self._projection.items
        for path, item in after.items.items():
            self._numbers.setdefault(path, len(self._numbers) + 1)
            items[path] = item
        after.items = items
        self._projection = after
        self._values.update(values)


def _copy(item: Item) -> Item:
    return replace(item, evidence=list(item.evidence), actions=list(item.actions))


def read_tables(path: Path) -> Tables:
    """The tables of an audit file, not yet checked against each other.

    Raises InputError where it is damaged or no audit file, or where a sealed one is not byte for byte as
    this program writes it.
    """
    content = read_bytes(path, limit=LIMIT)
    tables = parse_tables(content, path)
    if "audit" not in tables or "events" not in tables:
        raise InputError("store.foreign", "This is no audit: it holds no such tables.", where=str(path))
    if "seal" in tables and orjson.dumps(tables) != content:
        raise InputError(
            "audit.rewritten",
            "This finished audit was changed: it is not written as this program writes it.",
            where=str(path),
            next_step="Compare it with a copy or with the report that was handed over.",
        )
    return tables


def load(path: Path, tables: Tables) -> tuple[Record, bool]:
    """The record in the tables of an audit file, and whether a newer version of the program wrote it.

    Everything is checked but the score. Raises InputError naming the first thing that does not hold.
    """
    check = verify_tables(tables)
    newer = any(finding.code == "record.newer" for finding in check.findings)
    if newer and check.record is None:
        raise InputError(
            "audit.newer",
            f"This audit was written by a newer version of the program (this one knows schema {SCHEMA}).",
            where=str(path),
            next_step="Update audit-tui.",
        )
    faults = [] if newer else check.findings
    if faults or check.record is None:
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InputError(
            "audit.damaged",
            f"The audit is damaged or was changed: {faults[0].message}{more}",
            where=str(path),
            next_step="Nothing was changed. `audit-tui verify` lists it all; a backup may hold a good copy.",
        )
    return check.record, newer
