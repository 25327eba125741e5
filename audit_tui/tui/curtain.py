"""The neutral page for curious eyes: one key puts it over everything, the same key takes it away.

While it is there nothing else is sent to the terminal and no key or click reaches a screen, so that nothing
changes unseen; saving and stopwatches go on. It shows the time of day and tells nothing of what is behind it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from audit_tui.tui import actions

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp

_LEAVES = {"ctrl+q"}
"""Keys that still do what they do: leaving the program."""
_EVERY = 5.0


class Curtain:
    """Covers the screen of one app."""

    def __init__(self, app: AuditApp) -> None:
        self._app = app
        self.drawn = False
        """Whether the neutral page is what the terminal shows."""
        self._clock: Timer | None = None

    def draw_or_lift(self) -> None:
        """Put the neutral page over everything, or take it away."""
        app = self._app
        if self.drawn:
            self.lift()
            app.refresh(layout=True)
            app.screen.refresh(layout=True)
            return
        self.drawn = True
        self._paint()
        self._clock = app.set_interval(_EVERY, self._paint)

    def lift(self) -> None:
        """Take the page away; what is behind it is drawn when it next changes."""
        self.drawn = False
        if self._clock is not None:
            self._clock.stop()
            self._clock = None

    def keeps_out(self, event: events.Event) -> bool:
        """Whether the page keeps `event` from everything behind it; the key that hides is understood here."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if actions.by_key("app").get(event.key) == "hide":
                self.draw_or_lift()
                return True
            return self.drawn and event.key not in _LEAVES
        if self.drawn and isinstance(event, events.Resize):
            self._app.call_later(self._paint)
        return self.drawn and isinstance(event, events.MouseEvent | events.Paste)

    def text(self) -> str:
        """What the page says: the time of day."""
        clock = self._app.clock
        moment = datetime.fromtimestamp(clock.wall() / 1000, UTC) + timedelta(minutes=clock.offset())
        return f"{moment:%H:%M}"

    def _paint(self) -> None:
        driver = self._app._driver
        if not self.drawn or driver is None or self._app.is_headless:
            return
        words, size = self.text(), self._app.size
        row, column = max(1, size.height // 2), max(1, (size.width - len(words)) // 2 + 1)
        driver.write(f"\x1b[0m\x1b[2J\x1b[3J\x1b[{row};{column}H{words}\x1b[{size.height};{size.width}H")
        driver.flush()
