"""The fields of shared lists that name somebody: encrypted at rest where the workspace asks for it.

The rest of an entry stays readable, so that a hold is seen, an action is counted and a number is never given twice
while the workspace is locked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from audit_tui.store.vault import LOCKED, SEALED, Vault, is_sealed_text

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("name", "alias"),
    "devices": ("host",),
    "holds": ("reason",),
    "actions": ("owner",),
    "feedback": ("text",),
    "surveys": ("comment",),
    "plan": ("scenario",),
}
"""Table → what is encrypted in its entries: people, machines named after people, what customers wrote."""


def open_entry(vault: Vault, table: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as it is read: what cannot be opened says so (LOCKED). InputError where it was changed."""
    opened = dict(entry)
    for name in FIELDS.get(table, ()):
        if is_sealed_text(entry.get(name)):
            opened[name] = vault.open_text(entry[name], _about(table, entry, name))
    return opened


def seal_entry(
    vault: Vault, table: str, entry: Mapping[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """An entry as it lies on disk; `before` is how it lay. What was not touched stays as it is, to the byte.

    LockedError where something would have to be encrypted and the key is not here.
    """
    sealed = dict(entry)
    for name in FIELDS.get(table, ()):
        value, kept = entry.get(name), (before or {}).get(name)
        if (
            is_sealed_text(kept)
            and value == vault.open_text(kept, _about(table, entry, name))
            and (value == LOCKED or _is_current(vault, kept))
        ):
            sealed[name] = kept
        elif vault.seals and isinstance(value, str) and value:
            sealed[name] = vault.seal_text(value, _about(table, entry, name))
    return sealed


def _is_current(vault: Vault, text: str) -> bool:
    found = vault.file
    return (
        vault.seals
        and is_sealed_text(text)
        and found is not None
        and text.startswith(f"{SEALED}{found.key}:")
    )


def _about(table: str, entry: Mapping[str, Any], name: str) -> str:
    return f"{table}:{entry.get('id') or entry.get('audit')}:{name}"
