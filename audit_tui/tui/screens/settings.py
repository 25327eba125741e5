"""The settings: how the person at the keyboard likes it, and what the workspace says of the organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.binding import BindingType

from audit_tui.tui import actions
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import LANGUAGES, _, language, later, plural
from audit_tui.tui.themes import LOOKS
from audit_tui.tui.widgets.lines import Line, Lines

_SIGNS = {
    "auto": later("as the terminal can"),
    "unicode": later("all signs"),
    "ascii": later("letters, digits and + - * only (ASCII)"),
}


class SettingsScreen(ListScreen):
    """What can be chosen, each with what is chosen now."""

    SCOPE = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("settings")]

    def on_mount(self) -> None:
        super().on_mount()
        self.do_refresh()
        if self.host.unreadable_preferences:
            self.say(self.host.unreadable_preferences, "bad")

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.is_attached:
            self.do_refresh()

    def do_refresh(self) -> None:
        self.entitle(_("Settings"))
        self.head(_("Enter changes what is under the cursor. It holds at once and is remembered."))
        self.fill(list(self._rows()))

    def _rows(self) -> Iterator[Line]:
        liked, settings = self.host.preferences, self.host.workspace.settings
        yield head(_("Yours, in every workspace"))
        look = self.host.theme.removeprefix("audit-")
        yield Line("theme", _("Colours"), _(LOOKS[look]).partition(": ")[2])
        yield Line("signs", _("Signs"), _(_SIGNS[liked.signs]))
        on = _("goes on by itself") if liked.auto_advance else _("waits for Enter")
        yield Line("auto_advance", _("After an answer the walk"), on)
        name = LANGUAGES.get(language(), language())
        shown = name if liked.language else _("{language}, by itself").format(language=name)
        yield Line("language", _("Language of the screens"), shown)
        others = len(liked.keys)
        given = plural("{count} changed", "{count} changed", others) if others else _("as they came")
        yield Line("keys", _("Keys"), given)
        lines = _("in plain lines, for screen readers") if liked.opens == "lines" else _("on these screens")
        yield Line("opens", _("audit-tui opens"), lines)
        yield head(_("The organisation, in this workspace"))
        yield Line("organisation", _("Organisation"), settings.organisation or "–")
        yield Line("logo", _("Logo"), settings.logo or "–")
        yield Line("accent", _("Accent colour"), settings.accent)
        told = settings.confidentiality or _("the usual words")
        yield Line("confidentiality", _("At the foot of every page"), told)
        days = settings.appeal_days
        told = plural("{count} day", "{count} days", days) if days else _("reports are final at once")
        yield Line("appeal_days", _("Time to appeal"), told)
        file = self.host.workspace.settings_file
        yield Line(None, f" {file.parent.name}/{file.name}", "", "dim")

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        {
            "theme": self._choose_theme,
            "signs": self._choose_signs,
            "auto_advance": self._turn_advance,
            "language": self._choose_language,
            "keys": self.do_keys,
            "opens": self._turn_opens,
        }.get(event.key, self._choose_organisation)()

    def _prefer(self, **values: object) -> None:
        fault = self.host.prefer(**values)
        self.do_refresh()
        if fault:
            self.say(
                _("It holds until you leave, but could not be remembered. {why}").format(why=fault), "bad"
            )
        else:
            self.say("")

    def _ask(self, title: str, answers: list[tuple[str, str]], now: str, then: Callable[[str], None]) -> None:
        self.app.push_screen(
            ConfirmScreen(title, "", answers, now=now),
            lambda chosen: then(chosen) if chosen is not None else None,
        )

    def _choose_theme(self) -> None:
        looks = [(look, _(label).partition(": ")[2]) for look, label in LOOKS.items()]
        self._ask(
            _("Which colours?"),
            looks,
            self.host.theme.removeprefix("audit-"),
            lambda look: self._prefer(theme=look),
        )

    def _choose_signs(self) -> None:
        signs = [(name, _(label)) for name, label in _SIGNS.items()]
        self._ask(
            _("Which signs can the terminal show?"),
            signs,
            self.host.preferences.signs,
            lambda name: self._prefer(signs=name),
        )

    def _turn_advance(self) -> None:
        self._prefer(auto_advance=not self.host.preferences.auto_advance)

    def _turn_opens(self) -> None:
        self._prefer(opens="screens" if self.host.preferences.opens == "lines" else "lines")

    def _choose_language(self) -> None:
        spoken = [("", _("As the system says, else the workspace")), *LANGUAGES.items()]
        self._ask(
            _("Which language?"),
            spoken,
            self.host.preferences.language or "",
            lambda code: self._prefer(language=code or None),
        )

    def _choose_organisation(self) -> None:
        from audit_tui.tui.screens.organisation import organisation_form

        def changed(fault: str) -> None:
            self.do_refresh()
            self.say(fault or _("Saved; reports carry it from now on."), "bad" if fault else "good")

        organisation_form(self.host, changed)

    def do_keys(self) -> None:
        from audit_tui.tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen())
