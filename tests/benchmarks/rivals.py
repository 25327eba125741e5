"""What the store is measured against: the same work done by SQLite, by stock TinyDB, and by a bare append.

Each gets its kindest case: SQLite one database in WAL mode, flushed fully at each commit, with indexes on what is
looked up, and no check of what it reads; stock TinyDB a file for each audit, as here, and one of rows alone.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
from tinydb import TinyDB
from tinydb.table import Document

from audit_tui.store.catalogue import Row

Documents = dict[str, dict[str, Any]]
TABLES = ("events", "values", "answers")


def searched(row: Row) -> str:
    """What a typed word is looked for in."""
    parts = (row.number, row.id, row.site_id, row.site_name, row.auditor, row.visit_date, row.status)
    return "\n".join(parts).casefold()


def plain(row: Row) -> list[Any]:
    """A row as SQLite takes it, with the text that is searched."""
    flat = [list(each) if isinstance(each, tuple) else each for each in row]
    return [*(orjson.dumps(each) if isinstance(each, list) else each for each in flat), searched(row)]


class Sqlite:
    """One database with all audits: their documents, and a table of rows for lists."""

    name = "SQLite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = self._connect()
        for table in TABLES:
            self.connection.execute(
                f'CREATE TABLE "{table}" (audit TEXT, id INTEGER, body TEXT, PRIMARY KEY (audit, id)) WITHOUT ROWID'
            )
        self.connection.execute("CREATE TABLE audits (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID")
        self._rows()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def _rows(self) -> None:
        columns = ", ".join(f'"{name}"' for name in (*Row._fields, "text"))
        self.connection.execute(f"CREATE TABLE rows ({columns}, PRIMARY KEY (id))")

    def take(self, audits: Iterable[tuple[str, Documents]]) -> None:
        """Take in whole audits."""
        run = self.connection.execute
        run("BEGIN")
        for audit, tables in audits:
            run("INSERT INTO audits VALUES (?, ?)", (audit, orjson.dumps(tables["audit"]["1"])))
            for table in TABLES:
                self.connection.executemany(
                    f'INSERT INTO "{table}" VALUES (?, ?, ?)',
                    [(audit, int(key), orjson.dumps(body)) for key, body in tables[table].items()],
                )
        run("COMMIT")
        run("PRAGMA wal_checkpoint(TRUNCATE)")

    def save(self, audit: str, documents: Documents, state: dict[str, Any]) -> None:
        """One answer: the documents it makes, in one transaction."""
        run = self.connection.execute
        run("BEGIN")
        for table in TABLES:
            for key, document in documents[table].items():
                sql = f'INSERT OR REPLACE INTO "{table}" VALUES (?, ?, ?)'
                run(sql, (audit, int(key), orjson.dumps(document)))
        run("INSERT OR REPLACE INTO audits VALUES (?, ?)", (audit, orjson.dumps(state)))
        run("COMMIT")

    def rebuild(self, row_of: Any) -> None:
        """Make the rows anew out of the audits."""
        run = self.connection.execute
        run("BEGIN")
        run("DROP TABLE rows")
        self._rows()
        marks = ", ".join("?" for _ in (*Row._fields, "text"))
        made = (
            plain(row_of(audit, orjson.loads(body)))
            for audit, body in self.connection.execute("SELECT id, body FROM audits").fetchall()
        )
        self.connection.executemany(f"INSERT INTO rows VALUES ({marks})", made)
        run("COMMIT")

    def open_and_list(self) -> int:
        connection = sqlite3.connect(self.path)
        found = connection.execute("SELECT * FROM rows ORDER BY changed DESC, id DESC").fetchall()
        connection.close()
        return len(found)

    def filter(self, word: str) -> int:
        wanted = f"%{word}%"
        return len(self.connection.execute("SELECT id FROM rows WHERE text LIKE ?", (wanted,)).fetchall())

    def open_one(self, audit: str) -> Documents:
        run = self.connection.execute
        [(header,)] = run("SELECT body FROM audits WHERE id = ?", (audit,)).fetchall()
        found: Documents = {"audit": {"1": orjson.loads(header)}}
        for table in TABLES:
            bodies = run(f'SELECT id, body FROM "{table}" WHERE audit = ?', (audit,)).fetchall()
            found[table] = {str(key): orjson.loads(body) for key, body in bodies}
        return found

    def close(self) -> None:
        self.connection.close()


class Stock:
    """TinyDB as it comes, with the storage that it comes with."""

    name = "stock TinyDB"

    def __init__(self, folder: Path) -> None:
        self.draft = TinyDB(folder / "stock-draft.json")
        self.rows = folder / "stock-rows.json"

    def save(self, documents: Documents) -> None:
        for table, put in documents.items():
            for key, document in put.items():
                self.draft.table(table, cache_size=0).upsert(Document(document, int(key)))

    def keep(self, rows: Sequence[Row]) -> None:
        self.rows.unlink(missing_ok=True)
        with TinyDB(self.rows) as database:
            database.table("rows").insert_multiple({**row._asdict(), "text": searched(row)} for row in rows)

    def rebuild(self, files: Iterable[Path], row_of: Any) -> None:
        made = []
        for file in files:
            with TinyDB(file, access_mode="r") as database:
                [header] = database.table("audit").all()
            made.append(row_of(file.stem, dict(header)))
        self.keep(made)

    def open_and_list(self) -> int:
        with TinyDB(self.rows, access_mode="r") as database:
            return len(database.table("rows").all())

    def filter(self, word: str) -> int:
        with TinyDB(self.rows, access_mode="r") as database:
            return len(database.table("rows").search(lambda row: word in row["text"]))

    @staticmethod
    def open_one(file: Path) -> Documents:
        with TinyDB(file, access_mode="r") as database:
            return {
                name: {str(d.doc_id): dict(d) for d in database.table(name)} for name in ("audit", *TABLES)
            }

    def close(self) -> None:
        self.draft.close()


class Bare:
    """The least that a save can be: the bytes of a journal's record at the end of a file, and a flush."""

    name = "append + fsync"

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0))

    def save(self, record: bytes) -> None:
        os.write(self._descriptor, record)
        os.fsync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)
