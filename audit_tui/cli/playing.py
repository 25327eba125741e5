"""Plays the answers of a file into a session, question by question in the order of the encounter.

Conditions are evaluated anew after each answer, as on the screen. Everything that is wrong is collected
with its place; what to do then is for the caller. Nothing is saved here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from audit_tui.cli.common import nearest
from audit_tui.errors import Fault, InputError
from audit_tui.i18n import _
from audit_tui.library.answers import AnswersFile, GivenAnswer
from audit_tui.model.audit import FACTS, Evidence
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import Repeat
from audit_tui.model.site import VISIT_KINDS
from audit_tui.model.text import clean
from audit_tui.rules.record import Change
from audit_tui.rules.routing import Slot
from audit_tui.session import AuditSession

VISIT_KEYS: Mapping[str, str] = {
    "kind": "kind",
    "from": "visit_start",
    "to": "visit_end",
    **{
        name: name
        for name in FACTS
        if name not in ("kind", "visit_start", "visit_end", "auditor", "alias", "site")
    },
}
"""Keys under `visit:` → facts. Auditor and site come from the command line."""

_WRITTEN: Mapping[str, tuple[str, str]] = {
    "from": (r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", "2026-11-18T10:30"),
    "to": (r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", "2026-11-18T12:05"),
    "follow_up": (r"\d{4}-\d{2}-\d{2}", "2026-12-18"),
}
_CHOSEN: Mapping[str, tuple[str, ...]] = {"kind": VISIT_KINDS, "outcome": ("completed", "aborted")}

_UNASKED = ("info", "calc", "repeat")

Keeper = Callable[[Path], Evidence]
"""Takes a photo into the evidence and says what it kept."""


def visit_facts(file: AnswersFile) -> tuple[dict[str, Any], list[Fault]]:
    """The facts under `visit:` by their names in the record, and what is wrong with them.

    `kind` is `open` where the file does not say.
    """
    facts: dict[str, Any] = {"kind": "open"}
    faults: list[Fault] = []
    for key, value in file.visit.items():
        if key not in VISIT_KEYS:
            known = nearest(key, VISIT_KEYS) or " " + _("Known are {VISIT_KEYS}.").format(
                VISIT_KEYS=", ".join(VISIT_KEYS)
            )
            faults.append(
                file.visit_fault(
                    key,
                    "visit.unknown",
                    _("{key!r} is no fact of a visit.{known}").format(key=key, known=known),
                )
            )
            continue
        try:
            facts[VISIT_KEYS[key]] = _fact(key, value)
        except InputError as error:
            faults.append(file.visit_fault(key, error.code, str(error)))
    start, end = facts.get("visit_start"), facts.get("visit_end")
    if start and end and end < start:
        faults.append(file.visit_fault("to", "visit.order", _("the visit ends before it begins")))
    return facts, faults


def _fact(key: str, value: Any) -> str:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = "; ".join(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError("visit.text", _("'{key}' is a text").format(key=key))
    text = clean(value)[0].strip()
    if key in _CHOSEN and text not in _CHOSEN[key]:
        choices = _CHOSEN[key]
        raise InputError(
            "visit.choice",
            _("'{key}' is one of {choices}, not {text!r}.{nearest}").format(
                key=key, choices=", ".join(choices), text=text, nearest=nearest(text, choices)
            ),
        )
    if key in _WRITTEN:
        form, example = _WRITTEN[key]
        text = text.replace(" ", "T")
        try:
            datetime.fromisoformat(text)
            fits = re.fullmatch(form, text) is not None
        except ValueError:
            fits = False
        if not fits:
            raise InputError(
                "visit.date",
                _("'{key}' is written as {example}, not {text!r}").format(
                    key=key, example=example, text=text
                ),
            )
    return text


class Walked(Protocol):
    """An audit that answers are played into."""

    @property
    def session(self) -> AuditSession: ...

    def take(self, change: Change | None) -> None:
        """Take in what the session proposes; None is nothing to do."""


class Player:
    """Plays one file into one audit. `faults` holds what was wrong after `play`."""

    def __init__(self, file: AnswersFile, rehearsal: Walked, keep: Keeper) -> None:
        self._file, self._rehearsal, self._keep = file, rehearsal, keep
        self._session = rehearsal.session
        self._waiting: dict[str, GivenAnswer] = {}
        self._played: dict[str, tuple[str, GivenAnswer]] = {}
        self._rounds: dict[str, int] = {}
        self.faults: list[Fault] = []

    def play(self) -> None:
        """Answer everything that the file answers; collects faults, raises none of them."""
        checklists = {one.checklist.id: one.checklist for one in self._session.checklists}
        for answer in self._file.answers:
            if self._is_known(checklists, answer):
                self._waiting[answer.key] = answer
                if answer.address.repeat:
                    head = f"{answer.address.checklist}/{answer.address.repeat}"
                    self._rounds[head] = max(self._rounds.get(head, 0), answer.address.index)
        # An answer may make an earlier question visible, so it goes round until nothing more fits.
        while self._waiting and self._pass():
            pass
        self._hidden()

    def _pass(self) -> bool:
        """Once through what is visible; whether anything was answered."""
        session, before, at = self._session, len(self._waiting), 0
        while at < len(session.slots):
            slot = session.slots[at]
            if slot.question.type == "repeat":
                self._add_rounds(slot)
            elif slot.is_asked and (answer := self._waiting.pop(slot.label, None)) is not None:
                self._answer(slot, answer)
            at += 1
        return len(self._waiting) < before

    def _add_rounds(self, slot: Slot) -> None:
        wanted = self._rounds.get(slot.path, 0)
        have = len(self._session.record.projection.instances.get(slot.path, ()))
        for _round in range(wanted - have):
            try:
                self._rehearsal.take(self._session.add_instance(slot.path))
            except InputError as error:
                prefix = f"{slot.label}["
                first = next(one for one in self._file.answers if one.key.startswith(prefix))
                self.faults.append(self._file.fault_at_key(first, error.code, _plain(error)))
                self._rounds[slot.path] = 0
                for key in [key for key in self._waiting if key.startswith(prefix)]:
                    del self._waiting[key]
                return

    def _answer(self, slot: Slot, answer: GivenAnswer) -> None:
        session, take = self._session, self._rehearsal.take
        try:
            if answer.na is not None:
                take(session.not_applicable(slot.path, answer.na))
            elif answer.not_observed is not None:
                take(session.not_observed(slot.path, answer.not_observed))
            elif answer.value is not None:
                take(session.answer(slot.path, answer.value, grade=answer.grade))  # type: ignore[arg-type]
            if answer.note:
                take(session.note(slot.path, answer.note))
            if answer.private:
                take(session.note(slot.path, answer.private, private=True))
            for photo, masks in zip(answer.photos, answer.declared, strict=True):
                kept = self._keep(photo)
                take(session.add_evidence(slot.path, kept))
                if masks is not None:
                    take(session.declare_photo(slot.path, kept.id, masks))
        except InputError as error:
            self.faults.append(self._file.fault(answer, error.code, _plain(error)))
        else:
            self._played[slot.path] = (slot.label, answer)

    def _hidden(self) -> None:
        """What was never asked, or is hidden again by a later answer.

        Said only where nothing else is wrong: a wrong answer hides what depends on it.
        """
        if self.faults:
            return
        visible = {slot.path for slot in self._session.slots}
        gone = [answer for path, (_rest, answer) in self._played.items() if path not in visible]
        for answer in [*self._waiting.values(), *gone]:
            self.faults.append(
                self._file.fault_at_key(
                    answer,
                    "answer.hidden",
                    _(
                        "{key} is not asked on this visit: a condition hides it. "
                        "Leave it out, or change the answer that hides it"
                    ).format(key=answer.key),
                )
            )

    def _is_known(self, checklists: Mapping[str, Checklist], answer: GivenAnswer) -> bool:
        address = answer.address
        checklist = checklists.get(address.checklist)
        if checklist is None:
            hint = nearest(address.checklist, checklists) or " " + _("This audit has {checklists}.").format(
                checklists=", ".join(checklists)
            )
            return self._unknown(
                answer,
                _("there is no checklist {checklist!r} in this audit.{hint}").format(
                    checklist=address.checklist, hint=hint
                ),
            )
        entries = list(checklist.walk())
        inside = {question.id: repeat for _rest, question, repeat in entries}
        names = [
            _address(checklist.id, question, repeat)
            for _rest, question, repeat in entries
            if question.type not in _UNASKED
        ]
        if address.question not in inside:
            return self._unknown(
                answer,
                _("there is no question {key!r}.{near}").format(
                    key=answer.key, near=_near(answer.key, names)
                ),
            )
        repeat = inside[address.question]
        wanted = _address(checklist.id, _Named(address.question), repeat)
        if (repeat.id if repeat else None) != address.repeat:
            return self._unknown(
                answer,
                _("there is no question {key!r}. Did you mean {wanted}?").format(
                    key=answer.key, wanted=wanted
                ),
            )
        question = next(
            question for _section, question, _repeat in entries if question.id == address.question
        )
        if question.type in _UNASKED:
            return self._unknown(
                answer,
                _("{key} takes no answer: it is of type {type}").format(key=answer.key, type=question.type),
            )
        return True

    def _unknown(self, answer: GivenAnswer, message: str) -> bool:
        self.faults.append(self._file.fault_at_key(answer, "answer.unknown", message))
        return False


class _Named:
    def __init__(self, id_: str) -> None:
        self.id = id_


def _address(checklist: str, question: Any, repeat: Repeat | None) -> str:
    return f"{checklist}.{repeat.id}[1].{question.id}" if repeat else f"{checklist}.{question.id}"


def _near(key: str, names: Sequence[str]) -> str:
    return nearest(re.sub(r"\[\d+\]", "[1]", key), names)


def _plain(error: InputError) -> str:
    """The sentence without its place, which the fault gives better, and without the full stop."""
    return f"{error.what} {error.next_step}".strip().removesuffix(".")


def raise_if_any(faults: Iterable[Fault]) -> None:
    """FaultyFileError with all faults in the order of the file."""
    from audit_tui.errors import FaultyFileError

    found = sorted(faults, key=lambda fault: (fault.line, fault.column))
    if found:
        raise FaultyFileError(found)
