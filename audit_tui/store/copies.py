"""The backups that were made here, and whether they still hold what was erased since. Reads and changes nothing.

A backup is never changed, so what is erased from a workspace stays in every older one. Names of erased people
are not told: nobody here knows them any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit_tui.clock import Clock
from audit_tui.errors import AuditError, InputError
from audit_tui.i18n import _
from audit_tui.store.archive import Archive
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import Kept, known_backups
from audit_tui.store.reading import read_tables
from audit_tui.store.shared import read_table
from audit_tui.store.tables import parse_tables
from audit_tui.store.workspace import Workspace

_ERASED = b'"op":"erased"'


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup, and what of it was erased here since it was made."""

    kept: Kept
    there: bool
    """Whether the file is where it was written."""
    people: int = 0
    """People in it that the registry here does not hold any more."""
    audits: tuple[str, ...] = ()
    """Numbers of the audits in it of which values were erased here later."""
    fault: str = ""
    """Why nobody knows what it holds; empty where that is known."""

    @property
    def holds_erased(self) -> bool:
        return bool(self.people or self.audits)


def copies(workspace: Workspace, clock: Clock) -> list[Copy]:
    """The backups made of this workspace on this machine, the last one first.

    Raises AuditError where the list of them or the registry cannot be read.
    """
    made = known_backups(workspace)
    if not made:
        return []
    people = {str(raw.get("id")) for raw in read_table(workspace.registry, "people")}
    erased = dict(_erased(workspace, clock))
    return [_copy(kept, people, erased) for kept in made]


def _erased(workspace: Workspace, clock: Clock) -> Iterator[tuple[str, tuple[str, int]]]:
    """Audits of which something was erased: their number and when that was last done, by their id."""
    for row in AuditStore(workspace, clock).rows():
        path = workspace.data / row.path
        files = (path, path.with_suffix(".journal"))
        try:
            if not any(file.exists() and _ERASED in file.read_bytes() for file in files):
                continue
            record, _rest = load(path, read_tables(path), workspace.vault)
        except (AuditError, OSError):
            continue
        last = max((event.wall for event in record.events if event.op == "erased"), default=0)
        yield row.id, (row.number, last)


def _copy(kept: Kept, people: set[str], erased: dict[str, tuple[str, int]]) -> Copy:
    path = Path(kept.file)
    if not path.is_file():
        return Copy(kept, there=False, fault=_("It is not where it was written."))
    try:
        with path.open("rb") as stream, Archive(stream, kept.file) as archive:
            member = archive.members.get("data/registry.json")
            tables = parse_tables(archive.read(member), path) if member is not None else {}
            theirs = {str(raw.get("id")) for raw in tables.get("people", {}).values()}
            inside = {each.audit for each in archive.manifest.members if each.audit}
    except InputError as error:
        return Copy(kept, there=True, fault=error.what)
    except OSError as error:
        return Copy(
            kept, there=True, fault=_("It cannot be read: {reason}.").format(reason=error.strerror or error)
        )
    gone = sorted(number for audit, (number, wall) in erased.items() if audit in inside and wall > kept.made)
    return Copy(kept, there=True, people=len(theirs - people), audits=tuple(gone))
