"""TinyDB over a `JournalStorage`: the same tables and queries, each change one record, saved when it returns.

Differs from stock TinyDB in nothing but this: an updater works on copies of the documents it touches, so a
refused or failing change leaves the tables as they were, and documents that were read are copies as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import orjson
from tinydb import TinyDB
from tinydb.table import Table

from audit_tui.errors import NotSavedError
from audit_tui.store.journal import Documents, JournalStorage, differ
from audit_tui.store.sealedfields import open_entry, seal_entry

Document = dict[str, Any]


def _copy(document: Document) -> Document:
    copied: Document = orjson.loads(orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS))
    return copied


class _Copies(Mapping[str, Document]):
    """A table to look at: every document that is taken out of it is a copy."""

    def __init__(self, table: Mapping[str, Document], take: Callable[[Document], Document]) -> None:
        self._table, self._take = table, take

    def __getitem__(self, key: str) -> Document:
        return self._take(self._table[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


class _Draft(MutableMapping[int, Document]):
    """A table to change: documents are copied when they are first taken, and the table itself is untouched.

    Keeps the order that a plain dict would have.
    """

    def __init__(self, table: Mapping[str, Document], take: Callable[[Document], Document]) -> None:
        self._table, self._take = table, take
        self._taken: dict[str, Document] = {}
        self._gone: dict[str, None] = {}

    def __getitem__(self, key: int) -> Document:
        name = str(key)
        if name not in self._taken:
            if name in self._gone or name not in self._table:
                raise KeyError(key)
            self._taken[name] = self._take(self._table[name])
        return self._taken[name]

    def __setitem__(self, key: int, document: Document) -> None:
        self._taken[str(key)] = document

    def __delitem__(self, key: int) -> None:
        name = str(key)
        if key not in self:
            raise KeyError(key)
        self._taken.pop(name, None)
        if name in self._table:
            self._gone[name] = None

    def __contains__(self, key: object) -> bool:
        name = str(key)
        return name in self._taken or (name in self._table and name not in self._gone)

    def __iter__(self) -> Iterator[int]:
        kept = [int(name) for name in self._table if name not in self._gone]
        new = [int(name) for name in self._taken if name not in self._table or name in self._gone]
        return iter(kept + new)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def clear(self) -> None:
        self._taken.clear()
        self._gone = dict.fromkeys(self._table)

    def changes(self, lay: Callable[[Document, Document | None], Document]) -> dict[str, Any] | None:
        """What was done, in the form of a record; None where nothing was. `lay` says how a document lies on disk."""
        put = {
            name: document
            for name, document in (
                (name, lay(document, self._table.get(name))) for name, document in self._taken.items()
            )
            if name in self._gone or name not in self._table or differ(self._table[name], document)
        }
        found = {"p": put, "d": list(self._gone)}
        return {key: value for key, value in found.items() if value} or None


class JournalTable(Table):
    """A table whose changes are single records; memory changes only after the disk has them."""

    _storage: JournalStorage

    def _read_table(self) -> Mapping[str, Document]:  # type: ignore[override]
        return _Copies(self._storage.table(self.name) or {}, self._take)

    def _take(self, document: Document) -> Document:
        vault = self._storage.vault
        return _copy(document) if vault is None else _copy(open_entry(vault, self.name, document))

    def _lay(self, document: Document, before: Document | None) -> Document:
        vault = self._storage.vault
        return document if vault is None else seal_entry(vault, self.name, document, before)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        table = self._storage.table(self.name)
        draft = _Draft({} if table is None else table, self._take)
        updater(draft)
        changes = draft.changes(self._lay)
        if changes is not None or table is None:
            try:
                self._storage.record({self.name: changes or {}})
            except NotSavedError:
                self._next_id = None
                raise
        self.clear_cache()


class JournalDB(TinyDB):
    """A TinyDB file with a journal: `JournalDB(path)`. What is in use in a workspace is only written through it."""

    default_storage_class = JournalStorage  # type: ignore[assignment]
    table_class = JournalTable

    @property
    def storage(self) -> JournalStorage:
        storage = self._storage
        assert isinstance(storage, JournalStorage)
        return storage

    def commit(
        self, documents: Documents, *, fields: Documents | None = None, mark: tuple[int, str] | None = None
    ) -> None:
        """Put documents into several tables, and single fields into documents, in one record.

        For who knows already what changes and keeps a chain of its own, whose number and hash are `mark`.
        Raises NotSavedError, having changed nothing.
        """
        self.storage.commit(documents, fields=fields, mark=mark)
        for table in self._tables.values():
            table.clear_cache()

    def tables(self) -> set[str]:
        return self.storage.names()
