"""The one line to type on a card. The walk gives it its keys; what is pasted it takes itself."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

from audit_tui.model.text import clean


class CardField(Input):
    """A field without blinking. Pasted lines are joined; what does not fit whole is refused, never cut."""

    class TooLong(Message):
        """What was pasted is longer than the field takes."""

        def __init__(self, length: int, room: int) -> None:
            super().__init__()
            self.length, self.room = length, room

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor_blink = False
        self.select_on_focus = False

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        pasted = clean(event.text, newlines=False, limit=len(event.text))[0].strip()
        start, end = sorted(self.selection)
        room = (self.max_length or len(pasted)) - len(self.value) + end - start
        if len(pasted) > room:
            self.post_message(self.TooLong(len(pasted), max(0, room)))
        elif pasted:
            self.replace(pasted, start, end)
