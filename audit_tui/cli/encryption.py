"""Encrypt what names people at rest: private notes, names, signatures, photos and files, people of the registry.

The key lies in the keyring of this machine, or is protected by a passphrase; a recovery key opens it as well. It
is printed once: write it down and keep it away from this machine. Whoever loses all of them loses what is
encrypted, for nobody else can open it. Answers, scores and public notes stay readable, and `audit-tui verify`
proves an audit without any key.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit_tui.cli import unlocking
from audit_tui.cli.common import add_json, say, say_json, warn, workspace_of
from audit_tui.cli.progress import ProgressLine
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FINDING, InputError, RefusedError
from audit_tui.i18n import _, ngettext
from audit_tui.locale_format import Count
from audit_tui.phrases.encryption import kind_words, stand_lines

if TYPE_CHECKING:
    from audit_tui.store.encrypting import Pass
    from audit_tui.store.sealed_survey import Lying
    from audit_tui.store.workspace import Workspace

EXAMPLES = """examples:
  audit-tui encryption status
  audit-tui encryption on                       the key goes into the keyring; without one a passphrase is asked for
  audit-tui encryption on --passphrase          with a passphrase, for other machines and backups
  audit-tui encryption passphrase               set or change it
  audit-tui encryption recover                  open it with the recovery key, and set a new passphrase
  audit-tui encryption recovery-key             make a new recovery key; the old one opens nothing any more
  audit-tui encryption off"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(
        dest="doing", metavar="on|off|status|passphrase|recover|recovery-key|keep", required=True
    )
    on = doing.add_parser("on", help=_("encrypt, or go on where it was cut short"))
    on.add_argument(
        "--passphrase", action="store_true", help=_("with a passphrase, also where there is a keyring")
    )
    on.add_argument("--no-keyring", action="store_true", help=_("leave the keyring of this machine alone"))
    off = doing.add_parser("off", help=_("make everything plain again"))
    status = doing.add_parser("status", help=_("say how it stands and what lies encrypted"))
    change = doing.add_parser("passphrase", help=_("set or change the passphrase"))
    recover = doing.add_parser("recover", help=_("open it with the recovery key, and set a new passphrase"))
    recover.add_argument("--recovery-file", metavar="FILE", type=Path, help=_("a file with the recovery key"))
    renew = doing.add_parser("recovery-key", help=_("make a new recovery key in the place of the old one"))
    keep = doing.add_parser("keep", help=_("keep the key in the keyring of this machine as well"))
    for each in (on, off, change, renew, keep):
        each.add_argument(
            "--passphrase-file",
            metavar="FILE",
            type=Path,
            help=_("a file whose first line is the passphrase"),
        )
    for each in (on, change, recover):
        each.add_argument(
            "--new-passphrase-file", metavar="FILE", type=Path, help=_("a file with the new passphrase")
        )
    for each in (on, off, status, change, recover, renew, keep):
        add_json(each)
        # As for all commands it may stand behind as well.
        each.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    workspace = workspace_of(args, ask=False)
    doing = {
        "on": _on,
        "off": _off,
        "status": _status,
        "passphrase": _passphrase,
        "recover": _recover,
        "recovery-key": _recovery_key,
        "keep": _keep,
    }
    return doing[args.doing](args, workspace)


# -- on and off ------------------------------------------------------------------------------------------------


def _on(args: argparse.Namespace, workspace: Workspace) -> int:
    from audit_tui.store import ring
    from audit_tui.store.encrypting import make_keys, require_no_keys

    recovery, backend = "", None
    if workspace.vault.file is None:
        # Before anybody thinks up a passphrase.
        require_no_keys(workspace)
        backend = None if args.no_keyring else ring.name()
        passphrase = None
        if args.passphrase or args.new_passphrase_file or backend is None:
            passphrase = _new_passphrase(args)
        recovery = make_keys(workspace, passphrase=passphrase, keyring=backend is not None)
        if not args.json:
            # At once: should the rest be cut short, it is written down already.
            _say_recovery(recovery)
    else:
        _open(args, workspace)
    done = _convert(workspace, "on", _("Encrypting:"))
    if args.json:
        say_json({**_stand(workspace), **_pass_json(done), "recovery_key": recovery or None})
    else:
        if backend:
            say(_("The key lies in the keyring of this machine ({name}).").format(name=backend))
        _say_pass(done, _("Everything that names people is encrypted now."))
        say(_("Backups made before are plain, and old blocks of replaced files may stay on the disk."))
    return DONE if done.complete else FINDING


def _off(args: argparse.Namespace, workspace: Workspace) -> int:
    if workspace.vault.stage == "off":
        raise RefusedError("encryption.off", _("This workspace is not encrypted."))
    _open(args, workspace)
    done = _convert(workspace, "off", _("Decrypting:"))
    if args.json:
        say_json({**_stand(workspace), **_pass_json(done)})
    else:
        _say_pass(done, _("Everything is plain again; the keys are gone."))
    return DONE if done.complete else FINDING


def _convert(workspace: Workspace, way: Any, words: str) -> Pass:
    from audit_tui.store.encrypting import convert

    with ProgressLine({}) as shown:
        return convert(
            workspace,
            SystemClock(),
            way,
            lambda done, total: shown.tell(f"{words} {Count(done):,} / {Count(total):,}"),
        )


def _say_pass(done: Pass, words: str) -> None:
    if done.complete:
        say(words)
        return
    warn(
        ngettext(
            "{count} file could not be reached; close or mend it, then give the same command again:",
            "{count} files could not be reached; close or mend them, then give the same command again:",
            len(done.left),
        ).format(count=len(done.left))
    )
    for name, why in done.left:
        warn(f"  {name}: {why}")


def _pass_json(done: Pass) -> dict[str, Any]:
    return {
        "complete": done.complete,
        "converted": done.converted,
        "left": [{"file": name, "why": why} for name, why in done.left],
    }


# -- keys ------------------------------------------------------------------------------------------------------


def _passphrase(args: argparse.Namespace, workspace: Workspace) -> int:
    from audit_tui.store.encrypting import set_passphrase

    _open(args, workspace)
    set_passphrase(workspace, _new_passphrase(args))
    if args.json:
        say_json(_stand(workspace))
    else:
        say(_("The passphrase is set. The recovery key stays as it was, and so do backups made before."))
    return DONE


def _recover(args: argparse.Namespace, workspace: Workspace) -> int:
    from audit_tui.store.encrypting import set_passphrase

    vault = workspace.vault
    _require_keys(workspace)
    if args.recovery_file is not None:
        text = unlocking.read_passphrase(args.recovery_file)
    else:
        text = unlocking.secret(_("Recovery key, eight groups: "))
    if not vault.by_recovery(text):
        raise InputError(
            "recovery.wrong",
            _("This is a recovery key, but not that of this workspace."),
            next_step=_("A newer one may have been made since; the last one counts."),
        )
    set_passphrase(workspace, _new_passphrase(args))
    if args.json:
        say_json(_stand(workspace))
    else:
        say(_("The recovery key opens the workspace, and the new passphrase is set."))
    return DONE


def _recovery_key(args: argparse.Namespace, workspace: Workspace) -> int:
    from audit_tui.store.encrypting import renew_recovery

    _open(args, workspace)
    text = renew_recovery(workspace)
    if args.json:
        say_json({**_stand(workspace), "recovery_key": text})
    else:
        _say_recovery(text)
    return DONE


def _keep(args: argparse.Namespace, workspace: Workspace) -> int:
    from audit_tui.store.encrypting import keep_in_keyring

    _open(args, workspace)
    if not keep_in_keyring(workspace):
        raise RefusedError(
            "keyring.none",
            _("There is no keyring here that takes the key."),
            next_step=_("The passphrase goes on opening the workspace."),
        )
    if args.json:
        say_json(_stand(workspace))
    else:
        say(_("The keyring of this machine opens the workspace from now on."))
    return DONE


def _open(args: argparse.Namespace, workspace: Workspace) -> None:
    """Open the vault, by whatever is at hand; raise where that does not go."""
    vault = workspace.vault
    _require_keys(workspace)
    if args.passphrase_file is not None:
        unlocking.open_by_file(vault, args.passphrase_file)
    if not unlocking.unlock(vault, os.environ, ask=True):
        raise vault.why_locked()


def _require_keys(workspace: Workspace) -> None:
    if workspace.vault.stage == "off":
        raise RefusedError(
            "encryption.off",
            _("This workspace is not encrypted."),
            next_step=_("`audit-tui encryption on` encrypts it."),
        )
    if workspace.vault.stage in ("missing", "damaged"):
        raise workspace.vault.why_locked()


def _new_passphrase(args: argparse.Namespace) -> str:
    from audit_tui.store.keys import check_passphrase

    given = args.new_passphrase_file or (args.passphrase_file if args.doing == "on" else None)
    if given is not None:
        return check_passphrase(unlocking.read_passphrase(given))
    return unlocking.ask_new()


def _say_recovery(text: str) -> None:
    groups = text.split("-")
    say(_("RECOVERY KEY. It was tested and opens this workspace. It is shown this once and kept nowhere:"))
    say()
    say(f"    {'-'.join(groups[:4])}-")
    say(f"    {'-'.join(groups[4:])}")
    say()
    say(_("Write it down and keep it apart from this machine. The fifth sign of each group is a check."))
    say(_("Without it, the passphrase and the keyring, nobody can open what is encrypted, in backups too."))
    say()


# -- status ----------------------------------------------------------------------------------------------------


def _status(args: argparse.Namespace, workspace: Workspace) -> int:
    from audit_tui.store.sealed_survey import survey_sealed

    unlocking.unlock(workspace.vault, os.environ, ask=False)
    lying = survey_sealed(workspace)
    stand = _stand(workspace)
    whole = stand["stage"] in ("on", "off") and not lying.astray(workspace.vault)
    if args.json:
        say_json({**stand, "encrypted": lying.sealed, "plain": lying.plain})
        return DONE if whole else FINDING
    for line in stand_lines(workspace.vault):
        say(line)
    for line in _lying_lines(lying):
        say(line)
    return DONE if whole else FINDING


def _stand(workspace: Workspace) -> dict[str, Any]:
    """How encryption stands, as JSON types."""
    vault = workspace.vault
    stage = vault.stage
    found = vault.file if stage not in ("damaged", "missing") else None
    return {
        "stage": stage,
        "locked": vault.locked,
        "key_file": str(vault.path) if found is not None else None,
        "passphrase": found is not None and found.passphrase is not None,
        "keyring": found is not None and found.keyring,
    }


def _lying_lines(lying: Lying) -> list[str]:
    return [
        _("  {what}: {sealed} encrypted, {plain} plain").format(
            what=what, sealed=lying.sealed[key], plain=lying.plain[key]
        )
        for key, what in kind_words().items()
    ]
