"""Corrective actions over all audits: what was asked for at the end of an audit, and how far it is."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field
from tinydb import where

from audit_tui.clock import Clock
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.audit import Action
from audit_tui.model.event import Ulid
from audit_tui.model.site import SiteId
from audit_tui.model.text import Line
from audit_tui.rules.record import Record
from audit_tui.store.ledgers import ACTIONS
from audit_tui.store.shared import read_table, transaction
from audit_tui.store.workspace import Workspace

ActionStatus = Literal["open", "done", "verified"]
STATUSES: tuple[ActionStatus, ...] = get_args(ActionStatus)


class TrackedAction(Action):
    """An action with the audit and the question it comes from."""

    audit: Ulid
    number: Line
    site: SiteId
    path: Annotated[str, Field(max_length=400)]
    status: ActionStatus = "open"
    changed: int
    """UTC milliseconds of the last change of status."""


class ActionList:
    """The actions of one workspace, in `actions.json`."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._path = ACTIONS.path(workspace)
        self._lock = ACTIONS.lock(workspace)
        self._vault = workspace.vault
        self._clock = clock

    def record_actions(self, record: Record) -> int:
        """Keep the actions of an audit; those already kept stay as they are. Returns how many were new."""
        site = record.projection.facts.get("site") or {}
        made = [
            TrackedAction(
                **action.model_dump(),
                audit=record.header.id,
                number=record.header.number,
                site=site.get("id", record.header.site.id)
                if isinstance(site, dict)
                else record.header.site.id,
                path=item.path,
                changed=self._clock.wall(),
            )
            for item in record.projection.items.values()
            for action in item.actions
        ]
        if not made:
            return 0
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table("actions", cache_size=0)
            known = {document["id"] for document in table.all()}
            fresh = [_dump(action) for action in made if action.id not in known]
            table.insert_multiple(fresh)
        return len(fresh)

    def list_actions(
        self, *, site: str | None = None, status: ActionStatus | None = None
    ) -> list[TrackedAction]:
        """The actions of a site (in any case) and status, or all; those due first come first."""
        actions = [
            TrackedAction.model_validate(raw) for raw in read_table(self._path, "actions", self._vault)
        ]
        found = [
            action
            for action in actions
            if (site is None or action.site.casefold() == site.casefold())
            and (status is None or action.status == status)
        ]
        return sorted(found, key=lambda action: (action.due or "9999", action.number, action.id))

    def set_status(self, action_id: str, status: ActionStatus) -> TrackedAction:
        """Say how far an action is. InputError where there is no such action or status."""
        if status not in STATUSES:
            raise InputError(
                "action.status",
                _("A status is one of {statuses}, not {status!r}.").format(
                    statuses=", ".join(STATUSES), status=status
                ),
            )
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table("actions", cache_size=0)
            changed = table.update(
                {"status": status, "changed": self._clock.wall()}, where("id") == action_id
            )
            if not changed:
                raise InputError(
                    "action.unknown", _("There is no action {action_id!r}.").format(action_id=action_id[:40])
                )
            found = table.get(doc_id=changed[0])
        return TrackedAction.model_validate(dict(found) if isinstance(found, dict) else {})


def _dump(action: TrackedAction) -> dict[str, Any]:
    return action.model_dump(mode="json", exclude_none=True)
