"""What the walk asks in boxes: reasons, notes, photos, corrective actions, jumps. Each leads to one change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from audit_tui.clock import site_now
from audit_tui.errors import AuditError
from audit_tui.keeping import action_values
from audit_tui.model.audit import Action, State
from audit_tui.model.text import pick
from audit_tui.phrases.causes import cause_of
from audit_tui.rules.moments import read_due
from audit_tui.rules.routing import Slot
from audit_tui.rules.view import Owed
from audit_tui.tui import actions
from audit_tui.tui.card_keys import key_on
from audit_tui.tui.desk import Typed
from audit_tui.tui.kept_words import put_back_words
from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen
from audit_tui.tui.talk import _, language

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk import WalkScreen


class Asks:
    """Opens the boxes of one walk screen and puts what they answer on the desk."""

    def __init__(self, screen: WalkScreen) -> None:
        self._screen = screen

    def _slot(self) -> Slot | None:
        slot = self._screen.slot
        if slot is None or not slot.is_asked:
            self._screen.say(_("This is nothing to answer; Enter goes on."))
            return None
        return slot

    def _push(self, box: Any, then: Callable[[Any], None], what: str = "", saved: Any = "") -> None:
        """Open a box; what is typed in it about `what` is kept until it is saved or stepped out of."""
        desk = self._screen.desk

        def closed(answer: Any) -> None:
            if answer is None:
                desk.forget(what)
            then(answer)

        if what:
            desk.watch(box, what, saved)
        self._screen.app.push_screen(box, closed)

    def _queue(
        self, make: Callable[[], Any], then: Callable[[], None] | None = None, typed: Typed | None = None
    ) -> None:
        self._screen.desk.queue(partial(self._screen.desk.put, make, then, typed=typed))

    # -- setting a question aside ---------------------------------------------------------------------

    def recent_reasons(self, state: State) -> list[str]:
        """Reasons given so far for this state, the last one first."""
        items = self._screen.session.record.projection.items.values()
        given = sorted(
            (item for item in items if item.state is state and item.reason), key=lambda item: -item.at
        )
        return list(dict.fromkeys(item.reason for item in given))[:5]

    def not_applicable(self) -> None:
        slot = self._slot()
        if slot is None:
            return
        if not slot.question.allow_na:
            told = _("N/A is not allowed here. If it could not be seen: {key}, not observed.")
            self._screen.say(told.format(key=key_on(slot.question, "walk.not_observed")), "bad")
            return
        session = self._screen.session
        self._reason(slot, State.NOT_APPLICABLE, _("Why does this not apply?"), session.not_applicable)

    def not_observed(self) -> None:
        slot = self._slot()
        if slot is not None:
            session = self._screen.session
            self._reason(slot, State.NOT_OBSERVED, _("Why could this not be observed?"), session.not_observed)

    def _reason(self, slot: Slot, state: State, title: str, propose: Callable[[str, str], Any]) -> None:
        def given(why: str | None) -> None:
            if why:
                typed = Typed(what, _("the reason at {label}").format(label=slot.label), why)
                self._queue(lambda: propose(slot.path, why), partial(self._screen.answered, slot.path), typed)

        what = f"{'unseen' if state is State.NOT_OBSERVED else 'reason'}:{slot.path}"
        item = self._screen.session.item(slot.path)
        saved = item.reason if item.state is state else ""
        value = self._screen.desk.typed(what) or saved
        text = pick(slot.question.text, language())
        box = PromptScreen(title, help=text, value=value, recent=self.recent_reasons(state))
        self._push(box, given, what, saved)

    def correct(self, slot: Slot, typed: str, grade: Any, then: Callable[[], None] | None) -> None:
        """A measured time is corrected by hand with a reason only, which the history keeps."""
        screen, session = self._screen, self._screen.session

        def given(why: str | None) -> None:
            if why:
                make = partial(session.answer, slot.path, typed, grade=grade, reason=why)
                label = _("the correction at {label}").format(label=slot.label)
                self._queue(make, then or partial(screen.answered, slot.path), Typed(what, label, why))
            else:
                screen.renew()
                screen.say(_("The measured time stands."))
                screen.refresh_card()

        what = f"correction:{slot.path}"
        recent = [_("stopped too late"), _("stopped too early"), _("started too late")]
        title = _("Why is the measured time corrected?")
        value = screen.desk.typed(what) or ""
        box = PromptScreen(title, help=pick(slot.question.text, language()), value=value, recent=recent)
        self._push(box, given, what)

    # -- notes and texts ------------------------------------------------------------------------------

    def note(self, *, private: bool) -> None:
        from audit_tui.tui.screens.editor import EditorScreen

        slot = self._slot()
        if slot is None:
            return
        if self._screen.desk.remarks is not None:
            from audit_tui.tui.screens.remark import ask_remark

            ask_remark(
                self._screen, self._screen.session, self._screen.desk.remarks, slot.path, self._remarked
            )
            return
        if self._screen.desk.readonly:
            return
        item = self._screen.session.item(slot.path)
        title = (
            _("Private note: it never leaves this computer")
            if private
            else _("Note: it is printed in the report")
        )

        def written(text: str | None) -> None:
            if text == before:
                self._screen.desk.forget(what)
            if text == before and kept is None:
                self._screen.say(_("The note stands as it was.") if before else _("No note was written."))
            elif text is not None:
                make = partial(self._screen.session.note, slot.path, text, private=private)
                typed = Typed(what, _("the note at {label}").format(label=slot.label), text)
                self._queue(make, partial(self._after_debt, slot.path, _("Note saved.")), typed)

        what = f"{'private' if private else 'note'}:{slot.path}"
        kept = self._screen.desk.typed(what)
        before = item.private_note if private else item.note
        text, told = (before, "") if kept is None else (kept, self._put_back(what))
        box = EditorScreen(title, help=pick(slot.question.text, language()), text=text, told=told)
        self._push(box, written, what, before)

    def _remarked(self, words: str) -> None:
        self._screen.refresh_card()
        self._screen.say(words, "good")

    def _put_back(self, what: str) -> str:
        """What to tell of a text that stands in its box again."""
        half = self._screen.desk.half_typed(what)
        return "" if half is None else put_back_words(half, self._screen.desk.clock)

    def write_text(self, slot: Slot) -> None:
        from audit_tui.tui.screens.editor import EditorScreen

        value = self._screen.session.item(slot.path).value
        before = value if isinstance(value, str) else ""
        what = f"text:{slot.path}"
        kept = self._screen.desk.typed(what)

        def written(text: str | None) -> None:
            if text and (text != before or kept is not None):
                session = self._screen.session
                typed = Typed(what, _("the text at {label}").format(label=slot.label), text)
                self._queue(
                    lambda: session.answer(slot.path, text), partial(self._screen.answered, slot.path), typed
                )
            elif text == "" and before:
                self._screen.desk.queue(self._screen.do_clear)
            if text is None or text == before or not text:
                self._screen.desk.forget(what)

        box = EditorScreen(
            pick(slot.question.text, language()),
            help=pick(slot.question.help, language()),
            text=before if kept is None else kept,
            limit=slot.question.max_length,
            told=self._put_back(what),
        )
        self._push(box, written, what, before)

    # -- what a failure demands -----------------------------------------------------------------------

    def debts(self, path: str) -> list[Owed]:
        """What this question still demands."""
        slot = self._screen.session.visible(path)
        return [] if slot is None else self._screen.session.owed_at(slot)

    def settle_debt(self, owed: Owed) -> None:
        """Open the box for one demand."""
        if owed.what == "comment":
            self.note(private=False)
        elif owed.what == "action":
            self.action()
        else:
            self.evidence()

    def _after_debt(self, path: str, words: str) -> None:
        self._screen.say(words, "good")
        if self._screen.follow_up and self._screen.session.cursor == path and not self.debts(path):
            self._screen.advance(path)

    def evidence(self) -> None:
        slot = self._slot()
        if slot is None:
            return
        from audit_tui.tui.screens.evidence import EvidenceScreen

        screen = self._screen

        def closed(count: int | None) -> None:
            if slot.question.type in ("photo", "file"):
                if count and screen.session.state(slot.path) is not State.OPEN:
                    screen.desk.queue(partial(screen.answered, slot.path))
            else:
                screen.desk.queue(partial(self._after_debt, slot.path, screen.echo))

        self._push(EvidenceScreen(screen.desk, slot, screen.host.workspace), closed)

    def inbox(self) -> None:
        """Pictures from phones: which belongs to which owed photo."""
        from audit_tui.tui.screens.inbox import InboxScreen

        self._push(InboxScreen(self._screen.desk, self._screen.session.cursor), lambda _done: None)

    def owe_photo(self) -> None:
        """Say that a photo of this follows, or that none does any more."""
        slot = self._slot()
        if slot is None or not slot.is_asked:
            return
        screen, path = self._screen, slot.path
        on = screen.session.item(path).photo_owed is None
        words = _("No photo is owed here any more.")
        if on:
            words = _("Photo owed: {summary} lists it, {key} takes it back.").format(
                summary=actions.key("walk.summary"), key=key_on(slot.question, "walk.owe_photo")
            )

        def kept() -> None:
            self._after_debt(path, words)
            if on and slot.question.type == "photo" and screen.session.cursor == path:
                screen.advance(path)

        screen.desk.put(lambda: screen.session.owe_photo(path, on=on), kept)

    def action(self) -> None:
        slot = self._slot()
        if slot is None:
            return
        from audit_tui.tui.screens.form import action_form

        session, clock = self._screen.session, self._screen.desk.clock
        what, today = f"action:{slot.path}", date.fromisoformat(self.now("date"))
        before = session.item(slot.path).actions[-1] if session.item(slot.path).actions else None
        saved = action_values(before, with_cause=session.record.asks_cause)
        typed = self._screen.desk.typed(what)
        before = typed if isinstance(typed, Action) else before

        def filled(values: dict[str, str] | None) -> None:
            if values is None:
                return
            action = Action(
                id=before.id if before else clock.ulid(),
                what=values["what"],
                owner=values["owner"],
                due=read_due(values["due"], today) if values["due"] else None,
                verify=values["verify"],
                cause=cause_of(values.get("cause", "")),
            )
            self._queue(
                lambda: session.add_action(slot.path, action),
                partial(self._after_debt, slot.path, _("Corrective action saved.")),
                Typed(what, _("the corrective action at {label}").format(label=slot.label), action),
            )

        values = (
            typed if isinstance(typed, dict) else action_values(before, with_cause=session.record.asks_cause)
        )
        box = action_form(
            pick(slot.question.text, language()),
            values,
            today,
            with_cause=session.record.asks_cause,
            unsaved=typed is not None,
        )
        self._push(box, filled, what, saved)

    # -- repeats --------------------------------------------------------------------------------------

    def instance(self, slot: Slot, number: int) -> None:
        """Go into an instance of a repeat; 0 adds one."""
        screen, session = self._screen, self._screen.session
        ulids = session.record.projection.instances.get(slot.path, [])
        if number == 0:

            def added() -> None:
                screen.enough.discard(slot.path)
                self._enter_instance(slot, session.record.projection.instances[slot.path][-1])

            screen.desk.put(lambda: session.add_instance(slot.path), added)
        elif number <= len(ulids):
            self._enter_instance(slot, ulids[number - 1])
        else:
            screen.say(_("There is no number {number} yet; 0 adds one.").format(number=number), "bad")

    def _enter_instance(self, slot: Slot, ulid: str) -> None:
        session = self._screen.session
        mine = [one for one in session.slots if one.path.startswith(f"{slot.path}/{ulid}/")]
        target = next((one for one in mine if session.state(one.path) is State.OPEN and one.is_asked), None)
        if target is None and mine:
            target = mine[0]
        if target is not None:
            self._screen.go(target.path)

    def remove_instance(self, slot: Slot) -> None:
        session = self._screen.session
        ulids = session.record.projection.instances.get(slot.path, [])
        if not ulids:
            self._screen.say(_("There is nothing to remove."))
            return
        name = pick(slot.question.text, language())
        answers = [(ulid, f"{name} {at}") for at, ulid in enumerate(ulids, 1)]

        def chosen(ulid: str | None) -> None:
            if ulid:
                self._queue(lambda: session.remove_instance(slot.path, ulid))

        text = _("What was answered in it stays in the history, and leaves the score.")
        self._push(ConfirmScreen(_("Remove which one?"), text, answers), chosen)

    # -- jumps ----------------------------------------------------------------------------------------

    def outline(self) -> None:
        from audit_tui.tui.screens.outline import OutlineScreen

        self._push(OutlineScreen(self._screen.session, searching=False), self._jump)

    def search(self) -> None:
        from audit_tui.tui.screens.outline import OutlineScreen

        self._push(OutlineScreen(self._screen.session, searching=True), self._jump)

    def _jump(self, path: str | None) -> None:
        if path:
            self._screen.desk.queue(partial(self._screen.go, path))

    def feedback(self) -> None:
        """Note what a customer wished for or complained about, here and at this touchpoint."""
        from audit_tui.tui.screens.feedback import note_feedback

        walk, header = self._screen, self._screen.session.record.header
        slot = walk.slot
        touchpoint = walk.session.checklist(slot.checklist).touchpoint if slot is not None else ""
        note_feedback(
            walk.host,
            walk.session.site,
            touchpoint or "",
            lambda note: walk.say(_("Noted: {text}").format(text=note.text[:60]), "good"),
            audit=header.id,
            number=header.number,
            by=walk.session.record.events[0].actor,
        )

    def jot(self) -> None:
        """Jot down what was seen or heard, for the debrief."""
        from audit_tui.rules.jottings import jottings
        from audit_tui.tui.screens.jots import JotScreen

        screen, session = self._screen, self._screen.session

        def keep(text: str, kept: Callable[[str], None]) -> None:
            typed = Typed(f"jot:{text}", _("what was jotted down"), text)
            self._queue(partial(session.jot, text), partial(kept, ""), typed)
            screen.set_timer(0.05, partial(wait, typed.what, kept))

        def wait(what: str, kept: Callable[[str], None]) -> None:
            if what in screen.desk.unsaved:
                kept(screen.desk.problem)
            elif screen.desk.waiting:
                screen.set_timer(0.05, partial(wait, what, kept))

        title = _("Jot pad: {site} · {number}").format(
            site=session.site.name, number=session.record.header.number
        )
        text = screen.desk.typed("jot") or ""
        box = JotScreen(title, lambda: jottings(session.record), keep, text=text)
        self._push(box, lambda _closed: screen.refresh_card(), "jot")

    def history(self) -> None:
        """Show what was said at this place so far."""
        screen, slot = self._screen, self._screen.slot
        if slot is None:
            return
        from audit_tui.rules.history import history
        from audit_tui.tui.screens.history import HistoryScreen

        try:
            people = screen.host.registry.people()
        except AuditError as error:
            screen.say(str(error), "bad")
            return
        entries = history(screen.session.record, slot.path, people)
        screen.app.push_screen(HistoryScreen(screen.session, slot, entries))

    def standard(self) -> None:
        """Show the standard of the card, or all standards of the audit; a question chosen there is gone to."""
        from audit_tui.tui.screens.standards import StandardScreen, StandardsScreen
        from audit_tui.tui.standards import of_audit

        screen, slot = self._screen, self._screen.slot
        shelf = of_audit(screen.session)
        code = getattr(slot.question, "standard", None) if slot is not None else None
        id_ = f"{slot.checklist}/{code}" if slot is not None and code else ""
        one = next((each for each in shelf.standards if each.id == id_), None)
        if one is not None:
            self._push(StandardScreen(one, shelf), self._jump)
        elif shelf.standards:
            self._push(StandardsScreen(shelf), self._jump)
        else:
            screen.say(_("This audit has no standards."))

    def summary(self) -> None:
        from audit_tui.tui.screens.summary import SummaryScreen

        def left(target: str | None) -> None:
            if target == "home":
                self._screen.leave()
            else:
                self._jump(target)

        self._push(SummaryScreen(self._screen.desk), left)

    def facts(self) -> None:
        """The details of the visit, in the summary that they belong to."""
        from audit_tui.tui.screens.summary import SummaryScreen

        self.summary()
        if isinstance(self._screen.app.screen, SummaryScreen):
            self._screen.app.screen.do_facts()

    def finish(self) -> None:
        from audit_tui.tui.ending import finish

        finish(self._screen.host, self._screen.desk, self._jump, self._leave)

    def _leave(self) -> None:
        if self._screen.is_current:
            self._screen.leave()

    # -- what the disk refused --------------------------------------------------------------------------

    def leave_unsaved(self) -> None:
        """Something is not saved: leaving waits for an answer."""
        screen = self._screen
        kept = [each.typed.label for each in screen.desk.unsaved.values() if each.typed is not None]
        named = ", ".join(kept) or _("the last answer")

        def chosen(answer: str | None) -> None:
            if answer == "again":
                screen.keep_and(screen.leave)
            elif answer == "leave":
                screen.leave()

        answers = [
            ("again", _("Try again, then leave")),
            ("stay", _("Stay here")),
            ("leave", _("Leave, and lose what is not saved")),
        ]
        text = _("Not on disk: {what}. Everything else is saved.").format(what=named)
        self._push(ConfirmScreen(_("Leave what is not saved?"), text, answers), chosen)

    def take_over(self) -> None:
        """Open the audit once more; it may be free by now."""
        from audit_tui.tui.opening import take_over

        take_over(self._screen.host, self._screen)

    def report(self) -> None:
        from audit_tui.tui.ending import report

        report(self._screen.host, self._screen.desk)

    # -- time -----------------------------------------------------------------------------------------

    def now(self, kind: str) -> str:
        """Today, the time of day, or both, at the site."""
        moment = site_now(self._screen.desk.clock.wall(), self._screen.session.site.zone)
        return {"date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}.get(kind, f"{moment:%Y-%m-%d %H:%M}")
