"""The keys of a backup and of the workspace it comes into: one of them, never two.

The key file of an encrypted backup comes into a workspace that holds nothing yet, first of all, so that what follows
lies as it lay and is opened with the same passphrase or recovery key. A plain backup is encrypted on its way in.
"""

from __future__ import annotations

from audit_tui.errors import AuditError, InputError, RefusedError
from audit_tui.i18n import _
from audit_tui.store.disk import write_atomic
from audit_tui.store.keyfile import KeyFile, parse_keyfile
from audit_tui.store.restoring import Restoring


def refuse_keys(run: Restoring) -> None:
    """Raise where the backup and the workspace do not share a key, or the one here is needed and not open."""
    theirs, vault = _theirs(run), run.workspace.vault
    if theirs is None:
        if vault.seals:
            vault.require_open()
        return
    ours = vault.file
    if ours is None and not run.rows and not run.workspace.registry.exists():
        return
    if ours is None or ours.key != theirs.key:
        raise RefusedError(
            "restore.keys",
            _("The backup is encrypted with a key that this workspace does not have."),
            where=str(run.workspace.base),
            next_step=_("Nothing was changed. Restore it into a folder of its own: --workspace DIR."),
        )
    if run.rows or run.workspace.registry.exists():
        vault.require_open()


def restore_keys(run: Restoring) -> None:
    """Put the key file of the backup into a workspace that has none."""
    for member in run.of("encryption"):
        content = run.read(member)
        if not run.workspace.vault.path.exists():
            write_atomic(run.workspace.vault.path, content)
            run.result.files.append(run.workspace.vault.path)


def _theirs(run: Restoring) -> KeyFile | None:
    for member in run.of("encryption"):
        try:
            return parse_keyfile(run.archive.read(member), f"{run.archive.where}:{member.name}")
        except AuditError as error:
            raise InputError(
                error.code,
                _("{what} What is encrypted in this backup cannot be opened.").format(what=error.what),
                where=error.where,
                next_step=_("Nothing was changed. Take another backup."),
            ) from None
    return None
