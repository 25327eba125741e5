"""Whether two files look the same: every stroke, letter, colour, font, picture and link, the outline and the title.

Compared is what a page is drawn from, unpacked, so that it does not matter how a file was put together. Nothing is
drawn and nothing is run.
"""

from __future__ import annotations

import io
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    NullObject,
    NumberObject,
    StreamObject,
)

MOST: Final = 2_000_000
"""Objects that are looked at."""
_ELSEWHERE: Final = frozenset({"/Parent", "/P", "/StructParents", "/StructParent", "/Metadata", "/Type"})
"""What leads away from a page, or says nothing of its look."""
_PACKING: Final = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
_KEPT: Final = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})
"""Pictures are compared as they are packed."""
_ROUND: Final = ("/OCProperties", "/AcroForm", "/OpenAction", "/AA", "/Outlines", "/Lang")
"""What of a catalog may change the look of pages, or is shown beside them."""
_TITLES: Final = ("/Title", "/Subject")
"""What of a file's information is shown with it."""


def same_look(left: bytes, right: bytes) -> bool:
    """Whether the pages of `left` look as those of `right`. Raises whatever pypdf does for what is damaged."""
    if left == right:
        return True
    one, other = (PdfReader(io.BytesIO(data), strict=False) for data in (left, right))
    if len(one.pages) != len(other.pages):
        return False
    pairs: list[tuple[Any, Any]] = []
    for part, keys in (("/Root", _ROUND), ("/Info", _TITLES)):
        here, there = (_object(reader.trailer.get(part)) or {} for reader in (one, other))
        pairs += [(here.get(key), there.get(key)) for key in keys]
    pairs += zip(one.pages, other.pages, strict=True)
    return _same(pairs)


def _same(waiting: list[tuple[Any, Any]]) -> bool:
    seen: set[tuple[int, int]] = set()
    looked = 0
    while waiting:
        here, there = waiting.pop()
        looked += 1
        if looked > MOST:
            return False
        places = getattr(here, "idnum", 0), getattr(there, "idnum", 0)
        if all(places):
            if places in seen:
                continue
            seen.add(places)
        here, there = _object(here), _object(there)
        if isinstance(here, DictionaryObject) and isinstance(there, DictionaryObject):
            if isinstance(here, StreamObject) is not isinstance(there, StreamObject):
                return False
            if isinstance(here, StreamObject) and _data(here) != _data(there):
                return False
            aside = _ELSEWHERE | (_PACKING if isinstance(here, StreamObject) else frozenset())
            keys = here.keys() - aside
            if keys != there.keys() - aside:
                return False
            waiting += [(here.raw_get(key), there.raw_get(key)) for key in keys]
        elif isinstance(here, ArrayObject) and isinstance(there, ArrayObject):
            if len(here) != len(there):
                return False
            waiting += zip(here, there, strict=True)
        elif _plain(here) != _plain(there):
            return False
    return True


def _object(value: Any) -> Any:
    found = value.get_object() if value is not None else None
    return None if isinstance(found, NullObject) else found


def _data(stream: Any) -> bytes:
    """What is in a stream, unpacked; a picture with how it is packed."""
    filters = _object(stream.get("/Filter"))
    named = [str(each) for each in (filters if isinstance(filters, ArrayObject) else [filters])]
    if _KEPT & set(named):
        return repr(named).encode() + bytes(stream._data)
    return bytes(stream.get_data())


def _plain(value: Any) -> tuple[str, Any]:
    """A value with its kind: numbers by their size, strings by their bytes."""
    if isinstance(value, BooleanObject):
        return "boolean", value.value
    if isinstance(value, (int, float, NumberObject)):
        return "number", round(float(value), 4)
    if isinstance(value, ByteStringObject) or hasattr(value, "original_bytes"):
        return "string", bytes(value.original_bytes)
    return type(value).__name__, str(value)


__all__ = ["same_look"]
