"""Long work beside the app: how far it is, told now and then, and broken off where the person does not want it.

Whatever takes long calls back with what is done of how much; from there it is broken off by an exception, so that
each piece of work cleans up after itself as it does after any other fault.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any, Final

from textual.app import App

from audit_tui.locale_format import count_words

_EVERY: Final = 0.1
"""Seconds between two tellings; more would only slow the work."""


class StoppedError(Exception):
    """The person does not want the work any more."""


class Work:
    """One piece of work that runs in a thread of `app`. `tell` is called on the app's own thread with words."""

    def __init__(self, app: App[Any], tell: Callable[[str], None]) -> None:
        self._app, self._tell = app, tell
        self._stopped, self._told = False, 0.0

    def stop(self) -> None:
        """Break the work off the next time that it tells how far it is."""
        self._stopped = True

    def told(self, words: str, done: int, total: int) -> None:
        """What the work calls: `words` with `{done}` and `{total}` in them. Raises StoppedError once it is unwanted."""
        if self._stopped:
            raise StoppedError
        now = time.monotonic()
        if now - self._told < _EVERY:
            return
        self._told = now
        said = words.format(done=count_words(done), total=count_words(total))
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self._app.call_from_thread(self._tell, said)
