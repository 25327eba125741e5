"""The card of the walk on the screen: built once, shown anew at each change, moved from question to question.

How it is answered is the walk's matter (`walk`); how it looks is drawn by `walk_view`.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.geometry import Offset
from textual.timer import Timer
from textual.widgets import Input

from audit_tui.model.audit import State
from audit_tui.rules.routing import Slot
from audit_tui.tui import actions, cards
from audit_tui.tui.desk import Desk, Saved, Step
from audit_tui.tui.kept_words import put_back_words
from audit_tui.tui.screens.base import TYPING_TOLD_AFTER, BaseScreen
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.bars import TooSmall
from audit_tui.tui.widgets.field import CardField
from audit_tui.tui.widgets.page import Page

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk_asks import Asks
    from audit_tui.tui.screens.walk_view import WalkView

_REMEMBER_AFTER = 0.5


class CardScreen(BaseScreen):
    """One audit as a card: where it is, what it shows, and what is typed on it and not yet saved."""

    BLANK = True  # the page covers all of it
    view: WalkView
    """Draws it; the walk that answers sets it, as it does what follows."""
    asks: Asks
    """What it asks in boxes; the walk that answers sets it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        # At once, not when it is mounted: a box over it may be mounted first.
        desk.postbox, desk.changed = self, self.refresh_card
        self.session = desk.session
        self.page = Page(id="walk-page")
        self.echo, self.echo_tone = "", ""
        self.digits = cards.Digits()
        self.ticks: list[str] = []
        """Values ticked on the card of a multi question, saved by Enter or when moving on."""
        self.graded = "noted"
        """How a figure that is typed on the card came about: noted, estimated or measured."""
        self.follow_up = False
        """Whether the card asks for what a failed answer demands."""
        self.seen: set[str] = set()
        """Texts and repeats that were passed, so that the walk does not stop at them again."""
        self.enough: set[str] = set()
        """Repeats of which the auditor said that no more are wanted."""
        self._shown: str | None = None
        self._kept = ""
        """What the field held when the card was shown."""
        self._offered = ""
        """What the field offers to be confirmed, such as the present time."""
        self._remember: asyncio.TimerHandle | None = None
        self._typing: Timer | None = None
        self._trail: list[str] = []
        """Where the walk was before each jump."""

    # -- building -------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield self.page
        yield TooSmall()

    def on_mount(self) -> None:
        self.refresh_card()

    def _show_keys(self, *, count: bool) -> None:
        super()._show_keys(count=count)
        self.page.cover(covered=not count)

    def on_unmount(self) -> None:
        self._forget_to_remember()
        self.desk.postbox, self.desk.changed = None, lambda: None
        self.desk.close()

    def on_resize(self) -> None:
        self.call_after_refresh(self.refresh_card)

    @property
    def slot(self) -> Slot | None:
        """The card's slot."""
        cursor = self.session.cursor
        return self.session.slot(cursor) if cursor else None

    @property
    def field(self) -> CardField:
        return self.page.field

    # -- moving ---------------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether the card holds something typed or ticked that is not saved."""
        slot = self.slot
        if slot is None or self.follow_up or self.desk.readonly or not self.session.is_open:
            return False
        manner = cards.manner(slot.question)
        if manner == "field":
            typed = self.field.value.strip()
            return typed != self._kept and not (self._offered and typed == self._offered)
        if manner == "tick":
            return sorted(self.ticks) != sorted(self.session.item(slot.path).value or [])
        return False

    @abstractmethod
    def keep(self, then: Step) -> None:
        """Save what is typed or ticked, then go on; where it does not fit, stay and say why."""

    @abstractmethod
    def clockwork(self) -> None:
        """Let the shown time run while, and only while, a stopwatch runs."""

    def go(self, path: str | None) -> None:
        """Jump to the card of `path`; `b` leads back."""

        def jump() -> None:
            if path != self.session.cursor:
                self.leave_a_mark()
            self._go(str(path))

        if path is not None:
            self.keep(jump)

    def leave_a_mark(self) -> None:
        """Remember where the walk is before it jumps away."""
        if self.session.cursor is not None:
            self._trail = [*self._trail[-49:], self.session.cursor]

    def do_back(self) -> None:
        """Go to where the walk was before the last jump, and from there to the one before that."""
        while self._trail:
            path = self._trail.pop()
            if path != self.session.cursor and self.session.visible(path) is not None:
                self.keep(partial(self._go, path))
                return
        self.say(_("There was no jump to come back from."))

    def _go(self, path: str) -> None:
        self.session.move_to(path)
        self.follow_up = False
        self.refresh_card()
        self.remember_soon()

    def step(self, by: int) -> None:
        def move() -> None:
            before = self.session.cursor
            if before is not None:
                self.seen.add(before)
            self.session.step(by)
            if self.session.cursor == before:
                self.say(_("This is the last question.") if by > 0 else _("This is the first question."))
                return
            self.follow_up = False
            self.refresh_card()
            self.remember_soon()

        self.keep(move)

    def advance(self, after: str) -> None:
        """Go to the next card that wants something: an open question, a text to read, an empty repeat."""
        self.follow_up = False
        slots, at = self.session.slots, self.session.place_of(after)
        more = self._one_more_after(slots[at]) if at is not None else None
        for slot in slots[0 if at is None else at + 1 :]:
            if more is not None and not slot.path.startswith(f"{more}/"):
                break
            if self._wants(slot):
                self._go(slot.path)
                return
        if more is not None:
            self._go(more)
            return
        target = self.session.next_open(after)
        if target is not None and target != after:
            self._go(target)
            return
        self._shown = None
        if target is None:
            told = _("Everything is answered. {summary} shows the summary, {finish} finishes.")
            keys = {"summary": actions.key("walk.summary"), "finish": actions.key("walk.finish")}
            self.say(told.format(**keys), "good")
        self.refresh_card()

    def _one_more_after(self, slot: Slot) -> str | None:
        """The repeat that this question belongs to, where there may be one more of it and nobody said enough."""
        if slot.repeat is None or slot.instance is None:
            return None
        head = slot.path.rsplit("/", 2)[0]
        count = len(self.session.record.projection.instances.get(head, ()))
        return head if count < slot.repeat.max_count and head not in self.enough else None

    def _wants(self, slot: Slot) -> bool:
        if slot.is_asked:
            return self.session.state(slot.path) is State.OPEN
        if slot.question.type == "repeat":
            instances = self.session.record.projection.instances.get(slot.path)
            return slot.required or (not instances and slot.path not in self.seen)
        return slot.question.type == "info" and slot.path not in self.seen

    # -- showing --------------------------------------------------------------------------------------

    def say(self, words: str, tone: str = "") -> None:
        """Put words on the status line until something else happens."""
        self.echo, self.echo_tone = words, tone
        self.refresh_card()

    def refresh_card(self) -> None:
        """Show everything as it is now; the typed text is only replaced when the card changes."""
        if not self.is_attached or self.desk.settling:
            return
        slot = self.slot
        if slot is not None and slot.path != self._shown:
            if self._shown is not None:
                # Whoever leaves a card has saved what was typed on it.
                self.desk.forget(f"card:{self._shown}")
            self._shown = slot.path
            self.digits = cards.Digits()
            item = self.session.item(slot.path)
            self.graded = "estimated" if item.grade == "estimated" else "noted"
            self.ticks = list(item.value) if isinstance(item.value, list) else []
            self._kept = self.view.field_text(slot)
            self._offered = self._offer(slot)
            taken_up = self._take_up(slot)
            if cards.manner(slot.question) == "field":
                self._fill_field(slot.question, taken_up or self._kept or self._offered)
        self.clockwork()
        self.page.show(self.view.picture())
        self.view.outline(self.page.outline)
        self.focus_card()

    def _fill_field(self, question: Any, shown: str) -> None:
        """Put into the field what is kept or offered, for another question than before."""
        with self.prevent(Input.Changed):
            self.field.placeholder = cards.field_hint(question)
            self.field.wraps = question.type in ("text", "signature")
            self.field.max_length = cards.limit_of(question)
            self.field.value = shown
            if self.field.wraps:
                self.field.cursor_position = len(shown)
            else:
                # A figure or a date is typed anew rather than changed within.
                self.field.select_all()

    def _take_up(self, slot: Slot) -> str:
        """What was being typed or ticked on this card when the program ended; ticks are ticked again."""
        half = self.desk.half_typed(f"card:{slot.path}")
        if half is None or self.desk.readonly or not self.session.is_open:
            return ""
        manner, text = cards.manner(slot.question), half.text
        if manner == "tick" and isinstance(text, list):
            known = {choice.id for choice in getattr(slot.question, "choices", ())}
            self.ticks = [each for each in text if each in known]
        elif manner != "field" or not isinstance(text, str) or text == self._kept:
            self.desk.forget(f"card:{slot.path}")
            return ""
        self.echo, self.echo_tone = put_back_words(half, self.desk.clock), "wait"
        return text if isinstance(text, str) else ""

    def typed_on(self) -> None:
        """Something was typed or ticked on the card; soon it is kept until it is saved."""
        if self._typing is None:
            self._typing = self.set_timer(TYPING_TOLD_AFTER, self.tell_typing)

    def tell_typing(self) -> None:
        """Keep what stands on the card and is not saved."""
        slot, self._typing = self.slot, None
        if slot is None or self._shown != slot.path:
            return
        if self.dirty:
            by_tick = cards.manner(slot.question) == "tick"
            self.desk.keep_typing(f"card:{slot.path}", list(self.ticks) if by_tick else self.field.value)
        else:
            self.desk.forget(f"card:{slot.path}")

    def _offer(self, slot: Slot) -> str:
        if (
            getattr(slot.question, "default", None) != "now"
            or self.session.state(slot.path) is not State.OPEN
        ):
            return ""
        return self.asks.now(slot.question.type)

    def on_card_field_grown(self, event: CardField.Grown) -> None:
        event.stop()
        self.page.redraw()

    @property
    def spot(self) -> Offset:
        """Where the terminal's cursor stands while nothing is typed: at the question."""
        return self.page.spot

    def focus_card(self) -> None:
        """Put the focus where typing belongs on this card, unless the person moved it to the outline."""
        outline, wanted = self.page.outline, self.field if self.field.display else None
        if self.app.screen is self and not (self.focused is outline and outline.display):
            self.set_focus(wanted)

    def renew(self) -> None:
        """Fill the field and the ticks anew from what is saved, when the card is next shown."""
        self._shown = None
        if self.session.cursor is not None:
            self.desk.forget(f"card:{self.session.cursor}")

    @property
    def offers(self) -> bool:
        """Whether the field holds what the card offers, to be confirmed by Enter."""
        return bool(self._offered) and self.field.value.strip() == self._offered

    def remember_soon(self) -> None:
        """Keep the place a moment after the last move."""
        self._forget_to_remember()
        # Each key does this: a timer of Textual's would be a task of its own.
        self._remember = asyncio.get_running_loop().call_later(_REMEMBER_AFTER, self.desk.remember)

    def _forget_to_remember(self) -> None:
        if self._remember is not None:
            self._remember.cancel()

    def leave(self) -> None:
        """Let go of the audit and go home, which then shows it as it is."""
        self._forget_to_remember()
        self.desk.changed = lambda: None
        self.desk.close()
        self.dismiss(None)

    def on_saved(self, event: Saved) -> None:
        event.stop()
        event.desk.settle(event.outcome)

    def on_screen_resume(self) -> None:
        self.refresh_card()
