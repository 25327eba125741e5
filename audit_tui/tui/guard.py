"""Keeps text from steering the terminal, whatever way it came, and keys from counting twice.

Texts are cleaned where they enter; this is the second fence, at the last step before the screen.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from audit_tui.tui.glyphs import in_ascii, plain

_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
BOUNCE = 0.04
"""Seconds within which the same key again is a bounce or a held key, not a second answer."""
_FIRST_REPEAT = 1.0
"""Seconds after which at the latest a keyboard begins to repeat a key that is held down."""
_BURST = 3
"""So many presses faster than any finger come from a key that is held down; a worn key bounces once or twice."""


def safe(text: str, *, newlines: bool = False) -> str:
    """`text` without controls, C1 and bidi overrides; newlines and tabs become spaces unless kept."""
    if newlines:
        return "\n".join(_STEERING.sub("", line) for line in text.replace("\t", "    ").split("\n"))
    return _STEERING.sub("", text.replace("\n", " ").replace("\t", " "))


class SteeringFilter(LineFilter):
    """Takes every character that could steer the terminal out of what is about to be drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not any(_STEERING.search(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment if segment.control else Segment(_STEERING.sub("\ufffd", segment.text), segment.style)
            for segment in segments
        ]


class PlainFilter(LineFilter):
    """Draws signs in ASCII where the terminal has no others; letters too where it is not even UTF-8."""

    def __init__(self, *, letters: bool) -> None:
        super().__init__()
        self._letters = letters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not plain():
            return segments
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(in_ascii(segment.text, letters=self._letters), segment.style)
            for segment in segments
        ]


class Bounce:
    """Tells a key meant once from the same key held down or bouncing."""

    def __init__(self) -> None:
        self._key, self._at = "", float("-inf")
        self._soon, self._burst = False, 0

    def counts(self, key: str, at: float) -> bool:
        """Whether this press counts; `at` in seconds. A held key keeps renewing its own silence."""
        gap = at - self._at if key == self._key else float("inf")
        bouncing = gap < BOUNCE
        if bouncing:
            self._burst += 1
        else:
            self._soon, self._burst = gap < _FIRST_REPEAT, 0
        self._key, self._at = key, at
        return not bouncing

    @property
    def held(self) -> bool:
        """Whether it has just become clear that the key is held down, and its press before was no second one.

        A keyboard waits a moment before it repeats a key, so the first repetition looks like a press of its own.
        """
        return self._soon and self._burst == _BURST
