"""Photos and files: kept byte for byte under their content's hash, refused in words."""

from __future__ import annotations

import errno
import hashlib
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from audit_tui.clock import FixedClock
from audit_tui.errors import AuditError, InputError, NotSavedError
from audit_tui.evidence import files, photos
from audit_tui.evidence.files import keep
from audit_tui.model.audit import Evidence
from audit_tui.store import disk


@pytest.fixture
def blobs(tmp_path: Path) -> Path:
    return tmp_path / "data" / "blobs"


@pytest.fixture
def take(blobs: Path) -> Any:
    clock = FixedClock()
    return lambda source, caption="": keep(blobs, source, clock=clock, caption=caption)


def photo(path: Path, *, taken: str = "2026:11:18 10:31:05", size: tuple[int, int] = (40, 30)) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8769)[0x9003] = taken
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, "red").save(path, exif=exif)
    return path


def png_head(width: int, height: int) -> bytes:
    """A PNG that claims a size without having the pixels."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(each) - 4) + each + struct.pack(">I", zlib.crc32(each))
        for each in (chunk, pixels, b"IEND")
    )


@pytest.mark.parametrize(("name", "extension"), [("IMG.JPG", "jpg"), ("a.jpeg", "jpg"), ("a.png", "png")])
def test_a_photo_is_kept_byte_for_byte_with_its_size_and_time(
    tmp_path: Path, blobs: Path, take: Any, name: str, extension: str
) -> None:
    source = photo(tmp_path / name)
    kept: Evidence = take(source, "The sign\x1b[31m")
    assert (kept.kind, kept.extension, kept.width, kept.height) == ("photo", extension, 40, 30)
    assert (kept.taken, kept.caption) == ("2026-11-18T10:31:05", "The sign[31m")
    assert kept.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert [each.name for each in blobs.iterdir()] == [kept.sha256]
    assert (blobs / kept.sha256).read_bytes() == source.read_bytes()


def test_a_photo_is_told_by_its_content_not_its_name(tmp_path: Path, take: Any) -> None:
    source = photo(tmp_path / "a.jpg").rename(tmp_path / "anna_conti.dat")
    kept = take(source)
    assert (kept.kind, kept.extension) == ("photo", "jpg")
    assert "anna" not in kept.model_dump_json()


@pytest.mark.parametrize("taken", ["", "yesterday", "0000:00:00 00:00:00", "2026:13:45 99:99:99", "\0" * 19])
def test_a_nonsense_time_is_none(tmp_path: Path, take: Any, taken: str) -> None:
    assert take(photo(tmp_path / "a.jpg", taken=taken)).taken is None


def test_another_file_is_kept_as_a_file(tmp_path: Path, blobs: Path, take: Any) -> None:
    source = tmp_path / "letter.PDF"
    source.write_bytes(b"%PDF-1.7 hello")
    kept = take(source)
    assert (kept.kind, kept.extension, kept.size, kept.width) == ("file", "pdf", 14, None)
    assert (blobs / kept.sha256).read_bytes() == b"%PDF-1.7 hello"


@pytest.mark.parametrize(
    "name", ["noextension", "a.tar.gz.verylongextension", "a.ü", ".hidden", "a.x y", "a. "]
)
def test_a_nasty_name_leaves_no_trace(tmp_path: Path, take: Any, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(b"x")
    assert take(source).extension == "bin"


def test_the_same_file_twice_is_kept_once_and_a_damaged_copy_is_mended(
    tmp_path: Path, blobs: Path, take: Any
) -> None:
    source = photo(tmp_path / "a.jpg")
    first, second = take(source), take(source)
    assert first.sha256 == second.sha256
    assert first.id != second.id
    blob = blobs / first.sha256
    blob.write_bytes(b"damaged")
    take(source)
    assert blob.read_bytes() == source.read_bytes()
    assert len(list(blobs.iterdir())) == 1


def test_what_is_no_file_is_refused_in_words(tmp_path: Path, blobs: Path, take: Any) -> None:
    (tmp_path / "empty").touch()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    for name, says in [
        ("none.jpg", "no such file"),
        ("", "folder"),
        ("empty", "is empty"),
        ("pipe", "no ordinary file|no such file"),
        ("a\0b", "path of a file|no such file"),
        ("x" * 5000, "cannot be read"),
    ]:
        with pytest.raises(AuditError, match=says):
            take(tmp_path / name)
    assert not blobs.exists()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"hello", "a.jpg", "no JPEG"),
        (b"\xff\xd8\xff\xe0 and no more", "a.jpg", "broken"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "broken"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC", "audit-tui.heic."),
        (png_head(10_000, 6_401), "a.png", "64 million pixels.*read whole"),
        (png_head(100_000, 100_000), "a.png", "64 million pixels"),
    ],
)
def test_a_photo_that_cannot_be_used_is_refused_in_words(
    tmp_path: Path,
    blobs: Path,
    take: Any,
    content: bytes,
    name: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(photos, "know_heif", lambda: False)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says):
        take(tmp_path / name)
    assert not blobs.exists()


def test_the_largest_photo_of_today_s_phones_is_taken(tmp_path: Path, take: Any) -> None:
    (tmp_path / "a.png").write_bytes(png_head(10_000, 6_400))
    assert take(tmp_path / "a.png").width == 10_000
    content = bytearray(photo(tmp_path / "a.jpg").read_bytes())
    at = content.index(b"\xff\xc0") + 5
    for size, fits in ((20_000, True), (20_001, False)):
        content[at : at + 4] = struct.pack(">HH", 10_000, size)
        (tmp_path / "a.jpg").write_bytes(content)
        if fits:
            assert take(tmp_path / "a.jpg").width == size
        else:
            with pytest.raises(InputError, match="200 million pixels"):
                take(tmp_path / "a.jpg")


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, take: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_FILE", 2_097_152)
    (tmp_path / "a.bin").write_bytes(b"x" * 2_097_152)
    assert take(tmp_path / "a.bin").size == 2_097_152
    (tmp_path / "a.bin").write_bytes(b"x" * 3_145_728)
    with pytest.raises(InputError, match="3 MiB; at most 2"):
        take(tmp_path / "a.bin")


def test_a_full_disk_keeps_nothing(
    tmp_path: Path, blobs: Path, take: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = photo(tmp_path / "a.jpg")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "sync", full)
    with pytest.raises(NotSavedError, match="disk is full"):
        take(source)
    assert list(blobs.iterdir()) == []
