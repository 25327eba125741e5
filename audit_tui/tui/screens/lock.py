"""The keys are locked: nothing that touches the keyboard or the mouse counts until they are unlocked on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from audit_tui.tui import actions
from audit_tui.tui.cards import Option
from audit_tui.tui.keyboard import usual
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.card import Choices

if TYPE_CHECKING:
    from audit_tui.session import AuditSession

_CODE: Final = "135"
"""Three keys that lie apart: a sleeve or a bag does not find them in this order."""


class LockScreen(BaseModal):
    """Swallows every key but the one that hides all and the three that unlock, in their order."""

    CSS_PATH = "prompt.tcss"

    def __init__(self, session: AuditSession | None) -> None:
        """`session` is that of the audit behind it, whose stopwatch is told; None where there is none."""
        super().__init__()
        self._session, self._typed = session, ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(_("The keys are locked")), classes="box-title")
            yield Static(Content(_("To unlock them press 1, then 3, then 5.")), id="lock-how")
            yield Choices(id="lock-choices")
            yield Static(id="lock-state")

    def on_mount(self) -> None:
        self.query_one(Choices).show([Option(key, "", key) for key in _CODE], [], "row")
        self._show()
        self.set_interval(1.0, self._show)

    def _show(self) -> None:
        parts = []
        if self._session is not None and self._session.running():
            seconds = (self._session.elapsed(self._session.running()[0]) or 0) // 1000
            parts.append(_("A stopwatch runs: {seconds} s.").format(seconds=seconds))
        if self._typed:
            parts.append(_("{done} of 3 pressed").format(done=len(self._typed)))
        self.query_one("#lock-state", Static).update(Content(" ".join(parts) or _("Everything is saved.")))
        self.query_one(Choices).show([Option(key, "", key) for key in _CODE], list(self._typed), "row")

    def first_look(self, event: events.Key) -> bool:
        if actions.by_key("app").get(event.key) == "hide":
            return False
        self._press(usual(event.character or ""))
        return True

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        self._press(event.option.value)

    def _press(self, key: str) -> None:
        typed = self._typed + key
        self._typed = typed if key and _CODE.startswith(typed) else key if key == _CODE[0] else ""
        if self._typed == _CODE:
            self.dismiss(None)
        else:
            self._show()
