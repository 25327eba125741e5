"""Legal holds: audits of which nothing is erased until somebody lets go of them again."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from audit_tui.clock import Clock
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.event import Ulid
from audit_tui.model.text import Line, Model, clean
from audit_tui.store.catalogue import Row
from audit_tui.store.shared import read_table, transaction
from audit_tui.store.workspace import Workspace

_TABLE = "holds"


class Hold(Model):
    """Why and since when (UTC ms) an audit is held."""

    audit: Ulid
    number: Line
    reason: Annotated[Line, StringConstraints(min_length=1)]
    since: int


class Holds:
    """The legal holds of one workspace, a table of `registry.json`."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._path = workspace.registry
        self._lock = workspace.locks / "registry.lock"
        self._vault = workspace.vault
        self._clock = clock

    def all(self) -> dict[str, Hold]:
        """The holds by the id of their audit."""
        holds = (Hold.model_validate(raw) for raw in read_table(self._path, _TABLE, self._vault))
        return {hold.audit: hold for hold in holds}

    def hold(self, row: Row, reason: str) -> Hold:
        """Hold an audit; one that is held already gets the new reason. InputError without a reason."""
        reason = clean(reason, newlines=False, limit=500)[0].strip()
        if not reason:
            raise InputError(
                "hold.reason", _("A hold needs a reason."), next_step=_("Say in a few words why.")
            )
        made = Hold(audit=row.id, number=row.number, reason=reason, since=self._clock.wall())
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(_TABLE, cache_size=0)
            table.remove(doc_ids=[each.doc_id for each in table.all() if each["audit"] == row.id])
            table.insert(made.model_dump(mode="json"))
        return made

    def release(self, row: Row) -> Hold:
        """Let go of an audit; returns the hold that was on it. InputError where there is none."""
        held = self.all().get(row.id)
        if held is None:
            raise InputError(
                "hold.none", _("Audit {number} is not held.").format(number=row.number or row.id)
            )
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(_TABLE, cache_size=0)
            table.remove(doc_ids=[each.doc_id for each in table.all() if each["audit"] == row.id])
        return held
