"""Stopwatches and counters of the walk: one key each, on their card and from any other while one moves about."""

from __future__ import annotations

from functools import partial
from typing import Final

from textual.timer import Timer

from audit_tui.model.audit import State
from audit_tui.rules.routing import Slot
from audit_tui.tui import actions
from audit_tui.tui.card_keys import key_on
from audit_tui.tui.screens.walk_answer import AnswerScreen
from audit_tui.tui.talk import _

_OFTEN: Final = 0.25
"""Seconds between two pictures of a time that runs on the card at hand."""
_SELDOM: Final = 1.0
"""The same for one that runs elsewhere and is shown in the title."""


class TimedScreen(AnswerScreen):
    """The card with its stopwatch and counter."""

    _tick: Timer | None = None
    _pace = 0.0
    _timed = ""
    """The stopwatch that was used last."""
    _counted = ""
    """The counter that was used last."""

    def clockwork(self) -> None:
        """Let the shown time run while, and only while, a stopwatch runs: often on its own card."""
        running, slot = self.session.running() if self.session.is_open else [], self.slot
        pace = 0.0
        if running:
            pace = _OFTEN if slot is not None and slot.path in running else _SELDOM
        if pace == self._pace:
            return
        if self._tick is not None:
            self._tick.stop()
        self._pace, self._tick = pace, self.set_interval(pace, self._ticked) if pace else None

    def _ticked(self) -> None:
        self.refresh_card()

    def do_tap(self) -> None:
        """What Space does: count or time on this card, and on no other."""
        slot = self.slot
        if slot is None or slot.question.type not in ("count", "stopwatch"):
            self.say(_("Nothing is counted or timed on this card."))
        elif slot.question.type == "stopwatch":
            self._toggle(slot)
        else:
            self._one_more(slot)

    # -- stopwatch ------------------------------------------------------------------------------------

    def do_time(self) -> None:
        """Start or stop: the stopwatch of this card, else the one that runs, else the one used last."""
        slot, running = self.slot, self.session.running()
        if slot is None or slot.question.type != "stopwatch":
            path = running[0] if running else self._timed
            slot = self.session.visible(path) or self._next_stopwatch()
        if slot is None:
            self.say(_("No time is left to be taken in this audit."))
            return
        self._toggle(slot)

    def _next_stopwatch(self) -> Slot | None:
        """The first stopwatch without an answer, from the card at hand on and round."""
        slots = self.session.slots
        at = next((at for at, slot in enumerate(slots) if slot.path == self.session.cursor), 0)
        for slot in [*slots[at:], *slots[:at]]:
            if slot.question.type == "stopwatch" and self.session.state(slot.path) is State.OPEN:
                return slot
        return None

    def _toggle(self, slot: Slot) -> None:
        path = slot.path
        self._timed = path
        if self.session.elapsed(path) is None:
            self.desk.put(lambda: self.session.start_timer(path), partial(self._started, slot))
        else:
            self.desk.put(lambda: self.session.stop_timer(path), partial(self._measured, path))

    def _started(self, slot: Slot) -> None:
        if slot.path == self.session.cursor:
            keys = " / ".join(dict.fromkeys([actions.key("walk.time"), actions.typing_key("walk.time")]))
            told = _("The stopwatch runs; Space stops it, {key} stops it from any other card.")
            self.say(told.format(key=keys))
        else:
            here = self.slot
            key = key_on(here.question, "walk.time") if here else actions.key("walk.time")
            told = _("The stopwatch of {label} runs; {key} stops it.")
            self.say(told.format(label=slot.label, key=key))

    def _measured(self, path: str) -> None:
        if path == self.session.cursor:
            self.renew()
            self.follow_up = bool(self.asks.debts(path)) and not self.laps_left(path)
        self.view.echo_answer(path)

    def laps_left(self, path: str) -> int:
        """How many times the checklist still wants to be taken there."""
        slot = self.session.visible(path)
        return self.session.laps_left(slot) if slot is not None else 0

    # -- counter --------------------------------------------------------------------------------------

    def do_count(self) -> None:
        """One more: on the counter of this card, else on the one used last."""
        slot = self.slot
        if slot is None or slot.question.type != "count":
            slot = self.session.visible(self._counted)
        if slot is None:
            self.say(_("No counter was used yet; go to one, then this key counts from any card."))
            return
        self._one_more(slot)

    def _one_more(self, slot: Slot) -> None:
        path = slot.path
        self._counted = path
        value = self.session.item(path).value
        so_far = int(value) if isinstance(value, str) and value.isdigit() else 0
        here = path == self.session.cursor
        if here and self.dirty and self.field.value.isdigit():
            so_far = int(self.field.value)
        self.desk.put(
            lambda: self.session.answer(path, str(so_far + 1), grade="measured"),
            partial(self._shown_count, path),
        )

    def _shown_count(self, path: str) -> None:
        if path == self.session.cursor:
            self.renew()
        self.view.echo_answer(path)
