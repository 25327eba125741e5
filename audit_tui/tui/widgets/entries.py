"""What a form has besides a line to type: a choice among a few words, and a text that wraps. Knows no form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea

from audit_tui.tui.guard import safe
from audit_tui.tui.keyboard import latin


class Choice(Widget, can_focus=True):
    """One of a few values, shown in words. ← → and Space change it, a letter goes to the next word with it."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    Choice:focus { background: $panel; background-tint: $foreground 5%; text-style: bold; }
    Choice:ansi { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("enter", "submit", show=False),
    ]

    @dataclass
    class Submitted(Message):
        """Enter was pressed: what is shown is meant."""

        choice: Choice

    def __init__(self, choices: Mapping[str, str], value: str, *, id: str | None = None) -> None:
        """`value` is shown first; one that is none of `choices` is shown as itself until another is chosen."""
        super().__init__(id=id)
        self._choices, self.value = dict(choices), value

    def render(self) -> Content:
        word = safe(self._choices.get(self.value, self.value)) or "–"
        return Content(f"‹ {word} ›")

    def action_turn(self, by: int) -> None:
        values = list(self._choices)
        if self.value in values:
            self._take(values[(values.index(self.value) + by) % len(values)])
        else:
            self._take(values[0 if by > 0 else -1])

    def action_submit(self) -> None:
        self.post_message(self.Submitted(self))

    def on_key(self, event: events.Key) -> None:
        """A letter (or digit) goes to the next choice whose word begins with it, on any keyboard layout."""
        if event.character is None or not event.character.isalnum():
            return
        typed = event.character.casefold()
        event.stop()
        values = list(self._choices)
        at = values.index(self.value) + 1 if self.value in values else 0
        for wanted in (typed, latin(typed)):
            for value in values[at:] + values[:at]:
                if self._choices[value].casefold().startswith(wanted):
                    self._take(value)
                    return

    def on_click(self, event: events.Click) -> None:
        self.focus()
        self.action_turn(1)

    def _take(self, value: str) -> None:
        self.value = value
        self.refresh()


class LongEntry(TextArea):
    """A text of one paragraph that wraps, so that all of it is in sight. Enter goes on, as in a line to type."""

    DEFAULT_CSS = (
        "LongEntry { height: auto; min-height: 1; max-height: 4; width: 1fr; scrollbar-size-vertical: 1; }"
    )

    @dataclass
    class Submitted(Message):
        """Enter was pressed: the text is as it should be."""

        entry: LongEntry

    def __init__(self, text: str, *, id: str | None = None) -> None:
        super().__init__(text, id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.cursor_blink = False
        self.highlight_cursor_line = False
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        by = {"up": -1, "down": 1}.get(event.key)
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self))
        elif by is not None and self._at_edge(by):
            event.stop()
            event.prevent_default()
            self.screen.focus_next() if by > 0 else self.screen.focus_previous()
        else:
            await super()._on_key(event)

    def _at_edge(self, by: int) -> bool:
        """Whether the cursor is on the first or last line of what is shown."""
        here = self.cursor_location
        there = self.get_cursor_down_location() if by > 0 else self.get_cursor_up_location()
        return here[0] == there[0] and self.wrapped_document.location_to_offset(here).y == (
            self.wrapped_document.location_to_offset(there).y
        )
