"""Paths that a person types: as they are pasted, and folders that can be written to."""

from __future__ import annotations

import os
from collections.abc import Sequence

from audit_tui.tui.screens.prompt import PromptScreen
from audit_tui.tui.talk import _
from audit_tui.tui.typed import typed_path


def folder_prompt(title: str, why: str, recent: Sequence[str] = (), made: Sequence[str] = ()) -> PromptScreen:
    """Asks for a folder that is there and can be written to; `why` tells what stood in the way before.

    Folders in `made` need not be there: whoever asks makes them.
    """
    help_ = f"{why} {_('Name a folder, such as one on a stick; ~ is your own.')}".strip()
    return PromptScreen(
        title, help=help_, recent=recent, check=lambda text: "" if text in made else _fault(text)
    )


def _fault(text: str) -> str:
    if not text:
        return _("Please type the path of a folder.")
    folder = typed_path(text)
    try:
        if not folder.is_dir():
            return _("There is no such folder: {path}").format(path=str(folder)[:200])
    except (OSError, ValueError):
        return _("This cannot be the name of a folder.")
    if not os.access(folder, os.W_OK | os.X_OK):
        return _("This folder cannot be written to: {path}").format(path=str(folder)[:200])
    return ""


__all__ = ["folder_prompt", "typed_path"]
