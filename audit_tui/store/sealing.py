"""How a record lies on disk where the workspace is encrypted, and how it is read back.

Personal values lie sealed in the table `values`; what the file derives from its events (facts, answers) is folded
without them, so it holds none of them either. Such a file is whole in itself: chain, projection and seal are
checked without a key, for events commit to values by salted hashes. Knows no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from audit_tui.errors import InputError
from audit_tui.model.audit import Projection
from audit_tui.model.event import SealedValue, StoredValue
from audit_tui.rules.record import Record, commit, is_personal
from audit_tui.store.sealedfields import open_entry
from audit_tui.store.tables import parse_tables
from audit_tui.store.vault import LOCKED, SEALED

if TYPE_CHECKING:
    from audit_tui.store.vault import Vault


def value_document(audit: str, stored: StoredValue, hides: Vault | None) -> dict[str, Any]:
    """A value as the file of an audit (ULID) holds it: sealed where `hides` is given and it is personal."""
    if hides is not None and is_personal(stored):
        return hides.seal_value(audit, stored).model_dump(mode="json", by_alias=True)
    return stored.model_dump(mode="json", by_alias=True)


def value_documents(record: Record, hides: Vault | None) -> list[dict[str, Any]]:
    """All values of a record as its file holds them; those that could not be opened stay as they are."""
    made = [value_document(record.header.id, stored, hides) for stored in record.values.values()]
    return made + [sealed.model_dump(mode="json", by_alias=True) for sealed in record.sealed.values()]


def shown(values: Iterable[StoredValue], hides: Vault | None) -> list[StoredValue]:
    """The values that the derived tables of a file are folded from."""
    return [stored for stored in values if hides is None or not is_personal(stored)]


def projection(record: Record, hides: Vault | None) -> Projection:
    """What the derived tables of a file say."""
    if hides is None:
        return record.projection
    return Record.build(record.header, record.events, shown(record.values.values(), hides)).projection


def unseal(record: Record, vault: Vault) -> Record:
    """The record with every value that the vault opens; the same one where it opens none.

    InputError where an encrypted value was changed.
    """
    opened = []
    for sealed in record.sealed.values():
        stored = vault.open_value(record.header.id, sealed)
        if stored is not None:
            if commit(stored.value, stored.salt) != stored.commitment:
                raise vault.changed()
            opened.append(stored)
    if not opened:
        return record
    known = {stored.commitment for stored in opened}
    return Record.build(
        record.header,
        record.events,
        [*record.values.values(), *opened],
        [sealed for sealed in record.sealed.values() if sealed.commitment not in known],
    )


_FOUND = re.compile(
    rb'"commitment":"([0-9a-f]{64})","class":"([a-z]+)","sealed":"([0-9a-f]{16}:[A-Za-z0-9+/=]+)"'
)
_AUDIT = re.compile(rb'"id":"([0-7][0-9A-HJKMNP-TV-Z]{25})"')


def opened_in(content: bytes, vault: Vault) -> Iterator[bytes]:
    """What every encrypted value says that stands in the bytes of an audit's file or journal, damaged as it may be.

    LockedError where its key is not here.
    """
    found = _FOUND.findall(content)
    audits = dict.fromkeys(match[1].decode() for match in _AUDIT.finditer(content)) if found else {}
    for commitment, cls, sealed in found:
        value = SealedValue.model_validate(
            {"commitment": commitment.decode(), "class": cls.decode(), "sealed": sealed.decode()}
        )
        # Where no audit is known either, nothing opens it; but that its key is missing is still said.
        for audit in audits or ("",):
            try:
                stored = vault.open_value(audit, value)
            except InputError:
                # It is bound to another of the audits that are named here.
                continue
            if stored is None:
                raise vault.why_not(value.sealed.partition(":")[0])
            yield orjson.dumps(stored.value)


def opened_lists(content: bytes, vault: Vault) -> Iterator[bytes]:
    """What every encrypted field of a shared list says. LockedError where its key is not here."""
    if SEALED.encode() not in content:
        return
    for name, table in parse_tables(content, Path("list")).items():
        for entry in table.values():
            opened = open_entry(vault, name, entry)
            if opened != entry:
                if LOCKED in opened.values():
                    raise vault.why_locked()
                yield orjson.dumps(opened)


def lies_right(on_disk: Record, vault: Vault) -> bool:
    """Whether a record, as read without any key, lies as the vault wants it: all personal values sealed, or none."""
    if not vault.seals:
        return not on_disk.sealed
    current = vault.file.key if vault.file is not None else ""
    return not any(map(is_personal, on_disk.values.values())) and all(
        sealed.sealed.startswith(current) for sealed in on_disk.sealed.values()
    )


__all__ = ["lies_right", "projection", "shown", "unseal", "value_document", "value_documents"]
