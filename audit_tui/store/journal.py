"""A TinyDB storage that appends each change to a journal, so that a save is one small write and one flush.

The file of a `JournalStorage` is a plain TinyDB file, its snapshot; what came after it lies in the journal
beside it, in space that was reserved before. Memory changes only after the disk has the record. The form of
both files is described in docs/store.md. One process writes at a time: holding the lock is the caller's part.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
from tinydb.storages import Storage

from audit_tui.errors import NotSavedError
from audit_tui.store import disk
from audit_tui.store.disk import not_saved
from audit_tui.store.replay import (
    BOOKKEEPING,
    Replay,
    apply,
    checksum,
    encode_record,
    journal_file,
    read_journaled,
)
from audit_tui.store.tables import Tables, dump_tables

if TYPE_CHECKING:
    from audit_tui.store.vault import Vault

RESERVE: Final = 64 * 1024
"""Bytes reserved for records when a journal is made."""

EXTENSION: Final = 256 * 1024
"""Bytes that a journal grows by when it is full."""

COMPACT_AT: Final = 1024 * 1024
"""Bytes of records after which they are folded into a new snapshot."""

_DIRECTORIES: Final = 16 * 1024
"""Bytes for the folders that a finished audit may need."""

_JSON: Final = orjson.OPT_NON_STR_KEYS

Documents = Mapping[str, Mapping[str, Any]]
"""Tables and their documents (or some fields of them) by id."""


class JournalStorage(Storage):
    """Tables in memory, a snapshot and a journal on disk.

    Opening reads and writes nothing; `prepare` (done by the first change) mends what a crash left behind.
    `commit` saves one change of any number of tables, whole or not at all; `batch` gathers several.
    All writing raises NotSavedError, with memory as it was.
    """

    def __init__(
        self,
        path: Path,
        *,
        quarantine: Path | None = None,
        finishing: bool = False,
        vault: Vault | None = None,
    ) -> None:
        """`quarantine` is the folder for copies of damaged files, by default one beside the file.

        `vault` opens and seals the entries of shared lists; in this storage they are as on disk. `finishing` sets
        space aside for one more copy of everything, which a finished audit is. Raises InputError where the
        snapshot is damaged or of another kind.
        """
        self.path = path
        self.vault = vault
        self.journal = journal_file(path)
        self.quarantine = path.parent / "quarantine" if quarantine is None else quarantine
        self.found: Replay = read_journaled(path)
        """What lay on disk when it was opened."""
        self.kept: Path | None = None
        """Where the copy of a damaged snapshot lies (its journal beside it), None where nothing was damaged."""
        self._tables = {name: table for name, table in self.found.tables.items() if name != BOOKKEEPING}
        self._seq, self._chain, self._link = self.found.seq, self.found.chain, self.found.link
        self._lines = bytearray(self.found.lines)
        self._begun = path.exists()
        self._finishing = finishing
        self._size = path.stat().st_size if self._begun else 0
        self._descriptor = -1
        self._length = self._spare = 0
        self._file = (0, 0)
        # What must be done before anything is appended: write the snapshot again, or the journal.
        self._stale = self._doubtful = False
        self._pending: Tables | None = None

    # -- reading --------------------------------------------------------------------------------------

    def read(self) -> Tables | None:
        """A copy of all tables, None while there are none."""
        tables = self._tables if self._pending is None else self._pending
        copied: Tables | None = orjson.loads(orjson.dumps(tables, option=_JSON)) if tables else None
        return copied

    def names(self) -> set[str]:
        """The names of all tables."""
        return set(self._tables if self._pending is None else self._pending)

    def table(self, name: str) -> Mapping[str, dict[str, Any]] | None:
        """The documents of a table themselves, to be looked at and never changed; None where there is none."""
        return (self._tables if self._pending is None else self._pending).get(name)

    @property
    def tables(self) -> Tables:
        """All tables as a snapshot holds them, to be looked at and never changed."""
        return {**self._tables, BOOKKEEPING: {"1": {"seq": self._seq, "chain": self._chain}}}

    # -- writing --------------------------------------------------------------------------------------

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace all tables; only what differs is written."""
        now = self._tables if self._pending is None else self._pending
        changes: dict[str, Any] = {name: None for name in now if name not in data}
        for name, table in data.items():
            change = difference(now.get(name), {str(key): document for key, document in table.items()})
            if change is not None:
                changes[name] = change
        self.record(changes)

    def commit(
        self,
        documents: Documents,
        *,
        fields: Documents | None = None,
        mark: tuple[int, str] | None = None,
    ) -> None:
        """Put documents and single fields of documents, in one record.

        `mark` is the number and the hash that stand for the state afterwards, where the caller has its own;
        numbers only ever rise.
        """
        changes: dict[str, Any] = {name: {"p": table} for name, table in documents.items() if table}
        for name, table in (fields or {}).items():
            if table:
                changes.setdefault(name, {})["u"] = table
        self.record(changes, mark)

    def record(self, changes: dict[str, Any], mark: tuple[int, str] | None = None) -> None:
        """Save changes in the form that the journal holds them in; nothing where there are none."""
        if not changes:
            return
        if self._pending is not None:
            apply(self._pending, orjson.loads(orjson.dumps(changes, option=_JSON)))
            return
        seq = self._seq + 1 if mark is None else mark[0]
        entry = {"s": seq, "c": changes} if mark is None else {"s": seq, "h": mark[1], "c": changes}
        payload = encode_record(entry)
        # Memory takes in what the disk would give back, never the caller's own objects.
        changes = orjson.loads(payload)["c"]
        if self._begun:
            link = checksum(self._link, payload)
            self._append(b"%b %b\n" % (link.encode(), payload))
            self._seq, self._chain, self._link = seq, link if mark is None else mark[1], link
            apply(self._tables, changes)
            if len(self._lines) > COMPACT_AT:
                with contextlib.suppress(NotSavedError):
                    self.compact()
        else:
            self._begin(changes, seq, checksum(self._link, payload) if mark is None else mark[1])

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Changes inside reach the disk together at the end, or not at all when anything raises."""
        if self._pending is not None:
            yield
            return
        self._pending = {name: dict(table) for name, table in self._tables.items()}
        try:
            yield
            pending = self._pending
        finally:
            self._pending = None
        self.write(pending)

    def prepare(self) -> None:
        """Make ready to write: mend what a crash left, keep a copy of what is damaged, reserve space."""
        if self._descriptor >= 0 or not self._begun:
            return
        found = self.found
        try:
            if found.damage is not None and self.kept is None:
                self.kept = self._keep()
            # A renaming of the snapshot must last before the journal it replaced may go.
            disk.sync_directory(self.path.parent)
            if found.damage is not None or found.leftover or not found.length or self._doubtful:
                self._renew()
                return
            self._open()
            if found.dirty or self._lines:
                # A killed program's last record may be in the system's memory only, and if a flush had failed,
                # flushing alone would pass over it: everything is written again, where it lies.
                disk.write_at(self._descriptor, bytes(self._lines) + bytes(found.dirty), 0)
                disk.sync_data(self._descriptor)
        except OSError as error:
            self._let_go()
            raise not_saved(error, self.journal) from error

    def compact(self, *, last: bool = False) -> None:
        """Fold the journal into a new snapshot and begin an empty one.

        With `last` nothing will be appended to that one before it is opened again; a power cut may then leave
        the old journal, all of which the snapshot holds, or any part of the new one, which is nothing.
        """
        try:
            self._write_snapshot(self._tables, self._seq, self._chain)
        except OSError as error:
            raise not_saved(error, self.path) from error
        self._lines.clear()
        self._link, self._stale, self._doubtful = self._chain, False, True
        try:
            self._renew(flush=not last)
        except OSError as error:
            raise not_saved(error, self.journal) from error

    def spend(self) -> bool:
        """Give the space reserved for finishing back to the disk; False where there is none."""
        if self._descriptor < 0 or self._length == len(self._lines):
            return False
        try:
            os.ftruncate(self._descriptor, len(self._lines))
            self._length, self._spare = len(self._lines), 0
            disk.sync(self._descriptor)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Leave a snapshot that holds everything, if the disk lets us; the journal has it anyway."""
        if self._descriptor >= 0 and (self._lines or self._stale):
            with contextlib.suppress(NotSavedError):
                self.compact(last=True)
        self.abandon()

    def abandon(self) -> None:
        """Let go of the files as they are."""
        self._let_go()
        # What another process does to them from now on is not known here.
        self._doubtful = self._begun

    # -- the files ------------------------------------------------------------------------------------

    def _begin(self, changes: dict[str, Any], seq: int, chain: str) -> None:
        """The first change of all: the snapshot holds it. Leaves nothing behind where it fails."""
        tables: Tables = {}
        apply(tables, changes)
        try:
            self._write_snapshot(tables, seq, chain)
            self._renew()
        except OSError as error:
            self._let_go()
            self._stale = False
            with contextlib.suppress(OSError):
                for file in (self.path, self.journal):
                    file.unlink(missing_ok=True)
                disk.sync_directory(self.path.parent)
            raise not_saved(error, self.path) from error
        self._tables, self._begun, self._stale = tables, True, False
        self._seq, self._chain, self._link = seq, chain, chain

    def _write_snapshot(self, tables: Tables, seq: int, chain: str) -> None:
        whole = {**tables, BOOKKEEPING: {"1": {"seq": seq, "chain": chain}}}
        image = dump_tables(whole)
        # Once renamed, the journal is older than the snapshot and nothing may be appended to it.
        self._stale = True
        disk.install(self.path, lambda descriptor: disk.write_all(descriptor, image))
        disk.sync_directory(self.path.parent)
        self._size = len(image)

    def _renew(self, *, flush: bool = True) -> None:
        """Write the journal into a new file, with the records that count and space for more."""
        self._let_go()
        self._doubtful = True
        spare = self._to_spare()
        content = bytes(self._lines) + bytes(RESERVE + spare)
        disk.install(self.journal, lambda descriptor: disk.write_all(descriptor, content), flush=flush)
        if flush:
            disk.sync_directory(self.journal.parent)
        self._open(spare)
        self._doubtful = not flush

    def _to_spare(self) -> int:
        """Bytes to set aside for a finished file, which holds what snapshot and journal hold."""
        return self._size + RESERVE + _DIRECTORIES if self._finishing else 0

    def _open(self, spare: int | None = None) -> None:
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        self._descriptor = os.open(self.journal, flags)
        found = os.fstat(self._descriptor)
        self._length, self._file = found.st_size, (found.st_ino, found.st_dev)
        # What was reserved for finishing when the journal was made, as far as its length tells.
        wanted = self._to_spare() if spare is None else spare
        self._spare = min(wanted, max(0, self._length - len(self._lines)))

    def _check_place(self) -> None:
        """Raise where the files are not there any more, for what is written to a lost file is lost.

        A folder that was moved or deleted, or a disk that was pulled, still takes what is written to an open
        file; and a folder made anew in its place would hold a part of the audit only.
        """
        found = os.stat(self.path)  # noqa: PTH116 - a save does this each time
        if self._descriptor >= 0 and os.name != "nt":
            found = os.stat(self.journal)  # noqa: PTH116
            if (found.st_ino, found.st_dev) != self._file:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.journal))

    def _append(self, line: bytes) -> None:
        try:
            self._check_place()
            if self._stale:
                self.compact()
            elif self._doubtful:
                self._renew()
            else:
                self.prepare()
            offset = len(self._lines)
            if offset + len(line) > self._length - self._spare:
                self._extend(len(line))
        except OSError as error:
            raise not_saved(error, self.journal) from error
        trusted = True
        try:
            disk.write_at(self._descriptor, line, offset)
            trusted = False
            disk.sync_data(self._descriptor)
        except BaseException as error:
            self._take_back(offset, len(line), trusted=trusted)
            if isinstance(error, OSError):
                raise not_saved(error, self.journal) from error
            raise
        self._lines += line
        if os.utime in os.supports_fd:
            # The system's own times are too coarse to tell two saves apart; lists compare them.
            with contextlib.suppress(OSError):
                os.utime(self._descriptor)

    def _extend(self, size: int) -> None:
        """More space for records, and as much for a finished file that they will be part of."""
        more = max(EXTENSION, size)
        spare = more if self._finishing else 0
        try:
            disk.write_at(self._descriptor, bytes(more + spare), self._length)
            disk.sync(self._descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._length)
            self._doubtful = True
            raise
        self._length += more + spare
        self._spare += spare

    def _take_back(self, offset: int, size: int, *, trusted: bool) -> None:
        """Wipe a record that the disk refused.

        After a failed flush nobody knows what the disk has, and flushing again may claim success without
        writing anything: the journal is then written into a new file, now or before the next record.
        """
        self._doubtful = True
        with contextlib.suppress(OSError):
            disk.write_at(self._descriptor, bytes(size), offset)
            disk.sync_data(self._descriptor)
            self._doubtful = not trusted
        if self._doubtful:
            with contextlib.suppress(OSError):
                self._renew()

    def _keep(self) -> Path:
        """Copy the damaged files into quarantine, once; returns where the copy of the snapshot lies."""
        snapshot, journal = self.path.read_bytes(), self.journal.read_bytes()
        name = f"{self.path.stem}-{hashlib.sha256(journal).hexdigest()[:12]}"
        for content, suffix in ((journal, self.journal.suffix), (snapshot, self.path.suffix)):
            copy = self.quarantine / f"{name}{suffix}"
            if not copy.exists():
                disk.write_atomic(copy, content)
        return self.quarantine / f"{name}{self.path.suffix}"

    def _let_go(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            with contextlib.suppress(OSError):
                os.close(descriptor)


def difference(
    before: Mapping[str, Mapping[str, Any]] | None, after: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What must be done to make one table of the other; None where nothing must."""
    if before is None:
        return {"p": dict(after)} if after else {}
    if [*(key for key in before if key in after), *(key for key in after if key not in before)] != list(
        after
    ):
        # A table keeps its order, and what is put anew comes last.
        return {"d": list(before), "p": dict(after)}
    put = {key: new for key, new in after.items() if key not in before or differ(before[key], new)}
    gone = [key for key in before if key not in after]
    return {**({"p": put} if put else {}), **({"d": gone} if gone else {})} or None


def differ(before: Any, after: Any) -> bool:
    """Whether two documents are written differently: 1, 1.0 and true are equal but not the same."""
    return before is not after and orjson.dumps(before, option=_JSON) != orjson.dumps(after, option=_JSON)
