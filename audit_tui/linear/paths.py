"""Completing a path while it is typed, by the line editor that Python brings along where the platform has one.

Only where a path is asked for: everything else is plain lines, without any editing.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from types import ModuleType

from audit_tui.paths import expanded


@cache
def _editor() -> ModuleType | None:
    """The line editor, set up to complete paths; None where there is none."""
    try:
        import readline
    except ImportError:
        return None
    readline.set_completer(_nth)
    readline.set_completer_delims("")
    # The one of macOS goes by another name and reads other settings.
    if "libedit" in (readline.__doc__ or ""):
        readline.parse_and_bind("bind ^I rl_complete")
    else:
        readline.parse_and_bind("tab: complete")
        # It would tell the terminal to mark what is pasted.
        readline.parse_and_bind("set enable-bracketed-paste off")
    readline.set_auto_history(False)
    return readline


def can_complete() -> bool:
    """Whether there is a line editor."""
    return _editor() is not None


def completed(prompt: str) -> str:
    """One line, in which Tab completes a path. EOFError where the input has ended."""
    return input(prompt)


def matches(typed: str) -> list[str]:
    """The paths that begin with what is typed, written as it is; folders end with a slash."""
    quote = typed[:1] if typed[:1] in ("'", '"') else ""
    begun = typed[len(quote) :]
    head, name = os.path.split(begun)
    folder = expanded(Path(head or "."))
    shown = f"{head}{'' if head.endswith(('/', os.sep)) else os.sep}" if head else ""
    try:
        found = sorted(path for path in folder.iterdir() if path.name.startswith(name))
    except OSError:
        return []
    hidden = name.startswith(".")
    return [
        f"{quote}{shown}{path.name}{os.sep if path.is_dir() else ''}"
        for path in found
        if hidden or not path.name.startswith(".")
    ]


def _nth(typed: str, at: int) -> str | None:
    found = matches(typed)
    return found[at] if at < len(found) else None
