"""The storage of small files that change rarely: a whole document, replaced in one crash-safe step.

Registry, actions and catalogue are kept so; drafts have a journal instead (`journal`), for which this would
mean to write everything anew with each answer. Both keep the same promise, this one with less machinery.
Memory changes only after the disk has the new document, so what is shown is what is saved. TinyDB's own
JSONStorage is never used: it overwrites in place, and a full disk or a kill in that moment loses everything.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage

from audit_tui.errors import InputError
from audit_tui.store.disk import exclusive, read_bytes, sweep, write_atomic

LIMIT: Final = 256 * 1_048_576
"""Bytes; a larger file is none of this program's."""

Tables = dict[str, dict[str, Any]]
"""The tables of a TinyDB file: name → {document id: document}."""

_JSON: Final = orjson.OPT_NON_STR_KEYS


def parse_tables(content: bytes, path: Path) -> Tables:
    """The tables in the bytes of a TinyDB file. Raises InputError for anything else, saying what it is."""
    where = str(path)
    if not content:
        raise InputError("store.empty", "The file is empty.", where=where, next_step=_ADVICE)
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError(
            "store.damaged",
            f"The file is damaged or no JSON: {error.msg} at byte {error.pos + 1} of {len(content)}.",
            where=where,
            next_step=_ADVICE,
        ) from None
    if not isinstance(data, dict):
        raise InputError("store.foreign", "This JSON file was not made by audit-tui.", where=where)
    for name, table in data.items():
        fits = isinstance(table, dict) and all(
            key.isascii() and key.isdigit() and key.lstrip("0") == key and isinstance(document, dict)
            for key, document in table.items()
        )
        if not fits:
            raise InputError(
                "store.foreign",
                f"This JSON file was not made by audit-tui: {name[:40]!r} is no table of documents.",
                where=where,
            )
    return data


_ADVICE: Final = "Nothing was changed. Put a copy from a backup in its place, or move the file away."


class AtomicStorage(Storage):
    """A TinyDB storage that keeps one JSON document in one file.

    `read` gives a fresh copy; `write` replaces the file; `batch` gathers the writes of several tables into
    one. Both raise NotSavedError where the disk refuses, with memory and file as they were.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._image: bytes | None = None
        self._stamp: tuple[int, ...] | None = None
        self._pending: Tables | None = None
        self._batching = False
        self.reload()

    def reload(self) -> None:
        """Take in what the file holds now. Raises InputError where it is damaged or of another kind."""
        stamp = self._look()
        image = read_bytes(self.path, limit=LIMIT) if stamp else None
        if image is not None:
            parse_tables(image, self.path)
        self._image, self._stamp = image, stamp

    def read(self) -> Tables | None:
        """A copy of all tables, None while there are none; another process's writes are taken in."""
        if self._pending is not None:
            return self._pending
        if self._look() != self._stamp:
            self.reload()
        data: Tables | None = None if self._image is None else orjson.loads(self._image)
        return data

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace all tables."""
        if self._batching:
            self._pending = {name: dict(table) for name, table in data.items()}
            return
        self._replace(orjson.dumps(data, option=_JSON))

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Writes inside reach the disk together at the end, or not at all when anything raises."""
        if self._batching:
            yield
            return
        self._batching = True
        try:
            yield
            pending = self._pending
        finally:
            self._batching, self._pending = False, None
        if pending is not None:
            self.write(pending)

    def _replace(self, image: bytes) -> None:
        write_atomic(self.path, image, previous=self._image)
        self._image, self._stamp = image, self._look()

    def _look(self) -> tuple[int, ...] | None:
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def read_table(path: Path, name: str) -> list[dict[str, Any]]:
    """The documents of one table; none where there is no file yet. Raises InputError for a damaged file."""
    with TinyDB(path, storage=AtomicStorage) as database:
        return [dict(document) for document in database.table(name, cache_size=0)]


@contextlib.contextmanager
def transaction(path: Path, lock: Path) -> Iterator[TinyDB]:
    """A TinyDB to change in one write at the end; no other process changes it meanwhile.

    Opened anew each time, since TinyDB remembers the next free document id and would overwrite what
    another process has added. Raises NotSavedError; whatever raises inside, nothing is changed.
    """
    with exclusive(lock):
        sweep(path)
        with TinyDB(path, storage=AtomicStorage) as database:
            storage = database.storage
            assert isinstance(storage, AtomicStorage)
            with storage.batch():
                yield database
