"""An audit as one looks at it: what is visible, what has been said, how far it is, what it scores.

Reads only. The walk (`session`), reports and lists all look through this one window, so they agree.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.audit import EmbeddedChecklist, Evidence, Item, State
from audit_tui.model.basics import Profile
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import FileQuestion, Signature
from audit_tui.model.site import Site
from audit_tui.model.text import CommonText
from audit_tui.rules.record import Record
from audit_tui.rules.recorded import Kept, as_recorded, kept_by
from audit_tui.rules.routing import CompiledChecklist, Given, Layout, Slot, compile_checklist, layout, relaid
from audit_tui.rules.scoring import QuestionScore, VisitScore, score_slot, score_visit, unscored


def _everywhere(text: CommonText | None) -> list[str]:
    """A text in all its languages."""
    return list(text.values()) if isinstance(text, dict) else [text or ""]


@dataclass(frozen=True, slots=True)
class Owed:
    """Something a failed or marked item still demands."""

    path: str
    what: Literal["comment", "photo", "action", "evidence"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the visible questions have been answered, set aside or left open."""

    answered: int
    total: int


class AuditView:
    """One audit, seen through its checklists."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.checklists: list[CompiledChecklist] = []
        self._by_id: dict[str, CompiledChecklist] = {}
        self._by_evidence: Container[tuple[str, str]] = frozenset()
        self._known: dict[str, Checklist] = {}
        self._read_checklists()
        self._layouts: dict[str, Layout] = {}
        self._given: dict[str, Given] = {}
        self._slots: list[Slot] = []
        self._at: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        """Path of each visible question → which of its checklist it is, counted from 1."""
        self._of: dict[str, int] = {}
        """Checklist → how many of its questions are visible."""
        self._open: set[str] = set()
        """Paths of the visible questions that nothing was said about."""
        self._score: VisitScore | None = None
        self._look_anew()

    @property
    def slots(self) -> list[Slot]:
        """What is visible now, in encounter order: questions, texts to read, calculated values, repeats."""
        return self._slots

    @property
    def is_open(self) -> bool:
        """Whether answers can still be given."""
        return self.record.projection.status == "draft"

    @property
    def site(self) -> Site:
        """The site, with corrections applied."""
        corrected = self.record.projection.facts.get("site")
        return Site.model_validate(corrected) if corrected else self.record.header.site

    @property
    def profile(self) -> Profile:
        return self.site.profile

    @property
    def given(self) -> Mapping[str, Given]:
        """What has been said, by path, as the rules read it."""
        return self._given

    @property
    def layouts(self) -> Mapping[str, Layout]:
        """The layout of each checklist, by its id."""
        return self._layouts

    def checklist(self, checklist_id: str) -> Checklist:
        return self._by_id[checklist_id].checklist

    def edition(self, checklist_id: str, number: int) -> Checklist:
        """A checklist as it was in force: 0 is the one the audit was begun with, 1 the first it moved to …"""
        editions = self.record.editions(checklist_id)
        return self._known_as(editions[min(number, len(editions) - 1)])

    def told_of(self, path: str, number: int | None = None) -> tuple[Checklist, Any] | None:
        """The checklist and the question at `path` in an edition; without a number in the last that has it."""
        checklist_id, question_id = path.split("/", 1)[0], path.rpartition("/")[2]
        count = len(self.record.editions(checklist_id))
        for at in reversed(range(count)) if number is None else [number]:
            checklist = self.edition(checklist_id, at) if count else None
            for _section, question, _repeat in checklist.walk() if checklist is not None else ():
                if checklist is not None and question.id == question_id:
                    return checklist, question
        return None

    def slot(self, path: str) -> Slot:
        """The visible slot at `path`; InputError where there is none or it is hidden."""
        index = self._at.get(path)
        if index is None:
            raise InputError(
                "path.hidden",
                _("{path} is not asked here: unknown, or hidden by a condition.").format(path=path),
            )
        return self._slots[index]

    def visible(self, path: str) -> Slot | None:
        """The visible slot at `path`; None where there is none or it is hidden."""
        index = self._at.get(path)
        return None if index is None else self._slots[index]

    def item(self, path: str) -> Item:
        """What has been said about `path`."""
        return self.record.projection.item(path)

    def state(self, path: str) -> State:
        given = self._given.get(path)
        return given.state if given else State.OPEN

    def progress(self, slots: Iterable[Slot] | None = None) -> Progress:
        """Progress over `slots` (default: all that are visible, which is known without counting)."""
        if slots is None:
            return Progress(len(self._numbers) - len(self._open), len(self._numbers))
        answered = total = 0
        for slot in slots:
            if not slot.is_asked:
                continue
            total += 1
            answered += self.state(slot.path) is not State.OPEN
        return Progress(answered, total)

    def number(self, slot: Slot) -> tuple[int, int]:
        """Which of the visible questions of its checklist it is, from 1 (0 for none), and how many there are."""
        return self._numbers.get(slot.path, 0), self._of.get(slot.checklist, 0)

    def place_of(self, path: str | None) -> int | None:
        """Which of the visible slots stands at `path`, from 0; None where none does."""
        return self._at.get(path) if path is not None else None

    def waits(self, slot: Slot) -> bool:
        """Whether something is still to be said there: a question without an answer, a repeat too short."""
        return self.state(slot.path) is State.OPEN if slot.is_asked else slot.lacks > 0

    def open_required(self) -> list[Slot]:
        """What finishing waits for, in encounter order."""
        return [slot for slot in self._slots if slot.required and self.waits(slot)]

    def score(self) -> VisitScore:
        """The score of what is said so far, computed at most once for each change.

        Of a finished audit it is the recorded one where that stands by itself (`kept`).
        """
        if self._score is None:
            self._score = self.scored_anew()
            if self.kept is not None:
                recorded = (self.record.projection.score or {}).get("score")
                self._score = as_recorded(self.checklists, self._score, recorded) or self._score
        return self._score

    def question_score(self, path: str) -> QuestionScore | None:
        """The score of one visible question; None where there is none that is scored or could be.

        While answers are given it is worked out alone: the whole score waits until somebody asks for it.
        """
        slot = self.visible(path)
        alone = self._score is None and self.is_open
        if slot is not None and alone and self.record.projection.facts.get("outcome") != "aborted":
            laid_out = self._layouts[slot.checklist]
            return score_slot(self._by_id[slot.checklist], slot, laid_out, self._given, self.profile)
        return next((one for one in self.score().questions if one.path == path), None)

    @property
    def kept(self) -> Kept | None:
        """Why the score is the recorded one, whatever these rules make of the answers that are left."""
        return kept_by(self.record)

    def scored_anew(self) -> VisitScore:
        """The score that these rules make of the answers, whatever was recorded."""
        if self.record.projection.facts.get("outcome") == "aborted":
            return unscored(self.checklists)
        return score_visit(
            self.checklists,
            self._given,
            self.record.projection.instances,
            profile=self.profile,
            layouts=self._layouts,
        )

    def owed(self) -> list[Owed]:
        """What failed items and questions with required evidence still demand, in encounter order."""
        return [owed for slot in self._slots for owed in self.owed_at(slot)]

    def photos_owed(self) -> list[Slot]:
        """Where a photo was said to follow and is not attached yet, in encounter order."""
        return [slot for slot in self._slots if self.item(slot.path).photo_owed is not None]

    def photos(self) -> list[tuple[Slot, Evidence]]:
        """The photos that a report prints, in encounter order: not what belongs to a hidden question, and on a
        mystery visit nothing of a signature."""
        return [
            (slot, each)
            for slot in self._slots
            if not (self.record.kind == "mystery" and isinstance(slot.question, Signature))
            for each in self.item(slot.path).evidence
            if each.kind == "photo"
        ]

    def undeclared(self) -> list[tuple[Slot, Evidence]]:
        """Photos that a report would print and of which nobody said yet whether they can be, in encounter order."""
        return [
            (slot, photo) for slot, photo in self.photos() if photo.id not in self.item(slot.path).declared
        ]

    def owed_at(self, slot: Slot) -> list[Owed]:
        """What one visible question still demands; a photo that is said to follow is owed apart (`photos_owed`)."""
        if not slot.is_asked or self.state(slot.path) is not State.ANSWERED:
            return []
        item, question, demand = self.item(slot.path), slot.question, slot.question.on_fail
        wanted: list[Owed] = []
        follows = item.photo_owed is not None
        if question.evidence == "required" and not item.evidence and not follows:
            wanted.append(Owed(slot.path, "evidence"))
        score = self.question_score(slot.path) if demand is not None else None
        if demand is None or score is None or not score.failed:
            return wanted
        if demand.comment == "required" and not item.note:
            wanted.append(Owed(slot.path, "comment"))
        if demand.photo == "required" and not (item.evidence or follows or question.evidence == "required"):
            wanted.append(Owed(slot.path, "photo"))
        if demand.action and not item.actions and not self._is_locked(slot.path):
            wanted.append(Owed(slot.path, "action"))
        return wanted

    def laps_left(self, slot: Slot) -> int:
        """How many times the checklist still wants to be taken where one was measured; 0 where none was."""
        taken, wanted = len(self.item(slot.path).laps), getattr(slot.question, "laps", None) or 0
        return max(0, wanted - taken) if taken else 0

    def _is_locked(self, path: str) -> bool:
        """Whether an action was asked for there that is encrypted: it cannot be told here, but it is there."""
        sealed = self.record.sealed
        return bool(sealed) and any(
            event.op == "action_added" and event.path == path and event.value in sealed
            for event in self.record.events
        )

    def search(self, text: str) -> list[Slot]:
        """Visible slots in whose texts, standard with its source, or notes `text` stands, without regard to case."""
        wanted = text.casefold().strip()
        if not wanted:
            return []
        found = []
        for slot in self._slots:
            question, item = slot.question, self.item(slot.path)
            texts = [
                slot.label,
                *question.text.values(),
                *(question.help or {}).values(),
                item.note,
                item.private_note,
            ]
            code = getattr(question, "standard", None)
            if code:
                standard = self.checklist(slot.checklist).standards.get(code)
                texts += [code, *(standard.text.values() if standard else ())]
                texts += _everywhere(standard.source) if standard else []
            if any(wanted in candidate.casefold() for candidate in texts):
                found.append(slot)
        return found

    def next_open(self, after: str | None, *, required_only: bool = False) -> str | None:
        """The next question without an answer after `after`, going round once; None when there is none."""
        start = self._at.get(after, -1) + 1 if after else 0
        for slot in [*self._slots[start:], *self._slots[:start]]:
            if self.waits(slot) and (slot.required or not required_only):
                return slot.path
        return None

    def _known_as(self, embedded: EmbeddedChecklist) -> Checklist:
        if embedded.hash not in self._known:
            self._known[embedded.hash] = Checklist.model_validate(embedded.body)
        return self._known[embedded.hash]

    def _read_checklists(self) -> None:
        """Take the checklists that are in force; the ones that were before stay known to the history."""
        compiled = {one.checklist.id: one for one in self.checklists}
        self.checklists = []
        for embedded in self.record.checklists:
            checklist, known = self._known_as(embedded), compiled.get(embedded.id)
            same = known is not None and known.checklist is checklist
            self.checklists.append(known if known is not None and same else compile_checklist(checklist))
        self._by_id = {compiled.checklist.id: compiled for compiled in self.checklists}
        self._by_evidence = answered_by_files(self.checklists)

    def _look_anew(self) -> None:
        """Work out everything from the record."""
        self._score = None
        projection = self.record.projection
        self._given = {
            path: as_given(item, self._by_evidence)
            for path, item in projection.items.items()
            if path.split("/", 1)[0] in self._by_id
        }
        self._layouts = {
            id_: layout(compiled, self._given, projection.instances) for id_, compiled in self._by_id.items()
        }
        self._take_slots()
        self._count()

    def _look_at(self, paths: Set[str]) -> None:
        """Take in what has become of `paths`, of questions and of instances of repeats.

        An answer comes with every key of a walk: what does not depend on it is left as it is.
        """
        self._score = None
        projection = self.record.projection
        changed: dict[str, set[str]] = {}
        for path in paths:
            checklist_id, _sep, inside = path.partition("/")
            if checklist_id not in self._by_id:
                continue
            item = projection.items.get(path)
            given = None if item is None else as_given(item, self._by_evidence)
            if given is not None and given != self._given.get(path):
                self._given[path] = given
                changed.setdefault(checklist_id, set()).add(inside.rpartition("/")[2])
            elif item is None:
                # An instance that came or went; it is no question, and `relaid` sees it by itself.
                changed.setdefault(checklist_id, set())
        same = True
        for checklist_id, ids in changed.items():
            compiled, before = self._by_id[checklist_id], self._layouts[checklist_id]
            after = relaid(compiled, before, self._given, projection.instances, ids & compiled.items.keys())
            self._layouts[checklist_id] = after
            same = same and after.asks_the_same(before)
        if changed:
            self._take_slots()
        if not same:
            self._count()
        for path in self._numbers.keys() & paths:
            if self.state(path) is State.OPEN:
                self._open.add(path)
            else:
                self._open.discard(path)

    def _take_slots(self) -> None:
        """Gather the visible slots of all layouts."""
        self._slots = [
            slot
            for compiled in self.checklists
            for slot in self._layouts[compiled.checklist.id].slots
            if slot.visible
        ]

    def _count(self) -> None:
        """Find where each visible slot stands, and count the questions among them."""
        self._at = {slot.path: index for index, slot in enumerate(self._slots)}
        self._of = dict.fromkeys(self._by_id, 0)
        self._numbers, self._open = {}, set()
        for slot in self._slots:
            if slot.is_asked:
                self._of[slot.checklist] += 1
                self._numbers[slot.path] = self._of[slot.checklist]
                if self.state(slot.path) is State.OPEN:
                    self._open.add(slot.path)


def answered_by_files(checklists: Iterable[CompiledChecklist]) -> frozenset[tuple[str, str]]:
    """The questions, as (checklist, id), whose answer is what is attached to them."""
    return frozenset(
        (compiled.checklist.id, question.id)
        for compiled in checklists
        for _section, question, _repeat in compiled.checklist.walk()
        if isinstance(question, FileQuestion)
    )


def as_given(item: Item, by_files: Container[tuple[str, str]]) -> Given:
    """An item as the rules read it; a photo or file question is answered by what is attached."""
    steps = item.path.split("/")
    if item.evidence and item.state is State.OPEN and (steps[0], steps[-1]) in by_files:
        return Given(State.ANSWERED, str(len(item.evidence)))
    return Given(item.state, item.value)
