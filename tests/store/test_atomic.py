"""The storage under every TinyDB: one crash-safe write, and memory that never runs ahead of the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where

from audit_tui.errors import EnvironmentFault, InputError, NotSavedError
from audit_tui.store import disk
from audit_tui.store.atomic import AtomicStorage, read_table, transaction

REFUSALS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES]
STEPS = ["write_all", "sync", "replace", "sync_directory"]


def refuse(monkeypatch: pytest.MonkeyPatch, step: str, code: int) -> None:
    """From now on this step of a write fails."""

    def fail(*_: Any) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk, step, fail)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "things.json"


@pytest.fixture
def database(path: Path) -> TinyDB:
    return TinyDB(path, storage=AtomicStorage)


def names(path: Path) -> list[str]:
    return [raw["name"] for raw in read_table(path, "sites")]


def test_what_is_inserted_is_on_disk_at_once_and_readable_by_stock_tinydb(
    database: TinyDB, path: Path
) -> None:
    database.table("sites").insert({"name": "Roma"})
    with TinyDB(path) as stock:
        assert stock.table("sites").all() == [{"name": "Roma"}]


def test_tinydb_queries_updates_and_removals_work(database: TinyDB, path: Path) -> None:
    table = database.table("sites")
    table.insert_multiple({"name": name, "n": n} for n, name in enumerate(["Roma", "Milano", "Torino"]))
    table.update({"n": 9}, where("name") == "Milano")
    table.remove(Query().n == 0)
    table.upsert({"name": "Napoli", "n": 4}, where("name") == "Napoli")
    assert [(raw["name"], raw["n"]) for raw in read_table(path, "sites")] == [
        ("Milano", 9),
        ("Torino", 2),
        ("Napoli", 4),
    ]


@pytest.mark.parametrize("code", REFUSALS, ids=errno.errorcode.get)
@pytest.mark.parametrize("step", STEPS)
def test_a_refused_write_leaves_file_and_memory_as_they_were(
    database: TinyDB, path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    table = database.table("sites", cache_size=0)
    table.insert({"name": "Roma"})
    before = path.read_bytes()
    with monkeypatch.context() as broken:
        if step == "sync_directory":
            # The rename has happened and cannot be made durable: the old content must come back.
            calls = iter([True])
            real = disk.sync_directory

            def once(directory: Path) -> None:
                if next(calls, False):
                    raise OSError(code, os.strerror(code))
                real(directory)

            broken.setattr(disk, "sync_directory", once)
        else:
            refuse(broken, step, code)
        with pytest.raises(NotSavedError) as caught:
            table.update({"name": "Milano"})
    assert str(path) in str(caught.value)
    assert caught.value.next_step
    assert path.read_bytes() == before
    assert table.all() == [{"name": "Roma"}]
    assert [each.name for each in path.parent.iterdir()] == [path.name], "a temporary file was left behind"
    table.insert({"name": "Torino"})
    assert names(path) == ["Roma", "Torino"]


def test_a_full_disk_is_named_in_words(database: TinyDB, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "write_all", errno.ENOSPC)
    with pytest.raises(NotSavedError, match=r"Not saved: the disk is full\. Free some space"):
        database.table("sites").insert({"name": "Roma"})
    assert not path.exists()


def test_a_write_that_the_system_takes_in_pieces_is_written_whole(
    database: TinyDB, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:7])))
    database.table("sites").insert({"name": "Roma" * 20})
    assert names(path) == ["Roma" * 20]


def test_windows_holding_the_file_for_a_moment_is_waited_for(
    database: TinyDB, path: Path, monkeypatch: pytest.MonkeyPatch
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
    database.table("sites").insert({"name": "Roma"})
    assert names(path) == ["Roma"]


def test_windows_holding_the_file_for_good_is_not_waited_for_without_end(
    database: TinyDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: Path, target: Path) -> Path:
        error = PermissionError(errno.EACCES, "held")
        error.winerror = 32  # type: ignore[attr-defined]
        raise error

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(disk, "REPLACE_PATIENCE", 0.05)
    with pytest.raises(NotSavedError):
        database.table("sites").insert({"name": "Roma"})


def test_a_batch_is_one_write_for_several_tables(
    database: TinyDB, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[bytes] = []
    real = disk.write_all

    def watched(descriptor: int, content: bytes) -> None:
        writes.append(content)
        real(descriptor, content)

    monkeypatch.setattr(disk, "write_all", watched)
    storage = database.storage
    assert isinstance(storage, AtomicStorage)
    with storage.batch():
        database.table("sites").insert({"name": "Roma"})
        database.table("people").insert({"name": "Anna"})
        assert not path.exists()
    assert len(writes) == 1
    assert names(path) == ["Roma"]
    assert read_table(path, "people") == [{"name": "Anna"}]


def test_a_batch_that_raises_changes_nothing(database: TinyDB, path: Path) -> None:
    database.table("sites").insert({"name": "Roma"})
    storage = database.storage
    assert isinstance(storage, AtomicStorage)
    with pytest.raises(RuntimeError), storage.batch():
        database.table("sites").update({"name": "Milano"})
        raise RuntimeError
    assert names(path) == ["Roma"]
    assert storage.read() == {"sites": {"1": {"name": "Roma"}}}


def test_what_was_read_can_be_changed_without_changing_what_is_kept(database: TinyDB) -> None:
    database.table("sites").insert({"name": "Roma", "aliases": ["R"]})
    database.table("sites", cache_size=0).all()[0]["aliases"].append("X")
    assert database.table("sites").all()[0]["aliases"] == ["R"]


def test_a_batch_in_a_batch_is_part_of_it(database: TinyDB, path: Path) -> None:
    storage = database.storage
    assert isinstance(storage, AtomicStorage)
    with storage.batch():
        with storage.batch():
            database.table("sites").insert({"name": "Roma"})
        assert not path.exists()
    assert names(path) == ["Roma"]


def test_another_process_s_write_is_taken_in(path: Path) -> None:
    mine, other = AtomicStorage(path), AtomicStorage(path)
    other.write({"sites": {"1": {"name": "Roma"}}})
    assert mine.read() == {"sites": {"1": {"name": "Roma"}}}


def test_transactions_of_two_databases_lose_nothing(path: Path, tmp_path: Path) -> None:
    lock = tmp_path / "locks" / "x.lock"
    for name in ("Roma", "Milano", "Torino"):
        with transaction(path, lock) as database:
            database.table("sites", cache_size=0).insert({"name": name})
    assert names(path) == ["Roma", "Milano", "Torino"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\0\0\0", "damaged or no JSON"),
        (b'{"sites": {"1": {"name": "Ro', "damaged or no JSON"),
        (b"[1, 2]", "not made by audit-tui"),
        (b'{"name": "package", "version": 1}', "not made by audit-tui"),
        (b'{"sites": {"x": {}}}', "not made by audit-tui"),
        (b'{"sites": {"01": {}}}', "not made by audit-tui"),
        (b"%PDF-1.7\n", "damaged or no JSON"),
        (b"[" * 5000, "damaged or no JSON"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_and_left_alone(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        AtomicStorage(path)
    assert path.read_bytes() == content


def test_a_folder_in_the_place_of_the_file_gets_a_sentence(path: Path) -> None:
    path.mkdir()
    with pytest.raises(InputError, match="folder"):
        AtomicStorage(path)


def test_a_file_that_cannot_be_read_gets_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"{}")

    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        AtomicStorage(path)


def test_what_a_killed_process_left_is_swept_up_under_the_lock(path: Path, tmp_path: Path) -> None:
    left = path.with_name(f".{path.name}.abc{disk.TEMPORARY}")
    left.write_bytes(b"half")
    with transaction(path, tmp_path / "x.lock") as database:
        database.table("sites").insert({"name": "Roma"})
    assert not left.exists()
