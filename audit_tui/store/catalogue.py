"""The catalogue: one row for every audit, so that lists need not open audits. A cache, rebuilt at will.

It compares itself with the folders whenever it is read and takes in what is new, changed or gone; deleting
its file costs time, never an audit. It holds no name that a list may not show.
"""

from __future__ import annotations

import contextlib
import gc
import os
import time
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import orjson

from audit_tui.errors import AuditError
from audit_tui.i18n import _
from audit_tui.model.review import AppealState, ReviewState
from audit_tui.store.disk import exclusive, read_bytes, sweep, write_cache
from audit_tui.store.reading import read_place, read_tables, read_what_lists_show
from audit_tui.store.replay import JournalDamagedError
from audit_tui.store.tables import LIMIT, Tables, dump_tables, parse_tables
from audit_tui.store.vault import LOCKED, Vault
from audit_tui.store.workspace import Workspace

_VERSION: Final = 5
_SETTLED: Final = 3_000_000_000
"""Nanoseconds after which the time of a folder is trusted: file systems count it in steps of up to two seconds."""
_MANY_DRAFTS: Final = 1000
"""From so many on it is faster to sort everything than to put each draft in its place."""

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
    demo: bool
    fault: str
    """Why a damaged file cannot be read, or a draft only in part; empty for others."""
    path: str
    stamp: str
    """Time, size and inode of the file (and of journal and place beside a draft) when the row was made; empty for
    a damaged one, which is read anew each time."""
    aborted: bool = False
    """Whether the visit was broken off, so that there is no score."""
    review: ReviewState = ""
    """How far its review is; empty where nothing followed its end but perhaps an appeal."""
    appeal: AppealState = ""
    edition: int = 1

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something about a finished audit: correct it, or decide an appeal."""
        return self.status == "finished" and (self.review == "returned" or self.appeal == "open")


_LAST_CHANGED: Final = attrgetter("changed", "id")
_ROW: Final = partial(tuple.__new__, Row)
_NAMES: Final = "catalogue:1:auditor"


Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


class Catalogue:
    """The rows of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._loaded = False
        # Ended audits, the last changed last, and the folders in which they lie with the stamp of each.
        self._ended: list[Row] = []
        self._folders: dict[str, str] = {}
        self._progress: Progress | None = None
        self._read_so_far, self._to_read = 0, 0
        self.drafts: list[Row] = []
        """The rows of the folder of drafts, in no order."""

    def rows(self, *, thorough: bool = False, progress: Progress | None = None) -> list[Row]:
        """All rows, the last changed first, true to the folders at this moment.

        `progress` is told how many files of how many had to be looked into; what it raises breaks it off, and the
        next time begins where this one did.

        Drafts are looked at one by one. Of the finished audits of a month, which are never changed but by putting
        another file in their place, only those are whose folder has changed; `thorough` looks at each file.
        """
        with uncollected():
            before = self._folders
            self._read_so_far, self._to_read, self._progress = 0, 0, progress
            try:
                self._compare(thorough=thorough)
            except BaseException:
                self._folders = before
                raise
            if len(self.drafts) > _MANY_DRAFTS:
                rows = sorted([*self._ended, *self.drafts], key=_LAST_CHANGED)
            else:
                rows = list(self._ended)
                for row in self.drafts:
                    insort(rows, row, key=_LAST_CHANGED)
            rows.reverse()
            return rows

    def doubled(self, rows: Iterable[Row]) -> dict[str, Row]:
        """Audits whose draft lies beside their ended file, by id, with the row of that file.

        One of the two is out of use; `AuditStore.rows` tells which, and clears it away.
        """
        ids = {row.id for row in self.drafts}
        if not ids:
            return {}
        drafts = f"{self._workspace.drafts.name}/"
        return {
            row.id: row
            for row in rows
            if row.id in ids and row.status in ("finished", "abandoned") and not row.path.startswith(drafts)
        }

    def _compare(self, *, thorough: bool) -> None:
        if not self._loaded:
            self._load()
        now, before, drafts = time.time_ns(), self._folders, self.drafts
        self._folders = {folder: _folder_stamp(path, now) for folder, path in self._months()}
        stale = {
            folder
            for folder, stamp in self._folders.items()
            if thorough or not stamp or stamp != before.get(folder)
        }
        changed = self._look(stale, before.keys() - self._folders.keys())
        self.drafts = list(self._look_at_drafts({row.path: row for row in drafts}))
        if changed or self.drafts != drafts or self._folders != before or not self._loaded:
            self._save()
        self._loaded = True

    def _look(self, stale: set[str], gone: Iterable[str]) -> bool:
        """Bring up the rows of these folders of ended audits; whether any row changed."""
        concerned = stale.union(gone)
        if not concerned:
            return False
        if self._progress is not None:
            folders = (_entries(self._workspace.data / folder) for folder in stale)
            self._to_read = sum(len(entries) for entries in folders if entries)
        known = {row.path: row for row in self._ended if row.path.rpartition("/")[0] in concerned}
        found = {row.path: row for folder in stale for row in self._look_into(folder, known)}
        if found == known:
            return False
        kept = (row for row in self._ended if row.path not in known)
        self._ended = sorted([*kept, *found.values()], key=_LAST_CHANGED)
        return True

    def _look_into(self, folder: str, known: Mapping[str, Row]) -> Iterator[Row]:
        entries = _entries(self._workspace.data / folder)
        if entries is None:
            self._folders[folder] = ""
        for entry in entries or ():
            if not _is_audit(entry.name):
                continue
            relative = f"{folder}/{entry.name}"
            try:
                stamp = _stamp(entry.stat())
            except OSError:
                self._folders[folder] = ""
                continue
            row = known.get(relative)
            if row is None or row.stamp != stamp:
                row = self._read(entry.path, relative, stamp)
            if row.status == "damaged":
                # It may only be unreadable for the moment.
                self._folders[folder] = ""
            yield row

    def _look_at_drafts(self, known: Mapping[str, Row]) -> Iterator[Row]:
        drafts = {entry.name: entry for entry in _entries(self._workspace.drafts) or ()}
        for name, entry in drafts.items():
            if _is_audit(name):
                with contextlib.suppress(OSError):
                    beside = (drafts.get(name[:-5] + ending) for ending in (".place", ".journal"))
                    files = (entry, *(each for each in beside if each is not None))
                    stamp = " ".join(_stamp(each.stat()) for each in files)
                    relative = f"{self._workspace.drafts.name}/{name}"
                    row = known.get(relative)
                    if row is None or row.stamp != stamp:
                        row = self._read(entry.path, relative, stamp)
                    yield row

    def _months(self) -> Iterator[tuple[str, str]]:
        """The folders of ended audits, relative to the data folder and whole."""
        top = self._workspace.finished.name
        for year in _entries(self._workspace.finished) or ():
            for month in (_entries(year.path) or ()) if year.is_dir() else ():
                if month.is_dir():
                    yield f"{top}/{year.name}/{month.name}", month.path

    # -- the file -------------------------------------------------------------------------------------

    def _load(self) -> None:
        path = self._workspace.catalogue
        try:
            tables = parse_tables(read_bytes(path, limit=LIMIT), path)
            if tables["meta"]["1"]["version"] != _VERSION:
                return
            columns = [tables[name]["1"] for name in ("ended", "drafts")]
            if not all(map(self._unseal, columns)):
                return
            ended, drafts = map(_from_columns, columns)
            folders = {str(folder): str(stamp) for folder, stamp in tables["folders"]["1"].items()}
        except (AuditError, LookupError, TypeError, ValueError, AttributeError):
            return
        self._ended, self.drafts, self._folders, self._loaded = ended, drafts, folders, True

    def _save(self) -> None:
        """Keep the rows; where that fails they are simply made again next time."""
        path = self._workspace.catalogue
        if not self._workspace.data.is_dir() or self._workspace.vault.locked:
            # Rows that were made without the key lack names; whoever has it keeps them.
            return
        tables: Tables = {
            "meta": {"1": {"version": _VERSION}},
            "folders": {"1": self._folders},
            "ended": {"1": self._seal(_to_columns(self._ended))},
            "drafts": {"1": self._seal(_to_columns(self.drafts))},
        }
        with contextlib.suppress(AuditError, OSError), exclusive(self._workspace.locks / "catalogue.lock"):
            sweep(path)
            write_cache(path, dump_tables(tables))

    def _seal(self, columns: dict[str, Any]) -> dict[str, Any]:
        vault = self._workspace.vault
        if not vault.seals:
            return columns
        return {**columns, "auditor": vault.seal_text(orjson.dumps(columns["auditor"]).decode(), _NAMES)}

    def _unseal(self, columns: dict[str, Any]) -> bool:
        """Open the names of auditors; False where they cannot be opened, or lie as they should not any more."""
        vault, names = self._workspace.vault, columns["auditor"]
        if not isinstance(names, str) or not vault.seals:
            return isinstance(names, str) == vault.seals
        opened = vault.open_text(names, _NAMES)
        if opened == LOCKED:
            return False
        columns["auditor"] = orjson.loads(opened)
        return True

    def _read(self, name: str, relative: str, stamp: str) -> Row:
        file = Path(name)
        if self._progress is not None:
            self._read_so_far += 1
            self._progress(self._read_so_far, max(self._to_read, self._read_so_far))
        try:
            try:
                tables, fault = read_what_lists_show(file), ""
            except JournalDamagedError as error:
                tables, fault = error.replay.tables, error.what
            row = _row(file, tables, relative, stamp, fault)
            vault = self._workspace.vault
            if row.kind == "mystery" or tables["audit"]["1"]["facts"].get("auditor") or not vault.is_open:
                return row
            name = sealed_auditor(tables if "events" in tables else read_tables(file, seal=False), vault)
            return row._replace(auditor=name) if name else row
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
            changed=int(stamp.partition("-")[0]) // 1_000_000,
            answered=0,
            total=0,
            percent=None,
            passed=None,
            critical=0,
            demo=False,
            fault=fault,
            path=relative,
            stamp="",
        )


def _to_columns(rows: Sequence[Row]) -> dict[str, Any]:
    """Rows by column, which is read several times faster; texts that stand again and again are written once."""
    columns: dict[str, Any] = {}
    for name, column in zip(
        Row._fields, zip(*rows, strict=True) if rows else [()] * len(Row._fields), strict=True
    ):
        known: dict[Any, int] = {}
        at = [known.setdefault(value, len(known)) for value in column]
        columns[name] = {"of": list(known), "at": at} if len(known) * 2 < len(at) else column
    return columns


def _from_columns(columns: Mapping[str, Any]) -> list[Row]:
    """The rows in columns as they were read. Raises what wrong ones raise."""
    found = []
    for name in Row._fields:
        column = columns[name]
        values = column["of"] if isinstance(column, dict) else column
        if name == "checklists":
            values = [tuple(each) for each in values]
        found.append(map(values.__getitem__, column["at"]) if isinstance(column, dict) else values)
    rows: list[Row] = list(map(_ROW, zip(*found, strict=True)))
    return rows


def _entries(folder: Path | str) -> list[os.DirEntry[str]] | None:
    """What lies in a folder; None where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return None


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


def _stamp(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"


def sealed_auditor(tables: Tables, vault: Vault) -> str:
    """The name of an audit's auditor, where it is encrypted and can be opened; else empty."""
    given = [
        event["value"] for event in tables.get("events", {}).values() if event.get("path") == "fact/auditor"
    ]
    if not given:
        return ""
    raw: dict[str, Any] = next(
        (raw for raw in tables["values"].values() if raw.get("commitment") == given[-1]), {}
    )
    if "sealed" not in raw:
        return ""
    from audit_tui.model.event import SealedValue

    stored = vault.open_value(str(tables["audit"]["1"]["id"]), SealedValue.model_validate(raw))
    return str(stored.value or "") if stored is not None else ""


def _folder_stamp(path: str, now: int) -> str:
    """What changes when a name in a folder does; empty where nothing does so reliably."""
    if os.name == "nt":
        # Not every file system there keeps the time of a folder, and looking at its files costs little.
        return ""
    try:
        found = os.stat(path)  # noqa: PTH116 - the same call as everywhere, without a Path's detour
    except OSError:
        return ""
    return "" if found.st_mtime_ns + _SETTLED > now else f"{found.st_mtime_ns}-{found.st_ino}"


def _row(file: Path, tables: Tables, relative: str, stamp: str, fault: str) -> Row:
    audit = tables["audit"]["1"]
    facts, site = audit["facts"], audit["facts"].get("site") or audit["site"]
    status: RowStatus = audit["status"]
    summary = (read_place(file, tables).summary if status == "draft" else audit.get("summary")) or {}
    alias, name = str(facts.get("alias") or ""), str(facts.get("auditor") or "")
    critical, review = summary.get("critical") or 0, audit.get("review") or {}
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
        demo=bool(audit["demo"]),
        fault=fault,
        path=relative,
        stamp=stamp,
        aborted=facts.get("outcome") == "aborted",
        review=review.get("state") or "",
        appeal=review.get("appeal") or "",
        edition=int(review.get("edition") or 1),
    )
