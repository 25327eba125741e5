"""TinyDB's own behaviour, kept: every operation on a journal and on stock TinyDB in memory, side by side."""

from __future__ import annotations

import copy
import errno
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tinydb import Query, TinyDB, where
from tinydb.operations import add, decrement, delete, increment, set
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from audit_tui.errors import NotSavedError
from audit_tui.store.journaldb import JournalDB
from tests.store.refusals import refuse

TABLES = st.sampled_from(["_default", "events", "ä"])
KEYS = st.sampled_from(["n", "tag", "list"])
IDS = st.integers(1, 8)
VALUES = st.one_of(
    st.integers(0, 3), st.text("xyä\n", max_size=2), st.lists(st.integers(0, 1), max_size=2), st.none()
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=3)
CONDITIONS = st.one_of(
    st.builds(lambda key, value: where(key) == value, KEYS, VALUES),
    st.builds(lambda key: where(key).exists(), KEYS),
    st.builds(lambda value: where("n").test(lambda found: found == value), st.integers(0, 3)),
    st.builds(lambda a, b: (where("n") == a) | (where("tag") == b), VALUES, VALUES),
    st.builds(lambda a: ~(where("list").any([a])), st.integers(0, 1)),
)
TRANSFORMS = st.sampled_from(
    [
        increment("n"),
        decrement("n"),
        delete("tag"),
        set("tag", "set"),
        add("list", [7]),
        lambda each: each.clear(),
    ]
)
Outcome = tuple[str, Any]


class Twins(RuleBasedStateMachine):
    """The same operations on both; results, refusals, contents, ids and order must be the same."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        self.path = Path(self.folder.name) / "a.json"
        self.stock = TinyDB(storage=MemoryStorage)
        self.ours = JournalDB(self.path)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.ours.close()
            self.folder.cleanup()

    def both(self, name: str, operation: Callable[[Table], Any]) -> None:
        # Stock TinyDB changes documents in place and so keeps half of an operation that raises midway.
        kept = copy.deepcopy(self.stock.storage.read() or {})
        theirs = outcome(lambda: operation(self.stock.table(name)))
        mine = outcome(lambda: operation(self.ours.table(name)))
        if theirs[0] == "raised":
            assert mine[0] == "raised"
            if self.stock.storage.read() is not None:
                self.stock.storage.write(kept)
                self.stock.table(name).clear_cache()
            for each in (self.stock, self.ours):
                each.table(name)._next_id = None
        else:
            assert mine == theirs

    @rule(name=TABLES, document=DOCUMENTS)
    def insert(self, name: str, document: dict[str, Any]) -> None:
        self.both(name, lambda table: table.insert(dict(document)))

    @rule(name=TABLES, document=DOCUMENTS, id_=IDS)
    def insert_with_id(self, name: str, document: dict[str, Any], id_: int) -> None:
        self.both(name, lambda table: table.insert(Document(dict(document), id_)))

    @rule(name=TABLES, documents=st.lists(DOCUMENTS, max_size=3), id_=st.none() | IDS)
    def insert_multiple(self, name: str, documents: list[dict[str, Any]], id_: int | None) -> None:
        last = [] if id_ is None else [Document({"n": 1}, id_)]
        self.both(name, lambda table: table.insert_multiple([*(dict(each) for each in documents), *last]))

    @rule(name=TABLES)
    def insert_nonsense(self, name: str) -> None:
        self.both(name, lambda table: table.insert(7))  # type: ignore[arg-type]

    @rule(name=TABLES, fields=DOCUMENTS, condition=st.none() | CONDITIONS)
    def update(self, name: str, fields: dict[str, Any], condition: Any) -> None:
        self.both(name, lambda table: table.update(dict(fields), condition))

    @rule(name=TABLES, fields=DOCUMENTS, ids=st.lists(IDS, max_size=3))
    def update_by_id(self, name: str, fields: dict[str, Any], ids: list[int]) -> None:
        self.both(name, lambda table: table.update(dict(fields), doc_ids=ids))

    @rule(name=TABLES, transform=TRANSFORMS, condition=CONDITIONS)
    def transform(self, name: str, transform: Any, condition: Any) -> None:
        self.both(name, lambda table: table.update(transform, condition))

    @rule(name=TABLES, fields=DOCUMENTS, one=CONDITIONS, other=CONDITIONS, transform=TRANSFORMS)
    def update_multiple(self, name: str, fields: Any, one: Any, other: Any, transform: Any) -> None:
        self.both(name, lambda table: table.update_multiple([(dict(fields), one), (transform, other)]))

    @rule(name=TABLES, document=DOCUMENTS, condition=CONDITIONS)
    def upsert(self, name: str, document: dict[str, Any], condition: Any) -> None:
        self.both(name, lambda table: table.upsert(dict(document), condition))

    @rule(name=TABLES, document=DOCUMENTS, id_=IDS)
    def upsert_by_id(self, name: str, document: dict[str, Any], id_: int) -> None:
        self.both(name, lambda table: table.upsert(Document(dict(document), id_)))

    @rule(name=TABLES, condition=CONDITIONS)
    def remove(self, name: str, condition: Any) -> None:
        self.both(name, lambda table: table.remove(condition))

    @rule(name=TABLES, ids=st.lists(IDS, max_size=3, unique=True))
    def remove_by_id(self, name: str, ids: list[int]) -> None:
        self.both(name, lambda table: table.remove(doc_ids=ids))

    @rule(name=TABLES)
    def truncate(self, name: str) -> None:
        self.both(name, lambda table: table.truncate())

    @rule(name=TABLES)
    def drop_table(self, name: str) -> None:
        self.stock.drop_table(name)
        self.ours.drop_table(name)

    @rule()
    def drop_tables(self) -> None:
        self.stock.drop_tables()
        self.ours.drop_tables()

    @rule(name=TABLES, condition=CONDITIONS, id_=IDS, ids=st.lists(IDS, max_size=3))
    def look(self, name: str, condition: Any, id_: int, ids: list[int]) -> None:
        self.both(name, lambda table: table.search(condition))
        self.both(name, lambda table: table.search(condition))
        self.both(name, lambda table: table.get(condition))
        self.both(name, lambda table: table.get(doc_id=id_))
        self.both(name, lambda table: table.get(doc_ids=ids))
        self.both(name, lambda table: (table.count(condition), table.contains(condition), len(table)))
        self.both(name, lambda table: table.contains(doc_id=id_))
        self.both(name, lambda table: [(each.doc_id, dict(each)) for each in table])
        self.both(name, lambda table: table.get())

    @rule(name=TABLES)
    def empty_but_kept(self, name: str) -> None:
        for database in (self.stock, self.ours):
            database._tables.pop(name, None)
            database.table(name, persist_empty=True)

    @rule(closed=st.booleans())
    def reopen(self, closed: bool) -> None:
        """After a close as after a kill, what is on disk is what stock TinyDB has in memory."""
        if closed:
            self.ours.close()
        else:
            self.ours.storage.abandon()
        self.ours = JournalDB(self.path)
        for each in self.stock._tables.values():
            each._next_id = None

    @rule(name=TABLES, document=DOCUMENTS)
    def refused(self, name: str, document: dict[str, Any]) -> None:
        """A change that the disk refuses is none."""
        self.ours.storage.prepare()
        self.ours.table(name)._next_id = None
        with pytest.MonkeyPatch.context() as broken:
            for step in ("write_at", "write_all"):
                refuse(broken, step, errno.ENOSPC)
            with pytest.raises(NotSavedError):
                self.ours.table(name).insert(dict(document))
        self.stock.table(name)._next_id = None

    @invariant()
    def both_hold_the_same(self) -> None:
        if not hasattr(self, "stock"):
            return
        assert self.ours.tables() == self.stock.tables()
        assert (self.ours.storage.read() or {}) == (self.stock.storage.read() or {})
        for name in self.stock.tables():
            theirs = [(each.doc_id, each) for each in self.stock.table(name)]
            assert [(each.doc_id, each) for each in self.ours.table(name)] == theirs


def outcome(run: Callable[[], Any]) -> Outcome:
    try:
        return "returned", run()
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        return "raised", type(error)


TestTwins = Twins.TestCase
TestTwins.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)


@pytest.fixture
def database(tmp_path: Path) -> JournalDB:
    return JournalDB(tmp_path / "a.json")


def test_a_transform_that_raises_midway_changes_nothing(database: JournalDB) -> None:
    """Stock TinyDB keeps the half that was done."""
    database.insert_multiple([{"n": 1}, {"n": "text"}])
    with pytest.raises(TypeError):
        database.update(increment("n"))
    assert [each["n"] for each in database] == [1, "text"]


def test_documents_that_were_read_are_copies(database: JournalDB) -> None:
    database.insert({"list": [1]})
    for read in (database.all()[0], database.get(doc_id=1), database.search(Query().list.exists())[0]):
        assert isinstance(read, Document)
        read["list"].append(2)
    assert JournalDB(database.storage.path).all() == [{"list": [1]}]
    database.clear_cache()
    assert database.search(Query().list.exists()) == [{"list": [1]}]


def test_several_tables_change_in_one_batch(database: JournalDB) -> None:
    database.insert({"n": 0})
    with database.storage.batch():
        database.table("a").insert({"n": 1})
        database.table("b").insert_multiple([{"n": 2}, {"n": 3}])
        database.table("b").remove(where("n") == 2)
        assert database.tables() == {"_default", "a", "b"}
    assert len(database.storage.journal.read_bytes().rstrip(b"\0").splitlines()) == 1
    assert JournalDB(database.storage.path).table("b").all() == [{"n": 3}]


def test_a_refused_change_leaves_the_cache_and_the_next_id(
    database: JournalDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.insert({"n": 1})
    assert len(database.search(where("n") == 1)) == 1
    with monkeypatch.context() as broken:
        refuse(broken, "write_at", errno.ENOSPC)
        with pytest.raises(NotSavedError):
            database.insert({"n": 1})
    assert len(database.search(where("n") == 1)) == 1
    assert database.insert({"n": 1}) == 2
    assert len(database.search(where("n") == 1)) == 2


def test_a_document_taken_away_and_put_back_comes_last(database: JournalDB) -> None:
    database.insert_multiple([{"n": 1}, {"n": 2}])

    def again(table: Any) -> None:
        first = table.pop(1)
        assert 1 not in table
        with pytest.raises(KeyError):
            del table[1]
        with pytest.raises(KeyError):
            table[1]
        table[1] = first
        assert list(table) == [2, 1]
        assert len(table) == 2

    database.table("_default")._update_table(again)
    assert [each.doc_id for each in JournalDB(database.storage.path)] == [2, 1]


def test_documents_put_by_who_knows_them_are_one_record_and_seen_at_once(database: JournalDB) -> None:
    table = database.table("events")
    assert table.search(where("n") == 1) == []
    database.commit({"events": {"1": {"n": 1}}, "values": {"1": {"n": 2}}}, mark=(7, "ab"))
    database.commit({}, fields={"events": {"1": {"m": 3}}}, mark=(8, "cd"))
    assert table.search(where("n") == 1) == [{"n": 1, "m": 3}]
    assert JournalDB(database.storage.path).storage.tables["journal"] == {"1": {"seq": 8, "chain": "cd"}}


def test_a_document_put_and_taken_away_in_one_change_was_never_there(database: JournalDB) -> None:
    database.insert({"n": 1})

    def change(table: Any) -> None:
        table[2] = {"n": 2}
        del table[2]

    database.table("_default")._update_table(change)
    assert [each.doc_id for each in JournalDB(database.storage.path)] == [1]


def test_a_table_that_was_dropped_is_not_there_when_the_store_is_opened_again(database: JournalDB) -> None:
    database.table("a").insert({"n": 1})
    database.table("b").insert({"n": 2})
    database.drop_table("a")
    assert JournalDB(database.storage.path).tables() == {"b"}
    database.drop_table("never there")
    database.drop_tables()
    assert not JournalDB(database.storage.path).tables()
