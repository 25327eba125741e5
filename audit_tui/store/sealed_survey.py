"""Counting what lies encrypted in a workspace and what lies plain. Reads, needs no key, changes nothing."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from audit_tui.errors import AuditError
from audit_tui.model.event import StoredValue
from audit_tui.rules.record import is_personal
from audit_tui.store import traces
from audit_tui.store.blobs import stored
from audit_tui.store.encrypting import SHARED, is_copy
from audit_tui.store.halftyped import half_typed_files
from audit_tui.store.reading import read_tables
from audit_tui.store.replay import JournalDamagedError
from audit_tui.store.sealedfields import FIELDS
from audit_tui.store.sealedfile import is_sealed
from audit_tui.store.shared import read_table
from audit_tui.store.tables import Tables
from audit_tui.store.vault import Vault, is_sealed_text
from audit_tui.store.workspace import Workspace


def _zeros() -> dict[str, int]:
    return {"values": 0, "entries": 0, "files": 0, "copies": 0, "typed": 0}


@dataclass(slots=True)
class Lying:
    """How many things of a kind lie encrypted, and how many plain that would be encrypted."""

    sealed: dict[str, int] = field(default_factory=_zeros)
    plain: dict[str, int] = field(default_factory=_zeros)

    def count(self, kind: str, *, sealed: bool) -> None:
        (self.sealed if sealed else self.plain)[kind] += 1

    def astray(self, vault: Vault) -> int:
        """How many things lie otherwise than the workspace wants it."""
        return sum((self.plain if vault.seals else self.sealed).values())


def survey_sealed(workspace: Workspace) -> Lying:
    """Count values of audits, entries of shared lists, photos and files, copies in quarantine, half typed texts.

    A damaged file counts as far as it can be read.
    """
    found = Lying()
    for folder in (workspace.drafts, workspace.finished):
        for path in traces.files(folder):
            if path.suffix == ".json" and not path.name.startswith("."):
                with contextlib.suppress(AuditError):
                    _values(found, _readable(path))
    for name in SHARED:
        for table, fields in FIELDS.items():
            with contextlib.suppress(AuditError):
                for entry in read_table(workspace.data / f"{name}.json", table):
                    texts = [entry[one] for one in fields if entry.get(one)]
                    if texts:
                        found.count("entries", sealed=all(map(is_sealed_text, texts)))
    for _, path in stored(workspace.blobs):
        found.count("files", sealed=is_sealed(path))
    for path in half_typed_files(workspace):
        found.count("typed", sealed=is_sealed(path))
    for path in traces.files(workspace.quarantine):
        if is_sealed(path):
            found.count("copies", sealed=True)
        elif is_copy(path) and path.suffix == ".json":
            with contextlib.suppress(AuditError):
                inside = Lying()
                _values(inside, _readable(path))
                if any(inside.sealed.values()) or any(inside.plain.values()):
                    found.count("copies", sealed=not any(inside.plain.values()))
    return found


def _readable(path: Path) -> Tables:
    """The tables of an audit as far as its journal holds. InputError where nothing does."""
    try:
        return read_tables(path, seal=False)
    except JournalDamagedError as error:
        return error.replay.tables


def _values(found: Lying, tables: Tables) -> None:
    for raw in tables.get("values", {}).values():
        if "sealed" in raw:
            found.count("values", sealed=True)
            continue
        with contextlib.suppress(ValidationError):
            if is_personal(StoredValue.model_validate(raw)):
                found.count("values", sealed=False)
