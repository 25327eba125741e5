"""Textual's command palette in the language in use. What it finds comes from the app."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.widgets.option_list import Option

from audit_tui.tui.talk import _


class Palette(CommandPalette):
    """The palette, whose only sentence of its own is that nothing was found."""

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def tell() -> None:
            # Textual writes this sentence itself, in English.
            if search_value:
                words = Content(_("Nothing was found."))
                self.query_one(CommandList).add_option(Option(words, disabled=True, id=self._NO_MATCHES))
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, tell)
