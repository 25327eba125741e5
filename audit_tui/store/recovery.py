"""The recovery key as people write it down: eight groups of five signs, the last of each a check of its group.

160 random bits in Crockford's base32, which has no I, L, O or U. The check sign depends on the place of its group
too, so a group that was misread or stands in the wrong place is named. Printed once, kept nowhere.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from audit_tui.errors import InputError
from audit_tui.i18n import _

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS: Final = 8
_DATA: Final = 4
_BYTES: Final = GROUPS * _DATA * 5 // 8
_ALIKE: Final = str.maketrans("OIL", "011")


def new_recovery() -> str:
    """A recovery key as it is printed: `K7Q2M-…`."""
    number = int.from_bytes(secrets.token_bytes(_BYTES))
    data = "".join(SIGNS[number >> 5 * at & 31] for at in reversed(range(GROUPS * _DATA)))
    parts = (data[at : at + _DATA] for at in range(0, len(data), _DATA))
    return "-".join(part + _check(part, at) for at, part in enumerate(parts))


def read_recovery(text: str) -> bytes:
    """The bytes of a recovery key as it was typed: in any case, with or without dashes and spaces.

    InputError names the first group that cannot be right.
    """
    signs = "".join(text.upper().split()).replace("-", "").translate(_ALIKE)
    if len(signs) != GROUPS * (_DATA + 1):
        raise InputError(
            "recovery.length",
            _("A recovery key has {count} letters and digits; this has {found}.").format(
                count=GROUPS * (_DATA + 1), found=len(signs)
            ),
            next_step=_("Type all eight groups, with or without the dashes."),
        )
    number = 0
    for at in range(GROUPS):
        group = signs[at * (_DATA + 1) : (at + 1) * (_DATA + 1)]
        if not set(group) <= set(SIGNS) or _check(group[:_DATA], at) != group[_DATA]:
            raise InputError(
                "recovery.group",
                _("Group {number} of the recovery key is not right.").format(number=at + 1),
                next_step=_("Look at it again; the fifth sign of a group is a check of the other four."),
            )
        for sign in group[:_DATA]:
            number = number << 5 | SIGNS.index(sign)
    return number.to_bytes(_BYTES)


def _check(part: str, at: int) -> str:
    return SIGNS[hashlib.sha256(f"audit-recovery/1:{at}:{part}".encode()).digest()[0] % 32]
