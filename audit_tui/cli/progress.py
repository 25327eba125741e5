"""How far a long piece of work is: one line on standard error, only where a person looks at it."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Self

from audit_tui.i18n import _
from audit_tui.locale_format import Figure

_AFTER: Final = 0.5
"""Seconds before anything is shown: short work needs no progress."""
_EVERY: Final = 0.1


class ProgressLine:
    """Called with what is done and how many bytes of how many; a context manager that wipes the line."""

    def __init__(self, words: dict[str, str]) -> None:
        """`words` says for each piece of work what a person reads."""
        self._words = words
        self._next = time.monotonic() + _AFTER
        self._width = 0
        self._shown = sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        share = 100 * done // total if total else 100
        self.tell(
            _("{words} {share} % of {total:.0f} MiB").format(
                words=self._words.get(what, what), share=share, total=Figure(total / 1048576)
            )
        )

    def tell(self, text: str) -> None:
        """Show `text`, if it is time for it."""
        now = time.monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + _EVERY
        print("\r" + text.ljust(self._width), end="", file=sys.stderr, flush=True)
        self._width = len(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)
