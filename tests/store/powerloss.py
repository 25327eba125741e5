"""What a power cut may leave behind: a model of a disk, put under the journal, and every state checked.

The model keeps, for each file, what was flushed and the writes that came after. When the power fails, any of
the sectors (512 bytes) of those writes may have reached the disk and any may not; of a renaming, creation or
deletion in a folder that was not synced, likewise. What a failed flush has left out, a later one leaves out
as well, and claims success, unless it is written again. After each operation of the store many such states
are drawn. Each must open, hold every acknowledged change, none that was refused, and nothing that looks like
damage; some are mended for real, with the power failing again. Now and then the program alone is killed: the
system still has what it wrote, the program opens it again, and what it then shows must not be lost either.

Run: .venv/bin/python -m tests.store.powerloss --states 1000000
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import errno
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import orjson

from audit_tui.errors import NotSavedError
from audit_tui.store import disk, journal
from audit_tui.store.journal import JournalStorage
from audit_tui.store.replay import replay
from audit_tui.store.tables import parse_tables

SECTOR = 512
Files = dict[str, bytes]
REAL: dict[str, Callable[..., Any]] = {
    "write_at": disk.write_at,
    "write_all": disk.write_all,
    "sync": disk.sync,
    "sync_data": disk.sync_data,
    "sync_directory": disk.sync_directory,
    "replace": disk.replace,
    "ftruncate": os.ftruncate,
    "mkstemp": tempfile.mkstemp,
    "unlink": Path.unlink,
}
"""The operations themselves: a watched disk may be put under a store while another one is being watched."""


OWNER: dict[str, Any] = {"ftruncate": os, "mkstemp": tempfile, "unlink": Path}


@contextlib.contextmanager
def operations(made: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
    """The operations of the store replaced by others; by `REAL`, to look at states undisturbed."""
    with contextlib.ExitStack() as stack:
        for name, operation in made.items():
            stack.enter_context(mock.patch.object(OWNER.get(name, disk), name, operation))
        yield


class Killed(BaseException):
    """The program is gone; nothing that it would still do happens."""


class Inode:
    """The content of one file: what is durable, and by sector the writes that may or may not be."""

    def __init__(self, durable: bytes = b"") -> None:
        self.durable = bytearray(durable)
        self.loose: dict[int, list[tuple[int, bytes]]] = {}
        self.dirty: set[int] = set()
        self.cut: int | None = None

    def write(self, offset: int, content: bytes) -> None:
        at = 0
        while at < len(content):
            sector = (offset + at) // SECTOR
            piece = content[at : at + (sector + 1) * SECTOR - offset - at]
            self.loose.setdefault(sector, []).append((offset + at, piece))
            self.dirty.add(sector)
            at += len(piece)

    def sync(self, *, works: bool) -> None:
        if works:
            if self.cut is not None:
                del self.durable[self.cut :]
                self.cut = None
            for sector in sorted(self.dirty):
                for offset, piece in self.loose.pop(sector, ()):
                    put(self.durable, offset, piece)
        # After a failed flush the system calls its pages clean; a later flush passes over them.
        self.dirty.clear()

    def crash(self, chance: random.Random) -> bytes:
        content = bytearray(self.durable)
        if self.cut is not None and chance.random() < 0.5:
            del content[self.cut :]
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        for pieces in self.loose.values():
            for offset, piece in pieces:
                if chance.random() > share:
                    break
                put(content, offset, piece)
        return bytes(content)


def put(content: bytearray, offset: int, piece: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(piece)] = piece


class Disk:
    """A folder tree on a disk whose power may fail; watches the operations of the store as they happen."""

    def __init__(self, root: Path, seen: Callable[[Disk], None], chance: random.Random) -> None:
        self.root, self.seen, self.chance = root, seen, chance
        self.durable: dict[str, Inode] = {}
        self.loose: list[tuple[str, str, Inode | None, str]] = []
        self.now: dict[str, Inode] = {}
        self.open: dict[int, Inode] = {}
        self.fault: tuple[str, int] | None = None
        """Kind of the operation that fails, and after how many of its kind."""
        self.deadline: int | None = None
        """Operations after which the program is killed."""
        for file in root.rglob("*"):
            if file.is_file():
                self.now[self.name(file)] = self.open[file.stat().st_ino] = Inode(file.read_bytes())
        self.durable.update(self.now)

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def crash(self) -> Files:
        """One state that the disk may be in when the power comes back."""
        names = dict(self.durable)
        share = self.chance.choice((0.0, 0.5, 1.0))
        for _, name, inode, source in self.loose:
            if self.chance.random() > share:
                continue
            names.pop(source, None)
            if inode is None:
                names.pop(name, None)
            else:
                names[name] = inode
        return {name: inode.crash(self.chance) for name, inode in names.items()}

    def fails(self, kind: str) -> bool:
        if self.deadline == 0:
            raise Killed
        if self.deadline is not None:
            self.deadline -= 1
        if self.fault is None or self.fault[0] != kind:
            return False
        self.fault = None if self.fault[1] == 0 else (kind, self.fault[1] - 1)
        return self.fault is None

    def inode(self, descriptor: int) -> Inode:
        return self.open[os.fstat(descriptor).st_ino]

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Put the model under the store."""
        made = {
            "write_at": self.write_at(REAL["write_at"]),
            "write_all": self.write_all(REAL["write_all"]),
            "sync": self.sync(REAL["sync"]),
            "sync_data": self.sync(REAL["sync_data"]),
            "sync_directory": self.sync_directory(REAL["sync_directory"]),
            "replace": self.replace(REAL["replace"]),
            "ftruncate": self.truncate(REAL["ftruncate"]),
            "mkstemp": self.create(REAL["mkstemp"]),
            "unlink": lambda path, missing_ok=False: self.unlink(path),
        }
        with operations(made):
            yield

    def write_at(self, real: Callable[..., None]) -> Callable[..., None]:
        def write(descriptor: int, content: bytes, offset: int) -> None:
            fails = self.fails("write")
            if fails:
                content = content[: self.chance.randrange(len(content))]
            self.inode(descriptor).write(offset, bytes(content))
            real(descriptor, content, offset)
            self.seen(self)
            if fails:
                raise OSError(errno.ENOSPC, "No space left on device")

        return write

    def write_all(self, real: Callable[..., None]) -> Callable[..., None]:
        def write(descriptor: int, content: bytes) -> None:
            fails = self.fails("write")
            content = content[: self.chance.randrange(len(content))] if fails else content
            self.inode(descriptor).write(0, bytes(content))
            real(descriptor, content)
            self.seen(self)
            if fails:
                raise OSError(errno.ENOSPC, "No space left on device")

        return write

    def sync(self, real: Callable[..., None]) -> Callable[..., None]:
        def sync(descriptor: int) -> None:
            works = not self.fails("sync")
            self.inode(descriptor).sync(works=works)
            self.seen(self)
            if not works:
                raise OSError(errno.EIO, "Input/output error")

        return sync

    def sync_directory(self, real: Callable[..., None]) -> Callable[..., None]:
        def sync(directory: Path) -> None:
            if self.fails("directory"):
                raise OSError(errno.EIO, "Input/output error")
            folder = self.name(directory)
            for entry in [each for each in self.loose if each[0] == folder]:
                self.loose.remove(entry)
                _, name, inode, source = entry
                self.durable.pop(source, None)
                if inode is None:
                    self.durable.pop(name, None)
                else:
                    self.durable[name] = inode
            self.seen(self)

        return sync

    def replace(self, real: Callable[..., None]) -> Callable[..., None]:
        def replace(source: Path, target: Path) -> None:
            if self.fails("replace"):
                raise OSError(errno.EIO, "Input/output error")
            real(source, target)
            inode = self.now[self.name(target)] = self.now.pop(self.name(source))
            self.loose.append((self.name(target.parent), self.name(target), inode, self.name(source)))
            self.seen(self)

        return replace

    def truncate(self, real: Callable[..., None]) -> Callable[..., None]:
        def truncate(descriptor: int, length: int) -> None:
            self.fails("truncate")
            real(descriptor, length)
            inode = self.inode(descriptor)
            for sector, pieces in list(inode.loose.items()):
                kept = [(o, p[: max(0, length - o)]) for o, p in pieces if o < length]
                inode.loose[sector] = kept
            inode.cut = length
            self.seen(self)

        return truncate

    def create(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def create(**wanted: Any) -> tuple[int, str]:
            self.fails("create")
            descriptor, name = real(**wanted)
            inode = self.open[os.fstat(descriptor).st_ino] = Inode()
            path = Path(name)
            self.now[self.name(path)] = inode
            self.loose.append((self.name(path.parent), self.name(path), inode, ""))
            return descriptor, name

        return create

    def unlink(self, path: Path) -> None:
        self.fails("unlink")
        if self.now.pop(self.name(path), None) is not None:
            self.loose.append((self.name(path.parent), self.name(path), None, ""))
        REAL["unlink"](path, missing_ok=True)
        self.seen(self)


class Trial:
    """A journal on such a disk, with changes of all sizes, and every state that a power cut leaves checked."""

    def __init__(self, folder: Path, seed: int, states: int, *, draws: int = 12, mend: int = 700) -> None:
        self.folder, self.chance, self.wanted = folder, random.Random(seed), states
        self.draws, self.mend = draws, mend
        self.states = self.mended = self.refusals = self.kills = 0
        self.worlds: list[Any] = [None]
        """The tables after each change, by number; the first is before there was any."""
        self.number = {0: 0}
        self.acknowledged = self.issued = 0
        self.nested = False

    def run(self) -> None:
        while self.states < self.wanted:
            self.episode()

    def episode(self) -> None:
        """One file from its first change to a good many; then the next."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.worlds, self.number, self.acknowledged, self.issued = [None], {0: 0}, 0, 0
        at = Disk(self.folder, self.check, self.chance)
        with at.watched():
            storage = JournalStorage(self.folder / "a.json", finishing=self.chance.random() < 0.5)
            for _ in range(self.chance.randrange(5, 40)):
                if self.states >= self.wanted:
                    break
                if self.chance.random() < 0.15:
                    kind = self.chance.choice(("write", "sync", "directory", "replace"))
                    at.fault = (kind, self.chance.choice((0, 0, 0, 1, 2)))
                if self.chance.random() < 0.1:
                    at.deadline = self.chance.randrange(12)
                try:
                    self.change(storage)
                except Killed:
                    storage = self.reopen(at)
                at.fault = at.deadline = None
                if self.chance.random() < 0.1:
                    storage.close()
                    storage = JournalStorage(self.folder / "a.json", finishing=self.chance.random() < 0.5)
            storage.close()

    def reopen(self, at: Disk) -> JournalStorage:
        """A new program over what the system still has of the killed one's files."""
        self.kills += 1
        at.fault = at.deadline = None
        storage = JournalStorage(self.folder / "a.json", finishing=self.chance.random() < 0.5)
        storage.prepare()
        seen = storage.read()
        number = seen["last"]["1"]["n"] if seen else 0
        assert self.acknowledged <= number <= self.issued
        self.acknowledged = self.issued = number
        return storage

    def change(self, storage: JournalStorage) -> None:
        number = len(self.worlds)
        after = copy.deepcopy(self.worlds[self.acknowledged]) or {}
        document = {"n": number, "text": "x" * self.chance.choice((0, 10, 300, 600, 1500))}
        key = str(self.chance.randrange(1, 5))
        after.setdefault("t", {})[key] = document
        after.setdefault("last", {})["1"] = {"n": number}
        self.worlds.append(after)
        self.issued = number
        try:
            storage.commit({"t": {key: document}, "last": {"1": {"n": number}}})
        except NotSavedError:
            # From now on this change must never be seen.
            self.refusals += 1
            self.worlds[number] = None
            self.issued = self.acknowledged
        else:
            self.acknowledged = number

    def check(self, at: Disk) -> None:
        for _ in range(self.draws):
            files = at.crash()
            self.states += 1
            self.judge(files)
            if not self.nested and self.states % self.mend == 0:
                self.recover(files)

    def judge(self, files: Files) -> None:
        image, log = files.get("a.json"), files.get("a.journal", b"")
        if image is None:
            assert self.acknowledged == 0, "an acknowledged file is gone"
            assert not log.strip(b"\0"), "records without a snapshot"
            return
        found = replay(parse_tables(image, Path("a.json")), log)
        assert found.damage is None, f"a power cut looks like damage at byte {found.damage}"
        tables = {name: table for name, table in found.tables.items() if name != "journal"}
        number = tables["last"]["1"]["n"]
        assert self.acknowledged <= number <= self.issued, (
            f"{number} is there, {self.acknowledged} was acknowledged, {self.issued} begun"
        )
        assert tables == self.worlds[number], "the tables are not what they were after any change"

    def recover(self, files: Files) -> None:
        """Mend a state as the program does when it opens it, with the power failing meanwhile."""
        if "a.json" not in files:
            return
        self.mended += 1
        kept = (self.acknowledged, self.issued, len(self.worlds))
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as name:
            folder = Path(name)
            for each, content in files.items():
                (folder / each).write_bytes(content)
            real_folder, self.nested = self.folder, True
            self.acknowledged = orjson.loads(
                orjson.dumps(
                    replay(parse_tables(files["a.json"], folder), files.get("a.journal", b"")).tables
                )
            )["last"]["1"]["n"]
            self.issued = max(self.issued, self.acknowledged)
            at = Disk(folder, self.check, self.chance)
            with at.watched():
                storage = JournalStorage(folder / "a.json")
                storage.prepare()
                self.issued = self.acknowledged
                self.change(storage)
                storage.close()
            self.folder, self.nested = real_folder, False
        self.acknowledged, self.issued, count = kept
        del self.worlds[count:]


@contextlib.contextmanager
def small_journals() -> Iterator[None]:
    """Sizes at which extending and compacting happen every few changes."""
    with (
        mock.patch.object(journal, "RESERVE", 3 * 1024),
        mock.patch.object(journal, "EXTENSION", 2 * 1024),
        mock.patch.object(journal, "COMPACT_AT", 7 * 1024),
        mock.patch.object(journal, "_DIRECTORIES", 512),
    ):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw states that a power cut leaves, and check each.")
    parser.add_argument("--states", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder, small_journals():
        began = time.perf_counter()
        trial = Trial(Path(folder) / "disk", given.seed, given.states)
        trial.run()
        taken = time.perf_counter() - began
    print(
        f"{trial.states:,} states, {trial.mended:,} mended with the power failing again, "
        f"{trial.kills:,} kills, {trial.refusals:,} refused changes: "
        f"0 unreadable, 0 lost, 0 shown that were refused, {taken:.0f} s"
    )


if __name__ == "__main__":
    main()
