"""Finding one's way in the walk: on and back, to what is open, failed or flagged, by words, and back from a jump."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from audit_tui.linear import tell
from audit_tui.linear.bench import Bench
from audit_tui.model.audit import State
from audit_tui.rules.routing import Slot
from audit_tui.session import AuditSession
from audit_tui.tui.talk import _
from audit_tui.tui.words import failed_paths

Next = Literal["stay", "ask", "full", "leave"]
"""What follows a command: the prompt alone, the question said anew, all of it, or the way home."""


class Moves:
    """Where one is in an audit, and the ways from there."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._voice = bench, bench.voice
        self._seen: set[str] = set()
        self._came_from: list[str] = []

    @property
    def _session(self) -> AuditSession:
        return self._bench.session

    def _slot(self) -> Slot | None:
        cursor = self._session.cursor
        return self._session.slot(cursor) if cursor else None

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

    def back(self, _rest: str) -> Next:
        before = self._session.cursor
        if self._session.step(-1) == before:
            self._voice.say(_("This is the first question."))
            return "stay"
        return "ask"

    def next(self, _rest: str) -> Next:
        before = self._session.cursor
        if before:
            self._seen.add(before)
        if self._session.step(1) == before:
            self._voice.say(_("This is the last question."))
            return "stay"
        return "ask"

    def open(self, _rest: str) -> Next:
        target = self._session.next_open(self._session.cursor)
        if target is None:
            self._voice.say(_("No question is open. /s says the summary, /f finishes."))
            return "stay"
        return self._jump(target)

    def failed(self, _rest: str) -> Next:
        return self._next_of(failed_paths(self._session), _("No question has failed."))

    def flagged(self, _rest: str) -> Next:
        flagged = {slot.path for slot in self._session.slots if self._session.item(slot.path).flagged}
        return self._next_of(flagged, _("No question is flagged."))

    def _next_of(self, wanted: Collection[str], none: str) -> Next:
        """The next of these after where one is, going round once."""
        paths = [slot.path for slot in self._session.slots]
        at = paths.index(self._session.cursor) + 1 if self._session.cursor in paths else 0
        target = next((path for path in [*paths[at:], *paths[:at]] if path in wanted), None)
        if target is None:
            self._voice.say(none)
            return "stay"
        return self._jump(target)

    def back_from_jump(self, _rest: str) -> Next:
        if not self._came_from:
            self._voice.say(_("There was no jump."))
            return "stay"
        self._session.move_to(self._came_from.pop())
        return "ask"

    def go(self, rest: str) -> Next:
        rest = rest or self._voice.ask(_("Where to? A number of /l, or words; Enter stays here."))
        if not rest:
            return "stay"
        if (path := tell.path_numbered(self._session, rest)) is not None:
            return self._jump(path)
        found = self._session.search(rest)
        if not found:
            self._voice.say(_("Nothing was found."))
            return "stay"
        if len(found) == 1:
            return self._jump(found[0].path)
        failed, numbers = failed_paths(self._session), tell.numbers(self._session)
        chosen = self._voice.ask_one_of(
            _("Which one?"), [tell.line(self._session, one, failed, numbers) for one in found[:20]]
        )
        return "stay" if chosen is None else self._jump(found[chosen].path)

    def list(self, rest: str) -> Next:
        for line in tell.outline(self._session, rest):
            self._voice.say(line)
        return "stay"

    def repeat(self, _rest: str) -> Next:
        return "full"
