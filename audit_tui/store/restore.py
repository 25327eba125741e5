"""Taking a backup into a workspace, new or in use, without ever putting something older over something newer.

The backup is checked to its last byte before this begins. Every step can be done again: after a crash the same
restore goes on where it was. What cannot be told from a newer state is set aside in quarantine, not dropped.
"""

from __future__ import annotations

import contextlib
import shutil
from typing import Final

from audit_tui.clock import Clock
from audit_tui.errors import EnvironmentFault, RefusedError
from audit_tui.i18n import _
from audit_tui.store.archive import Archive, Progress
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import Note
from audit_tui.store.catalogue import Row
from audit_tui.store.disk import exclusive
from audit_tui.store.restore_audits import restore_audits
from audit_tui.store.restore_keys import refuse_keys, restore_keys
from audit_tui.store.restore_shared import restore_shared
from audit_tui.store.restoring import Restored, Restoring
from audit_tui.store.workspace import Workspace

_ROOM: Final = 16 * 1_048_576
"""Bytes that a restore leaves free on the disk."""


def restore_backup(
    archive: Archive, workspace: Workspace, clock: Clock, *, progress: Progress | None = None
) -> Restored:
    """Take everything of a checked backup into a workspace.

    RefusedError where invented and real audits would be mixed, or keys of two workspaces; LockedError where
    this one is encrypted and not open; EnvironmentFault where there is too little
    space; then nothing is changed. NotSavedError where the disk refuses in the middle: what was restored until
    then holds, and the same restore may be done again.
    """
    run = Restoring(archive, workspace, clock, progress)
    _refuse(run)
    with exclusive(workspace.locks / "restore.lock", patience=0):
        restore_keys(run)
        restore_shared(run)
        restore_audits(run)
    # The list is made anew, and drafts whose finished files came back are cleared away.
    rows = AuditStore(run.workspace, clock).rows()
    run.result.notes.extend(_doubled(rows, {audit.id for audit in run.result.audits if audit.file}))
    return run.result


def _refuse(run: Restoring) -> None:
    """Raise where this backup must not come into this workspace, or does not fit on its disk."""
    refuse_keys(run)
    demo, base = run.archive.manifest.workspace.demo, str(run.workspace.base)
    in_use = run.rows or run.workspace.registry.exists() or not run.is_untouched
    if demo != run.workspace.is_demo and in_use:
        raise RefusedError(
            "restore.demo",
            _("The backup is of a demo, this workspace is not; invented and real audits are not mixed.")
            if demo
            else _("This workspace is a demo, the backup is not; real and invented audits are not mixed."),
            where=base,
            next_step=_("Nothing was changed. Restore into a folder of its own: --workspace DIR."),
        )
    at = run.workspace.data
    while not at.exists() and at != at.parent:
        at = at.parent
    with contextlib.suppress(OSError):
        needed, free = _needed(run) + _ROOM, shutil.disk_usage(at).free
        if needed > free:
            raise EnvironmentFault(
                "disk.full",
                _("The backup needs {needed} MiB, and {free} MiB are free.").format(
                    needed=needed // 1048576, free=free // 1048576
                ),
                where=base,
                next_step=_("Nothing was changed. Free some space, then try again."),
            )


def _needed(run: Restoring) -> int:
    return sum(
        member.size
        for member in run.archive.manifest.members
        if member.kind != "blob" or not run.target(member).exists()
    )


def _doubled(rows: list[Row], restored: set[str]) -> list[Note]:
    """Numbers that two audits bear: two machines may have given the same one."""
    by_number: dict[str, list[Row]] = {}
    for row in rows:
        if row.number:
            by_number.setdefault(row.number.casefold(), []).append(row)
    return [
        Note(
            "restore.number",
            _("{number} is the number of {count} audits now; name them by their ids: {same}.").format(
                number=same[0].number, count=len(same), same=", ".join(row.id for row in same)
            ),
        )
        for same in by_number.values()
        if len(same) > 1 and restored & {row.id for row in same}
    ]
