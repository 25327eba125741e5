"""The catalogue of standards: whose figure each is, what it asks, and which questions measure it. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from audit_tui.errors import AuditError, Fault
from audit_tui.rules.standards import Listed
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal, BaseScreen
from audit_tui.tui.screens.prompt import PromptScreen
from audit_tui.tui.standards import Shelf, question_lines, shelf_lines, told
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.bars import KeyBar, StatusLine, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from audit_tui.model.site import Site


class StandardScreen(BaseModal):
    """One standard. Answers with the path of a question to go to, or None."""

    CSS_PATH = "standards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,k,ctrl+k", "out", show=False)]

    def __init__(self, one: Listed, shelf: Shelf) -> None:
        super().__init__()
        self._one, self._shelf = one, shelf

    def compose(self) -> ComposeResult:
        with Vertical(classes="box -standard"):
            yield Static(Content(safe(self._one.id)), classes="box-title")
            with VerticalScroll(id="standard-told", can_focus=False):
                yield Static(told(self._one, self._shelf))
            asked = list(question_lines(self._one, self._shelf))
            count = plural("{count} question measures it", "{count} questions measure it", len(asked))
            yield Static(Content(count), classes="box-label")
            yield Lines(id="standard-questions")
            words = (
                _("↑ ↓ choose · Enter goes there · PgUp PgDn read · Esc closes")
                if self._shelf.view is not None
                else _("PgUp PgDn read · Esc closes")
            )
            yield Static(Content(words), classes="box-keys")

    def on_mount(self) -> None:
        lines = self.query_one(Lines)
        asked = list(question_lines(self._one, self._shelf))
        lines.styles.height = max(1, min(5, len(asked)))
        lines.show(asked)
        lines.focus()

    def first_look(self, event: events.Key) -> bool:
        by = {"pagedown": 1, "pageup": -1}.get(event.key)
        if by is None:
            return False
        scroll = self.query_one("#standard-told", VerticalScroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 1), animate=False)
        return True

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.dismiss(event.key)

    def action_out(self) -> None:
        self.dismiss(None)


class StandardsScreen(BaseScreen):
    """All standards, of an audit or as they hold at a site. Answers with a path to go to, or None."""

    SCOPE = "standards"
    CSS_PATH = "standards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("standards")]

    def __init__(self, shelf: Shelf | None = None) -> None:
        """Of one audit where its `shelf` is given, else of the workspace."""
        super().__init__()
        self._given, self._shelf = shelf, shelf or Shelf(())
        self._site: Site | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar(id="standards-title")
        yield Static(id="standards-about")
        yield Lines(id="standards-lines")
        yield StatusLine(id="standards-status")
        yield KeyBar(actions.bar("standards"))
        yield TooSmall()

    def on_mount(self) -> None:
        self._load()
        self.query_one(Lines).focus()

    def _load(self) -> None:
        if self._given is None:
            self._read()
        self._show()

    def _read(self) -> None:
        from audit_tui.library.catalogue import catalogue
        from audit_tui.library.overrides import laid_down
        from audit_tui.paths import shipped_checklists

        workspace = self.host.workspace
        try:
            laid = laid_down(workspace.standards, self._site)
            found = catalogue([workspace.checklists, shipped_checklists()], laid)
        except AuditError as error:
            self._shelf = Shelf(())
            faults = getattr(error, "faults", ())
            self._say(_fault_words(faults) if faults else str(error), "bad")
            return
        self._shelf = Shelf(found.standards, None, self._site.jurisdiction if self._site else None)
        self._say(_fault_words(found.faults), "bad")

    def _show(self) -> None:
        view, number = self._shelf.view, ""
        if view is not None:
            number = view.record.header.number
            title = f"{_('Standards')} · {view.site.name}"
            about = _("As the audit was begun with them; Enter shows one and its questions.")
        elif self._site is not None:
            title = f"{_('Standards')} · {self._site.name}"
            law = self._site.jurisdiction
            about = (
                _("As they hold at this site, under the law of {law}.").format(law=law)
                if law
                else _("As they hold at this site; it does not say whose law holds there.")
            )
        else:
            title = _("Standards")
            about = _("As they hold for all sites; s shows those of one site.")
        self.query_one(TitleBar).show(title, number=number, right=str(len(self._shelf.standards)))
        self.query_one("#standards-about", Static).update(Content(safe(about)).stylize("$text-muted"))
        self.query_one(Lines).show(shelf_lines(self._shelf))

    def _say(self, words: str, tone: str = "") -> None:
        self.query_one(StatusLine).say(words, tone if words else "")

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        one = next(one for one in self._shelf.standards if one.id == event.key)

        def left(path: str | None) -> None:
            if path:
                self.dismiss(path)

        self.app.push_screen(StandardScreen(one, self._shelf), left)

    def do_site(self) -> None:
        """Show the standards as they hold at another site, or for all."""
        if self._given is not None:
            self._say(_("These are the standards that the audit was begun with."))
            return
        registry = self.host.registry

        def check(ref: str) -> str:
            if not ref or registry.find_site(ref) is not None:
                return ""
            near = registry.suggest_sites(ref)
            hint = _("Did you mean {near}?").format(near=", ".join(near)) if near else ""
            return f"{_('There is no site {ref}.').format(ref=ref[:40])} {hint}".rstrip()

        def found(ref: str | None) -> None:
            if ref is not None:
                self._site = registry.find_site(ref) if ref else None
                self._load()

        try:
            known = [site.id for site in registry.sites()]
        except AuditError as error:
            self._say(str(error), "bad")
            return
        help_ = _("Nothing means: for all sites.")
        box = PromptScreen(_("Id of the site"), help=help_, recent=known, check=check)
        self.app.push_screen(box, found)

    def do_back(self) -> None:
        self.dismiss(None)


def _fault_words(faults: Sequence[Fault]) -> str:
    """The first fault in a line, with the file's name alone, and how many more there are."""
    if not faults:
        return ""
    first, more = faults[0], len(faults) - 1
    words = f"{Path(first.file).name}:{first.line}:{first.column}: {first.message}"
    return f"{words} (+{more})" if more else words
