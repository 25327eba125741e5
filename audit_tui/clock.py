"""Where time, identities and randomness come from, so that a demo or a test can replace all three.

Nothing else in the program asks the operating system for the time or for random bytes.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol


class Clock(Protocol):
    """Time and randomness as the record needs them."""

    def wall(self) -> int:
        """UTC milliseconds since 1970."""

    def offset(self) -> int:
        """Minutes that local time is ahead of UTC."""

    def mono(self) -> int:
        """Milliseconds since the run began, unaffected by setting the clock; counts sleep on Linux."""

    def slept(self) -> int:
        """Milliseconds that the machine slept since the run began; 0 where the system does not tell."""

    def token(self, length: int) -> bytes:
        """`length` random bytes."""

    def ulid(self) -> str:
        """A new ULID: 26 characters, sorted by time of making."""


_MONO_CLOCK = getattr(time, "CLOCK_BOOTTIME", None)


def _mono_ms() -> int:
    if _MONO_CLOCK is not None:
        return time.clock_gettime_ns(_MONO_CLOCK) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def _slept_ms() -> int:
    """How long the machine has slept since it was started: the clock that counts sleep less the one that does not."""
    if _MONO_CLOCK is not None:
        return (time.clock_gettime_ns(_MONO_CLOCK) - time.monotonic_ns()) // 1_000_000
    if sys.platform == "darwin":
        raw, awake = time.CLOCK_MONOTONIC_RAW, time.CLOCK_UPTIME_RAW
        return (time.clock_gettime_ns(raw) - time.clock_gettime_ns(awake)) // 1_000_000
    if sys.platform == "win32":
        import ctypes

        awake_for = ctypes.c_ulonglong()  # in units of 100 ns
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(awake_for))
        up = ctypes.windll.kernel32.GetTickCount64
        up.restype = ctypes.c_ulonglong
        return int(up()) - awake_for.value // 10_000
    return 0


class SystemClock:
    """The machine's own clock and randomness."""

    def __init__(self) -> None:
        self._began, self._slept = _mono_ms(), _slept_ms()

    def wall(self) -> int:
        return time.time_ns() // 1_000_000

    def offset(self) -> int:
        delta = datetime.now().astimezone().utcoffset() or timedelta()
        return int(delta.total_seconds() // 60)

    def mono(self) -> int:
        return _mono_ms() - self._began

    def slept(self) -> int:
        # The two clocks are read one after the other: less than a tenth of a second is no sleep.
        slept = _slept_ms() - self._slept
        return slept if slept >= 100 else 0

    def token(self, length: int) -> bytes:
        return os.urandom(length)

    def ulid(self) -> str:
        from ulid import ULID

        return str(ULID())


@dataclass
class FixedClock:
    """A clock that moves only when told (`tick`), with randomness from a seed: for demos and tests."""

    now: int = 1_763_452_800_000
    minutes_ahead: int = 0
    asleep: int = 0
    seed: int = 1
    started: int = field(init=False)

    def __post_init__(self) -> None:
        import random

        self._random = random.Random(self.seed)
        self.started = self.now

    def tick(self, milliseconds: int) -> None:
        """Move on by `milliseconds` (may be negative: a clock set back)."""
        self.now += milliseconds

    def sleep(self, milliseconds: int) -> None:
        """Move on by `milliseconds` with the machine asleep."""
        self.asleep += milliseconds
        self.tick(milliseconds)

    def slept(self) -> int:
        return self.asleep

    def wall(self) -> int:
        return self.now

    def offset(self) -> int:
        return self.minutes_ahead

    def mono(self) -> int:
        return self.now - self.started

    def token(self, length: int) -> bytes:
        return self._random.randbytes(length)

    def ulid(self) -> str:
        from ulid import ULID

        return str(ULID.from_bytes(self.now.to_bytes(6, "big") + self._random.randbytes(10)))


def iso(wall: int, offset: int = 0) -> str:
    """`wall` (UTC ms) as ISO 8601 to the second in the zone `offset` minutes ahead of UTC."""
    zone = UTC if offset == 0 else timezone(timedelta(minutes=offset))
    return datetime.fromtimestamp(wall / 1000, zone).isoformat(timespec="seconds")


def site_now(wall: int, zone: str) -> datetime:
    """The local time at a site (an IANA zone) at `wall` UTC milliseconds; UTC where this machine knows no such zone."""
    from zoneinfo import ZoneInfo

    moment = datetime.fromtimestamp(wall / 1000, UTC)
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return moment
