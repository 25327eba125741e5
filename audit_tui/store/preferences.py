"""Where a person's preferences lie, and how they are read and changed. Never in a workspace.

A file that cannot be understood costs the preferences, never the start: the standard ones hold, the person is
told, and the file is set aside before the first change replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from audit_tui import paths
from audit_tui.errors import AuditError
from audit_tui.preferences import FILE, Preferences, parse_preferences, render_preferences
from audit_tui.store.disk import exclusive, read_bytes, sweep, write_atomic

_LIMIT: Final = 1_048_576
SET_ASIDE: Final = f"{FILE}.set-aside"


class PreferenceFile:
    """The preferences of one person in `folder`. Finding them creates nothing."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.faulty: list[str] = []
        """What could not be understood when the file was last read; `*` is the whole file."""

    def read(self) -> Preferences:
        """The preferences as they are on disk; the standard ones where there is no file or none to read."""
        self.faulty = []
        if not self.path.exists():
            return Preferences()
        try:
            content = read_bytes(self.path, limit=_LIMIT)
        except AuditError:
            self.faulty = ["*"]
            return Preferences()
        preferences, self.faulty = parse_preferences(content)
        return preferences

    def change(self, **values: Any) -> Preferences:
        """Change some of them and keep that; what another window has changed meanwhile stays.

        Raises NotSavedError where the disk refuses; the file is then as it was.
        """
        with exclusive(self.path.with_name(f".{FILE}.lock")):
            sweep(self.path)
            before = self.read()
            after = before.changed(**values)
            if self.faulty and self.path.is_file():
                content = read_bytes(self.path, limit=64 * _LIMIT)
                write_atomic(self.path.with_name(SET_ASIDE), content)
            write_atomic(self.path, render_preferences(after))
            self.faulty = []
            return after


def preference_file(env: Mapping[str, str]) -> PreferenceFile:
    """The file of the person whose environment this is."""
    return PreferenceFile(paths.user_config(env))
