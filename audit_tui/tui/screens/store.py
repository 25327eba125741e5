"""The store at a glance: what is wrong and what to do, and the ways to quarantine, erasures and backups.

It says what `audit-tui doctor` says. Looking takes a moment with many audits, so it is done in the background.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import work
from textual.binding import BindingType

from audit_tui.errors import AuditError
from audit_tui.phrases.encryption import stage_words
from audit_tui.phrases.health import fact_name, fact_words
from audit_tui.tui import actions
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _, later, plural
from audit_tui.tui.widgets.lines import Line, Lines, fit

if TYPE_CHECKING:
    from audit_tui.store.health import Diagnosis
    from audit_tui.store.survey import Remark

_AREAS = ("quarantine", "privacy", "backups", "encryption")


class StoreScreen(ListScreen):
    """The store of the workspace."""

    SCOPE = "store"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("store")]

    def __init__(self) -> None:
        super().__init__()
        self._remarks: dict[str, tuple[str, str]] = {}
        self._rights = dict.fromkeys(_AREAS, "")

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.call_after_refresh(self.do_refresh)

    def do_refresh(self) -> None:
        if self.is_attached:
            self.entitle(f"{_('Store')} · {self.host.workspace.settings.organisation or _('audits')}")
            self.head(_("Looking at everything…"))
            if not self._remarks:
                self.fill(list(self._areas()))
            self._look()

    @work(thread=True, exclusive=True)
    def _look(self) -> None:
        from audit_tui.store.due import due
        from audit_tui.store.health import diagnose
        from audit_tui.store.privacy import Privacy
        from audit_tui.store.quarantine import Quarantine

        workspace, clock = self.host.workspace, self.host.clock
        seen: Diagnosis | AuditError
        rights = dict.fromkeys(_AREAS, "")
        try:
            seen = diagnose(workspace, clock, os.environ)
            here = len(Quarantine(workspace, clock).all())
            rights["quarantine"] = plural("{count} thing", "{count} things", here) if here else _("empty")
            privacy = Privacy(workspace, clock)
            found, _unread = due(privacy, clock, known=self.host.erasable)
            holds = len(privacy.holds.all())
            parts = [plural("{count} value due", "{count} values due", sum(one.values for one in found))]
            if holds:
                parts.append(plural("{count} audit held", "{count} audits held", holds))
            rights["privacy"] = " · ".join(parts)
            rights["backups"] = self._age()
            rights["encryption"] = stage_words(workspace.vault.stage)
        except AuditError as error:
            seen = error
        self.app.call_from_thread(self._seen, seen, rights)

    def _age(self) -> str:
        from audit_tui.store.survey import last_backup

        last = last_backup(self.host.workspace)
        if last is None:
            return _("none made yet")
        return age_words((self.host.clock.wall() - last.made) // 86_400_000)

    def _seen(self, seen: Diagnosis | AuditError, rights: dict[str, str]) -> None:
        if not self.is_attached:
            return
        self._rights = rights
        if isinstance(seen, AuditError):
            self.head(_("Not everything could be looked at."))
            self.fill(list(self._areas()))
            self.say(str(seen), "bad")
            return
        wrong = plural("{count} thing is wrong.", "{count} things are wrong.", len(seen.findings))
        self.head(wrong if seen.findings else _("All is well."))
        self._remarks = {}
        rows = list(self._areas())
        rows += self._remarked(_("What is wrong"), seen.findings, "bad")
        rows += self._remarked(_("Good to know"), seen.notes, "")
        for name, facts in seen.facts.items():
            rows.append(head(_(_GROUPS.get(name, name))))
            rows += self._facts(name, facts)
        self.fill(rows)

    def _areas(self) -> Iterator[Line]:
        for name in _AREAS:
            label = {
                "quarantine": _("Quarantine"),
                "privacy": _("Erasures and holds"),
                "backups": _("Backups"),
                "encryption": _("Encryption"),
            }
            key = actions.key(f"store.{name}")
            yield Line(f"+{name}", f"{key}  {label[name]}", self._rights[name])

    def _remarked(self, title: str, remarks: Sequence[Remark], tone: str) -> Iterator[Line]:
        if remarks:
            yield head(title, str(len(remarks)))
        sign = "! " if tone else ""
        for at, remark in enumerate(remarks):
            key = f"{title}{at}"
            self._remarks[key] = (title, f"{remark.message}\n\n{remark.next_step}")
            yield Line(key, f"{sign}{self._short(remark.message)}", "", tone)
            yield Line(None, f"   {self._short(remark.next_step)}", "", "dim")

    def _short(self, words: str) -> str:
        """The words with paths from the workspace on; Enter shows them whole."""
        return words.replace(f"{self.host.workspace.base}{os.sep}", "")

    def _facts(self, group: str, facts: dict[str, Any]) -> Iterator[Line]:
        for name, value in facts.items():
            shown = fact_words(name, value)
            key = f"{group}.{name}"
            label = fact_name(name)
            self._remarks[key] = (label, shown)
            yield Line(key, f"{fit(label, max(20, cell_len(label)))} {shown}", "", "dim")

    # -- doing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if event.key.startswith("+"):
            self.invoke(event.key[1:])
            return
        title, text = self._remarks[event.key]
        self.app.push_screen(ConfirmScreen(title, text, [("back", _("Back"))]))

    def do_quarantine(self) -> None:
        from audit_tui.tui.screens.quarantine import QuarantineScreen

        self.app.push_screen(QuarantineScreen())

    def do_privacy(self) -> None:
        from audit_tui.tui.screens.privacy import PrivacyScreen

        self.app.push_screen(PrivacyScreen())

    def do_encryption(self) -> None:
        from audit_tui.tui.screens.encryption import EncryptionScreen

        self.app.push_screen(EncryptionScreen())

    def do_backups(self) -> None:
        from audit_tui.tui.screens.backups import BackupsScreen

        self.app.push_screen(BackupsScreen())


_GROUPS = {
    "program": later("The program"),
    "places": later("Where everything lies"),
    "contents": later("What is there"),
    "encryption": later("Encryption"),
}


def age_words(days: int) -> str:
    """How long ago, in days."""
    return plural("{count} day ago", "{count} days ago", days) if days > 0 else _("today")
