"""What was found the last time at the questions of an open visit, and what saying that it is still so takes over.

Never on any other kind of visit: whoever is about to judge as a customer shall not be told what was found before.
Proposes changes; whoever asked saves them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from audit_tui.clock import Clock
from audit_tui.i18n import _
from audit_tui.model.audit import Action, State
from audit_tui.rules.last_time import Before, before
from audit_tui.rules.record import Change, Record
from audit_tui.rules.routing import Slot
from audit_tui.rules.view import AuditView
from audit_tui.session import AuditSession
from audit_tui.store.actions import ActionList
from audit_tui.store.audits import AuditStore
from audit_tui.store.results import previous_row

_JUDGED = ("yes_no", "scale", "single", "multi")
"""What can still be so. A figure, a date or a text is taken anew."""
_ACTION = set(Action.model_fields)


def look_back(
    store: AuditStore, clock: Clock, record: Record, slots: Sequence[Slot], *, site: str, today: str
) -> dict[str, Before]:
    """Path → what is known from before; nothing where the visit is not an open one. AuditError where it cannot be read.

    `today`: local date of the site.
    """
    if record.kind != "open":
        return {}
    row = previous_row(store.rows(), record)
    actions = ActionList(store.workspace, clock).list_actions(site=site, status="open")
    view = None
    if row is not None:
        with store.open(row.id, write=False) as audit:
            view = AuditView(audit.record)
    day, number = (row.visit_date, row.number) if row is not None else ("", "")
    return before(slots, view, day, number, actions, today)


def can_repeat(slot: Slot, known: Before) -> bool:
    """Whether the answer of the visit before can be given again as it was."""
    if known.item is None or slot.question.type not in _JUDGED:
        return False
    return known.item.state is State.ANSWERED


def taken_over(session: AuditSession, path: str, known: Before) -> list[Callable[[], Change | None]]:
    """What a failure that is still so takes over once it is answered: its note and its open actions."""
    slot = session.visible(path)
    owed = {each.what for each in session.owed_at(slot)} if slot is not None else set()
    steps: list[Callable[[], Change | None]] = []
    item = session.item(path)
    if "comment" in owed:
        still = _("Still so as on {day}").format(day=known.day)
        before_it = known.item.note if known.item is not None else ""
        steps.append(partial(session.note, path, f"{still}: {before_it}" if before_it else f"{still}."))
    if "action" in owed:
        taken = {action.id for action in item.actions}
        steps += [
            partial(session.add_action, path, Action.model_validate(action.model_dump(include=_ACTION)))
            for action, _late in known.actions
            if action.id not in taken
        ]
    return steps
