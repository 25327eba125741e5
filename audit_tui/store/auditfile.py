"""The file of one audit: its tables, how a change is written into them, and how they are read back.

A draft is a TinyDB file with a journal of what came after it; a finished audit is one file with all of it and
a seal, never written again. Decides nothing about where files lie or who may write.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from pydantic import ValidationError

from audit_tui.errors import InputError
from audit_tui.i18n import _, plural
from audit_tui.model.audit import Header, Item, Projection
from audit_tui.model.basics import SCHEMA, Place
from audit_tui.model.event import Event, Grade, Op, SealedValue, StoredValue
from audit_tui.rules.record import PRIVATE, Change, Record, apply_event, chain_hash, commit, genesis
from audit_tui.rules.tables import audit_state, item_document, make_seal
from audit_tui.rules.verify import verify_tables
from audit_tui.store import sealing
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.migrations import migrate
from audit_tui.store.reading import NOWHERE
from audit_tui.store.replay import BOOKKEEPING, Replay, apply
from audit_tui.store.tables import Tables, dump_tables

if TYPE_CHECKING:
    from audit_tui.store.vault import Vault


class Writer:
    """Turns changes into the documents of an audit's file.

    Keeps its own projection, one step ahead of nobody: it moves on only when the disk has the change.
    Refuses (ValueError) a change that does not continue the chain: that is a mistake of the program.
    """

    def __init__(self, database: JournalDB, header: Header, hides: Vault | None = None) -> None:
        """With `hides` personal values are written sealed, and nothing that is derived from them is written."""
        self.database = database
        self._hides = hides
        self._header = header
        self._projection = Projection(head=genesis(header.id))
        self._values: dict[str, StoredValue] = {}
        # Those of them that the derived tables are folded from.
        self._shown: dict[str, StoredValue] = {}
        self._numbers: dict[str, int] = {}
        # What the tables `audit` (beyond the header) and `cursor` say; only what differs is written.
        self._state: dict[str, Any] = {}
        self._cursor: dict[str, Any] = {}
        self.place = NOWHERE

    @classmethod
    def resume(cls, database: JournalDB, record: Record, place: Place, hides: Vault | None = None) -> Writer:
        """A writer that goes on where a loaded record ends, in a file that lies as `hides` wants it."""
        writer, storage = cls(database, record.header, hides), database.storage
        writer._values = dict(record.values)
        writer._shown = dict(writer._showing(record.values))
        for event in record.events:
            apply_event(writer._projection, event, writer._shown)
        writer._numbers = {path: n for n, path in enumerate(writer._projection.items, 1)}
        writer._state = dict((storage.table("audit") or {}).get("1", {}))
        writer._cursor = (storage.table("cursor") or {}).get("1", {})
        writer.place = place
        return writer

    def append(self, change: Change) -> None:
        """Write a change; when this returns, the disk has it. Raises NotSavedError, having changed nothing."""
        step = self._step(change)
        self.database.commit(step.documents, fields=step.fields, mark=(step.after.seq, step.after.head))
        items = self._projection.items
        for path, item in step.after.items.items():
            self._numbers.setdefault(path, len(self._numbers) + 1)
            items[path] = item
        step.after.items = items
        self._projection = step.after
        self._values.update(step.values)
        self._shown.update(self._showing(step.values))
        self._state, self._cursor = step.state, step.cursor

    def sealed(self, change: Change, place: Place) -> tuple[bytes, Projection]:
        """The finished file that the draft and this last change make, and its projection. Writes nothing."""
        self.place = place
        step = self._step(change)
        tables = {name: dict(table) for name, table in self.database.storage.tables.items()}
        made = {name: {"p": table} for name, table in step.documents.items()}
        for name, table in step.fields.items():
            made.setdefault(name, {})["u"] = table
        apply(tables, orjson.loads(orjson.dumps(made)))
        tables[BOOKKEEPING] = {"1": {"seq": step.after.seq, "chain": step.after.head}}
        tables.pop("cursor", None)
        tables["seal"] = {"1": make_seal(tables, step.after)}
        return dump_tables(tables), step.after

    def _step(self, change: Change) -> _Step:
        before = self._projection
        seq, head = before.seq, before.head
        events: dict[str, Any] = {}
        for event in change.events:
            raw = event.model_dump(mode="json")
            if event.seq != seq + 1 or event.prev != head or chain_hash(raw) != event.hash:
                raise ValueError(
                    _("event {seq} does not continue the chain at {seq2}").format(seq=event.seq, seq2=seq)
                )
            seq, head = event.seq, event.hash
            events[str(seq)] = raw
        fresh = {v.commitment: v for v in change.values if v.commitment not in self._values}
        values = {
            str(n): sealing.value_document(self._header.id, v, self._hides)
            for n, v in enumerate(fresh.values(), len(self._values) + 1)
        }
        after = self._fold(change, {v.commitment: v for v in change.values})
        answers = {}
        free = len(self._numbers)
        for path, item in after.items.items():
            if path not in self._numbers:
                free += 1
            answers[str(self._numbers.get(path, free))] = item_document(item)
        place = self.place
        state = {**audit_state(after), "summary": place.summary}
        cursor = {"path": place.path, "seq": place.seq}
        documents = {"events": events, "values": values, "answers": answers}
        partial: dict[str, Any] = {}
        if not before.seq:
            header = self._header.model_dump(mode="json", by_alias=True, exclude_none=True)
            documents = {"audit": {"1": {**header, **state}}, **documents}
        elif changed := {key: new for key, new in state.items() if self._state.get(key) != new}:
            # Never the header: with its checklists it is most of the file.
            partial["audit"] = {"1": changed}
        if cursor != self._cursor:
            documents["cursor"] = {"1": cursor}
        return _Step(documents, partial, after, fresh, state, cursor)

    def _fold(self, change: Change, values: dict[str, StoredValue]) -> Projection:
        """The projection after a change, holding only the items that the change touches."""
        if any(c not in values for event in change.events for c in (event.value, event.reason) if c):
            values = self._shown | values
        values = self._showing(values)
        before = self._projection
        touched = dict.fromkeys(event.path.removesuffix(PRIVATE) for event in change.events)
        after = _PROJECTION(before)
        after.facts = dict(before.facts)
        after.instances = {path: list(ids) for path, ids in before.instances.items()}
        after.moved = {id_: list(versions) for id_, versions in before.moved.items()}
        after.declined = list(before.declined)
        after.items = {path: _copy(before.items[path]) for path in touched if path in before.items}
        for event in change.events:
            apply_event(after, event, values)
        return after

    def _showing(self, values: dict[str, StoredValue]) -> dict[str, StoredValue]:
        if self._hides is None:
            return values
        return {each.commitment: each for each in sealing.shown(values.values(), self._hides)}


@dataclass(slots=True)
class _Step:
    """What a change makes of an audit."""

    documents: dict[str, dict[str, Any]]
    fields: dict[str, dict[str, Any]]
    after: Projection
    values: dict[str, StoredValue]
    state: dict[str, Any]
    cursor: dict[str, Any]


def _copier(kind: type[_Shape]) -> Callable[[_Shape], _Shape]:
    """A shallow copy of a dataclass, several times faster than `dataclasses.replace`: every save makes two."""
    take = attrgetter(*(field.name for field in fields(kind)))  # type: ignore[arg-type]
    return lambda source: kind(*take(source))


_Shape = TypeVar("_Shape")
_ITEM = _copier(Item)
_PROJECTION = _copier(Projection)


def _copy(item: Item) -> Item:
    copied = _ITEM(item)
    copied.declared = dict(item.declared)
    copied.evidence, copied.actions = list(item.evidence), list(item.actions)
    return copied


@dataclass(frozen=True, slots=True)
class Rescued:
    """What an auditor said after the place where a journal is damaged; it does not count any more."""

    op: Op
    path: str
    value: Any
    wall: int
    """When it was said, in UTC milliseconds."""
    hash: str = ""
    """Hash of the event that said it."""
    grade: Grade | None = None
    reason: str = ""
    """Why it was said, where a reason was given."""
    whole: bool = True
    """Whether its value is there, so that it can be said again."""
    locked: bool = False
    """Whether its value is there, but encrypted, and the key is not."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """What became of an audit whose journal was found damaged."""

    what: str
    """In words, for the person."""
    kept: Path | None
    """Where copies of the damaged files lie; None where it could only be read."""
    later: tuple[Rescued, ...]
    """What can be said again."""


def rescue(replay: Replay, kept: Path | None, vault: Vault | None = None) -> Rescue | None:
    """What to tell about a damaged journal; None where it is whole."""
    if replay.damage is None:
        return None
    later = tuple(_later(replay, vault))
    parts = [
        _("The journal is damaged or was changed; the audit holds up to event {seq}.").format(seq=replay.seq)
    ]
    if later:
        parts.append(plural("{count} later entry is whole.", "{count} later entries are whole.", len(later)))
    parts.append(
        _("Copies of the damaged files: {kept}.").format(kept=kept) if kept else _("Nothing was changed.")
    )
    return Rescue(" ".join(parts), kept, later)


def _later(replay: Replay, vault: Vault | None) -> Iterator[Rescued]:
    audit = str(replay.tables.get("audit", {}).get("1", {}).get("id", ""))
    # An undo says something again that was said before the damage: its value stands there.
    raws = {str(raw.get("commitment")): raw for raw in replay.tables.get("values", {}).values()}
    values: dict[str, StoredValue] = {}
    sealed = {name for name, raw in raws.items() if "sealed" in raw}
    for record in replay.later:
        changes = record["c"]
        for raw in ((changes.get("values") or {}).get("p") or {}).values():
            if (stored := _stored(raw, audit, vault)) is not None:
                values[stored.commitment] = stored
            elif isinstance(raw, dict) and "sealed" in raw:
                sealed.add(str(raw.get("commitment")))
        for raw in ((changes.get("events") or {}).get("p") or {}).values():
            try:
                event = Event.model_validate(raw)
            except ValidationError:
                continue
            for each in (event.value, event.reason):
                if each in raws and each not in values:
                    stored = _stored(raws[each], audit, vault)
                    values |= {each: stored} if stored is not None else {}
            if chain_hash(raw) == event.hash:
                yield rescued(event, values, sealed)


def rescued(
    event: Event, values: Mapping[str, StoredValue], sealed: Collection[str] = frozenset()
) -> Rescued:
    """What an event said, as far as its values are known; those in `sealed` are there and could not be opened."""
    value = values.get(event.value) if event.value else None
    reason = values.get(event.reason) if event.reason else None
    return Rescued(
        event.op,
        event.path,
        value.value if value else None,
        event.wall,
        event.hash,
        event.grade,
        str(reason.value) if reason else "",
        whole=value is not None or not event.value,
        locked=value is None and event.value in sealed,
    )


def _stored(raw: Any, audit: str, vault: Vault | None) -> StoredValue | None:
    """A value that is what its commitment says and can be read here, else None."""
    try:
        if isinstance(raw, dict) and "sealed" in raw:
            opened = None if vault is None else vault.open_value(audit, SealedValue.model_validate(raw))
            if opened is None:
                return None
            raw = opened.model_dump(by_alias=True)
        stored = StoredValue.model_validate(raw)
        return stored if commit(stored.value, stored.salt) == stored.commitment else None
    except (ValidationError, ValueError, InputError):
        return None


def load(path: Path, tables: Tables, vault: Vault | None = None) -> tuple[Record, bool]:
    """The record in the tables of an audit file, and whether a newer version of the program wrote it.

    Everything is checked but the score. Encrypted values are opened where `vault` has their key; the others stay
    in `Record.sealed`. Raises InputError naming the first thing that does not hold.
    """
    check = verify_tables(migrate(tables, path))
    newer = any(finding.code == "record.newer" for finding in check.findings)
    if newer and check.record is None:
        raise InputError(
            "audit.newer",
            _(
                "This audit was written by a newer version of the program (this one knows schema {schema})."
            ).format(schema=SCHEMA),
            where=str(path),
            next_step=_("Update audit-tui."),
        )
    faults = [] if newer else check.findings
    if faults or check.record is None:
        more = " " + _("({count} more)").format(count=len(faults) - 1) if len(faults) > 1 else ""
        raise InputError(
            "audit.damaged",
            _("The audit is damaged or was changed: {message}{more}").format(
                message=faults[0].message, more=more
            ),
            where=str(path),
            next_step=_(
                "Nothing was changed. `audit-tui verify` lists it all; a backup may hold a good copy."
            ),
        )
    if vault is None or not check.record.sealed:
        return check.record, newer
    return unsealed(path, check.record, vault), newer


def unsealed(path: Path, record: Record, vault: Vault) -> Record:
    """The record in the file `path` with every value that the vault opens. InputError where one was changed."""
    try:
        return sealing.unseal(record, vault)
    except InputError as error:
        raise InputError(error.code, error.what, where=str(path), next_step=error.next_step) from None
