"""The store, as ratios taken in turns in one run: against SQLite (WAL, synchronous=FULL), stock TinyDB, and a bare
append with fsync; with 10, 1,000 and 10,000 audits in the workspace. Prints a Markdown table.

A save is what one answer costs: the chain checked, documents made from pydantic models, and all of it on disk.
SQLite gets the same documents, made in the same way, as rows of one transaction; stock TinyDB as documents of a file
for this audit alone; the bare append only the bytes of a journal's record, made beforehand. Opening one audit here
checks every hash in it; the others only fetch it. What a typed word finds is searched as the app's home searches.
Saves are measured by the clock, for most of one is the disk; all else in time of the processor, the system's share
included, which other programs do not disturb. The files of lists are then in memory, as on a second start.

Run: .venv/bin/python -m tests.benchmarks.store [--audits 10 1000 10000] [--saves 400]
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from audit_tui.clock import FixedClock
from audit_tui.rules.record import Change
from audit_tui.store import catalogue, disk
from audit_tui.store.auditfile import Writer
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.replay import encode_record
from audit_tui.store.workspace import Workspace, open_workspace
from audit_tui.tui.audit_list import AuditList
from tests.benchmarks.rivals import Bare, Documents, Sqlite, Stock
from tests.store.builders import PLACE, Auditor, checklist, new_workspace, save

QUESTIONS = 40
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WORD = "s017"
"""What is typed: the id of one site of a hundred."""
OURS = "audit-tui"
EVEN = 1.05
"""Ratio up to which nobody is ahead: two runs differ by as much."""


@dataclass
class Measured:
    """Seconds of each run of one thing, by who did it."""

    what: str
    clock: Callable[[], float] = time.process_time
    taken: dict[str, list[float]] = field(default_factory=dict)

    def add(self, who: str, run: Callable[[], object]) -> None:
        began = self.clock()
        run()
        self.taken.setdefault(who, []).append(self.clock() - began)

    def middle(self, who: str) -> float | None:
        return statistics.median(self.taken[who]) if self.taken.get(who) else None

    def average(self, who: str) -> float | None:
        return statistics.fmean(self.taken[who]) if self.taken.get(who) else None

    def late(self, who: str) -> float | None:
        taken = sorted(self.taken.get(who, ()))
        return taken[int(len(taken) * 0.99)] if taken else None


def in_turns(measured: Measured, runs: list[tuple[str, Callable[[], object]]], count: int) -> None:
    """Each does it `count` times, another one first each time, so that all meet the same machine."""
    for number in range(count):
        turn = number % len(runs)
        for who, run in (*runs[turn:], *runs[:turn]):
            measured.add(who, run)


# -- a workspace with many audits -------------------------------------------------------------------------------


def ulid(number: int) -> str:
    text = ""
    for _ in range(12):
        number, digit = divmod(number, 32)
        text = ALPHABET[digit] + text
    return "01HF7YAT00AAAA" + text


def copies(template: bytes, name: str, count: int) -> Iterator[tuple[str, bytes]]:
    """A finished audit under other ids, numbers, sites, names, dates and scores.

    Good enough for lists, which prove nothing.
    """
    changed = orjson.loads(template)["audit"]["1"]["changed_at"]
    for number in range(count):
        id_ = ulid(number)
        new = template.replace(name.encode(), id_.encode())
        for old, other in (
            (b"AUD-2026-ROMA-01", b"AUD-2026-S%03d-%05d" % (number % 100, number)),
            (b'"ROMA"', b'"S%03d"' % (number % 100)),
            (b"Fictional Store", b"Fictional Store %d" % (number % 100)),
            (b"Anna Conti", b"Auditor %d" % (number % 37)),
            (b'"changed_at":%d' % changed, b'"changed_at":%d' % (changed + number * 60_007)),
            (b'"percent":"66.7"', b'"percent":"%d.%d"' % (number % 100, number % 10)),
        ):
            new = new.replace(old, other)
        yield id_, new


def fill(workspace: Workspace, template: Path, count: int) -> list[Path]:
    files: list[Path] = []
    for id_, content in copies(template.read_bytes(), template.stem, count):
        number = len(files)
        folder = workspace.finished / f"{2016 + number % 10}" / f"{number % 12 + 1:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{id_}.json"
        path.write_bytes(content)
        files.append(path)
    # As they lie when they were not written just now: their folders are not looked into again.
    for each in workspace.finished.glob("*/*"):
        os.utime(each, (time.time() - 3600,) * 2)
    if hasattr(os, "sync"):
        os.sync()
    return files


def answered(store: AuditStore, auditor: Auditor, number: str, answers: int) -> OpenAudit:
    audit = store.create(*auditor.begin(number, checklist(QUESTIONS)))
    for n in range(answers):
        save(audit, auditor.answer(audit.record, f"phone/q{n + 1}", "yes" if n % 2 else "no"))
    return audit


class Bench:
    """One workspace of so many audits, and the same in the others' hands."""

    def __init__(self, folder: Path, audits: int) -> None:
        self.audits = audits
        self.clock = FixedClock()
        self.workspace = new_workspace(folder)
        self.store, self.auditor = AuditStore(self.workspace, self.clock), Auditor(self.clock)
        with answered(self.store, self.auditor, "AUD-2026-ROMA-01", QUESTIONS) as first:
            self.whole = first.end(self.auditor.finish(first.record), PLACE)
        self.files = fill(self.workspace, self.whole, audits - 1)
        self.sqlite, self.stock = Sqlite(folder / "audits.db"), Stock(folder)
        self.bare = Bare(folder / "bare.log")
        files = [*self.files, self.whole]
        self.sqlite.take((file.stem, orjson.loads(file.read_bytes())) for file in files)

    def close(self) -> None:
        for each in (self.sqlite, self.stock, self.bare):
            each.close()

    # -- what is measured -------------------------------------------------------------------------------------

    def saves(self, count: int) -> Measured:
        measured = Measured("save an answer", time.perf_counter)
        self.store.rows()
        audit = answered(self.store, self.auditor, "AUD-2026-ROMA-02", 20)
        assert audit._writer is not None
        # Makes for the others what the audit's own writer makes of a change, and keeps up with it.
        writer = Writer.resume(audit._writer.database, audit.record, PLACE)
        writer.database = Nowhere()  # type: ignore[assignment]
        for number in range(count):
            path, value = f"phone/q{number % QUESTIONS + 1}", "yes" if number % 3 else "no"
            change = self.auditor.answer(audit.record, path, value)
            record = b"%032d " % 0 + encode_record({"s": number, "c": writer._step(change).documents}) + b"\n"

            def sql(change: Change = change) -> None:
                step = writer._step(change)
                self.sqlite.save("draft", step.documents, step.state)

            def tiny(change: Change = change) -> None:
                self.stock.save(writer._step(change).documents)

            def bare(record: bytes = record) -> None:
                self.bare.save(record)

            def ours(change: Change = change) -> None:
                audit.append(change)

            runs: list[tuple[str, Callable[[], object]]] = [
                (OURS, ours),
                (Sqlite.name, sql),
                (Bare.name, bare),
            ]
            if number < 60:
                runs.append((Stock.name, tiny))
            random.shuffle(runs)
            for who, run in runs:
                measured.add(who, run)
            writer.append(change)
            audit.record.apply(change)
        audit.close()
        self.store.delete_draft("AUD-2026-ROMA-02")
        return measured

    def rebuilt(self, count: int) -> Measured:
        measured = Measured("make the list anew")

        def ours() -> None:
            self.workspace.catalogue.unlink(missing_ok=True)
            AuditStore(self.workspace, self.clock).rows()

        runs: list[tuple[str, Callable[[], object]]] = [
            (OURS, ours),
            (Sqlite.name, lambda: self.sqlite.rebuild(row_of)),
        ]
        in_turns(measured, runs, count)
        measured.add(Stock.name, lambda: self.stock.rebuild([*self.files, self.whole], row_of))
        return measured

    def listed(self, count: int) -> Measured:
        measured, root = Measured("open and list"), self.workspace.root
        runs: list[tuple[str, Callable[[], object]]] = [
            (OURS, lambda: AuditStore(open_workspace(root, {}), self.clock).rows()),
            (Sqlite.name, self.sqlite.open_and_list),
        ]
        in_turns(measured, runs, count)
        for _ in range(3):
            measured.add(Stock.name, self.stock.open_and_list)
        return measured

    def filtered(self, count: int) -> Measured:
        measured, listed = Measured("find by a typed word"), AuditList()
        listed.take(self.store.rows())
        assert len(listed.find(WORD, "status")) == self.sqlite.filter(WORD) == self.stock.filter(WORD)
        runs: list[tuple[str, Callable[[], object]]] = [
            (OURS, lambda: listed.find(WORD, "status")),
            (Sqlite.name, lambda: self.sqlite.filter(WORD)),
        ]
        in_turns(measured, runs, count)
        for _ in range(3):
            measured.add(Stock.name, lambda: self.stock.filter(WORD))
        return measured

    def opened(self, count: int) -> Measured:
        measured, id_ = Measured("open one audit"), self.whole.stem
        self.store.rows()
        runs: list[tuple[str, Callable[[], object]]] = [
            (OURS, lambda: self.store.open(id_, write=False).close()),
            (Sqlite.name, lambda: self.sqlite.open_one(id_)),
            (Stock.name, lambda: self.stock.open_one(self.whole)),
        ]
        in_turns(measured, runs, count)
        return measured


class Nowhere:
    """A database that keeps nothing."""

    def commit(self, *_: object, **__: object) -> None:
        pass


def row_of(audit: str, header: dict[str, Any]) -> catalogue.Row:
    """The row that a list shows of an audit, made in the same way for all."""
    tables: Documents = {"audit": {"1": header}}
    return catalogue._row(Path(f"{audit}.json"), tables, f"{audit}.json", "0", "")


def processor(folder: Path, count: int = 3000) -> tuple[float, float]:
    """Microseconds of the processor for a save without the flush: of the store alone, and with making the change."""
    clock = FixedClock()
    store, auditor = AuditStore(new_workspace(folder), clock), Auditor(clock)
    flush, disk.sync_data = disk.sync_data, lambda descriptor: None
    making, storing = [], []
    try:
        with answered(store, auditor, "AUD-2026-ROMA-01", 20) as audit:
            for number in range(count):
                began = time.process_time()
                change = auditor.answer(audit.record, f"phone/q{number % QUESTIONS + 1}", "yes")
                made = time.process_time()
                audit.append(change)
                storing.append(time.process_time() - made)
                making.append(time.process_time() - began)
                audit.record.apply(change)
    finally:
        disk.sync_data = flush
    return statistics.median(storing) * 1e6, statistics.median(making) * 1e6


MEMORY = """
import resource, sys
from pathlib import Path
from audit_tui.clock import FixedClock
from audit_tui.store.auditfile import Writer
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import open_workspace
def size():
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize()
store = AuditStore(open_workspace(Path(sys.argv[1]), {}), FixedClock())
before = size()
rows = store.rows()
print((size() - before) / 1e6)
"""


def memory(root: Path) -> str:
    """Megabytes that a process grows by when it lists everything; empty where the system does not tell."""
    if not Path("/proc/self/statm").exists():
        return ""
    command = [sys.executable, "-c", MEMORY, str(root)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return f"{float(done.stdout):.0f} MB of memory for the list, "


# -- the table --------------------------------------------------------------------------------------------------

HEAD = f"""\
| audits | what | {OURS} | × {Sqlite.name} | × {Stock.name} | × {Bare.name} |
|---:|---|---:|---:|---:|---:|"""


def line(audits: int, what: str, of: Callable[[str], float | None]) -> str:
    ours = of(OURS)
    assert ours is not None
    ratios = [of(who) for who in (Sqlite.name, Stock.name, Bare.name)]
    shown = ["" if other is None else ratio(ours / other) for other in ratios]
    return f"| {audits:,} | {what} | {milliseconds(ours)} | {' | '.join(shown)} |"


def ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}" if value >= 0.01 else f"{value:.4f}"


def milliseconds(seconds: float) -> str:
    value = seconds * 1e3
    return f"{value:.2f} ms" if value < 10 else f"{value:.0f} ms"


def measure(audits: int, saves: int) -> tuple[list[str], list[str]]:
    """The lines of the table for so many audits, and where SQLite is ahead."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), ignore_cleanup_errors=True) as name:
        bench = Bench(Path(name), audits)
        lists = [bench.rebuilt(3), bench.listed(15), bench.filtered(50), bench.opened(30)]
        # Last, for the others then hold a draft that is none for a list.
        done = [bench.saves(saves), *lists]
        size = bench.workspace.catalogue.stat().st_size / 1e6
        print(f"{audits:,} audits: {memory(bench.workspace.base)}{size:.1f} MB of catalogue", file=sys.stderr)
        bench.close()
    lines, ahead = [], []
    for each in done:
        lines.append(line(audits, each.what, each.middle))
        if each is done[0]:
            lines.append(line(audits, f"{each.what}, on average", each.average))
            lines.append(line(audits, f"{each.what}, 99 of 100", each.late))
        ours, theirs = each.middle(OURS), each.middle(Sqlite.name)
        if ours is not None and theirs is not None and ours > theirs * EVEN:
            ahead.append(f"{each.what} among {audits:,} ({ours / theirs:.1f} times)")
    return lines, ahead


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--audits", type=int, nargs="*", default=[10, 1_000, 10_000])
    parser.add_argument("--saves", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        alone, whole = processor(Path(name))
    table, ahead = [HEAD], []
    for audits in given.audits:
        lines, behind = measure(audits, given.saves)
        table += lines
        ahead += behind
        gc.collect()
    print("\n".join(table))
    print(f"\nA save takes {alone:.0f} µs of the processor, {whole:.0f} µs with making the change.")
    print(f"SQLite is ahead where one would: {'; '.join(ahead)}." if ahead else "SQLite is ahead nowhere.")


if __name__ == "__main__":
    main()
