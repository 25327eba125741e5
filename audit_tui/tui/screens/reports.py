"""Choose how reports are written: form, language, paper, folder; see what page 1 says; write one or many.

Many are written one after another with progress; Esc breaks it off, and what is written by then stays. What fails
is named and holds up nothing else. The libraries for it are loaded only here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from audit_tui.errors import AuditError, EnvironmentFault
from audit_tui.locale_format import day_words
from audit_tui.tui import actions
from audit_tui.tui.folders import folder_prompt, typed_path
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.screens.report import open_file
from audit_tui.tui.talk import LANGUAGES, _, language, plural
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.words import FORMS
from audit_tui.tui.working import StoppedError, Work

if TYPE_CHECKING:
    from audit_tui.reports.content import ReportContent, Variant
    from audit_tui.store.catalogue import Row

_PAPERS = ("A4", "Letter")
_SHOWN = 200
"""Audits named one by one in the list; of more, their number."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How the reports are to be."""

    variant: Variant = "full"
    attached: bool = True
    to: Path | None = None
    """The folder to write to; None for the workspace's own."""


class ReportsScreen(ListScreen):
    """Reports of the audits in `rows`, from choosing to opening."""

    SCOPE = "reports"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("reports")]

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._audits = list(rows)
        self._choice = Choice()
        self._contents: dict[str, ReportContent | AuditError] = {}
        """What the report of an audit says in a language, by id and language, as far as it was looked at."""
        self._written: list[Path] = []
        self._faults: list[tuple[str, AuditError]] = []
        self._missing: set[str] = set()
        """Characters that no font of the report has; they are printed as their codes."""
        self._left_out: list[tuple[str, list[str]]] = []
        """Numbers of audits with the tags of photos that are not in their reports, for nobody declared them."""
        self._work: Work | None = None
        self._writing = False

    def on_mount(self) -> None:
        super().on_mount()
        self.show()
        self._look()

    def on_resize(self) -> None:
        if self.is_attached:
            self.show()

    # -- showing --------------------------------------------------------------------------------------

    @property
    def _language(self) -> str:
        return self.host.preferences.report_language or language()

    def _one(self) -> Row | None:
        return self._audits[0] if len(self._audits) == 1 else None

    def show(self) -> None:
        count, one = len(self._audits), self._one()
        if one is not None:
            self.entitle(f"{_('Report')} · {one.number or one.id}", right=one.site_name)
        else:
            self.entitle(plural("Report of {count} audit", "Reports of {count} audits", count))
        if not self._writing:
            self.head(_("Enter on the first line writes; on another it changes it."))
        self.fill([*self._results(), *self._settings(), *self._preview()])

    def _results(self) -> Iterator[Line]:
        if self._written:
            yield head(plural("{count} report is written", "{count} reports are written", len(self._written)))
            for at, path in enumerate(self._written[-_SHOWN:]):
                yield Line(f"path:{max(0, len(self._written) - _SHOWN) + at}", path.name, "", "good")
        for number, fault in self._faults:
            yield Line(None, f" ! {number}: {fault.what} {fault.next_step}".rstrip(), "", "bad")
        if self._missing:
            shown = " ".join(sorted(self._missing)[:12])
            words = _("No font of the report has these characters; their codes are printed: {characters}")
            yield Line(None, f" ! {words.format(characters=shown)}", "", "warn")
        if self._left_out:
            yield head(_("Photos left out, for nobody declared them clear or masked"))
        for number, tags in self._left_out:
            yield Line(None, f" ! {number}: {', '.join(tags)}", "", "warn")

    def _settings(self) -> Iterator[Line]:
        count = len(self._audits)
        yield head(_("To write"))
        yield Line("write", plural("Write {count} report", "Write {count} reports", count), "Enter")
        yield head(_("How"))
        yield Line("variant", _("Form"), _(FORMS[self._choice.variant]))
        with_it = _("attached, so that the report proves itself")
        yield Line("attached", _("Record"), with_it if self._choice.attached else _("not attached"))
        yield Line("language", _("Language of the report"), LANGUAGES.get(self._language, self._language))
        yield Line("paper", _("Paper"), self.host.preferences.paper)
        folder, room = str(self._choice.to or self.host.workspace.exports), max(20, self.size.width - 24)
        shown = folder if len(folder) <= room else f"…{folder[1 - room :]}"
        yield Line("folder", _("Folder"), shown)

    def _preview(self) -> Iterator[Line]:
        one = self._one()
        if one is None:
            yield head(_("Of these audits"))
            for row in self._audits[:_SHOWN]:
                yield Line(
                    f"audit:{row.id}", f"{row.number}  {row.site_name}", day_words(row.visit_date or "")
                )
            if len(self._audits) > _SHOWN:
                more = len(self._audits) - _SHOWN
                yield Line(None, plural("and {count} more", "and {count} more", more), "", "dim")
            return
        yield from self._page(one.id)

    def _page(self, audit: str) -> Iterator[Line]:
        from audit_tui.tui.report_lines import preview

        content = self._contents.get(f"{audit}|{self._language}")
        if content is None:
            yield Line(None, _("Reading the audit…"), "", "dim")
        elif isinstance(content, AuditError):
            yield Line(None, f"! {content.what} {content.next_step}".rstrip(), "", "bad")
        else:
            yield from preview(content, self.size.width)

    @work(thread=True, group="look")
    def _look(self) -> None:
        one = self._one()
        if one is not None:
            self._read(one.id)

    def _read(self, audit: str) -> None:
        from audit_tui.reports.publish import content_of

        spoken = self._language
        try:
            said: ReportContent | AuditError = content_of(self.host.store, audit, language=spoken)
        except AuditError as error:
            said = error
        self._contents[f"{audit}|{spoken}"] = said
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self.app.call_from_thread(self._shown_if_here)

    def _shown_if_here(self) -> None:
        if self.is_attached and not self._writing:
            self.show()

    # -- choosing -------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if self._writing:
            return
        kind, _colon, which = event.key.partition(":")
        if kind == "path":
            self._open(self._written[int(which)])
        elif kind == "audit":
            self._look_at(which)
        else:
            {
                "write": self.do_write,
                "variant": self._choose_variant,
                "attached": self._turn_attached,
                "language": self._choose_language,
                "paper": self._turn_paper,
                "folder": self._choose_folder,
            }[kind]()

    def _look_at(self, audit: str) -> None:
        """The page of one of many, on a screen of its own."""
        self.app.push_screen(ReportsScreen([row for row in self._audits if row.id == audit]))

    def _choose_variant(self) -> None:
        def chosen(form: str | None) -> None:
            for variant in FORMS:
                if variant == form:
                    self._choice = replace(self._choice, variant=variant)
            self.show()

        forms = [(variant, _(words)) for variant, words in FORMS.items()]
        self.app.push_screen(ConfirmScreen(_("Which form of the report?"), "", forms), chosen)

    def _turn_attached(self) -> None:
        self._choice = replace(self._choice, attached=not self._choice.attached)
        self.show()
        if not self._choice.attached:
            self.say(_("For mail gateways that strip attachments; the fingerprint still stands on paper."))
        else:
            self.say("")

    def _choose_language(self) -> None:
        def chosen(code: str | None) -> None:
            if code is not None:
                self._prefer(report_language=code or None)
                self._look()

        spoken = [("", _("That of the screens")), *LANGUAGES.items()]
        self.app.push_screen(ConfirmScreen(_("Which language?"), "", spoken), chosen)

    def _turn_paper(self) -> None:
        papers = [paper for paper in _PAPERS if paper != self.host.preferences.paper]
        self._prefer(paper=papers[0])

    def _prefer(self, **values: object) -> None:
        fault = self.host.prefer(**values)
        self.show()
        if fault:
            words = _("It holds until you leave, but could not be remembered. {why}")
            self.say(words.format(why=fault), "bad")
        else:
            self.say("")

    def _choose_folder(self, why: str = "") -> None:
        def chosen(text: str | None) -> None:
            if text:
                folder = typed_path(text)
                exports = self.host.workspace.exports
                self._choice = replace(self._choice, to=None if folder == exports else folder)
                self.show()

        exports = str(self.host.workspace.exports)
        recent = list(dict.fromkeys([*([str(self._choice.to)] if self._choice.to else []), exports]))
        title = _("Write the report into which folder?")
        self.app.push_screen(folder_prompt(title, why, recent, made=[exports]), chosen)

    # -- writing --------------------------------------------------------------------------------------

    def do_write(self) -> None:
        if not self._writing:
            self._writing = True
            self._written, self._faults, self._missing, self._left_out = [], [], set(), []
            self.head(_("Writing…"))
            self.say("")
            self._write()

    @work(thread=True, group="write")
    def _write(self) -> None:
        from audit_tui.reports.publish import publish

        work = self._work = Work(self.app, self._tell)
        total, choice, spoken = len(self._audits), self._choice, self._language
        paper = self.host.preferences.paper
        stopped = False
        for at, row in enumerate(self._audits):

            def left_out(tags: list[str], number: str = row.number or row.id) -> None:
                self._left_out.append((number, tags))

            def progress(done: int, of: int, at: int = at) -> None:
                if total == 1:
                    work.told(_("Drawing: {done} of {total}. Esc breaks it off."), done, of)
                else:
                    work.told(_("Writing reports: {done} of {total}. Esc breaks it off."), at, total)

            try:
                path = publish(
                    self.host.store,
                    row.id,
                    language=spoken,
                    to=choice.to,
                    paper=paper,
                    variant=choice.variant,
                    attached=choice.attached,
                    progress=progress,
                    missing=self._missing.update,
                    left_out=left_out,
                )
            except StoppedError:
                stopped = True
                break
            except AuditError as error:
                self._faults.append((row.number or row.id, error))
                if isinstance(error, EnvironmentFault):
                    break  # the next one would meet the same disk
            else:
                self._written.append(path)
        with contextlib.suppress(RuntimeError):
            self.app.call_from_thread(self._ended, stopped)

    def _tell(self, words: str) -> None:
        if self.is_attached and self._writing:
            self.head(words)

    def _ended(self, stopped: bool) -> None:
        self._writing = False
        if not self.is_attached:
            return
        self.show()
        if self._written:
            self.lines.put_cursor("path:0")
        if stopped:
            self.say(_("Broken off. What is written stays: {count}.").format(count=len(self._written)))
        elif self._faults:
            error = self._faults[-1][1]
            self.say(_("Not everything could be written."), "bad")
            if isinstance(error, EnvironmentFault):
                # The audits are safe where they are; only the reports need another place.
                self._choose_folder(_("The report could not be written: {why}").format(why=error.what))
        else:
            self.say(_("Enter on a report opens it in the system's viewer."), "good")

    def _open(self, path: Path) -> None:
        if open_file(path):
            self.say(_("Opened in the system's viewer."), "good")
        else:
            self.say(_("There is no viewer here; the report lies where the line says."))

    def do_copy(self) -> None:
        key = self.lines.key or ""
        if key.startswith("path:"):
            self.app.copy_to_clipboard(str(self._written[int(key[5:])]))
            self.say(_("The path is copied, if this terminal allows it."))
        else:
            self.say(_("Choose a report that is written."))

    def do_folder(self) -> None:
        if not self._writing:
            self._choose_folder()

    def on_unmount(self) -> None:
        if self._work is not None:
            self._work.stop()

    def do_back(self) -> None:
        if self._writing and self._work is not None:
            self._work.stop()
        else:
            self.dismiss(None)
