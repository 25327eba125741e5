"""What every part of the linear mode works with: the workspace, its audits, the clock, and the voice."""

from __future__ import annotations

from dataclasses import dataclass

from audit_tui.clock import Clock
from audit_tui.linear.voice import Voice
from audit_tui.store.audits import AuditStore
from audit_tui.store.preferences import PreferenceFile
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.talk import language


@dataclass(frozen=True, slots=True)
class Here:
    """One run of the linear mode over one workspace."""

    workspace: Workspace
    clock: Clock
    voice: Voice
    store: AuditStore
    registry: Registry
    liked: PreferenceFile
    run: str
    """Names this run of the program in the record."""

    @property
    def report_language(self) -> str:
        """The language of reports: the one that was chosen, else that of what is said here."""
        return self.liked.read().report_language or language()
