"""Sites from a CSV file, as a spreadsheet saves it. All faults at once; nothing of a faulty file is kept."""

from __future__ import annotations

import csv
import difflib
import io
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from audit_tui.errors import Fault, InputError
from audit_tui.model.site import Site
from audit_tui.store.disk import read_bytes
from audit_tui.store.registry import Registry

COLUMNS: Final = (
    "id",
    "name",
    "address",
    "region",
    "zone",
    "profile",
    "jurisdiction",
    "aliases",
    "opened",
    "closed",
)
_REASONS: Final = {"jurisdiction": "write two capital letters of a country, IT, or a part of one, US-CA"}
LIMIT: Final = 16 * 1_048_576
MAX_FIELD: Final = 10_000


class SiteImport(NamedTuple):
    """How an import ended. With faults nothing was added or updated."""

    added: int
    updated: int
    faults: tuple[Fault, ...]


def import_sites(registry: Registry, path: Path) -> SiteImport:
    """Take the sites of a CSV file into the registry: new ones are added, known ones changed.

    The first line names the columns (`COLUMNS`; only id and name are needed); comma or semicolon; UTF-8,
    with or without a byte order mark; aliases are separated by semicolons. InputError where there is no
    readable file, NotSavedError where the registry cannot be written.
    """
    content = read_bytes(path, limit=LIMIT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "This is no UTF-8 text; save the file as “CSV UTF-8”."
        return SiteImport(0, 0, (Fault(str(path), line, 1, "csv.encoding", message),))
    sites, faults = _read(text, str(path))
    if faults:
        return SiteImport(0, 0, tuple(sorted(faults, key=lambda fault: (fault.line, fault.column))))
    try:
        added, updated = registry.put_sites(sites)
    except InputError as error:
        return SiteImport(0, 0, (Fault(str(path), 0, 0, error.code, str(error)),))
    return SiteImport(added, updated, ())


def _read(text: str, file: str) -> tuple[list[Site], list[Fault]]:
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[Fault] = []
    sites: list[Site] = []
    seen: dict[str, int] = {}
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        faults.extend(_header_faults(header, file))
        if faults:
            return [], faults
        line = reader.line_num + 1
        for fields in reader:
            if any(field.strip() for field in fields):
                site = _site(header, fields, file, line, faults)
                if site is not None:
                    before = seen.setdefault(site.id.casefold(), line)
                    if before != line:
                        message = f"Site {site.id!r} is in line {before} already."
                        faults.append(Fault(file, line, 1, "csv.twice", message))
                    sites.append(site)
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(file, reader.line_num, 1, "csv.broken", f"The line cannot be read: {error}."))
    if not sites and not faults:
        faults.append(Fault(file, 0, 0, "csv.empty", "There is no site in this file."))
    return sites, faults


def _header_faults(header: list[str], file: str) -> list[Fault]:
    faults = []
    for column, name in enumerate(header, 1):
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(COLUMNS)}."
            faults.append(Fault(file, 1, column, "csv.column", f"Unknown column {name[:40]!r}. {hint}"))
        elif header.index(name) != column - 1:
            faults.append(Fault(file, 1, column, "csv.column", f"The column {name!r} is there twice."))
    for name in ("id", "name"):
        if name not in header:
            faults.append(Fault(file, 1, 1, "csv.column", f"The column {name!r} is missing."))
    return faults


def _site(header: list[str], fields: list[str], file: str, line: int, faults: list[Fault]) -> Site | None:
    if len(fields) > len(header):
        message = f"The line has {len(fields)} fields, the first line names {len(header)}."
        faults.append(Fault(file, line, len(header) + 1, "csv.fields", message))
        return None
    if any(len(field) > MAX_FIELD for field in fields):
        faults.append(Fault(file, line, 1, "csv.fields", f"A field is longer than {MAX_FIELD} characters."))
        return None
    row: dict[str, object] = {
        name: value.strip() for name, value in zip(header, fields, strict=False) if value.strip()
    }
    if "jurisdiction" in row:
        row["jurisdiction"] = str(row["jurisdiction"]).upper()
    if "aliases" in row:
        row["aliases"] = [alias.strip() for alias in str(row["aliases"]).split(";") if alias.strip()]
    try:
        return Site.model_validate(row)
    except ValidationError as error:
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            column = header.index(name) + 1 if name in header else 1
            message = f"{name}: {_REASONS.get(name, each['msg'].removeprefix('Value error, '))}."
            faults.append(Fault(file, line, column, "csv.value", message))
        return None
