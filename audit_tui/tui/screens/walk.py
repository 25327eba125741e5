"""The walk: one question card updated in place, answered by keys, one saved answer after another.

Keys are looked at here before any widget sees them, so that what is typed while an answer is being saved
waits in line. Nothing is shown as saved before the store said so.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.widgets import Input

from audit_tui.model.audit import State
from audit_tui.rules.routing import Slot
from audit_tui.tui import actions, cards
from audit_tui.tui.desk import Desk
from audit_tui.tui.guard import Bounce
from audit_tui.tui.keyboard import latin
from audit_tui.tui.newer import Newer
from audit_tui.tui.screens.walk_asks import Asks
from audit_tui.tui.screens.walk_card import CardScreen
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.card import Choices
from audit_tui.tui.widgets.lines import Lines

_EVERYWHERE = {"ctrl+q", "ctrl+p", "ctrl+c", "f1"}
_LOOKING = {"next", "previous", "next_open", "outline", "search", "summary", "report", "leave"} | {
    "read_on",
    "read_back",
    "history",
    "standard",
    "feedback",
    "retry",
}
"""What can be done with an audit that can only be read."""
_ONCE = {"undo", "flag", "clear", "grade", "not_applicable", "not_observed"}
_LIST_KEYS = {"up", "down", "pageup", "pagedown", "home", "end", "enter"}
_FIELD_KEYS = {
    "backspace": "delete_left",
    "delete": "delete_right",
    "left": "cursor_left",
    "right": "cursor_right",
    "home": "home",
    "end": "end",
    "ctrl+w": "delete_left_word",
}


class WalkScreen(CardScreen):
    """One audit, question by question. Its result is None; the audit is let go of when it closes."""

    SCOPE = "walk"
    CSS_PATH = "walk.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("walk")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.asks = Asks(self)
        self._newer = Newer(self)
        self._bounce = Bounce()

    def on_mount(self) -> None:
        self._newer.look()

    # -- keys -----------------------------------------------------------------------------------------

    def first_look(self, event: events.Key) -> bool:
        if event.key in _EVERYWHERE:
            return False
        if self.cramped:
            return True
        outline = self.query_one("#walk-outline", Lines)
        if self.focused is outline and outline.display:
            if event.key == "escape":
                self.set_focus(None)
                self.focus_card()
                return True
            if event.key in _LIST_KEYS:
                return False
        self.desk.queue(partial(self._key, event))
        return True

    def _key(self, event: events.Key) -> None:
        if self.app.screen is not self:
            # It was typed for the box that the key before it opened.
            self.app.post_message(event)
            return
        slot = self.slot
        if event.key == "enter" and self.desk.unsaved and not self.dirty and not self.digits.typed:
            if self._bounce.counts("enter", event.time):
                self.desk.retry()
        elif slot is None:
            self._command(event)
        elif self.desk.readonly or not self.session.is_open:
            if event.key == "enter":
                self.step(1)
            else:
                self._command(event)
        elif self.follow_up and self._follow_up_key(event):
            return
        elif not self._answering_key(slot, event):
            self._command(event)

    def _command(self, event: events.Key) -> None:
        name = actions.by_key("walk").get(event.key) or actions.by_key("app").get(event.key)
        if name is None:
            return
        if name in _ONCE and not self._bounce.counts(event.key, event.time):
            return
        self._do(name)

    def invoke(self, name: str) -> None:
        """Do what the registry calls `name`, when everything asked for before it is done."""
        self.desk.queue(partial(self._do, name))

    def _do(self, name: str) -> None:
        if (self.desk.readonly or not self.session.is_open) and f"walk.{name}" in _CHANGING:
            self.say(
                _("This audit can only be read: {why}").format(why=self.desk.readonly or _("it is closed.")),
                "bad",
            )
            return
        super().invoke(name)

    def _answering_key(self, slot: Slot, event: events.Key) -> bool:
        """What a key means as an answer on this card; False where it is none."""
        manner, character = cards.manner(slot.question), event.character or ""
        if event.key == "enter":
            if self._bounce.counts("enter", event.time):
                self._enter(slot)
            return True
        if manner == "field":
            return self._field_key(slot, event, character)
        if character.isdigit():
            if self._bounce.counts(event.key, event.time):
                self._digit(slot, character)
            return True
        if slot.question.type == "yes_no" and latin(character) in ("y", "Y", "n", "N"):
            if self._bounce.counts(event.key, event.time):
                self.answer("yes" if latin(character) in "yY" else "no")
            return True
        if manner == "repeat" and event.key in ("delete", "backspace"):
            self.asks.remove_instance(slot)
            return True
        return manner == "tick" and event.key == "space"

    def _field_key(self, slot: Slot, event: events.Key, character: str) -> bool:
        kind, field = slot.question.type, self.field
        if kind in ("count", "stopwatch") and (event.key == "space" or latin(character) == "c"):
            if self._bounce.counts("count", event.time):
                self._count(slot)
            return True
        if kind in ("date", "time", "datetime") and latin(character) in ("n", "N"):
            field.value = self.asks.now(kind)
            field.cursor_position = len(field.value)
            return True
        if event.key in _FIELD_KEYS:
            getattr(field, f"action_{_FIELD_KEYS[event.key]}")()
            return True
        if event.is_printable and character and cards.takes(slot.question, character):
            self._type(field, character)
            return True
        return False

    def _type(self, field: Input, character: str) -> None:
        if field.selection.is_empty:
            field.insert_text_at_cursor(character)
        else:
            field.replace(character, *sorted(field.selection))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()

    # -- answering ------------------------------------------------------------------------------------

    def _digit(self, slot: Slot, digit: str) -> None:
        manner = cards.manner(slot.question)
        if manner == "repeat":
            self.asks.instance(slot, int(digit))
        elif manner == "attach":
            if digit == "0":
                self.do_not_applicable()
            elif digit == "1":
                self.do_evidence()
        elif manner == "write":
            if digit == "0":
                self.do_not_applicable()
            else:
                self.asks.write_text(slot)
        elif manner in ("choose", "tick"):
            self._choose(slot, digit)

    def _choose(self, slot: Slot, digit: str) -> None:
        offered = cards.options(self.session.checklist(slot.checklist), slot.question)
        if digit == "0" and not self.digits.typed and not any(option.code == "0" for option in offered):
            self.do_not_applicable()
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
        elif cards.manner(slot.question) == "tick":
            self.ticks = (
                [v for v in self.ticks if v != option.value]
                if option.value in self.ticks
                else [*self.ticks, option.value]
            )
            self.desk.problem = ""
            self.echo = ""
            self.view.answer()
        else:
            self.answer(option.value)

    def _enter(self, slot: Slot) -> None:
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
            self.do_evidence()
        else:
            self.seen.add(slot.path)
            self.advance(slot.path)

    def _confirm_field(self, slot: Slot, then: Any = None) -> None:
        typed = self.field.value.strip()
        if not typed:
            self.do_clear(then)
            return
        measured = slot.question.type in ("number", "count", "stopwatch")
        grade = ("estimated" if self.estimated else "noted") if measured else None
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
            lambda: self.session.answer(slot.path, raw, grade=grade),
            then or partial(self.answered, slot.path),
        )

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

    def _count(self, slot: Slot) -> None:
        path = slot.path
        if slot.question.type == "stopwatch":
            if self.session.elapsed(path) is None:
                self.desk.put(lambda: self.session.start_timer(path))
                self.say(_("The stopwatch runs. Space stops it."))
            else:
                self.desk.put(lambda: self.session.stop_timer(path), partial(self._measured, path))
            return
        value = self.session.item(path).value
        so_far = int(value) if isinstance(value, str) and value.isdigit() else 0
        if self.dirty and self.field.value.isdigit():
            so_far = int(self.field.value)
        self.desk.put(
            lambda: self.session.answer(path, str(so_far + 1), grade="measured"), partial(self._counted, path)
        )

    def _counted(self, path: str) -> None:
        self.renew()
        self.view.echo_answer(path)

    def _measured(self, path: str) -> None:
        self.renew()
        self.view.echo_answer(path)
        self.follow_up = bool(self.asks.debts(path))

    def _follow_up_key(self, event: events.Key) -> bool:
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
        if event.character and event.character.isdigit():
            at = int(event.character) - 1
            if 0 <= at < len(wanted) and self._bounce.counts(event.key, event.time):
                self.asks.settle_debt(wanted[at])
            return True
        return False

    def keep(self, then: Any) -> None:
        """Save what is typed or ticked, then go on; where it does not fit, stay and say why."""
        slot = self.slot
        if slot is None or not self.dirty:
            then()
        elif cards.manner(slot.question) == "tick":
            self.answer(list(self.ticks), then=then)
        else:
            self._confirm_field(slot, then)

    # -- actions of the registry ----------------------------------------------------------------------

    def do_next(self) -> None:
        self.step(1)

    def do_previous(self) -> None:
        self.step(-1)

    def do_read_on(self) -> None:
        self.view.scroll(3)

    def do_read_back(self) -> None:
        self.view.scroll(-3)

    def do_next_open(self) -> None:
        target = self.session.next_open(self.session.cursor)
        if target is None:
            self.say(_("No question is open. F6 shows the summary, F10 finishes."), "good")
        else:
            self.go(target)

    def do_not_applicable(self) -> None:
        self.asks.not_applicable()

    def do_not_observed(self) -> None:
        self.asks.not_observed()

    def do_note(self) -> None:
        self.asks.note(private=False)

    def do_private_note(self) -> None:
        self.asks.note(private=True)

    def do_evidence(self) -> None:
        self.asks.evidence()

    def do_action(self) -> None:
        self.asks.action()

    def do_flag(self) -> None:
        slot = self.slot
        if slot is None or not slot.is_asked:
            return
        on = not self.session.item(slot.path).flagged
        words = _("Flagged: F6 lists it.") if on else _("No longer flagged.")
        self.desk.put(lambda: self.session.flag(slot.path, on), partial(self.say, words))

    def do_grade(self) -> None:
        slot = self.slot
        if slot is None or slot.question.type not in ("number", "count", "stopwatch"):
            return
        item = self.session.item(slot.path)
        if self.dirty or item.state is not State.ANSWERED:
            self.estimated = not self.estimated
            self.view.answer()
            return
        grade: Any = "noted" if item.grade == "estimated" else "estimated"

        def shown() -> None:
            self.renew()
            self.view.echo_answer(slot.path)

        self.desk.put(lambda: self.session.answer(slot.path, item.value, grade=grade), shown)

    def do_clear(self, then: Any = None) -> None:
        slot = self.slot
        if slot is None or not slot.is_asked:
            return

        def cleared() -> None:
            self.renew()
            self.say(_("{label}: answer taken away · F8 undo").format(label=slot.label))
            if then is not None:
                then()

        self.desk.put(lambda: self.session.clear(slot.path), cleared)

    def keep_and(self, then: Any) -> None:
        """Once the line is empty, save what is typed or ticked and what was refused before, then go on."""
        self.desk.queue(partial(self.keep, partial(self.desk.retry, then)))

    def do_undo(self) -> None:
        if self.dirty:
            self.renew()
            self.say(_("What was typed and not confirmed is taken back."))
            self.refresh_card()
            return
        changed: list[str] = []

        def make() -> Any:
            change = self.session.undo()
            if change is not None:
                changed.append(change.events[-1].path)
            return change

        def undone() -> None:
            if not changed:
                self.say(_("There is nothing to undo."))
                return
            self.renew()
            self.follow_up = False
            self.session.move_to(changed[0])
            self.view.echo_undo(changed[0])
            self.remember_soon()

        self.desk.put(make, undone)

    def do_outline(self) -> None:
        outline = self.query_one("#walk-outline", Lines)
        if outline.display:
            if self.focused is outline:
                self.set_focus(None)
                self.focus_card()
            else:
                outline.put_cursor(self.session.cursor)
                outline.focus()
            return
        self.asks.outline()

    def do_search(self) -> None:
        self.asks.search()

    def do_history(self) -> None:
        self.asks.history()

    def do_newer(self) -> None:
        self.keep(self._newer.ask)

    def do_feedback(self) -> None:
        self.asks.feedback()

    def do_standard(self) -> None:
        self.asks.standard()

    def do_summary(self) -> None:
        self.keep(self.asks.summary)

    def do_finish(self) -> None:
        self.keep(self.asks.finish)

    def do_report(self) -> None:
        self.asks.report()

    def do_leave(self) -> None:
        if self.desk.unsaved:
            self.asks.leave_unsaved()
        else:
            self.keep(self.leave)

    def do_retry(self) -> None:
        """Save what was refused; of an audit that can only be read, see whether it can be changed by now."""
        if self.desk.unsaved:
            self.desk.retry()
        elif self.desk.readonly:
            self.asks.take_over()
        else:
            self.say(_("Everything is saved."), "good")

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        if not self.desk.readonly and self.session.is_open:
            self.desk.queue(partial(self.pick, event.option))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.set_focus(None)
        self.desk.queue(partial(self.go, event.key))


_CHANGING = {action.id for action in actions.of("walk") if action.name not in _LOOKING}
