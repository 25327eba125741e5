"""What followed the end of some visits of the demo: second looks, appeals, corrections. All of it is invented.

Done through the same steps as by people, at the hours at which people would, so that each audit verifies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from audit_tui.beginning import take_up
from audit_tui.clock import FixedClock
from audit_tui.reviewing import Reviewer
from audit_tui.rules.record import Change, Record
from audit_tui.rules.writing import new_run
from audit_tui.saver import Saver
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry

SECOND_PERSON: Final = "Alex Reviewer"
ALIAS: Final = "Reviewer 1"
STORE: Final = "Store manager"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that followed: so many days after the visit, at nine in the morning of the site."""

    days: int
    what: Literal["return", "correct", "verify", "appeal", "uphold", "reject"]
    why: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)
    """Path of a question → what is asked or objected to there."""
    said: Mapping[str, Any] = field(default_factory=dict)
    """Path of a question → how it is answered anew."""
    noted: Mapping[str, str] = field(default_factory=dict)
    """Path of a question → its note from then on."""


REVIEWS: Final[Mapping[str, tuple[Step, ...]]] = {
    "AUD-2025-HARBOUR-01": (
        Step(
            6,
            "appeal",
            "The goods in the accessible bay were gone within minutes.",
            {"parking/accessible_blocked": "A lorry was being unloaded; it was a matter of minutes."},
        ),
        Step(9, "reject", "The auditor was there for 75 minutes and saw the pallets on coming and on going."),
        Step(10, "verify"),
    ),
    "AUD-2025-MEADOW-01": (Step(5, "verify", "Looked at with the store manager."),),
    "AUD-2025-TERMINAL-01": (
        Step(
            7,
            "appeal",
            "We called back the same afternoon.",
            {"phone/solved": "Our list of calls shows a call back at 15:05."},
        ),
        Step(12, "uphold", "The list of calls shows it."),
        Step(
            13,
            "correct",
            "The store called back while I was in the car; I had not counted that.",
            said={"phone/solved": "yes"},
            noted={"phone/solved": "Called back at 15:05 with the answer."},
        ),
        Step(15, "verify"),
    ),
    "AUD-2026-HARBOUR-01": (Step(4, "verify"),),
    "AUD-2026-HARBOUR-03": (Step(3, "verify"),),
    "AUD-2026-OLD-TOWN-03": (
        Step(
            8,
            "appeal",
            "We see two answers about the welcome otherwise.",
            {
                "parking/staff_ack": "The guard was lifting a pram out of a car.",
                "reception/greeted_first": "The colleague at the desk says that she greeted first.",
            },
        ),
    ),
    "AUD-2026-TERMINAL-03": (
        Step(
            5,
            "return",
            "Please look at the width of the bay again.",
            {"parking/bay_width_m": "The plan of the car park has 3.3 m. Which bay was measured?"},
        ),
        Step(
            7,
            "correct",
            "I had written down the width of an ordinary bay; my sketch has that of the accessible one.",
            said={"parking/bay_width_m": "3.3"},
            noted={"parking/bay_width_m": "From the sketch of the visit."},
        ),
    ),
    "AUD-2026-LAKESIDE-04": (
        Step(
            6,
            "return",
            "Two answers need a word more before the store hears of them.",
            {
                "parking/step_free": "Is that the main entrance, or the one at the back?",
                "reception/goodbye": "What happened instead? Nothing is noted.",
            },
        ),
    ),
}
"""Number of the audit → what followed its end, in order. Two wait for somebody, one for a second look."""


def review(store: AuditStore, registry: Registry, clock: FixedClock) -> None:
    """Have everything follow that is written above."""
    registry.remember_person(SECOND_PERSON, ALIAS)
    for number, steps in REVIEWS.items():
        for step in steps:
            with store.open(number, write=False) as audit:
                record = audit.record
            _set_clock(clock, record, step.days)
            reviewer = Reviewer(store, registry, clock, new_run(clock))
            match step.what:
                case "return":
                    reviewer.hand_back(number, SECOND_PERSON, step.why, step.questions)
                case "verify":
                    reviewer.confirm(number, SECOND_PERSON, step.why)
                case "appeal":
                    reviewer.appeal(number, STORE, "", step.why, step.questions)
                case "uphold" | "reject":
                    reviewer.decide(number, SECOND_PERSON, step.why, upheld=step.what == "uphold")
                case "correct":
                    _correct(reviewer, number, step)


def _correct(reviewer: Reviewer, number: str, step: Step) -> None:
    """Open it again, say what is said anew, and hand it in, as its auditor."""
    with reviewer.store.open(reviewer.reopen(number)) as audit:
        session = take_up(audit, reviewer.registry, reviewer.clock, reviewer.run)
        saver = Saver(audit, session)
        for path, value in step.said.items():
            _save(saver, session.answer(path, value))
        for path, words in step.noted.items():
            _save(saver, session.note(path, words))
        saver.save(session.finish(why=step.why))
        saver.close()


def _save(saver: Saver, change: Change | None) -> None:
    if change is not None:
        saver.save(change)


def _set_clock(clock: FixedClock, record: Record, days: int) -> None:
    zone = ZoneInfo(record.header.site.zone)
    day = datetime.fromisoformat(str(record.projection.facts["visit_start"])) + timedelta(days=days)
    moment = day.replace(hour=9, minute=0, tzinfo=zone)
    clock.now = clock.started = int(moment.astimezone(UTC).timestamp() * 1000)
    clock.minutes_ahead = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
