"""Small boxes over a screen: one line to type, a choice to make. Each answers its caller."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.model.text import clean
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.lines import Line, Lines


class PromptScreen(BaseModal):
    """One line to type. Answers with the text, or None when stepped out of."""

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", show=False),
        Binding("down", "recent", show=False),
    ]

    def __init__(
        self,
        title: str,
        *,
        help: str = "",
        value: str = "",
        recent: Sequence[str] = (),
        check: Callable[[str], str] | None = None,
        limit: int = 500,
    ) -> None:
        """`recent` are texts to pick from; `check` says in words what is wrong with a text, or nothing."""
        super().__init__()
        self._title, self._help, self._value = title, help, value
        self._recent, self._check, self._limit = list(recent)[:9], check, limit

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(safe(self._title)), classes="box-title")
            if self._help:
                yield Static(Content(safe(self._help)), classes="box-help")
            field = Input(self._value, max_length=self._limit, id="prompt-field")
            field.cursor_blink = False
            field.select_on_focus = False
            yield field
            yield Static(id="prompt-error", classes="box-error")
            if self._recent:
                yield Lines(id="prompt-recent")
            keys = _("Enter confirms · Esc steps back")
            if self._recent:
                keys = _("Enter confirms · a number picks a line below · Esc steps back")
            yield Static(Content(keys), classes="box-keys")

    def on_mount(self) -> None:
        self.query_one("#prompt-error").display = False
        if self._recent:
            recent = self.query_one("#prompt-recent", Lines)
            recent.styles.height = len(self._recent)
            recent.show([Line(text, f"{at}  {text}") for at, text in enumerate(self._recent, 1)])
        self.query_one(Input).focus()

    def first_look(self, event: events.Key) -> bool:
        if self.query_one(Input).value == "" and event.character and event.character in "123456789":
            at = int(event.character) - 1
            if at < len(self._recent):
                self._answer(self._recent[at])
                return True
        return False

    def half_typed(self) -> str:
        return self.query_one(Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.typed_on()

    def action_recent(self) -> None:
        if self._recent:
            self.query_one("#prompt-recent").focus()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self._answer(event.key)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._answer(event.value)

    def _answer(self, text: str) -> None:
        text = clean(text, newlines=False)[0].strip()
        fault = self._check(text) if self._check else ("" if text else _("Please type something."))
        if fault:
            shown = self.query_one("#prompt-error", Static)
            shown.update(Content(safe(fault)))
            shown.display = True
            return
        self.dismiss(text)

    def action_out(self) -> None:
        self.dismiss(None)


class ConfirmScreen(BaseModal):
    """A question with a few numbered answers. Answers with the key of one, or None when stepped out of."""

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "out", show=False)]

    def __init__(
        self, title: str, text: str, answers: Sequence[tuple[str, str]], *, now: str | None = None
    ) -> None:
        """`now` is the answer that holds already: it is marked, and the cursor starts there."""
        super().__init__()
        self._title, self._text, self._answers, self._now = title, text, list(answers), now

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(safe(self._title)), classes="box-title")
            if self._text:
                yield Static(Content(safe(self._text, newlines=True)), id="confirm-text")
            yield Lines(id="confirm-answers")
            yield Static(Content(_("A number or Enter chooses · Esc steps back")), classes="box-keys")

    def on_mount(self) -> None:
        answers = self.query_one(Lines)
        answers.styles.height = len(self._answers)
        answers.show(
            [
                Line(key, f"{at}  {label}", _("chosen now") if key == self._now else "")
                for at, (key, label) in enumerate(self._answers, 1)
            ],
            keep=self._now,
        )
        answers.focus()

    def first_look(self, event: events.Key) -> bool:
        if event.character and event.character in "123456789" and int(event.character) <= len(self._answers):
            self.dismiss(self._answers[int(event.character) - 1][0])
            return True
        return False

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(event.key)

    def action_out(self) -> None:
        self.dismiss(None)
