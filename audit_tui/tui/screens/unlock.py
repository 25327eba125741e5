"""The key of an encrypted workspace: its passphrase, or the recovery key. Three tries; Esc leaves it locked.

Locked, everything can be looked at that names nobody. Deriving the key takes a moment by design, so it is done in
the background. Answers with whether the workspace is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.errors import AuditError
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _, plural

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp

TRIES = 3


class UnlockScreen(BaseModal):
    """Asks for what opens the workspace."""

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", show=False),
        Binding("f2", "other", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._left = TRIES
        self._recovery = False
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(_("This workspace is locked")), classes="box-title")
            yield Static(id="unlock-help", classes="box-help")
            field = Input(password=True, max_length=1024, id="prompt-field")
            field.cursor_blink = False
            yield field
            yield Static(id="prompt-error", classes="box-error")
            yield Static(id="unlock-keys", classes="box-keys")

    def on_mount(self) -> None:
        found = self.host.workspace.vault.file
        self._recovery = found is not None and found.passphrase is None
        self._say("")
        self._ask()

    def _ask(self) -> None:
        field = self.query_one(Input)
        field.value = ""
        # A recovery key is copied from paper, sign by sign: one has to see it.
        field.password = not self._recovery
        if self._recovery:
            asked = _("The recovery key, eight groups, as it was written down:")
            other = _("F2 passphrase instead")
        else:
            asked = _("Names, private notes and photos in it are encrypted. The passphrase:")
            other = _("F2 recovery key instead")
        self.query_one("#unlock-help", Static).update(Content(asked))
        leaves = _("Enter opens it · Esc leaves it locked: all that names nobody can be looked at")
        self.query_one("#unlock-keys", Static).update(Content(f"{leaves} · {other}"))
        field.focus()

    def first_look(self, event: events.Key) -> bool:
        # While the key is being derived nothing else is begun.
        return self._busy and event.key != "escape"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._busy or not event.value.strip():
            return
        self._busy = True
        self._say(_("Opening …"))
        self._try(event.value)

    @work(thread=True, exclusive=True)
    def _try(self, text: str) -> None:
        vault, fault, opened = self.host.workspace.vault, "", False
        try:
            opened = vault.by_recovery(text) if self._recovery else vault.by_passphrase(text)
        except AuditError as error:
            fault = f"{error.what} {error.next_step}".strip()
        self.app.call_from_thread(self._tried, opened, fault)

    def _tried(self, opened: bool, fault: str) -> None:
        self._busy = False
        if not self.is_current:
            return
        if opened:
            self.dismiss(True)
            return
        if not fault:
            self._left -= 1
            if not self._left:
                self.dismiss(False)
                return
            words = _("That is not the recovery key.") if self._recovery else _("That is not the passphrase.")
            tries = plural("{count} try is left.", "{count} tries are left.", self._left)
            fault = f"{words} {tries}"
        self._say(fault)
        # What was typed stays to be mended where it can be seen.
        if not self._recovery:
            self.query_one(Input).value = ""
        self.query_one(Input).focus()

    def _say(self, words: str) -> None:
        shown = self.query_one("#prompt-error", Static)
        shown.update(Content(safe(words)))
        shown.display = bool(words)

    def action_other(self) -> None:
        if not self._busy:
            self._recovery = not self._recovery
            self._say("")
            self._ask()

    def action_out(self) -> None:
        self.dismiss(False)


def ask_for_key(app: AuditApp) -> None:
    """Ask for what opens the workspace; home is shown anew once it is open."""

    def answered(opened: bool | None) -> None:
        if opened:
            app.opened()

    app.push_screen(UnlockScreen(), answered)


__all__ = ["UnlockScreen", "ask_for_key"]
