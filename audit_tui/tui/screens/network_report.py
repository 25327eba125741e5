"""Writes the report over many audits, with progress; Esc breaks it off, and then nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from audit_tui.tui import actions
from audit_tui.tui.screens.report import ReportScreen
from audit_tui.tui.talk import _, language
from audit_tui.tui.working import Work

if TYPE_CHECKING:
    from audit_tui.rules.insights import Selection


class NetworkReportScreen(ReportScreen):
    """One network report, from reading to opening."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("report")]

    def __init__(self, selection: Selection, as_of: str) -> None:
        super().__init__("")
        self._selection, self._as_of = selection, as_of

    def _offered(self) -> tuple[actions.Action, ...]:
        return tuple(action for action in super()._offered() if action.name != "variant")

    def do_variant(self) -> None:
        self._say(_("A network report has one form."))

    def _make(self, work: Work) -> Path:
        from audit_tui.reports.publish_network import publish_network

        said = {
            "reading": _("Reading audits: {done} of {total}. Esc breaks it off."),
            "drawing": _("Drawing: {done} of {total}. Esc breaks it off."),
        }
        return publish_network(
            self.host.store,
            self.host.clock,
            self._selection,
            as_of=self._as_of,
            language=language(),
            progress=lambda what, done, total: work.told(said[what], done, total),
        ).path
