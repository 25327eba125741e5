"""All keys of the program, by screen, and the giving of others. A key never means two things on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from audit_tui.tui import actions
from audit_tui.tui.actions import Action, remap
from audit_tui.tui.actions.core import is_keypad, shown
from audit_tui.tui.glyphs import plain
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen
from audit_tui.tui.talk import _, later, plural
from audit_tui.tui.widgets.lines import Line, Lines

SCREENS = {
    "app": later("Everywhere"),
    "home": later("Home"),
    "new": later("New audit"),
    "walk": later("The walk"),
    "summary": later("Summary"),
    "why": later("Why this score"),
    "experience": later("Experience"),
    "move": later("Newer checklist"),
    "report": later("Report"),
    "insights": later("What improved"),
    "day": later("Day of visits"),
    "block": later("Telephone tests"),
    "corrective": later("Corrective actions"),
    "photos": later("Photos for the report"),
    "inbox": later("Pictures from phones"),
    "feedback": later("Wishes and complaints"),
    "nps": later("Recommendation"),
    "surveys": later("Survey answers"),
    "agreement": later("Agreement"),
    "agreed": later("Agreement, one question"),
    "standards": later("Standards"),
    "store": later("Store"),
    "rescue": later("Say again"),
    "quarantine": later("Quarantine"),
    "privacy": later("Erasures and holds"),
    "backups": later("Backups"),
    "settings": later("Settings"),
    "keys": later("Keys"),
}
"""Screens by their names, in the order in which they are listed; others follow under their own ids."""


class CaptureScreen(BaseModal):
    """Waits for one key. Answers with it, or None for Esc."""

    CSS_PATH = "prompt.tcss"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(safe(self._title)), classes="box-title")
            yield Static(Content(_("Press the key now.")))
            yield Static(Content(_("Esc steps back")), classes="box-keys")

    def first_look(self, event: events.Key) -> bool:
        self.dismiss(None if event.key == "escape" else event.key)
        return True


class KeysScreen(ListScreen):
    """The registry of actions with the keys that each has now."""

    SCOPE = "keys"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("keys")]

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def on_mount(self) -> None:
        super().on_mount()
        self.do_refresh()

    def do_refresh(self) -> None:
        own = self.host.preferences.keys
        self.entitle(f"{_('Settings')} › {_('Keys')}")
        given = plural(
            "{count} action has other keys than it came with.",
            "{count} actions have other keys than they came with.",
            len(own),
        )
        self.head(
            given
            if own
            else _("Every action has the keys it came with. Enter gives the one under the cursor another.")
        )
        self.fill(list(self._rows()))

    def _rows(self) -> Iterator[Line]:
        scopes = dict.fromkeys([*SCREENS, *(action.scope for action in actions.ACTIONS)])
        for scope in scopes:
            rows = [self._row(action) for action in actions.of(scope) if self._wanted(action)]
            if rows:
                yield head(_(SCREENS[scope]) if scope in SCREENS else scope)
                yield from rows

    def _row(self, action: Action) -> Line:
        keys = " ".join(_shown(action))
        if action.fixed:
            return Line(None, f" {_(action.label)}", _("{keys}  fixed").format(keys=keys), "dim")
        changed = action.id in self.host.preferences.keys
        mark = f"* {keys}" if changed else keys
        return Line(action.id, _(action.label), mark, "warn" if changed else "")

    def _wanted(self, action: Action) -> bool:
        words = self._words.casefold()
        if not words:
            return True
        said = f"{_(action.label)} {_(action.help)}".casefold()
        return words in said or words in (each.casefold() for each in _shown(action))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        action = actions.get(event.key)
        title = _("Another key for: {what}").format(what=_(action.label))
        self.app.push_screen(CaptureScreen(title), lambda key: self._given(action, key))

    def _given(self, action: Action, key: str | None) -> None:
        if key is None:
            return
        name = shown(key, plain=plain())
        why = remap.refusal(action, key)
        other = remap.belongs_to(action, key)
        if why == "terminal":
            self.say(
                _("{key} cannot be used: terminals keep it, or it always means the same here.").format(
                    key=name
                ),
                "bad",
            )
        elif why == "fixed" and other is not None:
            self.say(
                _("{key} is taken: {what} cannot have another key.").format(key=name, what=_(other.label)),
                "bad",
            )
        elif other is not None:
            self._clash(action, key, other)
        else:
            self._give(action, key, action)

    def _give(self, action: Action, key: str, other: Action) -> None:
        try:
            keys = remap.give_key(self.host.preferences.keys, action, key)
        except ValueError:
            words = _("{key} is the only key of {what}; give that another one first.")
            self.say(words.format(key=shown(key, plain=plain()), what=_(other.label)), "bad")
            return
        self._keep(keys)

    def _clash(self, action: Action, key: str, other: Action) -> None:
        def chosen(answer: str | None) -> None:
            if answer == "give":
                self._give(action, key, other)

        text = _("{other} then keeps its other keys, or gets one of those that {what} had.").format(
            other=_(other.label), what=_(action.label)
        )
        title = _("{key} means {other} now. Give it away?").format(
            key=shown(key, plain=plain()), other=_(other.label)
        )
        answers = [
            ("no", _("Leave it as it is")),
            ("give", _("Give it to {what}").format(what=_(action.label))),
        ]
        self.app.push_screen(ConfirmScreen(title, text, answers), chosen)

    def _keep(self, keys: dict[str, str]) -> None:
        fault = self.host.prefer(keys=keys)
        self.do_refresh()
        self.say(fault or _("It holds from now on, on every screen and in help."), "bad" if fault else "good")

    def _here(self) -> Action | None:
        return actions.get(self.lines.key) if self.lines.key else None

    def do_take(self) -> None:
        action = self._here()
        if action is None:
            return
        keys = [key for key in actions.keys_of(action) if not is_keypad(key)]
        if len(keys) < 2:
            self.say(_("It has one key only; give it another first."), "bad")
            return

        def chosen(key: str | None) -> None:
            if key is not None:
                self._keep(remap.take_key(self.host.preferences.keys, action, key))

        answers = [(key, shown(key, plain=plain())) for key in keys]
        self.app.push_screen(ConfirmScreen(_("Take which key away?"), _(action.label), answers), chosen)

    def do_reset(self) -> None:
        action = self._here()
        if action is not None:
            self._keep(remap.reset(self.host.preferences.keys, action))

    def do_reset_all(self) -> None:
        if not self.host.preferences.keys:
            self.say(_("Every action has the keys it came with."))
            return
        self._sure(_("Give every action the keys it came with?"), lambda: self._keep({}))

    def _sure(self, title: str, then: Callable[[], None]) -> None:
        answers = [("no", _("Not now")), ("yes", _("Yes"))]
        self.app.push_screen(
            ConfirmScreen(title, "", answers), lambda answer: then() if answer == "yes" else None
        )

    def do_find(self) -> None:
        def typed(words: str | None) -> None:
            if words is not None:
                self._words = words
                self.do_refresh()

        self.app.push_screen(
            PromptScreen(
                _("Find an action or a key"),
                help=_("Words of what it does, or a key as it is shown; nothing shows all."),
                value=self._words,
                check=lambda _typed: "",
            ),
            typed,
        )


def _shown(action: Action) -> list[str]:
    return [shown(key, plain=plain()) for key in actions.keys_of(action) if not is_keypad(key)]
