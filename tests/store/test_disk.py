"""What a disk can refuse, in words; and writing that leaves the old file or the new one."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from audit_tui.errors import AuditError, NotSavedError
from audit_tui.store import disk
from audit_tui.store.disk import (
    exclusive,
    file_lock,
    make_directory,
    not_saved,
    read_bytes,
    read_ends,
    remove,
    sync,
    sync_data,
    sync_directory,
    write_atomic,
)


@pytest.mark.parametrize("code", sorted({*disk._WORDS, errno.ELOOP}), ids=errno.errorcode.get)
def test_each_refusal_says_what_where_and_what_next(code: int) -> None:
    error = not_saved(OSError(code, os.strerror(code)), Path("x") / "a.json")
    assert error.what.startswith("Not saved: ")
    assert error.where == str(Path("x") / "a.json")
    assert error.next_step.endswith(".")


@pytest.mark.parametrize(
    ("name", "code"),
    [("gone", "file.missing"), ("a/b", "file.missing"), ("x\0y", "file.name"), ("n" * 300, "file.name")],
)
def test_a_name_that_leads_nowhere_gets_a_sentence(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(AuditError) as caught:
        read_bytes(tmp_path / name, limit=9)
    assert caught.value.code == code


def test_a_long_name_that_only_opening_refuses_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def long(*_: Any) -> None:
        raise OSError(errno.ENAMETOOLONG, "File name too long")

    (tmp_path / "x").write_bytes(b"")
    monkeypatch.setattr(Path, "open", long)
    with pytest.raises(AuditError, match="too long"):
        read_bytes(tmp_path / "x", limit=9)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes as files on Windows")
def test_a_pipe_is_no_file_and_a_huge_file_none_of_ours(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AuditError, match="no ordinary file"):
        read_bytes(tmp_path / "pipe", limit=9)
    (tmp_path / "big").write_bytes(bytes(10))
    with pytest.raises(AuditError, match="larger than"):
        read_bytes(tmp_path / "big", limit=9)


class MacFlush:
    """What the flush of macOS does, where there is none."""

    F_FULLFSYNC = 51

    def __init__(self, code: int | None) -> None:
        self.code, self.asked = code, 0

    def fcntl(self, descriptor: int, command: int) -> None:
        assert command == self.F_FULLFSYNC
        self.asked += 1
        if self.code is not None:
            raise OSError(self.code, os.strerror(self.code))


@pytest.mark.parametrize("code", [None, errno.ENOTSUP, errno.EIO])
def test_on_macos_the_drive_s_own_cache_is_emptied_where_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    flush, plain = MacFlush(code), []
    monkeypatch.setitem(sys.modules, "fcntl", flush)
    monkeypatch.setattr(disk.sys, "platform", "darwin")
    monkeypatch.setattr(os, "fsync", plain.append)
    if code == errno.EIO:
        with pytest.raises(OSError, match="Input/output"):
            sync(3)
    else:
        sync_data(3)
    assert flush.asked == 1
    assert plain == ([3] if code == errno.ENOTSUP else [])


@pytest.mark.parametrize(("code", "fails"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_folder_that_knows_no_flush_is_as_durable_as_it_gets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, fails: bool
) -> None:
    def refused(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refused)
    if fails:
        with pytest.raises(OSError, match="Input/output"):
            sync_directory(tmp_path)
    else:
        sync_directory(tmp_path)


def test_windows_flushes_folders_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "os", type("Windows", (), {"name": "nt"}))
    sync_directory(tmp_path / "not even there")


def test_a_file_in_the_way_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        make_directory(tmp_path / "a")
    with pytest.raises(NotSavedError, match="in the way"):
        write_atomic(tmp_path / "a" / "b", b"x")
    with pytest.raises(NotSavedError), exclusive(tmp_path / "a" / "x.lock"):
        pass


@pytest.mark.parametrize("previous", [None, b"old"])
def test_a_renaming_that_cannot_be_made_durable_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, previous: bytes | None
) -> None:
    path = tmp_path / "a"
    if previous is not None:
        path.write_bytes(previous)

    def refused(directory: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk, "sync_directory", refused)
    with pytest.raises(NotSavedError):
        write_atomic(path, b"new", previous=previous)
    assert (path.read_bytes() if path.exists() else None) == previous


def test_removing_says_what_stands_in_its_way_but_not_what_is_gone(tmp_path: Path) -> None:
    remove(tmp_path / "gone")
    remove(tmp_path / "never" / "there")
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotSavedError):
        remove(tmp_path / "folder")


def test_a_lock_that_another_process_holds_is_waited_for_a_moment(tmp_path: Path) -> None:
    held = file_lock(tmp_path / "x.lock")
    with (
        held,
        pytest.raises(NotSavedError, match="another process"),
        exclusive(tmp_path / "x.lock", patience=0.05),
    ):
        pass


def test_a_write_that_the_system_takes_in_pieces_is_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:7])))
    write_atomic(tmp_path / "a", b"Roma" * 20)
    assert (tmp_path / "a").read_bytes() == b"Roma" * 20


def test_windows_holding_the_file_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, held = Path.replace, iter([5, 32, 33])

    def busy(self: Path, target: Path) -> Path:
        code = next(held, None)
        if code is not None:
            error = PermissionError(errno.EACCES, "held")
            error.winerror = code  # type: ignore[attr-defined]
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    write_atomic(tmp_path / "a", b"Roma")
    assert (tmp_path / "a").read_bytes() == b"Roma"


def test_windows_holding_the_file_for_good_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: Path, target: Path) -> Path:
        error = PermissionError(errno.EACCES, "held")
        error.winerror = 32  # type: ignore[attr-defined]
        raise error

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(disk, "REPLACE_PATIENCE", 0.05)
    with pytest.raises(NotSavedError):
        write_atomic(tmp_path / "a", b"Roma")


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a")
    before = path.stat()
    path.write_bytes(b"abcdef")
    monkeypatch.setattr(Path, "stat", lambda *_, **__: before)
    assert read_bytes(path, limit=6) == b"abcdef"
    with pytest.raises(AuditError, match="larger"):
        read_bytes(path, limit=5)


def test_the_beginning_and_the_end_of_a_file_are_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"0123456789MARK" + b"x" * 100 + b"end")
    for piece in (1, 3, 11, 1000):
        assert read_ends(path, b"MARK", 5, piece=piece) == (b"0123456789", b"xxend")
    assert read_ends(path, b"GONE", 5) is None
    assert read_ends(path, b"MARK", 5000) == (b"0123456789", path.read_bytes())


def test_where_there_is_no_ordinary_file_there_are_no_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_ends(tmp_path / "gone", b"M", 5) is None
    assert read_ends(tmp_path / "a\0b", b"M", 5) is None
    assert read_ends(tmp_path, b"M", 5) is None
    (tmp_path / "a").write_bytes(b"xM")

    def broken(*_: Any) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "lseek", broken)
    assert read_ends(tmp_path / "a", b"M", 5) is None
