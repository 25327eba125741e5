"""A box over the screen while something takes long: what is done, how far it is, and Esc to break it off."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from audit_tui.errors import AuditError
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.bars import ProgressStrip
from audit_tui.tui.working import StoppedError, Work

Told = Callable[[int, int], None]
"""What the work calls with how many of how many are done; it raises where the work is unwanted."""


class ProgressScreen(BaseModal):
    """Runs `job` beside the app. Answers with its result or its AuditError; with None where it was broken off."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "out", show=False)]

    def __init__(self, title: str, words: str, job: Callable[[Told], Any]) -> None:
        """`words` has `{done}` and `{total}` in it."""
        super().__init__()
        self._title, self._words, self._job = title, words, job
        self._work: Work | None = None
        self._so_far = (0, 0)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(safe(self._title)), classes="box-title")
            yield Static(id="progress-word")
            yield ProgressStrip(id="progress-strip")
            yield Static(Content(_("Esc breaks it off.")), classes="box-keys")

    def on_mount(self) -> None:
        self._run()

    @work(thread=True)
    def _run(self) -> None:
        running = self._work = Work(self.app, self._tell)

        def told(done: int, total: int) -> None:
            self._so_far = (done, total)
            running.told(self._words, done, total)

        try:
            found = self._job(told)
        except StoppedError:
            found = None
        except AuditError as error:
            found = error
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self.app.call_from_thread(self._done, found)

    def _tell(self, words: str) -> None:
        if self.is_attached:
            self.query_one("#progress-word", Static).update(Content(safe(words)))
            self.query_one(ProgressStrip).show(*self._so_far)

    def _done(self, found: Any) -> None:
        if self.is_attached:
            self.dismiss(found)

    def action_out(self) -> None:
        if self._work is not None:
            self._work.stop()

    def on_unmount(self) -> None:
        self.action_out()
