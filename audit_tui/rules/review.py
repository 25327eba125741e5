"""What may follow the end of an audit: a second person returns or verifies it, the site appeals, it is corrected.

An audit that is returned is opened again, walked as ever and handed in anew: that makes its next edition. The events
of the edition before stay as they stood, so both results can be told and proved. Nobody judges their own audit: who
answered or handed in neither returns nor verifies nor decides an appeal (ISO 19011:2018, 4 e, independence), and
nothing is corrected without a second person's reason. Pure: reads events; `judging` proposes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from audit_tui.i18n import _
from audit_tui.model.audit import Item, Projection
from audit_tui.model.event import Event
from audit_tui.rules.record import Record

FOLLOWING: Final = frozenset(
    {"returned", "reopened", "amended", "verified", "appealed", "appeal_upheld", "appeal_rejected"}
)
"""Events that only what was ended once can have."""

JUDGING: Final = frozenset({"returned", "verified", "appeal_upheld", "appeal_rejected"})
"""Those by which somebody judges the audit of somebody else."""

_ENDING: Final = frozenset({"finished", "amended"})
_ANYBODY: Final = (FOLLOWING - _ENDING) | {"erased", "action_added"}
"""Events that do not make whoever says them an author of the audit; an erasure asks for actions again."""


def is_misplaced(projection: Projection, op: str, path: str) -> bool:
    """Whether an event cannot follow what an audit adds up to so far."""
    status, review = projection.status, projection.review
    if op == "erased" or (op == "action_added" and status != "draft"):
        # An erasure, which asks for corrective actions again without their owners.
        return False
    if op not in FOLLOWING:
        is_end = op in ("finished", "abandoned")
        return status != "draft" or (is_end and review.state == "reopened")
    if op == "amended":
        return status != "draft" or review.state != "reopened"
    if status != "finished":
        return True
    if op in ("appeal_upheld", "appeal_rejected"):
        return review.appeal != "open"
    if op == "appealed":
        return (review.appeal == "open") != bool(path)
    if review.appeal == "open":
        return True
    needs_return = op == "reopened" or (op == "returned" and bool(path))
    return needs_return and review.state != "returned"


def authors(events: Iterable[Event]) -> set[str]:
    """Who answered, corrected or handed in: ULIDs of people."""
    return {event.actor for event in events if event.op not in _ANYBODY}


# -- editions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EndedEdition:
    """An audit as it was handed in once."""

    number: int
    """1, 2, 3 …"""
    event: Event
    """The event that ended it."""
    recorded: dict[str, Any]
    """What that recorded: `rules`, `checklists`, `score`; empty where it is not known."""
    why: str
    """What was corrected and why, in the auditor's words; empty for the first."""

    @property
    def percent(self) -> str | None:
        """The score in percent as it was recorded; None where there is none."""
        percent = self._score.get("percent")
        return None if percent is None else str(percent)

    @property
    def figure(self) -> Fraction | None:
        """The same as a number; None where there is none, or it is no number."""
        try:
            return None if self.percent is None else Fraction(self.percent)
        except (ValueError, ZeroDivisionError):
            return None

    @property
    def passed(self) -> bool | None:
        """Whether the visit passed; None where nothing says so."""
        passed = self._score.get("passed")
        return passed if isinstance(passed, bool) else None

    @property
    def _score(self) -> dict[str, Any]:
        score = self.recorded.get("score")
        return score if isinstance(score, dict) else {}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction changed about one question: as it stood in the edition before, and as it stands in this."""

    path: str
    before: Item
    after: Item


def editions(record: Record) -> list[EndedEdition]:
    """The editions of an audit that were handed in, the first one first; none of a draft that never was."""
    found: list[EndedEdition] = []
    for event in record.events:
        if event.op in _ENDING:
            recorded = record.value_of(event.value)
            found.append(
                EndedEdition(
                    len(found) + 1,
                    event,
                    recorded if isinstance(recorded, dict) else {},
                    str(record.value_of(event.reason) or "") if event.op == "amended" else "",
                )
            )
    return found


def up_to(record: Record, seq: int) -> Record:
    """The record as it was when its event `seq` (1, 2, 3 …) had happened."""
    return Record.build(record.header, record.events[:seq], record.values.values(), record.sealed.values())


def differences(record: Record, number: int) -> list[Difference]:
    """What edition `number` (2, 3 …) changed about questions, in the order in which they were first spoken of.

    Answers, reasons, notes and what is attached; neither flags nor private notes. ValueError where there is no such
    edition.
    """
    ended = editions(record)
    if not 2 <= number <= len(ended):
        raise ValueError(_("there is no edition {number} to compare").format(number=number))
    before, after = (up_to(record, one.event.seq).projection for one in ended[number - 2 : number])
    return [
        Difference(path, before.item(path), after.item(path))
        for path in after.items
        if _said(before.item(path)) != _said(after.item(path))
    ]


def _said(item: Item) -> tuple[Any, ...]:
    return item.state, item.value, item.reason, item.note, [each.id for each in item.evidence]


# -- telling it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that followed the end of an audit."""

    event: Event
    by: str
    """The name or role of who said it; empty where it is withheld, erased or locked, or nobody is named."""
    received: str
    """The day on which an appeal came in, `YYYY-MM-DD`; empty for anything else."""
    why: str
    """The reason; empty where none was given or it is not known."""
    questions: Mapping[str, str]
    """Path of a question → what is said of it in particular."""


def followed(record: Record) -> list[Followed]:
    """What followed the end of an audit, the first thing first; the corrections themselves are its editions."""
    found: list[Followed] = []
    for event in record.events:
        if event.op not in FOLLOWING:
            continue
        why = str(record.value_of(event.reason) or "")
        if event.path and found:
            found[-1] = replace(found[-1], questions={**found[-1].questions, event.path: why})
            continue
        value = record.value_of(event.value) if event.op not in _ENDING else None
        given = value if isinstance(value, dict) else {"role": value or ""}
        by, received = str(given.get("role") or ""), str(given.get("received") or "")
        found.append(Followed(event, by, received, why, {}))
    return found
