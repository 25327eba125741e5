"""Reading a journal: which of its records count, which one was cut short, and what is damage.

Pure but for `read_journaled`, which reads two files and never writes. The form of the files is described in
docs/store.md. A record counts only if its checksum continues the one before it, so a record is never taken
out of its order, twice, or from another file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from audit_tui.errors import InputError
from audit_tui.i18n import _, plural
from audit_tui.store.disk import read_bytes
from audit_tui.store.tables import LIMIT, Tables, parse_tables

SECTOR: Final = 512
"""Bytes that a disk writes whole or not at all, even when the power fails."""

BOOKKEEPING: Final = "journal"
"""Table of a snapshot that says up to which record it goes: `{"1": {"seq": …, "chain": …}}`."""

_LINE: Final = re.compile(rb"([0-9a-f]{32}) (\{[^\n\0]*\})(\n|\0|\Z)")
_START: Final = re.compile(rb'[0-9a-f]{32} \{"s":')


@dataclass(slots=True)
class Replay:
    """What a snapshot and its journal hold together."""

    tables: Tables
    """All tables, the bookkeeping included, after every record that counts."""
    seq: int
    """Number of the last change."""
    chain: str
    """What a snapshot of this state bears beside `seq`."""
    link: str
    """What the checksum of the next record is made over, together with its text."""
    lines: bytes = b""
    """The records that count, as they lie (but for a lost last newline) at the beginning of the journal."""
    length: int = 0
    """Bytes of the journal; 0 where there is none."""
    dirty: int = 0
    """Bytes from the end of `lines` on that are to be wiped: a record that was cut short."""
    leftover: bool = False
    """Whether everything in the journal is in the snapshot already."""
    damage: int | None = None
    """Where in the journal something lies that no interrupted write leaves behind, in bytes from 0."""
    later: list[dict[str, Any]] = field(default_factory=list)
    """Records after the damage that are whole; they do not count."""


class JournalDamagedError(InputError):
    """A journal is damaged or was changed. `replay` holds what stands before the damage and after it."""

    def __init__(self, path: Path, replay: Replay) -> None:
        self.replay = replay
        later = len(replay.later)
        rest = (
            " " + plural("{count} later change is whole.", "{count} later changes are whole.", later)
            if later
            else ""
        )
        super().__init__(
            "journal.damaged",
            _(
                "The journal is damaged or was changed at byte {damage}; what stands before holds.{rest}"
            ).format(damage=replay.damage, rest=rest),
            where=str(journal_file(path)),
            next_step=_(
                "Nothing was wiped. Open the audit: it goes on from there, the damaged files are kept."
            ),
        )


def journal_file(path: Path) -> Path:
    """The journal that belongs to the snapshot `path`."""
    return path.with_suffix(".journal")


def encode_record(entry: Mapping[str, Any]) -> bytes:
    """The text of a record: one line of JSON, so it holds neither a newline nor a zero byte."""
    return orjson.dumps(entry, option=orjson.OPT_NON_STR_KEYS)


def decode_record(payload: bytes) -> dict[str, Any] | None:
    """The record in a text as `encode_record` makes them, else None."""
    try:
        record = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return None
    match record:
        case {"s": int(), "c": dict(changes)} if isinstance(record.get("h", ""), str):
            fits = all(change is None or _fits(change) for change in changes.values())
            return record if fits else None
    return None


def checksum(link: str, payload: bytes) -> str:
    """Checksum of a record: the first 32 hex digits of SHA-256 over the link and the record's text."""
    return hashlib.sha256(link.encode() + payload).hexdigest()[:32]


def apply(tables: Tables, changes: dict[str, Any]) -> None:
    """Change `tables` as one record says; documents are replaced, never changed in place."""
    for name, change in changes.items():
        if change is None:
            tables.pop(name, None)
            continue
        table = tables.setdefault(name, {})
        for key in change.get("d", ()):
            table.pop(key, None)
        for key, fields in change.get("u", {}).items():
            table[key] = {**table.get(key, {}), **fields}
        table.update(change.get("p", {}))


def read_journaled(path: Path) -> Replay:
    """What the snapshot `path` and its journal hold, damage included. Writes nothing.

    May run while another process writes: a snapshot that is replaced meanwhile is read again. Raises
    InputError where the snapshot is damaged or of another kind; a missing one is empty.
    """
    log = journal_file(path)
    while True:
        before = _stamp(path), log.exists()
        try:
            image = read_bytes(path, limit=LIMIT) if before[0] else None
            journal = read_bytes(log, limit=LIMIT) if before[1] else b""
        except InputError:
            if before == (_stamp(path), log.exists()):
                raise
            continue
        if before[0] == _stamp(path):
            break
    return replay({} if image is None else parse_tables(image, path), journal)


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - the same call as everywhere, without a Path's detour
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def replay(tables: Tables, journal: bytes) -> Replay:
    """`tables` of a snapshot (changed in place) with the records of its journal."""
    base, chain = _position(tables)
    result = Replay(tables, base, chain, chain, length=len(journal))
    end, last, head, unended = 0, base, chain, False
    while (found := _LINE.match(journal, end)) is not None:
        record = decode_record(found[2])
        if record is None:
            break
        if end == 0 and record["s"] <= base:
            # Older than the snapshot; what it continued is no longer known.
            result.leftover = True
        elif record["s"] <= last or checksum(result.link, found[2]).encode() != found[1]:
            break
        last, result.link = record["s"], found[1].decode()
        head = record.get("h", result.link)
        if not result.leftover:
            apply(tables, record["c"])
        unended = found[3] != b"\n"
        end = found.end(2) if unended else found.end()
        if unended:
            break
    rest = journal[end:].rstrip(b"\0")
    torn = not rest or _torn(rest, end)
    if result.leftover:
        # A snapshot is made of everything there is, so the last record of what it replaced bears its mark.
        result.link = chain
        if not torn or (last, head) != (base, chain):
            result.leftover, result.damage = False, 0
        return result
    result.seq, result.chain = last, head
    if end:
        tables[BOOKKEEPING] = {"1": {"seq": last, "chain": head}}
    result.lines = journal[:end] + (b"\n" if unended else b"")
    if torn:
        result.dirty = len(rest)
    else:
        result.damage = end
        result.later = _whole(rest, result.link, last)
    return result


def _position(tables: Tables) -> tuple[int, str]:
    match tables.get(BOOKKEEPING):
        case {"1": {"seq": int(seq), "chain": str(chain)}}:
            return seq, chain
    return 0, ""


def _fits(change: Any) -> bool:
    if not isinstance(change, dict) or not change.keys() <= {"p", "u", "d"}:
        return False
    documents = (change.get("p", {}), change.get("u", {}))
    return isinstance(change.get("d", []), list) and all(
        isinstance(each, dict) and all(isinstance(document, dict) for document in each.values())
        for each in documents
    )


def _torn(rest: bytes, offset: int) -> bool:
    """Whether `rest` is what one interrupted write of one record leaves on reserved zeros.

    The write may have been cut anywhere, or any of its sectors may be missing. A record that is there with
    all its bytes and does not hold is none of that, nor is anything with a second record behind it.
    """
    if b"\n" in rest[:-1]:
        return False
    if 0 not in rest:
        return not rest.endswith(b"\n")
    at = 0
    while at < len(rest):
        piece = rest[at : at + SECTOR - (offset + at) % SECTOR]
        if 0 in piece and piece.strip(b"\0"):
            return False
        at += len(piece)
    return True


def _whole(rest: bytes, link: str, seq: int) -> list[dict[str, Any]]:
    """The records in `rest` that continue the one before them, which may itself be damaged.

    A damaged record vouches for the next one by its checksum if that is unharmed, else by the checksum that
    its unharmed text would have; in that case the next one vouches for it.
    """
    found: list[dict[str, Any]] = []
    starts = {0, *(match.start() for match in _START.finditer(rest))}
    starts |= {at + 1 for at, byte in enumerate(rest[:-1]) if byte == 10}
    order = sorted(starts)
    links: dict[str, dict[str, Any] | None] = {link: None}
    for start, end in zip(order, [*order[1:], len(rest)], strict=True):
        own, payload = rest[start : start + 32].decode("latin-1"), rest[start + 33 : end].rstrip(b"\n\0")
        sums = {checksum(each, payload): vouched for each, vouched in links.items()}
        record = decode_record(payload)
        if record is None or record["s"] <= seq:
            links = {**dict.fromkeys(sums), own: None}
        elif own in sums:
            found += [each for each in (sums[own], record) if each is not None]
            links = {own: None}
        else:
            links = {**dict.fromkeys(sums, record), own: None}
    return found
