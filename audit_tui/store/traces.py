"""Traces of a name in files: evidence, exports, quarantine, backups, and whatever else lies in a workspace.

Looks into bytes as they lie and into ZIP archives. What is compressed otherwise (PDF, office files, pictures of
text) it cannot read, and what lies outside the workspace it does not know; both are told to the person.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from audit_tui.errors import AuditError, EnvironmentFault
from audit_tui.i18n import _
from audit_tui.rules.personal import Wanted
from audit_tui.store.sealedfile import about, is_sealed, open_stream, plain_name, read_sealed
from audit_tui.store.sealing import opened_in, opened_lists
from audit_tui.store.tables import LIMIT
from audit_tui.store.vault import Vault
from audit_tui.store.workspace import Workspace

_TEXT: Final = frozenset(
    {".json", ".journal", ".place", ".tmp", ".csv", ".txt", ".md", ".toml", ".yaml", ".yml", ".log", ".xml"}
)
ARCHIVE: Final = ".zip"
"""Ending of backups."""

BROKEN: Final = (ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError)
"""What reading an archive raises that is damaged, locked by a password, or packed in an unknown way."""

_PIECE: Final = 8 * 1_048_576
_OVERLAP: Final = 8192


def files(folder: Path) -> Iterator[Path]:
    """All ordinary files in a folder and below, by name; none where there is no such folder."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(where) / name
            if path.is_file() and not path.is_symlink():
                yield path


def in_workspace(workspace: Workspace) -> Iterator[Path]:
    """The files of a workspace: its data, reports, own checklists and standards, and what lies beside its settings."""
    seen = set()
    beside = (path for path in _entries(workspace.base) if path.is_file() and not path.is_symlink())
    for path in (
        *beside,
        *files(workspace.data),
        *files(workspace.exports),
        *files(workspace.checklists),
        *files(workspace.standards),
        *files(workspace.base / "backups"),
    ):
        if path not in seen:
            seen.add(path)
            yield path


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def speaks_of(path: Path, whom: Wanted, vault: Vault | None = None) -> bool:
    """Whether the bytes of a file hold a whole name; what is encrypted is opened with `vault`.

    Raises EnvironmentFault where it cannot be read, LockedError among them.
    """
    if vault is not None and is_sealed(path):
        content = io.BytesIO(read_sealed(vault, path, limit=LIMIT))
        return _in(content, plain_name(path).name, whom)
    try:
        with path.open("rb") as stream:
            return _in(stream, path.name, whom)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise EnvironmentFault(
            "file.unreadable",
            _("The file cannot be read: {reason}.").format(reason=error.strerror or error),
            where=str(path),
            next_step=_("Nobody knows whom it speaks of; see to its permissions, then try again."),
        ) from error


def members(path: Path, whom: Wanted, vault: Vault) -> list[str]:
    """The members of a ZIP archive that hold a whole name, what is encrypted in them opened with `vault`.

    Raises OSError and what is in `BROKEN`, also where something is encrypted with another key.
    """
    found = []
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as stream:
                if _in(
                    _opened(stream, Path(member.filename), vault),
                    plain_name(Path(member.filename)).name,
                    whom,
                ):
                    found.append(member.filename)
    return found


def _opened(stream: IO[bytes], name: Path, vault: Vault) -> IO[bytes]:
    """A member of a backup with what is encrypted in it in plain."""
    try:
        if is_sealed(name):
            return io.BytesIO(b"".join(open_stream(vault, stream, about(name))))
        if name.suffix != ".json":
            return stream
        content = stream.read()
        said = list(opened_in(content, vault)) + list(opened_lists(content, vault))
    except AuditError as error:
        raise ValueError(error.what) from error
    return io.BytesIO(b" ".join([content, *said]))


def _in(stream: IO[bytes], name: str, whom: Wanted) -> bool:
    """Whether a stream holds a whole name, read in pieces that overlap by more than any name is long."""
    holds = whom.in_text if Path(name).suffix.lower() in _TEXT else whom.in_bytes
    before = b""
    while piece := stream.read(_PIECE):
        if holds(before + piece):
            return True
        before = (before + piece)[-_OVERLAP:]
    return False
