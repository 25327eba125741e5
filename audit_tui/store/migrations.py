"""Bringing the tables of an older audit file into the shape that this version of the program works with.

A step is a pure function from the tables of one schema to those of the next. It may reshape what is derived
(`audit` beyond the header, `answers`, `cursor`) and add fields to the header; it never touches an event or a
value, nor what the first event committed to: the chain would not hold any more. Finished files are brought
up in memory and never rewritten; of a draft the older file is kept before the newer one takes its place.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Final

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.basics import SCHEMA
from audit_tui.rules.record import digest
from audit_tui.rules.verify import verify_tables
from audit_tui.store.disk import write_atomic
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.reading import is_older, schema_of
from audit_tui.store.tables import Tables, dump_tables

Step = Callable[[Tables], Tables]
"""Makes tables of the next schema out of its own copy of older ones; the number itself is set for it."""


def _to_two(tables: Tables) -> Tables:
    """Schema 2 lets an audit move to newer versions of its checklists, and says which ones it moved to."""
    tables["audit"]["1"]["moved"] = {}
    return tables


STEPS: Final[dict[int, Step]] = {1: _to_two}
"""Schema → the step from it to the next one. Schema 1 is the first there ever was."""


def migrate(tables: Tables, path: Path, *, own: bool = False, seal: bool = True) -> Tables:
    """The tables in the shape of this version; those that have it, or a newer one or none, come back as given.

    The tables given are never changed, unless they are the caller's `own` and nobody else's. A seal that held
    before holds afterwards, one that did not does not: it is checked over the tables as they lie on disk.
    Without `seal` nobody will look at it, and it is left as it is: checking costs more than all the rest.
    Raises InputError where a step is missing or fails.
    """
    schema = schema_of(tables)
    if schema is None or not is_older(tables):
        return tables
    whole = seal and _seal_holds(tables)
    for number in range(schema, SCHEMA):
        step = STEPS.get(number)
        if step is None:
            raise InputError(
                "audit.older",
                _(
                    "This audit has schema {number}; nothing here knows how to bring it up to {number2}."
                ).format(number=number, number2=number + 1),
                where=str(path),
                next_step=_("Open it with the version of audit-tui that wrote it."),
            )
        try:
            tables = step(tables if own else copy.deepcopy(tables))
            tables["audit"]["1"]["schema"] = number + 1
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise InputError(
                "audit.damaged",
                _(
                    "This audit of schema {number} is damaged: it does not hold what one holds ({name})."
                ).format(number=number, name=type(error).__name__),
                where=str(path),
                next_step=_("Nothing was changed. A backup may hold a good copy."),
            ) from None
    if whole:
        tables["seal"]["1"]["digest"] = _digest(tables)
    return tables


def migrate_draft(path: Path, quarantine: Path) -> Path | None:
    """Bring the file of a draft up to the shape of this version; returns where the older one is kept, if any.

    Only for who holds the lock of the draft. What its journal holds is folded in first (of a damaged one what
    stands before the damage; copies of both files go to `quarantine`). The older file lies in `quarantine` as
    `<ulid>.schema<N>.json`, whole, before the newer one takes its place, so a crash leaves the older or the
    newer draft. A draft that does not hold is left as it is: InputError then, and NotSavedError where the
    disk refuses.
    """
    storage = JournalDB(path, quarantine=quarantine, finishing=True).storage
    older = storage.tables
    if not is_older(older):
        return None
    newer = migrate(older, path)
    if faults := verify_tables(newer).findings:
        raise InputError(
            "audit.damaged",
            _("The draft is of schema {schema} and cannot be brought up to {schema2}: {message}").format(
                schema=schema_of(older), schema2=SCHEMA, message=faults[0].message
            ),
            where=str(path),
            next_step=_(
                "Nothing was changed. `audit-tui verify` lists it all; a backup may hold a good copy."
            ),
        )
    kept = _keep(path, older, quarantine)
    try:
        storage.prepare()
        storage.compact()
    finally:
        storage.abandon()
    write_atomic(path, dump_tables(newer), previous=dump_tables(older))
    return kept


def _keep(path: Path, tables: Tables, quarantine: Path) -> Path:
    """Write a copy of an older draft into `quarantine`; another older one of the same schema stays as well."""
    content = dump_tables(tables)
    number = 1
    while True:
        mark = f".schema{schema_of(tables)}" + (f"-{number}" if number > 1 else "")
        kept = quarantine / f"{path.stem}{mark}.json"
        if not kept.exists():
            write_atomic(kept, content)
            return kept
        if kept.read_bytes() == content:
            return kept
        number += 1


def _seal_holds(tables: Tables) -> bool:
    try:
        return bool(tables["seal"]["1"]["digest"] == _digest(tables))
    except (KeyError, TypeError, ValueError, RecursionError):
        return False


def _digest(tables: Tables) -> str:
    """The digest of a seal, as `rules.tables.make_seal` computes it."""
    return digest({name: digest(table) for name, table in tables.items() if name != "seal"})
