"""The keyring of the operating system: Keychain, Credential Manager, Secret Service, KWallet. Never waits for long.

Where there is none, or it keeps secrets in plain files, or it does not answer, everything here says so by None or
False: the passphrase is then asked for.
"""

from __future__ import annotations

import base64
import binascii
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

SERVICE: Final = "audit-tui"
PATIENCE: Final = 8.0
"""Seconds to wait for a keyring. One that asks its owner to open it may take longer: then the passphrase helps."""

_TRUSTED: Final = 1.0
"""The least priority of a backend that encrypts; those that keep secrets in plain files say less."""

_Result = TypeVar("_Result")


def name() -> str | None:
    """What the keyring is called, None where there is none that can be trusted."""
    return _patiently(_name)


def get(key_id: str) -> bytes | None:
    """The data key kept under this id; None where there is none."""

    def look() -> bytes | None:
        import keyring

        found = keyring.get_password(SERVICE, key_id) if _name() else None
        try:
            return base64.b64decode(found, validate=True) if found else None
        except binascii.Error:
            return None

    return _patiently(look)


def put(key_id: str, key: bytes) -> bool:
    """Keep a data key and look whether it comes back; False where it does not."""

    def keep() -> bool:
        import keyring

        if not _name():
            return False
        keyring.set_password(SERVICE, key_id, base64.b64encode(key).decode())
        return True

    return bool(_patiently(keep)) and get(key_id) == key


def remove(key_id: str) -> bool:
    """Forget a data key; True where none is kept any more."""

    def forget() -> bool:
        import keyring

        if _name() and keyring.get_password(SERVICE, key_id) is not None:
            keyring.delete_password(SERVICE, key_id)
        return True

    return bool(_patiently(forget))


def _name() -> str | None:
    import keyring

    backend = keyring.get_keyring()
    priority: Any = getattr(backend, "priority", 0)
    return str(backend.name) if float(priority) >= _TRUSTED else None


def _patiently(ask: Callable[[], _Result]) -> _Result | None:
    """What `ask` answers; None where it fails or does not answer in time. It is then left to itself."""
    answer: list[_Result] = []

    def work() -> None:
        try:
            answer.append(ask())
        except Exception:  # backends raise almost anything, and there is a passphrase
            return

    thread = threading.Thread(target=work, name="keyring", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answer[0] if answer else None
