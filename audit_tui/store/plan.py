"""The plan of a workspace, in `plan.json`: kept at once. What of it is due tells `planned`."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import ValidationError
from tinydb import where

from audit_tui.clock import Clock, iso
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.plan import PlanEntry
from audit_tui.model.text import clean
from audit_tui.rules.planning import calendar_span
from audit_tui.store.ledgers import PLAN
from audit_tui.store.shared import read_table, transaction
from audit_tui.store.workspace import Workspace

SHORTEST_ENDING = 6
"""Characters of the end of an id that may stand for all of it."""


class Plan:
    """The entries of one workspace's plan."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._path = PLAN.path(workspace)
        self._lock = PLAN.lock(workspace)
        self._vault = workspace.vault
        self._clock = clock

    @property
    def exists(self) -> bool:
        """Whether anything was ever planned here."""
        return self._path.exists()

    def entries(self) -> list[PlanEntry]:
        """All of it, in the order in which it was written down."""
        return [PlanEntry.model_validate(raw) for raw in read_table(self._path, PLAN.name, self._vault)]

    def make(self, values: dict[str, Any]) -> PlanEntry:
        """The entry that `values` make, not kept yet. InputError says what is wrong with it.

        Without `since` it holds from the beginning of the present month, quarter or year on, or from today where it
        is a round.
        """
        values = {name: value for name, value in values.items() if value not in (None, "")}
        for name in ("title", "scenario"):
            if isinstance(values.get(name), str):
                values[name] = clean(values[name], newlines=name == "scenario")[0].strip()
        if "since" not in values:
            today, every = self.today(), values.get("every", "once")
            first = calendar_span(every, today).first if every in ("month", "quarter", "year") else today
            values["since"] = first.isoformat()
        try:
            return PlanEntry.model_validate(
                {**values, "id": self._clock.ulid(), "changed": self._clock.wall()}
            )
        except ValidationError as error:
            fault = error.errors()[0]
            name = str(fault["loc"][0]) if fault["loc"] else ""
            words = fault["msg"].removeprefix("Value error, ")
            what = f"{name}: {words}." if name else f"{words[:1].upper()}{words[1:]}."
            raise InputError(f"plan.{name or 'entry'}", what) from None

    def add(self, *made: PlanEntry) -> list[PlanEntry]:
        """Keep entries; what stands in the plan already is left out. Returns those that are new."""
        fresh: list[PlanEntry] = []
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(PLAN.name, cache_size=0)
            known = {PlanEntry.model_validate(dict(raw)).substance for raw in table.all()}
            for entry in made:
                if entry.substance not in known:
                    known.add(entry.substance)
                    fresh.append(entry)
            table.insert_multiple(_document(entry) for entry in fresh)
        return fresh

    def find(self, ref: str) -> PlanEntry:
        """The entry with this id or unique ending of it. InputError where there is none, or several."""
        wanted = ref.strip().upper()
        found = [
            entry
            for entry in self.entries()
            if entry.id == wanted or (len(wanted) >= SHORTEST_ENDING and entry.id.endswith(wanted))
        ]
        if len(found) != 1:
            what = (
                _("{entry!r} fits several entries of the plan.")
                if found
                else _("{entry!r} is no entry of the plan.")
            )
            raise InputError(
                "plan.unknown", what.format(entry=ref[:40]), next_step=_("See `audit-tui plan list`.")
            )
        return found[0]

    def remove(self, entry_id: str) -> None:
        """Take an entry out of the plan; the audits that were made for it stay. InputError where there is none."""
        with transaction(self._path, self._lock, vault=self._vault) as database:
            if not database.table(PLAN.name, cache_size=0).remove(where("id") == entry_id):
                raise _gone(entry_id)

    def mark_held(self, entry_id: str, day: str) -> PlanEntry:
        """Say that a focus group, or a survey outside this program, was held on `day`.

        InputError for a visit, which is done when its audit is finished, and for a day that has not come yet.
        """
        if day > self.today().isoformat():
            raise InputError("plan.day", _("{day} has not come yet.").format(day=day))
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(PLAN.name, cache_size=0)
            raw = next((raw for raw in table.all() if raw["id"] == entry_id), None)
            if raw is None:
                raise _gone(entry_id)
            entry = PlanEntry.model_validate(dict(raw))
            if entry.task == "visit":
                raise InputError(
                    "plan.visit", _("A visit is done when its audit is finished; nothing else marks it.")
                )
            held = tuple(sorted((*entry.held, day)))
            entry = entry.model_copy(update={"held": held, "changed": self._clock.wall()})
            table.update({"held": list(held), "changed": entry.changed}, doc_ids=[raw.doc_id])
        return entry

    def today(self) -> date:
        """The date on this machine."""
        return date.fromisoformat(iso(self._clock.wall(), self._clock.offset())[:10])


def _document(entry: PlanEntry) -> dict[str, Any]:
    """Without what is empty; lists as JSON has them."""
    return {
        name: value for name, value in entry.model_dump(mode="json").items() if value not in ("", None, [])
    }


def _gone(entry_id: str) -> InputError:
    return InputError("plan.unknown", _("{entry!r} is no entry of the plan.").format(entry=entry_id[:40]))
