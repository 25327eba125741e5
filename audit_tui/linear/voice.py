"""Saying lines and asking for one: the only place of the linear mode that touches the terminal or the pipe."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TextIO

from audit_tui.linear import paths
from audit_tui.linear.commands import letter_of
from audit_tui.model.text import clean
from audit_tui.phrases.wrapping import cells, wrap
from audit_tui.tui.glyphs import in_ascii, plain
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _

MORE = "."
"""A line that ends a text of several lines."""
AGAIN: Final = ("?", "？")
"""Lines that have a question said again."""
_COMMAND: Final = re.compile(r"/([^\s/]+)( .*)?")
_EMPTY_LINES = 100
"""So many push everything out of sight where a terminal cannot be cleared."""
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"


def aloud(text: str) -> str:
    """The program's own words with signs that stand for a pause or for a change as words; never for what people
    wrote."""
    return text.replace(" · ", "; ").replace(" → ", f", {_('now')} ")


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
        self._known: set[str] = set()

    def is_new(self, what: str) -> bool:
        """Whether `what` is explained for the first time in this sitting; from now on it counts as known."""
        new = what not in self._known
        self._known.add(what)
        return new

    def say(self, text: str = "") -> None:
        """One or more lines. What could steer a terminal is taken out.

        Lines too long for the terminal are broken between words: it would break them within a word, which a
        screen reader then says as two.
        """
        shown = [clean(line, newlines=False)[0] for line in text.split("\n")]
        if plain():
            shown = [in_ascii(line, letters=not self._letters) for line in shown]
        columns = self._columns()
        lines = [part for line in shown for part in _broken(line, columns)]
        self._out.write("\n".join(lines) + "\n")
        self._out.flush()

    def _columns(self) -> int:
        """How wide the terminal is; 0 where there is none, or it does not say."""
        try:
            return os.get_terminal_size(self._out.fileno()).columns if self._out.isatty() else 0
        except (OSError, ValueError):
            return 0

    def ask(self, question: str, *, fault: str = "") -> str:
        """One line, without spaces around it. GoneError where the input has ended.

        A question mark alone has the question said again; a command of the walk is not taken for an answer.
        After a mistake `fault` is said in place of a question that was said before.
        """
        return self._asked(lambda: self.say(question), fault)

    def asks(self, question: str) -> Iterator[str]:
        """The lines typed to a question until one fits: the question is said once, not after each mistake."""
        yield self.ask(question)
        while True:
            yield self._answer(lambda: self.say(question))

    def ask_next(self, question: str) -> str:
        """As `ask`, of what can be done with a list: told in full the first time of a sitting."""
        return self.ask(
            question,
            fault="" if self.is_new(question) else _("What next? ? tells what can be typed."),
        )

    def _asked(self, say: Callable[[], None], fault: str = "") -> str:
        if fault:
            self.say(fault)
        else:
            say()
        return self._answer(say)

    def _answer(self, say: Callable[[], None]) -> str:
        """A line that is an answer; a question mark alone has `say` say the question again."""
        while True:
            line = self.line()
            if line in AGAIN:
                say()
            elif (found := _COMMAND.fullmatch(line)) and letter_of(found[1]):
                self.say(_("This is a command, and an answer is asked for; ? says the question again."))
            else:
                return line.removeprefix("/") if line.startswith("//") else line

    def line(self) -> str:
        """One line as it is typed, without spaces around it. GoneError where the input has ended."""
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
        if question:
            self.say(question)
        if not (self._edits and self._into is sys.stdin and paths.can_complete()):
            return self.line()
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
        line = self._asked(lambda: self._say_text(question))
        lines: list[str] = []
        while line != MORE and (line or lines):
            lines.append(line)
            keep("\n".join(lines).strip())
            line = self.line()
        return "\n".join(lines).strip()

    def _say_text(self, question: str) -> None:
        self.say(question)
        if self.is_new("text"):
            self.say(_("Several lines are welcome. A line with nothing but a full stop ends the text."))

    def ask_one_of(self, question: str, answers: Sequence[str]) -> int | None:
        """The index of one of `answers`, chosen by its number from 1; None for an empty line."""

        def tell() -> None:
            self.say(question)
            for at, answer in enumerate(answers, 1):
                self.say(f"{at}. {answer}")

        line = self._asked(tell)
        while line:
            if line.isdecimal() and 1 <= int(line) <= len(answers):
                return int(line) - 1
            fault = _("Type a number from 1 to {last}, or Enter to step back.").format(last=len(answers))
            line = self._asked(tell, fault)
        return None

    def is_sure(self, question: str) -> bool:
        """Whether the person says yes, in their language or with `y`."""
        line = self.ask(f"{question}\n{_('Type yes or no.')}").casefold()
        return latin(line) in ("y", "yes", _("yes").casefold(), _("Yes").casefold())


def _broken(line: str, columns: int) -> list[str]:
    """A line in as many as the terminal needs; a path or number that is wider stays whole."""
    if not columns or cells(line) < columns or any(cells(word) >= columns for word in line.split()):
        return [line]
    return wrap(line, columns - 1)
