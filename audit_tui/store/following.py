"""What follows the end of an audit, written into its file: a review, an appeal, the beginning of a correction.

The file is put in the place of the old one in one step, its chain longer by the new events; all events before stay as
they stood, byte for byte, so a fingerprint that somebody holds is still found in it. What is written is checked before
it counts, and a failure leaves what was there. Decides nothing: what may follow is told by `rules.review`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audit_tui.errors import RefusedError
from audit_tui.i18n import _
from audit_tui.rules.record import Change, Record
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore, remove_finished
from audit_tui.store.disk import write_atomic
from audit_tui.store.reading import read_tables
from audit_tui.store.rewriting import rewrite_finished, rewritten
from audit_tui.store.tables import Tables, dump_tables

Write = Callable[[Record], Change]
"""Proposes what is to follow; what it raises is raised, and nothing is written."""


def follow(store: AuditStore, ref: str, write: Write) -> Record:
    """Add to the record of a finished audit; returns it as it is now.

    `ref` as for `AuditStore.open`. RefusedError where the audit is not ended, or as `write` says; LockedError where
    its names cannot be opened here; EnvironmentFault where another process holds it; NotSavedError leaves the file.
    """
    row = store.find(ref)
    with store.holding(row.id):
        path, tables, record = _ended(store, row.id)
        after = _after(record, write(record))
        vault = store.workspace.vault
        new = rewritten(tables, after, vault.sealer())
        load(path, new, vault)
        rewrite_finished(path, new)
        return after


def reopen(store: AuditStore, ref: str, write: Write) -> str:
    """Make a finished audit a draft again, by the change that says so; returns its id. Raises as `follow`.

    Once the draft is on disk it is the audit: it holds all that the finished file held.
    """
    row = store.find(ref)
    with store.holding(row.id):
        path, tables, record = _ended(store, row.id)
        after = _after(record, write(record))
        vault = store.workspace.vault
        unsealed = {name: table for name, table in tables.items() if name != "seal"}
        new = rewritten(unsealed, after, vault.sealer())
        draft = store.workspace.drafts / f"{row.id}.json"
        load(draft, new, vault)
        write_atomic(draft, dump_tables(new))
        remove_finished(path)
        return row.id


def _ended(store: AuditStore, audit_id: str) -> tuple[Path, Tables, Record]:
    """Where an audit lies now that nobody else writes to it, and what it holds."""
    row = store.find(audit_id)
    path = store.workspace.data / row.path
    if path.parent == store.workspace.drafts:
        raise RefusedError(
            "audit.open",
            _("Audit {number} is not ended.").format(number=row.number),
            next_step=_("Finish it first."),
        )
    store.workspace.vault.require_open()
    tables = read_tables(path)
    record, newer = load(path, tables, store.workspace.vault)
    if newer:
        raise RefusedError("audit.newer", _("It was written by a newer version of the program."))
    return path, tables, record


def _after(record: Record, change: Change) -> Record:
    return Record.build(
        record.header,
        [*record.events, *change.events],
        [*record.values.values(), *change.values],
        record.sealed.values(),
    )
