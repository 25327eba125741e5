"""The plan as lists need it: what is due, beside the audits and the survey answers that are there.

Entries, sites and answers were checked when they were written (`plan`, `registry`, `responses`); they are read as
they lie, for home shows them first and loads no model for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

from audit_tui.clock import iso
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.basics import Every, PlanTask
from audit_tui.rules.planning import Answers, DueTask, Place, Planned, Visit, due_tasks
from audit_tui.store.catalogue import Row
from audit_tui.store.ledgers import PLAN, SURVEYS
from audit_tui.store.replay import read_journaled
from audit_tui.store.sealedfields import open_entry
from audit_tui.store.workspace import Workspace

_Made = TypeVar("_Made")


def due(workspace: Workspace, rows: Iterable[Row], places: Sequence[Place], today: date) -> list[DueTask]:
    """Every task of the plan on `today`, those overdue first. InputError for a file that is damaged."""
    path = PLAN.path(workspace)
    entries = [_made(_planned, raw, path) for raw in _documents(workspace, path, PLAN.name)]
    surveys = any(entry.task == "survey" for entry in entries)
    return due_tasks(entries, places, visits_of(rows), _answers(workspace) if surveys else (), today)


def places_of(workspace: Workspace) -> list[Place]:
    """The sites of the registry, by name. InputError for a file that is damaged."""
    path = workspace.registry
    places = [_made(_place, raw, path) for raw in _documents(workspace, path, "sites")]
    return sorted(places, key=lambda place: (place.name.casefold(), place.id.casefold()))


def visits_of(rows: Iterable[Row]) -> list[Visit]:
    """The audits that a plan may count: open ones, and finished ones whose visit was not aborted."""
    return [visit_of(row) for row in rows if row.status in ("draft", "finished") and not row.aborted]


def visit_of(row: Row) -> Visit:
    """An audit as a plan sees it; where no day of the visit was stated, the one on which it was begun."""
    day = row.visit_date or iso(row.created)[:10]
    return Visit(row.site_id, row.kind, frozenset(row.checklists), day, row.status == "finished")


def _answers(workspace: Workspace) -> list[Answers]:
    documents = _documents(workspace, SURVEYS.path(workspace), SURVEYS.name)
    counted = Counter((str(raw.get("site")), str(raw.get("day"))) for raw in documents)
    return [Answers(site, day, count) for (site, day), count in counted.items()]


def _documents(workspace: Workspace, path: Path, table: str) -> list[dict[str, Any]]:
    """The documents of a table; of a damaged journal what stands before the damage counts."""
    documents = read_journaled(path).tables.get(table, {}).values()
    return [open_entry(workspace.vault, table, each) for each in documents]


def _made(make: Callable[[Mapping[str, Any]], _Made], raw: Mapping[str, Any], path: Path) -> _Made:
    try:
        return make(raw)
    except (KeyError, TypeError, ValueError):
        raise InputError(
            "store.foreign", _("This JSON file was not made by audit-tui."), where=str(path)
        ) from None


def _planned(raw: Mapping[str, Any]) -> Planned:
    task, every = raw.get("task", "visit"), raw.get("every", "once")
    if task not in get_args(PlanTask) or every not in get_args(Every):
        raise ValueError
    since, until, held = raw["since"], raw.get("until"), tuple(raw.get("held", ()))
    for day in (since, until or since, *held):
        date.fromisoformat(day)
    return Planned(
        id=raw["id"],
        task=task,
        title=raw["title"],
        every=every,
        times=int(raw.get("times", 1)),
        since=since,
        until=until,
        weight=int(raw.get("weight", 1)),
        site=raw.get("site"),
        kind=raw.get("kind"),
        checklists=tuple(raw.get("checklists", ())),
        scenario=raw.get("scenario", ""),
        held=held,
    )


def _place(raw: Mapping[str, Any]) -> Place:
    return Place(raw["id"], raw["name"], raw.get("opened"), raw.get("closed"))
