"""Taking a photo or a file into an audit: a copy byte for byte, named by its SHA-256 and nothing else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from audit_tui.clock import Clock
from audit_tui.errors import EnvironmentFault, InputError
from audit_tui.evidence.photos import MAX_PHOTO, inspect, looks_like
from audit_tui.i18n import _
from audit_tui.model.audit import Evidence
from audit_tui.model.text import clean
from audit_tui.store.blobs import fault, write_blob
from audit_tui.store.disk import remove
from audit_tui.store.sealedfile import sealed_name
from audit_tui.store.vault import Vault

MAX_FILE: Final = 50 * 1_048_576
"""Bytes of a file that is no photo."""

_CHUNK: Final = 1_048_576
_PHOTO_NAMES: Final = frozenset({"jpg", "jpeg", "jpe", "png", "heic", "heif"})


def keep(
    blobs: Path, source: Path, *, clock: Clock, caption: str = "", vault: Vault | None = None
) -> Evidence:
    """Copy `source` into the folder `blobs` and describe it, with a new id from `clock`.

    With the `vault` of an encrypted workspace the copy is encrypted; LockedError where that is locked.

    JPEG, PNG and (with a package for it) HEIC become photos, told by their content; the rest are files. The
    name of the source is not kept. InputError for what is missing, empty, too large, no ordinary file, or a
    broken photo; NotSavedError where the copy cannot be written.
    """
    hides = vault.sealer() if vault is not None else None
    with _open(source) as stream:
        size = os.fstat(stream.fileno()).st_size
        format_ = looks_like(stream.read(64))
        extension = source.suffix.lower().removeprefix(".")
        if format_ is None and extension in _PHOTO_NAMES:
            raise InputError(
                "evidence.photo",
                _("This is called .{extension}, but it is no JPEG, PNG or HEIC photo.").format(
                    extension=extension
                ),
                where=str(source),
                next_step=_("Export it again as JPEG."),
            )
        limit = MAX_PHOTO if format_ else MAX_FILE
        if size > limit:
            raise InputError(
                "evidence.large",
                _("The file has {size:.0f} MiB; at most {limit} are taken.").format(
                    size=size / 1048576, limit=limit // 1048576
                ),
                where=str(source),
                next_step=_("Make it smaller and add it again."),
            )
        stream.seek(0)
        photo = inspect(stream, format_, source) if format_ else None
        stream.seek(0)
        digest, copied = _copy(stream, blobs, limit, hides)
    if not extension.isascii() or not extension.isalnum() or len(extension) > 8:
        extension = "bin"
    return Evidence(
        id=clock.ulid(),
        sha256=digest,
        kind="photo" if photo else "file",
        extension=photo.extension if photo else extension,
        size=copied,
        width=photo.width if photo else None,
        height=photo.height if photo else None,
        taken=photo.taken if photo else None,
        caption=clean(caption)[0],
    )


def _open(source: Path) -> BinaryIO:
    where = str(source)
    try:
        if source.is_dir():
            raise InputError("evidence.folder", _("This is a folder; add its files one by one."), where=where)
        # Before opening it: a pipe would wait for ever.
        if source.exists() and not source.is_file():
            raise InputError("evidence.special", _("This is no ordinary file."), where=where)
        stream = source.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            "evidence.missing",
            _("There is no such file."),
            where=where,
            next_step=_("Check the path; most terminals write it for you when you drop the file on them."),
        ) from None
    except ValueError:
        raise InputError(
            "evidence.name", _("This cannot be the path of a file."), where=repr(where)
        ) from None
    except OSError as error:
        raise EnvironmentFault(
            "evidence.unreadable",
            _("The file cannot be read: {reason}.").format(reason=error.strerror or error),
            where=where[:300],
        ) from error
    if os.fstat(stream.fileno()).st_size == 0:
        stream.close()
        raise InputError("evidence.empty", _("The file is empty."), where=where)
    return stream


def _copy(stream: BinaryIO, blobs: Path, limit: int, hides: Vault | None) -> tuple[str, int]:
    """Copy into `blobs`; returns the SHA-256 and the size of what was copied."""
    hasher, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        hasher.update(chunk)
        size += len(chunk)
        if size > limit:
            raise InputError("evidence.large", _("The file grows while it is read."))
    digest = hasher.hexdigest()
    target = blobs / digest
    if hides is None:
        if _holds(target, digest):
            return digest, size
    elif (sealed := sealed_name(target)).is_file() and not fault(sealed, digest, hides):
        if target.exists():
            remove(target)
        return digest, size

    def pieces() -> Iterator[bytes]:
        stream.seek(0)
        again = hashlib.sha256()
        while chunk := stream.read(_CHUNK):
            again.update(chunk)
            yield chunk
        if again.hexdigest() != digest:
            raise InputError(
                "evidence.changing", _("The file changed while it was read."), next_step=_("Try again.")
            )

    write_blob(blobs, digest, hides, pieces)
    return digest, size


def _holds(blob: Path, digest: str) -> bool:
    """Whether a blob is there and whole; a damaged one is replaced by the good copy."""
    try:
        with blob.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == digest
    except OSError:
        return False
