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
from audit_tui.model.text import clean

PhotoFormat = Literal["JPEG", "PNG", "HEIF"]

MAX_PHOTO: Final = 200 * 1_048_576
"""Bytes."""
MAX_PIXELS: Final = 200_000_000
"""Today's phones make 48 to 200 million."""

MAX_WHOLE: Final = 64_000_000
"""Pixels of PNG and HEIC, which can only be read whole: 3 bytes each. JPEG is read reduced."""

_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_EXTENSIONS: Final[dict[str, str]] = {"JPEG": "jpg", "PNG": "png", "HEIF": "heic"}
_MAKE: Final = 0x010F
_MODEL: Final = 0x0110
_SERIAL: Final = 0xA431
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
    phone: str = ""
    """Make, model and serial number of the phone or camera; empty where it does not say."""


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
    if format_ == "HEIF" and not know_heif():
        raise InputError(
            "photo.heic",
            _("HEIC photos need a package that is not installed."),
            where=where,
            next_step=_(
                "Install it with “pip install audit-tui[heic]”, or set the phone to JPEG (“most compatible”)."
            ),
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
        raise _too_large(where, format_) from None
    except Exception:  # Pillow's readers raise almost anything at a broken file
        raise InputError(
            "photo.broken",
            _("This {extensions} photo is broken.").format(extensions=_EXTENSIONS[format_].upper()),
            where=where,
            next_step=_("Copy it from the camera again."),
        ) from None
    if width * height > (MAX_PIXELS if format_ == "JPEG" else MAX_WHOLE):
        raise _too_large(where, format_)
    return Photo(_EXTENSIONS[format_], width, height, *_told(exif))


def _too_large(where: str, format_: PhotoFormat) -> InputError:
    if format_ == "JPEG":
        return InputError(
            "photo.large",
            _("The photo has more than {max_pixels} million pixels.").format(
                max_pixels=MAX_PIXELS // 1000000
            ),
            where=where,
            next_step=_("Export it smaller and add it again."),
        )
    return InputError(
        "photo.large",
        _(
            "This {extension} photo has more than {whole} million pixels; it could only be read whole, which takes "
            "too much memory."
        ).format(extension=_EXTENSIONS[format_].upper(), whole=MAX_WHOLE // 1000000),
        where=where,
        next_step=_("Export it as JPEG, of which up to {max_pixels} million are taken.").format(
            max_pixels=MAX_PIXELS // 1000000
        ),
    )


def _told(exif: Any) -> tuple[str | None, str]:
    """When it was taken, and with what."""
    from PIL import Image

    if not isinstance(exif, bytes):
        return None, ""
    try:
        tags = Image.Exif()
        tags.load(exif)
        inner = tags.get_ifd(_EXIF_IFD)
        parts = (tags.get(_MAKE, ""), tags.get(_MODEL, ""), inner.get(_SERIAL, ""))
        phone = " ".join(" ".join(clean(str(part).strip("\0 "), newlines=False)[0] for part in parts).split())
    except Exception:  # broken EXIF tells nothing
        return None, ""
    try:
        text = str(inner.get(_TAKEN, "")).strip("\0 ")
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").isoformat(timespec="seconds"), phone[:200]
    except ValueError:
        return None, phone[:200]


def know_heif() -> bool:
    """Teach Pillow to read HEIC from now on; False where no package for it is installed."""
    for name in ("pi_heif", "pillow_heif"):
        try:
            import_module(name).register_heif_opener()
        except ImportError:
            continue
        return True
    return False
