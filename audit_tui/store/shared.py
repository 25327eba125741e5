"""The files that all audits share, as registry and actions: looked at by table, changed in one step under a lock.

Each is a TinyDB file with a journal (`JournalDB`) that is opened for one change and folded at its end, so that
between two changes it is one plain TinyDB file, and the journal is space kept free for the next change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit_tui.store.disk import exclusive, sweep
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.replay import journal_file
from audit_tui.store.vault import Vault


def read_table(path: Path, name: str, vault: Vault | None = None) -> list[dict[str, Any]]:
    """The documents of one table; none where there is no file yet. Raises InputError for a damaged file.

    Encrypted fields are opened with `vault`, or say that they are locked. Of a damaged journal what stands before
    the damage counts; `doctor` names it, and the next change keeps a copy.
    """
    with JournalDB(path, vault=vault) as database:
        return [dict(document) for document in database.table(name, cache_size=0)]


@contextlib.contextmanager
def transaction(
    path: Path, lock: Path, *, erasing: bool = False, vault: Vault | None = None
) -> Iterator[JournalDB]:
    """A database to change; the changes are one record, on disk when this ends, or none when anything raises.

    Opened anew each time, since TinyDB remembers the next free document id and would overwrite what another
    process has added. That the file cannot be folded costs nothing, for the journal has the change: unless it
    is `erasing`, after which no byte of an earlier state may be left. With the `vault` of an encrypted workspace
    what names somebody is encrypted. Raises NotSavedError.
    """
    with exclusive(lock):
        sweep(path)
        sweep(journal_file(path))
        with JournalDB(path, vault=vault) as database:
            with database.storage.batch():
                yield database
            if erasing:
                database.storage.prepare()
                database.storage.compact()
