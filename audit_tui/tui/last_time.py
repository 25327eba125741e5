"""What was found the last time, shown on the cards of an open visit, and one key to say that it is still so.

Never on any other kind of visit: whoever is about to judge as a customer shall not be told what was found before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from audit_tui.errors import AuditError
from audit_tui.model.audit import Action, State
from audit_tui.rules.last_time import Before, before
from audit_tui.rules.record import Change
from audit_tui.rules.routing import Slot
from audit_tui.tui.talk import _, language

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk import WalkScreen

_JUDGED = ("yes_no", "scale", "single", "multi")
"""What can still be so. A figure, a date or a text is taken anew."""


class LastTimes:
    """Keeps what was found for one walk screen."""

    def __init__(self, screen: WalkScreen) -> None:
        self._screen = screen
        self._found: dict[str, Before] = {}

    def look(self) -> None:
        """Look for the visit before on another thread; the cards show it as soon as it is there."""
        screen = self._screen
        if screen.session.record.kind != "open" or not screen.session.is_open or screen.desk.readonly:
            return
        workspace, clock, record = screen.host.workspace, screen.host.clock, screen.session.record
        site, today = screen.session.site.id, screen.asks.now("date")
        slots = list(screen.session.slots)

        def work() -> None:
            from audit_tui.rules.view import AuditView
            from audit_tui.store.actions import ActionList
            from audit_tui.store.audits import AuditStore
            from audit_tui.store.results import previous_row

            try:
                store = AuditStore(workspace, clock)
                row = previous_row(store.rows(), record)
                actions = ActionList(workspace, clock).list_actions(site=site, status="open")
                view = None
                if row is not None:
                    with store.open(row.id, write=False) as audit:
                        view = AuditView(audit.record)
            except AuditError:
                # It is an extra; the walk goes on without.
                return
            day = row.visit_date if row is not None else ""
            found = before(slots, view, day, row.number if row is not None else "", actions, today)
            with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
                screen.app.call_from_thread(self._take, found)

        screen.run_worker(work, thread=True)

    def _take(self, found: dict[str, Before]) -> None:
        self._found = found
        if found and self._screen.is_attached:
            self._screen.refresh_card()

    def lines(self, slot: Slot) -> list[str]:
        """What the card of `slot` says of the visit before, and of actions that are open since."""
        known = self._found.get(slot.path)
        if known is None:
            return []
        told = []
        if known.item is not None and known.checklist is not None:
            from audit_tui.reports.words import answer_words

            answer = answer_words(known.checklist, known.question, known.item, language(), _)
            parts = [_("Last time ({day}): {answer}").format(day=known.day, answer=answer)]
            parts += [f"“{known.item.note[:80]}”"] if known.item.note else []
            parts += [_("= still so")] if self._can_repeat(slot, known) else []
            told.append(" · ".join(parts))
        for action, is_late in known.actions:
            words = _("Open action, overdue: {what}") if is_late else _("Open action: {what}")
            parts = [words.format(what=action.what[:80])]
            parts += [action.owner] if action.owner else []
            parts += [_("by {day}").format(day=action.due)] if action.due else []
            told.append(" · ".join(parts))
        return told

    def _can_repeat(self, slot: Slot, known: Before) -> bool:
        if known.item is None or slot.question.type not in _JUDGED:
            return False
        return known.item.state is State.ANSWERED

    def still_so(self) -> None:
        """Answer as the visit before; where it failed, its note and its open actions are taken over."""
        screen, slot = self._screen, self._screen.slot
        if screen.session.record.kind != "open":
            screen.say(_("Only on an open visit is the visit before shown and repeated."))
            return
        known = self._found.get(slot.path) if slot is not None else None
        if slot is None or known is None or not self._can_repeat(slot, known) or known.item is None:
            screen.say(_("There is nothing from the visit before that could still be so."))
            return
        path, value, session = slot.path, known.item.value, screen.session
        screen.desk.put(partial(session.answer, path, value), partial(self._said_again, path, known))

    def _said_again(self, path: str, known: Before) -> None:
        """Take over what belongs to a failure, one after the other, then go on as after any answer."""
        screen, session = self._screen, self._screen.session
        steps: list[Callable[[], Change | None]] = []
        item = session.item(path)
        if any(owed.what == "comment" for owed in screen.asks.debts(path)):
            still = _("Still so as on {day}").format(day=known.day)
            note = (
                f"{still}: {known.item.note}" if known.item is not None and known.item.note else f"{still}."
            )
            steps.append(partial(session.note, path, note))
        if any(owed.what == "action" for owed in screen.asks.debts(path)):
            taken = {action.id for action in item.actions}
            steps += [
                partial(session.add_action, path, Action.model_validate(action.model_dump(include=_ACTION)))
                for action, _late in known.actions
                if action.id not in taken
            ]

        def go_on() -> None:
            if steps:
                screen.desk.put(steps.pop(0), go_on)
            else:
                screen.answered(path)

        go_on()


_ACTION = set(Action.model_fields)
