"""Moving an audit to a newer version of a checklist: what becomes of each answer, and the events that say so.

Questions are known by their id. An answer goes along where the newer question still takes it in the same
meaning; where it does not it is set aside: it stays in the history, and the question is open again. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from audit_tui.model.audit import EmbeddedChecklist, State
from audit_tui.model.basics import Profile
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import (
    Count,
    FileQuestion,
    Multi,
    Nps,
    NumberQuestion,
    Scale,
    Stopwatch,
)
from audit_tui.rules.comparing import Difference, compare, places
from audit_tui.rules.record import MOVED, Record, embed
from audit_tui.rules.routing import CompiledChecklist, Given, Layout, check_valid, layout
from audit_tui.rules.scoring import score_visit
from audit_tui.rules.values import ValueProblem, check_value
from audit_tui.rules.writing import Pen

Outcome = Literal["kept", "rescored", "hidden", "aside", "gone"]
"""An answer that goes along; that counts otherwise; whose question is no longer shown; that does not fit; whose
question is gone. The last two are set aside."""

_UNASKED: Final = frozenset({"info", "calc", "repeat"})
_MEASURED: Final = (NumberQuestion, Count, Stopwatch)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one answer."""

    path: str
    outcome: Outcome
    why: str = ""
    """Of one that does not fit, a code: `meaning`, `type`, `unit`, `scale`, `na`, `repeat`, `many`, `condition`,
    or that of the value (`value.choice` …)."""
    before: tuple[Fraction, Fraction] | None = None
    """Points earned and the most that could be, where they change."""
    after: tuple[Fraction, Fraction] | None = None

    @property
    def is_aside(self) -> bool:
        """Whether the answer stays behind in the history."""
        return self.outcome in ("aside", "gone")


@dataclass(frozen=True, slots=True)
class Move:
    """A move of one checklist as it would be: what differs, and what becomes of what was said."""

    old: CompiledChecklist
    new: CompiledChecklist
    differences: tuple[Difference, ...]
    fates: tuple[Fate, ...]
    dropped: tuple[str, ...]
    """Paths of the instances of repeats that do not go along."""

    @property
    def aside(self) -> tuple[Fate, ...]:
        """The answers that are set aside."""
        return tuple(fate for fate in self.fates if fate.is_aside)

    @property
    def open_again(self) -> tuple[str, ...]:
        """Paths of the questions that are asked again."""
        return tuple(fate.path for fate in self.fates if fate.outcome == "aside" and fate.why != "many")


def plan(
    old: CompiledChecklist,
    new: CompiledChecklist,
    given: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]],
    profile: Profile = "private",
) -> Move:
    """What a move from `old` to `new` (of the same id) does to what was said; nothing is changed."""
    head = f"{old.checklist.id}/"
    mine = {path: one for path, one in given.items() if path.startswith(head) and one.state is not State.OPEN}
    kept_instances, dropped = _instances(new.checklist, instances)
    asides = {path: why for path, one in mine.items() if (why := _misplaced(old, new, path, one, dropped))}
    first = layout(old, mine, instances)
    while True:
        kept = {path: one for path, one in mine.items() if path not in asides}
        then = layout(new, kept, kept_instances)
        refused = _refused(new, then, kept) - _refused(old, first, mine)
        if not refused:
            break
        # What is set aside is empty for the conditions of the others, which may refuse then as well.
        asides |= dict.fromkeys(refused, "condition")
    fates = tuple(_fates(old, new, (mine, kept), (instances, kept_instances), asides, profile))
    return Move(old, new, compare(old.checklist, new.checklist), fates, dropped)


def misfit(old: Checklist, new: Checklist, question_id: str, given: Given) -> str:
    """Why the newer question does not take an answer to the older one in the same meaning; empty where it does.

    Conditions on other answers are not looked at. A value that was erased counts as given but unknown.
    """
    was, now = _question(old, question_id), _question(new, question_id)
    if now is None:
        return "gone"
    if was is None or places(old)[question_id] != places(new)[question_id]:
        return "repeat"
    if was.meaning != now.meaning:
        return "meaning"
    if given.state is State.NOT_OBSERVED:
        return ""
    if given.state is State.NOT_APPLICABLE:
        return "" if now.allow_na else "na"
    if was.type != now.type and not (isinstance(was, _MEASURED) and isinstance(now, _MEASURED)):
        return "type"
    if isinstance(now, _MEASURED) and _unit(was) != _unit(now):
        return "unit"
    if isinstance(now, Scale | Nps) and (was.min, getattr(was, "max", 10)) != (
        now.min,
        getattr(now, "max", 10),
    ):
        return "scale"
    if given.value is None or isinstance(now, FileQuestion):
        # Photos and files are never taken away, even where fewer are asked for now.
        return ""
    try:
        taken = check_value(new, now, given.value)
    except ValueProblem as problem:
        return problem.code
    same = sorted(taken) == sorted(given.value) if isinstance(now, Multi) else taken == given.value
    return "" if same else "value"


def _question(checklist: Checklist, question_id: str) -> Any:
    return next(
        (item for _, item, _ in checklist.walk() if item.id == question_id and item.type not in _UNASKED),
        None,
    )


def _unit(question: Any) -> str | None:
    return "s" if isinstance(question, Stopwatch) else getattr(question, "unit", None)


def _instances(
    new: Checklist, instances: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Sequence[str]], tuple[str, ...]]:
    """The instances that go along, and the paths of the others: of a repeat that is gone, or beyond its number."""
    repeats = {f"{new.id}/{item.id}": item for _, item, _ in new.walk() if item.type == "repeat"}
    kept: dict[str, Sequence[str]] = {}
    dropped: list[str] = []
    for path, ulids in instances.items():
        if path.split("/")[0] != new.id:
            kept[path] = ulids
            continue
        most = repeats[path].max_count if path in repeats else 0
        kept[path] = ulids[:most]
        dropped += [f"{path}/{ulid}" for ulid in ulids[most:]]
    return kept, tuple(dropped)


def _misplaced(
    old: CompiledChecklist, new: CompiledChecklist, path: str, given: Given, dropped: Sequence[str]
) -> str:
    parts = path.split("/")
    why = misfit(old.checklist, new.checklist, parts[-1], given)
    inside = len(parts) > 2
    if not why and inside != (new.items[parts[-1]].repeat is not None):
        return "repeat"
    return why or ("many" if inside and path.rpartition("/")[0] in dropped else "")


def _refused(compiled: CompiledChecklist, laid_out: Layout, given: Mapping[str, Given]) -> set[str]:
    """The answers that break the `valid_if` of their question, of those that are asked."""
    found = set()
    for slot in laid_out.slots:
        one = given.get(slot.path)
        if one is None or one.value is None or one.state is not State.ANSWERED or not slot.visible:
            continue
        try:
            check_valid(compiled, slot, one.value, laid_out)
        except ValueProblem:
            found.add(slot.path)
    return found


def _fates(
    old: CompiledChecklist,
    new: CompiledChecklist,
    given: tuple[Mapping[str, Given], Mapping[str, Given]],
    instances: tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]],
    asides: Mapping[str, str],
    profile: Profile,
) -> Iterator[Fate]:
    """One fate an answer: those of questions that are asked now in their order, then those that were hidden."""
    was = {q.path: q for q in score_visit([old], given[0], instances[0], profile=profile).questions}
    now = {q.path: q for q in score_visit([new], given[1], instances[1], profile=profile).questions}
    for path in [
        *(path for path in was if path in given[0]),
        *(path for path in given[0] if path not in was),
    ]:
        if path in asides:
            why = asides[path]
            yield Fate(path, "gone") if why == "gone" else Fate(path, "aside", why)
            continue
        before, after = was.get(path), now.get(path)
        if before is None or after is None or before.state == "hidden":
            yield Fate(path, "kept")
        elif after.state == "hidden":
            yield Fate(path, "hidden")
        else:
            counted = (before.got, before.points), (after.got, after.points)
            same = counted[0] == counted[1] and before.failed == after.failed
            same = same and before.critical_failed == after.critical_failed
            yield Fate(path, "kept") if same else Fate(path, "rescored", "", *counted)


def write_move(pen: Pen, record: Record, move: Move) -> None:
    """The events of a move: what is set aside, then the newer checklist, whole and with its hash."""
    latest: dict[str, str | None] = {}
    for event in record.events:
        if event.op in ("answered", "not_applicable", "not_observed", "cleared"):
            latest[event.path] = event.value
    for fate in move.aside:
        pen.write("cleared", fate.path, old=latest.get(fate.path), reason=pen.seal(MOVED, "note"))
    for path in move.dropped:
        pen.write("repeat_removed", path, reason=pen.seal(MOVED, "note"))
    embedded = embed(move.new.checklist)
    value = embedded.model_dump(mode="json")
    pen.write("checklist_moved", embedded.id, value=pen.seal(value, "answer"))


def write_decline(pen: Pen, newer: Checklist) -> None:
    """The event that says that the auditor stays away from a newer version."""
    embedded = embed(newer)
    value = {"id": embedded.id, "version": embedded.version, "hash": embedded.hash}
    pen.write("checklist_declined", embedded.id, value=pen.seal(value, "answer"))


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that took place."""

    checklist: str
    old: EmbeddedChecklist
    new: EmbeddedChecklist
    seq: int
    wall: int
    offset: int
    aside: tuple[str, ...]
    """Paths of the answers that were set aside then."""


def moves(record: Record) -> list[Moved]:
    """The moves of an audit to newer checklists, in order."""
    found: list[Moved] = []
    aside: list[str] = []
    counts: dict[str, int] = {}
    for event in record.events:
        if event.op == "cleared" and record.value_of(event.reason) == MOVED:
            aside.append(event.path)
        elif event.op == "checklist_moved":
            editions, at = record.editions(event.path), counts.get(event.path, 0) + 1
            if at < len(editions):
                counts[event.path] = at
                old, new = editions[at - 1], editions[at]
                found.append(Moved(event.path, old, new, event.seq, event.wall, event.offset, tuple(aside)))
            aside = []
    return found


__all__ = ["Fate", "Move", "Moved", "Outcome", "misfit", "moves", "plan", "write_decline", "write_move"]
