"""A long first reading of finished audits, spread over the processors there are.

Every audit is read by itself, so a process more takes its share of the work. Where processes cannot be had (or
one of them dies) the rest is simply not handed back, and is read by whoever asked.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from audit_tui.store.extracting import Extractor
from audit_tui.store.reading import read_tables

SPREAD_FROM: Final = 400
"""Audits from which on it pays to start processes: each takes about as long to start as 100 audits to read."""

_BATCH: Final = 40
"""Audits that a process reads before it hands them over: a fraction of a second, so breaking off is prompt."""

_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """What one process read at a time."""

    found: dict[str, list[Any]]
    """By the path of an audit what is kept of it; without those that could not be read."""
    editions: dict[str, list[Any]]
    """The editions that these are about, by their hash, as JSON holds them."""


def spread(data: Path, paths: Sequence[str]) -> Iterator[Batch]:
    """Read the audits at `paths` under `data` in several processes, in order, batch by batch.

    Closing the iterator ends the processes as soon as each is through with its batch.
    """
    processes = min(_processors(), _MOST)
    if processes < 2:
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    batches = [list(paths[at : at + _BATCH]) for at in range(0, len(paths), _BATCH)]
    try:
        # A forked process would inherit the threads' locks of a running app.
        pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin)
    except (ImportError, NotImplementedError, OSError):
        return
    try:
        yield from pool.map(_read, [str(data)] * len(batches), batches)
    except (OSError, RuntimeError):  # broken: a process was killed, or none could be started
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _processors() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_extractor = Extractor()
"""Of a process that reads for another one."""


def _begin() -> None:
    # Ctrl-C goes to the whole group of processes; the one that was asked breaks off.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _read(data: str, paths: Sequence[str]) -> Batch:
    found: dict[str, list[Any]] = {}
    for path in paths:
        try:
            found[path] = _extractor.extract(read_tables(Path(data) / path, seal=False))
        except Exception:  # whatever it is: who asked reads it again, and says so in the person's language
            continue
    hashes = {each[0] for kept in found.values() for each in kept[-1]}
    return Batch(found, _extractor.plain(hashes))


__all__ = ["SPREAD_FROM", "Batch", "spread"]
