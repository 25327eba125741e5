"""A whole file, encrypted: photos and files, and copies in quarantine. It lies under its name with `.sealed` after it.

A head (format, id of the key, a random prefix) and pieces of 1 MiB, each with its own tag. The nonce of a piece is
the prefix, its number and whether it is the last one, so pieces cannot be swapped, dropped or cut off unseen (the
STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). What it belongs to is bound to it as well.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from audit_tui.errors import EnvironmentFault, InputError
from audit_tui.i18n import _
from audit_tui.store.disk import read_bytes
from audit_tui.store.vault import Vault

ENDING: Final = ".sealed"
PIECE: Final = 1_048_576
"""Bytes of plain text in a piece."""
_MAGIC: Final = b"audit-sealed/1\n"
_PREFIX: Final = 7
_TAG: Final = 16
_HEAD: Final = len(_MAGIC) + 8 + _PREFIX


def sealed_name(path: Path) -> Path:
    """Where the encrypted form of a file lies."""
    return path.with_name(path.name + ENDING)


def plain_name(path: Path) -> Path:
    """The name of a file without the ending of its encrypted form."""
    return path.with_name(path.name.removesuffix(ENDING))


def is_sealed(path: Path) -> bool:
    """Whether a file is called as an encrypted one."""
    return path.name.endswith(ENDING)


def about(path: Path) -> bytes:
    """What is bound to an encrypted file: its plain name, which is unique in a workspace."""
    return f"file:{plain_name(path).name}".encode()


class Readable(Protocol):
    """Something that gives so many bytes, fewer only at its end."""

    def read(self, size: int, /) -> bytes: ...


def seal_stream(vault: Vault, source: Readable, name: bytes, put: Callable[[bytes], None]) -> None:
    """Encrypt what `source` still holds, handing the pieces to `put`. LockedError where the key is not here."""
    from audit_tui.store.keys import cipher, key_id

    key, prefix = vault.key(), secrets.token_bytes(_PREFIX)
    put(_MAGIC + bytes.fromhex(key_id(key)) + prefix)
    aead, number, piece = cipher(key), 0, source.read(PIECE)
    while True:
        following = source.read(PIECE)
        put(aead.encrypt(_nonce(prefix, number, last=not following), piece, name))
        if not following:
            return
        piece, number = following, number + 1


def seal_bytes(vault: Vault, content: bytes, name: bytes) -> bytes:
    """`content` as an encrypted file holds it."""
    out = io.BytesIO()
    seal_stream(vault, io.BytesIO(content), name, lambda piece: _put(out, piece))
    return out.getvalue()


def _put(out: io.BytesIO, piece: bytes) -> None:
    out.write(piece)


def open_stream(vault: Vault, source: Readable, name: bytes) -> Iterator[bytes]:
    """The pieces of what an encrypted file holds, each checked before it is given.

    LockedError where its key is not here, InputError where it was changed, cut off, or is no such file.
    """
    from cryptography.exceptions import InvalidTag

    from audit_tui.store.keys import cipher

    head = source.read(_HEAD)
    if len(head) < _HEAD or not head.startswith(_MAGIC):
        raise vault.changed()
    known_as, prefix = head[len(_MAGIC) : -_PREFIX].hex(), head[-_PREFIX:]
    key = vault.known(known_as)
    if key is None:
        raise vault.why_not(known_as)
    aead, number, piece = cipher(key), 0, source.read(PIECE + _TAG)
    while True:
        following = source.read(PIECE + _TAG)
        try:
            yield aead.decrypt(_nonce(prefix, number, last=not following), piece, name)
        except (InvalidTag, ValueError):
            raise vault.changed() from None
        if not following:
            return
        piece, number = following, number + 1


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([last])


def read_sealed(vault: Vault, path: Path, *, limit: int) -> bytes:
    """What the encrypted file `path` holds, at most `limit` bytes. Errors as `open_stream`, with the place."""
    found, size = [], 0
    try:
        with path.open("rb") as stream:
            for piece in open_stream(vault, stream, about(path)):
                found.append(piece)
                size += len(piece)
                if size > limit:
                    raise InputError(
                        "file.large",
                        _("The file is larger than {limit} MiB.").format(limit=limit // 1_048_576),
                    )
    except InputError as error:
        raise InputError(error.code, error.what, where=str(path), next_step=error.next_step) from None
    except FileNotFoundError:
        raise InputError("file.missing", _("There is no such file."), where=str(path)) from None
    except OSError as error:
        raise EnvironmentFault(
            "file.unreadable",
            _("The file cannot be read: {why}.").format(why=error.strerror or error),
            where=str(path),
        ) from error
    return b"".join(found)


def read_either(vault: Vault, path: Path, *, limit: int) -> bytes:
    """What a file holds in plain, whichever way it lies. Raises as `read_sealed` and `disk.read_bytes`."""
    return read_sealed(vault, path, limit=limit) if is_sealed(path) else read_bytes(path, limit=limit)


def beside(path: Path, suffix: str) -> Path:
    """What belongs to a file and differs by its suffix alone; of an encrypted one encrypted as well."""
    if is_sealed(path):
        return sealed_name(plain_name(path).with_suffix(suffix))
    return path.with_suffix(suffix)


@dataclass(frozen=True)
class SealedFile:
    """An encrypted file that is read as if it were plain."""

    path: Path
    vault: Vault
    limit: int

    def open(self) -> BinaryIO:
        """Its content in memory; never in a temporary file, where it would lie in plain."""
        return io.BytesIO(read_sealed(self.vault, self.path, limit=self.limit))
