"""A plan from a CSV file, as a spreadsheet saves it. All faults at once, by line; nothing of a faulty file is kept."""

from __future__ import annotations

import difflib
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from audit_tui.errors import Fault, InputError
from audit_tui.i18n import _
from audit_tui.model.plan import PlanEntry
from audit_tui.store.csv_rows import CsvFile, read_csv
from audit_tui.store.plan import Plan
from audit_tui.store.registry import Registry

COLUMNS: Final = (
    "task",
    "title",
    "site",
    "kind",
    "checklists",
    "every",
    "times",
    "from",
    "to",
    "weight",
    "scenario",
)
NEEDED: Final = ("title",)
_FIELDS: Final = {"from": "since", "to": "until"}
_COLUMN_OF: Final = {field: column for column, field in _FIELDS.items()}


class PlanImport(NamedTuple):
    """How an import ended. With faults nothing was kept."""

    added: tuple[PlanEntry, ...]
    known: int
    """Lines that stand in the plan already."""
    faults: tuple[Fault, ...]


def import_plan(plan: Plan, registry: Registry, path: Path, checklists: Container[str]) -> PlanImport:
    """Take the lines of a CSV file into the plan.

    The first line names the columns (`COLUMNS`; only title is needed); checklists are separated by spaces or
    semicolons; a line without a site holds for every site. `checklists` are the ids that there are. InputError where
    there is no readable file, NotSavedError where the disk refuses.
    """
    file = read_csv(path, COLUMNS, NEEDED)
    faults = list(file.faults)
    sites = {name.casefold(): one.id for one in registry.sites() for name in (one.id, *one.aliases)}
    made = [
        entry
        for line, row in file.rows
        if (entry := _entry(plan, file, line, row, sites, checklists, faults))
    ]
    if not made and not faults:
        faults.append(Fault(file.name, 0, 0, "csv.empty", _("There is nothing planned in this file.")))
    if faults:
        return PlanImport((), 0, tuple(sorted(faults, key=lambda fault: (fault.line, fault.column))))
    added = plan.add(*made)
    return PlanImport(tuple(added), len(made) - len(added), ())


def _entry(
    plan: Plan,
    file: CsvFile,
    line: int,
    row: Mapping[str, str],
    sites: Mapping[str, str],
    checklists: Container[str],
    faults: list[Fault],
) -> PlanEntry | None:
    problems: dict[str, str] = {}
    values: dict[str, Any] = {_FIELDS.get(name, name): value for name, value in row.items()}
    if (ref := row.get("site", "")) and (site := sites.get(ref.casefold())) is None:
        near = difflib.get_close_matches(ref.casefold(), sites, n=1, cutoff=0.7)
        hint = " " + _("Did you mean {sites}?").format(sites=sites[near[0]]) if near else ""
        problems["site"] = _("There is no site {site!r}.{hint}").format(site=ref[:40], hint=hint)
    elif ref:
        values["site"] = site
    if "checklists" in row:
        values["checklists"] = row["checklists"].replace(";", " ").replace(",", " ").split()
        missing = next((id_ for id_ in values["checklists"] if id_ not in checklists), None)
        if missing is not None:
            problems["checklists"] = _("There is no checklist {id!r}.").format(id=missing[:64])
    for name in ("times", "weight"):
        if name in row and not (row[name].isascii() and row[name].isdigit()):
            problems[name] = _("{number!r} is no whole number.").format(number=row[name][:40])
    entry = None
    if not problems:
        try:
            entry = plan.make(values)
        except InputError as error:
            field = error.code.removeprefix("plan.")
            problems[_COLUMN_OF.get(field, field)] = str(error)
    for column, message in problems.items():
        at = file.header.index(column) + 1 if column in file.header else 1
        faults.append(Fault(file.name, line, at, f"csv.{column}", message))
    return entry
