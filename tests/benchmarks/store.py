"""The store, as ratios taken in turns in one run: against SQLite (WAL, synchronous=FULL), stock TinyDB, and a
bare append with fsync; and lists of 10,000 audits against SQLite.

A save here is what one answer costs: the chain checked, documents made from pydantic models, and all of it on
disk. SQLite gets the same documents, made in the same way, as rows of one transaction; stock TinyDB as documents
of a file for this audit alone; the bare append only the bytes of the journal's line, made beforehand.

Run: .venv/bin/python -m tests.benchmarks.store [--audits 10 1000 10000] [--saves 300]
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from tinydb import TinyDB
from tinydb.table import Document

from audit_tui.clock import FixedClock
from audit_tui.rules.record import Change
from audit_tui.store import disk
from audit_tui.store.auditfile import Writer
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.workspace import Workspace, open_workspace
from tests.store.builders import PLACE, Auditor, checklist, new_workspace, save

QUESTIONS = 40
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def middle(taken: list[float]) -> float:
    return statistics.median(taken) * 1e3


def late(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.99)] * 1e3


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def ulid(number: int) -> str:
    text = ""
    for _ in range(12):
        number, digit = divmod(number, 32)
        text = ALPHABET[digit] + text
    return "01HF7YAT00AAAA" + text


def fill(workspace: Workspace, template: Path, count: int) -> None:
    """Copies of a finished audit under other ids and numbers; good enough for lists, which verify nothing."""
    content = template.read_bytes()
    old = template.stem.encode()
    for number in range(count):
        folder = workspace.finished / f"{2016 + number % 10}" / f"{number % 12 + 1:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        new = content.replace(old, ulid(number).encode())
        new = new.replace(b"AUD-2026-ROMA-01", b"AUD-2026-ROMA-%05d" % number)
        (folder / f"{ulid(number)}.json").write_bytes(new)
    os.sync()


def answered(store: AuditStore, auditor: Auditor, number: str, answers: int) -> OpenAudit:
    audit = store.create(*auditor.begin(number, checklist(QUESTIONS)))
    for n in range(answers):
        save(audit, auditor.answer(audit.record, f"phone/q{n + 1}", "yes" if n % 2 else "no"))
    return audit


class Sqlite:
    """The same documents as rows, one transaction a save."""

    def __init__(self, path: Path, audits: int, rows: list[bytes]) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        run = self.connection.execute
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA synchronous=FULL")
        for table in ("events", "values_", "answers"):
            run(
                f"CREATE TABLE {table} (audit TEXT, id INTEGER, body TEXT, PRIMARY KEY (audit, id)) WITHOUT ROWID"
            )
        run("CREATE TABLE audits (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID")
        run("BEGIN")
        for number in range(audits):
            run("INSERT INTO audits VALUES (?, ?)", (ulid(number), "{}"))
            for n, body in enumerate(rows):
                run("INSERT INTO events VALUES (?, ?, ?)", (ulid(number), n, body))
        run("COMMIT")
        run("PRAGMA wal_checkpoint(TRUNCATE)")

    def save(self, audit: str, documents: dict[str, Any], state: dict[str, Any]) -> None:
        run = self.connection.execute
        run("BEGIN")
        for table, name in (("events", "events"), ("values_", "values"), ("answers", "answers")):
            for key, document in documents[name].items():
                sql = f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)"
                run(sql, (audit, int(key), orjson.dumps(document)))
        run("INSERT OR REPLACE INTO audits VALUES (?, ?)", (audit, orjson.dumps(state)))
        run("COMMIT")


def saves(folder: Path, audits: int, count: int) -> dict[str, list[float]]:
    """Seconds for each save, by who does it; they take turns, so that all meet the same disk."""
    clock = FixedClock()
    workspace = new_workspace(folder)
    store, auditor = AuditStore(workspace, clock), Auditor(clock)
    with answered(store, auditor, "AUD-2026-ROMA-01", 20) as first:
        events = [orjson.dumps(event.model_dump(mode="json")) for event in first.record.events]
        template = first.end(auditor.finish(first.record), PLACE)
    fill(workspace, template, audits)
    store.rows()
    audit = answered(store, auditor, "AUD-2026-ROMA-02", 20)
    sqlite = Sqlite(folder / "audits.db", audits, events)
    stock = TinyDB(folder / "stock.json")
    line = open_log(folder / "bare.log")
    taken: dict[str, list[float]] = {"ours": [], "sqlite": [], "stock": [], "bare": []}
    for number in range(count):
        path, value = f"phone/q{number % QUESTIONS + 1}", "yes" if number % 3 else "no"
        writer = audit._writer
        assert writer is not None
        change = auditor.answer(audit.record, path, value)
        record = b"%032d " % 0 + orjson.dumps({"s": number, "c": writer._step(change).documents}) + b"\n"

        def ours(change: Change = change) -> None:
            audit.append(change)

        def sql(writer: Writer = writer, change: Change = change) -> None:
            step = writer._step(change)
            sqlite.save("draft", step.documents, step.state)

        def tiny(writer: Writer = writer, change: Change = change) -> None:
            for table, put in writer._step(change).documents.items():
                for key, document in put.items():
                    stock.table(table, cache_size=0).upsert(Document(document, int(key)))

        def bare(record: bytes = record) -> None:
            os.write(line, record)
            os.fsync(line)

        runs = [("ours", ours), ("sqlite", sql), ("bare", bare)]
        if number < 60:
            runs.append(("stock", tiny))
        turn = number % len(runs)
        # What others make of the change is made from the state before it, so ours comes last.
        for name, run in [*runs[1:][turn:], *runs[1:][:turn], runs[0]]:
            taken[name].append(timed(run))
        audit.record.apply(change)
    audit.close()
    sqlite.connection.close()
    os.close(line)
    return taken


def open_log(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def processor(folder: Path, count: int = 3000) -> tuple[float, float]:
    """Microseconds of a save without the flush: of the store alone, and with making the change."""
    clock = FixedClock()
    store, auditor = AuditStore(new_workspace(folder), clock), Auditor(clock)
    flush, disk.sync_data = disk.sync_data, lambda descriptor: None
    making, storing = [], []
    try:
        with answered(store, auditor, "AUD-2026-ROMA-01", 20) as audit:
            for number in range(count):
                began = time.perf_counter()
                change = auditor.answer(audit.record, f"phone/q{number % QUESTIONS + 1}", "yes")
                made = time.perf_counter()
                audit.append(change)
                storing.append(time.perf_counter() - made)
                making.append(time.perf_counter() - began)
                audit.record.apply(change)
    finally:
        disk.sync_data = flush
    return statistics.median(storing) * 1e6, statistics.median(making) * 1e6


def lists(folder: Path, count: int) -> None:
    """Open and list, filter, rebuild and memory, against SQLite with the same columns."""
    clock = FixedClock()
    workspace = new_workspace(folder)
    store, auditor = AuditStore(workspace, clock), Auditor(clock)
    with answered(store, auditor, "AUD-2026-ROMA-01", 20) as first:
        template = first.end(auditor.finish(first.record), PLACE)
    fill(workspace, template, count)
    rebuild = []
    for _ in range(3):
        workspace.catalogue.unlink(missing_ok=True)
        rebuild.append(timed(lambda: AuditStore(workspace, clock).rows()))
    rows = store.rows()
    names = list(rows[0]._fields)
    database = folder / "rows.db"
    with sqlite3.connect(database) as connection:
        connection.execute(f"CREATE TABLE rows ({', '.join(f'{name}_' for name in names)})")
        marks = ", ".join("?" for _ in names)
        plain = [[flat(getattr(row, name)) for name in names] for row in rows]
        connection.executemany(f"INSERT INTO rows VALUES ({marks})", plain)
    connection.close()

    def sql() -> None:
        connection = sqlite3.connect(database)
        connection.execute("SELECT * FROM rows").fetchall()
        connection.close()

    root = workspace.root
    opened: dict[str, list[float]] = {"ours": [], "sqlite": []}
    for _ in range(7):
        opened["sqlite"].append(timed(sql))
        opened["ours"].append(timed(lambda: AuditStore(open_workspace(root, {}), clock).rows()))
    again = [timed(store.rows) for _ in range(5)]
    chosen = [
        timed(lambda: [row for row in rows if row.site_id == "ROMA" and row.number.endswith("7")])
        for _ in range(9)
    ]
    ours, sqlite = middle(opened["ours"]), middle(opened["sqlite"])
    print(f"\n{count:,} audits, {template.stat().st_size / 1024:.0f} KB each")
    print(f"  open + list     {ours:8.1f} ms   SQLite {sqlite:8.1f} ms   ratio {ours / sqlite:5.2f}")
    print(f"  list again      {middle(again):8.1f} ms")
    print(f"  filter          {middle(chosen):8.2f} ms")
    print(f"  rebuild         {middle(rebuild):8.0f} ms")
    print(f"  catalogue       {workspace.catalogue.stat().st_size / 1e6:8.1f} MB")
    print(f"  memory of rows  {memory(str(root)):8.1f} MB")


def flat(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else orjson.dumps(value)


MEMORY = """
import resource, sys
from pathlib import Path
from audit_tui.clock import FixedClock
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


def memory(root: str) -> float:
    """Megabytes that a process grows by when it lists everything."""
    if not Path("/proc/self/statm").exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, root], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--audits", type=int, nargs="*", default=[10, 1_000, 10_000])
    parser.add_argument("--saves", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        alone, whole = processor(Path(name))
    print(f"processor time of a save: {alone:.0f} µs in the store, {whole:.0f} µs with making the change")
    first: float | None = None
    for audits in given.audits:
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
            taken = saves(Path(name), audits, given.saves)
        ours, worst = middle(taken["ours"]), late(taken["ours"])
        first = ours if first is None else first
        print(
            f"\nsave with {audits:,} audits: p50 {ours:.3f} ms, p99 {worst:.3f} ms   {ours / first:.2f} × first"
        )
        for other in ("sqlite", "bare", "stock"):
            p50, p99 = middle(taken[other]), late(taken[other])
            print(
                f"  {other:7s} p50 {p50:8.3f} ms  ratio {ours / p50:5.2f}   p99 {p99:8.3f} ms  ratio {worst / p99:5.2f}"
            )
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        lists(Path(name), max(given.audits, default=10_000))


if __name__ == "__main__":
    main()
