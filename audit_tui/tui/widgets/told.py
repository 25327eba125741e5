"""Words on the screen that are replaced in place: only lines that changed are painted, and nothing is laid out anew
that did not grow or shrink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.css.styles import RulesMap


class Told(Static):
    """Static text for what changes with every key.

    Laying out a screen costs about as much as painting it, and most new words take the room of the old ones. Lines
    that stay as they are are not sent again either: over a slow line they would be waited for.
    """

    _changed: tuple[Region, ...] = ()
    """What there is to paint of the words that are just being replaced; empty for all of it."""

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
        self._changed = _changed_lines(shown, content, width) if fits and isinstance(shown, Content) else ()
        try:
            self.update(content, layout=not fits)
        finally:
            self._changed = ()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        return super().refresh(
            *(regions or self._changed), repaint=repaint, layout=layout, recompose=recompose
        )


def _changed_lines(before: Content, after: Content, width: int) -> tuple[Region, ...]:
    """The lines that differ; none where that cannot be told line by line, because one is wrapped or was."""
    old, new = (each.split("\n", allow_blank=True) for each in (before, after))
    if len(old) != len(new) or any(line.cell_length > width for line in (*old, *new)):
        return ()
    return tuple(
        Region(0, y, width, 1)
        for y, (was, now) in enumerate(zip(old, new, strict=True))
        if not was.is_same(now)
    )
