"""Newer versions of checklists among the own ones and the shipped ones. Looks cheaply, reads only what is newer."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from audit_tui.errors import InputError
from audit_tui.library.finder import find_checklists
from audit_tui.library.loader import load_checklist
from audit_tui.library.overrides import NOTHING_LAID_DOWN, LaidDown
from audit_tui.model.checklist import Checklist
from audit_tui.rules.comparing import is_newer


def newer_versions(
    folders: Sequence[Path], in_force: Mapping[str, str], laid: LaidDown = NOTHING_LAID_DOWN
) -> list[Checklist]:
    """The checklists that are newer than the versions in force, by id; a faulty one is passed over.

    They come as they hold under `laid`, like those of a new audit at the same site. Of two files with one id
    the earlier folder's counts, as everywhere. What is wrong with a faulty one, `check` tells.
    """
    found = []
    for info in find_checklists(folders):
        version = in_force.get(info.id)
        if version is None or info.problem or not is_newer(info.version, version):
            continue
        with contextlib.suppress(InputError):
            found.append(load_checklist(info.path, laid))
    return found


__all__ = ["newer_versions"]
