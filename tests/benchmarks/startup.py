"""Start-up, as ratios: the app's first full frame against a minimal Textual app, and `list` against bare Python.

The first full frame has the audits of the workspace in it and what its plan asks for: measured with none of them,
and with those of the demo and a plan.
`work` is the time of processors alone until the screen is quiet: what else the machine does hardly moves it.

Run: .venv/bin/python -m tests.benchmarks.startup
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.terminal import ENVIRONMENT, Timing, measure

ROUNDS = 7
PYTHON = sys.executable
SHOWN: dict[str, Callable[[Timing], float]] = {
    "first full frame, ms": lambda timing: timing.first_frame * 1000,
    "work for it, ms": lambda timing: timing.start_work,
    "resident memory, MB": lambda timing: timing.rss_mb,
}


def seconds(argv: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **ENVIRONMENT})
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        program = [PYTHON, "-m", "audit_tui"]
        empty, demo = (["--workspace", str(Path(folder) / name)] for name in ("empty", "demo"))
        seconds([*program, "demo", *demo])
        round_of_visits = [
            "visit",
            "Autumn round",
            "--kind",
            "mystery",
            "--checklists",
            "phone",
            "--every",
            "quarter",
        ]
        seconds([*program, "plan", "add", *round_of_visits, *demo])
        apps = {
            "minimal app": [PYTHON, str(Path(__file__).with_name("minimal_app.py"))],
            "home, no audits": [*program, *empty],
            "home, 26 audits and a plan": [*program, *demo],
        }
        commands = {"bare python": [PYTHON, "-c", "pass"], "audit-tui list": [*program, "list", *demo]}
        timings: dict[str, list[Timing]] = {name: [] for name in apps}
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for round_ in range(ROUNDS + 1):
            for name, argv in apps.items():
                timing = measure(argv, [])
                if round_:
                    timings[name].append(timing)
            for name, argv in commands.items():
                one = seconds(argv)
                if round_:
                    taken[name].append(one)
    for words, figure in SHOWN.items():
        middles = {name: statistics.median(map(figure, timings[name])) for name in apps}
        least = middles.pop("minimal app")
        told = "   ".join(
            f"{name} {middle:6.1f} = {middle / least:4.2f} ×" for name, middle in middles.items()
        )
        print(f"{words:<21} minimal app {least:6.1f}   {told}")
    bare, listed = (statistics.median(taken[name]) for name in commands)
    print(
        f"audit-tui list, all of it {listed:6.3f} s   bare python {bare:6.3f} s   ratio {listed / bare:5.2f}"
    )


if __name__ == "__main__":
    main()
