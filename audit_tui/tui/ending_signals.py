"""Asked to end from outside: what is half typed is kept, the terminal is left as it was, and nothing hangs.

SIGTERM comes from a shutdown or `kill`, SIGHUP when the window or the line is gone. Every answer is on disk by then;
this is about the manners of the end. Where a system has no such signal, nothing is done.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp

_PATIENCE: Final = 4.0
"""Seconds after which the program ends, whatever still goes on."""
_NAMES: Final = ("SIGTERM", "SIGHUP", "SIGBREAK")


def obey_signals(app: AuditApp) -> Callable[[], None]:
    """Let signals end the app; the answer puts back what was in force before."""
    before: dict[int, Any] = {}

    def told(number: int, _frame: FrameType | None) -> None:
        code = 128 + number
        threading.Thread(target=_end_at_last, args=(code,), daemon=True).start()
        gone = number == getattr(signal, "SIGHUP", None)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise SystemExit(code) from None
        # Through the app's own line of messages: here nothing is known of the app that runs.
        loop.call_soon_threadsafe(app.call_later, app.leave_on_signal, code, gone)

    if threading.current_thread() is threading.main_thread():
        for name in _NAMES:
            if (number := getattr(signal, name, None)) is not None:
                before[number] = signal.signal(number, told)

    def as_before() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return as_before


def _end_at_last(code: int) -> None:
    threading.Event().wait(_PATIENCE)
    os._exit(code)
