"""Sites from a CSV file, as a spreadsheet saves it. All faults at once; nothing of a faulty file is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from audit_tui.errors import Fault, InputError
from audit_tui.i18n import _, later
from audit_tui.model.site import Site
from audit_tui.store.csv_rows import CsvFile, read_csv
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
_REASONS: Final = {
    "jurisdiction": later("write two capital letters of a country, IT, or a part of one, US-CA")
}


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
    file = read_csv(path, COLUMNS, ("id", "name"))
    faults = list(file.faults)
    sites = _sites(file, faults)
    if not sites and not faults:
        faults.append(Fault(file.name, 0, 0, "csv.empty", _("There is no site in this file.")))
    if faults:
        return SiteImport(0, 0, tuple(sorted(faults, key=lambda fault: (fault.line, fault.column))))
    try:
        added, updated = registry.put_sites(sites)
    except InputError as error:
        return SiteImport(0, 0, (Fault(file.name, 0, 0, error.code, str(error)),))
    return SiteImport(added, updated, ())


def _sites(file: CsvFile, faults: list[Fault]) -> list[Site]:
    sites: list[Site] = []
    seen: dict[str, int] = {}
    for line, row in file.rows:
        site = _site(file, row, line, faults)
        if site is not None:
            before = seen.setdefault(site.id.casefold(), line)
            if before != line:
                message = _("Site {id!r} is in line {before} already.").format(id=site.id, before=before)
                faults.append(Fault(file.name, line, 1, "csv.twice", message))
            sites.append(site)
    return sites


def _site(file: CsvFile, fields: dict[str, str], line: int, faults: list[Fault]) -> Site | None:
    row: dict[str, object] = dict(fields)
    if "jurisdiction" in row:
        row["jurisdiction"] = str(row["jurisdiction"]).upper()
    if "aliases" in row:
        row["aliases"] = [alias.strip() for alias in str(row["aliases"]).split(";") if alias.strip()]
    try:
        return Site.model_validate(row)
    except ValidationError as error:
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            column = file.header.index(name) + 1 if name in file.header else 1
            message = f"{name}: {_(_REASONS[name]) if name in _REASONS else each['msg'].removeprefix('Value error, ')}."
            faults.append(Fault(file.name, line, column, "csv.value", message))
        return None
