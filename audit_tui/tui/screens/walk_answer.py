"""Answering the card of the walk: what a key, a choice or a typed figure means on it, and what a failure asks for.

Knows the types of questions. Stopwatches and counters are `walk_time`'s, getting about is `walk`'s.
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from functools import partial
from typing import Any, Final

from textual import events
from textual.widgets import Input

from audit_tui.model.audit import State
from audit_tui.rules.moments import read_moment
from audit_tui.rules.record import UNDO
from audit_tui.rules.routing import Slot
from audit_tui.tui import actions, cards
from audit_tui.tui.desk import Desk
from audit_tui.tui.guard import Bounce
from audit_tui.tui.keyboard import KEYPAD, latin, usual
from audit_tui.tui.screens.walk_card import CardScreen
from audit_tui.tui.talk import _

_GRADES: Final = {"noted": "estimated", "estimated": "measured"}
"""How a figure came about → what the key for it makes of it; anything else becomes noted."""
_FIELD_KEYS: Final = {
    "backspace": "delete_left",
    "delete": "delete_right",
    "left": "cursor_left",
    "right": "cursor_right",
    "home": "home",
    "end": "end",
    "ctrl+w": "delete_left_word",
}


class AnswerScreen(CardScreen):
    """The card as it takes answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._bounce = Bounce()
        self._before_press = 0
        """The last event of the record when the last key that counted was pressed."""

    @abstractmethod
    def do_tap(self) -> None:
        """Count one more, or start or stop the stopwatch, on this card."""

    # -- keys that count once -------------------------------------------------------------------------

    def counts(self, key: str, at: float) -> bool:
        """Whether this press counts: a bouncing key counts once, and so does one that is held down."""
        counts = self._bounce.counts(key, at)
        if counts:
            self._before_press = self.session.record.projection.seq
        elif self._bounce.held and self.session.record.projection.seq > self._before_press:
            # What looked like a second press was the keyboard repeating the first.
            record = self.session.record
            undone = record.value_of(record.events[-1].reason) == UNDO
            self.desk.put(self.session.redo if undone else self.session.undo, self._held)
        return counts

    def _held(self) -> None:
        last = self.session.record.events[-1].path
        self.renew()
        self.follow_up = False
        self.session.move_to(last)
        self.say(_("The key was held down: it counts once."))

    # -- what keys mean -------------------------------------------------------------------------------

    def answering_key(self, slot: Slot, event: events.Key) -> bool:
        """What a key means as an answer on this card; False where it is none."""
        manner, character = cards.manner(slot.question), event.character or ""
        if event.key == "enter":
            if self.counts("enter", event.time):
                self.do_confirm()
            return True
        if manner == "field":
            return self._field_key(slot, event, character)
        figure, letter = usual(character), latin(character)
        if figure.isdigit():
            if self.counts(event.key, event.time):
                self._digit(slot, figure)
            return True
        if slot.question.type == "yes_no" and letter in ("y", "Y", "n", "N"):
            if self.counts(event.key, event.time):
                self.answer("yes" if letter in "yY" else "no")
            return True
        if manner == "repeat" and event.key in ("delete", "backspace"):
            self.asks.remove_instance(slot)
            return True
        return manner == "tick" and event.key == "space"

    def _field_key(self, slot: Slot, event: events.Key, character: str) -> bool:
        kind, field = slot.question.type, self.field
        character = character or KEYPAD.get(event.key, "")
        if kind in ("count", "stopwatch") and event.key == "space":
            if self.counts("space", event.time):
                self.do_tap()
            return True
        if kind in ("date", "time", "datetime") and latin(character) in ("n", "N"):
            if self.counts(event.key, event.time):
                self.do_now()
            return True
        if event.key in ("up", "down") and field.move_row(-1 if event.key == "up" else 1):
            return True
        if event.key in _FIELD_KEYS:
            getattr(field, f"action_{_FIELD_KEYS[event.key]}")()
            return True
        if kind not in ("text", "signature"):
            character = usual(character)
        before = field.value[: min(field.selection)]
        if character.isprintable() and character and cards.takes(slot.question, character, before):
            self._type(field, character)
            return True
        return False

    def _type(self, field: Input, character: str) -> None:
        if field.selection.is_empty:
            field.insert_text_at_cursor(character)
        else:
            field.replace(character, *sorted(field.selection))

    def follow_up_key(self, event: events.Key) -> bool:
        """What a key means while the card asks for what a failure demands."""
        slot = self.slot
        if slot is None:
            return False
        wanted = self.asks.debts(slot.path)
        if event.key == "escape":
            self.follow_up = False
            self.refresh_card()
            return True
        if event.key in ("enter", "plus", "add", "pagedown", "down"):
            self.advance(slot.path)
            return True
        figure = usual(event.character or "")
        if figure.isdigit():
            at = int(figure) - 1
            if self.counts(event.key, event.time):
                if 0 <= at < len(wanted):
                    self.asks.settle_debt(wanted[at])
                else:
                    self.say(_("There is no choice {digit} here.").format(digit=figure), "bad")
            return True
        return False

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong with an answer is told until another one is typed."""
        event.stop()
        self.typed_on()
        if self.desk.problem and not self.desk.unsaved:
            self.desk.problem = ""
            self.refresh_card()

    # -- answering ------------------------------------------------------------------------------------

    def _digit(self, slot: Slot, digit: str) -> None:
        manner = cards.manner(slot.question)
        if manner == "repeat":
            self.asks.instance(slot, int(digit))
        elif manner == "attach":
            if digit == "0":
                self.asks.not_applicable()
            elif digit == "1":
                self.asks.evidence()
        elif manner == "write":
            if digit == "0":
                self.asks.not_applicable()
            else:
                self.asks.write_text(slot)
        elif manner in ("choose", "tick"):
            self._choose(slot, digit)

    def _choose(self, slot: Slot, digit: str) -> None:
        offered = cards.options(self.session.checklist(slot.checklist), slot.question)
        if digit == "0" and not self.digits.typed and not any(option.code == "0" for option in offered):
            self.asks.not_applicable()
            return
        option = self.digits.press(digit, offered)
        if option is not None:
            self.pick(option)
        elif self.digits.typed:
            self.say(
                _("{typed} so far: Enter takes it, or type one more digit.").format(typed=self.digits.typed)
            )
        else:
            self.say(_("There is no choice {digit} here.").format(digit=digit), "bad")

    def pick(self, option: cards.Option) -> None:
        """Take a choice: answer with it, or tick it."""
        slot = self.slot
        if slot is None:
            return
        if self.follow_up:
            self.asks.settle_debt(
                next(owed for owed in self.asks.debts(slot.path) if owed.what == option.value)
            )
        elif slot.question.type == "repeat":
            self.asks.instance(slot, int(option.code))
        elif option.value == "tap" and slot.question.type in ("count", "stopwatch"):
            self.do_tap()
        elif option.value == "now" and slot.question.type in ("date", "time", "datetime"):
            self.do_now()
        elif cards.manner(slot.question) == "tick":
            self.ticks = (
                [v for v in self.ticks if v != option.value]
                if option.value in self.ticks
                else [*self.ticks, option.value]
            )
            self.desk.problem = ""
            self.echo = ""
            self.typed_on()
            self.refresh_card()
        else:
            self.answer(option.value)

    def do_yes_no(self) -> None:
        self.do_digits()

    def do_digits(self) -> None:
        self.say(_("Press the number before an answer, or click the answer."))

    def do_now(self) -> None:
        """Answer with today, or now, at the site."""
        slot = self.slot
        if slot is not None and slot.question.type in ("date", "time", "datetime"):
            self.answer(self.asks.now(slot.question.type))

    def do_confirm(self) -> None:
        """Confirm what is typed or ticked; otherwise go on."""
        slot = self.slot
        if slot is None:
            return
        if self.follow_up:
            self.advance(slot.path)
            return
        manner = cards.manner(slot.question)
        if manner == "choose":
            offered = cards.options(self.session.checklist(slot.checklist), slot.question)
            option = self.digits.settle(offered)
            if option is not None:
                self.pick(option)
            else:
                self.advance(slot.path)
        elif manner == "tick":
            if self.dirty or self.session.state(slot.path) is State.OPEN:
                self.answer(list(self.ticks))
            else:
                self.advance(slot.path)
        elif manner == "field":
            if self.dirty or self.offers:
                self._confirm_field(slot)
            else:
                self.advance(slot.path)
        elif manner == "write" and self.session.state(slot.path) is State.OPEN:
            self.asks.write_text(slot)
        elif manner == "attach" and self.session.state(slot.path) is State.OPEN:
            self.asks.evidence()
        else:
            self.seen.add(slot.path)
            if manner == "repeat":
                self.enough.add(slot.path)
            self.advance(slot.path)

    def _confirm_field(self, slot: Slot, then: Any = None) -> None:
        typed = self.field.value.strip()
        if not typed:
            self.do_clear(then)
            return
        grade = self.graded if slot.question.type in cards.FIGURES else None
        item = self.session.item(slot.path)
        if slot.question.type == "stopwatch" and item.grade == "measured" and item.laps:
            self.asks.correct(slot, typed, grade, then)
            return
        self.answer(typed, grade=grade, then=then)

    def answer(self, raw: Any, *, grade: Any = None, then: Any = None) -> None:
        """Answer the card and, once that is saved, go on."""
        slot = self.slot
        if slot is None:
            return
        item = self.session.item(slot.path)
        if then is None and item.state is State.ANSWERED and item.value == raw and item.grade == grade:
            self.advance(slot.path)
            return
        self.desk.put(
            lambda: self.session.answer(slot.path, self._understood(slot, raw), grade=grade),
            then or partial(self.answered, slot.path),
        )

    def _understood(self, slot: Slot, raw: Any) -> Any:
        """A date or time as the record keeps it; anything else as it was typed."""
        kind = slot.question.type
        if kind not in ("date", "time", "datetime"):
            return raw
        return read_moment(kind, raw, date.fromisoformat(self.asks.now("date")))

    def answered(self, path: str) -> None:
        """What follows a saved answer: its echo, and what a failure demands, else the next open question."""
        self.view.echo_answer(path)
        self.follow_up = bool(self.asks.debts(path))
        if self.follow_up:
            self.renew()
        elif self.host.preferences.auto_advance:
            self.advance(path)
        else:
            self.renew()

    def keep(self, then: Any) -> None:
        """Save what is typed or ticked, then go on; where it does not fit, stay and say why."""
        slot = self.slot
        if slot is None or not self.dirty:
            then()
        elif cards.manner(slot.question) == "tick":
            self.answer(list(self.ticks), then=then)
        else:
            self._confirm_field(slot, then)

    def keep_and(self, then: Any) -> None:
        """Once the line is empty, save what is typed or ticked and what was refused before, then go on."""
        self.desk.queue(partial(self.keep, partial(self.desk.retry, then)))

    def do_grade(self) -> None:
        """Noted, estimated, measured with an instrument: the next one."""
        slot = self.slot
        if slot is None or slot.question.type not in cards.FIGURES:
            self.say(_("Only a figure is measured, noted or estimated."))
            return
        item = self.session.item(slot.path)
        if self.dirty or item.state is not State.ANSWERED:
            self.graded = _GRADES.get(self.graded, "noted")
            self.refresh_card()
            return
        grade: Any = _GRADES.get(item.grade or "", "noted")

        def shown() -> None:
            self.renew()
            self.view.echo_answer(slot.path)

        self.desk.put(lambda: self.session.answer(slot.path, item.value, grade=grade), shown)

    def do_clear(self, then: Any = None) -> None:
        """Take the answer away, and stop the stopwatch."""
        slot = self.slot
        if slot is None or not slot.is_asked:
            return

        def cleared() -> None:
            self.renew()
            told = _("{label}: answer taken away · {key} undo")
            self.say(told.format(label=slot.label, key=actions.key("walk.undo")))
            if then is not None:
                then()

        self.desk.put(lambda: self.session.clear(slot.path), cleared)
