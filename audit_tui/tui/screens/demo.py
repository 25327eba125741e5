"""Makes the demo workspace, if it is not there yet, and moves the app into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from audit_tui import paths
from audit_tui.errors import AuditError
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.progress import ProgressScreen
from audit_tui.tui.talk import _

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp


def open_demo(app: AuditApp, done: Callable[[str], None]) -> None:
    """Move the app into the demo workspace, made with progress where it is missing.

    `done` gets what went wrong in words, or nothing; where the making was broken off it is not called.
    """

    def made(found: Workspace | AuditError | None) -> None:
        if isinstance(found, AuditError):
            done(_("The demo could not be made: {why}").format(why=found))
        elif found is not None:
            app.switch_workspace(found)
            done("")

    words = _("Making a made-up chain of shops: {done} of {total} audits.")
    app.push_screen(ProgressScreen(_("Demo"), words, lambda told: prepare(paths.user_demo(), told)), made)


def prepare(folder: Path, progress: Callable[[int, int], None] | None = None) -> Workspace:
    """The demo workspace in `folder`, made where it is missing; `progress` as `make_demo` has it."""
    from audit_tui.settings import MARKER
    from audit_tui.store.workspace import open_workspace

    if not (folder / MARKER).is_file():
        from audit_tui.demo.build import make_demo

        make_demo(folder, progress)
    return open_workspace(folder, {})
