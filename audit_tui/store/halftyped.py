"""What was being typed and is not saved yet: one small file for each audit, so that a killed program loses no text.

It is no part of the audit: not of its chain, nor of any report, export or backup. Where the workspace is encrypted
it lies encrypted as a whole. What is saved, or thrown away on purpose, is taken out again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from audit_tui.errors import AuditError, InputError
from audit_tui.i18n import _
from audit_tui.model.text import clean
from audit_tui.store.disk import exclusive, read_bytes, remove, sweep, write_atomic
from audit_tui.store.sealedfile import about, is_sealed, plain_name, read_sealed, seal_bytes, sealed_name
from audit_tui.store.workspace import Workspace

FORMAT: Final = "half-typed/1"
LIMIT: Final = 8 * 1_048_576
"""Bytes that such a file may have; more is nothing that anybody typed."""

Text = str | list[str] | dict[str, str]
"""A text, choices that are ticked, or the fields of a form."""


@dataclass(frozen=True, slots=True)
class HalfTyped:
    """Something as it stood when it was last kept."""

    text: Text
    wall: int
    """When that was, in UTC milliseconds."""
    offset: int = 0
    """Minutes that local time was ahead of UTC then."""


def half_typed_files(workspace: Workspace) -> list[Path]:
    """All of them, by name."""
    try:
        found = sorted(workspace.half_typed.iterdir())
    except OSError:
        return []
    return [path for path in found if plain_name(path).suffix == ".json" and not path.name.startswith(".")]


def read_half_typed(workspace: Workspace, audit: str) -> dict[str, HalfTyped]:
    """What stands half typed in an audit (ULID), by what it is about.

    A file that is damaged or cannot be opened holds nothing here; `doctor` tells of it.
    """
    with contextlib.suppress(AuditError):
        return _read(workspace, _file(workspace, audit))
    return {}


def change_half_typed(
    workspace: Workspace,
    audit: str,
    put: Mapping[str, HalfTyped],
    drop: Collection[str] = (),
) -> None:
    """Put texts into the file of an audit (ULID) and take others out; with none left there is no file.

    NotSavedError where the disk refuses, LockedError where it must be encrypted and the key is not here.
    """
    plain, vault = _file(workspace, audit), workspace.vault
    with exclusive(workspace.locks / "half-typed.lock"):
        kept = {
            what: one for what, one in read_half_typed(workspace, audit).items() if what not in drop
        } | dict(put)
        if not kept:
            _remove(plain)
            return
        sweep(plain)
        content = orjson.dumps(
            {
                "format": FORMAT,
                "texts": {
                    what: {"text": one.text, "wall": one.wall, "offset": one.offset}
                    for what, one in kept.items()
                },
            }
        )
        while True:
            seals = vault.seals
            target = sealed_name(plain) if seals else plain
            write_atomic(target, seal_bytes(vault, content, about(plain)) if seals else content)
            remove(plain if seals else sealed_name(plain))
            if vault.seals == seals:
                return
            # Another process turned encryption on or off in this very moment.


def forget_half_typed(workspace: Workspace, audit: str) -> None:
    """Delete what stands half typed in an audit (ULID). NotSavedError where the disk refuses."""
    plain = _file(workspace, audit)
    if plain.exists() or sealed_name(plain).exists():
        with exclusive(workspace.locks / "half-typed.lock"):
            _remove(plain)


def check_half_typed(workspace: Workspace, path: Path) -> dict[str, HalfTyped]:
    """What one of the files holds. InputError where it is damaged, LockedError where its key is not here."""
    return _read(workspace, plain_name(path), only=path)


def convert_half_typed(workspace: Workspace, path: Path) -> bool:
    """Bring a file into the form that the workspace asks for; whether it lay in the other one. Raises as both."""
    vault, plain = workspace.vault, plain_name(path)
    with exclusive(workspace.locks / "half-typed.lock"):
        if is_sealed(path) == vault.seals or not path.exists():
            return False
        if is_sealed(path):
            write_atomic(plain, read_sealed(vault, path, limit=LIMIT))
        else:
            content = seal_bytes(vault, read_bytes(path, limit=LIMIT), about(plain))
            write_atomic(sealed_name(plain), content)
        remove(path)
    return True


def _file(workspace: Workspace, audit: str) -> Path:
    return workspace.half_typed / f"{audit}.json"


def _remove(plain: Path) -> None:
    if plain.parent.is_dir():
        sweep(plain)
        sweep(sealed_name(plain))
        remove(plain)
        remove(sealed_name(plain))


def _read(workspace: Workspace, plain: Path, only: Path | None = None) -> dict[str, HalfTyped]:
    found: dict[str, HalfTyped] = {}
    for path in (sealed_name(plain), plain) if only is None else (only,):
        if not path.exists():
            continue
        content = (
            read_sealed(workspace.vault, path, limit=LIMIT)
            if is_sealed(path)
            else read_bytes(path, limit=LIMIT)
        )
        try:
            found |= dict(_entries(orjson.loads(content)["texts"]))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise InputError(
                "typed.damaged", _("It does not hold what was half typed."), where=str(path)
            ) from None
    return found


def _entries(raw: Mapping[str, Any]) -> Iterator[tuple[str, HalfTyped]]:
    """Texts without what could steer a terminal, for somebody may have edited the file."""
    for what, one in raw.items():
        yield what, HalfTyped(_cleaned(one["text"]), int(one["wall"]), int(one["offset"]))


def _cleaned(text: Any) -> Any:
    if isinstance(text, dict):
        return {str(name): _cleaned(str(value)) for name, value in text.items()}
    if isinstance(text, list):
        return [_cleaned(str(each)) for each in text]
    return clean(text, limit=max(1, len(text)))[0]
