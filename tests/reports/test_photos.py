"""Photos as they are printed: HEIC with the extra, turned upright, reduced before they are copied."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from audit_tui.reports.pdf.photos import _reduced
from audit_tui.store.blobs import PlainFile
from tests.evidence.pictures import HEIC


def printed(path: Path, pixels: int) -> Image.Image:
    found = _reduced(PlainFile(path), pixels)
    assert found is not None
    content, width, height = found
    image = Image.open(io.BytesIO(content))
    assert image.size == (width, height) and not image.getexif()
    return image


def test_heic_is_printed(tmp_path: Path) -> None:
    pytest.importorskip("pi_heif")
    (tmp_path / "blob").write_bytes(HEIC)
    image = printed(tmp_path / "blob", 32)
    assert image.size == (32, 24)
    red, green, blue = image.getpixel((16, 12))  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA"])
def test_a_photo_on_its_side_is_printed_upright_and_small(tmp_path: Path, mode: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.new("L", (400, 200), 0)
    picture.paste(255, (0, 0, 200, 200))
    picture.convert(mode).save(tmp_path / "a.png", exif=exif)
    image = printed(tmp_path / "a.png", 100).convert("L")
    assert image.size == (50, 100)
    assert image.getpixel((25, 10)) > 200 and image.getpixel((25, 90)) < 50  # type: ignore[operator]
