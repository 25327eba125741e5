"""The walk: one question card updated in place, answered by keys, one saved answer after another.

Keys are looked at here before any widget sees them, so that what is typed while an answer is being saved
waits in line. Nothing is shown as saved before the store said so.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType

from audit_tui.tui import actions
from audit_tui.tui.desk import Desk
from audit_tui.tui.last_time import LastTimes
from audit_tui.tui.newer import Newer
from audit_tui.tui.screens.walk_asks import Asks
from audit_tui.tui.screens.walk_time import TimedScreen
from audit_tui.tui.screens.walk_view import WalkView
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.card import Choices
from audit_tui.tui.widgets.field import CardField
from audit_tui.tui.widgets.lines import Lines
from audit_tui.tui.words import failed_paths

_EVERYWHERE = {"ctrl+q", "ctrl+p", "ctrl+c", "f1"}
_LOOKING = {
    "digits",
    "yes_no",
    "confirm",
    "next",
    "previous",
    "next_open",
    "next_failed",
    "next_flagged",
    "back",
    "outline",
    "search",
    "summary",
    "report",
    "leave",
    "lock",
    "read_on",
    "read_back",
    "history",
    "standard",
    "feedback",
    "retry",
}
"""What can be done with an audit that can only be read."""
_ONCE = {
    "undo",
    "redo",
    "flag",
    "clear",
    "grade",
    "not_applicable",
    "not_observed",
    "time",
    "count",
    "still_so",
    "owe_photo",
}
_LIST_KEYS = {"up", "down", "pageup", "pagedown", "home", "end", "enter"}


class WalkScreen(TimedScreen):
    """One audit, question by question. Its result is None; the audit is let go of when it closes."""

    SCOPE = "walk"
    CSS_PATH = "walk.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("walk")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view, self.asks = WalkView(self), Asks(self)
        self._newer = Newer(self)
        self.last_times = LastTimes(self)

    def on_mount(self) -> None:
        self._newer.look()
        self.last_times.look()

    # -- keys -----------------------------------------------------------------------------------------

    def first_look(self, event: events.Key) -> bool:
        if event.key in _EVERYWHERE:
            return False
        if self.cramped:
            return True
        outline = self.page.outline
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
            if self.counts("enter", event.time):
                self.desk.retry()
        elif slot is None:
            self._command(event)
        elif self.desk.readonly or not self.session.is_open:
            if event.key == "enter":
                self.step(1)
            else:
                self._command(event)
        elif self.follow_up and self.follow_up_key(event):
            return
        elif not self.answering_key(slot, event):
            self._command(event)

    def _command(self, event: events.Key) -> None:
        name = actions.by_key("walk").get(event.key) or actions.by_key("app").get(event.key)
        if name is None:
            return
        if name in _ONCE and not self.counts(event.key, event.time):
            return
        self._do(name)

    def invoke(self, name: str) -> None:
        """Do what the registry calls `name`, when everything asked for before it is done."""
        self.desk.queue(partial(self._do, name))

    def _do(self, name: str) -> None:
        remarking = name == "note" and self.desk.remarks is not None
        if (self.desk.readonly or not self.session.is_open) and f"walk.{name}" in _CHANGING and not remarking:
            self.say(
                _("This audit can only be read: {why}").format(why=self.desk.readonly or _("it is closed.")),
                "bad",
            )
            return
        super().invoke(name)

    def on_card_field_too_long(self, event: CardField.TooLong) -> None:
        event.stop()
        told = _("Not pasted: it is {length} characters long, and {room} more fit here.")
        self.say(told.format(length=event.length, room=event.room), "bad")

    def on_paste(self, event: events.Paste) -> None:
        """Something was pasted on a card without a field; one with a field takes it itself."""
        event.stop()
        if event.text.strip() and not self.field.display:
            told = _("Nothing is typed on this card; {key} opens a note, and there it can be pasted.")
            self.say(told.format(key=actions.key("walk.note")))

    # -- getting about --------------------------------------------------------------------------------

    def do_next(self) -> None:
        self.step(1)

    def do_previous(self) -> None:
        self.step(-1)

    def do_read_on(self) -> None:
        self.page.scroll("text", 3)

    def do_read_back(self) -> None:
        self.page.scroll("text", -3)

    def do_next_open(self) -> None:
        target = self.session.next_open(self.session.cursor)
        if target is None:
            told = _("No question is open. {summary} shows the summary, {finish} finishes.")
            keys = {"summary": actions.key("walk.summary"), "finish": actions.key("walk.finish")}
            self.say(told.format(**keys), "good")
        else:
            self.go(target)

    def do_next_failed(self) -> None:
        failed = failed_paths(self.session)
        self._to_next(
            [slot.path for slot in self.session.slots if slot.path in failed], _("No question failed.")
        )

    def do_next_flagged(self) -> None:
        flagged = [slot.path for slot in self.session.slots if self.session.item(slot.path).flagged]
        self._to_next(flagged, _("No question is flagged."))

    def _to_next(self, paths: list[str], none: str) -> None:
        """Go to the next of `paths` after the card, and round."""
        order = {slot.path: at for at, slot in enumerate(self.session.slots)}
        here = order.get(self.session.cursor or "", -1)
        target = next((path for path in paths if order[path] > here), paths[0] if paths else None)
        if target is None:
            self.say(none)
        elif target == self.session.cursor:
            self.say(_("This is the only one."))
        else:
            self.go(target)

    def do_outline(self) -> None:
        outline = self.page.outline
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

    def do_standard(self) -> None:
        self.asks.standard()

    def do_summary(self) -> None:
        self.keep(self.asks.summary)

    # -- around the answer ----------------------------------------------------------------------------

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

    def do_owe_photo(self) -> None:
        self.asks.owe_photo()

    def do_inbox(self) -> None:
        self.keep(self.asks.inbox)

    def do_action(self) -> None:
        self.asks.action()

    def do_still_so(self) -> None:
        self.last_times.still_so()

    def do_flag(self) -> None:
        slot = self.slot
        if slot is None or not slot.is_asked:
            return
        on = not self.session.item(slot.path).flagged
        words = _("Flagged: {key} lists it.").format(key=actions.key("walk.summary"))
        words = words if on else _("No longer flagged.")
        self.desk.put(lambda: self.session.flag(slot.path, on), partial(self.say, words))

    def do_jot(self) -> None:
        self.asks.jot()

    def do_feedback(self) -> None:
        self.asks.feedback()

    # -- taking back and saying again -----------------------------------------------------------------

    def do_undo(self) -> None:
        if self.dirty:
            self.renew()
            self.say(_("What was typed and not confirmed is taken back."))
            self.refresh_card()
            return
        self._reach_back(self.session.undo, _("There is nothing to undo."), redone=False)

    def do_redo(self) -> None:
        self._reach_back(self.session.redo, _("There is nothing to do again."), redone=True)

    def _reach_back(self, propose: Any, nothing: str, *, redone: bool) -> None:
        changed: list[Any] = []

        def make() -> Any:
            change = propose()
            if change is not None:
                changed.append(change.events[0])
            return change

        def shown() -> None:
            if not changed:
                self.say(nothing)
                return
            self.renew()
            self.follow_up = False
            place = self.view.echo_step(changed[0], redone=redone)
            if place != self.session.cursor:
                self.leave_a_mark()
            self.session.move_to(place)
            self.remember_soon()

        self.desk.put(make, shown)

    # -- the audit ------------------------------------------------------------------------------------

    def do_newer(self) -> None:
        self.keep(self._newer.ask)

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

    # -- the mouse ------------------------------------------------------------------------------------

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        if not self.desk.readonly and self.session.is_open:
            self.desk.queue(partial(self.pick, event.option))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.set_focus(None)
        self.desk.queue(partial(self.go, event.key))


_CHANGING = {action.id for action in actions.of("walk") if action.name not in _LOOKING}
