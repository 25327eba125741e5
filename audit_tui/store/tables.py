"""The tables in the bytes of a TinyDB file, and back. Knows nothing of what a table holds, and touches no disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from audit_tui.errors import InputError
from audit_tui.i18n import _, later

LIMIT: Final = 256 * 1_048_576
"""Bytes; a larger file is none of this program's."""

Tables = dict[str, dict[str, Any]]
"""The tables of a TinyDB file: name → {document id: document}."""


def parse_tables(content: bytes, path: Path) -> Tables:
    """The tables in the bytes of a TinyDB file. Raises InputError for anything else, saying what it is."""
    where = str(path)
    if not content:
        raise InputError("store.empty", _("The file is empty."), where=where, next_step=_(_ADVICE))
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError(
            "store.damaged",
            _("The file is damaged or no JSON: {msg} at byte {pos} of {count}.").format(
                msg=error.msg, pos=error.pos + 1, count=len(content)
            ),
            where=where,
            next_step=_(_ADVICE),
        ) from None
    if not isinstance(data, dict):
        raise InputError("store.foreign", _("This JSON file was not made by audit-tui."), where=where)
    for name, table in data.items():
        fits = isinstance(table, dict) and all(
            key.isascii() and key.isdigit() and key.lstrip("0") == key and isinstance(document, dict)
            for key, document in table.items()
        )
        if not fits:
            raise InputError(
                "store.foreign",
                _("This JSON file was not made by audit-tui: {name!r} is no table of documents.").format(
                    name=name[:40]
                ),
                where=where,
            )
    return data


_ADVICE: Final = later("Nothing was changed. Put a copy from a backup in its place, or move the file away.")


def dump_tables(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The bytes of a TinyDB file with these tables; document ids may be numbers or their digits."""
    return orjson.dumps(tables, option=orjson.OPT_NON_STR_KEYS)
