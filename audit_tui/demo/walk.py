"""A made-up auditor: answers whatever a checklist asks, as well or as badly as the store is meant to be.

Answers are chosen by what they would earn, so any checklist can be walked. Everything goes through an
`AuditSession`; chance comes from a seeded generator, so the same seed gives the same walk.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from audit_tui.clock import FixedClock
from audit_tui.demo import words
from audit_tui.model.audit import Action, Evidence, State
from audit_tui.model.event import Grade
from audit_tui.model.question import (
    Count,
    DateQuestion,
    FileQuestion,
    Multi,
    Nps,
    NumberQuestion,
    Repeat,
    Scale,
    Signature,
    Single,
    Stopwatch,
    TextQuestion,
    YesNo,
)
from audit_tui.rules.compliance import nonconformities
from audit_tui.rules.points import marker, most_points
from audit_tui.rules.record import Change
from audit_tui.rules.routing import Slot, ValueProblem, check_value
from audit_tui.rules.values import as_value
from audit_tui.session import AuditSession

_MEASURES = (
    *(
        "0",
        "1",
        "2",
        "2.5",
        "3",
        "3.3",
        "3.7",
        "4",
        "4.1",
        "5",
        "6",
        "6.8",
        "8",
        "9.5",
        "10",
        "12",
        "15",
        "18",
    ),
    *("20", "24", "28", "30", "35", "40", "45", "50", "60", "75", "90", "110", "150", "180", "240", "300"),
    *("420", "540", "600", "780", "900", "1200"),
)
"""Numbers a person may come back with, rising; the question's own limits and rules choose among them."""

_USUAL: Mapping[str, Any] = {
    "phone.scenario": "order",
    "parking.own_parking": "yes",
    "parking.staff_seen": "yes",
    "reception.appointment": "no",
    "delivery.chilled": "no",
    "phone.more_open": "yes",
}
"""Answers to unscored questions that lead down the usual way through a visit."""

_ROUNDS: Mapping[str, int] = {"phone.more": 4, "delivery.parcels": 2}
"""How many instances of a repeat are made."""


class Camera(Protocol):
    """Draws a scene, keeps it, and says what it kept."""

    def __call__(self, scene: str, at: datetime) -> Evidence: ...


class Walker:
    """Walks one visit's session; `take` saves each change and hands it to the session."""

    def __init__(
        self,
        session: AuditSession,
        take: Callable[[Change | None], None],
        *,
        clock: FixedClock,
        chance: random.Random,
        level: float,
        said: Mapping[str, Any],
        begun: datetime,
        camera: Camera,
    ) -> None:
        self._session, self._take, self._clock, self._chance = session, take, clock, chance
        self._level, self._said, self._begun, self._camera = level, said, begun, camera
        self._elapsed = timedelta()
        self._scenes: dict[str, str] = {}
        """Id of a photo → what it shows."""

    def walk(self, share: float = 1.0) -> None:
        """Answer from the first question on, up to `share` of what is visible."""
        session, at, rounds = self._session, 0, set()
        while at < len(session.slots) and at < share * len(session.slots):
            slot = session.slots[at]
            if slot.question.type == "repeat" and slot.path not in rounds:
                rounds.add(slot.path)
                for _ in range(self._rounds(slot)):
                    self._take(session.add_instance(slot.path))
            elif slot.is_asked and session.state(slot.path) is State.OPEN:
                self._clock.tick(self._chance.randint(6, 34) * 1000)
                self._elapsed += timedelta(seconds=self._chance.randint(20, 55))
                self._answer(slot)
            at += 1

    def follow_up(self) -> None:
        """Give failed items the notes, photos and actions they demand, and write some words of praise."""
        session = self._session
        for owed in session.owed():
            slot = session.slot(owed.path)
            self._clock.tick(self._chance.randint(15, 60) * 1000)
            if owed.what == "comment":
                self._take(session.note(slot.path, self._words(words.FAILED, slot, words.FAILED_GENERALLY)))
            elif owed.what == "action":
                self._take(session.add_action(slot.path, self._action(slot)))
            else:
                scene = words.SCENES_FAILED.get(_key(slot), "untidy_room")
                self._photograph(slot, scene)
        if session.record.asks_cause:
            self._agree()
        failed = {one.path for one in session.score().questions if one.failed}
        full = {one.path for one in session.score().questions if one.max and one.got == one.max}
        for slot in [one for one in session.slots if one.is_asked]:
            key, item = _key(slot), session.item(slot.path)
            if slot.path in failed and key in words.SCENES_FAILED and not item.evidence:
                self._photograph(slot, words.SCENES_FAILED[key])
            if slot.path in full and key in words.PRAISE and self._chance.random() < 0.5:
                self._take(session.note(slot.path, self._chance.choice(words.PRAISE[key])))
            elif key in words.PRIVATE and item.state is State.ANSWERED and slot.path not in full:
                self._take(session.note(slot.path, words.PRIVATE[key], private=True))

    def _agree(self) -> None:
        """At the closing meeting of an open visit an action is agreed for each standard that is not met."""
        session = self._session
        for finding in nonconformities(session.score()):
            if finding.severity != "minor" and not any(
                session.item(path).actions for path in finding.questions
            ):
                slot = session.slot(finding.questions[0])
                self._clock.tick(self._chance.randint(20, 70) * 1000)
                self._take(session.add_action(slot.path, self._action(slot)))

    def declare(self) -> None:
        """Look at each photo before the end: most are clear, an address or a screen is masked."""
        for slot, photo in self._session.undeclared():
            self._clock.tick(self._chance.randint(4, 12) * 1000)
            masks = words.MASKS.get(self._scenes[photo.id], ())
            self._take(self._session.declare_photo(slot.path, photo.id, masks))

    def _photograph(self, slot: Slot, scene: str) -> None:
        photo = self._camera(scene, self._now())
        self._scenes[photo.id] = scene
        self._take(self._session.add_evidence(slot.path, photo))

    def _now(self) -> datetime:
        return self._begun + self._elapsed

    def _rounds(self, slot: Slot) -> int:
        repeat: Repeat = slot.question
        return min(_ROUNDS.get(_key(slot), max(1, repeat.min_count)), repeat.max_count)

    def _answer(self, slot: Slot) -> None:
        session, question, key = self._session, slot.question, _key(slot)
        said = self._said.get(slot.label, self._said.get(key))
        if said is not None:
            self._take(session.answer(slot.path, said, grade=self._grade(question)))
            return
        if question.allow_na and key in words.NOT_APPLICABLE and self._chance.random() < 0.5:
            self._take(session.not_applicable(slot.path, words.NOT_APPLICABLE[key]))
        elif isinstance(question, FileQuestion):
            scene = words.SCENES.get(key)
            if scene or slot.required:
                self._photograph(slot, scene or "reception")
        elif isinstance(question, TextQuestion):
            if key in words.QUOTES or slot.required:
                quotes = words.QUOTES.get(key, words.FAILED_GENERALLY)
                self._take(session.answer(slot.path, self._chance.choice(quotes)))
        elif question.critical is None and slot.required and self._chance.random() < 0.015:
            self._take(session.not_observed(slot.path, self._chance.choice(words.NOT_OBSERVED)))
        elif isinstance(question, Stopwatch) and self._chance.random() < 0.5:
            self._time(slot)
        else:
            self._take(session.answer(slot.path, self._choose(slot), grade=self._grade(question)))

    def _time(self, slot: Slot) -> None:
        """Use the stopwatch, so that the answer is a measured one."""
        seconds = float(self._choose(slot))
        self._take(self._session.start_timer(slot.path))
        self._clock.tick(round(seconds * 1000))
        self._take(self._session.stop_timer(slot.path))

    def _grade(self, question: Any) -> Grade | None:
        if not isinstance(question, Stopwatch | Count | NumberQuestion):
            return None
        return "noted" if self._chance.random() < 0.7 else "estimated"

    def _choose(self, slot: Slot) -> Any:
        """An answer as good as the store: at full points, at some, or at none."""
        session, question = self._session, slot.question
        if isinstance(question, DateQuestion):
            return self._moment(question.type)
        if isinstance(question, Nps):
            return max(question.min, min(10, round(self._level * 11 - self._chance.random() * 3)))
        if isinstance(question, Signature):
            return str(session.record.projection.facts.get("alias", "Shopper"))
        wish = _USUAL.get(_key(slot))
        if wish is not None:
            return wish
        graded: dict[str, list[Any]] = {"full": [], "some": [], "none": []}
        candidates = list(self._candidates(slot))
        for raw, share in candidates:
            graded["full" if share == 1 else "some" if share > 0 else "none"].append(raw)
        good = question.critical is not None or self._chance.random() < self._level
        order = ("full", "some", "none") if good else ("some", "none", "full")
        if not good and self._chance.random() < 0.35:
            order = ("none", "some", "full")
        fitting = next(graded[name] for name in order if graded[name])
        if not isinstance(question, NumberQuestion | Count | Stopwatch):
            return self._chance.choice(fitting)
        # Near the limit, where people really come out: below it if small is good, above it if large is.
        from_below = fitting[0] == candidates[0][0] and len(fitting) < len(candidates)
        return self._chance.choice(
            [one for one in (fitting[-5:] if from_below else fitting[:5]) if one != "0"] or fitting
        )

    def _candidates(self, slot: Slot) -> Iterator[tuple[Any, float]]:
        """What could be answered, each with the share of the points it would earn."""
        session, question = self._session, slot.question
        compiled = next(one for one in session.checklists if one.checklist.id == slot.checklist)
        checklist, expressions = compiled.checklist, compiled.items[question.id].expressions
        most, mark = most_points(checklist, question), marker(checklist, question, expressions)
        outside = session.layouts[slot.checklist].lookup(slot)
        for raw in _possible(checklist, question):
            try:
                value = as_value(question, check_value(checklist, question, raw))
            except ValueProblem:
                continue

            def lookup(name: str, own: Any = value) -> Any:
                return own if name == question.id else outside(name)

            marked = mark(value, lookup)
            yield raw, 0.0 if marked.failed else float(marked.got / most) if most else 1.0

    def _moment(self, kind: str) -> str:
        now = self._now()
        return {"date": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}"}.get(kind, f"{now:%Y-%m-%dT%H:%M}")

    def _words(self, by_key: Mapping[str, tuple[str, ...]], slot: Slot, otherwise: tuple[str, ...]) -> str:
        return self._chance.choice(by_key.get(_key(slot), otherwise))

    def _action(self, slot: Slot) -> Action:
        remedy = words.REMEDIES.get(_key(slot), words.REMEDY_GENERALLY)
        due = self._begun + timedelta(days=remedy.days)
        return Action(
            id=self._clock.ulid(),
            what=remedy.what,
            owner=remedy.owner,
            due=f"{due:%Y-%m-%d}",
            verify=remedy.verify,
            cause=remedy.cause if self._session.record.asks_cause else None,
        )


def _key(slot: Slot) -> str:
    return f"{slot.checklist}.{slot.question.id}"


def _possible(checklist: Any, question: Any) -> list[Any]:
    """Raw answers worth weighing for one question."""
    if isinstance(question, YesNo):
        return ["yes", "no"]
    if isinstance(question, Scale):
        return list(range(question.max, question.min - 1, -1))
    if isinstance(question, Single):
        return [choice.id for choice in checklist.choices_of(question)]
    if isinstance(question, Multi):
        choices = checklist.choices_of(question)
        earning = [choice.id for choice in choices if choice.points]
        barren = [choice.id for choice in choices if not choice.points]
        fewer = [[one for one in earning if one != left_out] for left_out in earning]
        return [earning, *fewer, *([barren[:1]] if barren else []), earning[:1]]
    return list(_MEASURES)
