"""What lists and settings know of audits and sites without loading a model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal

SCHEMA: Final = 2
"""Version of the shape of an audit file. A newer one is opened for reading only."""

Profile = Literal["private", "public", "monopoly"]
"""What customers expect of a site: of a private firm, a public body, a monopoly."""


VisitKind = Literal["mystery", "open", "phone", "delivery"]
PlanTask = Literal["visit", "survey", "focus_group"]
Every = Literal["once", "month", "quarter", "year"]
"""How often: `once` is a round between two days, the others are spans of the calendar."""


class State(StrEnum):
    """What an auditor has said about a question."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    NOT_OBSERVED = "not_observed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the auditor is and how far: kept beside the answers so that lists and a resume need no rules."""

    path: str | None
    seq: int
    """The last event at that time; answers given later move the place on."""
    summary: dict[str, Any]
    """`answered`, `total`, `percent` (text or None), `passed`, `critical`, `sections` [{id, percent}]."""
