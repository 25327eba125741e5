"""Writes a blank form of one checklist or of all, to print and fill in by hand, and says where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.tui import actions
from audit_tui.tui.screens.report import ReportScreen
from audit_tui.tui.talk import _, language
from audit_tui.tui.working import Work

if TYPE_CHECKING:
    from audit_tui.model.site import Site
    from audit_tui.tui.app import AuditApp


class BlankScreen(ReportScreen):
    """One blank form, from writing to opening."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("report")]

    def __init__(self, checklists: Sequence[Path], site: Site | None, as_of: str) -> None:
        super().__init__("")
        self._checklists, self._site, self._as_of = checklists, site, as_of

    def _offered(self) -> tuple[actions.Action, ...]:
        return tuple(action for action in super()._offered() if action.name != "variant")

    def do_variant(self) -> None:
        self._say(_("A blank form has one form."))

    def _make(self, work: Work) -> Path:
        from audit_tui.library.loader import load_checklist
        from audit_tui.library.overrides import laid_down
        from audit_tui.reports.publish_blank import publish_blank

        workspace = self.host.workspace
        laid = laid_down(workspace.standards, self._site)
        read, total = [], len(self._checklists)
        for done, path in enumerate(self._checklists):
            work.told(_("Reading checklists: {done} of {total}. Esc breaks it off."), done, total)
            read.append(load_checklist(path, laid))
        return publish_blank(
            workspace,
            read,
            site=self._site,
            as_of=self._as_of,
            language=language(),
            to=self._to,
        )


def ask_for_blank(app: AuditApp) -> None:
    """Ask for the checklists, then for the site, and write the form."""
    from audit_tui.library.finder import find_checklists
    from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen

    found = [
        one for one in find_checklists([app.workspace.checklists, shipped_checklists()]) if not one.problem
    ]
    now = datetime.fromtimestamp(app.clock.wall() / 1000, UTC) + timedelta(minutes=app.clock.offset())
    as_of = now.date().isoformat()
    sites = {site.id.casefold(): site for site in app.registry.sites()}

    def chosen(answer: str | None) -> None:
        if answer is None:
            return
        paths = [one.path for one in found if answer in ("", one.id)]

        def placed(text: str | None) -> None:
            if text is not None:
                app.push_screen(BlankScreen(paths, sites.get(text.casefold()), as_of))

        def check(text: str) -> str:
            return "" if not text or text.casefold() in sites else _("There is no site of this id.")

        title = _("For which site?")
        help_ = _("Its id: the form then says what holds there. Leave it empty for any site.")
        recent = [site.id for site in sites.values()]
        app.push_screen(PromptScreen(title, help=help_, recent=recent, check=check), placed)

    answers = [("", _("All checklists")), *((one.id, pick(one.title, language()) or one.id) for one in found)]
    app.push_screen(ConfirmScreen(_("Blank form of which checklist?"), "", answers), chosen)
