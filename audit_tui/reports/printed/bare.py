"""What a report without an attachment says of itself: enough to find the record that could prove its pages."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from pypdf import PdfReader

from audit_tui.reports.printed.pieces import printed_in, squeezed

_SHA256 = re.compile(r"SHA-?256([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Said:
    """The number of the audit and the SHA-256 of its audit.json, as printed; empty where they are not found."""

    number: str
    sha256: str


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
    found = _SHA256.search(squeezed("".join(piece.text for piece in printed.pieces)))
    return Said(title.rpartition(" · ")[2], found[1] if found else "")
