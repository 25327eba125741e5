"""A CSV file that a person or a spreadsheet wrote: its columns and rows, or everything wrong with it by line."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from audit_tui.errors import Fault
from audit_tui.i18n import _
from audit_tui.store.disk import read_bytes

LIMIT: Final = 16 * 1_048_576
MAX_FIELD: Final = 10_000


@dataclass(frozen=True, slots=True)
class CsvFile:
    """What a file holds. Rows are by column, stripped, without the empty fields; lines count from 1."""

    name: str
    content: bytes
    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    faults: tuple[Fault, ...]


def read_csv(path: Path, columns: Sequence[str], needed: Sequence[str]) -> CsvFile:
    """Read a CSV file whose first line names `columns` (in any order, only `needed` must be there).

    Comma or semicolon; UTF-8, with or without a byte order mark. InputError where there is no readable file.
    """
    content, name = read_bytes(path, limit=LIMIT), str(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = _("This is no UTF-8 text; save the file as “CSV UTF-8”.")
        return CsvFile(name, content, (), (), (Fault(name, line, 1, "csv.encoding", message),))
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[Fault] = []
    rows: list[tuple[int, dict[str, str]]] = []
    header: tuple[str, ...] = ()
    try:
        header = tuple(field.strip().lower() for field in next(reader, []))
        faults.extend(_header_faults(header, name, columns, needed))
        if not faults:
            rows.extend(_rows(reader, header, name, faults))
    except csv.Error as error:
        faults.append(
            Fault(
                name,
                reader.line_num,
                1,
                "csv.broken",
                _("The line cannot be read: {error}.").format(error=error),
            )
        )
    return CsvFile(name, content, header, tuple(rows), tuple(faults))


def _rows(
    reader: Any, header: tuple[str, ...], file: str, faults: list[Fault]
) -> Iterator[tuple[int, dict[str, str]]]:
    line = reader.line_num + 1
    for fields in reader:
        if len(fields) > len(header) and any(field.strip() for field in fields):
            message = _("The line has {count} fields, the first line names {count2}.").format(
                count=len(fields), count2=len(header)
            )
            faults.append(Fault(file, line, len(header) + 1, "csv.fields", message))
        elif any(len(field) > MAX_FIELD for field in fields):
            faults.append(
                Fault(
                    file,
                    line,
                    1,
                    "csv.fields",
                    _("A field is longer than {max_field} characters.").format(max_field=MAX_FIELD),
                )
            )
        elif any(field.strip() for field in fields):
            named = zip(header, fields, strict=False)
            yield line, {column: field.strip() for column, field in named if field.strip()}
        line = reader.line_num + 1


def _header_faults(
    header: tuple[str, ...], file: str, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[Fault]:
    for column, name in enumerate(header, 1):
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=1)
            hint = (
                _("Did you mean {near!r}?").format(near=near[0])
                if near
                else _("Known are {columns}.").format(columns=", ".join(columns))
            )
            yield Fault(
                file,
                1,
                column,
                "csv.column",
                _("Unknown column {name!r}. {hint}").format(name=name[:40], hint=hint),
            )
        elif header.index(name) != column - 1:
            yield Fault(
                file, 1, column, "csv.column", _("The column {name!r} is there twice.").format(name=name)
            )
    for name in needed:
        if name not in header:
            yield Fault(file, 1, 1, "csv.column", _("The column {name!r} is missing.").format(name=name))
