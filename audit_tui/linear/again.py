"""What was found the last time, told on the questions of an open visit, and one command to say that it is still so."""

from __future__ import annotations

from audit_tui.clock import site_now
from audit_tui.errors import AuditError
from audit_tui.linear.bench import Bench
from audit_tui.reports.last_time import action_lines, before_words
from audit_tui.rules.last_time import Before
from audit_tui.rules.routing import Slot
from audit_tui.tui.talk import _, language
from audit_tui.visits.last_time import can_repeat, look_back, taken_over


class LastTime:
    """The visit before the one at hand."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._found: dict[str, Before] = {}
        here, session = bench.here, bench.session
        if bench.readonly:
            return
        today = f"{site_now(here.clock.wall(), session.site.zone):%Y-%m-%d}"
        try:
            self._found = look_back(
                here.store, here.clock, session.record, session.slots, site=session.site.id, today=today
            )
        except AuditError:
            # It is an extra; the walk goes on without.
            self._found = {}

    def lines(self, slot: Slot) -> list[str]:
        """What is known of a question from before, and how to say that it is still so."""
        known = self._found.get(slot.path)
        if known is None:
            return []
        said = before_words(known, language(), _)
        told = [", ".join(parts) for parts in ([said] if said else []) + list(action_lines(known, _))]
        if can_repeat(slot, known):
            told.append(_("/= says that it is still so."))
        return told

    def still_so(self, slot: Slot) -> bool:
        """Answer as the visit before; where it failed, its note and its open actions are taken over."""
        bench = self._bench
        if bench.session.record.kind != "open":
            bench.voice.say(_("Only on an open visit is the visit before shown and repeated."))
            return False
        known = self._found.get(slot.path)
        if known is None or known.item is None or not can_repeat(slot, known):
            bench.voice.say(_("There is nothing from the visit before that could still be so."))
            return False
        value = known.item.value
        if not bench.put(lambda: bench.session.answer(slot.path, value), quietly=True):
            return False
        for step in taken_over(bench.session, slot.path, known):
            bench.put(step, quietly=True)
        return True
