"""What lies in quarantine: drafts that were deleted, copies of damaged files, restored audits that went another way.

Looks into each, takes one back where its place is free, and deletes one for good when it is asked to. Nothing
here is ever deleted by itself.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import Final, Literal

from audit_tui.clock import Clock
from audit_tui.errors import AuditError, InputError, LockedError, RefusedError
from audit_tui.i18n import _
from audit_tui.model.basics import Place
from audit_tui.rules.record import Record
from audit_tui.store.auditfile import Rescued, load, rescue, rescued
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.disk import (
    exclusive,
    make_directory,
    not_saved,
    remove,
    replace,
    sync_directory,
    write_atomic,
)
from audit_tui.store.erasing import Eraser, Outcome
from audit_tui.store.halftyped import forget_half_typed
from audit_tui.store.privacy import Privacy
from audit_tui.store.reading import NOWHERE, place_file, read_place, read_tables
from audit_tui.store.replay import JournalDamagedError, journal_file
from audit_tui.store.rewriting import rewritten
from audit_tui.store.sealedfile import beside, is_sealed, plain_name, sealed_name
from audit_tui.store.tables import dump_tables
from audit_tui.store.workspace import Workspace

Why = Literal["aside", "damaged", "restored", "older", "foreign"]
"""aside: a draft that was deleted, or an audit that something else took the place of · damaged: a copy of a draft
whose journal was damaged · restored: came out of a backup and does not fit the audit here · older: a draft as it
was before a newer version brought it up to date · foreign: not put there by this program, or a part of something."""

SET_ASIDE: Final = re.compile(
    r"(?P<audit>[0-7][0-9A-HJKMNP-TV-Z]{25})"
    r"(-(?P<aside>\d{13,})|-(?P<damaged>[0-9a-f]{12})|-(?P<restored>restored-[0-9a-f]{12})"
    r"|\.(?P<older>schema\d+(-\d+)?))\.json(\.sealed)?"
)
"""How the files here are called; those that are encrypted as a whole end in `.sealed`."""

_BESIDE: Final = (".journal", ".place")
"""What lies beside a draft and is a part of it."""

_UNSAYABLE: Final = frozenset({"created", "finished", "abandoned", "erased"})


@dataclass(frozen=True, slots=True)
class Shelved:
    """One thing in quarantine."""

    name: str
    path: Path
    why: Why
    at: int
    """Since when it lies here, in UTC milliseconds."""
    size: int
    """Bytes, its journal included."""
    audit: str = ""
    """ULID of the audit it is (a part of); empty where that is not known."""
    number: str = ""
    site: str = ""
    status: str = ""
    """Of the audit: draft, finished or abandoned; empty where nothing can be read."""
    events: int = 0
    """So many of its events hold."""
    later: int = 0
    """Entries after the damage that are whole."""
    fault: str = ""
    """Why it cannot be read, or not wholly; empty where it is whole."""
    locked: bool = False
    """Whether it cannot be read for want of the key; nothing says that it is damaged then."""

    @property
    def readable(self) -> bool:
        """Whether one can look into it."""
        return bool(self.status)


@dataclass(frozen=True, slots=True)
class Content:
    """What is in one thing in quarantine."""

    record: Record
    place: Place
    later: tuple[Rescued, ...]


class Quarantine:
    """The quarantine of one workspace."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace, self._clock = workspace, clock
        self.store = AuditStore(workspace, clock)

    def all(self) -> list[Shelved]:
        """Everything that lies here, the last come first."""
        found = []
        with contextlib.suppress(OSError):
            names = {path.name for path in self._workspace.quarantine.iterdir()}
            for name in sorted(names):
                path = self._workspace.quarantine / name
                plain = plain_name(path)
                draft = plain.with_suffix(".json")
                is_beside = plain.suffix in _BESIDE and bool({draft.name, sealed_name(draft).name} & names)
                if not is_beside and not name.startswith("."):
                    with contextlib.suppress(FileNotFoundError):
                        found.append(self._shelved(path))
        return sorted(found, key=lambda one: (-one.at, one.name))

    def find(self, ref: str) -> Shelved:
        """The one that `ref` names: its name, or a unique part of it, or the number of its audit."""
        wanted, every = ref.strip().casefold(), self.all()
        exact = [one for one in every if wanted and wanted in (one.name.casefold(), one.number.casefold())]
        found = exact or [one for one in every if len(wanted) >= 6 and wanted in one.name.casefold()]
        if len(found) == 1:
            return found[0]
        shown = ref.strip()[:80]
        if found:
            names = ", ".join(one.name for one in found[:5])
            raise InputError(
                "quarantine.ambiguous",
                _("{shown!r} fits several things: {names}.").format(shown=shown, names=names),
            )
        raise InputError(
            "quarantine.unknown",
            _("There is nothing called {shown!r} in quarantine.").format(shown=shown),
            next_step=_("`audit-tui quarantine list` shows what there is."),
        )

    def look(self, one: Shelved) -> Content:
        """What is in it, damaged as it may be. InputError where nothing of it can be read."""
        later: tuple[Rescued, ...] = ()
        try:
            tables = read_tables(one.path, vault=self._workspace.vault)
        except JournalDamagedError as error:
            tables = error.replay.tables
            told = rescue(error.replay, one.path, self._workspace.vault)
            later = told.later if told is not None else ()
        record, _rest = load(one.path, tables, self._workspace.vault)
        place = read_place(one.path, tables) if record.projection.status == "draft" else NOWHERE
        return Content(record, place, later)

    def entries(self, one: Shelved, here: Record) -> list[Rescued]:
        """What was said in it that the audit here does not hold, oldest first. InputError as for `look`."""
        content = self.look(one)
        if content.record.header.id != here.header.id:
            raise InputError(
                "quarantine.other",
                _("This is audit {number}, not {number2}.").format(
                    number=content.record.header.number, number2=here.header.number
                ),
                where=one.name,
            )
        known = {event.hash for event in here.events}
        said = [
            rescued(event, content.record.values, content.record.sealed)
            for event in content.record.events
            if event.hash not in known
        ]
        said += [entry for entry in content.later if entry.hash not in known]
        return [entry for entry in said if entry.op not in _UNSAYABLE]

    def listed(self, one: Shelved) -> Row | None:
        """The row of the same audit in the list; None where it is not there."""
        rows = [row for row in self.store.rows() if one.audit and row.id == one.audit]
        return next((row for row in rows if row.status != "damaged"), rows[0] if rows else None)

    def put_back(self, one: Shelved) -> Path:
        """Put an audit back in its place; returns where it lies now. A damaged draft is mended when it is opened.

        RefusedError where the audit or its number is there already, InputError where it does not hold, and
        NotSavedError, which leaves it here.
        """
        if one.locked:
            raise self._workspace.vault.why_locked()
        if not one.readable:
            raise InputError(
                "quarantine.damaged",
                _("It cannot be taken back: {fault}").format(fault=one.fault),
                where=one.name,
            )
        record = self.look(one).record
        header, projection = record.header, record.projection
        locks = self._workspace.locks
        with exclusive(locks / f"{header.id}.lock", patience=0), exclusive(locks / "numbers.lock"):
            for row in self.store.rows():
                if row.id == header.id:
                    raise RefusedError(
                        "quarantine.listed",
                        _("The list has audit {number} already.").format(number=header.number),
                        next_step=_("Take single answers over from this one instead."),
                    )
                if row.number.casefold() == header.number.casefold():
                    raise RefusedError(
                        "quarantine.number",
                        _("Another audit bears the number {number}.").format(number=header.number),
                        next_step=_("Look into this one where it lies."),
                    )
            target = (
                self._workspace.drafts / f"{header.id}.json"
                if projection.status == "draft"
                else self.store.finished_path(header, projection)
            )
            if is_sealed(one.path):
                self._unpack(one.path, target)
            else:
                self._move(one.path, target)
        return target

    def delete(self, one: Shelved) -> Outcome:
        """Delete it for good, with the photos and files that nothing else needs.

        RefusedError where its audit is under a legal hold, LockedError where it is encrypted and was not opened:
        then nobody knows which photos go with it.
        """
        privacy = Privacy(self._workspace, self._clock)
        hold = privacy.holds.all().get(one.audit)
        if hold is not None:
            raise RefusedError(
                "quarantine.held",
                _("Audit {number} is held: {reason}").format(number=hold.number, reason=hold.reason),
                next_step=_("Nothing of it may be deleted until it is released."),
            )
        if one.path.is_dir():
            raise RefusedError(
                "quarantine.folder",
                _("This is a folder that somebody put there."),
                where=str(one.path),
                next_step=_("Look into it and move it away by hand."),
            )
        files = [one.path]
        if plain_name(one.path).suffix == ".json":
            beside_it = (beside(one.path, ".journal"), place_file(plain_name(one.path)))
            files += [path for path in beside_it if path.exists()]
        if one.audit and self.listed(one) is None:
            # What was being typed in it belongs to nothing else.
            forget_half_typed(self._workspace, one.audit)
        return Eraser(privacy, self._clock, actor="", device="", run="").discard(files)

    def _move(self, source: Path, target: Path) -> None:
        """The journal first: without its draft it counts for nothing, and a draft without it would lack answers."""
        journal = journal_file(source)
        if target.exists() or (journal.exists() and journal_file(target).exists()):
            raise RefusedError("quarantine.taken", _("A file is in the way."), where=str(target))
        try:
            make_directory(target.parent)
            if journal.exists():
                replace(journal, journal_file(target))
                sync_directory(target.parent)
            replace(source, target)
            if place_file(source).exists():
                replace(place_file(source), place_file(target))
            sync_directory(target.parent)
            sync_directory(source.parent)
        except OSError as error:
            raise not_saved(error, target) from error

    def _unpack(self, source: Path, target: Path) -> None:
        """Write what an encrypted copy holds in its place, as the workspace wants it now.

        A copy of a damaged draft stays here as well: what was said after the damage is in it alone.
        """
        if target.exists() or journal_file(target).exists():
            raise RefusedError("quarantine.taken", _("A file is in the way."), where=str(target))
        vault = self._workspace.vault
        try:
            tables, whole = read_tables(source, vault=vault), True
        except JournalDamagedError as error:
            tables, whole = error.replay.tables, False
        record, _rest = load(source, tables, vault)
        write_atomic(target, dump_tables(rewritten(tables, record, vault.sealer())))
        if whole:
            for file in (source, beside(source, ".journal"), place_file(plain_name(source))):
                remove(file)

    def _shelved(self, path: Path) -> Shelved:
        match = SET_ASIDE.fullmatch(path.name)
        found, journal = path.stat(), beside(path, ".journal")
        size = found.st_size
        if match is not None and journal.exists():
            size += journal.stat().st_size
        why: Why = "foreign"
        at = found.st_mtime_ns // 1_000_000
        if match is not None:
            why = next(name for name in _REASONS if match[name])
            at = int(match["aside"]) if match["aside"] else at
        bare = Shelved(path.name, path, why, at, size, audit=match["audit"] if match else "")
        if plain_name(path).suffix != ".json" or not path.is_file():
            return bare
        return self._read(bare)

    def _read(self, bare: Shelved) -> Shelved:
        fault = ""
        try:
            try:
                read_tables(bare.path, vault=self._workspace.vault)
            except JournalDamagedError as error:
                fault = error.what
            content = self.look(bare)
        except AuditError as error:
            return replace_fields(bare, fault=error.what, locked=isinstance(error, LockedError))
        record = content.record
        site = record.projection.facts.get("site") or {}
        return Shelved(
            bare.name,
            bare.path,
            bare.why,
            bare.at,
            bare.size,
            audit=record.header.id,
            number=record.header.number,
            site=str(site.get("name") or record.header.site.name),
            status=record.projection.status,
            events=len(record.events),
            later=len(content.later),
            fault=fault,
        )


_REASONS: Final[tuple[Why, ...]] = ("aside", "damaged", "restored", "older")
