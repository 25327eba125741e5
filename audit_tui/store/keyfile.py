"""The key file of a workspace, `encryption.json`: how its data key is wrapped and how far encryption is. No key.

It bears its own SHA-256, so a damaged file is told from a wrong passphrase.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final, Literal

import orjson
from pydantic import ValidationError

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.text import Model
from audit_tui.store.disk import read_bytes, write_atomic
from audit_tui.store.keys import KeyId, PassphraseWrap, RecoveryWrap

FORMAT: Final = "audit-encryption/1"
_LIMIT: Final = 65_536

Stage = Literal["encrypting", "on", "decrypting"]
"""encrypting: on its way to `on`; what is written is encrypted, what was written before may not be yet ·
decrypting: on its way to no encryption; what is written is plain."""


class KeyFile(Model):
    """What the key file says."""

    format: Literal["audit-encryption/1"] = FORMAT
    key: KeyId
    """What the data key is known by."""
    stage: Stage
    keyring: bool = False
    """Whether the key was put into the keyring of some machine."""
    passphrase: PassphraseWrap | None = None
    recovery: RecoveryWrap


def read_keyfile(path: Path) -> KeyFile:
    """The key file at `path`. InputError where it is damaged or of a newer version."""
    return parse_keyfile(read_bytes(path, limit=_LIMIT), str(path))


def parse_keyfile(content: bytes, where: str) -> KeyFile:
    """The key file with these bytes. InputError where it is damaged or of a newer version."""
    try:
        raw = orjson.loads(content)
        said, body = raw["sha256"], raw["encryption"]
        if said != _sum(body):
            raise _damaged(where)
        if body.get("format") != FORMAT:
            raise InputError(
                "encryption.newer",
                _("The key file is of a newer version."),
                where=where,
                next_step=_("Update audit-tui."),
            )
        return KeyFile.model_validate(body)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValidationError):
        raise _damaged(where) from None


def write_keyfile(path: Path, keyfile: KeyFile) -> None:
    """Replace the key file and read it back. NotSavedError leaves the old one."""
    body = keyfile.model_dump(mode="json")
    previous = path.read_bytes() if path.exists() else None
    content = orjson.dumps({"encryption": body, "sha256": _sum(body)}, option=orjson.OPT_INDENT_2)
    write_atomic(path, content, previous=previous)


def _sum(body: Any) -> str:
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _damaged(where: str) -> InputError:
    return InputError(
        "encryption.keyfile",
        _("The key file is damaged."),
        where=where,
        next_step=_(
            "Put the one of a backup in its place (data/encryption.json in the ZIP); nothing else is lost."
        ),
    )
