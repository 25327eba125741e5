"""Photos as they are printed: HEIC with the extra, turned upright, reduced before they are copied."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from audit_tui.reports.pdf.photos import reduced
from audit_tui.store.blobs import PlainFile
from tests.evidence.pictures import HEIC


def printed(path: Path, pixels: int) -> Image.Image:
    found = reduced(PlainFile(path), pixels)
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


def test_what_is_masked_is_black_to_its_edges_and_the_rest_is_as_it_was(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "white").save(tmp_path / "a.png")
    found = reduced(PlainFile(tmp_path / "a.png"), 150, ((10, 20, 30, 40), (90, 90, 10, 10)))
    assert found is not None
    image = Image.open(io.BytesIO(found[0])).convert("L")
    assert image.size == (150, 100)
    for inside in ((16, 21), (59, 59), (30, 40), (149, 99), (136, 91)):
        assert image.getpixel(inside) < 40, inside  # type: ignore[operator]
    for outside in ((5, 10), (75, 70), (100, 50)):
        assert image.getpixel(outside) > 230, outside  # type: ignore[operator]
