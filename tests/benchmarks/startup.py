"""Start-up, as ratios: the app's first full frame against a minimal Textual app, and `list` against bare Python.

Run: .venv/bin/python -m tests.benchmarks.startup
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.terminal import measure

ROUNDS = 7
PYTHON = sys.executable


def seconds(argv: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = str(Path(folder) / "shop")
        app = [PYTHON, "-m", "audit_tui", "--workspace", workspace]
        minimal = [PYTHON, str(Path(__file__).with_name("minimal_app.py"))]
        frames: dict[str, list[float]] = {"app": [], "minimal": []}
        memory: dict[str, list[float]] = {"app": [], "minimal": []}
        commands: dict[str, list[float]] = {"list": [], "python": []}
        for round_ in range(ROUNDS + 1):
            for name, argv in (("minimal", minimal), ("app", app)):
                timing = measure(argv, [])
                if round_:
                    frames[name].append(timing.first_frame)
                    memory[name].append(timing.rss_mb)
            for name, argv in (("python", [PYTHON, "-c", "pass"]), ("list", [*app[:3], "list", *app[3:]])):
                taken = seconds(argv)
                if round_:
                    commands[name].append(taken)
    middle = statistics.median
    home, least = middle(frames["app"]), middle(frames["minimal"])
    print(f"home, first full frame    {home:6.3f} s   minimal app {least:6.3f} s   ratio {home / least:5.2f}")
    home, least = middle(memory["app"]), middle(memory["minimal"])
    print(f"home, resident memory     {home:6.1f} MB  minimal app {least:6.1f} MB  ratio {home / least:5.2f}")
    listed, bare = middle(commands["list"]), middle(commands["python"])
    print(
        f"audit-tui list, all of it {listed:6.3f} s   bare python {bare:6.3f} s   ratio {listed / bare:5.2f}"
    )


if __name__ == "__main__":
    main()
