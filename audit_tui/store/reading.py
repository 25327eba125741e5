"""Reading the file of an audit: its tables in the shape of this version, or no more of them than lists show.

Loads no model and no rule, unless a file is of an older version of the program; what a file holds is not checked
here.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.basics import SCHEMA, Place
from audit_tui.store.disk import read_bytes, read_ends
from audit_tui.store.replay import JournalDamagedError, read_journaled
from audit_tui.store.replay import replay as read_journal
from audit_tui.store.sealedfile import beside, is_sealed, plain_name, read_either
from audit_tui.store.tables import LIMIT, Tables, dump_tables, parse_tables

if TYPE_CHECKING:
    from audit_tui.store.vault import Vault

NOWHERE: Final = Place(None, 0, {})
"""The place of an audit in which nobody has been yet."""


def place_file(draft: Path) -> Path:
    """The small file beside a draft that keeps the place between two answers."""
    return draft.with_suffix(".place")


def read_place(draft: Path, tables: Tables) -> Place:
    """The newer one of the place inside a draft and the one beside it."""
    draft = plain_name(draft)
    cursor = tables.get("cursor", {}).get("1", {})
    summary = tables.get("audit", {}).get("1", {}).get("summary")
    inside = _as_place({**cursor, "summary": summary}) or NOWHERE
    try:
        beside = _as_place(orjson.loads(place_file(draft).read_bytes()))
    except (OSError, orjson.JSONDecodeError):
        beside = None
    return beside if beside is not None and beside.seq >= inside.seq else inside


def _as_place(raw: Any) -> Place | None:
    match raw:
        case {"path": str() | None as path, "seq": int(seq), "summary": dict() as summary}:
            return Place(path, seq, summary)
    return None


def place_bytes(place: Place) -> bytes:
    """A place as its small file holds it."""
    return orjson.dumps({"path": place.path, "seq": place.seq, "summary": place.summary})


def schema_of(tables: Tables) -> int | None:
    """The schema of an audit file; None where it does not say."""
    schema = tables.get("audit", {}).get("1", {}).get("schema")
    return schema if isinstance(schema, int) and not isinstance(schema, bool) else None


def is_older(tables: Tables) -> bool:
    """Whether these tables must be brought up before this version can work with them."""
    schema = schema_of(tables)
    return schema is not None and 0 < schema < SCHEMA


def read_tables(path: Path, *, seal: bool = True, vault: Vault | None = None) -> Tables:
    """The tables of an audit file and its journal in the shape of this version, not yet checked.

    Raises InputError where it is damaged or no audit file, where its journal is damaged (as
    JournalDamagedError, with what still holds), or where a sealed one is not byte for byte as this program
    writes it. `seal` is for who looks at the seal or hands the tables to somebody who does; lists do not. A copy in
    quarantine that is encrypted as a whole is opened with `vault`, which raises LockedError without its key.
    """
    content = _content(path, vault)
    tables = parse_tables(content, path)
    if "seal" in tables:
        if dump_tables(tables) != content:
            raise InputError(
                "audit.rewritten",
                _("This finished audit was changed: it is not written as this program writes it."),
                where=str(path),
                next_step=_("Compare it with a copy or with the report that was handed over."),
            )
    elif beside(path, ".journal").exists():
        if is_sealed(path):
            replay = read_journal(tables, _content(beside(path, ".journal"), vault))
        else:
            replay = read_journaled(path)
        tables = replay.tables
        if replay.damage is not None:
            raise JournalDamagedError(path, replay)
    require_audit(tables, path)
    if not is_older(tables):
        return tables
    from audit_tui.store.migrations import migrate

    return migrate(tables, path, own=True, seal=seal)


def _content(path: Path, vault: Vault | None) -> bytes:
    return read_bytes(path, limit=LIMIT) if vault is None else read_either(vault, path, limit=LIMIT)


def read_what_lists_show(path: Path) -> Tables:
    """The table `audit` of an ended audit, with no more of its checklists than their ids; else as `read_tables`.

    It stands first in the file, and most of it are checklists, so little is read and less is taken apart. No text
    in JSON holds an unescaped quote, so none of the marks can be inside of one; and what was cut in a wrong place
    does not end as it should. Of the rest only the end is looked at, which a copy that broke off does not have:
    `doctor` looks into all of it, and `verify` proves it.
    """
    found = read_ends(path, _EVENTS, _SEAL_SIZE)
    if found is not None and _SEALED.search(found[1]):
        head = found[0]
        start, stop = head.find(_CHECKLISTS), head.rfind(_STATUS)
        ids = b",".join(b'{"id":%b}' % each for each in _EMBEDDED.findall(head, start, stop))
        with contextlib.suppress(InputError):
            tables = parse_tables(head[:start] + b',"checklists":[' + ids + head[stop + 1 :] + b"}}}", path)
            if tables.keys() == {"audit"} and schema_of(tables) == SCHEMA:
                return tables
    return read_tables(path, seal=False)


_EVENTS: Final = b'}},"events":{'
_CHECKLISTS: Final = b',"checklists":['
_STATUS: Final = b'}],"status":"'
_EMBEDDED: Final = re.compile(
    rb'\{"id":("[a-z][a-z0-9_]*"),"version":"[^"]*","hash":"[0-9a-f]{64}","body":\{'
)
_SEALED: Final = re.compile(rb'\},"seal":\{"1":\{[^{}]*\}\}\}\Z')
_SEAL_SIZE: Final = 512
"""Bytes at the end of a file in which its seal stands."""


def require_audit(tables: Tables, path: Path) -> None:
    """Raise InputError where these are the tables of something else."""
    if "audit" not in tables or "events" not in tables:
        raise InputError("store.foreign", _("This is no audit: it holds no such tables."), where=str(path))
