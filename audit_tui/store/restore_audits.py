"""Restoring audits and their evidence: each stays, comes, goes on, or lies aside, by what its events say.

Finished files come back byte for byte. Nothing is written before it was checked, and an audit that somebody
has open is left alone.
"""

from __future__ import annotations

import contextlib
import io
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from audit_tui.errors import InputError, NotSavedError
from audit_tui.i18n import _
from audit_tui.store.archive import Member
from audit_tui.store.auditfile import load
from audit_tui.store.blobs import fault, place, write_blob
from audit_tui.store.disk import (
    exclusive,
    install,
    make_directory,
    not_saved,
    read_bytes,
    replace,
    sync_directory,
    write_all,
    write_atomic,
)
from audit_tui.store.merge import Relation, relation
from audit_tui.store.reading import place_file, read_tables
from audit_tui.store.replay import JournalDamagedError, journal_file
from audit_tui.store.restoring import Outcome, RestoredAudit, Restoring
from audit_tui.store.rewriting import rewritten
from audit_tui.store.sealedfile import about, is_sealed, open_stream, plain_name, seal_bytes, sealed_name
from audit_tui.store.sealing import lies_right
from audit_tui.store.tables import LIMIT, Tables, dump_tables, parse_tables


def restore_audits(run: Restoring) -> None:
    """Take over audits and evidence. Raises NotSavedError."""
    _Audits(run).restore()


@dataclass(slots=True)
class _Here:
    """The audit of an id as it lies here."""

    path: Path
    tables: Tables
    sound: bool
    """Whether it can be opened."""

    def to(self, restored: Tables) -> Relation:
        """How the restored one stands to it."""
        return relation(_hashes(self.tables), _hashes(restored))

    @property
    def evidence(self) -> set[str]:
        """The SHA-256 of the photos and files that it names."""
        return _evidence(self.tables)


class _Audits:
    def __init__(self, run: Restoring) -> None:
        self._run = run
        self._written: dict[str, Path] = {}
        """Where the audits lie that were restored by now, by id."""

    def restore(self) -> None:
        """Evidence first, so that an audit that is listed has its photos; finished audits before drafts."""
        named: set[str] = set()
        erased: set[str] = set()
        todo = []
        for member in (*self._run.of("finished"), *self._run.of("draft")):
            content = self._run.read(member)
            tables = _parse(member, content)
            theirs = _evidence(tables)
            if self._is_there(member, content):
                self._run.result.audits.append(RestoredAudit(member.audit, _number(tables), "same", None))
            else:
                todo.append(member)
                here = self._here(member.audit)
                if here is not None and here.sound and here.to(tables) is Relation.BEHIND:
                    # What was erased here since then does not come back.
                    erased |= theirs - here.evidence
                    theirs = here.evidence
            named |= theirs
        for member in self._run.of("blob"):
            self._blob(member, unwanted=erased - named)
        for member in todo:
            self._run.result.audits.append(self._audit(member))
        for member in self._run.of("damaged"):
            self._quarantine(Path(member.name).name, self._run.read(member))
            self._run.note(
                "restore.damaged",
                _("{name} was damaged already; it lies in quarantine.").format(name=member.name),
            )

    def _is_there(self, member: Member, content: bytes) -> bool:
        """Whether a finished audit lies here byte for byte."""
        target = self._run.target(member)
        if member.kind != "finished" or not target.is_file():
            return False
        return read_bytes(target, limit=LIMIT) == content

    def _audit(self, member: Member) -> RestoredAudit:
        """Restore one audit, holding it while it is compared and written."""
        content = self._run.archive.read(member)
        tables = _parse(member, content)
        number = _number(tables)
        if (stays := _stays(self._here(member.audit), tables)) is not None:
            return RestoredAudit(member.audit, number, stays, None)
        fault = self._fault(member, content, tables)
        if fault:
            return self._set_beside(member, number, content, fault)
        try:
            with exclusive(self._run.workspace.locks / f"{member.audit}.lock", patience=0):
                return self._write(member, number, content, tables)
        except NotSavedError as error:
            if error.code != "lock.held":
                raise
            why = _("It is open elsewhere. Close it there and restore again.")
            return RestoredAudit(member.audit, number, "busy", None, why)

    def _write(self, member: Member, number: str, content: bytes, tables: Tables) -> RestoredAudit:
        target = self._run.target(member)
        # Looked at again, now that nobody else writes to it.
        here = self._here(member.audit)
        outcome: Outcome = "restored"
        why = ""
        if here is not None:
            if (stays := _stays(here, tables)) is not None:
                return RestoredAudit(member.audit, number, stays, None)
            if here.sound and here.to(tables) is Relation.DIVERGED:
                return self._set_beside(member, number, content, _("It and the one here went apart."))
            outcome = "continued" if here.sound else "repaired"
            # The draft of an audit that comes back finished is cleared away with the list.
            if not here.sound or here.path == target or here.path.parent != self._run.workspace.drafts:
                aside = self._run.store.set_aside(here.path)
                why = _("The one that was here lies in {aside}.").format(aside=aside)
                if here.sound and here.path.parent != self._run.workspace.drafts:
                    self._run.note(
                        "restore.ended",
                        _("Audit {number} was ended here and went on elsewhere. {why}").format(
                            number=number, why=why
                        ),
                    )
        if target.exists():
            # Another audit under this name, or a second file of this one: nothing is written over.
            aside = self._run.store.set_aside(target)
            why = _("The one that was here lies in {aside}.").format(aside=aside)
        self._sweep(target)
        write_atomic(target, self._as_wanted(member, content, tables))
        if member.kind == "finished":
            with contextlib.suppress(OSError):
                target.chmod(stat.S_IMODE(target.stat().st_mode) & ~0o222)
        self._written[member.audit] = target
        return RestoredAudit(member.audit, number, outcome, target, why)

    def _sweep(self, target: Path) -> None:
        """Move a journal without its draft away: it belongs to another state than the one that comes."""
        journal = journal_file(target)
        if journal.exists():
            kept = self._run.workspace.quarantine / f"{target.stem}-{self._run.clock.wall()}.journal"
            try:
                make_directory(kept.parent)
                replace(journal, kept)
                sync_directory(kept.parent)
            except OSError as error:
                raise not_saved(error, kept) from error
        with contextlib.suppress(OSError):
            place_file(target).unlink(missing_ok=True)

    def _set_beside(self, member: Member, number: str, content: bytes, why: str) -> RestoredAudit:
        mark = sha256(content).hexdigest()[:12]
        kept = self._quarantine(f"{member.audit}-restored-{mark}.json", content)
        return RestoredAudit(member.audit, number, "aside", kept, why)

    def _as_wanted(self, member: Member, content: bytes, tables: Tables) -> bytes:
        """An audit of the backup as it is to lie here: with its personal values encrypted, or plain."""
        vault = self._run.workspace.vault
        try:
            on_disk, _ = load(Path(member.name), tables)
            if lies_right(on_disk, vault):
                return content
            record, _ = load(Path(member.name), tables, vault)
        except InputError:
            # Of a newer version: nothing can be done with it here but keep it.
            return content
        return dump_tables(rewritten(tables, record, vault.sealer()))

    def _quarantine(self, name: str, content: bytes) -> Path:
        """Keep a copy; in an encrypted workspace one that may hold something in plain is encrypted as a whole."""
        vault, kept = self._run.workspace.vault, self._run.workspace.quarantine / name
        if vault.seals and not vault.locked and not self._is_sealed(content):
            kept, content = sealed_name(kept), seal_bytes(vault, content, about(kept))
        if not kept.exists():
            write_atomic(kept, content)
        return kept

    def _is_sealed(self, content: bytes) -> bool:
        try:
            tables = parse_tables(content, Path("copy"))
            return lies_right(load(Path("copy"), tables)[0], self._run.workspace.vault)
        except InputError:
            return False

    def _fault(self, member: Member, content: bytes, tables: Tables) -> str:
        """Why an audit of the backup does not hold; empty where it does, or is of a newer version."""
        path = Path(member.name)
        try:
            parse_tables(content, path)
            record, _rest = load(path, tables, self._run.workspace.vault)
        except InputError as error:
            return "" if error.code == "audit.newer" else error.what
        if record.header.id != member.audit:
            return _("The file bears the name of another audit.")
        ended = record.projection.status != "draft"
        if ended != (member.kind == "finished"):
            return _("It is called a {kind} audit and is none.").format(kind=member.kind)
        return ""

    def _here(self, audit: str) -> _Here | None:
        """The audit here, the finished one rather than a draft; what is damaged as far as it can be read."""
        drafts = self._run.workspace.drafts
        paths = [self._run.workspace.data / row.path for row in self._run.rows.get(audit, ())]
        paths += [drafts / f"{audit}.json", *filter(None, [self._written.get(audit)])]
        paths = [path for path in paths if path.exists()]
        if not paths:
            return None
        path = min(paths, key=lambda path: path.parent == drafts)
        try:
            try:
                tables = read_tables(path)
            except JournalDamagedError as error:
                tables = error.replay.tables
        except InputError:
            return _Here(path, {}, sound=False)
        try:
            load(path, tables, self._run.workspace.vault)
        except InputError as error:
            return _Here(path, tables, sound=error.code == "audit.newer")
        return _Here(path, tables, sound=True)

    def _blob(self, member: Member, unwanted: set[str]) -> None:
        workspace, archive = self._run.workspace, self._run.archive
        target = self._run.target(member)
        sha256 = plain_name(target).name
        self._run.step(member.size)
        if sha256 in unwanted:
            return
        here, vault = place(workspace, sha256), workspace.vault
        is_other = not is_sealed(target) and member.sha256 != sha256
        if here is not None and (is_other or not fault(here, sha256, vault)):
            return
        if is_sealed(target) and vault.seals:
            # Under the key of this workspace: it comes as it is.
            try:
                install(target, lambda descriptor: _write(descriptor, archive.chunks(member)))
                sync_directory(target.parent)
            except OSError as error:
                raise not_saved(error, target) from error
        elif is_sealed(target):
            stream = io.BytesIO(archive.read(member))
            write_blob(workspace.blobs, sha256, None, lambda: open_stream(vault, stream, about(target)))
        else:
            write_blob(workspace.blobs, sha256, vault.sealer(), lambda: archive.chunks(member))
        self._run.result.blobs += 1


def _write(descriptor: int, pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        write_all(descriptor, piece)


def _parse(member: Member, content: bytes) -> Tables:
    """The tables of an audit of the backup; none where it is damaged, which is told when it is restored."""
    try:
        return parse_tables(content, Path(member.name))
    except InputError:
        return {}


def _number(tables: Tables) -> str:
    return str(tables.get("audit", {}).get("1", {}).get("number", ""))[:60]


def _hashes(tables: Tables) -> list[str]:
    return [str(event.get("hash")) for event in tables.get("events", {}).values()]


def _evidence(tables: Tables) -> set[str]:
    values = (stored.get("value") for stored in tables.get("values", {}).values())
    return {str(value["sha256"]) for value in values if isinstance(value, dict) and "sha256" in value}


def _stays(here: _Here | None, restored: Tables) -> Outcome | None:
    """Why the audit here stays as it is; None where it does not, or is not here."""
    if here is None or not here.sound:
        return None
    match here.to(restored):
        case Relation.SAME:
            return "same"
        case Relation.BEHIND:
            return "kept"
    return None
