"""Photos and files of audits, by the SHA-256 of their plain bytes: plain, or encrypted where the workspace is.

The only place that knows which of the two lies there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal, Protocol

from audit_tui.errors import AuditError, LockedError
from audit_tui.store import disk
from audit_tui.store.disk import install, not_saved, sync_directory, write_all
from audit_tui.store.sealedfile import ENDING, SealedFile, about, open_stream, seal_stream, sealed_name
from audit_tui.store.vault import Vault
from audit_tui.store.workspace import Workspace

LARGEST: Final = 256 * 1_048_576
"""Bytes of a blob that are read; what is taken in is smaller."""
NAME: Final = re.compile(rf"(?P<sha256>[0-9a-f]{{64}})(?P<sealed>{re.escape(ENDING)})?")
_PIECE: Final = 1_048_576


class Blob(Protocol):
    """Something that can be opened for reading: a path, or an encrypted file."""

    def open(self) -> BinaryIO: ...

    def __hash__(self) -> int: ...


def place(workspace: Workspace, sha256: str) -> Path | None:
    """Where a blob lies, None where it is not there."""
    plain = workspace.blobs / sha256
    return next((path for path in (plain, sealed_name(plain)) if path.is_file()), None)


def blob(workspace: Workspace, sha256: str) -> Blob:
    """A blob to be opened; opening one that is not there raises FileNotFoundError."""
    path = place(workspace, sha256)
    if path is None or not path.name.endswith(ENDING):
        return PlainFile(workspace.blobs / sha256)
    return SealedFile(path, workspace.vault, LARGEST)


def blobs_of(workspace: Workspace) -> Callable[[str], Blob]:
    """Opens the blobs of a workspace."""
    return lambda sha256: blob(workspace, sha256)


def is_locked(workspace: Workspace, sha256: str) -> bool:
    """Whether a blob is there and cannot be opened for want of the key."""
    path = place(workspace, sha256)
    return path is not None and path.name.endswith(ENDING) and workspace.vault.locked


@dataclass(frozen=True)
class PlainFile:
    """A file as it lies."""

    path: Path

    def open(self) -> BinaryIO:
        return self.path.open("rb")


def stored(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every blob in a folder: its SHA-256 and where it lies, in order."""
    for path in sorted(folder.glob("*")):
        match = NAME.fullmatch(path.name)
        if match is not None and path.is_file():
            yield match["sha256"], path


def write_blob(folder: Path, sha256: str, vault: Vault | None, pieces: Callable[[], Iterator[bytes]]) -> None:
    """Put a blob into a folder, encrypted where `vault` is given; the other form of it goes.

    `pieces` gives its plain bytes, and may raise. NotSavedError where the disk refuses.
    """
    plain = folder / sha256
    target, other = (plain, sealed_name(plain)) if vault is None else (sealed_name(plain), plain)

    def fill(descriptor: int) -> None:
        if vault is None:
            for piece in pieces():
                write_all(descriptor, piece)
        else:
            seal_stream(vault, _Stream(pieces()), about(plain), lambda piece: write_all(descriptor, piece))

    try:
        install(target, fill)
        sync_directory(folder)
    except OSError as error:
        raise not_saved(error, target) from error
    if other.exists():
        disk.remove(other)


class _Stream:
    """Pieces read as a stream, in the sizes that are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int, /) -> bytes:
        while len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._rest += piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def plain_pieces(path: Path, vault: Vault) -> Iterator[bytes]:
    """The plain bytes of a blob, whichever way it lies. Raises as `open_stream`, and OSError."""
    with path.open("rb") as stream:
        if path.name.endswith(ENDING):
            yield from open_stream(vault, stream, about(path))
        else:
            while piece := stream.read(_PIECE):
                yield piece


Fault = Literal["unreadable", "changed", "other"]
"""unreadable: the disk does not give it · changed: its own key does not open it · other: not what its name says"""


def fault(path: Path, sha256: str, vault: Vault) -> Fault | None:
    """What is wrong with a blob; None where it is whole, or cannot be looked into for want of the key."""
    hasher = hashlib.sha256()
    try:
        for piece in plain_pieces(path, vault):
            hasher.update(piece)
    except OSError:
        return "unreadable"
    except LockedError:
        return None
    except AuditError:
        return "changed"
    return None if hasher.hexdigest() == sha256 else "other"
