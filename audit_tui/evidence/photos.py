"""What a photo says about itself: its kind, its size in pixels, when it was taken. Never changes it.

Only the head of a file is read, never its pixels, so a picture that would fill the memory is refused cheaply.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from audit_tui.errors import InputError
from audit_tui.i18n import _

PhotoFormat = Literal["JPEG", "PNG", "HEIF"]

MAX_PHOTO: Final = 200 * 1_048_576
"""Bytes."""
MAX_PIXELS: Final = 200_000_000
"""Today's phones make 48 to 200 million."""

_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_EXTENSIONS: Final[dict[str, str]] = {"JPEG": "jpg", "PNG": "png", "HEIF": "heic"}
_EXIF_IFD: Final = 0x8769
_TAKEN: Final = 0x9003
"""DateTimeOriginal, Exif 3.0: local time as `YYYY:MM:DD HH:MM:SS`."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo's own facts. Width and height are those of the stored pixels, before any turning."""

    extension: str
    width: int
    height: int
    taken: str | None
    """Local time as YYYY-MM-DDTHH:MM:SS."""


def looks_like(head: bytes) -> PhotoFormat | None:
    """The kind of photo that begins with `head` (at least 12 bytes), None for anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None


def inspect(stream: BinaryIO, format_: PhotoFormat, source: Path) -> Photo:
    """The facts of the photo in `stream`. InputError for a broken one, one too large, or HEIC without help."""
    from PIL import Image

    where = str(source)
    if format_ == "HEIF" and not _know_heif():
        raise InputError(
            "photo.heic",
            _("HEIC photos need a package that is not installed."),
            where=where,
            next_step=_("Install pi-heif beside audit-tui, or set the phone to JPEG (“most compatible”)."),
        )
    # Pillow's own limit speaks only at twice this; the exact one is below.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(stream, formats=[format_]) as image:
                width, height = image.size
                exif = image.info.get("exif")
    except Image.DecompressionBombError:
        raise _too_large(where) from None
    except Exception:  # Pillow's readers raise almost anything at a broken file
        raise InputError(
            "photo.broken",
            _("This {extensions} photo is broken.").format(extensions=_EXTENSIONS[format_].upper()),
            where=where,
            next_step=_("Copy it from the camera again."),
        ) from None
    if width * height > MAX_PIXELS:
        raise _too_large(where)
    return Photo(_EXTENSIONS[format_], width, height, _taken(exif))


def _too_large(where: str) -> InputError:
    return InputError(
        "photo.large",
        _("The photo has more than {max_pixels} million pixels.").format(max_pixels=MAX_PIXELS // 1000000),
        where=where,
        next_step=_("Export it smaller and add it again."),
    )


def _taken(exif: Any) -> str | None:
    from PIL import Image

    if not isinstance(exif, bytes):
        return None
    try:
        tags = Image.Exif()
        tags.load(exif)
        text = str(tags.get_ifd(_EXIF_IFD).get(_TAKEN, "")).strip("\0 ")
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").isoformat(timespec="seconds")
    except Exception:  # a broken or missing time is simply none
        return None


def _know_heif() -> bool:
    for name in ("pi_heif", "pillow_heif"):
        try:
            import_module(name).register_heif_opener()
        except ImportError:
            continue
        return True
    return False
