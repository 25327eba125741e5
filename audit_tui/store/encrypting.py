"""Turning encryption on and off: one pass over everything that lies in a workspace, which may be cut short anywhere.

The key file comes first and says which way it goes; from then on every process writes so. Each file is then
replaced in one step by its other form and is whole at any moment, so a pass that was killed is simply made again:
what lies right already is passed over. At the end nothing is left of the other form. What cannot be converted (an
audit that is open elsewhere, a damaged one) is named, and the stage stays as it is until the next pass takes it up.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from audit_tui.clock import Clock
from audit_tui.errors import AuditError, EnvironmentFault, RefusedError
from audit_tui.i18n import _
from audit_tui.rules.record import Record
from audit_tui.settings import MARKER, render_settings, set_encrypt
from audit_tui.store import keys, recovery, ring, traces
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.blobs import plain_pieces, stored, write_blob
from audit_tui.store.disk import TEMPORARY, exclusive, read_bytes, remove, sweep, write_atomic
from audit_tui.store.halftyped import convert_half_typed, half_typed_files
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.keyfile import KeyFile, read_keyfile, write_keyfile
from audit_tui.store.ledgers import LEDGERS
from audit_tui.store.migrations import migrate
from audit_tui.store.reading import read_tables
from audit_tui.store.replay import journal_file
from audit_tui.store.rewriting import make_writable, rewrite_draft, rewrite_finished, rewritten
from audit_tui.store.sealedfields import FIELDS, open_entry
from audit_tui.store.sealedfile import about, is_sealed, plain_name, read_sealed, seal_bytes, sealed_name
from audit_tui.store.sealing import lies_right, unseal
from audit_tui.store.shared import transaction
from audit_tui.store.tables import LIMIT, dump_tables, parse_tables
from audit_tui.store.vault import SEALED
from audit_tui.store.workspace import Workspace

Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""

_COPIES: Final = frozenset({".json", ".journal"})
"""What of the quarantine is encrypted; the place beside a draft names nobody."""
SHARED: Final = ("registry", *(ledger.name for ledger in LEDGERS))
"""The shared lists that name people."""
_LEFT_AFTER: Final = 60_000
"""Milliseconds after which a temporary file is nobody's any more."""


@dataclass(slots=True)
class Pass:
    """What one pass did."""

    converted: int = 0
    """Files that were brought into the other form."""
    left: list[tuple[str, str]] = field(default_factory=list)
    """What could not be, and why."""

    @property
    def complete(self) -> bool:
        return not self.left


def make_keys(workspace: Workspace, *, passphrase: str | None, keyring: bool) -> str:
    """Make a data key and its key file, and return the recovery key, which was tested and is kept nowhere.

    Nothing is encrypted yet; `convert` does that. `passphrase` was checked. With `keyring` the key goes there too.
    RefusedError where there are keys already, or something encrypted whose key file is missing; EnvironmentFault
    where the keyring does not take the key, or a key does not open what it should; then nothing is changed.
    """
    vault = workspace.vault
    with exclusive(workspace.locks / "encryption.lock", patience=0):
        require_no_keys(workspace)
        key, text = keys.new_key(), recovery.new_recovery()
        known_as = keys.key_id(key)
        if keyring and not ring.put(known_as, key):
            raise EnvironmentFault(
                "keyring.refused",
                _("The keyring of this machine did not take the key."),
                next_step=_("Nothing was changed. Use a passphrase: `audit-tui encryption on --passphrase`."),
            )
        made = KeyFile(
            key=known_as,
            stage="encrypting",
            keyring=keyring,
            passphrase=None if passphrase is None else keys.wrap_by_passphrase(key, passphrase),
            recovery=keys.wrap_by_recovery(key, recovery.read_recovery(text)),
        )
        write_keyfile(vault.path, made)
        try:
            _prove(vault.path, key, text, passphrase)
        except EnvironmentFault:
            remove(vault.path)
            raise
        vault.give(key)
        mark(workspace, on=True)
    return text


def require_no_keys(workspace: Workspace) -> None:
    """Raise RefusedError where there are keys already, or something encrypted whose key file is missing."""
    vault = workspace.vault
    if vault.file is not None:
        raise RefusedError("encryption.there", _("This workspace has its keys already."))
    if (sealed := next(sealed_things(workspace), None)) is not None:
        raise RefusedError(
            "encryption.keyless",
            _("Something is encrypted here, but its key file is missing."),
            where=str(sealed),
            next_step=_("Put {file} of a backup into {folder}. New keys would not open it.").format(
                file=vault.path.name, folder=vault.path.parent
            ),
        )


def _prove(path: Path, key: bytes, text: str, passphrase: str | None) -> None:
    """Open what was written with each of the keys, as it will be opened when it matters."""
    found = read_keyfile(path)
    opened = [keys.unwrap_by_recovery(found.recovery, recovery.read_recovery(text), found.key)]
    if passphrase is not None and found.passphrase is not None:
        opened.append(keys.unwrap_by_passphrase(found.passphrase, passphrase, found.key))
    if any(each != key for each in opened):
        raise EnvironmentFault(
            "encryption.unproved",
            _("The key file did not come back from the disk as it was written."),
            where=str(path),
            next_step=_("Nothing was encrypted. Try again; this disk may be failing."),
        )


def set_passphrase(workspace: Workspace, passphrase: str) -> None:
    """Wrap the data key by another passphrase, which was checked. LockedError where it is not open."""
    vault = workspace.vault
    with exclusive(workspace.locks / "encryption.lock", patience=0):
        key, found = vault.key(), vault.file
        assert found is not None
        made = found.model_copy(update={"passphrase": keys.wrap_by_passphrase(key, passphrase)})
        write_keyfile(vault.path, made)


def renew_recovery(workspace: Workspace) -> str:
    """A new recovery key in the place of the old one, tested. LockedError where the vault is not open."""
    vault = workspace.vault
    with exclusive(workspace.locks / "encryption.lock", patience=0):
        key, found, text = vault.key(), vault.file, recovery.new_recovery()
        assert found is not None
        wrap = keys.wrap_by_recovery(key, recovery.read_recovery(text))
        write_keyfile(vault.path, found.model_copy(update={"recovery": wrap}))
        _prove(vault.path, key, text, None)
    return text


def keep_in_keyring(workspace: Workspace) -> bool:
    """Put the key into the keyring of this machine; False where it does not take it."""
    vault = workspace.vault
    with exclusive(workspace.locks / "encryption.lock", patience=0):
        key, found = vault.key(), vault.file
        assert found is not None
        if not ring.put(found.key, key):
            return False
        if not found.keyring:
            write_keyfile(vault.path, found.model_copy(update={"keyring": True}))
    return True


def convert(
    workspace: Workspace, clock: Clock, way: Literal["on", "off"], progress: Progress | None = None
) -> Pass:
    """Bring everything into the form that `way` asks for. LockedError where the vault is not open.

    NotSavedError where the disk refuses: what was done until then holds, and the same may be asked for again.
    """
    vault = workspace.vault
    vault.key()
    with exclusive(workspace.locks / "encryption.lock", patience=0):
        found = vault.file
        assert found is not None
        stage: Literal["encrypting", "decrypting"] = "encrypting" if way == "on" else "decrypting"
        if found.stage != stage:
            write_keyfile(vault.path, found.model_copy(update={"stage": stage}))
        if way == "off":
            mark(workspace, on=False)
        run = _Converting(workspace, clock, progress)
        run.all()
        if run.result.complete:
            _settle(workspace, way)
    return run.result


def _settle(workspace: Workspace, way: Literal["on", "off"]) -> None:
    vault = workspace.vault
    found = vault.file
    assert found is not None
    if way == "on":
        write_keyfile(vault.path, found.model_copy(update={"stage": "on"}))
        mark(workspace, on=True)
        return
    remove(vault.path)
    if found.keyring:
        ring.remove(found.key)
    vault.forget()


def mark(workspace: Workspace, *, on: bool) -> None:
    """Say in the settings file whether the workspace asks for encryption. NotSavedError where it cannot be written."""
    marker = workspace.base / MARKER
    if marker.is_file():
        before = read_bytes(marker, limit=LIMIT)
        text = set_encrypt(before.decode("utf-8-sig"), on=on)
    else:
        before = None
        text = render_settings(replace(workspace.settings, encrypt=on))
    if before is None or text.encode() != before:
        write_atomic(marker, text.encode(), previous=before)


def is_copy(path: Path) -> bool:
    """Whether a file of the quarantine is one that is encrypted, or would be."""
    return plain_name(path).suffix in _COPIES


def sealed_things(workspace: Workspace) -> Iterator[Path]:
    """Files in which something is encrypted."""
    folders = (
        workspace.blobs,
        workspace.quarantine,
        workspace.half_typed,
        workspace.drafts,
        workspace.finished,
    )
    for folder in folders:
        for path in traces.files(folder):
            if is_sealed(path):
                yield path
            elif path.suffix in _COPIES:
                with contextlib.suppress(AuditError):
                    if b'"sealed":"' in read_bytes(path, limit=LIMIT):
                        yield path


def _as_it_is(entry: Mapping[str, Any]) -> None:
    """Changes nothing."""


class _Converting:
    """One pass."""

    def __init__(self, workspace: Workspace, clock: Clock, progress: Progress | None) -> None:
        self.result = Pass()
        self._workspace, self._clock, self._progress = workspace, clock, progress
        self._vault = workspace.vault
        self._hides = self._vault.sealer()
        self._store = AuditStore(workspace, clock)

    def all(self) -> None:
        workspace = self._workspace
        self._caches()
        # Drafts that a finished audit took the place of are cleared away first.
        self._store.rows()
        self._caches()
        audits = [
            path
            for folder in (workspace.drafts, workspace.finished)
            for path in traces.files(folder)
            if path.suffix == ".json" and not path.name.startswith(".")
        ]
        blobs = list(stored(workspace.blobs))
        copies = [path for path in traces.files(workspace.quarantine) if is_copy(path)]
        total, done = len(audits) + len(blobs) + len(copies), 0

        def step() -> None:
            nonlocal done
            done += 1
            if self._progress is not None:
                self._progress(done, total)

        for path in audits:
            with self._telling(path):
                self._audit(path)
            step()
        for name in SHARED:
            self._shared(workspace.data / f"{name}.json", workspace.locks / f"{name}.lock")
        for sha256, path in blobs:
            with self._telling(path):
                self._blob(sha256, path)
            step()
        # The copies that converting damaged drafts would make lie there by now.
        for path in copies:
            with self._telling(path):
                self._copy(path)
            step()
        for path in half_typed_files(workspace):
            with self._telling(path):
                self.result.converted += convert_half_typed(workspace, path)
        self._temporary()

    @contextlib.contextmanager
    def _telling(self, path: Path) -> Iterator[None]:
        """What cannot be converted is named and left; a disk that refuses ends the pass."""
        try:
            yield
        except AuditError as error:
            if error.code.startswith("disk."):
                raise
            name = path.relative_to(self._workspace.data).as_posix()
            why = error.what
            if error.code == "lock.held":
                why = _("It is open elsewhere: {holder}.").format(holder=self._store.holder(path.stem))
            self.result.left.append((name, why))

    def _audit(self, path: Path) -> None:
        with exclusive(self._workspace.locks / f"{path.stem}.lock", patience=0):
            sweep(path)
            database: JournalDB | None = None
            if path.parent == self._workspace.drafts:
                sweep(journal_file(path))
                database = JournalDB(path, quarantine=self._workspace.quarantine, finishing=True)
                found = database.storage.found
                if found.damage is not None:
                    raise RefusedError(
                        "journal.damaged", _("Its journal is damaged; open the audit once, then again.")
                    )
                tables = migrate(found.tables, path)
            else:
                tables = migrate(read_tables(path), path)
            on_disk, newer = load(path, tables)
            if newer:
                raise RefusedError("audit.newer", _("It was written by a newer version of the program."))
            new = None
            if not lies_right(on_disk, self._vault):
                record = unseal(on_disk, self._vault)
                self._require(record)
                new = rewritten(tables, record, self._hides)
                load(path, new, self._vault)
                self.result.converted += 1
            if database is not None:
                # Even where it lies right its journal may still hold the other form.
                rewrite_draft(database, new, on_disk)
            elif new is not None:
                rewrite_finished(path, new)

    def _require(self, record: Record) -> None:
        """Raise where something of a record could not be opened: it is another workspace's."""
        for sealed in record.sealed.values():
            raise self._vault.why_not(sealed.sealed.partition(":")[0])

    def _shared(self, path: Path, lock: Path) -> None:
        if not path.exists() and not journal_file(path).exists():
            return
        with (
            self._telling(path),
            transaction(path, lock, erasing=True, vault=self._vault) as database,
        ):
            for name in database.tables() & FIELDS.keys():
                # Looked at is enough: what does not lie right is laid anew.
                database.table(name, cache_size=0).update(_as_it_is)
                self.result.converted += 1

    def _blob(self, sha256: str, path: Path) -> None:
        if is_sealed(path) != (self._hides is not None):
            write_blob(self._workspace.blobs, sha256, self._hides, lambda: plain_pieces(path, self._vault))
            self.result.converted += 1

    def _copy(self, path: Path) -> None:
        """A copy in quarantine: as a whole, for what is damaged in it must stay as it is."""
        if not path.exists():
            return
        if is_sealed(path):
            if self._hides is None:
                content = read_sealed(self._vault, path, limit=LIMIT)
                self._put(plain_name(path), content, instead_of=path)
            return
        if self._hides is not None:
            if self._is_plain(path):
                content = seal_bytes(self._vault, read_bytes(path, limit=LIMIT), about(path))
                self._put(sealed_name(path), content, instead_of=path)
            return
        content = read_bytes(path, limit=LIMIT)
        if SEALED.encode() in content:
            self._list(path, content)
        elif path.suffix == ".json" and b'"sealed":"' in content:
            tables = read_tables(path)
            record, _newer = load(path, tables, self._vault)
            self._require(record)
            self._put(path, dump_tables(rewritten(tables, record, None)))
            remove(journal_file(path))

    def _list(self, path: Path, content: bytes) -> None:
        """A copy of a shared list with encrypted entries, made plain."""
        if path.suffix != ".json":
            raise RefusedError(
                "encryption.copy", _("It is the journal of a damaged list, and its entries stay encrypted.")
            )
        tables = parse_tables(content, path)
        opened = {
            name: {at: open_entry(self._vault, name, entry) for at, entry in table.items()}
            for name, table in tables.items()
        }
        self._put(path, dump_tables(opened))

    def _put(self, target: Path, content: bytes, *, instead_of: Path | None = None) -> None:
        write_atomic(target, content)
        if instead_of is not None:
            with contextlib.suppress(OSError):
                # Since when it lies here is told by its time.
                shutil.copystat(instead_of, target)
            make_writable(instead_of)
            remove(instead_of)
        self.result.converted += 1

    def _is_plain(self, path: Path) -> bool:
        """Whether a copy may hold a personal value in plain. One that was set aside sealed holds none."""
        snapshot = path.with_suffix(".json")
        if not snapshot.exists() or sealed_name(journal_file(snapshot)).exists():
            # The two belong together: where one is encrypted as a whole, so is the other.
            return True
        try:
            tables = parse_tables(read_bytes(snapshot, limit=LIMIT), snapshot)
            journal = journal_file(snapshot)
            if journal.exists():
                tables = read_tables(snapshot)
            return not lies_right(load(snapshot, tables)[0], self._vault)
        except AuditError:
            return True

    def _caches(self) -> None:
        """Have the lists made anew: they hold names."""
        for path, lock in ((self._workspace.results, "results"), (self._workspace.catalogue, "catalogue")):
            if path.exists() or journal_file(path).exists():
                with exclusive(self._workspace.locks / f"{lock}.lock"):
                    sweep(path)
                    remove(journal_file(path))
                    remove(path)

    def _temporary(self) -> None:
        """Delete what killed programs left half written: nobody knows what is in it."""
        for path in traces.files(self._workspace.data):
            if path.name.startswith(".") and path.suffix == TEMPORARY:
                with contextlib.suppress(OSError):
                    if self._clock.wall() - path.stat().st_mtime * 1000 >= _LEFT_AFTER:
                        path.unlink()
