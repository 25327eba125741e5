"""What the parts of a restore share: the backup, the workspace, what was done, and what is worth telling."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from audit_tui.clock import Clock
from audit_tui.settings import MARKER, Settings, render_settings
from audit_tui.store.archive import Archive, Kind, Member, Progress
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import Note
from audit_tui.store.catalogue import Row
from audit_tui.store.workspace import Workspace

Outcome = Literal["restored", "continued", "repaired", "same", "kept", "aside", "busy"]
"""restored: it was not here · continued: the one here was a part of it · repaired: the one here was damaged ·
same · kept: the one here goes further · aside: the two went apart, or it does not hold, so it lies in quarantine ·
busy: open elsewhere, left as it is."""


@dataclass(frozen=True, slots=True)
class RestoredAudit:
    """What became of one audit of the backup."""

    id: str
    number: str
    outcome: Outcome
    file: Path | None
    """Where the restored file lies, None where none was written."""
    why: str = ""


@dataclass(slots=True)
class Restored:
    """How a restore ended."""

    audits: list[RestoredAudit] = field(default_factory=list)
    blobs: int = 0
    """Photos and files that were written."""
    files: list[Path] = field(default_factory=list)
    """Checklists, logo and settings that were written."""
    added: dict[str, int] = field(default_factory=dict)
    """Table of registry or actions → documents that were added or brought up to date."""
    notes: list[Note] = field(default_factory=list)

    def of(self, outcome: Outcome) -> list[RestoredAudit]:
        """The audits that ended so."""
        return [audit for audit in self.audits if audit.outcome == outcome]


class Restoring:
    """One restore on its way."""

    def __init__(
        self, archive: Archive, workspace: Workspace, clock: Clock, progress: Progress | None
    ) -> None:
        self.result = Restored()
        self.archive = archive
        self.workspace = workspace
        self.clock = clock
        self.store = AuditStore(workspace, clock)
        self.rows: dict[str, list[Row]] = {}
        """The audits that were here before, by id."""
        for row in self.store.rows():
            self.rows.setdefault(row.id, []).append(row)
        self._progress = progress
        self._total = sum(member.size for member in archive.manifest.members)
        self._done = 0

    @property
    def is_untouched(self) -> bool:
        """Whether the settings are those of a new workspace, so that nobody misses them."""
        marker = self.workspace.base / MARKER
        try:
            return not marker.exists() or marker.read_bytes() == render_settings(Settings()).encode()
        except OSError:
            return False

    def of(self, kind: Kind) -> list[Member]:
        """The members of a kind."""
        return [member for member in self.archive.manifest.members if member.kind == kind]

    def read(self, member: Member) -> bytes:
        """The bytes of a member, counted as done."""
        self.step(member.size)
        return self.archive.read(member)

    def target(self, member: Member) -> Path:
        """Where a member of the data folder belongs."""
        return self.workspace.data / member.name.removeprefix("data/")

    def step(self, size: int) -> None:
        """So many bytes more are done."""
        self._done += size
        if self._progress is not None:
            self._progress("restore", min(self._done, self._total), self._total)

    def note(self, code: str, message: str) -> None:
        """Something that the person should know."""
        self.result.notes.append(Note(code, message))
