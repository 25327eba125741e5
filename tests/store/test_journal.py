"""The journal under a draft: one small record a change, memory never ahead of the disk, damage never wiped."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from audit_tui.errors import InputError, NotSavedError
from audit_tui.store import disk, journal
from audit_tui.store.journal import JournalStorage, difference
from audit_tui.store.replay import SECTOR, Replay, checksum, read_journaled, replay
from tests.store.refusals import refuse

REFUSALS = [errno.ENOSPC, errno.EIO, errno.EROFS]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.json"


def log(path: Path) -> bytes:
    """What is written in the journal."""
    return path.with_suffix(".journal").read_bytes().rstrip(b"\0")


def put(storage: JournalStorage, number: int, **more: Any) -> None:
    storage.commit({"t": {str(number): {"n": number, **more}}})


def begun(path: Path, changes: int = 3, *, finishing: bool = False) -> JournalStorage:
    """A storage with a snapshot of the first change and records of the others."""
    storage = JournalStorage(path, finishing=finishing)
    for number in range(1, changes + 1):
        put(storage, number)
    return storage


def crashed(path: Path, changes: int = 3) -> None:
    begun(path, changes).abandon()


def numbers(path: Path) -> list[int]:
    return [document["n"] for document in (read_journaled(path).tables.get("t") or {}).values()]


# -- the form -----------------------------------------------------------------------------------------


def test_the_first_change_makes_the_snapshot_and_later_ones_are_records(path: Path) -> None:
    begun(path, 2)
    snapshot = orjson.loads(path.read_bytes())
    assert snapshot["t"] == {"1": {"n": 1}}
    assert snapshot["journal"]["1"]["seq"] == 1
    [line] = log(path).splitlines()
    sum_, payload = line[:32].decode(), line[33:]
    assert orjson.loads(payload) == {"s": 2, "c": {"t": {"p": {"2": {"n": 2}}}}}
    assert sum_ == checksum(snapshot["journal"]["1"]["chain"], payload)
    assert len(path.with_suffix(".journal").read_bytes()) >= journal.RESERVE


def test_a_change_of_several_tables_is_one_record_and_one_flush(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = begun(path, 1)
    flushed: list[int] = []
    monkeypatch.setattr(disk, "sync_data", flushed.append)
    storage.commit({"t": {"2": {"n": 2}}, "u": {"1": {"x": "ä"}}}, fields={"t": {"1": {"more": None}}})
    assert len(flushed) == len(log(path).splitlines()) == 1
    assert storage.read() == {"t": {"1": {"n": 1, "more": None}, "2": {"n": 2}}, "u": {"1": {"x": "ä"}}}
    assert read_journaled(path).tables["t"]["1"] == {"n": 1, "more": None}


def test_the_caller_s_number_and_hash_stand_in_record_and_snapshot(path: Path) -> None:
    storage = begun(path, 1)
    storage.commit({"t": {"2": {"n": 2}}}, mark=(40, "feed"))
    assert (read_journaled(path).seq, read_journaled(path).chain) == (40, "feed")
    storage.close()
    assert orjson.loads(path.read_bytes())["journal"] == {"1": {"seq": 40, "chain": "feed"}}
    assert log(path) == b""


def test_closing_leaves_a_plain_tinydb_file_with_everything(path: Path) -> None:
    begun(path).close()
    with TinyDB(path, access_mode="r") as stock:
        assert [each["n"] for each in stock.table("t")] == [1, 2, 3]
    assert JournalStorage(path).read() == {"t": {str(n): {"n": n} for n in (1, 2, 3)}}


def test_a_file_of_before_there_were_journals_opens_and_gets_one(path: Path) -> None:
    path.write_bytes(b'{"t":{"1":{"n":1}}}')
    storage = JournalStorage(path)
    put(storage, 2)
    storage.abandon()
    assert numbers(path) == [1, 2]
    assert path.read_bytes() == b'{"t":{"1":{"n":1}}}'


def test_a_storage_goes_on_where_a_killed_one_stopped(path: Path) -> None:
    crashed(path)
    storage = JournalStorage(path)
    put(storage, 4)
    storage.abandon()
    assert numbers(path) == [1, 2, 3, 4]
    assert len(log(path).splitlines()) == 3


def test_a_closed_storage_may_be_used_again(path: Path) -> None:
    storage = begun(path)
    storage.close()
    put(storage, 4)
    storage.close()
    assert numbers(path) == [1, 2, 3, 4]


def test_opening_and_reading_writes_nothing(path: Path, tmp_path: Path) -> None:
    assert JournalStorage(path).read() is None
    assert list(tmp_path.iterdir()) == []
    crashed(path)
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    storage = JournalStorage(path)
    assert storage.tables["t"] == {str(n): {"n": n} for n in (1, 2, 3)}
    storage.close()
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_what_was_read_can_be_changed_without_changing_what_is_kept(path: Path) -> None:
    storage = begun(path)
    given = {"n": [1]}
    storage.commit({"t": {"9": given}})
    given["n"].append(2)
    read = storage.read()
    assert read is not None
    read["t"]["9"]["n"].append(3)
    assert storage.tables["t"]["9"] == {"n": [1]}


@pytest.mark.parametrize("finishing", [True, False])
def test_a_journal_grows_and_is_folded_into_the_snapshot(
    path: Path, monkeypatch: pytest.MonkeyPatch, finishing: bool
) -> None:
    monkeypatch.setattr(journal, "RESERVE", 2048)
    monkeypatch.setattr(journal, "EXTENSION", 2048)
    monkeypatch.setattr(journal, "COMPACT_AT", 6000)
    storage, sizes = JournalStorage(path, finishing=finishing), []
    for number in range(1, 60):
        put(storage, number % 5 + 1, text="x" * 300, last=number)
        sizes.append((path.stat().st_ino, len(log(path))))
    assert len({inode for inode, _ in sizes}) > 2, "it was compacted"
    assert max(used for _, used in sizes) > 4096, "it was extended"
    assert max(used for _, used in sizes) < 7000
    assert read_journaled(path).tables["t"] == storage.tables["t"]


def test_a_record_larger_than_any_reserve_is_kept(path: Path) -> None:
    storage = begun(path)
    put(storage, 4, text="x" * 2_000_000)
    storage.abandon()
    assert numbers(path) == [1, 2, 3, 4]


def test_a_batch_is_one_record_or_none(path: Path) -> None:
    storage = begun(path, 1)
    with storage.batch():
        put(storage, 2)
        with storage.batch():
            put(storage, 3)
        assert storage.names() == {"t"}
        assert storage.read() == {"t": {str(n): {"n": n} for n in (1, 2, 3)}}
        assert log(path) == b""
    assert len(log(path).splitlines()) == 1
    with pytest.raises(RuntimeError), storage.batch():
        put(storage, 4)
        raise RuntimeError
    assert storage.read() == {"t": {str(n): {"n": n} for n in (1, 2, 3)}}


def test_no_change_is_no_record(path: Path) -> None:
    storage = begun(path, 1)
    storage.write(storage.read() or {})
    storage.commit({}, fields={"t": {}})
    with storage.batch():
        pass
    assert log(path) == b""


documents = st.dictionaries(
    st.text(max_size=3),
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=5),
)
tables = st.dictionaries(
    st.sampled_from(["t", "u", "ä"]), st.dictionaries(st.sampled_from("12345"), documents, max_size=5)
)


@given(states=st.lists(tables, max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_read_back_in_its_order(
    states: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("w") / "a.json"
    storage = JournalStorage(path)
    for state in states:
        storage.write(state)
        assert orjson.dumps((storage.read() or {}).get("t")) == orjson.dumps(state.get("t"))
        found = read_journaled(path)
        assert {k: v for k, v in found.tables.items() if k != "journal"} == state
        assert [list(found.tables[name]) for name in state] == [list(table) for table in state.values()]
    storage.close()
    assert (JournalStorage(path).read() or {}) == (states[-1] if states else {})


def test_equal_but_different_values_are_a_change() -> None:
    assert difference({"1": {"x": 1}}, {"1": {"x": True}}) == {"p": {"1": {"x": True}}}
    assert difference({"1": {"x": 1}}, {"1": {"x": 1}}) is None
    assert difference(None, {}) == {}


# -- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", REFUSALS, ids=errno.errorcode.get)
@pytest.mark.parametrize("step", ["write_at", "sync_data"])
def test_a_refused_change_is_in_memory_and_on_disk_as_if_never_tried(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    storage = begun(path)
    before = log(path)
    with monkeypatch.context() as broken:
        refuse(broken, step, code)
        with pytest.raises(NotSavedError) as caught:
            put(storage, 4)
    assert caught.value.next_step
    assert storage.read() == {"t": {str(n): {"n": n} for n in (1, 2, 3)}}
    assert log(path) == before
    put(storage, 4)
    assert numbers(path) == [1, 2, 3, 4]


def test_after_a_failed_flush_the_journal_is_a_new_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = begun(path)
    before = path.with_suffix(".journal").stat().st_ino
    with monkeypatch.context() as broken:
        fail_once(broken, "sync_data", errno.EIO)
        with pytest.raises(NotSavedError):
            put(storage, 4)
    assert path.with_suffix(".journal").stat().st_ino != before
    assert len(log(path).splitlines()) == 2


def test_where_no_new_file_can_be_made_either_the_next_change_makes_it_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = begun(path)
    before = path.with_suffix(".journal").stat().st_ino
    with monkeypatch.context() as broken:
        refuse(broken, "sync_data", errno.EIO)
        refuse(broken, "sync", errno.EIO)
        with pytest.raises(NotSavedError):
            put(storage, 4)
        with pytest.raises(NotSavedError):
            put(storage, 4)
    assert numbers(path) == [1, 2, 3]
    put(storage, 4)
    assert numbers(path) == [1, 2, 3, 4]
    assert path.with_suffix(".journal").stat().st_ino != before


def fail_once(broken: pytest.MonkeyPatch, step: str, code: int) -> None:
    real, calls = getattr(disk, step), iter([True])

    def once(*given: Any) -> None:
        if next(calls, False):
            raise OSError(code, os.strerror(code))
        real(*given)

    broken.setattr(disk, step, once)


def test_a_short_write_is_wiped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = begun(path)
    before = log(path)
    real, calls = os.pwrite, iter([1, 2])

    def short(descriptor: int, content: bytes, offset: int) -> int:
        match next(calls, 3):
            case 1:
                return real(descriptor, bytes(content[:7]), offset)
            case 2:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, content, offset)

    with monkeypatch.context() as broken:
        broken.setattr(disk, "_pwrite", short)
        with pytest.raises(NotSavedError, match="disk is full"):
            put(storage, 4)
    assert log(path) == before
    put(storage, 4)
    assert numbers(path) == [1, 2, 3, 4]


def test_interrupted_by_the_keyboard_a_change_is_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = begun(path)

    real, calls = disk.sync_data, iter([True])

    def interrupted(descriptor: int) -> None:
        if next(calls, False):
            raise KeyboardInterrupt
        real(descriptor)

    with monkeypatch.context() as broken:
        broken.setattr(disk, "sync_data", interrupted)
        with pytest.raises(KeyboardInterrupt):
            put(storage, 4, text="x" * 500)
    put(storage, 5)
    assert numbers(path) == [1, 2, 3, 5]
    assert read_journaled(path).damage is None


@pytest.mark.parametrize("step", ["write_all", "sync", "replace", "sync_directory"])
@pytest.mark.parametrize("once", [True, False])
def test_a_refused_first_change_leaves_nothing_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, once: bool
) -> None:
    storage = JournalStorage(path)
    with monkeypatch.context() as broken:
        (fail_once if once else refuse)(broken, step, errno.EIO)
        with pytest.raises(NotSavedError):
            put(storage, 1)
    assert storage.read() is None
    assert list(path.parent.iterdir()) == []
    put(storage, 1)
    put(storage, 2)
    assert numbers(path) == [1, 2]


@pytest.mark.parametrize("step", ["write_all", "sync", "replace", "sync_directory"])
@pytest.mark.parametrize("nth", [0, 1])
def test_a_refused_compaction_costs_nothing_and_is_done_later(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, nth: int
) -> None:
    """Of the snapshot (the first write) as of the journal (the second)."""
    storage = begun(path)
    real, calls = getattr(disk, step), iter(range(9))

    def refused(*given: Any) -> None:
        if next(calls) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(*given)

    with monkeypatch.context() as broken:
        broken.setattr(disk, step, refused)
        with pytest.raises(NotSavedError):
            storage.compact()
    assert numbers(path) == [1, 2, 3]
    put(storage, 4)
    assert numbers(path) == [1, 2, 3, 4]
    storage.close()
    assert numbers(path) == [1, 2, 3, 4]
    assert log(path) == b""


def test_a_compaction_that_follows_a_change_and_fails_does_not_refuse_the_change(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = begun(path)
    monkeypatch.setattr(journal, "COMPACT_AT", 10)
    with monkeypatch.context() as broken:
        refuse(broken, "write_all", errno.ENOSPC)
        put(storage, 4)
        storage.close()
    assert numbers(path) == [1, 2, 3, 4]


def test_a_full_journal_on_a_full_disk_refuses_and_recovers(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = begun(path)
    with monkeypatch.context() as broken:
        refuse(broken, "write_at", errno.ENOSPC)
        with pytest.raises(NotSavedError, match="disk is full"):
            put(storage, 4, text="x" * 70_000)
    assert numbers(path) == [1, 2, 3]
    put(storage, 4, text="x" * 70_000)
    assert numbers(path) == [1, 2, 3, 4]


@pytest.mark.parametrize("step", ["write_at", "sync_data", "sync_directory"])
def test_a_disk_that_refuses_to_be_mended_leaves_everything_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    crashed(path)
    storage = JournalStorage(path)
    with monkeypatch.context() as broken:
        refuse(broken, step, errno.EROFS)
        with pytest.raises(NotSavedError, match="read-only"):
            storage.prepare()
    assert numbers(path) == [1, 2, 3]
    put(storage, 4)
    assert numbers(path) == [1, 2, 3, 4]


def test_the_space_for_finishing_is_given_back_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = JournalStorage(path, finishing=True)
    assert not storage.spend()
    storage = begun(path, finishing=True)
    before = path.with_suffix(".journal").stat().st_size
    with monkeypatch.context() as broken:
        refuse(broken, "sync", errno.EIO)
        assert not storage.spend()
    storage = JournalStorage(path, finishing=True)
    put(storage, 4)
    assert before > path.stat().st_size + journal.RESERVE
    storage.spend()
    assert path.with_suffix(".journal").stat().st_size == len(log(path))
    assert not storage.spend()
    put(storage, 5)
    assert numbers(path) == [1, 2, 3, 4, 5]


# -- what a crash leaves, and what it does not --------------------------------------------------------


def damage(path: Path, change: Callable[[bytearray], None]) -> None:
    """Change the journal as a failing disk or a person does."""
    file = path.with_suffix(".journal")
    content = bytearray(file.read_bytes())
    change(content)
    file.write_bytes(content)


def line_starts(content: bytes) -> list[int]:
    starts, at = [0], 0
    while (at := content.find(b"\n", at) + 1) and content[at]:
        starts.append(at)
    return starts


@pytest.mark.parametrize("cut", range(1, 65, 7))
def test_a_record_cut_short_anywhere_is_wiped_and_nothing_else(path: Path, cut: int) -> None:
    crashed(path)
    whole = log(path)
    line = whole.splitlines(keepends=True)[-1]

    def tear(content: bytearray) -> None:
        content[len(whole) - cut : len(whole)] = bytes(cut)

    damage(path, tear)
    found = read_journaled(path)
    assert found.damage is None
    assert numbers(path) == ([1, 2, 3] if cut == 1 else [1, 2])
    storage = JournalStorage(path)
    put(storage, 4)
    assert log(path).startswith(whole[: -len(line)])
    assert numbers(path) == ([1, 2, 3, 4] if cut == 1 else [1, 2, 4])
    assert storage.kept is None


def test_a_record_that_lacks_a_whole_sector_is_wiped(path: Path) -> None:
    storage = begun(path)
    put(storage, 4, text="x" * 3000)
    storage.abandon()

    def tear(content: bytearray) -> None:
        content[1024:1536] = bytes(512)

    damage(path, tear)
    assert read_journaled(path).damage is None
    assert numbers(path) == [1, 2, 3]


def flip(at: int) -> Callable[[bytearray], None]:
    def change(content: bytearray) -> None:
        content[at] ^= 1

    return change


def test_a_byte_flipped_anywhere_is_never_read_as_truth_and_never_wiped(path: Path, tmp_path: Path) -> None:
    """Every byte of three records and some of the reserved space: what stands before always holds."""
    crashed(path, 4)
    good, length = path.with_suffix(".journal").read_bytes(), len(log(path))
    starts = line_starts(good)
    for at in [*range(length), length, length + 1, length + 600, len(good) - 1]:
        path.with_suffix(".journal").write_bytes(good)
        damage(path, flip(at))
        found = read_journaled(path)
        before = [1, *range(2, 2 + sum(1 for start in starts[1:] if start <= at))]
        if at >= length:
            assert numbers(path) == [1, 2, 3, 4]
        elif at == length - 1:
            assert numbers(path) in ([1, 2, 3], [1, 2, 3, 4])
        else:
            assert numbers(path) == before
            assert found.damage is not None
            wanted = [record["s"] for record in found.later]
            assert set(wanted) <= set(range(len(before) + 1, 5))
            if at % 3 == 0:
                storage = JournalStorage(path, quarantine=tmp_path / "q")
                bad = path.with_suffix(".journal").read_bytes()
                put(storage, 9)
                assert storage.kept is not None
                assert storage.kept.read_bytes() == path.read_bytes()
                assert storage.kept.with_suffix(".journal").read_bytes() == bad
                assert numbers(path) == [*before, 9]
                storage.abandon()


def test_records_after_a_damaged_one_are_salvaged_if_they_are_whole(path: Path) -> None:
    crashed(path, 5)
    second = line_starts(path.with_suffix(".journal").read_bytes())[1]
    damage(path, flip(second + 60))
    assert [record["s"] for record in read_journaled(path).later] == [4, 5]
    damage(path, flip(second + 60))
    damage(path, flip(second + 3))
    assert [record["s"] for record in read_journaled(path).later] == [3, 4, 5], "only its checksum was harmed"


def test_a_sector_of_the_last_record_that_never_came_is_a_cut_and_a_zero_inside_of_one_is_damage(
    path: Path,
) -> None:
    storage = begun(path, 2)
    put(storage, 3, text="x" * 2000)
    storage.abandon()
    good, start = path.with_suffix(".journal").read_bytes(), line_starts(log(path) + b"\0")[1]

    def zeros(first: int, last: int) -> Callable[[bytearray], None]:
        def change(content: bytearray) -> None:
            content[first:last] = bytes(last - first)

        return change

    sector = (start // SECTOR + 2) * SECTOR
    for first, last, damaged in (
        (sector, sector + SECTOR, None),
        (sector + 9, sector + 10, start),
        (sector + 9, sector + SECTOR, start),
    ):
        path.with_suffix(".journal").write_bytes(good)
        damage(path, zeros(first, last))
        found = read_journaled(path)
        assert (found.damage, len(found.tables["t"])) == (damaged, 2)


def test_the_same_damage_is_kept_once(path: Path) -> None:
    crashed(path, 4)
    damage(path, flip(50))
    for _ in range(2):
        storage = JournalStorage(path)
        bad = path.with_suffix(".journal").read_bytes()
        storage.prepare()
        storage.abandon()
        path.with_suffix(".journal").write_bytes(bad)
    assert len(list((path.parent / "quarantine").iterdir())) == 2


def test_damage_that_cannot_be_copied_is_not_touched(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashed(path, 4)
    damage(path, flip(50))
    before = path.with_suffix(".journal").read_bytes()
    refuse(monkeypatch, "write_all", errno.ENOSPC)
    with pytest.raises(NotSavedError):
        JournalStorage(path).prepare()
    assert path.with_suffix(".journal").read_bytes() == before


def tampered(lines: list[bytes], path: Path) -> Replay:
    return replay(orjson.loads(path.read_bytes()), b"".join(lines) + bytes(100))


def test_records_dropped_swapped_or_doubled_do_not_count(path: Path) -> None:
    crashed(path, 5)
    lines = log(path).splitlines(keepends=True)
    for changed, holds in (
        ([lines[0], *lines[2:]], 2),
        ([lines[1], lines[0], *lines[2:]], 1),
        ([lines[0], lines[0], *lines[1:]], 2),
        (lines[1:], 1),
    ):
        found = tampered(changed, path)
        assert found.damage is not None
        assert len(found.tables["t"]) == holds


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b'{"s":2}',
        b'{"s":"2","c":{}}',
        b'{"s":2,"c":[]}',
        b'{"s":2,"c":{"t":7}}',
        b'{"s":2,"c":{"t":{"x":1}}}',
        b'{"s":2,"c":{"t":{"p":{"1":2}}}}',
        b'{"s":2,"c":{"t":{"d":2}}}',
        b'{"s":2,"h":7,"c":{}}',
        b'{"s":2,"c":{}',
    ],
)
def test_a_record_with_a_good_checksum_but_no_record_in_it_does_not_count(path: Path, payload: bytes) -> None:
    crashed(path, 1)
    chain = orjson.loads(path.read_bytes())["journal"]["1"]["chain"]
    line = b"%b %b\n" % (checksum(chain, payload).encode(), payload)
    found = tampered([line], path)
    assert found.damage == 0
    assert found.tables["t"] == {"1": {"n": 1}}


def test_a_journal_older_than_its_snapshot_is_passed_over(path: Path) -> None:
    storage = begun(path)
    old = path.with_suffix(".journal").read_bytes()
    storage.compact()
    storage.abandon()
    path.with_suffix(".journal").write_bytes(old)
    assert read_journaled(path).leftover
    assert numbers(path) == [1, 2, 3]
    storage = JournalStorage(path)
    put(storage, 4)
    assert numbers(path) == [1, 2, 3, 4]
    assert len(log(path).splitlines()) == 1
    assert storage.kept is None


def test_a_journal_of_another_snapshot_is_damage_not_a_leftover(path: Path, tmp_path: Path) -> None:
    crashed(path, 4)
    other = tmp_path / "b.json"
    storage = begun(other, 2)
    put(storage, 3, other=True)
    put(storage, 4)
    storage.compact()
    storage.abandon()
    other.with_suffix(".journal").write_bytes(path.with_suffix(".journal").read_bytes())
    found = read_journaled(other)
    assert (found.leftover, found.damage) == (False, 0)
    assert numbers(other) == [1, 2, 3, 4]


def test_a_damaged_snapshot_is_refused_and_left_alone(path: Path) -> None:
    crashed(path)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(InputError, match="damaged"):
        JournalStorage(path)


def test_a_strange_bookkeeping_table_counts_as_none(path: Path) -> None:
    path.write_bytes(b'{"t":{"1":{"n":1}},"journal":{"1":{"seq":"x"}}}')
    assert (read_journaled(path).seq, read_journaled(path).chain) == (0, "")


def test_a_reader_meets_no_half_while_another_process_compacts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = begun(path)
    real, calls = journal.read_journaled.__globals__["read_bytes"], iter([True])

    def meanwhile(file: Path, *, limit: int) -> bytes:
        content: bytes = real(file, limit=limit)
        if next(calls, False):
            storage.compact()
            put(storage, 4)
        return content

    monkeypatch.setitem(journal.read_journaled.__globals__, "read_bytes", meanwhile)
    assert numbers(path) == [1, 2, 3, 4]


def test_a_reader_goes_on_when_a_draft_is_cleared_away_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(path).abandon()
    real = journal.read_journaled.__globals__["read_bytes"]

    def meanwhile(file: Path, *, limit: int) -> bytes:
        content: bytes = real(file, limit=limit)
        if file == path:
            path.with_suffix(".journal").unlink(missing_ok=True)
        return content

    monkeypatch.setitem(journal.read_journaled.__globals__, "read_bytes", meanwhile)
    assert numbers(path) == [1]


def test_a_folder_in_the_place_of_the_journal_gets_a_sentence(path: Path) -> None:
    begun(path).abandon()
    path.with_suffix(".journal").unlink()
    path.with_suffix(".journal").mkdir()
    with pytest.raises(InputError, match="folder"):
        read_journaled(path)


# -- the system ---------------------------------------------------------------------------------------


def test_where_the_system_has_no_pwrite_it_seeks_and_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_pwrite", disk._seek_and_write)
    monkeypatch.setattr(os, "supports_fd", set())
    crashed(path, 4)
    assert numbers(path) == [1, 2, 3, 4]


def test_other_systems_flush_their_own_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = begun(path)
    flushed: list[int] = []
    monkeypatch.setattr(disk.sys, "platform", "win32")
    monkeypatch.setattr(disk, "sync", flushed.append)
    put(storage, 4)
    assert len(flushed) == 1


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be moved there")
def test_nothing_is_written_to_files_that_are_not_there_any_more(path: Path, tmp_path: Path) -> None:
    storage = begun(path)
    away = tmp_path / "away"
    away.mkdir()
    log_file = path.with_suffix(".journal")
    before = log_file.read_bytes()
    for moved in ((path,), (log_file,), (path, log_file)):
        for each in moved:
            each.rename(away / each.name)
        with pytest.raises(NotSavedError, match="the folder is gone"):
            put(storage, 50)
        assert not any(each.exists() for each in moved)
        for each in moved:
            (away / each.name).rename(each)
        assert log_file.read_bytes() == before
    log_file.rename(away / log_file.name)
    log_file.write_bytes(before)
    with pytest.raises(NotSavedError, match="the folder is gone"):
        put(storage, 50)
    assert log_file.read_bytes() == before, "another file in its place is left alone"
    (away / log_file.name).replace(log_file)
    put(storage, 50)
    storage.abandon()
    assert "50" in read_journaled(path).tables["t"]


def test_documents_written_in_another_order_stand_in_it_when_read_again(path: Path) -> None:
    storage = begun(path, 3)
    tables = {"t": {str(number): {"n": number} for number in (3, 1, 2)}}
    storage.write(tables)
    storage.abandon()
    assert numbers(path) == [3, 1, 2]
    assert difference({"1": {}, "2": {}}, {"2": {}, "1": {}}) == {"d": ["1", "2"], "p": {"2": {}, "1": {}}}
