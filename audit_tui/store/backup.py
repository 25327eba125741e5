"""Making a backup: everything of a workspace in one ZIP that is read back before it is called done.

Only looks at the workspace, and takes each audit as it was last saved, whoever holds it: drafts are read as
the store reads them, their journals folded in. What cannot be read is told, never passed over in silence.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from audit_tui import __version__
from audit_tui.clock import Clock, iso
from audit_tui.errors import AuditError, EnvironmentFault, InputError, RefusedError
from audit_tui.i18n import _
from audit_tui.model.basics import SCHEMA
from audit_tui.model.text import clean
from audit_tui.settings import MARKER
from audit_tui.store.archive import CHUNK, MANIFEST, Archive, Kind, Manifest, Member, Origin, Progress, fits
from audit_tui.store.blobs import fault, stored
from audit_tui.store.disk import install, not_saved, read_bytes, sync, sync_directory
from audit_tui.store.ledgers import LEDGERS
from audit_tui.store.reading import NOWHERE, read_place, read_tables
from audit_tui.store.replay import BOOKKEEPING, JournalDamagedError, journal_file, read_journaled
from audit_tui.store.shared import read_table, transaction
from audit_tui.store.tables import LIMIT, Tables, dump_tables
from audit_tui.store.vault import KEY_FILE
from audit_tui.store.workspace import Workspace

LEFT_OUT: Final = ("quarantine", "half-typed", "locks", "catalogue", "results", "reports")
"""What a backup does not hold: what was set aside or never saved, and what can be made again."""

_WRITTEN: Final = frozenset({".yaml", ".yml"})
_UNFIT: Final = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know: a stable code and a sentence."""

    code: str
    message: str


@dataclass(slots=True)
class Backup:
    """A backup that was made, and what could not be taken into it as it should."""

    path: Path
    manifest: Manifest
    size: int
    """Bytes of the ZIP."""
    sha256: str
    """Of the ZIP."""
    notes: list[Note] = field(default_factory=list)

    def count(self, kind: Kind) -> int:
        """How many files of a kind it holds."""
        return sum(1 for member in self.manifest.members if member.kind == kind)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was made of this workspace on this machine. `made` is UTC milliseconds."""

    file: str
    made: int
    size: int
    sha256: str


def backup_name(workspace: Workspace, clock: Clock) -> str:
    """`{organisation or folder}_{UTC date-time}_backup.zip`."""
    name = workspace.settings.organisation or (workspace.root.name if workspace.root else "audits")
    stamp = iso(clock.wall())[:19].replace("-", "").replace(":", "").replace("T", "-")
    return f"{_UNFIT.sub('-', name).strip('-_')[:60] or 'workspace'}_{stamp}Z_backup.zip"


def make_backup(
    workspace: Workspace, clock: Clock, *, to: Path | None = None, progress: Progress | None = None
) -> Backup:
    """Write a backup to the file or folder `to` (default: the folder of exports).

    Raises RefusedError where a file is there already, NotSavedError where the disk refuses, EnvironmentFault
    where what was written does not come back as it was; then nothing is left behind.
    """
    target = _target(workspace, clock, to)
    writing = _Writing(workspace, clock, target, progress)
    try:
        install(target, writing.fill)
        sync_directory(target.parent)
    except OSError as error:
        raise not_saved(error, target) from error
    assert writing.manifest is not None
    done = Backup(target, writing.manifest, writing.size, writing.sha256, writing.notes)
    try:
        _remember(workspace, clock, done)
    except AuditError as error:
        done.notes.append(
            Note(
                "backup.unlisted",
                _("That it was made could not be kept in mind. {error}").format(error=error),
            )
        )
    return done


def known_backups(workspace: Workspace) -> list[Kept]:
    """The backups made of this workspace on this machine, the last one first; their files may be gone."""
    kept = [
        Kept(str(raw["file"]), int(raw["made"]), int(raw["size"]), str(raw["sha256"]))
        for raw in read_table(workspace.data / "backups.json", "backups")
    ]
    return sorted(kept, key=lambda one: one.made, reverse=True)


def _remember(workspace: Workspace, clock: Clock, done: Backup) -> None:
    about = {"file": str(done.path), "made": clock.wall(), "size": done.size, "sha256": done.sha256}
    with transaction(workspace.data / "backups.json", workspace.locks / "backups.lock") as database:
        database.table("backups", cache_size=0).insert(about)


def _target(workspace: Workspace, clock: Clock, to: Path | None) -> Path:
    target = workspace.exports if to is None else to
    try:
        target = target.expanduser().resolve()
        if to is None or target.is_dir():
            target /= backup_name(workspace, clock)
        if target.suffix.lower() != ".zip":
            raise InputError(
                "backup.name",
                _("A backup is a ZIP file."),
                where=str(target),
                next_step=_("Name a file that ends in .zip, or a folder that is there."),
            )
        if os.path.lexists(target):
            raise _taken(target)
    except (OSError, RuntimeError, ValueError):
        raise InputError(
            "backup.name", _("This cannot be the name of a file."), where=repr(str(to))[:200]
        ) from None
    return target


def _taken(target: Path) -> RefusedError:
    return RefusedError(
        "backup.exists",
        _("There is a file of this name already; it is not replaced."),
        where=str(target),
        next_step=_("Name another file or a folder."),
    )


class _Writing:
    """One backup being written."""

    def __init__(self, workspace: Workspace, clock: Clock, target: Path, progress: Progress | None) -> None:
        self.manifest: Manifest | None = None
        self.size = 0
        self.sha256 = ""
        self.notes: list[Note] = []
        self._workspace = workspace
        self._target = target
        self._progress = progress
        self._made = clock.wall()
        self._members: list[Member] = []
        self._total = self._done = 0

    def fill(self, descriptor: int) -> None:
        """Write the ZIP, have the disk keep it, and read it back."""
        self._total = _volume(self._workspace) if self._progress is not None else 0
        with open(descriptor, "w+b", closefd=False) as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                self._write(archive)
            stream.flush()
            sync(descriptor)
            _forget(descriptor)
            self._prove(stream)
        # Whoever put a file there meanwhile keeps it.
        if os.path.lexists(self._target):
            raise _taken(self._target)

    def _prove(self, stream: BinaryIO) -> None:
        hasher = hashlib.sha256()
        stream.seek(0)
        while chunk := stream.read(CHUNK):
            hasher.update(chunk)
            self.size += len(chunk)
        self.sha256 = hasher.hexdigest()
        try:
            with Archive(stream, str(self._target)) as archive:
                archive.check(self._progress)
                same = archive.manifest == self.manifest
        except InputError as error:
            raise _unproved(self._target, error.what) from error
        if not same:
            raise _unproved(self._target, _("Its manifest is another one."))

    # -- what goes into it ----------------------------------------------------------------------------

    def _write(self, archive: zipfile.ZipFile) -> None:
        workspace = self._workspace
        self._file(archive, workspace.base / MARKER, "settings", MARKER)
        if workspace.logo is not None and workspace.logo.is_file():
            self._named(archive, workspace.logo, "logo")
        kinds: dict[Kind, Path] = {"checklist": workspace.checklists, "standards": workspace.standards}
        for kind, folder in kinds.items():
            for path in _files(folder):
                if path.suffix.lower() in _WRITTEN:
                    self._named(archive, path, kind)
        # Before what it opens: a backup that is cut short in the making is none.
        self._file(archive, workspace.vault.path, "encryption", f"data/{KEY_FILE}")
        self._tables(archive, workspace.registry, "registry")
        for ledger in LEDGERS:
            self._tables(archive, ledger.path(workspace), ledger.name)
        # In this order an audit that is finished meanwhile is in one of the two, and every photo that an
        # audit names was there before it.
        for path in sorted(workspace.drafts.glob("*.json")):
            if not path.name.startswith("."):
                self._draft(archive, path)
        for path in sorted(workspace.finished.glob("*/*/*.json")):
            if not path.name.startswith("."):
                self._finished(archive, path)
        for sha256, path in stored(workspace.blobs):
            self._blob(archive, sha256, path)
        self._close(archive)

    def _close(self, archive: zipfile.ZipFile) -> None:
        workspace = self._workspace
        devices: list[str] = []
        with contextlib.suppress(AuditError):
            devices = sorted(str(raw.get("id", "")) for raw in read_table(workspace.registry, "devices"))
        self.manifest = Manifest(
            version=__version__,
            schema_=SCHEMA,
            made=iso(self._made),
            workspace=Origin(
                organisation=workspace.settings.organisation,
                folder=clean(workspace.base.name, newlines=False, limit=500)[0],
                demo=workspace.is_demo,
                devices=tuple(devices),
            ),
            left_out=LEFT_OUT,
            members=tuple(self._members),
        )
        document = self.manifest.model_dump(mode="json", by_alias=True)
        archive.writestr(self._entry(MANIFEST), orjson.dumps(document, option=orjson.OPT_INDENT_2))

    def _named(self, archive: zipfile.ZipFile, path: Path, kind: Kind) -> None:
        """A file that a person named, by its place below the workspace."""
        base = self._workspace.base
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
        taken = {member.name.casefold() for member in self._members}
        if not fits(kind, name) or name.casefold() in taken:
            self.notes.append(
                Note(
                    "backup.name",
                    _(
                        "{path}: left out, for its name or place is not good on every system. Use plain "
                        "letters, inside the workspace."
                    ).format(path=path),
                )
            )
        else:
            self._file(archive, path, kind, name)

    def _file(self, archive: zipfile.ZipFile, path: Path, kind: Kind, name: str) -> None:
        if path.is_file():
            with self._reading(path):
                self._add(archive, kind, name, read_bytes(path, limit=LIMIT))

    def _tables(self, archive: zipfile.ZipFile, path: Path, kind: Kind) -> None:
        if not path.is_file():
            return
        name = f"data/{path.name}"
        with self._reading(path):
            try:
                found = read_journaled(path)
            except InputError as error:
                self._damaged(archive, path, error)
                return
            if found.damage is not None:
                self._damaged(archive, path, JournalDamagedError(path, found))
            # The bookkeeping is that of a file and its journal; in another place it begins anew.
            found.tables.pop(BOOKKEEPING, None)
            self._add(archive, kind, name, dump_tables(found.tables))

    def _draft(self, archive: zipfile.ZipFile, path: Path) -> None:
        with self._reading(path):
            try:
                tables = read_tables(path)
            except JournalDamagedError as error:
                self._damaged(archive, path, error)
                tables = error.replay.tables
            except InputError as error:
                self._damaged(archive, path, error)
                return
            name = f"data/drafts/{path.name}"
            if fits("draft", name) and "audit" in tables:
                self._add(archive, "draft", name, dump_tables(_placed(path, tables)))
            else:
                self._damaged(archive, path, _misnamed(path))

    def _finished(self, archive: zipfile.ZipFile, path: Path) -> None:
        with self._reading(path):
            name = f"data/{path.relative_to(self._workspace.data).as_posix()}"
            try:
                read_tables(path)
                if not fits("finished", name):
                    raise _misnamed(path)
            except InputError as error:
                self._damaged(archive, path, error)
                return
            self._add(archive, "finished", name, read_bytes(path, limit=LIMIT))

    def _blob(self, archive: zipfile.ZipFile, sha256: str, path: Path) -> None:
        with self._reading(path):
            content = read_bytes(path, limit=LIMIT)
            self._add(archive, "blob", f"data/blobs/{path.name}", content)
            if (wrong := fault(path, sha256, self._workspace.vault)) is not None:
                said = {
                    "unreadable": _("{path}: copied as it is, but it could not be read a second time."),
                    "changed": _("{path}: copied as it is, but it was changed or is damaged."),
                    "other": _("{path}: copied as it is, but it is not what its name says."),
                }
                self.notes.append(Note("backup.blob", said[wrong].format(path=path)))

    def _damaged(self, archive: zipfile.ZipFile, path: Path, error: InputError) -> None:
        """Copy a file that cannot be read as what it is, and its journal, and say so."""
        if error.code == "file.missing":
            raise error
        for each in (path, journal_file(path)):
            if not each.is_file():
                continue
            content = read_bytes(each, limit=LIMIT)
            stem = re.sub(r"[^0-9A-Za-z_-]+", "-", each.stem)[:60] or "file"
            name = f"damaged/{stem}-{hashlib.sha256(content).hexdigest()[:12]}{each.suffix}"
            if name not in {member.name for member in self._members}:
                self._add(archive, "damaged", name, content)
        self.notes.append(
            Note("backup.damaged", _("{path}: copied as it lies. {what}").format(path=path, what=error.what))
        )

    @contextlib.contextmanager
    def _reading(self, path: Path) -> Iterator[None]:
        """What cannot be read is told and left out: the rest of a failing disk is worth saving."""
        try:
            yield
        except (EnvironmentFault, InputError) as error:
            # What is gone was finished or erased while the backup was made.
            if error.code != "file.missing":
                self.notes.append(
                    Note(
                        "backup.unreadable", _("{path}: left out. {what}").format(path=path, what=error.what)
                    )
                )

    def _add(self, archive: zipfile.ZipFile, kind: Kind, name: str, content: bytes) -> None:
        # Photos do not get smaller, and the zeros of a journal get suspiciously small.
        packing = zipfile.ZIP_STORED if kind in ("blob", "logo", "damaged") else zipfile.ZIP_DEFLATED
        archive.writestr(self._entry(name, packing), content)
        sha256 = hashlib.sha256(content).hexdigest()
        self._members.append(Member(name=name, kind=kind, size=len(content), sha256=sha256))
        self._step(len(content))

    def _entry(self, name: str, packing: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, time.gmtime(self._made / 1000)[:6])
        entry.compress_type = packing
        entry.create_system = 3
        entry.external_attr = 0o600 << 16
        return entry

    def _step(self, size: int) -> None:
        self._done += size
        if self._progress is not None:
            self._progress("write", min(self._done, self._total), self._total)


def _placed(path: Path, tables: Tables) -> Tables:
    """The tables of a draft with the place that lies beside it."""
    place = read_place(path, tables)
    if place == NOWHERE:
        return tables
    audit: dict[str, Any] = {**tables["audit"]["1"], "summary": place.summary}
    cursor = {"path": place.path, "seq": place.seq}
    return {**tables, "audit": {"1": audit}, "cursor": {"1": cursor}}


def _misnamed(path: Path) -> InputError:
    return InputError(
        "audit.name", _("No audit of this program is called so or lies there."), where=str(path)
    )


def _unproved(target: Path, why: str) -> EnvironmentFault:
    return EnvironmentFault(
        "backup.unproved",
        _("The backup did not come back from the disk as it was written. {why}").format(why=why),
        where=str(target),
        next_step=_("It was deleted. Try again, on another disk."),
    )


def _files(folder: Path) -> list[Path]:
    """The files in a folder and below that are not hidden, in order."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _volume(workspace: Workspace) -> int:
    """About how many bytes are to be read, for the progress."""
    total = 0
    for folder in (workspace.drafts, workspace.finished, workspace.blobs):
        for path in folder.rglob("*"):
            with contextlib.suppress(OSError):
                total += path.stat().st_size
    return total


def _forget(descriptor: int) -> None:
    """Have what was written read back from the disk, not from memory, where the system can be asked to."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
