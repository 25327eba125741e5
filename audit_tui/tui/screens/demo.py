"""Makes the demo workspace, if it is not there yet, and moves the app into it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from audit_tui import paths
from audit_tui.errors import AuditError
from audit_tui.store.workspace import Workspace
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _


class DemoScreen(BaseModal):
    """Answers with True once the app works in the demo workspace."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "out", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._ready: bool | None = None
        self._working = True

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(_("Demo")), classes="box-title")
            yield Static(
                Content(_("Making a made-up chain of shops with its audits. This takes a few seconds.")),
                id="demo-word",
            )

    def on_mount(self) -> None:
        self._make()

    @work(thread=True)
    def _make(self) -> None:
        try:
            workspace: Workspace | AuditError = prepare(paths.user_demo())
        except AuditError as error:
            workspace = error
        self.app.call_from_thread(self._made, workspace)

    def _made(self, workspace: Workspace | AuditError) -> None:
        self._working = False
        if isinstance(workspace, AuditError):
            words = _("The demo could not be made: {why} Esc goes back.").format(why=workspace)
            self.query_one("#demo-word", Static).update(Content(safe(words)))
            return
        self.host.switch_workspace(workspace)
        self.dismiss(True)

    def action_out(self) -> None:
        if not self._working:
            self.dismiss(self._ready)


def prepare(folder: Path) -> Workspace:
    """The demo workspace in `folder`, made where it is missing."""
    from audit_tui.settings import MARKER
    from audit_tui.store.workspace import open_workspace

    if not (folder / MARKER).is_file():
        from audit_tui.demo.build import make_demo

        make_demo(folder)
    return open_workspace(folder, {})
