"""The events of an audit: the truth that everything else is folded from. Never changed, only appended."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from audit_tui.model.text import Model

Op = Literal[
    "created",
    "answered",
    "cleared",
    "not_applicable",
    "not_observed",
    "noted",
    "flagged",
    "photo_owed",
    "photo_declared",
    "evidence_added",
    "evidence_removed",
    "repeat_added",
    "repeat_removed",
    "timer",
    "action_added",
    "action_removed",
    "fact_changed",
    "checklist_moved",
    "checklist_declined",
    "finished",
    "abandoned",
    "returned",
    "reopened",
    "amended",
    "verified",
    "appealed",
    "appeal_upheld",
    "appeal_rejected",
    "erased",
]
"""What happened. The last eight belong to what follows the end of an audit (see `rules.review`)."""

Grade = Literal["measured", "noted", "estimated", "imported"]
"""How an answer came about: by the program's stopwatch or counter or with an instrument, written down, guessed, or
from a file."""

ValueClass = Literal["answer", "note", "private", "person", "evidence"]
"""Who may see a value: `private` never leaves the store, `person` only where names may be shown."""

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Ulid = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]


class Event(Model):
    """One thing that happened to an audit.

    `value`, `old` and `reason` are commitments (see `rules.record.commit`) or none. `wall` is UTC
    milliseconds, `offset` the minutes local time was ahead, `mono` milliseconds since the run began.
    `prev` and `hash` chain the events by SHA-256 over their canonical form (RFC 8785).
    """

    v: Literal[1] = 1
    seq: Annotated[int, Field(ge=1)]
    op: Op
    path: Annotated[str, StringConstraints(max_length=400)]
    value: Hash | None = None
    old: Hash | None = None
    reason: Hash | None = None
    grade: Grade | None = None
    actor: Ulid
    device: Ulid
    run: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    wall: int
    offset: int
    mono: int
    prev: Hash
    hash: Hash


class StoredValue(Model):
    """The value behind a commitment, with the salt that hides it from guessing."""

    commitment: Hash
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    value: Any
    cls: Annotated[ValueClass, Field(alias="class")]


class SealedValue(Model):
    """A value that is encrypted at rest: it is there, and whoever has the key of the workspace can open it.

    `sealed` is `<id of the key>:<base64 of nonce and ciphertext>` over salt and value (see `store.vault`). Its
    class stays readable, so that it can be said what is hidden.
    """

    commitment: Hash
    cls: Annotated[ValueClass, Field(alias="class")]
    sealed: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}:[A-Za-z0-9+/=]+$")]
