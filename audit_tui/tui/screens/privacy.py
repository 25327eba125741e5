"""What is due for erasure and what is held: erased after a question, on a ground that is typed; never by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from audit_tui.errors import AuditError
from audit_tui.locale_format import day_words
from audit_tui.rules.writing import new_run
from audit_tui.store.due import CLASSES, Due, due
from audit_tui.store.erasing import Eraser, Outcome, check_ground
from audit_tui.store.holds import Hold
from audit_tui.store.privacy import Privacy
from audit_tui.tui import actions
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen
from audit_tui.tui.talk import _, later, plural
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.words import day_of

_CLASSES = {
    "person": later("names and signatures"),
    "private": later("private notes"),
    "note": later("notes"),
    "evidence": later("photos and files"),
}


class PrivacyScreen(ListScreen):
    """Due erasures and legal holds of the workspace."""

    SCOPE = "privacy"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("privacy")]

    def __init__(self) -> None:
        super().__init__()
        self._due: dict[str, Due] = {}
        self._holds: dict[str, Hold] = {}
        self._unread: list[tuple[str, str]] = []
        self._working = False

    def on_mount(self) -> None:
        super().on_mount()
        self.do_refresh()

    # -- showing --------------------------------------------------------------------------------------

    def do_refresh(self) -> None:
        self.entitle(f"{_('Store')} › {_('Erasures and holds')}")
        self.head(_("Looking at the audits…"))
        self._look()

    @work(thread=True, exclusive=True)
    def _look(self) -> None:
        privacy = Privacy(self.host.workspace, self.host.clock)
        try:
            found, unread = due(privacy, self.host.clock, known=self.host.erasable)
            holds = privacy.holds.all()
        except AuditError as error:
            self.app.call_from_thread(self._failed, error)
            return
        self.app.call_from_thread(self._seen, found, unread, holds)

    def _failed(self, error: AuditError) -> None:
        if self.is_attached:
            self.head(_("It could not be looked at."))
            self.say(str(error), "bad")

    def _seen(self, found: list[Due], unread: list[tuple[str, str]], holds: dict[str, Hold]) -> None:
        if not self.is_attached:
            return
        self._due = {f"due|{one.audit}|{one.cls}": one for one in found}
        self._holds, self._unread = {f"hold|{hold.audit}": hold for hold in holds.values()}, unread
        values = sum(one.values for one in found)
        periods = self._periods()
        if not periods:
            self.head(_("No periods are set: [retention] in audit-workspace.toml has none."))
        elif not found:
            self.head(_("Nothing is due for erasure."))
        else:
            words = plural("{count} value is due for erasure.", "{count} values are due for erasure.", values)
            self.head(f"{words} {_('Nothing is erased by itself.')}")
        rows: list[Line] = []
        if found:
            rows.append(head(_("Due for erasure"), _("due since")))
        for key, one in self._due.items():
            count = plural("{count} value", "{count} values", one.values)
            text = f"{one.number} · {_(_CLASSES[one.cls])} · {count}"
            right = f"{_('held')} · {one.since}" if one.held else str(one.since)
            rows.append(Line(key, text, right, "dim" if one.held else "warn"))
        if holds:
            rows.append(head(_("Legal holds"), _("since")))
        rows += [
            Line(key, f"{hold.number}: {hold.reason}", day_words(day_of(hold.since)))
            for key, hold in self._holds.items()
        ]
        if unread:
            rows.append(head(_("Not looked at"), str(len(unread))))
            rows += [Line(None, f"! {name}: {why}", "", "bad") for name, why in unread]
        if periods:
            rows.append(head(_("Kept after the end of an audit")))
            rows += [Line(None, f"  {_(_CLASSES[cls])}", period, "dim") for cls, period in periods]
        self.fill(rows)

    def _periods(self) -> list[tuple[str, str]]:
        retention = self.host.workspace.settings.retention
        return [(cls, period) for cls in CLASSES if (period := getattr(retention, cls)) is not None]

    # -- doing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if event.key in self._holds:
            self._ask_release(self._holds[event.key])
            return
        one = self._due[event.key]

        def chosen(answer: str | None) -> None:
            if answer == "erase":
                self._ask_ground([one])
            elif answer == "hold":
                self._ask_reason(one.number, one.audit)

        count = plural("{count} value", "{count} values", one.values)
        text = _("{what}, {count}, due since {day}.").format(
            what=_(_CLASSES[one.cls]), count=count, day=one.since
        )
        answers = [("back", _("Leave it"))]
        if one.held:
            text += "\n" + _("Held: {reason}").format(reason=one.held)
        else:
            answers += [("erase", _("Erase it")), ("hold", _("Hold this audit instead"))]
        self.app.push_screen(ConfirmScreen(one.number, text, answers), chosen)

    def do_erase(self) -> None:
        free = [one for one in self._due.values() if not one.held]
        if not free:
            self.say(_("Nothing is due that is not held."))
        else:
            self._ask_ground(free)

    def _ask_ground(self, dues: Sequence[Due]) -> None:
        def check(text: str) -> str:
            try:
                check_ground(text, None)
            except AuditError as error:
                return error.what
            return ""

        def given(ground: str | None) -> None:
            if ground:
                self._confirm(dues, ground)

        help_ = _("It stays in the record. Do not name anybody in it.")
        self.app.push_screen(PromptScreen(_("Erase on what ground?"), help=help_, check=check), given)

    def _confirm(self, dues: Sequence[Due], ground: str) -> None:
        def chosen(answer: str | None) -> None:
            if answer == "erase" and not self._working:
                self._working = True
                self.head(_("Erasing…"))
                self._erase(list(dues), ground)

        values, audits = sum(one.values for one in dues), len({one.audit for one in dues})
        lines = [
            plural("{count} value", "{count} values", values)
            + " "
            + plural("in {count} audit.", "in {count} audits.", audits),
            _("Ground: {ground}").format(ground=ground),
            _(
                "It cannot be undone. The record still proves itself and says that they were erased. Reports of "
                "these audits in the exports folder are deleted. Backups keep what they hold."
            ),
        ]
        answers = [("keep", _("Erase nothing")), ("erase", _("Erase"))]
        self.app.push_screen(ConfirmScreen(_("Erase this for good?"), "\n".join(lines), answers), chosen)

    @work(thread=True)
    def _erase(self, dues: list[Due], ground: str) -> None:
        clock = self.host.clock
        try:
            privacy = Privacy(self.host.workspace, clock)
            device = privacy.registry.device()
            eraser = Eraser(privacy, clock, actor=device, device=device, run=new_run(clock))
            outcome: Outcome | AuditError = eraser.erase_due(dues, ground)
        except AuditError as error:
            outcome = error
        self.app.call_from_thread(self._erased, outcome)

    def _erased(self, outcome: Outcome | AuditError) -> None:
        self._working = False
        if not self.is_attached:
            return
        self.do_refresh()
        if isinstance(outcome, AuditError):
            self.say(str(outcome), "bad")
            return
        values = sum(one.values for one in outcome.audits)
        words = plural("{count} value erased", "{count} values erased", values)
        self.say(f"{words} {plural('in {count} audit.', 'in {count} audits.', len(outcome.audits))}", "good")
        lines = [
            _("{number}: the fingerprint is now {now}, reports made before bear {before}.").format(
                number=one.number, now=one.fingerprint[:16], before=one.before[:16]
            )
            for one in outcome.audits[:4]
        ]
        lines += [*outcome.changed[:4], *outcome.notes[:2]]
        lines += [
            _("Not erased: {name}: {why}").format(name=name, why=why) for name, why in outcome.skipped[:4]
        ]
        self.app.push_screen(ConfirmScreen(words, "\n".join(lines), [("back", _("Back"))]))

    # -- holds ----------------------------------------------------------------------------------------

    def do_hold(self) -> None:
        store = self.host.store

        def check(text: str) -> str:
            try:
                store.find(text)
            except AuditError as error:
                return f"{error.what} {error.next_step}".strip()
            return ""

        def given(ref: str | None) -> None:
            if ref:
                row = store.find(ref)
                self._ask_reason(row.number, row.id)

        known = list(dict.fromkeys(one.number for one in self._due.values() if not one.held))
        help_ = _("Number or id of the audit. Nothing in it is erased until it is released.")
        title = _("Hold which audit?")
        self.app.push_screen(PromptScreen(title, help=help_, recent=known, check=check), given)

    def _ask_reason(self, number: str, audit: str) -> None:
        def given(why: str | None) -> None:
            if not why:
                return
            try:
                privacy = Privacy(self.host.workspace, self.host.clock)
                hold = privacy.holds.hold(privacy.store.find(audit), why)
            except AuditError as error:
                self.say(str(error), "bad")
                return
            self.do_refresh()
            self.say(_("Audit {number} is held.").format(number=hold.number), "good")

        title = _("Hold {number}: why?").format(number=number)
        self.app.push_screen(PromptScreen(title, help=_("Do not name anybody in it.")), given)

    def do_release(self) -> None:
        hold = self._holds.get(self.lines.key or "")
        if hold is None:
            self.say(_("Choose a legal hold in the list."))
        else:
            self._ask_release(hold)

    def _ask_release(self, hold: Hold) -> None:
        def chosen(answer: str | None) -> None:
            if answer != "release":
                return
            try:
                privacy = Privacy(self.host.workspace, self.host.clock)
                privacy.holds.release(privacy.store.find(hold.audit))
            except AuditError as error:
                self.say(str(error), "bad")
                return
            self.do_refresh()
            self.say(_("Audit {number} is released.").format(number=hold.number), "good")

        text = _("Held since {day}: {reason}\nOnce released, what is due in it can be erased.").format(
            day=day_of(hold.since), reason=hold.reason
        )
        answers = [("keep", _("Keep the hold")), ("release", _("Release it"))]
        title = _("Release {number}?").format(number=hold.number)
        self.app.push_screen(ConfirmScreen(title, text, answers), chosen)
