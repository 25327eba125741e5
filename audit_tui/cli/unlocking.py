"""Opening an encrypted workspace on the command line: by the keyring, a file, or a passphrase that is asked for.

A passphrase is never an argument: arguments are seen by every process and kept by shells.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from audit_tui.errors import InputError, LockedError
from audit_tui.i18n import _
from audit_tui.paths import expanded

if TYPE_CHECKING:
    from audit_tui.store.vault import Vault

VARIABLE: Final = "AUDIT_TUI_PASSPHRASE_FILE"
"""Names a file whose first line is the passphrase."""
TRIES: Final = 3
_LIMIT: Final = 4096


def unlock(vault: Vault, env: Mapping[str, str], *, ask: bool) -> bool:
    """Open a vault that is locked, as far as that goes without being told more; True where it is open afterwards.

    With `ask`, and on a terminal, the passphrase is asked for; Enter alone leaves it locked. InputError for a
    passphrase file that cannot be read or holds a wrong one.
    """
    if vault.stage in ("off", "missing", "damaged") or not vault.locked:
        return not vault.locked
    if name := env.get(VARIABLE, "").strip():
        open_by_file(vault, Path(name))
        return True
    if vault.by_keyring():
        return True
    found = vault.file
    if not ask or found is None or found.passphrase is None or not on_terminal():
        return False
    for left in reversed(range(TRIES)):
        text = secret(_("Passphrase of this workspace (Enter leaves it locked): "))
        if not text:
            return False
        if vault.by_passphrase(text):
            return True
        print(wrong(left), file=sys.stderr)
    return False


def open_by_file(vault: Vault, path: Path) -> None:
    """Open a vault with the passphrase in a file. InputError where that is wrong."""
    if not vault.by_passphrase(read_passphrase(path)):
        raise InputError("passphrase.wrong", _("The passphrase in this file is wrong."), where=str(path))


def read_passphrase(path: Path) -> str:
    """The first line of a file. InputError where there is none."""
    from audit_tui.store.disk import read_bytes

    content = read_bytes(expanded(path), limit=_LIMIT)
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InputError("passphrase.file", _("This file is no text in UTF-8."), where=str(path)) from None
    if not lines or not lines[0].strip():
        raise InputError(
            "passphrase.file",
            _("This file is empty; its first line is to be the passphrase."),
            where=str(path),
        )
    return lines[0]


def wrong(left: int) -> str:
    """What to say after a wrong passphrase, with so many tries left."""
    from audit_tui.i18n import ngettext

    if not left:
        return _("That is not the passphrase. The workspace stays locked.")
    return ngettext(
        "That is not the passphrase. {count} try is left.",
        "That is not the passphrase. {count} tries are left.",
        left,
    ).format(count=left)


def ask_new(read: Callable[[str], str] | None = None) -> str:
    """A new passphrase, typed twice and checked. InputError where the two differ or it is too weak."""
    from audit_tui.store.keys import check_passphrase

    read = read or secret
    first = check_passphrase(read(_("New passphrase: ")))
    if check_passphrase(read(_("The same once more: "))) != first:
        raise InputError(
            "passphrase.differs", _("The two are not the same."), next_step=_("Nothing was changed.")
        )
    return first


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def secret(prompt: str) -> str:
    """One line that is not shown while it is typed. LockedError where there is no terminal to ask on."""
    if not on_terminal():
        raise LockedError(
            "terminal.none",
            _("There is no terminal to ask for the passphrase on."),
            next_step=_("Name a file with it: --passphrase-file FILE, or {variable}.").format(
                variable=VARIABLE
            ),
        )
    try:
        return getpass.getpass(prompt, stream=sys.stderr)
    except EOFError:
        return ""
