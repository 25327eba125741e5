"""Make a workspace with a fictional chain of stores: five sites, a year of audits, reports to try.

It is marked DEMO everywhere, and yours is not touched. Everything in it is invented.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from audit_tui import paths
from audit_tui.cli.common import add_json, say, say_json
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, EnvironmentFault, InputError
from audit_tui.i18n import _, plural
from audit_tui.settings import MARKER
from audit_tui.store.audits import AuditStore
from audit_tui.store.blobs import blobs_of

if TYPE_CHECKING:
    from audit_tui.store.workspace import Workspace

EXAMPLES = """examples:
  audit-tui demo                           beside your own data folder
  audit-tui demo ./demo --open             in a folder of your choice, and look at it at once
  audit-tui demo --workspace ./demo        the same folder, named as with every other verb
  audit-tui demo ./demo --samples exports/samples   write the sample reports as well"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory",
        metavar="DIR",
        nargs="?",
        type=Path,
        help=_("a new or empty folder, or a demo made before"),
    )
    parser.add_argument("--open", action="store_true", help=_("open the app with it"))
    parser.add_argument(
        "--samples",
        metavar="DIR",
        type=Path,
        help=_("write a sample report and tables of the demo into this folder"),
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    directory = args.directory or args.workspace or paths.user_demo()
    workspace, made = _workspace(directory)
    samples = _samples(workspace, args.samples) if args.samples else []
    count = len(AuditStore(workspace, SystemClock()).rows())
    if args.json:
        say_json(
            {
                "workspace": str(workspace.base),
                "made": made,
                "audits": count,
                "samples": [str(path) for path in samples],
            }
        )
    elif not args.open:
        say(
            (
                _("Made the demo with {audits} in {base}.")
                if made
                else _("Found the demo with {audits} in {base}.")
            ).format(
                audits=plural("{count} audit", "{count} audits", count),
                base=workspace.base,
            )
        )
        for path in samples:
            say(_("Wrote {path}.").format(path=path))
        say(_('Open it with: audit-tui --workspace "{base}"').format(base=workspace.base))
    if args.open:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise EnvironmentFault("terminal.none", _("The app needs a terminal, and this is none."))
        from audit_tui.cli.main import start_app

        start_app(workspace)
    return DONE


def _workspace(directory: Path) -> tuple[Workspace, bool]:
    """The demo in `directory`, and whether it was made now."""
    from audit_tui.store.workspace import open_workspace

    if (directory / MARKER).is_file():
        workspace = open_workspace(directory, {})
        if not workspace.is_demo:
            raise InputError(
                "demo.other",
                _("This is a workspace of your own, not a demo."),
                where=str(directory),
                next_step=_("Name a new folder."),
            )
        return workspace, False
    from audit_tui.demo.build import make_demo

    with ProgressLine({}) as shown:
        words = _("Making a made-up chain of shops: {done} of {total} audits.")
        return make_demo(
            directory, lambda done, total: shown.tell(words.format(done=done, total=total))
        ), True


def _samples(workspace: Workspace, folder: Path) -> list[Path]:
    """What comes out: a visit that failed, the same store a year later, a summary in Chinese, and tables."""
    from audit_tui.demo.chain import SAMPLES
    from audit_tui.i18n import translator
    from audit_tui.reports.files import write_report
    from audit_tui.reports.publish import publish
    from audit_tui.reports.subject import Subject
    from audit_tui.reports.tables import answers_csv

    store = AuditStore(workspace, SystemClock())
    written = [
        publish(store, one.number, language=one.language, variant=one.variant, to=folder / name)
        for name, one in SAMPLES.items()
    ]
    with store.open(next(iter(SAMPLES.values())).number, write=False) as audit:
        subject = Subject(audit.record, "en", translator("en"), blobs_of(workspace))
    written.append(write_report(folder / "sample-answers.csv", answers_csv([subject])))
    return written
