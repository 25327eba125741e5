"""Holds what a network report carries of corrective actions, customers' answers and their wishes against the lists of
a workspace, and each action against the record of the audit that asked for it.

A record is sealed, so what it does not give is wrong. The lists are not, and go on after the report: what was there
before the day of the report and what is there now are the bounds between which a figure must lie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from ulid import ULID

from audit_tui.model.audit import Action
from audit_tui.model.survey import SurveyResponse
from audit_tui.reports.network_basis import basis_json
from audit_tui.reports.network_given import Network
from audit_tui.reports.printed.figures import MOST, Wrong
from audit_tui.reports.printed.visits import Held
from audit_tui.reports.publish_network import Places
from audit_tui.rules.nps import CAMPS, Camp, camp
from audit_tui.rules.record import Record
from audit_tui.store.actions import TrackedAction
from audit_tui.store.feedback import KINDS, FieldNote
from audit_tui.store.vault import LOCKED

Find = Callable[[str], Held | None]

_EASTERNMOST: Final = 14 * 3_600_000
"""Milliseconds by which a day begins earlier than in UTC, at most."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a workspace that a network report draws on."""

    actions: Sequence[TrackedAction]
    surveys: Sequence[SurveyResponse]
    notes: Sequence[FieldNote]
    places: Places
    """Which sites a selection takes, by the registry of the workspace."""


@dataclass(slots=True)
class ListsCheck:
    """What became of the check of the lists."""

    actions: int = 0
    """Corrective actions that the report carries."""
    recorded: int = 0
    """Of them those that the record of their audit gives as they are carried."""
    wrong: list[Wrong] = field(default_factory=list)
    """What records do not give."""
    listed: bool = False
    """Whether the lists of a workspace were given."""
    answers: int = 0
    """Answers of customers that were counted again."""
    heard: int = 0
    """Wishes and complaints that were counted again."""
    apart: list[Wrong] = field(default_factory=list)
    """Where the lists, which may have been changed since, do not give what is carried."""
    moved: list[str] = field(default_factory=list)
    """Audits of actions whose state was changed on the day of the report or later."""

    def as_json(self) -> dict[str, Any]:
        """The check as JSON types."""
        return {
            "actions": self.actions,
            "actions_recorded": self.recorded,
            "records": [each.as_json() for each in self.wrong],
            "lists_given": self.listed,
            "answers": self.answers,
            "wishes_and_complaints": self.heard,
            "lists": [each.as_json() for each in self.apart],
            "changed_since": list(self.moved),
        }


def check_lists(given: Network, find: Find | None, lists: Lists | None) -> ListsCheck:
    """Hold what the report of `given` carries of actions, answers and wishes against what was given to do so."""
    check = ListsCheck(actions=len(given.actions))
    begins = _begins(given.as_of)
    overdue = {one.id for one in given.overdue}
    if find is not None:
        for action in given.actions:
            held = find(action.audit)
            if held is None or held.record is None:
                continue
            wrong = [*_against_record(action, held.record, in_words=action.id in overdue)]
            check.wrong += wrong
            check.recorded += not wrong
        del check.wrong[MOST:]
    if lists is not None:
        check.listed = True
        within = lists.places.within(given.selection, given.sites, given.selected.visits)
        check.apart += _actions(given, lists.actions, within, overdue, begins, check.moved)
        check.apart += _answers(given, lists.surveys, within, begins)
        check.apart += _heard(given, lists.notes, within, begins)
        del check.apart[MOST:]
        check.answers = len(given.asked.surveys)
        check.heard = sum(sum(kinds.values()) for kinds in given.heard.values())
    return check


def _begins(day: str) -> int:
    """UTC milliseconds at which a day begins where it begins first; what is older was there before it."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000) - _EASTERNMOST


def _against_record(action: TrackedAction, record: Record, *, in_words: bool) -> Iterator[Wrong]:
    place = f"basis.actions[{action.id}]"
    asked = _asked_for(record).get(action.id)
    if asked is None:
        if not record.sealed:  # a locked action may be this one
            yield Wrong("added", place, action.number)
        return
    site = record.projection.facts.get("site") or {"id": record.header.site.id}
    pairs = {"number": (action.number, record.header.number), "due": (action.due, asked.due)}
    pairs["site"] = action.site, str(site["id"])
    if in_words:
        pairs["what"] = action.what, asked.what
        if record.kind != "mystery" or action.owner:
            pairs["owner"] = action.owner, asked.owner
    yield from _unlike(place, pairs)


def _asked_for(record: Record) -> dict[str, Action]:
    """Every action that was ever asked for in an audit, as far as it can be read."""
    found = {}
    for event in record.events:
        value = record.value_of(event.value) if event.op == "action_added" else None
        if isinstance(value, dict):
            action = Action.model_validate(value)
            found[action.id] = action
    return found


def _unlike(place: str, pairs: Mapping[str, tuple[str | None, str | None]]) -> Iterator[Wrong]:
    for name, (carried, expected) in pairs.items():
        if (carried or "") != (expected or ""):
            yield Wrong("changed", f"{place}.{name}", carried or "", expected or "")


def _actions(
    given: Network,
    known: Iterable[TrackedAction],
    within: frozenset[str],
    overdue: set[str],
    begins: int,
    moved: list[str],
) -> Iterator[Wrong]:
    checklist = given.selection.checklist
    listed = {one.id: one for one in known}
    for action in given.actions:
        place, one = f"basis.actions[{action.id}]", listed.get(action.id)
        if one is None:
            yield Wrong("added", place, action.number)
            continue
        pairs = {
            "audit": (action.audit, one.audit),
            "number": (action.number, one.number),
            "site": (action.site, one.site),
            "due": (action.due, one.due),
        }
        if action.status != one.status and one.changed < begins:
            pairs["status"] = action.status, one.status
        elif action.status != one.status:
            moved.append(one.number)
        if action.id in overdue and one.what != LOCKED:
            pairs["what"] = action.what, one.what
        yield from _unlike(place, pairs)
    carried = {one.id for one in given.actions}
    for one in listed.values():
        wanted = one.site.casefold() in within and (not checklist or one.path.startswith(f"{checklist}/"))
        if wanted and one.id not in carried and one.changed < begins:
            yield Wrong("missing", f"basis.actions[{one.id}]", expected=one.number)


def _answers(
    given: Network, known: Iterable[SurveyResponse], within: frozenset[str], begins: int
) -> Iterator[Wrong]:
    start, end = given.selection.start, given.selection.end
    before: Counter[tuple[str, str, str, Camp]] = Counter()
    now: Counter[tuple[str, str, str, Camp]] = Counter()
    for one in known:
        if one.site.casefold() in within and start <= one.day and (not end or one.day <= end):
            group = one.site.casefold(), one.day[:7], str(one.scale), camp(one.answer)
            now[group] += 1
            before[group] += _made(one.id) < begins
    carried: Counter[tuple[str, str, str, Camp]] = Counter()
    for each in basis_json(given)["answers"]:
        for which in CAMPS:
            carried[each["site"].casefold(), each["month"], each["scale"], which] = each[f"{which}s"]
    for group in sorted(carried.keys() | now.keys()):
        place = f"basis.answers[{' '.join(group[:3])}].{group[3]}s"
        yield from _between(place, carried[group], before[group], now[group])


def _heard(
    given: Network, known: Iterable[FieldNote], within: frozenset[str], begins: int
) -> Iterator[Wrong]:
    start, end = given.selection.start, given.selection.end
    before: Counter[tuple[str, str]] = Counter()
    now: Counter[tuple[str, str]] = Counter()
    for one in known:
        if one.site.casefold() in within and start <= one.day and (not end or one.day <= end):
            now[one.touchpoint, one.kind] += 1
            before[one.touchpoint, one.kind] += _made(one.id) < begins
    for touchpoint in sorted({touchpoint for touchpoint, _kind in now} | given.heard.keys()):
        for kind in KINDS:
            carried = given.heard.get(touchpoint, {}).get(kind, 0)
            key = touchpoint, kind
            yield from _between(f"feedback[{touchpoint}].{kind}", carried, before[key], now[key])


def _between(place: str, carried: int, before: int, now: int) -> Iterator[Wrong]:
    """What was there before the day of the report was counted, and nothing that is not there now was."""
    if not before <= carried <= now:
        bounds = str(now) if before == now else f"{before}–{now}"
        yield Wrong("changed", place, str(carried), bounds)


def _made(id_: str) -> int:
    """UTC milliseconds at which something got its id."""
    return ULID.from_str(id_).milliseconds


__all__ = ["Lists", "ListsCheck", "check_lists"]
