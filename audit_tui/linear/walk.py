"""The walk in lines: says a question, takes a line, saves it, goes on. A line that begins with / is a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from audit_tui.errors import AuditError
from audit_tui.linear import answering, customers, demands, half_typed, looking, photos, rescue, tell
from audit_tui.linear.again import LastTime
from audit_tui.linear.bench import Bench
from audit_tui.linear.commands import COMMANDS, OFTEN, is_command, letter_of
from audit_tui.linear.ending import Ending
from audit_tui.linear.jots import jot
from audit_tui.linear.moving import Moves, Next
from audit_tui.linear.newer import Newer
from audit_tui.linear.voice import AGAIN
from audit_tui.model.audit import State
from audit_tui.model.text import pick
from audit_tui.rules.routing import Slot
from audit_tui.tui import cards
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language

Step = Callable[[str], str | None]
"""A step of the ending: a path to go to, "" where the audit has ended, else None."""


class LinearWalk(Moves):
    """One audit, question by question."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._workspace = bench.here.workspace
        self._ending = Ending(bench)
        self._timed = self._counted = ""
        """The stopwatch and the counter that were used last."""
        self._place = ""
        """Where the question was that was said last."""
        self._look()

    def _look(self) -> None:
        """Look for what lies beside the audit: newer checklists, the visit before."""
        self._newer, self._last_time = Newer(self._bench), LastTime(self._bench)

    def run(self) -> None:
        """Ask until the audit is left or ended."""
        self._greet()
        ask: Next = "ask"
        while ask != "leave":
            slot = self._slot()
            if slot is None:
                self._voice.say(_("Nothing is asked here: every question is hidden by its conditions."))
            elif ask != "stay":
                self._card(slot, full=ask == "full")
            attaches = slot is not None and cards.manner(slot.question) == "attach"
            typed = self._voice.ask_path() if attaches else self._voice.line()
            if is_command(slot, typed):
                ask = self._command(slot, typed[1:].strip())
            elif slot is None:
                ask = "stay"
            elif typed in AGAIN:
                ask = "full"
            else:
                ask = self._line(slot, typed.removeprefix("/") if typed.startswith("//") else typed)
            self._bench.remember()

    def _card(self, slot: Slot, *, full: bool) -> None:
        """Say a question; where it stands only where that is another place than before, or all is asked for."""
        self._voice.say()
        place = tell.place(self._session, slot)
        if full or place != self._place:
            self._voice.say(place)
        self._place = place
        self._say(tell.question(self._session, slot, self._voice.is_new, full=full))
        self._say(self._last_time.lines(slot))
        self._say(tell.running(self._session))

    def _say(self, lines: Iterable[str]) -> Next:
        for line in lines:
            self._voice.say(line)
        return "stay"

    def _greet(self) -> None:
        session, header = self._session, self._session.record.header
        progress = session.progress()
        if header.demo:
            self._voice.say(_("DEMO: everything here is invented."))
        self._voice.say(f"{session.site.name}, {header.number}.")
        self._voice.say(
            _("{answered} of {total} questions are answered.").format(
                answered=progress.answered, total=progress.total
            )
        )
        if self._bench.readonly:
            self._voice.say(_("This audit can only be read: {why}").format(why=self._bench.readonly))
            if self._bench.audit.held_by:
                self._voice.say(_("/z sees whether it is free by now, and takes it over."))
        if self._bench.audit.rescue is not None:
            rescue.offer(self._bench)
        half_typed.offer(self._bench)
        self._newer.greet()
        if self._voice.is_new("walk"):
            self._voice.say(_("? says a question again and how it is answered; /? tells the commands."))

    # -- a line ---------------------------------------------------------------------------------------

    def _line(self, slot: Slot, typed: str) -> Next:
        manner = cards.manner(slot.question)
        if not typed:
            return self._enter(slot)
        if manner == "read":
            self._voice.say(_("This is nothing to answer; Enter goes on."))
            return "stay"
        if manner == "repeat":
            if not typed.isdecimal():
                self._voice.say(tell.how(slot, self._voice.is_new, full=True))
                return "stay"
            path = answering.enter_round(self._bench, slot, int(typed))
            return self._jump(path) if path else "stay"
        if manner == "write" and not self._bench.readonly:
            typed = self._text(slot, typed)
        saved = answering.answer(self._bench, slot, typed, self._workspace)
        if saved:
            self._bench.forget(f"text:{slot.path}")
        return self._answered(slot) if saved else "stay"

    def _text(self, slot: Slot, first: str) -> str:
        """The rest of a text that begins with a line; each line is kept until the text is saved."""
        keeper = self._bench.keeper

        def keep(more: str) -> None:
            if keeper is not None:
                keeper.keep(f"text:{slot.path}", f"{first}\n{more}".strip())

        keep("")
        more = self._voice.ask_text(_("Go on with the text."), keep)
        return f"{first}\n{more}".strip()

    def _enter(self, slot: Slot) -> Next:
        """An empty line: stops a stopwatch that runs, takes the present time where it is offered, else goes on."""
        asked, open_ = slot.question, slot.is_asked and self._session.state(slot.path) is State.OPEN
        if asked.type == "stopwatch" and self._session.elapsed(slot.path) is not None:
            return self._toggle(slot)
        if open_ and getattr(asked, "default", None) == "now" and not self._bench.readonly:
            done = answering.answer(self._bench, slot, "now", self._workspace)
            return self._answered(slot) if done else "stay"
        if open_:
            self._voice.say(_("Left open."))
        self._seen.add(slot.path)
        return self._advance(slot, opened=not open_)

    def _answered(self, slot: Slot) -> Next:
        """Say what is on record now, ask for what it demands, and go on."""
        self._voice.say(tell.saved(self._session, slot))
        demands.settle(self._bench, slot, self._workspace)
        return self._advance(slot)

    # -- commands -------------------------------------------------------------------------------------

    def _command(self, slot: Slot | None, typed: str) -> Next:
        word, _space, rest = typed.partition(" ")
        letter = letter_of(word)
        if not letter:
            self._voice.say(_("There is no command /{word}. /? tells them all.").format(word=word[:20]))
            return "stay"
        name = COMMANDS[letter][0]
        changing = name in _ANSWERING or name in _CHANGING
        if name in _ANSWERING and (slot is None or not slot.is_asked):
            self._voice.say(_("This is nothing to answer; Enter goes on."))
            return "stay"
        if changing and self._bench.readonly:
            self._voice.say(_("This audit can only be read: {why}").format(why=self._bench.readonly))
            return "stay"
        try:
            if name in _ANSWERING and slot is not None:
                return _ANSWERING[name](self, slot, rest.strip())
            return _OTHERS[name](self, rest.strip())
        except AuditError as error:
            self._voice.say(str(error))
            return "stay"

    def _help(self, rest: str) -> Next:
        """The commands of every visit; after a word those about it, after `all` every one."""
        wanted = rest.casefold()
        told = {letter: (word, _(what)) for letter, (word, what) in COMMANDS.items()}
        if latin(wanted) in ("all", _("all")):
            found = list(told)
        elif wanted:
            found = [letter for letter in told if wanted in f"{letter} {' '.join(told[letter])}".casefold()]
            found = found or list(OFTEN)
        else:
            found = list(OFTEN)
        for letter in found:
            word, what = told[letter]
            self._voice.say(f"/{letter}" + (f", /{word}" if word != letter else "") + f": {what}")
        if len(found) < len(told):
            self._voice.say(_("/? all tells every command, /? and a word those about it."))
        else:
            self._voice.say(_("The beginning of a word is enough where it fits one only."))
            self._voice.say(_("An answer that begins with a slash is typed with two of them."))
        return "stay"

    def _summary(self, rest: str) -> Next:
        self._say(tell.summary(self._session, whole=latin(rest.casefold()) in ("all", _("all"))))
        self._say(looking.missed(self._session))
        return self._say(looking.before(self._bench.here, self._session))

    def _why(self, _rest: str) -> Next:
        return self._say(looking.why(self._session))

    def _experience(self, _rest: str) -> Next:
        return self._say(looking.balance(self._session))

    def _standard(self, _rest: str) -> Next:
        return self._say(looking.standards(self._session, self._slot()))

    def _history(self, _rest: str) -> Next:
        slot = self._slot()
        if slot is None:
            return "stay"
        return self._say(looking.history(self._session, slot, self._bench.here.registry.people()))

    def _undo(self, _rest: str) -> Next:
        return self._again(self._session.undo, _("Taken back."), _("There is nothing to take back."))

    def _redo(self, _rest: str) -> Next:
        return self._again(self._session.redo, _("Said again."), _("Nothing was taken back."))

    def _again(self, make: Callable[[], object], done: str, nothing: str) -> Next:
        before = self._session.record.projection.seq
        if not self._bench.put(make, quietly=True):  # type: ignore[arg-type]
            return "stay"
        if self._session.record.projection.seq == before:
            self._voice.say(nothing)
            return "stay"
        self._voice.say(done)
        where = self._session.record.events[-1].path.removesuffix("/private")
        self._session.move_to(where)
        return "ask"

    def _retry(self, _rest: str) -> Next:
        if self._bench.unsaved:
            self._bench.retry()
            return "stay"
        if not self._bench.audit.readonly or not self._session.is_open:
            self._voice.say(_("Everything is saved."))
            return "stay"
        self._bench.reopen()
        if self._bench.readonly:
            self._voice.say(_("It can still only be read. {why}").format(why=self._bench.readonly))
            return "stay"
        self._voice.say(_("The audit is yours now: everything said so far is here."))
        self._look()
        if self._bench.audit.rescue is not None:
            rescue.offer(self._bench)
        return "ask"

    def _rescue(self, _rest: str) -> Next:
        rescue.offer(self._bench)
        return "ask"

    def _move(self, _rest: str) -> Next:
        return "ask" if self._newer.ask() else "stay"

    def _jot(self, rest: str) -> Next:
        jot(self._bench, rest)
        return "stay"

    def _wish(self, rest: str) -> Next:
        customers.wish(self._bench.here, rest, self._bench)
        return "stay"

    def _inbox(self, _rest: str) -> Next:
        photos.Inbox(self._bench).run()
        return "ask"

    def _declare(self, _rest: str) -> Next:
        photos.declare(self._bench)
        return "stay"

    def _hide(self, _rest: str) -> Next:
        self._voice.hide()
        return "ask"

    def _quit(self, _rest: str) -> Next:
        if self._bench.unsaved and not self._voice.is_sure(
            _("Not everything is on disk. Leave, and lose what is not?")
        ):
            return "stay"
        return "leave"

    def _end(self, step: Step, rest: str) -> Next:
        target = step(rest)
        if not self._session.is_open and target == "":
            return "leave"
        return self._jump(target) if target else "stay"

    def _delete(self, _rest: str) -> Next:
        slot = self._slot()
        if slot is not None and slot.question.type == "repeat":
            return self._remove_round(slot)
        if slot is None or not slot.is_asked:
            self._voice.say(_("This is nothing to answer; Enter goes on."))
            return "stay"
        if slot.question.type in ("photo", "file"):
            kept = self._session.item(slot.path).evidence
            if kept and self._voice.is_sure(_("Take the last photo or file away?")):
                self._bench.put(lambda: self._session.remove_evidence(slot.path, kept[-1].id))
            return "ask"
        self._bench.put(lambda: self._session.clear(slot.path))
        return "ask"

    def _remove_round(self, slot: Slot) -> Next:
        rounds = self._session.record.projection.instances.get(slot.path, [])
        if not rounds:
            self._voice.say(_("There is nothing to remove."))
            return "stay"
        name = pick(slot.question.text, language())
        chosen = self._voice.ask_one_of(
            _("Remove which one?"), [f"{name} {at}" for at in range(1, len(rounds) + 1)]
        )
        if chosen is not None:
            self._bench.put(lambda: self._session.remove_instance(slot.path, rounds[chosen]))
        return "ask"

    # -- time -----------------------------------------------------------------------------------------

    def _time(self, _rest: str) -> Next:
        """The stopwatch of this question, else the one that runs, else the one used last, else the next one."""
        slot, running = self._slot(), self._session.running()
        if slot is not None and slot.question.type == "count":
            return self._count("")
        if slot is None or slot.question.type != "stopwatch":
            slot = self._session.visible(running[0] if running else self._timed) or self._next_stopwatch()
        if slot is None:
            self._voice.say(_("No time is left to be taken in this audit."))
            return "stay"
        return self._toggle(slot)

    def _next_stopwatch(self) -> Slot | None:
        """The first stopwatch without an answer, from the question at hand on and round."""
        slots = self._session.slots
        at = next((at for at, slot in enumerate(slots) if slot.path == self._session.cursor), 0)
        for slot in [*slots[at:], *slots[:at]]:
            if slot.question.type == "stopwatch" and self._session.state(slot.path) is State.OPEN:
                return slot
        return None

    def _toggle(self, slot: Slot) -> Next:
        self._timed = slot.path
        here = slot.path == self._session.cursor
        if not here:
            self._voice.say(pick(slot.question.text, language()))
        if not answering.toggle(self._bench, slot):
            return "stay"
        if not here or self._session.laps_left(slot):
            self._voice.say(tell.saved(self._session, slot))
            answering.tell_laps(self._bench, slot)
            return "stay"
        answering.tell_laps(self._bench, slot)
        return self._answered(slot)

    def _count(self, _rest: str) -> Next:
        """One more: on the counter of this question, else on the one used last."""
        slot = self._slot()
        if slot is None or slot.question.type != "count":
            slot = self._session.visible(self._counted)
        if slot is None:
            self._voice.say(_("No counter was used yet; go to one, then this counts from any question."))
            return "stay"
        self._counted = slot.path
        if answering.one_more(self._bench, slot):
            self._voice.say(tell.saved(self._session, slot))
        return "stay"

    # -- about the answer -----------------------------------------------------------------------------

    def _na(self, slot: Slot, rest: str) -> Next:
        return self._answered(slot) if answering.not_applicable(self._bench, slot, rest) else "stay"

    def _unseen(self, slot: Slot, rest: str) -> Next:
        return self._answered(slot) if answering.not_observed(self._bench, slot, rest) else "stay"

    def _same(self, slot: Slot, _rest: str) -> Next:
        return self._answered(slot) if self._last_time.still_so(slot) else "stay"

    def _grade(self, slot: Slot, _rest: str) -> Next:
        if answering.regrade(self._bench, slot):
            self._voice.say(tell.saved(self._session, slot))
        return "stay"

    def _note(self, slot: Slot, rest: str) -> Next:
        demands.note(self._bench, slot, rest)
        return "stay"

    def _private(self, slot: Slot, rest: str) -> Next:
        demands.note(self._bench, slot, rest, private=True)
        return "stay"

    def _photo(self, slot: Slot, rest: str) -> Next:
        demands.evidence(self._bench, slot, rest, self._workspace)
        return "stay"

    def _owe_photo(self, slot: Slot, _rest: str) -> Next:
        on = self._session.item(slot.path).photo_owed is None
        if self._bench.put(lambda: self._session.owe_photo(slot.path, on=on), quietly=True):
            self._voice.say(
                _("Photo owed: the summary lists it.") if on else _("No photo is owed here any more.")
            )
        return "stay"

    def _action(self, slot: Slot, rest: str) -> Next:
        demands.action(self._bench, slot, rest)
        return "stay"

    def _flag(self, slot: Slot, _rest: str) -> Next:
        on = not self._session.item(slot.path).flagged
        if self._bench.put(lambda: self._session.flag(slot.path, on), quietly=True):
            self._voice.say(_("Flagged.") if on else _("No longer flagged."))
        return "stay"


_ANSWERING: dict[str, Callable[[LinearWalk, Slot, str], Next]] = {
    "na": LinearWalk._na,
    "unseen": LinearWalk._unseen,
    "same": LinearWalk._same,
    "grade": LinearWalk._grade,
    "note": LinearWalk._note,
    "private": LinearWalk._private,
    "photo": LinearWalk._photo,
    "owed": LinearWalk._owe_photo,
    "action": LinearWalk._action,
    "flag": LinearWalk._flag,
}
"""About the question at hand; they change the audit."""
_CHANGING = frozenset(
    {"time", "count", "delete", "undo", "redo", "info", "known", "site", "date", "abort", "abandon"}
)
"""What else changes the audit."""
_OTHERS: dict[str, Callable[[LinearWalk, str], Next]] = {
    "help": LinearWalk._help,
    "repeat": LinearWalk.repeat,
    "back": LinearWalk.back,
    "next": LinearWalk.next,
    "open": LinearWalk.open,
    "failed": LinearWalk.failed,
    "flagged": LinearWalk.flagged,
    "return": LinearWalk.back_from_jump,
    "go": LinearWalk.go,
    "list": LinearWalk.list,
    "summary": LinearWalk._summary,
    "why": LinearWalk._why,
    "history": LinearWalk._history,
    "standard": LinearWalk._standard,
    "experience": LinearWalk._experience,
    "time": LinearWalk._time,
    "count": LinearWalk._count,
    "delete": LinearWalk._delete,
    "undo": LinearWalk._undo,
    "redo": LinearWalk._redo,
    "inbox": LinearWalk._inbox,
    "declare": LinearWalk._declare,
    "jot": LinearWalk._jot,
    "wish": LinearWalk._wish,
    "newer": LinearWalk._move,
    "rescue": LinearWalk._rescue,
    "retry": LinearWalk._retry,
    "hide": LinearWalk._hide,
    "info": lambda walk, rest: walk._end(walk._ending.facts, rest),
    "known": lambda walk, rest: walk._end(walk._ending.known, rest),
    "site": lambda walk, rest: walk._end(walk._ending.correct_site, rest),
    "date": lambda walk, rest: walk._end(walk._ending.correct_date, rest),
    "finish": lambda walk, rest: walk._end(walk._ending.finish, rest),
    "report": lambda walk, rest: walk._end(walk._ending.report, rest),
    "form": lambda walk, rest: walk._end(walk._ending.form, rest),
    "abort": lambda walk, rest: walk._end(walk._ending.abort, rest),
    "abandon": lambda walk, rest: walk._end(walk._ending.abandon, rest),
    "quit": LinearWalk._quit,
}
