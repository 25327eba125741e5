"""The app: opens home, keeps the workspace at hand, and shows each screen when it is asked for.

Holds no screen's work. Screens are imported when they are first shown, so that home is there at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.geometry import Offset
from textual.screen import Screen

from audit_tui import collecting
from audit_tui.clock import Clock
from audit_tui.errors import AuditError
from audit_tui.i18n import system_language
from audit_tui.preferences import Preferences
from audit_tui.store.catalogue import Catalogue
from audit_tui.store.rows import rows_of
from audit_tui.tui import actions
from audit_tui.tui.actions.remap import consistent
from audit_tui.tui.curtain import Curtain
from audit_tui.tui.following import cursor_place
from audit_tui.tui.glyphs import encoding, is_poor, use_plain
from audit_tui.tui.guard import PlainFilter, SteeringFilter
from audit_tui.tui.talk import LANGUAGES, _, language, speak, suggest
from audit_tui.tui.themes import LOOKS, THEMES, theme_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from audit_tui.store.audits import AuditStore
    from audit_tui.store.catalogue import Progress, Row
    from audit_tui.store.due import Erasable
    from audit_tui.store.preferences import PreferenceFile
    from audit_tui.store.registry import Registry
    from audit_tui.store.workspace import Workspace

_LONGEST_KEEPING = 1.5
"""Seconds for saving what is half typed when the program is told to end."""

KEYPAD = {
    **{digit: digit for digit in "0123456789"},
    "decimal": ".",
    "divide": "/",
    "multiply": "*",
    "subtract": "-",
    "add": "+",
}
"""What keys of the numeric keypad write, where a terminal tells the key but not the character."""


def _home() -> Screen[Any]:
    from audit_tui.tui.screens.home import HomeScreen

    return HomeScreen()


class AuditApp(App[None]):
    """The terminal app over one workspace."""

    TITLE = "audit-tui"
    CSS_PATH = "screens/base.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    # Home is the screen to begin with: a blank one below it would be built, painted and never seen.
    DEFAULT_MODE = "home"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {"home": _home}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "", show=False, priority=True),
        *actions.bindings("app"),
    ]

    def __init__(self, workspace: Workspace, clock: Clock, kept: PreferenceFile | None = None) -> None:
        """`kept` is where the person's preferences lie; without it they last as long as the app."""
        super().__init__()
        self._kept = kept
        self.preferences = Preferences() if kept is None else kept.read()
        """How the person at the keyboard likes it."""
        self.workspace = workspace
        self.clock = clock
        self.run_id = clock.token(8).hex()
        """Names this run of the program in the record."""
        self._catalogue = Catalogue(workspace)
        self._store: AuditStore | None = None
        self._people_and_sites: Registry | None = None
        self.erasable: dict[str, Erasable] = {}
        """What could be erased of each audit, as far as it was looked at in this run."""
        self._quitting = False
        self._code, self._gone = 0, False
        self.curtain = Curtain(self)
        # Textual chose grey for NO_COLOR before our theme was known; no colour at all is meant.
        self._filters = [NoColor() if isinstance(one, Monochrome) else one for one in self._filters]
        self._filters.append(SteeringFilter())
        self._filters.append(PlainFilter(letters="utf" not in encoding().lower()))
        for theme in THEMES:
            self.register_theme(theme)
        self.animation_level = "none"
        self.obey()

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor stands after each painting."""
        return cursor_place(self.screen) if self.screen_stack else Offset(0, 0)

    @cursor_position.setter
    def cursor_position(self, _where: Offset) -> None:
        """A field tells where its cursor is; it is asked for that when it matters."""

    @property
    def failure(self) -> Exception | None:
        """The mistake in the program that closed the app, if there was one."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual would print a traceback with local values, names of people among them, on the terminal.
        self._close_messages_no_wait()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # Nothing of an audit reaches the terminal while it is hidden, whatever goes on behind.
        if not self.curtain.drawn:
            super()._display(screen, renderable)

    @property
    def store(self) -> AuditStore:
        if self._store is None:
            from audit_tui.store.audits import AuditStore

            self._store = AuditStore(self.workspace, self.clock, self._catalogue)
        return self._store

    def rows(self, progress: Progress | None = None) -> list[Row]:
        """One row for every audit, the last changed first; `progress` is told how many files were read of how many."""
        return rows_of(self.workspace, self.clock, catalogue=self._catalogue, progress=progress)

    @property
    def registry(self) -> Registry:
        if self._people_and_sites is None:
            from audit_tui.store.registry import Registry

            self._people_and_sites = Registry(self.workspace, self.clock)
        return self._people_and_sites

    def on_mount(self) -> None:
        self.call_after_refresh(collecting.resume)
        if self.can_unlock:
            self.do_unlock()

    @property
    def can_unlock(self) -> bool:
        """Whether the workspace is encrypted and its key was not given yet."""
        vault = self.workspace.vault
        return vault.locked and vault.stage not in ("missing", "damaged")

    def do_unlock(self) -> None:
        from audit_tui.tui.screens.unlock import UnlockScreen, ask_for_key

        if self.can_unlock and not isinstance(self.screen, UnlockScreen):
            ask_for_key(self)

    def opened(self) -> None:
        """The key of the workspace is here now: everything is read anew."""
        self._begin_anew()
        refresh = getattr(self.screen, "do_refresh", None)
        if refresh is not None:
            refresh()

    async def on_event(self, event: events.Event) -> None:
        """Keys go to the screen first: it may want them in line, or before a field does."""
        if self.curtain.keeps_out(event):
            return
        if isinstance(event, events.Key) and self._screen_stack and not event.is_forwarded:
            if event.character is None:
                event.character = KEYPAD.get(event.key)
            taker = getattr(self.screen, "take_key", None)
            if taker is not None and taker(event):
                return
        await super().on_event(event)

    def action_act(self, name: str) -> None:
        self._invoke(name)

    def _invoke(self, name: str) -> None:
        invoke = getattr(self.screen, "invoke", None)
        if invoke is not None:
            invoke(name)

    def do_help(self) -> None:
        from audit_tui.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(getattr(self.screen, "SCOPE", "")), self._clicked)

    def _clicked(self, name: str | None) -> None:
        """A line of the help was clicked: do it once the screen that it is about is back."""
        if name is not None:
            self.call_after_refresh(self._invoke, name)

    def do_settings(self) -> None:
        from audit_tui.tui.screens.settings import SettingsScreen

        if not any(isinstance(screen, SettingsScreen) for screen in self.screen_stack):
            self.push_screen(SettingsScreen())

    def do_hide(self) -> None:
        """Put the neutral page over everything, or take it away."""
        self.curtain.draw_or_lift()

    def do_palette(self) -> None:
        self.action_command_palette()

    def action_command_palette(self) -> None:
        from audit_tui.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=_("Search for commands…"), id="--command-palette"))

    def set_language(self, code: str) -> None:
        """Speak another language from now on, on the screens that are open as well."""
        if code == language():
            return
        speak(code)
        for screen in self.screen_stack:
            if (retell := getattr(screen, "retell", None)) is not None:
                retell()

    def do_quit(self) -> None:
        self.run_worker(self.action_quit())

    async def action_quit(self) -> None:
        """Leave, but keep first what stands half typed on a card or in an editor; asked twice, leave at once."""
        for screen in self.screen_stack:
            if (tell := getattr(screen, "tell_typing", None)) is not None:
                tell()
        typing = getattr(self.screen, "action_keep", None)
        walk = next((one for one in self.screen_stack if hasattr(one, "keep_and")), None)
        if self._quitting or (typing is None and walk is None):
            self._go()
            return
        self._quitting = True
        if typing is not None:
            typing()
        self.set_timer(0.1, self._quit_from_walk)

    def _quit_from_walk(self) -> None:
        if not self._screen_stack:
            # It has ended meanwhile, asked twice or told by the system.
            return
        if (typing := getattr(self.screen, "action_keep", None)) is not None:
            # A text that is too long asks once whether its end may be cut off.
            typing()
        for screen in self.screen_stack:
            if (keep_and := getattr(screen, "keep_and", None)) is not None:
                keep_and(self._go)
                return
        self._go()

    def leave_on_signal(self, code: int, gone: bool) -> None:
        """Leave as asked from outside, keeping what is half typed; `gone`: there is no terminal any more."""
        self._code, self._gone = code, gone
        self.curtain.drawn = False
        self.do_quit()
        # What does not fit its question keeps nobody here.
        self.set_timer(_LONGEST_KEEPING, self._go)

    def _go(self) -> None:
        if self._gone:
            # Whatever is written to a terminal that is gone would block the program for ever.
            for screen in self.screen_stack:
                if (desk := getattr(screen, "desk", None)) is not None:
                    desk.close()
            os._exit(self._code)
        self.exit(return_code=self._code)

    def switch_workspace(self, workspace: Workspace) -> None:
        """Work in another workspace from now on, beginning at home."""
        self.workspace = workspace
        self._begin_anew()
        self.obey()

    def _begin_anew(self) -> None:
        self._catalogue = Catalogue(self.workspace)
        self._store, self._people_and_sites, self.erasable = None, None, {}

    # -- how the person likes it ----------------------------------------------------------------------

    def obey(self) -> None:
        """Put the preferences into force."""
        liked = self.preferences
        self.theme = theme_of(liked.theme)
        use_plain(liked.signs == "ascii" or (liked.signs == "auto" and is_poor(os.environ, encoding())))
        suggest(liked.language or self.workspace.settings.languages[0])
        self.set_keymap(actions.give(consistent(liked.keys)))

    def prefer(self, **values: Any) -> str:
        """Like something otherwise from now on, and remember it. Answers with what went wrong, in words."""
        fault = ""
        try:
            self.preferences = (
                self.preferences.changed(**values) if self._kept is None else self._kept.change(**values)
            )
        except AuditError as error:
            # It holds for this run even where the disk does not take it.
            self.preferences = self.preferences.changed(**values)
            fault = str(error)
        self.obey()
        if "language" in values:
            first = self.workspace.settings.languages[0]
            self.set_language(values["language"] or system_language(os.environ) or first)
        for screen in self.screen_stack:
            for widget in screen.walk_children(with_self=True):
                widget.refresh()
        return fault

    def set_organisation(self, **values: str | int) -> None:
        """Change what the workspace says of the organisation. AuditError where that cannot be kept."""
        from audit_tui.store.workspace import change_settings

        self.workspace = change_settings(self.workspace, **values)
        self._begin_anew()

    @property
    def unreadable_preferences(self) -> str:
        """What the file of preferences holds that could not be understood, in words; empty where all was."""
        if self._kept is None or not self._kept.faulty:
            return ""
        if "*" in self._kept.faulty:
            return _("Your settings could not be read, so the standard ones hold: {file}").format(
                file=self._kept.path
            )
        return _("These settings could not be understood and are as they came: {names} ({file})").format(
            names=", ".join(self._kept.faulty), file=self._kept.path
        )

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: the actions of the screen, the colours, help and quit."""
        scope = getattr(screen, "SCOPE", "")
        for action in actions.of(scope):
            if not action.by_card:
                keys = " ".join(actions.shown_keys(action))
                yield SystemCommand(
                    f"{_(action.label).capitalize()}  ({keys})",
                    _(action.help),
                    lambda name=action.name: self._invoke(name),
                )
        for action in actions.of("app"):
            if not action.fixed:
                keys = " ".join(actions.shown_keys(action))
                yield SystemCommand(
                    f"{_(action.label).capitalize()}  ({keys})",
                    _(action.help),
                    lambda name=action.name: self._invoke(name),
                )
        for look, label in LOOKS.items():
            yield SystemCommand(_(label), "", lambda look=look: self._prefer(theme=look))
        for code, name in LANGUAGES.items():
            if code != language():
                title = _("Language: {name}").format(name=name)
                # Whoever cannot read the language that is shown finds the word in English.
                title = title if title.startswith("Language") else f"{title} (Language)"
                yield SystemCommand(title, "", lambda code=code: self._prefer(language=code))
        yield SystemCommand(_("Help  (F1)"), _(actions.get("app.help").help), self.do_help)
        yield SystemCommand(_("Quit  (^q)"), _(actions.get("app.quit").help), self.do_quit)

    def _prefer(self, **values: Any) -> None:
        if fault := self.prefer(**values):
            self.notify(fault, severity="error", markup=False)


def run_app(workspace: Workspace, clock: Clock) -> int:
    """Run the app on this terminal until the person leaves; returns the exit code.

    A mistake in the program closes the app and is raised here, once the terminal is as it was before.
    """
    from audit_tui.store.preferences import preference_file
    from audit_tui.tui.ending_signals import obey_signals
    from audit_tui.tui.pasting import guard_pastes

    app = AuditApp(workspace, clock, preference_file(os.environ))
    guard_pastes()
    as_before = obey_signals(app)
    try:
        app.run()
    finally:
        as_before()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


__all__ = ["AuditApp", "run_app"]
