"""From key to paint in a real terminal: long checklists against one of 10 questions, a bare card, a minimal app.

The walk paints once the answer is on disk, so its figures hold the flush; those of both apps hold none. `flush` is
what as many bytes take on that disk meanwhile, written and flushed by themselves. `work` is the time of processors
alone: no flush is in it, and what else the machine does hardly moves it.

Run: .venv/bin/python -m tests.benchmarks.walk
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from audit_tui.store import disk
from tests.benchmarks.terminal import Terminal, Timing, measure

PYTHON = sys.executable
SIZES = (10, 100, 500, 1000)
KEYS = 9
RECORD = 1400
"""Bytes that an answer adds to the journal of its audit."""


def checklist(questions: int) -> str:
    """A checklist of yes/no questions in sections of ten, every tenth with a follow-up by condition."""
    lines = [
        "format: audit-checklist/1",
        f"id: q{questions}",
        'version: "1"',
        "title: Benchmark",
        "sections:",
    ]
    for number in range(questions):
        if number % 10 == 0:
            lines += [f"  - id: s{number}", f"    title: Section {number // 10 + 1}", "    questions:"]
        lines += [
            f"      - id: a{number}",
            "        type: yes_no",
            f"        text: Was point {number + 1} as it should be?",
            "        points: 2",
            "        standard: BM-01",
        ]
        if number % 10 == 9:
            lines += [f"        show_if: ${{a{number - 1}}} != 'no'"]
    lines += ["standards:", "  BM-01:", "    text: Points are as they should be."]
    return "\n".join(lines) + "\n"


class Disk:
    """A file beside the audit, as long as it needs to be, of which a part is written and flushed."""

    def __init__(self, folder: Path) -> None:
        self._file, self._at = os.open(folder / "flushed", os.O_RDWR | os.O_CREAT), 0
        disk.write_at(self._file, bytes(RECORD * KEYS * len(SIZES)), 0)
        disk.sync(self._file)
        self.taken: list[float] = []

    def flush(self) -> None:
        began = time.perf_counter()
        disk.write_at(self._file, b"x" * RECORD, self._at)
        disk.sync_data(self._file)
        self.taken.append((time.perf_counter() - began) * 1000)
        self._at += RECORD

    def close(self) -> None:
        os.close(self._file)


def walk(questions: int, folder: Path, beside: Disk) -> Timing:
    """Begin an audit of `questions`, open it in the app, and answer with one key each."""
    source, answers = folder / f"q{questions}.yaml", folder / "none.yaml"
    source.write_text(checklist(questions), encoding="utf-8")
    answers.write_text("answers: {}\n", encoding="utf-8")
    workspace = str(folder / f"w{questions}")
    base = [PYTHON, "-m", "audit_tui"]
    given = ["--checklist", str(source), "--site", "B1", "--create-site", "--auditor", "Bench"]
    fill = [*base, "fill", "--workspace", workspace, *given, "--answers", str(answers)]
    subprocess.run(fill, check=True, stdout=subprocess.DEVNULL)

    terminal = Terminal([*base, "--workspace", workspace])
    terminal.quiet(0.6, 20)
    terminal.send(b"\r")
    terminal.quiet(0.8, 10)
    times, sizes, work = [], [], []
    for _ in range(KEYS):
        worked, began = terminal.work(), time.perf_counter()
        terminal.send(b"1")
        last, count = terminal.quiet(0.3, 5)
        times.append((last - began) * 1000)
        sizes.append(count)
        work.append(terminal.work() - worked)
        beside.flush()
    rss = terminal.rss()
    terminal.kill()
    return Timing(0.0, times, sizes, rss, work)


def main() -> None:
    minimal = measure([PYTHON, str(Path(__file__).with_name("minimal_app.py"))], [b" "] * KEYS)
    bare = measure([PYTHON, str(Path(__file__).with_name("card_app.py"))], [b"1"] * KEYS)
    print(f"minimal app      {shown(minimal)}")
    print(f"bare card        {shown(bare)}   {bare.key / minimal.key:5.2f} × minimal")
    with tempfile.TemporaryDirectory() as folder:
        beside = Disk(Path(folder))
        timings = {size: walk(size, Path(folder), beside) for size in SIZES}
        beside.close()
    flush = statistics.median(beside.taken)
    print(f"flush beside     {flush:7.1f} ms")
    for size, timing in timings.items():
        against = (
            f"{timing.key / timings[10].key:5.2f} × 10 questions   {timing.key / bare.key:5.2f} × bare card   "
            f"{timing.key / minimal.key:5.2f} × minimal, without a flush {(timing.key - flush) / minimal.key:5.2f}   "
            f"work {timing.work / bare.work:5.2f} × bare card   {timing.work / minimal.work:5.2f} × minimal"
        )
        print(f"{size:5d} questions  {shown(timing)}   {against}")


def shown(timing: Timing) -> str:
    taken = f"key to paint {timing.key:7.1f} ms   work {timing.work:5.1f} ms"
    return f"{taken}   {timing.bytes:6.0f} bytes   {timing.rss_mb:6.1f} MB"


if __name__ == "__main__":
    main()
