"""The app: opens home, keeps the workspace at hand, and shows each screen when it is asked for.

Holds no screen's work. Screens are imported when they are first shown, so that home is there at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.screen import Screen

from audit_tui.clock import Clock
from audit_tui.tui import actions
from audit_tui.tui.guard import SteeringFilter
from audit_tui.tui.talk import LANGUAGES, _, language, later, speak, suggest
from audit_tui.tui.themes import NAMES, THEMES, first_theme

if TYPE_CHECKING:
    from audit_tui.store.audits import AuditStore
    from audit_tui.store.due import Erasable
    from audit_tui.store.registry import Registry
    from audit_tui.store.workspace import Workspace

KEYPAD = {
    **{digit: digit for digit in "0123456789"},
    "decimal": ".",
    "divide": "/",
    "multiply": "*",
    "subtract": "-",
    "add": "+",
}
"""What keys of the numeric keypad write, where a terminal tells the key but not the character."""


class AuditApp(App[None]):
    """The terminal app over one workspace."""

    TITLE = "audit-tui"
    CSS_PATH = "screens/base.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", later("quit"), show=False, priority=True, id="app.quit"),
        Binding("f1,question_mark", "act('help')", later("help"), show=False, id="app.help"),
    ]

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        super().__init__()
        self.workspace = workspace
        self.clock = clock
        self.run_id = clock.token(8).hex()
        """Names this run of the program in the record."""
        self._store: AuditStore | None = None
        self._people_and_sites: Registry | None = None
        self.erasable: dict[str, Erasable] = {}
        """What could be erased of each audit, as far as it was looked at in this run."""
        self._quitting = False
        # Textual chose grey for NO_COLOR before our theme was known; no colour at all is meant.
        self._filters = [NoColor() if isinstance(one, Monochrome) else one for one in self._filters]
        self._filters.append(SteeringFilter())
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = first_theme()
        self.animation_level = "none"
        suggest(workspace.settings.languages[0])

    @property
    def failure(self) -> Exception | None:
        """The mistake in the program that closed the app, if there was one."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual would print a traceback with local values, names of people among them, on the terminal.
        self._close_messages_no_wait()

    @property
    def store(self) -> AuditStore:
        if self._store is None:
            from audit_tui.store.audits import AuditStore

            self._store = AuditStore(self.workspace, self.clock)
        return self._store

    @property
    def registry(self) -> Registry:
        if self._people_and_sites is None:
            from audit_tui.store.registry import Registry

            self._people_and_sites = Registry(self.workspace, self.clock)
        return self._people_and_sites

    def on_mount(self) -> None:
        from audit_tui.tui.screens.home import HomeScreen

        self.push_screen(HomeScreen())

    async def on_event(self, event: events.Event) -> None:
        """Keys go to the screen first: it may want them in line, or before a field does."""
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
            self.push_screen(HelpScreen(getattr(self.screen, "SCOPE", "")))

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
        typing = getattr(self.screen, "action_keep", None)
        walk = next((one for one in self.screen_stack if hasattr(one, "keep_and")), None)
        if self._quitting or (typing is None and walk is None):
            self.exit()
            return
        self._quitting = True
        if typing is not None:
            typing()
        self.set_timer(0.1, self._quit_from_walk)

    def _quit_from_walk(self) -> None:
        for screen in self.screen_stack:
            if (keep_and := getattr(screen, "keep_and", None)) is not None:
                keep_and(self.exit)
                return
        self.exit()

    def switch_workspace(self, workspace: Workspace) -> None:
        """Work in another workspace from now on, beginning at home."""
        self.workspace, self._store, self._people_and_sites = workspace, None, None
        self.erasable = {}
        suggest(workspace.settings.languages[0])

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
        for name, label in NAMES.items():
            yield SystemCommand(_(label), "", lambda name=name: self._use_theme(name))
        for code, name in LANGUAGES.items():
            if code != language():
                title = _("Language: {name}").format(name=name)
                # Whoever cannot read the language that is shown finds the word in English.
                title = title if title.startswith("Language") else f"{title} (Language)"
                yield SystemCommand(title, "", lambda code=code: self.set_language(code))
        yield SystemCommand(_("Help  (F1)"), _(actions.get("app.help").help), self.do_help)
        yield SystemCommand(_("Quit  (^q)"), _(actions.get("app.quit").help), self.do_quit)

    def _use_theme(self, name: str) -> None:
        self.theme = name


def run_app(workspace: Workspace, clock: Clock) -> int:
    """Run the app on this terminal until the person leaves; returns the exit code.

    A mistake in the program closes the app and is raised here, once the terminal is as it was before.
    """
    app = AuditApp(workspace, clock)
    app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


__all__ = ["AuditApp", "run_app"]
