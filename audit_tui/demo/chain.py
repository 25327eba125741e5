"""The fictional chain: its sites, its auditors and its year of visits. Every name and place is invented.

Data only; `build` makes audits of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from audit_tui.model.site import Site, VisitKind

ORGANISATION = "Aurora Demo Stores"
CLIENT = "Aurora Demo Stores, customer service office (fictional)"

CORE = ("phone", "parking", "reception", "delivery")


def _site(id_: str, name: str, region: str, zone: str, **more: Any) -> Site:
    return Site(id=id_, name=name, address=f"1 Example Street, {name[7:]}", region=region, zone=zone, **more)


SITES = (
    _site(
        "HARBOUR",
        "Aurora Harbour",
        "South",
        "Europe/Rome",
        jurisdiction="IT",
        aliases=["Harbour store"],
        opened="2015-03-02",
    ),
    _site("MEADOW", "Aurora Meadow", "East", "Europe/Warsaw", jurisdiction="PL", opened="2018-09-10"),
    _site(
        "OLD-TOWN",
        "Aurora Old Town",
        "East",
        "Europe/Kyiv",
        profile="public",
        jurisdiction="UA",
        opened="2009-05-04",
    ),
    _site("LAKESIDE", "Aurora Lakeside", "West", "America/New_York", jurisdiction="US", opened="2021-06-01"),
    _site(
        "TERMINAL",
        "Aurora Terminal",
        "South",
        "Europe/Rome",
        profile="monopoly",
        jurisdiction="IT",
        opened="2012-11-05",
    ),
)


@dataclass(frozen=True, slots=True)
class Auditor:
    """Somebody who visits; on mystery visits only the alias is shown."""

    name: str
    alias: str


AUDITORS = (
    Auditor("Dana Example", "Shopper 12"),
    Auditor("Robin Sample", "Shopper 27"),
    Auditor("Kim Placeholder", "Shopper 31"),
)

PLACES: Mapping[str, Mapping[str, Any]] = {
    "HARBOUR": {"parking.bays": 87},
    "MEADOW": {"parking.bays": 64},
    "OLD-TOWN": {"parking.bays": 30},
    "LAKESIDE": {"parking.bays": 140},
    "TERMINAL": {"parking.bays": 210},
}
"""What is so at a site whoever comes: answers by label, used where the checklist asks."""

Ending = Literal["finished", "aborted", "abandoned", "draft"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: when (local time), by whom, of what kind, how well the site did, and how it ended."""

    site: str
    start: str
    auditor: int
    kind: VisitKind = "mystery"
    checklists: tuple[str, ...] = CORE
    level: float = 0.9
    """Share of things done well, 0 to 1."""
    minutes: int = 75
    ending: Ending = "finished"
    share: float = 1.0
    """How far a draft got, 0 to 1."""
    said: Mapping[str, Any] = field(default_factory=dict)
    """Answers that this visit is about, by label."""


VISITS = (
    # First round: where the chain stood.
    Visit("HARBOUR", "2025-11-18T10:15", 0, level=0.72, said={"parking.accessible_blocked": "yes"}),
    Visit("MEADOW", "2025-11-19T14:30", 1, "open", level=0.83),
    Visit("OLD-TOWN", "2025-11-20T11:00", 2, level=0.86),
    Visit("LAKESIDE", "2025-11-24T16:45", 0, "open", level=0.78),
    Visit("TERMINAL", "2025-11-26T08:20", 1, level=0.62, said={"phone.solved": "no"}),
    # Second round, after training.
    Visit("HARBOUR", "2026-02-10T09:40", 1, level=0.84),
    Visit("MEADOW", "2026-02-11T15:10", 2, level=0.9),
    Visit("OLD-TOWN", "2026-02-12T12:20", 0, "open", level=0.88),
    Visit("LAKESIDE", "2026-02-17T10:05", 2, level=0.86, said={"delivery.parcels[1].intact": "no"}),
    Visit("TERMINAL", "2026-02-18T17:30", 0, "open", level=0.74),
    Visit("MEADOW", "2026-03-04T10:30", 1, "phone", ("phone",), level=0.85, minutes=20),
    # Third round: one store falls back, one visit could not be done.
    Visit("HARBOUR", "2026-05-19T11:25", 2, level=0.88),
    Visit("MEADOW", "2026-05-20T09:15", 0, "open", level=0.92),
    Visit("OLD-TOWN", "2026-05-21T13:40", 1, level=0.7, said={"reception.settled": "no"}),
    Visit("LAKESIDE", "2026-05-26T15:00", 1, level=0.9, ending="aborted", share=0.35),
    Visit("TERMINAL", "2026-05-28T08:55", 2, level=0.8),
    Visit("LAKESIDE", "2026-06-16T18:00", 0, "delivery", ("delivery",), level=0.9, minutes=30),
    # Fourth round, up to now.
    Visit("HARBOUR", "2026-09-15T10:50", 0, level=0.94),
    Visit("MEADOW", "2026-09-16T16:20", 2, level=0.92, said={"parking.accessible_blocked": "yes"}),
    Visit("OLD-TOWN", "2026-09-17T10:10", 2, "open", level=0.82),
    Visit("LAKESIDE", "2026-09-22T11:35", 1, level=0.94),
    Visit("TERMINAL", "2026-09-23T07:45", 0, level=0.88),
    Visit("OLD-TOWN", "2026-10-14T09:30", 1, "phone", ("phone",), level=0.9, minutes=20, ending="abandoned"),
    Visit("HARBOUR", "2026-11-17T10:20", 1, "open", level=0.9, ending="draft", share=0.62),
    Visit("TERMINAL", "2026-11-20T12:05", 2, level=0.85, ending="draft", share=0.2),
    # The calls of March heard by a second person, to see how far the two agree.
    Visit("MEADOW", "2026-03-04T10:30", 2, "phone", ("phone",), level=0.8, minutes=20),
)


class Sample(NamedTuple):
    """A report that shows what comes out."""

    number: str
    """Of the audit that it is about."""
    language: str = "en"
    variant: Literal["full", "summary"] = "full"


SAMPLES: Mapping[str, Sample] = {
    "sample-failed.pdf": Sample("AUD-2025-HARBOUR-01"),
    "sample-passed.pdf": Sample("AUD-2026-HARBOUR-03"),
    "sample-summary-zh.pdf": Sample("AUD-2026-MEADOW-04", "zh-Hans", "summary"),
}
"""Sample report by the name of its file."""
