"""The backups that were made here, whether they hold what was erased since, and making one with progress.

Taking a backup back stays on the command line, where the workspace it goes into is named.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.locale_format import moment_words
from audit_tui.store.backup import Backup, make_backup
from audit_tui.store.copies import Copy, copies
from audit_tui.tui import actions
from audit_tui.tui.folders import folder_prompt, typed_path
from audit_tui.tui.screens.lists import ListScreen, head, kib
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.screens.store import age_words
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.working import StoppedError, Work


class BackupsScreen(ListScreen):
    """The backups of the workspace."""

    SCOPE = "backups"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("backups")]

    def __init__(self) -> None:
        super().__init__()
        self._copies: dict[str, Copy] = {}
        self._working = False
        self._work: Work | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self.do_refresh()

    # -- showing --------------------------------------------------------------------------------------

    def do_refresh(self) -> None:
        self.entitle(f"{_('Store')} › {_('Backups')}")
        if not self._working:
            self.head(_("Looking into the backups…"))
            self._look()

    @work(thread=True, exclusive=True, group="look")
    def _look(self) -> None:
        try:
            found: list[Copy] | AuditError = copies(self.host.workspace, self.host.clock)
        except AuditError as error:
            found = error
        self.app.call_from_thread(self._seen, found)

    def _seen(self, found: list[Copy] | AuditError) -> None:
        if not self.is_attached or self._working:
            return
        if isinstance(found, AuditError):
            self.head(_("The list of backups cannot be read."))
            self.say(str(found), "bad")
            return
        self._copies = {f"{at}|{one.kept.file}": one for at, one in enumerate(found)}
        if found:
            days = (self.host.clock.wall() - found[0].kept.made) // 86_400_000
            words = _("The last backup was made {ago}. b makes one.").format(ago=age_words(days))
        else:
            words = _("No backup was made here yet. b makes one.")
        self.head(f"{words}\n{_('To take one back: audit-tui restore FILE, on the command line.')}")
        rows = [head(_("Made here, the last one first"))] if found else []
        for key, one in self._copies.items():
            made = moment_words(iso(one.kept.made))
            rows.append(Line(key, f"{made}  {Path(one.kept.file).name}", kib(one.kept.size), self._tone(one)))
            rows.append(Line(None, f"   {self._state(one)}", "", "dim"))
        self.fill(rows)

    @staticmethod
    def _tone(one: Copy) -> str:
        return "warn" if one.holds_erased or one.fault else ""

    @staticmethod
    def _state(one: Copy) -> str:
        if one.fault:
            return f"! {_(one.fault)}"
        if not one.holds_erased:
            return _("holds nothing that was erased since")
        parts = []
        if one.people:
            parts.append(plural("{count} person erased since", "{count} people erased since", one.people))
        if one.audits:
            parts.append(
                plural(
                    "values erased since in {count} audit",
                    "values erased since in {count} audits",
                    len(one.audits),
                )
            )
        return f"! {_('still holds')}: {', '.join(parts)}"

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        one = self._copies[event.key]
        lines = [one.kept.file, f"SHA-256 {one.kept.sha256}", self._state(one)]
        if one.audits:
            lines.append(", ".join(one.audits[:12]))
        if one.holds_erased:
            lines.append(_("A backup is never changed: make a new one, then delete this one."))
        title = moment_words(iso(one.kept.made))
        self.app.push_screen(ConfirmScreen(title, "\n".join(lines), [("back", _("Back"))]))

    # -- making one -----------------------------------------------------------------------------------

    def do_make(self) -> None:
        if self._working:
            return

        def chosen(text: str | None) -> None:
            if text and not self._working:
                self._working = True
                self.head(_("Backing up…"))
                self._make(typed_path(text))

        exports = str(self.host.workspace.exports)
        used = [str(Path(one.kept.file).parent) for one in self._copies.values()]
        recent = [*dict.fromkeys(each for each in used if each != exports and Path(each).is_dir()), exports]
        why = _("Best on another disk, where only you can read it: it holds names and private notes.")
        self.app.push_screen(
            folder_prompt(_("Back up into which folder?"), why, recent, made=[exports]), chosen
        )

    @work(thread=True, group="make")
    def _make(self, folder: Path) -> None:
        work = self._work = Work(self.app, self._progress)
        # The folder of exports may have to be made first.
        to = None if folder == self.host.workspace.exports else folder

        said = {
            "write": _("Backing up: {done} of {total} MiB"),
            "check": _("Reading back: {done} of {total} MiB"),
        }

        def progress(what: str, done: int, total: int) -> None:
            work.told(said.get(what, said["check"]), done >> 20, -(-total >> 20))

        try:
            done: Backup | AuditError | None = make_backup(
                self.host.workspace, self.host.clock, to=to, progress=progress
            )
        except StoppedError:
            done = None
        except AuditError as error:
            done = error
        self.app.call_from_thread(self._made, done)

    def _progress(self, words: str) -> None:
        if self.is_attached and self._working:
            self.head(f"{words}\n{_('x stops it.')}")

    def _made(self, done: Backup | AuditError | None) -> None:
        self._working = False
        if not self.is_attached:
            return
        self.do_refresh()
        if done is None:
            self.say(_("Stopped; nothing was left behind."))
        elif isinstance(done, AuditError):
            self.say(f"{done.what} {done.next_step}".strip(), "bad")
        else:
            self.say(_("The backup is made, read back and whole."), "good")
            lines = [str(done.path), f"{kib(done.size)} · SHA-256 {done.sha256}"]
            lines += [f"! {note.message}" for note in done.notes[:6]]
            lines.append(_("It holds names and private notes. Keep it where only you can read it."))
            self.app.push_screen(ConfirmScreen(_("Backup"), "\n".join(lines), [("back", _("Back"))]))

    def do_stop(self) -> None:
        if self._working and self._work is not None:
            self._work.stop()

    def do_back(self) -> None:
        if self._working:
            self.say(_("A backup is being made; x stops it."))
        else:
            self.dismiss(None)
