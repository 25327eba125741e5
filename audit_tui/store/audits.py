"""All audits of a workspace: begin, find, open, save, end. One TinyDB file an audit, one writer at a time.

Knows where files lie and who holds them; what a file holds is `auditfile`'s. Never computes a score.
"""

from __future__ import annotations

import contextlib
import difflib
import getpass
import os
import re
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import orjson
from filelock import FileLock, Timeout

from audit_tui.clock import Clock, iso
from audit_tui.errors import AuditError, EnvironmentFault, InputError, NotSavedError, RefusedError
from audit_tui.i18n import _, later
from audit_tui.locale_format import moment_words
from audit_tui.model.audit import Header, Projection
from audit_tui.model.basics import Place
from audit_tui.rules.record import Change, Record
from audit_tui.store.actions import ActionList
from audit_tui.store.auditfile import Rescue, Writer, load, rescue, unsealed
from audit_tui.store.catalogue import Catalogue, Row
from audit_tui.store.disk import (
    exclusive,
    file_lock,
    make_directory,
    not_saved,
    remove,
    replace,
    sweep,
    sync_directory,
    write_atomic,
)
from audit_tui.store.halftyped import forget_half_typed
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.migrations import migrate_draft
from audit_tui.store.reading import (
    NOWHERE,
    is_older,
    place_bytes,
    place_file,
    read_place,
    read_tables,
    require_audit,
)
from audit_tui.store.registry import Registry
from audit_tui.store.replay import JournalDamagedError, journal_file
from audit_tui.store.rewriting import make_writable, rewrite_draft, rewritten
from audit_tui.store.sealing import lies_right
from audit_tui.store.workspace import Workspace

SHORTEST_ENDING: Final = 6
"""Characters of an id or number that are enough to name an audit, as long as they fit one only."""


class OpenAudit:
    """One audit, held by this process (or read-only). A context manager; `close` lets go of it.

    `record` is shared with the session and never changed here: the session applies a change itself once
    `append` or `end` has returned. All methods may be called from one other thread than the opener's.
    """

    def __init__(
        self, store: AuditStore, path: Path, record: Record, place: Place, *, why_readonly: str = ""
    ) -> None:
        self.path = path
        self.record = record
        self.place = place
        """Where the auditor last was; `place.path` is a question's path, `place.seq` the last event then."""
        self.why_readonly = why_readonly
        """Why it cannot be changed, in words; empty where it can."""
        self.held_by: str | None = None
        """Which other process holds it, in words."""
        self.rescue: Rescue | None = None
        """What became of it where its journal was found damaged."""
        self._store = store
        self._guard = threading.Lock()
        self._lock: FileLock | None = None
        self._writer: Writer | None = None

    @property
    def readonly(self) -> bool:
        """Whether it cannot be changed."""
        return self._writer is None

    @property
    def cursor(self) -> str | None:
        """Path of the question the auditor was last at."""
        return self.place.path

    def append(self, change: Change) -> None:
        """Save a change: events, values, answers and place in one write, on disk when this returns.

        NotSavedError leaves file and memory as they were; the same change may be tried again.
        """
        with self._guard:
            self._writing().append(change)

    def remember(self, place: Place) -> None:
        """Keep where the auditor is, cheaply: it survives a killed program, perhaps not a power cut.

        The next `append` makes it durable. Nothing happens where the audit is read-only.
        """
        with self._guard:
            if self._writer is None:
                return
            self._writer.place = self.place = place
            try:
                place_file(self.path).write_bytes(place_bytes(place))
            except OSError as error:
                raise not_saved(error, place_file(self.path)) from error

    def end(self, change: Change, place: Place) -> Path:
        """Save the change that finishes or abandons the audit and write the finished file; returns its path.

        That one write decides: before it the audit is a draft, after it the finished file counts and the
        draft is a leftover that is cleared away. NotSavedError leaves the draft as it was.
        """
        with self._guard:
            content, after = self._writing().sealed(change, place)
            path = self._store.finished_path(self.record.header, after)
            if path.exists():
                # A whole one would have taken the place of this draft already; this one is damaged.
                self._store.set_aside(path)
            storage = self._writing().database.storage
            try:
                write_atomic(path, content)
            except NotSavedError as error:
                # Space for this moment was set aside when the audit was begun.
                if error.code != "disk.full" or not storage.spend():
                    raise
                write_atomic(path, content)
            storage.abandon()
            draft, self.path, self._writer = self.path, path, None
            self.why_readonly = _why_ended(after.status)
            with contextlib.suppress(OSError):
                path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
            # What cannot be cleared away now is cleared the next time audits are listed.
            with contextlib.suppress(NotSavedError):
                clear(draft)
                forget_half_typed(self._store.workspace, self.record.header.id)
            if after.status == "finished":
                # The list only gathers what the audits hold; a failure here costs no action.
                with contextlib.suppress(AuditError):
                    self._store.track_actions(self.record)
            self._let_go()
            return path

    def close(self) -> None:
        """Let go of the audit; it may be opened again, by anybody."""
        with self._guard:
            if self._writer is not None:
                self._writer.database.close()
                self._writer = None
            self.why_readonly = self.why_readonly or _("The audit is closed.")
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def hold(self, lock: FileLock, writer: Writer) -> None:
        """Take over the lock and the writer; called by the store."""
        self._lock, self._writer = lock, writer

    def _writing(self) -> Writer:
        if self._writer is None:
            raise RefusedError(
                "audit.readonly",
                _("Audit {number} can only be read. {why_readonly}")
                .format(number=self.record.header.number, why_readonly=self.why_readonly)
                .rstrip(),
            )
        return self._writer

    def _let_go(self) -> None:
        if self._lock is not None:
            self._store.release(self.record.header.id, self._lock)
            self._lock = None


class AuditStore:
    """The audits of one workspace."""

    def __init__(self, workspace: Workspace, clock: Clock, catalogue: Catalogue | None = None) -> None:
        """`catalogue` is that of the workspace, where somebody has read it already."""
        self.workspace = workspace
        self._clock = clock
        self._catalogue = Catalogue(workspace) if catalogue is None else catalogue
        self._registry = Registry(workspace, clock)

    def today(self) -> str:
        """The day it is here, `YYYY-MM-DD`."""
        return iso(self._clock.wall(), self._clock.offset())[:10]

    # -- begin, open, delete --------------------------------------------------------------------------

    def create(self, header: Header, change: Change) -> OpenAudit:
        """Begin an audit with its first events. NotSavedError leaves nothing behind.

        RefusedError where the number was given to another audit meanwhile, LockedError in a locked workspace.
        """
        path = self.workspace.drafts / f"{header.id}.json"
        hides = self.workspace.vault.sealer()
        lock = self._take(header.id)
        try:
            with exclusive(self.workspace.locks / "numbers.lock"):
                taken = [row for row in self.rows() if row.number.casefold() == header.number.casefold()]
                if path.exists() or taken:
                    raise RefusedError(
                        "audit.number",
                        _("There is an audit {number} already.").format(number=header.number),
                        next_step=_("Begin again; it gets the next number."),
                    )
                self._registry.use_number(header.number)
                writer = Writer(self._database(path), header, hides)
                writer.append(change)
                if hides is None and self.workspace.vault.seals:
                    # Another process turned encryption on in this very moment, and may be past this folder.
                    writer.database.storage.abandon()
                    clear(path)
                    raise self.workspace.vault.why_locked()
        except BaseException:
            self.release(header.id, lock)
            raise
        opened = OpenAudit(self, path, Record.build(header, change.events, change.values), NOWHERE)
        opened.hold(lock, writer)
        return opened

    def open(self, ref: str, *, write: bool = True) -> OpenAudit:
        """Open an audit by ULID, number or a unique ending of either, of at least 6 characters.

        Read-only (with `why_readonly`) where it is ended, held by another process (`held_by`), written by
        a newer version, locked, or cannot be written to. InputError for one that is unknown or damaged.
        """
        row = self.find(ref)
        path = self.workspace.data / row.path
        lock, held_by, why = None, None, ""
        if path.parent != self.workspace.drafts:
            why = _why_ended(row.status)
        elif write:
            try:
                lock = self._take(row.id)
            except AuditError as error:
                held_by = self.holder(row.id) if error.code == "audit.held" else None
                why = error.what
        else:
            why = _("It was opened for reading.")
        database: JournalDB | None = None
        try:
            if lock is None:
                try:
                    tables, found = read_tables(path), None
                except JournalDamagedError as error:
                    tables, found = error.replay.tables, error.replay
            else:
                sweep(path)
                sweep(journal_file(path))
                database = self._database(path)
                if is_older(database.storage.found.tables):
                    try:
                        migrate_draft(path, self.workspace.quarantine)
                        database = self._database(path)
                    except NotSavedError as error:
                        # It can still be looked at in its new shape, but nothing may be added to the old one.
                        why = error.what
                found = database.storage.found
                tables = found.tables
                require_audit(tables, path)
            vault = self.workspace.vault
            on_disk, newer = load(path, tables)
            record = unsealed(path, on_disk, vault)
            if record.header.id != path.stem:
                raise InputError(
                    "audit.name", _("The file bears the name of another audit."), where=str(path)
                )
            place, kept = read_place(path, tables), None
            if newer:
                why = _("It was written by a newer version of the program.")
            elif record.sealed or (lock is not None and vault.seals and vault.locked):
                why = vault.why_locked().what
            elif database is not None and not why:
                try:
                    database.storage.prepare()
                    kept = database.storage.kept
                    if not lies_right(on_disk, vault):
                        # It was begun before encryption was turned on or off, and not reached by that yet.
                        rewrite_draft(database, rewritten(tables, record, vault.sealer()), record)
                        database = self._database(path)
                        database.storage.prepare()
                except NotSavedError as error:
                    why, database = error.what, None
            opened = OpenAudit(self, path, record, place, why_readonly=why)
            opened.held_by = held_by
            if found is not None:
                opened.rescue = rescue(found, kept, vault)
            if lock is not None and database is not None and not why:
                opened.hold(lock, Writer.resume(database, record, place, vault.sealer()))
                lock = None
            return opened
        finally:
            if lock is not None:
                self.release(row.id, lock)

    def _database(self, path: Path) -> JournalDB:
        """The file of a draft, to write to it; only for who holds its lock."""
        return JournalDB(path, quarantine=self.workspace.quarantine, finishing=True)

    def delete_draft(self, ref: str) -> Path:
        """Move a draft into quarantine; returns where it lies now. RefusedError for an ended audit."""
        row = self.find(ref)
        path = self.workspace.data / row.path
        if path.parent != self.workspace.drafts:
            raise RefusedError(
                "audit.ended",
                _("Audit {number} is ended; it cannot be deleted.").format(number=row.number or row.id),
            )
        if row.review:
            raise RefusedError(
                "audit.corrected",
                _("Audit {number} was finished before; it cannot be deleted.").format(number=row.number),
                next_step=_("Hand it in again, changed or not, and say why."),
            )
        with self.holding(row.id):
            return self.set_aside(path)

    # -- find -----------------------------------------------------------------------------------------

    def rows(
        self, *, thorough: bool = False, progress: Callable[[int, int], None] | None = None
    ) -> list[Row]:
        """One row for every audit, the last changed first; true to the folders at this moment.

        `thorough` also sees a finished file that somebody has written into, for which lists do not look.
        `progress` is told how many files of how many had to be read; what it raises breaks it off.
        """
        rows = self._catalogue.rows(thorough=thorough, progress=progress)
        if done := self._catalogue.doubled(rows):
            left = [row for row in self._catalogue.drafts if row.id in done]
            settled = {self._settle(row, done[row.id]) for row in left}
            rows = [row for row in rows if row.path not in settled]
        return rows

    def find(self, ref: str) -> Row:
        """The row that `ref` names: ULID, number, or a unique ending of at least 6 characters, in any case."""
        rows, wanted = self.rows(), ref.strip().casefold()
        exact = [row for row in rows if wanted in (row.id.casefold(), row.number.casefold()) and wanted]
        found = [row for row in exact if row.status != "damaged"] or exact
        found = found or [
            row
            for row in rows
            if len(wanted) >= SHORTEST_ENDING
            and (row.id.casefold().endswith(wanted) or row.number.casefold().endswith(wanted))
        ]
        if len(found) == 1:
            return found[0]
        shown = ref.strip()[:60]
        if found:
            fitting = ", ".join(f"{row.number or 'damaged'} ({row.id})" for row in found[:5])
            raise InputError(
                "audit.ambiguous",
                _("{shown!r} fits several audits: {fitting}.").format(shown=shown, fitting=fitting),
            )
        names = [name for row in rows for name in (row.number, row.id) if name]
        near = difflib.get_close_matches(ref.strip().upper(), names, n=3, cutoff=0.75)
        if near:
            hint = _("Did you mean {names}?").format(names=" or ".join(dict.fromkeys(near)))
        elif len(wanted) < SHORTEST_ENDING:
            hint = _(
                "Give the number, the id, or an ending of at least {shortest_ending} characters."
            ).format(shortest_ending=SHORTEST_ENDING)
        else:
            hint = _("`audit-tui list` shows what there is.")
        raise InputError(
            "audit.unknown", _("There is no audit {shown!r}.").format(shown=shown), next_step=hint
        )

    def audit_path(self, ref: str) -> Path:
        """Where the file of an audit lies."""
        return self.workspace.data / self.find(ref).path

    def next_number(self, site_id: str, year: int) -> str:
        """The next free number of a site and year, as AUD-2026-ROMA-01; numbers are never given twice."""
        prefix = f"AUD-{year:04d}-{site_id.upper()}-"
        used = [self._registry.last_number(prefix)]
        for row in self.rows():
            ending = row.number.upper().removeprefix(prefix)
            if ending.isdecimal() and row.number.upper() != ending:
                used.append(int(ending))
        return f"{prefix}{max(used) + 1:02d}"

    def track_actions(self, record: Record) -> None:
        """Take the corrective actions of a finished audit into the list of all."""
        ActionList(self.workspace, self._clock).record_actions(record)

    def finished_path(self, header: Header, ended: Projection) -> Path:
        """Where the finished file of an audit belongs: by the month of the visit, else of its beginning."""
        visit = str(ended.facts.get("visit_start") or "")
        month = visit[:7] if re.match(r"\d{4}-(0[1-9]|1[0-2])(-|$)", visit) else iso(ended.created_at)[:7]
        return self.workspace.finished / month[:4] / month[5:7] / f"{header.id}.json"

    # -- locks ----------------------------------------------------------------------------------------

    def holder(self, audit_id: str) -> str:
        """Who holds an audit, in words."""
        try:
            raw = orjson.loads(self._holder_file(audit_id).read_bytes())
            who = f"{raw['user']}, " if raw.get("user") else ""
            return _("{who}process {pid} on {host} since {since}").format(
                who=who, pid=raw["pid"], host=raw["host"], since=moment_words(raw["since"])
            )
        except (OSError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            return _("another process")

    @contextlib.contextmanager
    def holding(self, audit_id: str) -> Iterator[None]:
        """Hold an audit (ULID) while it is written. EnvironmentFault where another process does."""
        lock = self._take(audit_id)
        try:
            yield
        finally:
            self.release(audit_id, lock)

    def release(self, audit_id: str, lock: FileLock) -> None:
        """Let go of an audit's lock."""
        with contextlib.suppress(OSError):
            self._holder_file(audit_id).unlink(missing_ok=True)
        lock.release()

    def _take(self, audit_id: str) -> FileLock:
        file = self.workspace.locks / f"{audit_id}.lock"
        try:
            make_directory(file.parent)
            lock = file_lock(file)
            lock.acquire()
        except Timeout:
            raise EnvironmentFault(
                "audit.held",
                _("The audit is open elsewhere: {holder}.").format(holder=self.holder(audit_id)),
                next_step=_("Close it there first."),
            ) from None
        except (OSError, NotImplementedError) as error:
            fault = not_saved(error, file) if isinstance(error, OSError) else None
            words = fault.what if fault else _("This disk cannot lock files.")
            raise EnvironmentFault("audit.unlockable", words, where=str(file)) from error
        # Only for people: which process it is. The lock itself is the system's.
        with contextlib.suppress(OSError):
            since = iso(self._clock.wall(), self._clock.offset())
            about = {"user": _user(), "pid": os.getpid(), "host": socket.gethostname(), "since": since}
            self._holder_file(audit_id).write_bytes(orjson.dumps(about))
        return lock

    def _holder_file(self, audit_id: str) -> Path:
        return self.workspace.locks / f"{audit_id}.holder"

    # -- clearing away --------------------------------------------------------------------------------

    def _settle(self, left: Row, done: Row) -> str:
        """Clear away the draft of an audit whose finished file is whole, or that file where the draft corrects it.

        Returns the path of the row that is out of use; empty where nobody can tell.
        """
        finished, draft = self.workspace.data / done.path, self.workspace.data / left.path
        try:
            record, _rest = load(finished, read_tables(finished))
        except AuditError:
            return ""
        unused = left.path
        with contextlib.suppress(AuditError, OSError):
            events = list(read_tables(draft)["events"].values())
            hashes = [event.get("hash") for event in events]
            whole = [event.hash for event in record.events]
            corrects = whole == hashes[: len(whole)] and len(hashes) > len(whole)
            unused = done.path if corrects else left.path
            with self.holding(left.id):
                if corrects:
                    # It was opened for correction by somebody who was killed before the finished file was gone.
                    load(draft, read_tables(draft))
                    remove_finished(finished)
                elif hashes == whole[: len(hashes)]:
                    # Whoever renamed the finished file may have been killed before that was durable.
                    sync_directory(finished.parent)
                    clear(draft)
                else:
                    self.set_aside(draft)
        return unused

    def set_aside(self, path: Path) -> Path:
        """Move a file with what lies beside it into quarantine, under a name that says when; returns its place."""
        at = self._clock.wall()
        while (target := self.workspace.quarantine / f"{path.stem}-{at}.json").exists():
            at += 1
        try:
            make_directory(target.parent)
            replace(path, target)
            journal = journal_file(path)
            for beside, kept in ((journal, journal_file(target)), (place_file(path), place_file(target))):
                if beside.exists():
                    replace(beside, kept)
            sync_directory(target.parent)
            sync_directory(path.parent)
        except OSError as error:
            raise not_saved(error, target) from error
        return target


_ENDED: Final = {
    "finished": later("The audit is finished."),
    "abandoned": later("The audit is abandoned."),
}


def _why_ended(status: str) -> str:
    """Why an audit that lies among those that are ended cannot be changed."""
    return _(_ENDED.get(status, later("The audit is closed.")))


def _user() -> str:
    """The name under which somebody is logged in here; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def clear(draft: Path) -> None:
    """Delete a draft that is out of use, itself last, so that what is left of it is still seen."""
    remove(journal_file(draft))
    remove(place_file(draft))
    remove(draft)


def remove_finished(path: Path) -> None:
    """Delete the finished file of an audit that goes on as a draft."""
    make_writable(path)
    remove(path)
