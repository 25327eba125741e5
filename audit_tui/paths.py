"""Where things lie for a user without a workspace, and where the shipped checklists are. Creates nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import platformdirs

APP: Final = "audit_tui"
CONFIG: Final = "AUDIT_TUI_CONFIG"
"""The variable that names another folder for preferences, such as one on a stick."""


def expanded(path: Path) -> Path:
    """A path with the home folder that `~` or `~somebody` stands for; as it is where nobody knows that one."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def user_data() -> Path:
    """The user's own data folder; on Windows under LOCALAPPDATA, for what roams gets synced and broken."""
    return platformdirs.user_data_path(APP, appauthor=False, roaming=False)


def user_config(env: Mapping[str, str]) -> Path:
    """The folder of the user's own preferences: the one that the environment names, else the system's."""
    if named := env.get(CONFIG, "").strip():
        return expanded(Path(named))
    return platformdirs.user_config_path(APP, appauthor=False, roaming=False)


def user_demo() -> Path:
    """Where the user's demo lies: beside their own audits, never among them."""
    return user_data().with_name(f"{APP}-demo")


def user_exports() -> Path:
    """Where reports go: a folder a person finds."""
    return platformdirs.user_documents_path() / APP


def shipped_checklists() -> Path:
    """The checklists that come with the program: of the package, or of the checkout it runs from."""
    package = Path(__file__).resolve().parent
    installed = package / "_shipped" / "checklists"
    return installed if installed.is_dir() else package.parent / "checklists"
