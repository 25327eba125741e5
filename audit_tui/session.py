"""The walk through an audit as a state machine: answers in, events out. No screen, no disk, no waiting.

A session proposes a `Change`; whoever saves it hands it back to `apply` once it is on disk. Until then the
session is as it was, so what it shows is what is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from audit_tui.clock import Clock
from audit_tui.errors import InputError, RefusedError
from audit_tui.i18n import _, ngettext
from audit_tui.model.audit import Action, Box, Evidence, State
from audit_tui.model.basics import Place
from audit_tui.model.checklist import Checklist
from audit_tui.model.event import Grade, ValueClass
from audit_tui.model.question import FileQuestion, Signature
from audit_tui.model.site import Site
from audit_tui.model.text import clean
from audit_tui.rules.attempts import CALL, Outcome
from audit_tui.rules.comparing import is_newer
from audit_tui.rules.jottings import JOT
from audit_tui.rules.laps import clock_value, figure, seconds
from audit_tui.rules.memory import ANSWERING, Memory, Write
from audit_tui.rules.moving import Move, plan, write_decline, write_move
from audit_tui.rules.record import (
    MOVED,
    PRIVATE,
    REDO,
    UNDO,
    Change,
    Record,
    as_text,
    boxes_of,
    embed,
    value_class,
)
from audit_tui.rules.recorded import finished_value
from audit_tui.rules.routing import Slot, check_valid, compile_checklist
from audit_tui.rules.scoring import as_json
from audit_tui.rules.shown import photo_tags
from audit_tui.rules.values import Canonical, ValueProblem, check_value
from audit_tui.rules.view import AuditView
from audit_tui.rules.writing import Pen, check_fact, reason_given


class AuditSession(AuditView):
    """One auditor walking through one audit."""

    def __init__(self, record: Record, *, clock: Clock, actor: str, device: str, run: str) -> None:
        super().__init__(record)
        self._clock, self._actor, self._device, self._run = clock, actor, device, run
        self._memory = Memory(self)
        self._awake: dict[str, int] = {}
        """How long the machine had slept in this run when a stopwatch was started."""
        items = record.projection.items
        self._running = [path for path, item in items.items() if item.timer_started is not None]
        """Paths of the questions whose stopwatch runs, visible or not."""
        self.cursor: str | None = None
        self.move_to(self.next_open(None) or next(iter(self._at), None))

    # -- where one is ---------------------------------------------------------------------------------

    def place(self) -> Place:
        """Where the cursor is, with the figures that lists show."""
        progress, score = self.progress(), as_text(as_json(self.score()))
        summary = {
            "answered": progress.answered,
            "total": progress.total,
            "percent": score["percent"],
            "passed": score["passed"],
            "critical": len(score["critical_failed"]),
            "sections": [
                {"id": f"{checklist['id']}/{section['id']}", "percent": section["percent"]}
                for checklist in score["checklists"]
                for section in checklist["sections"]
            ],
        }
        return Place(self.cursor, self.record.projection.seq, summary)

    def resume(self, path: str | None, seq: int) -> None:
        """Go back to where the auditor was.

        `path` and `seq` are of the last kept place. Answers saved after it moved the cursor on, so then the
        place is what follows the last answer.
        """
        self.move_to(path)
        if seq >= self.record.projection.seq:
            return
        for event in reversed(self.record.events[seq:]):
            if event.reason is not None and self.record.value_of(event.reason) == MOVED:
                continue
            where = event.path.removesuffix(PRIVATE)
            if where in self._at:
                onward = self.next_open(where) if event.op in ANSWERING and self._memory.said(where) else None
                self.move_to(onward or where)
                return

    def move_to(self, path: str | None) -> None:
        """Put the cursor on `path`; where that is not visible it stays, or goes to the first slot."""
        if path in self._at:
            self.cursor = path
        elif self.cursor not in self._at:
            self.cursor = self._slots[0].path if self._slots else None

    def step(self, by: int) -> str | None:
        """Move the cursor by `by` visible slots, stopping at the ends; returns where it is."""
        if self._slots:
            index = self._at.get(self.cursor or "", 0)
            self.cursor = self._slots[max(0, min(len(self._slots) - 1, index + by))].path
        return self.cursor

    # -- what is said ---------------------------------------------------------------------------------

    def answer(self, path: str, raw: Any, *, grade: Grade | None = None, reason: str = "") -> Change:
        """Answer the question at `path` with `raw` as typed, chosen or read from a file.

        Raises InputError where the value does not fit; the message names what would.
        """
        slot = self._asked(path)
        if isinstance(slot.question, FileQuestion):
            raise InputError(
                "answer.evidence",
                _("{label} is answered by adding a photo or a file.").format(label=slot.label),
            )
        value = self._fitting(slot, raw)
        cls: ValueClass = "person" if isinstance(slot.question, Signature) else "answer"
        return self._say("answered", path, value, cls, grade, reason)

    def not_applicable(self, path: str, why: str, *, reason: str = "") -> Change:
        """Say that the question does not apply, and why; InputError where the checklist does not allow it."""
        slot = self._asked(path)
        if not slot.question.allow_na:
            raise InputError(
                "answer.na",
                _("{label} cannot be answered with N/A.").format(label=slot.label),
                next_step=_("If it could not be seen, mark it as not observed."),
            )
        return self._say("not_applicable", path, reason_given(why), "note", None, reason)

    def not_observed(self, path: str, why: str, *, reason: str = "") -> Change:
        """Say that it could not be observed; it leaves the score and is listed as a limit of the audit."""
        self._asked(path)
        return self._say("not_observed", path, reason_given(why), "note", None, reason)

    def clear(self, path: str, *, reason: str = "") -> Change | None:
        """Take the answer away; None where there is none."""
        slot, item = self._asked(path), self.item(path)
        timed = item.timer_started is not None or bool(item.laps)
        open_ = self.state(path) is State.OPEN or isinstance(slot.question, FileQuestion)
        if open_ and not timed:
            return None
        pen = self._pen()
        why = pen.seal(reason_given(reason), "note") if reason else None
        if timed:
            pen.write("timer", path, value=pen.seal(clock_value(None, []), "answer"), reason=why)
        if not open_:
            pen.write("cleared", path, old=self._memory.value(path), reason=why)
        return pen.change()

    def undo(self) -> Change | None:
        """Take back the last thing said, whenever and about whatever question; None when there is nothing.

        Answers, reasons, notes, flags, attachments, corrective actions, instances of repeats and the stopwatch;
        not the facts of the visit, which are corrected where they stand.
        """
        self._writable()
        return self._again(self._memory.undoable(), UNDO)

    def redo(self) -> Change | None:
        """Say again what was taken back last; None when nothing was, or something else has been said since."""
        self._writable()
        return self._again(self._memory.redoable(), REDO)

    def _again(self, writes: Iterable[Write], mark: str) -> Change | None:
        pen, said = self._pen(), False
        for each in writes:
            said = True
            value = each.value
            if each.plain is not None:
                value = pen.seal(each.plain, value_class(each.op, each.path))
            pen.write(
                each.op,
                each.path,
                value=value,
                old=self._memory.standing(each),
                reason=pen.seal(mark, "note"),
                grade=each.grade,
            )
        return pen.change() if said else None

    def note(self, path: str, text: str, *, private: bool = False, reason: str = "") -> Change | None:
        """Write or replace the note (or the private one, which never leaves the store); None if unchanged."""
        self._asked(path)
        item = self.item(path)
        text, _rest = clean(text)
        if text == (item.private_note if private else item.note):
            return None
        target = path + PRIVATE if private else path
        return self._plain("noted", target, text, reason=reason)

    def jot(self, text: str, *, path: str = "", reason: str = "") -> Change:
        """Jot something down for the debrief, with its time; it belongs to no question and never leaves the store.

        `path` is the one it had before, where it is said again.
        """
        path = path or f"{JOT}{self._clock.ulid()}{PRIVATE}"
        return self._plain("noted", path, reason_given(text), reason=reason)

    def call(self, outcome: Outcome, *, path: str = "", reason: str = "") -> Change:
        """Say that the site was called now, and how the call ended; it belongs to no question.

        `path` is the one it had before, where it is said again.
        """
        return self._plain("noted", path or f"{CALL}{self._clock.ulid()}", outcome, reason=reason)

    def flag(self, path: str, on: bool, *, reason: str = "") -> Change:
        """Mark a question to come back to."""
        self._asked(path)
        return self._plain("flagged", path, on, reason=reason)

    def owe_photo(self, path: str, *, on: bool = True, at: int | None = None, reason: str = "") -> Change:
        """Say that a photo of this follows, taken at this moment (or at `at`, UTC ms), or that none does any more."""
        self._asked(path)
        since = self._clock.wall() if at is None else at
        return self._plain("photo_owed", path, {"at": since} if on else None, reason=reason)

    def declare_photo(
        self, path: str, evidence_id: str, boxes: Sequence[Box] | None = (), *, reason: str = ""
    ) -> Change:
        """Say that nobody can be recognised in a photo once `boxes` of it are masked; None takes that back."""
        self._asked(path)
        if all(each.id != evidence_id or each.kind != "photo" for each in self.item(path).evidence):
            raise InputError("photo.unknown", _("There is no such photo here."), where=path)
        value: dict[str, Any] = {"id": evidence_id}
        if boxes is not None:
            value["boxes"] = [list(box) for box in boxes]
            if boxes_of(value) is None:
                raise InputError(
                    "photo.boxes",
                    _(
                        "A mask is four whole numbers: left, top, width and height in percent, within the photo."
                    ),
                    where=path,
                )
        return self._plain("photo_declared", path, value, reason=reason)

    def add_evidence(self, path: str, evidence: Evidence, *, reason: str = "") -> Change:
        """Attach a photo or a file that is already kept by its content."""
        slot = self._asked(path)
        have = len(self.item(path).evidence)
        if isinstance(slot.question, FileQuestion) and have >= slot.question.max_count:
            raise InputError(
                "evidence.many",
                _("{label} takes at most {max_count}.").format(
                    label=slot.label, max_count=slot.question.max_count
                ),
            )
        return self._plain(
            "evidence_added", path, evidence.model_dump(mode="json", exclude_none=True), reason=reason
        )

    def remove_evidence(self, path: str, evidence_id: str, *, reason: str = "") -> Change:
        """Detach a photo or file; the file itself stays with the audit's history."""
        self._asked(path)
        return self._plain("evidence_removed", path, {"id": evidence_id}, reason=reason)

    def add_action(self, path: str, action: Action, *, reason: str = "") -> Change:
        """Ask for a corrective action; the same id again replaces it."""
        self._asked(path)
        return self._plain(
            "action_added", path, action.model_dump(mode="json", exclude_none=True), reason=reason
        )

    def remove_action(self, path: str, action_id: str, *, reason: str = "") -> Change:
        self._asked(path)
        return self._plain("action_removed", path, {"id": action_id}, reason=reason)

    def add_instance(self, path: str, *, instance: str = "", reason: str = "") -> Change:
        """One more instance of a repeat; `instance` is the id it had before, where it is said again."""
        slot = self._repeat(path)
        if len(self.record.projection.instances.get(path, ())) >= slot.question.max_count:
            raise InputError(
                "repeat.many",
                _("{label} takes at most {max_count}.").format(
                    label=slot.label, max_count=slot.question.max_count
                ),
            )
        return self._plain("repeat_added", f"{path}/{instance or self._clock.ulid()}", None, reason=reason)

    def remove_instance(self, path: str, instance: str, *, reason: str = "") -> Change:
        """Take an instance away; what was answered in it stays in the history."""
        self._repeat(path)
        return self._plain("repeat_removed", f"{path}/{instance}", None, reason=reason)

    def start_timer(self, path: str) -> Change:
        """Start the stopwatch of a question; it runs by wall time and survives the end of the program."""
        self._asked(path)
        return self._plain("timer", path, "start")

    def elapsed(self, path: str) -> int | None:
        """Milliseconds a running stopwatch has counted, None where it does not run."""
        started = self.item(path).timer_started
        return None if started is None else max(0, self._clock.wall() - started)

    def running(self) -> list[str]:
        """Paths of the visible questions whose stopwatch runs, the one that was started last first."""
        since = {path: self.item(path).timer_started or 0 for path in self._running if path in self._at}
        return sorted(since, key=lambda path: -since[path])

    def slept(self, path: str) -> int:
        """Milliseconds that the machine slept since the running stopwatch was started in this run; 0 for none."""
        began = self._awake.get(path)
        return 0 if began is None else max(0, self._clock.slept() - began)

    def was_restarted(self, path: str) -> bool:
        """Whether the running stopwatch was started before the program was."""
        return self.item(path).timer_started is not None and path not in self._awake

    def stop_timer(self, path: str) -> Change:
        """Stop the stopwatch, keep the time it took, to a tenth of a second, and answer with what the checklist takes.

        What happened meanwhile, a sleep of the machine or a new start of the program, is kept beside the time.
        """
        slot = self._asked(path)
        elapsed = self.elapsed(path)
        if elapsed is None:
            raise InputError(
                "timer.stopped", _("The stopwatch of {label} is not running.").format(label=slot.label)
            )
        laps = [*self.item(path).laps, seconds(elapsed)]
        self._fitting(slot, laps[-1])
        value = self._fitting(slot, figure(laps, slot.question.take or "last"))
        state = clock_value(None, laps)
        if slept := self.slept(path):
            state["slept"] = seconds(slept)
        if self.was_restarted(path):
            state["restarted"] = True
        pen = self._pen()
        pen.write("timer", path, value=pen.seal(state, "answer"))
        pen.write(
            "answered",
            path,
            value=pen.seal(value, "answer"),
            old=self._memory.value(path),
            grade="measured",
        )
        return pen.change()

    def set_fact(self, name: str, value: Any, *, reason: str = "") -> Change | None:
        """State a fact of the visit; None where it is so already."""
        check_fact(name, value)
        if isinstance(value, str):
            value, _rest = clean(value)
        if self.record.projection.facts.get(name) == value or (
            value in (None, "") and name not in self.record.projection.facts
        ):
            return None
        return self._plain("fact_changed", f"fact/{name}", value, reason=reason)

    def correct_site(self, site: Site, reason: str) -> Change:
        """Correct the site of the audit; the one it was begun with stays in the history."""
        return self._plain(
            "fact_changed",
            "fact/site",
            site.model_dump(mode="json", exclude_none=True),
            reason=reason_given(reason),
        )

    @property
    def is_correction(self) -> bool:
        """Whether the audit was ended before, returned, and is being corrected now."""
        return self.is_open and self.record.projection.review.state == "reopened"

    def finish(self, *, allow_open: bool = False, why: str = "") -> Change:
        """End the audit. RefusedError while required questions are open (unless `allow_open` or aborted), and while a
        photo that the report would print is neither declared clear nor masked.

        A correction is handed in again by it, as the next edition; `why` then says what was done (InputError where
        it says nothing).
        """
        self._writable()
        aborted = self.record.projection.facts.get("outcome") == "aborted"
        waiting = [] if allow_open or aborted else self.open_required()
        told = [self._told_open(waiting)] if waiting else []
        steps = [_("Answer them, or mark them as not observed with a reason.")] if waiting else []
        if undeclared := self.undeclared():
            told.append(self._told_undeclared(undeclared))
            steps.append(
                _(
                    "Look at each photo and say that it is clear, or what is masked: p in the summary of the app, or "
                    "audit-tui photos {number}."
                ).format(number=self.record.header.number)
            )
        if told:
            code = "finish.open" if waiting else "finish.undeclared"
            raise RefusedError(code, " ".join(told), next_step=" ".join(steps))
        pen = self._pen()
        value = finished_value(self.record, self.score())
        if self.is_correction:
            reason = pen.seal(reason_given(why), "note")
            pen.write("amended", "", value=pen.seal(value, "answer"), reason=reason)
        else:
            pen.write("finished", "", value=pen.seal(value, "answer"))
        return pen.change()

    def _told_open(self, waiting: Sequence[Slot]) -> str:
        return ngettext(
            "{count} required question is open: {first}{more}.",
            "{count} required questions are open: {first}{more}.",
            len(waiting),
        ).format(count=len(waiting), **_named([slot.label for slot in waiting]))

    def _told_undeclared(self, undeclared: Sequence[tuple[Slot, Evidence]]) -> str:
        tags = photo_tags(self)
        return ngettext(
            "{count} photo is not declared clear or masked: {first}{more}.",
            "{count} photos are not declared clear or masked: {first}{more}.",
            len(undeclared),
        ).format(
            count=len(undeclared),
            **_named([f"{tags[photo.id]} ({slot.label})" for slot, photo in undeclared]),
        )

    def abandon(self, reason: str) -> Change:
        """End the audit without a result; it is kept. RefusedError for a correction: what was finished has a result."""
        if self.is_correction:
            raise RefusedError(
                "abandon.finished",
                _("Audit {number} was finished before; it cannot be abandoned.").format(
                    number=self.record.header.number
                ),
                next_step=_("Hand it in again, changed or not, and say why."),
            )
        pen = self._pen()
        pen.write("abandoned", "", reason=pen.seal(reason_given(reason), "note"))
        return pen.change()

    def apply(self, change: Change) -> None:
        """Take in a change that has been saved."""
        self.record.apply(change)
        touched = {event.path.removesuffix(PRIVATE) for event in change.events}
        if any(event.op == "checklist_moved" for event in change.events):
            self._follow()
        for event in change.events:
            self._memory.remember(event)
            if event.op == "timer" and self.item(event.path).timer_started is not None:
                self._awake[event.path] = self._clock.slept()
        still = [path for path in self._running if path not in touched]
        self._running = still + [path for path in touched if self.item(path).timer_started is not None]
        self._look_at(touched)
        self.move_to(self.cursor)

    # -- newer checklists -----------------------------------------------------------------------------

    def newer_checklists(self, available: Iterable[Checklist], *, declined: bool = False) -> list[Checklist]:
        """Those of `available` that are newer versions of this audit's checklists, in the order of the audit.

        Versions that the auditor chose to stay away from are left out unless `declined`.
        """
        at = {one.id: number for number, one in enumerate(self.record.checklists)}
        in_force = {one.id: one for one in self.record.checklists}
        newer = [one for one in available if one.id in at and is_newer(one.version, in_force[one.id].version)]
        if not declined:
            newer = [one for one in newer if embed(one).hash not in self.record.projection.declined]
        return sorted(newer, key=lambda one: at[one.id])

    def plan_move(self, newer: Checklist) -> Move:
        """What a move to `newer` would change; nothing is changed. RefusedError where it is not newer."""
        in_force = next((one for one in self.record.checklists if one.id == newer.id), None)
        if in_force is None:
            raise InputError(
                "move.other",
                _("This audit has no checklist {id!r}; it can move to its own ones only.").format(
                    id=newer.id
                ),
            )
        if not is_newer(newer.version, in_force.version):
            raise RefusedError(
                "move.older",
                _("Checklist {id} is at version {version} here; {version2} is not newer.").format(
                    id=newer.id, version=in_force.version, version2=newer.version
                ),
                next_step=_("A checklist that was changed needs a higher version."),
            )
        instances = self.record.projection.instances
        return plan(
            self._by_id[newer.id], compile_checklist(newer), self._given, instances, profile=self.profile
        )

    def move_checklist(self, newer: Checklist) -> Change:
        """Move to a newer version of a checklist, as `plan_move` tells it; what does not fit is set aside."""
        pen = self._pen()
        write_move(pen, self.record, self.plan_move(newer))
        return pen.change()

    def decline_checklist(self, newer: Checklist) -> Change:
        """Say that the audit stays on the version it has; this newer one is not offered again."""
        pen = self._pen()
        write_decline(pen, newer)
        return pen.change()

    def _follow(self) -> None:
        """Walk on by the newer checklist: at the same question, else at the next one that is still asked."""
        before = [slot.path for slot in self._slots]
        onward = before[before.index(self.cursor) :] if self.cursor in before else []
        self._read_checklists()
        self._look_anew()
        self.cursor = next((path for path in onward if path in self._at), self.cursor)

    # -- inside ---------------------------------------------------------------------------------------

    def _writable(self) -> None:
        if not self.is_open:
            raise RefusedError(
                "audit.ended",
                _("Audit {number} is {status}.").format(
                    number=self.record.header.number, status=self.record.projection.status
                ),
                next_step=_("It can no longer be changed."),
            )

    def _asked(self, path: str) -> Slot:
        self._writable()
        slot = self.slot(path)
        if not slot.is_asked:
            raise InputError(
                "path.unasked", _("{label} is not a question that can be answered.").format(label=slot.label)
            )
        return slot

    def _fitting(self, slot: Slot, raw: Any) -> Canonical:
        compiled = self._by_id[slot.checklist]
        try:
            value = check_value(compiled.checklist, slot.question, raw)
            check_valid(compiled, slot, value, self._layouts[slot.checklist])
        except ValueProblem as problem:
            raise InputError(problem.code, f"{problem.message}.", where=slot.label) from None
        return value

    def _repeat(self, path: str) -> Slot:
        self._writable()
        slot = self.slot(path)
        if slot.question.type != "repeat":
            raise InputError("path.repeat", _("{label} is not asked several times.").format(label=slot.label))
        return slot

    def _pen(self) -> Pen:
        self._writable()
        projection = self.record.projection
        return Pen(self._clock, self._actor, self._device, self._run, projection.seq, projection.head)

    def _say(
        self, op: str, path: str, value: Any, cls: ValueClass, grade: Grade | None, reason: str
    ) -> Change:
        pen = self._pen()
        pen.write(
            op,
            path,
            value=None if value is None else pen.seal(value, cls),
            old=self._memory.value(path),
            reason=pen.seal(reason_given(reason), "note") if reason else None,
            grade=grade,
        )
        return pen.change()

    def _plain(self, op: str, path: str, value: Any, *, reason: str = "") -> Change:
        pen = self._pen()
        pen.write(
            op,
            path,
            value=None if value is None else pen.seal(value, value_class(op, path)),
            old=self._memory.latest(op, path),
            reason=pen.seal(reason, "note") if reason else None,
        )
        return pen.change()


def _named(names: Sequence[str]) -> dict[str, str]:
    """The first of them in a row, and how many more there are."""
    more = " " + _("and {count} more").format(count=len(names) - 5) if len(names) > 5 else ""
    return {"first": ", ".join(names[:5]), "more": more}
