"""Keys: made, wrapped by a passphrase or a recovery key, and used to encrypt. Pure but for randomness.

A workspace has one data key of 256 random bits, which encrypts everything (AES-256-GCM, NIST SP 800-38D). The
data key itself is kept wrapped: by a key derived from the passphrase (scrypt, RFC 7914) and by one derived from
the recovery key (HKDF-SHA-256, RFC 5869; it is random already). So a passphrase can change without a pass over
all files. The library is loaded when the first key is used, for most workspaces have none.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, StringConstraints

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.text import Model

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY: Final = 32
"""Bytes of a data key."""
NONCE: Final = 12
"""Bytes of a nonce; they are random, and far fewer than 2**32 values are encrypted under one key."""
SHORTEST: Final = 10
"""Characters of a passphrase; NIST SP 800-63B asks for 8 where attempts are counted, and here they are not."""
LONGEST: Final = 1024

SCRYPT: Final = (2**17, 8, 1)
"""N, r and p: 128 MiB and about a third of a second, as OWASP's password storage cheat sheet asks for."""

KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
_Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
_Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{1,200}={0,2}$")]


class PassphraseWrap(Model):
    """The data key, wrapped by a passphrase. The limits keep a forged file from using up the memory."""

    kdf: Literal["scrypt"] = "scrypt"
    n: Annotated[int, Field(ge=2, le=2**20)]
    r: Annotated[int, Field(ge=1, le=16)]
    p: Annotated[int, Field(ge=1, le=8)]
    salt: _Hex
    wrapped: _Base64


class RecoveryWrap(Model):
    """The data key, wrapped by a recovery key."""

    kdf: Literal["hkdf-sha256"] = "hkdf-sha256"
    salt: _Hex
    wrapped: _Base64


def new_key() -> bytes:
    """A data key."""
    return secrets.token_bytes(KEY)


def key_id(key: bytes) -> str:
    """What a key is known by, 16 hex digits; tells nothing about the key."""
    return hashlib.sha256(b"audit-key-id/1" + key).hexdigest()[:16]


def seal(key: bytes, content: bytes, about: bytes) -> bytes:
    """`content` encrypted: nonce, ciphertext, tag. `about` is what it belongs to, and must be said to open it."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher(key).encrypt(nonce, content, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes | None:
    """What `seal` encrypted; None where it is another key's, belongs elsewhere, or was changed."""
    from cryptography.exceptions import InvalidTag

    try:
        return cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except (InvalidTag, ValueError):
        return None


def cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


# -- wrapping --------------------------------------------------------------------------------------------------


def check_passphrase(text: str) -> str:
    """A passphrase that is good enough, as it is used. InputError says what is wrong with it."""
    kept = normal(text)
    if len(kept) < SHORTEST:
        raise InputError(
            "passphrase.short",
            _("The passphrase has {length} characters; at least {shortest} are needed.").format(
                length=len(kept), shortest=SHORTEST
            ),
            next_step=_("Four or five unrelated words are good and easy to remember."),
        )
    if len(kept) > LONGEST:
        raise InputError(
            "passphrase.long",
            _("The passphrase is longer than {longest} characters.").format(longest=LONGEST),
        )
    if len(set(kept)) < 4:
        raise InputError("passphrase.plain", _("The passphrase is made of very few different characters."))
    return kept


def normal(text: str) -> str:
    """A passphrase in one form on every keyboard and system (RFC 8265: composed, spaces at the ends left out)."""
    import unicodedata

    return unicodedata.normalize("NFC", text).strip()


def wrap_by_passphrase(key: bytes, passphrase: str) -> PassphraseWrap:
    """Wrap a data key by a passphrase that was checked."""
    salt = secrets.token_bytes(16)
    n, r, p = SCRYPT
    wrapped = seal(_from_passphrase(passphrase, salt, n, r, p), key, _about(key_id(key), "passphrase"))
    return PassphraseWrap(n=n, r=r, p=p, salt=salt.hex(), wrapped=base64.b64encode(wrapped).decode())


def unwrap_by_passphrase(wrap: PassphraseWrap, passphrase: str, known_as: str) -> bytes | None:
    """The data key `known_as`; None where it is another passphrase."""
    derived = _from_passphrase(normal(passphrase), bytes.fromhex(wrap.salt), wrap.n, wrap.r, wrap.p)
    return _unwrap(derived, wrap.wrapped, known_as, "passphrase")


def wrap_by_recovery(key: bytes, recovery: bytes) -> RecoveryWrap:
    """Wrap a data key by the bytes of a recovery key."""
    salt = secrets.token_bytes(16)
    wrapped = seal(_from_recovery(recovery, salt), key, _about(key_id(key), "recovery"))
    return RecoveryWrap(salt=salt.hex(), wrapped=base64.b64encode(wrapped).decode())


def unwrap_by_recovery(wrap: RecoveryWrap, recovery: bytes, known_as: str) -> bytes | None:
    """The data key `known_as`; None where it is another recovery key."""
    return _unwrap(_from_recovery(recovery, bytes.fromhex(wrap.salt)), wrap.wrapped, known_as, "recovery")


def _unwrap(derived: bytes, wrapped: str, known_as: str, by: str) -> bytes | None:
    try:
        key = unseal(derived, base64.b64decode(wrapped, validate=True), _about(known_as, by))
    except binascii.Error:
        return None
    return key if key is not None and key_id(key) == known_as else None


def _about(known_as: str, by: str) -> bytes:
    return f"audit-key/1:{known_as}:{by}".encode()


def _from_passphrase(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=KEY, n=n, r=r, p=p).derive(passphrase.encode())


def _from_recovery(recovery: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY, salt=salt, info=b"audit-recovery/1").derive(recovery)
