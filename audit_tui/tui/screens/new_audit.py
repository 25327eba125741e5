"""A new audit in a few short steps: site, auditor, kind of visit, date and time, checklists. Keyboard only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.beginning import CORE, begin_audit, core_rank, in_order
from audit_tui.clock import site_now
from audit_tui.errors import AuditError
from audit_tui.library.finder import ChecklistInfo, find_checklists
from audit_tui.locale_format import moment_words
from audit_tui.model.site import Person, Site
from audit_tui.model.text import clean, pick
from audit_tui.paths import shipped_checklists
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseScreen
from audit_tui.tui.screens.form import as_moment, site_form
from audit_tui.tui.screens.prompt import PromptScreen
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.widgets.bars import KeyBar, StatusLine, TitleBar, TooSmall
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.words import kind_help, kind_word, kinds, moment, sign

if TYPE_CHECKING:
    from audit_tui.rules.planning import DueTask

_STEPS = ("site", "auditor", "alias", "kind", "when", "checklists")
_PLANNED = ("auditor", "alias", "when")
"""What is still asked where the plan says the rest."""
_CREATE, _IMPORT, _NEW, _ALL_CORE = "+create", "+import", "+new", "+core"


@dataclass
class _Draft:
    """What has been chosen so far."""

    site: Site | None = None
    name: str = ""
    alias: str = ""
    person: Person | None = None
    kind: str = ""
    when: str = ""
    ticked: list[str] = field(default_factory=list)


class NewAuditScreen(BaseScreen):
    """Answers with the id of the audit that was begun, or None."""

    SCOPE = "new"
    CSS_PATH = "new_audit.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("new")]

    def __init__(self, planned: DueTask | None = None) -> None:
        """`planned` is what the plan asks for: its site, kind and checklists are not asked again."""
        super().__init__()
        self._planned = planned
        self._steps = _STEPS if planned is None else _PLANNED
        self._step = 0
        self._draft = _Draft()
        self._sites: list[Site] = []
        self._people: list[Person] = []
        self._checklists: list[ChecklistInfo] = []

    def compose(self) -> ComposeResult:
        yield TitleBar(_("New audit"), id="new-title")
        with Vertical(id="new-body"):
            yield Static(id="new-done")
            yield Static(id="new-question")
            entry = Input(id="new-entry", max_length=500)
            entry.cursor_blink = False
            entry.select_on_focus = False
            yield entry
            yield Static(id="new-error", classes="box-error")
            yield Lines(id="new-list")
        yield StatusLine(id="new-status")
        yield KeyBar(actions.bar("new"))
        yield TooSmall()

    def on_mount(self) -> None:
        try:
            self._sites = self.host.registry.sites()
            self._people = self.host.registry.people()
        except AuditError as error:
            self._fail(str(error))
        self._checklists = find_checklists([self.host.workspace.checklists, shipped_checklists()])
        self._take_plan()
        self._ask()

    def _take_plan(self) -> None:
        task, draft = self._planned, self._draft
        if task is None:
            return
        draft.site = next((site for site in self._sites if site.id == task.site), None)
        draft.kind, draft.ticked = task.entry.kind or "", in_order(task.entry.checklists)
        if draft.site is not None:
            draft.when = self._now(draft.site)

    def _now(self, site: Site) -> str:
        return f"{site_now(self.host.clock.wall(), site.zone):%Y-%m-%dT%H:%M}"

    def _is_past(self, step: str) -> bool:
        """Whether a step is taken already, or the plan took it."""
        return step not in self._steps or self._steps.index(step) < self._step

    @property
    def _entry(self) -> Input:
        return self.query_one("#new-entry", Input)

    @property
    def _list(self) -> Lines:
        return self.query_one(Lines)

    @property
    def _now_at(self) -> str:
        return self._steps[self._step]

    # -- asking ---------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Show the present step."""
        step = self._now_at
        questions = {
            "site": _("Which site? Type to find it."),
            "auditor": _("Who audits? Choose, or type a new name."),
            "alias": _("Under which alias? On a mystery visit only this is ever shown."),
            "kind": _("What kind of visit?"),
            "when": _("When does the visit begin? Local time of the site."),
            "checklists": _("Which checklists?"),
        }
        self.query_one("#new-question", Static).update(Content(questions[step]).stylize("bold $primary"))
        self._fail("")
        self._done()
        entry = self._entry
        entry.display = step in ("site", "auditor", "alias", "when")
        with self.prevent(Input.Changed):
            entry.value = {"alias": self._draft.alias, "when": moment(self._draft.when)}.get(step, "")
            entry.placeholder = {
                "site": _("name, id or address"),
                "auditor": _("name"),
                "when": "2026-11-18 10:30",
            }.get(step, "")
        entry.cursor_position = len(entry.value)
        self._list.display = step not in {"alias", "when"}
        self._fill("")
        (entry if entry.display else self._list).focus()
        self.query_one(StatusLine).say(
            _("Space ticks several · Enter begins the audit") if step == "checklists" else ""
        )

    def _done(self) -> None:
        """The steps already taken, one line each."""
        draft, lines = self._draft, []
        if draft.site is not None and self._is_past("site"):
            lines.append((_("Site"), f"{draft.site.name} ({draft.site.id})"))
        if draft.alias and self._is_past("alias"):
            lines.append((_("Auditor"), f"{draft.name} ({_('alias')} {draft.alias})"))
        elif draft.name and self._is_past("auditor"):
            lines.append((_("Auditor"), draft.name))
        if draft.kind and self._is_past("kind"):
            lines.append((_("Visit"), kind_word(draft.kind)))
        if draft.when and self._is_past("when"):
            lines.append((_("Begins"), moment_words(draft.when)))
        if draft.ticked and self._planned is not None:
            lines.append((_("Checklists"), ", ".join(draft.ticked)))
        shown = self.query_one("#new-done", Static)
        shown.display = bool(lines)
        shown.update(
            Content("\n").join(
                Content(f"{label:<12}{safe(value)}").stylize("$text-muted", 0, 12) for label, value in lines
            )
        )

    def _fill(self, typed: str) -> None:
        """The list under the question."""
        wanted, step = typed.casefold().strip(), self._now_at
        lines: list[Line] = []
        if step == "site":
            for site in self._sites:
                about = " · ".join(part for part in (site.id, site.address) if part)
                if wanted in f"{site.name} {about} {' '.join(site.aliases)}".casefold():
                    lines.append(Line(site.id, site.name, about[: max(16, self.size.width // 2)]))
            if not self._sites:
                lines.append(Line(None, _("No sites yet."), "", "dim"))
            elif not lines:
                lines.append(Line(None, _("No site fits what you typed."), "", "dim"))
            lines += [
                Line(None, ""),
                Line(_CREATE, _("+ Create a site")),
                Line(_IMPORT, _("+ Import sites from a CSV file")),
            ]
        elif step == "auditor":
            lines = [
                Line(person.id, person.name, _("alias {alias}").format(alias=person.alias))
                for person in self._people
                if wanted in f"{person.name} {person.alias}".casefold()
            ]
            if wanted:
                lines.append(Line(_NEW, _("+ New auditor: {name}").format(name=typed.strip())))
        elif step == "kind":
            lines = [
                Line(kind, f"{at}  {kind_word(kind)}: {kind_help(kind)}")
                for at, kind in enumerate(kinds(), 1)
            ]
        elif step == "checklists":
            lines = self._checklist_lines()
        self._list.show(lines)

    def _checklist_lines(self) -> list[Line]:
        usable = {info.id: info for info in self._checklists if not info.problem}
        lines = []
        if all(id_ in usable for id_ in CORE):
            asked = sum(usable[id_].questions for id_ in CORE)
            questions = plural("{count} question", "{count} questions", asked)
            ticked = all(id_ in self._draft.ticked for id_ in CORE)
            lines.append(
                Line(
                    _ALL_CORE,
                    f"{sign('ticked' if ticked else 'unticked')} {_('The four core touchpoints')}",
                    questions,
                )
            )
        for info in sorted(usable.values(), key=lambda one: (core_rank(one.id), one.id)):
            mark = sign("ticked" if info.id in self._draft.ticked else "unticked")
            title = pick(info.title, language()) or info.id
            questions = plural("{count} question", "{count} questions", info.questions)
            lines.append(Line(info.id, f"{mark} {title} ({info.id} {info.version})", questions))
        for info in self._checklists:
            if info.problem:
                lines.append(Line(None, f" {info.path.name}: {info.problem}", "", "bad"))
        if not usable:
            lines.append(Line(None, _("No checklists were found."), "", "bad"))
        return lines

    def _fail(self, words: str) -> None:
        shown = self.query_one("#new-error", Static)
        shown.display = bool(words)
        shown.update(Content(safe(words, newlines=True)))

    # -- keys -----------------------------------------------------------------------------------------

    def first_look(self, event: events.Key) -> bool:
        lines = self._list
        if self._entry.display and lines.display:
            match event.key:
                case "up" | "down":
                    lines.action_move(-1 if event.key == "up" else 1)
                    return True
                case "pageup" | "pagedown":
                    lines.action_page(-1 if event.key == "pageup" else 1)
                    return True
        if self._now_at == "kind" and event.character and event.character in "1234":
            self._take(kinds()[int(event.character) - 1])
            return True
        if self._now_at == "checklists" and event.character and event.character in "123456789":
            at = int(event.character) - 1
            if at < len(lines.keys):
                self._tick(lines.keys[at])
            return True
        return False

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._list.display:
            self._fill(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = clean(event.value, newlines=False)[0].strip()
        step = self._now_at
        if step in ("site", "auditor"):
            key = self._list.key
            if step == "auditor" and key is None:
                self._fail(_("Please type a name."))
            elif key is not None:
                self._take(key)
        elif step == "alias":
            self._take_alias(text)
        else:
            when = as_moment(text)
            if when is None:
                self._fail(_("Please write date and time as 2026-11-18 10:30."))
                return
            self._draft.when = when
            if self._now_at == self._steps[-1]:
                self._begin(self._draft.ticked)
            else:
                self._go(1)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self._take(event.key)

    def on_lines_toggled(self, event: Lines.Toggled) -> None:
        event.stop()
        if self._now_at == "checklists":
            self._tick(event.key)

    def do_back(self) -> None:
        if self._step == 0:
            self.dismiss(None)
        else:
            self._go(-1)

    # -- taking ---------------------------------------------------------------------------------------

    def _go(self, by: int) -> None:
        self._step += by
        if self._now_at == "alias" and (self._draft.person is not None or by < 0):
            # A remembered person brings the alias along.
            self._step += by
        self._ask()

    def _take(self, key: str) -> None:
        step = self._now_at
        if step == "site":
            self._take_site(key)
        elif step == "auditor":
            self._take_person(key)
        elif step == "kind":
            self._draft.kind = key
            site = self._draft.site
            if not self._draft.when and site is not None:
                self._draft.when = self._now(site)
            self._go(1)
        elif step == "checklists":
            self._begin(self._draft.ticked or self._meant(key))

    def _take_site(self, key: str) -> None:
        if key == _CREATE:
            known = {site.id.casefold() for site in self._sites}
            profile = self.host.workspace.settings.profile
            box = site_form(lambda id_: id_.casefold() in known, profile)
            self.app.push_screen(box, self._site_made)
            return
        if key == _IMPORT:
            help_ = _(
                "Columns: id and name; also address, region, zone, profile, jurisdiction, aliases, opened, closed."
            )
            self.app.push_screen(PromptScreen(_("Path of the CSV file"), help=help_), self._import)
            return
        self._draft.site = next(site for site in self._sites if site.id == key)
        self._draft.when = ""
        self._go(1)

    def _site_made(self, values: dict[str, str] | None) -> None:
        if values is None:
            return
        from audit_tui.tui.sites import site_of

        site = site_of(values)
        try:
            self.host.registry.add_site(site)
        except AuditError as error:
            self._fail(str(error))
            return
        self._sites = self.host.registry.sites()
        self._draft.site = site
        self._go(1)

    def _import(self, text: str | None) -> None:
        if not text:
            return
        from audit_tui.store.import_sites import import_sites
        from audit_tui.tui.folders import typed_path

        try:
            result = import_sites(self.host.registry, typed_path(text))
            self._sites = self.host.registry.sites()
        except AuditError as error:
            self._fail(str(error))
            return
        self._fill("")
        if result.faults:
            shown = "\n".join(f"{fault.line}: {fault.message}" for fault in result.faults[:6])
            head = _("Nothing was imported; these lines are at fault:")
            self._fail(f"{head}\n{shown}")
            return
        words = _("{added} sites added, {updated} changed.").format(
            added=result.added, updated=result.updated
        )
        self.query_one(StatusLine).say(words, "good")

    def _take_person(self, key: str) -> None:
        if key == _NEW:
            self._draft.person = None
            self._draft.name = clean(self._entry.value, newlines=False)[0].strip()
            self._draft.alias = ""
        else:
            person = next(person for person in self._people if person.id == key)
            self._draft.person, self._draft.name, self._draft.alias = person, person.name, person.alias
        self._go(1)

    def _take_alias(self, alias: str) -> None:
        try:
            person = self.host.registry.remember_person(self._draft.name, alias)
            self._people = self.host.registry.people()
        except AuditError as error:
            self._fail(str(error))
            return
        self._draft.person, self._draft.alias = person, person.alias
        self._step += 1
        self._ask()

    def _meant(self, key: str) -> list[str]:
        return list(CORE) if key == _ALL_CORE else [key]

    def _tick(self, key: str) -> None:
        wanted, ticked = self._meant(key), self._draft.ticked
        if all(id_ in ticked for id_ in wanted):
            ticked = [id_ for id_ in ticked if id_ not in wanted]
        else:
            ticked = [*ticked, *(id_ for id_ in wanted if id_ not in ticked)]
        self._draft.ticked = in_order(ticked)
        self._list.show(self._checklist_lines(), keep=key)

    def _begin(self, ids: list[str]) -> None:
        draft = self._draft
        if draft.site is None or draft.person is None:
            return
        by_id = {info.id: info for info in self._checklists if not info.problem}
        missing = [id_ for id_ in ids if id_ not in by_id]
        if missing:
            self._fail(
                _("The plan asks for checklists that are not here: {ids}.").format(ids=", ".join(missing))
            )
            return
        try:
            ref = begin_audit(
                self.host.store,
                self.host.registry,
                self.host.clock,
                site=draft.site,
                person=draft.person,
                kind=draft.kind,
                start=draft.when,
                checklists=[by_id[id_].path for id_ in ids],
                run=self.host.run_id,
            )
        except AuditError as error:
            self._fail(str(error))
            return
        self.dismiss(ref)
