"""Rewriting the file of an audit from which values were erased or encrypted, so that none of their bytes is left.

For `erasing` and `encrypting`, each of which holds the lock of the audit and has checked what it writes.
"""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from audit_tui.rules.record import Record
from audit_tui.rules.tables import audit_state, item_document, make_seal
from audit_tui.store import sealing
from audit_tui.store.disk import read_bytes, write_atomic
from audit_tui.store.journal import difference
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.replay import BOOKKEEPING
from audit_tui.store.tables import LIMIT, Tables, dump_tables

if TYPE_CHECKING:
    from audit_tui.store.vault import Vault


def rewritten(tables: Tables, record: Record, hides: Vault | None = None) -> Tables:
    """The tables of an audit's file as `record` has them now, sealed anew where they were sealed.

    With `hides` personal values are encrypted in them, without it all that could be opened is plain.
    """
    projection = sealing.projection(record, hides)
    audit = {**tables["audit"]["1"], **audit_state(projection)}
    values = sealing.value_documents(record, hides)
    new: Tables = {
        **{name: dict(table) for name, table in tables.items() if name != "seal"},
        "audit": {"1": audit},
        "events": numbered(event.model_dump(mode="json") for event in record.events),
        "values": numbered(values),
        "answers": numbered(item_document(item) for item in projection.items.values()),
        BOOKKEEPING: {"1": {"seq": record.projection.seq, "chain": record.projection.head}},
    }
    if "seal" in tables:
        new["seal"] = {"1": make_seal(new, record.projection)}
    plain: Tables = orjson.loads(orjson.dumps(new))
    return plain


def numbered(documents: Iterable[Any]) -> dict[str, Any]:
    """A table of these documents."""
    return {str(number): document for number, document in enumerate(documents, 1)}


def rewrite_draft(database: JournalDB, tables: Tables | None, record: Record) -> None:
    """One record says what is gone; a new snapshot and an empty journal then leave nothing of it.

    Without `tables` nothing changes but the journal, which may still hold what an erasure before took out.
    """
    storage = database.storage
    changes = {
        name: change
        for name, table in (tables or {}).items()
        if name != BOOKKEEPING and (change := difference(storage.table(name), table)) is not None
    }
    try:
        storage.record(changes, (record.projection.seq, record.projection.head))
        storage.compact()
    finally:
        storage.abandon()


def rewrite_finished(path: Path, tables: Tables) -> None:
    """Put these tables in the place of a finished file, in one step. NotSavedError leaves the old one."""
    before = stat.S_IMODE(path.stat().st_mode)
    previous = read_bytes(path, limit=LIMIT)
    make_writable(path)
    try:
        write_atomic(path, dump_tables(tables), previous=previous)
    finally:
        with contextlib.suppress(OSError):
            path.chmod(before)


def make_writable(path: Path) -> None:
    """Take the mark off a file that is kept from being changed."""
    # Windows replaces and deletes no file that is marked as read-only.
    path.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IWUSR)
