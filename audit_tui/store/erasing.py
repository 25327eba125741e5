"""Taking values out of the files of a workspace, for good.

The file of an audit is rewritten once: the values are gone, an `erased` event continues the chain, and a
finished one is sealed anew. That is the only change that is ever made to a finished file, for whatever is kept
beside an untouched file is still kept. All events before stand as they stood, so the fingerprint on a report
that was handed over is still found in the chain; `verify` names it. The new file is checked before it takes the
place of the old one, and a failure leaves the old one.

Nothing is erased in an audit that another process holds, that is under a legal hold, or that is damaged: it is
left out and named, and the next erasure takes it up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tinydb.table import Table

from audit_tui.clock import Clock
from audit_tui.errors import AuditError, InputError, RefusedError
from audit_tui.i18n import _
from audit_tui.model.event import ValueClass
from audit_tui.model.text import clean
from audit_tui.rules.erasure import contents, erased, of_class
from audit_tui.rules.personal import Wanted, mentions
from audit_tui.rules.record import Record, published_classes
from audit_tui.rules.writing import Pen
from audit_tui.store import traces
from audit_tui.store.auditfile import load
from audit_tui.store.blobs import place
from audit_tui.store.catalogue import Row
from audit_tui.store.disk import TEMPORARY, exclusive, read_bytes, remove, sweep, write_atomic
from audit_tui.store.due import Due
from audit_tui.store.halftyped import forget_half_typed
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.ledgers import LEDGERS, called
from audit_tui.store.migrations import migrate
from audit_tui.store.privacy import EXPORTED, Privacy, Somebody, Spot
from audit_tui.store.reading import read_tables
from audit_tui.store.replay import journal_file
from audit_tui.store.rewriting import make_writable, numbered, rewrite_draft, rewrite_finished, rewritten
from audit_tui.store.sealedfile import beside, read_either, sealed_name
from audit_tui.store.shared import transaction
from audit_tui.store.tables import LIMIT, dump_tables, parse_tables

"""What a corrective action asks for after its text was erased."""

_LEFT_AFTER: Final = 60_000
"""Milliseconds after which a temporary file is nobody's any more."""


@dataclass(frozen=True, slots=True)
class ErasedAudit:
    """An audit that was rewritten."""

    id: str
    number: str
    values: int
    fingerprint: str
    """Hash of the last event now."""
    before: str
    """Hash of the last event before: what reports made earlier show."""


@dataclass(slots=True)
class Outcome:
    """What an erasure did and what it could not do."""

    audits: list[ErasedAudit] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Entries and files that were changed or deleted, in words."""
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """What was left out, and why."""
    notes: list[str] = field(default_factory=list)
    remains: list[Spot] = field(default_factory=list)
    """Where the name still stands."""


class Eraser:
    """Erases in one workspace, in the name of one actor."""

    def __init__(self, privacy: Privacy, clock: Clock, *, actor: str, device: str, run: str) -> None:
        self._privacy, self._clock = privacy, clock
        self._workspace = privacy.workspace
        self._actor, self._device, self._run = actor, device, run

    def erase(self, somebody: Somebody, ground: str) -> Outcome:
        """Erase every value that certainly speaks of somebody. InputError for a ground that names them.

        LockedError in a locked workspace.

        NotSavedError while another process erases. After a crash the same erasure may be asked for again.
        """
        self._workspace.vault.require_open()
        ground = check_ground(ground, somebody.wanted)
        with exclusive(self._workspace.locks / "erasing.lock", patience=0):
            return self._erase(somebody, ground)

    def erase_due(self, dues: Iterable[Due], ground: str) -> Outcome:
        """Erase what is due and not held. NotSavedError while another process erases."""
        self._workspace.vault.require_open()
        ground = check_ground(ground, None)
        with exclusive(self._workspace.locks / "erasing.lock", patience=0):
            return self._erase_due(dues, ground)

    def discard(self, copies: Collection[Path]) -> Outcome:
        """Delete copies that lie in quarantine, and the evidence that nothing else needs.

        NotSavedError while another process erases.
        """
        with exclusive(self._workspace.locks / "erasing.lock", patience=0):
            outcome, pictures = Outcome(), self._attached(copies)
            self._intend(pictures)
            for copy in copies:
                self._delete(copy, outcome)
            self._blobs(pictures, outcome)
            return outcome

    def _erase(self, somebody: Somebody, ground: str) -> Outcome:
        whom, outcome = somebody.wanted, Outcome()
        spots = self._privacy.find(somebody)
        pictured = self._privacy.pictured(whom)

        def choose(record: Record) -> list[str]:
            found = mentions(record, whom, pictured)
            return [each.commitment for each in found if each.certain and not each.fixed]

        # Held and damaged ones too: they are named as left out.
        audits = {spot.audit for spot in spots if spot.kind == "audit" and spot.certain and not spot.fixed}
        pictures = self._in_audits(audits, choose, ground, whom, outcome)
        doomed = [spot for spot in spots if spot.fate == "delete" and spot.file is not None]
        pictures |= self._attached(spot.file for spot in doomed if spot.kind == "quarantine")
        self._intend(pictures)
        self._files(doomed, outcome)
        unused = {spot.sha256 for spot in spots if spot.kind == "evidence"}
        self._blobs(pictures | unused, outcome)
        self._ledgers(whom, outcome)
        if outcome.skipped:
            outcome.skipped.append(("registry.json", _("the entry is needed until the rest can be erased")))
        else:
            self._registry(somebody, outcome)
        self._forget_lists()
        left_out = {name for name, _rest in outcome.skipped}
        outcome.remains = [
            spot for spot in self._privacy.find(somebody) if spot.certain and spot.name not in left_out
        ]
        return outcome

    def _erase_due(self, dues: Iterable[Due], ground: str) -> Outcome:
        outcome, pictures = Outcome(), set()
        classes: dict[str, set[ValueClass]] = {}
        for due in dues:
            if due.held:
                outcome.skipped.append((due.number, _("held: {held}").format(held=due.held)))
            else:
                classes.setdefault(due.audit, set()).add(due.cls)
        published = set()
        for audit, wanted in classes.items():

            def choose(record: Record, wanted: set[ValueClass] = wanted, audit: str = audit) -> list[str]:
                if wanted & published_classes(record.kind):
                    published.add(audit)
                return [each for cls in sorted(wanted) for each in of_class(record, cls)]

            pictures |= self._in_audits([audit], choose, ground, None, outcome)
        self._blobs(pictures, outcome)
        done = {each.id: each.number for each in outcome.audits if each.id in published}
        self._files(self._privacy.reports(done), outcome)
        self._files(self._exports_of(done.values()), outcome)
        self._forget_lists()
        return outcome

    # -- audits ---------------------------------------------------------------------------------------

    def _in_audits(
        self,
        audits: Collection[str],
        choose: Callable[[Record], list[str]],
        ground: str,
        whom: Wanted | None,
        outcome: Outcome,
    ) -> set[str]:
        """Erase in these audits (ULIDs); returns the SHA-256 of evidence that went with it."""
        pictures: set[str] = set()
        held = self._privacy.holds.all()
        for row in self._privacy.store.rows():
            if row.id not in audits:
                continue
            if row.id in held:
                outcome.skipped.append((row.number, _("held: {reason}").format(reason=held[row.id].reason)))
                continue
            try:
                with exclusive(self._workspace.locks / f"{row.id}.lock", patience=0):
                    pictures |= self._in_audit(row, choose, ground, whom, outcome)
            except AuditError as error:
                why = error.what
                if error.code == "lock.held":
                    why = _("it is open elsewhere: {holder}").format(
                        holder=self._privacy.store.holder(row.id)
                    )
                outcome.skipped.append((row.number or row.path, why))
        return pictures

    def _in_audit(
        self,
        row: Row,
        choose: Callable[[Record], list[str]],
        ground: str,
        whom: Wanted | None,
        outcome: Outcome,
    ) -> set[str]:
        path = self._workspace.data / self._privacy.store.find(row.id).path
        sweep(path)
        if path.parent == self._workspace.drafts:
            sweep(journal_file(path))
            database = JournalDB(path, quarantine=self._workspace.quarantine, finishing=True)
            if database.storage.found.damage is not None:
                raise RefusedError(
                    "journal.damaged", _("its journal is damaged; open the audit once, then again")
                )
            tables = migrate(database.storage.found.tables, path)
        else:
            database, tables = None, migrate(read_tables(path), path)
        vault = self._workspace.vault
        record, newer = load(path, tables, vault)
        if newer:
            raise RefusedError("audit.newer", _("it was written by a newer version of the program"))
        gone = choose(record)
        after = self._after(record, gone, ground, whom) if gone else record
        new = rewritten(tables, after, vault.sealer())
        load(path, new, vault)
        pictures = contents(record, gone)
        self._intend(pictures)
        if database is not None:
            rewrite_draft(database, new if gone else None, after)
        elif gone:
            rewrite_finished(path, new)
        if gone:
            heads = after.projection.head, record.projection.head
            outcome.audits.append(ErasedAudit(row.id, row.number, len(gone), *heads))
        return pictures

    def _after(self, record: Record, gone: list[str], ground: str, whom: Wanted | None) -> Record:
        projection = record.projection
        pen = Pen(self._clock, self._actor, self._device, self._run, projection.seq, projection.head)
        return erased(record, gone, ground, pen, whom=whom)

    # -- what goes with them --------------------------------------------------------------------------

    @property
    def _pending(self) -> Path:
        return self._workspace.data / "erasing.json"

    def _intended(self) -> set[str]:
        """The SHA-256 of evidence that an erasure before was about to delete when it was cut short."""
        if not self._pending.exists():
            return set()
        tables = parse_tables(read_bytes(self._pending, limit=LIMIT), self._pending)
        return {str(raw["sha256"]) for raw in tables.get("evidence", {}).values()}

    def _intend(self, pictures: Collection[str]) -> None:
        """Keep in mind what is to be deleted, for once the audits are rewritten nothing names it any more."""
        before = self._intended()
        if not before.issuperset(pictures):
            documents = ({"sha256": sha256} for sha256 in sorted(before.union(pictures)))
            write_atomic(self._pending, dump_tables({"evidence": numbered(documents)}))

    def _attached(self, copies: Iterable[Path | None]) -> set[str]:
        """The SHA-256 of evidence that copies in quarantine name, damaged as they may be."""
        vault = self._workspace.vault
        return {
            found[1].decode()
            for copy in copies
            if copy is not None
            for found in re.finditer(rb'"sha256":"([0-9a-f]{64})"', read_either(vault, copy, limit=LIMIT))
        }

    def _blobs(self, pictures: Collection[str], outcome: Outcome) -> None:
        """Delete evidence that no audit needs any more, whether healthy, damaged or set aside."""
        blobs = self._workspace.blobs
        vault = self._workspace.vault
        lying = {each: place(self._workspace, each) for each in {*pictures, *self._intended()}}
        wanted = {each: False for each, path in lying.items() if path is not None}
        for folder in (self._workspace.drafts, self._workspace.finished, self._workspace.quarantine):
            for path in traces.files(folder) if wanted else ():
                content = read_either(vault, path, limit=LIMIT)
                wanted = {sha: needed or sha.encode() in content for sha, needed in wanted.items()}
        for sha256, needed in wanted.items():
            if needed:
                outcome.notes.append(
                    _("blobs/{sha256} stays: another audit needs this photo or file.").format(sha256=sha256)
                )
            else:
                for path in (blobs / sha256, sealed_name(blobs / sha256)):
                    if path.exists():
                        self._delete(path, outcome)
        if self._pending.exists() and all(
            needed or place(self._workspace, sha) is None for sha, needed in wanted.items()
        ):
            remove(self._pending)

    def _ledgers(self, whom: Wanted, outcome: Outcome) -> None:
        held = self._privacy.holds.all()
        for ledger in LEDGERS:
            path = ledger.path(self._workspace)
            if not path.exists():
                continue
            with transaction(
                path, ledger.lock(self._workspace), erasing=True, vault=self._workspace.vault
            ) as database:
                table = database.table(ledger.name, cache_size=0)
                for document in table.all():
                    change = {
                        name: instead
                        for name, instead in ledger.speaking.items()
                        if whom.speaks_of(document.get(name, "")) and document.get("audit") not in held
                    }
                    if change:
                        table.update(change, doc_ids=[document.doc_id])
                        outcome.changed.append(
                            _("{name}: {change} of {entry} of {called}").format(
                                name=path.name,
                                change=" and ".join(change),
                                entry=_(ledger.entry),
                                called=called(document),
                            )
                        )

    def _registry(self, somebody: Somebody, outcome: Outcome) -> None:
        person = somebody.person
        if not self._workspace.registry.exists():
            return
        lock = self._workspace.locks / "registry.lock"
        with transaction(
            self._workspace.registry, lock, erasing=True, vault=self._workspace.vault
        ) as database:
            people, devices = (database.table(name, cache_size=0) for name in ("people", "devices"))
            if person is not None and _drop(people, lambda raw: raw["id"] == person.id):
                outcome.changed.append(_("registry.json: the entry of the person"))
            if _drop(devices, somebody.wanted.speaks_of):
                outcome.changed.append(_("registry.json: a device; it gets a new id when it is used again"))

    def _exports_of(self, numbers: Iterable[str]) -> Iterable[Spot]:
        """Exported tables that hold audits of these numbers."""
        wanted = [number.encode() for number in numbers]
        for path in traces.files(self._workspace.exports):
            if path.name in EXPORTED and any(number in read_bytes(path, limit=LIMIT) for number in wanted):
                name = self._privacy.relative(path)
                yield Spot("report", name, "", "", _("an export made before"), "delete", file=path)

    def _files(self, spots: Iterable[Spot], outcome: Outcome) -> None:
        for spot in spots:
            path = spot.file
            if path is None or not path.exists():
                continue
            if spot.kind == "typed":
                self._half_typed(spot, outcome)
                continue
            if path.suffix == TEMPORARY and self._clock.wall() - path.stat().st_mtime * 1000 < _LEFT_AFTER:
                outcome.skipped.append(
                    (spot.name, _("another process may be writing it; try again in a minute"))
                )
                continue
            self._delete(path, outcome)
            if spot.kind == "quarantine":
                # A copy and its journal are of no use without each other.
                for other in (beside(path, ".json"), beside(path, ".journal")):
                    if other.exists():
                        self._delete(other, outcome)

    def _half_typed(self, spot: Spot, outcome: Outcome) -> None:
        """Delete what is half typed in an audit, unless somebody may be typing there now."""
        try:
            with exclusive(self._workspace.locks / f"{spot.audit}.lock", patience=0):
                forget_half_typed(self._workspace, spot.audit)
        except AuditError as error:
            why = error.what
            if error.code == "lock.held":
                holder = self._privacy.store.holder(spot.audit)
                why = _("it is open elsewhere: {holder}").format(holder=holder)
            outcome.skipped.append((spot.name, why))
        else:
            outcome.changed.append(_("{name}: what was half typed is deleted").format(name=spot.name))

    def _delete(self, path: Path, outcome: Outcome) -> None:
        name = self._privacy.relative(path)
        try:
            make_writable(path)
            remove(path)
        except (AuditError, OSError) as error:
            outcome.skipped.append((name, error.what if isinstance(error, AuditError) else str(error)))
        else:
            outcome.changed.append(_("{name}: deleted").format(name=name))

    def _forget_lists(self) -> None:
        """Have catalogue and results made again: they are caches, and hold names and answers."""
        for cache in (self._workspace.results, self._workspace.catalogue):
            if cache.exists():
                with exclusive(self._workspace.locks / f"{cache.stem}.lock"):
                    sweep(cache)
                    remove(cache)


def check_ground(ground: str, whom: Wanted | None) -> str:
    """The ground as it is recorded: one line that does not name whom it is about, for it stays."""
    ground = clean(ground, newlines=False, limit=500)[0].strip()
    if not ground:
        raise InputError(
            "ground.missing",
            _("An erasure needs a ground."),
            next_step=_("Name it, e.g. --ground 'request under Art. 17 GDPR of 2026-11-20'."),
        )
    if whom is not None and (whom.speaks_of(ground) or (whom.part is not None and whom.part.search(ground))):
        raise InputError(
            "ground.names",
            _("The ground names the person, and the ground stays in the record."),
            next_step=_("Write it without the name."),
        )
    return ground


def _drop(table: Table, is_gone: Callable[[Any], bool]) -> int:
    ids = [document.doc_id for document in table.all() if is_gone(dict(document))]
    return len(table.remove(doc_ids=ids)) if ids else 0
