"""Boxes about the keys of a workspace: a new passphrase typed twice, and the recovery key shown this once."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.errors import InputError
from audit_tui.store.keys import LONGEST, SHORTEST, check_passphrase
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _

ASKED = 2
"""The group of the recovery key (from 0) that is asked back, to see that it was written down."""


class _Box(BaseModal):
    """What both share: a line for what is wrong."""

    CSS_PATH = "prompt.tcss"

    def _wrong(self, words: str) -> None:
        shown = self.query_one("#prompt-error", Static)
        shown.update(Content(safe(words)))
        shown.display = bool(words)


class NewPassphraseScreen(_Box):
    """Answers with a passphrase that is good enough, or None when stepped out of."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "out", show=False)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(_("A new passphrase")), classes="box-title")
            words = _("At least {count} characters; four or five unrelated words are easy to remember.")
            yield Static(Content(words.format(count=SHORTEST)), classes="box-help")
            for id_, asked in (("first", _("the passphrase")), ("again", _("the same once more"))):
                field = Input(password=True, max_length=LONGEST, placeholder=asked, id=f"passphrase-{id_}")
                field.cursor_blink = False
                yield field
            yield Static(id="prompt-error", classes="box-error")
            yield Static(Content(_("Enter confirms · Esc steps back")), classes="box-keys")

    def on_mount(self) -> None:
        self._wrong("")
        self.query_one("#passphrase-first", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        first, again = (self.query_one(f"#passphrase-{id_}", Input) for id_ in ("first", "again"))
        try:
            kept = check_passphrase(first.value)
        except InputError as error:
            self._wrong(f"{error.what} {error.next_step}".strip())
            first.focus()
            return
        self._wrong("")
        if event.input is first:
            again.focus()
        elif check_or_none(again.value) != kept:
            self._wrong(_("The two are not the same."))
            again.value = ""
        else:
            self.dismiss(kept)

    def action_out(self) -> None:
        self.dismiss(None)


def check_or_none(text: str) -> str | None:
    """A passphrase as it is used, None where it is not good enough."""
    try:
        return check_passphrase(text)
    except InputError:
        return None


class RecoveryKeyScreen(_Box):
    """Shows the recovery key until one group of it was typed back. It is shown nowhere else, ever."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._groups = text.split("-")

    def compose(self) -> ComposeResult:
        half = len(self._groups) // 2
        shown = f"   {'-'.join(self._groups[:half])}-\n   {'-'.join(self._groups[half:])}"
        with Vertical(classes="box"):
            yield Static(Content(_("Recovery key: write it down now")), classes="box-title")
            help_ = _(
                "It was tested and opens this workspace when all else fails. It is shown this once and kept nowhere: "
                "keep it apart from this machine. Without it, passphrase and keyring nobody can open what is encrypted."
            )
            yield Static(Content(help_), classes="box-help")
            yield Static(Content(shown).stylize("bold"), id="recovery-key")
            field = Input(max_length=20, id="prompt-field")
            field.cursor_blink = False
            yield field
            yield Static(id="prompt-error", classes="box-error")
            asked = _("Type the {number}. group from your paper, then Enter.").format(number=ASKED + 1)
            yield Static(Content(asked), classes="box-keys")

    def on_mount(self) -> None:
        self._wrong("")
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip().upper().strip("-") == self._groups[ASKED]:
            self.dismiss(True)
        else:
            self._wrong(_("That is not this group. Count from the left, line by line."))
