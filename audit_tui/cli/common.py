"""What the verbs share: the parser, the workspace, and putting text on a terminal safely and in columns.

Nothing here knows what a verb does.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from audit_tui import i18n
from audit_tui.errors import InputError
from audit_tui.i18n import _

if TYPE_CHECKING:
    from audit_tui.model.site import Site
    from audit_tui.store.registry import Registry
    from audit_tui.store.workspace import Workspace

# Text from files and people must not steer the terminal: controls, C1, bidi controls, lone surrogates.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Parser(argparse.ArgumentParser):
    """argparse with texts laid out as written and a wrong use told in one sentence."""

    def __init__(self, **given: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **given)

    def error(self, message: str) -> NoReturn:
        raise InputError(
            "usage",
            f"{self.prog}: {message}.".replace("..", "."),
            next_step=_("See {prog} --help.").format(prog=self.prog),
        )


def add_workspace(parser: argparse.ArgumentParser, *, default: Path | None) -> None:
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        type=Path,
        default=default,
        help=_("folder with audit-workspace.toml (default: AUDIT_TUI_WORKSPACE, else your own data folder)"),
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print JSON instead of text"))


def workspace_of(args: argparse.Namespace, *, ask: bool = True) -> Workspace:
    """The workspace this command works in, opened where it is encrypted and that goes.

    With `ask` a passphrase is asked for on a terminal: for commands that show or need personal values.
    """
    from audit_tui.store.workspace import open_workspace

    workspace = open_workspace(args.workspace, os.environ, Path.cwd())
    i18n.suggest(workspace.settings.languages[0])
    if workspace.vault.stage != "off":
        from audit_tui.cli.unlocking import unlock

        unlock(workspace.vault, os.environ, ask=ask)
    return workspace


def site_of(registry: Registry, ref: str) -> Site:
    """The site that `ref` names. InputError with what it may have meant."""
    site = registry.find_site(ref)
    if site is None:
        known = [one.id for one in registry.sites()]
        raise InputError(
            "site.unknown",
            _("There is no site {ref!r}.{nearest}").format(ref=ref[:40], nearest=nearest(ref, known)),
            next_step=_("`audit-tui sites list` shows them."),
        )
    return site


def day_of(text: str | None) -> str:
    """A date as it was typed, checked; empty where none was."""
    if not text:
        return ""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise InputError(
            "usage", _("{text!r} is no date; write it as 2026-11-18.").format(text=text)
        ) from None


def visible(text: str) -> str:
    """`text` with every character that could steer a terminal written out (`\\x1b`)."""
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def say(text: str = "") -> None:
    """One or more lines on standard output."""
    print(visible(text))


def warn(text: str) -> None:
    """A line on standard error."""
    print(visible(text), file=sys.stderr)


def say_json(data: Any) -> None:
    """`data` as JSON on standard output, keys in the order given."""
    print(visible(json.dumps(data, ensure_ascii=False, indent=2)))


def nearest(word: str, known: Iterable[str]) -> str:
    """` Did you mean …?` with the known words like `word`, or nothing."""
    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), by_fold, n=3, cutoff=0.7)
    return (
        " " + _("Did you mean {close}?").format(close=" or ".join(by_fold[name] for name in close))
        if close
        else ""
    )


def width(text: str) -> int:
    """Columns that `text` takes on a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def columns(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), gap: str = "  ") -> list[str]:
    """Rows as aligned lines; columns whose index is in `right` are set to the right."""
    if not rows:
        return []
    rows = [[visible(cell).replace("\n", " ") for cell in row] for row in rows]
    wide = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]

    def cell(text: str, at: int) -> str:
        space = " " * (wide[at] - width(text))
        return space + text if at in right else text + space

    return [gap.join(cell(text, at) for at, text in enumerate(row)).rstrip() for row in rows]
