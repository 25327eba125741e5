"""What a report says, ready to print: plain frozen values in the order of the pages.

Every number in here was computed from the record by `build`; the drawing adds nothing and rounds nothing.
It never holds a private note, a person's name on a mystery visit, or a value that the report withholds.
Texts are data: the drawing escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from audit_tui.model.audit import Box
from audit_tui.store.blobs import Blob

Status = Literal["pass", "minor", "major", "critical", "na"]
Variant = Literal["full", "summary", "actions"]
"""What is printed of an audit: everything, two pages for the board, or what the site has to do."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the report carries."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """Until when the site may appeal against the result (`YYYY-MM-DD`), and whether that day is still to come."""

    until: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands round the pages of any report, and what the file says of itself."""

    language: str
    organisation: str
    logo: Path | None
    dated: datetime
    marks: tuple[str, ...]
    confidentiality: str
    name: str
    """At the right of each head, cut where it is too long; `tail` follows it and is never cut."""
    tail: tuple[str, ...]
    subject: str
    attachment: Attachment | None
    variant: str
    """Which form of the report it is, for programs: a `verify` compares the pages with that form."""
    notice: str = ""
    """A line under the head of every page, such as that the result is preliminary; empty for none."""
    appeal: Appeal | None = None
    further: tuple[Attachment, ...] = ()
    """What the file carries besides, where it carries anything: what is known of earlier visits."""
    foot: str = ""
    """The line at the foot of the pages where neither the record nor the program gives it."""
    accent: str = ""
    """The organisation's own colour, `#RRGGBB`; empty for the usual one."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands under or beside it; `key` names the few that a shorter variant picks out."""

    label: str
    value: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the dial at `at` percent."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dial:
    """The score at a glance; where there is no final percent `value` is null and `figure` says so."""

    value: float | None
    figure: str
    unit: str
    note: str
    status: Status
    verdict: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure of the summary panel; `marks` are small counted statuses under it."""

    figure: str
    of: str
    label: str
    note: str = ""
    marks: tuple[tuple[Status, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A touchpoint (level 0) or one of its sections (level 1) on the 0–100 scale."""

    title: str
    value: float | None
    score: str
    target: float | None
    previous: float | None
    change: str
    met: str
    status: Status
    result: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Pointer:
    """A line of "act on these first": `finding` leads to the card of that number."""

    status: Status
    finding: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One standard with its result; `finding` is the number of its non-conformity, or empty."""

    code: str
    anchor: str
    """The place that links to this standard lead to, unique in the report."""
    requirement: str
    figure: str
    kind: str
    status: Status
    result: str
    points: str
    finding: str


@dataclass(frozen=True, slots=True)
class StandardGroup:
    """The standards of one touchpoint."""

    title: str
    score: str
    rows: tuple[StandardRow, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo in the report: the original stays where it is, a reduced copy without EXIF is printed."""

    tag: str
    caption: str
    sha256: str
    original: Blob
    """What the photo is read from."""
    masks: tuple[Box, ...] | None = ()
    """Rectangles in percent that are blackened; None where the photo is left out, for nobody declared it."""


@dataclass(frozen=True, slots=True)
class NonConformity:
    """A finding with what was asked, what was seen and what shows it."""

    number: str
    title: str
    severity: Status
    severity_word: str
    code: str
    standard: str
    """The anchor of the standard, empty where there is none."""
    touchpoint: str
    requirement: str
    observed: tuple[str, ...]
    notes: tuple[str, ...]
    effect: str
    root_cause: str | None
    """Null prints a blank line for the site to fill in."""
    owner: str | None
    due: str | None
    critical_reason: str
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question as asked and answered."""

    code: str
    question: str
    answer: str
    remark: str
    points: str
    status: Status | None
    finding: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of one section of one checklist."""

    title: str
    score: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A corrective action; `done` counts the finished steps of plan, do, check, act (0–4)."""

    number: str
    title: str
    verification: str
    finding: str
    owner: str | None
    due: str | None
    done: int
    asked: bool = True
    """Whether the auditor asked for it; else it is what follows from a grave finding that has no action yet."""


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """An audit on the chart of the last audits."""

    day: str
    value: float
    figure: str


@dataclass(frozen=True, slots=True)
class AuditCourse:
    """The last audits of the site by the same checklists, this one at the end."""

    title: str
    points: tuple[CoursePoint, ...]
    target: float | None
    target_words: str
    told: str
    """Every number of the chart, for those who cannot see it."""
    note: str


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A root cause, and how many non-conformities of each severity it has; the gravest first, none that is 0."""

    title: str
    counts: tuple[tuple[Status, int], ...]


@dataclass(frozen=True, slots=True)
class Causes:
    """Non-conformities by their recorded root cause, most first."""

    title: str
    rows: tuple[CauseRow, ...]
    legend: tuple[tuple[Status, str], ...]
    """The severities that occur, in words."""
    told: str
    """Every number of the chart, for those who cannot see it."""
    note: str
    """What the chart does not show; empty where it shows all."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A slice of the experience: a phase, a nature or a kind, with its percent where it was assessed."""

    title: str
    explanation: str
    value: float | None
    score: str
    count: str


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """Slices that belong together."""

    title: str
    rows: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class Experience:
    """The experience balance and the slices that could be computed."""

    positives: int
    negatives: int
    balance: str
    sentence: str
    remark: str
    """What could be dropped; empty where nothing."""
    groups: tuple[MeasureGroup, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A question that could not be observed or does not apply, and why."""

    code: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A box of the sign-off; an empty name is a line to write on."""

    role: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A letter of ISO 19011:2018, 6.5.1, and the section (an anchor of the report) where it is answered."""

    letter: str
    asks: str
    where: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Integrity:
    """What binds the paper to the record; `attachment` are the bytes of audit.json as attached."""

    audit: str
    attachment: bytes
    head: str
    events: int
    published: int
    withheld: int
    warnings: tuple[str, ...] = ()
    attached: bool = True
    """Whether the file carries the record; without it the fingerprint still stands on paper."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that followed the end of the audit."""

    day: str
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that a correction answered anew."""

    edition: str
    """The edition that it changed in."""
    label: str
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What followed the end of the audit."""

    happened: tuple[Happened, ...]
    editions: tuple[tuple[str, str, str], ...]
    """Number, day and score of each edition; none where there is only one."""
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report."""

    language: str
    organisation: str
    accent: str
    logo: Path | None
    number: str
    overline: str
    site: str
    address: str
    visit_date: str
    dated: datetime
    """The date the file carries: when the audit was finished, so that the same audit gives the same bytes."""
    facts: tuple[Fact, ...]
    marks: tuple[str, ...]
    """What every page says of the report: fictional data, provisional, abandoned."""
    notice: str
    appeal: Appeal | None
    confidentiality: str
    foot: str
    """`confidentiality` where the organisation's settings give it; empty where the record or the program does."""
    dial: Dial
    verdict: str
    verdict_more: str
    kpis: tuple[Kpi, ...]
    scores: tuple[ScoreRow, ...]
    way: str
    """The shortest way to pass, or why there is none; empty where the site passes or has no findings."""
    act_first: tuple[Pointer, ...]
    went_well: tuple[str, ...]
    standards: tuple[StandardGroup, ...]
    findings: tuple[NonConformity, ...]
    answers: tuple[AnswerGroup, ...]
    further_photos: tuple[Photo, ...]
    actions: tuple[ActionRow, ...]
    course: AuditCourse | None
    causes: Causes | None
    experience: Experience | None
    conclusion: str
    statements: tuple[Fact, ...]
    aftermath: Aftermath | None
    limits: tuple[Limit, ...]
    sources: tuple[Fact, ...]
    """Codes of standards, and the source they share."""
    signatures: tuple[Signature, ...]
    matrix: tuple[MatrixRow, ...]
    integrity: Integrity
    previous: bytes | None = None
    """What the file carries of earlier visits, where the report compares with any."""
