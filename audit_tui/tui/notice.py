"""The line at home that tells what is due for erasure. Counted in the background; a click leads to the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import events, work
from textual.content import Content
from textual.widgets import Static

from audit_tui.errors import AuditError
from audit_tui.tui import actions
from audit_tui.tui.talk import _, plural

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row
    from audit_tui.tui.app import AuditApp


class Notice(Static):
    """Hidden while nothing is due."""

    DEFAULT_CSS = "Notice { display: none; height: 1; padding: 0 2; color: $warning; text-wrap: nowrap; }"

    def look(self, rows: Sequence[Row]) -> None:
        """Count anew over these audits; without periods in the settings there is nothing to count."""
        host = cast("AuditApp", self.app)
        if host.workspace.settings.retention.periods:
            self._count(host, list(rows))
        else:
            self.display = False

    @work(thread=True, exclusive=True)
    def _count(self, host: AuditApp, rows: list[Row]) -> None:
        from audit_tui.store.due import due
        from audit_tui.store.privacy import Privacy

        workspace = host.workspace
        try:
            found, _unread = due(Privacy(workspace, host.clock), host.clock, rows=rows, known=host.erasable)
        except AuditError:
            # What cannot be read is told by the store screen; here it would only be in the way.
            found = []
        values, audits = sum(one.values for one in found), len({one.audit for one in found})
        held = sum(1 for one in found if one.held)
        if workspace is host.workspace:
            host.call_from_thread(self._told, values, audits, held == len(found))

    def _told(self, values: int, audits: int, held: bool) -> None:
        self.display = bool(values)
        words = plural("! {count} value is due for erasure", "! {count} values are due for erasure", values)
        where = plural("in {count} audit", "in {count} audits", audits)
        tail = _("all held") if held else _("{key} shows them").format(key=actions.key("home.store"))
        self.update(Content(f"{words} {where} · {tail}"))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        from audit_tui.tui.screens.privacy import PrivacyScreen

        self.app.push_screen(PrivacyScreen())
