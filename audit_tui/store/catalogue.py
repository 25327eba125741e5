"""The catalogue: one row for every audit, so that lists need not open audits. A cache, rebuilt at will.

It compares itself with the folders whenever it is read and takes in what is new, changed or gone; deleting
its file costs time, never an audit. It holds no name that a list may not show.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal

from audit_tui.errors import AuditError
from audit_tui.store.atomic import AtomicStorage, Tables, transaction
from audit_tui.store.auditfile import place_file, read_place, read_tables
from audit_tui.store.workspace import Workspace

_VERSION: Final = 1
RowStatus = Literal["draft", "finished", "abandoned", "damaged"]


@dataclass(frozen=True, slots=True)
class Row:
    """What lists show of an audit. Times are UTC milliseconds; `path` is relative to the data folder."""

    id: str
    number: str
    status: RowStatus
    kind: str
    site_id: str
    site_name: str
    auditor: str
    """The alias on a mystery visit, the name (or the alias) on others."""
    checklists: tuple[str, ...]
    visit_date: str
    """Local date of the visit as YYYY-MM-DD, empty where it is not known yet."""
    created: int
    changed: int
    answered: int
    total: int
    percent: str | None
    passed: bool | None
    critical: int
    """Failed critical questions."""
    sections: tuple[dict[str, Any], ...]
    """`{id: "phone/greeting", percent: "87.5"}` each, for trends."""
    demo: bool
    fault: str
    """Why a damaged file cannot be read; empty for others."""
    path: str
    stamp: tuple[int, ...]
    """Time, size and inode of the file (and of the place beside a draft) when the row was made."""


_FIELDS: Final = frozenset(field.name for field in fields(Row))


def _document(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FIELDS}


class Catalogue:
    """The rows of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rows: dict[str, Row] | None = None
        self._readable = True

    def rows(self) -> dict[str, Row]:
        """All rows by relative path, true to the folders at this moment."""
        known = self._load() if self._rows is None else self._rows
        rows: dict[str, Row] = {}
        for file, stamp in self._scan():
            relative = file.relative_to(self._workspace.data).as_posix()
            row = known.get(relative)
            if row is None or row.stamp != stamp:
                row = self._read(file, relative, stamp)
            rows[relative] = row
        if rows != known:
            self._save(rows)
        self._rows = rows
        return rows

    def _load(self) -> dict[str, Row]:
        try:
            tables = AtomicStorage(self._workspace.catalogue).read() or {}
        except AuditError:
            self._readable = False
            return {}
        if tables.get("meta", {}).get("1", {}).get("version") != _VERSION:
            return {}
        rows: dict[str, Row] = {}
        for raw in tables.get("rows", {}).values():
            if raw.keys() != _FIELDS:
                return {}
            for name in ("checklists", "sections", "stamp"):
                raw[name] = tuple(raw[name])
            rows[raw["path"]] = Row(**raw)
        return rows

    def _save(self, rows: dict[str, Row]) -> None:
        """Keep the rows; where that fails they are simply made again next time."""
        path = self._workspace.catalogue
        if not self._workspace.data.is_dir():
            return
        tables = {
            "meta": {"1": {"version": _VERSION}},
            "rows": {str(number): _document(row) for number, row in enumerate(rows.values(), 1)},
        }
        lock = self._workspace.locks / "catalogue.lock"
        with contextlib.suppress(AuditError, OSError):
            if path.exists() and not self._readable:
                path.unlink()
            with transaction(path, lock) as database:
                database.storage.write(tables)

    def _scan(self) -> Iterator[tuple[Path, tuple[int, ...]]]:
        folders = [self._workspace.drafts]
        for year in _entries(self._workspace.finished):
            if year.is_dir():
                folders.extend(Path(month.path) for month in _entries(Path(year.path)) if month.is_dir())
        for folder in folders:
            for entry in _entries(folder):
                if entry.name.endswith(".json") and not entry.name.startswith("."):
                    file = Path(entry.path)
                    with contextlib.suppress(OSError):
                        yield file, _stamp(entry.stat()) + self._beside(file)

    def _beside(self, file: Path) -> tuple[int, ...]:
        if file.parent == self._workspace.drafts:
            with contextlib.suppress(OSError):
                return _stamp(place_file(file).stat())
        return ()

    def _read(self, file: Path, relative: str, stamp: tuple[int, ...]) -> Row:
        try:
            tables = read_tables(file)
            return _row(file, tables, relative, stamp)
        except AuditError as error:
            fault = error.what
        except (KeyError, TypeError, ValueError, AttributeError):
            fault = "The file does not hold what an audit holds."
        return Row(
            id=file.stem.upper(),
            number="",
            status="damaged",
            kind="mystery",
            site_id="",
            site_name="",
            auditor="",
            checklists=(),
            visit_date="",
            created=0,
            changed=stamp[0] // 1_000_000,
            answered=0,
            total=0,
            percent=None,
            passed=None,
            critical=0,
            sections=(),
            demo=False,
            fault=fault,
            path=relative,
            stamp=stamp,
        )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    return found.st_mtime_ns, found.st_size, found.st_ino


def _row(file: Path, tables: Tables, relative: str, stamp: tuple[int, ...]) -> Row:
    audit = tables["audit"]["1"]
    facts, site = audit["facts"], audit["facts"].get("site") or audit["site"]
    status: RowStatus = audit["status"]
    summary = (read_place(file, tables).summary if status == "draft" else audit.get("summary")) or {}
    alias, name = str(facts.get("alias") or ""), str(facts.get("auditor") or "")
    critical = summary.get("critical") or 0
    return Row(
        id=str(audit["id"]),
        number=str(audit["number"]),
        status=status,
        kind=str(audit["kind"]),
        site_id=str(site["id"]),
        site_name=str(site["name"]),
        auditor=alias if audit["kind"] == "mystery" else name or alias,
        checklists=tuple(str(each["id"]) for each in audit["checklists"]),
        visit_date=str(facts.get("visit_start") or "")[:10],
        created=int(audit["created_at"]),
        changed=int(audit["changed_at"]),
        answered=int(summary.get("answered") or 0),
        total=int(summary.get("total") or 0),
        percent=None if summary.get("percent") is None else str(summary["percent"]),
        passed=summary.get("passed"),
        critical=int(critical),
        sections=tuple(summary.get("sections") or ()),
        demo=bool(audit["demo"]),
        fault="",
        path=relative,
        stamp=stamp,
    )
