"""Writes a document small: what is no stream goes, compressed, into object streams (ISO 32000-1, 7.5.7).

reportlab 5.1 writes every dictionary of the structure tree in plain text, which is two thirds of a tagged report.
Object streams and the cross-reference stream that they need (7.5.8) are of PDF 1.5; PDF/A-3 allows both. The bytes
depend on the document alone.
"""

from __future__ import annotations

import zlib
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFFile
from reportlab.pdfbase.pdfdoc import format as formatted

TOGETHER: Final = 200
"""Objects in one stream: a reader unpacks all of them for the sake of one."""
LEVEL: Final = 9
_OFFSET, _INDEX = 5, 2
"""Bytes of a place in the file (up to 1 TB) and of a place in an object stream."""
_ROW: Final = 1 + _OFFSET + _INDEX


def pack(document: Any) -> None:
    """Make reportlab's `document` be written with object streams."""
    document.format = lambda: _written(document)


def _written(document: Any) -> bytes:
    root, info = document.Reference(document.Catalog), document.Reference(document.info)
    file = PDFFile(document._pdfVersion)
    # Number of an object → kind of its place, place, index: as the cross-reference stream has it.
    table: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    loose: list[tuple[int, bytes]] = []
    number = 0
    while (number := number + 1) in document.numberToId:  # formatting may add further objects
        content: bytes = formatted(document.idToObject[document.numberToId[number]], document, toplevel=1)
        if content.rstrip().endswith(b"endstream"):
            table[number] = (1, _add(file, number, content), 0)
        else:
            loose.append((number, content))
    for start in range(0, len(loose), TOGETHER):
        together = loose[start : start + TOGETHER]
        table[number] = (1, _add(file, number, _object_stream(together)), 0)
        table |= {one: (2, number, index) for index, (one, _content) in enumerate(together)}
        number += 1
    table[number] = (1, file.offset, 0)
    entries = {
        "Size": str(number + 1),
        "Root": formatted(root, document).decode("latin-1"),
        "Info": formatted(info, document).decode("latin-1"),
        "ID": formatted(document.ID(), document).decode("latin-1"),
    }
    place = _add(file, number, _cross_references(table, entries))
    file.add(f"startxref\n{place}\n%%EOF\n")
    written: bytes = file.format(document)
    return written


def _add(file: PDFFile, number: int, content: bytes) -> int:
    """Put an object into `file`; where it begins."""
    place: int = file.add(b"%d 0 obj\n%s\nendobj\n" % (number, content.rstrip(b"\n")))
    return place


def _object_stream(objects: list[tuple[int, bytes]]) -> bytes:
    places: list[str] = []
    body = b""
    for number, content in objects:
        places.append(f"{number} {len(body)}")
        body += content.strip() + b"\n"
    head = (" ".join(places) + "\n").encode()
    return _stream(f"/Type /ObjStm /N {len(objects)} /First {len(head)}", head + body)


def _cross_references(table: dict[int, tuple[int, int, int]], entries: dict[str, str]) -> bytes:
    """Where every object is. Each row is written as its difference from the one before, which packs well."""
    rows, before = b"", bytes(_ROW)
    for number in range(len(table)):
        kind, place, index = table[number]
        row = kind.to_bytes(1) + place.to_bytes(_OFFSET) + index.to_bytes(_INDEX)
        rows += b"\x02" + bytes((this - last) & 0xFF for this, last in zip(row, before, strict=True))
        before = row
    said = " ".join(f"/{key} {value}" for key, value in entries.items())
    shape = f"/W [1 {_OFFSET} {_INDEX}] /DecodeParms << /Columns {_ROW} /Predictor 12 >>"
    return _stream(f"/Type /XRef {shape} {said}", rows)


def _stream(about: str, data: bytes) -> bytes:
    packed = zlib.compress(data, LEVEL)
    head = f"<< {about} /Filter /FlateDecode /Length {len(packed)} >>\nstream\r\n".encode("latin-1")
    return head + packed + b"\r\nendstream"
