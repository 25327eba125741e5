"""Encryption of the workspace: how it stands, turning it on and off, and its keys.

The same as `audit-tui encryption`. A pass over everything takes a while with many audits, so it is done in the
background and told; broken off, it goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import work
from textual.binding import BindingType

from audit_tui.errors import AuditError
from audit_tui.tui import actions
from audit_tui.tui.screens.keys_of_workspace import NewPassphraseScreen, RecoveryKeyScreen
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.working import StoppedError, Work

if TYPE_CHECKING:
    from audit_tui.store.encrypting import Pass
    from audit_tui.store.sealed_survey import Lying

Way = Literal["on", "off"]


class EncryptionScreen(ListScreen):
    """The keys of the workspace, and what lies encrypted in it."""

    SCOPE = "encryption"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("encryption")]

    def __init__(self) -> None:
        super().__init__()
        self._working = False
        self._work: Work | None = None
        self._left: list[tuple[str, str]] = []
        """What the last pass could not reach, and why."""

    def on_mount(self) -> None:
        super().on_mount()
        self.do_refresh()

    # -- showing --------------------------------------------------------------------------------------

    def do_refresh(self) -> None:
        self.entitle(f"{_('Store')} › {_('Encryption')}")
        if not self._working:
            self._tell_stand()
            self._look()

    def _tell_stand(self) -> None:
        from audit_tui.phrases.encryption import stand_lines

        key = actions.key("encryption.turn")
        lines = stand_lines(self.host.workspace.vault)
        step = {
            "off": _("{key} turns it on: names, private notes, photos and files are encrypted then."),
            "missing": _("{key} makes new keys, if nothing is encrypted yet."),
            "encrypting": _("{key} goes on with it."),
            "decrypting": _("{key} goes on with it."),
            "on": _("{key} turns it off."),
        }.get(self.host.workspace.vault.stage, "")
        self.head("\n".join([*lines[:2], step.format(key=key)]))

    @work(thread=True, exclusive=True, group="look")
    def _look(self) -> None:
        from audit_tui.store.sealed_survey import survey_sealed

        try:
            found: Lying | AuditError = survey_sealed(self.host.workspace)
        except AuditError as error:
            found = error
        self.app.call_from_thread(self._seen, found)

    def _seen(self, found: Lying | AuditError) -> None:
        if not self.is_attached:
            return
        if isinstance(found, AuditError):
            self.say(str(found), "bad")
            return
        from audit_tui.phrases.encryption import kind_words, stand_lines

        opens = stand_lines(self.host.workspace.vault)[2:]
        rows = [*(Line(None, line, "", "dim") for line in opens), *([Line(None, "")] if opens else [])]
        rows.append(head(_("What lies encrypted, and what plain")))
        for kind, name in kind_words().items():
            counts = _("{sealed} encrypted, {plain} plain").format(
                sealed=found.sealed[kind], plain=found.plain[kind]
            )
            rows.append(Line(kind, name, counts))
        if self._left:
            rows.append(head(_("Not reached yet"), str(len(self._left))))
            for name, why in self._left:
                rows += [Line(f"left:{name}", name, "", "warn"), Line(None, f"   {why}", "", "dim")]
        self.fill(rows)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()

    # -- on and off -----------------------------------------------------------------------------------

    def do_turn(self) -> None:
        vault = self.host.workspace.vault
        if self._working:
            self.say(_("It is being done; x stops it, and the next time it goes on."))
        elif vault.stage == "damaged":
            self.say(str(vault.why_locked()), "bad")
        elif vault.stage in ("off", "missing"):
            self._ask_how()
        elif vault.stage == "on":
            self._when_open(self._ask_off)
        else:
            self._when_open(lambda: self._begin("on" if vault.stage == "encrypting" else "off"))

    def _when_open(self, then: Callable[[], object]) -> None:
        """Do something that needs the key; ask for it first where it is not here."""
        from audit_tui.tui.screens.unlock import UnlockScreen

        def answered(opened: bool | None) -> None:
            if opened:
                self.host.opened()
                then()

        if self.host.can_unlock:
            self.app.push_screen(UnlockScreen(), answered)
        elif self.host.workspace.vault.is_open:
            then()
        else:
            self.say(_("This workspace is not encrypted."))

    def _ask_off(self) -> None:
        def chosen(answer: str | None) -> None:
            if answer == "off":
                self._begin("off")

        text = _("Everything is written in plain again, and the keys are forgotten.")
        answers = [("back", _("Leave it on")), ("off", _("Turn it off"))]
        self.app.push_screen(ConfirmScreen(_("Turn encryption off?"), text, answers), chosen)

    @work(thread=True, group="ring")
    def _ask_how(self) -> None:
        from audit_tui.store import ring
        from audit_tui.store.encrypting import require_no_keys

        try:
            # Before anybody thinks up a passphrase.
            require_no_keys(self.host.workspace)
        except AuditError as error:
            self.app.call_from_thread(self._told, f"{error.what} {error.next_step}".strip(), "bad")
            return
        self.app.call_from_thread(self._choose_how, ring.name())

    def _choose_how(self, keyring: str | None) -> None:
        def chosen(answer: str | None) -> None:
            if answer == "ring":
                self._make(None, keyring=True)
            elif answer in ("both", "passphrase"):
                self._ask_passphrase(lambda text: self._make(text, keyring=answer == "both"))

        if keyring is None:
            chosen("passphrase")
            return
        text = _("Where is the key to be kept? A recovery key is made in any case.")
        answers = [
            ("ring", _("In the keyring of this machine ({name}); nothing is asked").format(name=keyring)),
            ("both", _("There, and under a passphrase for other machines")),
            ("passphrase", _("Under a passphrase only")),
        ]
        self.app.push_screen(ConfirmScreen(_("Turn encryption on"), text, answers), chosen)

    def _ask_passphrase(self, then: Callable[[str], object]) -> None:
        def typed(text: str | None) -> None:
            if text:
                then(text)

        self.app.push_screen(NewPassphraseScreen(), typed)

    @work(thread=True, group="keys")
    def _make(self, passphrase: str | None, *, keyring: bool) -> None:
        from audit_tui.store.encrypting import make_keys

        try:
            made: str | AuditError = make_keys(self.host.workspace, passphrase=passphrase, keyring=keyring)
        except AuditError as error:
            made = error
        self.app.call_from_thread(self._show_recovery, made, lambda: self._begin("on"))

    def _show_recovery(self, made: str | AuditError, then: Callable[[], object]) -> None:
        if isinstance(made, AuditError):
            self.say(f"{made.what} {made.next_step}".strip(), "bad")
            return

        def written(_down: bool | None) -> None:
            then()

        self.app.push_screen(RecoveryKeyScreen(made), written)

    def _begin(self, way: Way) -> None:
        if not self._working:
            self._working = True
            self.head(_("Encrypting…") if way == "on" else _("Decrypting…"))
            self._convert(way)

    @work(thread=True, group="convert")
    def _convert(self, way: Way) -> None:
        from audit_tui.store.encrypting import convert

        said = _("Encrypting: {done} of {total}") if way == "on" else _("Decrypting: {done} of {total}")
        work = self._work = Work(self.app, self._tell)
        try:
            done: Pass | AuditError | None = convert(
                self.host.workspace, self.host.clock, way, lambda at, total: work.told(said, at, total)
            )
        except StoppedError:
            done = None
        except AuditError as error:
            done = error
        self.app.call_from_thread(self._converted, way, done)

    def _tell(self, words: str) -> None:
        if self.is_attached and self._working:
            self.head(f"{words}\n{_('x stops it.')}")

    def _converted(self, way: Way, done: Pass | AuditError | None) -> None:
        self._working = False
        if not self.is_attached:
            return
        self._left = [] if done is None or isinstance(done, AuditError) else done.left
        self.host.opened()
        if done is None:
            self.say(_("Stopped. Everything is readable; it goes on where it stopped."))
        elif isinstance(done, AuditError):
            self.say(f"{done.what} {done.next_step}".strip(), "bad")
        elif done.left:
            words = plural("{count} file was not reached.", "{count} files were not reached.", len(done.left))
            self.say(words, "bad")
        elif way == "on":
            self.say(
                _("Everything that names people is encrypted now. Backups made before are plain."), "good"
            )
        else:
            self.say(_("Everything is plain again; the keys are gone."), "good")

    # -- keys -----------------------------------------------------------------------------------------

    def do_passphrase(self) -> None:
        if not self._working:
            self._when_open(lambda: self._ask_passphrase(self._set_passphrase))

    @work(thread=True, group="keys")
    def _set_passphrase(self, text: str) -> None:
        from audit_tui.store.encrypting import set_passphrase

        words, tone = _("The passphrase is set."), "good"
        try:
            set_passphrase(self.host.workspace, text)
        except AuditError as error:
            words, tone = f"{error.what} {error.next_step}".strip(), "bad"
        self.app.call_from_thread(self._told, words, tone)

    def _told(self, words: str, tone: str) -> None:
        if self.is_attached:
            self.do_refresh()
            self.say(words, tone)

    def do_recovery(self) -> None:
        if not self._working:
            self._when_open(self._renew)

    @work(thread=True, group="keys")
    def _renew(self) -> None:
        from audit_tui.store.encrypting import renew_recovery

        try:
            made: str | AuditError = renew_recovery(self.host.workspace)
        except AuditError as error:
            made = error
        told = _("The old recovery key opens nothing any more.")
        self.app.call_from_thread(self._show_recovery, made, lambda: self._told(told, "good"))

    def do_stop(self) -> None:
        if self._working and self._work is not None:
            self._work.stop()

    def do_back(self) -> None:
        if self._working:
            self.say(_("It is being done; x stops it, and the next time it goes on."))
        else:
            self.dismiss(None)
