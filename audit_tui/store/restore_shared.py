"""Restoring what all audits share: settings, logo, own checklists and standards, registry and the lists beside it.

What is here stays; what is not comes; of two states of one thing the later one counts, where that can be told.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from tinydb import where

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.settings import MARKER, parse_settings, render_settings
from audit_tui.store.archive import Kind, Member
from audit_tui.store.disk import read_bytes, write_atomic
from audit_tui.store.ledgers import LEDGERS
from audit_tui.store.merge import MERGES
from audit_tui.store.replay import BOOKKEEPING, read_journaled
from audit_tui.store.restoring import Restoring
from audit_tui.store.sealedfields import open_entry
from audit_tui.store.shared import transaction
from audit_tui.store.tables import LIMIT, parse_tables

_TABLES: Final[dict[Kind, tuple[str, ...]]] = {
    "registry": ("sites", "people", "devices", "numbers", "holds"),
    **{ledger.name: (ledger.name,) for ledger in LEDGERS},
}
_BESIDE: Final[tuple[Kind, ...]] = ("logo", "checklist", "standards")


def restore_shared(run: Restoring) -> None:
    """Take over everything but audits and evidence. Raises NotSavedError."""
    _Shared(run).restore()


class _Shared:
    def __init__(self, run: Restoring) -> None:
        self._run = run

    def restore(self) -> None:
        for member in self._run.of("settings"):
            self._settings(self._run.read(member))
        for member in (member for kind in _BESIDE for member in self._run.of(kind)):
            self._beside(self._run.workspace.base / member.name, self._run.read(member))
        for kind in _TABLES:
            for member in self._run.of(kind):
                self._tables(member, self._run.target(member))

    def _settings(self, content: bytes) -> None:
        marker = self._run.workspace.base / MARKER
        if marker.exists() and read_bytes(marker, limit=LIMIT) == content:
            return
        if not self._run.is_untouched or self._run.rows:
            self._run.note(
                "restore.settings",
                _("{marker}: the settings here were kept; the backup has others.").format(marker=marker),
            )
            return
        try:
            settings = parse_settings(content.decode("utf-8-sig"), MARKER)
        except (InputError, UnicodeDecodeError):
            self._run.note(
                "restore.settings",
                _("{marker} of the backup is faulty and was not taken over.").format(marker=MARKER),
            )
            return
        if settings.data != self._run.workspace.settings.data:
            # The folder of another machine, perhaps in use there or here.
            settings = replace(settings, data=self._run.workspace.settings.data)
            content = render_settings(settings).encode()
            self._run.note(
                "restore.data",
                _("The data lies in {data}, not where it lay before.").format(data=self._run.workspace.data),
            )
        write_atomic(marker, content)
        self._run.result.files.append(marker)

    def _beside(self, target: Path, content: bytes) -> None:
        """A file that people write themselves: never replaced; another one lies beside it under a clear name."""
        if target.exists():
            with contextlib.suppress(OSError):
                if target.read_bytes() == content:
                    return
            mark = sha256(content).hexdigest()[:8]
            other = target.with_name(f"{target.name}.restored-{mark}")
            self._run.note(
                "restore.differs",
                _("{target}: kept as it is; the one of the backup is {name}.").format(
                    target=target, name=other.name
                ),
            )
            target = other
            if target.exists():
                return
        write_atomic(target, content)
        self._run.result.files.append(target)

    def _tables(self, member: Member, target: Path) -> None:
        content = self._run.read(member)
        theirs = parse_tables(content, Path(f"{self._run.archive.where}:{member.name}"))
        # Bookkeeping of the file it was, not of the one it becomes.
        theirs.pop(BOOKKEEPING, None)
        if target.exists():
            try:
                read_journaled(target)
            except InputError as error:
                aside = self._run.store.set_aside(target)
                self._run.note(
                    "restore.damaged",
                    _("{target} was damaged and lies in {aside} now. {what}").format(
                        target=target, aside=aside, what=error.what
                    ),
                )
        vault = self._run.workspace.vault
        fresh, names = not target.exists(), _TABLES[member.kind]
        left_out: list[str] = []
        with transaction(target, self._run.workspace.locks / f"{target.stem}.lock", vault=vault) as database:
            if fresh and vault.locked:
                # It comes with its own key, which nobody has given yet: everything stays as it was.
                known = {name: table for name, table in theirs.items() if name in names}
                database.storage.write(known)
                self._run.result.added.update({name: len(table) for name, table in known.items()})
                names = ()
            for name in names:
                rule, key = MERGES[name]
                table = database.table(name, cache_size=0)
                came = [open_entry(vault, name, raw) for raw in theirs.get(name, {}).values()]
                merged = rule(table.all(), came)
                if merged.added:
                    table.insert_multiple(merged.added)
                for document in merged.changed:
                    table.update(document, where(key) == document[key])
                left_out += merged.left_out
                self._run.result.added[name] = len(merged.added) + len(merged.changed)
            if fresh and vault.stage == "off" and not left_out and theirs.keys() <= set(names):
                # Nothing to merge with: the file comes back as it was.
                database.storage.write(theirs)
        for why in left_out:
            self._run.note("restore.left_out", _("Left out: {why}").format(why=why))
        others = ", ".join(sorted(theirs.keys() - set(_TABLES[member.kind])))
        if others:
            self._run.note(
                "restore.unknown",
                _("{name}: not known to this version and left out: {others}.").format(
                    name=member.name, others=others
                ),
            )
