"""Take a backup into a workspace: an empty folder, a new one, or one in use.

The whole backup is checked first; a damaged or foreign ZIP changes nothing. Nothing newer is ever replaced:
an audit that goes further here stays, one that went another way stays and the restored copy lies in
quarantine. Sites and people that are here stay as they are, own checklists that differ get the restored one
beside them. It may be done again at any time. Ends with 1 where something needs a look.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit_tui.cli.common import add_json, say, say_json, warn, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FINDING
from audit_tui.i18n import _, later_plural, plural
from audit_tui.paths import expanded
from audit_tui.store.archive import open_archive
from audit_tui.store.restore import restore_backup
from audit_tui.store.restoring import Restored

if TYPE_CHECKING:
    from audit_tui.store.archive import Manifest
    from audit_tui.store.workspace import Workspace

EXAMPLES = """examples:
  audit-tui restore Aurora_20261122-180000Z_backup.zip --workspace ./restored
  audit-tui restore /media/stick/Aurora_20261122-180000Z_backup.zip --json"""

_WORDS = {
    "restored": later_plural("{count} audit restored", "{count} audits restored"),
    "continued": later_plural(
        "{count} audit continued (the one here was a part of it)",
        "{count} audits continued (the one here was a part of it)",
    ),
    "repaired": later_plural(
        "{count} audit repaired (the one here was damaged)",
        "{count} audits repaired (the one here was damaged)",
    ),
    "same": later_plural("{count} audit here already", "{count} audits here already"),
    "kept": later_plural(
        "{count} audit kept (the one here goes further)",
        "{count} audits kept (the one here goes further)",
    ),
    "aside": later_plural("{count} audit put into quarantine", "{count} audits put into quarantine"),
    "busy": later_plural(
        "{count} audit left alone (open elsewhere)", "{count} audits left alone (open elsewhere)"
    ),
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("a backup made by audit-tui backup"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    with (
        ProgressLine({"check": _("Checking:"), "restore": _("Restoring:")}) as progress,
        open_archive(expanded(args.file), progress) as archive,
    ):
        # Not before the backup is known to be good: a new folder would be made into a workspace.
        workspace = workspace_of(args)
        done = restore_backup(archive, workspace, SystemClock(), progress=progress)
        manifest = archive.manifest
    if args.json:
        say_json(_as_json(args.file, manifest, workspace, done))
    else:
        _print(manifest, workspace, done)
    return FINDING if _needs_a_look(done) else DONE


def _needs_a_look(done: Restored) -> bool:
    return bool(done.notes or done.of("aside") or done.of("busy") or done.of("repaired"))


def _as_json(file: Path, manifest: Manifest, workspace: Workspace, done: Restored) -> dict[str, Any]:
    return {
        "file": str(file),
        "made": manifest.made,
        "workspace": str(workspace.base),
        "audits": [
            {
                "id": audit.id,
                "number": audit.number,
                "outcome": audit.outcome,
                "file": str(audit.file) if audit.file else None,
                "why": audit.why,
            }
            for audit in done.audits
        ],
        "evidence": done.blobs,
        "files": [str(path) for path in done.files],
        "added": done.added,
        "notes": [{"code": note.code, "message": note.message} for note in done.notes],
    }


def _print(manifest: Manifest, workspace: Workspace, done: Restored) -> None:
    say(_("Backup of {made} into {base}{sep}").format(made=manifest.made, base=workspace.base, sep=os.sep))
    for outcome, words in _WORDS.items():
        found = [audit for audit in done.audits if audit.outcome == outcome]
        if found:
            say("  " + plural(*words, len(found)))
    say(
        "  "
        + _("{files} written").format(
            files=plural("{count} photo or file", "{count} photos and files", done.blobs)
        )
    )
    for table, count in done.added.items():
        if count and table not in ("devices", "numbers"):
            say("  " + _("{table}: {count} added or brought up to date").format(table=table, count=count))
    for path in done.files:
        say(f"  {path}")
    for audit in done.audits:
        if audit.why:
            where = f" {audit.file}" if audit.outcome == "aside" else ""
            warn(f"{audit.number or audit.id}: {_WORDS[audit.outcome]}.{where} {audit.why}")
    for note in done.notes:
        warn(note.message)
    if workspace.vault.locked:
        say(
            _("What is encrypted in it is locked: the passphrase or the recovery key of the backup opens it.")
        )
