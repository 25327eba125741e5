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

from audit_tui.cli.common import add_json, plural, say, say_json, warn, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FINDING
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
        help="a new .zip file or a folder (default: the exports folder)",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace = workspace_of(args)
    with ProgressLine({"write": "Backing up:", "check": "Reading back:"}) as progress:
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
        plural(done.count("finished"), "ended audit"),
        plural(done.count("draft"), "draft"),
        plural(done.count("blob"), "photo or file", "photos and files"),
        plural(done.count("checklist"), "own checklist"),
        plural(done.count("standards"), "file of own standards", "files of own standards"),
    ]
    say(f"{', '.join(parts)}; {done.size / 1_048_576:.1f} MiB, read back and whole.")
    say(f"SHA-256 {done.sha256}")
    say(f"Not in it: {', '.join(done.manifest.left_out)}.")
    say("It holds names and private notes. Keep it on another disk, where only you can read it.")
    for note in done.notes:
        warn(note.message)
