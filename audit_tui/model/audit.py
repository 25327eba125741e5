"""An audit as it stands: its header and what its events add up to. Holds shapes, never rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from audit_tui.model.basics import SCHEMA
from audit_tui.model.basics import State as State  # noqa: PLC0414 - most readers of states are of audits
from audit_tui.model.event import Grade, Hash, Ulid
from audit_tui.model.review import Review
from audit_tui.model.site import Day, Site
from audit_tui.model.text import Line, Model, SafeText

Status = Literal["draft", "finished", "abandoned"]


class Evidence(Model):
    """A photo or file, kept by the SHA-256 of its original bytes.

    The name it came with is not kept: it may name a person. `taken` is the local time in a photo's EXIF.
    """

    id: Ulid
    sha256: Hash
    kind: Literal["photo", "file"]
    extension: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,8}$")]
    size: int
    width: int | None = None
    height: int | None = None
    taken: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$")] | None = (
        None
    )
    caption: SafeText = ""


Cause = Literal["staffing", "training", "process", "equipment", "premises", "supplier", "other"]
"""Root cause of a finding, as a code: words are those of the language in which it is shown."""


class Action(Model):
    """A corrective action asked for by a finding: what, by whom, by when, and how it will be verified.

    `cause` is why the finding came about, where the auditor of an open visit recorded it; else the site says it.
    """

    id: Ulid
    what: SafeText
    owner: Line = ""
    due: Day | None = None
    verify: SafeText = ""
    cause: Cause | None = None


Box = tuple[int, int, int, int]
"""A rectangle in a photo as it is looked at: left, top, width and height in percent of it."""


class EmbeddedChecklist(Model):
    """A checklist as it was when the audit began or moved to it: its canonical form and the SHA-256 of that."""

    id: str
    version: str
    hash: Hash
    body: dict[str, Any]


class Header(Model):
    """What identifies an audit and what it was begun with. Never changes after `created`."""

    schema_: Annotated[int, Field(alias="schema")] = SCHEMA
    id: Ulid
    number: Line
    demo: bool = False
    app: Line
    """Version of the program that created it."""
    site: Site
    """The site as it stood when the audit was begun; a correction is a fact (`site`)."""
    checklists: list[EmbeddedChecklist]


FACTS = (
    "kind",
    "auditor",
    "alias",
    "site",
    "visit_start",
    "visit_end",
    "outcome",
    "abort_reason",
    "acquaintance",
    "client",
    "objective",
    "scope",
    "criteria",
    "participants",
    "diverging_opinion",
    "distribution",
    "confidentiality",
    "follow_up",
    "conclusion",
)
"""The facts of a visit that a report needs. `auditor` and `participants` are of class `person`."""

PERSONAL_FACTS = frozenset({"auditor", "participants"})


@dataclass(slots=True)
class Item:
    """What the events say about one question (or one instance of it)."""

    path: str
    state: State = State.OPEN
    value: Any = None
    reason: str = ""
    grade: Grade | None = None
    note: str = ""
    private_note: str = ""
    flagged: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    timer_started: int | None = None
    """Wall time (UTC ms) at which a stopwatch that still runs was started."""
    laps: list[str] = field(default_factory=list)
    """Seconds of each time that the stopwatch took, the first one first."""
    at: int = 0
    """Wall time (UTC ms) of the last answer."""
    photo_promised: int | None = None
    """Wall time (UTC ms) at which a photo was said to follow; None where none was, or it was taken back."""
    photos_before: frozenset[str] = frozenset()
    """Ids of the photos that were there when one more was said to follow."""

    declared: dict[str, tuple[Box, ...]] = field(default_factory=dict)
    """Id of a photo → what of it is masked before it is published; nothing where nobody can be recognised in it."""

    @property
    def photo_owed(self) -> int | None:
        """Wall time (UTC ms) at which a photo was said to follow that is still not attached; None for none."""
        came = any(each.kind == "photo" and each.id not in self.photos_before for each in self.evidence)
        return None if came else self.photo_promised


@dataclass(slots=True)
class Projection:
    """The audit as its events add up to it."""

    status: Status = "draft"
    facts: dict[str, Any] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    instances: dict[str, list[str]] = field(default_factory=dict)
    """Path of a repeat (`phone/calls`) → ULIDs of its instances, in order."""
    seq: int = 0
    head: str = ""
    """Hash of the last event."""
    created_at: int = 0
    changed_at: int = 0
    ended_at: int = 0
    ending_reason: str = ""
    moved: dict[str, list[EmbeddedChecklist]] = field(default_factory=dict)
    """Id of a checklist → the newer versions that the audit moved to, in order; the last one is in force."""
    declined: list[str] = field(default_factory=list)
    """Hashes of the newer checklists that the auditor chose to stay away from."""
    score: dict[str, Any] | None = None
    """What the event that ended the last edition recorded: rule version and score, numbers as strings."""
    review: Review = field(default_factory=Review)
    """What followed its end."""

    def item(self, path: str) -> Item:
        """The item at `path`; an untouched question has an empty one."""
        return self.items.get(path) or Item(path)
