"""A real terminal for benchmarks: runs a program in a pty and times keys until the screen is quiet. POSIX only."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path

ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONDONTWRITEBYTECODE": ""}
"""What every program is run in. Its modules lie compiled beside their source, as where it was installed."""


@dataclass(frozen=True)
class Timing:
    """Seconds to the first complete frame, and for each key milliseconds to its last byte and bytes sent."""

    first_frame: float
    key_ms: list[float]
    key_bytes: list[int]
    rss_mb: float
    key_work_ms: list[float] = field(default_factory=list)
    """Of each key, the milliseconds that processors worked for it: the same on an idle machine and on a busy one."""
    start_work: float = float("nan")
    """Milliseconds that processors worked until the screen was quiet for the first time."""

    @property
    def key(self) -> float:
        return statistics.median(self.key_ms) if self.key_ms else float("nan")

    @property
    def work(self) -> float:
        return statistics.median(self.key_work_ms) if self.key_work_ms else float("nan")

    @property
    def bytes(self) -> float:
        return statistics.median(self.key_bytes) if self.key_bytes else float("nan")


class Terminal:
    """One program in an 80×24 terminal."""

    def __init__(
        self,
        argv: list[str],
        *,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        rows: int = 24,
        columns: int = 80,
    ) -> None:
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(
                argv[0],
                argv,
                {**os.environ, **ENVIRONMENT, **(env or {})},
            )
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.output = b""

    def quiet(self, pause: float, first: float) -> tuple[float, int]:
        """Read until nothing comes for `pause` seconds; returns when the last byte came and how many came."""
        last, count = time.perf_counter(), 0
        while True:
            ready, _, _ = select.select([self.fd], [], [], pause if count else first)
            if not ready:
                return last, count
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return last, count
            if not data:
                return last, count
            self.output += data
            last, count = time.perf_counter(), count + len(data)

    def send(self, keys: bytes) -> None:
        os.write(self.fd, keys)

    def rss(self) -> float:
        """Resident memory in MB, 0 where /proc is missing."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        except OSError:
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def work(self) -> float:
        """Milliseconds that processors have worked for all its threads, NaN where /proc does not tell."""
        try:
            tasks = list(Path(f"/proc/{self.pid}/task").iterdir())
            return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6
        except OSError:
            return float("nan")

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def measure(argv: list[str], keys: list[bytes], *, settle: float = 0.6, **options: object) -> Timing:
    """Start a program, wait for its first frame, type `keys` one by one, and end it."""
    terminal = Terminal(argv, **options)  # type: ignore[arg-type]
    last, _ = terminal.quiet(settle, 20)
    first_frame, start_work = last - terminal.began, terminal.work()
    times, sizes, work = [], [], []
    for key in keys:
        worked, began = terminal.work(), time.perf_counter()
        terminal.send(key)
        last, count = terminal.quiet(0.25, 2)
        if count:
            times.append((last - began) * 1000)
            sizes.append(count)
            work.append(terminal.work() - worked)
    rss = terminal.rss()
    terminal.kill()
    return Timing(first_frame, times, sizes, rss, work, start_work)
