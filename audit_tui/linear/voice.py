"""Saying lines and asking for one: the only place of the linear mode that touches the terminal or the pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from audit_tui.linear import paths
from audit_tui.model.text import clean
from audit_tui.tui.glyphs import in_ascii, plain
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _

MORE = "."
"""A line that ends a text of several lines."""
_EMPTY_LINES = 100
"""So many push everything out of sight where a terminal cannot be cleared."""
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"


class GoneError(Exception):
    """Nobody answers any more: the input has ended."""


class Voice:
    """Speaks on `out` and listens on `into`."""

    def __init__(
        self, into: TextIO, out: TextIO, *, letters: bool = True, clears: bool = False, edits: bool = False
    ) -> None:
        """`letters` says whether the other side can show more letters than ASCII has, `clears` whether it can be
        cleared, `edits` whether a path may be completed while it is typed."""
        self._into, self._out, self._letters = into, out, letters
        self._clears, self._edits = clears, edits

    def say(self, text: str = "") -> None:
        """One or more lines. What could steer a terminal is taken out."""
        shown = "\n".join(clean(line, newlines=False)[0] for line in text.split("\n"))
        if plain():
            shown = "\n".join(in_ascii(line, letters=not self._letters) for line in shown.split("\n"))
        self._out.write(shown + "\n")
        self._out.flush()

    def ask(self, question: str = "") -> str:
        """One line, without spaces around it. GoneError where the input has ended."""
        if question:
            self.say(question)
        self._out.write("> ")
        self._out.flush()
        line = self._into.readline()
        if not line:
            raise GoneError
        if not self._into.isatty():
            # Nobody saw it typed; whoever reads the output finds it where it was said.
            self.say(line.rstrip("\r\n"))
        return clean(line.rstrip("\r\n"), newlines=False)[0].strip()

    def ask_path(self, question: str = "") -> str:
        """One line that may be a path: where the platform has it, Tab completes it. GoneError as for `ask`."""
        if not (self._edits and self._into is sys.stdin and paths.can_complete()):
            return self.ask(question)
        if question:
            self.say(question)
        try:
            line = paths.completed("> ")
        except EOFError:
            raise GoneError from None
        return clean(line, newlines=False)[0].strip()

    def hide(self) -> None:
        """Put everything that was said out of sight, and wait for a line."""
        self._out.write(_CLEAR if self._clears else "\n" * _EMPTY_LINES)
        self._out.flush()
        if not self._into.readline():
            raise GoneError

    def ask_text(self, question: str, keep: Callable[[str], None] = lambda _text: None) -> str:
        """A text of several lines, ended by a line with one full stop; an empty first line is no text.

        `keep` is told the text as it stands after each line.
        """
        self.say(question)
        self.say(_("Several lines are welcome. A line with nothing but a full stop ends the text."))
        lines: list[str] = []
        while (line := self.ask()) != MORE and (line or lines):
            lines.append(line)
            keep("\n".join(lines).strip())
        return "\n".join(lines).strip()

    def ask_one_of(self, question: str, answers: Sequence[str]) -> int | None:
        """The index of one of `answers`, chosen by its number from 1; None for an empty line."""
        self.say(question)
        for at, answer in enumerate(answers, 1):
            self.say(f"{at}. {answer}")
        while line := self.ask():
            if line.isdecimal() and 1 <= int(line) <= len(answers):
                return int(line) - 1
            self.say(_("Type a number from 1 to {last}, or nothing to step back.").format(last=len(answers)))
        return None

    def is_sure(self, question: str) -> bool:
        """Whether the person says yes, in their language or with `y`."""
        self.say(question)
        line = self.ask(_("Type yes or no.")).casefold()
        return latin(line) in ("y", "yes", _("yes").casefold(), _("Yes").casefold())
