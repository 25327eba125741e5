"""The vault of a workspace: whether personal values are encrypted at rest, and the key that seals and opens them.

Off, locked or open. It looks at the key file whenever it is asked, so that what another process turned on or off
holds here at once. The key lives in memory only, and only once it was given. Seals and opens what it is handed;
which files there are is not known here.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeGuard

import orjson

from audit_tui.errors import AuditError, InputError, LockedError
from audit_tui.i18n import _

if TYPE_CHECKING:
    from audit_tui.model.event import SealedValue, StoredValue
    from audit_tui.store.keyfile import KeyFile

KEY_FILE: Final = "encryption.json"
"""Name of the key file in the data folder."""

LOCKED: Final = "(locked)"
"""Stands in the place of a text that cannot be opened without the key."""

SEALED: Final = "sealed:"
"""How a sealed text of a shared list begins; followed by the id of the key and base64, as in a sealed value."""
_TEXT: Final = re.compile(rf"{SEALED}[0-9a-f]{{16}}:[A-Za-z0-9+/]{{36,}}={{0,2}}")


class Vault:
    """What seals and opens the personal values of one workspace."""

    def __init__(self, path: Path, wanted: Callable[[], bool] = lambda: False) -> None:
        """`path` is the key file; `wanted` tells whether the settings of the workspace ask for encryption now.

        It is asked only where there is no key file.
        """
        self.path = path
        self._wanted = wanted
        self._file: KeyFile | None = None
        self._fault: InputError | None = None
        self._stamp: tuple[int, ...] | None = None
        self._keys: dict[str, bytes] = {}

    # -- how it stands --------------------------------------------------------------------------------

    @property
    def file(self) -> KeyFile | None:
        """The key file as it is now, None where there is none. InputError where it is damaged."""
        stamp = _stamp(self.path)
        if stamp != self._stamp:
            self._file, self._fault = None, None
            if stamp is not None:
                from audit_tui.store.keyfile import read_keyfile

                try:
                    self._file = read_keyfile(self.path)
                except InputError as error:
                    self._fault = error
            self._stamp = stamp
        if self._fault is not None:
            raise self._fault
        return self._file

    @property
    def stage(self) -> str:
        """`off`, `encrypting`, `on`, `decrypting`, `missing` (asked for, but no key file), `damaged`."""
        try:
            found = self.file
        except AuditError:
            return "damaged"
        if found is not None:
            return found.stage
        return "missing" if self._wanted() else "off"

    @property
    def locked(self) -> bool:
        """Whether there is something that cannot be opened here."""
        stage = self.stage
        return stage in ("missing", "damaged") or (stage != "off" and self._key() is None)

    @property
    def is_open(self) -> bool:
        """Whether there is a key, and it is here."""
        return self._key() is not None

    @property
    def seals(self) -> bool:
        """Whether what is written now is to be sealed."""
        return self.stage not in ("off", "decrypting")

    def why_locked(self) -> LockedError:
        """The fault to raise where personal values are needed and cannot be had."""
        match self.stage:
            case "missing":
                return LockedError(
                    "workspace.keyless",
                    _("The workspace asks for encryption, but its key file is missing."),
                    where=str(self.path),
                    next_step=_(
                        "Put the one of a backup there (data/encryption.json in the ZIP), or begin anew with "
                        "`audit-tui encryption on`."
                    ),
                )
            case "damaged":
                fault = self._fault
                assert fault is not None
                return LockedError(fault.code, fault.what, where=fault.where, next_step=fault.next_step)
        return LockedError(
            "workspace.locked",
            _("The workspace is locked: names, private notes and photos in it are encrypted."),
            next_step=_(
                "Give its passphrase: in the app by u at home; the commands ask for it in a terminal, or read it from "
                "the file that AUDIT_TUI_PASSPHRASE_FILE names."
            ),
        )

    def why_not(self, known_as: str) -> LockedError:
        """The fault to raise for something that the key of this id opens, which is not here."""
        try:
            own = self.file is None or self.file.key == known_as
        except AuditError:
            own = True
        if own:
            return self.why_locked()
        return LockedError(
            "sealed.foreign",
            _("It was encrypted with the key of another workspace."),
            next_step=_("Restore the backup it came from into a folder of its own, and open it there."),
        )

    def require_open(self) -> None:
        """Raise LockedError where the key is needed and not here."""
        if self.locked:
            raise self.why_locked()

    def sealer(self) -> Vault | None:
        """Itself, where what is written now is to be sealed; None where not. LockedError where it cannot."""
        if not self.seals:
            return None
        self.require_open()
        return self

    # -- opening it -----------------------------------------------------------------------------------

    def give(self, key: bytes) -> None:
        """Take a data key into memory."""
        from audit_tui.store import keys

        self._keys[keys.key_id(key)] = key

    def forget(self) -> None:
        """Lock it: the keys leave memory, as far as Python lets go of them."""
        self._keys.clear()

    def by_passphrase(self, passphrase: str) -> bool:
        """Open it; False for a wrong passphrase. InputError where it has none, or its key file is damaged."""
        from audit_tui.store import keys

        found = self._present()
        if found.passphrase is None:
            raise InputError(
                "passphrase.none",
                _("This workspace has no passphrase: its key lies in a keyring."),
                next_step=_(
                    "On another machine `audit-tui encryption recover` opens it with the recovery key."
                ),
            )
        return self._take(keys.unwrap_by_passphrase(found.passphrase, passphrase, found.key))

    def by_recovery(self, text: str) -> bool:
        """Open it with a recovery key as it was typed; False for that of another workspace."""
        from audit_tui.store import keys, recovery

        found = self._present()
        return self._take(keys.unwrap_by_recovery(found.recovery, recovery.read_recovery(text), found.key))

    def by_keyring(self) -> bool:
        """Open it with the key in the keyring of this machine, where there is one."""
        from audit_tui.store import keys, ring

        try:
            found = self.file
        except AuditError:
            return False
        if found is None or not found.keyring:
            return False
        key = ring.get(found.key)
        return self._take(key if key is not None and keys.key_id(key) == found.key else None)

    def key(self) -> bytes:
        """The data key. LockedError where it is not here."""
        key = self._key()
        if key is None:
            raise self.why_locked()
        return key

    def _present(self) -> KeyFile:
        found = self.file
        if found is None:
            if self._wanted():
                raise self.why_locked()
            raise InputError(
                "encryption.off",
                _("This workspace is not encrypted."),
                next_step=_("`audit-tui encryption on`."),
            )
        return found

    def _take(self, key: bytes | None) -> bool:
        if key is not None:
            self.give(key)
        return key is not None

    def _key(self) -> bytes | None:
        try:
            found = self.file
        except AuditError:
            return None
        return self._keys.get(found.key) if found is not None else None

    # -- values of audits -----------------------------------------------------------------------------

    def seal_value(self, audit: str, stored: StoredValue) -> SealedValue:
        """A value of an audit (ULID) as it lies on disk."""
        from audit_tui.model.event import SealedValue

        content = orjson.dumps({"salt": stored.salt, "value": stored.value})
        return SealedValue(
            commitment=stored.commitment,
            cls=stored.cls,
            sealed=self._text(content, f"value:{audit}:{stored.commitment}"),
        )

    def open_value(self, audit: str, sealed: SealedValue) -> StoredValue | None:
        """The value itself; None where its key is not here.

        InputError where it was changed: the key is the one it names, and does not open it.
        """
        from audit_tui.model.event import StoredValue

        content = self._opened(sealed.sealed, f"value:{audit}:{sealed.commitment}")
        if content is None:
            return None
        try:
            return StoredValue(commitment=sealed.commitment, cls=sealed.cls, **orjson.loads(content))
        except (TypeError, ValueError):
            raise _changed() from None

    # -- texts of shared lists ------------------------------------------------------------------------

    def seal_text(self, text: str, about: str) -> str:
        """A text of a shared list as it lies on disk. `about`: `table:id:field`."""
        return SEALED + self._text(text.encode(), f"text:{about}")

    def open_text(self, text: str, about: str) -> str:
        """The text itself, or LOCKED where its key is not here. InputError where it was changed."""
        content = self._opened(text.removeprefix(SEALED), f"text:{about}")
        return LOCKED if content is None else content.decode("utf-8", "replace")

    def _text(self, content: bytes, about: str) -> str:
        from audit_tui.store import keys

        key = self.key()
        sealed = keys.seal(key, content, about.encode())
        return f"{keys.key_id(key)}:{base64.b64encode(sealed).decode()}"

    def _opened(self, text: str, about: str) -> bytes | None:
        known_as, _, rest = text.partition(":")
        key = self._keys.get(known_as)
        if key is None:
            return None
        from audit_tui.store import keys

        try:
            content = keys.unseal(key, base64.b64decode(rest, validate=True), about.encode())
        except binascii.Error:
            content = None
        if content is None:
            raise _changed()
        return content

    def known(self, known_as: str) -> bytes | None:
        """The key of this id, None where it is not here."""
        return self._keys.get(known_as)

    @staticmethod
    def changed() -> InputError:
        """The fault to raise for something encrypted that its own key does not open."""
        return _changed()


def is_sealed_text(value: Any) -> TypeGuard[str]:
    """Whether a field of a shared list is sealed; somebody may write "sealed: …" in a note."""
    return isinstance(value, str) and _TEXT.fullmatch(value) is not None


def _changed() -> InputError:
    return InputError(
        "sealed.changed",
        _("An encrypted value was changed or is damaged: the key is right and does not open it."),
        next_step=_("Nothing was changed. A backup may hold a good copy."),
    )


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - every save asks
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
