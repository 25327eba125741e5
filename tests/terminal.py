"""A real terminal for tests: a program in a pty, its screen as a person sees it, keys as a person types them."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import time
from pathlib import Path

import pexpect
import pyte

ROWS, COLUMNS = 24, 80
QUIET = 0.08
"""Seconds without a byte after which the screen counts as painted."""
PATIENCE = 20.0
"""Seconds to wait for what is expected before the test fails."""


class Terminal:
    """`audit-tui` running in an 80×24 terminal."""

    def __init__(
        self, *arguments: str, home: Path, size: tuple[int, int] = (COLUMNS, ROWS), **environment: str
    ) -> None:
        """`environment` is added to (or takes the place of) what a plain terminal has."""
        self.raw = b""
        """Every byte the program has sent so far."""
        self._hung_up = False
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "audit_tui", *arguments],
            dimensions=(size[1], size[0]),
            env={
                "HOME": str(home),
                "PATH": "/usr/bin:/bin",
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(Path(__file__).parent.parent),
                **environment,
            },
            timeout=PATIENCE,
        )

    @property
    def text(self) -> str:
        """The screen, one line a row, without trailing spaces."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def line_of_cursor(self) -> str:
        """The row of the screen in which the terminal's cursor stands, hidden or not: what a braille display shows."""
        return self.text.split("\n")[self._screen.cursor.y]

    def settle(self) -> str:
        """Read until the terminal is quiet; returns the screen."""
        while True:
            try:
                came = self._child.read_nonblocking(65536, timeout=QUIET)
                self.raw += came
                self._stream.feed(came)
            except (pexpect.TIMEOUT, pexpect.EOF):
                return self.text

    def until(self, pattern: str) -> str:
        """Wait for `pattern` on the screen; returns the screen. Fails with what was there instead."""
        began = time.monotonic()
        while not re.search(pattern, self.settle()):
            if time.monotonic() - began > PATIENCE:
                raise AssertionError(f"{pattern!r} did not come up. The screen:\n{self.text}")
        return self.text

    def type(self, keys: str) -> str:
        """Type `keys` and wait until the screen is quiet."""
        self._child.send(keys)
        return self.settle()

    def press(self, key: str, *, within: float = 3.0) -> str:
        """Type one key and wait until the screen has changed, at most `within` seconds."""
        before = self.settle()
        self._child.send(key)
        began = time.monotonic()
        while self.settle() == before and time.monotonic() - began < within:
            pass
        return self.text

    def paste(self, text: str) -> str:
        """Paste `text` as a terminal does where a program asked for bracketed paste."""
        return self.type(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> str:
        """Make the window another size; returns the screen."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)
        return self.settle()

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._child.kill(number)

    def hang_up(self) -> None:
        """Close the window over the program's head, and wait for its end."""
        self._child.ptyproc.fileobj.close()
        self._hung_up = True
        began = time.monotonic()
        while not os.waitpid(self._child.pid, os.WNOHANG)[0]:
            if time.monotonic() - began > PATIENCE:
                raise AssertionError("It goes on without a window.")
            time.sleep(0.05)

    def ended(self) -> int:
        """Wait for the end; the exit status, minus the signal where one killed it."""
        self.settle()
        began = time.monotonic()
        while self._child.isalive():
            if time.monotonic() - began > PATIENCE:
                raise AssertionError("It does not end.")
            self.settle()
        self.settle()
        status, killed = self._child.exitstatus, self._child.signalstatus
        return int(status) if status is not None else -int(killed or 0)

    @property
    def echoes(self) -> bool:
        """Whether the terminal is as a shell wants it: it echoes and waits for whole lines."""
        flags = termios.tcgetattr(self._child.child_fd)[3]
        return bool(flags & termios.ECHO and flags & termios.ICANON)

    def kill(self) -> None:
        """End it as a power cut would: no goodbye, no saving."""
        self._child.kill(signal.SIGKILL)
        self._child.wait()

    def close(self) -> None:
        """End it, however it stands."""
        if not self._hung_up:
            ended(self._child)


def ended(child: pexpect.spawn) -> None:
    """End a program, however it stands. A busy machine may take longer to end one than pexpect waits."""
    try:
        child.close(force=True)
    except pexpect.ExceptionPexpect:
        child.kill(signal.SIGKILL)
        child.wait()
