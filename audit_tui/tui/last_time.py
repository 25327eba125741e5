"""What was found the last time, shown on the cards of an open visit, and one key to say that it is still so.

Never on any other kind of visit: whoever is about to judge as a customer shall not be told what was found before.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from audit_tui.errors import AuditError
from audit_tui.rules.last_time import Before
from audit_tui.rules.routing import Slot
from audit_tui.tui.talk import _, language

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk import WalkScreen


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
            from audit_tui.store.audits import AuditStore
            from audit_tui.visits.last_time import look_back

            try:
                store = AuditStore(workspace, clock)
                found = look_back(store, clock, record, slots, site=site, today=today)
            except AuditError:
                # It is an extra; the walk goes on without.
                return
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
        from audit_tui.reports.last_time import action_lines, before_words
        from audit_tui.visits.last_time import can_repeat

        said = before_words(known, language(), _)
        if said and can_repeat(slot, known):
            said.append(_("= still so"))
        return [" · ".join(parts) for parts in ([said] if said else []) + list(action_lines(known, _))]

    def still_so(self) -> None:
        """Answer as the visit before; where it failed, its note and its open actions are taken over."""
        screen, slot = self._screen, self._screen.slot
        if screen.session.record.kind != "open":
            screen.say(_("Only on an open visit is the visit before shown and repeated."))
            return
        from audit_tui.visits.last_time import can_repeat

        known = self._found.get(slot.path) if slot is not None else None
        if slot is None or known is None or not can_repeat(slot, known) or known.item is None:
            screen.say(_("There is nothing from the visit before that could still be so."))
            return
        path, value, session = slot.path, known.item.value, screen.session
        screen.desk.put(partial(session.answer, path, value), partial(self._said_again, path, known))

    def _said_again(self, path: str, known: Before) -> None:
        """Take over what belongs to a failure, one after the other, then go on as after any answer."""
        from audit_tui.visits.last_time import taken_over

        screen = self._screen
        steps = taken_over(screen.session, path, known)

        def go_on() -> None:
            if steps:
                screen.desk.put(steps.pop(0), go_on)
            else:
                screen.answered(path)

        go_on()
