"""Holds the photos that are printed against what the report carries of them, against their masks in the record, and
against their originals where those are given.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PIL import Image, ImageChops, ImageStat

from audit_tui.model.audit import Box
from audit_tui.reports.content import Photo, ReportContent
from audit_tui.reports.pdf.photos import MAX_PIXELS, ReadyPicture, reduced
from audit_tui.reports.pictures import Picture
from audit_tui.reports.printed.differences import Difference
from audit_tui.reports.printed.pieces import Piece
from audit_tui.store.blobs import Blob

Originals = Callable[[str], Blob | None]
"""Finds the original of a photo by its SHA-256; null where it was not given."""

BLOCK: Final = 16
"""Pixels: the side of the squares in which two pictures are compared."""
NEAR: Final = 12.0
"""How far the brightness of a square may lie off on average, of 255: what another library for JPEG may do."""
BLACK: Final = 40
"""Brightness up to which a masked place is black: JPEG blurs its edges."""


@dataclass(slots=True)
class PicturesCheck:
    """What became of the check of the printed photos."""

    shown: int = 0
    """Photos that are printed."""
    carried: bool = False
    """Whether the report carries their hashes."""
    originals: int = 0
    """Photos that were compared with their originals."""
    without: list[str] = field(default_factory=list)
    """Tags of those whose original was not among what was given; empty where none was given at all."""

    def as_json(self) -> dict[str, Any]:
        """The check as JSON types."""
        return {
            "shown": self.shown,
            "carried": self.carried,
            "with_originals": self.originals,
            "without_originals": list(self.without),
        }


def _jpeg_of(stream: Any) -> bytes:
    """The JPEG that a picture on a page is; empty for one that is packed or shown otherwise than this program does."""
    names = {
        "/Type",
        "/Subtype",
        "/Width",
        "/Height",
        "/BitsPerComponent",
        "/ColorSpace",
        "/Filter",
        "/Length",
    }
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else None
    filters = filters if isinstance(filters, list) else [filters]
    is_plain = set(stream.keys()) <= names and stream.get("/ColorSpace") == "/DeviceRGB"
    return bytes(stream._data) if is_plain and filters == ["/DCTDecode"] else b""


def ready_pictures(printed: Iterable[Piece]) -> dict[str, ReadyPicture]:
    """Tag → the photo that is printed with it."""
    found: dict[str, ReadyPicture] = {}
    for tag, _page, jpeg in _printed(printed):
        image = _opened(jpeg)
        if image is not None:
            found.setdefault(tag, ReadyPicture(jpeg, *image.size))
    return found


def check_pictures(
    printed: Sequence[Piece],
    content: ReportContent,
    carried: Sequence[Picture] | None,
    originals: Originals | None,
) -> tuple[PicturesCheck, list[Difference]]:
    """Check the photos on the pages of the report of `content`; `carried` is null where it carries no hashes."""
    check, found = PicturesCheck(carried=carried is not None), []
    photos = _photos(content)
    known = {(one.original, one.printed) for one in carried or ()}
    for tag, page, jpeg in _printed(printed):
        check.shown += 1
        photo, image = photos.get(tag), _opened(jpeg)
        if photo is None or image is None:
            found.append(Difference("picture", page, "", tag))
            continue
        if carried is not None and (photo.sha256, hashlib.sha256(jpeg).hexdigest()) not in known:
            found.append(Difference("picture", page, "", tag))
        if not _is_masked(image, photo.masks or ()):
            found.append(Difference("unmasked", page, "", tag))
        if originals is None:
            continue
        original = originals(photo.sha256)
        if original is None or not _is_recorded(original, photo.sha256):
            check.without.append(tag)
            continue
        check.originals += 1
        if not _shows(image, jpeg, original, photo.masks or ()):
            found.append(Difference("original", page, "", tag))
    return check, found


def _photos(content: ReportContent) -> Mapping[str, Photo]:
    several = [*(photo for finding in content.findings for photo in finding.photos), *content.further_photos]
    return {photo.tag: photo for photo in several}


def _printed(pieces: Iterable[Piece]) -> Iterator[tuple[str, int, bytes]]:
    """Tag, page and JPEG of each picture in the text. A tag is the last word that stands on a photo."""
    for piece in pieces:
        for picture in piece.pictures:
            yield (piece.text.split() or [""])[-1], piece.page, _jpeg_of(picture)


def _opened(jpeg: bytes) -> Image.Image | None:
    try:
        image = Image.open(io.BytesIO(jpeg), formats=("JPEG",))
        if image.width * image.height > MAX_PIXELS:
            return None
        return image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _is_masked(image: Image.Image, masks: Sequence[Box]) -> bool:
    """Whether every masked rectangle is black, but for a pixel at its edges."""
    grey = image.convert("L")
    for left, top, width, height in masks:
        across, down = image.width / 100, image.height / 100
        box = (
            round(left * across) + 1,
            round(top * down) + 1,
            round((left + width) * across) - 1,
            round((top + height) * down) - 1,
        )
        if box[2] > box[0] and box[3] > box[1] and ImageStat.Stat(grey.crop(box)).extrema[0][1] > BLACK:
            return False
    return True


def _is_recorded(original: Blob, sha256: str) -> bool:
    try:
        with original.open() as stream:
            digest = hashlib.sha256()
            while piece := stream.read(1_048_576):
                digest.update(piece)
            return digest.hexdigest() == sha256
    except (OSError, ValueError):
        return False


def _shows(image: Image.Image, jpeg: bytes, original: Blob, masks: tuple[Box, ...]) -> bool:
    """Whether a printed picture is what its original gives: the same bytes, or alike in every square."""
    again = reduced(original, max(image.size), masks)
    if again is None:
        return False
    if again[0] == jpeg:
        return True
    other = _opened(again[0])
    if other is None or other.size != image.size:
        return False
    apart = ImageChops.difference(image, other).convert("L")
    apart = apart.resize((-(-image.width // BLOCK), -(-image.height // BLOCK)), Image.Resampling.BOX)
    brightest = ImageStat.Stat(apart).extrema[0][1]
    return bool(brightest <= NEAR)
