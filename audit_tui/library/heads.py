"""A first look at the files of checklists: which there are, and whether one may be newer. Takes no YAML apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from audit_tui.rules.comparing import is_newer

MARK: Final = "audit-checklist/"
"""How the value of `format` begins in a checklist."""
SUFFIXES: Final = frozenset({".yaml", ".yml"})
_KEY: Final = re.compile(rb"^(id|version)[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_PLAIN: Final = re.compile(rb"""(["']?)([A-Za-z0-9][A-Za-z0-9._-]*)\1(?:[ \t]+#.*)?""")


def checklist_files(folders: Sequence[Path]) -> Iterator[Path]:
    """The YAML files in `folders` and below, each folder's by name. Folders that do not exist are passed over."""
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in SUFFIXES:
                yield path


def may_be_newer(folders: Sequence[Path], in_force: Mapping[str, str]) -> bool:
    """Whether a newer version than one in force (id → version) may be among the files.

    False only where the lines `id` and `version` of every checklist say plainly that it is none.
    """
    return any(_may_be_newer(path, in_force) for path in checklist_files(folders))


def _may_be_newer(path: Path, in_force: Mapping[str, str]) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return True
    if MARK.encode() not in content:
        return False
    said = [(key.decode(), _PLAIN.fullmatch(value)) for key, value in _KEY.findall(content)]
    plain = {key: value[2].decode() for key, value in said if value is not None}
    if len(said) != 2 or len(plain) != 2:
        return True
    # A file without an id, or with one that means none, goes by its name.
    names = {plain["id"], path.stem} & in_force.keys()
    return any(is_newer(plain["version"], in_force[name]) for name in names)
