"""What a network report says, ready to print: plain frozen values in the order of the pages.

Every figure was computed by the rules; the drawing adds nothing and rounds nothing. No shopper is named in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit_tui.reports.content import Around, Attachment, Fact, Kpi, Status


@dataclass(frozen=True, slots=True)
class Moved:
    """A site against its visit before, over the comparable questions alone."""

    site: str
    day: str
    visits: str
    after: float | None
    before: float | None
    target: float | None
    score: str
    status: Status
    change: str
    """Percentage points with their sign."""
    became: str
    """Fixed, recurring, new, not re-checked."""
    basis: str
    """`50/58` questions compared."""


@dataclass(frozen=True, slots=True)
class Named:
    """A standard with its text, and what is said of it."""

    code: str
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of the league. Figures are 0 to 100."""

    rank: str
    site: str
    visits: str
    median: str
    interval: str
    passed: str
    dots: tuple[float, ...]
    middle: float
    band: tuple[float, float] | None
    """The interval of the median."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A touchpoint at a site."""

    status: Status
    figure: str
    visits: str
    word: str


@dataclass(frozen=True, slots=True)
class Course:
    """A site over time."""

    site: str
    visits: str
    course: tuple[float, ...]
    middle: float
    target: float | None
    outside: tuple[bool, ...]
    latest: str
    said: str


@dataclass(frozen=True, slots=True)
class Stubborn:
    """A standard that keeps falling short."""

    code: str
    text: str
    short: str
    share: str
    again: str
    sites: str
    last: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """A corrective action past its day."""

    days: str
    due: str
    site: str
    audit: str
    what: str
    owner: str


@dataclass(frozen=True, slots=True)
class Heard:
    """How many wishes and complaints a touchpoint has."""

    touchpoint: str
    wishes: int
    complaints: int


@dataclass(frozen=True, slots=True)
class Recommended:
    """A net promoter score with its interval, and what it rests on."""

    group: str
    """Heading of the group that begins with this line; empty for the others."""
    name: str
    scale: str
    score: str
    interval: str
    camps: str
    """Promoters, passives, detractors."""
    n: str
    reading: str
    value: float
    """-100 to 100, as the ends of `band`."""
    band: tuple[float, float]


@dataclass(frozen=True, slots=True)
class NetworkContent:
    """A whole network report."""

    around: Around
    attachment: Attachment
    """The figures as data, as `around` carries them."""
    accent: str
    title: str
    sub: str
    facts: tuple[Fact, ...]
    lead: str
    lead_more: str
    kpis: tuple[Kpi, ...]
    moved: tuple[Moved, ...]
    single: str
    """Sites that have nothing to compare with, in a sentence; empty where all have."""
    act_first: tuple[Named, ...]
    improved: tuple[Named, ...]
    scale: float
    """Where the drawn scales of scores begin."""
    league: tuple[Ranked, ...]
    league_notes: tuple[str, ...]
    heat_titles: tuple[str, ...]
    heat: tuple[tuple[str, tuple[Tile | None, ...]], ...]
    heat_notes: tuple[str, ...]
    courses: tuple[Course, ...]
    recurring: tuple[Stubborn, ...]
    recurring_more: int
    overdue: tuple[Overdue, ...]
    actions: str
    heard: tuple[Heard, ...]
    recommended: tuple[Recommended, ...]
    recommended_lead: str
    """The score of the surveys in a sentence; empty where customers were not asked."""
    sampling: tuple[Fact, ...]
