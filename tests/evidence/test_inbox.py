"""The inbox: real pictures with their time and phone, what is none passed over, what is broken told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from audit_tui.clock import FixedClock
from audit_tui.errors import EnvironmentFault
from audit_tui.evidence import photos
from audit_tui.evidence.files import keep
from audit_tui.evidence.inbox import look
from audit_tui.rules.photos import Picture
from tests.evidence.pictures import HEIC, picture


def test_pictures_tell_their_time_and_their_phone(tmp_path: Path) -> None:
    picture(tmp_path / "b.jpg", "2026-11-18T10:31:05")
    picture(tmp_path / "a.jpg", None, model="Phone\x00 2")
    Image.new("RGB", (4, 4)).save(tmp_path / "c.png")
    (tmp_path / "letter.txt").write_text("no picture", "utf-8")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / ".hidden.jpg").write_bytes(b"\xff\xd8\xff")
    assert [each.picture for each in look(tmp_path)] == [
        Picture("a.jpg", None, "Maker Phone 2"),
        Picture("b.jpg", "2026-11-18T10:31:05", "Maker Phone 1"),
        Picture("c.png", None, ""),
    ]


def test_a_broken_picture_is_told_and_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    picture(tmp_path / "b.jpg", "2026-11-18T10:31:05")
    broken, whole = look(tmp_path)
    assert "broken" in broken.fault
    assert whole.fault == ""


def test_what_the_audit_has_is_known_by_its_content(tmp_path: Path) -> None:
    taken = picture(tmp_path / "in" / "a.jpg", "2026-11-18T10:31:05")
    other = picture(tmp_path / "in" / "b.jpg", "2026-11-18T10:31:05", colour=9)
    kept = keep(tmp_path / "blobs", taken, clock=FixedClock())
    assert {each.path: each.attached for each in look(tmp_path / "in", [kept])} == {taken: True, other: False}


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert look(tmp_path / "gone") == []
    (tmp_path / "file").write_bytes(b"")
    assert look(tmp_path / "file") == []


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(EnvironmentFault, match="Permission denied"):
        look(tmp_path)


def test_heic_is_read_with_the_extra_and_refused_in_words_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pi_heif")
    (tmp_path / "IMG_1.HEIC").write_bytes(HEIC)
    (one,) = look(tmp_path)
    assert one.picture == Picture("IMG_1.HEIC", "2026-11-18T10:31:05", "Maker Phone 9")
    kept = keep(tmp_path / "blobs", tmp_path / "IMG_1.HEIC", clock=FixedClock())
    assert (kept.extension, kept.width, kept.height) == ("heic", 64, 48)
    monkeypatch.setattr(photos, "know_heif", lambda: False)
    (one,) = look(tmp_path)
    assert "audit-tui[heic]" in one.fault
