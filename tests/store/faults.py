"""What the fault tests run under strace: one child for each point, all of them in one traced process.

strace makes the Nth call of a kind fail, or kills the caller there, counting for each process on its own.
Each child makes idle calls of that kind first (on no open file, on an empty name), so that the Nth one is
its first, second, third … real call. What was acknowledged and what refused is kept in shared memory, for a
killed process cannot tell.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
from collections.abc import Callable
from pathlib import Path

import orjson

from audit_tui.errors import AuditError, NotSavedError
from audit_tui.store import journal
from audit_tui.store.journal import JournalStorage

FIRST = 60
FIRST_OPENING = 1000
"""The calls that strace acts upon; higher than what the traced process itself needs."""

NONE = 1_000_000
"""A descriptor that is not open."""

IDLE: dict[str, Callable[[], object]] = {
    "write": lambda: os.write(NONE, b"x"),
    "pwrite64": lambda: os.pwrite(NONE, b"x", 0),
    "fdatasync": lambda: os.fdatasync(NONE),
    "fsync": lambda: os.fsync(NONE),
    "rename": lambda: os.rename("", ""),  # noqa: PTH104 - exactly this call is meant
    "openat": lambda: os.open("", os.O_RDONLY),
}
CHANGES = 7


def work(folder: Path, kept: mmap.mmap) -> None:
    """Open the journal in a folder and make changes; keep the number of each as 1 acknowledged, 2 refused."""
    journal.RESERVE, journal.EXTENSION, journal.COMPACT_AT = 2048, 1024, 3000
    try:
        storage = JournalStorage(folder / "a.json", finishing=True)
        found = storage.read()
        first = found["last"]["1"]["n"] + 1 if found else 1
        storage.prepare()
    except AuditError:
        return
    for number in range(first, first + CHANGES):
        kept[0] = number
        try:
            storage.commit({"t": {"1": {"n": number, "text": "x" * 500}}, "last": {"1": {"n": number}}})
            kept[number] = 1
        except NotSavedError:
            kept[number] = 2
    storage.close()


def main(root: Path) -> None:
    """Run every job of `jobs.json` in `root`: `[folder, call, point]` each."""
    work(root / "warm", mmap.mmap(-1, 64))
    said = []
    for folder, call, point in orjson.loads((root / "jobs.json").read_bytes()):
        kept = mmap.mmap(-1, 64)
        child = os.fork()
        if child == 0:
            for _ in range((FIRST_OPENING if call == "openat" else FIRST) - point):
                with contextlib.suppress(OSError):
                    IDLE[call]()
            work(Path(folder), kept)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        said.append([os.WIFSIGNALED(status), list(kept[:64])])
        kept.close()
    sys.stdout.write(orjson.dumps(said).decode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
