"""The one audit that is being worked on: its session, its saver, and the line of what is to be done next.

One command runs at a time. A command says what to change; the change is saved on the writer thread, and
only then taken in and followed up. What is asked for meanwhile waits in line; a save that fails drops the
line and leaves everything as it was. What was to be saved is kept at hand until it is, or something else is said
in its place, so that nothing typed is lost.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.message_pump import MessagePump

from audit_tui.clock import Clock
from audit_tui.errors import AuditError
from audit_tui.keeping import Keeper, Remarks
from audit_tui.rules.record import Change
from audit_tui.rules.values import ValueProblem
from audit_tui.saver import Outcome, Saver
from audit_tui.session import AuditSession
from audit_tui.tui.talk import _

if TYPE_CHECKING:
    from audit_tui.store.auditfile import Rescue
    from audit_tui.store.halftyped import HalfTyped
    from audit_tui.tui.screens.base import BaseModal

_SLOW = 0.05
"""Seconds after which a save that still runs is shown as running."""

Make = Callable[[], Change | None]
Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Typed:
    """Something that took a person time to type: it is kept until it is saved."""

    what: str
    """What it is about; the same thing said anew takes its place."""
    label: str
    """What it is, in words."""
    text: Any
    """What was typed, to go on with."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A change that the disk refused, and how to propose it again."""

    make: Make
    then: Step | None
    typed: Typed | None


@dataclass
class Saved(Message):
    """The writer thread is done with a change, well or not."""

    desk: Desk
    outcome: Outcome

    def __init__(self, desk: Desk, outcome: Outcome) -> None:
        super().__init__()
        self.desk, self.outcome = desk, outcome


class Desk:
    """Runs commands on one audit, one after another. Lives on the thread of the screen."""

    def __init__(
        self,
        audit: Any,
        session: AuditSession,
        clock: Clock,
        *,
        readonly: str = "",
        rescue: Rescue | None = None,
        reopened: Callable[[], Desk] | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        """`keeper` keeps what is being typed; without one it is lost when the program is killed."""
        self.session = session
        self.clock = clock
        self.readonly = readonly
        """Why nothing can be changed, in words; empty where it can."""
        self.rescue = rescue
        """What became of the audit where its journal was found damaged."""
        self.reopened = reopened
        """Opens the audit once more, perhaps for writing this time; None where that makes no sense."""
        self.unsaved: dict[str, Unsaved] = {}
        """What the disk refused, by what it is about; what is not typed goes under an empty name."""
        self.saver = Saver(audit, session)
        self.keeper = keeper
        self.busy = False
        self.settling = False
        """Whether a save is being followed up; one picture is drawn when that is done."""
        self.light, self.tone = self._resting(), "good"
        self.problem = ""
        """What went wrong with the last command, in words."""
        self.postbox: MessagePump | None = None
        """Who is told that a save is done."""
        self.changed: Step = lambda: None
        """Called whenever what is to be shown may have changed."""
        self._line: deque[Step] = deque()
        self._now = Unsaved(lambda: None, None, None)
        self._closed = False
        self.remarks: Remarks | None = None
        """Where a finished audit is looked at by a second person: what they want to be looked at again."""

    def _resting(self) -> str:
        if self.readonly:
            return _("read only")
        return _("saved {time}").format(time=self._clock_time(self.session.record.projection.changed_at))

    def _clock_time(self, wall: int) -> str:
        minutes, seconds = divmod(wall // 1000 + self.clock.offset() * 60, 60)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}:{seconds:02}"

    @property
    def waiting(self) -> bool:
        """Whether something is being saved or stands in line."""
        return self.busy or bool(self._line)

    def queue(self, *steps: Step) -> None:
        """Do the steps now, or when everything asked for before them is done; a refusal drops those that are left."""
        idle = not self.waiting
        self._line.extend(steps)
        if idle:
            self._go_on()

    def _go_on(self) -> None:
        """Do what stands in line, as far as nothing is being saved."""
        while self._line and not self.busy:
            self._line.popleft()()

    def put(self, make: Make, then: Step | None = None, *, typed: Typed | None = None) -> None:
        """Propose a change and save it; `then` follows once it is on disk.

        A refusal by the session (a value that does not fit, an audit that has ended) becomes `problem`. What
        the disk refuses goes to `unsaved`; `typed` says that it must not be forgotten there.
        """
        if self.busy:
            # Two changes written at once would follow the same event.
            self._line.append(partial(self.put, make, then, typed=typed))
            return
        self.problem = ""
        self.unsaved.pop("", None)
        if typed is not None:
            self.unsaved.pop(typed.what, None)
        try:
            change = make()
        except ValueProblem as refusal:
            self._refuse(_sentence(refusal.message))
            return
        except AuditError as refusal:
            # Where it happened is in front of the person.
            self._refuse(f"{_sentence(refusal.what)} {refusal.next_step}".strip())
            return
        if change is None:
            if typed is not None:
                self.forget(typed.what)
            if then is not None:
                then()
            self.changed()
            return
        self.busy, self._now = True, Unsaved(make, then, typed)
        self.light, self.tone = _("saving…"), "wait"
        outcome = self.saver.start(change, self._done)
        if outcome is not None:
            self.settle(outcome)
        elif self.postbox is not None:
            # A save is mostly done before the next frame; only a slow one is worth a picture of its own.
            asyncio.get_running_loop().call_later(_SLOW, self.postbox.call_later, self._show_waiting)

    def _show_waiting(self) -> None:
        if self.busy:
            self.changed()

    def typed(self, what: str) -> Any:
        """What was typed about something and is not saved yet; None where there is nothing."""
        unsaved = self.unsaved.get(what)
        if unsaved is not None and unsaved.typed is not None:
            return unsaved.typed.text
        kept = self.half_typed(what)
        return None if kept is None else kept.text

    def half_typed(self, what: str) -> HalfTyped | None:
        """What was being typed about something when the program ended, or the box was left."""
        return None if self.keeper is None else self.keeper.get(what)

    def keep_typing(self, what: str, text: Any) -> None:
        """Keep what is being typed as it stands now; nothing waits for the disk."""
        if self.keeper is not None:
            self.keeper.keep(what, text)

    def watch(self, box: BaseModal, what: str, saved: Any) -> None:
        """Keep what is typed in a box from now on, as far as it is another text than what is saved already."""

        def told(text: Any) -> None:
            if text == saved:
                self.forget(what)
            else:
                self.keep_typing(what, text)

        box.typing = told

    def forget(self, what: str) -> None:
        """What was being typed is saved, or thrown away on purpose."""
        if self.keeper is not None:
            self.keeper.drop(what)

    def retry(self, then: Step | None = None, *, quietly: bool = False) -> None:
        """Try again to save what the disk refused, all of it; `then` follows once nothing is left.

        `quietly` leaves out what was to follow each of them: the person has gone on to something else.
        """
        # What is not typed comes first: the next change takes its place.
        waiting = [each for _what, each in sorted(self.unsaved.items(), key=lambda one: one[0] != "")]
        again = [
            partial(self.put, each.make, None if quietly else each.then, typed=each.typed) for each in waiting
        ]
        self.queue(*again, *([then] if then is not None else []))

    def _keep(self, each: Unsaved) -> None:
        self.unsaved[each.typed.what if each.typed is not None else ""] = each

    def _refuse(self, words: str) -> None:
        self._line.clear()
        self.problem = words
        self.changed()

    def _done(self, outcome: Outcome) -> None:
        if self.postbox is not None:
            self.postbox.post_message(Saved(self, outcome))

    def settle(self, outcome: Outcome) -> None:
        """Take in what the writer thread reports, then go on with the line."""
        now = self._now
        self.busy = False
        if outcome.error is not None:
            self._line.clear()
            self._keep(now)
            self._not_saved(outcome.error)
            self.changed()
            return
        self.session.apply(outcome.change)
        self._let_go_of_typing(now, outcome.change)
        self.light, self.tone = _("saved {time}").format(time=self._clock_time(self.clock.wall())), "good"
        self.settling = True
        try:
            if now.then is not None:
                now.then()
        finally:
            self.settling = False
        self.changed()
        self._go_on()
        if self.unsaved and not self.busy:
            # The disk takes something again, so what it refused before is tried once more.
            self.retry(quietly=True)

    def _let_go_of_typing(self, saved: Unsaved, change: Change) -> None:
        """What is saved now was half typed a moment ago."""
        if self.keeper is None:
            return
        if not self.session.is_open:
            self.keeper.drop_all()
        for event in change.events:
            self.keeper.drop(f"card:{event.path}")
        if saved.typed is not None:
            self.keeper.drop(saved.typed.what)

    def _not_saved(self, error: AuditError) -> None:
        what = getattr(error, "reason", "") or error.what
        self.light, self.tone = _("NOT SAVED: {reason}").format(reason=what), "bad"
        step = error.next_step or _("Nothing on disk was changed.")
        kept = [each.typed.label for each in self.unsaved.values() if each.typed is not None]
        words = [self.light, step, _("Enter tries again.")]
        if kept:
            words.append(_("Kept at hand: {what}.").format(what=", ".join(kept)))
        self.problem = " ".join(words)

    def remember(self) -> None:
        """Keep where the auditor is; a failure costs the place only."""
        if not self.readonly and self.session.is_open:
            self.saver.remember(self.session.place())

    def close(self) -> None:
        """Wait for the writer thread and let go of the audit; once more does nothing."""
        if not self._closed:
            self._closed = True
            if self.keeper is not None:
                self.keeper.close()
            self.saver.close()


def _sentence(words: str) -> str:
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
