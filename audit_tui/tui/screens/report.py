"""Writes the report of one audit and says where it lies. The libraries for it are loaded only here."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from audit_tui.errors import AuditError, EnvironmentFault, LockedError
from audit_tui.phrases.photos import left_out_words
from audit_tui.tui import actions
from audit_tui.tui.folders import typed_path
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _, language
from audit_tui.tui.widgets.bars import KeyBar
from audit_tui.tui.working import StoppedError, Work


class ReportScreen(BaseModal):
    """One report, from writing to opening."""

    SCOPE = "report"
    CSS_PATH = "report.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("report")]

    def __init__(self, audit: str) -> None:
        super().__init__()
        self._audit = audit
        self._path: Path | None = None
        self._to: Path | None = None
        """The folder to write to; None for the workspace's own."""
        self._work: Work | None = None
        self._left_out: list[str] = []
        """Tags of the photos that are not in it, for nobody declared them."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(_("Report")), classes="box-title")
            yield Static(Content(_("Writing the report…")), id="report-word")
            yield Static(id="report-path")
            yield KeyBar(self._offered())

    def _offered(self) -> tuple[actions.Action, ...]:
        """What the key bar shows."""
        return actions.bar("report")

    def on_mount(self) -> None:
        self._write()

    @work(thread=True)
    def _write(self) -> None:
        work = self._work = Work(self.app, self._tell)
        try:
            made: Path | AuditError = self._make(work)
        except AuditError as error:
            made = error
        except StoppedError:
            return
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self.app.call_from_thread(self._written, made)

    def _make(self, work: Work) -> Path:
        """Write the file; runs beside the app."""
        from audit_tui.reports.publish import publish

        return publish(
            self.host.store,
            self._audit,
            language=self.host.preferences.report_language or language(),
            to=self._to,
            paper=self.host.preferences.paper,
            left_out=self._left_out.extend,
            progress=lambda done, total: work.told(
                _("Drawing: {done} of {total}. Esc breaks it off."), done, total
            ),
        )

    def _tell(self, words: str) -> None:
        if self.is_attached and self._path is None:
            self._say(words)

    def on_unmount(self) -> None:
        if self._work is not None:
            self._work.stop()

    def _written(self, made: Path | AuditError) -> None:
        if not self.is_attached:
            return
        if isinstance(made, AuditError):
            self._say(_("The report could not be written: {why}").format(why=made))
            if isinstance(made, EnvironmentFault) and not isinstance(made, LockedError):
                # The audit is safe where it is; only the report needs another place.
                why = getattr(made, "reason", "") or made.what
                self._ask(_("The report could not be written: {why}").format(why=why))
            return
        self._path = made
        words = _("The report is written:")
        if self.host.workspace.vault.locked:
            words = _("The report is written, without what is encrypted: the workspace is locked.")
        if self._left_out:
            words = f"{left_out_words(self._left_out)}\n{words}"
        self._say(words)
        self.query_one("#report-path", Static).update(Content(safe(str(made))).stylize("bold"))

    def _say(self, words: str) -> None:
        self.query_one("#report-word", Static).update(Content(safe(words)))

    def do_variant(self) -> None:
        """Another form, language, paper or folder, where all of it is chosen."""
        from audit_tui.tui.screens.reports import ReportsScreen

        try:
            row = self.host.store.find(self._audit)
        except AuditError as error:
            self._say(str(error))
            return
        self.app.push_screen(ReportsScreen([row]))

    def do_elsewhere(self) -> None:
        self._ask("")

    def _ask(self, why: str) -> None:
        from audit_tui.tui.folders import folder_prompt

        def chosen(text: str | None) -> None:
            if text:
                self._to = typed_path(text)
                self._say(_("Writing the report…"))
                self._write()

        title = _("Write the report into which folder?")
        recent = [str(self._to)] if self._to is not None else []
        self.app.push_screen(folder_prompt(title, why, recent), chosen)

    def do_open(self) -> None:
        if self._path is None:
            return
        if open_file(self._path):
            self._say(_("Opened in the system's viewer:"))
        else:
            self._say(_("There is no viewer here. The report lies at:"))

    def do_copy(self) -> None:
        if self._path is not None:
            self.app.copy_to_clipboard(str(self._path))
            self._say(_("The path is copied, if this terminal allows it:"))

    def do_close(self) -> None:
        self.dismiss(None)


def open_file(path: Path) -> bool:
    """Show a file in the viewer of this system; whether one could be started."""
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError:
            return False
        return True
    has_screen = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not has_screen:
        return False
    try:
        subprocess.Popen(
            ["open" if sys.platform == "darwin" else "xdg-open", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True
