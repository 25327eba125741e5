"""Write everything of the workspace into one ZIP: audits, drafts, photos, sites, actions, settings, checklists.

It is read back and compared before it is called done. Drafts that are open elsewhere are in it as they were
last saved. Not in it: the quarantine, reports, and what can be made again. It holds names and private notes:
keep it where only you can read it, on another disk. `audit-tui restore` takes it back; unpacked by hand it is
a workspace. Ends with 1 where something is damaged or could not be read.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from audit_tui.cli.common import add_json, say, say_json, warn, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FINDING
from audit_tui.i18n import _, plural
from audit_tui.locale_format import Figure
from audit_tui.store.backup import Backup, make_backup

EXAMPLES = """examples:
  audit-tui backup                             into the exports folder
  audit-tui backup -o /media/stick             into a folder, under a name with date and time
  audit-tui backup -o before-update.zip --json"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE|DIR",
        type=Path,
        help=_("a new .zip file or a folder (default: the exports folder)"),
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace = workspace_of(args, ask=False)
    with ProgressLine({"write": _("Backing up:"), "check": _("Reading back:")}) as progress:
        done = make_backup(workspace, SystemClock(), to=args.output, progress=progress)
    if args.json:
        say_json(_as_json(done))
    else:
        _print(done)
    return FINDING if done.notes else DONE


def _as_json(done: Backup) -> dict[str, Any]:
    return {
        "file": str(done.path),
        "made": done.manifest.made,
        "size": done.size,
        "sha256": done.sha256,
        "finished": done.count("finished"),
        "drafts": done.count("draft"),
        "evidence": done.count("blob"),
        "checklists": done.count("checklist"),
        "standards": done.count("standards"),
        "damaged": done.count("damaged"),
        "left_out": list(done.manifest.left_out),
        "notes": [{"code": note.code, "message": note.message} for note in done.notes],
    }


def _print(done: Backup) -> None:
    say(str(done.path))
    parts = [
        plural("{count} ended audit", "{count} ended audits", done.count("finished")),
        plural("{count} draft", "{count} drafts", done.count("draft")),
        plural("{count} photo or file", "{count} photos and files", done.count("blob")),
        plural("{count} own checklist", "{count} own checklists", done.count("checklist")),
        plural("{count} file of own standards", "{count} files of own standards", done.count("standards")),
    ]
    say(
        _("{parts}; {size:.1f} MiB, read back and whole.").format(
            parts=", ".join(parts), size=Figure(done.size / 1048576)
        )
    )
    say(_("SHA-256 {sha256}").format(sha256=done.sha256))
    say(_("Not in it: {left_out}.").format(left_out=", ".join(done.manifest.left_out)))
    if done.count("encryption"):
        say(_("What is encrypted is so in it too; the passphrase or the recovery key opens it."))
    else:
        say(_("It holds names and private notes. Keep it on another disk, where only you can read it."))
    for note in done.notes:
        warn(note.message)
