"""The walk in lines: says a question, takes a line, saves it, goes on. A line that begins with / is a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from audit_tui.errors import AuditError
from audit_tui.linear import answering, demands, tell
from audit_tui.linear.bench import Bench
from audit_tui.linear.ending import Ending
from audit_tui.model.audit import State
from audit_tui.model.text import pick
from audit_tui.rules.routing import Slot
from audit_tui.store.workspace import Workspace
from audit_tui.tui import cards
from audit_tui.tui.talk import _, language, later
from audit_tui.tui.words import failed_paths

Next = Literal["stay", "ask", "leave"]
"""What follows a command: the prompt alone, the question said anew, or the way home."""

COMMANDS: dict[str, tuple[str, str]] = {
    "?": ("help", later("all commands")),
    "r": ("repeat", later("say the question again")),
    "b": ("back", later("the question before")),
    "+": ("next", later("the next question, this one stays as it is")),
    "o": ("open", later("the next question without an answer")),
    "j": ("return", later("back to where you were before the last jump")),
    "g": ("go", later("go to a question: its number in /l, or words to search for")),
    "l": ("list", later("all questions with their numbers and states")),
    "s": ("summary", later("score so far, what is open, failed, flagged and owed")),
    "x": ("na", later("does not apply here; a reason may follow")),
    "v": ("unseen", later("could not be observed; a reason may follow")),
    "n": ("note", later("note to this question; the text may follow")),
    "p": ("private", later("private note; the text may follow")),
    "e": ("photo", later("attach a photo or file; its path may follow")),
    "k": ("owed", later("a photo of this follows from the phone, or follows no longer")),
    "a": ("action", later("corrective action")),
    "m": ("flag", later("flag the question, or take the flag away")),
    "t": ("time", later("count one more; start or stop the stopwatch")),
    "d": ("delete", later("take the answer away; on a repeat, a round")),
    "u": ("undo", later("take back what was said last")),
    "y": ("redo", later("say again what was taken back")),
    "i": ("info", later("visit details")),
    "z": ("retry", later("save again what the disk refused")),
    "f": ("finish", later("end the audit and write its report")),
    "w": ("report", later("write the report as it stands")),
    "abort": ("abort", later("the visit was broken off: no score; a reason may follow")),
    "abandon": ("abandon", later("close the audit without a result; a reason may follow")),
    "q": ("quit", later("leave; everything said is saved")),
}
"""Letter → the word that means the same, and what it does."""


def _letter(word: str) -> str:
    """The letter of the command that a word means, or nothing."""
    if word in COMMANDS:
        return word
    return next((letter for letter, (each, _what) in COMMANDS.items() if each == word.casefold()), "")


def _is_command(slot: Slot | None, typed: str) -> bool:
    """Whether a line is a command. A path may begin with a slash too, where one is asked for."""
    if not typed.startswith("/") or typed.startswith("//"):
        return False
    asks_for_path = slot is not None and cards.manner(slot.question) == "attach"
    return not asks_for_path or _letter(typed[1:].partition(" ")[0]) != ""


class LinearWalk:
    """One audit, question by question."""

    def __init__(self, bench: Bench, workspace: Workspace, ending: Ending) -> None:
        self._bench, self._workspace, self._ending = bench, workspace, ending
        self._session, self._voice = bench.session, bench.voice
        self._seen: set[str] = set()
        self._came_from: list[str] = []

    def run(self) -> None:
        """Ask until the audit is left or ended."""
        self._greet()
        ask: Next = "ask"
        while ask != "leave":
            slot = self._slot()
            if slot is None:
                self._voice.say(_("Nothing is asked here: every question is hidden by its conditions."))
            elif ask == "ask":
                self._voice.say()
                for line in tell.question(self._session, slot):
                    self._voice.say(line)
            typed = self._voice.ask()
            if _is_command(slot, typed):
                ask = self._command(slot, typed[1:].strip())
            elif slot is None:
                ask = "stay"
            else:
                ask = self._line(slot, typed.removeprefix("/") if typed.startswith("//") else typed)
            self._bench.remember()

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
        if self._bench.audit.rescue is not None:
            self._voice.say(self._bench.audit.rescue.what)
            self._voice.say(_("The app, without --linear, can say again what was said after it."))
        if self._bench.readonly:
            self._voice.say(_("This audit can only be read: {why}").format(why=self._bench.readonly))
        self._voice.say(_("Commands begin with a slash; /? tells them all."))

    def _slot(self) -> Slot | None:
        cursor = self._session.cursor
        return self._session.slot(cursor) if cursor else None

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
                self._voice.say(tell.how(slot))
                return "stay"
            path = answering.enter_round(self._bench, slot, int(typed))
            return self._jump(path) if path else "stay"
        if manner == "write" and not self._bench.readonly:
            more = self._voice.ask_text(_("Go on with the text."))
            typed = f"{typed}\n{more}".strip()
        return self._answered(slot) if answering.answer(self._bench, slot, typed, self._workspace) else "stay"

    def _enter(self, slot: Slot) -> Next:
        """An empty line: stops a stopwatch that runs, takes the present time where it is offered, else goes on."""
        asked, open_ = slot.question, slot.is_asked and self._session.state(slot.path) is State.OPEN
        if asked.type == "stopwatch" and self._session.elapsed(slot.path) is not None:
            return self._answered(slot) if answering.count(self._bench, slot) else "stay"
        if open_ and getattr(asked, "default", None) == "now" and not self._bench.readonly:
            return (
                self._answered(slot)
                if answering.answer(self._bench, slot, "now", self._workspace)
                else "stay"
            )
        if open_:
            self._voice.say(_("Left open."))
        self._seen.add(slot.path)
        return self._advance(slot, opened=not open_)

    def _answered(self, slot: Slot) -> Next:
        """Say what is on record now, ask for what it demands, and go on."""
        self._voice.say(tell.answer(self._session, slot))
        demands.settle(self._bench, slot, self._workspace)
        return self._advance(slot)

    def _advance(self, slot: Slot, *, opened: bool = True) -> Next:
        """To what comes next; `opened` passes over what is answered."""
        slots = self._session.slots
        at = next((index for index, one in enumerate(slots) if one.path == slot.path), -1)
        for one in slots[at + 1 :]:
            if not opened or self._wants(one):
                self._session.move_to(one.path)
                return "ask"
        target = self._session.next_open(slot.path)
        if target is not None and target != slot.path:
            self._session.move_to(target)
            return "ask"
        if self._bench.readonly:
            self._voice.say(_("This is the last question."))
        elif self._session.open_required():
            self._voice.say(_("This is the last question; /o goes to one that is open."))
        else:
            self._voice.say(_("Everything is answered. /s says the summary, /f finishes."))
        return "stay"

    def _wants(self, slot: Slot) -> bool:
        if slot.is_asked:
            return self._bench.readonly != "" or self._session.state(slot.path) is State.OPEN
        if slot.question.type == "repeat":
            rounds = self._session.record.projection.instances.get(slot.path)
            return slot.required or (not rounds and slot.path not in self._seen)
        return slot.question.type == "info" and slot.path not in self._seen

    def _jump(self, path: str) -> Next:
        if self._session.cursor and self._session.cursor != path:
            self._came_from.append(self._session.cursor)
        self._session.move_to(path)
        return "ask"

    # -- commands -------------------------------------------------------------------------------------

    def _command(self, slot: Slot | None, typed: str) -> Next:
        word, _space, rest = typed.partition(" ")
        letter = _letter(word)
        if not letter:
            self._voice.say(_("There is no command /{word}. /? tells them all.").format(word=word[:20]))
            return "stay"
        name = COMMANDS[letter][0]
        if name in _ANSWERING:
            if slot is None or not slot.is_asked:
                self._voice.say(_("This is nothing to answer; Enter goes on."))
                return "stay"
            if self._bench.readonly:
                self._voice.say(_("This audit can only be read: {why}").format(why=self._bench.readonly))
                return "stay"
            return _ANSWERING[name](self, slot, rest.strip())
        return _MOVING[name](self, rest.strip())

    def _help(self, _rest: str) -> Next:
        for letter, (word, what) in COMMANDS.items():
            self._voice.say(f"/{letter}" + (f", /{word}" if word != letter else "") + f": {_(what)}")
        self._voice.say(_("An answer that begins with a slash is typed with two of them."))
        return "stay"

    def _back(self, _rest: str) -> Next:
        before = self._session.cursor
        if self._session.step(-1) == before:
            self._voice.say(_("This is the first question."))
            return "stay"
        return "ask"

    def _next(self, _rest: str) -> Next:
        before = self._session.cursor
        if before:
            self._seen.add(before)
        if self._session.step(1) == before:
            self._voice.say(_("This is the last question."))
            return "stay"
        return "ask"

    def _open(self, _rest: str) -> Next:
        target = self._session.next_open(self._session.cursor)
        if target is None:
            self._voice.say(_("No question is open. /s says the summary, /f finishes."))
            return "stay"
        return self._jump(target)

    def _return(self, _rest: str) -> Next:
        if not self._came_from:
            self._voice.say(_("There was no jump."))
            return "stay"
        self._session.move_to(self._came_from.pop())
        return "ask"

    def _go(self, rest: str) -> Next:
        rest = rest or self._voice.ask(_("Where to? A number of /l, or words; nothing stays here."))
        if not rest:
            return "stay"
        if rest.isdecimal():
            at = int(rest) - 1
            if 0 <= at < len(self._session.slots):
                return self._jump(self._session.slots[at].path)
        found = self._session.search(rest)
        if not found:
            self._voice.say(_("Nothing was found."))
            return "stay"
        if len(found) == 1:
            return self._jump(found[0].path)
        failed = failed_paths(self._session)
        chosen = self._voice.ask_one_of(
            _("Which one?"), [tell.line(self._session, one, failed) for one in found[:20]]
        )
        return "stay" if chosen is None else self._jump(found[chosen].path)

    def _list(self, _rest: str) -> Next:
        for line in tell.outline(self._session):
            self._voice.say(line)
        return "stay"

    def _summary(self, _rest: str) -> Next:
        for line in tell.summary(self._session):
            self._voice.say(line)
        return "stay"

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
        if not self._bench.unsaved:
            self._voice.say(_("Everything is saved."))
        else:
            self._bench.retry()
        return "stay"

    def _quit(self, _rest: str) -> Next:
        if self._bench.unsaved and not self._voice.is_sure(
            _("Not everything is on disk. Leave, and lose what is not?")
        ):
            return "stay"
        return "leave"

    def _end(self, step: Callable[[str], str | None]) -> Callable[[str], Next]:
        def run(rest: str) -> Next:
            try:
                target = step(rest)
            except AuditError as error:
                self._voice.say(str(error))
                return "stay"
            if not self._session.is_open and target == "":
                return "leave"
            return self._jump(target) if target else "stay"

        return run

    def _finish(self, rest: str) -> Next:
        return self._end(self._ending.finish)(rest)

    def _report(self, rest: str) -> Next:
        return self._end(self._ending.report)(rest)

    def _facts(self, rest: str) -> Next:
        return self._end(self._ending.facts)(rest)

    def _abort(self, rest: str) -> Next:
        return self._end(self._ending.abort)(rest)

    def _abandon(self, rest: str) -> Next:
        return self._end(self._ending.abandon)(rest)

    def _repeat(self, _rest: str) -> Next:
        return "ask"

    def _delete(self, rest: str) -> Next:
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

    # -- about the answer -----------------------------------------------------------------------------

    def _na(self, slot: Slot, rest: str) -> Next:
        return self._answered(slot) if answering.not_applicable(self._bench, slot, rest) else "stay"

    def _unseen(self, slot: Slot, rest: str) -> Next:
        return self._answered(slot) if answering.not_observed(self._bench, slot, rest) else "stay"

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

    def _time(self, slot: Slot, _rest: str) -> Next:
        done = answering.count(self._bench, slot)
        if not done:
            return "stay"
        if slot.question.type == "count":
            self._voice.say(tell.answer(self._session, slot))
            return "stay"
        return self._answered(slot)


_ANSWERING: dict[str, Callable[[LinearWalk, Slot, str], Next]] = {
    "na": LinearWalk._na,
    "unseen": LinearWalk._unseen,
    "note": LinearWalk._note,
    "private": LinearWalk._private,
    "photo": LinearWalk._photo,
    "owed": LinearWalk._owe_photo,
    "action": LinearWalk._action,
    "flag": LinearWalk._flag,
    "time": LinearWalk._time,
}
_MOVING: dict[str, Callable[[LinearWalk, str], Next]] = {
    "help": LinearWalk._help,
    "repeat": LinearWalk._repeat,
    "back": LinearWalk._back,
    "next": LinearWalk._next,
    "open": LinearWalk._open,
    "return": LinearWalk._return,
    "go": LinearWalk._go,
    "list": LinearWalk._list,
    "summary": LinearWalk._summary,
    "delete": LinearWalk._delete,
    "undo": LinearWalk._undo,
    "redo": LinearWalk._redo,
    "info": LinearWalk._facts,
    "retry": LinearWalk._retry,
    "finish": LinearWalk._finish,
    "report": LinearWalk._report,
    "abort": LinearWalk._abort,
    "abandon": LinearWalk._abandon,
    "quit": LinearWalk._quit,
}
