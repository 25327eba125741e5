"""What a report without an attachment says of itself: enough to find the record that could prove its pages."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from pypdf import PdfReader

from audit_tui.reports.printed.pieces import printed_in, squeezed
from audit_tui.rules.record import Record
from audit_tui.rules.review import up_to

_SHA256 = re.compile(r"SHA-?256([0-9a-f]{64})")
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Said:
    """The number of the audit and the SHA-256 of its audit.json, as printed; empty where they are not found."""

    number: str
    sha256: str
    hashes: frozenset[str] = frozenset()
    """Everything on the pages that may be a hash, the fingerprint of the audit among it."""


def what_it_says(data: bytes) -> Said | None:
    """What the report `data` says of itself; null for a PDF that is no report of this program."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        printed = printed_in(reader)
        if printed.creator != "audit_tui":
            return None
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except Exception:  # a hostile file makes pypdf raise whatever it likes
        return None
    texts = [
        squeezed(text) for piece in printed.pieces for text in (piece.text, *(c.text for c in piece.cells))
    ]
    found = _SHA256.search("".join(texts))
    hashes = frozenset(each for text in texts for each in _HASH.findall(text))
    return Said(title.rpartition(" · ")[2], found[1] if found else "", hashes)


def as_printed(record: Record, said: Said | None) -> Record:
    """The record as it stood when the report was written: the audit may have been returned and corrected since."""
    known = said.hashes if said is not None else frozenset()
    for event in reversed(record.events[:-1] if record.projection.head not in known else ()):
        if event.hash in known:
            return up_to(record, event.seq)
    return record
