"""Photos as they are printed: turned upright, reduced, without EXIF; the originals are only read.

A photo is shown whole: it fills its frame only where that hides no more than an eighth of it.
"""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from audit_tui.evidence.photos import know_heif, looks_like
from audit_tui.model.audit import Box
from audit_tui.reports.content import Photo
from audit_tui.reports.foreign import shortened
from audit_tui.reports.pdf import theme
from audit_tui.reports.pdf.blocks import Block, mark_place, text
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, fit, line, width_of
from audit_tui.reports.pdf.tagging import box_of
from audit_tui.reports.pictures import Picture
from audit_tui.store.blobs import Blob

DOTS_PER_POINT = 200 / 72
QUALITY = 82
LARGEST_LOSS = 0.125
FOOT = 5.0
LOGO_PIXELS = 600
MAX_PIXELS = 200_000_000


@dataclass(frozen=True)
class ReadyPicture:
    """A photo that stands in a report already: drawn again, it is put there as it is."""

    jpeg: bytes
    width: int
    height: int

    def open(self) -> BinaryIO:
        return io.BytesIO(self.jpeg)


@lru_cache(maxsize=64)
def reduced(original: Blob, pixels: int, masks: tuple[Box, ...] = ()) -> tuple[bytes, int, int] | None:
    """JPEG of a photo, `pixels` wide or high at most, its `masks` black; null where it cannot be read as a photo."""
    if isinstance(original, ReadyPicture):
        return original.jpeg, original.width, original.height
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with original.open() as stream:
                if looks_like(stream.read(64)) == "HEIF":
                    know_heif()
                stream.seek(0)
                image = Image.open(stream)
                if image.width * image.height > MAX_PIXELS:
                    return None
                image.draft("RGB", (pixels, pixels))
                if image.mode in ("RGB", "L"):
                    # Reduced before anything copies it: a large one is in memory once.
                    image.thumbnail((pixels, pixels), Image.Resampling.LANCZOS, reducing_gap=2.0)
                flat = _on_white(ImageOps.exif_transpose(image))
                flat.thumbnail((pixels, pixels), Image.Resampling.LANCZOS, reducing_gap=2.0)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    for left, top, width, height in masks:
        # Outwards to whole pixels: nothing of what is masked may be seen at its edges.
        across, down = flat.width / 100, flat.height / 100
        corner = (math.floor(left * across), math.floor(top * down))
        end = (math.ceil((left + width) * across), math.ceil((top + height) * down))
        flat.paste((0, 0, 0), (*corner, *end))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), flat.width, flat.height


def _on_white(image: Image.Image) -> Image.Image:
    """The image in RGB, what was transparent in it on white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, (255, 255, 255))
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def read_logo(path: Path) -> ImageReader | None:
    """The logo at `path`, reduced and without metadata; null where it cannot be read as a picture."""
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            clear = image.convert("RGBA")
            clear.thumbnail((LOGO_PIXELS, LOGO_PIXELS), Image.Resampling.LANCZOS)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return ImageReader(clear)


class PhotoFigure(Block):
    """A photo in a frame of `ratio` (width to height) with its tag, caption and the hash of the original."""

    def __init__(self, photo: Photo, width: float, ratio: float, alt: str, missing: str) -> None:
        self.photo, self.alt, self.missing = photo, alt, missing
        self.frame = width / ratio
        self.caption = text(shortened(photo.caption, photo.caption[:300]), theme.CAPTION, role="P")
        self.lines = self.caption.wrap(width, 1000)[1]
        super().__init__(width, self.frame + 3 + self.lines + 10 + FOOT)

    def draw(self) -> None:
        canvas = self.canv
        bottom = self.height - self.frame
        mark_place(canvas, f"ev-{self.photo.tag}", self.height)
        canvas.saveState()
        canvas.translate(0, bottom)
        box = box_of(canvas, self.width, self.frame)
        canvas.restoreState()
        with canvas.element("Figure", alt=self.alt, lang=self.spoken_in, attributes=box), canvas.content():
            self._draw_photo(bottom)
            self._tag()
        self.caption.drawOn(canvas, 0, bottom - 3 - self.lines)
        with canvas.element("P"), canvas.content():
            canvas.setFillColor(theme.INK2)
            canvas.setFont(REGULAR, 6.8)
            canvas.drawString(0, FOOT + 2, f"sha256 {self.photo.sha256[:6]}…{self.photo.sha256[-4:]}")

    def _draw_photo(self, bottom: float) -> None:
        canvas, width = self.canv, self.width
        canvas.saveState()
        frame = canvas.beginPath()
        frame.roundRect(0, bottom, width, self.frame, 4)
        canvas.clipPath(frame, stroke=0, fill=0)
        canvas.setFillColor(theme.TRACK)
        canvas.rect(0, bottom, width, self.frame, stroke=0, fill=1)
        pixels, masks = round(max(width, self.frame) * DOTS_PER_POINT), self.photo.masks
        picture = None if masks is None else reduced(self.photo.original, pixels, masks)
        if picture is None:
            canvas.setFillColor(theme.INK2)
            canvas.setFont(REGULAR, 7.2)
            note = fit(self.missing, REGULAR, 7.2, width - 12)
            canvas.drawCentredString(width / 2, bottom + self.frame / 2 - 2, note)
        else:
            self._place(*picture, bottom)
        canvas.restoreState()

    def _place(self, jpeg: bytes, across: int, down: int, bottom: float) -> None:
        printed = hashlib.sha256(jpeg).hexdigest()
        self.canv.pictures.append(
            Picture(original=self.photo.sha256, printed=printed, width=across, height=down)
        )
        shape, hole = across / down, self.width / self.frame
        loss = 1 - min(shape, hole) / max(shape, hole)
        fills = loss <= LARGEST_LOSS
        scale = (max if fills else min)(self.width / across, self.frame / down)
        wide, high = across * scale, down * scale
        self.canv.drawImage(
            ImageReader(io.BytesIO(jpeg)),
            (self.width - wide) / 2,
            bottom + (self.frame - high) / 2,
            wide,
            high,
        )

    def _tag(self) -> None:
        canvas, tag = self.canv, line(self.photo.tag)
        width = width_of(tag, SEMIBOLD, 6.8) + 8
        canvas.setFillColor(theme.INK)
        canvas.roundRect(4, self.height - 15, width, 11, 2.5, stroke=0, fill=1)
        canvas.setFillColor(theme.WHITE)
        canvas.setFont(SEMIBOLD, 6.8)
        canvas.drawString(8, self.height - 11.9, tag)
