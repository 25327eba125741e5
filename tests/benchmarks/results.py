"""The first look at what came out of many finished audits: one process against several, in turns in one run.

The audits are those of the demo, again and again under other names. Printed are the seconds that pass (what a
person waits) and the processor's milliseconds an audit; the ratio is that of the seconds. Then what a second look
takes, which opens no audit.

Run: .venv/bin/python -m tests.benchmarks.results [--audits 2000] [--turns 3]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from audit_tui.clock import SystemClock
from audit_tui.demo.build import make_demo
from audit_tui.store import results
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.results import Results
from audit_tui.store.workspace import Workspace


def many(workspace: Workspace, count: int) -> list[Row]:
    """As many finished audits as asked, links to the files of the demo's where the disk has such."""
    finished = [row for row in AuditStore(workspace, SystemClock()).rows() if row.status == "finished"]
    rows = []
    for number, row in enumerate(islice(cycle(finished), count)):
        path = f"finished/many/{number // 1000}/{number:026d}.json"
        target = workspace.data / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(workspace.data / row.path, target)
        except OSError:
            shutil.copyfile(workspace.data / row.path, target)
        rows.append(row._replace(id=f"{number:026d}", number=f"AUD-{number}", path=path))
    return rows


def look(workspace: Workspace, rows: list[Row], spread_from: int) -> tuple[float, float]:
    """Seconds that pass, and milliseconds of all processors an audit, of a first look."""
    results.SPREAD_FROM = spread_from  # type: ignore[attr-defined]
    workspace.results.unlink(missing_ok=True)
    before, began = sum(os.times()[:4]), time.perf_counter()
    cache = Results(workspace)
    assert len(cache.of(rows)) == len(rows) and not cache.unread
    return time.perf_counter() - began, (sum(os.times()[:4]) - before) * 1e3 / len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--audits", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_demo(Path(folder))
        rows = many(workspace, args.audits)
        alone, together = [], []
        for _ in range(args.turns):
            alone.append(look(workspace, rows, args.audits + 1))
            together.append(look(workspace, rows, 1))
        began = time.perf_counter()
        Results(workspace).of(rows)
        again = time.perf_counter() - began
    one, several = (statistics.median(each[0] for each in taken) for taken in (alone, together))
    work = min(each[1] for each in alone)
    print(f"first look at {args.audits} audits, one process       {one:8.2f} s   {work:.2f} ms an audit")
    print(f"first look at {args.audits} audits, several processes {several:8.2f} s   {several / one:.2f} x")
    print(f"second look                                 {again:8.2f} s   {again / one:.3f} x")


if __name__ == "__main__":
    main()
