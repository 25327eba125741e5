"""Where the terminal's own cursor stands: on the line that matters, for braille displays and screen readers follow it.

It stays hidden; it only has a place. Nothing is drawn or moved for it.
"""

from __future__ import annotations

from typing import Any

from textual.containers import ScrollableContainer
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget


def cursor_place(screen: Screen[Any]) -> Offset:
    """The cell, counted from the upper left of the terminal: of the text cursor where something is typed, else of the
    line that is chosen in a list, else where the focused part begins, else what the screen calls its `spot`."""
    focused = screen.focused
    # By name: to know the class of long texts it would have to be loaded, and home has none.
    typed = getattr(focused, "cursor_screen_offset", None)
    if isinstance(typed, Offset):
        return typed
    place = getattr(focused or screen, "spot", None)
    if isinstance(place, Offset):
        return place
    if focused is not None:
        return _begin(screen, focused)
    return Offset(0, 0)


def _begin(screen: Screen[Any], focused: Widget) -> Offset:
    """Where reading begins: of a text in a box that is not scrolled yet with the title of the box."""
    if isinstance(focused, ScrollableContainer) and focused.scroll_offset.y == 0:
        focused = next(iter(screen.query(".box")), focused)
    return focused.content_region.offset
