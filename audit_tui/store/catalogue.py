"""The catalogue: one row for every audit, so that lists need not open audits. A cache, rebuilt at will.

It compares itself with the folders whenever it is read and takes in what is new, changed or gone; deleting
its file costs time, never an audit. It holds no name that a list may not show.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from audit_tui.errors import AuditError
from audit_tui.i18n import _
from audit_tui.store.auditfile import read_place, read_tables
from audit_tui.store.disk import exclusive, read_bytes, sweep, write_atomic
from audit_tui.store.replay import JournalDamagedError
from audit_tui.store.tables import LIMIT, Tables, dump_tables, parse_tables
from audit_tui.store.workspace import Workspace

_VERSION: Final = 2
RowStatus = Literal["draft", "finished", "abandoned", "damaged"]


class Row(NamedTuple):
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
    """Why a damaged file cannot be read, or a draft only in part; empty for others."""
    path: str
    stamp: tuple[int, ...]
    """Time, size and inode of the file (and of journal and place beside a draft) when the row was made."""


_FIELDS: Final = frozenset(Row._fields)
_LISTS: Final = ("checklists", "sections", "stamp")
_REPEATED: Final = ("status", "kind", "site_id", "site_name", "auditor", "visit_date")
"""Columns in which the same few texts stand again and again; each is kept once."""


class Catalogue:
    """The rows of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rows: dict[str, Row] | None = None

    def rows(self) -> dict[str, Row]:
        """All rows by relative path, true to the folders at this moment."""
        with uncollected():
            return self._compare()

    def _compare(self) -> dict[str, Row]:
        known = self._load() if self._rows is None else self._rows
        rows: dict[str, Row] = {}
        for relative, stamp in self._scan():
            row = known.get(relative)
            if row is None or row.stamp != stamp:
                row = self._read(self._workspace.data / relative, relative, stamp)
            rows[relative] = row
        if rows != known:
            self._save(rows)
        self._rows = rows
        return rows

    def _load(self) -> dict[str, Row]:
        path = self._workspace.catalogue
        if not path.exists():
            return {}
        try:
            tables = parse_tables(read_bytes(path, limit=LIMIT), path)
        except AuditError:
            return {}
        columns = tables.get("columns", {}).get("1", {})
        if tables.get("meta", {}).get("1", {}).get("version") != _VERSION or columns.keys() != _FIELDS:
            return {}
        for name in _LISTS:
            columns[name] = map(tuple, columns[name])
        for name in _REPEATED:
            known: dict[Any, Any] = {}
            columns[name] = [known.setdefault(value, value) for value in columns[name]]
        rows = map(Row._make, zip(*(columns[name] for name in Row._fields), strict=True))
        return {row.path: row for row in rows}

    def _save(self, rows: dict[str, Row]) -> None:
        """Keep the rows; where that fails they are simply made again next time."""
        path = self._workspace.catalogue
        if not self._workspace.data.is_dir():
            return
        tables = {
            "meta": {"1": {"version": _VERSION}},
            # By column: thousands of rows are read several times faster so.
            "columns": {
                "1": dict(
                    zip(Row._fields, [*zip(*rows.values(), strict=True)] or [()] * len(_FIELDS), strict=True)
                )
            },
        }
        lock = self._workspace.locks / "catalogue.lock"
        with contextlib.suppress(AuditError, OSError), exclusive(lock):
            sweep(path)
            write_atomic(path, dump_tables(tables))

    def _scan(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every audit's file, relative to the data folder, with its stamp.

        With thousands of files this is most of what a list costs: no paths are built, each folder is read once.
        """
        workspace = self._workspace
        drafts = {entry.name: entry for entry in _entries(workspace.drafts)}
        for name, entry in drafts.items():
            if _is_audit(name):
                with contextlib.suppress(OSError):
                    beside = (drafts.get(name[:-5] + ending) for ending in (".place", ".journal"))
                    stamps = [_stamp(each.stat()) for each in (entry, *beside) if each is not None]
                    yield f"{workspace.drafts.name}/{name}", sum(stamps, ())
        top = workspace.finished.name
        for year in _entries(workspace.finished):
            for month in _entries(year.path) if year.is_dir() else ():
                if month.is_dir():
                    folder = f"{top}/{year.name}/{month.name}/"
                    for entry in _entries(month.path):
                        if _is_audit(entry.name):
                            with contextlib.suppress(OSError):
                                yield folder + entry.name, _stamp(entry.stat())

    def _read(self, file: Path, relative: str, stamp: tuple[int, ...]) -> Row:
        try:
            try:
                tables, fault = read_tables(file, seal=False), ""
            except JournalDamagedError as error:
                tables, fault = error.replay.tables, error.what
            return _row(file, tables, relative, stamp, fault)
        except AuditError as error:
            fault = error.what
        except (KeyError, TypeError, ValueError, AttributeError):
            fault = _("The file does not hold what an audit holds.")
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


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_audit(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Thousands of rows are made, none of them garbage: looking for it among them takes as long again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    return found.st_mtime_ns, found.st_size, found.st_ino


def _row(file: Path, tables: Tables, relative: str, stamp: tuple[int, ...], fault: str) -> Row:
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
        fault=fault,
        path=relative,
        stamp=stamp,
    )
