"""Words on the screen that are replaced in place, without laying out anew what did not grow or shrink."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.css.styles import RulesMap


class Told(Static):
    """Static text for what changes with every key.

    Laying out a screen costs about as much as painting it, and most new words take the room of the old ones.
    """

    def tell(self, content: Content, *, settled: bool = True) -> None:
        """Show `content`. Nothing happens where it stands there already; the screen is laid out anew only where
        its height differs from what it has now, or where its style is about to change (not `settled`).
        """
        shown = self.content
        if settled and isinstance(shown, Content) and shown.is_same(content):
            return
        width = self.content_size.width
        # The styles of a widget serve as rules everywhere in Textual, but are not declared so.
        rules = cast("RulesMap", self.styles)
        fits = settled and width > 0 and content.get_height(rules, width) == self.content_size.height
        self.update(content, layout=not fits)
