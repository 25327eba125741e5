"""What all screens share: actions from the registry, the key bar, and the word about a window too small."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.timer import Timer

from audit_tui.tui.actions.core import shown
from audit_tui.tui.talk import _
from audit_tui.tui.widgets.bars import KeyBar, TooSmall

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp

WIDTHS = [(0, "-tiny"), (60, "-narrow"), (80, "-normal"), (100, "-wide")]
HEIGHTS = [(0, "-flat"), (20, "-low"), (24, "-tall")]
BOX_WIDTHS = [(0, "-tiny"), (40, "-narrow"), (80, "-normal"), (100, "-wide")]
BOX_HEIGHTS = [(0, "-flat"), (10, "-low"), (24, "-tall")]
TYPING_TOLD_AFTER: Final = 1.0
"""Seconds after the first of some keys when what they typed is looked at, to be kept."""


class _Acting:
    """Runs actions of the registry by their name, and keeps keys that come before the screen is there."""

    SCOPE: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = WIDTHS
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = HEIGHTS
    _settled = False

    def __init__(self) -> None:
        super().__init__()
        self._early: list[events.Key] = []

    @property
    def host(self) -> AuditApp:
        """The app, with its workspace and clock."""
        return cast("AuditApp", self.app)  # type: ignore[attr-defined]

    def invoke(self, name: str) -> None:
        """Do what the registry calls `name`, or what the app does everywhere."""
        method = getattr(self, f"do_{name}", None) or getattr(self.app, f"do_{name}", None)  # type: ignore[attr-defined]
        if method is not None:
            method()

    def action_act(self, name: str) -> None:
        self.invoke(name)

    def take_key(self, event: events.Key) -> bool:
        """Look at a key before any widget does; True where it is dealt with."""
        if not self._settled:
            self._early.append(event)
            return True
        return self.first_look(event)

    def first_look(self, event: events.Key) -> bool:
        """What a screen does with a key before its widgets; True where that is all."""
        return False

    def on_screen_suspend(self) -> None:
        """Under a box the keys of the screen do not count; those of the box stand in it."""
        self._show_keys(count=False)

    def _show_keys(self, *, count: bool) -> None:
        for bar in self.query(KeyBar):  # type: ignore[attr-defined]
            bar.visible = count

    def on_screen_resume(self) -> None:
        self._show_keys(count=True)
        if not self._settled:
            self.call_after_refresh(self._settle)  # type: ignore[attr-defined]

    def _settle(self) -> None:
        """Hand out the keys that were typed while the screen was being built."""
        self._settled = True
        early, self._early = self._early, []
        for event in early:
            if self.app.screen is not self:  # type: ignore[attr-defined]
                self.app.post_message(event)  # type: ignore[attr-defined]
            elif not self.first_look(event):
                (self.app.focused or self)._forward_event(event)

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        self.invoke(event.name)

    def retell(self) -> None:
        """Say everything anew, the language has changed. Screens with words of their own do more."""
        self.refresh(layout=True)  # type: ignore[attr-defined]
        for widget in self.query("*"):  # type: ignore[attr-defined]
            widget.refresh(layout=True)
        for name in ("refresh_card", "do_refresh"):
            if (again := getattr(self, name, None)) is not None:
                again()

    @property
    def cramped(self) -> bool:
        """Whether the window is too small to show anything."""
        return self.has_class("-tiny") or self.has_class("-flat")  # type: ignore[attr-defined, no-any-return]


class BaseScreen(_Acting, Screen[Any]):
    """A full screen."""

    def do_lock(self) -> None:
        """No key and no click counts until the keys are unlocked on purpose."""
        from audit_tui.tui.screens.lock import LockScreen

        walk = next((one for one in reversed(self.app.screen_stack) if hasattr(one, "keep_and")), None)

        def unlocked(_unlocked: object) -> None:
            if (say := getattr(self, "say", None)) is not None:
                say(_("The keys are unlocked."), "good")

        self.app.push_screen(LockScreen(getattr(walk, "session", None)), unlocked)


class _Boxed(_Acting):
    """Boxes can be used in smaller windows than what is behind them."""

    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = BOX_WIDTHS
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = BOX_HEIGHTS


class BaseModal(_Boxed, ModalScreen[Any]):
    """A box over the screen; Esc steps out of it, and so does a click beside it.

    Where it does not fit it says so, and keeps what is typed. F1 tells its keys.
    """

    SCOPE: ClassVar[str] = "box"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "app.act('help')", show=False)]
    typing: Callable[[Any], None] | None = None
    """Told what stands half typed in it, a moment after something was typed."""
    _telling: Timer | None = None

    def half_typed(self) -> Any:
        """What stands in it as it is: a text, or the fields of a form."""
        return ""

    def typed_on(self) -> None:
        """Something was typed: it is told soon, so that a key costs nothing."""
        if self.typing is not None and self._telling is None:
            self._telling = self.set_timer(TYPING_TOLD_AFTER, self.tell_typing)

    def tell_typing(self) -> None:
        """Tell what stands half typed now."""
        self._telling = None
        if self.typing is not None:
            self.typing(self.half_typed())

    def dismiss(self, result: Any = None) -> Any:
        # Whoever opened it knows from now on what becomes of what was typed.
        self.typing = None
        return super().dismiss(result)

    def _settle(self) -> None:
        super()._settle()
        if self.is_attached and not self.query(TooSmall):
            self.mount(TooSmall())

    def on_click(self, event: events.Click) -> None:
        """A click beside the box is Esc; one on its last line is the key that stands there."""
        if not self.is_current:
            return
        widget, region = self.get_widget_at(event.screen_x, event.screen_y)
        if widget is self:
            self._step_out()
        elif widget.has_class("box-keys"):
            told, at = str(widget.render()), event.screen_x - region.x
            begin = told.rfind(" · ", 0, at) + 1
            end = told.find(" · ", max(at, begin))
            part = told[begin : end if end >= 0 else len(told)]
            if "F10" in part:
                self._act_if("action_save")
            elif "Esc" in part:
                self._step_out()
            elif shown("enter") in part:
                self._confirm()

    def _act_if(self, name: str) -> bool:
        method = getattr(self, name, None)
        if method is not None:
            self.call_later(method)
        return method is not None

    def _step_out(self) -> None:
        if not self._act_if("action_keep"):
            self._act_if("action_out")

    def _confirm(self) -> None:
        """What Enter does in the box; the click took the focus away from where the key would go."""
        for widget in self.query("Input,Lines"):
            widget.focus()
            confirm = getattr(widget, "action_submit", None) or getattr(widget, "action_choose", None)
            if confirm is not None:
                self.call_later(confirm)
                return
