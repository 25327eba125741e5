"""The files that all audits share: one record a change, a plain file between two changes, nothing lost."""

from __future__ import annotations

import errno
import multiprocessing
from pathlib import Path
from typing import Any

import orjson
import pytest
from tinydb import Query, TinyDB, where

from audit_tui.errors import EnvironmentFault, InputError, NotSavedError
from audit_tui.store import disk
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.replay import BOOKKEEPING, journal_file, read_journaled
from audit_tui.store.shared import read_table, transaction
from tests.store.refusals import REFUSALS, refuse


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "things.json"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "locks" / "things.lock"


def add(path: Path, lock: Path, *names: str) -> None:
    with transaction(path, lock) as database:
        database.table("sites", cache_size=0).insert_multiple({"name": name} for name in names)


def names(path: Path) -> list[str]:
    return [raw["name"] for raw in read_table(path, "sites")]


def stock(path: Path) -> list[str]:
    """What stock TinyDB, which knows nothing of journals, reads."""
    with TinyDB(path, access_mode="r") as database:
        return [raw["name"] for raw in database.table("sites")]


def test_after_each_change_the_file_is_a_plain_tinydb_file_with_everything(path: Path, lock: Path) -> None:
    for name in ("Roma", "Milano", "Torino"):
        add(path, lock, name)
        assert stock(path)[-1] == name
        assert not journal_file(path).read_bytes().strip(b"\0"), "nothing is left in the journal"
    assert names(path) == stock(path) == ["Roma", "Milano", "Torino"]


def test_a_file_of_an_older_version_opens_unchanged_and_goes_on(path: Path, lock: Path) -> None:
    before = b'{"sites": {"3": {"name": "Roma"}}, "people": {"1": {"name": "Anna"}}}'
    path.write_bytes(before)
    assert names(path) == ["Roma"]
    assert path.read_bytes() == before
    assert not journal_file(path).exists(), "reading writes nothing"
    add(path, lock, "Milano")
    tables = orjson.loads(path.read_bytes())
    assert tables.pop(BOOKKEEPING)["1"]["seq"] == 1
    assert tables == {
        "sites": {"3": {"name": "Roma"}, "4": {"name": "Milano"}},
        "people": {"1": {"name": "Anna"}},
    }


def test_tinydb_queries_updates_and_removals_work(path: Path, lock: Path) -> None:
    with transaction(path, lock) as database:
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


def test_changes_of_several_tables_are_one_record(
    path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(path, lock, "Roma")
    records: list[bytes] = []
    real = disk.write_at

    def watched(descriptor: int, content: bytes, offset: int) -> None:
        records.append(content)
        real(descriptor, content, offset)

    monkeypatch.setattr(disk, "write_at", watched)
    with transaction(path, lock) as database:
        database.table("sites").insert({"name": "Milano"})
        database.table("people").insert({"name": "Anna"})
        assert not records
    assert len(records) == 1
    assert (names(path), read_table(path, "people")) == (["Roma", "Milano"], [{"name": "Anna"}])


def test_a_change_that_raises_in_the_middle_is_none(path: Path, lock: Path) -> None:
    add(path, lock, "Roma")
    before = path.read_bytes()
    with pytest.raises(RuntimeError), transaction(path, lock) as database:
        database.table("sites").update({"name": "Milano"})
        raise RuntimeError
    assert (names(path), path.read_bytes()) == (["Roma"], before)


def test_who_changes_nothing_writes_nothing(path: Path, lock: Path) -> None:
    with transaction(path, lock) as database:
        assert database.table("sites").all() == []
    assert not path.exists()


@pytest.mark.parametrize("code", REFUSALS, ids=errno.errorcode.get)
@pytest.mark.parametrize("step", ["sync_directory", "write_at", "sync_data"])
def test_a_refused_change_leaves_the_file_as_it_was(
    path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    add(path, lock, "Roma")
    before = path.read_bytes()
    with monkeypatch.context() as broken:
        refuse(broken, step, code)
        with pytest.raises(NotSavedError) as caught:
            add(path, lock, "Milano")
    assert "things" in str(caught.value)
    assert caught.value.next_step
    assert (path.read_bytes(), names(path)) == (before, ["Roma"])
    assert not list(path.parent.glob(f".*{disk.TEMPORARY}")), "a temporary file was left behind"
    add(path, lock, "Torino")
    assert names(path) == stock(path) == ["Roma", "Torino"]


@pytest.mark.parametrize("code", REFUSALS, ids=errno.errorcode.get)
@pytest.mark.parametrize("step", ["write_all", "sync", "replace"])
def test_a_disk_that_takes_the_record_but_no_new_file_has_the_change(
    path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    """So a full disk still takes a site or a note: the space for the record was kept free."""
    add(path, lock, "Roma")
    with monkeypatch.context() as broken:
        refuse(broken, step, code)
        add(path, lock, "Milano")
        assert names(path) == ["Roma", "Milano"]
        add(path, lock, "Torino")
    assert names(path) == ["Roma", "Milano", "Torino"]
    add(path, lock, "Napoli")
    assert names(path) == stock(path) == ["Roma", "Milano", "Torino", "Napoli"]


@pytest.mark.parametrize("step", ["write_all", "sync", "replace", "sync_directory"])
def test_a_refused_first_change_leaves_nothing_behind(
    path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    lock.parent.mkdir()
    with monkeypatch.context() as broken:
        refuse(broken, step, errno.ENOSPC)
        with pytest.raises(NotSavedError, match=r"Not saved: the disk is full\. Free some space"):
            add(path, lock, "Roma")
    assert [each.name for each in path.parent.iterdir()] == ["locks"]
    add(path, lock, "Roma")
    assert stock(path) == ["Roma"]


def test_an_erasure_says_when_something_of_before_may_be_left(
    path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(path, lock, "Anna Conti")
    with monkeypatch.context() as broken:
        refuse(broken, "replace", errno.ENOSPC)
        with pytest.raises(NotSavedError), transaction(path, lock, erasing=True) as database:
            database.table("sites").update({"name": "Erased"})
    assert names(path) == ["Erased"]
    with transaction(path, lock, erasing=True):
        pass
    assert stock(path) == ["Erased"]
    assert b"Conti" not in path.read_bytes() + journal_file(path).read_bytes()


def test_what_a_killed_process_left_in_the_journal_counts_and_is_folded(path: Path, lock: Path) -> None:
    add(path, lock, "Roma")
    killed = JournalDB(path)
    killed.table("sites").insert({"name": "Milano"})
    killed.storage.abandon()
    left = path.with_name(f".{path.name}.abc{disk.TEMPORARY}")
    beside = journal_file(path).with_name(f".{journal_file(path).name}.abc{disk.TEMPORARY}")
    for each in (left, beside):
        each.write_bytes(b"half")
    assert names(path) == ["Roma", "Milano"]
    assert stock(path) == ["Roma"]
    add(path, lock, "Torino")
    assert stock(path) == ["Roma", "Milano", "Torino"]
    assert not left.exists()
    assert not beside.exists()


def test_a_damaged_journal_is_kept_and_what_stands_before_goes_on(path: Path, lock: Path) -> None:
    add(path, lock, "Roma")
    killed = JournalDB(path)
    for name in ("Milano", "Torino"):
        killed.table("sites").insert({"name": name})
    killed.storage.abandon()
    journal = journal_file(path)
    damaged = journal.read_bytes().replace(b"Milano", b"Milana")
    journal.write_bytes(damaged)
    assert names(path) == ["Roma"]
    add(path, lock, "Napoli")
    assert stock(path) == ["Roma", "Napoli"]
    kept = {each.suffix: each for each in (path.parent / "quarantine").iterdir()}
    assert kept[".journal"].read_bytes() == damaged
    assert len(read_journaled(kept[".json"]).later) == 1


def _insert(path: Path, lock: Path, first: int, count: int) -> None:
    for number in range(first, first + count):
        add(path, lock, str(number))


def test_two_processes_that_change_the_same_file_lose_nothing(path: Path, lock: Path) -> None:
    fork = multiprocessing.get_context("spawn")
    others = [fork.Process(target=_insert, args=(path, lock, first, 8)) for first in (100, 200)]
    for other in others:
        other.start()
    while any(other.is_alive() for other in others):
        seen = names(path)
        assert len(seen) == len(set(seen)), "a reader meets no half"
        for other in others:
            other.join(0.02)
    assert [other.exitcode for other in others] == [0, 0]
    assert sorted(stock(path)) == sorted(
        str(each) for first in (100, 200) for each in range(first, first + 8)
    )


def test_what_was_read_can_be_changed_without_changing_what_is_kept(path: Path, lock: Path) -> None:
    with transaction(path, lock) as database:
        database.table("sites").insert({"name": "Roma", "aliases": ["R"]})
        database.table("sites", cache_size=0).all()[0]["aliases"].append("X")
    assert read_table(path, "sites")[0]["aliases"] == ["R"]


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
def test_a_damaged_or_foreign_file_is_refused_and_left_alone(
    path: Path, lock: Path, content: bytes, says: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        read_table(path, "sites")
    with pytest.raises(InputError, match=says):
        add(path, lock, "Roma")
    assert path.read_bytes() == content


def test_a_folder_in_the_place_of_the_file_gets_a_sentence(path: Path) -> None:
    path.mkdir()
    with pytest.raises(InputError, match="folder"):
        read_table(path, "sites")


def test_a_file_that_cannot_be_read_gets_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"{}")

    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        read_table(path, "sites")
