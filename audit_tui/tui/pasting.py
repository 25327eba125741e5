"""Pasted text stays text: an escape character in it would end the paste early, and its rest would act as keys.

The parser of Textual replays what follows such a character as if it were typed. It is taken out before.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

_DRIVERS: Final = ("linux_driver", "linux_inline_driver", "win32", "web_driver")


class PasteParser(XTermParser):
    """Reads what the terminal sends; between the two marks of a paste no escape character comes through."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._before = ""
        """The last characters outside a paste, as far as they may begin its first mark."""
        self._held = ""
        """The last characters of a paste, as far as they may begin its closing mark."""

    def feed(self, data: str) -> Iterable[Message]:
        # An empty text tells that the input is at its end.
        return super().feed(self.cleaned(data) if data else data)

    def cleaned(self, data: str) -> str:
        """What is to be read of `data`; what comes in parts is put together."""
        taken = []
        while data:
            if not self._pasting:
                known = self._before
                head, mark, data = (known + data).partition(BRACKETED_PASTE_START)
                taken.append((head + mark)[len(known) :])
                self._pasting, self._before = (
                    bool(mark),
                    "" if mark else _beginning(head, BRACKETED_PASTE_START),
                )
                continue
            body, mark, data = (self._held + data).partition(BRACKETED_PASTE_END)
            self._held = "" if mark else _beginning(body, BRACKETED_PASTE_END)
            taken.append(body[: len(body) - len(self._held)].replace("\x1b", "") + mark)
            self._pasting = not mark
        return "".join(taken)


def _beginning(text: str, mark: str) -> str:
    """The end of `text` that `mark` begins with."""
    return next((mark[:size] for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), "")


def guard_pastes() -> None:
    """Have the driver that runs this terminal read by `PasteParser`."""
    for name in _DRIVERS:
        module = sys.modules.get(f"textual.drivers.{name}")
        if module is not None:
            module.XTermParser = PasteParser  # type: ignore[attr-defined]
