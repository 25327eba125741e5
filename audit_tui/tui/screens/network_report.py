"""Writes the report over many audits, with progress; Esc breaks it off, and then nothing is written."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from audit_tui.tui import actions
from audit_tui.tui.screens.report import ReportScreen, StoppedError
from audit_tui.tui.talk import _, language

if TYPE_CHECKING:
    from audit_tui.rules.insights import Selection

_TELL_EVERY = 0.1


class NetworkReportScreen(ReportScreen):
    """One network report, from reading to opening."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("report")]

    def __init__(self, selection: Selection, as_of: str) -> None:
        super().__init__("")
        self._selection, self._as_of = selection, as_of
        self._stop = False
        self._told = 0.0

    def _offered(self) -> list[actions.Action]:
        return [action for action in super()._offered() if action.name != "variant"]

    def do_variant(self) -> None:
        self._say(_("A network report has one form."))

    def _make(self) -> Path:
        from audit_tui.reports.publish_network import publish_network

        return publish_network(
            self.host.store,
            self.host.clock,
            self._selection,
            as_of=self._as_of,
            language=language(),
            progress=self._progress,
        ).path

    def _progress(self, what: str, done: int, total: int) -> None:
        if self._stop:
            raise StoppedError
        now = time.monotonic()
        if now - self._told < _TELL_EVERY:
            return
        self._told = now
        said = {
            "reading": _("Reading audits: {done} of {total}. Esc breaks it off."),
            "drawing": _("Drawing: {done} of {total}. Esc breaks it off."),
        }[what]
        with contextlib.suppress(RuntimeError):
            self.app.call_from_thread(self._tell, said.format(done=f"{done:,}", total=f"{total:,}"))

    def _tell(self, words: str) -> None:
        if self.is_attached and self._path is None:
            self._say(words)

    def on_unmount(self) -> None:
        self._stop = True
