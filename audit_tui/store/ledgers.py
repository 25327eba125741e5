"""The lists that all audits share beside the registry: where each lies, and what in it may name a person.

Backup, restore and privacy go through this table, so a list that stands in it is covered by all of them. Entries
have an `id` and `changed`, the UTC milliseconds of their last change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from audit_tui.i18n import later
from audit_tui.store.workspace import Workspace

LedgerName = Literal["actions", "feedback", "surveys", "plan"]
GONE: Final = "Erased"
"""Stands where a text had to go and something must stand."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One list: a TinyDB file in the data folder with one table, both of this name."""

    name: LedgerName
    entry: str
    """What one entry is called: "an action"."""
    speaking: Mapping[str, str]
    """Field that may name a person → what stands there after an erasure."""

    def path(self, workspace: Workspace) -> Path:
        return workspace.data / f"{self.name}.json"

    def lock(self, workspace: Workspace) -> Path:
        return workspace.locks / f"{self.name}.lock"


ACTIONS: Final = Ledger("actions", later("an action"), {"owner": "", "what": GONE, "verify": ""})
FEEDBACK: Final = Ledger("feedback", later("a field note"), {"text": GONE})
SURVEYS: Final = Ledger("surveys", later("a survey response"), {"comment": ""})
PLAN: Final = Ledger("plan", later("an entry of the plan"), {"title": GONE, "scenario": ""})
LEDGERS: Final = (ACTIONS, FEEDBACK, SURVEYS, PLAN)


def called(entry: Mapping[str, Any]) -> str:
    """How an entry is called to a person: by the number of its audit, else by its site."""
    return str(entry.get("number") or entry.get("site") or "")
