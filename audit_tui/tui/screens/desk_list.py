"""What the lists over one audit share: they show it whenever it changes, tell what is saved, and change no closed one.

Such a screen stands over another that shows the same audit. While it is there it is the one that is told of saves;
when it goes, the other is told again.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from audit_tui.tui.desk import Desk, Saved
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.talk import _


class DeskListScreen(ListScreen):
    """One list of what is in an audit. A screen of its own says what the list holds."""

    CHANGING: ClassVar[frozenset[str]] = frozenset()
    """The actions that change the audit: they are refused, with the reason, where it can only be read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._postbox, self._changed = desk.postbox, desk.changed

    def on_mount(self) -> None:
        self._desk.postbox, self._desk.changed = self, self._show
        super().on_mount()
        self._show()

    def on_unmount(self) -> None:
        self._desk.postbox, self._desk.changed = self._postbox, self._changed

    def on_saved(self, event: Saved) -> None:
        event.stop()
        event.desk.settle(event.outcome)

    @property
    def of_demo(self) -> bool:
        return self._desk.session.record.header.demo

    @abstractmethod
    def show_desk(self) -> None:
        """Show the audit as it is now."""

    def _show(self) -> None:
        """Show the audit, and what went wrong with it; nothing once the screen is gone."""
        if not self.is_attached:
            return
        self.show_desk()
        if self._desk.problem:
            self.say(self._desk.problem, "bad")

    def invoke(self, name: str) -> None:
        if name in self.CHANGING and (self._desk.readonly or not self._desk.session.is_open):
            why = self._desk.readonly or _("it is closed.")
            self.say(_("This audit can only be read: {why}").format(why=why), "bad")
            return
        super().invoke(name)
